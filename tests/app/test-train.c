/* The dialog that trains a model: species are named where their names are known. */

#include <string.h>

#include "app/samples.h"
#include "app/train-dialog.h"
#include "core/tml/model.h"
#include "tests/app/harness.h"

static void
find_entry (GtkWidget *widget, gpointer data)
{
  const char *tip = gtk_widget_get_tooltip_text (widget);
  if (GTK_IS_ENTRY (widget) && tip && g_str_has_prefix (tip, "Names of the types"))
    *(GtkWidget **) data = widget;
}

static GtkEditable *
get_species (GtkWindow *dialog)
{
  GtkWidget *entry = NULL;
  harness_walk (GTK_WIDGET (dialog), find_entry, &entry);
  g_assert_nonnull (entry);
  return GTK_EDITABLE (entry);
}

static GtkWindow *
open_dialog (VitWindow *window)
{
  g_autofree char *demo = vit_samples_find_demo (), *folder = g_path_get_dirname (demo);
  GtkWindow *dialog = vit_train_dialog_show (GTK_WINDOW (window), window->study,
                                             vit_session_get_deriver (window->session));
  static const char *const names[] = { "creep-2.0.lammpstrj.zst", "creep-2.3.lammpstrj.zst" };
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], NULL);
      vit_train_dialog_add (dialog, path, 100 + 600 * (double) i);
    }
  return dialog;
}

/* Trains, and compares the names of the species of the model. */
static void
check_model (VitWindow *window, const char *given, const char *const *expected)
{
  static int n;
  GtkWindow *dialog = open_dialog (window);
  if (given)
    gtk_editable_set_text (get_species (dialog), given);
  g_autofree char *name = g_strdup_printf ("trained-%d.vitmodel", n++),
                  *output = g_build_filename (harness_folder (), name, NULL);
  vit_train_dialog_train (dialog, output);
  harness_settle ();
  g_autoptr (GError) error = NULL;
  g_autoptr (VitModel) model = vit_model_load (output, &error);
  g_assert_no_error (error);
  const char *const *species = vit_model_get_species (model);
  g_assert_true (g_strv_equal (species, expected));
  g_assert_cmpstr (vit_study_get_model_path (window->study), ==, output);
}

static void
test_species (void)
{
  VitWindow *window = harness_open_demo ();
  GtkWindow *dialog = open_dialog (window);
  g_assert_cmpstr (gtk_editable_get_text (get_species (dialog)), ==, "Cu, Zr");
  gtk_window_destroy (dialog);
  check_model (window, NULL, (const char *const[]){ "Cu", "Zr", NULL });
  check_model (window, " Ni ,Nb", (const char *const[]){ "Ni", "Nb", NULL });
  check_model (window, "", (const char *const[]){ "", "", NULL });
  harness_close (window);
}

/* Names that are not as many as the types are refused in words, and nothing is lost. */
static void
test_wrong_number (void)
{
  VitWindow *window = harness_open_demo ();
  GtkWindow *dialog = open_dialog (window);
  g_autofree char *before = g_strdup (vit_study_get_model_path (window->study)),
                  *output = g_build_filename (harness_folder (), "none.vitmodel", NULL);
  gtk_editable_set_text (get_species (dialog), "Cu, Zr, Al");
  vit_train_dialog_train (dialog, output);
  harness_settle ();
  g_assert_false (g_file_test (output, G_FILE_TEST_EXISTS));
  g_assert_cmpstr (vit_study_get_model_path (window->study), ==, before);
  g_assert_cmpstr (gtk_editable_get_text (get_species (dialog)), ==, "Cu, Zr, Al");
  gtk_window_destroy (dialog);
  harness_close (window);
}

int
main (int argc, char **argv)
{
  harness_init (&argc, &argv);
  g_test_add_func ("/app/train/species", test_species);
  g_test_add_func ("/app/train/wrong-number", test_wrong_number);
  return harness_run ();
}
