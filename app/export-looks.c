#include "app/export-looks.h"

#include <math.h>
#include <string.h>

struct _VitExportLooks
{
  VitFigureSettings *settings;
  GtkWidget *controls[VIT_N_FIGURE_SETTINGS]; /* a drop-down, a switch or an entry */
  GtkWidget *lines[VIT_N_FIGURE_SETTINGS][2]; /* label and control in the grid */
  GtkWidget *width_entry;                     /* mm, where no width of the journal is chosen */
  char **journals; /* names, in the order of the drop-down, after "none" */
  char **widths;   /* of the journal, before "other" */
  bool filling;
  void (*changed) (void *data);
  void *data;
};

static const char *
get_text (const VitExportLooks *looks, VitFigureSetting id)
{
  return looks->settings->texts[id];
}

/* ---- From controls to settings ---- */

static void
set_text (VitExportLooks *looks, VitFigureSetting id, GtkWidget *control, const char *text)
{
  g_autoptr (GError) error = NULL;
  const VitFigureSettingRow *row = vit_figure_setting_get (id);
  bool ok = vit_figure_settings_set (looks->settings, id, text, &error);
  if (!ok)
    vit_figure_settings_set (looks->settings, id, NULL, NULL);
  if (ok)
    gtk_widget_remove_css_class (control, "error");
  else
    gtk_widget_add_css_class (control, "error");
  gtk_widget_set_tooltip_text (control, ok ? row->tooltip : error->message);
  if (!looks->filling)
    looks->changed (looks->data);
}

static VitFigureSetting
find_setting (const VitExportLooks *looks, GtkWidget *control)
{
  for (VitFigureSetting id = 0; id < VIT_N_FIGURE_SETTINGS; id++)
    if (looks->controls[id] == control)
      return id;
  return VIT_FIGURE_WIDTH;
}

static void
on_entry (GtkEditable *entry, VitExportLooks *looks)
{
  if (looks->filling)
    return;
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (entry)));
  set_text (looks, find_setting (looks, GTK_WIDGET (entry)), GTK_WIDGET (entry), text);
}

static void
on_choice (GtkDropDown *choice, GParamSpec *pspec, VitExportLooks *looks)
{
  if (looks->filling)
    return;
  VitFigureSetting id = find_setting (looks, GTK_WIDGET (choice));
  const VitFigureSettingRow *row = vit_figure_setting_get (id);
  guint i = gtk_drop_down_get_selected (choice);
  set_text (looks, id, GTK_WIDGET (choice), i > 0 ? row->choices[i] : NULL);
}

static void
on_switch (GtkDropDown *choice, GParamSpec *pspec, VitExportLooks *looks)
{
  static const char *const words[] = { NULL, "yes", "no" };
  if (!looks->filling)
    set_text (looks, find_setting (looks, GTK_WIDGET (choice)), GTK_WIDGET (choice),
              words[MIN (gtk_drop_down_get_selected (choice), 2)]);
}

static void fill_widths (VitExportLooks *looks);

static void
on_journal (GtkDropDown *choice, GParamSpec *pspec, VitExportLooks *looks)
{
  if (looks->filling)
    return;
  guint i = gtk_drop_down_get_selected (choice);
  /* The width was one of the journal that was chosen before, or of none. */
  vit_figure_settings_set (looks->settings, VIT_FIGURE_WIDTH, NULL, NULL);
  vit_figure_settings_set (looks->settings, VIT_FIGURE_JOURNAL,
                           i > 0 ? looks->journals[i - 1] : NULL, NULL);
  fill_widths (looks);
  looks->changed (looks->data);
}

static void
on_width (GtkDropDown *choice, GParamSpec *pspec, VitExportLooks *looks)
{
  if (looks->filling)
    return;
  guint i = gtk_drop_down_get_selected (choice), n = g_strv_length (looks->widths);
  gtk_widget_set_visible (looks->width_entry, i >= n);
  if (i < n)
    set_text (looks, VIT_FIGURE_WIDTH, GTK_WIDGET (choice), i > 0 ? looks->widths[i] : NULL);
  else
    on_entry (GTK_EDITABLE (looks->width_entry), looks);
}

/* ---- From settings to controls ---- */

/* The widths of the journal, and any other. */
static void
fill_widths (VitExportLooks *looks)
{
  const char *name = get_text (looks, VIT_FIGURE_JOURNAL),
             *set = get_text (looks, VIT_FIGURE_WIDTH);
  g_autoptr (VitJournal) journal = name ? vit_journal_load (name, NULL) : NULL;
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  guint n = journal ? journal->n_widths : 0, selected = set ? n : 0;
  for (guint i = 0; i < n; i++)
    {
      g_ptr_array_add (
          words, g_strdup_printf ("%s, %.4g mm", journal->width_names[i], journal->widths[i]));
      if (g_strcmp0 (set, journal->width_names[i]) == 0)
        selected = i;
    }
  g_ptr_array_add (words, g_strdup ("other"));
  g_ptr_array_add (words, NULL);
  g_strfreev (looks->widths);
  looks->widths = journal ? g_strdupv (journal->width_names) : g_new0 (char *, 1);
  looks->filling = true;
  g_autoptr (GtkStringList) list = gtk_string_list_new ((const char *const *) words->pdata);
  GtkDropDown *choice = GTK_DROP_DOWN (looks->controls[VIT_FIGURE_WIDTH]);
  gtk_drop_down_set_model (choice, G_LIST_MODEL (list));
  gtk_drop_down_set_selected (choice, selected);
  gtk_widget_set_visible (GTK_WIDGET (choice), n > 0);
  gtk_widget_set_visible (looks->width_entry, selected >= n);
  gtk_editable_set_text (GTK_EDITABLE (looks->width_entry),
                         set && !g_ascii_isalpha (*set) ? set : "");
  looks->filling = false;
}

static void
fill (VitExportLooks *looks)
{
  fill_widths (looks);
  looks->filling = true;
  for (VitFigureSetting id = 0; id < VIT_N_FIGURE_SETTINGS; id++)
    {
      const VitFigureSettingRow *row = vit_figure_setting_get (id);
      const char *text = get_text (looks, id);
      GtkWidget *control = looks->controls[id];
      if (id == VIT_FIGURE_WIDTH)
        continue;
      if (id == VIT_FIGURE_JOURNAL)
        {
          guint i = 0;
          for (guint k = 0; text && looks->journals[k]; k++)
            i = strcmp (looks->journals[k], text) == 0 ? k + 1 : i;
          gtk_drop_down_set_selected (GTK_DROP_DOWN (control), i);
        }
      else if (row->type == VIT_SETTING_CHOICE)
        gtk_drop_down_set_selected (
            GTK_DROP_DOWN (control),
            (guint) vit_figure_settings_get_choice (looks->settings, id, 0));
      else if (row->type == VIT_SETTING_SWITCH)
        gtk_drop_down_set_selected (GTK_DROP_DOWN (control),
                                    !text ? 0
                                    : vit_figure_settings_get_switch (looks->settings, id, false)
                                        ? 1
                                        : 2);
      else
        gtk_editable_set_text (GTK_EDITABLE (control), text ? text : "");
    }
  looks->filling = false;
}

/* ---- The controls ---- */

static GtkWidget *
new_journals (VitExportLooks *looks)
{
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);
  const char *set = get_text (looks, VIT_FIGURE_JOURNAL);
  looks->journals = vit_journal_list ();
  /* One that the study names by its path stands with the others. */
  if (set && !g_strv_contains ((const char *const *) looks->journals, set))
    {
      guint n = g_strv_length (looks->journals);
      looks->journals = g_renew (char *, looks->journals, n + 2);
      looks->journals[n] = g_strdup (set);
      looks->journals[n + 1] = NULL;
    }
  gtk_string_list_append (titles, "none");
  for (char **name = looks->journals; *name; name++)
    {
      g_autoptr (VitJournal) journal = vit_journal_load (*name, NULL);
      gtk_string_list_append (titles, journal ? journal->title : *name);
    }
  GtkWidget *choice = gtk_drop_down_new (G_LIST_MODEL (g_steal_pointer (&titles)), NULL);
  g_signal_connect (choice, "notify::selected", G_CALLBACK (on_journal), looks);
  return choice;
}

static GtkWidget *
new_entry (VitExportLooks *looks, const char *placeholder, const char *label)
{
  GtkWidget *entry = gtk_entry_new ();
  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), placeholder);
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), 8);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_signal_connect (entry, "changed", G_CALLBACK (on_entry), looks);
  return entry;
}

static GtkWidget *
new_control (VitExportLooks *looks, VitFigureSetting id)
{
  static const char *const switches[] = { "as usual", "yes", "no", NULL };
  const VitFigureSettingRow *row = vit_figure_setting_get (id);
  GtkWidget *control;
  if (id == VIT_FIGURE_JOURNAL)
    return new_journals (looks);
  if (id == VIT_FIGURE_WIDTH)
    {
      control = gtk_drop_down_new (NULL, NULL);
      g_signal_connect (control, "notify::selected", G_CALLBACK (on_width), looks);
      return control;
    }
  if (row->type == VIT_SETTING_CHOICE || row->type == VIT_SETTING_SWITCH)
    {
      bool is_choice = row->type == VIT_SETTING_CHOICE;
      control = gtk_drop_down_new_from_strings (is_choice ? row->choices : switches);
      g_signal_connect (control, "notify::selected",
                        is_choice ? G_CALLBACK (on_choice) : G_CALLBACK (on_switch), looks);
      return control;
    }
  bool is_range = row->type == VIT_SETTING_RANGE;
  return new_entry (looks, is_range ? "from,to" : "as usual", row->label);
}

VitExportLooks *
vit_export_looks_new (const VitFigureSettings *initial, void (*changed) (void *data), void *data)
{
  VitExportLooks *looks = g_new0 (VitExportLooks, 1);
  looks->settings = vit_figure_settings_copy (initial);
  looks->changed = changed;
  looks->data = data;
  looks->widths = g_new0 (char *, 1);
  return looks;
}

void
vit_export_looks_free (VitExportLooks *looks)
{
  if (!looks)
    return;
  vit_figure_settings_free (looks->settings);
  g_strfreev (looks->journals);
  g_strfreev (looks->widths);
  g_free (looks);
}

int
vit_export_looks_attach (VitExportLooks *looks, GtkGrid *grid, int row)
{
  for (VitFigureSetting id = 0; id < VIT_N_FIGURE_SETTINGS; id++)
    {
      const VitFigureSettingRow *setting = vit_figure_setting_get (id);
      GtkWidget *label = gtk_label_new (setting->label), *control = new_control (looks, id);
      looks->controls[id] = control;
      gtk_label_set_xalign (GTK_LABEL (label), 1);
      gtk_widget_set_tooltip_text (control, setting->tooltip);
      gtk_accessible_update_property (GTK_ACCESSIBLE (control), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      setting->label, -1);
      gtk_grid_attach (grid, label, 0, row, 1, 1);
      if (id == VIT_FIGURE_WIDTH)
        {
          GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
          looks->width_entry = new_entry (looks, "140 mm", "Width (mm)");
          gtk_widget_set_tooltip_text (looks->width_entry, setting->tooltip);
          gtk_widget_set_hexpand (looks->width_entry, TRUE);
          gtk_widget_set_hexpand (box, FALSE);
          gtk_box_append (GTK_BOX (box), control);
          gtk_box_append (GTK_BOX (box), looks->width_entry);
          control = box;
        }
      gtk_grid_attach (grid, control, 1, row++, 1, 1);
      looks->lines[id][0] = label;
      looks->lines[id][1] = control;
    }
  fill (looks);
  return row;
}

void
vit_export_looks_show (VitExportLooks *looks, bool shown)
{
  for (VitFigureSetting id = 0; id < VIT_N_FIGURE_SETTINGS; id++)
    for (int k = 0; k < 2; k++)
      gtk_widget_set_visible (looks->lines[id][k], shown);
}

const VitFigureSettings *
vit_export_looks_get (const VitExportLooks *looks)
{
  return looks->settings;
}

void
vit_export_looks_mend (VitExportLooks *looks, const VitMend *mend)
{
  for (int i = 0; i < VIT_MOST_MENDS && mend->set[i].value; i++)
    vit_figure_settings_set (looks->settings, mend->set[i].setting, mend->set[i].value, NULL);
  fill (looks);
  looks->changed (looks->data);
}
