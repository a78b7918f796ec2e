/* OpenGL of the atom view, where there is one that is fast. */

#include "core/base/turns.h"
#include "ui/views/atom-view-private.h"
#include "ui/views/software-gl.h"

/* From now on the processor draws. */
static void
paint_in_software (VitAtomView *view)
{
  view->painted = true;
  view->list->prune = true;
  vit_atom_view_draw_fewer (view, vit_atom_view_is_moved (view));
  if (view->area)
    gtk_widget_set_visible (view->area, FALSE);
  gtk_widget_queue_draw (GTK_WIDGET (view));
}

static void
fall_back_to_software (VitAtomView *view, const char *reason)
{
  if (view->fallback_reason)
    return;
  view->fallback_reason = g_strdup (reason);
  paint_in_software (view);
  g_object_notify (G_OBJECT (view), "fallback-reason");
}

static GdkGLContext *
on_create_context (GtkGLArea *area, VitAtomView *view)
{
  g_autoptr (GError) error = NULL;
  GdkSurface *surface = gtk_native_get_surface (gtk_widget_get_native (GTK_WIDGET (area)));
  GdkGLContext *context = gdk_surface_create_gl_context (surface, &error);
  if (context && !gdk_gl_context_realize (context, &error))
    g_clear_object (&context);
  if (error)
    gtk_gl_area_set_error (area, error);
  return context;
}

static void
on_realize (GtkWidget *widget, VitAtomView *view)
{
  GtkGLArea *area = GTK_GL_AREA (widget);
  gtk_gl_area_make_current (area);
  const GError *failure = gtk_gl_area_get_error (area);
  if (failure)
    {
      fall_back_to_software (view, failure->message);
      return;
    }
  g_autoptr (GError) error = NULL;
  view->renderer = vit_renderer_new (&error);
  if (!view->renderer)
    {
      fall_back_to_software (view, error->message);
      return;
    }
  /* Where OpenGL runs on the processor our own renderer is several times as fast. */
  if (!vit_renderer_is_software (view->renderer))
    return;
  g_clear_pointer (&view->renderer, vit_renderer_free);
  vit_software_gl_note (gtk_widget_get_display (widget));
  paint_in_software (view);
}

static void
on_unrealize (GtkWidget *widget, VitAtomView *view)
{
  gtk_gl_area_make_current (GTK_GL_AREA (widget));
  if (!gtk_gl_area_get_error (GTK_GL_AREA (widget)))
    g_clear_pointer (&view->renderer, vit_renderer_free);
}

/* Not while a picture is drawn: the widget of OpenGL goes. */
static gboolean
on_draw_failed (gpointer data)
{
  VitAtomView *view = data;
  fall_back_to_software (view, view->failure);
  return G_SOURCE_REMOVE;
}

static gboolean
on_render (GtkGLArea *area, GdkGLContext *context, VitAtomView *view)
{
  VIT_TURN_PART ("raster", NULL);
  g_autoptr (GError) error = NULL;
  if (!view->renderer || view->failure ||
      vit_renderer_draw (view->renderer, vit_atom_view_update_list (view), &error))
    return TRUE;
  view->failure = g_strdup (error->message);
  g_idle_add_full (G_PRIORITY_DEFAULT, on_draw_failed, g_object_ref (view), g_object_unref);
  return TRUE;
}

void
vit_atom_view_add_area (VitAtomView *view)
{
  if (vit_software_gl_is_known (gdk_display_get_default ()))
    {
      paint_in_software (view);
      return;
    }
  view->area = gtk_gl_area_new ();
  gtk_gl_area_set_has_depth_buffer (GTK_GL_AREA (view->area), TRUE);
  gtk_gl_area_set_auto_render (GTK_GL_AREA (view->area), FALSE);
  gtk_widget_set_can_target (view->area, FALSE);
  g_signal_connect (view->area, "create-context", G_CALLBACK (on_create_context), view);
  g_signal_connect (view->area, "realize", G_CALLBACK (on_realize), view);
  g_signal_connect (view->area, "unrealize", G_CALLBACK (on_unrealize), view);
  g_signal_connect (view->area, "render", G_CALLBACK (on_render), view);
  gtk_widget_set_parent (view->area, GTK_WIDGET (view));
}
