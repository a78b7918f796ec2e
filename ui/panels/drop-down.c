#include "ui/panels/drop-down.h"

#include <string.h>

/* ---- Long names ---- */

static void
on_setup_label (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  GtkWidget *label = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_width_chars (GTK_LABEL (label), 5);
  gtk_label_set_max_width_chars (GTK_LABEL (label), GPOINTER_TO_INT (data));
  gtk_list_item_set_child (item, label);
}

static void
on_bind_label (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  const char *text = gtk_string_object_get_string (gtk_list_item_get_item (item));
  gtk_label_set_text (GTK_LABEL (gtk_list_item_get_child (item)), text);
  gtk_widget_set_tooltip_text (gtk_list_item_get_child (item), text);
}

void
vit_drop_down_set_name (GtkWidget *control, const char *name)
{
  g_return_if_fail (GTK_IS_WIDGET (control));
  if (name)
    gtk_accessible_update_property (GTK_ACCESSIBLE (control), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                    -1);
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (control), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
}

void
vit_drop_down_shorten (GtkDropDown *drop_down, int characters)
{
  g_return_if_fail (GTK_IS_DROP_DOWN (drop_down) && characters > 0);
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  g_signal_connect (factory, "setup", G_CALLBACK (on_setup_label), GINT_TO_POINTER (characters));
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind_label), NULL);
  gtk_drop_down_set_list_factory (drop_down, gtk_drop_down_get_factory (drop_down));
  gtk_drop_down_set_factory (drop_down, factory);
}

/* ---- Entries ---- */

void
vit_drop_down_set_strings (GtkStringList *list, const char *const *strings)
{
  g_return_if_fail (GTK_IS_STRING_LIST (list) && strings);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (list)), same = 0;
  while (same < n && strings[same] &&
         strcmp (gtk_string_list_get_string (list, same), strings[same]) == 0)
    same++;
  if (same < n || strings[same])
    gtk_string_list_splice (list, 0, n, strings);
}

/* ---- Symbols ---- */

/* GTK 4.8 asks the server where the pointer is for each text that is set beforehand. */
static gboolean
on_query_explanation (
    GtkWidget *row, int x, int y, gboolean keyboard, GtkTooltip *tooltip, GtkListItem *item)
{
  GtkWidget *list_of = gtk_widget_get_ancestor (row, GTK_TYPE_DROP_DOWN);
  VitDropDownMarkup explain =
      list_of ? (VitDropDownMarkup) g_object_get_data (G_OBJECT (list_of), "explain") : NULL;
  GtkStringObject *entry = gtk_list_item_get_item (item);
  const char *text = entry ? gtk_string_object_get_string (entry) : "";
  g_autofree char *what = explain && *text ? explain (text) : NULL;
  gtk_tooltip_set_markup (tooltip, what);
  return what != NULL;
}

static void
on_setup_markup (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer in_list)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10), *label = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_box_append (GTK_BOX (box), label);
  if (in_list)
    {
      GtkWidget *mark = gtk_image_new_from_icon_name ("object-select-symbolic");
      gtk_accessible_update_state (GTK_ACCESSIBLE (mark), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
      gtk_box_append (GTK_BOX (box), mark);
      gtk_widget_set_has_tooltip (box, TRUE);
      g_signal_connect (box, "query-tooltip", G_CALLBACK (on_query_explanation), item);
    }
  gtk_list_item_set_child (item, box);
}

static void
show_check_mark (GtkDropDown *drop_down, GParamSpec *pspec, GtkListItem *item)
{
  gboolean chosen = gtk_drop_down_get_selected_item (drop_down) == gtk_list_item_get_item (item);
  gtk_widget_set_opacity (gtk_widget_get_last_child (gtk_list_item_get_child (item)), chosen);
}

static void
on_bind_markup (GtkSignalListItemFactory *factory, GtkListItem *item, GtkDropDown *list_of)
{
  VitDropDownMarkup get = (VitDropDownMarkup) g_object_get_data (G_OBJECT (factory), "markup");
  const char *text = gtk_string_object_get_string (gtk_list_item_get_item (item));
  g_autofree char *markup = get ? get (text) : g_strdup (text);
  GtkWidget *label = gtk_widget_get_first_child (gtk_list_item_get_child (item));
  gtk_label_set_markup (GTK_LABEL (label), markup);
  if (!list_of)
    return;
  g_signal_connect_object (list_of, "notify::selected-item", G_CALLBACK (show_check_mark), item, 0);
  show_check_mark (list_of, NULL, item);
}

static void
on_unbind_markup (GtkSignalListItemFactory *factory, GtkListItem *item, GtkDropDown *list_of)
{
  g_signal_handlers_disconnect_by_func (list_of, show_check_mark, item);
}

static GtkListItemFactory *
new_markup_factory (VitDropDownMarkup get, GtkDropDown *list_of)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_object_set_data (G_OBJECT (factory), "markup", (gpointer) get);
  g_signal_connect (factory, "setup", G_CALLBACK (on_setup_markup), list_of);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind_markup), list_of);
  if (list_of)
    g_signal_connect (factory, "unbind", G_CALLBACK (on_unbind_markup), list_of);
  return factory;
}

void
vit_drop_down_show_markup (GtkDropDown *drop_down, VitDropDownMarkup get)
{
  g_return_if_fail (GTK_IS_DROP_DOWN (drop_down));
  g_autoptr (GtkListItemFactory) button = new_markup_factory (get, NULL);
  g_autoptr (GtkListItemFactory) list = new_markup_factory (get, drop_down);
  gtk_drop_down_set_factory (drop_down, button);
  gtk_drop_down_set_list_factory (drop_down, list);
}

void
vit_drop_down_explain (GtkDropDown *drop_down, VitDropDownMarkup explain)
{
  g_return_if_fail (GTK_IS_DROP_DOWN (drop_down) && explain);
  g_object_set_data (G_OBJECT (drop_down), "explain", (gpointer) explain);
}
