#include "app/cli/figure-checks.h"

#include <math.h>

#include "app/cli/cli.h"
#include "app/cli/premises.h"
#include "core/base/error.h"
#include "core/results/mechanics-derivation.h"
#include "ui/gallery/figure-spec.h"
#include "ui/gallery/premise-caption.h"

gboolean
vit_cli_check_figure_tml (const VitGalleryRequest *request, VitExit *exit)
{
  gboolean sure = TRUE;
  for (guint r = 0; r < request->n_runs; r++)
    {
      VitRun *run = request->runs[r];
      VitTmlSeries *series = vit_analyses_get_tml (request->analyses, run);
      sure = vit_cli_check_tml (vit_run_get_label (run), series) && sure;
    }
  if (!sure)
    {
      g_printerr ("vitrine-cli: T_ML is in doubt (--strict)\n");
      *exit = VIT_EXIT_DAMAGED;
    }
  return sure;
}

VitExit
vit_cli_figure_exit (const VitGalleryRequest *request)
{
  VitExit exit = vit_cli_study_exit (vit_analyses_get_study (request->analyses));
  for (guint r = 0; r < request->n_runs; r++)
    {
      VitTmlSeries *series = vit_analyses_get_tml (request->analyses, request->runs[r]);
      guint n = series ? vit_tml_series_get_n (series) : 0, n_failed = 0, first = 0;
      for (guint s = n; s-- > 0;)
        if (vit_tml_series_get_state (series, s) == VIT_TML_FAILED)
          {
            first = s;
            n_failed++;
          }
      if (n_failed == 0)
        continue;
      g_printerr ("%s: %u of %u start times have no T_ML; at %g ps: %s\n",
                  vit_run_get_label (request->runs[r]), n_failed, n,
                  vit_tml_series_get_time (series, first),
                  vit_tml_series_get_reason (series, first));
      exit = VIT_EXIT_DAMAGED;
    }
  return exit;
}

gboolean
vit_cli_check_logs (const char *name, const VitGalleryRequest *request, GError **error)
{
  static bool printed[VIT_N_STUDY_LOGS];
  const VitFigureSpec *spec = vit_gallery_find (name);
  for (gsize i = 0; i < G_N_ELEMENTS (spec->study_results) && spec->study_results[i]; i++)
    {
      const VitDerivation *kind = spec->study_results[i];
      if (kind != &vit_stress_strain_derivation && kind != &vit_cooling_derivation)
        continue;
      const VitReferenceLog *log = vit_deriver_get (request->deriver, kind, NULL, 0, NULL);
      /* A figure of runs rests on the yield strain alone. */
      if (!log || (spec->results[0] && !log->has_yield))
        continue;
      const char *label = vit_study_log_name (log->log);
      if (!printed[log->log] && log->n_stray > 0)
        g_printerr ("%s: %zu rows of numbers that are none of the tables are left out (warning)\n",
                    log->name, log->n_stray);
      if (!printed[log->log] && log->loading)
        vit_cli_print_idle (
            label, vit_study_get_log_given (vit_analyses_get_study (request->analyses), log->log),
            log->loading->idle);
      if (!printed[log->log])
        vit_cli_check_premises (label, log->premises);
      printed[log->log] = true;
      if (!vit_cli_strict || vit_premises_count_doubts (log->premises) == 0)
        continue;
      g_set_error (error, VIT_ERROR, VIT_ERROR_FORMAT,
                   "%s: a premise of the %s log is in doubt (--strict)", name, label);
      return FALSE;
    }
  return TRUE;
}

gboolean
vit_cli_check_periods (const char *name, const VitGalleryRequest *request, GError **error)
{
  static GHashTable *printed;
  const VitFigureSpec *spec = vit_gallery_find (name);
  if (spec->results[0] != &vit_cycles_derivation)
    return TRUE;
  printed = printed ? printed : g_hash_table_new (NULL, NULL);
  for (guint r = 0; r < request->n_runs; r++)
    {
      VitRun *run = request->runs[r];
      const VitRunCycles *cycles =
          vit_run_get_frequency (run) > 0
              ? vit_deriver_get (request->deriver, &vit_cycles_derivation, run, 0, NULL)
              : NULL;
      if (!cycles || vit_cycles_have_period (cycles->found, cycles->period))
        continue;
      if (g_hash_table_add (printed, run))
        g_printerr ("%s: the strain goes up and down with a period of %.4g ps (%.4g Hz), and the "
                    "frequency is %g Hz%s\n",
                    vit_run_get_label (run), cycles->found, 1e12 / cycles->found,
                    vit_run_get_frequency (run), vit_cli_strict ? "" : " (warning)");
      if (!vit_cli_strict)
        continue;
      g_set_error (error, VIT_ERROR, VIT_ERROR_FORMAT,
                   "%s: the frequency of %s is in doubt (--strict)", name, vit_run_get_label (run));
      return FALSE;
    }
  return TRUE;
}

bool
vit_cli_figure_shows_tml (const VitFigureSpec *spec,
                          const VitMontage *montage,
                          const VitGalleryRequest *request)
{
  bool any = spec && vit_gallery_shows_tml (spec, request);
  for (guint i = 0; montage && i < montage->panels->len && !any; i++)
    {
      const VitFigureSpec *own =
          vit_gallery_find (g_array_index (montage->panels, VitPanel, i).figure);
      any = own && vit_gallery_shows_tml (own, request);
    }
  return any;
}
