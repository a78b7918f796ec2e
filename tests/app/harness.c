#include "app/page-private.h"
#include "tests/app/harness.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "app/application.h"
#include "app/samples.h"
#include "app/window-actions.h"
#include "core/base/job.h"
#include "tests/support/folder.h"

/* Longest wait for something that ends by itself, s. */
#define PATIENCE 120

/* Rounds of the main loop, ROUND ms apart, without a job and without a figure: the window rests. */
#define N_ROUNDS 6
#define ROUND 8

static char *folder;
static GtkApplication *application;
static int trace = -1;  /* standard error of the process, */
static int stderr_copy; /* and where it went before */

/* ---- The process ---- */

static void
set_folder (const char *variable, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_mkdir (path, 0700);
  g_setenv (variable, path, TRUE);
}

void
harness_init (int *argc, char ***argv)
{
  folder = folder_new ();
  set_folder ("XDG_DATA_HOME", "data");
  set_folder ("XDG_CONFIG_HOME", "config");
  g_setenv ("GSETTINGS_BACKEND", "memory", TRUE);
  g_setenv ("GIO_USE_VFS", "local", TRUE);
  g_test_init (argc, argv, NULL);
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP no display\n");
      folder_remove (folder);
      exit (0);
    }
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  application = GTK_APPLICATION (vit_application_new ());
  g_assert_true (g_application_register (G_APPLICATION (application), NULL, NULL));
}

int
harness_run (void)
{
  int status = g_test_run ();
  g_clear_object (&application);
  folder_remove (g_steal_pointer (&folder));
  return status;
}

const char *
harness_folder (void)
{
  return folder;
}

GtkApplication *
harness_application (void)
{
  return application;
}

/* ---- Windows ---- */

VitWindow *
harness_new_window (void)
{
  VitWindow *window = vit_window_new (application, vit_window_actions_get ());
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (window));
  return window;
}

VitWindow *
harness_open_demo (void)
{
  VitWindow *window = harness_new_window ();
  g_autofree char *demo = vit_samples_find_demo ();
  g_assert_nonnull (demo);
  vit_window_open_study (window, demo);
  harness_settle ();
  return window;
}

void
harness_close (VitWindow *window)
{
  window->closing = TRUE;
  gtk_window_close (GTK_WINDOW (window));
  while (g_main_context_iteration (NULL, FALSE))
    continue;
}

bool
harness_press (VitWindow *window, const char *accelerator)
{
  g_auto (GStrv) names = gtk_application_get_actions_for_accel (application, accelerator);
  bool activated = false;
  for (char **name = names; *name && !activated; name++)
    {
      g_autoptr (GVariant) target = NULL;
      g_autofree char *plain = NULL;
      g_assert_true (g_action_parse_detailed_name (*name, &plain, &target, NULL));
      GActionGroup *group =
          g_str_has_prefix (plain, "app.") ? G_ACTION_GROUP (application) : G_ACTION_GROUP (window);
      const char *action = strchr (plain, '.') + 1;
      if (!g_action_group_get_action_enabled (group, action))
        continue;
      g_action_group_activate_action (group, action, target);
      activated = true;
    }
  return activated;
}

/* ---- Rest ---- */

static gboolean
set_flag (gpointer flag)
{
  *(bool *) flag = true;
  return G_SOURCE_REMOVE;
}

/* Iterates until @ms have passed and nothing that is ready waits, however slow the machine is. */
static void
do_round (guint ms)
{
  bool passed = false, idle = false;
  g_timeout_add (ms, set_flag, &passed);
  while (!passed)
    g_main_context_iteration (NULL, TRUE);
  g_idle_add_full (G_PRIORITY_LOW, set_flag, &idle, NULL);
  while (!idle)
    g_main_context_iteration (NULL, TRUE);
}

static off_t
get_trace_length (void)
{
  return trace >= 0 ? lseek (trace, 0, SEEK_END) : 0;
}

void
harness_settle (void)
{
  gint64 end = g_get_monotonic_time () + PATIENCE * G_USEC_PER_SEC;
  off_t length = get_trace_length ();
  for (int quiet = 0; quiet < N_ROUNDS;)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      do_round (ROUND);
      off_t now = get_trace_length ();
      quiet = now == length && vit_job_count () == 0 ? quiet + 1 : 0;
      length = now;
    }
}

void
harness_build (VitWindow *window)
{
  while (!vit_turn_queue_is_empty (vit_window_get_page (window)->building))
    g_main_context_iteration (NULL, TRUE);
}

/* ---- Figures ---- */

void
harness_watch (void)
{
  g_assert_cmpint (trace, <, 0);
  g_autofree char *path = g_build_filename (folder, "trace", NULL);
  trace = g_open (path, O_RDWR | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
  g_assert_cmpint (trace, >=, 0);
  stderr_copy = dup (STDERR_FILENO);
  g_assert_cmpint (dup2 (trace, STDERR_FILENO), ==, STDERR_FILENO);
}

GHashTable *
harness_count (void)
{
  g_assert_cmpint (trace, >=, 0);
  dup2 (stderr_copy, STDERR_FILENO);
  close (stderr_copy);
  close (trace);
  trace = -1;

  g_autofree char *path = g_build_filename (folder, "trace", NULL), *text = NULL;
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  GHashTable *counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (char **line = lines; *line; line++)
    if (g_str_has_prefix (*line, "figure "))
      {
        const char *name = *line + strlen ("figure ");
        guint n = GPOINTER_TO_UINT (g_hash_table_lookup (counts, name));
        g_hash_table_replace (counts, g_strdup (name), GUINT_TO_POINTER (n + 1));
      }
    else if (**line)
      g_printerr ("%s\n", *line);
  return counts;
}

/* ---- Widgets ---- */

void
harness_walk (GtkWidget *widget, void (*visit) (GtkWidget *widget, gpointer data), gpointer data)
{
  visit (widget, data);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    harness_walk (child, visit, data);
}

static bool
is_called (GtkWidget *widget, const char *label)
{
  const char *text = GTK_IS_BUTTON (widget)  ? gtk_button_get_label (GTK_BUTTON (widget))
                     : GTK_IS_LABEL (widget) ? gtk_label_get_text (GTK_LABEL (widget))
                                             : NULL;
  return g_strcmp0 (text, label) == 0 ||
         g_strcmp0 (gtk_widget_get_tooltip_text (widget), label) == 0;
}

GtkWidget *
harness_find (GtkWidget *widget, GType type, const char *label)
{
  if (g_type_is_a (G_OBJECT_TYPE (widget), type) && (!label || is_called (widget, label)))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = harness_find (child, type, label);
      if (found)
        return found;
    }
  return NULL;
}
