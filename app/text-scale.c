#include "app/text-scale.h"

#include <math.h>

#include "app/user-settings.h"
#include "ui/style/theme.h"

#define STEP 1.15
#define LEAST 0.75
#define MOST 3.0

/* Usual resolution, in 1024 dots per inch. */
#define USUAL_DPI (96 * 1024)

/* Of a story that is presented for the first time: two steps. */
#define PRESENTED 1.3225

static double presentation = 1;
static gboolean presenting; /* whether a story is presented */
static int desktop_dpi = USUAL_DPI;
static gboolean started, setting;

static GtkSettings *
get_settings (void)
{
  return gtk_settings_get_default ();
}

static int
get_dpi (void)
{
  int dpi = 0;
  g_object_get (get_settings (), "gtk-xft-dpi", &dpi, NULL);
  return dpi > 0 ? dpi : USUAL_DPI;
}

/* What the program sets stands above what the desktop says: take it away to hear the desktop. */
static void
apply (void)
{
  setting = TRUE;
  gtk_settings_reset_property (get_settings (), "gtk-xft-dpi");
  desktop_dpi = get_dpi ();
  /* First: widgets ask for room while the setting changes. */
  vit_theme_set_text_scale (presentation * desktop_dpi / USUAL_DPI);
  if (presentation != 1)
    g_object_set (get_settings (), "gtk-xft-dpi", (int) lround (desktop_dpi * presentation), NULL);
  setting = FALSE;
}

static void
on_dpi_changed (void)
{
  if (!setting)
    apply ();
}

void
vit_text_scale_start (void)
{
  if (started || !get_settings ())
    return;
  started = TRUE;
  presentation = CLAMP (vit_user_settings_get_number ("presentation", "scale", 1), LEAST, MOST);
  g_signal_connect_swapped (get_settings (), "notify::gtk-xft-dpi", G_CALLBACK (on_dpi_changed),
                            NULL);
  apply ();
}

static const char *
get_key (void)
{
  return presenting ? "presented-scale" : "scale";
}

void
vit_text_scale_present (gboolean now)
{
  if (now == presenting)
    return;
  presenting = now;
  double own = vit_user_settings_get_number ("presentation", "scale", 1),
         presented = vit_user_settings_get_number ("presentation", "presented-scale", PRESENTED);
  presentation = CLAMP (now ? MAX (own, presented) : own, LEAST, MOST);
  apply ();
}

double
vit_text_scale_step (int steps)
{
  double step = round (log (presentation) / log (STEP)) + steps;
  presentation = steps == 0 ? 1 : CLAMP (pow (STEP, step), LEAST, MOST);
  if (fabs (presentation - 1) < 1e-6)
    presentation = 1;
  vit_user_settings_set_number ("presentation", get_key (), presentation);
  apply ();
  return presentation;
}
