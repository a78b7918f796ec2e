/* Controls of the option bars: each sets its option of the study, and shows what else sets it. */

#include <gtk/gtk.h>
#include <string.h>

#include "tests/support/folder.h"
#include "ui/panels/mechanics-bar.h"
#include "ui/panels/model-bar.h"
#include "ui/panels/option-bar.h"
#include "ui/panels/plasticity-bar.h"
#include "ui/panels/structure-bar.h"

static VitSession *
new_session (void)
{
  g_autoptr (VitStudy) study = vit_study_new ();
  for (int i = 0; i < 2; i++)
    {
      g_autofree char *path = g_strdup_printf ("/nowhere/run-%d.dump", i);
      g_autoptr (VitRun) run = vit_run_new ((const char *const[]){ path, NULL });
      g_autofree char *label = g_strdup_printf ("run %d", i);
      g_object_set (run, "label", label, NULL);
      vit_study_add_run (study, run);
    }
  return vit_session_new (study, NULL);
}

static void
assert_option (VitSession *session, const char *group, const char *key, const char *expected)
{
  g_autofree char *value = vit_study_get_option (vit_session_get_study (session), group, key);
  g_assert_cmpstr (value, ==, expected);
}

/* ---- One control of each kind ---- */

static void
test_choice (void)
{
  static const char *const values[] = { "a", "b", "c", NULL };
  static const char *const names[] = { "A", "B", "C", NULL };
  g_autoptr (VitSession) session = new_session ();
  VitStudy *study = vit_session_get_study (session);
  vit_study_set_option (study, "test", "choice", "b");
  GtkWidget *bar = g_object_ref_sink (vit_option_bar_new (session, "test"));
  GtkDropDown *choice =
      GTK_DROP_DOWN (vit_option_bar_add_choice (bar, "choice", "Choice", NULL, values, names));
  g_assert_cmpuint (gtk_drop_down_get_selected (choice), ==, 1);
  gtk_drop_down_set_selected (choice, 2);
  assert_option (session, "test", "choice", "c");
  /* The default is not written. */
  gtk_drop_down_set_selected (choice, 0);
  assert_option (session, "test", "choice", NULL);

  vit_study_set_option (study, "test", "choice", "c");
  g_assert_cmpuint (gtk_drop_down_get_selected (choice), ==, 2);
  vit_study_set_option (study, "other", "choice", "b");
  g_assert_cmpuint (gtk_drop_down_get_selected (choice), ==, 2);
  /* A value that this version does not know stays in the study. */
  vit_study_set_option (study, "test", "choice", "of a later version");
  g_assert_cmpuint (gtk_drop_down_get_selected (choice), ==, 0);
  assert_option (session, "test", "choice", "of a later version");
  g_object_unref (bar);
  /* A bar that is gone is not told. */
  vit_study_set_option (study, "test", "choice", "a");
}

static void
test_runs (void)
{
  g_autoptr (VitSession) session = new_session ();
  VitStudy *study = vit_session_get_study (session);
  GtkWidget *bar = g_object_ref_sink (vit_option_bar_new (session, "test"));
  GtkDropDown *choice =
      GTK_DROP_DOWN (vit_option_bar_add_runs (bar, "run", "Run", NULL, "first shown"));
  g_assert_cmpuint (gtk_drop_down_get_selected (choice), ==, 0);
  gtk_drop_down_set_selected (choice, 2);
  assert_option (session, "test", "run", "run 1");
  vit_study_set_option (study, "test", "run", "run 0");
  g_assert_cmpuint (gtk_drop_down_get_selected (choice), ==, 1);
  gtk_drop_down_set_selected (choice, 0);
  assert_option (session, "test", "run", NULL);
  g_object_unref (bar);
}

static void
test_number (void)
{
  g_autoptr (VitSession) session = new_session ();
  VitStudy *study = vit_session_get_study (session);
  GtkWidget *bar = g_object_ref_sink (vit_option_bar_new (session, "test"));
  GtkSpinButton *number = GTK_SPIN_BUTTON (
      vit_option_bar_add_number (bar, "number", "Number", NULL, 1, 40, 0.5, 1, 12));
  g_assert_cmpfloat (gtk_spin_button_get_value (number), ==, 12);
  assert_option (session, "test", "number", NULL);
  gtk_spin_button_set_value (number, 7.5);
  assert_option (session, "test", "number", "7.5");
  vit_study_set_option (study, "test", "number", "30");
  g_assert_cmpfloat (gtk_spin_button_get_value (number), ==, 30);
  vit_study_set_option (study, "test", "number", NULL);
  g_assert_cmpfloat (gtk_spin_button_get_value (number), ==, 12);
  assert_option (session, "test", "number", NULL);
  /* It does not write its own limit over what it cannot show. */
  vit_study_set_option (study, "test", "number", "55");
  g_assert_cmpfloat (gtk_spin_button_get_value (number), ==, 40);
  assert_option (session, "test", "number", "55");

  GtkSpinButton *percent = GTK_SPIN_BUTTON (
      vit_option_bar_add_percent (bar, "percent", "Percent", NULL, 0.05, 2, 0.05, 2, 0.002));
  g_assert_cmpfloat_with_epsilon (gtk_spin_button_get_value (percent), 0.2, 1e-9);
  gtk_spin_button_set_value (percent, 0.35);
  assert_option (session, "test", "percent", "0.0035");
  vit_study_set_option (study, "test", "percent", "0.011");
  g_assert_cmpfloat_with_epsilon (gtk_spin_button_get_value (percent), 1.1, 1e-9);
  assert_option (session, "test", "percent", "0.011");
  g_object_unref (bar);
}

static void
test_text (void)
{
  g_autoptr (VitSession) session = new_session ();
  VitStudy *study = vit_session_get_study (session);
  GtkWidget *bar = g_object_ref_sink (vit_option_bar_new (session, "test"));
  GtkWidget *entry = vit_option_bar_add_text (bar, "text", "Text", NULL, "Cu-Cu 3.3", 20);
  gtk_editable_set_text (GTK_EDITABLE (entry), "Cu-Zr 3.9");
  assert_option (session, "test", "text", NULL);
  g_signal_emit_by_name (entry, "activate");
  assert_option (session, "test", "text", "Cu-Zr 3.9");
  vit_study_set_option (study, "test", "text", "Zr-Zr 4.5");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "Zr-Zr 4.5");
  gtk_editable_set_text (GTK_EDITABLE (entry), "");
  g_signal_emit_by_name (entry, "activate");
  assert_option (session, "test", "text", NULL);
  g_object_unref (bar);
}

static void
test_switch (void)
{
  g_autoptr (VitSession) session = new_session ();
  VitStudy *study = vit_session_get_study (session);
  GtkWidget *bar = g_object_ref_sink (vit_option_bar_new (session, "test"));
  GtkCheckButton *check =
      GTK_CHECK_BUTTON (vit_option_bar_add_switch (bar, "switch", "switch", NULL));
  g_assert_false (gtk_check_button_get_active (check));
  gtk_check_button_set_active (check, TRUE);
  assert_option (session, "test", "switch", "1");
  vit_study_set_option (study, "test", "switch", "0");
  g_assert_false (gtk_check_button_get_active (check));
  vit_study_set_option (study, "test", "switch", "1");
  g_assert_true (gtk_check_button_get_active (check));
  gtk_check_button_set_active (check, FALSE);
  assert_option (session, "test", "switch", NULL);
  g_object_unref (bar);
}

/* ---- Every control of every bar ---- */

static void
count_option (VitStudy *study, const char *group, const char *key, int *n)
{
  (*n)++;
}

/* Changes a control by hand. Returns: whether it is one */
static bool
touch (GtkWidget *widget)
{
  if (GTK_IS_SPIN_BUTTON (widget))
    {
      GtkAdjustment *limits = gtk_spin_button_get_adjustment (GTK_SPIN_BUTTON (widget));
      double low = gtk_adjustment_get_lower (limits), high = gtk_adjustment_get_upper (limits);
      double value = gtk_adjustment_get_value (limits);
      gtk_adjustment_set_value (limits, value > (low + high) / 2 ? low : high);
      return true;
    }
  if (GTK_IS_DROP_DOWN (widget))
    {
      guint n = g_list_model_get_n_items (gtk_drop_down_get_model (GTK_DROP_DOWN (widget)));
      g_assert_cmpuint (n, >, 1);
      gtk_drop_down_set_selected (GTK_DROP_DOWN (widget), n - 1);
      return true;
    }
  if (GTK_IS_CHECK_BUTTON (widget))
    {
      GtkCheckButton *check = GTK_CHECK_BUTTON (widget);
      gtk_check_button_set_active (check, !gtk_check_button_get_active (check));
      return true;
    }
  if (GTK_IS_SCALE (widget))
    {
      gtk_range_set_value (GTK_RANGE (widget), 2);
      return true;
    }
  if (GTK_IS_ENTRY (widget))
    {
      gtk_editable_set_text (GTK_EDITABLE (widget), "Cu-Zr 3.9");
      g_signal_emit_by_name (widget, "activate");
      return true;
    }
  return false;
}

static void
touch_all (GtkWidget *widget, VitStudy *study, int *n_controls)
{
  int n = 0;
  gulong handler = g_signal_connect (study, "option-changed", G_CALLBACK (count_option), &n);
  bool touched = touch (widget);
  g_signal_handler_disconnect (study, handler);
  if (touched)
    {
      g_test_message ("%s %d", G_OBJECT_TYPE_NAME (widget), n);
      g_assert_cmpint (n, ==, 1);
      (*n_controls)++;
      return;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    touch_all (child, study, n_controls);
}

static void
test_bars (void)
{
  static GtkWidget *(*const bars[]) (
      VitSession * session) = { vit_structure_bar_new, vit_chemistry_bar_new,
                                vit_plasticity_bar_new, vit_mechanics_bar_new, vit_model_bar_new };
  for (gsize i = 0; i < G_N_ELEMENTS (bars); i++)
    {
      g_autoptr (VitSession) session = new_session ();
      GtkWidget *bar = g_object_ref_sink (bars[i](session));
      int n_controls = 0;
      touch_all (bar, vit_session_get_study (session), &n_controls);
      g_assert_cmpint (n_controls, >=, 3);
      g_object_unref (bar);
    }
}

/* The interval of plasticity has a scale of its own. */
static void
test_interval (void)
{
  g_autoptr (VitSession) session = new_session ();
  VitStudy *study = vit_session_get_study (session);
  GtkWidget *bar = g_object_ref_sink (vit_plasticity_bar_new (session));
  GtkWidget *child =
      gtk_flow_box_child_get_child (gtk_flow_box_get_child_at_index (GTK_FLOW_BOX (bar), 0));
  GtkWidget *label = gtk_widget_get_first_child (child);
  GtkWidget *scale = gtk_widget_get_next_sibling (label);
  gtk_range_set_value (GTK_RANGE (scale), 2);
  assert_option (session, "plasticity", "interval", "100");
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (label)), ==, "Δt ≈ 100 ps");
  vit_study_set_option (study, "plasticity", "interval", "12.34");
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (label)), ==, "Δt ≈ 12.3 ps");
  g_assert_cmpfloat_with_epsilon (gtk_range_get_value (GTK_RANGE (scale)), 1.0913, 1e-3);
  assert_option (session, "plasticity", "interval", "12.34");
  g_object_unref (bar);
}

int
main (int argc, char **argv)
{
  char *folder = folder_new ();
  g_test_init (&argc, &argv, NULL);
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP no display\n");
      folder_remove (folder);
      return 0;
    }
  g_test_add_func ("/panels/options/choice", test_choice);
  g_test_add_func ("/panels/options/runs", test_runs);
  g_test_add_func ("/panels/options/number", test_number);
  g_test_add_func ("/panels/options/text", test_text);
  g_test_add_func ("/panels/options/switch", test_switch);
  g_test_add_func ("/panels/options/bars", test_bars);
  g_test_add_func ("/panels/options/interval", test_interval);
  int status = g_test_run ();
  folder_remove (folder);
  return status;
}
