/* Which figure the controls of a bar of options belong to. */

#include "ui/panels/option-bar-private.h"

/* Index of the only figure that a widget acts on; −1 where there are several, or none. */
static int
find_only_figure (GtkWidget *widget, const VitFigureSpec *const *figures, gsize n)
{
  VitAffects affects = vit_option_bar_get_affects (widget);
  int found = -1;
  for (gsize i = 0; i < n; i++)
    if (figures[i]->options & affects)
      {
        if (found >= 0)
          return -1;
        found = (int) i;
      }
  return found;
}

/* A title is visible while one of the controls under it is. */
static void
show_title (GtkWidget *title)
{
  bool visible = false;
  for (GtkWidget *w = gtk_widget_get_next_sibling (title);
       w && !gtk_widget_has_css_class (w, VIT_OPTION_BAR_TITLE);
       w = gtk_widget_get_next_sibling (w))
    visible = visible || gtk_widget_get_visible (w);
  gtk_widget_set_visible (title, visible);
}

static GtkWidget *
new_title (const VitFigureSpec *figure)
{
  GtkWidget *title = gtk_label_new (NULL);
  gtk_label_set_markup (GTK_LABEL (title), figure->short_title);
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_wrap (GTK_LABEL (title), TRUE);
  gtk_widget_set_margin_top (title, 8);
  gtk_widget_add_css_class (title, VIT_OPTION_BAR_TITLE);
  return title;
}

/* Move the widgets among @rows that belong to the @index-th figure to the end. */
static void
add_section (
    GtkWidget *bar, GPtrArray *rows, const VitFigureSpec *const *figures, gsize n, int index)
{
  GtkWidget *title = NULL;
  for (guint i = 0; i < rows->len; i++)
    {
      if (find_only_figure (rows->pdata[i], figures, n) != index)
        continue;
      if (!title)
        {
          title = new_title (figures[index]);
          vit_option_bar_append (bar, title, VIT_AFFECTS_NOTHING);
        }
      gtk_box_reorder_child_after (GTK_BOX (bar), rows->pdata[i], gtk_widget_get_last_child (bar));
      g_signal_connect_object (rows->pdata[i], "notify::visible", G_CALLBACK (show_title), title,
                               G_CONNECT_SWAPPED);
    }
  if (title)
    show_title (title);
}

bool
vit_option_bar_arrange (GtkWidget *bar, const VitFigureSpec *const *figures, gsize n)
{
  g_return_val_if_fail (GTK_IS_BOX (bar) && (figures || n == 0), false);
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();
  for (GtkWidget *w = gtk_widget_get_first_child (bar); w; w = gtk_widget_get_next_sibling (w))
    g_ptr_array_add (rows, w);
  for (gsize i = 0; i < n; i++)
    add_section (bar, rows, figures, n, (int) i);
  GtkWidget *first = gtk_widget_get_first_child (bar);
  return first && !gtk_widget_has_css_class (first, VIT_OPTION_BAR_TITLE);
}

GtkWidget *
vit_option_bar_mark (GtkWidget *bar, const VitFigureSpec *figure)
{
  g_return_val_if_fail (GTK_IS_BOX (bar), NULL);
  GtkWidget *first = NULL;
  for (GtkWidget *w = gtk_widget_get_first_child (bar); w; w = gtk_widget_get_next_sibling (w))
    {
      bool acts = figure && (figure->options & vit_option_bar_get_affects (w)) != 0;
      if (acts)
        gtk_widget_add_css_class (w, "acts");
      else
        gtk_widget_remove_css_class (w, "acts");
      if (acts && !first && gtk_widget_get_visible (w))
        first = w;
    }
  return first;
}
