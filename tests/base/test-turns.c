/* What VITRINE_TRACE=turns writes, and the priority of workers. Cases run in processes of their
 * own, as both are decided once a process. */

#include <sys/resource.h>
#include <time.h>

#include "core/base/job.h"
#include "core/base/parallel.h"
#include "core/base/priority.h"
#include "core/base/turns.h"

static void
work_for (double ms)
{
  struct timespec time;
  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  double end = (double) time.tv_sec * 1e3 + (double) time.tv_nsec * 1e-6 + ms;
  do
    clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  while ((double) time.tv_sec * 1e3 + (double) time.tv_nsec * 1e-6 < end);
}

/* It is begun in a turn that has ended before it has. */
static VitTurnPart open_part;

static gboolean
on_idle (gpointer data)
{
  int *turn = data;
  if (++*turn == 2)
    {
      open_part = vit_turn_part_begin ("wood", "open");
      VIT_TURN_PART ("stone", "heavy");
      work_for (VIT_TURN_LIMIT + 2);
    }
  else if (*turn == 3)
    {
      g_assert_true (!vit_trace_on (VIT_TRACE_TURNS) || !open_part.what);
    }
  else
    {
      VIT_TURN_PART ("stone", "light");
    }
  return *turn < 4;
}

static void
run_turns (void)
{
  int turn = 0;
  vit_turns_watch ();
  vit_turns_set_open (&open_part);
  g_idle_add (on_idle, &turn);
  while (turn < 4)
    g_main_context_iteration (NULL, TRUE);
  g_main_context_iteration (NULL, FALSE);
}

/* One line for the one long turn, with its parts, one of which it ends. */
static void
test_turns (void)
{
  if (g_test_subprocess ())
    {
      run_turns ();
      return;
    }
  g_setenv ("VITRINE_TRACE", "turns", TRUE);
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stderr ("*turn *ms: stone heavy *, wood open *");
  g_test_trap_assert_stderr_unmatched ("*light*");
  g_test_trap_assert_stderr_unmatched ("*turn*turn*");
  g_setenv ("VITRINE_TRACE", "figures", TRUE);
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stderr_unmatched ("*turn*");
  g_unsetenv ("VITRINE_TRACE");
}

static void *
get_nice (void *data, VitProgress *progress, GError **error)
{
  return GINT_TO_POINTER (getpriority (PRIO_PROCESS, 0));
}

static int
get_nice_of_job (void)
{
  g_autoptr (VitJob) job =
      vit_job_start (VIT_JOB_PICTURE, "nice", get_nice, NULL, NULL, NULL, NULL, NULL);
  while (vit_job_is_running (job))
    g_main_context_iteration (NULL, TRUE);
  return GPOINTER_TO_INT (vit_job_take_result (job, NULL));
}

/* Linux tells the priority of the thread that asks. */
static void
test_priority (void)
{
  int own = getpriority (PRIO_PROCESS, 0);
  if (g_test_subprocess ())
    {
      g_assert_cmpint (get_nice_of_job (), ==, own);
      vit_priority_lower_workers ();
      g_assert_cmpint (get_nice_of_job (), ==, MIN (own + VIT_WORKER_NICE, 19));
      g_assert_cmpint (getpriority (PRIO_PROCESS, 0), ==, own);
      return;
    }
#ifdef __linux__
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
#else
  g_test_skip ("threads have no priority of their own");
#endif
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/turns/lines", test_turns);
  g_test_add_func ("/base/turns/priority", test_priority);
  return g_test_run ();
}
