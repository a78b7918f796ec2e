#include "core/results/structure-sample.h"

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/geometry/species.h"

#define RASTER 96

static void
free_means (VitStructureMeans *means)
{
  g_free (means->d5);
  g_free (means->volume);
  g_free (means->cn);
  g_free (means->disclinations);
}

VitStructureSample *
vit_structure_sample_ref (VitStructureSample *sample)
{
  g_atomic_ref_count_inc (&sample->refs);
  return sample;
}

void
vit_structure_sample_unref (VitStructureSample *sample)
{
  if (!sample || !g_atomic_ref_count_dec (&sample->refs))
    return;
  for (int s = 0; s < VIT_N_SUBSETS; s++)
    {
      g_free (sample->density[s]);
      g_free (sample->share[s]);
      vit_chemical_order_free (sample->chemical[s]);
    }
  g_free (sample->excess_base[0]);
  g_free (sample->excess_base[1]);
  g_clear_pointer (&sample->polyhedra, vit_polyhedra_free);
  free_means (&sample->means);
  g_strfreev (sample->species);
  void *arrays[] = { sample->times,        sample->firsts,  sample->ids, sample->types,
                     sample->subsets,      sample->q6,      sample->w6,  sample->volumes,
                     sample->d5,           sample->indices, sample->cn,  sample->kind_means,
                     sample->kind_species, sample->partial };
  for (gsize i = 0; i < G_N_ELEMENTS (arrays); i++)
    g_free (arrays[i]);
  g_free (sample);
}

const char *
vit_structure_sample_get_species (const VitStructureSample *sample, unsigned type)
{
  g_return_val_if_fail (sample && type >= 1 && type <= sample->n_types, "");
  return sample->species[type - 1];
}

/* List the atoms of each frame. T_ML has them; without it the frames are read. */
static GPtrArray *
list_atoms (VitTrajectory *trajectory,
            const size_t *frames,
            VitTmlResult *const *results,
            size_t n_frames,
            VitProgress *progress,
            GError **error)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) vit_atoms_unref);
  for (size_t k = 0; k < n_frames; k++)
    {
      if (!vit_progress_check (progress, error))
        return NULL;
      g_autoptr (VitFrame) frame =
          results ? NULL : vit_trajectory_read_frame (trajectory, frames[k], error);
      if (!results && !frame)
        return NULL;
      g_ptr_array_add (all, vit_atoms_ref (results ? results[k]->atoms : frame->atoms));
    }
  return g_steal_pointer (&all);
}

static void
allocate_sample (VitStructureSample *sample, GPtrArray *all)
{
  for (guint k = 0; k < all->len; k++)
    {
      const VitAtoms *atoms = all->pdata[k];
      sample->n += atoms->n;
      sample->n_types = MAX (sample->n_types, atoms->n_types);
    }
  size_t n = MAX (sample->n, 1);
  sample->times = g_new (double, sample->n_starts);
  sample->firsts = g_new0 (size_t, sample->n_starts + 1);
  sample->ids = g_new (int64_t, n);
  sample->types = g_new (uint8_t, n);
  sample->subsets = g_new0 (uint8_t, n);
  sample->q6 = g_new (double, n);
  sample->w6 = g_new (double, n);
  sample->volumes = g_new (double, n);
  sample->d5 = g_new (double, n);
  sample->indices = g_new (VitVoronoiIndex, n);
  sample->cn = g_new (uint16_t, n);
  sample->partial = g_new (uint16_t, n * MAX (sample->n_types, 1));
}

static void
divide_atoms (VitStructureSample *sample, const VitTmlResult *result, size_t first)
{
  size_t n = result->atoms->n;
  g_autofree bool *liquid = g_new (bool, MAX (n, 1));
  g_autofree bool *solid = g_new (bool, MAX (n, 1));
  vit_tml_result_classify (result, &sample->rule, liquid, solid);
  for (size_t i = 0; i < n; i++)
    sample->subsets[first + i] = (uint8_t) (liquid[i] | solid[i] << 1);
}

/* Count s(i,j) of the bonds of one frame, by the subset of the centre. */
static void
count_similarity (VitStructureSample *sample,
                  size_t first,
                  const VitFrameStructure *frame,
                  size_t bonds[VIT_N_SUBSETS])
{
  for (size_t i = 0; i < frame->n; i++)
    {
      uint8_t flags = sample->subsets[first + i];
      for (uint32_t k = frame->bonds[i]; k < frame->bonds[i + 1]; k++)
        {
          uint8_t bin = frame->bins[k];
          if (bin == VIT_SIMILARITY_NONE)
            continue;
          for (int subset = 0; subset < VIT_N_SUBSETS; subset++)
            if (subset == VIT_SUBSET_ALL || (flags >> (subset - 1) & 1))
              {
                sample->similarity[subset][bin]++;
                sample->crystalline[subset] += bin >= VIT_SIMILARITY_CRYSTALLINE;
                bonds[subset]++;
              }
        }
    }
}

/* Copy the neighbour counts of one atom by species. The frame may have fewer species than the
 * sample. */
static void
copy_partial (VitStructureSample *sample, size_t at, const VitFrameStructure *frame, size_t i)
{
  unsigned sum = 0;
  for (unsigned t = 0; t < sample->n_types; t++)
    {
      uint16_t count = t < frame->n_types ? frame->partial[i * frame->n_types + t] : 0;
      sample->partial[at * sample->n_types + t] = count;
      sum += count;
    }
  sample->cn[at] = (uint16_t) MIN (sum, UINT16_MAX);
}

static bool
add_frame_atoms (VitStructureSample *sample,
                 VitFrameStructure *frame,
                 const VitAtoms *atoms,
                 size_t first,
                 size_t bonds[VIT_N_SUBSETS],
                 VitProgress *progress,
                 GError **error)
{
  bool averaged = sample->options.averaged;
  unsigned parts = VIT_STRUCTURE_CELLS | VIT_STRUCTURE_COORDINATION | VIT_STRUCTURE_SIMILARITY |
                   (averaged ? VIT_STRUCTURE_AVERAGED_6 : VIT_STRUCTURE_ORDER_6);
  if (!vit_frame_structure_need (frame, parts, progress, error))
    return false;
  size_t n = frame->n;
  if (n != atoms->n || frame->n_types > sample->n_types)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_MISMATCH,
                   "a frame has changed since its atoms were read");
      return false;
    }
  memcpy (sample->ids + first, atoms->ids, n * sizeof *sample->ids);
  memcpy (sample->types + first, atoms->types, n);
  memcpy (sample->indices + first, frame->indices, n * sizeof *frame->indices);
  memcpy (sample->d5 + first, frame->d5, n * sizeof *frame->d5);
  memcpy (sample->volumes + first, frame->volumes, n * sizeof *frame->volumes);
  memcpy (sample->q6 + first, averaged ? frame->averaged_q6 : frame->q6, n * sizeof *frame->q6);
  memcpy (sample->w6 + first, averaged ? frame->averaged_w6 : frame->w6, n * sizeof *frame->w6);
  count_similarity (sample, first, frame, bonds);
  for (size_t i = 0; i < n; i++)
    copy_partial (sample, first + i, frame, i);
  return true;
}

/* ---- Statistics ---- */

static bool
in_subset (const VitStructureSample *sample, size_t i, int subset)
{
  return subset == VIT_SUBSET_ALL || (sample->subsets[i] >> (subset - 1) & 1);
}

static uint8_t *
new_flags (const VitStructureSample *sample, int subset)
{
  uint8_t *flags = g_new (uint8_t, MAX (sample->n, 1));
  for (size_t i = 0; i < sample->n; i++)
    flags[i] = in_subset (sample, i, subset);
  return flags;
}

static void
fill_means (VitStructureSample *sample, int subset, const uint8_t *flags)
{
  unsigned n_types = sample->n_types;
  size_t n = sample->n, place = (size_t) subset * (n_types + 1);
  vit_means_by_species (sample->d5, sample->types, n, flags, n_types, sample->means.d5 + place);
  vit_means_by_species (sample->volumes, sample->types, n, flags, n_types,
                        sample->means.volume + place);
  g_autofree double *values = g_new (double, MAX (n, 1));
  for (size_t i = 0; i < n; i++)
    values[i] = sample->cn[i];
  vit_means_by_species (values, sample->types, n, flags, n_types, sample->means.cn + place);
  for (size_t i = 0; i < n; i++)
    values[i] = vit_disclination_excess (sample->indices[i]);
  vit_means_by_species (values, sample->types, n, flags, n_types,
                        sample->means.disclinations + place);
}

static int
compare_places (const void *a, const void *b, void *data)
{
  const double *density = data;
  double p = density[*(const uint32_t *) a], q = density[*(const uint32_t *) b];
  return p < q ? -1 : p > q;
}

/* Compute, for each place, the per cent of the density that lies where it is lower: the contour at
 * 10 encloses 90 %. */
static double *
new_share_below (const double *density, size_t n)
{
  double *share = g_new (double, n), total = 0, sum = 0;
  g_autofree uint32_t *places = g_new (uint32_t, n);
  for (size_t k = 0; k < n; k++)
    {
      places[k] = (uint32_t) k;
      total += density[k];
    }
  g_qsort_with_data (places, (int) n, sizeof *places, compare_places, (void *) density);
  for (size_t k = 0; k < n; k++)
    {
      sum += density[places[k]];
      share[places[k]] = total > 0 ? 100 * sum / total : 0;
    }
  return share;
}

static void
add_density (VitStructureSample *sample,
             int subset,
             const double *q6,
             const double *w6,
             const uint8_t *flags)
{
  sample->density[subset] = g_new0 (double, RASTER *RASTER);
  /* Values without spread have no kernel density; the histogram replaces it. */
  if (!vit_density2d_kernel (q6, w6, sample->n, flags, sample->bandwidths, &sample->raster,
                             sample->density[subset], NULL))
    vit_density2d_histogram (q6, w6, sample->n, flags, &sample->raster, sample->density[subset]);
  sample->share[subset] = new_share_below (sample->density[subset], RASTER * RASTER);
}

static void
fill_densities (VitStructureSample *sample)
{
  size_t n = sample->n;
  const double lo[2] = { sample->options.averaged ? 0.0 : 0.1, -0.2 };
  const double hi[2] = { sample->options.averaged ? 0.6 : 0.7,
                         sample->options.averaged ? 0.2 : 0.1 };
  const double *q6 = sample->q6, *w6 = sample->w6;
  for (size_t i = 0; i < n; i++)
    sample->n_outside += !(q6[i] >= lo[0] && q6[i] <= hi[0] && w6[i] >= lo[1] && w6[i] <= hi[1]);
  vit_raster_init (&sample->raster, lo, hi, RASTER, RASTER);
  vit_density2d_scott (q6, w6, n, NULL, sample->bandwidths);
  for (int subset = 0; subset < VIT_N_SUBSETS; subset++)
    {
      g_autofree uint8_t *flags = new_flags (sample, subset);
      add_density (sample, subset, q6, w6, flags);
    }
}

static int
find_kind (const VitPolyhedra *polyhedra, GHashTable *places, VitVoronoiIndex index)
{
  guint key =
      (guint) index.n[0] << 24 | (guint) index.n[1] << 16 | (guint) index.n[2] << 8 | index.n[3];
  if (g_hash_table_size (places) == 0)
    for (guint k = 0; k < polyhedra->kinds->len; k++)
      {
        const uint8_t *n = g_array_index (polyhedra->kinds, VitPolyhedron, k).index;
        g_hash_table_insert (
            places,
            GUINT_TO_POINTER ((guint) n[0] << 24 | (guint) n[1] << 16 | (guint) n[2] << 8 | n[3]),
            GUINT_TO_POINTER (k));
      }
  return (int) GPOINTER_TO_UINT (g_hash_table_lookup (places, GUINT_TO_POINTER (key)));
}

/* Compute means and species of the atoms of every kind of polyhedron. */
static void
fill_kinds (VitStructureSample *sample)
{
  guint n_kinds = sample->polyhedra->kinds->len;
  unsigned n_types = sample->n_types;
  g_autoptr (GHashTable) places = g_hash_table_new (NULL, NULL);
  g_autofree size_t *defined = g_new0 (size_t, MAX (n_kinds, 1));
  sample->kind_species = g_new0 (size_t, MAX (n_kinds * n_types, 1));
  sample->kind_means = g_new0 (VitPolyhedronMeans, MAX (n_kinds, 1));
  for (size_t i = 0; i < sample->n; i++)
    {
      size_t kind = (size_t) find_kind (sample->polyhedra, places, sample->indices[i]);
      VitPolyhedronMeans *means = &sample->kind_means[kind];
      sample->kind_species[kind * n_types + sample->types[i] - 1]++;
      means->d5 += sample->d5[i];
      if (!isfinite (sample->q6[i]) || !isfinite (sample->w6[i]))
        continue;
      means->q6 += sample->q6[i];
      means->w6 += sample->w6[i];
      defined[kind]++;
    }
  for (guint k = 0; k < n_kinds; k++)
    {
      VitPolyhedronMeans *means = &sample->kind_means[k];
      means->d5 /= (double) g_array_index (sample->polyhedra->kinds, VitPolyhedron, k).count;
      means->q6 = defined[k] > 0 ? means->q6 / (double) defined[k] : NAN;
      means->w6 = defined[k] > 0 ? means->w6 / (double) defined[k] : NAN;
    }
}

/* Compute the fractions that Δf compares with. If the rule is within species, that is the fraction
 * that a kind would have in the subset if it differed from the whole by its composition alone, Σ_s
 * f(s in subset) f(kind among s). */
static void
fill_polyhedra (VitStructureSample *sample)
{
  sample->polyhedra = vit_polyhedra_new (2);
  vit_polyhedra_add_indices (sample->polyhedra, sample->indices, sample->n, sample->subsets, NULL);
  fill_kinds (sample);
  guint n_kinds = sample->polyhedra->kinds->len;
  unsigned n_types = sample->n_types;
  const VitChemicalOrder *all = sample->chemical[VIT_SUBSET_ALL];
  for (int s = 0; s < 2; s++)
    {
      sample->excess_base[s] = g_new0 (double, MAX (n_kinds, 1));
      const VitChemicalOrder *own = sample->chemical[s + 1];
      for (guint k = 0; k < n_kinds; k++)
        if (!sample->rule.within_species)
          sample->excess_base[s][k] = vit_polyhedra_get_fraction (sample->polyhedra, k, -1);
        else
          for (unsigned t = 0; t < n_types; t++)
            if (all->counts[t] > 0 && own->n > 0)
              sample->excess_base[s][k] += own->fractions[t] *
                                           (double) sample->kind_species[k * n_types + t] /
                                           (double) all->counts[t];
    }
}

static bool
fill_statistics (VitStructureSample *sample, const size_t bonds[VIT_N_SUBSETS], GError **error)
{
  if (sample->n == 0)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING, "the frame has no atoms");
      return false;
    }
  size_t places = (size_t) VIT_N_SUBSETS * (sample->n_types + 1);
  VitMean **means[] = { &sample->means.d5, &sample->means.volume, &sample->means.cn,
                        &sample->means.disclinations };
  for (gsize k = 0; k < G_N_ELEMENTS (means); k++)
    *means[k] = g_new0 (VitMean, places);
  for (int subset = 0; subset < VIT_N_SUBSETS; subset++)
    {
      g_autofree uint8_t *flags = new_flags (sample, subset);
      for (size_t i = 0; i < sample->n; i++)
        sample->counts[subset] += flags[i];
      sample->chemical[subset] = vit_chemical_order_new_from_counts (
          sample->types, sample->n, sample->n_types, (const char *const *) sample->species,
          sample->partial, flags, sample->options.reference, error);
      if (!sample->chemical[subset])
        return false;
      fill_means (sample, subset, flags);
      double total = (double) MAX (bonds[subset], 1);
      for (int b = 0; b < VIT_SIMILARITY_BINS; b++)
        sample->similarity[subset][b] /= total * 2.0 / VIT_SIMILARITY_BINS;
      sample->crystalline[subset] /= total;
    }
  fill_densities (sample);
  fill_polyhedra (sample);
  return true;
}

static bool
add_all_frames (VitStructureSample *sample,
                VitTrajectory *trajectory,
                const size_t *frames,
                VitTmlResult *const *results,
                GPtrArray *atoms,
                const VitOptions *options,
                VitCache *cache,
                size_t bonds[VIT_N_SUBSETS],
                VitProgress *progress,
                GError **error)
{
  size_t first = 0, n_frames = sample->n_starts;
  for (size_t k = 0; k < n_frames; k++)
    {
      VitProgressPart whole =
          vit_progress_enter (progress, (double) k / (double) n_frames,
                              (double) (k + 1) / (double) n_frames, "Analysing the structure");
      g_autoptr (VitFrameStructure) frame = vit_frame_structure_new (
          trajectory, frames[k], options, (const char *const *) sample->species, cache, NULL);
      if (results)
        divide_atoms (sample, results[k], first);
      if (!add_frame_atoms (sample, frame, atoms->pdata[k], first, bonds, progress, error))
        return false;
      vit_progress_leave (progress, whole);
      first += frame->n;
      sample->firsts[k + 1] = first;
    }
  return true;
}

VitStructureSample *
vit_structure_sample_new (VitTrajectory *trajectory,
                          const size_t *frames,
                          const double *times,
                          VitTmlResult *const *results,
                          size_t n_frames,
                          const char *const *species,
                          const VitOptions *options,
                          const VitLiquidRule *rule,
                          VitCache *cache,
                          VitProgress *progress,
                          GError **error)
{
  g_return_val_if_fail (trajectory && frames && times && n_frames > 0 && options && rule, NULL);
  g_autoptr (VitStructureSample) sample = g_new0 (VitStructureSample, 1);
  g_atomic_ref_count_init (&sample->refs);
  sample->n_starts = n_frames;
  sample->has_tml = results != NULL;
  sample->rule = *rule;
  g_autoptr (GPtrArray) atoms = list_atoms (trajectory, frames, results, n_frames, progress, error);
  if (!atoms)
    return NULL;
  allocate_sample (sample, atoms);
  memcpy (sample->times, times, n_frames * sizeof *times);
  const VitAtoms *first = atoms->pdata[0];
  sample->species =
      vit_species_new_names (species, (const char *const *) first->species, sample->n_types);
  size_t bonds[VIT_N_SUBSETS] = { 0 };
  if (!vit_structure_options_take (options, (const char *const *) sample->species, &sample->options,
                                   error) ||
      !add_all_frames (sample, trajectory, frames, results, atoms, options, cache, bonds, progress,
                       error) ||
      !fill_statistics (sample, bonds, error))
    return NULL;
  return g_steal_pointer (&sample);
}
