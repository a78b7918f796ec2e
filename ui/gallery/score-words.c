#include "ui/gallery/score-words.h"

#include <math.h>
#include <string.h>

#include "core/results/column.h"

char *
vit_score_dup_symbol (const char *indicator, bool averaged)
{
  g_autofree char *symbol = vit_column_dup_symbol (indicator);
  return averaged ? g_strdup_printf ("⟨%s⟩", symbol) : g_steal_pointer (&symbol);
}

char *
vit_score_dup_target (const char *target, double top, bool has_events)
{
  const VitTarget *known = vit_target_find (target);
  g_autofree char *symbol = vit_column_dup_symbol (known ? known->column
                                                   : g_str_has_prefix (target, VIT_COLUMN_OF_FILE)
                                                       ? target + strlen (VIT_COLUMN_OF_FILE)
                                                       : target);
  return !has_events || (known && known->always)
             ? g_steal_pointer (&symbol)
             : g_strdup_printf ("the top %g %% of %s", top, symbol);
}

const char *
vit_score_get_group (const char *species)
{
  return strcmp (species, VIT_RANKING_CENTRED) == 0 ? "species' means taken out" : species;
}

char *
vit_score_dup_basis (const VitScoreBasis *basis, const char *species, const VitScore *score)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *target = vit_score_dup_target (basis->target, basis->top, basis->has_events);
  size_t n = basis->n_starts;
  g_string_append_printf (text, "target: %s; %zu start time%s", target, n, n == 1 ? "" : "s");
  if (n > 1 && isfinite (basis->first))
    g_string_append_printf (text, " from %.4g to %.4g ps", basis->first, basis->last);
  else if (isfinite (basis->first))
    g_string_append_printf (text, " at %.4g ps", basis->first);
  if (score)
    g_string_append_printf (text, "; %s: %zu atoms", vit_score_get_group (species), score->n);
  if (score && basis->has_events)
    g_string_append_printf (text, ", %zu events", score->events);
  g_string_append_printf (text, "; bands of 95 %% over %zu blocks of the box", basis->n_blocks);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

const char *
vit_score_get_label (bool has_events)
{
  return has_events ? "AUC" : "|Pearson's <i>ρ</i>|";
}

void
vit_score_get_band (
    const VitScore *score, bool has_events, double *value, double *low, double *high)
{
  *value = has_events ? score->auc : fabs (score->pearson);
  *low = has_events ? score->auc_low : fmin (fabs (score->pearson_low), fabs (score->pearson_high));
  *high =
      has_events ? score->auc_high : fmax (fabs (score->pearson_low), fabs (score->pearson_high));
  if (!has_events && score->pearson_low * score->pearson_high < 0)
    *low = 0;
}
