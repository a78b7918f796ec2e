#include "core/base/error.h"
#include "core/base/job.h"

static void *
work (void *data, VitProgress *progress, GError **error)
{
  int *limit = data;
  for (int i = 0; i < *limit; i++)
    if (!vit_progress_step (progress, (size_t) i + 1, (size_t) *limit, error))
      return NULL;
  return g_strdup ("result");
}

static void *
work_until_cancelled (void *data, VitProgress *progress, GError **error)
{
  while (vit_progress_step (progress, 1, 2, error))
    g_thread_yield ();
  return NULL;
}

static void
on_done (VitJob *job, void *data)
{
  int *calls = data;
  (*calls)++;
}

static void
wait_for (VitJob *job)
{
  while (vit_job_is_running (job))
    g_main_context_iteration (NULL, TRUE);
}

static void
test_result_lands_here (void)
{
  int limit = 1000, calls = 0;
  g_autoptr (VitJob) job =
      vit_job_start (VIT_JOB_LASTING, "count", work, &limit, NULL, g_free, on_done, &calls);
  wait_for (job);
  g_assert_cmpint (calls, ==, 1);
  g_autofree char *result = vit_job_take_result (job, NULL);
  g_assert_cmpstr (result, ==, "result");
  g_assert_null (vit_job_take_result (job, NULL));
}

static void
test_cancelled_job_is_silent (void)
{
  int calls = 0;
  g_autoptr (VitJob) job = vit_job_start (VIT_JOB_LASTING, "wait", work_until_cancelled, NULL, NULL,
                                          g_free, on_done, &calls);
  vit_job_cancel (job);
  wait_for (job);
  g_assert_cmpint (calls, ==, 0);
  g_autoptr (GError) error = NULL;
  g_assert_null (vit_job_take_result (job, &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_CANCELLED);
}

static void
test_untaken_result_is_freed (void)
{
  int limit = 3;
  VitJob *job = vit_job_start (VIT_JOB_LASTING, "count", work, &limit, NULL, g_free, NULL, NULL);
  wait_for (job);
  g_object_unref (job); /* the sanitizer build sees a leak if the result stays */
}

/* However many long ones there are. */
static void
test_short_job_does_not_wait (void)
{
  enum
  {
    N_LONG = 100
  };
  VitJob *jobs[N_LONG];
  for (int i = 0; i < N_LONG; i++)
    jobs[i] = vit_job_start (VIT_JOB_LASTING, "long", work_until_cancelled, NULL, NULL, g_free,
                             NULL, NULL);
  int limit = 3, calls = 0;
  g_autoptr (VitJob) job =
      vit_job_start (VIT_JOB_PICTURE, "short", work, &limit, NULL, g_free, on_done, &calls);
  wait_for (job);
  g_assert_cmpint (calls, ==, 1);
  for (int i = 0; i < N_LONG; i++)
    {
      g_assert_true (vit_job_is_running (jobs[i]));
      vit_job_cancel (jobs[i]);
    }
  for (int i = 0; i < N_LONG; i++)
    {
      wait_for (jobs[i]);
      g_object_unref (jobs[i]);
    }
}

static void
start_another (VitJob *job, void *data)
{
  VitJob **next = data;
  static int limit = 3;
  *next = vit_job_start (VIT_JOB_LASTING, "next", work, &limit, NULL, g_free, NULL, NULL);
}

static void
test_count (void)
{
  int limit = 3;
  VitJob *next = NULL;
  while (vit_job_count () > 0) /* of the tests before */
    g_main_context_iteration (NULL, TRUE);
  g_autoptr (VitJob) stopped =
      vit_job_start (VIT_JOB_LASTING, "wait", work_until_cancelled, NULL, NULL, g_free, NULL, NULL);
  g_assert_cmpuint (vit_job_count (), ==, 1);
  g_autoptr (VitJob) first =
      vit_job_start (VIT_JOB_LASTING, "first", work, &limit, NULL, g_free, start_another, &next);
  g_assert_cmpuint (vit_job_count (), ==, 2);
  wait_for (first);
  g_assert_nonnull (next);
  g_assert_cmpuint (vit_job_count (), ==, 2);
  vit_job_cancel (stopped);
  wait_for (stopped);
  wait_for (next);
  g_assert_cmpuint (vit_job_count (), ==, 0);
  g_object_unref (next);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/job/result-lands-here", test_result_lands_here);
  g_test_add_func ("/job/cancelled-job-is-silent", test_cancelled_job_is_silent);
  g_test_add_func ("/job/untaken-result-is-freed", test_untaken_result_is_freed);
  g_test_add_func ("/job/short-job-does-not-wait", test_short_job_does_not_wait);
  g_test_add_func ("/job/count", test_count);
  return g_test_run ();
}
