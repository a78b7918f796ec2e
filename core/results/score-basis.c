/* What all scores under the options of a study share. */

#include <math.h>
#include <string.h>

#include "core/results/column.h"
#include "core/results/score-private.h"

VitIndicatorWish
vit_ranking_take_wish (const VitOptions *options)
{
  const VitTarget *target = vit_target_find (options->ranking.target);
  bool is_number = target && target->top == 0 && !target->always;
  return (VitIndicatorWish){ .target = options->ranking.target,
                             .top = is_number ? 0 : options->ranking.top,
                             .average = options->indicators.average };
}

VitIndicatorWish
vit_score_wish (VitAnalyses *analyses, double time)
{
  const VitOptions *options = vit_study_get_options (vit_analyses_get_study (analyses));
  VitIndicatorWish wish = vit_ranking_take_wish (options);
  wish.at_time = !options->ranking.pool;
  wish.at = time;
  return wish;
}

char *
vit_score_split_indicator (const char *name, bool *averaged)
{
  *averaged = g_str_has_suffix (name, VIT_QUANTITY_AVERAGED);
  return g_strndup (name, strlen (name) - (*averaged ? strlen (VIT_QUANTITY_AVERAGED) : 0));
}

int
vit_score_find_group (const VitIndicatorTable *table, const char *species)
{
  for (unsigned t = 0; table->species[t]; t++)
    if (strcmp (table->species[t], species) == 0)
      return (int) t + 1;
  return strcmp (species, VIT_RANKING_CENTRED) == 0 ? VIT_SCORE_CENTRED : VIT_SCORE_ALL;
}

void
vit_score_basis_init (VitScoreBasis *basis,
                      const VitIndicatorTable *table,
                      size_t n_blocks,
                      const char *target,
                      double top,
                      double average)
{
  size_t n = table->n_fields;
  *basis = (VitScoreBasis){ .target = g_strdup (target),
                            .top = top,
                            .average = average,
                            .n_starts = n,
                            .first = n > 0 ? table->fields[0].time : NAN,
                            .last = n > 0 ? table->fields[n - 1].time : NAN,
                            .n_blocks = n_blocks,
                            .has_events = table->events != NULL };
}

void
vit_score_basis_clear (VitScoreBasis *basis)
{
  g_clear_pointer (&basis->target, g_free);
}

void
vit_score_basis_save (const VitScoreBasis *basis, VitBlob *blob)
{
  const double numbers[] = { basis->top, basis->average, basis->first, basis->last };
  const uint64_t counts[] = { basis->n_starts, basis->n_blocks, basis->has_events };
  vit_blob_put_text (blob, basis->target);
  vit_blob_put (blob, numbers, sizeof numbers);
  vit_blob_put (blob, counts, sizeof counts);
}

void
vit_score_basis_load (VitScoreBasis *basis, VitBlobReader *reader)
{
  double numbers[4];
  uint64_t counts[3];
  char *target = vit_blob_get_text (reader);
  vit_blob_get (reader, numbers, sizeof numbers);
  vit_blob_get (reader, counts, sizeof counts);
  *basis = (VitScoreBasis){ target ? target : g_strdup (""),
                            numbers[0],
                            numbers[1],
                            counts[0],
                            numbers[2],
                            numbers[3],
                            counts[1],
                            counts[2] != 0 };
}
