/* Pictures: the shaders against the processor's own picture, both against stored ones, and what is
 * seen against what is picked. */

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "tests/scene/pictures.h"
#include "ui/scene/arrows.h"
#include "ui/scene/offscreen.h"
#include "ui/scene/software.h"

enum
{
  WIDTH = 320,
  HEIGHT = 256,
  N_PIXELS = WIDTH * HEIGHT
};

/* What a picture has beyond atoms. */
typedef enum
{
  PLAIN,
  CLIPPED,
  FADED,
  ARROWS,
} Kind;

typedef struct
{
  const char *name;
  int axis;
  bool tilt;
  bool dark;
  Kind kind;
} Case;

static const Case cases[] = {
  { "slice-y", 1, false, false },
  { "slice-x-tilted", 0, true, true },
  { "slice-z-tilted", 2, true, false },
  { "box", -1, false, false },
  { "box-tilted", -1, true, true },
  { "box-clipped", -1, true, false, CLIPPED },
  { "box-faded", -1, false, true, FADED },
  { "slice-faded", 1, false, false, FADED },
  { "box-arrows", -1, false, false, ARROWS },
  { "slice-arrows", 1, false, true, ARROWS },
};

static VitOffscreen *offscreen;

static bool
have_gl (void)
{
  if (!offscreen)
    g_test_skip ("no OpenGL without a display here");
  return offscreen != NULL;
}

/* Atoms that are not outlined are faded; a vortex about z, faster outwards. */
static void
set_kind (VitScene *scene, const Case *c)
{
  g_autoptr (Picture) picture = picture_new (9, c->tilt);
  g_autofree uint8_t *faded = g_new (uint8_t, picture->n);
  g_autofree float *d = g_new (float, 3 * picture->n);
  double lengths[3];
  vit_cell_lengths (&picture->cell, lengths);
  for (size_t i = 0; i < picture->n; i++)
    {
      const float *x = picture->positions + 3 * i;
      faded[i] = !picture->flags[i];
      d[3 * i] = -0.08f * (x[1] - 0.5f * (float) lengths[1]);
      d[3 * i + 1] = 0.08f * (x[0] - 0.5f * (float) lengths[0]);
      d[3 * i + 2] = 0.3f;
    }
  const VitArrows arrows = {
    .d = d, .scale = 2.5, .least = 0.6, .by_length = c->dark, .longest = 1.4
  };
  const VitCameraStart start = {
    .preset = VIT_CAMERA_X, .turn = 35, .load_axis = -1, .orthographic = true
  };
  switch (c->kind)
    {
    case CLIPPED:
      vit_scene_set_clip (scene, -1, 1, 0.45);
      break;
    case FADED:
      vit_scene_set_faded (scene, faded, 0.2);
      vit_scene_set_camera_start (scene, &start);
      break;
    case ARROWS:
      vit_scene_set_outlined (scene, NULL);
      vit_scene_set_arrows (scene, &arrows);
      break;
    default:
      break;
    }
}

static VitScene *
make_scene (const Case *c)
{
  VitScene *scene = picture_scene (9, c->tilt);
  if (c->dark)
    {
      VitSceneStyle style = *vit_scene_get_style (scene);
      style.background = (VitColour){ 30, 30, 32, 255 };
      style.outline = (VitColour){ 240, 240, 240, 255 };
      style.halo = style.background;
      vit_scene_set_style (scene, &style);
    }
  uint8_t flags[9 * 9 * 9] = { 0 };
  for (size_t i = 0; i < sizeof flags; i += 11)
    flags[i] = 1;
  vit_scene_set_highlighted (scene, flags);
  vit_scene_set_slice (scene, c->axis, 0.52, 3.85);
  set_kind (scene, c);
  for (size_t i = 9 * 9 * 4 + 38; i < sizeof flags; i++)
    if (vit_scene_is_shown (scene, i))
      {
        vit_scene_set_selected (scene, i);
        break;
      }
  vit_scene_reset_camera (scene, WIDTH, HEIGHT);
  return scene;
}

static void
test_golden_gl (gconstpointer data)
{
  const Case *c = data;
  if (!have_gl ())
    return;
  g_autoptr (VitScene) scene = make_scene (c);
  g_autofree uint8_t *rgba = g_malloc (4 * N_PIXELS);
  g_autoptr (GError) error = NULL;
  g_assert_true (vit_offscreen_render (offscreen, scene, WIDTH, HEIGHT, 1, 2, rgba, &error));
  g_assert_no_error (error);
  /* Every layer of clear atoms is rounded to a byte; arrows are nearly all rim. */
  double share = c->kind == FADED ? 0.04 : c->kind == ARROWS ? 0.006 : 0.003;
  picture_assert_golden (c->name, "gl", rgba, WIDTH, HEIGHT, share);
}

static void
test_golden_software (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (VitScene) scene = make_scene (c);
  g_autofree uint8_t *rgba = g_malloc (4 * N_PIXELS);
  vit_scene_render_software (scene, WIDTH, HEIGHT, 1, 2, rgba);
  picture_assert_golden (c->name, "software", rgba, WIDTH, HEIGHT, 0.001);
}

/* Close to the viewer and across the edges, where quads and lines are clipped. */
static void
test_close_up (void)
{
  if (!have_gl ())
    return;
  g_autoptr (VitScene) scene = make_scene (&cases[4]);
  VitCamera camera = *vit_scene_get_camera (scene);
  vit_camera_orbit (&camera, 0.4, 0.5);
  vit_camera_zoom (&camera, WIDTH, HEIGHT, 6, 100, 90);
  vit_scene_set_camera (scene, &camera);
  g_autofree uint8_t *gl = g_malloc (4 * N_PIXELS);
  g_autofree uint8_t *software = g_malloc (4 * N_PIXELS);
  g_assert_true (vit_offscreen_render (offscreen, scene, WIDTH, HEIGHT, 1, 1, gl, NULL));
  vit_scene_render_software (scene, WIDTH, HEIGHT, 1, 1, software);
  picture_save ("close-up-gl.png", gl, WIDTH, HEIGHT);
  picture_save ("close-up-software.png", software, WIDTH, HEIGHT);
  g_assert_cmpfloat (picture_difference (gl, software, N_PIXELS, 3), <, 0.005);
}

/* An atom of a colour of its own is seen exactly where it is picked. */
static void
test_pick_is_what_is_seen (void)
{
  for (size_t k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      g_autoptr (VitScene) scene = picture_scene (5, cases[k].tilt);
      size_t n = vit_scene_get_n_atoms (scene);
      g_autofree float *values = g_new (float, n);
      uint8_t colours[4 * 256];
      memset (colours, 255, sizeof colours);
      for (int i = 0; i < 256; i++)
        colours[4 * i + 1] = colours[4 * i + 2] = i < 128 ? 255 : 0;
      vit_scene_set_colormap (scene, colours);
      vit_scene_set_outlined (scene, NULL);
      vit_scene_set_show_box (scene, false);
      vit_scene_set_slice (scene, cases[k].axis, 0.48, 3.85);
      vit_scene_reset_camera (scene, WIDTH, HEIGHT);
      ssize_t chosen = vit_scene_pick (scene, WIDTH, HEIGHT, WIDTH / 2.0, HEIGHT / 2.0);
      g_assert_cmpint (chosen, >=, 0);
      for (size_t i = 0; i < n; i++)
        values[i] = i == (size_t) chosen;
      vit_scene_set_values (scene, values);
      g_autofree uint8_t *rgba = g_malloc (4 * N_PIXELS);
      vit_scene_render_software (scene, WIDTH, HEIGHT, 1, 1, rgba);
      int seen = 0, wrong = 0;
      for (int y = 0; y < HEIGHT; y += 3)
        for (int x = 0; x < WIDTH; x += 3)
          {
            const uint8_t *p = rgba + 4 * (y * WIDTH + x);
            bool red = p[0] > 60 && p[0] > 2 * p[1] + 20;
            bool picked = vit_scene_pick (scene, WIDTH, HEIGHT, x + 0.5, y + 0.5) == chosen;
            seen += picked;
            wrong += red != picked;
          }
      g_assert_cmpint (seen, >, 5);
      g_assert_cmpint (wrong, <=, 2 + seen / 8); /* the half covered rim */
    }
}

/* An empty scene is its background, premultiplied, with no lines. */
static void
test_background (void)
{
  g_autoptr (VitScene) scene = vit_scene_new ();
  VitSceneStyle style = *vit_scene_get_style (scene);
  style.background = (VitColour){ 200, 100, 0, 128 };
  vit_scene_set_style (scene, &style);
  uint8_t rgba[4 * 12] = { 0 };
  vit_scene_render_software (scene, 4, 3, 1, 2, rgba);
  const uint8_t expected[4] = { 100, 50, 0, 128 };
  for (int i = 0; i < 48; i++)
    g_assert_cmpint (ABS (rgba[i] - expected[i % 4]), <=, 1);
  if (!have_gl ())
    return;
  memset (rgba, 0, sizeof rgba);
  g_assert_true (vit_offscreen_render (offscreen, scene, 4, 3, 1, 2, rgba, NULL));
  for (int i = 0; i < 48; i++)
    g_assert_cmpint (ABS (rgba[i] - expected[i % 4]), <=, 1);
}

static void
test_too_large (void)
{
  if (!have_gl ())
    return;
  g_autoptr (VitScene) scene = vit_scene_new ();
  uint8_t pixel[4];
  g_autoptr (GError) error = NULL;
  g_assert_false (vit_offscreen_render (offscreen, scene, 1000000, 1, 1, 1, pixel, &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_INVALID);
  /* and it goes on working */
  g_assert_true (vit_offscreen_render (offscreen, scene, 1, 1, 1, 1, pixel, NULL));
}

/* Leaving out what is hidden changes nothing that is seen or picked. */
static void
test_prune (void)
{
  for (int kind = 0; kind < 4; kind++)
    {
      g_autoptr (VitScene) scene = picture_scene (24, kind % 2);
      vit_scene_set_slice (scene, kind < 2 ? -1 : 1, 0.5, 60);
      vit_scene_reset_camera (scene, WIDTH, HEIGHT);
      VitCamera camera = *vit_scene_get_camera (scene);
      vit_camera_zoom (&camera, WIDTH, HEIGHT, 1.8, 200, 100);
      vit_scene_set_camera (scene, &camera);
      g_autoptr (VitDisplayList) all = vit_display_list_new ();
      g_autoptr (VitDisplayList) pruned = vit_display_list_new ();
      pruned->prune = true;
      vit_display_list_build (all, scene, WIDTH, HEIGHT, 1);
      vit_display_list_build (pruned, scene, WIDTH, HEIGHT, 1);
      g_assert_cmpuint (pruned->n_sprites, >, 100);
      g_assert_cmpuint (10 * pruned->n_sprites, <, (kind < 2 ? 5 : 7) * all->n_sprites);
      g_autofree uint8_t *a = g_malloc (4 * N_PIXELS);
      g_autofree uint8_t *b = g_malloc (4 * N_PIXELS);
      vit_display_list_paint (all, a);
      vit_display_list_paint (pruned, b);
      g_assert_cmpmem (a, 4 * N_PIXELS, b, 4 * N_PIXELS);
      for (int i = 0; i < 200; i++)
        {
          double x = (i * 37) % WIDTH + 0.5, y = (i * 53) % HEIGHT + 0.5;
          g_assert_cmpint (vit_display_list_pick (all, x, y), ==,
                           vit_display_list_pick (pruned, x, y));
        }
    }
}

/* A drawn share of the atoms is near the number asked for, and no atom is added. */
static void
test_fewer_atoms (void)
{
  g_autoptr (VitScene) scene = picture_scene (20, false);
  g_autoptr (VitDisplayList) list = vit_display_list_new ();
  vit_scene_reset_camera (scene, WIDTH, HEIGHT);
  vit_scene_set_max_atoms (scene, 2000);
  vit_display_list_build (list, scene, WIDTH, HEIGHT, 1);
  g_assert_cmpuint (list->n_sprites, >, 1800);
  g_assert_cmpuint (list->n_sprites, <, 2200);
  for (size_t i = 1; i < list->n_sprites; i++)
    g_assert_cmpfloat (list->sprites[i].z, >=, list->sprites[i - 1].z - 1e-2);
}

/* Flags and counts of atoms of a list. */
static void
count_drawn (const VitDisplayList *list, uint8_t *drawn, size_t n)
{
  memset (drawn, 0, n);
  for (size_t i = 0; i < list->n_sprites; i++)
    drawn[list->sprites[i].atom] = 1;
}

/* Of 8000 atoms and 200 that may be drawn none is lost of what there is little of: the seven atoms
 * of a small region, whichever they are, two that are of another colour, and the selected one. The
 * atoms that are drawn are the same wherever they have moved to within their cells. */
static void
test_fewer_regions (void)
{
  g_autoptr (Picture) picture = picture_new (20, false);
  g_autoptr (VitScene) scene = picture_scene (20, false);
  g_autoptr (VitDisplayList) list = vit_display_list_new ();
  size_t n = picture->n, n_same = 0, n_before = 0;
  g_autofree uint8_t *flags = g_new0 (uint8_t, n), *drawn = g_new0 (uint8_t, n),
                     *again = g_new0 (uint8_t, n);
  g_autofree float *values = g_new0 (float, n);
  unsigned one_of[2];
  vit_scene_reset_camera (scene, WIDTH, HEIGHT);
  g_assert_false (vit_scene_get_thinning (scene, one_of));
  vit_scene_set_max_atoms (scene, 200);
  size_t n_lost_by_share = 0;
  for (size_t corner = 0; corner + 422 < n; corner += 701)
    {
      const size_t region[7] = { corner,      corner + 1,   corner + 2,  corner + 20,
                                 corner + 21, corner + 400, corner + 401 };
      const size_t high[2] = { (corner + 4000) % n, (corner + 4001) % n };
      memset (flags, 0, n);
      memset (values, 0, n * sizeof *values);
      for (int k = 0; k < 7; k++)
        flags[region[k]] = 1;
      values[high[0]] = values[high[1]] = 0.9f;
      vit_scene_set_outlined (scene, flags);
      vit_scene_set_values (scene, values);
      vit_scene_set_selected (scene, (ssize_t) ((corner + 77) % n));
      vit_display_list_build (list, scene, WIDTH, HEIGHT, 1);
      count_drawn (list, drawn, n);
      g_assert_true (drawn[region[0]] || drawn[region[1]] || drawn[region[2]] || drawn[region[3]] ||
                     drawn[region[4]] || drawn[region[5]] || drawn[region[6]]);
      g_assert_true (drawn[high[0]] || drawn[high[1]]);
      g_assert_true (drawn[(corner + 77) % n]);
      g_assert_true (vit_scene_get_thinning (scene, one_of));
      g_assert_cmpuint (one_of[0], ==, 48);
      g_assert_cmpuint (one_of[1], ==, 1);
      /* What the share alone draws of it. */
      const uint32_t limit = UINT32_MAX / 48;
      n_lost_by_share +=
          (uint32_t) high[0] * 2654435761u > limit && (uint32_t) high[1] * 2654435761u > limit;
    }
  g_assert_cmpuint (n_lost_by_share, >, 5);

  /* Half of the marks where there are many, but some of them in each place. */
  for (size_t i = 0; i < n; i++)
    flags[i] = i % 4 == 0;
  vit_scene_set_outlined (scene, flags);
  g_assert_true (vit_scene_get_thinning (scene, one_of));
  g_assert_cmpuint (one_of[1], ==, 24);
  g_assert_cmpuint (one_of[0], ==, 64);
  vit_display_list_build (list, scene, WIDTH, HEIGHT, 1);
  g_assert_cmpuint (list->n_sprites, <, 600);

  /* The memo is made again for other positions, and few atoms change. */
  count_drawn (list, drawn, n);
  for (size_t i = 0; i < 3 * n; i++)
    picture->positions[i] += 0.02f;
  vit_scene_set_frame (scene, picture->positions, &picture->cell, picture->types, n);
  vit_display_list_build (list, scene, WIDTH, HEIGHT, 1);
  count_drawn (list, again, n);
  for (size_t i = 0; i < n; i++)
    {
      n_before += drawn[i];
      n_same += drawn[i] && again[i];
    }
  g_assert_cmpuint (10 * n_same, >, 9 * n_before);
  vit_scene_set_max_atoms (scene, 0);
  g_assert_false (vit_scene_get_thinning (scene, one_of));
}

/* What is known of a slice's atoms is forgotten with all that it rests on. */
static void
test_slice_again (void)
{
  g_autoptr (Picture) picture = picture_new (12, false);
  g_autoptr (VitScene) scene = picture_scene (12, false);
  g_autofree uint8_t *kept = g_new (uint8_t, picture->n);
  for (size_t i = 0; i < picture->n; i++)
    kept[i] = i % 2;
  for (int step = 0; step < 7; step++)
    {
      if (step == 0 || step == 2)
        vit_scene_set_slice (scene, step == 0, 0.3, 3.85);
      else if (step == 1)
        vit_scene_set_slice (scene, 1, 0.9, 9);
      else if (step == 3 || step == 5)
        vit_scene_set_filter (scene, step == 3 ? kept : NULL, false);
      else if (step == 4)
        {
          for (size_t i = 0; i < 3 * picture->n; i++)
            picture->positions[i] += 1.7f;
          vit_scene_set_frame (scene, picture->positions, &picture->cell, picture->types,
                               picture->n);
        }
      else
        {
          vit_cell_wrap_scaled (&picture->cell, picture->positions, picture->n, picture->scaled);
          for (size_t i = 0; i < 3 * picture->n; i++)
            picture->scaled[i] = fmodf (picture->scaled[i] + 0.4f, 1);
          vit_scene_move (scene, picture->scaled, &picture->cell);
        }
      size_t n = 0;
      for (size_t i = 0; i < picture->n; i++)
        n += vit_scene_is_shown (scene, i);
      g_assert_cmpuint (n, >, 20);
      g_assert_cmpuint (vit_scene_count_shown (scene), ==, n);
      g_autoptr (VitDisplayList) list = vit_display_list_new ();
      vit_scene_reset_camera (scene, WIDTH, HEIGHT);
      vit_display_list_build (list, scene, WIDTH, HEIGHT, 1);
      g_assert_cmpuint (list->n_sprites, ==, n);
    }
}

/* Many atoms are painted from stamps, one by one otherwise: a picture of one atom less than that
 * takes, put together from two halves of the box, is the same to a twelfth of a pixel. */
static void
test_stamps (void)
{
  enum
  {
    SIDE = 14
  };
  g_autoptr (Picture) picture = picture_new (SIDE, false);
  g_autoptr (VitScene) scene = picture_scene (SIDE, false);
  size_t n = picture->n;
  g_autofree uint8_t *many = g_malloc (4 * N_PIXELS), *kept = g_new0 (uint8_t, n),
                     *shown = g_new0 (uint8_t, N_PIXELS);
  vit_scene_set_outlined (scene, NULL);
  vit_scene_set_show_box (scene, false);
  vit_scene_set_slice (scene, 1, 0.52, 3.85);
  vit_scene_reset_camera (scene, WIDTH, HEIGHT);
  g_assert_cmpuint (vit_scene_count_shown (scene), >, 200);
  vit_scene_render_software (scene, WIDTH, HEIGHT, 1, 1, many);
  /* Few neighbours at a time: where they cover all of a pixel they must agree with the whole. */
  size_t n_compared = 0, n_wrong = 0;
  for (size_t first = 0; first < n; first += n / 8)
    {
      g_autofree uint8_t *few = g_malloc (4 * N_PIXELS);
      for (size_t i = 0; i < n; i++)
        kept[i] = i >= first && i < first + n / 8;
      vit_scene_set_filter (scene, kept, false);
      g_assert_cmpuint (vit_scene_count_shown (scene), <, 100);
      vit_scene_render_software (scene, WIDTH, HEIGHT, 1, 1, few);
      for (size_t p = 0; p < N_PIXELS; p++)
        {
          int most = 0;
          for (int c = 0; c < 3; c++)
            most = MAX (most, abs (few[4 * p + c] - many[4 * p + c]));
          shown[p] |= most <= 24;
        }
    }
  for (size_t p = 0; p < N_PIXELS; p++)
    {
      n_compared++;
      n_wrong += !shown[p];
    }
  g_assert_cmpuint (n_compared, ==, N_PIXELS);
  /* Left are edges between two atoms of different parts. */
  g_assert_cmpfloat ((double) n_wrong / N_PIXELS, <, 0.03);
  for (int i = 0; have_gl () && i < 1; i++)
    {
      g_autofree uint8_t *gl = g_malloc (4 * N_PIXELS);
      vit_scene_set_filter (scene, NULL, false);
      g_assert_true (vit_offscreen_render (offscreen, scene, WIDTH, HEIGHT, 1, 1, gl, NULL));
      g_assert_cmpfloat (picture_difference (gl, many, N_PIXELS, 24), <, 0.01);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_autoptr (GError) error = NULL;
  offscreen = vit_offscreen_new (&error);
  if (!offscreen)
    g_test_message ("%s", error->message);
  for (size_t k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      g_autofree char *gl = g_strconcat ("/scene/render/golden-gl/", cases[k].name, NULL);
      g_autofree char *software = g_strconcat ("/scene/render/golden/", cases[k].name, NULL);
      g_test_add_data_func (gl, &cases[k], test_golden_gl);
      g_test_add_data_func (software, &cases[k], test_golden_software);
    }
  g_test_add_func ("/scene/render/close-up", test_close_up);
  g_test_add_func ("/scene/render/pick-is-what-is-seen", test_pick_is_what_is_seen);
  g_test_add_func ("/scene/render/stamps", test_stamps);
  g_test_add_func ("/scene/render/prune", test_prune);
  g_test_add_func ("/scene/render/background", test_background);
  g_test_add_func ("/scene/render/too-large", test_too_large);
  g_test_add_func ("/scene/render/fewer-atoms", test_fewer_atoms);
  g_test_add_func ("/scene/render/fewer-regions", test_fewer_regions);
  g_test_add_func ("/scene/render/slice-again", test_slice_again);
  int status = g_test_run ();
  vit_offscreen_free (offscreen);
  return status;
}
