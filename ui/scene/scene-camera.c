/* The camera of a scene: fitted to what is shown, and as text. */

#include <math.h>

#include "ui/scene/scene-private.h"

void
vit_scene_set_camera (VitScene *scene, const VitCamera *camera)
{
  g_return_if_fail (camera->height > 0);
  scene->camera = *camera;
}

const VitCamera *
vit_scene_get_camera (const VitScene *scene)
{
  return &scene->camera;
}

void
vit_scene_set_camera_start (VitScene *scene, const VitCameraStart *start)
{
  g_return_if_fail (start != NULL);
  scene->start = *start;
  if (scene->axis < 0)
    vit_camera_set_perspective (&scene->camera, !start->orthographic);
}

const VitCameraStart *
vit_scene_get_camera_start (const VitScene *scene)
{
  return &scene->start;
}

static double
get_margin (const VitScene *scene)
{
  double margin = 0;
  for (int type = 0; type < 256; type++)
    if (scene->has_type[type])
      margin = fmax (margin, (double) scene->radii[type]);
  if (scene->axis >= 0 && scene->outlined)
    margin = fmax (margin, scene->outline_radius);
  return 1.05 * margin;
}

static VitCamera
get_fitted (const VitScene *scene, const VitCameraStart *start, double width, double height)
{
  VitCamera camera;
  if (scene->axis >= 0)
    vit_camera_init_face (&camera, &scene->cell, scene->axis, scene->position);
  else
    vit_camera_init_start (&camera, &scene->cell, start);
  vit_camera_fit (&camera, &scene->cell, scene->axis, scene->position, width / height,
                  get_margin (scene));
  return camera;
}

void
vit_scene_reset_camera (VitScene *scene, double width, double height)
{
  g_return_if_fail (width > 0 && height > 0);
  scene->camera = get_fitted (scene, &scene->start, width, height);
}

VitCamera
vit_scene_get_home_camera (const VitScene *scene, double width, double height)
{
  VitCameraStart home = scene->start;
  home.preset = VIT_CAMERA_FRONT;
  home.turn = 0;
  return get_fitted (scene, &home, width, height);
}

void
vit_scene_fit_turns (VitScene *scene, double width, double height)
{
  g_return_if_fail (width > 0 && height > 0);
  if (scene->axis < 0)
    vit_camera_fit_turns (&scene->camera, &scene->cell, width / height, get_margin (scene));
}

double
vit_scene_get_whole_height (const VitScene *scene,
                            const VitCamera *camera,
                            double width,
                            double height)
{
  g_return_val_if_fail (camera && width > 0 && height > 0, 0);
  VitCamera fitted = *camera;
  vit_camera_fit (&fitted, &scene->cell, scene->axis, scene->position, width / height,
                  get_margin (scene));
  return fitted.height;
}

char *
vit_scene_dup_camera_text (const VitScene *scene, double width, double height)
{
  g_return_val_if_fail (width > 0 && height > 0, NULL);
  VitCamera home = vit_scene_get_home_camera (scene, width, height);
  return vit_camera_dup_text (&scene->camera, &scene->cell, scene->axis, &home);
}

bool
vit_scene_take_camera_text (VitScene *scene, const char *text, double width, double height)
{
  g_return_val_if_fail (text && width > 0 && height > 0, false);
  VitCamera home = vit_scene_get_home_camera (scene, width, height);
  if (scene->axis < 0 && vit_camera_start_parse (text, &scene->start))
    {
      vit_scene_reset_camera (scene, width, height);
      return false;
    }
  return vit_camera_read_text (text, &scene->cell, scene->axis, &home, &scene->camera);
}
