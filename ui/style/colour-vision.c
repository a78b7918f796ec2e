#include "ui/style/colour-vision.h"

#include <glib.h>
#include <math.h>

#define RADIANS (G_PI / 180)

/* White of D65, XYZ. */
static const double white[3] = { 0.95047, 1, 1.08883 };

/* Rows give X, Y and Z of linear sRGB. */
static const double to_xyz[3][3] = { { 0.4124564, 0.3575761, 0.1804375 },
                                     { 0.2126729, 0.7151522, 0.0721750 },
                                     { 0.0193339, 0.1191920, 0.9503041 } };

static const double visions[VIT_N_VISIONS][3][3] = {
  [VIT_VISION_DEUTAN] = { { 0.367322, 0.860646, -0.227968 },
                          { 0.280085, 0.672501, 0.047413 },
                          { -0.011820, 0.042940, 0.968881 } },
  [VIT_VISION_PROTAN] = { { 0.152286, 1.052583, -0.204868 },
                          { 0.114503, 0.786281, 0.099216 },
                          { -0.003882, -0.048116, 1.051998 } },
  [VIT_VISION_TRITAN] = { { 1.255528, -0.076749, -0.178779 },
                          { -0.078411, 0.930809, 0.147602 },
                          { 0.004733, 0.691367, 0.303900 } },
  [VIT_VISION_GREY] = { { 0.2126729, 0.7151522, 0.0721750 },
                        { 0.2126729, 0.7151522, 0.0721750 },
                        { 0.2126729, 0.7151522, 0.0721750 } },
};

const char *
vit_vision_name (VitVision vision)
{
  static const char *const names[VIT_N_VISIONS] = { "full colour vision", "deuteranopia",
                                                    "protanopia", "tritanopia", "grey" };
  g_return_val_if_fail (vision < VIT_N_VISIONS, "");
  return names[vision];
}

static double
to_linear (double v)
{
  v = CLAMP (v, 0, 1);
  return v <= 0.04045 ? v / 12.92 : pow ((v + 0.055) / 1.055, 2.4);
}

static double
from_linear (double v)
{
  v = CLAMP (v, 0, 1);
  return v <= 0.0031308 ? 12.92 * v : 1.055 * pow (v, 1 / 2.4) - 0.055;
}

static void
multiply (const double matrix[3][3], const double v[3], double out[3])
{
  for (int i = 0; i < 3; i++)
    out[i] = matrix[i][0] * v[0] + matrix[i][1] * v[1] + matrix[i][2] * v[2];
}

static double
lab_root (double t)
{
  const double edge = 6.0 / 29;
  return t > edge * edge * edge ? cbrt (t) : t / (3 * edge * edge) + 4.0 / 29;
}

VitLab
vit_colour_to_lab (VitRgba colour)
{
  const double linear[3] = { to_linear (colour.red), to_linear (colour.green),
                             to_linear (colour.blue) };
  double xyz[3];
  multiply (to_xyz, linear, xyz);
  double x = lab_root (xyz[0] / white[0]), y = lab_root (xyz[1] / white[1]),
         z = lab_root (xyz[2] / white[2]);
  return (VitLab){ 116 * y - 16, 500 * (x - y), 200 * (y - z) };
}

/* Degrees, 0 … 360; 0 for a grey. */
static double
get_hue (double a, double b)
{
  if (a == 0 && b == 0)
    return 0;
  double h = atan2 (b, a) / RADIANS;
  return h < 0 ? h + 360 : h;
}

double
vit_lab_difference (VitLab one, VitLab other)
{
  double c_mean = (hypot (one.a, one.b) + hypot (other.a, other.b)) / 2;
  double c7 = pow (c_mean, 7), g = 0.5 * (1 - sqrt (c7 / (c7 + pow (25, 7))));
  double a1 = (1 + g) * one.a, a2 = (1 + g) * other.a;
  double c1 = hypot (a1, one.b), c2 = hypot (a2, other.b);
  double h1 = get_hue (a1, one.b), h2 = get_hue (a2, other.b);
  bool coloured = c1 * c2 != 0;
  double turn = coloured ? h2 - h1 : 0;
  turn += turn > 180 ? -360 : turn < -180 ? 360 : 0;
  double dl = other.l - one.l, dc = c2 - c1, dh = 2 * sqrt (c1 * c2) * sin (turn / 2 * RADIANS);
  double l = (one.l + other.l) / 2, c = (c1 + c2) / 2, h = h1 + h2;
  if (coloured && fabs (h1 - h2) > 180)
    h += h < 360 ? 360 : -360;
  h = coloured ? h / 2 : h;
  double t = 1 - 0.17 * cos ((h - 30) * RADIANS) + 0.24 * cos (2 * h * RADIANS) +
             0.32 * cos ((3 * h + 6) * RADIANS) - 0.20 * cos ((4 * h - 63) * RADIANS);
  double away = (h - 275) / 25, cm7 = pow (c, 7), l50 = (l - 50) * (l - 50);
  double rotation = -2 * sqrt (cm7 / (cm7 + pow (25, 7))) * sin (60 * exp (-away * away) * RADIANS);
  dl /= 1 + 0.015 * l50 / sqrt (20 + l50);
  dc /= 1 + 0.045 * c;
  dh /= 1 + 0.015 * c * t;
  return sqrt (dl * dl + dc * dc + dh * dh + rotation * dc * dh);
}

VitRgba
vit_colour_see (VitRgba colour, VitVision vision)
{
  g_return_val_if_fail (vision < VIT_N_VISIONS, colour);
  if (vision == VIT_VISION_FULL)
    return colour;
  const double linear[3] = { to_linear (colour.red), to_linear (colour.green),
                             to_linear (colour.blue) };
  double seen[3];
  multiply (visions[vision], linear, seen);
  return (VitRgba){ from_linear (seen[0]), from_linear (seen[1]), from_linear (seen[2]),
                    colour.alpha };
}

double
vit_colour_difference (VitRgba one, VitRgba other, VitVision vision)
{
  return vit_lab_difference (vit_colour_to_lab (vit_colour_see (one, vision)),
                             vit_colour_to_lab (vit_colour_see (other, vision)));
}

double
vit_colour_least_difference (VitRgba one, VitRgba other, VitVision *vision)
{
  double least = INFINITY;
  for (VitVision v = 0; v < VIT_N_VISIONS; v++)
    {
      double difference = vit_colour_difference (one, other, v);
      if (difference >= least)
        continue;
      least = difference;
      if (vision)
        *vision = v;
    }
  return least;
}

static double
get_luminance (VitRgba c)
{
  return 0.2126 * to_linear (c.red) + 0.7152 * to_linear (c.green) + 0.0722 * to_linear (c.blue);
}

double
vit_colour_contrast (VitRgba one, VitRgba other)
{
  double a = get_luminance (one), b = get_luminance (other);
  return (fmax (a, b) + 0.05) / (fmin (a, b) + 0.05);
}
