#include "app/manual-window.h"

#include <stdbool.h>
#include <string.h>

#include "app/text-clamp.h"
#include "core/base/error.h"
#include "core/base/turns.h"
#include "ui/manual/manual.h"
#include "ui/panels/text-box.h"
#include "ui/style/theme.h"

#define MARGIN 24

/* Width of a line that is read easily, in pixels at the usual size of text. */
#define LINE 680

/* Of the contents, pixels at the usual size of text. */
#define SIDE 230

/* Of the window that opens, pixels: a small screen has room for it. */
#define WIDEST 1180
#define HEIGHT 740

/* Blocks that are made in a turn of the main loop. */
#define BLOCKS_A_TURN 12

#define MOST_HITS 60

#define VIT_TYPE_MANUAL_WINDOW (vit_manual_window_get_type ())
G_DECLARE_FINAL_TYPE (VitManualWindow, vit_manual_window, VIT, MANUAL_WINDOW, GtkWindow)

/* Where one was. */
typedef struct
{
  guint page;
  double scroll;
} Visit;

struct _VitManualWindow
{
  GtkWindow parent_instance;

  VitManual *manual;
  GtkWidget *back, *forward, *contents_button;
  GtkWidget *side, *search, *contents, *hits, *side_stack;
  GtkWidget *scroller, *text;
  GArray *before, *after; /* element-type Visit */
  guint page;
  GtkWidget **widgets; /* of the blocks of the page; NULL for those that are to be made */
  guint n_made;
  guint making; /* source, or 0 */
  int goal;     /* block that is to be at the top; −1: @goal_scroll */
  double goal_scroll;
  guint arriving; /* tick callback, or 0 */
  char *marked;   /* nullable: words that are marked */
};

G_DEFINE_FINAL_TYPE (VitManualWindow, vit_manual_window, GTK_TYPE_WINDOW)

static VitManualWindow *shown;

static void go (VitManualWindow *self, guint page, int block, double scroll);

/* Pixels at the size of text that is used. */
static int
scale (int pixels)
{
  return (int) (pixels * vit_theme_get_text_scale ());
}

static GtkAdjustment *
get_scroll (VitManualWindow *self)
{
  return gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller));
}

static const VitManualPage *
get_page (VitManualWindow *self, guint page)
{
  return vit_manual_list (self->manual)->pdata[page];
}

/* ---- The way ---- */

static void
follow_way (VitManualWindow *self)
{
  gtk_widget_set_sensitive (self->back, self->before->len > 0);
  gtk_widget_set_sensitive (self->forward, self->after->len > 0);
}

static Visit
get_visit (VitManualWindow *self)
{
  return (Visit){ self->page, gtk_adjustment_get_value (get_scroll (self)) };
}

/* Go to a place, from where one can go back. */
static void
visit (VitManualWindow *self, guint page, int block)
{
  Visit from = get_visit (self);
  if (self->widgets)
    g_array_append_val (self->before, from);
  g_array_set_size (self->after, 0);
  go (self, page, block, 0);
}

static void
step (VitManualWindow *self, GArray *from, GArray *to)
{
  if (from->len == 0)
    return;
  Visit here = get_visit (self), there = g_array_index (from, Visit, from->len - 1);
  g_array_set_size (from, from->len - 1);
  g_array_append_val (to, here);
  go (self, there.page, -1, there.scroll);
}

static void
on_back (VitManualWindow *self)
{
  step (self, self->before, self->after);
}

static void
on_forward (VitManualWindow *self)
{
  step (self, self->after, self->before);
}

static gboolean
on_link (GtkLabel *label, const char *url, VitManualWindow *self)
{
  g_auto (VitManualPlace) place = vit_manual_follow (self->manual, self->page, url);
  if (place.page >= 0)
    visit (self, (guint) place.page,
           (int) vit_manual_find_block (self->manual, (guint) place.page, place.anchor));
  return TRUE;
}

static char *
find_picture (gconstpointer folder, const char *name, GError **error)
{
  return g_build_filename (folder, name, NULL);
}

/* ---- The page ---- */

/* What has been made has a place after the next layout. */
static gboolean
on_frame (GtkWidget *scroller, GdkFrameClock *clock, gpointer data)
{
  VitManualWindow *self = data;
  GtkAdjustment *scroll = get_scroll (self);
  graphene_rect_t place;
  guint n = vit_manual_get_blocks (self->manual, self->page)->len;
  if (self->n_made < n || gtk_widget_get_height (self->text) == 0)
    return G_SOURCE_CONTINUE;
  double to = self->goal_scroll;
  if (self->goal > 0)
    {
      if (!gtk_widget_compute_bounds (self->widgets[self->goal], self->text, &place) ||
          place.size.height == 0)
        return G_SOURCE_CONTINUE;
      to = (double) place.origin.y;
    }
  gtk_adjustment_set_value (scroll, to);
  self->arriving = 0;
  return G_SOURCE_REMOVE;
}

static void
arrive (VitManualWindow *self)
{
  if (self->arriving == 0)
    self->arriving = gtk_widget_add_tick_callback (self->scroller, on_frame, self, NULL);
}

static gboolean
make_blocks (gpointer data)
{
  VIT_TURN_PART ("manual", "blocks");
  VitManualWindow *self = data;
  const GPtrArray *blocks = vit_manual_get_blocks (self->manual, self->page);
  VitTextBox how = { G_CALLBACK (on_link), self, find_picture, vit_manual_get_folder (self->manual),
                     FALSE };
  for (guint end = MIN (self->n_made + BLOCKS_A_TURN, blocks->len); self->n_made < end;
       self->n_made++)
    {
      GtkWidget *block = vit_text_box_new_block (&how, blocks->pdata[self->n_made]);
      if (self->marked)
        vit_text_box_mark (block, self->marked);
      gtk_box_append (GTK_BOX (self->text), block);
      self->widgets[self->n_made] = block;
    }
  if (self->n_made < blocks->len)
    return G_SOURCE_CONTINUE;
  self->making = 0;
  return G_SOURCE_REMOVE;
}

static void
clear_page (VitManualWindow *self)
{
  GtkWidget *child;
  g_clear_handle_id (&self->making, g_source_remove);
  /* What goes has no keys; those of scrolling work on the page. */
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  if (!focus || gtk_widget_is_ancestor (focus, self->text))
    gtk_widget_grab_focus (self->text);
  while ((child = gtk_widget_get_first_child (self->text)))
    gtk_box_remove (GTK_BOX (self->text), child);
  g_clear_pointer (&self->widgets, g_free);
  self->n_made = 0;
}

/* The contents mark the page; its index has no row. */
static void
follow_contents (VitManualWindow *self)
{
  for (GtkWidget *row = gtk_widget_get_first_child (self->contents); row;
       row = gtk_widget_get_next_sibling (row))
    if (GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (row), "page")) == self->page)
      {
        gtk_list_box_select_row (GTK_LIST_BOX (self->contents), GTK_LIST_BOX_ROW (row));
        return;
      }
  gtk_list_box_unselect_all (GTK_LIST_BOX (self->contents));
}

static void
go (VitManualWindow *self, guint page, int block, double scroll)
{
  if (!self->widgets || page != self->page)
    {
      clear_page (self);
      self->page = page;
      self->widgets = g_new0 (GtkWidget *, vit_manual_get_blocks (self->manual, page)->len + 1);
      if (make_blocks (self) == G_SOURCE_CONTINUE)
        self->making = g_idle_add (make_blocks, self);
      g_autofree char *title =
          page == 0 ? g_strdup (get_page (self, 0)->title)
                    : g_strdup_printf ("%s – Manual of Vitrine", get_page (self, page)->title);
      gtk_window_set_title (GTK_WINDOW (self), title);
      gtk_adjustment_set_value (get_scroll (self), 0);
      follow_contents (self);
    }
  self->goal = block;
  self->goal_scroll = block > 0 ? 0 : scroll;
  follow_way (self);
  arrive (self);
}

/* ---- Contents and search ---- */

static GtkWidget *
new_side_label (const char *text, const char *class)
{
  GtkWidget *label = gtk_label_new (text);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (class)
    gtk_widget_add_css_class (label, class);
  return label;
}

static void
fill_contents (VitManualWindow *self)
{
  const GPtrArray *pages = vit_manual_list (self->manual);
  for (guint i = 0; i < pages->len; i++)
    {
      const VitManualPage *page = pages->pdata[i];
      const VitManualPage *former = i > 0 ? pages->pdata[i - 1] : NULL;
      GtkWidget *row = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
      g_object_set_data (G_OBJECT (row), "page", GUINT_TO_POINTER (i));
      if (former && g_strcmp0 (page->group, former->group) != 0)
        {
          GtkWidget *heading = new_side_label (page->group, "section-title");
          gtk_widget_set_margin_top (heading, 8);
          gtk_box_append (GTK_BOX (box), heading);
        }
      gtk_box_append (GTK_BOX (box), new_side_label (page->title, NULL));
      gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
      gtk_list_box_append (GTK_LIST_BOX (self->contents), row);
    }
}

static void
on_contents_activated (VitManualWindow *self, GtkListBoxRow *row)
{
  visit (self, GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (row), "page")), 0);
}

static void
on_hit_activated (VitManualWindow *self, GtkListBoxRow *row)
{
  guint page = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (row), "page"));
  visit (self, page, GPOINTER_TO_INT (g_object_get_data (G_OBJECT (row), "block")));
}

static void
add_hit (VitManualWindow *self, const VitManualHit *hit)
{
  GtkWidget *row = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  g_object_set_data (G_OBJECT (row), "page", GUINT_TO_POINTER (hit->page));
  g_object_set_data (G_OBJECT (row), "block", GINT_TO_POINTER ((int) hit->block));
  const char *title = get_page (self, hit->page)->title;
  g_autofree char *section = NULL;
  bool below = *hit->heading &&
               pango_parse_markup (hit->heading, -1, 0, NULL, &section, NULL, NULL) &&
               strcmp (section, title) != 0;
  g_autofree char *words = below ? g_strdup_printf ("%s: %s", title, section) : g_strdup (title);
  gtk_box_append (GTK_BOX (box), new_side_label (words, "heading"));
  gtk_box_append (GTK_BOX (box), new_side_label (hit->snippet, "caption"));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_append (GTK_LIST_BOX (self->hits), row);
}

static void
mark_all (VitManualWindow *self)
{
  for (guint i = 0; i < self->n_made; i++)
    vit_text_box_mark (self->widgets[i], self->marked);
}

static void
on_search_changed (VitManualWindow *self)
{
  VIT_TURN_PART ("manual", "search");
  g_autofree char *words =
      g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->search))));
  GtkListBoxRow *row;
  /* Rows alone: the placeholder is a child as well. */
  while ((row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->hits), 0)))
    gtk_list_box_remove (GTK_LIST_BOX (self->hits), GTK_WIDGET (row));
  g_free (self->marked);
  self->marked = g_utf8_strlen (words, -1) > 1 ? g_strdup (words) : NULL;
  mark_all (self);
  gtk_stack_set_visible_child_name (GTK_STACK (self->side_stack),
                                    self->marked ? "hits" : "contents");
  if (!self->marked)
    return;
  g_autoptr (GPtrArray) found = vit_manual_search (self->manual, words, MOST_HITS);
  for (guint i = 0; i < found->len; i++)
    add_hit (self, found->pdata[i]);
}

/* Enter goes to the first place that was found. */
static void
on_search_activated (VitManualWindow *self)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->hits), 0);
  if (row)
    on_hit_activated (self, row);
}

static void
on_search_stopped (VitManualWindow *self)
{
  if (*gtk_editable_get_text (GTK_EDITABLE (self->search)))
    gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  else
    gtk_window_close (GTK_WINDOW (self));
}

/* ---- Keys ---- */

static gboolean
on_key_pressed (GtkEventControllerKey *keys,
                guint keyval,
                guint code,
                GdkModifierType state,
                VitManualWindow *self)
{
  GdkModifierType held = state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SHIFT_MASK);
  if (held == GDK_ALT_MASK && keyval == GDK_KEY_Left)
    on_back (self);
  else if (held == GDK_ALT_MASK && keyval == GDK_KEY_Right)
    on_forward (self);
  else if (held == GDK_ALT_MASK && keyval == GDK_KEY_Home)
    visit (self, 0, 0);
  else if (held == GDK_CONTROL_MASK && keyval == GDK_KEY_f)
    {
      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->contents_button), TRUE);
      gtk_widget_grab_focus (self->search);
    }
  else if (held == GDK_CONTROL_MASK && keyval == GDK_KEY_w)
    gtk_window_close (GTK_WINDOW (self));
  else if (held == 0 && keyval == GDK_KEY_Escape)
    on_search_stopped (self);
  else
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

/* ---- The window ---- */

static GtkWidget *
new_button (const char *icon, const char *what, GCallback clicked, VitManualWindow *self)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);
  gtk_widget_set_tooltip_text (button, what);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, what, -1);
  g_signal_connect_swapped (button, "clicked", clicked, self);
  return button;
}

static GtkWidget *
new_header (VitManualWindow *self)
{
  GtkWidget *header = gtk_header_bar_new (), *way = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  self->back = new_button ("go-previous-symbolic", "Back (Alt+Left)", G_CALLBACK (on_back), self);
  self->forward =
      new_button ("go-next-symbolic", "Forward (Alt+Right)", G_CALLBACK (on_forward), self);
  gtk_widget_add_css_class (way, "linked");
  gtk_box_append (GTK_BOX (way), self->back);
  gtk_box_append (GTK_BOX (way), self->forward);
  gtk_header_bar_pack_start (GTK_HEADER_BAR (header), way);
  self->contents_button = gtk_toggle_button_new_with_label ("Contents");
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->contents_button), TRUE);
  gtk_widget_set_tooltip_text (self->contents_button, "Contents and search (Ctrl+F)");
  gtk_header_bar_pack_start (GTK_HEADER_BAR (header), self->contents_button);
  return header;
}

static GtkWidget *
new_list (GCallback activated, VitManualWindow *self)
{
  GtkWidget *list = gtk_list_box_new ();
  gtk_widget_add_css_class (list, "manual-list");
  g_signal_connect_swapped (list, "row-activated", activated, self);
  return list;
}

static GtkWidget *
new_scrolled (GtkWidget *child)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), child);
  /* Pictures would shrink to nothing. */
  gtk_scrollable_set_vscroll_policy (
      GTK_SCROLLABLE (gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (scroller))),
      GTK_SCROLL_NATURAL);
  gtk_widget_set_vexpand (scroller, TRUE);
  return scroller;
}

static GtkWidget *
new_side (VitManualWindow *self)
{
  self->side = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  self->search = gtk_search_entry_new ();
  self->side_stack = gtk_stack_new ();
  self->contents = new_list (G_CALLBACK (on_contents_activated), self);
  self->hits = new_list (G_CALLBACK (on_hit_activated), self);
  GtkWidget *nothing = gtk_label_new ("The manual does not have these words.");
  gtk_label_set_wrap (GTK_LABEL (nothing), TRUE);
  gtk_widget_set_margin_top (nothing, 12);
  gtk_list_box_set_placeholder (GTK_LIST_BOX (self->hits), nothing);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->search), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  "Search the manual", -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->contents), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  "Contents", -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->hits), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  "Found", -1);
  gtk_stack_add_named (GTK_STACK (self->side_stack), new_scrolled (self->contents), "contents");
  gtk_stack_add_named (GTK_STACK (self->side_stack), new_scrolled (self->hits), "hits");
  gtk_widget_set_margin_top (self->search, 8);
  gtk_widget_set_margin_start (self->search, 8);
  gtk_widget_set_margin_end (self->search, 8);
  gtk_widget_set_hexpand (self->side, FALSE);
  gtk_widget_set_size_request (self->side, scale (SIDE), -1);
  gtk_widget_add_css_class (self->side, "manual-side");
  gtk_box_append (GTK_BOX (self->side), self->search);
  gtk_box_append (GTK_BOX (self->side), self->side_stack);
  g_signal_connect_swapped (self->search, "search-changed", G_CALLBACK (on_search_changed), self);
  g_signal_connect_swapped (self->search, "activate", G_CALLBACK (on_search_activated), self);
  g_signal_connect_swapped (self->search, "stop-search", G_CALLBACK (on_search_stopped), self);
  g_object_bind_property (self->contents_button, "active", self->side, "visible",
                          G_BINDING_SYNC_CREATE);
  return self->side;
}

static GtkWidget *
new_text (VitManualWindow *self)
{
  self->text = gtk_box_new (GTK_ORIENTATION_VERTICAL, 10);
  gtk_widget_set_margin_top (self->text, MARGIN);
  gtk_widget_set_margin_bottom (self->text, 2 * MARGIN);
  gtk_widget_set_margin_start (self->text, MARGIN);
  gtk_widget_set_margin_end (self->text, MARGIN);
  gtk_widget_add_css_class (self->text, "manual-text");
  gtk_widget_set_focusable (self->text, TRUE);
  self->scroller = new_scrolled (vit_text_clamp_new (self->text, LINE, MARGIN));
  gtk_widget_set_hexpand (self->scroller, TRUE);
  return self->scroller;
}

static void
vit_manual_window_dispose (GObject *object)
{
  VitManualWindow *self = VIT_MANUAL_WINDOW (object);
  if (shown == self)
    shown = NULL;
  g_clear_handle_id (&self->making, g_source_remove);
  if (self->arriving)
    gtk_widget_remove_tick_callback (self->scroller, self->arriving);
  self->arriving = 0;
  g_clear_pointer (&self->widgets, g_free);
  g_clear_pointer (&self->manual, vit_manual_free);
  g_clear_pointer (&self->before, g_array_unref);
  g_clear_pointer (&self->after, g_array_unref);
  g_clear_pointer (&self->marked, g_free);
  G_OBJECT_CLASS (vit_manual_window_parent_class)->dispose (object);
}

static void
vit_manual_window_class_init (VitManualWindowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vit_manual_window_dispose;
}

static void
vit_manual_window_init (VitManualWindow *self)
{
  self->before = g_array_new (FALSE, FALSE, sizeof (Visit));
  self->after = g_array_new (FALSE, FALSE, sizeof (Visit));
  self->goal = -1;
  gtk_window_set_titlebar (GTK_WINDOW (self), new_header (self));
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_box_append (GTK_BOX (box), new_side (self));
  gtk_box_append (GTK_BOX (box), new_text (self));
  gtk_window_set_child (GTK_WINDOW (self), box);
  gtk_window_set_default_size (GTK_WINDOW (self), MIN (scale (SIDE + LINE) + 3 * MARGIN, WIDEST),
                               HEIGHT);
  GtkEventController *keys = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

/* ---- Showing it ---- */

static VitManualWindow *
open_window (GtkWindow *parent, GError **error)
{
  VIT_TURN_PART ("manual", "open");
  g_autofree char *folder = vit_manual_find_folder ();
  if (!folder)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_NOT_FOUND, "The pages are not installed");
      return NULL;
    }
  g_autoptr (VitManual) manual = vit_manual_open (folder, error);
  if (!manual)
    return NULL;
  VitManualWindow *self = g_object_new (VIT_TYPE_MANUAL_WINDOW, "application",
                                        GTK_APPLICATION (g_application_get_default ()), NULL);
  self->manual = g_steal_pointer (&manual);
  /* A dialog does not hold up who reads about it. */
  g_autoptr (GtkWindowGroup) group = gtk_window_group_new ();
  gtk_window_group_add_window (group, GTK_WINDOW (self));
  fill_contents (self);
  return self;
}

gboolean
vit_manual_window_show (GtkWindow *parent, const char *topic, GError **error)
{
  g_return_val_if_fail (GTK_IS_WINDOW (parent), FALSE);
  if (!shown)
    shown = open_window (parent, error);
  if (!shown)
    return FALSE;
  g_auto (VitManualPlace) place = { .page = -1 };
  if (topic)
    place = vit_manual_find (shown->manual, topic);
  if (place.page >= 0)
    visit (shown, (guint) place.page,
           (int) vit_manual_find_block (shown->manual, (guint) place.page, place.anchor));
  else
    visit (shown, 0, 0);
  gtk_widget_grab_focus (shown->text);
  gtk_window_present (GTK_WINDOW (shown));
  return TRUE;
}
