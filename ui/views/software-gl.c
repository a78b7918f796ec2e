#include "ui/views/software-gl.h"

#include "ui/scene/renderer.h"

void
vit_software_gl_avoid (GdkDisplay *display)
{
  g_return_if_fail (GDK_IS_DISPLAY (display));
  if (g_getenv ("GSK_RENDERER"))
    return;
  g_autoptr (GdkGLContext) context = gdk_display_create_gl_context (display, NULL);
  if (!context || !gdk_gl_context_realize (context, NULL))
    return;
  gdk_gl_context_make_current (context);
  if (vit_renderer_would_be_software ())
    g_setenv ("GSK_RENDERER", "cairo", TRUE);
  gdk_gl_context_clear_current ();
}
