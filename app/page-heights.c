#include "app/page-heights.h"

#include "core/results/plasticity-derivation.h"
#include "ui/style/theme.h"
#include "ui/views/chart-view.h"

int
vit_page_count_intervals (VitPage *self)
{
  size_t n;
  g_autofree double *intervals =
      vit_plasticity_dup_intervals (vit_session_get_analyses (self->session), &n);
  return (int) n;
}

void
vit_page_set_heights (VitPage *self)
{
  g_autoptr (GPtrArray) runs = g_ptr_array_new ();
  VitGalleryRequest request = { 0 };
  vit_session_fill_request (self->session, &request, runs);
  gboolean even = !self->spec->grows_with_runs;
  for (int r = 0; r < self->n_rows && self->spec->row_height > 0; r++)
    {
      const VitFigureSpec *figure = vit_gallery_find (self->spec->rows[r][0].name);
      request.n_runs = figure->paged ? MIN (runs->len, VIT_PAGE_MAX_MAPS) : runs->len;
      double lines = vit_gallery_count_lines (figure, &request);
      even = even && lines == 1;
      gtk_widget_set_size_request (
          self->rows[r], -1, (int) (self->spec->row_height * lines * vit_theme_get_text_scale ()));
    }
  /* A page that scrolls gives each row its own height. */
  gtk_box_set_homogeneous (GTK_BOX (gtk_widget_get_parent (self->rows[0])), even);
}
