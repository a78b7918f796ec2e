#include "ui/style/colormap.h"

#include <math.h>
#include <string.h>

#include "ui/style/colormap-tables.h"

static const char *const map_names[] = { "viridis", "plasma",  "inferno",   "magma",
                                         "cividis", "rainbow", "diverging", NULL };

const char *const *
vit_colormap_get_names (void)
{
  return map_names;
}

static uint8_t
to_byte (double x)
{
  return (uint8_t) lround (255 * (x < 0 ? 0 : x > 1 ? 1 : x));
}

/* Blue, cyan, green, yellow, red, as in the paper. */
static void
fill_rainbow_map (uint8_t table[256][4])
{
  for (int i = 0; i < 256; i++)
    {
      double x = 4 * i / 255.0;
      table[i][0] = to_byte (x < 2 ? 0 : x < 3 ? x - 2 : 1);
      table[i][1] = to_byte (x < 1 ? x : x < 3 ? 1 : 4 - x);
      table[i][2] = to_byte (x < 1 ? 1 : x < 2 ? 2 - x : 0);
    }
}

/* Blue, near white, red. On a dark background: lighter blue, dark grey, lighter red. */
static void
fill_diverging_map (bool on_dark, uint8_t table[256][4])
{
  static const double light[3][3] = { { 0.16, 0.30, 0.62 },
                                      { 0.96, 0.96, 0.96 },
                                      { 0.70, 0.10, 0.17 } };
  static const double dark[3][3] = { { 0.45, 0.70, 1.00 },
                                     { 0.17, 0.17, 0.17 },
                                     { 0.95, 0.36, 0.33 } };
  const double (*ends)[3] = on_dark ? dark : light;
  for (int i = 0; i < 256; i++)
    {
      double x = i / 127.5;
      int k = x < 1 ? 0 : 1;
      for (int c = 0; c < 3; c++)
        table[i][c] = to_byte (ends[k][c] + (x - k) * (ends[k + 1][c] - ends[k][c]));
    }
}

/* Light grey; blue, orange and green that the colour-blind tell apart (Okabe & Ito 2008). */
static void
fill_hits_map (uint8_t table[256][4])
{
  static const uint8_t colours[4][3] = {
    { 207, 207, 207 }, { 0, 114, 178 }, { 230, 159, 0 }, { 0, 158, 115 }
  };
  for (int i = 0; i < 256; i++)
    memcpy (table[i], colours[i / 64], 3);
}

void
vit_colormap_fill (const char *name, uint8_t table[256][4])
{
  int map = 0;
  while (map_names[map] && (!name || strcmp (map_names[map], name) != 0))
    map++;
  if (!map_names[map])
    map = 0;
  if (name && strcmp (name, VIT_COLORMAP_HITS) == 0)
    fill_hits_map (table);
  else if (map == 5)
    fill_rainbow_map (table);
  else if (map == 6)
    fill_diverging_map (false, table);
  else
    for (int i = 0; i < 256; i++)
      for (int c = 0; c < 3; c++)
        table[i][c] = vit_colormap_tables[map][i][c];
  for (int i = 0; i < 256; i++)
    table[i][3] = 255;
}

void
vit_colormap_fill_on (const char *name, bool on_dark, uint8_t table[256][4])
{
  vit_colormap_fill (name, table);
  if (on_dark && name && strcmp (name, "diverging") == 0)
    fill_diverging_map (true, table);
}

void
vit_colormap_fill_bands (const char *name, double minimum, double maximum, uint8_t table[256][4])
{
  uint8_t smooth[256][4];
  vit_colormap_fill (name, smooth);
  for (int i = 0; i < 256; i++)
    {
      double value = minimum + (maximum - minimum) * (i + 0.5) / 256;
      int k = vit_colormap_index (round (value), minimum, maximum);
      memcpy (table[i], smooth[k < 0 ? 0 : k], 4);
    }
}

void
vit_colormap_make_pale (uint8_t table[256][4])
{
  for (int i = 0; i < 256; i++)
    for (int k = 0; k < 3; k++)
      table[i][k] = (uint8_t) ((table[i][k] + 225) / 2);
}

int
vit_colormap_index (double value, double minimum, double maximum)
{
  if (!isfinite (value) || !(maximum > minimum))
    return isfinite (value) ? 0 : -1;
  double x = (value - minimum) / (maximum - minimum);
  return (int) (255 * (x < 0 ? 0 : x > 1 ? 1 : x) + 0.5);
}
