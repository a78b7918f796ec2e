#include "ui/gallery/premise-caption.h"

#include <string.h>

#include "core/results/snapshot.h"

bool
vit_gallery_shows_tml (const VitFigureSpec *spec, const VitGalleryRequest *request)
{
  g_return_val_if_fail (spec && request, false);
  if (!spec->shows_tml || !(spec->follows & VIT_FOLLOWS_COLOURS))
    return spec->shows_tml;
  return request->colouring.outline ||
         vit_snapshot_rests_on_tml (request->colouring.column, &request->filter);
}

/* What numbers of one run rest on, and what is to be known of its T_ML; empty for nothing. */
static char *
describe_run (const VitFigureSpec *spec, const VitGalleryRequest *request, VitRun *run)
{
  VitTmlSeries *series =
      vit_gallery_shows_tml (spec, request) ? vit_analyses_get_tml (request->analyses, run) : NULL;
  const char *note = series ? vit_tml_series_get_note (series) : NULL;
  g_autofree char *premises =
      spec->rests_on ? vit_premises_describe (vit_run_get_premises (run), spec->rests_on) : NULL;
  return g_strdup_printf ("%s%s%s", premises ? premises : "", premises && note ? "; " : "",
                          note ? note : "");
}

/* Runs with the same premises share one sentence. */
char *
vit_gallery_describe_premises (const VitFigureSpec *spec, const VitGalleryRequest *request)
{
  guint n = spec->per_run ? MIN (request->n_runs, 1) : request->n_runs;
  g_autoptr (GPtrArray) sentences = g_ptr_array_new_with_free_func (g_free);
  bool any = false, same = true;
  for (guint r = 0; r < n; r++)
    {
      char *sentence = describe_run (spec, request, request->runs[r]);
      g_ptr_array_add (sentences, sentence);
      any = any || *sentence;
      same = same && strcmp (sentence, sentences->pdata[0]) == 0;
    }
  if (!any)
    return NULL;
  if (same)
    return g_markup_escape_text (sentences->pdata[0], -1);
  GString *text = g_string_new (NULL);
  for (guint r = 0; r < sentences->len; r++)
    {
      const char *sentence = sentences->pdata[r];
      g_autofree char *line =
          *sentence ? g_markup_printf_escaped ("%s%s: %s", text->len > 0 ? "; " : "",
                                               vit_run_get_label (request->runs[r]), sentence)
                    : NULL;
      g_string_append (text, line ? line : "");
    }
  return g_string_free (text, FALSE);
}
