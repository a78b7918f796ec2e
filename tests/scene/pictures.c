#include "tests/scene/pictures.h"

#include <cairo.h>
#include <math.h>
#include <stdlib.h>

static const double spacing = 2.6;

/* A dark blue to yellow ramp. */
static void
fill_colours (uint8_t *rgba)
{
  for (int i = 0; i < 256; i++)
    {
      rgba[4 * i] = i;
      rgba[4 * i + 1] = 20 + 200 * i / 255;
      rgba[4 * i + 2] = 140 - 110 * i / 255;
      rgba[4 * i + 3] = 255;
    }
}

Picture *
picture_new (int n_per_side, bool tilt)
{
  Picture *picture = g_new0 (Picture, 1);
  size_t n = (size_t) n_per_side * n_per_side * n_per_side;
  double side = spacing * n_per_side;
  const double lo[3] = { -2, 3, 1 }, hi[3] = { side - 2, side + 3, side + 1 };
  const double tilts[3] = { tilt ? 0.3 * side : 0, tilt ? -0.1 * side : 0, tilt ? 0.2 * side : 0 };
  vit_cell_init_restricted (&picture->cell, lo, hi, tilts);
  picture->n = n;
  picture->positions = g_new (float, 3 * n);
  picture->scaled = g_atomic_rc_box_alloc (3 * n * sizeof (float));
  picture->values = g_new (float, n);
  picture->types = g_new (uint8_t, n);
  picture->flags = g_new (uint8_t, n);
  fill_colours (picture->colours);
  GRand *rand = g_rand_new_with_seed (5);
  for (size_t i = 0; i < n; i++)
    {
      const size_t at[3] = { i % n_per_side, i / n_per_side % n_per_side,
                             i / n_per_side / n_per_side };
      double s[3], x[3];
      for (int k = 0; k < 3; k++)
        s[k] = (at[k] + 0.5 + g_rand_double_range (rand, -0.25, 0.25)) / n_per_side;
      vit_cell_to_cartesian (&picture->cell, s, x);
      for (int k = 0; k < 3; k++)
        picture->positions[3 * i + k] = x[k] - lo[k];
      picture->types[i] = 1 + g_rand_int_range (rand, 0, 2);
      double wave = cos (2 * G_PI * s[0]) * cos (2 * G_PI * s[2]);
      picture->values[i] = i % 97 == 0 ? NAN : 0.5 + 0.5 * wave;
      picture->flags[i] = wave > 0.6;
    }
  g_rand_free (rand);
  vit_cell_wrap_scaled (&picture->cell, picture->positions, n, picture->scaled);
  return picture;
}

void
picture_free (Picture *picture)
{
  g_free (picture->positions);
  g_atomic_rc_box_release (picture->scaled);
  g_free (picture->values);
  g_free (picture->types);
  g_free (picture->flags);
  g_free (picture);
}

VitScene *
picture_scene (int n_per_side, bool tilt)
{
  g_autoptr (Picture) picture = picture_new (n_per_side, tilt);
  VitScene *scene = vit_scene_new ();
  const float radii[2] = { 1.28f, 1.6f };
  vit_scene_set_radii (scene, radii, 2);
  vit_scene_set_frame (scene, picture->positions, &picture->cell, picture->types, picture->n);
  vit_scene_set_values (scene, picture->values);
  vit_scene_set_outlined (scene, picture->flags);
  vit_scene_set_colormap (scene, picture->colours);
  return scene;
}

void
picture_save (const char *name, const uint8_t *rgba, int width, int height)
{
  const char *folder = g_getenv ("VITRINE_TEST_PICTURES");
  if (!folder)
    return;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  cairo_surface_flush (surface);
  uint8_t *data = cairo_image_surface_get_data (surface);
  int stride = cairo_image_surface_get_stride (surface);
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      {
        const uint8_t *p = rgba + 4 * ((size_t) y * width + x);
        uint32_t *out = (uint32_t *) (data + (size_t) y * stride) + x;
        *out = (uint32_t) p[3] << 24 | p[0] << 16 | p[1] << 8 | p[2];
      }
  cairo_surface_mark_dirty (surface);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_assert_cmpint (cairo_surface_write_to_png (surface, path), ==, CAIRO_STATUS_SUCCESS);
  cairo_surface_destroy (surface);
}

uint8_t *
picture_load (const char *path, int *width, int *height)
{
  cairo_surface_t *surface = cairo_image_surface_create_from_png (path);
  if (cairo_surface_status (surface) != CAIRO_STATUS_SUCCESS)
    {
      cairo_surface_destroy (surface);
      return NULL;
    }
  *width = cairo_image_surface_get_width (surface);
  *height = cairo_image_surface_get_height (surface);
  const uint8_t *data = cairo_image_surface_get_data (surface);
  int stride = cairo_image_surface_get_stride (surface);
  bool opaque = cairo_image_surface_get_format (surface) == CAIRO_FORMAT_RGB24;
  uint8_t *rgba = g_malloc_n ((size_t) *width * *height, 4);
  for (int y = 0; y < *height; y++)
    for (int x = 0; x < *width; x++)
      {
        uint32_t p = ((const uint32_t *) (data + (size_t) y * stride))[x];
        uint8_t *out = rgba + 4 * ((size_t) y * *width + x);
        out[0] = p >> 16;
        out[1] = p >> 8;
        out[2] = p;
        out[3] = opaque ? 255 : p >> 24;
      }
  cairo_surface_destroy (surface);
  return rgba;
}

double
picture_difference (const uint8_t *a, const uint8_t *b, size_t n_pixels, int tolerance)
{
  size_t differ = 0;
  for (size_t i = 0; i < n_pixels; i++)
    {
      int most = 0;
      for (int c = 0; c < 4; c++)
        most = MAX (most, abs (a[4 * i + c] - b[4 * i + c]));
      differ += most > tolerance;
    }
  return (double) differ / n_pixels;
}

/* Greatest difference of a channel that counts as the same. */
#define SAME 3

void
picture_assert_golden (
    const char *name, const char *kind, const uint8_t *rgba, int width, int height, double share)
{
  g_autofree char *file = g_strdup_printf ("%s.png", name);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "scene", "golden", file, NULL);
  g_autofree char *saved = g_strdup_printf ("%s-%s.png", name, kind);
  picture_save (saved, rgba, width, height);
  int own_width = 0, own_height = 0;
  g_autofree uint8_t *golden = picture_load (path, &own_width, &own_height);
  g_assert_nonnull (golden);
  g_assert_cmpint (own_width, ==, width);
  g_assert_cmpint (own_height, ==, height);
  g_assert_cmpfloat (picture_difference (rgba, golden, (size_t) width * (size_t) height, SAME), <=,
                     share);
}
