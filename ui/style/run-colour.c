#include "ui/style/run-colour.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Luminance that is told from a dark background. */
#define LEAST_LUMINANCE 0.3

static double
get_luminance (VitRgba c)
{
  return 0.21 * c.red + 0.72 * c.green + 0.07 * c.blue;
}

static VitRgba
lift (VitRgba c)
{
  c = vit_theme_lighten (c, true);
  double luminance = get_luminance (c),
         white = fmax (0, (LEAST_LUMINANCE - luminance) / (1 - luminance));
  return (VitRgba){ c.red + white * (1 - c.red), c.green + white * (1 - c.green),
                    c.blue + white * (1 - c.blue), 1 };
}

VitRgba
vit_run_colour_get (VitStudy *study, VitRun *run, bool on_dark)
{
  g_return_val_if_fail (VIT_IS_STUDY (study) && VIT_IS_RUN (run), (VitRgba){ 0 });
  const char *chosen = vit_run_get_colour (run);
  unsigned red, green, blue;
  if (!chosen || sscanf (chosen, "#%02x%02x%02x", &red, &green, &blue) != 3)
    return vit_theme_get_run_colour ((int) vit_study_get_colour_place (study, run), on_dark);
  /* One of the table has a variant of its own. */
  for (int place = 0; place < VIT_N_RUN_COLOURS && on_dark; place++)
    {
      g_autofree char *text = vit_run_colour_dup_text (place);
      if (strcmp (text, chosen) == 0)
        return vit_theme_get_run_colour (place, on_dark);
    }
  VitRgba own = { red / 255.0, green / 255.0, blue / 255.0, 1 };
  return on_dark ? lift (own) : own;
}

char *
vit_run_colour_dup_text (int place)
{
  VitRgba c = vit_theme_get_run_colour (place, false);
  return g_strdup_printf ("#%02x%02x%02x", (unsigned) lround (255 * c.red),
                          (unsigned) lround (255 * c.green), (unsigned) lround (255 * c.blue));
}

const char *
vit_run_colour_get_name (int place)
{
  static const char *const names[VIT_N_RUN_COLOURS] = {
    "blue",        "vermilion",  "green",        "pink",       "amber",         "sky blue",
    "grey",        "dark blue",  "rust",         "dark green", "dark pink",     "dark amber",
    "steel blue",  "dark grey",  "deepest blue", "brown",      "deepest green", "deepest pink",
    "olive brown", "slate blue", "deepest grey",
  };
  g_return_val_if_fail (place >= 0 && place < VIT_N_RUN_COLOURS, NULL);
  return names[place];
}
