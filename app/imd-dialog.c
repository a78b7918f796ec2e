#include "app/imd-dialog.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "app/window-private.h"
#include "core/base/job.h"
#include "core/live/imd-recorder.h"
#include "core/store/scratch.h"
#include "ui/panels/ask-window.h"
#include "ui/panels/help-topic.h"

/* Milliseconds between two looks at what has come. */
#define LOOK 250

/* Bytes that are kept of what is not recorded: then it begins anew. */
#define MOST_PASSING ((uint64_t) 256 << 20)

#define TITLE "Listen to a Simulation"

/* The key of the window's Listener. */
#define LISTENER "imd-listener"

/* The dialog; it is freed with its window. */
typedef struct
{
  VitWindow *window; /* weak */
  VitRun *like;
  GtkWidget *dialog, *complaint, *address, *path, *every;
} Ask;

/* What a window listens to; it is freed with it. */
typedef struct
{
  VitWindow *window; /* borrowed */
  VitStudy *study;
  VitRun *like;
  char *address, *path;
  bool passes; /* what comes is kept no longer than the window */
  int64_t every;
  VitJob *job; /* nullable: reads the atoms */
  VitImdRecorder *recorder;
  guint timer;
  bool shown;        /* as a run of the study */
  GtkWidget *dialog; /* weak: stays until the server has answered */
} Listener;

static void
listener_free (gpointer data)
{
  Listener *self = data;
  g_clear_handle_id (&self->timer, g_source_remove);
  vit_job_cancel (self->job);
  g_clear_object (&self->job);
  vit_imd_recorder_free (self->recorder);
  g_clear_weak_pointer (&self->dialog);
  g_object_unref (self->study);
  g_object_unref (self->like);
  g_free (self->address);
  g_free (self->path);
  g_free (self);
}

static Listener *
get_listener (VitWindow *window)
{
  return g_object_get_data (G_OBJECT (window), LISTENER);
}

void
vit_imd_dialog_stop (VitWindow *window)
{
  g_object_set_data (G_OBJECT (window), LISTENER, NULL);
}

/* The entries keep the focus while they are not. */
static void
set_editable (Ask *ask, gboolean editable)
{
  GtkWidget *const entries[] = { ask->address, ask->path, ask->every };
  for (gsize k = 0; k < G_N_ELEMENTS (entries); k++)
    gtk_editable_set_editable (GTK_EDITABLE (entries[k]), editable);
}

/* In the dialog, where the address is: it is not left to be typed again. */
static void
complain (GtkWidget *dialog, const char *text)
{
  Ask *ask = g_object_get_data (G_OBJECT (dialog), "ask");
  set_editable (ask, TRUE);
  gtk_window_set_title (GTK_WINDOW (dialog), TITLE);
  vit_ask_window_complain (ask->complaint, text);
  gtk_widget_grab_focus (ask->address);
}

/* Say why it has ended, and how much is kept. */
static void
end (Listener *self, const GError *error)
{
  VitWindow *window = self->window;
  if (self->dialog)
    {
      complain (self->dialog, error ? error->message : "The simulation has ended at once.");
      g_clear_weak_pointer (&self->dialog);
      vit_imd_dialog_stop (window);
      return;
    }
  uint64_t n = self->recorder ? vit_imd_recorder_get_counts (self->recorder).recorded : 0;
  g_autofree char *text = g_strdup_printf (
      "%s; %" G_GUINT64_FORMAT " frames %s", error ? error->message : "The simulation has ended", n,
      self->passes ? "came, and go with the window" : "were recorded");
  vit_imd_dialog_stop (window);
  vit_window_show_note (window, text);
}

/* The recording is a run like any other that is being written, with what is known of the one that
 * it is like. */
static void
show_run (Listener *self)
{
  const char *const paths[] = { self->path, NULL };
  g_autoptr (VitRun) run = vit_run_new (paths);
  self->shown = true;
  vit_run_set_given (run, vit_run_get_given (self->like));
  if (self->passes)
    g_object_set (run, "label", "now", NULL);
  vit_run_set_live (run, true);
  vit_study_add_run (self->study, run);
  if (self->window->session)
    vit_session_set_follow_end (self->window->session, true);
}

static gboolean
look (gpointer data)
{
  Listener *self = data;
  g_autoptr (GError) error = NULL;
  if (self->window->study != self->study)
    {
      self->timer = 0;
      vit_imd_dialog_stop (self->window);
      return G_SOURCE_REMOVE;
    }
  if (self->dialog && vit_imd_get_version (vit_imd_recorder_get_imd (self->recorder)) > 0)
    {
      GtkWidget *dialog = self->dialog;
      g_clear_weak_pointer (&self->dialog);
      gtk_window_close (GTK_WINDOW (dialog));
    }
  if (!self->shown && vit_imd_recorder_get_counts (self->recorder).recorded > 0)
    show_run (self);
  if (!vit_imd_recorder_has_ended (self->recorder, &error))
    return G_SOURCE_CONTINUE;
  self->timer = 0;
  end (self, error);
  return G_SOURCE_REMOVE;
}

static void
unref_frame (gpointer frame)
{
  vit_frame_unref (frame);
}

static void
unref_trajectory (gpointer trajectory)
{
  vit_trajectory_unref (trajectory);
}

static void *
read_atoms (void *data, VitProgress *progress, GError **error)
{
  return vit_trajectory_read_frame (data, 0, error);
}

static void
on_atoms_read (VitJob *job, void *data)
{
  Listener *self = data;
  g_autoptr (GError) error = NULL;
  VitFrame *like = vit_job_take_result (job, &error);
  g_clear_object (&self->job);
  self->recorder = like ? vit_imd_recorder_new (self->address, like, self->every, self->path,
                                                self->passes ? MOST_PASSING : 0, &error)
                        : NULL;
  g_clear_pointer (&like, vit_frame_unref);
  if (self->recorder)
    self->timer = g_timeout_add (LOOK, look, self);
  else
    end (self, error);
}

/* Takes ownership of the path, and removes the file with its folder. */
static void
remove_passing (gpointer data)
{
  g_autofree char *path = data, *folder = g_path_get_dirname (path);
  vit_scratch_folder_remove (folder);
}

/* A file that goes with the window; %NULL if none can be made. */
static char *
dup_passing_path (VitWindow *window, GError **error)
{
  g_autofree char *folder = vit_scratch_folder_new (error);
  if (!folder)
    return NULL;
  char *path = g_build_filename (folder, "now.dump", NULL);
  g_object_set_data_full (G_OBJECT (window), path, g_strdup (path), remove_passing);
  return path;
}

bool
vit_imd_dialog_passes (VitWindow *window, VitRun *run)
{
  const char *const *paths = vit_run_get_paths (run);
  return paths && paths[0] && g_object_get_data (G_OBJECT (window), paths[0]) != NULL;
}

static void
listen (VitWindow *window,
        VitRun *like,
        const char *address,
        const char *path,
        bool passes,
        int64_t every,
        GtkWidget *dialog)
{
  Listener *self = g_new0 (Listener, 1);
  g_set_weak_pointer (&self->dialog, dialog);
  self->window = window;
  self->study = g_object_ref (window->study);
  self->like = g_object_ref (like);
  self->address = g_strdup (address);
  self->path = g_strdup (path);
  self->passes = passes;
  self->every = every;
  g_object_set_data_full (G_OBJECT (window), LISTENER, self, listener_free);
  self->job = vit_job_start (VIT_JOB_MOMENT, "Reading the atoms", read_atoms,
                             vit_trajectory_ref (vit_run_get_trajectory (like)), unref_trajectory,
                             unref_frame, on_atoms_read, self);
}

/* ---- The dialog ---- */

static void
ask_free (gpointer data)
{
  Ask *ask = data;
  g_clear_weak_pointer (&ask->window);
  g_object_unref (ask->like);
  g_free (ask);
}

static void
on_apply (GtkButton *button, Ask *ask)
{
  const char *address = gtk_editable_get_text (GTK_EDITABLE (ask->address)),
             *path = gtk_editable_get_text (GTK_EDITABLE (ask->path)),
             *every = gtk_editable_get_text (GTK_EDITABLE (ask->every));
  char *rest;
  gint64 steps = g_ascii_strtoll (every, &rest, 10);
  const char *colon = strrchr (address, ':');
  bool passes = *path == '\0';
  g_autoptr (GError) error = NULL;
  g_autofree char *passing = NULL;
  if (!colon || colon == address || atoi (colon + 1) <= 0)
    vit_ask_window_complain (ask->complaint, "The address is HOST:PORT.");
  else if (*every == '\0' || *rest != '\0' || steps <= 0)
    vit_ask_window_complain (ask->complaint, "The steps between frames are a whole number.");
  else if (!passes && g_file_test (path, G_FILE_TEST_EXISTS))
    vit_ask_window_complain (ask->complaint, "The recording needs the name of a new file.");
  else if (ask->window && get_listener (ask->window))
    vit_ask_window_complain (ask->complaint, "It is being waited for.");
  else if (!ask->window || !ask->window->study || !vit_run_get_trajectory (ask->like))
    vit_ask_window_complain (ask->complaint, "The run is no longer open.");
  else if (passes && !(passing = dup_passing_path (ask->window, &error)))
    vit_ask_window_complain (ask->complaint, error->message);
  else
    {
      gtk_widget_set_visible (ask->complaint, FALSE);
      set_editable (ask, FALSE);
      gtk_window_set_title (GTK_WINDOW (ask->dialog), "Waiting for the Simulation…");
      listen (ask->window, ask->like, address, passes ? passing : path, passes, steps, ask->dialog);
    }
}

/* Closed while the server has not answered: it is no longer waited for. */
static gboolean
on_close (GtkWidget *dialog, VitWindow *window)
{
  Listener *listener = get_listener (window);
  if (listener && listener->dialog == dialog)
    vit_imd_dialog_stop (window);
  return FALSE;
}

static GtkWidget *
add_entry (GtkGrid *grid, int row, const char *name, const char *text, const char *tooltip)
{
  GtkWidget *label = gtk_label_new (name), *entry = gtk_entry_new ();
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_editable_set_text (GTK_EDITABLE (entry), text);
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), 34);
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_widget_set_hexpand (entry, TRUE);
  gtk_widget_set_tooltip_text (entry, tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_grid_attach (grid, label, 0, row, 1, 1);
  gtk_grid_attach (grid, entry, 1, row, 1, 1);
  return entry;
}

void
vit_imd_dialog_show (VitWindow *window)
{
  g_return_if_fail (VIT_IS_WINDOW (window));
  if (get_listener (window))
    {
      vit_imd_dialog_stop (window);
      vit_window_show_note (window, "The window no longer listens to the simulation");
      return;
    }
  VitRun *like = window->session ? vit_session_get_shown (window->session, 0) : NULL;
  if (!like || !vit_run_get_trajectory (like))
    {
      vit_window_show_note (window,
                            "Open a dump or data file of the simulation first: it says the atoms");
      return;
    }
  Ask *ask = g_new0 (Ask, 1);
  g_set_weak_pointer (&ask->window, window);
  ask->like = g_object_ref (like);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12), *grid = gtk_grid_new ();
  ask->dialog = vit_ask_window_new (GTK_WINDOW (window), TITLE, ask, ask_free);
  g_signal_connect (ask->dialog, "close-request", G_CALLBACK (on_close), window);
  vit_help_topic_set (ask->dialog, "imd");
  g_autofree char *words = g_strdup_printf (
      "LAMMPS waits with fix imd. Its atoms are those of %s. Nothing is sent to it.",
      vit_run_get_name (like));
  GtkWidget *text = gtk_label_new (words);
  gtk_label_set_wrap (GTK_LABEL (text), TRUE);
  gtk_label_set_xalign (GTK_LABEL (text), 0);
  gtk_label_set_max_width_chars (GTK_LABEL (text), 50);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 8);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 10);
  ask->address =
      add_entry (GTK_GRID (grid), 0, "Address", "localhost:8888", "HOST:PORT of fix imd");
  ask->every = add_entry (GTK_GRID (grid), 1, "Steps between frames", "100",
                          "trate of fix imd; version 3 of IMD says the steps itself");
  ask->path =
      add_entry (GTK_GRID (grid), 2, "Record to", "",
                 "A dump, or extended XYZ (.xyz, .extxyz), that is written and shown as a run. "
                 "Without a name what comes goes with the window.");
  gtk_entry_set_placeholder_text (GTK_ENTRY (ask->path), "nothing is kept");
  gtk_box_append (GTK_BOX (box), text);
  gtk_box_append (GTK_BOX (box), grid);
  ask->complaint = vit_ask_window_fill (ask->dialog, box, G_CALLBACK (on_apply), ask);
  gtk_window_present (GTK_WINDOW (ask->dialog));
}
