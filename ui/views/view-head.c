#include "ui/views/view-head.h"

#include <stdbool.h>

/* Between what stands in the line, px. */
#define GAP 4

/* Characters of a word that is not broken. */
#define LONGEST_WORD 20

struct _VitViewHead
{
  GtkWidget parent_instance;
  GtkWidget *start, *end;
  GtkLabel *title, *subtitle;
  int width, beneath; /* of the last allocation; height of what is beneath the line */
};

G_DEFINE_FINAL_TYPE (VitViewHead, vit_view_head, GTK_TYPE_WIDGET)

/* A word as long as a name of a file may be is broken, so that it does not widen the window;
 * shorter ones stay whole. */
static void
break_long_words (GtkLabel *label)
{
  glong longest = 0, n = 0;
  for (const char *at = gtk_label_get_text (label); *at; at = g_utf8_next_char (at))
    {
      n = g_unichar_isspace (g_utf8_get_char (at)) ? 0 : n + 1;
      longest = MAX (longest, n);
    }
  gtk_label_set_wrap_mode (label, longest > LONGEST_WORD ? PANGO_WRAP_WORD_CHAR : PANGO_WRAP_WORD);
}

static GtkLabel *
new_label (VitViewHead *self, const char *css_class)
{
  GtkLabel *label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (label, 0);
  gtk_label_set_wrap (label, TRUE);
  gtk_label_set_lines (label, 2);
  gtk_label_set_ellipsize (label, PANGO_ELLIPSIZE_END);
  g_signal_connect (label, "notify::label", G_CALLBACK (break_long_words), NULL);
  gtk_widget_add_css_class (GTK_WIDGET (label), css_class);
  gtk_widget_set_parent (GTK_WIDGET (label), GTK_WIDGET (self));
  return label;
}

/* ---- Sizes ---- */

static int
get_width (gpointer widget, bool natural)
{
  int least, most;
  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &least, &most, NULL, NULL);
  return natural ? most : least;
}

static int
get_height (gpointer widget, int width)
{
  int height;
  gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, MAX (width, get_width (widget, false)),
                      NULL, &height, NULL, NULL);
  return height;
}

/* What start and end take of the line, with the gaps beside the title. */
static int
get_sides (VitViewHead *self, bool natural)
{
  bool has_start = gtk_widget_get_visible (self->start);
  int start = has_start ? get_width (self->start, true) + GAP : 0;
  return start + GAP + get_width (self->end, natural);
}

/* The title is whole before the end is: a drop-down there may shrink. */
static int
get_title_width (VitViewHead *self, int width)
{
  int room = MAX (width - get_sides (self, false), get_width (self->title, false));
  return MIN (room, get_width (self->title, true));
}

static int
get_beneath (VitViewHead *self, int width)
{
  int both = get_width (self->title, true) + GAP + get_width (self->subtitle, true);
  bool stacks = *gtk_label_get_text (self->subtitle) && both > width - get_sides (self, true);
  int needed = stacks ? get_height (self->subtitle, width) : 0;
  return width == self->width ? MAX (needed, self->beneath) : needed;
}

static int
get_line_height (VitViewHead *self, int width)
{
  int title = get_height (self->title, get_title_width (self, width));
  return MAX (title, get_height (self->end, -1));
}

static GtkSizeRequestMode
vit_view_head_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
vit_view_head_measure (GtkWidget *widget,
                       GtkOrientation orientation,
                       int for_size,
                       int *minimum,
                       int *natural,
                       int *minimum_baseline,
                       int *natural_baseline)
{
  VitViewHead *self = VIT_VIEW_HEAD (widget);
  /* The subtitle gets the width that there is. */
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = get_sides (self, false) + get_width (self->title, false);
      *natural = get_sides (self, true) + get_width (self->title, true);
      return;
    }
  int width = for_size >= 0 ? for_size : get_sides (self, true) + get_width (self->title, true);
  *minimum = *natural = get_line_height (self, width) + get_beneath (self, width);
}

static void
place (gpointer widget, int x, int y, int width, int height)
{
  gtk_widget_size_allocate (widget, &(GtkAllocation){ x, y, width, height }, -1);
}

static void
vit_view_head_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  VitViewHead *self = VIT_VIEW_HEAD (widget);
  self->beneath = get_beneath (self, width);
  self->width = width;
  bool has_start = gtk_widget_get_visible (self->start);
  int line = MAX (height - self->beneath, 0), title = get_title_width (self, width);
  int left = has_start ? get_width (self->start, true) + GAP : 0, after = left + title + GAP;
  int end = CLAMP (width - after, get_width (self->end, false), get_width (self->end, true));
  if (has_start)
    place (self->start, 0, 0, left - GAP, line);
  place (self->title, left, 0, title, line);
  place (self->end, MAX (width - end, after), 0, end, line);
  int least = get_width (self->subtitle, false), rest = width - end - GAP - after;
  bool seen = self->beneath > 0 || rest >= least;
  gtk_widget_set_child_visible (GTK_WIDGET (self->subtitle), seen);
  if (self->beneath > 0)
    place (self->subtitle, 0, line, MAX (width, least), self->beneath);
  else if (seen)
    place (self->subtitle, after, 0, rest, line);
}

/* ---- The rest ---- */

GtkLabel *
vit_view_head_get_title (VitViewHead *self)
{
  g_return_val_if_fail (VIT_IS_VIEW_HEAD (self), NULL);
  return self->title;
}

GtkLabel *
vit_view_head_get_subtitle (VitViewHead *self)
{
  g_return_val_if_fail (VIT_IS_VIEW_HEAD (self), NULL);
  return self->subtitle;
}

gboolean
vit_view_head_is_stacked (VitViewHead *self)
{
  g_return_val_if_fail (VIT_IS_VIEW_HEAD (self), FALSE);
  return self->beneath > 0;
}

static void
vit_view_head_dispose (GObject *object)
{
  VitViewHead *self = VIT_VIEW_HEAD (object);
  for (GtkWidget *child; (child = gtk_widget_get_first_child (GTK_WIDGET (self)));)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (vit_view_head_parent_class)->dispose (object);
}

static void
vit_view_head_class_init (VitViewHeadClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = vit_view_head_dispose;
  widget_class->get_request_mode = vit_view_head_get_request_mode;
  widget_class->measure = vit_view_head_measure;
  widget_class->size_allocate = vit_view_head_size_allocate;
  gtk_widget_class_set_css_name (widget_class, "view-head");
}

static void
vit_view_head_init (VitViewHead *self)
{
}

GtkWidget *
vit_view_head_new (GtkWidget *start, GtkWidget *end)
{
  g_return_val_if_fail (GTK_IS_WIDGET (start) && GTK_IS_WIDGET (end), NULL);
  VitViewHead *self = g_object_new (VIT_TYPE_VIEW_HEAD, NULL);
  self->start = start;
  self->end = end;
  gtk_widget_set_parent (start, GTK_WIDGET (self));
  self->title = new_label (self, "heading");
  self->subtitle = new_label (self, "caption");
  gtk_label_set_width_chars (self->subtitle, 0);
  gtk_widget_set_parent (end, GTK_WIDGET (self));
  return GTK_WIDGET (self);
}
