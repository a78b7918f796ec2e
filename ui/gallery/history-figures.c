/* T_ML of the atoms that are followed, against start time: the same atoms in every run. */

#include <math.h>

#include "core/base/error.h"
#include "core/results/tml-curve.h"
#include "ui/gallery/figure-common.h"
#include "ui/gallery/figure-tables.h"

/* Set @x and @y for all start times of @series; y is NaN where T_ML is not ready or the atom has
 * none. Returns: the number of start times. */
static guint
fill_curve (VitTmlSeries *series, const VitAtomHistory *history, guint atom, double *x, double *y)
{
  guint n = vit_tml_series_get_n (series), ready = 0;
  for (guint i = 0; i < n; i++)
    {
      x[i] = vit_tml_series_get_time (series, i);
      bool known = ready < history->n && history->times[ready] == x[i];
      y[i] = known ? history->t_ml[atom * history->n + ready] : NAN;
      ready += known;
    }
  return n;
}

static void
widen_range (double range[2], const double *values, size_t n)
{
  for (size_t k = 0; k < n; k++)
    if (isfinite (values[k]))
      {
        range[0] = fmin (range[0], values[k]);
        range[1] = fmax (range[1], values[k]);
      }
}

/* Add the curve of an atom. Returns: whether the run has the atom. */
static bool
add_atom (VitPlot *plot,
          VitTmlSeries *series,
          const VitAtomHistory *history,
          guint atom,
          const char *label,
          VitRgba colour,
          double range[2])
{
  if (!history->present[atom])
    return false;
  guint n = vit_tml_series_get_n (series);
  g_autofree double *x = g_new (double, MAX (n, 1)), *y = g_new (double, MAX (n, 1));
  fill_curve (series, history, atom, x, y);
  widen_range (range, y, n);
  VitSeries style = vit_gallery_curve_style (label, colour, n);
  vit_plot_add (plot, &style, x, y, n);
  return true;
}

/* Say which atoms a run lacks. */
static void
append_missing (GString *caption, const VitAtomHistory *history, VitRun *run)
{
  g_autoptr (GString) ids = g_string_new (NULL);
  guint n = 0;
  for (guint k = 0; k < history->atoms.n; k++)
    if (!history->present[k])
      g_string_append_printf (ids, "%s%" G_GINT64_FORMAT, n++ > 0 ? ", " : "",
                              history->atoms.ids[k]);
  g_autofree char *label = vit_gallery_run_label (run);
  if (n > 0)
    g_string_append_printf (caption, "%s%s has no atom %s", caption->len > 0 ? "; " : "", label,
                            ids->str);
}

static void
finish_plot (VitPlot *plot, const VitGalleryRequest *request, const char *title, double range[2])
{
  double t_g = vit_study_get_liquid_rule (vit_analyses_get_study (request->analyses))->t_g;
  /* Include T_g: the plot is to show whether the atoms are liquid-like. */
  double low = fmin (range[0], t_g), high = fmax (range[1], t_g), air = 0.06 * (high - low) + 1;
  vit_plot_set_x (plot, "start time <i>t</i> (ps)", NAN, NAN);
  vit_plot_set_y (plot, "<i>T</i><sub>ML</sub> (K)", low - air, high + air);
  vit_plot_add_y_mark (plot, t_g, vit_gallery_theme (request)->mark, 4, "<i>T</i><sub>g</sub>");
  vit_plot_set_title (plot, title);
  if (request->playhead)
    vit_plot_add_x_mark (plot, request->time, vit_gallery_theme (request)->playhead, 0, NULL);
}

/* The histories that are there, with their runs. */
typedef struct
{
  GPtrArray *histories, *runs;
} Found;

/* One atom: the runs' curves in one plot. */
static VitFigure *
new_plot_of_atom (const VitGalleryRequest *request, const Found *found, GString *caption)
{
  VitPlot *plot = vit_plot_new ();
  double range[2] = { INFINITY, -INFINITY };
  for (guint r = 0; r < found->runs->len; r++)
    {
      VitRun *run = found->runs->pdata[r];
      g_autofree char *label = vit_gallery_run_label (run);
      add_atom (plot, vit_gallery_series (request, run, NULL), found->histories->pdata[r], 0, label,
                vit_gallery_colour (request, run), range);
      append_missing (caption, found->histories->pdata[r], run);
    }
  g_autofree char *title = g_strdup_printf ("atom %" G_GINT64_FORMAT, request->atoms.ids[0]);
  finish_plot (plot, request, title, range);
  if (caption->len > 0)
    vit_plot_set_caption (plot, caption->str);
  return vit_figure_new_plot (plot);
}

static bool
has_all (const VitAtomHistory *history)
{
  guint n = 0;
  for (guint k = 0; k < history->atoms.n; k++)
    n += history->present[k];
  return n == history->atoms.n;
}

/* Several atoms: a plot for each run, with a curve for each atom; the scale is shared. */
static VitFigure *
new_plots_of_runs (const VitGalleryRequest *request, const Found *found, GString *caption)
{
  g_autoptr (GPtrArray) plots = g_ptr_array_new ();
  double range[2] = { INFINITY, -INFINITY };
  for (guint r = 0; r < found->runs->len; r++)
    {
      VitRun *run = found->runs->pdata[r];
      VitPlot *plot = vit_plot_new ();
      for (guint k = 0; k < request->atoms.n; k++)
        {
          g_autofree char *label =
              g_strdup_printf ("atom %" G_GINT64_FORMAT, request->atoms.ids[k]);
          add_atom (plot, vit_gallery_series (request, run, NULL), found->histories->pdata[r], k,
                    label, vit_theme_get_run_colour ((int) k, request->dark), range);
        }
      append_missing (caption, found->histories->pdata[r], run);
      g_ptr_array_add (plots, plot);
    }
  for (guint r = 0; r < plots->len; r++)
    {
      g_autofree char *title = vit_gallery_run_label (found->runs->pdata[r]);
      finish_plot (plots->pdata[r], request, title, range);
      vit_plot_set_tag (plots->pdata[r], "history", found->runs->pdata[r], 0);
      plots->pdata[r] = vit_figure_new_plot (plots->pdata[r]);
    }
  VitFigure *page = vit_gallery_on_shared_axes (plots, caption->len > 0 ? caption->str : NULL);
  if (plots->len > 1 && has_all (found->histories->pdata[0]))
    vit_figure_share_legend (page);
  return page;
}

static bool
has_any (const VitAtomHistory *history)
{
  bool any = false;
  for (guint k = 0; k < history->atoms.n; k++)
    any = any || history->present[k];
  return any;
}

static VitFigure *
make_history (const VitGalleryRequest *request, GError **error)
{
  g_autoptr (GPtrArray) histories = g_ptr_array_new (), runs = g_ptr_array_new ();
  g_autoptr (GString) caption = g_string_new (NULL);
  g_autoptr (GError) first = NULL;
  for (guint r = 0; r < request->n_runs; r++)
    {
      VitRun *run = request->runs[r];
      const VitAtomHistory *history = NULL;
      if (vit_gallery_series (request, run, first ? NULL : &first))
        history =
            vit_gallery_derive (request, &vit_atom_history_derivation, run, first ? NULL : &first);
      /* That of other atoms stays while a newer one is being made. */
      if (!history || !vit_followed_atoms_equal (&history->atoms, &request->atoms))
        continue;
      if (!has_any (history))
        {
          append_missing (caption, history, run);
          continue;
        }
      g_ptr_array_add (histories, (gpointer) history);
      g_ptr_array_add (runs, run);
    }
  const Found found = { histories, runs };
  if (runs->len > 0)
    return request->atoms.n > 1 ? new_plots_of_runs (request, &found, caption)
                                : new_plot_of_atom (request, &found, caption);
  if (first)
    g_propagate_error (error, g_steal_pointer (&first));
  else if (caption->len > 0)
    g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING, "No run has the picked atoms.");
  else
    g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING, "No start time has been computed yet.");
  return NULL;
}

static double
count_history_lines (const VitGalleryRequest *request)
{
  return request->atoms.n > 1 && request->n_runs > 1 ? 1.12 * ((request->n_runs + 1) / 2) : 1;
}

const VitFigureSpec vit_history_figures[] = {
  { .name = "history",
    .rests_on = VIT_PREMISES_OF_MOTION | VIT_PREMISES_OF_BATH,
    .shows_tml = true,
    .results = { &vit_atom_history_derivation },
    .title = "T_ML of picked atoms against start time, the same atoms in every run",
    .short_title = "Histories of picked atoms",
    .needs_atoms = true,
    .time_axis = true,
    .captioned = true,
    .follows = VIT_FOLLOWS_TML | VIT_FOLLOWS_ATOM,
    .options = VIT_AFFECTS_LIQUID,
    .count_lines = count_history_lines,
    .make = make_history },
  { NULL },
};
