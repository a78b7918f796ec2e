#include "ui/gallery/premise-caption.h"

#include <string.h>

/* Runs with the same premises share one sentence. */
char *
vit_gallery_describe_premises (const VitFigureSpec *spec, const VitGalleryRequest *request)
{
  guint n = spec->per_run ? MIN (request->n_runs, 1) : request->n_runs;
  g_autoptr (GPtrArray) sentences = g_ptr_array_new_with_free_func (g_free);
  bool any = false, same = true;
  for (guint r = 0; r < n && spec->rests_on; r++)
    {
      char *sentence =
          vit_premises_describe (vit_run_get_premises (request->runs[r]), spec->rests_on);
      g_ptr_array_add (sentences, sentence ? sentence : g_strdup (""));
      any = any || *(char *) sentences->pdata[r];
      same = same && strcmp (sentences->pdata[r], sentences->pdata[0]) == 0;
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
