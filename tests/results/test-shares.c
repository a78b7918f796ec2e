/* Units that processes share: each is computed, none twice unless a process is killed, whatever
 * comes to an end when. A unit of these tests sleeps and leaves a file. */

#include <fcntl.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/results/shares.h"
#include "tests/support/folder.h"

typedef struct
{
  char *root, *claims;
  size_t n, most;
  gulong sleep; /* µs */
  size_t stops_after, computed;
  size_t largest; /* units that were computed together */
  bool ordered;
} Sleepers;

static char *
path_of (Sleepers *s, size_t unit)
{
  g_autofree char *name = g_strdup_printf ("unit-%zu", unit);
  return g_build_filename (s->root, name, NULL);
}

static bool
is_done (size_t unit, void *data)
{
  g_autofree char *path = path_of (data, unit);
  GStatBuf info;
  /* Who is killed may have made the file and written nothing. */
  return g_stat (path, &info) == 0 && info.st_size > 0;
}

static size_t
get_most (size_t unit, void *data)
{
  Sleepers *s = data;
  /* Units of ten are one run. */
  return MIN (s->most, 10 - unit % 10);
}

/* A unit that is computed once has one byte. */
static bool
compute (const size_t *units, size_t n, void *data, VitProgress *progress, GError **error)
{
  Sleepers *s = data;
  s->largest = MAX (s->largest, n);
  for (size_t i = 0; i < n; i++)
    {
      s->ordered =
          s->ordered && units[i] / 10 == units[0] / 10 && (i == 0 || units[i] > units[i - 1]);
      g_usleep (s->sleep);
      g_autofree char *path = path_of (s, units[i]);
      int fd = open (path, O_WRONLY | O_CREAT | O_APPEND, 0666);
      if (fd < 0 || write (fd, "x", 1) != 1)
        return false;
      close (fd);
      s->computed++;
    }
  return true;
}

static bool
is_stopping (void *data)
{
  Sleepers *s = data;
  return s->stops_after > 0 && s->computed >= s->stops_after;
}

static VitTask
task_of (Sleepers *s)
{
  return (VitTask){ .n = s->n,
                    .is_done = is_done,
                    .get_most = get_most,
                    .compute = compute,
                    .is_stopping = is_stopping,
                    .data = s };
}

static Sleepers *
sleepers_new (size_t n, gulong sleep)
{
  Sleepers *s = g_new0 (Sleepers, 1);
  s->root = folder_new ();
  s->claims = g_build_filename (s->root, "claims", "work", NULL);
  s->n = n;
  s->most = 4;
  s->sleep = sleep;
  s->ordered = true;
  return s;
}

static void
sleepers_free (Sleepers *s)
{
  folder_remove (s->root);
  g_free (s->claims);
  g_free (s);
}

/* Returns: how often units were computed in all; each at least once. */
static size_t
count_computed (Sleepers *s)
{
  size_t n = 0;
  for (size_t unit = 0; unit < s->n; unit++)
    {
      g_autofree char *path = path_of (s, unit), *text = NULL;
      gsize length;
      g_assert_true (g_file_get_contents (path, &text, &length, NULL));
      n += length;
    }
  return n;
}

static void
test_parts (void)
{
  for (size_t n = 0; n < 40; n++)
    for (size_t of = 1; of < 12; of++)
      {
        size_t at = 0, begin, end;
        for (size_t i = 0; i < of; i++)
          {
            vit_share_get_part (n, i, of, &begin, &end);
            g_assert_cmpuint (begin, ==, at);
            g_assert_cmpuint (end - begin, >=, n / of);
            g_assert_cmpuint (end - begin, <=, n / of + 1);
            at = end;
          }
        g_assert_cmpuint (at, ==, n);
      }
}

static void
test_part (void)
{
  Sleepers *s = sleepers_new (47, 0);
  VitTask task = task_of (s);
  VitTaskReport report;
  const size_t there[] = { 3, 4, 18, 25, 26, 27, 28, 46 };
  for (gsize i = 0; i < G_N_ELEMENTS (there); i++)
    g_assert_true (compute (&there[i], 1, s, NULL, NULL));
  g_assert_true (vit_share_run_part (&task, 2, 30, &report, NULL, NULL));
  g_assert_cmpuint (report.n_there, ==, 7);
  g_assert_cmpuint (report.n_computed, ==, 21);
  g_assert_false (report.stopped);
  for (size_t unit = 0; unit < s->n; unit++)
    g_assert_true (is_done (unit, s) == ((unit >= 2 && unit < 30) || unit == 46));
  g_assert_true (s->ordered);
  g_assert_cmpuint (s->largest, ==, 4);
  /* A stop comes between two batches; the rest is computed afterwards, and nothing twice. */
  s->stops_after = s->computed + 5;
  g_assert_true (vit_share_run_part (&task, 0, 47, &report, NULL, NULL));
  g_assert_true (report.stopped);
  s->stops_after = 0;
  g_assert_true (vit_share_run_part (&task, 0, 47, &report, NULL, NULL));
  g_assert_cmpuint (count_computed (s), ==, 47);
  g_assert_true (s->ordered);
  sleepers_free (s);
}

/* Returns: the process, which works until all is done. */
static pid_t
start_process (Sleepers *s)
{
  pid_t child = fork ();
  if (child != 0)
    return child;
  VitTaskReport report;
  VitTask task = task_of (s);
  bool ok = vit_share_run_claims (&task, s->claims, &report, NULL, NULL) && s->ordered;
  _exit (ok ? 0 : 1);
}

static void
wait_for (pid_t child, bool killed)
{
  int status;
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (killed ? WIFSIGNALED (status) : WIFEXITED (status) && WEXITSTATUS (status) == 0);
}

static void
test_claims (void)
{
  Sleepers *s = sleepers_new (120, 5000);
  pid_t children[4];
  for (int i = 0; i < 4; i++)
    children[i] = start_process (s);
  for (int i = 0; i < 4; i++)
    wait_for (children[i], false);
  g_assert_cmpuint (count_computed (s), ==, 120);
  /* No lease is left. */
  g_assert_cmpint (g_access (s->claims, F_OK), !=, 0);
  sleepers_free (s);
}

/* What a killed process was at is taken over at once on its host. */
static void
test_killed (void)
{
  Sleepers *s = sleepers_new (60, 10000);
  s->most = 2;
  for (int i = 0; i < 4; i++)
    {
      pid_t child = start_process (s);
      g_usleep (30000 + (gulong) i * 17000);
      kill (child, SIGKILL);
      wait_for (child, true);
    }
  /* A process may have been killed before it wrote its name into a lease. */
  gint64 began = g_get_monotonic_time ();
  while (vit_share_count_claims (s->claims, s->n) > 0 &&
         g_get_monotonic_time () - began < 10 * G_USEC_PER_SEC)
    g_usleep (50000);
  g_assert_cmpuint (vit_share_count_claims (s->claims, s->n), ==, 0);
  pid_t one = start_process (s), two = start_process (s);
  wait_for (one, false);
  wait_for (two, false);
  g_assert_cmpuint (count_computed (s), ==, 60);
  /* Far less than leases live. */
  g_assert_cmpint (g_get_monotonic_time () - began, <, 30 * G_USEC_PER_SEC);
  sleepers_free (s);
}

static void
test_stopped (void)
{
  Sleepers *s = sleepers_new (50, 1000);
  VitTask task = task_of (s);
  VitTaskReport report;
  s->stops_after = 7;
  g_assert_true (vit_share_run_claims (&task, s->claims, &report, NULL, NULL));
  g_assert_true (report.stopped);
  g_assert_cmpuint (report.n_computed, >=, 7);
  g_assert_cmpuint (report.n_computed, <, 20);
  s->stops_after = 0;
  g_assert_true (vit_share_run_claims (&task, s->claims, &report, NULL, NULL));
  g_assert_false (report.stopped);
  g_assert_cmpuint (count_computed (s), ==, 50);
  sleepers_free (s);
}

/* For tests of clusters: how well 200 units that sleep are divided over four processes. */
static int
measure (void)
{
  Sleepers *s = sleepers_new (200, 200000);
  pid_t children[4];
  gint64 began = g_get_monotonic_time ();
  for (int i = 0; i < 4; i++)
    children[i] = start_process (s);
  for (int i = 0; i < 4; i++)
    wait_for (children[i], false);
  double took = (double) (g_get_monotonic_time () - began) / G_USEC_PER_SEC;
  double efficiency = 200 * 0.2 / (4 * took);
  g_assert_cmpuint (count_computed (s), ==, 200);
  printf ("200 units of 0.2 s over 4 processes: %.2f s, %.1f %%\n", took, 100 * efficiency);
  sleepers_free (s);
  return efficiency >= 0.95 ? 0 : 1;
}

int
main (int argc, char **argv)
{
  if (argc > 1 && strcmp (argv[1], "measure") == 0)
    return measure ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/shares/parts", test_parts);
  g_test_add_func ("/shares/part", test_part);
  g_test_add_func ("/shares/claims", test_claims);
  g_test_add_func ("/shares/killed", test_killed);
  g_test_add_func ("/shares/stopped", test_stopped);
  return g_test_run ();
}
