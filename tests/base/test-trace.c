/* What VITRINE_TRACE writes: each case runs in a process of its own, as the variable is read once.
 */

#include <stdio.h>
#include <string.h>

#include "core/base/trace.h"

#define N_THREADS 8
#define N_EVENTS 500

static int n_evaluated;

static const char *
evaluate (const char *text)
{
  n_evaluated++;
  return text;
}

static gpointer
write_many (gpointer data)
{
  for (int i = 0; i < N_EVENTS; i++)
    vit_trace (VIT_TRACE_RESULTS, "result of thread %d which is %s", GPOINTER_TO_INT (data),
               "a line that is not short at all");
  return NULL;
}

static void
run_child (const char *value)
{
  if (value)
    g_setenv ("VITRINE_TRACE", value, TRUE);
  else
    g_unsetenv ("VITRINE_TRACE");
  g_test_trap_subprocess (NULL, 0, 0);
}

static void
test_off (void)
{
  if (g_test_subprocess ())
    {
      vit_trace (VIT_TRACE_FIGURES, "figure %s", evaluate ("a"));
      vit_trace (VIT_TRACE_FILES, "file %s", evaluate ("b"));
      g_assert_cmpint (n_evaluated, ==, 0);
      g_assert_false (vit_trace_on (VIT_TRACE_RESULTS));
      return;
    }
  run_child (NULL);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stderr ("");
  run_child ("");
  g_test_trap_assert_passed ();
  g_test_trap_assert_stderr ("");
}

static void
test_kinds (void)
{
  if (g_test_subprocess ())
    {
      vit_trace (VIT_TRACE_FIGURES, "figure %s", "evolution");
      vit_trace (VIT_TRACE_RESULTS, "result %s", evaluate ("t_ml"));
      vit_trace (VIT_TRACE_FILES, "file two\nlines");
      g_assert_cmpint (n_evaluated, ==, 0);
      return;
    }
  run_child ("figures, files");
  g_test_trap_assert_passed ();
  g_test_trap_assert_stderr ("figure evolution\nfile two lines\n");
}

static void
test_unknown (void)
{
  if (g_test_subprocess ())
    {
      vit_trace (VIT_TRACE_FIGURES, "figure %s", "mean");
      vit_trace (VIT_TRACE_FIGURES, "figure %s", "mean");
      return;
    }
  run_child ("figure,figures");
  g_test_trap_assert_passed ();
  g_test_trap_assert_stderr (
      "VITRINE_TRACE: there is no \"figure\": figures, results, files, turns or all\nfigure mean\n"
      "figure mean\n");
}

/* Lines of several threads do not mix. */
static void
test_threads (void)
{
  if (g_test_subprocess ())
    {
      GThread *threads[N_THREADS];
      for (int i = 0; i < N_THREADS; i++)
        threads[i] = g_thread_new ("trace", write_many, GINT_TO_POINTER (i));
      for (int i = 0; i < N_THREADS; i++)
        g_thread_join (threads[i]);
      return;
    }
  g_autofree char *output = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *self = g_file_read_link ("/proc/self/exe", &error);
  if (!self)
    {
      g_test_skip ("no /proc");
      return;
    }
  const char *argv[] = { self, "-p", "/base/trace/threads", "--GTestSubprocess", NULL };
  g_auto (GStrv) environment = g_environ_setenv (g_get_environ (), "VITRINE_TRACE", "all", TRUE);
  int status = 0;
  g_assert_true (g_spawn_sync (NULL, (char **) argv, environment, G_SPAWN_STDOUT_TO_DEV_NULL, NULL,
                               NULL, NULL, &output, &status, &error));
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);

  int n[N_THREADS] = { 0 };
  g_auto (GStrv) lines = g_strsplit (output, "\n", -1);
  for (char **line = lines; *line && **line; line++)
    {
      int thread = -1, end = 0;
      g_assert_cmpint (sscanf (*line,
                               "result of thread %d which is a line that is not short at all%n",
                               &thread, &end),
                       ==, 1);
      g_assert_cmpuint ((gsize) end, ==, strlen (*line));
      g_assert_cmpint (thread, <, N_THREADS);
      n[thread]++;
    }
  for (int i = 0; i < N_THREADS; i++)
    g_assert_cmpint (n[i], ==, N_EVENTS);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/trace/off", test_off);
  g_test_add_func ("/base/trace/kinds", test_kinds);
  g_test_add_func ("/base/trace/unknown", test_unknown);
  g_test_add_func ("/base/trace/threads", test_threads);
  return g_test_run ();
}
