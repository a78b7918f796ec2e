#include "ui/views/software-gl.h"

#include "ui/scene/renderer.h"

static GQuark
get_quark (void)
{
  return g_quark_from_static_string ("vit-software-gl");
}

void
vit_software_gl_note (GdkDisplay *display)
{
  g_return_if_fail (GDK_IS_DISPLAY (display));
  g_object_set_qdata (G_OBJECT (display), get_quark (), GINT_TO_POINTER (true));
}

bool
vit_software_gl_is_known (GdkDisplay *display)
{
  return display && g_object_get_qdata (G_OBJECT (display), get_quark ());
}

void
vit_software_gl_avoid (GdkDisplay *display)
{
  g_return_if_fail (GDK_IS_DISPLAY (display));
  g_autoptr (GdkGLContext) context = gdk_display_create_gl_context (display, NULL);
  if (!context || !gdk_gl_context_realize (context, NULL))
    return;
  gdk_gl_context_make_current (context);
  if (vit_renderer_would_be_software ())
    {
      vit_software_gl_note (display);
      g_setenv ("GSK_RENDERER", "cairo", FALSE);
    }
  gdk_gl_context_clear_current ();
}
