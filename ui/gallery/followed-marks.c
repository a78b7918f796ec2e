#include "ui/gallery/followed-marks.h"

#include <math.h>

#include "core/geometry/measure.h"
#include "ui/style/number-format.h"

G_STATIC_ASSERT (VIT_PICTURE_MAX_RINGS >= VIT_FOLLOWED_MOST);

/* Between so many atoms something is measured: a distance, an angle, a dihedral angle. */
#define MEASURED_MOST 4

/* A followed atom as it is drawn. */
typedef struct
{
  bool there;   /* whether the run has it, in front of the viewer */
  bool shown;   /* whether the map shows it: it lies in the slice and is not left out */
  double x[3];  /* Å, from the box's origin */
  double at[2]; /* widths of the picture */
  double radius;
} Place;

/* What a picture is made of. */
typedef struct
{
  const VitScene *scene;
  double width, height;
  VitPictureMarks *marks;
} Sight;

static bool
project (const Sight *sight, const double x[3], double at[2], double *scale)
{
  double screen[2], per = 1;
  if (!isfinite (x[0]) || !isfinite (x[1]) || !isfinite (x[2]) ||
      !vit_scene_project (sight->scene, sight->width, sight->height, x, screen, &per))
    return false;
  at[0] = screen[0] / sight->width;
  at[1] = screen[1] / sight->width;
  *scale = per / sight->width;
  return true;
}

static void
find_place (const Sight *sight, const VitAtoms *atoms, int64_t id, Place *place)
{
  ssize_t i = vit_atoms_find (atoms, id);
  double scale;
  *place = (Place){ .there = i >= 0 && (size_t) i < vit_scene_get_n_atoms (sight->scene) };
  if (!place->there)
    return;
  place->shown = vit_scene_get_atom_position (sight->scene, (size_t) i, place->x);
  place->there = project (sight, place->x, place->at, &scale);
  if (place->there)
    place->radius = vit_scene_get_atom_radius (sight->scene, (size_t) i) * scale;
}

static VitPictureStep *
add_step (const Sight *sight, const double from[3], const double step[3], double direction)
{
  double to[3], a[2], b[2], scale;
  for (int k = 0; k < 3; k++)
    to[k] = from[k] + direction * step[k];
  if (sight->marks->n_steps >= VIT_PICTURE_MAX_STEPS || !project (sight, from, a, &scale) ||
      !project (sight, to, b, &scale))
    return NULL;
  VitPictureStep *added = &sight->marks->steps[sight->marks->n_steps++];
  *added = (VitPictureStep){ .x0 = a[0], .y0 = a[1], .x1 = b[0], .y1 = b[1] };
  return added;
}

static void
add_distance (const Sight *sight, const VitCell *cell, const Place *a, const Place *b)
{
  double step[3], gap = 0;
  vit_measure_step (cell, a->x, b->x, step);
  for (int k = 0; k < 3; k++)
    gap = fmax (gap, fabs (a->x[k] + step[k] - b->x[k]));
  VitPictureStep *first = add_step (sight, a->x, step, 1);
  char number[VIT_NUMBER_BYTES];
  double length = sqrt (step[0] * step[0] + step[1] * step[1] + step[2] * step[2]);
  if (first)
    g_snprintf (first->text, sizeof first->text, "%s Å",
                vit_format_reading ("%.2f", length, number));
  if (gap > 1e-3)
    add_step (sight, b->x, step, -1);
}

/* Below the atom at @place. */
static void
add_angle (const Sight *sight, const Place *place, const char *head, double angle)
{
  char number[VIT_NUMBER_BYTES];
  if (!isfinite (angle) || sight->marks->n_words >= VIT_PICTURE_MAX_WORDS)
    return;
  VitPictureWords *words = &sight->marks->words[sight->marks->n_words++];
  words->x = place->at[0];
  words->y = place->at[1] + place->radius;
  g_snprintf (words->text, sizeof words->text, "%s %s°", head,
              vit_format_reading ("%.1f", angle, number));
}

static void
add_measures (const Sight *sight, const Place *p, guint n)
{
  const VitCell *cell = vit_scene_get_cell (sight->scene);
  for (guint k = 0; k + 1 < n; k++)
    add_distance (sight, cell, &p[k], &p[k + 1]);
  if (n == 3)
    add_angle (sight, &p[1], "∠", vit_measure_angle (cell, p[0].x, p[1].x, p[2].x));
  if (n == 4)
    add_angle (sight, &p[1], "dihedral",
               vit_measure_dihedral (cell, p[0].x, p[1].x, p[2].x, p[3].x));
}

void
vit_followed_marks_fill (const VitFollowedAtoms *followed,
                         const VitScene *scene,
                         const VitAtoms *atoms,
                         double width,
                         double height,
                         VitPictureMarks *marks)
{
  g_return_if_fail (followed && scene && atoms && marks && width > 0 && height > 0);
  const Sight sight = { scene, width, height, marks };
  Place places[VIT_FOLLOWED_MOST];
  bool all = true;
  if (followed->n < 2 || !vit_scene_get_cell (scene))
    return;
  for (guint k = 0; k < followed->n; k++)
    {
      find_place (&sight, atoms, followed->ids[k], &places[k]);
      all = all && places[k].there;
      if (places[k].there)
        marks->rings[marks->n_rings++] = (VitPictureRing){ .x = places[k].at[0],
                                                           .y = places[k].at[1],
                                                           .radius = places[k].radius,
                                                           .hidden = !places[k].shown,
                                                           .number = (int) k + 1 };
    }
  if (all && followed->n <= MEASURED_MOST)
    add_measures (&sight, places, followed->n);
}
