#include "core/results/run-shells.h"

#include <string.h>

#include "core/results/default-cutoff.h"
#include "core/structure/rdf.h"

/* Version of g(r), its smoothing and the search for the maximum. */
#define KERNEL_VERSION 1

/* Longer than any first shell, Å. */
#define R_MAX 8.0
#define BIN_WIDTH 0.01

struct _VitRunShells
{
  gatomicrefcount refs;
  VitTrajectory *trajectory;
  VitCache *cache;
  GMutex lock;
  VitShells shells; /* @sigma is NULL until it is made */
};

VitRunShells *
vit_run_shells_ref (VitRunShells *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
vit_run_shells_unref (VitRunShells *self)
{
  if (!self || !g_atomic_ref_count_dec (&self->refs))
    return;
  vit_trajectory_unref (self->trajectory);
  g_clear_pointer (&self->cache, vit_cache_unref);
  g_mutex_clear (&self->lock);
  g_free (self->shells.sigma);
  g_free (self);
}

VitRunShells *
vit_run_shells_of (VitRun *run, VitCache *cache)
{
  static const char name[] = "vit-run-shells";
  g_return_val_if_fail (VIT_IS_RUN (run) && vit_run_get_trajectory (run), NULL);
  VitTrajectory *trajectory = vit_run_get_trajectory (run);
  VitRunShells *known = g_object_get_data (G_OBJECT (run), name);
  if (known && known->trajectory == trajectory && known->cache == cache)
    return vit_run_shells_ref (known);
  VitRunShells *self = g_new0 (VitRunShells, 1);
  g_atomic_ref_count_init (&self->refs);
  g_mutex_init (&self->lock);
  self->trajectory = vit_trajectory_ref (trajectory);
  self->cache = cache ? vit_cache_ref (cache) : NULL;
  g_object_set_data_full (G_OBJECT (run), name, vit_run_shells_ref (self),
                          (GDestroyNotify) vit_run_shells_unref);
  return self;
}

static void
find_maxima (const VitRdf *rdf, double *sigma)
{
  for (unsigned a = 0; a < rdf->n_types; a++)
    for (unsigned b = 0; b < rdf->n_types; b++)
      sigma[a * rdf->n_types + b] =
          vit_rdf_first_maximum (vit_rdf_get_partial (rdf, a + 1, b + 1), rdf->n_bins, rdf->width);
}

static double *
measure (VitRunShells *self, unsigned n_types, VitProgress *progress, GError **error)
{
  g_autoptr (VitRdf) rdf = vit_rdf_new (R_MAX, BIN_WIDTH, n_types, error);
  if (!rdf || !vit_cutoff_add_frames (rdf, self->trajectory, progress, error))
    return NULL;
  double *sigma = g_new (double, n_types *n_types);
  find_maxima (rdf, sigma);
  return sigma;
}

static double *
load_or_measure (VitRunShells *self, unsigned n_types, VitProgress *progress, GError **error)
{
  VitStored stored;
  vit_stored_begin (&stored, self->cache, "first-shells", KERNEL_VERSION);
  if (self->cache)
    vit_cutoff_add_key (&stored, self->trajectory);
  g_autoptr (GBytes) bytes = vit_stored_find (&stored);
  gsize size, wanted = n_types * n_types * sizeof (double);
  const void *data = bytes ? g_bytes_get_data (bytes, &size) : NULL;
  if (data && size == wanted)
    {
      vit_stored_tell (&stored, "disk");
      return g_memdup2 (data, size);
    }
  double *sigma = measure (self, n_types, progress, error);
  if (!sigma)
    return NULL;
  vit_stored_tell (&stored, "computed");
  vit_stored_keep (&stored, sigma, wanted);
  return sigma;
}

const VitShells *
vit_run_shells_get (VitRunShells *self, VitProgress *progress, GError **error)
{
  g_return_val_if_fail (self, NULL);
  g_mutex_lock (&self->lock);
  if (!self->shells.sigma)
    {
      unsigned n_types = MAX (vit_trajectory_get_composition (self->trajectory)->n_types, 1);
      self->shells.n_types = n_types;
      self->shells.sigma = load_or_measure (self, n_types, progress, error);
    }
  const VitShells *shells = self->shells.sigma ? &self->shells : NULL;
  g_mutex_unlock (&self->lock);
  return shells;
}
