#include "ui/gallery/left-out.h"

#include <string.h>

#include "core/base/error.h"

/* Why a run is not in the figure; %NULL if it is, or will be. */
static char *
dup_reason (const VitFigureSpec *spec, const VitGalleryRequest *request, VitRun *run)
{
  const VitDerivation *kind = spec->results[0];
  bool of_tml = spec->follows & VIT_FOLLOWS_TML;
  if (!kind)
    return of_tml && !vit_analyses_get_tml (request->analyses, run)
               ? g_strdup (vit_analyses_get_obstacle (request->analyses, run))
               : NULL;
  g_autoptr (GError) why = NULL;
  gconstpointer result =
      request->deriver ? vit_deriver_get (request->deriver, kind, run, request->time, &why) : NULL;
  if (result)
    return g_strdup (spec->lacks ? spec->lacks (result) : NULL);
  if (!request->deriver || vit_deriver_get_work (request->deriver, kind, run).running || !why ||
      g_error_matches (why, VIT_ERROR, VIT_ERROR_CANCELLED))
    return NULL;
  /* T_ML is shown without what the options leave off. */
  if (of_tml && g_error_matches (why, VIT_ERROR, VIT_ERROR_INAPPLICABLE))
    return NULL;
  return g_strdup (why->message);
}

/* Without what the run is called already, the folders of its file, and the stop of the sentence. */
static void
append_reason (GString *text, VitRun *run, const char *reason)
{
  const char *const names[] = { vit_run_get_label (run), vit_run_get_name (run) };
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_has_prefix (reason, names[i]) && g_str_has_prefix (reason + strlen (names[i]), ": "))
      reason += strlen (names[i]) + 2;
  const char *end = g_path_is_absolute (reason) ? strchr (reason, ':') : NULL;
  while (end && end > reason && end[-1] != G_DIR_SEPARATOR)
    end--;
  reason = end ? end : reason;
  size_t n = strlen (reason);
  g_autofree char *bare =
      g_markup_escape_text (reason, (gssize) (n > 0 && reason[n - 1] == '.' ? n - 1 : n));
  g_string_append_printf (text, " (%s)", bare);
}

char *
vit_gallery_dup_left_out (const VitFigureSpec *spec, const VitGalleryRequest *request, bool reasons)
{
  g_return_val_if_fail (spec && request, NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  for (guint r = 0; r < request->n_runs && !spec->per_run; r++)
    {
      g_autofree char *reason = dup_reason (spec, request, request->runs[r]);
      if (!reason)
        continue;
      g_autofree char *label = g_markup_escape_text (vit_run_get_name (request->runs[r]), -1);
      g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "without ", label);
      if (reasons)
        append_reason (text, request->runs[r], reason);
    }
  return text->len > 0 ? g_strdup (text->str) : NULL;
}
