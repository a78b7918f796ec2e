#include "ui/views/view-frame.h"

#include "core/results/symbol.h"
#include "ui/style/run-colour.h"
#include "ui/views/view-head.h"

struct _VitViewFrame
{
  GtkWidget parent_instance;

  GtkWidget *box, *head;
  GtkWidget *dot;
  GtkLabel *title;
  GtkLabel *subtitle;
  GtkWidget *controls;
  GtkSpinner *spinner;
  GtkWidget *work; /* button */
  GtkProgressBar *progress;
  GtkMenuButton *menu;
  GMenuModel *menu_model; /* nullable */
  GtkButton *maximise;
  GtkWidget *overlay;
  GtkWidget *message_box;
  GtkLabel *message;
  char *title_text, *subtitle_text, *tooltip; /* nullable: markup */
  GtkWidget *view;
  guint dimming;   /* source that dims the view */
  VitStudy *study; /* nullable: of @run */
  VitRun *run;     /* nullable: the dot has its colour */
};

enum
{
  MAXIMISE,
  WORK_TOGGLED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VitViewFrame, vit_view_frame, GTK_TYPE_WIDGET)

static void
draw_dot (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  VitViewFrame *self = data;
  if (!self->run)
    return;
  VitRgba colour = vit_run_colour_get (self->study, self->run, vit_theme_get_current ()->dark);
  cairo_set_source_rgb (cr, colour.red, colour.green, colour.blue);
  cairo_arc (cr, width / 2.0, height / 2.0, 5, 0, 2 * G_PI);
  cairo_fill (cr);
}

static void
on_maximise_clicked (VitViewFrame *self)
{
  g_signal_emit (self, signals[MAXIMISE], 0);
}

static void
on_work_clicked (VitViewFrame *self)
{
  g_signal_emit (self, signals[WORK_TOGGLED], 0);
}

static void
on_head_pressed (VitViewFrame *self, int n_press)
{
  if (n_press == 2)
    g_signal_emit (self, signals[MAXIMISE], 0);
}

/* Tooltips are made when they are asked for: GTK asks the X server for the pointer whenever one is
 * set. */
static gboolean
on_query_tooltip (
    GtkWidget *widget, int x, int y, gboolean by_keyboard, GtkTooltip *tooltip, gpointer data)
{
  VitViewFrame *self = data;
  const char *markup = widget == GTK_WIDGET (self) ? self->tooltip : self->subtitle_text;
  g_autofree char *symbols = widget == GTK_WIDGET (self->title) && self->title_text
                                 ? vit_symbol_explain (self->title_text)
                                 : NULL;
  g_autofree char *words = symbols ? g_strconcat (symbols, VIT_SYMBOL_MORE, NULL) : NULL;
  if (words)
    gtk_tooltip_set_markup (tooltip, words);
  else if (widget == GTK_WIDGET (self->title))
    gtk_tooltip_set_text (tooltip, gtk_label_get_text (self->title));
  else
    gtk_tooltip_set_markup (tooltip, markup);
  return widget == GTK_WIDGET (self->title) || markup;
}

static GtkWidget *
new_head_bar (VitViewFrame *self)
{
  self->dot = gtk_drawing_area_new ();
  gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (self->dot), 12);
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (self->dot), 12);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (self->dot), draw_dot, self, NULL);
  gtk_widget_set_valign (self->dot, GTK_ALIGN_CENTER);
  gtk_widget_set_visible (self->dot, FALSE);

  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  GtkWidget *head = self->head = vit_view_head_new (self->dot, buttons);
  self->title = vit_view_head_get_title (VIT_VIEW_HEAD (head));
  self->subtitle = vit_view_head_get_subtitle (VIT_VIEW_HEAD (head));
  gtk_widget_set_has_tooltip (GTK_WIDGET (self->title), TRUE);
  g_signal_connect (self->title, "query-tooltip", G_CALLBACK (on_query_tooltip), self);
  g_signal_connect (self->subtitle, "query-tooltip", G_CALLBACK (on_query_tooltip), self);
  g_signal_connect (self, "query-tooltip", G_CALLBACK (on_query_tooltip), self);

  self->spinner = GTK_SPINNER (gtk_spinner_new ());
  gtk_box_append (GTK_BOX (buttons), GTK_WIDGET (self->spinner));
  self->work = gtk_button_new ();
  gtk_button_set_has_frame (GTK_BUTTON (self->work), FALSE);
  gtk_widget_set_visible (self->work, FALSE);
  g_signal_connect_swapped (self->work, "clicked", G_CALLBACK (on_work_clicked), self);
  gtk_box_append (GTK_BOX (buttons), self->work);
  self->controls = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 2);
  gtk_box_append (GTK_BOX (buttons), self->controls);

  self->menu = GTK_MENU_BUTTON (gtk_menu_button_new ());
  gtk_menu_button_set_icon_name (self->menu, "document-save-as-symbolic");
  gtk_menu_button_set_has_frame (self->menu, FALSE);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->menu), "Export this view");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->menu), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  "Export this view", -1);
  gtk_box_append (GTK_BOX (buttons), GTK_WIDGET (self->menu));

  self->maximise = GTK_BUTTON (gtk_button_new ());
  gtk_button_set_has_frame (self->maximise, FALSE);
  g_signal_connect_swapped (self->maximise, "clicked", G_CALLBACK (on_maximise_clicked), self);
  gtk_box_append (GTK_BOX (buttons), GTK_WIDGET (self->maximise));
  vit_view_frame_set_maximised (self, FALSE);

  GtkGesture *click = gtk_gesture_click_new ();
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (on_head_pressed), self);
  gtk_widget_add_controller (head, GTK_EVENT_CONTROLLER (click));
  return head;
}

static GtkWidget *
new_message_box (VitViewFrame *self)
{
  self->message_box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_set_halign (self->message_box, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (self->message_box, GTK_ALIGN_CENTER);
  gtk_widget_set_can_target (self->message_box, FALSE);
  gtk_widget_set_visible (self->message_box, FALSE);
  gtk_widget_add_css_class (self->message_box, "view-message");
  self->message = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->message, TRUE);
  gtk_label_set_justify (self->message, GTK_JUSTIFY_CENTER);
  gtk_label_set_max_width_chars (self->message, 44);
  gtk_box_append (GTK_BOX (self->message_box), GTK_WIDGET (self->message));
  return self->message_box;
}

/* Later: to make a menu takes longer than to make all else of a frame. Only for actions without
 * keys: GTK 4.8 complains where keys change of a menu that was made while it was being opened. */
static void
fill_menu (GtkMenuButton *button, gpointer data)
{
  VitViewFrame *self = data;
  if (!gtk_menu_button_get_menu_model (button))
    gtk_menu_button_set_menu_model (button, self->menu_model);
}

GtkWidget *
vit_view_frame_new (GtkWidget *view, GMenuModel *menu)
{
  g_return_val_if_fail (GTK_IS_WIDGET (view), NULL);

  VitViewFrame *self = g_object_new (VIT_TYPE_VIEW_FRAME, NULL);
  self->view = view;
  gtk_widget_set_hexpand (view, TRUE);
  gtk_widget_set_vexpand (view, TRUE);
  gtk_overlay_set_child (GTK_OVERLAY (self->overlay), view);
  g_set_object (&self->menu_model, menu);
  if (menu)
    gtk_menu_button_set_create_popup_func (self->menu, fill_menu, self, NULL);
  return GTK_WIDGET (self);
}

GtkWidget *
vit_view_frame_get_view (VitViewFrame *self)
{
  g_return_val_if_fail (VIT_IS_VIEW_FRAME (self), NULL);
  return self->view;
}

GtkWidget *
vit_view_frame_get_head (VitViewFrame *self)
{
  g_return_val_if_fail (VIT_IS_VIEW_FRAME (self), NULL);
  return self->head;
}

/* While the playhead moves the subtitle changes with every picture: what has not changed is left
 * alone, as the head would be laid out anew. */
static void
show_subtitle (VitViewFrame *self, const char *subtitle)
{
  if (g_strcmp0 (subtitle, self->subtitle_text) == 0)
    return;
  g_free (self->subtitle_text);
  self->subtitle_text = g_strdup (subtitle);
  gtk_label_set_markup (self->subtitle, subtitle ? subtitle : "");
  gtk_widget_set_has_tooltip (GTK_WIDGET (self->subtitle), subtitle != NULL);
}

void
vit_view_frame_set_title (VitViewFrame *self, const char *title, const char *subtitle)
{
  g_return_if_fail (VIT_IS_VIEW_FRAME (self));
  show_subtitle (self, subtitle);
  if (g_strcmp0 (title, self->title_text) == 0)
    return;
  g_free (self->title_text);
  self->title_text = g_strdup (title);
  /* Pango 1.50 confuses the sizes of <sub> in a label that is ellipsised: write them as spans. */
  g_autoptr (GString) markup = g_string_new (title);
  g_string_replace (markup, "<sub>", "<span size='72%' rise='-2200'>", 0);
  g_string_replace (markup, "</sub>", "</span>", 0);
  gtk_label_set_markup (self->title, markup->str);
  glong length = g_utf8_strlen (gtk_label_get_text (self->title), -1);
  gtk_label_set_width_chars (self->title, (int) MIN (length, 5));
}

void
vit_view_frame_set_tooltip (VitViewFrame *self, const char *markup)
{
  g_return_if_fail (VIT_IS_VIEW_FRAME (self));
  g_free (self->tooltip);
  self->tooltip = g_strdup (markup);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), markup != NULL);
}

void
vit_view_frame_set_run (VitViewFrame *self, VitStudy *study, VitRun *run)
{
  g_return_if_fail (VIT_IS_VIEW_FRAME (self) && VIT_IS_STUDY (study) && VIT_IS_RUN (run));
  g_set_object (&self->study, study);
  g_set_object (&self->run, run);
  gtk_widget_set_visible (self->dot, TRUE);
  g_signal_connect_object (run, "notify::colour", G_CALLBACK (gtk_widget_queue_draw), self->dot,
                           G_CONNECT_SWAPPED);
}

void
vit_view_frame_set_message (VitViewFrame *self, const char *message)
{
  g_return_if_fail (VIT_IS_VIEW_FRAME (self));
  if (message)
    gtk_label_set_text (self->message, message);
  gtk_widget_set_valign (self->message_box, GTK_ALIGN_CENTER);
  gtk_widget_set_visible (self->message_box, message != NULL);
}

void
vit_view_frame_keep_free (VitViewFrame *self, int end)
{
  g_return_if_fail (VIT_IS_VIEW_FRAME (self));
  gtk_widget_set_margin_end (self->message_box, end);
}

void
vit_view_frame_set_note (VitViewFrame *self, const char *note)
{
  g_return_if_fail (VIT_IS_VIEW_FRAME (self) && note);
  vit_view_frame_set_message (self, note);
  gtk_widget_set_valign (self->message_box, GTK_ALIGN_START);
}

static gboolean
on_patience_over (gpointer data)
{
  VitViewFrame *self = data;
  self->dimming = 0;
  gtk_widget_set_opacity (self->view, VIT_VIEW_FRAME_DIMMED);
  return G_SOURCE_REMOVE;
}

void
vit_view_frame_set_busy (VitViewFrame *self, gboolean busy)
{
  g_return_if_fail (VIT_IS_VIEW_FRAME (self));
  gtk_spinner_set_spinning (self->spinner, busy);
  if (!busy)
    {
      g_clear_handle_id (&self->dimming, g_source_remove);
      gtk_widget_set_opacity (self->view, 1);
    }
  else if (self->dimming == 0 && gtk_widget_get_opacity (self->view) >= 1)
    self->dimming = g_timeout_add (VIT_VIEW_FRAME_PATIENCE, on_patience_over, self);
}

void
vit_view_frame_set_work (VitViewFrame *self, double fraction, gboolean stopped)
{
  g_return_if_fail (VIT_IS_VIEW_FRAME (self));
  const char *what = stopped ? "Go on computing" : "Stop computing";
  gboolean shown = fraction >= 0 || stopped;
  gtk_widget_set_visible (GTK_WIDGET (self->progress), fraction >= 0);
  gtk_progress_bar_set_fraction (self->progress, CLAMP (fraction, 0, 1));
  if (shown)
    {
      gtk_button_set_icon_name (GTK_BUTTON (self->work), stopped ? "media-playback-start-symbolic"
                                                                 : "process-stop-symbolic");
      gtk_widget_set_tooltip_text (self->work, what);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->work), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      what, -1);
    }
  gtk_widget_set_visible (self->work, shown);
}

void
vit_view_frame_set_maximised (VitViewFrame *self, gboolean maximised)
{
  g_return_if_fail (VIT_IS_VIEW_FRAME (self));
  const char *what = maximised ? "Show all views" : "Show this view alone";
  gtk_button_set_icon_name (self->maximise,
                            maximised ? "view-restore-symbolic" : "view-fullscreen-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->maximise),
                               maximised ? "Show all views ({win.restore-views})"
                                         : "Show this view alone");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->maximise), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  what, -1);
}

void
vit_view_frame_add_control (VitViewFrame *self, GtkWidget *control)
{
  g_return_if_fail (VIT_IS_VIEW_FRAME (self));
  gtk_box_append (GTK_BOX (self->controls), control);
}

static void
vit_view_frame_dispose (GObject *object)
{
  VitViewFrame *self = VIT_VIEW_FRAME (object);
  g_clear_handle_id (&self->dimming, g_source_remove);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->menu_model);
  g_clear_object (&self->study);
  g_clear_object (&self->run);
  G_OBJECT_CLASS (vit_view_frame_parent_class)->dispose (object);
}

static void
vit_view_frame_finalize (GObject *object)
{
  VitViewFrame *self = VIT_VIEW_FRAME (object);
  g_free (self->title_text);
  g_free (self->subtitle_text);
  g_free (self->tooltip);
  G_OBJECT_CLASS (vit_view_frame_parent_class)->finalize (object);
}

static void
vit_view_frame_class_init (VitViewFrameClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vit_view_frame_dispose;
  G_OBJECT_CLASS (klass)->finalize = vit_view_frame_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "view-frame");
  signals[WORK_TOGGLED] = g_signal_new ("work-toggled", VIT_TYPE_VIEW_FRAME, G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[MAXIMISE] = g_signal_new ("maximise", VIT_TYPE_VIEW_FRAME, G_SIGNAL_RUN_LAST, 0, NULL,
                                    NULL, NULL, G_TYPE_NONE, 0);
}

static void
vit_view_frame_init (VitViewFrame *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_box_append (GTK_BOX (self->box), new_head_bar (self));
  self->overlay = gtk_overlay_new ();
  gtk_box_append (GTK_BOX (self->box), self->overlay);
  gtk_overlay_add_overlay (GTK_OVERLAY (self->overlay), new_message_box (self));
  self->progress = GTK_PROGRESS_BAR (gtk_progress_bar_new ());
  gtk_widget_set_valign (GTK_WIDGET (self->progress), GTK_ALIGN_START);
  gtk_widget_set_can_target (GTK_WIDGET (self->progress), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), FALSE);
  gtk_overlay_add_overlay (GTK_OVERLAY (self->overlay), GTK_WIDGET (self->progress));
}

char *
vit_view_frame_dup_topic_at (VitViewFrame *self, GtkWidget *picked)
{
  g_return_val_if_fail (VIT_IS_VIEW_FRAME (self), NULL);
  bool on_title = picked == GTK_WIDGET (self->title) && self->title_text;
  return on_title ? vit_symbol_find_topic (self->title_text) : NULL;
}
