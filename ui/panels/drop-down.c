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

/* Whether another entry begins as @text does: what tells them apart is then further on. */
static gboolean
shares_beginning (GListModel *model, const char *text)
{
  for (guint i = 0; model && i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (GtkStringObject) other = g_list_model_get_item (model, i);
      const char *name = gtk_string_object_get_string (other);
      if (strcmp (name, text) != 0 && strncmp (name, text, 3) == 0)
        return TRUE;
    }
  return FALSE;
}

static void
on_bind_label (GtkSignalListItemFactory *factory, GtkListItem *item, GtkDropDown *drop_down)
{
  const char *text = gtk_string_object_get_string (gtk_list_item_get_item (item));
  GtkLabel *label = GTK_LABEL (gtk_list_item_get_child (item));
  gboolean end = shares_beginning (gtk_drop_down_get_model (drop_down), text);
  gtk_label_set_ellipsize (label, end ? PANGO_ELLIPSIZE_START : PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_text (label, text);
  gtk_widget_set_tooltip_text (gtk_list_item_get_child (item), text);
}

static void
on_bind_title (GtkSignalListItemFactory *factory, GtkListItem *item, GtkDropDown *drop_down)
{
  const char *text = gtk_string_object_get_string (gtk_list_item_get_item (item));
  GtkLabel *label = GTK_LABEL (gtk_list_item_get_child (item));
  gtk_label_set_ellipsize (label, PANGO_ELLIPSIZE_END);
  gtk_label_set_text (label, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (label), text);
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

static void
shorten (GtkDropDown *drop_down, int characters, GCallback bind)
{
  g_return_if_fail (GTK_IS_DROP_DOWN (drop_down) && characters > 0);
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  g_signal_connect (factory, "setup", G_CALLBACK (on_setup_label), GINT_TO_POINTER (characters));
  g_signal_connect (factory, "bind", bind, drop_down);
  gtk_drop_down_set_list_factory (drop_down, gtk_drop_down_get_factory (drop_down));
  gtk_drop_down_set_factory (drop_down, factory);
}

void
vit_drop_down_shorten (GtkDropDown *drop_down, int characters)
{
  shorten (drop_down, characters, G_CALLBACK (on_bind_label));
}

void
vit_drop_down_shorten_titles (GtkDropDown *drop_down, int characters)
{
  shorten (drop_down, characters, G_CALLBACK (on_bind_title));
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

/* ---- Search ---- */

static char *
dup_searched (GtkStringObject *entry, gpointer get)
{
  const char *text = entry ? gtk_string_object_get_string (entry) : "";
  return get ? ((VitDropDownMarkup) get) (text) : g_strdup (text);
}

/* (transfer none) (nullable): what pops up, the list or the entry. */
static GtkWidget *
find_part (GtkWidget *widget, GType type)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
    return widget;
  GtkWidget *found = NULL;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child && !found;
       child = gtk_widget_get_next_sibling (child))
    found = find_part (child, type);
  return found;
}

/* (transfer none) (nullable). */
static GtkStringFilter *
get_filter (GtkSelectionModel *selection)
{
  GListModel *model = GTK_IS_SINGLE_SELECTION (selection)
                          ? gtk_single_selection_get_model (GTK_SINGLE_SELECTION (selection))
                          : NULL;
  GtkFilter *filter = GTK_IS_FILTER_LIST_MODEL (model)
                          ? gtk_filter_list_model_get_filter (GTK_FILTER_LIST_MODEL (model))
                          : NULL;
  return GTK_IS_STRING_FILTER (filter) ? GTK_STRING_FILTER (filter) : NULL;
}

/* What was typed, as an expression. */
#define OFFER "vit-offer"

typedef struct
{
  GtkDropDown *drop_down; /* owns it */
  GtkEditable *entry;
  GtkListView *list;
  GtkWidget *button;
  VitDropDownTyped take;
  void *data;
} Offer;

/* @offer: (nullable). */
static void
take_typed (Offer *offer)
{
  g_autofree char *typed =
      offer ? g_strstrip (g_strdup (gtk_editable_get_text (offer->entry))) : g_strdup ("");
  if (!*typed)
    return;
  gtk_popover_popdown (
      GTK_POPOVER (gtk_widget_get_ancestor (GTK_WIDGET (offer->list), GTK_TYPE_POPOVER)));
  offer->take (offer->drop_down, typed, offer->data);
}

/* The list shows what it has found before. */
static void
show_offer (Offer *offer)
{
  const char *typed = gtk_editable_get_text (offer->entry);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (gtk_list_view_get_model (offer->list)));
  g_autofree char *words = g_strdup_printf ("Expression… %s", typed);
  gtk_button_set_label (GTK_BUTTON (offer->button), words);
  gtk_label_set_ellipsize (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (offer->button))),
                           PANGO_ELLIPSIZE_END);
  gtk_widget_set_visible (offer->button, n == 0 && *typed);
}

/* Return takes the first that is found, unless one has been gone to. What was typed just before it
 * is searched for at once: the entry itself waits for more. */
static void
on_search_taken (GtkListView *list, GtkEditable *entry)
{
  GtkSelectionModel *selection = gtk_list_view_get_model (list);
  GtkStringFilter *filter = get_filter (selection);
  if (filter)
    gtk_string_filter_set_search (filter, gtk_editable_get_text (entry));
  if (g_list_model_get_n_items (G_LIST_MODEL (selection)) == 0)
    {
      GtkWidget *owner = gtk_widget_get_ancestor (GTK_WIDGET (list), GTK_TYPE_DROP_DOWN);
      if (owner)
        take_typed (g_object_get_data (G_OBJECT (owner), OFFER));
      return;
    }
  gtk_selection_model_select_item (selection, 0, TRUE);
  g_signal_emit_by_name (list, "activate", 0);
}

/* The list has the keys when it opens, as one without a search. */
static void
give_keys_to_list (GtkWidget *list)
{
  gtk_widget_grab_focus (list);
}

/* What is typed over the list is searched for. */
static void
on_search_started (GtkSearchEntry *entry)
{
  GtkEditable *text = gtk_editable_get_delegate (GTK_EDITABLE (entry));
  gtk_text_grab_focus_without_selecting (GTK_TEXT (text));
}

/* GTK 4.8 searches beginnings only, and has no property for that. */
static void
search_anywhere (GtkDropDown *drop_down)
{
  GtkWidget *list = find_part (GTK_WIDGET (drop_down), GTK_TYPE_LIST_VIEW),
            *entry = find_part (GTK_WIDGET (drop_down), GTK_TYPE_SEARCH_ENTRY);
  GtkSelectionModel *selection = list ? gtk_list_view_get_model (GTK_LIST_VIEW (list)) : NULL;
  GtkStringFilter *filter = get_filter (selection);
  if (filter)
    gtk_string_filter_set_match_mode (filter, GTK_STRING_FILTER_MATCH_MODE_SUBSTRING);
  if (entry && list)
    {
      g_signal_connect_object (entry, "activate", G_CALLBACK (on_search_taken), list,
                               G_CONNECT_SWAPPED);
      g_signal_connect (entry, "search-started", G_CALLBACK (on_search_started), NULL);
      GtkWidget *popover = gtk_widget_get_ancestor (entry, GTK_TYPE_POPOVER);
      gtk_search_entry_set_key_capture_widget (GTK_SEARCH_ENTRY (entry), popover);
      g_signal_connect_object (popover, "map", G_CALLBACK (give_keys_to_list), list,
                               G_CONNECT_SWAPPED | G_CONNECT_AFTER);
    }
}

void
vit_drop_down_search (GtkDropDown *drop_down, VitDropDownMarkup get)
{
  g_return_if_fail (GTK_IS_DROP_DOWN (drop_down));
  g_autoptr (GtkExpression) text = gtk_cclosure_expression_new (
      G_TYPE_STRING, NULL, 0, NULL, G_CALLBACK (dup_searched), (gpointer) get, NULL);
  /* Newer versions of GTK then show items as the expression has them. */
  GtkListItemFactory *factory = gtk_drop_down_get_factory (drop_down),
                     *list_factory = gtk_drop_down_get_list_factory (drop_down);
  g_autoptr (GtkListItemFactory) button = factory ? g_object_ref (factory) : NULL;
  g_autoptr (GtkListItemFactory) list = list_factory ? g_object_ref (list_factory) : NULL;
  gtk_drop_down_set_expression (drop_down, text);
  gtk_drop_down_set_factory (drop_down, button);
  gtk_drop_down_set_list_factory (drop_down, list);
  gtk_drop_down_set_enable_search (drop_down, TRUE);
  search_anywhere (drop_down);
}

void
vit_drop_down_offer_expression (GtkDropDown *drop_down, VitDropDownTyped take, void *data)
{
  g_return_if_fail (GTK_IS_DROP_DOWN (drop_down) && take);
  GtkWidget *list = find_part (GTK_WIDGET (drop_down), GTK_TYPE_LIST_VIEW),
            *entry = find_part (GTK_WIDGET (drop_down), GTK_TYPE_SEARCH_ENTRY);
  GtkWidget *popover = entry ? gtk_widget_get_ancestor (entry, GTK_TYPE_POPOVER) : NULL;
  GtkWidget *box = popover ? gtk_popover_get_child (GTK_POPOVER (popover)) : NULL;
  if (!list || !GTK_IS_BOX (box) || g_object_get_data (G_OBJECT (drop_down), OFFER))
    return;
  Offer *offer = g_new (Offer, 1);
  *offer = (Offer){ drop_down, GTK_EDITABLE (entry), GTK_LIST_VIEW (list), gtk_button_new (), take,
                    data };
  gtk_widget_add_css_class (offer->button, "flat");
  gtk_widget_set_tooltip_text (offer->button, "No entry has this: take it as an expression");
  gtk_widget_set_visible (offer->button, FALSE);
  gtk_box_append (GTK_BOX (box), offer->button);
  g_signal_connect_swapped (offer->button, "clicked", G_CALLBACK (take_typed), offer);
  g_signal_connect_data (entry, "search-changed", G_CALLBACK (show_offer), offer, NULL,
                         G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_object_set_data_full (G_OBJECT (drop_down), OFFER, offer, g_free);
}
