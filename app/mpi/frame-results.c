/* What is computed of a frame that is divided over ranks. */

#include <math.h>
#include <string.h>

#include "app/mpi/frame-work.h"
#include "core/base/error.h"
#include "core/base/exact-sum.h"
#include "core/domain/domain-frame.h"
#include "core/domain/domain-strain.h"
#include "core/results/quantity.h"

/* Clusters that are named in the summary. */
#define MAX_TOLD 5

void
vit_frame_work_clear (VitFrameWork *work)
{
  vit_dump_places_clear (&work->places);
  vit_dump_part_clear (&work->reference);
  vit_dump_part_clear (&work->frame);
  vit_domain_voronoi_free (work->voronoi);
  vit_domain_bonds_free (work->bonds);
  vit_domain_free (work->domain);
  g_free (work->x);
  g_free (work->found);
  g_clear_pointer (&work->columns, g_array_unref);
  g_clear_pointer (&work->arrays, g_ptr_array_unref);
  if (work->summary)
    g_string_free (work->summary, TRUE);
}

/* Adds a column of a quantity, whose name and unit are those of the table; returns its values. */
static double *
add_column (VitFrameWork *work, const char *name)
{
  const VitQuantity *quantity = vit_quantity_find (name);
  g_assert (quantity != NULL);
  size_t n = MAX (work->domain->atoms.n * (size_t) quantity->components, 1);
  double *values = g_new (double, n);
  VitWriterColumn column = { quantity->name, quantity->unit, values, quantity->components,
                             quantity->component_names };
  g_ptr_array_add (work->arrays, values);
  g_array_append_val (work->columns, column);
  return values;
}

/* (collective): The mean over all atoms that have a value; the same for any number of ranks. */
static double
find_mean (VitFrameWork *work, const double *values)
{
  struct
  {
    VitExactSum sum;
    uint64_t n;
  } own = { { 0, 0 }, 0 };
  for (size_t i = 0; i < work->domain->atoms.n; i++)
    if (isfinite (values[i]))
      {
        vit_exact_sum_add (&own.sum, values[i]);
        own.n++;
      }
  g_autofree __typeof__ (own) *all =
      vit_communicator_gather_all (work->communicator, &own, 1, sizeof own, NULL, NULL);
  memset (&own, 0, sizeof own);
  for (unsigned r = 0; r < vit_communicator_get_size (work->communicator); r++)
    {
      vit_exact_sum_merge (&own.sum, &all[r].sum);
      own.n += all[r].n;
    }
  return own.n > 0 ? vit_exact_sum_get (&own.sum) / (double) own.n : NAN;
}

/* ---- Structure ---- */

static bool
make_voronoi (VitFrameWork *work, GError **error)
{
  if (work->voronoi)
    return true;
  work->voronoi =
      vit_domain_voronoi_new (work->domain, work->face_threshold, work->progress, error);
  if (!work->voronoi)
    return false;
  work->n_halo += work->voronoi->halo->n_arrived;
  return true;
}

static bool
compute_voronoi (VitFrameWork *work, GError **error)
{
  if (!make_voronoi (work, error))
    return false;
  const VitDomainVoronoi *self = work->voronoi;
  double *index = add_column (work, "voronoi"), *volume = add_column (work, "volume"),
         *d5 = add_column (work, "d5");
  for (size_t i = 0; i < self->halo->n_own; i++)
    {
      size_t here = self->halo->own[i];
      VitVoronoiIndex n = vit_voronoi_get_index (self->voronoi, here);
      for (size_t k = 0; k < 4; k++)
        index[4 * i + k] = n.n[k];
      volume[i] = self->voronoi->volumes[here];
      d5[i] = vit_voronoi_get_fivefold (self->voronoi, here);
    }
  g_string_append_printf (work->summary, "voronoi: mean volume %.9g Å³, mean d5 %.9g",
                          find_mean (work, volume), find_mean (work, d5));
  if (self->n_dropped > 0)
    g_string_append_printf (work->summary, ", %" G_GUINT64_FORMAT " faces dropped",
                            self->n_dropped);
  g_string_append_c (work->summary, '\n');
  return true;
}

static bool
add_order (VitFrameWork *work,
           unsigned l,
           bool averaged,
           const char *q_name,
           const char *w_name,
           GError **error)
{
  const VitHalo *halo = work->voronoi->halo;
  g_autoptr (VitBondOrder) order =
      vit_domain_bond_order_new (work->voronoi, work->weighted, l, averaged, work->progress, error);
  if (!order)
    return false;
  double *q = add_column (work, q_name), *w = add_column (work, w_name);
  for (size_t i = 0; i < halo->n_own; i++)
    {
      q[i] = order->q[halo->own[i]];
      w[i] = order->w[halo->own[i]];
    }
  g_string_append_printf (work->summary, "bond-order: mean %s %.9g, mean %s %.9g\n", q_name,
                          find_mean (work, q), w_name, find_mean (work, w));
  return true;
}

static bool
compute_bond_order (VitFrameWork *work, GError **error)
{
  return make_voronoi (work, error) && add_order (work, 4, false, "q4", "w4", error) &&
         add_order (work, 6, false, "q6", "w6", error) &&
         add_order (work, 6, true, "q6_avg", "w6_avg", error);
}

/* ---- Motion ---- */

static bool
compute_displacement (VitFrameWork *work, GError **error)
{
  if (!work->reference.unwrapped || !work->frame.unwrapped)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING,
                   "%s: positions are put back into the box, so that displacements between frames "
                   "cannot be told: write xu, yu, zu or image flags, or take vitrine-cli, which "
                   "follows atoms from frame to frame",
                   work->path);
      return false;
    }
  double *d = add_column (work, "displacement"), *length = add_column (work, "distance");
  VitDomainMoment from = { &work->domain->cell,
                           work->domain->atoms.x,
                           work->reference.decimals,
                           { 0, 0, 0 } },
                  to = { &work->frame.cell, work->x, work->frame.decimals, work->places.basis };
  VitMotionOptions options = { .frame = VIT_MOTION_BOX };
  if (!vit_domain_displacements (work->domain, &from, &to, &options, d, error))
    return false;
  for (size_t i = 0; i < work->domain->atoms.n; i++)
    length[i] =
        sqrt (d[3 * i] * d[3 * i] + d[3 * i + 1] * d[3 * i + 1] + d[3 * i + 2] * d[3 * i + 2]);
  g_string_append_printf (work->summary, "displacement: mean distance %.9g Å\n",
                          find_mean (work, length));
  return true;
}

/* Atoms that are there in both frames, and where they are in the later one. */
static VitDomain *
new_common (VitFrameWork *work, double **x, GError **error)
{
  const VitAtomRows *atoms = &work->domain->atoms;
  size_t n = 0;
  *x = g_new (double, MAX (3 * atoms->n, 1));
  for (size_t i = 0; i < atoms->n; i++)
    if (work->found[i])
      memcpy (*x + 3 * n++, work->x + 3 * i, 3 * sizeof **x);
  return vit_domain_new_subset (work->domain, work->found, error);
}

static bool
compute_d2min (VitFrameWork *work, GError **error)
{
  static const char *const names[] = { "d2min", "mises", "rotation", "volumetric" };
  g_autofree double *x = NULL;
  g_autoptr (VitDomain) common = new_common (work, &x, error);
  if (!common)
    return false;
  VitNonaffineLater later = { &work->frame.cell, x,
                              work->reference.unwrapped && work->frame.unwrapped,
                              work->places.basis };
  VitNonaffineOptions options = { .cutoff = work->cutoff, .basis = work->places.basis };
  g_autoptr (VitNonaffine) strain =
      vit_domain_nonaffine_new (common, &later, &options, work->progress, error);
  if (!strain)
    return false;
  const double *const sources[] = { strain->d2min, strain->mises, strain->rotation,
                                    strain->volumetric };
  double mean = NAN;
  for (size_t c = 0; c < G_N_ELEMENTS (names); c++)
    {
      double *values = add_column (work, names[c]);
      for (size_t i = 0, k = 0; i < work->domain->atoms.n; i++)
        values[i] = work->found[i] ? sources[c][k++] : NAN;
      mean = c == 0 ? find_mean (work, values) : mean;
    }
  g_string_append_printf (
      work->summary,
      "d2min: mean %.9g Å², %" G_GUINT64_FORMAT
      " atoms not in both frames, %zu with too few neighbours, %zu turned inside "
      "out, %zu with an ambiguous image\n",
      mean, work->domain->bounds.n - common->bounds.n, strain->n_few, strain->n_inverted,
      strain->n_ambiguous);
  return true;
}

/* ---- Regions ---- */

/* The values that clusters are of: a result, or a column of the file. */
static const double *
find_values (VitFrameWork *work, GError **error)
{
  for (guint c = 0; c < work->columns->len; c++)
    {
      const VitWriterColumn *column = &g_array_index (work->columns, VitWriterColumn, c);
      if (column->components == 1 && strcmp (column->name, work->of) == 0)
        return column->values;
    }
  if (work->domain->atoms.n_columns == 1)
    return work->domain->atoms.columns;
  g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING,
               "%s is neither a number that is computed here nor a column of the file: add its "
               "result to --results",
               work->of);
  return NULL;
}

static bool
make_bonds (VitFrameWork *work, GError **error)
{
  if (work->bonds)
    return true;
  work->bonds = vit_domain_bonds_new (work->domain, work->cutoff, work->progress, error);
  if (work->bonds)
    work->n_halo += work->bonds->halo->n_arrived;
  return work->bonds != NULL;
}

static void
append_axes (GString *text, const bool wraps[3])
{
  const char *separator = "";
  for (int k = 0; k < 3; k++)
    if (wraps[k])
      {
        g_string_append_printf (text, "%s%c", separator, "abc"[k]);
        separator = ", ";
      }
  if (!*separator)
    g_string_append (text, "nothing");
}

static bool
compute_clusters (VitFrameWork *work, GError **error)
{
  const double *of = find_values (work, error);
  if (!of || !make_bonds (work, error))
    return false;
  size_t n = work->domain->atoms.n;
  g_autofree uint8_t *flags = g_new (uint8_t, MAX (n, 1));
  for (size_t i = 0; i < n; i++)
    flags[i] = of[i] > work->above;
  g_autoptr (VitDomainClusters) clusters = vit_domain_clusters_new (work->bonds, flags);
  double *labels = add_column (work, "cluster");
  for (size_t i = 0; i < n; i++)
    labels[i] = (double) (clusters->labels[i] + 1);
  g_string_append_printf (work->summary,
                          "clusters: %" G_GUINT64_FORMAT " atoms with %s > %.9g, %" G_GUINT64_FORMAT
                          " clusters; around the box along ",
                          clusters->n_marked, work->of, work->above, clusters->n_clusters);
  append_axes (work->summary, clusters->wraps);
  g_string_append (work->summary, clusters->wraps_all ? ", one along all\n" : "\n");
  for (size_t c = 0; clusters->clusters && c < MIN (clusters->n_clusters, MAX_TOLD); c++)
    {
      const VitDomainCluster *one = &clusters->clusters[c];
      g_string_append_printf (work->summary,
                              "  cluster %zu: %" G_GUINT64_FORMAT
                              " atoms, first id %" G_GINT64_FORMAT ", winds along ",
                              c + 1, one->size, one->first);
      append_axes (work->summary, one->wraps);
      g_string_append_printf (work->summary, ", dimension %u\n", one->dimension);
    }
  return true;
}

static bool
compute_percolation (VitFrameWork *work, GError **error)
{
  VitPercolation found;
  unsigned n_probes;
  const double *of = find_values (work, error);
  if (!of || !make_bonds (work, error) ||
      !vit_domain_percolation_thresholds (work->bonds, of, &found, &n_probes, work->progress,
                                          error))
    return false;
  g_string_append_printf (work->summary,
                          "percolation: atoms with %s ≥ T wind around the box along a up to T = "
                          "%.9g, b %.9g, c %.9g, all %.9g\n",
                          work->of, found.axis[0], found.axis[1], found.axis[2], found.all);
  return true;
}

const VitFrameResult *
vit_frame_results (size_t *n)
{
  static const VitFrameResult results[] = {
    { "voronoi", "Voronoi index, volume and d5", 0, compute_voronoi },
    { "bond-order", "q4, w4, q6, w6 and their averaged forms, of Voronoi neighbours", 0,
      compute_bond_order },
    { "displacement", "displacement from the reference frame, less the box and the drift",
      VIT_FRAME_NEEDS_REFERENCE, compute_displacement },
    { "d2min", "D²min, strain and rotation since the reference frame",
      VIT_FRAME_NEEDS_REFERENCE | VIT_FRAME_NEEDS_CUTOFF, compute_d2min },
    { "clusters", "clusters of the atoms above a value, and whether they wind around the box",
      VIT_FRAME_NEEDS_CUTOFF | VIT_FRAME_NEEDS_OF | VIT_FRAME_NEEDS_ABOVE, compute_clusters },
    { "percolation", "highest value at which the atoms above it wind around the box",
      VIT_FRAME_NEEDS_CUTOFF | VIT_FRAME_NEEDS_OF, compute_percolation },
  };
  *n = G_N_ELEMENTS (results);
  return results;
}
