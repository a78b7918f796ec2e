#include <string.h>

#include "app/page-cards.h"
#include "app/page-heights.h"
#include "app/page-views.h"
#include "ui/gallery/figure-spec.h"
#include "ui/panels/option-bar.h"
#include "ui/panels/scroll-focus.h"

G_DEFINE_FINAL_TYPE (VitPage, vit_page, GTK_TYPE_WIDGET)

/* ---- Building ---- */

static void
show_nothing (VitPage *self)
{
  GtkWidget *label = gtk_label_new ("No run is shown. Add one, or tick one on the left.");
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (label, "caption");
  gtk_grid_attach (GTK_GRID (self->rows[0]), label, 0, 0, 1, 1);
  for (int r = 1; r < self->n_rows; r++)
    gtk_widget_set_visible (self->rows[r], FALSE);
}

static void
on_structure_option (VitStudy *study, const char *group, const char *key, VitPage *self)
{
  if (strcmp (key, "baseline") == 0 && vit_session_get_n_shown (self->session) > 0)
    vit_page_set_heights (self);
}

static void
add_nothing (void *data)
{
  show_nothing (data);
}

/* Queue the views, each a piece: rows have their heights before, and all are there when the page is
 * laid out. */
static void
add_cards (VitPage *self)
{
  guint n = self->session ? vit_session_get_n_shown (self->session) : 0;
  if (n == 0)
    {
      vit_turn_queue_add (self->building, add_nothing, self, NULL);
      vit_page_update_turntable (self);
      return;
    }
  for (int r = 0; r < self->n_rows; r++)
    for (int k = 0; k < VIT_PAGE_MAX_VIEWS && self->spec->rows[r][k].name; k++)
      {
        const VitPageView *view = &self->spec->rows[r][k];
        /* Two by two on the page of a lone run. */
        gboolean up = self->spec->lone_up && n == 1 && r == self->n_rows - 1 && k == 0;
        switch (vit_gallery_find (view->name)->view)
          {
          case VIT_VIEW_MAPS:
            vit_page_add_slices (self, r, view->name);
            break;
          case VIT_VIEW_MEASURES:
            vit_page_add_measures (self, r, view->name);
            break;
          case VIT_VIEW_DIFFERENCE:
            vit_page_add_difference (self, r, view->name);
            break;
          case VIT_VIEW_INDICATOR:
            vit_page_add_indicator (self, r, view->name);
            break;
          case VIT_VIEW_CHART:
            vit_page_add_chart (self, up ? 0 : r, view->name);
            break;
          }
      }
  vit_page_set_heights (self);
  vit_page_update_turntable (self);
}

void
vit_page_build (VitPage *self)
{
  self->missing = !gtk_widget_get_mapped (GTK_WIDGET (self));
  vit_turn_queue_clear (self->building);
  if (self->missing)
    vit_page_remove_cards_slowly (self);
  else
    {
      vit_page_replace_cards (self);
      add_cards (self);
    }
}

/* All pages at once would block the window. */
static void
vit_page_map (GtkWidget *widget)
{
  VitPage *self = VIT_PAGE (widget);
  GTK_WIDGET_CLASS (vit_page_parent_class)->map (widget);
  if (self->missing && self->session)
    vit_page_build (self);
}

static gboolean
shows_view (VitPage *self, VitFigureView view)
{
  for (int r = 0; r < self->n_rows; r++)
    for (int k = 0; k < VIT_PAGE_MAX_VIEWS && self->spec->rows[r][k].name; k++)
      if (vit_gallery_find (self->spec->rows[r][k].name)->view == view)
        return TRUE;
  return FALSE;
}

/* Make other views for another run in the maps of plasticity, or another number of Δt. */
static void
on_plasticity_option (VitStudy *study, const char *group, const char *key, VitPage *self)
{
  if (strcmp (key, "run") != 0 && strcmp (key, "second-interval") != 0 &&
      strcmp (key, "third-interval") != 0)
    return;
  if (shows_view (self, VIT_VIEW_MEASURES) ||
      (shows_view (self, VIT_VIEW_INDICATOR) && strcmp (key, "run") == 0))
    vit_page_build (self);
}

/* A preset was chosen, or the maps of another page were turned or shifted. */
static void
on_view_option (VitStudy *study, const char *group, const char *key, VitPage *self)
{
  if (strcmp (key, "camera") == 0)
    vit_page_take_camera (self);
}

/* They stand in the inspector since they were shown. */
static void
drop_options (VitPage *self)
{
  if (self->options && gtk_widget_get_parent (self->options))
    gtk_widget_unparent (self->options);
  g_clear_object (&self->options);
}

/* The options, in sections by the figures of the page. */
static void
make_options (VitPage *self)
{
  const VitFigureSpec *figures[VIT_PAGE_MAX_ROWS * VIT_PAGE_MAX_VIEWS];
  gsize n = 0;
  if (self->options || !self->session || !self->spec->options)
    return;
  self->options = g_object_ref_sink (self->spec->options (self->session));
  for (int r = 0; r < self->n_rows; r++)
    for (int k = 0; k < VIT_PAGE_MAX_VIEWS && self->spec->rows[r][k].name; k++)
      figures[n++] = vit_gallery_find (self->spec->rows[r][k].name);
  self->has_common = vit_option_bar_arrange (self->options, figures, n);
}

void
vit_page_set_session (VitPage *self, VitSession *session)
{
  g_return_if_fail (VIT_IS_PAGE (self));
  vit_page_leave_session (self);
  g_set_object (&self->session, session);
  g_signal_group_set_target (self->session_signals, session);
  g_signal_group_set_target (self->study_signals, session ? vit_session_get_study (session) : NULL);
  /* Made anew when the page is seen. */
  drop_options (self);
  self->has_common = false;
  vit_page_build (self);
}

/* ---- The page as a whole ---- */

const VitPageSpec *
vit_page_get_spec (VitPage *self)
{
  g_return_val_if_fail (VIT_IS_PAGE (self), NULL);
  return self->spec;
}

GtkWidget *
vit_page_get_options (VitPage *self)
{
  g_return_val_if_fail (VIT_IS_PAGE (self), NULL);
  make_options (self);
  return self->options;
}

const char *
vit_page_get_options_title (VitPage *self)
{
  g_return_val_if_fail (VIT_IS_PAGE (self), NULL);
  make_options (self);
  const char *title = self->spec->options_title ? self->spec->options_title : self->spec->title;
  return self->has_common ? title : NULL;
}

gboolean
vit_page_has_map (VitPage *self)
{
  g_return_val_if_fail (VIT_IS_PAGE (self), FALSE);
  return shows_view (self, VIT_VIEW_MAPS) || shows_view (self, VIT_VIEW_MEASURES) ||
         shows_view (self, VIT_VIEW_DIFFERENCE) || shows_view (self, VIT_VIEW_INDICATOR);
}

gboolean
vit_page_compares (VitPage *self)
{
  g_return_val_if_fail (VIT_IS_PAGE (self), FALSE);
  return shows_view (self, VIT_VIEW_DIFFERENCE);
}

VitExportSource
vit_page_get_source (VitPage *self)
{
  VitExportSource source = { .session = self->session,
                             .name = self->spec->name,
                             .first_map = self->first_map,
                             .n_maps = VIT_PAGE_MAX_MAPS };
  for (int r = 0; r < self->n_rows; r++)
    for (int k = 0; k < VIT_PAGE_MAX_VIEWS && self->spec->rows[r][k].name; k++)
      if (source.n < VIT_EXPORT_MAX_FIGURES)
        source.names[source.n++] = self->spec->rows[r][k].name;
  return source;
}

static void
vit_page_dispose (GObject *object)
{
  VitPage *self = VIT_PAGE (object);
  if (self->turning)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->turning);
  self->turning = 0;
  g_clear_weak_pointer (&self->watched);
  g_clear_pointer (&self->building, vit_turn_queue_free);
  g_clear_object (&self->session_signals);
  g_clear_object (&self->study_signals);
  self->focus = NULL; /* the inspector may be gone */
  if (self->scroller)
    vit_page_remove_cards (self);
  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  g_clear_pointer (&self->frames, g_ptr_array_unref);
  g_clear_pointer (&self->maps, g_ptr_array_unref);
  drop_options (self);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (vit_page_parent_class)->dispose (object);
}

/* Texts may have become larger. */
static void
vit_page_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  VitPage *self = VIT_PAGE (widget);
  GTK_WIDGET_CLASS (vit_page_parent_class)->css_changed (widget, change);
  if (self->session && self->n_rows > 0)
    vit_page_set_heights (self);
}

static void
vit_page_class_init (VitPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vit_page_dispose;
  GTK_WIDGET_CLASS (klass)->css_changed = vit_page_css_changed;
  GTK_WIDGET_CLASS (klass)->map = vit_page_map;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "page");
  g_signal_new ("focus-changed", VIT_TYPE_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                0);
}

static void
vit_page_init (VitPage *self)
{
  self->building = vit_turn_queue_new (NULL, VIT_TURN_BEFORE_DRAWING, false);
  self->frames = g_ptr_array_new ();
  self->maps = g_ptr_array_new ();
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  gtk_widget_set_margin_start (self->box, 8);
  gtk_widget_set_margin_end (self->box, 8);
  gtk_widget_set_margin_top (self->box, 8);
  gtk_widget_set_margin_bottom (self->box, 8);
  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), self->box);
  vit_scroll_follow_focus (GTK_SCROLLED_WINDOW (self->scroller));
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
  self->session_signals = g_signal_group_new (VIT_TYPE_SESSION);
  g_signal_group_connect_swapped (self->session_signals, "shown-changed",
                                  G_CALLBACK (vit_page_build), self);
  g_signal_group_connect_swapped (self->session_signals, "results-changed",
                                  G_CALLBACK (vit_page_describe_charts), self);
  g_signal_group_connect_swapped (self->session_signals, "notify::turning",
                                  G_CALLBACK (vit_page_update_turntable), self);
  g_signal_connect (self, "map", G_CALLBACK (vit_page_update_turntable), NULL);
  g_signal_connect (self, "unmap", G_CALLBACK (vit_page_update_turntable), NULL);
  self->study_signals = g_signal_group_new (VIT_TYPE_STUDY);
  g_signal_group_connect (self->study_signals, "option-changed::plasticity",
                          G_CALLBACK (on_plasticity_option), self);
  g_signal_group_connect (self->study_signals, "option-changed::structure",
                          G_CALLBACK (on_structure_option), self);
  g_signal_group_connect (self->study_signals, "option-changed::view", G_CALLBACK (on_view_option),
                          self);
}

GtkWidget *
vit_page_new (const VitPageSpec *spec, const VitActionTable *actions)
{
  g_return_val_if_fail (spec && actions, NULL);
  VitPage *self = g_object_new (VIT_TYPE_PAGE, NULL);
  GtkWidget *rows = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  self->spec = spec;
  self->actions = actions;
  gtk_widget_set_vexpand (rows, TRUE);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER,
                                  spec->row_height > 0 ? GTK_POLICY_AUTOMATIC : GTK_POLICY_NEVER);
  while (self->n_rows < VIT_PAGE_MAX_ROWS && spec->rows[self->n_rows][0].name)
    {
      GtkWidget *row = gtk_grid_new ();
      gtk_grid_set_column_homogeneous (GTK_GRID (row), !spec->uneven);
      gtk_grid_set_column_spacing (GTK_GRID (row), 8);
      gtk_grid_set_row_spacing (GTK_GRID (row), 8);
      gtk_widget_set_vexpand (row, TRUE);
      gtk_box_append (GTK_BOX (rows), row);
      self->rows[self->n_rows++] = row;
    }
  gtk_box_append (GTK_BOX (self->box), rows);
  return GTK_WIDGET (self);
}
