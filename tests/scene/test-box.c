/* The whole box: where it is seen from, its directions, and what of it is drawn. */

#include <math.h>
#include <string.h>

#include "tests/scene/pictures.h"
#include "tests/scene/tilted.h"
#include "ui/scene/arrows.h"
#include "ui/scene/display-list.h"
#include "ui/scene/mesh.h"
#include "ui/scene/offscreen.h"
#include "ui/scene/software.h"
#include "ui/scene/triad.h"

#define NEAR(a, b, tolerance) g_assert_cmpfloat_with_epsilon ((a), (b), (tolerance))

enum
{
  WIDTH = 320,
  HEIGHT = 256
};

static void
assert_axes (const VitCamera *camera, const double right[3], const double up[3])
{
  for (int i = 0; i < 3; i++)
    {
      NEAR (camera->axes[0][i], right[i], 1e-12);
      NEAR (camera->axes[1][i], up[i], 1e-12);
    }
  const double (*a)[3] = camera->axes;
  NEAR (a[2][0], a[0][1] * a[1][2] - a[0][2] * a[1][1], 1e-12);
  NEAR (a[2][1], a[0][2] * a[1][0] - a[0][0] * a[1][2], 1e-12);
  NEAR (a[2][2], a[0][0] * a[1][1] - a[0][1] * a[1][0], 1e-12);
}

/* ---- The camera ---- */

static void
test_presets (void)
{
  VitCell cell = tilted_cell (), straight;
  const double lo[3] = { 1, 2, 3 }, hi[3] = { 31, 22, 48 };
  vit_cell_init_orthogonal (&straight, lo, hi);
  static const double right[6][3] = { { 0, 1, 0 },  { 0, -1, 0 }, { 1, 0, 0 },
                                      { -1, 0, 0 }, { 1, 0, 0 },  { -1, 0, 0 } };
  static const double up[6][3] = { { 0, 0, 1 }, { 0, 0, 1 }, { 0, 0, 1 },
                                   { 0, 0, 1 }, { 0, 1, 0 }, { 0, 1, 0 } };
  for (int k = 0; k < 6; k++)
    {
      VitCamera camera, face;
      const VitCameraStart start = { .preset = (VitCameraPreset) (VIT_CAMERA_X + k),
                                     .load_axis = -1 };
      vit_camera_init_start (&camera, &cell, &start);
      assert_axes (&camera, right[k], up[k]);
      NEAR (camera.fov, VIT_CAMERA_BOX_FOV, 1e-12);
      /* The side that the slice is seen from. */
      vit_camera_init_start (&camera, &straight, &start);
      vit_camera_init_face (&face, &straight, k / 2, 0.5);
      if (k % 2 == 0)
        assert_axes (&face, camera.axes[0], camera.axes[1]);
      for (int i = 0; i < 3; i++)
        NEAR (camera.target[i], (hi[i] - lo[i]) / 2, 1e-9);
    }
}

static void
test_load_axis (void)
{
  VitCell cell = tilted_cell ();
  for (int axis = -1; axis < 3; axis++)
    {
      VitCamera camera, expected;
      VitCameraStart start = { .preset = VIT_CAMERA_LOAD, .load_axis = axis };
      vit_camera_init_start (&camera, &cell, &start);
      start.preset = axis < 0 ? VIT_CAMERA_FRONT : (VitCameraPreset) (VIT_CAMERA_X + 2 * axis);
      vit_camera_init_start (&expected, &cell, &start);
      assert_axes (&camera, expected.axes[0], expected.axes[1]);
    }
}

/* Without perspective, and in the plane of the target with it, an Å is as long everywhere. */
static void
test_projection (void)
{
  VitCell cell = tilted_cell ();
  for (int k = 0; k < VIT_N_CAMERA_PRESETS; k++)
    {
      VitCamera camera;
      VitCameraStart start = { .preset = (VitCameraPreset) k,
                               .load_axis = 1,
                               .orthographic = true };
      vit_camera_init_start (&camera, &cell, &start);
      g_assert_true (camera.fov == 0);
      double height = camera.height, here, there, screen[2], x[3];
      for (int i = 0; i < 3; i++)
        x[i] = camera.target[i] + 15 * camera.axes[2][i];
      g_assert_true (vit_camera_project (&camera, 100, 100, x, screen, &there));
      g_assert_true (vit_camera_project (&camera, 100, 100, camera.target, screen, &here));
      NEAR (there, here, 1e-9);
      vit_camera_set_perspective (&camera, true);
      NEAR (camera.height, height, 1e-12);
      g_assert_true (vit_camera_project (&camera, 100, 100, camera.target, screen, &here));
      NEAR (there, here, 1e-9);
      g_assert_true (vit_camera_project (&camera, 100, 100, x, screen, &there));
      g_assert_cmpfloat (there, >, here);
    }
}

static void
test_turn (void)
{
  VitCell cell = tilted_cell ();
  VitCamera camera, turned;
  VitCameraStart start = { .preset = VIT_CAMERA_X, .load_axis = -1 };
  vit_camera_init_start (&camera, &cell, &start);
  start.turn = 90;
  vit_camera_init_start (&turned, &cell, &start);
  /* What was in front goes to the right. */
  for (int i = 0; i < 3; i++)
    NEAR (turned.axes[0][i], camera.axes[2][i], 1e-9);
  /* The fit of a turn holds at each of its angles, and is reached at one. */
  double most = 0;
  start = (VitCameraStart){ .load_axis = -1 };
  vit_camera_init_start (&turned, &cell, &start);
  vit_camera_fit_turns (&turned, &cell, 1.5, 2);
  for (start.turn = 0; start.turn < 360; start.turn += 5)
    {
      vit_camera_init_start (&camera, &cell, &start);
      vit_camera_fit (&camera, &cell, -1, 0, 1.5, 2);
      g_assert_cmpfloat (camera.height, <=, turned.height + 1e-9);
      most = fmax (most, camera.height);
    }
  NEAR (most, turned.height, 1e-9);
}

static void
test_start_text (void)
{
  static const char *const good[] = { "x",  "-x",   "y", "-y",      "z",
                                      "-z", "load", "",  "load 30", "front -12.5" };
  static const char *const bad[] = { "w", "x y", "x 1 2", "front ", " x", "x nan", "X", "box" };
  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      VitCameraStart start = { .preset = VIT_CAMERA_LOAD, .turn = 3 };
      g_assert_true (vit_camera_start_parse (good[i], &start));
      g_autofree char *text = vit_camera_start_dup_text (&start);
      g_assert_cmpstr (text, ==, good[i]);
      g_assert_true (vit_camera_text_is_known (good[i]));
    }
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      VitCameraStart start = { .preset = VIT_CAMERA_LOAD, .turn = 3 };
      g_assert_false (vit_camera_start_parse (bad[i], &start));
      g_assert_cmpint (start.preset, ==, VIT_CAMERA_LOAD);
      g_assert_false (vit_camera_text_is_known (bad[i]));
    }
}

/* A camera comes back from its text, in any size of the picture, and only where it belongs. */
static void
test_camera_text (void)
{
  g_autoptr (VitScene) scene = picture_scene (5, true);
  vit_scene_reset_camera (scene, WIDTH, HEIGHT);
  VitCamera camera = *vit_scene_get_camera (scene);
  vit_camera_orbit (&camera, 0.7, 0.3);
  vit_camera_zoom (&camera, WIDTH, HEIGHT, 1.7, 30, 200);
  vit_scene_set_camera (scene, &camera);
  g_autofree char *text = vit_scene_dup_camera_text (scene, WIDTH, HEIGHT);
  vit_scene_reset_camera (scene, WIDTH, HEIGHT);
  g_assert_true (vit_scene_take_camera_text (scene, text, WIDTH, HEIGHT));
  const VitCamera *back = vit_scene_get_camera (scene);
  for (int i = 0; i < 3; i++)
    {
      NEAR (back->target[i], camera.target[i], 1e-3);
      for (int k = 0; k < 3; k++)
        NEAR (back->axes[i][k], camera.axes[i][k], 1e-5);
    }
  NEAR (back->height, camera.height, 1e-3);
  /* A start is none of it: the camera then is as a fresh one. */
  g_assert_false (vit_scene_take_camera_text (scene, "-y", WIDTH, HEIGHT));
  NEAR (vit_scene_get_camera (scene)->axes[2][1], 1, 1e-12);
  vit_scene_set_slice (scene, 1, 0.5, 4);
  vit_scene_reset_camera (scene, WIDTH, HEIGHT);
  camera = *vit_scene_get_camera (scene);
  g_assert_false (vit_scene_take_camera_text (scene, text, WIDTH, HEIGHT));
  g_assert_false (vit_scene_take_camera_text (scene, "x 2 0.5 0.5 0.5", WIDTH, HEIGHT));
  g_assert_cmpmem (vit_scene_get_camera (scene), sizeof camera, &camera, sizeof camera);
  g_assert_true (vit_scene_take_camera_text (scene, "y 2 0.5 0.5 0.5", WIDTH, HEIGHT));
  NEAR (vit_scene_get_camera (scene)->height, camera.height / 2, 1e-9);
}

/* ---- Directions ---- */

static void
test_triad (void)
{
  VitCell cell = tilted_cell ();
  VitCamera camera;
  VitTriadAxis axes[3];
  const VitCameraStart start = { .preset = VIT_CAMERA_Y, .load_axis = -1 };
  vit_camera_init_start (&camera, &cell, &start);
  vit_triad_place (&camera, &cell, false, axes);
  /* y points away from the viewer, and is drawn first; x to the right, z up. */
  g_assert_cmpstr (axes[0].label, ==, "y");
  NEAR (axes[0].depth, -1, 1e-12);
  for (int k = 1; k < 3; k++)
    {
      bool is_x = strcmp (axes[k].label, "x") == 0;
      NEAR (axes[k].x, is_x, 1e-12);
      NEAR (axes[k].y, !is_x, 1e-12);
    }
  /* Box vectors, where the box is seen to lie: in parallel lines of sight. */
  vit_camera_orbit (&camera, 0.6, 0.4);
  vit_camera_set_perspective (&camera, false);
  vit_triad_place (&camera, &cell, true, axes);
  for (int k = 0; k < 3; k++)
    {
      int v = axes[k].label[0] - 'a';
      double from[2], to[2], length = 0, scale, zero[3] = { 0, 0, 0 };
      g_assert_true (vit_camera_project (&camera, 100, 100, zero, from, &scale));
      g_assert_true (vit_camera_project (&camera, 100, 100, cell.h[v], to, NULL));
      for (int i = 0; i < 3; i++)
        length += cell.h[v][i] * cell.h[v][i];
      length = sqrt (length) * scale;
      NEAR (axes[k].x, (to[0] - from[0]) / length, 1e-9);
      NEAR (axes[k].y, -(to[1] - from[1]) / length, 1e-9);
      NEAR (hypot (hypot (axes[k].x, axes[k].y), axes[k].depth), 1, 1e-12);
      g_assert_true (k == 0 || axes[k].depth >= axes[k - 1].depth);
    }
}

/* ---- Cut away ---- */

static void
test_clip (void)
{
  for (int k = 0; k < 12; k++)
    {
      int axis = k % 3, side = k % 2 ? 1 : -1;
      bool tilt = k >= 6;
      g_autoptr (Picture) picture = picture_new (6, tilt);
      g_autoptr (VitScene) scene = picture_scene (6, tilt);
      size_t n_seen = 0;
      vit_scene_set_clip (scene, side, axis, 0.37);
      vit_scene_reset_camera (scene, WIDTH, HEIGHT);
      g_autoptr (VitDisplayList) list = vit_display_list_new ();
      vit_display_list_build (list, scene, WIDTH, HEIGHT, 1);
      g_autofree bool *drawn = g_new0 (bool, picture->n);
      for (size_t i = 0; i < list->n_sprites; i++)
        drawn[list->sprites[i].atom] = true;
      for (size_t i = 0; i < picture->n; i++)
        {
          double x[3], s[3];
          for (int j = 0; j < 3; j++)
            x[j] = picture->cell.origin[j] + (double) picture->positions[3 * i + (size_t) j];
          vit_cell_to_scaled (&picture->cell, x, s);
          bool kept = side * (s[axis] - 0.37) <= 0;
          g_assert_true (vit_scene_is_shown (scene, i) == kept);
          g_assert_true (drawn[i] == kept);
          n_seen += kept;
        }
      g_assert_cmpuint (vit_scene_count_shown (scene), ==, n_seen);
      g_assert_cmpuint (n_seen, >, picture->n / 5);
      g_assert_cmpuint (n_seen, <, picture->n * 4 / 5);
      /* Nothing is cut away of a slice. */
      vit_scene_set_slice (scene, axis, 0.5, 1e3);
      g_assert_cmpuint (vit_scene_count_shown (scene), ==, picture->n);
    }
}

/* What is left of a face that the plane crosses: its area, its ends and its colours. */
static void
test_clipped_face (void)
{
  g_autoptr (VitScene) scene = picture_scene (5, true);
  const VitCell *cell = vit_scene_get_cell (scene);
  float positions[9], normals[9] = { 0, 0, 1, 0, 0, 1, 0, 0, 1 };
  const double s[3][3] = { { 0.1, 0.2, 0.3 }, { 0.9, 0.2, 0.3 }, { 0.1, 0.8, 0.3 } };
  const uint32_t triangle[3] = { 0, 1, 2 };
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++)
      positions[3 * i + j] =
          (float) (s[i][0] * cell->h[0][j] + s[i][1] * cell->h[1][j] + s[i][2] * cell->h[2][j]);
  const VitMesh mesh = { .n_vertices = 3,
                         .n_triangles = 1,
                         .positions = positions,
                         .normals = normals,
                         .triangles = triangle,
                         .colour = { 90, 90, 90, 255 },
                         .opacity = 1,
                         .atom = -1 };
  vit_scene_set_mesh (scene, VIT_MESH_SURFACE, &mesh);
  double areas[3];
  for (int side = -1; side <= 1; side++)
    {
      g_autoptr (VitDisplayList) list = vit_display_list_new ();
      vit_scene_set_clip (scene, side, 0, 0.5);
      vit_scene_reset_camera (scene, WIDTH, HEIGHT);
      vit_display_list_build (list, scene, WIDTH, HEIGHT, 1);
      areas[side + 1] = 0;
      for (guint f = 0; f + 2 < list->faces->len; f += 3)
        {
          double v[3][3], a[3], b[3];
          for (int i = 0; i < 3; i++)
            {
              const VitMeshVertex *vertex = &g_array_index (
                  list->vertices, VitMeshVertex, g_array_index (list->faces, uint32_t, f + i));
              v[i][0] = vertex->x;
              v[i][1] = vertex->y;
              v[i][2] = vertex->z;
              g_assert_cmpint (vertex->colour.r, ==, 90);
            }
          for (int k = 0; k < 3; k++)
            {
              a[k] = v[1][k] - v[0][k];
              b[k] = v[2][k] - v[0][k];
            }
          areas[side + 1] +=
              0.5 * sqrt (pow (a[1] * b[2] - a[2] * b[1], 2) + pow (a[2] * b[0] - a[0] * b[2], 2) +
                          pow (a[0] * b[1] - a[1] * b[0], 2));
        }
    }
  /* The corner beyond the middle is half as long on both sides. */
  NEAR (areas[2] / areas[1], 0.75, 1e-4);
  NEAR (areas[0] / areas[1], 0.25, 1e-4);
}

/* ---- Opacity ---- */

/* Shade of a sphere where it faces the viewer, as in ui/scene/software.c. */
static double
shade (int channel)
{
  double lit = 0.75471849;
  return channel * (0.40 + 0.42 * lit + 0.20) + 255 * 0.10 * pow (lit, 24);
}

/* Three atoms behind each other, the two nearer ones faded: at the middle each lies over what is
 * behind it. */
static void
test_opacity (void)
{
  VitCell cell;
  const double lo[3] = { 0, 0, 0 }, hi[3] = { 20, 20, 20 };
  vit_cell_init_orthogonal (&cell, lo, hi);
  const float positions[9] = { 10, 4, 10, 10, 16, 10, 10, 10, 10 }; /* y away from the viewer */
  const uint8_t types[3] = { 1, 1, 1 }, faded[3] = { 1, 0, 1 };
  const float values[3] = { 0, 1, 0.5 };
  const double alpha = 0.4;
  static const int colours[3] = { 0, 255, 128 }; /* of the default greys */
  g_autoptr (VitScene) scene = vit_scene_new ();
  vit_scene_set_frame (scene, positions, &cell, types, 3);
  vit_scene_set_values (scene, values);
  vit_scene_set_range (scene, 0, 1);
  vit_scene_set_show_box (scene, false);
  vit_scene_set_faded (scene, faded, alpha);
  const VitCameraStart start = { .preset = VIT_CAMERA_Y, .load_axis = -1, .orthographic = true };
  vit_scene_set_camera_start (scene, &start);
  vit_scene_reset_camera (scene, 65, 65);
  g_autoptr (VitOffscreen) offscreen = vit_offscreen_new (NULL);
  double expected = shade (colours[1]), a = lrint (255 * alpha) / 255.0;
  expected = a * shade (colours[2]) + (1 - a) * expected;
  expected = a * shade (colours[0]) + (1 - a) * expected;
  for (int gl = 0; gl < (offscreen ? 2 : 1); gl++)
    {
      g_autofree uint8_t *rgba = g_malloc (4 * 65 * 65);
      if (gl)
        g_assert_true (vit_offscreen_render (offscreen, scene, 65, 65, 1, 1, rgba, NULL));
      else
        vit_scene_render_software (scene, 65, 65, 1, 1, rgba);
      for (int c = 0; c < 3; c++)
        NEAR (rgba[4 * (32 * 65 + 32) + c], expected, 2.5);
    }
  /* One looks through the faded ones, unless there is nothing else. */
  g_assert_cmpint (vit_scene_pick (scene, 65, 65, 32.5, 32.5), ==, 1);
  vit_scene_set_faded (scene, faded, 0.9);
  g_assert_cmpint (vit_scene_pick (scene, 65, 65, 32.5, 32.5), ==, 0);
  /* Of opacity 0 they are not there; highlighted they are. */
  vit_scene_set_faded (scene, faded, 0);
  const uint8_t highlighted[3] = { 0, 0, 1 };
  vit_scene_set_highlighted (scene, highlighted);
  g_autoptr (VitDisplayList) list = vit_display_list_new ();
  vit_display_list_build (list, scene, 65, 65, 1);
  g_assert_cmpuint (list->n_sprites, ==, 2);
  g_assert_cmpuint (list->n_solid, ==, 2);
}

/* Translucent atoms and faces are drawn by turns, each once, from back to front. */
static void
test_slabs (void)
{
  g_autoptr (VitScene) scene = picture_scene (8, false);
  size_t n = vit_scene_get_n_atoms (scene);
  g_autofree uint8_t *flags = g_new (uint8_t, n);
  for (size_t i = 0; i < n; i++)
    flags[i] = i % 3 > 0;
  enum
  {
    N_FACES = 40
  };
  float positions[9 * N_FACES], normals[9 * N_FACES];
  uint32_t triangles[3 * N_FACES];
  for (int i = 0; i < 3 * N_FACES; i++)
    {
      positions[3 * i] = (float) (i % 3);
      positions[3 * i + 1] = (float) (i / 3) / 2;
      positions[3 * i + 2] = (float) (i % 3 == 1);
      normals[3 * i] = normals[3 * i + 2] = 0;
      normals[3 * i + 1] = 1;
      triangles[i] = (uint32_t) i;
    }
  const VitMesh mesh = { .n_vertices = 3 * N_FACES,
                         .n_triangles = N_FACES,
                         .positions = positions,
                         .normals = normals,
                         .triangles = triangles,
                         .opacity = 0.5,
                         .colour = { 200, 0, 0, 255 },
                         .atom = -1 };
  vit_scene_set_mesh (scene, VIT_MESH_SURFACE, &mesh);
  vit_scene_set_faded (scene, flags, 0.5);
  vit_scene_reset_camera (scene, WIDTH, HEIGHT);
  g_autoptr (VitDisplayList) list = vit_display_list_new ();
  vit_display_list_build (list, scene, WIDTH, HEIGHT, 1);
  g_assert_cmpuint (list->n_solid, >, 100);
  for (size_t i = 0; i < list->n_sprites; i++)
    g_assert_true ((list->sprites[i].colour.a == 255) == (i < list->n_solid));
  VitSlab slab = { 0 };
  size_t sprites = list->n_solid, faces = list->n_opaque;
  int turns = 0;
  float reached = -INFINITY;
  while (vit_display_list_next_slab (list, &slab))
    {
      g_assert_cmpuint (slab.sprites[0], ==, sprites);
      g_assert_cmpuint (slab.faces[0], ==, faces);
      float nearest = reached;
      for (size_t i = slab.sprites[0]; i < slab.sprites[1]; i++)
        {
          g_assert_cmpfloat (list->sprites[i].z, >=, reached - 0.01f);
          nearest = fmaxf (nearest, list->sprites[i].z);
        }
      turns += slab.sprites[1] > slab.sprites[0] && slab.faces[1] > slab.faces[0];
      sprites = slab.sprites[1];
      faces = slab.faces[1];
      reached = nearest;
    }
  g_assert_cmpuint (sprites, ==, list->n_sprites);
  g_assert_cmpuint (faces, ==, list->n_hidden);
  g_assert_cmpint (turns, >, 10);
}

/* ---- Arrows ---- */

/* Arrows of atoms that are seen, from their centres to as far as they are scaled, in the colours
 * that are asked for. */
static void
test_arrows (void)
{
  g_autoptr (VitScene) scene = picture_scene (5, true);
  size_t n = vit_scene_get_n_atoms (scene);
  g_autofree float *d = g_new0 (float, 3 * n);
  g_autofree uint8_t *kept = g_new (uint8_t, n);
  memset (kept, 1, n);
  const size_t longer = 31, shorter = 44, gone = 60, missing = 70;
  d[3 * longer] = 2;
  d[3 * longer + 2] = -1.5f;
  d[3 * shorter + 1] = 0.4f;
  d[3 * gone] = 5;
  d[3 * missing] = NAN;
  kept[gone] = 0;
  vit_scene_set_filter (scene, kept, false);
  vit_scene_set_show_box (scene, false);
  vit_scene_reset_camera (scene, WIDTH, HEIGHT);
  for (int by_length = 0; by_length < 2; by_length++)
    {
      const VitArrows arrows = {
        .d = d, .scale = 3, .least = 0.5, .by_length = by_length, .longest = 5
      };
      vit_scene_set_arrows (scene, &arrows);
      g_autoptr (VitDisplayList) list = vit_display_list_new ();
      vit_display_list_build (list, scene, WIDTH, HEIGHT, 1);
      double x[3], from[2], to[2], far_from = INFINITY, far_to = INFINITY;
      g_assert_true (vit_scene_get_atom_position (scene, longer, x));
      g_assert_true (vit_scene_project (scene, WIDTH, HEIGHT, x, from, NULL));
      for (int k = 0; k < 3; k++)
        x[k] += 3 * (double) d[3 * longer + k];
      g_assert_true (vit_scene_project (scene, WIDTH, HEIGHT, x, to, NULL));
      g_assert_cmpuint (list->front->len, >, 4);
      VitColour last = { 0 };
      for (guint i = 0; i < list->front->len; i++)
        {
          const VitLine *line = &g_array_index (list->front, VitLine, i);
          far_from = fmin (far_from, hypot (line->a[0] - from[0], line->a[1] - from[1]));
          far_to = fmin (far_to, hypot (line->b[0] - to[0], line->b[1] - to[1]));
          /* All of it is on the one arrow. */
          double ux = to[0] - from[0], uy = to[1] - from[1], length = hypot (ux, uy);
          NEAR (((line->a[0] - from[0]) * uy - (line->a[1] - from[1]) * ux) / length, 0, 0.5);
          last = line->colour;
        }
      NEAR (far_from, 0, 0.01);
      NEAR (far_to, 0, 0.01);
      /* 2.5 Å of 5 Å are in the middle of the map. */
      for (size_t i = 0; i < list->n_sprites; i++)
        if (list->sprites[i].atom == longer)
          {
            bool same = memcmp (&last, &list->sprites[i].colour, sizeof last) == 0;
            g_assert_true (same == !by_length);
            NEAR (list->sprites[i].radius, VIT_ARROW_ATOM_SIZE * (1.28 + 0.32), 0.13);
          }
      if (by_length)
        g_assert_cmpint (last.r, ==, 128);
    }
  vit_scene_set_arrows (scene, NULL);
  g_autoptr (VitDisplayList) list = vit_display_list_new ();
  vit_display_list_build (list, scene, WIDTH, HEIGHT, 1);
  g_assert_cmpuint (list->front->len, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/scene/box/presets", test_presets);
  g_test_add_func ("/scene/box/load-axis", test_load_axis);
  g_test_add_func ("/scene/box/projection", test_projection);
  g_test_add_func ("/scene/box/turn", test_turn);
  g_test_add_func ("/scene/box/start-text", test_start_text);
  g_test_add_func ("/scene/box/camera-text", test_camera_text);
  g_test_add_func ("/scene/box/triad", test_triad);
  g_test_add_func ("/scene/box/clip", test_clip);
  g_test_add_func ("/scene/box/clipped-face", test_clipped_face);
  g_test_add_func ("/scene/box/opacity", test_opacity);
  g_test_add_func ("/scene/box/slabs", test_slabs);
  g_test_add_func ("/scene/box/arrows", test_arrows);
  return g_test_run ();
}
