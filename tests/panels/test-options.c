/* Controls of the option bars: each sets its option of the study, and shows what else sets it. */

#include <gtk/gtk.h>
#include <string.h>

#include "tests/support/folder.h"
#include "ui/panels/bodies-bar.h"
#include "ui/panels/compare-bar.h"
#include "ui/panels/expression-entry.h"
#include "ui/panels/indicators-bar.h"
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
  g_autofree char *value = vit_study_dup_option_text (vit_session_get_study (session), group, key);
  g_assert_cmpstr (value, ==, expected);
}

/* ---- One control of each kind ---- */

static void
set (VitStudy *study, const char *group, const char *key, const char *value)
{
  g_autoptr (GError) error = NULL;
  vit_study_set_option (study, group, key, value, &error);
  g_assert_no_error (error);
}

static void
test_choice (void)
{
  g_autoptr (VitSession) session = new_session ();
  VitStudy *study = vit_session_get_study (session);
  set (study, "structure", "neighbours", "cutoff");
  GtkWidget *bar = g_object_ref_sink (vit_option_bar_new (session, "structure"));
  GtkDropDown *choice = GTK_DROP_DOWN (vit_option_bar_add (bar, "neighbours"));
  g_assert_cmpuint (gtk_drop_down_get_selected (choice), ==, 1);
  gtk_drop_down_set_selected (choice, 2);
  assert_option (session, "structure", "neighbours", "nearest");
  set (study, "structure", "neighbours", "pairs");
  g_assert_cmpuint (gtk_drop_down_get_selected (choice), ==, 3);
  set (study, "structure", "levels", "enclosed");
  g_assert_cmpuint (gtk_drop_down_get_selected (choice), ==, 3);
  set (study, "structure", "neighbours", NULL);
  g_assert_cmpuint (gtk_drop_down_get_selected (choice), ==, 0);
  g_object_unref (bar);
  /* A bar that is gone is not told. */
  set (study, "structure", "neighbours", "cutoff");
}

/* A control is there only while its option bears on something. */
static void
test_relevance (void)
{
  g_autoptr (VitSession) session = new_session ();
  VitStudy *study = vit_session_get_study (session);
  GtkWidget *bar = g_object_ref_sink (vit_option_bar_new (session, "structure"));
  GtkWidget *nearest = vit_option_bar_add (bar, "nearest"),
            *pairs = vit_option_bar_add_for (bar, "pair-cutoffs", VIT_AFFECTS_BONDS);
  GtkWidget *first = gtk_widget_get_parent (nearest), *second = gtk_widget_get_parent (pairs);
  g_assert_false (gtk_widget_get_visible (first));
  set (study, "structure", "neighbours", "nearest");
  g_assert_true (gtk_widget_get_visible (first));
  g_assert_false (gtk_widget_get_visible (second));
  set (study, "structure", "chemistry-neighbours", "pairs");
  g_assert_false (gtk_widget_get_visible (second));
  set (study, "structure", "neighbours", "pairs");
  g_assert_true (gtk_widget_get_visible (second));
  g_object_unref (bar);
}

static void
test_runs (void)
{
  g_autoptr (VitSession) session = new_session ();
  VitStudy *study = vit_session_get_study (session);
  GtkWidget *bar = g_object_ref_sink (vit_option_bar_new (session, "plasticity"));
  GtkDropDown *choice = GTK_DROP_DOWN (vit_option_bar_add (bar, "run"));
  g_assert_cmpuint (gtk_drop_down_get_selected (choice), ==, 0);
  /* Maps are those of some run. */
  GtkStringList *names = GTK_STRING_LIST (gtk_drop_down_get_model (choice));
  g_assert_cmpstr (gtk_string_list_get_string (names, 0), ==, "the first");
  gtk_drop_down_set_selected (choice, 2);
  assert_option (session, "plasticity", "run", "run 1");
  set (study, "plasticity", "run", "run 0");
  g_assert_cmpuint (gtk_drop_down_get_selected (choice), ==, 1);
  gtk_drop_down_set_selected (choice, 0);
  assert_option (session, "plasticity", "run", "");

  /* Runs that come and go, and their names; a chosen one stays where it is gone. */
  guint n = g_list_model_get_n_items (gtk_drop_down_get_model (choice));
  VitRun *last = vit_study_get_run (study, vit_study_get_n_runs (study) - 1);
  gtk_drop_down_set_selected (choice, n - 1);
  vit_study_remove_run (study, last);
  g_assert_cmpuint (g_list_model_get_n_items (gtk_drop_down_get_model (choice)), ==, n);
  g_assert_cmpuint (gtk_drop_down_get_selected (choice), ==, n - 1);
  gtk_drop_down_set_selected (choice, 0);
  vit_study_remove_run (study, vit_study_get_run (study, 0));
  g_assert_cmpuint (g_list_model_get_n_items (gtk_drop_down_get_model (choice)), ==, n - 2);
  g_object_unref (bar);
}

static void
test_number (void)
{
  g_autoptr (VitSession) session = new_session ();
  VitStudy *study = vit_session_get_study (session);
  GtkWidget *bar = g_object_ref_sink (vit_option_bar_new (session, "mechanics"));
  GtkSpinButton *number = GTK_SPIN_BUTTON (vit_option_bar_add (bar, "glass-to"));
  g_assert_cmpfloat (gtk_spin_button_get_value (number), ==, 550);
  gtk_spin_button_set_value (number, 600);
  assert_option (session, "mechanics", "glass-to", "600");
  set (study, "mechanics", "glass-to", "500");
  g_assert_cmpfloat (gtk_spin_button_get_value (number), ==, 500);
  set (study, "mechanics", "glass-to", NULL);
  g_assert_cmpfloat (gtk_spin_button_get_value (number), ==, 550);

  /* Digits that are not seen are not taken, and those of the study are kept as long as nobody types
   * another number. */
  gtk_spin_button_set_value (number, 600.0095);
  assert_option (session, "mechanics", "glass-to", "600");
  set (study, "mechanics", "glass-to", "500.004");
  g_assert_cmpfloat (gtk_spin_button_get_value (number), ==, 500.004);
  gtk_spin_button_set_value (number, 500);
  assert_option (session, "mechanics", "glass-to", "500.004");
  set (study, "mechanics", "glass-to", NULL);

  GtkSpinButton *percent = GTK_SPIN_BUTTON (vit_option_bar_add (bar, "yield-offset"));
  g_assert_cmpfloat_with_epsilon (gtk_spin_button_get_value (percent), 0.2, 1e-9);
  gtk_spin_button_set_value (percent, 0.35);
  assert_option (session, "mechanics", "yield-offset", "0.0035");
  set (study, "mechanics", "yield-offset", "0.011");
  g_assert_cmpfloat_with_epsilon (gtk_spin_button_get_value (percent), 1.1, 1e-9);
  assert_option (session, "mechanics", "yield-offset", "0.011");
  g_object_unref (bar);
}

/* A width of 0 is no width: what is shown and read is a word. */
static void
test_zero (void)
{
  g_autoptr (VitSession) session = new_session ();
  VitStudy *study = vit_session_get_study (session);
  GtkWidget *bar = g_object_ref_sink (vit_option_bar_new (session, "structure"));
  GtkWidget *number = vit_option_bar_add (bar, "quantity-bin");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (number)), ==, "auto");
  set (study, "structure", "quantity-bin", "0.25");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (number)), ==, "0.250");
  gtk_editable_set_text (GTK_EDITABLE (number), "Auto");
  gtk_spin_button_update (GTK_SPIN_BUTTON (number));
  assert_option (session, "structure", "quantity-bin", "0");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (number)), ==, "auto");
  gtk_editable_set_text (GTK_EDITABLE (number), "0.5");
  gtk_spin_button_update (GTK_SPIN_BUTTON (number));
  assert_option (session, "structure", "quantity-bin", "0.5");
  g_object_unref (bar);
}

static void
test_text (void)
{
  g_autoptr (VitSession) session = new_session ();
  VitStudy *study = vit_session_get_study (session);
  GtkWidget *bar = g_object_ref_sink (vit_option_bar_new (session, "structure"));
  GtkWidget *entry = vit_option_bar_add (bar, "pair-cutoffs");
  gtk_editable_set_text (GTK_EDITABLE (entry), "Cu-Zr 3.9");
  assert_option (session, "structure", "pair-cutoffs", "");
  g_signal_emit_by_name (entry, "activate");
  assert_option (session, "structure", "pair-cutoffs", "Cu-Zr 3.9");
  set (study, "structure", "pair-cutoffs", "Zr-Zr 4.5");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "Zr-Zr 4.5");
  gtk_editable_set_text (GTK_EDITABLE (entry), "");
  g_signal_emit_by_name (entry, "activate");
  assert_option (session, "structure", "pair-cutoffs", "");
  g_object_unref (bar);
}

static void
test_switch (void)
{
  g_autoptr (VitSession) session = new_session ();
  VitStudy *study = vit_session_get_study (session);
  GtkWidget *bar = g_object_ref_sink (vit_option_bar_new (session, "structure"));
  GtkCheckButton *check = GTK_CHECK_BUTTON (vit_option_bar_add (bar, "averaged"));
  g_assert_false (gtk_check_button_get_active (check));
  gtk_check_button_set_active (check, TRUE);
  assert_option (session, "structure", "averaged", "1");
  set (study, "structure", "averaged", "no");
  g_assert_false (gtk_check_button_get_active (check));
  set (study, "structure", "averaged", "yes");
  g_assert_true (gtk_check_button_get_active (check));
  gtk_check_button_set_active (check, FALSE);
  assert_option (session, "structure", "averaged", "0");
  g_object_unref (bar);
}

/* The last value; behind it there may be a word that opens a field. */
static guint
find_last_value (GtkDropDown *choice)
{
  GListModel *model = gtk_drop_down_get_model (choice);
  guint n = g_list_model_get_n_items (model);
  g_autoptr (GtkStringObject) last = g_list_model_get_item (model, n - 1);
  g_assert_cmpuint (n, >, 1);
  return n - (strcmp (gtk_string_object_get_string (last), "Expression…") == 0 ? 2 : 1);
}

/* A column is chosen from a list, or is an expression, which is typed beneath. */
static void
test_columns (void)
{
  g_autoptr (VitSession) session = new_session ();
  VitStudy *study = vit_session_get_study (session);
  GtkWidget *bar = g_object_ref_sink (vit_option_bar_new (session, "compare"));
  GtkDropDown *choice = GTK_DROP_DOWN (vit_option_bar_add_columns (bar, "joint.x"));
  GtkWidget *entry = gtk_widget_get_last_child (gtk_widget_get_last_child (bar));
  guint last = find_last_value (choice), usual = gtk_drop_down_get_selected (choice);
  g_assert_true (VIT_IS_EXPRESSION_ENTRY (entry));
  g_assert_false (gtk_widget_get_visible (entry));
  gtk_drop_down_set_selected (choice, last + 1);
  g_assert_true (gtk_widget_get_visible (entry));
  assert_option (session, "joint", "x", "volume");
  g_signal_emit_by_name (entry, "taken", "2 * d5");
  assert_option (session, "joint", "x", "2 * d5");
  g_assert_cmpuint (gtk_drop_down_get_selected (choice), ==, last + 1);
  set (study, "joint", "x", NULL);
  g_assert_cmpuint (gtk_drop_down_get_selected (choice), ==, usual);
  g_assert_false (gtk_widget_get_visible (entry));
  /* The value of before, chosen instead of an expression. */
  gtk_drop_down_set_selected (choice, last + 1);
  gtk_drop_down_set_selected (choice, usual);
  g_assert_false (gtk_widget_get_visible (entry));
  assert_option (session, "joint", "x", "volume");
  set (study, "joint", "x", "c_pe + 1");
  g_assert_true (gtk_widget_get_visible (entry));
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
      /* The last may be the default. */
      GtkDropDown *choice = GTK_DROP_DOWN (widget);
      guint last = find_last_value (choice);
      gtk_drop_down_set_selected (choice, gtk_drop_down_get_selected (choice) == last ? 0 : last);
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
  if (VIT_IS_EXPRESSION_ENTRY (widget))
    {
      g_signal_emit_by_name (widget, "taken", "2 * d5");
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
  static GtkWidget *(*const bars[]) (VitSession * session) = {
    vit_bodies_bar_new,    vit_structure_bar_new, vit_chemistry_bar_new, vit_plasticity_bar_new,
    vit_mechanics_bar_new, vit_model_bar_new,     vit_compare_bar_new
  };
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
  GtkWidget *label = gtk_widget_get_first_child (gtk_widget_get_first_child (bar));
  GtkWidget *scale = gtk_widget_get_next_sibling (label);
  gtk_range_set_value (GTK_RANGE (scale), 2);
  assert_option (session, "plasticity", "interval", "100");
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (label)), ==, "Δt ≈ 100 ps");
  set (study, "plasticity", "interval", "12.34");
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (label)), ==, "Δt ≈ 12.3 ps");
  g_assert_cmpfloat_with_epsilon (gtk_range_get_value (GTK_RANGE (scale)), 1.0913, 1e-3);
  assert_option (session, "plasticity", "interval", "12.34");
  g_object_unref (bar);
}

/* The control below @widget whose row has this tooltip. */
static GtkWidget *
find_row (GtkWidget *widget, const char *tooltip)
{
  if (g_strcmp0 (gtk_widget_get_tooltip_text (widget), tooltip) == 0)
    return widget;
  GtkWidget *found = NULL;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child && !found;
       child = gtk_widget_get_next_sibling (child))
    found = find_row (child, tooltip);
  return found;
}

static bool
has_insensitive (GtkWidget *widget)
{
  bool any = !gtk_widget_get_sensitive (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child && !any;
       child = gtk_widget_get_next_sibling (child))
    any = has_insensitive (child);
  return any;
}

/* Δt of a target can be changed where it changes something. */
static void
test_target_interval (void)
{
  static const struct
  {
    const char *target;
    bool has_interval;
  } cases[] = { { "d2min", true },         { "p_hop", false },       { "mises", true },
                { "t_ml", false },         { "displacement", true }, { "la", false },
                { "column:energy", false } };
  g_autoptr (VitSession) session = new_session ();
  VitStudy *study = vit_session_get_study (session);
  GtkWidget *bar = g_object_ref_sink (vit_indicators_bar_new (session));
  GtkWidget *row = find_row (bar, vit_option_find ("plasticity", "interval")->tooltip);
  g_assert_nonnull (row);
  for (gsize k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      set (study, "ranking", "target", cases[k].target);
      g_assert_true (has_insensitive (row) == !cases[k].has_interval);
    }
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
  g_test_add_func ("/panels/options/relevance", test_relevance);
  g_test_add_func ("/panels/options/runs", test_runs);
  g_test_add_func ("/panels/options/number", test_number);
  g_test_add_func ("/panels/options/zero", test_zero);
  g_test_add_func ("/panels/options/text", test_text);
  g_test_add_func ("/panels/options/switch", test_switch);
  g_test_add_func ("/panels/options/columns", test_columns);
  g_test_add_func ("/panels/options/bars", test_bars);
  g_test_add_func ("/panels/options/interval", test_interval);
  g_test_add_func ("/panels/options/target-interval", test_target_interval);
  int status = g_test_run ();
  folder_remove (folder);
  return status;
}
