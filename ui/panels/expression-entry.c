#include "ui/panels/expression-entry.h"

#include <string.h>

#include "core/base/error.h"
#include "core/results/column.h"

struct _VitExpressionEntry
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkEntry *entry;
  GtkMenuButton *names;
  GtkListBox *list;
  GtkLabel *problem;

  VitSession *session; /* owned, nullable */
  char *taken;
  bool is_condition;
};

enum
{
  TAKEN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VitExpressionEntry, vit_expression_entry, GTK_TYPE_WIDGET)

/* ---- Judging ---- */

/* Whether any of the runs that are shown has all that is mentioned; @error: what the first lacks.
 */
static bool
any_run_has (VitExpressionEntry *self, const char *text, GError **error)
{
  g_autoptr (GError) first = NULL;
  guint n = self->session ? vit_session_get_n_shown (self->session) : 0;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GError) why = NULL;
      if (vit_column_check_run (text, vit_session_get_shown (self->session, i), &why))
        return true;
      if (!first)
        first = g_steal_pointer (&why);
    }
  if (first && first->code != VIT_ERROR_MISSING)
    {
      g_propagate_error (error, g_steal_pointer (&first));
      return false;
    }
  return true;
}

/* Names of columns need not be expressions. */
static bool
is_column (VitExpressionEntry *self, const char *text)
{
  guint n = self->session && !self->is_condition ? vit_session_get_n_shown (self->session) : 0;
  bool found = false;
  for (guint i = 0; i < n && !found; i++)
    {
      VitTrajectory *trajectory = vit_run_get_trajectory (vit_session_get_shown (self->session, i));
      found = trajectory && g_strv_contains (vit_trajectory_get_columns (trajectory), text);
    }
  return found;
}

static bool
check (VitExpressionEntry *self, const char *text, GError **error)
{
  if (strlen (text) > VIT_OPTION_MAX_TEXT)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID, "at most %d characters are kept",
                   VIT_OPTION_MAX_TEXT);
      return false;
    }
  if ((self->is_condition && !*text) || is_column (self, text))
    return true;
  g_autoptr (VitExpression) expression = vit_expression_parse (text, error);
  if (!expression)
    return false;
  if (self->is_condition && !vit_expression_is_condition (expression))
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID,
                   "this is a number and no condition; one is, for instance, %s > 0", text);
      return false;
    }
  return any_run_has (self, text, error);
}

/* The reason without the text, which stands above. */
static void
show_problem (VitExpressionEntry *self, const char *text, const char *message)
{
  g_autofree char *head = g_strconcat (text, ": ", NULL);
  if (message && g_str_has_prefix (message, head))
    message += strlen (head);
  g_autofree char *first =
      message ? g_utf8_strup (message, g_utf8_next_char (message) - message) : NULL;
  g_autofree char *sentence =
      message ? g_strconcat (first, g_utf8_next_char (message), NULL) : NULL;
  gtk_label_set_text (self->problem, sentence ? sentence : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), message != NULL);
  if (message)
    gtk_widget_add_css_class (GTK_WIDGET (self->entry), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->entry), "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_STATE_INVALID,
                               message ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
}

static void
take (VitExpressionEntry *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text =
      g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry))));
  bool same = strcmp (text, self->taken) == 0;
  bool right = same || check (self, text, &error);
  show_problem (self, text, right ? NULL : error->message);
  if (same || !right)
    return;
  g_free (self->taken);
  self->taken = g_strdup (text);
  g_signal_emit (self, signals[TAKEN], 0, text);
}

/* ---- The list of names and functions ---- */

static void
add_row (VitExpressionEntry *self, const char *shown, const char *inserted, const char *description)
{
  GtkWidget *row = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *name = gtk_label_new (shown), *words = gtk_label_new (description);
  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_xalign (GTK_LABEL (words), 0);
  gtk_widget_add_css_class (name, "monospace");
  gtk_widget_add_css_class (words, "caption");
  gtk_box_append (GTK_BOX (box), name);
  if (*description)
    gtk_box_append (GTK_BOX (box), words);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, shown, -1);
  g_object_set_data_full (G_OBJECT (row), "text", g_strdup (inserted), g_free);
  gtk_list_box_append (self->list, row);
}

/* A name that is no word stands in backquotes. */
static char *
dup_quoted (const char *name)
{
  g_autoptr (VitExpression) expression = vit_expression_parse (name, NULL);
  const char *const *names = expression ? vit_expression_get_names (expression) : NULL;
  bool plain = names && names[0] && strcmp (names[0], name) == 0;
  return plain ? g_strdup (name) : g_strdup_printf ("`%s`", name);
}

static void
add_names (VitExpressionEntry *self)
{
  VitRun *run = self->session ? vit_session_get_shown (self->session, 0) : NULL;
  VitTrajectory *trajectory = run ? vit_run_get_trajectory (run) : NULL;
  const char *const *columns = trajectory ? vit_trajectory_get_columns (trajectory) : NULL;
  g_auto (GStrv) names = vit_column_list_names (trajectory);
  for (char **name = names; *name; name++)
    {
      const VitQuantity *quantity = vit_quantity_find (*name);
      g_autofree char *quoted = dup_quoted (*name);
      g_autofree char *words =
          quantity ? g_strdup_printf ("%s%s%s", quantity->description, *quantity->unit ? ", " : "",
                                      quantity->unit)
          : columns && g_strv_contains (columns, *name) ? g_strdup ("column of the file")
                                                        : g_strdup ("");
      add_row (self, *name, quoted, words);
    }
}

static void
add_functions (VitExpressionEntry *self)
{
  size_t n;
  const VitExpressionFunction *functions = vit_expression_list_functions (&n);
  for (size_t i = 0; i < n; i++)
    {
      g_autofree char *shown =
          g_strdup_printf ("%s(%s)", functions[i].name, functions[i].arguments);
      g_autofree char *inserted = g_strdup_printf ("%s()", functions[i].name);
      add_row (self, shown, inserted, functions[i].description);
    }
}

/* Made anew each time: runs have columns of their own. */
static void
fill_list (VitExpressionEntry *self)
{
  GtkListBoxRow *row;
  while ((row = gtk_list_box_get_row_at_index (self->list, 0)))
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  add_names (self);
  add_functions (self);
}

static void
on_row_activated (GtkListBox *list, GtkListBoxRow *row, VitExpressionEntry *self)
{
  const char *text = g_object_get_data (G_OBJECT (row), "text");
  GtkEditable *editable = GTK_EDITABLE (self->entry);
  gtk_editable_delete_selection (editable);
  int place = gtk_editable_get_position (editable);
  gtk_editable_insert_text (editable, text, -1, &place);
  gtk_menu_button_popdown (self->names);
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
  gtk_editable_select_region (editable, 0, 0);
  gtk_editable_set_position (editable, place - (g_str_has_suffix (text, "()") ? 1 : 0));
}

static GtkWidget *
new_names (VitExpressionEntry *self)
{
  GtkWidget *popover = gtk_popover_new (), *scroller = gtk_scrolled_window_new ();
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  "Names and functions", -1);
  g_signal_connect (self->list, "row-activated", G_CALLBACK (on_row_activated), self);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->list));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_widget_set_size_request (scroller, -1, 320);
  gtk_popover_set_child (GTK_POPOVER (popover), scroller);
  g_signal_connect_swapped (popover, "show", G_CALLBACK (fill_list), self);
  GtkWidget *button = gtk_menu_button_new ();
  gtk_menu_button_set_label (GTK_MENU_BUTTON (button), "ƒ");
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), popover);
  gtk_widget_set_tooltip_text (button, "Names and functions");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  "Names and functions", -1);
  return button;
}

/* ---- Construction ---- */

/* The focus goes to the list of names and comes back. */
static void
on_focus_left (VitExpressionEntry *self)
{
  GtkPopover *popover = gtk_menu_button_get_popover (self->names);
  if (!popover || !gtk_widget_get_visible (GTK_WIDGET (popover)))
    take (self);
}

GtkWidget *
vit_expression_entry_new (const char *label, const char *example, bool is_condition)
{
  VitExpressionEntry *self = g_object_new (VIT_TYPE_EXPRESSION_ENTRY, NULL);
  self->is_condition = is_condition;
  gtk_entry_set_placeholder_text (self->entry, example);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label, -1);
  return GTK_WIDGET (self);
}

void
vit_expression_entry_set_session (VitExpressionEntry *self, VitSession *session)
{
  g_return_if_fail (VIT_IS_EXPRESSION_ENTRY (self));
  g_set_object (&self->session, session);
}

void
vit_expression_entry_set_text (VitExpressionEntry *self, const char *text)
{
  g_return_if_fail (VIT_IS_EXPRESSION_ENTRY (self) && text);
  if (strcmp (text, self->taken) == 0)
    return;
  g_free (self->taken);
  self->taken = g_strdup (text);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
  show_problem (self, text, NULL);
}

void
vit_expression_entry_propose (VitExpressionEntry *self, const char *text)
{
  g_return_if_fail (VIT_IS_EXPRESSION_ENTRY (self) && text);
  g_free (self->taken);
  self->taken = g_strdup (text);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
  show_problem (self, text, NULL);
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

void
vit_expression_entry_take (VitExpressionEntry *self, const char *text)
{
  g_return_if_fail (VIT_IS_EXPRESSION_ENTRY (self) && text);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
  take (self);
}

static void
vit_expression_entry_dispose (GObject *object)
{
  VitExpressionEntry *self = VIT_EXPRESSION_ENTRY (object);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_pointer (&self->taken, g_free);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (vit_expression_entry_parent_class)->dispose (object);
}

static void
vit_expression_entry_class_init (VitExpressionEntryClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vit_expression_entry_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  signals[TAKEN] = g_signal_new ("taken", VIT_TYPE_EXPRESSION_ENTRY, G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
vit_expression_entry_init (VitExpressionEntry *self)
{
  self->taken = g_strdup ("");
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  self->entry = GTK_ENTRY (gtk_entry_new ());
  gtk_widget_set_hexpand (GTK_WIDGET (self->entry), TRUE);
  gtk_editable_set_width_chars (GTK_EDITABLE (self->entry), 8);
  gtk_widget_add_css_class (GTK_WIDGET (self->entry), "compact");
  gtk_widget_set_tooltip_text (
      GTK_WIDGET (self->entry),
      "An expression over quantities, columns of the file, x, y, z, id, type and element, with "
      "+ − * / % **, comparisons, && || ! and functions, such as mean(t_ml, element)");
  self->names = GTK_MENU_BUTTON (new_names (self));
  gtk_box_append (GTK_BOX (row), GTK_WIDGET (self->entry));
  gtk_box_append (GTK_BOX (row), GTK_WIDGET (self->names));
  gtk_box_append (GTK_BOX (self->box), row);
  self->problem = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->problem, 0);
  gtk_label_set_wrap (self->problem, TRUE);
  gtk_label_set_wrap_mode (self->problem, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (self->problem, 24);
  gtk_widget_add_css_class (GTK_WIDGET (self->problem), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->problem), "error");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), FALSE);
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->problem));
  g_signal_connect_swapped (self->entry, "activate", G_CALLBACK (take), self);
  GtkEventController *focus = gtk_event_controller_focus_new ();
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (on_focus_left), self);
  gtk_widget_add_controller (GTK_WIDGET (self->entry), focus);
}
