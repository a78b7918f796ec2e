#include "core/results/tml-density.h"

#include <math.h>

#include "core/base/error.h"

VitBins
vit_tml_density_bins (VitAnalyses *analyses)
{
  VitModel *model = vit_analyses_get_model (analyses);
  double width = vit_study_get_options (vit_analyses_get_study (analyses))->distribution.bin_width;
  size_t n = 0;
  const double *classes = model ? vit_model_get_classes (model, &n) : NULL;
  VitLattice lattice = vit_tml_lattice (model);
  return vit_bins_on_lattice (&lattice, n > 0 ? classes[0] : 100, n > 0 ? classes[n - 1] : 1700,
                              width);
}

guint
vit_tml_density_stride (guint n, guint wanted)
{
  return wanted > 0 ? MAX (1, n / wanted) : 1;
}

static VitTmlSeries *
get_series (VitAnalyses *analyses, VitRun *run, GError **error)
{
  VitTmlSeries *series = run ? vit_analyses_get_tml (analyses, run) : NULL;
  const char *obstacle = run && !series ? vit_analyses_get_obstacle (analyses, run) : NULL;
  if (!series)
    g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING, "%s",
                 obstacle ? obstacle : "There is no run.");
  return series;
}

/* ---- T_ML of one start time ---- */

static void
free_starts (gpointer starts)
{
  vit_tml_starts_free (starts);
}

static gpointer
take_nearest_start (VitAnalyses *analyses, VitRun *run, double time, GString *key, GError **error)
{
  VitTmlSeries *series = get_series (analyses, run, error);
  int shown = series ? vit_tml_series_find (series, time) : -1;
  g_autoptr (VitTmlStarts) start = shown >= 0 ? vit_tml_series_get_starts (series, shown) : NULL;
  if (start && start->n > 0)
    {
      vit_tml_starts_describe (start, key);
      return g_steal_pointer (&start);
    }
  g_autofree char *unready = series ? vit_tml_series_dup_unready (series) : NULL;
  if (unready)
    g_set_error_literal (error, VIT_ERROR, VIT_ERROR_MISSING, unready);
  return NULL;
}

static gpointer
compute_nearest_start (gpointer start, VitProgress *progress, GError **error)
{
  return vit_tml_starts_get (start, 0, progress, error);
}

static void
unref_result (gpointer result)
{
  vit_tml_result_unref (result);
}

const VitDerivation vit_tml_start_derivation = {
  .name = "t_ml-start",
  .title = "Reading T_ML",
  .lane = VIT_JOB_MOMENT,
  .prepare = take_nearest_start,
  .compute = compute_nearest_start,
  .free_input = free_starts,
  .unref = unref_result,
};

/* ---- Kernel estimates ---- */

typedef struct
{
  VitTmlStarts *starts;
  VitBins bins;
} KernelsInput;

static void
free_kernels_input (gpointer data)
{
  KernelsInput *input = data;
  vit_tml_starts_free (input->starts);
  g_free (input);
}

/* Take the computed start times that a figure of one run or of several runs may draw. */
static VitTmlStarts *
take_drawn_starts (VitTmlSeries *series, double time)
{
  g_autoptr (VitTmlStarts) all = vit_tml_series_get_starts (series, -1);
  g_autofree size_t *places = g_new (size_t, MAX (all->n, 1));
  guint n = vit_tml_series_get_n (series);
  guint strides[] = { vit_tml_density_stride (n, VIT_TML_MAX_BEHIND),
                      vit_tml_density_stride (n, VIT_TML_MAX_BEHIND / 2) };
  int shown = vit_tml_series_find (series, time);
  size_t n_drawn = 0;
  for (guint i = 0, k = 0; i < n && k < all->n; i++)
    {
      if (vit_tml_series_get_frame (series, i) != all->frames[k])
        continue;
      if (i % strides[0] == 0 || i % strides[1] == 0 || (int) i == shown)
        places[n_drawn++] = k;
      k++;
    }
  return vit_tml_starts_pick (all, places, n_drawn);
}

static gpointer
take_kernels_input (VitAnalyses *analyses, VitRun *run, double time, GString *key, GError **error)
{
  if (!vit_study_get_options (vit_analyses_get_study (analyses))->distribution.kernel)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_INAPPLICABLE, "Densities are drawn in bins.");
      return NULL;
    }
  VitTmlSeries *series = get_series (analyses, run, error);
  if (!series)
    return NULL;
  KernelsInput *input = g_new0 (KernelsInput, 1);
  input->starts = take_drawn_starts (series, time);
  input->bins = vit_tml_density_bins (analyses);
  vit_tml_starts_describe (input->starts, key);
  g_string_append_printf (key, "%zu %g %g", input->bins.n, input->bins.first, input->bins.width);
  return input;
}

static void
free_kernels (gpointer data)
{
  VitTmlKernels *kernels = data;
  g_free (kernels->times);
  g_free (kernels->x);
  g_free (kernels->density);
  g_free (kernels);
}

static gpointer
compute_kernels (gpointer data, VitProgress *progress, GError **error)
{
  const KernelsInput *input = data;
  const VitTmlStarts *starts = input->starts;
  VitTmlKernels *kernels = g_new0 (VitTmlKernels, 1);
  size_t n_points = kernels->n_points = 2 * input->bins.n;
  kernels->n = starts->n;
  kernels->times = g_memdup2 (starts->times, MAX (starts->n, 1) * sizeof (double));
  kernels->x = g_new (double, n_points);
  kernels->density = g_new (double, MAX (starts->n, 1) * n_points);
  for (size_t b = 0; b < n_points; b++)
    kernels->x[b] = input->bins.first + ((double) b + 0.5) * input->bins.width / 2;
  for (size_t k = 0; k < starts->n; k++)
    {
      g_autoptr (VitTmlResult) result = vit_tml_starts_get (starts, k, progress, error);
      if (!result || !vit_progress_step (progress, k, starts->n, error))
        {
          free_kernels (kernels);
          return NULL;
        }
      vit_kernel_density (result->t_ml, result->atoms->n, 0, kernels->x, n_points,
                          kernels->density + k * n_points);
    }
  return kernels;
}

const VitDerivation vit_tml_kernels_derivation = {
  .name = "t_ml-kernels",
  .title = "Estimating densities",
  .lane = VIT_JOB_MOMENT,
  .prepare = take_kernels_input,
  .compute = compute_kernels,
  .free_input = free_kernels_input,
  .unref = free_kernels,
};

const double *
vit_tml_kernels_find (const VitTmlKernels *kernels, double time)
{
  g_return_val_if_fail (kernels, NULL);
  for (size_t k = 0; k < kernels->n; k++)
    if (kernels->times[k] == time)
      return kernels->density + k * kernels->n_points;
  return NULL;
}
