/* Long work for the results of a chart: how far it is, and stopping it. */

#include "ui/views/chart-private.h"

/* Work that takes less long is not told, s. */
#define PATIENCE 1.0

/* How often it is told how far it is, ms. */
#define INTERVAL 300

/* The work on all long results of the runs of a chart together: @fraction is that of the slowest.
 */
static VitDeriverWork
gather (VitChartView *self, void (*each) (VitDeriver *, const VitDerivation *, VitRun *))
{
  VitDeriver *deriver = vit_session_get_deriver (self->session);
  VitDeriverWork all = { .fraction = 1 };
  guint n = self->run ? 1 : vit_session_get_n_shown (self->session);
  for (guint r = 0; r < n; r++)
    for (int k = 0; self->spec->results[k]; k++)
      {
        VitRun *run = self->run ? self->run : vit_session_get_shown (self->session, r);
        if (self->spec->results[k]->lane != VIT_JOB_LASTING)
          continue;
        VitDeriverWork work = vit_deriver_get_work (deriver, self->spec->results[k], run);
        all.running = all.running || work.running;
        all.stopped = all.stopped || work.stopped;
        all.seconds = MAX (all.seconds, work.seconds);
        all.fraction = work.running ? MIN (all.fraction, work.fraction) : all.fraction;
        if (each)
          each (deriver, self->spec->results[k], run);
      }
  return all;
}

double
vit_chart_view_get_work (VitChartView *self, gboolean *stopped)
{
  g_return_val_if_fail (VIT_IS_CHART_VIEW (self) && stopped, -1);
  VitDeriverWork work = gather (self, NULL);
  *stopped = work.stopped && !work.running;
  return work.running && work.seconds > PATIENCE ? work.fraction : -1;
}

void
vit_chart_view_toggle_work (VitChartView *self)
{
  g_return_if_fail (VIT_IS_CHART_VIEW (self));
  gather (self, gather (self, NULL).running ? vit_deriver_stop : vit_deriver_go_on);
}

static gboolean
on_tell (gpointer data)
{
  VitChartView *self = data;
  if (gather (self, NULL).running)
    {
      vit_chart_view_emit_changed (self);
      return G_SOURCE_CONTINUE;
    }
  self->watching = 0;
  vit_chart_view_emit_changed (self);
  return G_SOURCE_REMOVE;
}

void
vit_chart_view_watch_work (VitChartView *self)
{
  if (self->watching == 0 && self->busy && gather (self, NULL).running)
    self->watching = g_timeout_add (INTERVAL, on_tell, self);
}
