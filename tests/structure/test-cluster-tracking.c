#include <glib.h>

#include "core/structure/cluster-tracking.h"

#define N 12

static void
check (const int32_t before[N],
       const int64_t *tracks,
       size_t n_before,
       const int32_t after[N],
       size_t n_after,
       const int64_t *expected,
       VitTrackEvents events)
{
  int64_t next = 100, found[N];
  VitTrackEvents seen;
  vit_clusters_track (before, tracks, n_before, after, n_after, N, &next, found, &seen);
  for (size_t c = 0; c < n_after; c++)
    g_assert_cmpint (found[c], ==, expected[c]);
  g_assert_cmpuint (seen.born, ==, events.born);
  g_assert_cmpuint (seen.died, ==, events.died);
  g_assert_cmpuint (seen.merged, ==, events.merged);
  g_assert_cmpuint (seen.split, ==, events.split);
}

static void
test_carry_on (void)
{
  const int32_t before[N] = { 0, 0, 0, 0, 1, 1, 1, -1, -1, -1, -1, -1 };
  const int32_t after[N] = { 1, 1, 1, -1, 0, 0, 0, 0, -1, -1, -1, -1 };
  const int64_t tracks[] = { 7, 9 }, expected[] = { 9, 7 };
  check (before, tracks, 2, after, 2, expected, (VitTrackEvents){ 0 });
}

static void
test_merge (void)
{
  const int32_t before[N] = { 0, 0, 0, 0, 1, 1, 1, -1, -1, -1, -1, -1 };
  const int32_t after[N] = { 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, -1, -1 };
  const int64_t tracks[] = { 7, 9 }, expected[] = { 7 };
  check (before, tracks, 2, after, 1, expected, (VitTrackEvents){ .merged = 1 });
}

static void
test_split (void)
{
  const int32_t before[N] = { 0, 0, 0, 0, 0, 0, 0, -1, -1, -1, -1, -1 };
  const int32_t after[N] = { 1, 1, 1, -1, 0, 0, 0, 0, -1, -1, -1, -1 };
  /* Three atoms each: the lower number carries on. */
  const int64_t tracks[] = { 7 }, expected[] = { 7, 100 };
  check (before, tracks, 1, after, 2, expected, (VitTrackEvents){ .split = 1 });
}

static void
test_birth_and_death (void)
{
  const int32_t before[N] = { 0, 0, 0, -1, -1, -1, -1, -1, -1, -1, -1, -1 };
  const int32_t after[N] = { -1, -1, -1, -1, -1, 0, 0, 1, 1, 1, -1, -1 };
  const int64_t tracks[] = { 7 }, expected[] = { 100, 101 };
  check (before, tracks, 1, after, 2, expected, (VitTrackEvents){ .born = 2, .died = 1 });
}

/* Which number a cluster has makes no difference to which atoms keep a track. */
static void
test_order (void)
{
  const int32_t before[N] = { 0, 0, 0, 0, 1, 1, 1, 2, 2, -1, -1, -1 };
  const int32_t after[N] = { 2, 2, 2, 2, 2, 1, 1, 0, 0, 0, -1, -1 };
  const int64_t tracks[] = { 7, 9, 11 }, expected[] = { 11, 9, 7 };
  check (before, tracks, 3, after, 3, expected, (VitTrackEvents){ 0 });
  const int32_t renamed[N] = { 0, 0, 0, 0, 0, 2, 2, 1, 1, 1, -1, -1 };
  const int64_t again[] = { 7, 11, 9 };
  check (before, tracks, 3, renamed, 3, again, (VitTrackEvents){ 0 });
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cluster-tracking/carry-on", test_carry_on);
  g_test_add_func ("/cluster-tracking/merge", test_merge);
  g_test_add_func ("/cluster-tracking/split", test_split);
  g_test_add_func ("/cluster-tracking/birth-and-death", test_birth_and_death);
  g_test_add_func ("/cluster-tracking/order", test_order);
  return g_test_run ();
}
