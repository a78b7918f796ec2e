/* What all figures ask of a request. */

#include <math.h>

#include "core/base/error.h"
#include "ui/gallery/figure-common.h"
#include "ui/style/run-colour.h"

char *
vit_gallery_run_label (VitRun *run)
{
  return g_markup_escape_text (vit_run_get_name (run), -1);
}

VitRgba
vit_gallery_colour (const VitGalleryRequest *request, VitRun *run)
{
  return vit_run_colour_get (vit_analyses_get_study (request->analyses), run, request->dark);
}

const VitOptions *
vit_gallery_options (const VitGalleryRequest *request)
{
  return vit_study_get_options (vit_analyses_get_study (request->analyses));
}

void
vit_gallery_fit_range (VitGalleryRequest *request, double minimum, double maximum)
{
  VitColouring fitted = request->colouring;
  vit_colouring_fit (&fitted, minimum, maximum);
  double span = fitted.maximum - fitted.minimum;
  VitColouring *own = &request->colouring;
  if (request->fits_minimum)
    own->minimum = fitted.minimum;
  if (request->fits_maximum)
    own->maximum = fitted.maximum;
  /* The end that was chosen may lie beyond all values. */
  if (!(own->maximum > own->minimum) && request->fits_minimum)
    own->minimum = own->maximum - span;
  else if (!(own->maximum > own->minimum))
    own->maximum = own->minimum + span;
  request->fits_minimum = request->fits_maximum = false;
}

VitTmlSeries *
vit_gallery_series (const VitGalleryRequest *request, VitRun *run, GError **error)
{
  VitTmlSeries *series = run ? vit_analyses_get_tml (request->analyses, run) : NULL;
  if (series)
    return series;
  const char *obstacle =
      run ? vit_analyses_get_obstacle (request->analyses, run) : "There is no run.";
  bool failed = run && vit_run_get_state (run) == VIT_RUN_FAILED;
  g_set_error (error, VIT_ERROR, failed ? VIT_ERROR_IO : VIT_ERROR_MISSING, "%s: %s",
               run ? vit_run_get_name (run) : "study",
               obstacle ? obstacle : "nothing has been computed");
  return NULL;
}

const VitTheme *
vit_gallery_theme (const VitGalleryRequest *request)
{
  return request->dark ? vit_theme_get_dark () : vit_theme_get_light ();
}

bool
vit_gallery_is_inside (const double (*polygon)[2], size_t n, double x, double y)
{
  bool inside = false;
  for (size_t i = 0, j = n - 1; i < n; j = i++)
    {
      const double *a = polygon[i], *b = polygon[j];
      if ((a[1] > y) != (b[1] > y) && x < a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0]))
        inside = !inside;
    }
  return inside;
}

void
vit_gallery_append_page (GString *text, const VitGalleryRequest *request)
{
  if (request->n_of > request->n_runs)
    g_string_append_printf (text, "; runs %u – %u of %u", request->first_run + 1,
                            request->first_run + request->n_runs, request->n_of);
}
