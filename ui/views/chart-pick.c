/* What lies under the pointer in a chart, and which atoms that means. */

#include <math.h>
#include <string.h>

#include "core/results/structure-sample.h"
#include "ui/style/number-format.h"
#include "ui/views/chart-private.h"

/* The ranking shows so many kinds. */
#define TOP_KINDS 10

static const char *const subset_names[VIT_N_SUBSETS] = { "all", "LA", "SA" };

static bool
is_about (const VitPlotTag *tag, const char *kind)
{
  return tag->kind && strcmp (tag->kind, kind) == 0;
}

static VitRun *
get_run (VitSession *session, const VitPlotTag *tag)
{
  VitStudy *study = vit_session_get_study (session);
  for (guint i = 0; i < vit_study_get_n_runs (study); i++)
    if (vit_study_get_run (study, i) == tag->owner)
      return vit_study_get_run (study, i);
  return NULL;
}

static const VitStructureSample *
get_sample (VitSession *session, VitRun *run)
{
  return run ? vit_deriver_get (vit_session_get_deriver (session), &vit_structure_derivation, run,
                                vit_session_get_time (session), NULL)
             : NULL;
}

/* The kind whose bar is at @y; −1 beside the bars. */
static int
find_kind (const VitStructureSample *sample, int subset, double y)
{
  size_t kinds[TOP_KINDS];
  size_t n = vit_polyhedra_rank (sample->polyhedra, subset - 1, kinds, TOP_KINDS);
  return y >= 0 && y < (double) n ? (int) kinds[(size_t) y] : -1;
}

/* How frequent a kind is; over all atoms: species of the centres, d5, place in the q6–w̄6 map. */
static void
append_kind (GString *text, const VitStructureSample *sample, int k, int subset)
{
  const VitPolyhedron *kind = &g_array_index (sample->polyhedra->kinds, VitPolyhedron, (guint) k);
  const VitPolyhedronMeans *means = &sample->kind_means[k];
  double fraction = vit_polyhedra_get_fraction (sample->polyhedra, (size_t) k, subset - 1);
  g_string_append_printf (text, "<b>⟨%u,%u,%u,%u⟩</b>\n", kind->index[0], kind->index[1],
                          kind->index[2], kind->index[3]);
  if (subset != VIT_SUBSET_ALL)
    {
      double base = sample->excess_base[subset - 1][k];
      g_autofree char *change = vit_gallery_format_change (100 * (fraction - base) / base);
      g_string_append_printf (text, "%zu of %zu %s, %zu of %zu atoms\n%.2f %%, Δ<i>f</i> %s",
                              kind->counts[subset - 1], sample->polyhedra->n_in[subset - 1],
                              subset_names[subset], kind->count, sample->polyhedra->n,
                              100 * fraction, change);
    }
  else
    g_string_append_printf (text, "%zu of %zu atoms\n%.2f %%", kind->count, sample->polyhedra->n,
                            100 * fraction);
  g_string_append_printf (text, ", <i>d</i><sub>5</sub> %.2f\ncentre", means->d5);
  for (unsigned t = 1; t <= sample->n_types; t++)
    {
      g_autofree char *species =
          g_markup_escape_text (vit_structure_sample_get_species (sample, t), -1);
      size_t count = sample->kind_species[(size_t) k * sample->n_types + t - 1];
      g_string_append_printf (text, " %s %.0f %%", species,
                              100.0 * (double) count / (double) MAX (kind->count, 1));
    }
  if (isfinite (means->q6))
    {
      char w6[VIT_NUMBER_BYTES];
      g_string_append_printf (text, "\nmean <i>q</i><sub>6</sub> %.3f, <i>w̄</i><sub>6</sub> %s",
                              means->q6, vit_format_reading ("%.3f", means->w6, w6));
    }
}

static char *
new_fraction_reading (VitSession *session, double x)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_string_append_printf (text, "<i>t</i> = %.4g ps", x);
  for (guint i = 0; i < vit_session_get_n_shown (session); i++)
    {
      VitRun *run = vit_session_get_shown (session, i);
      VitTmlSeries *series = vit_analyses_get_tml (vit_session_get_analyses (session), run);
      int index = series ? vit_tml_series_find (series, x) : -1;
      double fraction =
          index >= 0 ? vit_session_get_liquid_fraction (session, run, (guint) index) : NAN;
      g_autofree char *label = vit_gallery_run_label (run);
      if (isfinite (fraction))
        g_string_append_printf (text, "\n%s: %.1f %% LA at %.4g ps", label, 100 * fraction,
                                vit_tml_series_get_time (series, (guint) index));
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

char *
vit_chart_new_reading (VitSession *session,
                       const VitGalleryEntry *entry,
                       const VitFigurePanel *panel,
                       double x,
                       double y)
{
  const char *name = entry->name;
  char number[VIT_NUMBER_BYTES], other[VIT_NUMBER_BYTES];
  const VitPlotTag *tag = vit_plot_get_tag (panel->plot);
  if (strcmp (name, "distribution") == 0 || strcmp (name, "selection") == 0)
    return g_strdup_printf ("<i>T</i><sub>ML</sub> = %.0f K\n%.2f·10<sup>−3</sup> K<sup>−1</sup>",
                            x, y);
  if (strcmp (name, "evolution") == 0)
    return g_strdup_printf (
        "<i>t</i> = %.4g ps\n<i>T</i><sub>ML</sub> = %.0f K\n%s·10<sup>−3</sup> K<sup>−1</sup>", x,
        y, vit_format_reading ("%.3g", vit_plot_get_value (panel->plot, x, y), number));
  if (strcmp (name, "mean") == 0)
    return g_strdup_printf ("<i>t</i> = %.4g ps\n<i>T</i><sub>ML</sub> = %.0f K", x, y);
  if (strcmp (name, "la-fraction") == 0)
    return new_fraction_reading (session, x);
  if (is_about (tag, "q6-w6"))
    return g_strdup_printf (
        "<i>q</i><sub>6</sub> = %.3f\n<i>w̄</i><sub>6</sub> = %s\n%s %s", x,
        vit_format_reading ("%.3f", y, number), vit_plot_get_map_label (panel->plot),
        vit_format_reading ("%.3g", vit_plot_get_value (panel->plot, x, y), other));
  if (is_about (tag, "sij"))
    return g_strdup_printf ("<i>s</i> = %s\n%.3f", vit_format_reading ("%.2f", x, number), y);
  if (is_about (tag, "gr"))
    return g_strdup_printf ("<i>r</i> = %.2f Å\n<i>g</i> = %.2f", x, y);
  if (is_about (tag, "polyhedra"))
    {
      const VitStructureSample *sample = get_sample (session, get_run (session, tag));
      int subset = tag->part;
      int kind = sample ? find_kind (sample, subset, y) : -1;
      if (kind < 0)
        return NULL;
      GString *text = g_string_new (NULL);
      append_kind (text, sample, kind, subset);
      return g_string_free (text, FALSE);
    }
  char *bar = vit_plot_dup_bar_reading (panel->plot, x, y);
  if (bar)
    return bar;
  char *cell = vit_plot_dup_cell_reading (panel->plot, x, y);
  return cell ? cell : vit_plot_dup_reading (panel->plot, &panel->area, x, y);
}

/* Even–odd rule. */
static bool
is_inside (const double (*polygon)[2], size_t n, double x, double y)
{
  bool inside = false;
  for (size_t i = 0, j = n - 1; i < n; j = i++)
    {
      const double *a = polygon[i], *b = polygon[j];
      if ((a[1] > y) != (b[1] > y) && x < a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0]))
        inside = !inside;
    }
  return inside;
}

/* The atoms of a sample that the playhead means: of pooled start times only the nearest, for an
 * atom that was of a kind at some time or other need not be of it now. */
static size_t
find_shown (VitSession *session, const VitStructureSample *sample, size_t *first, size_t *end)
{
  double time = vit_session_get_time (session);
  size_t nearest = 0;
  for (size_t k = 1; k < sample->n_starts; k++)
    if (fabs (sample->times[k] - time) < fabs (sample->times[nearest] - time))
      nearest = k;
  *first = sample->firsts[nearest];
  *end = sample->firsts[nearest + 1];
  return nearest;
}

static void
select_flagged (VitSession *session,
                VitRun *run,
                const VitStructureSample *sample,
                const bool *picked,
                const char *text)
{
  size_t n = 0, first, end, start = find_shown (session, sample, &first, &end);
  g_autofree int64_t *ids = g_new (int64_t, MAX (end - first, 1));
  for (size_t i = first; i < end; i++)
    if (picked[i])
      ids[n++] = sample->ids[i];
  g_autofree char *full = g_strdup_printf ("%s %.4g ps", text, sample->times[start]);
  g_autoptr (VitAtomSet) set = n > 0 ? vit_atom_set_new (run, ids, n, full) : NULL;
  vit_session_set_atom_set (session, set);
}

void
vit_chart_select_inside (VitSession *session,
                         const VitPlotTag *tag,
                         const double (*polygon)[2],
                         size_t n)
{
  VitRun *run = get_run (session, tag);
  const VitStructureSample *sample = get_sample (session, run);
  int part = tag->part;
  if (!sample || !is_about (tag, "q6-w6") || n < 3)
    return;
  g_autofree bool *picked = g_new0 (bool, MAX (sample->n, 1));
  for (size_t i = 0; i < sample->n; i++)
    {
      bool in_part =
          part == VIT_SUBSET_ALL || part >= VIT_N_SUBSETS || (sample->subsets[i] >> (part - 1) & 1);
      picked[i] = in_part && is_inside (polygon, n, (double) sample->q6[i], (double) sample->w6[i]);
    }
  g_autofree char *text =
      g_strdup_printf ("region of the <i>q</i><sub>6</sub>–<i>w̄</i><sub>6</sub> map (%s) at",
                       subset_names[part < VIT_N_SUBSETS ? part : 0]);
  select_flagged (session, run, sample, picked, text);
}

bool
vit_chart_select_at (VitSession *session, const VitPlotTag *tag, double x, double y)
{
  if (!is_about (tag, "polyhedra"))
    return false;
  VitRun *run = get_run (session, tag);
  const VitStructureSample *sample = get_sample (session, run);
  int subset = tag->part;
  int k = sample ? find_kind (sample, subset, y) : -1;
  if (k < 0)
    return true;
  const uint8_t *index = g_array_index (sample->polyhedra->kinds, VitPolyhedron, (guint) k).index;
  g_autofree bool *picked = g_new0 (bool, MAX (sample->n, 1));
  for (size_t i = 0; i < sample->n; i++)
    picked[i] = (subset == VIT_SUBSET_ALL || (sample->subsets[i] >> (subset - 1) & 1)) &&
                memcmp (sample->indices[i].n, index, 4) == 0;
  g_autofree char *text = g_strdup_printf ("⟨%u,%u,%u,%u⟩ (%s) at", index[0], index[1], index[2],
                                           index[3], subset_names[subset]);
  select_flagged (session, run, sample, picked, text);
  return true;
}

bool
vit_chart_drag_at (VitSession *session, const VitPlotTag *tag, double y)
{
  bool cut = is_about (tag, "dendrogram");
  if (!cut && !is_about (tag, "relieff"))
    return false;
  double least = cut ? 0 : -1;
  vit_study_set_option_number (vit_session_get_study (session), "model", cut ? "cut" : "threshold",
                               fmax (y, least));
  return true;
}
