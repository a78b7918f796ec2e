#include "ui/scene/offscreen.h"

#include <epoxy/egl.h>
#include <epoxy/gl.h>

#include "core/base/error.h"
#include "ui/scene/renderer.h"
#include "ui/scene/resample-private.h"

struct _VitOffscreen
{
  EGLDisplay display;
  EGLContext context;
  VitRenderer *renderer;
  VitDisplayList *list;
  GLuint framebuffer, colour, depth;
  int width, height; /* size of the buffers, pixels */
};

/* The EGL state of the calling thread, to be restored afterwards. */
typedef struct
{
  EGLDisplay display;
  EGLContext context;
  EGLSurface draw, read;
} EglState;

static bool
make_current (VitOffscreen *offscreen, EglState *before)
{
  before->display = eglGetCurrentDisplay ();
  before->context = eglGetCurrentContext ();
  before->draw = eglGetCurrentSurface (EGL_DRAW);
  before->read = eglGetCurrentSurface (EGL_READ);
  return eglMakeCurrent (offscreen->display, EGL_NO_SURFACE, EGL_NO_SURFACE, offscreen->context);
}

static void
restore_current (VitOffscreen *offscreen, const EglState *before)
{
  if (before->context != EGL_NO_CONTEXT)
    eglMakeCurrent (before->display, before->draw, before->read, before->context);
  else
    eglMakeCurrent (offscreen->display, EGL_NO_SURFACE, EGL_NO_SURFACE, EGL_NO_CONTEXT);
}

static EGLContext
create_context (EGLDisplay display)
{
  static const EGLint core[] = { EGL_CONTEXT_MAJOR_VERSION_KHR,
                                 3,
                                 EGL_CONTEXT_MINOR_VERSION_KHR,
                                 3,
                                 EGL_CONTEXT_OPENGL_PROFILE_MASK_KHR,
                                 EGL_CONTEXT_OPENGL_CORE_PROFILE_BIT_KHR,
                                 EGL_NONE };
  static const EGLint es[] = { EGL_CONTEXT_MAJOR_VERSION_KHR, 3, EGL_NONE };
  EGLContext context = EGL_NO_CONTEXT;
  if (eglBindAPI (EGL_OPENGL_API))
    context = eglCreateContext (display, EGL_NO_CONFIG_KHR, EGL_NO_CONTEXT, core);
  if (context == EGL_NO_CONTEXT && eglBindAPI (EGL_OPENGL_ES_API))
    context = eglCreateContext (display, EGL_NO_CONFIG_KHR, EGL_NO_CONTEXT, es);
  return context;
}

VitOffscreen *
vit_offscreen_new (GError **error)
{
  /* Before a display is current, epoxy finds eglGetPlatformDisplay() only as the extension's
   * function. */
  if (!epoxy_has_egl () || !epoxy_has_egl_extension (EGL_NO_DISPLAY, "EGL_EXT_platform_base") ||
      !epoxy_has_egl_extension (EGL_NO_DISPLAY, "EGL_MESA_platform_surfaceless"))
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_UNSUPPORTED,
                   "This system's EGL cannot draw without a display");
      return NULL;
    }
  g_autoptr (VitOffscreen) offscreen = g_new0 (VitOffscreen, 1);
  offscreen->context = EGL_NO_CONTEXT;
  offscreen->display =
      eglGetPlatformDisplayEXT (EGL_PLATFORM_SURFACELESS_MESA, (void *) EGL_DEFAULT_DISPLAY, NULL);
  if (offscreen->display == EGL_NO_DISPLAY || !eglInitialize (offscreen->display, NULL, NULL))
    {
      offscreen->display = EGL_NO_DISPLAY;
      g_set_error (error, VIT_ERROR, VIT_ERROR_UNSUPPORTED,
                   "EGL does not start without a display (error 0x%x)", (unsigned) eglGetError ());
      return NULL;
    }
  offscreen->context = create_context (offscreen->display);
  EglState before;
  if (offscreen->context == EGL_NO_CONTEXT || !make_current (offscreen, &before))
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_UNSUPPORTED,
                   "EGL gives no OpenGL 3.3 or OpenGL ES 3.0 context (error 0x%x)",
                   (unsigned) eglGetError ());
      return NULL;
    }
  offscreen->renderer = vit_renderer_new (error);
  restore_current (offscreen, &before);
  if (!offscreen->renderer)
    return NULL;
  offscreen->list = vit_display_list_new ();
  offscreen->list->prune = vit_renderer_is_software (offscreen->renderer);
  return g_steal_pointer (&offscreen);
}

static void
delete_buffers (VitOffscreen *offscreen)
{
  glDeleteFramebuffers (1, &offscreen->framebuffer);
  glDeleteRenderbuffers (1, &offscreen->colour);
  glDeleteRenderbuffers (1, &offscreen->depth);
  offscreen->framebuffer = offscreen->colour = offscreen->depth = 0;
  offscreen->width = offscreen->height = 0;
}

void
vit_offscreen_free (VitOffscreen *offscreen)
{
  if (!offscreen)
    return;
  EglState before;
  if (offscreen->context != EGL_NO_CONTEXT)
    {
      if (offscreen->renderer && make_current (offscreen, &before))
        {
          vit_renderer_free (offscreen->renderer);
          delete_buffers (offscreen);
          restore_current (offscreen, &before);
        }
      eglDestroyContext (offscreen->display, offscreen->context);
    }
  /* The EGL display stays initialised: the whole process shares it. */
  vit_display_list_free (offscreen->list);
  g_free (offscreen);
}

static GLuint
create_buffer (GLenum format, GLenum attachment, int width, int height)
{
  GLuint buffer;
  glGenRenderbuffers (1, &buffer);
  glBindRenderbuffer (GL_RENDERBUFFER, buffer);
  glRenderbufferStorage (GL_RENDERBUFFER, format, width, height);
  glFramebufferRenderbuffer (GL_FRAMEBUFFER, attachment, GL_RENDERBUFFER, buffer);
  return buffer;
}

static bool
bind_buffers (VitOffscreen *offscreen, int width, int height, GError **error)
{
  if (offscreen->width == width && offscreen->height == height)
    {
      glBindFramebuffer (GL_FRAMEBUFFER, offscreen->framebuffer);
      return true;
    }
  delete_buffers (offscreen);
  GLint side = 0, viewport[2] = { 0, 0 };
  glGetIntegerv (GL_MAX_RENDERBUFFER_SIZE, &side);
  glGetIntegerv (GL_MAX_VIEWPORT_DIMS, viewport);
  if (width > MIN (side, viewport[0]) || height > MIN (side, viewport[1]))
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID,
                   "A picture of %d × %d pixels exceeds this OpenGL's limit of %d × %d", width,
                   height, MIN (side, viewport[0]), MIN (side, viewport[1]));
      return false;
    }
  glGenFramebuffers (1, &offscreen->framebuffer);
  glBindFramebuffer (GL_FRAMEBUFFER, offscreen->framebuffer);
  offscreen->colour = create_buffer (GL_RGBA8, GL_COLOR_ATTACHMENT0, width, height);
  offscreen->depth = create_buffer (GL_DEPTH_COMPONENT24, GL_DEPTH_ATTACHMENT, width, height);
  if (glCheckFramebufferStatus (GL_FRAMEBUFFER) != GL_FRAMEBUFFER_COMPLETE)
    {
      delete_buffers (offscreen);
      g_set_error (error, VIT_ERROR, VIT_ERROR_UNSUPPORTED,
                   "OpenGL has no framebuffer of %d × %d pixels", width, height);
      return false;
    }
  offscreen->width = width;
  offscreen->height = height;
  return true;
}

bool
vit_offscreen_render (VitOffscreen *offscreen,
                      const VitScene *scene,
                      int width,
                      int height,
                      double scale,
                      int supersampling,
                      uint8_t *rgba,
                      GError **error)
{
  g_return_val_if_fail (offscreen != NULL && scene != NULL && rgba != NULL, false);
  g_return_val_if_fail (width > 0 && height > 0 && scale > 0, false);
  g_return_val_if_fail (supersampling >= 1 && supersampling <= 4, false);
  if (width > G_MAXINT / 16 || height > G_MAXINT / 16)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID, "A picture of %d × %d pixels is too large",
                   width, height);
      return false;
    }
  int w = width * supersampling, h = height * supersampling;
  EglState before;
  if (!make_current (offscreen, &before))
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_UNSUPPORTED,
                   "The OpenGL context cannot be used (error 0x%x)", (unsigned) eglGetError ());
      return false;
    }
  bool ok = bind_buffers (offscreen, w, h, error);
  if (ok)
    {
      vit_display_list_build (offscreen->list, scene, w, h, scale * supersampling);
      g_autoptr (GError) failure = NULL;
      ok = vit_renderer_draw (offscreen->renderer, offscreen->list, &failure);
      g_autofree uint8_t *pixels = g_malloc_n ((size_t) w * h, 4);
      glPixelStorei (GL_PACK_ALIGNMENT, 4);
      glReadPixels (0, 0, w, h, GL_RGBA, GL_UNSIGNED_BYTE, pixels);
      ok = glGetError () == GL_NO_ERROR && ok;
      if (failure)
        g_propagate_error (error, g_steal_pointer (&failure));
      else if (ok)
        vit_resample (pixels, width, height, supersampling, true, rgba);
      else
        g_set_error (error, VIT_ERROR, VIT_ERROR_UNSUPPORTED, "OpenGL failed to draw the picture");
    }
  restore_current (offscreen, &before);
  return ok;
}
