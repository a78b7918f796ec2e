#include "core/io/reader.h"

#include <string.h>

#include "core/base/error.h"

void
vit_set_damage (GError **error,
                VitSource *source,
                const VitIndexEntry *entry,
                const VitReadContext *context,
                uint64_t line,
                const char *format,
                ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *message = g_strdup_vprintf (format, args);
  va_end (args);
  VitProblem problem = { .file = (char *) vit_source_get_path (source),
                         .line = line,
                         .frame = context ? (int64_t) context->frame : -1,
                         .step = entry->step,
                         .has_step = context != NULL && !(entry->flags & VIT_INDEX_NO_STEP),
                         .message = message };
  g_autofree char *text = vit_problem_to_string (&problem);
  g_set_error_literal (error, VIT_ERROR, VIT_ERROR_FORMAT, text);
}

/* ---- Index ---- */

VitIndex *
vit_index_new (void)
{
  VitIndex *index = g_new0 (VitIndex, 1);
  index->entries = g_array_new (FALSE, FALSE, sizeof (VitIndexEntry));
  index->steps = g_array_new (FALSE, FALSE, sizeof (VitIndexStep));
  index->problems = g_ptr_array_new_with_free_func ((GDestroyNotify) vit_problem_free);
  index->end_line = 1;
  return index;
}

void
vit_index_free (VitIndex *index)
{
  if (!index)
    return;
  g_array_unref (index->entries);
  g_array_unref (index->steps);
  g_ptr_array_unref (index->problems);
  g_free (index->units);
  g_free (index->other_units);
  g_free (index->put_back);
  vit_composition_free (index->composition);
  g_strfreev (index->named);
  g_clear_pointer (&index->judged, vit_premises_unref);
  g_free (index);
}

/* Compare the box of the frame that is about to be added with the one before. */
static void
compare_cells (VitIndex *index, const VitIndexEntry *entry, const VitCell *cell)
{
  uint32_t frame = index->entries->len;
  const VitIndexEntry *last =
      frame > 0 ? &g_array_index (index->entries, VitIndexEntry, frame - 1) : NULL;
  VitIndexStep step = { .frame = frame, .state = VIT_STEP_UNKNOWN };
  if (last && index->has_last_cell && index->last_cell_of + 1 == frame && entry->step >= last->step)
    step.state =
        vit_basis_find_step (&index->last_cell, cell, &step.step) ? VIT_STEP_CLEAR : VIT_STEP_HALF;
  if (last && (step.state != VIT_STEP_CLEAR || !vit_basis_is_identity (step.step)))
    g_array_append_val (index->steps, step);
  if (frame == 0)
    {
      index->has_first_cell = true;
      index->first_cell = *cell;
    }
  index->has_last_cell = true;
  index->last_cell = *cell;
}

void
vit_index_add (VitIndex *index, VitIndexEntry entry, const VitCell *cell)
{
  uint32_t frame = index->entries->len;
  if (cell)
    compare_cells (index, &entry, cell);
  else if (!(entry.flags & VIT_INDEX_NO_CELL) || index->last_cell_of + 1 != frame)
    index->has_last_cell = false;
  index->last_cell_of = frame;
  if (cell && index->has_first_cell &&
      memcmp (cell->periodic, index->first_cell.periodic, sizeof cell->periodic) != 0)
    entry.flags |= VIT_INDEX_OTHER_EDGES;
  entry.number = (uint32_t) (frame + index->n_damaged);
  g_array_append_val (index->entries, entry);
}

/* Returns: whether a problem concerns content past the settled end, or the compressed data as a
 * whole. */
static bool
is_unsettled (const VitIndex *index, const VitProblem *problem, size_t n_settled)
{
  if (problem->frame >= 0)
    return (uint64_t) problem->frame >= n_settled;
  return problem->line == 0 || problem->line >= index->end_line;
}

void
vit_index_forget_unsettled (VitIndex *index)
{
  guint n = index->entries->len;
  while (n > 0 && g_array_index (index->entries, VitIndexEntry, n - 1).offset >= index->end)
    n--;
  g_array_set_size (index->entries, n);
  guint n_steps = index->steps->len;
  while (n_steps > 0 && g_array_index (index->steps, VitIndexStep, n_steps - 1).frame >= n)
    n_steps--;
  g_array_set_size (index->steps, n_steps);
  index->has_first_cell = index->has_first_cell && n > 0;
  index->has_last_cell = index->has_last_cell && index->last_cell_of < n;
  index->n_damaged -= index->n_unsettled;
  index->n_unsettled = 0;
  index->unfinished = false;
  for (guint i = index->problems->len; i-- > 0;)
    if (is_unsettled (index, index->problems->pdata[i], n + index->n_damaged))
      g_ptr_array_remove_index (index->problems, i);
}

void
vit_index_doubt (VitIndex *index)
{
  index->readable = false;
  g_clear_pointer (&index->put_back, g_free);
  for (guint i = 0; i < index->entries->len; i++)
    {
      VitIndexEntry *entry = &g_array_index (index->entries, VitIndexEntry, i);
      entry->known &= VIT_KNOWN_KEY;
      if (entry->known & VIT_KNOWN_KEY)
        entry->known |= VIT_KNOWN_DOUBTFUL;
    }
}

VitIndex *
vit_index_copy (const VitIndex *index)
{
  VitIndex *copy = vit_index_new ();
  g_array_append_vals (copy->entries, index->entries->data, index->entries->len);
  g_array_append_vals (copy->steps, index->steps->data, index->steps->len);
  copy->first_cell = index->first_cell;
  copy->last_cell = index->last_cell;
  copy->has_first_cell = index->has_first_cell;
  copy->has_last_cell = index->has_last_cell;
  copy->last_cell_of = index->last_cell_of;
  for (guint i = 0; i < index->problems->len; i++)
    g_ptr_array_add (copy->problems, vit_problem_copy (index->problems->pdata[i]));
  copy->n_damaged = index->n_damaged;
  copy->n_unsettled = index->n_unsettled;
  copy->unfinished = index->unfinished;
  copy->end = index->end;
  copy->end_line = index->end_line;
  copy->units = g_strdup (index->units);
  copy->other_units = g_strdup (index->other_units);
  copy->put_back = g_strdup (index->put_back);
  copy->clock = index->clock;
  copy->readable = index->readable;
  copy->composition = index->composition ? vit_composition_copy (index->composition) : NULL;
  copy->named = g_strdupv (index->named);
  copy->judged = index->judged ? vit_premises_ref (index->judged) : NULL;
  copy->has_fingerprint = index->has_fingerprint;
  memcpy (copy->fingerprint, index->fingerprint, sizeof copy->fingerprint);
  copy->count = index->count;
  return copy;
}

void
vit_index_take_keys (VitIndex *index, const VitIndex *old)
{
  for (guint i = 0, k = 0; i < index->entries->len && k < old->entries->len;)
    {
      VitIndexEntry *entry = &g_array_index (index->entries, VitIndexEntry, i);
      const VitIndexEntry *known = &g_array_index (old->entries, VitIndexEntry, k);
      if (entry->offset == known->offset && entry->length == known->length)
        {
          memcpy (entry->key, known->key, sizeof entry->key);
          entry->known = known->known;
        }
      i += entry->offset <= known->offset;
      k += entry->offset >= known->offset;
    }
}

void
vit_index_add_problem (VitIndex *index,
                       VitSource *source,
                       uint64_t line,
                       bool has_frame,
                       bool has_step,
                       int64_t step,
                       bool damaging,
                       const char *format,
                       ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *message = g_strdup_vprintf (format, args);
  va_end (args);
  int64_t frame = has_frame ? (int64_t) (index->entries->len + index->n_damaged) : -1;
  g_ptr_array_add (index->problems, vit_problem_new (vit_source_get_path (source), line, frame,
                                                     has_step, step, damaging, message));
}
