#include "ui/scene/camera-start.h"

#include <math.h>
#include <string.h>

const VitCameraPresetRow vit_camera_presets[VIT_N_CAMERA_PRESETS] = {
  [VIT_CAMERA_FRONT] = { "front", "Front", "from the Front Right", "from the front right" },
  [VIT_CAMERA_X] = { "x", "x", "along x", "along x" },
  [VIT_CAMERA_MINUS_X] = { "-x", "−x", "along −x", "along −x" },
  [VIT_CAMERA_Y] = { "y", "y", "along y", "along y" },
  [VIT_CAMERA_MINUS_Y] = { "-y", "−y", "along −y", "along −y" },
  [VIT_CAMERA_Z] = { "z", "z", "along z", "along z" },
  [VIT_CAMERA_MINUS_Z] = { "-z", "−z", "along −z", "along −z" },
  [VIT_CAMERA_LOAD] = { "load", "Load", "along the Load Axis", "along the load axis" },
};

/* Rows: right, up, towards the viewer. */
static const double axes_of[VIT_N_CAMERA_PRESETS][3][3] = {
  [VIT_CAMERA_X] = { { 0, 1, 0 }, { 0, 0, 1 }, { 1, 0, 0 } },
  [VIT_CAMERA_MINUS_X] = { { 0, -1, 0 }, { 0, 0, 1 }, { -1, 0, 0 } },
  [VIT_CAMERA_Y] = { { 1, 0, 0 }, { 0, 0, 1 }, { 0, -1, 0 } },
  [VIT_CAMERA_MINUS_Y] = { { -1, 0, 0 }, { 0, 0, 1 }, { 0, 1, 0 } },
  [VIT_CAMERA_Z] = { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } },
  [VIT_CAMERA_MINUS_Z] = { { -1, 0, 0 }, { 0, 1, 0 }, { 0, 0, -1 } },
};

void
vit_camera_set_perspective (VitCamera *camera, bool perspective)
{
  camera->fov = perspective ? VIT_CAMERA_BOX_FOV : 0;
}

void
vit_camera_init_start (VitCamera *camera, const VitCell *cell, const VitCameraStart *start)
{
  static const VitCameraPreset along[3] = { VIT_CAMERA_X, VIT_CAMERA_Y, VIT_CAMERA_Z };
  VitCameraPreset preset = start->preset;
  if (preset == VIT_CAMERA_LOAD)
    preset =
        start->load_axis >= 0 && start->load_axis < 3 ? along[start->load_axis] : VIT_CAMERA_FRONT;
  vit_camera_init_box (camera, cell);
  vit_camera_set_perspective (camera, !start->orthographic);
  if (preset != VIT_CAMERA_FRONT)
    memcpy (camera->axes, axes_of[preset], sizeof camera->axes);
  if (start->turn != 0)
    vit_camera_orbit (camera, start->turn * G_PI / 180, 0);
  vit_camera_fit (camera, cell, -1, 0, 1, 0);
}

#define N_TURNS 72

void
vit_camera_fit_turns (VitCamera *camera, const VitCell *cell, double aspect, double margin)
{
  double height = 0;
  VitCamera turned = *camera;
  for (int i = 0; i < N_TURNS; i++)
    {
      vit_camera_orbit (&turned, 2 * G_PI / N_TURNS, 0);
      vit_camera_fit (&turned, cell, -1, 0, aspect, margin);
      height = fmax (height, turned.height);
    }
  camera->height = height;
}

/* ---- As text ---- */

static bool
read_number (const char *text, double *number)
{
  char *end;
  *number = g_ascii_strtod (text, &end);
  return end != text && !*end && isfinite (*number) && fabs (*number) <= 1e4;
}

bool
vit_camera_start_parse (const char *text, VitCameraStart *start)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  guint n = g_strv_length (words);
  double turn = 0;
  if (!*text || n == 0)
    {
      start->preset = VIT_CAMERA_FRONT;
      start->turn = 0;
      return true;
    }
  if (n > 2 || (n == 2 && !read_number (words[1], &turn)))
    return false;
  for (int i = 0; i < VIT_N_CAMERA_PRESETS; i++)
    if (strcmp (words[0], vit_camera_presets[i].word) == 0)
      {
        start->preset = (VitCameraPreset) i;
        start->turn = turn;
        return true;
      }
  return false;
}

char *
vit_camera_start_dup_text (const VitCameraStart *start)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  if (start->turn != 0)
    return g_strdup_printf ("%s %s", vit_camera_presets[start->preset].word,
                            g_ascii_formatd (number, sizeof number, "%.6g", start->turn));
  return g_strdup (start->preset == VIT_CAMERA_FRONT ? "" : vit_camera_presets[start->preset].word);
}

/* Numbers after the first word: enlargement, centre, and of a box the axes. */
#define N_OF_SLICE 4
#define N_OF_BOX 13

static const char *
get_name (int axis)
{
  static const char *const names[] = { "box", "x", "y", "z" };
  return names[axis + 1];
}

char *
vit_camera_dup_text (const VitCamera *camera,
                     const VitCell *cell,
                     int axis,
                     const VitCamera *fitted)
{
  double numbers[N_OF_BOX] = { fitted->height / camera->height }, x[3];
  for (int i = 0; i < 3; i++)
    x[i] = camera->target[i] + cell->origin[i];
  vit_cell_to_scaled (cell, x, numbers + 1);
  memcpy (numbers + N_OF_SLICE, camera->axes, sizeof camera->axes);
  g_autoptr (GString) text = g_string_new (get_name (axis));
  for (int i = 0; i < (axis < 0 ? N_OF_BOX : N_OF_SLICE); i++)
    {
      char number[G_ASCII_DTOSTR_BUF_SIZE];
      g_string_append_printf (text, " %s",
                              g_ascii_formatd (number, sizeof number, "%.6g", numbers[i]));
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Whether three rows are orthonormal, but for the rounding of their text. */
static bool
are_axes (const double rows[9])
{
  for (int i = 0; i < 3; i++)
    for (int j = i; j < 3; j++)
      {
        double dot = 0;
        for (int k = 0; k < 3; k++)
          dot += rows[3 * i + k] * rows[3 * j + k];
        if (fabs (dot - (i == j)) > 1e-4)
          return false;
      }
  return true;
}

static bool
read_numbers (const char *text, int axis, double numbers[N_OF_BOX])
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  guint n = axis < 0 ? N_OF_BOX : N_OF_SLICE;
  if (g_strv_length (words) != n + 1 || strcmp (words[0], get_name (axis)) != 0)
    return false;
  for (guint i = 0; i < n; i++)
    if (!read_number (words[i + 1], &numbers[i]))
      return false;
  return numbers[0] > 1e-3 && (axis >= 0 || are_axes (numbers + N_OF_SLICE));
}

bool
vit_camera_read_text (
    const char *text, const VitCell *cell, int axis, const VitCamera *fitted, VitCamera *camera)
{
  double numbers[N_OF_BOX], x[3];
  if (!read_numbers (text, axis, numbers))
    return false;
  *camera = *fitted;
  camera->height /= numbers[0];
  vit_cell_to_cartesian (cell, numbers + 1, x);
  for (int i = 0; i < 3; i++)
    camera->target[i] = x[i] - cell->origin[i];
  if (axis < 0)
    memcpy (camera->axes, numbers + N_OF_SLICE, sizeof camera->axes);
  return true;
}

bool
vit_camera_text_is_known (const char *text)
{
  VitCameraStart start;
  double numbers[N_OF_BOX];
  bool known = vit_camera_start_parse (text, &start);
  for (int axis = -1; axis < 3 && !known; axis++)
    known = read_numbers (text, axis, numbers);
  return known;
}
