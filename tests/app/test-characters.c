/* Characters that no font has are said in the window, and not again when that was dismissed. */

#include <string.h>

#include "app/samples.h"
#include "tests/app/harness.h"

/* Of a private plane: nobody's. */
#define NOBODYS "\U000F0123"

static void
find_sentence (GtkWidget *widget, gpointer data)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget) &&
      strstr (gtk_label_get_text (GTK_LABEL (widget)), "U+F0123"))
    *(GtkWidget **) data = widget;
}

static bool
is_said (VitWindow *window)
{
  GtkWidget *label = NULL;
  harness_settle ();
  harness_walk (GTK_WIDGET (window->problems), find_sentence, &label);
  return label != NULL;
}

static void
test_said_once (void)
{
  g_autofree char *demo = vit_samples_find_demo (), *samples = g_path_get_dirname (demo);
  g_autofree char *path = g_build_filename (harness_folder (), "label.vitrine", NULL);
  g_autofree char *text = g_strdup_printf (
      "[study]\nversion=1\n[run 1]\nfiles=%s/glass-100K.lammpstrj.zst\nlabel=glass " NOBODYS
      "\ntemperature=100\nshown=true\n[model]\nfile=%s/CuZr.vitmodel\n",
      samples, samples);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  VitWindow *window = harness_open_demo ();
  g_assert_false (is_said (window));
  vit_window_open_study (window, path);
  g_assert_true (is_said (window));
  GtkWidget *dismiss = harness_find (GTK_WIDGET (window->problems), GTK_TYPE_BUTTON, "Dismiss");
  g_signal_emit_by_name (dismiss, "clicked");
  g_assert_false (is_said (window));
  g_assert_true (harness_press (window, "F5"));
  g_assert_false (is_said (window));
  harness_close (window);
}

int
main (int argc, char **argv)
{
  harness_init (&argc, &argv);
  g_test_add_func ("/app/characters/said-once", test_said_once);
  return harness_run ();
}
