#include "ui/gallery/picture.h"

#include <math.h>
#include <string.h>

#include "core/base/csv.h"
#include "core/base/error.h"
#include "config.h"
#include "core/geometry/species.h"
#include "core/results/atom-polyhedron.h"
#include "core/results/developing-tml.h"
#include "core/results/region-surface.h"
#include "core/io/writer.h"
#include "core/results/displacements.h"
#include "ui/style/atom-radius.h"
#include "ui/style/colormap.h"
#include "ui/style/number-format.h"
#if VIT_HAVE_SCENE
#include "ui/gallery/arrow-marks.h"
#include "ui/gallery/followed-marks.h"
#include "ui/gallery/view-marks.h"
#include "ui/scene/arrows.h"
#include "ui/scene/bodies.h"
#include "ui/scene/offscreen.h"
#include "ui/scene/scene.h"
#include "ui/scene/software.h"
#endif

/* A slice that no atom of a sheet lies beyond, Å. */
#define WHOLE_SHEET 1e4

struct _VitPicture
{
  char *label;
  bool flat;                 /* all atoms lie at one z */
  bool developing;           /* whether it is told how long the intervals of T_ML are */
  VitQuantitySource *source; /* NULL if there is a snapshot */
  VitSnapshot *snapshot;     /* nullable */
  double cutoff;             /* of a snapshot, Å */
  VitSlice slice;
  VitColouring colouring;
  VitBoxView box;
  int load_axis;                   /* −1: not known */
  VitQuantitySource *arrow_source; /* nullable */
  double arrow_interval;           /* ps */
  VitFilter filter;
  VitOptions *options; /* nullable */
  int64_t atom;        /* id of the picked atom */
  VitFollowedAtoms followed;
  VitAtomSet *set; /* nullable */
  double *values;  /* to be shown instead of the column, or NULL */
  double *numbers; /* nullable: what is written in place of the values */
  size_t n_values;
  size_t n_numbers;
  double interval;        /* Δt that the values belong to, ps; NaN if they belong to one frame */
  double lowest, highest; /* of what was drawn */
};

static VitPicture *
new_picture (const char *label, const VitColouring *colouring, const VitBoxView *box)
{
  VitPicture *picture = g_new0 (VitPicture, 1);
  g_autoptr (GString) cell = g_string_new (NULL);
  vit_csv_append_cell (cell, label);
  picture->label = g_string_free (g_steal_pointer (&cell), FALSE);
  picture->colouring = *colouring;
  picture->box = *box;
  picture->lowest = INFINITY;
  picture->highest = -INFINITY;
  return picture;
}

/* A sheet of atoms is seen from above, whole. */
static void
set_slice (VitPicture *picture, const VitSlice *slice, bool flat)
{
  picture->slice = *slice;
  picture->flat = flat;
  if (flat && !slice->whole)
    picture->slice = (VitSlice){ .axis = 2, .position = 0.5, .thickness = WHOLE_SHEET };
}

VitPicture *
vit_picture_new (VitAnalyses *analyses,
                 VitRun *run,
                 size_t frame,
                 const VitSlice *slice,
                 const VitColouring *colouring,
                 const VitBoxView *box,
                 const VitFilter *filter,
                 bool developing)
{
  const VitOptions *options = vit_study_get_options (vit_analyses_get_study (analyses));
  VitQuantityWish wish = vit_snapshot_wish (colouring->column, filter, options);
  VitPicture *picture = new_picture (vit_run_get_label (run), colouring, box);
  wish.developing = developing && vit_snapshot_may_develop (colouring->column, filter);
  picture->developing = developing;
  picture->source = vit_quantity_source_new (analyses, run, frame, &wish);
  VitTrajectory *trajectory = vit_run_get_trajectory (run);
  set_slice (picture, slice, trajectory && vit_trajectory_get_dimension (trajectory) == 2);
  picture->load_axis = vit_box_view_get_load_axis (run);
  if (box->arrows)
    picture->arrow_source =
        vit_displacements_new_source (analyses, run, frame, &picture->arrow_interval, NULL);
  if (filter)
    picture->filter = *filter;
  picture->options = vit_options_copy (options);
  if (strcmp (options->view.atom_run, vit_run_get_label (run)) == 0)
    picture->atom = (int64_t) options->view.atom;
  picture->interval = vit_column_needs_interval (colouring->column)
                          ? vit_quantity_source_get_interval (picture->source)
                          : NAN;
  return picture;
}

double
vit_picture_get_developing (const VitPicture *picture)
{
  return picture->source ? vit_quantity_source_get_developing (picture->source) : 0;
}

VitPicture *
vit_picture_new_of (const char *label,
                    VitSnapshot *snapshot,
                    const VitSlice *slice,
                    const VitColouring *colouring,
                    const VitBoxView *box,
                    int load_axis,
                    double cutoff)
{
  VitPicture *picture = new_picture (label, colouring, box);
  picture->snapshot = vit_snapshot_ref (snapshot);
  picture->cutoff = cutoff;
  picture->load_axis = load_axis;
  picture->interval = NAN;
  set_slice (picture, slice, snapshot->frame->dimension == 2);
  return picture;
}

void
vit_picture_set_values (VitPicture *picture, const double *values, size_t n)
{
  g_free (picture->values);
  picture->values = g_memdup2 (values, MAX (n, 1) * sizeof *values);
  picture->n_values = n;
}

void
vit_picture_set_atom (VitPicture *picture, int64_t id)
{
  picture->atom = id;
}

void
vit_picture_mark (VitPicture *picture, const VitFollowedAtoms *followed, VitAtomSet *set)
{
  picture->followed = *followed;
  if (set)
    vit_atom_set_ref (set);
  g_clear_pointer (&picture->set, vit_atom_set_unref);
  picture->set = set;
}

void
vit_picture_set_interval (VitPicture *picture, double interval)
{
  picture->interval = interval;
}

double
vit_picture_get_interval (VitPicture *picture)
{
  return picture->interval;
}

double
vit_picture_get_arrow_interval (const VitPicture *picture)
{
  return picture->arrow_source ? picture->arrow_interval : NAN;
}

void
vit_picture_set_numbers (VitPicture *picture, const double *numbers, size_t n)
{
  g_free (picture->numbers);
  picture->numbers = g_memdup2 (numbers, MAX (n, 1) * sizeof *numbers);
  picture->n_numbers = n;
}

void
vit_picture_free (VitPicture *picture)
{
  if (!picture)
    return;
  g_clear_pointer (&picture->source, vit_quantity_source_free);
  g_clear_pointer (&picture->snapshot, vit_snapshot_unref);
  vit_quantity_source_free (picture->arrow_source);
  g_clear_pointer (&picture->set, vit_atom_set_unref);
  g_free (picture->label);
  g_free (picture->values);
  g_free (picture->numbers);
  vit_options_free (picture->options);
  g_free (picture);
}

double
vit_picture_get_time (VitPicture *picture)
{
  double time =
      picture->snapshot ? picture->snapshot->time : vit_quantity_source_get_time (picture->source);
  return isnan (time) ? 0 : time;
}

/* Returns: whether the box can be read. */
static bool
get_cell (const VitPicture *picture, VitCell *cell)
{
  if (picture->snapshot)
    {
      *cell = picture->snapshot->cell;
      return true;
    }
  VitTrajectory *trajectory = vit_quantity_source_get_trajectory (picture->source);
  size_t frame = vit_quantity_source_get_index (picture->source);
  if (!vit_trajectory_read_cell (trajectory, frame, cell, NULL))
    return false;
  *cell = vit_snapshot_get_cell (trajectory, frame, cell);
  return true;
}

double
vit_picture_get_shape (VitPicture *picture)
{
  VitCell cell;
  double lengths[3];
  if (picture->slice.whole || !get_cell (picture, &cell))
    return 1;
  vit_cell_lengths (&cell, lengths);
  int axis = picture->slice.axis, up = axis == 2 ? 1 : 2, right = 3 - axis - up;
  return CLAMP ((lengths[right] + 3) / (lengths[up] + 3), 0.25, 4);
}

static VitSnapshot *
load_snapshot (VitPicture *picture, GError **error)
{
  if (picture->snapshot)
    return vit_snapshot_ref (picture->snapshot);
  VitSnapshot *snapshot =
      vit_snapshot_new (picture->source, picture->colouring.column, &picture->filter, NULL, error);
  /* Grey atoms are those without enough motion for T_ML; any other lack has to be said. */
  const char *column = picture->colouring.column, *condition = picture->filter.condition;
  bool lacks = snapshot && snapshot->problem && !picture->values &&
               !vit_snapshot_rests_on_tml (column, NULL);
  const char *why = !snapshot ? NULL : lacks ? snapshot->problem : snapshot->filter_problem;
  if (why)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING, "%s: %s", lacks ? column : condition, why);
      g_clear_pointer (&snapshot, vit_snapshot_unref);
    }
  if (snapshot && picture->values && picture->n_values == snapshot->frame->atoms->n)
    vit_snapshot_take_values (
        snapshot, g_memdup2 (picture->values, MAX (picture->n_values, 1) * sizeof (double)));
  return snapshot;
}

bool
vit_picture_widen (
    VitPicture *picture, double *minimum, double *maximum, GArray *values, GError **error)
{
  g_autoptr (VitSnapshot) snapshot = load_snapshot (picture, error);
  if (!snapshot)
    return false;
  *minimum = fmin (*minimum, snapshot->minimum);
  *maximum = fmax (*maximum, snapshot->maximum);
  for (size_t i = 0; values && snapshot->values && i < snapshot->frame->atoms->n; i++)
    if (isfinite (snapshot->values[i]) && (!snapshot->kept || snapshot->kept[i]))
      g_array_append_val (values, snapshot->values[i]);
  return true;
}

void
vit_picture_get_ends (void *data, double *minimum, double *maximum)
{
  const VitPicture *picture = data;
  *minimum = picture->lowest;
  *maximum = picture->highest;
}

/* Whether an atom is in the slice, or in what is left of the box. */
static bool
is_inside (const VitPicture *picture, const VitSnapshot *snapshot, size_t i)
{
  if (picture->flat && !picture->slice.whole)
    return true;
  const VitCell *cell = &snapshot->cell;
  double x[3], s[3], widths[3];
  vit_frame_get_position (snapshot->frame, i, x);
  vit_cell_to_scaled (cell, x, s);
  vit_cell_widths (cell, widths);
  return vit_slice_has (&picture->slice, cell, widths, s);
}

bool
vit_picture_shows (const VitPicture *picture, const VitSnapshot *snapshot, size_t i)
{
  return (!snapshot->kept || snapshot->kept[i]) && is_inside (picture, snapshot, i);
}

/* Values of the frame may lie beyond the colour scale. */
static void
note_ends (VitPicture *picture, const VitSnapshot *snapshot)
{
  picture->lowest = INFINITY;
  picture->highest = -INFINITY;
  for (size_t i = 0; snapshot->values && i < snapshot->frame->atoms->n; i++)
    if (!snapshot->kept || snapshot->kept[i])
      {
        picture->lowest = fmin (picture->lowest, snapshot->values[i]);
        picture->highest = fmax (picture->highest, snapshot->values[i]);
      }
}

bool
vit_picture_count (VitPicture *picture, size_t *n_shown, size_t *n_of, GError **error)
{
  g_autoptr (VitSnapshot) snapshot = load_snapshot (picture, error);
  *n_shown = *n_of = 0;
  for (size_t i = 0; snapshot && i < snapshot->frame->atoms->n; i++)
    {
      *n_of += is_inside (picture, snapshot, i);
      *n_shown += vit_picture_shows (picture, snapshot, i);
    }
  return snapshot != NULL;
}

/* ---- Numbers ---- */

char *
vit_picture_dup_csv_header (const char *column, const char *head, bool developing)
{
  const VitQuantity *quantity = vit_column_find_quantity (column);
  g_autofree char *usual = quantity && *quantity->unit
                               ? g_strdup_printf ("%s (%s)", column, quantity->unit)
                               : g_strdup (column);
  g_autoptr (GString) cell = g_string_new (NULL);
  vit_csv_append_cell (cell, head ? head : usual);
  return g_strdup_printf ("run,time (ps),id,type,species,x (Å),y (Å),z (Å),%s%s%s,liquid-like\n",
                          cell->str, vit_column_needs_interval (column) ? ",Δt (ps)" : "",
                          developing ? ",longest interval if developing (ps)" : "");
}

void
vit_picture_append_csv (void *data, GString *csv)
{
  VitPicture *picture = data;
  g_autoptr (VitSnapshot) snapshot = load_snapshot (picture, NULL);
  if (!snapshot)
    return;
  const VitAtoms *atoms = snapshot->frame->atoms;
  char number[VIT_NUMBER_BYTES], interval[VIT_NUMBER_BYTES] = "", longest[VIT_NUMBER_BYTES] = "";
  bool has_interval = vit_column_needs_interval (picture->colouring.column);
  if (isfinite (picture->interval))
    vit_format_number (picture->interval, 9, interval);
  if (snapshot->developing > 0)
    vit_format_number (snapshot->developing, 9, longest);
  for (size_t i = 0; i < atoms->n; i++)
    {
      if (!vit_picture_shows (picture, snapshot, i))
        continue;
      unsigned type = atoms->types[i];
      double x[3];
      g_string_append_printf (csv, "%s,%s,", picture->label,
                              vit_format_number (snapshot->time, 9, number));
      g_string_append_printf (csv, "%" G_GINT64_FORMAT ",%u,%s", atoms->ids[i], type,
                              vit_species_get ((const char *const *) atoms->species, type));
      vit_frame_get_position (snapshot->frame, i, x);
      for (int k = 0; k < 3; k++)
        g_string_append_printf (csv, ",%s", vit_format_number (x[k], 9, number));
      g_string_append_c (csv, ',');
      const double *values =
          picture->numbers && picture->n_numbers == atoms->n ? picture->numbers : snapshot->values;
      if (values && !isnan (values[i]))
        vit_writer_append_number (csv, values[i]);
      if (has_interval)
        g_string_append_printf (csv, ",%s", interval);
      if (picture->developing)
        g_string_append_printf (csv, ",%s", longest);
      g_string_append_printf (csv, ",%s\n",
                              snapshot->liquid ? (snapshot->liquid[i] ? "1" : "0") : "");
    }
}

/* ---- Pixels ---- */

#if VIT_HAVE_SCENE

static void
set_camera (const VitPicture *picture, VitScene *scene, int width, int height)
{
  const VitBoxView *box = &picture->box;
  const VitCameraStart start = { .load_axis = picture->load_axis,
                                 .orthographic = !box->perspective };
  vit_scene_set_camera_start (scene, &start);
  vit_scene_reset_camera (scene, width, height);
  if (!picture->slice.whole)
    return;
  bool steered = vit_scene_take_camera_text (scene, box->camera, width, height);
  if (box->turns && !steered)
    vit_scene_fit_turns (scene, width, height);
  VitCamera camera = *vit_scene_get_camera (scene);
  vit_camera_orbit (&camera, box->turn * G_PI / 180, 0);
  vit_scene_set_camera (scene, &camera);
}

static void
fill_marks (const VitPicture *picture,
            const VitSnapshot *snapshot,
            const VitScene *scene,
            double width,
            double height,
            VitPictureMarks *marks)
{
  const VitCamera *camera = vit_scene_get_camera (scene);
  /* In perspective no one scale holds. */
  if (!picture->slice.whole || !picture->box.perspective)
    marks->angstroms = camera->height * width / height;
  if (picture->arrow_source)
    vit_arrow_marks_fill (&picture->box, picture->colouring.map, marks->angstroms, marks);
  vit_followed_marks_fill (&picture->followed, scene, snapshot->frame->atoms, width, height, marks);
  vit_face_marks_fill (&picture->slice, scene, width, height, marks);
  if (picture->slice.whole && picture->box.triad != VIT_TRIAD_NONE)
    vit_triad_marks_fill (&picture->box, scene, marks);
}

/* Add the surface around liquid-like atoms. Colours that are given for atoms have no mean. */
static bool
add_surface (const VitPicture *picture, VitSnapshot *snapshot, GError **error)
{
  const VitOptions *options = picture->options;
  bool wanted = options && options->view.surfaces > 0 && picture->slice.whole;
  bool is_column = !picture->values || strcmp (snapshot->column, VIT_COLUMN_REGION) == 0;
  return !wanted || !is_column || snapshot->surface ||
         vit_snapshot_add_surface (snapshot, options->surface.width, options->surface.level, NULL,
                                   error);
}

/* Show surface and polyhedron. */
static bool
show_bodies (const VitPicture *picture,
             const VitSnapshot *snapshot,
             VitScene *scene,
             GError **error)
{
  const VitOptions *options = picture->options;
  if (!options)
    return true;
  vit_scene_show_surface (scene, snapshot->surface, options->view.surface_opacity,
                          options->view.surfaces > 1);
  ssize_t atom = picture->atom != 0 ? vit_atoms_find (snapshot->frame->atoms, picture->atom) : -1;
  if (options->view.polyhedron == VIT_POLYHEDRON_NONE || atom < 0 || picture->values)
    return true;
  g_autoptr (VitAtomPolyhedron) polyhedron = vit_atom_polyhedron_new (
      snapshot, (VitPolyhedronKind) options->view.polyhedron, picture->atom, options, NULL, error);
  if (!polyhedron)
    return false;
  vit_scene_show_polyhedron (scene, polyhedron->body, (size_t) atom);
  return true;
}

/* One followed atom has the ring of the scene; several are drawn with the marks. */
static void
mark_atoms (const VitPicture *picture, const VitSnapshot *snapshot, VitScene *scene)
{
  const VitAtoms *atoms = snapshot->frame->atoms;
  if (picture->followed.n == 1)
    vit_scene_set_selected (scene, vit_atoms_find (atoms, picture->followed.ids[0]));
  if (!picture->set)
    return;
  g_autofree uint8_t *flags = g_new (uint8_t, MAX (atoms->n, 1));
  vit_atom_set_flag (picture->set, atoms, flags);
  vit_scene_set_highlighted (scene, flags);
}

static VitScene *
new_scene (VitPicture *picture,
           const VitSnapshot *snapshot,
           int width,
           int height,
           double scale,
           bool dark)
{
  const VitAtoms *atoms = snapshot->frame->atoms;
  const VitSlice *slice = &picture->slice;
  uint8_t table[256][4];
  VitScene *scene = vit_scene_new ();
  VitSceneStyle style = *vit_scene_get_style (scene);
  uint8_t ink = dark ? 230 : 40;
  style.background = (VitColour){ 0, 0, 0, 0 };
  style.box = (VitColour){ ink, ink, ink, 255 };
  style.ghost = dark ? (VitColour){ 78, 78, 84, 255 } : (VitColour){ 222, 222, 228, 255 };
  style.outline = dark ? (VitColour){ 255, 255, 255, 255 } : (VitColour){ 30, 30, 30, 255 };
  style.halo = dark ? (VitColour){ 0, 0, 0, 200 } : (VitColour){ 255, 255, 255, 220 };
  vit_scene_set_style (scene, &style);
  if (atoms->n_types > 0)
    {
      float radii[256];
      unsigned n = MIN (atoms->n_types, G_N_ELEMENTS (radii));
      vit_atom_fill_radii ((const char *const *) atoms->species, n, picture->colouring.equal_sizes,
                           radii);
      vit_scene_set_radii (scene, radii, n);
    }
  vit_scene_set_scaled (scene, snapshot->scaled, &snapshot->cell, atoms->types, atoms->n);
  vit_scene_set_filter (scene, snapshot->kept, picture->colouring.ghosts);
  vit_scene_set_values (scene, snapshot->shades);
  vit_colormap_fill (picture->colouring.map, table);
  if (snapshot->developing > 0 && snapshot->developing < VIT_DEVELOPING_PALE)
    vit_colormap_make_pale (table);
  vit_scene_set_colormap (scene, table[0]);
  vit_scene_set_range (scene, picture->colouring.minimum, picture->colouring.maximum);
  vit_scene_set_slice (scene, slice->whole ? -1 : slice->axis, slice->position, slice->thickness);
  double cutoff =
      picture->snapshot ? picture->cutoff : vit_quantity_source_get_cutoff (picture->source, NULL);
  /* Without r_c, as where positions are not finite, outlines keep the radius of a new scene. */
  if (cutoff > 0)
    vit_scene_set_outline_radius (scene, cutoff / 2);
  if (picture->colouring.outline)
    vit_scene_set_outlined (scene, vit_snapshot_get_marked (snapshot, slice->whole));
  mark_atoms (picture, snapshot, scene);
  vit_scene_set_clip (scene, slice->clip, slice->axis, slice->position);
  vit_scene_set_faded (scene, snapshot->solid, picture->box.solid_opacity);
  set_camera (picture, scene, width, height);
  return scene;
}

static bool
add_arrows (const VitPicture *picture, VitScene *scene, GError **error)
{
  const VitBoxView *box = &picture->box;
  g_autoptr (VitDisplacements) moved =
      vit_displacements_new (picture->arrow_source, picture->arrow_interval, NULL, error);
  if (!moved)
    return false;
  const VitArrows arrows = { .d = moved->d,
                             .scale = box->arrow_scale,
                             .least = box->arrow_least,
                             .by_length = box->arrow_by_length,
                             .longest = box->arrow_longest };
  if (moved->n == vit_scene_get_n_atoms (scene))
    vit_scene_set_arrows (scene, &arrows);
  return true;
}

/* Each thread that draws keeps an OpenGL context of its own. A thread in which a window's context
 * is current may get none; it tries again next time. */
static VitOffscreen *
get_offscreen (void)
{
  static GPrivate kept = G_PRIVATE_INIT ((GDestroyNotify) vit_offscreen_free);
  VitOffscreen *offscreen = g_private_get (&kept);
  if (!offscreen)
    {
      offscreen = vit_offscreen_new (NULL);
      g_private_set (&kept, offscreen);
    }
  return offscreen;
}

#endif

bool
vit_picture_render (void *data,
                    int width,
                    int height,
                    double scale,
                    bool dark,
                    VitPictureMarks *marks,
                    uint8_t *rgba,
                    GError **error)
{
#if VIT_HAVE_SCENE
  VitPicture *picture = data;
  g_autoptr (VitSnapshot) snapshot = load_snapshot (picture, error);
  if (!snapshot || !add_surface (picture, snapshot, error))
    return false;
  note_ends (picture, snapshot);
  g_autoptr (VitScene) scene = new_scene (picture, snapshot, width, height, scale, dark);
  if (!show_bodies (picture, snapshot, scene, error) ||
      (picture->arrow_source && !add_arrows (picture, scene, error)))
    return false;
  fill_marks (picture, snapshot, scene, width, height, marks);
  VitOffscreen *offscreen = get_offscreen ();
  if (offscreen && vit_offscreen_render (offscreen, scene, width, height, scale, 2, rgba, NULL))
    return true;
  vit_scene_render_software (scene, width, height, scale, 2, rgba);
  return true;
#else
  g_set_error (error, VIT_ERROR, VIT_ERROR_UNSUPPORTED, "this build has no renderer for atoms");
  return false;
#endif
}
