#include <string.h>

#include "core/results/work-private.h"

/* Describe what all results of a kind rest on, besides the frames and the model. */
void
vit_work_describe_kind (VitWork *work, const VitWorkKind *kind, VitRun *run, GString *text)
{
  VitStudy *study = vit_analyses_get_study (work->analyses);
  vit_options_describe (vit_study_get_options (study), kind->affects, text);
  if (kind->affects & (VIT_AFFECTS_CLUSTERS | VIT_AFFECTS_FRACTION))
    {
      g_autofree char *rule = vit_liquid_rule_dup_text (vit_study_get_liquid_rule (study));
      g_string_append (text, rule);
    }
  if (kind->at_playhead)
    g_string_append_printf (text, "|%.17g", vit_study_get_options (study)->view.time);
  for (const char *const *name = run ? vit_run_get_species (run) : NULL; name && *name; name++)
    g_string_append_printf (text, "|%s", *name);
}

/* A mark says that all of a kind is there at a start time, or of a run, and lists the keys of it.
 */
static void
begin_mark (
    VitWork *work, const VitWorkKind *kind, const VitWorkRun *run, ssize_t k, VitStored *mark)
{
  g_autofree char *name = g_strconcat ("mark-", kind->word, NULL);
  g_autoptr (GString) text = g_string_new (run->texts ? run->texts[kind - vit_work_kinds] : NULL);
  vit_stored_begin (mark, work->cache, g_intern_string (name), 1);
  vit_stored_set_of_files (mark);
  if (!run->texts)
    vit_work_describe_kind (work, kind, run->run, text);
  vit_stored_add_text (mark, text->str);
  VitTrajectory *trajectory = vit_run_get_trajectory (run->run);
  for (size_t f = 0; !run->series && f < vit_trajectory_get_n_frames (trajectory); f++)
    vit_stored_add_frame (mark, trajectory, f);
  for (size_t i = 0; i < run->starts->n; i++)
    if (k < 0 || i == (size_t) k)
      vit_tml_starts_add_start_key (run->starts, i, mark);
}

bool
vit_work_has_marked (VitWork *work, const VitWorkKind *kind, const VitWorkRun *run, ssize_t k)
{
  VitStored mark;
  gsize n = 0;
  begin_mark (work, kind, run, k, &mark);
  g_autoptr (GBytes) bytes = vit_stored_find (&mark);
  const uint8_t *keys = bytes ? g_bytes_get_data (bytes, &n) : NULL;
  bool all = bytes != NULL && n % VIT_CACHE_KEY_BYTES == 0;
  for (gsize at = 0; at < n && all; at += VIT_CACHE_KEY_BYTES)
    all = vit_cache_has (work->cache, keys + at);
  return all;
}

static int
compare_keys (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, VIT_CACHE_KEY_BYTES);
}

void
vit_work_put_mark (
    VitWork *work, const VitWorkKind *kind, const VitWorkRun *run, ssize_t k, GArray *keys)
{
  VitStored mark;
  begin_mark (work, kind, run, k, &mark);
  g_array_sort (keys, compare_keys);
  vit_stored_keep (&mark, keys->data, (size_t) keys->len * VIT_CACHE_KEY_BYTES);
}
