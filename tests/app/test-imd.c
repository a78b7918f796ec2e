/* Listening to a simulation: where the connection is refused, what is not recorded, and how much of
 * it is kept. */

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#include "app/imd-dialog.h"
#include "core/live/imd-recorder.h"
#include "tests/app/harness.h"

/* Tooltip of the address. */
#define ADDRESS "HOST:PORT of fix imd"

/* A server of IMD 2 in a thread: the handshake, then as many frames as it was told, and goodbye. */
typedef struct
{
  GSocketListener *listener;
  guint16 port;
  size_t n_atoms;
  int n_frames;
  GThread *thread;
} Server;

static gpointer
serve (gpointer data)
{
  Server *self = data;
  g_autoptr (GSocketConnection) client =
      g_socket_listener_accept (self->listener, NULL, NULL, NULL);
  if (!client)
    return NULL;
  GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (client));
  GInputStream *in = g_io_stream_get_input_stream (G_IO_STREAM (client));
  const gint32 hello[2] = { GINT32_TO_BE (4), 2 }, bye[2] = { 0, 0 },
               head[2] = { GINT32_TO_BE (2), GINT32_TO_BE ((gint32) self->n_atoms) };
  char heard[8];
  gsize n;
  g_autofree float *x = g_new (float, 3 * self->n_atoms);
  bool ok = g_output_stream_write_all (out, hello, sizeof hello, NULL, NULL, NULL) &&
            g_input_stream_read_all (in, heard, sizeof heard, &n, NULL, NULL);
  for (int k = 0; k < self->n_frames && ok; k++)
    {
      for (size_t i = 0; i < 3 * self->n_atoms; i++)
        x[i] = (float) (k + 1);
      ok = g_output_stream_write_all (out, head, sizeof head, NULL, NULL, NULL) &&
           g_output_stream_write_all (out, x, 12 * self->n_atoms, NULL, NULL, NULL);
    }
  g_output_stream_write_all (out, bye, sizeof bye, NULL, NULL, NULL);
  g_input_stream_read_all (in, heard, sizeof heard, &n, NULL, NULL);
  return NULL;
}

static void
server_start (Server *self, size_t n_atoms, int n_frames)
{
  *self =
      (Server){ .listener = g_socket_listener_new (), .n_atoms = n_atoms, .n_frames = n_frames };
  self->port = g_socket_listener_add_any_inet_port (self->listener, NULL, NULL);
  self->thread = g_thread_new ("server", serve, self);
}

static void
server_stop (Server *self)
{
  g_thread_join (self->thread);
  g_socket_listener_close (self->listener);
  g_object_unref (self->listener);
}

static GtkWindow *
find_dialog (void)
{
  GListModel *all = gtk_window_get_toplevels ();
  for (guint i = 0; i < g_list_model_get_n_items (all); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (all, i);
      if (harness_find (GTK_WIDGET (window), GTK_TYPE_ENTRY, ADDRESS))
        return window;
    }
  return NULL;
}

/* Iterates until @done, at most ten seconds. */
static void
wait_for (bool (*done) (VitWindow *window), VitWindow *window)
{
  for (int i = 0; i < 2000 && !done (window); i++)
    {
      g_usleep (5000);
      while (g_main_context_iteration (NULL, FALSE))
        continue;
    }
  g_assert_true (done (window));
}

static bool
is_refused (VitWindow *window)
{
  GtkWindow *dialog = find_dialog ();
  GtkWidget *entry = dialog ? harness_find (GTK_WIDGET (dialog), GTK_TYPE_ENTRY, ADDRESS) : NULL;
  return entry && gtk_editable_get_editable (GTK_EDITABLE (entry)) &&
         strcmp (gtk_window_get_title (dialog), "Listen to a Simulation") == 0;
}

static bool
is_gone (VitWindow *window)
{
  return !find_dialog ();
}

static bool
is_shown (VitWindow *window)
{
  return vit_study_get_n_runs (window->study) > 2 &&
         vit_run_get_trajectory (
             vit_study_get_run (window->study, vit_study_get_n_runs (window->study) - 1));
}

static void
apply (const char *address)
{
  GtkWidget *dialog = GTK_WIDGET (find_dialog ());
  g_assert_nonnull (dialog);
  gtk_editable_set_text (GTK_EDITABLE (harness_find (dialog, GTK_TYPE_ENTRY, ADDRESS)), address);
  g_signal_emit_by_name (harness_find (dialog, GTK_TYPE_BUTTON, "Apply"), "clicked");
}

/* The dialog stays with what was typed, and says why; then it is closed by the server's answer.
 * What comes is no run to be saved without a question. */
static void
test_refused (void)
{
  VitWindow *window = harness_open_demo ();
  vit_imd_dialog_show (window);
  harness_settle ();
  apply ("127.0.0.1:1");
  g_assert_false (is_refused (window));
  wait_for (is_refused, window);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (
                       harness_find (GTK_WIDGET (find_dialog ()), GTK_TYPE_ENTRY, ADDRESS))),
                   ==, "127.0.0.1:1");
  VitRun *like = vit_session_get_shown (window->session, 0);
  g_autoptr (VitFrame) frame = vit_trajectory_read_frame (vit_run_get_trajectory (like), 0, NULL);
  Server server;
  server_start (&server, frame->atoms->n, 3);
  g_autofree char *address = g_strdup_printf ("127.0.0.1:%u", server.port);
  guint n = vit_study_get_n_runs (window->study);
  apply (address);
  wait_for (is_gone, window);
  wait_for (is_shown, window);
  g_assert_cmpuint (vit_study_get_n_runs (window->study), ==, n + 1);
  g_assert_true (vit_imd_dialog_passes (window, vit_study_get_run (window->study, n)));
  g_assert_false (vit_imd_dialog_passes (window, like));
  guint before = g_list_model_get_n_items (gtk_window_get_toplevels ());
  vit_window_save (window, FALSE, NULL);
  harness_settle ();
  g_assert_cmpuint (g_list_model_get_n_items (gtk_window_get_toplevels ()), ==, before + 1);
  bool asked = false;
  GListModel *all = gtk_window_get_toplevels ();
  for (guint i = 0; i < g_list_model_get_n_items (all); i++)
    {
      g_autoptr (GtkWindow) one = g_list_model_get_item (all, i);
      asked = asked || g_strcmp0 (gtk_window_get_title (one), "Save a Run That Goes?") == 0;
      if (g_strcmp0 (gtk_window_get_title (one), "Save a Run That Goes?") == 0)
        gtk_window_close (one);
    }
  g_assert_true (asked);
  vit_imd_dialog_stop (window);
  server_stop (&server);
  harness_close (window);
}

/* The file never has more than the bytes that are allowed, and the last frame is in it. */
static void
test_bound (void)
{
  VitWindow *window = harness_open_demo ();
  VitRun *like = vit_session_get_shown (window->session, 0);
  g_autoptr (VitFrame) frame = vit_trajectory_read_frame (vit_run_get_trajectory (like), 0, NULL);
  g_autofree char *path = g_build_filename (harness_folder (), "bound.dump", NULL);
  g_autoptr (GError) error = NULL;
  Server server;
  server_start (&server, frame->atoms->n, 7);
  g_autofree char *address = g_strdup_printf ("127.0.0.1:%u", server.port);
  uint64_t most = 100 * frame->atoms->n; /* about three frames */
  VitImdRecorder *recorder = vit_imd_recorder_new (address, frame, 100, path, most, &error);
  g_assert_no_error (error);
  for (int i = 0; i < 2000 && !vit_imd_recorder_has_ended (recorder, NULL); i++)
    g_usleep (5000);
  g_assert_true (vit_imd_recorder_has_ended (recorder, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (vit_imd_recorder_get_counts (recorder).recorded, ==, 7);
  vit_imd_recorder_free (recorder);
  server_stop (&server);
  const char *const paths[] = { path, NULL };
  g_autoptr (VitTrajectory) run = vit_trajectory_open (paths, NULL, NULL, &error);
  g_assert_no_error (error);
  size_t n = vit_trajectory_get_n_frames (run);
  GStatBuf info;
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpuint ((uint64_t) info.st_size, <=, most);
  g_assert_cmpuint (n, >, 0);
  g_assert_cmpuint (n, <, 7);
  VitFrameInfo last;
  vit_trajectory_get_frame_info (run, n - 1, &last);
  g_assert_cmpint (last.step, ==, 700);
  harness_close (window);
}

int
main (int argc, char **argv)
{
  harness_init (&argc, &argv);
  g_test_add_func ("/app/imd/refused", test_refused);
  g_test_add_func ("/app/imd/bound", test_bound);
  return harness_run ();
}
