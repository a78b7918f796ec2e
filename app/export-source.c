#include "app/export-source.h"

#include "ui/views/chart-view.h"

void
vit_export_source_ref (VitExportSource *source)
{
  g_object_ref (source->session);
  for (int i = 0; i < source->n; i++)
    if (source->runs[i])
      g_object_ref (source->runs[i]);
}

void
vit_export_source_unref (VitExportSource *source)
{
  for (int i = 0; i < source->n; i++)
    g_clear_object (&source->runs[i]);
  g_clear_object (&source->session);
}

VitFigure *
vit_export_source_make_figure (const VitExportSource *source,
                               VitDeriver *deriver,
                               double time,
                               bool playhead,
                               bool dark,
                               GError **error)
{
  VitFigure *children[VIT_EXPORT_MAX_FIGURES];
  int n = 0;
  for (int i = 0; i < source->n; i++)
    {
      g_autoptr (GPtrArray) runs = g_ptr_array_new ();
      g_autoptr (GError) one = NULL;
      VitGalleryRequest request = { 0 };
      if (source->runs[i])
        g_ptr_array_add (runs, source->runs[i]);
      vit_session_fill_request (source->session, &request, runs);
      if (deriver)
        request.deriver = deriver;
      request.time = time;
      request.playhead = playhead;
      request.dark = dark;
      VitFigure *figure = vit_gallery_make (source->names[i], &request, &one);
      if (figure)
        children[n++] = figure;
      else if (source->n == 1)
        g_propagate_error (error, g_steal_pointer (&one));
    }
  if (n == 0)
    {
      if (error && !*error)
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "There is nothing to export yet.");
      return NULL;
    }
  return n == 1 ? children[0] : vit_figure_new_page (children, n, 2);
}
