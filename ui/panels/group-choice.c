#include "ui/panels/group-choice.h"

#include <string.h>

/* Freed with its popover. */
typedef struct
{
  VitStudy *study;
  VitRun *run;
  GtkWidget *popover;
} Choice;

static void
choice_free (gpointer data)
{
  Choice *choice = data;
  g_object_unref (choice->study);
  g_object_unref (choice->run);
  g_free (choice);
}

/* The row may go with its place in the list: what is needed outlives it. */
static void
take (Choice *choice, const char *group)
{
  g_autoptr (VitStudy) study = g_object_ref (choice->study);
  g_autoptr (VitRun) run = g_object_ref (choice->run);
  g_autofree char *name = g_strdup (group);
  gtk_popover_popdown (GTK_POPOVER (choice->popover));
  vit_study_group_run (study, run, name);
}

static void
on_entered (GtkEntry *entry, Choice *choice)
{
  take (choice, gtk_editable_get_text (GTK_EDITABLE (entry)));
}

static void
on_chosen (GtkButton *button, Choice *choice)
{
  take (choice, g_object_get_data (G_OBJECT (button), "group"));
}

static void
add_button (GtkBox *box, Choice *choice, const char *text, const char *group)
{
  GtkWidget *button = gtk_button_new_with_label (text),
            *label = gtk_button_get_child (GTK_BUTTON (button));
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_widget_add_css_class (button, "flat");
  g_object_set_data_full (G_OBJECT (button), "group", g_strdup (group), g_free);
  g_signal_connect (button, "clicked", G_CALLBACK (on_chosen), choice);
  gtk_box_append (box, button);
}

static void
add_groups (GtkBox *box, Choice *choice)
{
  const char *own = vit_run_get_group (choice->run), *last = NULL;
  for (guint i = 0; i < vit_study_get_n_runs (choice->study); i++)
    {
      const char *group = vit_run_get_group (vit_study_get_run (choice->study, i));
      if (group && g_strcmp0 (group, last) != 0 && g_strcmp0 (group, own) != 0)
        add_button (box, choice, group, group);
      last = group;
    }
  if (own)
    add_button (box, choice, "No group", NULL);
}

static gboolean
unparent (gpointer popover)
{
  if (gtk_widget_get_parent (popover))
    gtk_widget_unparent (popover);
  g_object_unref (popover);
  return G_SOURCE_REMOVE;
}

/* Later: the popover is still closing. */
static void
on_closed (GtkPopover *popover)
{
  g_idle_add (unparent, g_object_ref (popover));
}

GtkWidget *
vit_group_choice_show (GtkWidget *widget, const GdkRectangle *place, VitStudy *study, VitRun *run)
{
  g_return_val_if_fail (GTK_IS_WIDGET (widget) && VIT_IS_STUDY (study) && VIT_IS_RUN (run), NULL);
  Choice *choice = g_new (Choice, 1);
  *choice = (Choice){ g_object_ref (study), g_object_ref (run), gtk_popover_new () };
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4), *entry = gtk_entry_new ();
  g_object_set_data_full (G_OBJECT (choice->popover), "choice", choice, choice_free);
  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), "Name of a group");
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  "Name of a group", -1);
  if (vit_run_get_group (run))
    gtk_editable_set_text (GTK_EDITABLE (entry), vit_run_get_group (run));
  g_signal_connect (entry, "activate", G_CALLBACK (on_entered), choice);
  gtk_box_append (GTK_BOX (box), entry);
  add_groups (GTK_BOX (box), choice);
  gtk_popover_set_child (GTK_POPOVER (choice->popover), box);
  gtk_widget_set_parent (choice->popover, widget);
  gtk_popover_set_pointing_to (GTK_POPOVER (choice->popover), place);
  g_signal_connect (choice->popover, "closed", G_CALLBACK (on_closed), NULL);
  gtk_popover_popup (GTK_POPOVER (choice->popover));
  gtk_widget_grab_focus (entry);
  return choice->popover;
}
