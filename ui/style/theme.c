#include "ui/style/theme.h"

#define GREY(value)                                                                                \
  {                                                                                                \
    value, value, value, 1                                                                         \
  }

static const VitTheme light = {
  .dark = false,
  .background = GREY (1),
  .foreground = GREY (0.12),
  .dim = GREY (0.42),
  .grid = GREY (0.88),
  .playhead = { 0.75, 0.11, 0.16, 1 },
  .mark = GREY (0.35),
};

static const VitTheme dark = {
  .dark = true,
  .background = GREY (0.17),
  .foreground = GREY (0.93),
  .dim = GREY (0.66),
  .grid = GREY (0.30),
  .playhead = { 1.0, 0.42, 0.42, 1 },
  .mark = GREY (0.75),
};

static const VitTheme paper = {
  .dark = false,
  .background = GREY (1),
  .foreground = GREY (0),
  .dim = GREY (0.35),
  .grid = GREY (0.88),
  .playhead = { 0.75, 0.11, 0.16, 1 },
  .mark = GREY (0.3),
};

static bool is_dark;
static double text_scale = 1;

const VitTheme *
vit_theme_get_light (void)
{
  return &light;
}

const VitTheme *
vit_theme_get_dark (void)
{
  return &dark;
}

const VitTheme *
vit_theme_get_paper (void)
{
  return &paper;
}

const VitTheme *
vit_theme_get_current (void)
{
  return is_dark ? &dark : &light;
}

void
vit_theme_set_dark (bool wanted)
{
  is_dark = wanted;
}

double
vit_theme_get_text_scale (void)
{
  return text_scale;
}

void
vit_theme_set_text_scale (double scale)
{
  text_scale = scale > 0 ? scale : 1;
}

VitRgba
vit_theme_lighten (VitRgba c, bool on_dark)
{
  if (on_dark)
    c = (VitRgba){ 0.75 * c.red + 0.25, 0.75 * c.green + 0.25, 0.75 * c.blue + 0.25, c.alpha };
  return c;
}

VitRgba
vit_theme_get_run_colour (int index, bool on_dark)
{
  static const VitRgba colours[] = {
    { 0.000, 0.447, 0.698, 1 }, { 0.835, 0.369, 0.000, 1 }, { 0.000, 0.620, 0.451, 1 },
    { 0.800, 0.475, 0.655, 1 }, { 0.902, 0.624, 0.000, 1 }, { 0.337, 0.706, 0.914, 1 },
    { 0.45, 0.45, 0.45, 1 },
  };
  /* After the last hue the same ones follow in two steps of lightness, away from the background. */
  static const double darker[] = { 1, 0.66, 0.42 }, lighter[] = { 0, 0.38, 0.66 };
  const int n = (int) (sizeof colours / sizeof *colours),
            n_all = n * (int) (sizeof darker / sizeof *darker);
  int place = ((index % n_all) + n_all) % n_all, step = place / n;
  VitRgba c = colours[place % n];
  double white = on_dark ? lighter[step] : 0, keep = on_dark ? 1 - white : darker[step];
  c = (VitRgba){ keep * c.red + white, keep * c.green + white, keep * c.blue + white, c.alpha };
  return vit_theme_lighten (c, on_dark);
}

VitRgba
vit_theme_get_subset_colour (int subset, bool on_dark)
{
  static const VitRgba colours[] = { { 0.45, 0.45, 0.45, 1 },
                                     { 0.835, 0.369, 0, 1 },
                                     { 0, 0.447, 0.698, 1 } };
  return vit_theme_lighten (colours[subset >= 0 && subset < 3 ? subset : 0], on_dark);
}
