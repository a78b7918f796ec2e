#include "ui/scene/renderer.h"

#include <epoxy/gl.h>
#include <math.h>
#include <stddef.h>
#include <string.h>

#include "core/base/error.h"
#include "ui/scene/program.h"
#include "ui/scene/shading.h"

typedef struct
{
  GLuint program; /* 0 until something is drawn with it: to compile takes long */
  GLuint array;   /* vertex array object */
  GLuint buffer;  /* one entry per sphere or line */
} InstanceBatch;

struct _VitRenderer
{
  InstanceBatch spheres;
  InstanceBatch lines;
  InstanceBatch arcs;
  InstanceBatch faces; /* one entry per vertex */
  GLuint face_indices;
  struct
  {
    GLint clip, depth, pixels, perspective, light, ring_width;
  } sphere;
  struct
  {
    GLint clip, depth, perspective, light;
  } face;
  GLint line_size, arc_size;
  bool is_software;
  GError *error; /* nullable: why one of the programs is not there */
};

static void
set_attribute (GLuint index, GLint size, GLenum type, bool normalised, size_t stride, size_t offset)
{
  glEnableVertexAttribArray (index);
  glVertexAttribPointer (index, size, type, normalised, stride, (const void *) offset);
  glVertexAttribDivisor (index, 1);
}

/* Returns: whether the batch is bound, and needs its attributes and uniforms for the first time. */
static bool
batch_init (VitRenderer *renderer, InstanceBatch *batch, const char *name)
{
  if (batch->program || renderer->error)
    return false;
  batch->program = vit_program_new (name, &renderer->error);
  if (!batch->program)
    return false;
  glGenVertexArrays (1, &batch->array);
  glGenBuffers (1, &batch->buffer);
  glBindVertexArray (batch->array);
  glBindBuffer (GL_ARRAY_BUFFER, batch->buffer);
  return true;
}

static void
batch_clear (InstanceBatch *batch)
{
  if (batch->program)
    glDeleteProgram (batch->program);
  if (batch->array)
    glDeleteVertexArrays (1, &batch->array);
  if (batch->buffer)
    glDeleteBuffers (1, &batch->buffer);
}

static void
batch_draw (InstanceBatch *batch, const void *instances, size_t n, size_t size)
{
  glBindVertexArray (batch->array);
  glBindBuffer (GL_ARRAY_BUFFER, batch->buffer);
  glBufferData (GL_ARRAY_BUFFER, n * size, instances, GL_STREAM_DRAW);
  glDrawArraysInstanced (GL_TRIANGLE_STRIP, 0, 4, n);
}

/* Each of these returns: whether its program is in use. */

static bool
use_batch (const InstanceBatch *batch)
{
  if (batch->program)
    glUseProgram (batch->program);
  return batch->program != 0;
}

static bool
use_spheres (VitRenderer *renderer)
{
  InstanceBatch *batch = &renderer->spheres;
  if (batch_init (renderer, batch, "sphere"))
    {
      const size_t sprite = sizeof (VitSprite);
      set_attribute (0, 4, GL_FLOAT, false, sprite, offsetof (VitSprite, x));
      set_attribute (1, 4, GL_UNSIGNED_BYTE, true, sprite, offsetof (VitSprite, colour));
      set_attribute (2, 4, GL_UNSIGNED_BYTE, true, sprite, offsetof (VitSprite, ring));
      renderer->sphere.clip = glGetUniformLocation (batch->program, "u_clip");
      renderer->sphere.depth = glGetUniformLocation (batch->program, "u_depth");
      renderer->sphere.pixels = glGetUniformLocation (batch->program, "u_pixels");
      renderer->sphere.perspective = glGetUniformLocation (batch->program, "u_perspective");
      renderer->sphere.light = glGetUniformLocation (batch->program, "u_light");
      renderer->sphere.ring_width = glGetUniformLocation (batch->program, "u_ring_width");
    }
  return use_batch (batch);
}

/* An attribute of what is drawn flat on the picture: @n floats, or bytes of a colour. */
typedef struct
{
  int n;
  bool colour;
  size_t offset;
} FlatAttribute;

/* Lines and arcs, which have four attributes and the size of the picture. */
static bool
use_flat (VitRenderer *renderer,
          InstanceBatch *batch,
          const char *program,
          const FlatAttribute attributes[4],
          size_t stride,
          GLint *size)
{
  if (batch_init (renderer, batch, program))
    {
      for (GLuint i = 0; i < 4; i++)
        set_attribute (i, attributes[i].n, attributes[i].colour ? GL_UNSIGNED_BYTE : GL_FLOAT,
                       attributes[i].colour, stride, attributes[i].offset);
      *size = glGetUniformLocation (batch->program, "u_size");
    }
  return use_batch (batch);
}

static bool
use_lines (VitRenderer *renderer)
{
  static const FlatAttribute attributes[4] = { { 3, false, offsetof (VitLine, a) },
                                               { 3, false, offsetof (VitLine, b) },
                                               { 1, false, offsetof (VitLine, width) },
                                               { 4, true, offsetof (VitLine, colour) } };
  return use_flat (renderer, &renderer->lines, "line", attributes, sizeof (VitLine),
                   &renderer->line_size);
}

static bool
use_arcs (VitRenderer *renderer)
{
  static const FlatAttribute attributes[4] = { { 3, false, offsetof (VitArcLine, x) },
                                               { 2, false, offsetof (VitArcLine, from) },
                                               { 1, false, offsetof (VitArcLine, width) },
                                               { 4, true, offsetof (VitArcLine, colour) } };
  return use_flat (renderer, &renderer->arcs, "arc", attributes, sizeof (VitArcLine),
                   &renderer->arc_size);
}

static bool
use_faces (VitRenderer *renderer)
{
  InstanceBatch *batch = &renderer->faces;
  if (batch_init (renderer, batch, "mesh"))
    {
      const size_t vertex = sizeof (VitMeshVertex);
      set_attribute (0, 3, GL_FLOAT, false, vertex, offsetof (VitMeshVertex, x));
      set_attribute (1, 3, GL_FLOAT, false, vertex, offsetof (VitMeshVertex, nx));
      set_attribute (2, 4, GL_UNSIGNED_BYTE, true, vertex, offsetof (VitMeshVertex, colour));
      for (GLuint index = 0; index < 3; index++)
        glVertexAttribDivisor (index, 0);
      glGenBuffers (1, &renderer->face_indices);
      glBindBuffer (GL_ELEMENT_ARRAY_BUFFER, renderer->face_indices);
      renderer->face.clip = glGetUniformLocation (batch->program, "u_clip");
      renderer->face.depth = glGetUniformLocation (batch->program, "u_depth");
      renderer->face.perspective = glGetUniformLocation (batch->program, "u_perspective");
      renderer->face.light = glGetUniformLocation (batch->program, "u_light");
    }
  return use_batch (batch);
}

bool
vit_renderer_would_be_software (void)
{
  const char *name = (const char *) glGetString (GL_RENDERER);
  return name && (strstr (name, "llvmpipe") || strstr (name, "softpipe") ||
                  strstr (name, "swrast") || strstr (name, "Software"));
}

VitRenderer *
vit_renderer_new (GError **error)
{
  bool desktop = epoxy_is_desktop_gl ();
  int version = epoxy_gl_version ();
  if (version < (desktop ? 33 : 30))
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_UNSUPPORTED,
                   "OpenGL 3.3 or OpenGL ES 3.0 is needed; this is %s %d.%d",
                   desktop ? "OpenGL" : "OpenGL ES", version / 10, version % 10);
      return NULL;
    }
  VitRenderer *renderer = g_new0 (VitRenderer, 1);
  renderer->is_software = vit_renderer_would_be_software ();
  return renderer;
}

bool
vit_renderer_is_software (const VitRenderer *renderer)
{
  return renderer->is_software;
}

void
vit_renderer_free (VitRenderer *renderer)
{
  if (!renderer)
    return;
  batch_clear (&renderer->spheres);
  batch_clear (&renderer->lines);
  batch_clear (&renderer->arcs);
  batch_clear (&renderer->faces);
  if (renderer->face_indices)
    glDeleteBuffers (1, &renderer->face_indices);
  g_clear_error (&renderer->error);
  g_free (renderer);
}

static void
draw_lines (VitRenderer *renderer, const VitDisplayList *list, const GArray *lines)
{
  if (lines->len == 0 || !use_lines (renderer))
    return;
  glUniform2f (renderer->line_size, list->width, list->height);
  batch_draw (&renderer->lines, lines->data, lines->len, sizeof (VitLine));
}

static void
draw_arcs (VitRenderer *renderer, const VitDisplayList *list)
{
  if (list->over->len == 0 || !use_arcs (renderer))
    return;
  glUniform2f (renderer->arc_size, list->width, list->height);
  batch_draw (&renderer->arcs, list->over->data, list->over->len, sizeof (VitArcLine));
}

/* Heights of the picture per Å: at unit depth for a perspective camera, at any depth for an
 * orthographic one. */
static double
get_unit (const VitDisplayList *list)
{
  double distance = vit_camera_distance (&list->camera);
  return (distance > 0 ? distance : 1) / list->camera.height;
}

static void
draw_spheres (VitRenderer *renderer, const VitDisplayList *list, size_t first, size_t last)
{
  if (first >= last || !use_spheres (renderer))
    return;
  bool perspective = vit_camera_distance (&list->camera) > 0;
  double unit = get_unit (list);
  glUniform2f (renderer->sphere.clip, 2 * unit * list->height / list->width, 2 * unit);
  glUniform3f (renderer->sphere.depth, list->depth[0], list->depth[1], list->depth[2]);
  glUniform1f (renderer->sphere.pixels, unit * list->height);
  glUniform1i (renderer->sphere.perspective, perspective);
  glUniform3fv (renderer->sphere.light, 1, vit_light);
  glUniform1f (renderer->sphere.ring_width, VIT_RING_WIDTH * list->scale);
  batch_draw (&renderer->spheres, list->sprites + first, last - first, sizeof (VitSprite));
}

static void
upload_faces (VitRenderer *renderer, const VitDisplayList *list)
{
  if (list->faces->len == 0 || !use_faces (renderer))
    return;
  double unit = get_unit (list);
  glUniform2f (renderer->face.clip, 2 * unit * list->height / list->width, 2 * unit);
  glUniform3f (renderer->face.depth, list->depth[0], list->depth[1], list->depth[2]);
  glUniform1i (renderer->face.perspective, vit_camera_distance (&list->camera) > 0);
  glUniform3fv (renderer->face.light, 1, vit_light);
  glBindVertexArray (renderer->faces.array);
  glBindBuffer (GL_ARRAY_BUFFER, renderer->faces.buffer);
  glBufferData (GL_ARRAY_BUFFER, list->vertices->len * sizeof (VitMeshVertex), list->vertices->data,
                GL_STREAM_DRAW);
  glBufferData (GL_ELEMENT_ARRAY_BUFFER, list->faces->len * sizeof (uint32_t), list->faces->data,
                GL_STREAM_DRAW);
}

/* Draw the faces of the entries @first ... @last − 1 of the list. */
static void
draw_faces (VitRenderer *renderer, size_t first, size_t last)
{
  if (first >= last || !use_faces (renderer))
    return;
  glBindVertexArray (renderer->faces.array);
  glDrawElements (GL_TRIANGLES, last - first, GL_UNSIGNED_INT,
                  (const void *) (first * sizeof (uint32_t)));
}

/* Translucent atoms and faces, slab by slab from back to front. */
static void
draw_translucent (VitRenderer *renderer, const VitDisplayList *list)
{
  VitSlab slab = { 0 };
  while (vit_display_list_next_slab (list, &slab))
    {
      draw_spheres (renderer, list, slab.sprites[0], slab.sprites[1]);
      draw_faces (renderer, slab.faces[0], slab.faces[1]);
    }
}

bool
vit_renderer_draw (VitRenderer *renderer, const VitDisplayList *list, GError **error)
{
  g_return_val_if_fail (renderer != NULL && list != NULL, false);
  const VitColour *b = &list->background;
  float alpha = b->a / 255.0f;
  glViewport (0, 0, lrint (list->width), lrint (list->height));
  glDepthMask (GL_TRUE);
  glClearColor (b->r / 255.0f * alpha, b->g / 255.0f * alpha, b->b / 255.0f * alpha, alpha);
  glClear (GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT);
  glDisable (GL_CULL_FACE);
  glEnable (GL_BLEND);
  glBlendFuncSeparate (GL_SRC_ALPHA, GL_ONE_MINUS_SRC_ALPHA, GL_ONE, GL_ONE_MINUS_SRC_ALPHA);

  glDisable (GL_DEPTH_TEST);
  draw_lines (renderer, list, list->under);
  glEnable (GL_DEPTH_TEST);
  glDepthFunc (GL_LEQUAL);
  draw_spheres (renderer, list, 0, list->n_solid);
  upload_faces (renderer, list);
  draw_faces (renderer, 0, list->n_opaque);
  glDepthMask (GL_FALSE);
  draw_lines (renderer, list, list->among);
  draw_translucent (renderer, list);
  draw_lines (renderer, list, list->front);
  glDisable (GL_DEPTH_TEST);
  draw_faces (renderer, list->n_hidden, list->faces->len);
  draw_lines (renderer, list, list->on_top);
  draw_arcs (renderer, list);

  glDepthMask (GL_TRUE);
  glBindVertexArray (0);
  glBindBuffer (GL_ARRAY_BUFFER, 0);
  glUseProgram (0);
  if (renderer->error)
    g_propagate_error (error, g_error_copy (renderer->error));
  return !renderer->error;
}
