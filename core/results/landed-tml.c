#include "core/results/landed-tml.h"

#include "core/base/error.h"

VitTmlSeries *
vit_analyses_get_landed_tml (VitAnalyses *analyses, VitRun *run, GError **error)
{
  g_return_val_if_fail (VIT_IS_ANALYSES (analyses), NULL);
  VitTmlSeries *series = run ? vit_analyses_get_tml (analyses, run) : NULL;
  guint n = series ? vit_tml_series_get_n (series) : 0;
  bool waiting = n == 0;
  for (guint i = 0; i < n && vit_tml_series_is_running (series); i++)
    waiting = waiting || vit_tml_series_get_state (series, i) == VIT_TML_PENDING;
  if (!waiting && vit_tml_series_get_n_ready (series) > 0)
    return series;
  const char *obstacle = run ? vit_analyses_get_obstacle (analyses, run) : NULL;
  bool none = series && !obstacle && !vit_tml_series_is_running (series);
  g_autofree char *unready = none ? vit_tml_series_dup_unready (series) : NULL;
  g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING, "%s",
               obstacle  ? obstacle
               : unready ? unready
                         : "T_ML is being computed…");
  return NULL;
}
