#include "app/motion-page.h"

#include "app/export-dialog.h"
#include "ui/style/theme.h"
#include "ui/views/chart-view.h"
#include "ui/views/slice-view.h"
#include "ui/views/view-frame.h"

/* More slices than this in a row are too small to be looked at. */
#define MAX_SLICES 4

struct _VitMotionPage
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkWidget *top, *bottom;
  GPtrArray *frames; /* of VitViewFrame, borrowed */
  VitViewFrame *maximised;
  VitSession *session;
  GSignalGroup *session_signals;
};

G_DEFINE_FINAL_TYPE (VitMotionPage, vit_motion_page, GTK_TYPE_WIDGET)

/* ---- Heads of the views ---- */

static void
describe_slice (VitSliceView *view, VitViewFrame *frame)
{
  VitRun *run = vit_slice_view_get_run (view);
  g_autofree char *title = g_markup_escape_text (vit_run_get_label (run), -1);
  g_autofree char *subtitle = vit_slice_view_dup_subtitle (view);
  g_autofree char *message = vit_slice_view_dup_message (view);
  vit_view_frame_set_title (frame, title, subtitle);
  vit_view_frame_set_message (frame, message);
  vit_view_frame_set_busy (frame, vit_slice_view_is_busy (view));
}

static void
describe_chart (VitChartView *view, VitViewFrame *frame)
{
  vit_view_frame_set_message (frame, vit_chart_view_get_message (view));
}

/* ---- Maximising ---- */

static void
show_frames (VitMotionPage *self)
{
  for (guint i = 0; i < self->frames->len; i++)
    {
      VitViewFrame *frame = self->frames->pdata[i];
      gtk_widget_set_visible (GTK_WIDGET (frame), !self->maximised || frame == self->maximised);
      vit_view_frame_set_maximised (frame, frame == self->maximised);
    }
  bool in_top = self->maximised && gtk_widget_is_ancestor (GTK_WIDGET (self->maximised), self->top);
  gtk_widget_set_visible (self->top, !self->maximised || in_top);
  gtk_widget_set_visible (self->bottom, !self->maximised || !in_top);
}

static void
on_maximise (VitViewFrame *frame, VitMotionPage *self)
{
  self->maximised = self->maximised == frame ? NULL : frame;
  show_frames (self);
}

void
vit_motion_page_restore (VitMotionPage *self)
{
  g_return_if_fail (VIT_IS_MOTION_PAGE (self));
  self->maximised = NULL;
  show_frames (self);
}

/* ---- What a view exports ---- */

static VitExportSource
get_source (VitMotionPage *self, const char *name, VitRun *run)
{
  return (VitExportSource){ .session = self->session, .names = { name }, .n = 1, .runs = { run } };
}

typedef struct
{
  VitMotionPage *page;
  const char *name;
  GtkWidget *view;
} Exported;

/* NULL: all that are shown. */
static VitRun *
get_run (const Exported *exported)
{
  if (VIT_IS_SLICE_VIEW (exported->view))
    return vit_slice_view_get_run (VIT_SLICE_VIEW (exported->view));
  return vit_chart_view_get_run (VIT_CHART_VIEW (exported->view));
}

static void
free_exported (gpointer data, GClosure *closure)
{
  g_free (data);
}

static void
on_export (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  Exported *e = data;
  VitExportSource source = get_source (e->page, e->name, get_run (e));
  vit_export_figure (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (e->page))), &source, false);
}

static void
on_export_csv (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  Exported *e = data;
  VitExportSource source = get_source (e->page, e->name, get_run (e));
  vit_export_figure (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (e->page))), &source, true);
}

static void
on_export_movie (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  Exported *e = data;
  VitExportSource source = get_source (e->page, e->name, get_run (e));
  vit_export_movie (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (e->page))), &source);
}

static void
on_copy (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  Exported *e = data;
  VitExportSource source = get_source (e->page, e->name, get_run (e));
  vit_export_copy (GTK_WIDGET (e->page), &source);
}

static GSimpleActionGroup *
new_actions (VitMotionPage *self, const char *name, GtkWidget *view)
{
  static const struct
  {
    const char *name;
    void (*activate) (GSimpleAction *, GVariant *, gpointer);
  } actions[] = { { "export", on_export },
                  { "export-csv", on_export_csv },
                  { "export-movie", on_export_movie },
                  { "copy", on_copy } };
  GSimpleActionGroup *group = g_simple_action_group_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      g_autoptr (GSimpleAction) action = g_simple_action_new (actions[i].name, NULL);
      Exported *exported = g_new0 (Exported, 1);
      exported->page = self;
      exported->name = name;
      exported->view = view;
      g_signal_connect_data (action, "activate", G_CALLBACK (actions[i].activate), exported,
                             free_exported, 0);
      g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
    }
  return group;
}

/* ---- Building ---- */

static VitViewFrame *
add_view (VitMotionPage *self, GtkWidget *row, GtkWidget *view, const char *name, VitRun *run)
{
  GtkWidget *frame = vit_view_frame_new (view);
  g_autoptr (GSimpleActionGroup) actions = new_actions (self, name, view);
  gtk_widget_insert_action_group (frame, "view", G_ACTION_GROUP (actions));
  gtk_widget_set_hexpand (frame, TRUE);
  gtk_widget_set_vexpand (frame, TRUE);
  g_signal_connect (frame, "maximise", G_CALLBACK (on_maximise), self);
  gtk_box_append (GTK_BOX (row), frame);
  g_ptr_array_add (self->frames, frame);
  if (run)
    {
      VitRgba colour;
      vit_theme_get_run_colour (vit_session_get_run_index (self->session, run), &colour);
      const GdkRGBA rgba = { (float) colour.red, (float) colour.green, (float) colour.blue, 1 };
      vit_view_frame_set_colour (VIT_VIEW_FRAME (frame), &rgba);
    }
  return VIT_VIEW_FRAME (frame);
}

static void
add_slice (VitMotionPage *self, VitRun *run)
{
  GtkWidget *view = vit_slice_view_new (self->session, run);
  VitViewFrame *frame = add_view (self, self->top, view, "slice", run);
  g_signal_connect_object (view, "changed", G_CALLBACK (describe_slice), frame, 0);
  describe_slice (VIT_SLICE_VIEW (view), frame);
}

static GtkWidget *
add_chart (
    VitMotionPage *self, GtkWidget *row, const char *name, const char *title, const char *subtitle)
{
  GtkWidget *view = vit_chart_view_new (self->session, name, NULL);
  VitViewFrame *frame = add_view (self, row, view, name, NULL);
  vit_view_frame_set_title (frame, title, subtitle);
  g_signal_connect_object (view, "changed", G_CALLBACK (describe_chart), frame, 0);
  return view;
}

static void
on_evolution_chosen (GtkDropDown *choice, GParamSpec *pspec, VitChartView *view)
{
  VitMotionPage *self = g_object_get_data (G_OBJECT (view), "page");
  guint i = gtk_drop_down_get_selected (choice);
  if (i < vit_session_get_n_shown (self->session))
    vit_chart_view_set_run (view, vit_session_get_shown (self->session, i));
}

/* A heat map shows one run: which one is chosen in its head. */
static void
add_evolution (VitMotionPage *self)
{
  guint n = vit_session_get_n_shown (self->session);
  GtkWidget *view = add_chart (self, self->bottom, "evolution", "Evolution", NULL);
  g_object_set_data (G_OBJECT (view), "page", self);
  vit_chart_view_set_run (VIT_CHART_VIEW (view), vit_session_get_shown (self->session, n - 1));
  if (n < 2)
    return;
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  for (guint i = 0; i < n; i++)
    g_strv_builder_add (names, vit_run_get_label (vit_session_get_shown (self->session, i)));
  g_auto (GStrv) labels = g_strv_builder_end (names);
  GtkWidget *choice = gtk_drop_down_new_from_strings ((const char *const *) labels);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (choice), n - 1);
  gtk_widget_add_css_class (choice, "compact");
  gtk_widget_set_tooltip_text (choice, "The run whose evolution is shown");
  gtk_accessible_update_property (GTK_ACCESSIBLE (choice), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  "Run of the evolution", -1);
  g_signal_connect_object (choice, "notify::selected", G_CALLBACK (on_evolution_chosen), view, 0);
  VitViewFrame *frame = self->frames->pdata[self->frames->len - 1];
  vit_view_frame_add_control (frame, choice);
}

static void
clear (VitMotionPage *self)
{
  GtkWidget *child;
  g_ptr_array_set_size (self->frames, 0);
  self->maximised = NULL;
  while ((child = gtk_widget_get_first_child (self->top)))
    gtk_box_remove (GTK_BOX (self->top), child);
  while ((child = gtk_widget_get_first_child (self->bottom)))
    gtk_box_remove (GTK_BOX (self->bottom), child);
  gtk_widget_set_visible (self->top, TRUE);
  gtk_widget_set_visible (self->bottom, TRUE);
}

static void
build (VitMotionPage *self)
{
  clear (self);
  guint n = self->session ? vit_session_get_n_shown (self->session) : 0;
  if (n == 0)
    {
      gtk_widget_set_visible (self->bottom, FALSE);
      GtkWidget *label = gtk_label_new ("No run is shown. Add one, or tick one on the left.");
      gtk_widget_set_hexpand (label, TRUE);
      gtk_widget_add_css_class (label, "caption");
      gtk_box_append (GTK_BOX (self->top), label);
      return;
    }
  for (guint i = 0; i < MIN (n, MAX_SLICES); i++)
    add_slice (self, vit_session_get_shown (self->session, i));
  if (n == 1)
    /* Two by two. */
    add_chart (self, self->top, "distribution", "Distribution", NULL);
  else
    add_chart (self, self->bottom, "distribution", "Distribution", NULL);
  add_evolution (self);
  add_chart (self, self->bottom, "la-fraction", "LA fraction", NULL);
}

void
vit_motion_page_set_session (VitMotionPage *self, VitSession *session)
{
  g_return_if_fail (VIT_IS_MOTION_PAGE (self));
  clear (self);
  g_set_object (&self->session, session);
  g_signal_group_set_target (self->session_signals, session);
  build (self);
}

/* ---- The page as a whole ---- */

static VitExportSource
page_source (VitMotionPage *self)
{
  static const char *const names[] = { "slice", "distribution", "evolution", "la-fraction" };
  VitExportSource source = { .session = self->session, .n = G_N_ELEMENTS (names) };
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    source.names[i] = names[i];
  return source;
}

static GtkWindow *
get_window (VitMotionPage *self)
{
  return GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
}

void
vit_motion_page_export (VitMotionPage *self)
{
  VitExportSource source = page_source (self);
  vit_export_figure (get_window (self), &source, false);
}

void
vit_motion_page_export_movie (VitMotionPage *self)
{
  VitExportSource source = page_source (self);
  vit_export_movie (get_window (self), &source);
}

void
vit_motion_page_export_filmstrip (VitMotionPage *self)
{
  VitExportSource source = get_source (self, "filmstrip", NULL);
  vit_export_figure (get_window (self), &source, false);
}

void
vit_motion_page_copy (VitMotionPage *self)
{
  VitExportSource source = page_source (self);
  vit_export_copy (GTK_WIDGET (self), &source);
}

static void
vit_motion_page_dispose (GObject *object)
{
  VitMotionPage *self = VIT_MOTION_PAGE (object);
  g_clear_object (&self->session_signals);
  if (self->box)
    clear (self);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_pointer (&self->frames, g_ptr_array_unref);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (vit_motion_page_parent_class)->dispose (object);
}

static void
vit_motion_page_class_init (VitMotionPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vit_motion_page_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "motion-page");
}

static GtkWidget *
new_row (void)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  gtk_widget_set_vexpand (row, TRUE);
  return row;
}

static void
vit_motion_page_init (VitMotionPage *self)
{
  self->frames = g_ptr_array_new ();
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  gtk_box_set_homogeneous (GTK_BOX (self->box), TRUE);
  gtk_widget_set_margin_start (self->box, 8);
  gtk_widget_set_margin_end (self->box, 8);
  gtk_widget_set_margin_top (self->box, 8);
  gtk_widget_set_margin_bottom (self->box, 8);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  self->top = new_row ();
  self->bottom = new_row ();
  gtk_box_append (GTK_BOX (self->box), self->top);
  gtk_box_append (GTK_BOX (self->box), self->bottom);
  self->session_signals = g_signal_group_new (VIT_TYPE_SESSION);
  g_signal_group_connect_swapped (self->session_signals, "shown-changed", G_CALLBACK (build), self);
}
