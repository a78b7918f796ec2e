/* One per-atom quantity against another: joint density or scatter, with conditional medians and
 * coefficients of correlation. */

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/results/column.h"
#include "ui/gallery/figure-common.h"
#include "ui/gallery/figure-tables.h"
#include "ui/gallery/joint-private.h"
#include "ui/gallery/map-words.h"
#include "ui/style/number-format.h"

/* The bins that all runs share, from edge to edge of an axis. */
typedef struct
{
  size_t n;
  double first, width;
} SharedBins;

static const VitJointAxis *
get_axis (const VitJoint *joint, int axis)
{
  return axis == 0 ? &joint->x : &joint->y;
}

/* Take the widest bins of all runs, over the range that all need. Narrower bins lie within them. */
static SharedBins
share_bins (GPtrArray *results, int axis)
{
  SharedBins bins = { 0 };
  double low = INFINITY, high = -INFINITY;
  for (guint r = 0; r < results->len; r++)
    {
      const VitJointAxis *own = get_axis (results->pdata[r], axis);
      low = fmin (low, own->low);
      high = fmax (high, own->high);
      bins.width = fmax (bins.width, own->bins.width);
    }
  double phase = get_axis (results->pdata[0], axis)->phase;
  bins.first = floor ((low - phase) / bins.width) * bins.width + phase;
  bins.n = (size_t) fmin (floor ((high - bins.first) / bins.width), 1000) + 1;
  return bins;
}

/* Count the atoms in each of the shared bins; NaN where there is none. Returns: their sum. */
static size_t
merge_cells (const VitJoint *joint, const SharedBins *x, const SharedBins *y, float *cells)
{
  const VitBins *bx = &joint->x.bins, *by = &joint->y.bins;
  size_t sum = 0;
  for (size_t k = 0; k < x->n * y->n; k++)
    cells[k] = 0;
  for (size_t a = 0; a < bx->n; a++)
    for (size_t b = 0; b < by->n; b++)
      {
        double i = floor ((bx->first + bx->width * ((double) a + 0.5) - x->first) / x->width),
               j = floor ((by->first + by->width * ((double) b + 0.5) - y->first) / y->width);
        uint32_t count = joint->counts[a * by->n + b];
        if (count == 0 || !(i >= 0 && i < (double) x->n && j >= 0 && j < (double) y->n))
          continue;
        cells[(size_t) i * y->n + (size_t) j] += (float) count;
        sum += count;
      }
  for (size_t k = 0; k < x->n * y->n; k++)
    cells[k] = cells[k] > 0 ? cells[k] : NAN;
  return sum;
}

static double *
new_edges (const VitJointAxis *axis, const SharedBins *bins)
{
  double *edges = g_new (double, bins->n + 1);
  for (size_t k = 0; k <= bins->n; k++)
    edges[k] = vit_joint_unscale (axis, bins->first + bins->width * (double) k);
  return edges;
}

/* ---- What is drawn ---- */

static int
compare_ids (const void *a, const void *b)
{
  int64_t x = *(const int64_t *) a, y = *(const int64_t *) b;
  return (x > y) - (x < y);
}

/* Add the median of @group in the middle of each bin; its band is a shade, or two dashed lines
 * where a map lies beneath. */
static void
add_bands (
    VitPlot *plot, const VitJoint *joint, const VitJointGroup *group, VitSeries style, bool shaded)
{
  size_t n = joint->bands.n;
  g_autofree double *x = g_new (double, n), *y = g_new (double, n), *up = g_new (double, n),
                    *down = g_new (double, n), *high = g_new (double, n), *low = g_new (double, n);
  for (size_t b = 0; b < n; b++)
    {
      const double *q = &group->quantiles[b * VIT_JOINT_N_SHARES];
      x[b] = vit_joint_unscale (&joint->x,
                                joint->bands.first + joint->bands.width * ((double) b + 0.5));
      low[b] = vit_joint_unscale (&joint->y, q[0]);
      y[b] = vit_joint_unscale (&joint->y, q[1]);
      high[b] = vit_joint_unscale (&joint->y, q[2]);
      up[b] = high[b] - y[b];
      down[b] = y[b] - low[b];
    }
  if (shaded)
    {
      style.error = up;
      style.error_below = down;
      style.band = true;
    }
  vit_plot_add (plot, &style, x, y, n);
  if (shaded)
    return;
  style.label = NULL;
  style.width *= 0.6;
  style.dash = 3;
  vit_plot_add (plot, &style, x, low, n);
  vit_plot_add (plot, &style, x, high, n);
}

static void
add_density (VitPlot *plot,
             const VitJoint *joint,
             const SharedBins *x,
             const SharedBins *y,
             const float *cells,
             double largest,
             bool dark)
{
  g_autofree double *x_edges = new_edges (&joint->x, x), *y_edges = new_edges (&joint->y, y);
  vit_plot_set_map (plot, cells, x->n, y->n, x_edges, y_edges, 0, largest, "viridis",
                    "atoms in a bin");
  VitSeries style = { .name = "median",
                      .colour =
                          dark ? (VitRgba){ 1, 0.50, 0.45, 1 } : (VitRgba){ 0.85, 0.1, 0.15, 1 },
                      .width = 1.8 };
  add_bands (plot, joint, &joint->groups[0], style, false);
}

static void
add_points (VitPlot *plot, const VitJoint *joint, bool dark)
{
  g_autofree double *x = g_new (double, joint->n), *y = g_new (double, joint->n);
  for (unsigned t = 1; t <= joint->n_types; t++)
    {
      size_t n = 0;
      for (size_t i = 0; i < joint->n; i++)
        if (joint->types[i] == t && vit_joint_draws (joint, i))
          {
            x[n] = joint->values[0][i];
            y[n++] = joint->values[1][i];
          }
      VitSeries style = { .name = joint->species[t - 1],
                          .colour = vit_theme_get_run_colour ((int) t - 1, dark),
                          .marker = 0.9 };
      style.colour.alpha = 0.45;
      vit_plot_add (plot, &style, x, y, n);
    }
  for (unsigned t = 1; t <= joint->n_types; t++)
    {
      const VitJointGroup *group = &joint->groups[t];
      if (group->n == 0)
        continue;
      char number[VIT_NUMBER_BYTES];
      g_autofree char *species = g_markup_escape_text (joint->species[t - 1], -1);
      g_autofree char *label = g_strdup_printf (
          "%s: <i>ρ</i> = %s", species, vit_format_reading ("%.2f", group->spearman, number));
      VitSeries style = { .label = label,
                          .colour = vit_theme_get_run_colour ((int) t - 1, dark),
                          .width = 1.8 };
      add_bands (plot, joint, group, style, true);
    }
}

/* Ring the picked and the followed atoms of @run at the playhead. */
static void
add_marks (VitPlot *plot, const VitGalleryRequest *request, const VitJoint *joint, VitRun *run)
{
  const VitAtomSet *set = request->set && request->set->run == run ? request->set : NULL;
  size_t first, end, n = 0;
  vit_joint_find_pairs_at (joint, request->time, &first, &end);
  g_autofree double *x = g_new (double, MAX (end - first, 1)),
                    *y = g_new (double, MAX (end - first, 1));
  for (size_t i = first; set && i < end; i++)
    if (bsearch (&joint->ids[i], set->ids, set->n, sizeof *set->ids, compare_ids))
      {
        x[n] = joint->values[0][i];
        y[n++] = joint->values[1][i];
      }
  VitSeries style = { .name = "picked",
                      .colour = vit_gallery_theme (request)->foreground,
                      .marker = 2.4,
                      .hollow = true };
  if (n > 0)
    vit_plot_add (plot, &style, x, y, n);
  for (guint k = 0; k < request->atoms.n; k++)
    for (size_t i = first; i < end; i++)
      if (joint->ids[i] == request->atoms.ids[k])
        {
          g_autofree char *label =
              g_strdup_printf ("atom %" G_GINT64_FORMAT, request->atoms.ids[k]);
          VitSeries own = { .label = label,
                            .colour = vit_theme_get_run_colour ((int) k, request->dark),
                            .marker = 4,
                            .hollow = true };
          VitSeries rim = { .name = label,
                            .colour = vit_gallery_theme (request)->foreground,
                            .marker = 5.2,
                            .hollow = true };
          vit_plot_add (plot, &rim, &joint->values[0][i], &joint->values[1][i], 1);
          vit_plot_add (plot, &own, &joint->values[0][i], &joint->values[1][i], 1);
        }
}

static char *
dup_axis_label (const VitJointAxis *axis)
{
  return vit_column_dup_label (axis->column);
}

static VitFigure *
new_joint_plot (const VitGalleryRequest *request,
                VitJoint *joint,
                VitRun *run,
                const SharedBins *x,
                const SharedBins *y,
                const float *cells,
                double largest)
{
  VitPlot *plot = vit_plot_new ();
  if (vit_gallery_options (request)->joint.show == 1)
    add_points (plot, joint, request->dark);
  else
    add_density (plot, joint, x, y, cells, largest, request->dark);
  add_marks (plot, request, joint, run);
  g_autofree double *x_edges = new_edges (&joint->x, x), *y_edges = new_edges (&joint->y, y);
  g_autofree char *x_label = dup_axis_label (&joint->x), *y_label = dup_axis_label (&joint->y);
  vit_plot_set_log (plot, joint->x.logarithmic, joint->y.logarithmic);
  vit_plot_set_x (plot, x_label, x_edges[0], x_edges[x->n]);
  vit_plot_set_y (plot, y_label, y_edges[0], y_edges[y->n]);
  char rho[VIT_NUMBER_BYTES];
  g_autofree char *label = vit_gallery_run_label (run);
  g_autofree char *title = g_strdup_printf (
      "%s: <i>ρ</i> = %s", label, vit_format_reading ("%.3f", joint->groups[0].spearman, rho));
  vit_plot_set_title (plot, title);
  vit_plot_set_tag (plot, "joint", run, 0);
  g_autofree char *definition = g_strdup_printf ("%s|%s|%d%d", joint->x.column, joint->y.column,
                                                 joint->x.logarithmic, joint->y.logarithmic);
  vit_plot_set_definition (plot, definition);
  vit_plot_set_csv (plot, vit_joint_dup_csv, vit_joint_ref (joint),
                    (GDestroyNotify) vit_joint_unref);
  return vit_figure_new_plot (plot);
}

/* ---- The caption ---- */

static void
append_width (GString *text, const VitJointAxis *axis, double width)
{
  const VitQuantity *quantity = vit_column_find_quantity (axis->column);
  if (axis->logarithmic)
    g_string_append_printf (text, "%g decades", width);
  else
    g_string_append_printf (text, "%g%s%s", width, quantity && *quantity->unit ? " " : "",
                            vit_quantity_get_unit_markup (quantity));
}

static void
append_rules (GString *text, const VitGalleryRequest *request, const VitJoint *joint, VitRun *run)
{
  for (int axis = 0; axis < 2; axis++)
    {
      g_autofree char *rule =
          vit_column_dup_rule (get_axis (joint, axis)->column, vit_gallery_options (request),
                               vit_run_get_species (run), NAN);
      if (rule && !strstr (text->str, rule))
        g_string_append_printf (text, "; %s", rule);
    }
}

static void
append_run (GString *text, const VitJoint *joint, size_t n_inside, bool points)
{
  vit_gallery_append_times (text, joint->has_tml, joint->times, joint->n_frames);
  char number[VIT_NUMBER_BYTES];
  if (joint->n_kept < joint->n_atoms)
    g_string_append_printf (text, ", %zu of %zu atoms", joint->n_kept, joint->n_atoms);
  g_string_append_printf (text, ", <i>n</i> = %zu, <i>r</i> = %s", joint->n,
                          vit_format_reading ("%.3f", joint->groups[0].pearson, number));
  if (joint->n < joint->n_kept)
    g_string_append_printf (text, ", %zu without %s", joint->n_kept - joint->n,
                            joint->x.logarithmic || joint->y.logarithmic ? "positive values"
                                                                         : "both values");
  if (n_inside < joint->n)
    g_string_append_printf (text, ", %zu beyond the axes", joint->n - n_inside);
  if (points && joint->n > VIT_JOINT_MOST_POINTS)
    g_string_append_printf (text, ", about %d drawn", VIT_JOINT_MOST_POINTS);
  if (joint->stride > 1)
    g_string_append_printf (text, ", one of %zu start times", joint->stride);
  if (joint->n_without > 0)
    {
      g_autofree char *reason = g_markup_escape_text (joint->reason, -1);
      g_string_append_printf (text, ", %zu start times left out (%s)", joint->n_without, reason);
    }
}

static char *
new_caption (const VitGalleryRequest *request,
             GPtrArray *results,
             GPtrArray *runs,
             const SharedBins *x,
             const SharedBins *y,
             const size_t *inside)
{
  const VitJoint *first = results->pdata[0];
  bool points = vit_gallery_options (request)->joint.show == 1;
  GString *text = g_string_new (NULL);
  g_autofree char *symbol = vit_joint_dup_symbol (first, 0),
                  *other = vit_joint_dup_symbol (first, 1);
  g_string_append_printf (text, "lines: median of %s and 16–84 %% in bins of %s (", other, symbol);
  append_width (text, &first->x, first->bands.width);
  g_string_append_printf (text, "%s); <i>ρ</i>: Spearman's coefficient, <i>r</i>: Pearson's",
                          points ? ", each species" : "");
  if (first->x.logarithmic || first->y.logarithmic)
    g_string_append_printf (text, " with lg of %s%s%s", first->x.logarithmic ? symbol : "",
                            first->x.logarithmic && first->y.logarithmic ? " and " : "",
                            first->y.logarithmic ? other : "");
  if (!points)
    {
      g_string_append (text, "; bins of ");
      append_width (text, &first->x, x->width);
      g_string_append (text, " × ");
      append_width (text, &first->y, y->width);
    }
  append_rules (text, request, first, runs->pdata[0]);
  vit_map_append_filter (text, request, "only ");
  vit_map_append_set (text, request);
  for (guint r = 0; r < results->len; r++)
    {
      g_autofree char *label = vit_gallery_run_label (runs->pdata[r]);
      g_string_append_printf (text, "; %s%s", results->len > 1 ? label : "",
                              results->len > 1 ? ": " : "");
      append_run (text, results->pdata[r], inside[r], points);
    }
  if (first->n_frames > 1)
    g_string_append_printf (text, "; an atom counts once for every %s",
                            first->has_tml ? "start time" : "frame");
  vit_gallery_append_page (text, request);
  return g_string_free (text, FALSE);
}

/* ---- The figure ---- */

static GPtrArray *
collect_results (const VitGalleryRequest *request, GPtrArray *runs, GError **error)
{
  g_autoptr (GPtrArray) results = g_ptr_array_new_with_free_func ((GDestroyNotify) vit_joint_unref);
  g_autoptr (GError) first = NULL;
  for (guint r = 0; r < request->n_runs; r++)
    {
      gconstpointer result = vit_gallery_derive (request, &vit_joint_derivation, request->runs[r],
                                                 first ? NULL : &first);
      /* Two results may be of different quantities while a newer one is being made. */
      const VitJoint *joint = result, *before = results->len > 0 ? results->pdata[0] : NULL;
      if (!joint || (before && (strcmp (joint->x.column, before->x.column) != 0 ||
                                strcmp (joint->y.column, before->y.column) != 0 ||
                                joint->x.logarithmic != before->x.logarithmic ||
                                joint->y.logarithmic != before->y.logarithmic)))
        continue;
      g_ptr_array_add (results, vit_joint_ref ((VitJoint *) joint));
      g_ptr_array_add (runs, request->runs[r]);
    }
  if (results->len > 0)
    return g_steal_pointer (&results);
  if (first)
    g_propagate_error (error, g_steal_pointer (&first));
  else
    g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING, "There is no run.");
  return NULL;
}

static VitFigure *
make_joint (const VitGalleryRequest *request, GError **error)
{
  g_autoptr (GPtrArray) runs = g_ptr_array_new (), panels = g_ptr_array_new ();
  g_autoptr (GPtrArray) results = collect_results (request, runs, error);
  if (!results)
    return NULL;
  const SharedBins x = share_bins (results, 0), y = share_bins (results, 1);
  size_t n_cells = x.n * y.n;
  g_autofree float *cells = g_new (float, n_cells * results->len);
  g_autofree size_t *inside = g_new (size_t, results->len);
  double largest = 1;
  for (guint r = 0; r < results->len; r++)
    {
      inside[r] = merge_cells (results->pdata[r], &x, &y, cells + r * n_cells);
      for (size_t k = 0; k < n_cells; k++)
        largest = fmax (largest, (double) cells[r * n_cells + k]);
    }
  for (guint r = 0; r < results->len; r++)
    {
      VitFigure *panel = new_joint_plot (request, results->pdata[r], runs->pdata[r], &x, &y,
                                         cells + r * n_cells, largest);
      if (r + 1 < results->len)
        vit_plot_hide_bar (vit_figure_get_plot (panel));
      g_ptr_array_add (panels, panel);
    }
  g_autofree char *caption = new_caption (request, results, runs, &x, &y, inside);
  return vit_gallery_on_shared_axes (panels, caption);
}

static double
count_joint_lines (const VitGalleryRequest *request)
{
  return request->n_runs > 1 ? 1.12 * ((request->n_runs + 1) / 2) : 1;
}

const VitFigureSpec vit_joint_figures[] = {
  { .name = "joint",
    .rests_on = VIT_PREMISES_OF_MOTION | VIT_PREMISES_OF_BATH | VIT_PREMISES_OF_CELL |
                VIT_PREMISES_OF_SPECIES,
    .shows_tml = true,
    .title =
        "One per-atom quantity against another: joint density or scatter, medians, correlation",
    .short_title = "Quantity against quantity",
    .captioned = true,
    .paged = true,
    .regions = true,
    .follows = VIT_FOLLOWS_START_UNLESS_POOLED | VIT_FOLLOWS_CONDITION | VIT_FOLLOWS_ATOM |
               VIT_FOLLOWS_SELECTION,
    .options = VIT_AFFECTS_JOINT,
    .results = { &vit_joint_derivation },
    .count_lines = count_joint_lines,
    .read = vit_read_joint,
    .pick = vit_pick_joint,
    .pick_inside = vit_pick_joint_inside,
    .make = make_joint },
  { NULL },
};
