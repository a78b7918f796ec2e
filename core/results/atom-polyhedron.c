#include "core/results/atom-polyhedron.h"

#include <string.h>

#include "core/base/error.h"
#include "core/results/frame-structure.h"

VitAtomPolyhedron *
vit_atom_polyhedron_ref (VitAtomPolyhedron *polyhedron)
{
  g_atomic_ref_count_inc (&polyhedron->refs);
  return polyhedron;
}

void
vit_atom_polyhedron_unref (VitAtomPolyhedron *polyhedron)
{
  if (!g_atomic_ref_count_dec (&polyhedron->refs))
    return;
  vit_convex_body_free (polyhedron->body);
  g_free (polyhedron);
}

static VitNeighbours *
find_neighbours (const VitFrame *frame,
                 const double *x,
                 const VitOptions *options,
                 VitProgress *progress,
                 GError **error)
{
  const VitAtoms *atoms = frame->atoms;
  VitStructureOptions how;
  g_autofree const char **species = g_new0 (const char *, atoms->n_types + 1);
  for (unsigned t = 0; t < atoms->n_types; t++)
    species[t] = atoms->species[t];
  if (!vit_structure_options_take (options, species, &how, error))
    return NULL;
  g_autoptr (VitVoronoi) voronoi = NULL;
  if (how.coordination.rule == VIT_NEIGHBOURS_VORONOI)
    {
      voronoi =
          vit_voronoi_new (&frame->cell, x, frame->atoms->n, how.face_threshold, progress, error);
      if (!voronoi)
        return NULL;
    }
  return vit_neighbour_choice_find (&how.coordination, frame, x, voronoi, progress, error);
}

static bool
make_hull (VitAtomPolyhedron *polyhedron,
           const VitFrame *frame,
           const double *x,
           size_t atom,
           const VitOptions *options,
           VitProgress *progress,
           GError **error)
{
  g_autoptr (VitNeighbours) near = find_neighbours (frame, x, options, progress, error);
  if (!near)
    return false;
  size_t n = vit_neighbours_count (near, atom);
  g_autofree double *points = g_new (double, MAX (3 * n, 1));
  for (size_t k = 0; k < n; k++)
    vit_neighbours_vector (near, &frame->cell, x, atom, near->offsets[atom] + k, points + 3 * k);
  polyhedron->n_neighbours = n;
  polyhedron->body = vit_convex_body_new_hull (points, n, error);
  return polyhedron->body != NULL;
}

VitAtomPolyhedron *
vit_atom_polyhedron_new (const VitSnapshot *snapshot,
                         VitPolyhedronKind kind,
                         int64_t id,
                         const VitOptions *options,
                         VitProgress *progress,
                         GError **error)
{
  g_return_val_if_fail (snapshot && options && kind != VIT_POLYHEDRON_NONE, NULL);
  const VitFrame *frame = snapshot->frame;
  ssize_t atom = vit_atoms_find (frame->atoms, id);
  if (atom < 0 || frame->dimension == 2)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_INAPPLICABLE,
                   atom < 0 ? "the frame has no atom %" G_GINT64_FORMAT
                            : "atoms in a plane, as %" G_GINT64_FORMAT ", have no polyhedron",
                   id);
      return NULL;
    }
  size_t n = frame->atoms->n;
  g_autofree double *x = g_new (double, 3 * n);
  vit_frame_copy_positions (frame, x);
  g_autoptr (VitAtomPolyhedron) polyhedron = g_new0 (VitAtomPolyhedron, 1);
  g_atomic_ref_count_init (&polyhedron->refs);
  polyhedron->kind = kind;
  polyhedron->id = id;
  polyhedron->frame = snapshot->index;
  if (kind == VIT_POLYHEDRON_COORDINATION)
    {
      if (!make_hull (polyhedron, frame, x, (size_t) atom, options, progress, error))
        return NULL;
      return g_steal_pointer (&polyhedron);
    }
  polyhedron->body = vit_convex_body_new_voronoi (&frame->cell, x, n, (size_t) atom, error);
  if (!polyhedron->body)
    return NULL;
  polyhedron->n_neighbours = polyhedron->body->n_faces;
  return g_steal_pointer (&polyhedron);
}

/* ---- The derivation ---- */

typedef struct
{
  VitPolyhedronKind kind;
  int64_t id;
  VitOptions *options;
  VitSnapshot *snapshot;
} PolyhedronInput;

static void
free_input (gpointer data)
{
  PolyhedronInput *input = data;
  g_clear_pointer (&input->snapshot, vit_snapshot_unref);
  vit_options_free (input->options);
  g_free (input);
}

static gpointer
take_input (VitAnalyses *analyses, VitRun *run, double time, GString *key, GError **error)
{
  const VitOptions *options = vit_study_get_options (vit_analyses_get_study (analyses));
  const VitViewOptions *view = &options->view;
  if (view->polyhedron == VIT_POLYHEDRON_NONE || !*view->atom_run ||
      strcmp (view->atom_run, vit_run_get_label (run)) != 0)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING, "no atom of this run is picked");
      return NULL;
    }
  PolyhedronInput *input = g_new0 (PolyhedronInput, 1);
  input->kind = (VitPolyhedronKind) view->polyhedron;
  input->id = (int64_t) view->atom;
  input->options = vit_options_copy (options);
  g_string_append_printf (key, "%d|%" G_GINT64_FORMAT "|", view->polyhedron, input->id);
  if (input->kind == VIT_POLYHEDRON_COORDINATION)
    vit_options_describe (options, VIT_AFFECTS_COORDINATION, key);
  return input;
}

static void
take_snapshot (gpointer data, gconstpointer base)
{
  PolyhedronInput *input = data;
  input->snapshot = vit_snapshot_ref ((VitSnapshot *) base);
}

static gpointer
compute_polyhedron (gpointer data, VitProgress *progress, GError **error)
{
  const PolyhedronInput *input = data;
  return vit_atom_polyhedron_new (input->snapshot, input->kind, input->id, input->options, progress,
                                  error);
}

static void
unref_polyhedron (gpointer polyhedron)
{
  vit_atom_polyhedron_unref (polyhedron);
}

const VitDerivation vit_atom_polyhedron_derivation = {
  .name = "polyhedron",
  .title = "Finding the polyhedron",
  .lane = VIT_JOB_PICTURE,
  .prepare = take_input,
  .compute = compute_polyhedron,
  .free_input = free_input,
  .unref = unref_polyhedron,
  .base = &vit_snapshot_derivation,
  .take_base = take_snapshot,
};
