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

/* How many runs are named with one sentence before those with the commonest one are the others. */
#define MOST_NAMES 3

/* Append the names of the runs with @sentence, and it. */
static void
append_group (GString *text,
              const VitGalleryRequest *request,
              const GPtrArray *sentences,
              const char *sentence)
{
  g_string_append (text, text->len > 0 ? "; " : "");
  bool first = true;
  for (guint r = 0; r < sentences->len; r++)
    if (strcmp (sentences->pdata[r], sentence) == 0)
      {
        g_autofree char *name = g_markup_escape_text (vit_run_get_name (request->runs[r]), -1);
        g_string_append_printf (text, "%s%s", first ? "" : ", ", name);
        first = false;
      }
  g_autofree char *escaped = g_markup_escape_text (*sentence ? sentence : "nothing assumed", -1);
  g_string_append_printf (text, ": %s", escaped);
}

/* Returns: (transfer none): the sentence of most runs, of more than %MOST_NAMES, or %NULL. */
static const char *
find_commonest (const GPtrArray *sentences, guint *n_runs)
{
  const char *commonest = NULL;
  *n_runs = MOST_NAMES;
  for (guint r = 0; r < sentences->len; r++)
    {
      guint n = 0;
      for (guint other = 0; other < sentences->len; other++)
        n += strcmp (sentences->pdata[r], sentences->pdata[other]) == 0;
      if (n > *n_runs)
        {
          commonest = sentences->pdata[r];
          *n_runs = n;
        }
    }
  return commonest;
}

static bool
stands_before (const GPtrArray *sentences, guint at)
{
  for (guint r = 0; r < at; r++)
    if (strcmp (sentences->pdata[r], sentences->pdata[at]) == 0)
      return true;
  return false;
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
  guint n_others;
  const char *commonest = find_commonest (sentences, &n_others);
  for (guint r = 0; r < sentences->len; r++)
    {
      const char *sentence = sentences->pdata[r];
      bool is_other = commonest && strcmp (sentence, commonest) == 0;
      /* Others are all that are not named, so that runs without a sentence are named beside them.
       */
      if (!is_other && !stands_before (sentences, r) && (*sentence || (commonest && *commonest)))
        append_group (text, request, sentences, sentence);
    }
  if (commonest && *commonest)
    {
      g_autofree char *line = g_markup_printf_escaped (
          "%sthe %u others: %s", text->len > 0 ? "; " : "", n_others, commonest);
      g_string_append (text, line);
    }
  return g_string_free (text, FALSE);
}
