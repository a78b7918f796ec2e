#include "ui/panels/premise-fields.h"

#include <string.h>

struct _VitPremiseFields
{
  VitPremises *judged; /* nullable */
  VitPremises *given;
  GtkWidget *widgets[VIT_N_PREMISES]; /* entries, or drop-downs of choices; NULL without one */
};

VitPremiseFields *
vit_premise_fields_new (const VitPremises *judged, const VitPremises *given)
{
  VitPremiseFields *self = g_new0 (VitPremiseFields, 1);
  self->judged = judged ? vit_premises_copy (judged) : NULL;
  self->given = vit_premises_copy (given);
  return self;
}

void
vit_premise_fields_free (VitPremiseFields *self)
{
  if (!self)
    return;
  g_clear_pointer (&self->judged, vit_premises_unref);
  vit_premises_unref (self->given);
  g_free (self);
}

GtkWidget *
vit_premise_fields_get (VitPremiseFields *self, VitPremiseId id)
{
  return self->widgets[id];
}

GtkWidget *
vit_add_entry (GtkGrid *grid, int row, const char *title, const char *hint, const char *text)
{
  GtkWidget *label = gtk_label_new (title);
  GtkWidget *entry = gtk_entry_new ();

  gtk_label_set_xalign (GTK_LABEL (label), 1);
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), entry);
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_set_hexpand (entry, TRUE);
  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), hint);
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_editable_set_text (GTK_EDITABLE (entry), text ? text : "");
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), 28);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_grid_attach (grid, label, 0, row, 1, 1);
  gtk_grid_attach (grid, entry, 1, row, 1, 1);
  return entry;
}

/* The value that the user gives a premise; empty for none. */
static const char *
get_given_text (VitPremiseFields *self, VitPremiseId id)
{
  const VitPremiseRow *row = vit_premise_get (id);
  if (!row->choices)
    return gtk_editable_get_text (GTK_EDITABLE (self->widgets[id]));
  guint selected = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->widgets[id]));
  return selected == 0 || selected == GTK_INVALID_LIST_POSITION ? "" : row->choices[selected - 1];
}

/* Take a comma for the point of a number, and blanks between names. */
static char *
tidy (const VitPremiseRow *row, const char *text)
{
  g_autofree char *own = g_strstrip (g_strdup (text));
  if (row->type == VIT_PREMISE_NUMBER)
    return g_strdelimit (g_steal_pointer (&own), ",", '.');
  if (row->type != VIT_PREMISE_LIST)
    return g_steal_pointer (&own);
  g_auto (GStrv) names = g_strsplit_set (own, ", ", -1);
  g_autoptr (GString) list = g_string_new (NULL);
  for (char **name = names; *name; name++)
    if (**name)
      g_string_append_printf (list, "%s%s", list->len > 0 ? "," : "", *name);
  return g_string_free (g_steal_pointer (&list), FALSE);
}

bool
vit_premise_fields_read (VitPremiseFields *self, VitPremises *given, GError **error)
{
  for (int id = 0; id < VIT_N_PREMISES; id++)
    {
      const VitPremiseRow *row = vit_premise_get ((VitPremiseId) id);
      if (!self->widgets[id])
        continue;
      g_autofree char *text = tidy (row, get_given_text (self, (VitPremiseId) id));
      if (vit_premises_parse (given, (VitPremiseId) id, text, error))
        continue;
      gtk_widget_grab_focus (self->widgets[id]);
      return false;
    }
  return true;
}

/* What the program takes a premise to be while the user says nothing, as in "metal, says the file".
 */
static char *
describe_judged (const VitPremises *judged, VitPremiseId id)
{
  static const char *const sources[] = { [VIT_SOURCE_DEFAULT] = "assumed",
                                         [VIT_SOURCE_FILE] = "says the file",
                                         [VIT_SOURCE_LOG] = "says the log",
                                         [VIT_SOURCE_NAME] = "says its name" };
  const VitPremise *premise = vit_premises_look_up (judged, id);
  if (!premise || premise->source == VIT_SOURCE_USER)
    return g_strdup ("as found");
  if (!premise->value)
    return g_strdup ("not known");
  return g_strdup_printf ("%s, %s", premise->value, sources[premise->source]);
}

static GtkWidget *
new_choice (const VitPremiseRow *row, const char *judged, const char *given)
{
  g_autoptr (GtkStringList) words = gtk_string_list_new (NULL);
  guint selected = 0;
  gtk_string_list_append (words, judged);
  for (guint k = 0; row->choices[k]; k++)
    {
      gtk_string_list_append (words, row->choices[k]);
      if (g_strcmp0 (given, row->choices[k]) == 0)
        selected = k + 1;
    }
  GtkWidget *choice = gtk_drop_down_new (G_LIST_MODEL (g_steal_pointer (&words)), NULL);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (choice), selected);
  return choice;
}

static GtkWidget *
new_doubt (const char *sentence)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *icon = gtk_image_new_from_icon_name ("dialog-warning-symbolic");
  GtkWidget *text = gtk_label_new (sentence);
  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  gtk_label_set_wrap (GTK_LABEL (text), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (text), 36);
  gtk_label_set_xalign (GTK_LABEL (text), 0);
  gtk_widget_add_css_class (box, "doubt");
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), text);
  return box;
}

int
vit_premise_fields_add (VitPremiseFields *self, GtkGrid *grid, int at, VitPremiseId id)
{
  const VitPremiseRow *row = vit_premise_get (id);
  const VitPremise *premise = vit_premises_look_up (self->judged, id);
  const char *given = vit_premises_get_text (self->given, id);
  g_autofree char *judged = describe_judged (self->judged, id);
  g_autofree char *title =
      row->unit ? g_strdup_printf ("%s (%s)", row->title, row->unit) : g_strdup (row->title);
  if (row->choices)
    {
      GtkWidget *label = gtk_label_new (title);
      self->widgets[id] = new_choice (row, judged, given);
      gtk_label_set_xalign (GTK_LABEL (label), 1);
      gtk_label_set_mnemonic_widget (GTK_LABEL (label), self->widgets[id]);
      gtk_widget_add_css_class (label, "dim-label");
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->widgets[id]),
                                      GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
      gtk_grid_attach (grid, label, 0, at, 1, 1);
      gtk_grid_attach (grid, self->widgets[id], 1, at, 1, 1);
    }
  else
    self->widgets[id] = vit_add_entry (grid, at, title, judged, given);
  gtk_widget_set_tooltip_text (self->widgets[id], row->words);
  if (!premise || !premise->doubt)
    return 1;
  gtk_grid_attach (grid, new_doubt (premise->doubt), 1, at + 1, 1, 1);
  return 2;
}
