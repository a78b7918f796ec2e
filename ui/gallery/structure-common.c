/* Functions that figures of structure and chemistry share: samples, captions, and runs side by
 * side. */

#include <math.h>

#include "core/base/error.h"
#include "ui/gallery/figure-common.h"

gconstpointer
vit_gallery_derive (const VitGalleryRequest *request,
                    const VitDerivation *kind,
                    VitRun *run,
                    GError **error)
{
  if (request->deriver)
    return vit_deriver_get (request->deriver, kind, run, request->time, error);
  g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING, "%s: not computed", kind->title);
  return NULL;
}

/* Least number of atoms with which a subset is meaningful. */
#define FEWEST_ATOMS 30

static void
unref_sample (gpointer sample)
{
  vit_structure_sample_unref (sample);
}

GPtrArray *
vit_gallery_samples (const VitGalleryRequest *request, GPtrArray *runs, GError **error)
{
  g_autoptr (GPtrArray) samples = g_ptr_array_new_with_free_func (unref_sample);
  g_autoptr (GError) first = NULL;
  for (guint r = 0; r < request->n_runs; r++)
    {
      const VitStructureSample *sample = vit_gallery_derive (
          request, &vit_structure_derivation, request->runs[r], first ? NULL : &first);
      if (!sample)
        continue;
      g_ptr_array_add (samples, vit_structure_sample_ref ((VitStructureSample *) sample));
      if (runs)
        g_ptr_array_add (runs, request->runs[r]);
    }
  if (samples->len > 0)
    return g_steal_pointer (&samples);
  if (first)
    g_propagate_error (error, g_steal_pointer (&first));
  else
    g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING, "There is no run.");
  return NULL;
}

VitStructureSample *
vit_gallery_baseline (const VitGalleryRequest *request)
{
  VitRun *run = vit_analyses_get_baseline (request->analyses);
  const VitStructureSample *sample =
      run ? vit_gallery_derive (request, &vit_structure_derivation, run, NULL) : NULL;
  return sample ? vit_structure_sample_ref ((VitStructureSample *) sample) : NULL;
}

void
vit_gallery_add_baseline (const VitGalleryRequest *request, GPtrArray *samples, GPtrArray *runs)
{
  VitRun *run = vit_analyses_get_baseline (request->analyses);
  if (!run || g_ptr_array_find (runs, run, NULL))
    return;
  VitStructureSample *sample = vit_gallery_baseline (request);
  if (!sample)
    return;
  g_ptr_array_add (samples, sample);
  g_ptr_array_add (runs, run);
}

void
vit_gallery_append_times (GString *text, bool has_tml, const double *times, size_t n)
{
  const char *what = has_tml ? "start times" : "frames";
  if (n == 1 && isfinite (times[0]))
    g_string_append_printf (text, "<i>t</i> = %.4g ps", times[0]);
  else if (n == 1)
    g_string_append (text, "one frame");
  else if (isfinite (times[0]))
    g_string_append_printf (text, "%zu %s, %.4g … %.4g ps", n, what, times[0], times[n - 1]);
  else
    g_string_append_printf (text, "%zu %s", n, what);
}

bool
vit_gallery_has_enough (const VitStructureSample *sample, VitSubset subset)
{
  return sample && sample->counts[subset] >= FEWEST_ATOMS;
}

char *
vit_gallery_format_change (double percent)
{
  if (!isfinite (percent))
    return g_strdup ("–");
  double rounded = fabs (round (percent));
  const char *sign = rounded == 0 ? "" : percent < 0 ? "−" : "+";
  return g_strdup_printf ("%s%.0f %%", sign, rounded);
}

void
vit_gallery_append_counts (
    GString *text, bool has_tml, const double *times, size_t n, const size_t counts[VIT_N_SUBSETS])
{
  vit_gallery_append_times (text, has_tml, times, n);
  if (has_tml)
    g_string_append_printf (text, ", <i>n</i> = %zu LA, %zu SA, %zu all", counts[VIT_SUBSET_LIQUID],
                            counts[VIT_SUBSET_SOLID], counts[VIT_SUBSET_ALL]);
  else
    g_string_append_printf (text, ", <i>n</i> = %zu; LA and SA need <i>T</i><sub>ML</sub>",
                            counts[VIT_SUBSET_ALL]);
}

static void
append_sample_counts (GString *text, const VitStructureSample *sample)
{
  vit_gallery_append_counts (text, sample->has_tml, sample->times, sample->n_starts,
                             sample->counts);
}

/* Say why a chosen baseline is missing, and which of its subsets are too small. */
static void
append_baseline (GString *text,
                 const VitGalleryRequest *request,
                 const VitStructureSample *baseline)
{
  VitRun *run = vit_analyses_get_baseline (request->analyses);
  g_autofree char *label = run ? vit_gallery_run_label (run) : NULL;
  if (!run)
    return;
  g_string_append_printf (text, "; baseline %s: ", label);
  if (!baseline)
    {
      g_autoptr (GError) error = NULL;
      vit_gallery_derive (request, &vit_structure_derivation, run, &error);
      g_autofree char *why = g_markup_escape_text (error ? error->message : "none", -1);
      g_string_append (text, why);
      return;
    }
  append_sample_counts (text, baseline);
  static const char *const names[VIT_N_SUBSETS] = { "", "LA", "SA" };
  for (VitSubset s = VIT_SUBSET_LIQUID; s < VIT_N_SUBSETS; s++)
    if (!vit_gallery_has_enough (baseline, s))
      g_string_append_printf (text, " (too few %s to compare with)", names[s]);
}

char *
vit_gallery_structure_caption (const VitGalleryRequest *request,
                               GPtrArray *samples,
                               GPtrArray *runs,
                               const VitStructureSample *baseline,
                               const char *rule)
{
  const VitStructureSample *first = samples->pdata[0];
  g_autofree char *subsets = vit_liquid_rule_dup_text (&first->rule);
  GString *text = g_string_new (NULL);
  g_string_append (text, rule);
  if (first->has_tml)
    g_string_append_printf (text, "; %s", subsets);
  for (guint r = 0; r < samples->len; r++)
    {
      const VitStructureSample *sample = samples->pdata[r];
      g_autofree char *label = vit_gallery_run_label (runs->pdata[r]);
      g_string_append (text, "; ");
      if (samples->len > 1)
        g_string_append_printf (text, "%s: ", label);
      append_sample_counts (text, sample);
    }
  /* Figures that show the baseline as a run of its own have it among the samples. */
  if (baseline || !g_ptr_array_find (runs, vit_analyses_get_baseline (request->analyses), NULL))
    append_baseline (text, request, baseline);
  if (first->n_starts > 1)
    g_string_append_printf (text, "; an atom counts once for every %s",
                            first->has_tml ? "start time" : "frame");
  return g_string_free (text, FALSE);
}

VitFigure *
vit_gallery_side_by_side (GPtrArray *figures, const char *caption)
{
  if (figures->len == 1 && !caption)
    return figures->pdata[0];
  VitFigure *page =
      vit_figure_new_page ((VitFigure **) figures->pdata, (int) figures->len, (int) figures->len);
  vit_figure_set_narrowest (page, 16, 1);
  if (caption)
    vit_figure_set_caption (page, caption);
  return page;
}

VitFigure *
vit_gallery_on_shared_axes (GPtrArray *figures, const char *caption)
{
  VitFigure *page = vit_gallery_side_by_side (figures, caption);
  vit_figure_align (page, 1.5);
  return page;
}

double
vit_gallery_count_samples (const VitGalleryRequest *request)
{
  VitRun *baseline = vit_analyses_get_baseline (request->analyses);
  for (guint r = 0; r < request->n_runs; r++)
    if (request->runs[r] == baseline)
      return request->n_runs;
  return request->n_runs + (baseline ? 1 : 0);
}

guint
vit_gallery_count_cyclic (const VitGalleryRequest *request)
{
  guint n = 0;
  for (guint r = 0; r < request->n_runs; r++)
    n += vit_run_get_frequency (request->runs[r]) > 0;
  return n;
}

VitRun *
vit_gallery_tagged_run (const VitGalleryRequest *request, const VitPlotTag *tag)
{
  VitStudy *study = vit_analyses_get_study (request->analyses);
  for (guint i = 0; i < vit_study_get_n_runs (study); i++)
    if (vit_study_get_run (study, i) == tag->owner)
      return vit_study_get_run (study, i);
  return NULL;
}
