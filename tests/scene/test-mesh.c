/* Meshes beside atoms: the shaders against the processor's own picture, both against stored ones;
 * a ball of triangles against an atom; blending and depth where they can be calculated. */

#include <math.h>
#include <string.h>

#include "tests/scene/pictures.h"
#include "ui/scene/mesh.h"
#include "ui/scene/offscreen.h"
#include "ui/scene/software.h"

enum
{
  WIDTH = 320,
  HEIGHT = 256,
  N_PIXELS = WIDTH * HEIGHT,
  ROUND = 48
};

static VitOffscreen *offscreen;

/* A ball as a mesh; @waves makes it a smooth blob with values. */
typedef struct
{
  VitMesh mesh;
  float positions[3 * (ROUND + 1) * 2 * ROUND];
  float normals[3 * (ROUND + 1) * 2 * ROUND];
  float values[(ROUND + 1) * 2 * ROUND];
  uint32_t triangles[3 * 2 * ROUND * 2 * ROUND];
} Ball;

static void
ball_init (Ball *ball, const double centre[3], double radius)
{
  memset (ball, 0, sizeof *ball);
  VitMesh *mesh = &ball->mesh;
  *mesh = (VitMesh){ .positions = ball->positions,
                     .normals = ball->normals,
                     .triangles = ball->triangles,
                     .colour = { 200, 60, 60, 255 },
                     .opacity = 1,
                     .atom = -1 };
  for (int i = 0; i <= ROUND; i++)
    for (int j = 0; j < 2 * ROUND; j++)
      {
        double polar = G_PI * i / ROUND, around = G_PI * j / ROUND;
        const double n[3] = { sin (polar) * cos (around), sin (polar) * sin (around), cos (polar) };
        for (int k = 0; k < 3; k++)
          {
            ball->positions[3 * mesh->n_vertices + k] = centre[k] + radius * n[k];
            ball->normals[3 * mesh->n_vertices + k] = n[k];
          }
        ball->values[mesh->n_vertices++] = i == 10 && j < 12 ? NAN : 0.5 + 0.5 * n[2];
        if (i == ROUND)
          continue;
        uint32_t a = i * 2 * ROUND + j, b = i * 2 * ROUND + (j + 1) % (2 * ROUND);
        const uint32_t both[6] = { a, b, a + 2 * ROUND, b, b + 2 * ROUND, a + 2 * ROUND };
        memcpy (ball->triangles + 3 * mesh->n_triangles, both, sizeof both);
        mesh->n_triangles += 2;
      }
}

/* A cube around an atom, with its edges. */
static void
set_cube (VitScene *scene, ssize_t atom, double half, double opacity)
{
  float positions[3 * 24], normals[3 * 24] = { 0 };
  uint32_t triangles[3 * 12], edges[2 * 24];
  for (int face = 0; face < 6; face++)
    {
      int k = face / 2, u = (k + 1) % 3, v = (k + 2) % 3;
      for (int corner = 0; corner < 4; corner++)
        {
          int i = 4 * face + corner;
          positions[3 * i + k] = face % 2 ? half : -half;
          positions[3 * i + u] = corner == 1 || corner == 2 ? half : -half;
          positions[3 * i + v] = corner >= 2 ? half : -half;
          normals[3 * i + k] = face % 2 ? 1 : -1;
          edges[2 * i] = i;
          edges[2 * i + 1] = 4 * face + (corner + 1) % 4;
        }
      const uint32_t two[6] = { 4 * face, 4 * face + 1, 4 * face + 2,
                                4 * face, 4 * face + 2, 4 * face + 3 };
      memcpy (triangles + 6 * face, two, sizeof two);
    }
  vit_scene_set_mesh (scene, VIT_MESH_POLYHEDRON,
                      &(VitMesh){ .n_vertices = 24,
                                  .n_triangles = 12,
                                  .n_edges = 24,
                                  .positions = positions,
                                  .normals = normals,
                                  .triangles = triangles,
                                  .edges = edges,
                                  .colour = { 40, 90, 200, 255 },
                                  .edge_colour = { 10, 20, 60, 255 },
                                  .opacity = opacity,
                                  .atom = atom });
}

typedef struct
{
  const char *name;
  int axis;
  bool tilt, dark;
  double fov; /* −1: as it is */
  double opacity;
} Case;

static const Case cases[] = {
  { "mesh-box", -1, false, false, -1, 0.55 },
  { "mesh-box-tilted", -1, true, true, 0, 0.4 },
  { "mesh-solid", -1, false, false, -1, 1 },
  { "mesh-slice", 1, false, false, -1, 0.5 },
};

static VitScene *
make_scene (const Case *c)
{
  VitScene *scene = picture_scene (9, c->tilt);
  VitSceneStyle style = *vit_scene_get_style (scene);
  if (c->dark)
    {
      style.background = (VitColour){ 30, 30, 32, 255 };
      style.box = (VitColour){ 220, 220, 220, 255 };
      vit_scene_set_style (scene, &style);
    }
  size_t n = vit_scene_get_n_atoms (scene);
  g_autofree uint8_t *kept = g_new0 (uint8_t, n);
  vit_scene_set_slice (scene, c->axis, 0.52, 3.85);
  ssize_t near = -1;
  double best = INFINITY;
  for (size_t i = 0; i < n; i++)
    {
      double x[3];
      kept[i] = c->axis >= 0 || i % 5 == 0;
      if (!kept[i] || !vit_scene_get_atom_position (scene, i, x))
        continue;
      double away = hypot (hypot (x[0] - 15, x[1] - 11), x[2] - 15);
      near = away < best ? (ssize_t) i : near;
      best = fmin (best, away);
    }
  vit_scene_set_filter (scene, kept, false);
  vit_scene_set_outlined (scene, NULL);
  g_autofree Ball *ball = g_new (Ball, 1);
  const double centre[3] = { 9, 9, 10 };
  ball_init (ball, centre, 7);
  ball->mesh.values = ball->values;
  ball->mesh.opacity = c->opacity;
  vit_scene_set_mesh (scene, VIT_MESH_SURFACE, &ball->mesh);
  set_cube (scene, near, 3, 0.5);
  vit_scene_reset_camera (scene, WIDTH, HEIGHT);
  if (c->fov >= 0)
    {
      VitCamera camera = *vit_scene_get_camera (scene);
      camera.fov = c->fov;
      vit_scene_set_camera (scene, &camera);
    }
  return scene;
}

static void
test_golden (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (VitScene) scene = make_scene (c);
  g_autofree uint8_t *rgba = g_malloc (4 * N_PIXELS);
  vit_scene_render_software (scene, WIDTH, HEIGHT, 1, 2, rgba);
  picture_assert_golden (c->name, "software", rgba, WIDTH, HEIGHT, 0.001);
  if (!offscreen)
    {
      g_test_skip ("no OpenGL without a display here");
      return;
    }
  g_assert_true (vit_offscreen_render (offscreen, scene, WIDTH, HEIGHT, 1, 2, rgba, NULL));
  picture_assert_golden (c->name, "gl", rgba, WIDTH, HEIGHT, 0.004);
}

/* Close to the viewer and across the edges, where faces are cut off. */
static void
test_close_up (void)
{
  if (!offscreen)
    {
      g_test_skip ("no OpenGL without a display here");
      return;
    }
  g_autoptr (VitScene) scene = make_scene (&cases[0]);
  VitCamera camera = *vit_scene_get_camera (scene);
  vit_camera_orbit (&camera, 0.4, 0.5);
  vit_camera_zoom (&camera, WIDTH, HEIGHT, 7, 150, 120);
  vit_scene_set_camera (scene, &camera);
  g_autofree uint8_t *gl = g_malloc (4 * N_PIXELS);
  g_autofree uint8_t *software = g_malloc (4 * N_PIXELS);
  g_assert_true (vit_offscreen_render (offscreen, scene, WIDTH, HEIGHT, 1, 1, gl, NULL));
  vit_scene_render_software (scene, WIDTH, HEIGHT, 1, 1, software);
  picture_save ("mesh-close-up-gl.png", gl, WIDTH, HEIGHT);
  picture_save ("mesh-close-up-software.png", software, WIDTH, HEIGHT);
  g_assert_cmpfloat (picture_difference (gl, software, N_PIXELS, 3), <, 0.01);
}

/* One atom in an empty box, seen from the front. */
static VitScene *
make_single (double fov)
{
  VitScene *scene = vit_scene_new ();
  const double lo[3] = { 0, 0, 0 }, hi[3] = { 20, 20, 20 };
  VitCell cell;
  vit_cell_init_orthogonal (&cell, lo, hi);
  const float position[3] = { 9, 10, 11 }, radius = 5, value = 1;
  const uint8_t type = 1;
  uint8_t colours[4 * 256];
  for (int i = 0; i < 256; i++)
    memcpy (colours + 4 * i, (uint8_t[4]){ 200, 60, 60, 255 }, 4);
  vit_scene_set_frame (scene, position, &cell, &type, 1);
  vit_scene_set_radii (scene, &radius, 1);
  vit_scene_set_values (scene, &value);
  vit_scene_set_colormap (scene, colours);
  vit_scene_set_show_box (scene, false);
  vit_scene_reset_camera (scene, WIDTH, HEIGHT);
  VitCamera camera = *vit_scene_get_camera (scene);
  camera.fov = fov;
  vit_scene_set_camera (scene, &camera);
  return scene;
}

/* A ball of triangles looks like an atom of the same radius. */
static void
test_ball_is_atom (void)
{
  for (int perspective = 0; perspective < 2; perspective++)
    {
      g_autoptr (VitScene) scene = make_single (perspective * 0.5);
      g_autofree uint8_t *atom = g_malloc (4 * N_PIXELS);
      g_autofree uint8_t *mesh = g_malloc (4 * N_PIXELS);
      vit_scene_render_software (scene, WIDTH, HEIGHT, 1, 2, atom);
      g_autofree Ball *ball = g_new (Ball, 1);
      const double centre[3] = { 9, 10, 11 };
      ball_init (ball, centre, 5);
      vit_scene_set_mesh (scene, VIT_MESH_SURFACE, &ball->mesh);
      vit_scene_set_filter (scene, (const uint8_t[1]){ 0 }, false);
      vit_scene_render_software (scene, WIDTH, HEIGHT, 1, 2, mesh);
      picture_save ("ball-atom.png", atom, WIDTH, HEIGHT);
      picture_save ("ball-mesh.png", mesh, WIDTH, HEIGHT);
      g_assert_cmpfloat (picture_difference (atom, mesh, N_PIXELS, 8), <, 0.01);
      g_assert_cmpfloat (picture_difference (atom, mesh, N_PIXELS, 100), ==, 0);
    }
}

/* Set the pixel at the middle of the atom. */
static void
look_at_atom (VitScene *scene, uint8_t pixel[4])
{
  g_autofree uint8_t *rgba = g_malloc (4 * N_PIXELS);
  double x[3], screen[2], scale;
  g_assert_true (vit_scene_get_atom_position (scene, 0, x));
  g_assert_true (vit_scene_project (scene, WIDTH, HEIGHT, x, screen, &scale));
  vit_scene_render_software (scene, WIDTH, HEIGHT, 1, 1, rgba);
  memcpy (pixel, rgba + 4 * ((int) screen[1] * WIDTH + (int) screen[0]), 4);
}

/* A translucent wall colours what is behind it, by its opacity, and nothing that is before it. */
static void
test_wall (void)
{
  g_autoptr (VitScene) scene = make_single (0);
  const VitCamera *camera = vit_scene_get_camera (scene);
  uint8_t bare[4], pixel[4];
  look_at_atom (scene, bare);
  for (int side = -1; side <= 1; side += 2)
    {
      float positions[12], normals[12];
      const uint32_t triangles[6] = { 0, 1, 2, 0, 2, 3 };
      for (int i = 0; i < 4; i++)
        for (int k = 0; k < 3; k++)
          {
            double right = i == 1 || i == 2 ? 30 : -30, up = i >= 2 ? 30 : -30;
            positions[3 * i + k] = 10 + right * camera->axes[0][k] + up * camera->axes[1][k] +
                                   side * 9 * camera->axes[2][k];
            normals[3 * i + k] = side * camera->axes[2][k]; /* of either sign */
          }
      VitMesh wall = { .n_vertices = 4,
                       .n_triangles = 2,
                       .positions = positions,
                       .normals = normals,
                       .triangles = triangles,
                       .colour = { 0, 0, 255, 255 },
                       .opacity = 0.25,
                       .atom = -1 };
      vit_scene_set_mesh (scene, VIT_MESH_SURFACE, &wall);
      look_at_atom (scene, pixel);
      /* Facing the viewer: 0.40 + 0.42 · 0.7547 + 0.20 of the colour, and the gloss. */
      double gloss = 0.10 * pow (0.75471849, 24), lit = 0.60 + 0.42 * 0.75471849;
      for (int c = 0; c < 3; c++)
        {
          double own = 255 * fmin ((c == 2) * lit + gloss, 1);
          double expected = side > 0 ? 0.75 * bare[c] + 0.25 * own : bare[c];
          g_assert_cmpfloat (fabs (pixel[c] - expected), <=, 1.5);
        }
    }
  /* It is gone in a slice, and where it is taken away. */
  vit_scene_set_mesh (scene, VIT_MESH_SURFACE, NULL);
  look_at_atom (scene, pixel);
  g_assert_cmpmem (pixel, 4, bare, 4);
}

/* Two halves of a translucent square leave no seam and cover no pixel twice. */
static void
test_seam (void)
{
  g_autoptr (VitScene) scene = make_single (0);
  const VitCamera camera = *vit_scene_get_camera (scene);
  vit_scene_set_filter (scene, (const uint8_t[1]){ 0 }, false);
  float positions[12], normals[12];
  for (int i = 0; i < 4; i++)
    for (int k = 0; k < 3; k++)
      {
        double angle = 0.3 + i * G_PI / 2;
        positions[3 * i + k] =
            10 + 6 * cos (angle) * camera.axes[0][k] + 6 * sin (angle) * camera.axes[1][k];
        normals[3 * i + k] = camera.axes[2][k];
      }
  const uint32_t triangles[6] = { 0, 1, 2, 0, 2, 3 };
  VitMesh square = { .n_vertices = 4,
                     .n_triangles = 2,
                     .positions = positions,
                     .normals = normals,
                     .triangles = triangles,
                     .colour = { 0, 0, 0, 255 },
                     .opacity = 0.5,
                     .atom = -1 };
  vit_scene_set_mesh (scene, VIT_MESH_SURFACE, &square);
  g_autofree uint8_t *rgba = g_malloc (4 * N_PIXELS);
  vit_scene_render_software (scene, WIDTH, HEIGHT, 1, 1, rgba);
  int covered = 0, others = 0;
  for (int i = 0; i < N_PIXELS; i++)
    {
      covered += rgba[4 * i] >= 127 && rgba[4 * i] <= 129;
      others += rgba[4 * i] != 255 && !(rgba[4 * i] >= 127 && rgba[4 * i] <= 129);
    }
  double side = 6 * sqrt (2) * HEIGHT / camera.height;
  g_assert_cmpint (others, ==, 0);
  g_assert_cmpfloat (fabs (covered - side * side), <, 4 * side);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  offscreen = vit_offscreen_new (NULL);
  for (size_t k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      g_autofree char *path = g_strconcat ("/scene/mesh/golden/", cases[k].name, NULL);
      g_test_add_data_func (path, &cases[k], test_golden);
    }
  g_test_add_func ("/scene/mesh/close-up", test_close_up);
  g_test_add_func ("/scene/mesh/ball-is-atom", test_ball_is_atom);
  g_test_add_func ("/scene/mesh/wall", test_wall);
  g_test_add_func ("/scene/mesh/seam", test_seam);
  int status = g_test_run ();
  vit_offscreen_free (offscreen);
  return status;
}
