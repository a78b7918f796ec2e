/* Scene: which atoms a slice shows, and that picking finds what projection shows. */

#include <glib.h>
#include <math.h>

#include "ui/scene/display-list.h"
#include "ui/scene/scene.h"

enum
{
  N = 3000
};

typedef struct
{
  VitCell cell;
  float positions[3 * N];
  uint8_t types[N];
  VitScene *scene;
} Fixture;

/* A tilted box off the origin; some atoms lie outside, as unwrapped ones do. */
static void
set_up (Fixture *f, gconstpointer data)
{
  const double lo[3] = { -3, 5, 2 }, hi[3] = { 27, 45, 52 }, tilt[3] = { 4, -6, 9 };
  vit_cell_init_restricted (&f->cell, lo, hi, tilt);
  GRand *rand = g_rand_new_with_seed (3);
  for (int i = 0; i < N; i++)
    {
      double s[3], x[3];
      for (int k = 0; k < 3; k++)
        s[k] = g_rand_double_range (rand, -1, 2);
      vit_cell_to_cartesian (&f->cell, s, x);
      for (int k = 0; k < 3; k++)
        f->positions[3 * i + k] = x[k] - f->cell.origin[k];
      f->types[i] = 1 + i % 2;
    }
  g_rand_free (rand);
  f->scene = vit_scene_new ();
  const float radii[2] = { 0.4f, 0.7f };
  vit_scene_set_radii (f->scene, radii, 2);
  vit_scene_set_frame (f->scene, f->positions, &f->cell, f->types, N);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  vit_scene_free (f->scene);
}

static void
test_slice (Fixture *f, gconstpointer data)
{
  double widths[3];
  vit_cell_widths (&f->cell, widths);
  for (int axis = 0; axis < 3; axis++)
    for (double position = 0; position < 1; position += 0.19)
      {
        const double thickness = 3.85;
        vit_scene_set_slice (f->scene, axis, position, thickness);
        size_t count = 0;
        for (int i = 0; i < N; i++)
          {
            double x[3];
            for (int k = 0; k < 3; k++)
              x[k] = f->positions[3 * i + k] + f->cell.origin[k];
            double s[3];
            vit_cell_to_scaled (&f->cell, x, s);
            double d = s[axis] - position;
            d = fabs (d - round (d)) * widths[axis];
            /* Float positions may decide differently only on the very border. */
            if (fabs (d - thickness / 2) > 1e-4)
              g_assert_cmpint (vit_scene_is_shown (f->scene, i), ==, d <= thickness / 2);
            double drawn[3];
            if (!vit_scene_get_atom_position (f->scene, i, drawn))
              continue;
            count++;
            for (int k = 0; k < 3; k++)
              drawn[k] += f->cell.origin[k];
            vit_cell_to_scaled (&f->cell, drawn, s);
            g_assert_cmpfloat (fabs (s[axis] - position) * widths[axis], <=, thickness / 2 + 1e-6);
          }
        g_assert_cmpuint (vit_scene_count_shown (f->scene), ==, count);
        g_assert_cmpuint (count, >, N / 30);
      }
  vit_scene_set_slice (f->scene, -1, 0, 0);
  g_assert_cmpuint (vit_scene_count_shown (f->scene), ==, N);
}

static void
test_open_boundary (Fixture *f, gconstpointer data)
{
  f->cell.periodic[1] = false;
  vit_scene_set_frame (f->scene, f->positions, &f->cell, f->types, N);
  vit_scene_set_slice (f->scene, 1, 0, 3);
  double g[3][3], widths[3];
  vit_cell_inverse (&f->cell, g);
  vit_cell_widths (&f->cell, widths);
  for (int i = 0; i < N; i++)
    {
      double s = 0;
      for (int k = 0; k < 3; k++)
        s += g[1][k] * f->positions[3 * i + k];
      if (fabs (fabs (s) * widths[1] - 1.5) > 1e-4)
        g_assert_cmpint (vit_scene_is_shown (f->scene, i), ==, fabs (s) * widths[1] <= 1.5);
    }
}

/* The atom picked at the middle of an atom is that atom or one in front of it. */
static void
check_picks (Fixture *f, double width, double height)
{
  const VitCamera *camera = vit_scene_get_camera (f->scene);
  size_t same = 0, shown = 0;
  for (int i = 0; i < N; i += 7)
    {
      double x[3], screen[2], v[3], w[3];
      if (!vit_scene_get_atom_position (f->scene, i, x))
        continue;
      shown++;
      g_assert_true (vit_camera_project (camera, width, height, x, screen, NULL));
      ssize_t atom = vit_scene_pick (f->scene, width, height, screen[0], screen[1]);
      g_assert_cmpint (atom, >=, 0);
      same += atom == i;
      vit_camera_to_view (camera, x, v);
      g_assert_true (vit_scene_get_atom_position (f->scene, atom, x));
      vit_camera_to_view (camera, x, w);
      if (atom != i)
        g_assert_cmpfloat (w[2] + 0.7, >, v[2]);
    }
  g_assert_cmpuint (shown, >, 10);
  g_assert_cmpuint (2 * same, >, shown);
  g_assert_cmpint (vit_scene_pick (f->scene, width, height, 1, 1), ==, -1);
}

static void
test_pick (Fixture *f, gconstpointer data)
{
  for (int axis = 0; axis < 3; axis++)
    {
      vit_scene_set_slice (f->scene, axis, 0.02, 3);
      vit_scene_reset_camera (f->scene, 700, 500);
      check_picks (f, 700, 500);
    }
  vit_scene_set_slice (f->scene, -1, 0, 0);
  vit_scene_reset_camera (f->scene, 400, 500);
  check_picks (f, 400, 500);
}

static void
test_bad_atoms (Fixture *f, gconstpointer data)
{
  f->positions[3] = NAN;
  f->positions[7] = INFINITY;
  f->positions[9] = 3e38f;
  vit_scene_set_frame (f->scene, f->positions, &f->cell, f->types, N);
  g_assert_false (vit_scene_is_shown (f->scene, 1));
  g_assert_false (vit_scene_is_shown (f->scene, 2));
  g_assert_cmpuint (vit_scene_count_shown (f->scene), >=, N - 3);
  vit_scene_set_selected (f->scene, N);
  vit_scene_set_frame (f->scene, NULL, &f->cell, NULL, 0);
  g_assert_cmpint (vit_scene_pick (f->scene, 10, 10, 5, 5), ==, -1);
}

static void
test_outline (Fixture *f, gconstpointer data)
{
  uint8_t flags[N] = { 0 };
  vit_scene_set_slice (f->scene, 1, 0.4, 3.85);
  vit_scene_reset_camera (f->scene, 600, 600);
  int i = 0;
  while (!vit_scene_is_shown (f->scene, i))
    i++;
  flags[i] = 1;
  vit_scene_set_outlined (f->scene, flags);
  g_autoptr (GArray) arcs = vit_scene_get_outline (f->scene, 600, 600, 1);
  g_assert_cmpuint (arcs->len, ==, 1);
  const VitArc *arc = &g_array_index (arcs, VitArc, 0);
  double x[3], screen[2], scale;
  g_assert_true (vit_scene_get_atom_position (f->scene, i, x));
  vit_camera_project (vit_scene_get_camera (f->scene), 600, 600, x, screen, &scale);
  g_assert_cmpfloat_with_epsilon (arc->x, screen[0], 1e-9);
  g_assert_cmpfloat_with_epsilon (arc->y, screen[1], 1e-9);
  g_assert_cmpfloat_with_epsilon (arc->radius, 1.95 * scale, 1e-9);

  g_autoptr (GArray) none = vit_scene_get_outline (f->scene, 600, 600, 2);
  g_assert_cmpuint (none->len, ==, 0);
  flags[i] = 2;
  vit_scene_set_outlined (f->scene, flags);
  g_autoptr (GArray) stressed = vit_scene_get_outline (f->scene, 600, 600, 2);
  g_assert_cmpuint (stressed->len, ==, 1);
}

static double
measure_outline (VitScene *scene)
{
  g_autoptr (GArray) arcs = vit_scene_get_outline (scene, 500, 500, 1);
  double length = 0;
  for (guint i = 0; i < arcs->len; i++)
    {
      const VitArc *arc = &g_array_index (arcs, VitArc, i);
      length += arc->radius * (arc->to - arc->from);
    }
  return length;
}

/* The outline of a periodic picture does not depend on where the box was cut. */
static void
test_outline_across_boundary (Fixture *f, gconstpointer data)
{
  enum
  {
    M = 70
  };
  float positions[3 * M];
  uint8_t types[M], flags[M];
  double lengths[5] = { 0 };
  for (int open = 0; open < 2; open++)
    for (int shift = 0; shift < 5; shift++)
      {
        VitCell cell = f->cell;
        GRand *rand = g_rand_new_with_seed (11);
        cell.periodic[0] = !open;
        for (int i = 0; i < M; i++)
          {
            double s[3], x[3];
            for (int k = 0; k < 3; k++)
              s[k] = k == 1 ? 0.4 : g_rand_double (rand) + 0.23 * shift;
            if (open)
              s[0] -= floor (s[0]);
            vit_cell_to_cartesian (&cell, s, x);
            for (int k = 0; k < 3; k++)
              positions[3 * i + k] = (float) (x[k] - cell.origin[k]);
            types[i] = flags[i] = 1;
          }
        g_rand_free (rand);
        vit_scene_set_frame (f->scene, positions, &cell, types, M);
        vit_scene_set_slice (f->scene, 1, 0.4, 3.85);
        vit_scene_set_outlined (f->scene, flags);
        vit_scene_reset_camera (f->scene, 500, 500);
        double length = measure_outline (f->scene) * vit_scene_get_camera (f->scene)->height;
        if (open)
          g_assert_cmpfloat (length, >, 1.001 * lengths[shift]);
        else
          lengths[shift] = length;
      }
  for (int shift = 1; shift < 5; shift++)
    g_assert_cmpfloat_with_epsilon (lengths[shift], lengths[0], 1e-4 * lengths[0]);
}

/* Two atoms that touch across the boundary, and the same two with an open boundary. */
static void
test_outline_opens (Fixture *f, gconstpointer data)
{
  const double lo[3] = { 0, 0, 0 }, hi[3] = { 30, 30, 30 };
  const float positions[6] = { 0.5f, 15, 15, 29, 15, 15 };
  const uint8_t ones[2] = { 1, 1 };
  for (int open = 0; open < 2; open++)
    {
      VitCell cell;
      vit_cell_init_orthogonal (&cell, lo, hi);
      cell.periodic[0] = !open;
      vit_scene_set_frame (f->scene, positions, &cell, ones, 2);
      vit_scene_set_slice (f->scene, 1, 0.5, 3.85);
      vit_scene_set_outlined (f->scene, ones);
      vit_scene_reset_camera (f->scene, 300, 300);
      g_autoptr (GArray) arcs = vit_scene_get_outline (f->scene, 300, 300, 1);
      g_assert_cmpuint (arcs->len, ==, 2);
      /* 1.5 Å apart, discs of 1.95 Å: each covers acos (1.5 / 3.9) to either side of the other. */
      double covered = open ? 0 : 2 * acos (1.5 / 3.9);
      for (int i = 0; i < 2; i++)
        {
          const VitArc *arc = &g_array_index (arcs, VitArc, i);
          g_assert_cmpfloat_with_epsilon (arc->to - arc->from, 2 * G_PI - covered, 1e-5);
        }
    }
}

/* Atoms that are left out are gone, or ghosts: counted as shown, smaller, beneath the others and
 * outside of all outlines. */
static void
test_filter (Fixture *f, gconstpointer data)
{
  uint8_t kept[N], liquid[N];
  vit_scene_set_slice (f->scene, 1, 0.4, 6);
  size_t all = vit_scene_count_shown (f->scene), n_kept = 0, n_ghosts = 0;
  for (int i = 0; i < N; i++)
    {
      kept[i] = i % 3 == 0;
      liquid[i] = 1;
      n_kept += kept[i] && vit_scene_is_shown (f->scene, i);
    }
  vit_scene_set_outlined (f->scene, liquid);
  vit_scene_set_filter (f->scene, kept, false);
  g_assert_cmpuint (vit_scene_count_shown (f->scene), ==, n_kept);
  g_autoptr (GArray) hidden = vit_scene_get_outline (f->scene, 400, 300, 1);
  vit_scene_set_filter (f->scene, kept, true);
  g_assert_cmpuint (vit_scene_count_shown (f->scene), ==, all);
  g_autoptr (GArray) ghosts = vit_scene_get_outline (f->scene, 400, 300, 1);
  g_assert_cmpuint (hidden->len, ==, ghosts->len);

  vit_scene_reset_camera (f->scene, 400, 300);
  g_autoptr (VitDisplayList) list = vit_display_list_new ();
  vit_display_list_build (list, f->scene, 400, 300, 1);
  g_assert_cmpuint (list->n_sprites, ==, all);
  for (size_t k = 0; k < list->n_sprites; k++)
    {
      const VitSprite *sprite = &list->sprites[k];
      n_ghosts += !kept[sprite->atom];
      g_assert_cmpint (sprite->radius < 0.39f, ==, !kept[sprite->atom]);
      /* From back to front: no ghost comes behind the first atom that is kept. */
      g_assert_true (kept[sprite->atom] || n_ghosts == k + 1);
    }
  g_assert_cmpuint (n_ghosts, ==, all - n_kept);
  vit_scene_set_filter (f->scene, NULL, false);
  g_assert_cmpuint (vit_scene_count_shown (f->scene), ==, all);
}

#define ADD(name, function) g_test_add (name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/scene/scene/filter", test_filter);
  ADD ("/scene/scene/slice", test_slice);
  ADD ("/scene/scene/open-boundary", test_open_boundary);
  ADD ("/scene/scene/pick", test_pick);
  ADD ("/scene/scene/bad-atoms", test_bad_atoms);
  ADD ("/scene/scene/outline", test_outline);
  ADD ("/scene/scene/outline-opens", test_outline_opens);
  ADD ("/scene/scene/outline-across-boundary", test_outline_across_boundary);
  return g_test_run ();
}
