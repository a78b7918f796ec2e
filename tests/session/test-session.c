/* What a user looks at: the session alone, without a window. */

#include <math.h>
#include <string.h>

#include "config.h"
#include "core/base/job.h"
#include "core/study/study-look.h"
#include "tests/support/folder.h"
#include "ui/session/session.h"

/* Longest wait for a result, s. */
#define PATIENCE 120

static char *folder;
static VitCache *cache; /* of all tests: what one has computed is there for the next */

static VitStudy *
load_demo (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path =
      g_build_filename (VIT_SOURCE_ROOT, "resources/samples/demo.vitrine", NULL);
  VitStudy *study = vit_study_load (path, &error);
  g_assert_no_error (error);
  return study;
}

static bool
is_computed (VitSession *session)
{
  VitAnalyses *analyses = vit_session_get_analyses (session);
  if (vit_job_count () > 0)
    return false;
  for (guint r = 0; r < vit_session_get_n_shown (session); r++)
    {
      VitTmlSeries *tml = vit_analyses_get_tml (analyses, vit_session_get_shown (session, r));
      if (!tml)
        return false;
      for (guint i = 0; i < vit_tml_series_get_n (tml); i++)
        if (vit_tml_series_get_state (tml, i) == VIT_TML_PENDING)
          return false;
    }
  return true;
}

static gboolean
wake (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

static void
wait_until (bool (*holds) (VitSession *session), VitSession *session)
{
  gint64 end = g_get_monotonic_time () + PATIENCE * G_USEC_PER_SEC;
  guint timer = g_timeout_add (10, wake, NULL);
  while (!holds (session))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      g_main_context_iteration (NULL, TRUE);
    }
  g_source_remove (timer);
}

/* A session of the demo study whose start times are all computed. */
static VitSession *
new_demo (void)
{
  g_autoptr (VitStudy) study = load_demo ();
  VitSession *session = vit_session_new (study, cache);
  vit_analyses_start (vit_session_get_analyses (session));
  wait_until (is_computed, session);
  return session;
}

static void
count (gpointer data)
{
  (*(int *) data)++;
}

static void
count_signal (VitSession *session, const char *signal, int *n)
{
  *n = 0;
  g_signal_connect_swapped (session, signal, G_CALLBACK (count), n);
}

/* ---- Time ---- */

static void
test_time (void)
{
  g_autoptr (VitSession) session = new_demo ();
  int n;
  double start, end;
  vit_session_get_extent (session, &start, &end);
  g_assert_cmpfloat (start, ==, 0);
  g_assert_cmpfloat (end, >, 300);
  g_assert_cmpfloat (vit_session_get_time (session), ==, 80);

  count_signal (session, "notify::time", &n);
  vit_session_set_time (session, 90);
  g_assert_cmpint (n, ==, 1);
  vit_session_set_time (session, 90);
  vit_session_set_time (session, NAN);
  g_assert_cmpint (n, ==, 1);
  g_assert_cmpfloat (vit_session_get_time (session), ==, 90);
  vit_session_set_time (session, 1e9);
  g_assert_cmpfloat (vit_session_get_time (session), ==, end);
  vit_session_set_time (session, -1e9);
  g_assert_cmpfloat (vit_session_get_time (session), ==, start);
  g_assert_cmpint (n, ==, 3);
}

/* Steps go over the start times of the shown runs, and stop at the first and the last. */
static void
test_steps (void)
{
  g_autoptr (VitSession) session = new_demo ();
  VitTmlSeries *tml =
      vit_analyses_get_tml (vit_session_get_analyses (session), vit_session_get_shown (session, 0));
  guint n = vit_tml_series_get_n (tml);
  vit_session_set_time (session, vit_tml_series_get_time (tml, 0));
  for (guint i = 1; i < n; i++)
    {
      vit_session_step (session, 1);
      g_assert_cmpfloat (vit_session_get_time (session), ==, vit_tml_series_get_time (tml, i));
    }
  vit_session_step (session, -3);
  g_assert_cmpfloat (vit_session_get_time (session), ==, vit_tml_series_get_time (tml, n - 4));
  vit_session_step (session, -1000);
  g_assert_cmpfloat (vit_session_get_time (session), ==, vit_tml_series_get_time (tml, 0));
  vit_session_step (session, 1000);
  double last = vit_session_get_time (session);
  vit_session_step (session, 1);
  g_assert_cmpfloat (vit_session_get_time (session), ==, last);
  g_assert_cmpfloat (last, >=, vit_tml_series_get_time (tml, n - 1));
}

static void
test_play (void)
{
  g_autoptr (VitSession) session = new_demo ();
  double start, end;
  vit_session_get_extent (session, &start, &end);
  vit_session_set_time (session, start);
  vit_session_set_speed (session, 8);
  vit_session_tick (session, 1);
  g_assert_cmpfloat (vit_session_get_time (session), ==, start);
  vit_session_set_playing (session, true);
  vit_session_tick (session, 0.5);
  g_assert_cmpfloat (vit_session_get_time (session), ==, start + 4);

  /* Once: it stops at the last start time. */
  vit_session_set_loop (session, false);
  vit_session_tick (session, 1e6);
  double last = vit_session_get_time (session);
  g_assert_false (vit_session_get_playing (session));
  g_assert_cmpfloat (last, >, start + 4);
  g_assert_cmpfloat (last, <=, end);
  g_assert_cmpint (vit_session_find_start (session, vit_session_get_shown (session, 0)), >, 0);

  /* In a loop: the last start time is seen before it begins again. */
  vit_session_set_loop (session, true);
  vit_session_set_time (session, last - 1);
  vit_session_set_playing (session, true);
  vit_session_tick (session, 1);
  g_assert_cmpfloat (vit_session_get_time (session), ==, last);
  vit_session_tick (session, 1);
  g_assert_cmpfloat (vit_session_get_time (session), ==, start);
  g_assert_true (vit_session_get_playing (session));

  /* From the end it plays from the start. */
  vit_session_set_playing (session, false);
  vit_session_set_time (session, end);
  vit_session_set_playing (session, true);
  g_assert_cmpfloat (vit_session_get_time (session), ==, start);

  vit_session_set_speed (session, 0);
  g_assert_cmpfloat (vit_session_get_speed (session), ==, 0.01);
}

/* ---- Slice and colours ---- */

static void
test_slice (void)
{
  g_autoptr (VitStudy) study = vit_study_new ();
  g_autoptr (VitSession) session = vit_session_new (study, NULL);
  int n;
  count_signal (session, "notify::slice", &n);
  VitSlice slice = *vit_session_get_slice (session);
  g_assert_cmpint (slice.axis, ==, 1);
  vit_session_set_slice (session, &slice);
  g_assert_cmpint (n, ==, 0);

  /* Positions go round the periodic box; other values are clamped. */
  slice = (VitSlice){ .axis = 7, .position = 1.25, .thickness = -3, .whole = true };
  vit_session_set_slice (session, &slice);
  const VitSlice *now = vit_session_get_slice (session);
  g_assert_cmpint (n, ==, 1);
  g_assert_cmpint (now->axis, ==, 2);
  g_assert_cmpfloat (now->position, ==, 0.25);
  g_assert_cmpfloat (now->thickness, ==, 0.01);
  g_assert_true (now->whole);
  vit_session_set_slice (session, &slice);
  g_assert_cmpint (n, ==, 1);
  g_assert_cmpfloat (vit_study_get_options (study)->view.slice_position, ==, 0.25);
}

static void
test_colours (void)
{
  g_autoptr (VitStudy) study = vit_study_new ();
  g_autoptr (VitSession) session = vit_session_new (study, NULL);
  int n;
  count_signal (session, "notify::colouring", &n);
  VitColouring colouring = *vit_session_get_colouring (session);
  g_assert_cmpstr (colouring.column, ==, "t_ml");
  vit_session_set_colouring (session, &colouring);
  g_assert_cmpint (n, ==, 0);
  g_strlcpy (colouring.column, "cn", sizeof colouring.column);
  colouring.minimum = 8;
  colouring.maximum = 18;
  vit_session_set_colouring (session, &colouring);
  g_assert_cmpint (n, ==, 1);
  g_assert_cmpstr (vit_session_get_colouring (session)->column, ==, "cn");
  g_assert_cmpfloat (vit_study_get_options (study)->view.colour_maximum, ==, 18);
}

/* ---- What the document keeps ---- */

static void
test_saved (void)
{
  g_autofree char *path = g_build_filename (folder, "view.vitrine", NULL);
  g_autoptr (GError) error = NULL;
  const VitSlice slice = { .axis = 2, .position = 0.125, .thickness = 5.5, .whole = true };
  VitColouring colouring = { .column = "q6", .map = "magma", .minimum = 0.1, .maximum = 0.6 };
  {
    g_autoptr (VitSession) session = new_demo ();
    vit_session_set_time (session, 42.5);
    vit_session_set_speed (session, 33);
    vit_session_set_loop (session, false);
    vit_session_set_slice (session, &slice);
    vit_session_set_colouring (session, &colouring);
    g_assert_true (vit_study_save (vit_session_get_study (session), path, &error));
    g_assert_no_error (error);
  }
  g_autoptr (VitStudy) study = vit_study_load (path, &error);
  g_assert_no_error (error);
  g_autoptr (VitSession) session = vit_session_new (study, cache);
  /* Before any run is open, too: it must not be clamped away. */
  g_assert_cmpfloat (vit_session_get_time (session), ==, 42.5);
  g_assert_cmpfloat (vit_session_get_speed (session), ==, 33);
  g_assert_false (vit_session_get_loop (session));
  const VitSlice *restored = vit_session_get_slice (session);
  g_assert_cmpint (restored->axis, ==, slice.axis);
  g_assert_cmpfloat (restored->position, ==, slice.position);
  g_assert_cmpfloat (restored->thickness, ==, slice.thickness);
  g_assert_true (restored->whole);
  const VitColouring *now = vit_session_get_colouring (session);
  g_assert_cmpstr (now->column, ==, "q6");
  g_assert_cmpstr (now->map, ==, "magma");
  g_assert_cmpfloat (now->minimum, ==, 0.1);
  g_assert_cmpfloat (now->maximum, ==, 0.6);
  g_assert_false (now->outline);
  g_assert_false (now->equal_sizes);
  vit_analyses_start (vit_session_get_analyses (session));
  wait_until (is_computed, session);
  g_assert_cmpfloat (vit_session_get_time (session), ==, 42.5);
}

/* ---- Runs and selection ---- */

static void
test_shown (void)
{
  g_autoptr (VitSession) session = new_demo ();
  VitStudy *study = vit_session_get_study (session);
  int n;
  count_signal (session, "shown-changed", &n);
  g_assert_cmpuint (vit_session_get_n_shown (session), ==, 2);
  VitRun *first = vit_session_get_shown (session, 0);
  g_assert_true (first == vit_study_get_run (study, 0));
  g_assert_null (vit_session_get_shown (session, 2));
  g_assert_cmpint (vit_session_get_run_index (session, vit_study_get_run (study, 3)), ==, 3);

  g_object_set (first, "shown", FALSE, NULL);
  g_assert_cmpint (n, ==, 1);
  g_assert_cmpuint (vit_session_get_n_shown (session), ==, 1);
  g_assert_true (vit_session_get_shown (session, 0) == vit_study_get_run (study, 1));
  g_object_set (first, "shown", TRUE, NULL);
  g_assert_cmpint (n, ==, 2);
  g_object_set (first, "label", "another name", NULL);
  g_assert_cmpint (n, ==, 2);

  /* Where nothing is shown nothing plays. */
  vit_session_set_playing (session, true);
  for (guint i = 0; i < 2; i++)
    {
      g_assert_true (vit_session_get_playing (session));
      g_object_set (vit_study_get_run (study, i), "shown", FALSE, NULL);
    }
  g_assert_false (vit_session_get_playing (session));
}

static void
test_selection (void)
{
  g_autoptr (VitSession) session = new_demo ();
  VitStudy *study = vit_session_get_study (session);
  g_autoptr (VitRun) run = g_object_ref (vit_study_get_run (study, 1));
  VitRun *selected = NULL;
  int64_t id = -1;
  int n;
  count_signal (session, "notify::selected-atom", &n);
  g_assert_false (vit_session_get_selection (session, &selected, &id));
  vit_session_select_atom (session, run, 17);
  g_assert_true (vit_session_get_selection (session, &selected, &id));
  g_assert_true (selected == run);
  g_assert_cmpint (id, ==, 17);
  vit_session_select_atom (session, run, 17);
  g_assert_cmpint (n, ==, 1);
  vit_session_select_atom (session, run, 18);
  g_assert_cmpint (n, ==, 2);

  /* A run that leaves the study takes the selection along, and its index. */
  vit_study_remove_run (study, run);
  g_assert_false (vit_session_get_selection (session, NULL, NULL));
  g_assert_cmpint (n, ==, 3);
  g_assert_cmpint (vit_session_get_run_index (session, run), ==, -1);
  g_assert_cmpuint (vit_session_get_n_shown (session), ==, 1);
}

/* Several atoms are followed in the order in which they were picked; the study keeps them. */
static void
test_followed (void)
{
  g_autoptr (VitSession) session = new_demo ();
  VitStudy *study = vit_session_get_study (session);
  VitRun *run = vit_session_get_shown (session, 0), *other = vit_session_get_shown (session, 1);
  const VitFollowedAtoms *followed = vit_session_get_followed (session);
  int64_t id;
  VitRun *of;
  int n;
  bool modified = vit_study_get_modified (study);
  count_signal (session, "notify::selected-atom", &n);
  g_assert_cmpuint (followed->n, ==, 0);
  g_assert_true (vit_session_follow_atom (session, run, 17));
  g_assert_true (vit_session_follow_atom (session, other, 42));
  g_assert_true (vit_session_follow_atom (session, run, 5));
  g_assert_cmpint (n, ==, 3);
  g_assert_cmpuint (followed->n, ==, 3);
  g_assert_cmpint (followed->ids[1], ==, 42);
  g_assert_true (vit_session_get_selection (session, &of, &id) && of == run && id == 5);
  g_assert_cmpstr (vit_study_get_options (study)->view.atoms, ==, "17;42;5");

  /* One that is followed is shown, and does not move. */
  g_assert_true (vit_session_follow_atom (session, other, 17));
  g_assert_true (vit_session_get_selection (session, &of, &id) && of == other && id == 17);
  g_assert_cmpint (followed->ids[0], ==, 17);
  vit_session_unfollow_atom (session, 17);
  g_assert_true (vit_session_get_selection (session, NULL, &id) && id == 5);
  g_assert_cmpint (followed->ids[0], ==, 42);
  vit_session_unfollow_atom (session, 99);
  g_assert_cmpuint (followed->n, ==, 2);
  g_assert_cmpint (n, ==, 5);

  /* Another session of the same study. */
  g_autoptr (VitSession) later = vit_session_new (study, NULL);
  g_assert_true (vit_followed_atoms_equal (vit_session_get_followed (later), followed));
  g_assert_true (vit_session_get_selection (later, &of, &id) && of == other && id == 5);
  g_assert_true (vit_study_get_modified (study) == modified);

  for (int k = 100; k < 100 + VIT_FOLLOWED_MOST - 2; k++)
    g_assert_true (vit_session_follow_atom (session, run, k));
  g_assert_false (vit_session_follow_atom (session, run, 7));
  g_assert_cmpuint (followed->n, ==, VIT_FOLLOWED_MOST);
  vit_session_select_atom (session, run, 100);
  g_assert_cmpuint (followed->n, ==, 1);
  g_assert_cmpstr (vit_study_get_options (study)->view.atoms, ==, "");
  vit_session_unfollow_atom (session, 100);
  g_assert_false (vit_session_get_selection (session, NULL, NULL));
}

/* ---- Results ---- */

static bool
has_fraction (VitSession *session)
{
  VitRun *run = vit_session_get_shown (session, 0);
  int index = vit_session_find_start (session, run);
  return index >= 0 && isfinite (vit_session_get_liquid_fraction (session, run, (guint) index));
}

static void
test_results (void)
{
  g_autoptr (VitSession) session = new_demo ();
  VitRun *run = vit_session_get_shown (session, 0);
  VitTmlSeries *tml = vit_analyses_get_tml (vit_session_get_analyses (session), run);
  int index = vit_session_find_start (session, run);
  g_autoptr (GError) error = NULL;
  g_autoptr (VitTmlStarts) start = vit_tml_series_get_starts (tml, index);
  g_autoptr (VitTmlResult) result = vit_tml_starts_get (start, 0, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (fabs (vit_tml_series_get_time (tml, (guint) index) - 80), <, 2.6);
  g_assert_cmpint (vit_session_find_frame (session, run), ==,
                   (ssize_t) vit_tml_series_get_frame (tml, (guint) index));

  int n;
  count_signal (session, "notify::liquid-rule", &n);
  wait_until (has_fraction, session);
  double before = vit_session_get_liquid_fraction (session, run, (guint) index);
  g_assert_cmpfloat (before, >, 0);
  g_assert_cmpfloat (before, <, 1);
  VitLiquidRule rule = *vit_session_get_liquid_rule (session);
  g_assert_cmpfloat (before, ==, vit_tml_result_get_liquid_fraction (result, rule.t_g));
  rule.t_g += 100;
  vit_session_set_liquid_rule (session, &rule);
  g_assert_cmpint (n, ==, 1);
  wait_until (has_fraction, session);
  double after = vit_session_get_liquid_fraction (session, run, (guint) index);
  g_assert_cmpfloat (after, <, before);
  g_assert_cmpfloat (after, ==, vit_tml_result_get_liquid_fraction (result, rule.t_g));
  g_assert_true (isnan (vit_session_get_liquid_fraction (session, run, 100000)));

  /* Without a series it is the frame nearest in time. */
  VitColouring colouring = *vit_session_get_colouring (session);
  g_strlcpy (colouring.column, "type", sizeof colouring.column);
  vit_session_set_colouring (session, &colouring);
  ssize_t frame = vit_session_find_frame (session, run);
  const double *times = vit_timeline_get_times (vit_run_get_timeline (run));
  g_assert_cmpfloat (fabs (times[frame] - 80), <=, fabs (times[frame + 1] - 80));
  g_assert_cmpfloat (fabs (times[frame] - 80), <=, fabs (times[frame - 1] - 80));
}

static bool
has_snapshot (VitSession *session)
{
  bool busy;
  g_autoptr (GError) error = NULL;
  VitSnapshot *snapshot =
      vit_session_get_snapshot (session, vit_session_get_shown (session, 0), &busy, &error);
  return !busy && (snapshot || error);
}

static void
count_snapshot (VitSession *session, VitRun *run, int *n)
{
  (*n)++;
}

/* What is seen of a run follows time and column. */
static void
test_snapshots (void)
{
  g_autoptr (VitSession) session = new_demo ();
  g_autoptr (GError) error = NULL;
  VitRun *run = vit_session_get_shown (session, 0);
  bool busy;
  int n = 0;
  g_signal_connect (session, "snapshot-changed", G_CALLBACK (count_snapshot), &n);
  wait_until (has_snapshot, session);
  g_assert_cmpint (n, ==, 1);
  g_autoptr (VitSnapshot) first =
      vit_snapshot_ref (vit_session_get_snapshot (session, run, NULL, &error));
  g_assert_no_error (error);

  /* It moves on without anybody asking; the last one stays meanwhile. */
  vit_session_set_time (session, 120);
  g_assert_true (vit_session_get_snapshot (session, run, &busy, NULL) == first);
  g_assert_true (busy);
  wait_until (has_snapshot, session);
  g_assert_cmpint (n, ==, 2);
  g_assert_true (vit_session_get_snapshot (session, run, NULL, NULL) != first);
  g_assert_null (vit_session_get_snapshot (session, run, NULL, NULL)->problem);

  VitColouring colouring = *vit_session_get_colouring (session);
  g_strlcpy (colouring.column, "no-such-column", sizeof colouring.column);
  vit_session_set_colouring (session, &colouring);
  wait_until (has_snapshot, session);
  VitSnapshot *snapshot = vit_session_get_snapshot (session, run, NULL, NULL);
  g_assert_cmpstr (snapshot->column, ==, "no-such-column");
  g_assert_nonnull (snapshot->problem);

  /* Slice and colour range are drawn, not read. */
  VitSlice slice = *vit_session_get_slice (session);
  slice.position = 0.2;
  vit_session_set_slice (session, &slice);
  vit_session_get_snapshot (session, run, &busy, NULL);
  g_assert_false (busy);
}

/* Beyond the last start time the atoms are those of the frame under the playhead, without T_ML. */
static void
test_beyond_starts (void)
{
  g_autoptr (VitSession) session = new_demo ();
  VitRun *run = vit_session_get_shown (session, 0);
  VitTmlSeries *tml = vit_analyses_get_tml (vit_session_get_analyses (session), run);
  VitTimeline *timeline = vit_run_get_timeline (run);
  const double *times = vit_timeline_get_times (timeline);
  double last = vit_tml_series_get_time (tml, vit_tml_series_get_n (tml) - 1);
  g_assert_cmpfloat (last, ==, 130);
  static const struct
  {
    double time, frame;
    const char *lack;
  } cases[] = {
    { 128.3, 130, NULL },
    { 200, 200, "up to 400 ps: 70 ps are missing" },
    { 330, 330, "up to 530 ps: 200 ps are missing" },
  };
  for (size_t k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      vit_session_set_time (session, cases[k].time);
      wait_until (has_snapshot, session);
      ssize_t frame = vit_session_find_frame (session, run);
      VitSnapshot *snapshot = vit_session_get_snapshot (session, run, NULL, NULL);
      g_autofree char *lack = vit_tml_series_dup_lack (tml, cases[k].time);
      g_assert_cmpfloat (times[frame], ==, cases[k].frame);
      g_assert_cmpint ((ssize_t) snapshot->index, ==, frame);
      g_assert_true ((snapshot->values == NULL) == (cases[k].lack != NULL));
      g_assert_true ((snapshot->liquid == NULL) == (cases[k].lack != NULL));
      g_assert_null (snapshot->problem);
      if (cases[k].lack)
        g_assert_nonnull (strstr (lack, cases[k].lack));
      else
        g_assert_null (lack);
    }
}

/* Another log changes strain and stress alone: no start time is computed or read again. */
static void
test_log_alone (void)
{
  g_autoptr (VitSession) session = new_demo ();
  VitRun *run = vit_session_get_shown (session, 0);
  VitAnalyses *analyses = vit_session_get_analyses (session);
  VitTrajectory *trajectory = vit_run_get_trajectory (run);
  VitTimeline *timeline = vit_run_get_timeline (run);
  VitTmlSeries *tml = vit_analyses_get_tml (analyses, run);
  g_autofree char *log = g_strdup (vit_run_get_log (run));
  for (int k = 0; k < 2; k++)
    {
      int n = 0, n_states = 0;
      g_signal_connect_swapped (run, "notify::loading", G_CALLBACK (count), &n);
      g_signal_connect_swapped (run, "notify::state", G_CALLBACK (count), &n_states);
      g_object_set (run, "log", k == 0 ? NULL : log, NULL);
      while (n == 0)
        g_main_context_iteration (NULL, TRUE);
      g_assert_true ((vit_run_get_loading (run) != NULL) == (k == 1));
      g_assert_nonnull (vit_run_get_strain (run, NULL));
      g_assert_cmpint (n_states, ==, 0);
      g_assert_true (vit_run_get_trajectory (run) == trajectory);
      g_assert_true (vit_run_get_timeline (run) == timeline);
      g_assert_true (vit_analyses_get_tml (analyses, run) == tml);
      g_signal_handlers_disconnect_by_data (run, &n);
      g_signal_handlers_disconnect_by_data (run, &n_states);
    }
}

/* ---- Motion ---- */

/* Returns: the point at @time, once its frames are read. */
static VitMotionPoint
wait_for_point (VitSession *session, double time)
{
  VitMotionPoint point = { 0 };
  VitRun *run = vit_session_get_shown (session, 0);
  gint64 end = g_get_monotonic_time () + PATIENCE * G_USEC_PER_SEC;
  guint timer = g_timeout_add (10, wake, NULL);
  vit_session_set_time (session, time);
  while (!vit_session_get_motion (session, run, &point) || fabs (point.time - time) > 1e-6)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      g_main_context_iteration (NULL, TRUE);
    }
  g_source_remove (timer);
  return point;
}

/* Between frames atoms lie between where they are in them; a playhead that rests has no motion. */
static void
test_motion (void)
{
  g_autoptr (VitSession) session = new_demo ();
  VitRun *run = vit_session_get_shown (session, 0);
  VitTimeline *timeline = vit_run_get_timeline (run);
  VitMotionPoint point;
  int n_moved;
  count_signal (session, "moved", &n_moved);
  g_assert_false (vit_session_get_motion (session, run, &point));
  vit_session_set_scrubbing (session, true);
  g_assert_true (vit_session_is_moving (session));

  /* Frames lie 0, 0.2, 0.5, 1 and 2 ps after every start time. */
  point = wait_for_point (session, 83);
  g_assert_false (point.on_frame);
  g_assert_cmpfloat_with_epsilon (point.part, 1.0 / 3, 1e-6);
  g_assert_cmpint (n_moved, >, 1);
  const double *times = vit_timeline_get_times (timeline);
  g_assert_cmpfloat_with_epsilon (times[point.frame], 82, 1e-6);
  g_autoptr (VitFrame) frame =
      vit_trajectory_read_frame (vit_run_get_trajectory (run), point.frame, NULL);
  size_t n = frame->atoms->n;
  g_autofree float *here = g_new (float, 3 * n), *start = g_new (float, 3 * n);
  vit_interpolation_fill (point.motion, frame->atoms, point.part, here);
  vit_interpolation_fill (point.motion, frame->atoms, 0, start);
  for (size_t i = 0; i < n; i++)
    {
      double x[3], s[3];
      vit_frame_get_position (frame, i, x);
      vit_cell_to_scaled (&frame->cell, x, s);
      for (size_t k = 0; k < 3; k++)
        {
          double there = (double) start[3 * i + k], d = there - s[k], e = (double) here[3 * i + k];
          g_assert_cmpfloat (fabs (d - round (d)), <, 1e-5);
          g_assert_cmpfloat (fabs (e - there - round (e - there)), <, 0.2);
        }
    }
  point = wait_for_point (session, 85);
  g_assert_true (point.on_frame);
  g_assert_cmpfloat_with_epsilon (times[point.frame], 85, 1e-6);

  vit_session_set_scrubbing (session, false);
  g_assert_false (vit_session_get_motion (session, run, &point));
  vit_session_set_playing (session, true);
  g_assert_true (vit_session_get_motion (session, run, &point));
  /* Runs that leave take what was read of them along. */
  vit_study_remove_run (vit_session_get_study (session), run);
  vit_session_tick (session, 0.1);
  vit_session_set_playing (session, false);
}

/* ---- Looks ---- */

static double
get_last_time (VitRun *run)
{
  VitTimeline *timeline = vit_run_get_timeline (run);
  return vit_timeline_get_times (timeline)[vit_timeline_get_n_frames (timeline) - 1];
}

/* The end that is followed is that of the run which is being written, not of a longer one that is
 * complete. */
static void
test_follow_end (void)
{
  g_autoptr (VitSession) session = new_demo ();
  VitStudy *study = vit_session_get_study (session);
  VitRun *shorter = NULL, *longer = NULL;
  for (guint i = 0; i < vit_study_get_n_runs (study); i++)
    {
      VitRun *run = vit_study_get_run (study, i);
      g_object_set (run, "shown", TRUE, NULL);
      if (!vit_run_get_timeline (run))
        continue;
      if (!shorter || get_last_time (run) < get_last_time (shorter))
        shorter = run;
      if (!longer || get_last_time (run) > get_last_time (longer))
        longer = run;
    }
  g_assert_cmpfloat (get_last_time (shorter), <, get_last_time (longer));
  vit_session_set_follow_end (session, true);
  g_assert_cmpfloat (vit_session_get_time (session), ==, get_last_time (longer));
  vit_session_set_follow_end (session, false);
  vit_run_set_live (shorter, true);
  vit_session_set_follow_end (session, true);
  g_assert_true (vit_session_get_follow_end (session));
  g_assert_cmpfloat (vit_session_get_time (session), ==, get_last_time (shorter));
}

/* A look is taken at once; a time of a run that is not open yet is taken when it is. */
static void
test_look (void)
{
  g_autoptr (VitSession) session = new_demo ();
  VitStudy *study = vit_session_get_study (session);
  g_autoptr (GKeyFile) base = vit_study_dup_look (study), look = g_key_file_new ();
  const char *shown[] = { "creep 2.3 GPa" };
  g_key_file_set_string_list (look, "runs", "shown", shown, 1);
  g_key_file_set_string (look, "view", "time", "33");
  g_key_file_set_string (look, "view", "slice-position", "0.25");
  g_key_file_set_string (look, "view", "colour-column", "cn");
  g_key_file_set_string (look, "view", "atom", "17");
  g_key_file_set_string (look, "view", "atom-run", "creep 2.3 GPa");
  g_key_file_set_value (look, "ranges", "cn", "locked;8;16");
  vit_session_set_playing (session, true);
  vit_session_take_look (session, base, look, NULL);
  g_assert_false (vit_session_get_playing (session));
  g_assert_cmpuint (vit_session_get_n_shown (session), ==, 1);
  g_assert_cmpfloat (vit_session_get_time (session), ==, 33);
  g_assert_cmpfloat (vit_session_get_slice (session)->position, ==, 0.25);
  g_assert_cmpstr (vit_session_get_colouring (session)->column, ==, "cn");
  g_assert_cmpfloat (vit_session_get_colouring (session)->maximum, ==, 16);
  int64_t id;
  g_assert_true (vit_session_get_selection (session, NULL, &id));
  g_assert_cmpint (id, ==, 17);
  /* The study says the same, so that it can be taken again. */
  g_autoptr (GKeyFile) now = vit_study_dup_look (study);
  g_autofree char *time = g_key_file_get_string (now, "view", "time", NULL);
  g_autofree char *column = g_key_file_get_string (now, "view", "colour-column", NULL);
  g_assert_cmpstr (time, ==, "33");
  g_assert_cmpstr (column, ==, "cn");
  vit_session_take_look (session, base, NULL, NULL);
  g_assert_cmpuint (vit_session_get_n_shown (session), ==, 2);
  g_assert_cmpfloat (vit_session_get_time (session), ==, 80);
  g_assert_cmpstr (vit_session_get_colouring (session)->column, ==, "t_ml");
  g_assert_cmpfloat (vit_session_get_colouring (session)->maximum, ==, 1100);
  g_assert_false (vit_session_get_selection (session, NULL, NULL));

  double start, end;
  vit_session_get_extent (session, &start, &end);
  const char *later[] = { "acoustic 2.0 GPa" };
  g_autoptr (GKeyFile) other = g_key_file_new ();
  g_key_file_set_string_list (other, "runs", "shown", later, 1);
  double wanted = end + 50;
  g_key_file_set_double (other, "view", "time", wanted);
  vit_session_take_look (session, base, other, NULL);
  wait_until (is_computed, session);
  vit_session_get_extent (session, &start, &end);
  g_assert_cmpfloat (end, >, wanted);
  g_assert_cmpfloat (vit_session_get_time (session), ==, wanted);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  folder = folder_new ();
  cache = vit_cache_open (NULL, 0, NULL);
  g_test_add_func ("/session/time", test_time);
  g_test_add_func ("/session/steps", test_steps);
  g_test_add_func ("/session/play", test_play);
  g_test_add_func ("/session/slice", test_slice);
  g_test_add_func ("/session/colours", test_colours);
  g_test_add_func ("/session/saved", test_saved);
  g_test_add_func ("/session/shown", test_shown);
  g_test_add_func ("/session/selection", test_selection);
  g_test_add_func ("/session/followed", test_followed);
  g_test_add_func ("/session/results", test_results);
  g_test_add_func ("/session/snapshots", test_snapshots);
  g_test_add_func ("/session/beyond-starts", test_beyond_starts);
  g_test_add_func ("/session/log-alone", test_log_alone);
  g_test_add_func ("/session/motion", test_motion);
  g_test_add_func ("/session/follow-end", test_follow_end);
  g_test_add_func ("/session/look", test_look);
  int status = g_test_run ();
  vit_cache_unref (cache);
  folder_remove (folder);
  return status;
}
