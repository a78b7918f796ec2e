/* The card of a run: every premise stands in it and can be given and taken away, and what is none
 * is said. */

#include <math.h>
#include <string.h>

#include "tests/support/folder.h"
#include "ui/panels/ask-log.h"
#include "ui/panels/ask-run.h"

/* The first widget below @widget that @fits. */
static GtkWidget *
find_widget (GtkWidget *widget,
             bool (*fits) (GtkWidget *widget, const char *what),
             const char *what)
{
  if (fits (widget, what))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_widget (child, fits, what);
      if (found)
        return found;
    }
  return NULL;
}

static bool
is_field (GtkWidget *widget, const char *tooltip)
{
  return (GTK_IS_ENTRY (widget) || GTK_IS_DROP_DOWN (widget)) &&
         g_strcmp0 (gtk_widget_get_tooltip_text (widget), tooltip) == 0;
}

static bool
is_button (GtkWidget *widget, const char *label)
{
  return GTK_IS_BUTTON (widget) &&
         g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), label) == 0;
}

static bool
is_label (GtkWidget *widget, const char *part)
{
  return GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget) &&
         strstr (gtk_label_get_text (GTK_LABEL (widget)), part);
}

/* The window of the card, which is the last one that was opened. */
static GtkWidget *
open_card (VitRun *run)
{
  vit_ask_run (NULL, run, NULL);
  g_autoptr (GListModel) windows = g_object_ref (gtk_window_get_toplevels ());
  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);
      if (g_strcmp0 (gtk_window_get_title (GTK_WINDOW (window)), "Conditions of the run") == 0)
        return window;
    }
  return NULL;
}

static GtkWidget *
find_field (GtkWidget *card, VitPremiseId id)
{
  GtkWidget *field = find_widget (card, is_field, vit_premise_get (id)->words);
  g_assert_nonnull (field);
  return field;
}

/* The dialog of a log of the study, which is the last one that was opened. */
static GtkWidget *
open_log (VitSession *session, VitStudyLog log)
{
  vit_ask_log (NULL, session, log);
  g_autoptr (GListModel) windows = g_object_ref (gtk_window_get_toplevels ());
  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);
      const char *title = gtk_window_get_title (GTK_WINDOW (window));
      if (title && strstr (title, "log rests on"))
        return window;
    }
  return NULL;
}

static void
apply (GtkWidget *card)
{
  g_signal_emit_by_name (find_widget (card, is_button, "Apply"), "clicked");
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static VitRun *
new_run (void)
{
  const char *const paths[] = { "a.dump", NULL };
  return vit_run_new (paths);
}

static void
test_every_premise (void)
{
  static const char *const values[VIT_N_PREMISES] = {
    [VIT_PREMISE_TIMESTEP] = "0.002",    [VIT_PREMISE_SPECIES] = "Cu,Zr",
    [VIT_PREMISE_TEMPERATURE] = "100",   [VIT_PREMISE_LOADING] = "2-3",
    [VIT_PREMISE_LENGTH0] = "45.6114",   [VIT_PREMISE_STRAIN_COLUMN] = "v_e",
    [VIT_PREMISE_STRESS_COLUMN] = "Pzz", [VIT_PREMISE_ATOM_STYLE] = "charge",
  };
  g_autoptr (VitRun) run = new_run ();
  GtkWidget *card = open_card (run);
  for (int id = 0; id < VIT_N_PREMISES; id++)
    {
      GtkWidget *field = find_field (card, (VitPremiseId) id);
      if (GTK_IS_DROP_DOWN (field))
        gtk_drop_down_set_selected (GTK_DROP_DOWN (field), 1);
      else
        gtk_editable_set_text (GTK_EDITABLE (field), values[id]);
    }
  apply (card);
  const VitPremises *given = vit_run_get_given (run);
  for (int id = 0; id < VIT_N_PREMISES; id++)
    {
      const VitPremiseRow *row = vit_premise_get ((VitPremiseId) id);
      g_assert_cmpstr (vit_premises_get_text (given, (VitPremiseId) id), ==,
                       row->choices ? row->choices[0] : values[id]);
    }
  g_assert_cmpfloat (vit_run_get_temperature (run), ==, 100);

  card = open_card (run);
  for (int id = 0; id < VIT_N_PREMISES; id++)
    {
      GtkWidget *field = find_field (card, (VitPremiseId) id);
      if (GTK_IS_DROP_DOWN (field))
        {
          g_assert_cmpuint (gtk_drop_down_get_selected (GTK_DROP_DOWN (field)), ==, 1);
          gtk_drop_down_set_selected (GTK_DROP_DOWN (field), 0);
        }
      else
        gtk_editable_set_text (GTK_EDITABLE (field), "");
    }
  apply (card);
  g_autoptr (VitPremises) nothing = vit_premises_new ();
  g_assert_true (vit_premises_equal (vit_run_get_given (run), nothing));
  g_assert_true (isnan (vit_run_get_temperature (run)));
}

/* What is wrong is said, nothing is taken, and the card stays. */
static void
test_nonsense (void)
{
  g_autoptr (VitRun) run = new_run ();
  GtkWidget *card = open_card (run);
  gtk_editable_set_text (GTK_EDITABLE (find_field (card, VIT_PREMISE_TEMPERATURE)), "100");
  gtk_editable_set_text (GTK_EDITABLE (find_field (card, VIT_PREMISE_TIMESTEP)), "-1");
  apply (card);
  g_assert_true (isnan (vit_run_get_temperature (run)));
  g_assert_nonnull (find_widget (card, is_label, "timestep=-1"));
  gtk_editable_set_text (GTK_EDITABLE (find_field (card, VIT_PREMISE_TIMESTEP)), "0,002");
  gtk_editable_set_text (GTK_EDITABLE (find_field (card, VIT_PREMISE_SPECIES)), " Cu  Zr ");
  apply (card);
  g_assert_cmpfloat (vit_run_get_timestep (run), ==, 0.002);
  g_assert_cmpstr (vit_run_get_species (run)[1], ==, "Zr");
  g_assert_null (vit_run_get_species (run)[2]);
}

/* The field that the user is sent for has the keyboard: without a timestep there are no times. */
static void
test_focus (void)
{
  char *folder = folder_new ();
  g_autofree char *path = g_build_filename (folder, "a.dump", NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  for (int f = 0; f < 2; f++)
    g_string_append_printf (text,
                            "ITEM: TIMESTEP\n%d\nITEM: NUMBER OF ATOMS\n1\nITEM: BOX BOUNDS pp pp "
                            "pp\n0 9\n0 9\n0 9\nITEM: ATOMS id type x y z\n1 1 1 2 3\n",
                            f);
  g_assert_true (g_file_set_contents (path, text->str, -1, NULL));
  const char *const paths[] = { path, NULL };
  static const struct
  {
    VitPremiseId given, wanted;
    const char *value;
  } steps[] = {
    { VIT_PREMISE_SPECIES, VIT_PREMISE_TIMESTEP, "Cu" },
    { VIT_PREMISE_TEMPERATURE, VIT_PREMISE_TIMESTEP, "100" },
    { VIT_PREMISE_TIMESTEP, VIT_PREMISE_TEMPERATURE, "0.002" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autoptr (VitRun) run = vit_run_new (paths);
      g_assert_true (vit_run_set_premise (run, steps[i].given, steps[i].value, NULL));
      g_assert_true (vit_run_open_sync (run, NULL, NULL));
      GtkWidget *card = open_card (run);
      GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (card));
      g_assert_true (focus && gtk_widget_is_ancestor (focus, find_field (card, steps[i].wanted)));
      gtk_window_destroy (GTK_WINDOW (card));
    }
  folder_remove (folder);
}

/* Premises of the study's own logs: those that it takes stand in its dialog, and no others. */
static void
test_logs (void)
{
  g_autoptr (VitStudy) study = vit_study_new ();
  g_autoptr (VitSession) session = vit_session_new (study, NULL);
  for (VitStudyLog log = 0; log < VIT_N_STUDY_LOGS; log++)
    {
      GtkWidget *dialog = open_log (session, log);
      for (int id = 0; id < VIT_N_PREMISES; id++)
        {
          const char *words = vit_premise_get ((VitPremiseId) id)->words;
          g_assert_true ((find_widget (dialog, is_field, words) != NULL) ==
                         vit_study_log_takes (log, (VitPremiseId) id));
        }
      gtk_editable_set_text (GTK_EDITABLE (find_field (dialog, VIT_PREMISE_LOADING)), "2-3");
      apply (dialog);
      g_assert_cmpstr (
          vit_premises_get_text (vit_study_get_log_given (study, log), VIT_PREMISE_LOADING), ==,
          "2-3");
    }
  GtkWidget *dialog = open_log (session, VIT_STUDY_LOG_STRESS_STRAIN);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (find_field (dialog, VIT_PREMISE_LOADING))),
                   ==, "2-3");
  gtk_editable_set_text (GTK_EDITABLE (find_field (dialog, VIT_PREMISE_LENGTH0)), "-3");
  apply (dialog);
  g_assert_nonnull (find_widget (dialog, is_label, "length0=-3"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gtk_init ();
  g_test_add_func ("/panels/card/every-premise", test_every_premise);
  g_test_add_func ("/panels/card/nonsense", test_nonsense);
  g_test_add_func ("/panels/card/focus", test_focus);
  g_test_add_func ("/panels/card/logs", test_logs);
  return g_test_run ();
}
