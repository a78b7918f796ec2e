#include "ui/panels/run-heading.h"

#include <string.h>

#include "ui/panels/name-label.h"

struct _VitRunHeading
{
  GtkListBoxRow parent_instance;
  VitStudy *study;
  char *group;
  GtkWidget *fold;
  GtkCheckButton *shown;
  VitNameLabel *name;
  GtkLabel *count;
  gboolean folded, updating;
};

enum
{
  FOLD,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VitRunHeading, vit_run_heading, GTK_TYPE_LIST_BOX_ROW)

static void
update (VitRunHeading *self)
{
  guint n = 0, n_shown = 0;
  for (guint i = 0; i < vit_study_get_n_runs (self->study); i++)
    {
      VitRun *run = vit_study_get_run (self->study, i);
      if (g_strcmp0 (vit_run_get_group (run), self->group) != 0)
        continue;
      n++;
      n_shown += vit_run_get_shown (run);
    }
  self->updating = TRUE;
  gtk_check_button_set_inconsistent (self->shown, n_shown > 0 && n_shown < n);
  gtk_check_button_set_active (self->shown, n_shown == n);
  self->updating = FALSE;
  g_autofree char *count =
      n_shown == n ? g_strdup_printf ("%u", n) : g_strdup_printf ("%u of %u", n_shown, n);
  gtk_label_set_text (self->count, count);
}

static void
show_fold (VitRunHeading *self)
{
  g_autofree char *what =
      g_strdup_printf ("%s %s", self->folded ? "Unfold" : "Fold up", self->group);
  gtk_button_set_icon_name (GTK_BUTTON (self->fold),
                            self->folded ? "pan-end-symbolic" : "pan-down-symbolic");
  gtk_widget_set_tooltip_text (self->fold, what);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->fold), GTK_ACCESSIBLE_PROPERTY_LABEL, what,
                                  -1);
}

static void
on_fold_clicked (VitRunHeading *self)
{
  self->folded = !self->folded;
  show_fold (self);
  g_signal_emit (self, signals[FOLD], 0, self->folded);
}

/* Where some are shown, a click shows all. */
static void
on_shown_toggled (VitRunHeading *self)
{
  if (self->updating)
    return;
  bool some = gtk_check_button_get_inconsistent (self->shown);
  vit_study_show_group (self->study, self->group,
                        some || gtk_check_button_get_active (self->shown));
  update (self);
}

static void
on_renamed (VitRunHeading *self, const char *name)
{
  g_autofree char *old = g_strdup (self->group), *own = g_strdup (name);
  vit_study_rename_group (self->study, old, own);
}

static void
on_pressed (VitRunHeading *self, int n_press)
{
  if (n_press == 1)
    gtk_widget_grab_focus (GTK_WIDGET (self));
}

const char *
vit_run_heading_get_group (VitRunHeading *self)
{
  g_return_val_if_fail (VIT_IS_RUN_HEADING (self), NULL);
  return self->group;
}

void
vit_run_heading_rename (VitRunHeading *self)
{
  g_return_if_fail (VIT_IS_RUN_HEADING (self));
  vit_name_label_edit (self->name);
}

static void
build (VitRunHeading *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 3);
  self->fold = gtk_button_new ();
  gtk_widget_add_css_class (self->fold, "flat");
  gtk_widget_add_css_class (self->fold, "small");
  g_signal_connect_swapped (self->fold, "clicked", G_CALLBACK (on_fold_clicked), self);
  self->shown = GTK_CHECK_BUTTON (gtk_check_button_new ());
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->shown), "Show the runs of the group");
  g_signal_connect_swapped (self->shown, "toggled", G_CALLBACK (on_shown_toggled), self);
  self->name = VIT_NAME_LABEL (vit_name_label_new ("Name of the group"));
  gtk_widget_set_hexpand (GTK_WIDGET (self->name), TRUE);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->name), "Click twice to rename, drag to order");
  g_signal_connect_swapped (self->name, "renamed", G_CALLBACK (on_renamed), self);
  self->count = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->count), "caption");
  gtk_box_append (GTK_BOX (box), self->fold);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->shown));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->name));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->count));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (self), "run-heading");
  GtkGesture *click = gtk_gesture_click_new ();
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (on_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
}

GtkWidget *
vit_run_heading_new (VitStudy *study, const char *group, gboolean folded)
{
  g_return_val_if_fail (VIT_IS_STUDY (study) && group, NULL);
  VitRunHeading *self = g_object_new (VIT_TYPE_RUN_HEADING, NULL);
  self->study = g_object_ref (study);
  self->group = g_strdup (group);
  self->folded = folded;
  g_autofree char *what = g_strdup_printf ("Runs of %s", group);
  vit_name_label_set_text (self->name, group);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, group, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->shown), GTK_ACCESSIBLE_PROPERTY_LABEL, what,
                                  -1);
  g_signal_connect_object (study, "run-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (study, "items-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  show_fold (self);
  update (self);
  return GTK_WIDGET (self);
}

static void
vit_run_heading_finalize (GObject *object)
{
  VitRunHeading *self = VIT_RUN_HEADING (object);
  g_clear_object (&self->study);
  g_free (self->group);
  G_OBJECT_CLASS (vit_run_heading_parent_class)->finalize (object);
}

static void
vit_run_heading_class_init (VitRunHeadingClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = vit_run_heading_finalize;
  signals[FOLD] = g_signal_new ("fold", VIT_TYPE_RUN_HEADING, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
}

static void
vit_run_heading_init (VitRunHeading *self)
{
  build (self);
}
