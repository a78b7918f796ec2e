/* While something newer is computed the old picture is dimmed under its old label, on every view,
 * and both change together. Jobs are held back by others that wait for a word. */

#include <string.h>

#include "core/base/job.h"
#include "tests/app/harness.h"
#include "ui/views/atom-view.h"
#include "ui/views/chart-view.h"
#include "ui/views/slice-view.h"
#include "ui/views/view-frame.h"

/* More than any pool has threads. */
#define N_STOPPERS 64

static GMutex mutex;
static GCond word;
static bool held;

static void *
wait_for_word (void *data, VitProgress *progress, GError **error)
{
  g_mutex_lock (&mutex);
  while (held)
    g_cond_wait (&word, &mutex);
  g_mutex_unlock (&mutex);
  return NULL;
}

static void
hold_jobs (void)
{
  held = true;
  for (int queue = VIT_JOB_PICTURE; queue <= VIT_JOB_LASTING; queue++)
    for (int i = 0; i < N_STOPPERS; i++)
      {
        g_autoptr (VitJob) job = vit_job_start ((VitJobQueue) queue, "wait", wait_for_word, NULL,
                                                NULL, NULL, NULL, NULL);
      }
}

static void
let_jobs_go (void)
{
  g_mutex_lock (&mutex);
  held = false;
  g_cond_broadcast (&word);
  g_mutex_unlock (&mutex);
  harness_settle ();
}

static gboolean
set_flag (gpointer flag)
{
  *(bool *) flag = true;
  return G_SOURCE_REMOVE;
}

/* Longer than the patience of frames: their source has been dispatched before this one's. */
static void
wait_for_dimming (void)
{
  bool passed = false;
  g_timeout_add (2 * VIT_VIEW_FRAME_PATIENCE, set_flag, &passed);
  while (!passed)
    g_main_context_iteration (NULL, TRUE);
}

static void
collect_frame (GtkWidget *widget, gpointer data)
{
  if (VIT_IS_VIEW_FRAME (widget))
    g_ptr_array_add (data, widget);
}

static GPtrArray *
list_frames (VitWindow *window)
{
  GPtrArray *frames = g_ptr_array_new ();
  harness_walk (GTK_WIDGET (vit_window_get_page (window)), collect_frame, frames);
  return frames;
}

static GtkWidget *
get_view (GPtrArray *frames, guint i)
{
  return vit_view_frame_get_view (frames->pdata[i]);
}

/* What a map shows, and what it says that it shows. */
static char *
dup_state (GtkWidget *view)
{
  VitSliceView *map = VIT_SLICE_VIEW (view);
  VitAtomView *atoms = VIT_ATOM_VIEW (harness_find (view, VIT_TYPE_ATOM_VIEW, NULL));
  const VitScene *scene = vit_atom_view_get_scene (atoms);
  g_autofree char *subtitle = vit_slice_view_dup_subtitle (map);
  g_autofree char *column = vit_slice_view_dup_column (map);
  double x[3] = { 0 };
  for (size_t i = 0; i < vit_scene_get_n_atoms (scene); i++)
    if (vit_scene_get_atom_position (scene, i, x))
      break;
  return g_strdup_printf ("%s %s %.6f %.6f %.6f", column, subtitle, x[0], x[1], x[2]);
}

static guint
count_dimmed (GPtrArray *frames)
{
  guint n = 0;
  for (guint i = 0; i < frames->len; i++)
    n += gtk_widget_get_opacity (get_view (frames, i)) < 1;
  return n;
}

/* Change something with jobs held back: every map keeps picture and words, and is dimmed; what is
 * being made for charts dims them. Then both come together, and nothing is dimmed. */
static void
check_change (VitWindow *window, const char *page, void (*change) (VitSession *session))
{
  g_assert_true (harness_press (window, page));
  harness_settle ();
  g_autoptr (GPtrArray) frames = list_frames (window);
  g_autoptr (GPtrArray) before = g_ptr_array_new_with_free_func (g_free);
  g_assert_cmpuint (count_dimmed (frames), ==, 0);
  for (guint i = 0; i < frames->len; i++)
    g_ptr_array_add (
        before, VIT_IS_SLICE_VIEW (get_view (frames, i)) ? dup_state (get_view (frames, i)) : NULL);
  hold_jobs ();
  change (window->session);
  wait_for_dimming ();
  for (guint i = 0; i < frames->len; i++)
    {
      GtkWidget *view = get_view (frames, i);
      gboolean busy = VIT_IS_SLICE_VIEW (view) ? vit_slice_view_is_busy (VIT_SLICE_VIEW (view))
                                               : vit_chart_view_is_busy (VIT_CHART_VIEW (view));
      g_assert_cmpfloat_with_epsilon (gtk_widget_get_opacity (view),
                                      busy ? VIT_VIEW_FRAME_DIMMED : 1, 0.01);
      if (!VIT_IS_SLICE_VIEW (view))
        continue;
      g_autofree char *now = dup_state (view);
      g_assert_true (busy);
      g_assert_cmpstr (now, ==, before->pdata[i]);
    }
  let_jobs_go ();
  g_assert_cmpuint (count_dimmed (frames), ==, 0);
  for (guint i = 0; i < frames->len; i++)
    if (before->pdata[i])
      {
        g_autofree char *now = dup_state (get_view (frames, i));
        g_assert_cmpstr (now, !=, before->pdata[i]);
      }
}

static void
move_on (VitSession *session)
{
  vit_session_set_time (session, vit_session_get_time (session) + 20);
}

static void
show_d5 (VitSession *session)
{
  VitColouring colouring = *vit_session_get_colouring (session);
  g_strlcpy (colouring.column, "d5", sizeof colouring.column);
  colouring.minimum = 0;
  colouring.maximum = 1;
  vit_session_set_colouring (session, &colouring);
}

static void
test_maps (void)
{
  VitWindow *window = harness_open_demo ();
  check_change (window, "<Alt>1", move_on);
  check_change (window, "<Alt>1", show_d5);
  harness_close (window);
}

static void
test_measures (void)
{
  VitWindow *window = harness_open_demo ();
  check_change (window, "<Alt>4", move_on);
  harness_close (window);
}

/* A chart whose results are being made is dimmed as well. */
static void
test_charts (void)
{
  VitWindow *window = harness_open_demo ();
  g_assert_true (harness_press (window, "<Alt>2"));
  harness_settle ();
  g_autoptr (GPtrArray) frames = list_frames (window);
  hold_jobs ();
  move_on (window->session);
  wait_for_dimming ();
  g_assert_cmpuint (count_dimmed (frames), >, 0);
  let_jobs_go ();
  g_assert_cmpuint (count_dimmed (frames), ==, 0);
  harness_close (window);
}

/* What takes less than a moment does not flicker. */
static void
test_patience (void)
{
  GtkWidget *picture = gtk_label_new ("picture");
  GtkWidget *frame = g_object_ref_sink (vit_view_frame_new (picture, NULL));
  vit_view_frame_set_busy (VIT_VIEW_FRAME (frame), TRUE);
  g_assert_cmpfloat (gtk_widget_get_opacity (picture), ==, 1);
  vit_view_frame_set_busy (VIT_VIEW_FRAME (frame), FALSE);
  wait_for_dimming ();
  g_assert_cmpfloat (gtk_widget_get_opacity (picture), ==, 1);
  vit_view_frame_set_busy (VIT_VIEW_FRAME (frame), TRUE);
  vit_view_frame_set_busy (VIT_VIEW_FRAME (frame), TRUE);
  wait_for_dimming ();
  g_assert_cmpfloat_with_epsilon (gtk_widget_get_opacity (picture), VIT_VIEW_FRAME_DIMMED, 0.01);
  vit_view_frame_set_busy (VIT_VIEW_FRAME (frame), FALSE);
  g_assert_cmpfloat (gtk_widget_get_opacity (picture), ==, 1);
  g_object_unref (frame);
}

int
main (int argc, char **argv)
{
  harness_init (&argc, &argv);
  g_test_add_func ("/busy/patience", test_patience);
  g_test_add_func ("/busy/maps", test_maps);
  g_test_add_func ("/busy/measures", test_measures);
  g_test_add_func ("/busy/charts", test_charts);
  return harness_run ();
}
