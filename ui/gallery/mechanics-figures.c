/* Macroscopic curves: strain, stress, rate, loops, cooling. */

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/results/mechanics-derivation.h"
#include "ui/gallery/figure-common.h"
#include "ui/gallery/figure-tables.h"
#include "ui/gallery/log-figures.h"
#include "ui/style/number-format.h"

static double
get_sign (const VitGalleryRequest *request)
{
  return vit_options_get_strain_sign (vit_gallery_options (request));
}

/* Append the axis of the loading where it is that of all @runs. */
static void
append_axis (GString *caption, GPtrArray *runs)
{
  const char *axis = NULL;
  for (guint r = 0; r < runs->len; r++)
    {
      const char *one =
          vit_premises_get_text (vit_run_get_premises (runs->pdata[r]), VIT_PREMISE_AXIS);
      if (!one || (axis && strcmp (axis, one) != 0))
        return;
      axis = one;
    }
  if (axis)
    g_string_append_printf (caption, ", along %s", axis);
}

static bool
has_values (const double *values, size_t n)
{
  for (size_t i = 0; i < n; i++)
    if (isfinite (values[i]))
      return true;
  return false;
}

static const VitLoadingCurve *
get_loading (const VitGalleryRequest *request, VitRun *run, GError **first)
{
  return vit_gallery_derive (request, &vit_loading_derivation, run, *first ? NULL : first);
}

static VitFigure *
make_strain (const VitGalleryRequest *request, GError **error)
{
  VitPlot *plot = vit_plot_new ();
  GError *first = NULL;
  guint found = 0;
  double sign = get_sign (request);
  guint of_shear = 0;
  g_autoptr (GPtrArray) drawn = g_ptr_array_new ();
  g_autoptr (GString) caption = g_string_new ("tension positive");
  if (sign < 0)
    g_string_assign (caption, "compression positive");
  for (guint r = 0; r < request->n_runs; r++)
    {
      const VitLoadingCurve *curve = get_loading (request, request->runs[r], &first);
      if (!curve || !has_values (curve->strain, curve->n))
        continue;
      g_autofree char *label = vit_gallery_run_label (request->runs[r]);
      VitSeries style = { .label = label,
                          .colour = vit_gallery_colour (request, request->runs[r]),
                          .width = 1.4 };
      vit_gallery_add_curve (plot, &style, curve->time, curve->strain, curve->n, 1, 100 * sign);
      g_ptr_array_add (drawn, request->runs[r]);
      of_shear += vit_gallery_is_shear (curve);
      found++;
    }
  append_axis (caption, drawn);
  vit_gallery_append_box_strain (caption, drawn);
  vit_gallery_add_yield_marks (request, plot, caption);
  vit_plot_set_x (plot, "time <i>t</i> (ps)", NAN, NAN);
  bool all_shear = found > 0 && of_shear == found;
  vit_plot_set_y (plot, all_shear ? "shear strain <i>γ</i> (%)" : "strain <i>ε</i> (%)", NAN, NAN);
  vit_plot_set_caption (plot, caption->str);
  if (request->playhead)
    vit_plot_add_x_mark (plot, request->time, vit_gallery_theme (request)->playhead, 0, NULL);
  return vit_gallery_finish_plot (plot, found, first, error);
}

static VitFigure *
make_stress (const VitGalleryRequest *request, GError **error)
{
  VitPlot *plot = vit_plot_new ();
  GError *first = NULL;
  guint found = 0, of_shear = 0;
  double sign = get_sign (request);
  const char *unit = "GPa";
  g_autoptr (GPtrArray) drawn = g_ptr_array_new ();
  for (guint r = 0; r < request->n_runs; r++)
    {
      const VitLoadingCurve *curve = get_loading (request, request->runs[r], &first);
      if (!curve || !has_values (curve->stress, curve->n))
        continue;
      g_ptr_array_add (drawn, request->runs[r]);
      of_shear += vit_gallery_is_shear (curve);
      unit = vit_gallery_stress_unit (curve);
      g_autofree char *label = vit_gallery_run_label (request->runs[r]);
      VitSeries style = { .label = label,
                          .colour = vit_gallery_colour (request, request->runs[r]),
                          .width = 1 };
      vit_gallery_add_curve (plot, &style, curve->time, curve->stress, curve->n, 1, sign);
      found++;
    }
  vit_plot_set_x (plot, "time <i>t</i> (ps)", NAN, NAN);
  vit_gallery_set_stress_axis (plot, found > 0 && of_shear == found, unit);
  g_autoptr (GString) caption =
      g_string_new (sign < 0 ? "compression positive" : "tension positive");
  append_axis (caption, drawn);
  g_string_append (caption, "; as measured");
  vit_plot_set_caption (plot, caption->str);
  if (request->playhead)
    vit_plot_add_x_mark (plot, request->time, vit_gallery_theme (request)->playhead, 0, NULL);
  return vit_gallery_finish_plot (plot, found, first, error);
}

static void
append_creep_text (GString *caption, const char *label, const VitCreep *creep)
{
  g_autofree char *rate =
      vit_format_uncertain (1e3 * fabs (creep->minimum_rate), 1e3 * creep->minimum_error);
  g_string_append_printf (caption, "; %s: least %s ns<sup>−1</sup> over %.0f ps at %.0f ps%s%s",
                          label, rate, creep->window, creep->minimum_time,
                          creep->resolved ? "" : " (noise)",
                          creep->tertiary ? ", then accelerating" : "");
}

static VitFigure *
make_strain_rate (const VitGalleryRequest *request, GError **error)
{
  VitPlot *plot = vit_plot_new ();
  GError *first = NULL;
  guint found = 0, n_still = 0;
  g_autoptr (GPtrArray) drawn = g_ptr_array_new ();
  g_autoptr (GString) caption = g_string_new (NULL);
  g_string_append_printf (caption, "straight line over %g ps",
                          vit_gallery_options (request)->mechanics.rate_window);
  for (guint r = 0; r < request->n_runs; r++)
    {
      const VitRunCreep *creep = vit_gallery_derive (request, &vit_creep_derivation,
                                                     request->runs[r], first ? NULL : &first);
      /* The box of such a run is held: its rate, 0, has no place on a logarithmic axis. */
      n_still += creep && !creep->moves;
      if (!creep || !creep->moves)
        continue;
      g_autofree char *label = vit_gallery_run_label (request->runs[r]);
      VitSeries style = { .label = label,
                          .colour = vit_gallery_colour (request, request->runs[r]),
                          .width = 1.3 };
      vit_gallery_add_curve (plot, &style, creep->loading->time, creep->rate, creep->loading->n, 1,
                             1e3);
      g_ptr_array_add (drawn, request->runs[r]);
      found++;
      if (creep->found)
        append_creep_text (caption, label, &creep->creep);
    }
  vit_gallery_append_box_strain (caption, drawn);
  if (n_still > 0)
    g_string_append_printf (caption, "; %u run%s whose box does not change left out", n_still,
                            n_still == 1 ? "" : "s");
  if (found == 0 && n_still > 0 && !first)
    g_set_error (&first, VIT_ERROR, VIT_ERROR_INAPPLICABLE, "No shown run changes its box.");
  vit_plot_set_log (plot, false, true);
  vit_plot_set_x (plot, "time <i>t</i> (ps)", NAN, NAN);
  vit_plot_set_y (plot, "|strain rate| (ns<sup>−1</sup>)", NAN, NAN);
  if (request->playhead)
    vit_plot_add_x_mark (plot, request->time, vit_gallery_theme (request)->playhead, 0, NULL);
  vit_plot_set_caption (plot, caption->str);
  return vit_gallery_finish_plot (plot, found, first, error);
}

/* ---- Loops ---- */

/* Append the period that cycles are cut by, and the one that the strain has if it is another. */
static void
append_period (GString *caption, const char *label, VitRun *run, const VitRunCycles *cycles)
{
  g_string_append_printf (caption, "; %s: %.4g Hz, period %.4g ps", label,
                          vit_run_get_frequency (run), cycles->period);
  if (!vit_cycles_have_period (cycles->found, cycles->period))
    g_string_append_printf (caption, " (in doubt: that of the strain is %.4g ps)", cycles->found);
}

static VitFigure *
new_loop_plot (const VitGalleryRequest *request,
               VitRun *run,
               const VitRunCycles *cycles,
               GString *caption)
{
  const VitLoadingCurve *curve = cycles->loading;
  VitPlot *plot = vit_plot_new ();
  VitRgba colour = vit_gallery_colour (request, run);
  double sign = get_sign (request);
  g_autofree char *label = vit_gallery_run_label (run);
  append_period (caption, label, run, cycles);
  for (size_t c = 0; c < cycles->n; c++)
    {
      const VitCycle *cycle = &cycles->cycles[c];
      size_t first = cycles->first[c];
      bool shown = request->time >= cycle->start && request->time < cycle->start + cycles->period;
      g_autofree char *name = g_strdup_printf ("cycle %zu", c + 1);
      VitSeries style = { .name = name, .colour = colour, .width = shown ? 1.8 : 0.8 };
      style.colour.alpha = shown ? 1 : 0.2 + 0.3 * (double) c / (double) cycles->n;
      vit_gallery_add_curve (plot, &style, curve->strain + first, curve->stress + first,
                             cycles->first[c + 1] - first, 100 * sign, sign);
      if (shown)
        g_string_append_printf (caption,
                                "; %s, cycle %zu: <i>ε</i><sub>0</sub> %.2f %%, lag %.3f rad, loop "
                                "area %.3f GPa, <i>E</i>′ %.1f, <i>E</i>″ %.1f GPa",
                                label, c + 1, 100 * cycle->strain_amplitude, cycle->lag,
                                cycle->loop_area, cycle->storage, cycle->loss);
    }
  vit_plot_set_title (plot, label);
  vit_plot_set_x (plot, "strain <i>ε</i> (%)", NAN, NAN);
  vit_plot_set_y (plot, "stress <i>σ</i> (GPa)", NAN, NAN);
  return vit_figure_new_plot (plot);
}

/* Returns: (nullable): the cycles of a run that is loaded in cycles. */
static const VitRunCycles *
get_cycles (const VitGalleryRequest *request, VitRun *run, GError **first)
{
  return vit_run_get_frequency (run) > 0
             ? vit_gallery_derive (request, &vit_cycles_derivation, run, *first ? NULL : first)
             : NULL;
}

/* Stress–strain loops of the runs that are loaded in cycles. */
static VitFigure *
make_loops (const VitGalleryRequest *request, GError **error)
{
  g_autoptr (GPtrArray) panels = g_ptr_array_new ();
  g_autoptr (GString) caption = g_string_new ("the cycle at the playhead is strong");
  GError *first = NULL;
  for (guint r = 0; r < request->n_runs; r++)
    {
      const VitRunCycles *cycles = get_cycles (request, request->runs[r], &first);
      VitFigure *panel = cycles && cycles->has_stress
                             ? new_loop_plot (request, request->runs[r], cycles, caption)
                             : NULL;
      if (panel)
        g_ptr_array_add (panels, panel);
    }
  if (panels->len > 0)
    {
      g_clear_error (&first);
      return vit_gallery_side_by_side (panels, caption->str);
    }
  if (first)
    g_propagate_error (error, first);
  else
    g_set_error (error, VIT_ERROR, VIT_ERROR_INAPPLICABLE,
                 "No shown run is loaded in cycles and has a log with stress and strain.");
  return NULL;
}

typedef double (*CycleValue) (const VitCycle *cycle);

static double
get_amplitude (const VitCycle *cycle)
{
  return 100 * cycle->strain_amplitude;
}

static double
get_lag (const VitCycle *cycle)
{
  return cycle->lag;
}

static double
get_area (const VitCycle *cycle)
{
  return cycle->loop_area;
}

static double
get_mean (const VitCycle *cycle)
{
  return 100 * cycle->strain_mean;
}

static double
get_storage (const VitCycle *cycle)
{
  return cycle->storage;
}

static double
get_loss (const VitCycle *cycle)
{
  return cycle->loss;
}

/* Results of each cycle against time: amplitude and mean of strain, lag, loop area, moduli. */
static VitFigure *
make_cycles (const VitGalleryRequest *request, GError **error)
{
  static const struct
  {
    const char *label;
    CycleValue value;
  } parts[] = { { "strain amplitude (%)", get_amplitude }, { "lag <i>δ</i> (rad)", get_lag },
                { "loop area (GPa)", get_area },           { "mean strain (%)", get_mean },
                { "<i>E</i>′ (GPa)", get_storage },        { "<i>E</i>″ (GPa)", get_loss } };
  VitPlot *plots[G_N_ELEMENTS (parts)];
  VitFigure *figures[G_N_ELEMENTS (parts)];
  GError *first = NULL;
  guint found = 0;
  double begin = INFINITY, end = -INFINITY;
  g_autoptr (GString) caption = g_string_new (
      "per cycle: <i>a</i> + <i>bt</i> + <i>A</i> sin(<i>ωt</i> + <i>φ</i>) fitted to "
      "stress and strain as measured");
  for (gsize p = 0; p < G_N_ELEMENTS (parts); p++)
    plots[p] = vit_plot_new ();
  for (guint r = 0; r < request->n_runs; r++)
    {
      const VitRunCycles *cycles = get_cycles (request, request->runs[r], &first);
      size_t n = cycles ? cycles->n : 0;
      if (n == 0)
        continue;
      g_autofree char *label = vit_gallery_run_label (request->runs[r]);
      append_period (caption, label, request->runs[r], cycles);
      g_autofree double *x = g_new (double, n), *y = g_new (double, n);
      for (gsize p = 0; p < G_N_ELEMENTS (parts); p++)
        {
          for (size_t c = 0; c < n; c++)
            {
              x[c] = cycles->cycles[c].start + cycles->period / 2;
              y[c] = parts[p].value (&cycles->cycles[c]);
            }
          VitSeries style = { .label = p == 0 ? label : NULL,
                              .name = label,
                              .colour = vit_gallery_colour (request, request->runs[r]),
                              .width = 1.3,
                              .marker = 2.5 };
          vit_plot_add (plots[p], &style, x, y, n);
        }
      begin = fmin (begin, cycles->cycles[0].start);
      end = fmax (end, cycles->cycles[n - 1].start + cycles->period);
      found++;
    }
  for (gsize p = 0; p < G_N_ELEMENTS (parts); p++)
    {
      vit_plot_set_x (plots[p], "time <i>t</i> (ps)", found > 0 ? begin : NAN,
                      found > 0 ? end : NAN);
      vit_plot_set_y (plots[p], parts[p].label, NAN, NAN);
      vit_plot_set_tag (plots[p], "time", NULL, (int) p);
      figures[p] = vit_figure_new_plot (plots[p]);
    }
  VitFigure *page = vit_figure_new_page (figures, G_N_ELEMENTS (parts), 3);
  vit_figure_share_legend (page);
  vit_figure_set_caption (page, caption->str);
  if (found > 0)
    {
      g_clear_error (&first);
      return page;
    }
  vit_figure_free (page);
  if (first)
    g_propagate_error (error, first);
  else
    g_set_error (error, VIT_ERROR, VIT_ERROR_INAPPLICABLE, "No shown run is loaded in cycles.");
  return NULL;
}

/* ---- Specs ---- */

/* The figure has two rows of panels. */
static double
count_cycle_lines (const VitGalleryRequest *request)
{
  return vit_gallery_count_cyclic (request) > 0 ? 1.25 : 1;
}

static double
count_loop_lines (const VitGalleryRequest *request)
{
  return MAX ((vit_gallery_count_cyclic (request) + 1) / 2, 1);
}

const VitFigureSpec vit_mechanics_figures[] = {
  { .name = "strain",
    .rests_on = VIT_PREMISES_OF_LOADING,
    .title = "Strain against time",
    .short_title = "Strain",
    .time_axis = true,
    .captioned = true,
    .options = VIT_AFFECTS_CURVES | VIT_AFFECTS_LOADING,
    .results = { &vit_loading_derivation },
    .study_results = { &vit_stress_strain_derivation },
    .make = make_strain },
  { .name = "stress",
    .rests_on = VIT_PREMISES_OF_LOG,
    .title = "Stress against time",
    .short_title = "Stress",
    .time_axis = true,
    .captioned = true,
    .options = VIT_AFFECTS_CURVES,
    .results = { &vit_loading_derivation },
    .make = make_stress },
  { .name = "strain-rate",
    .rests_on = VIT_PREMISES_OF_LOADING,
    .title = "Strain rate against time",
    .short_title = "Strain rate",
    .time_axis = true,
    .captioned = true,
    .options = VIT_AFFECTS_CREEP,
    .results = { &vit_creep_derivation },
    .make = make_strain_rate },
  { .name = "loops",
    .rests_on = VIT_PREMISES_OF_LOG,
    .title = "Stress against strain, cycle by cycle",
    .short_title = "Loops",
    .follows = VIT_FOLLOWS_TIME_OF_CYCLES,
    .options = VIT_AFFECTS_CURVES,
    .results = { &vit_cycles_derivation },
    .count_lines = count_loop_lines,
    .make = make_loops },
  { .name = "cycles",
    .rests_on = VIT_PREMISES_OF_LOG,
    .title = "Amplitude, lag, loop area, mean strain and moduli of each cycle",
    .short_title = "Cycles",
    .results = { &vit_cycles_derivation },
    .count_lines = count_cycle_lines,
    .make = make_cycles },
  { .name = "stress-strain",
    .title = "Stress against strain with the yield point",
    .short_title = "Stress and strain",
    .captioned = true,
    .options = VIT_AFFECTS_CURVES | VIT_AFFECTS_LOADING,
    .study_results = { &vit_stress_strain_derivation },
    .make = vit_gallery_make_stress_strain },
  { .name = "volume-temperature",
    .title = "Volume against temperature with the glass transition",
    .short_title = "Volume and temperature",
    .captioned = true,
    .options = VIT_AFFECTS_COOLING,
    .study_results = { &vit_cooling_derivation },
    .make = vit_gallery_make_volume_temperature },
  { NULL },
};
