#include <stdint.h>

#include "core/base/error.h"
#include "core/base/parallel.h"

typedef struct
{
  int *hits;
  size_t fail_at;
  int deepest; /* atomic */
} Count;

static bool
count_hits (size_t begin, size_t end, unsigned worker, void *data, GError **error)
{
  Count *count = data;
  g_assert_cmpuint (worker, <, vit_parallel_get_n_threads ());
  for (size_t i = begin; i < end; i++)
    {
      if (i == count->fail_at)
        {
          g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID, "index %zu", i);
          return false;
        }
      g_atomic_int_inc (&count->hits[i]);
    }
  return true;
}

static void
test_every_index_once (void)
{
  for (unsigned threads = 1; threads <= 5; threads++)
    for (size_t n = 0; n < 2000; n += 333)
      {
        vit_parallel_set_n_threads (threads);
        Count count = { g_new0 (int, n + 1), SIZE_MAX, 0 };
        g_autoptr (GError) error = NULL;
        g_assert_true (vit_parallel_for (n, 7, count_hits, &count, NULL, &error));
        g_assert_no_error (error);
        for (size_t i = 0; i < n; i++)
          g_assert_cmpint (count.hits[i], ==, 1);
        g_free (count.hits);
      }
  vit_parallel_set_n_threads (0);
}

static void
test_error_stops (void)
{
  Count count = { g_new0 (int, 10000), 4321, 0 };
  g_autoptr (GError) error = NULL;
  g_assert_false (vit_parallel_for (10000, 10, count_hits, &count, NULL, &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_INVALID);
  g_assert_cmpstr (error->message, ==, "index 4321");
  g_free (count.hits);
}

static bool
refuse (size_t begin, size_t end, unsigned worker, void *data, GError **error)
{
  return false;
}

/* Work that stops is not work that is done, whether it says why or not. */
static void
test_refusal_without_reason (void)
{
  g_autoptr (GError) error = NULL;
  g_assert_false (vit_parallel_for (100, 10, refuse, NULL, NULL, &error));
  g_assert_no_error (error);
}

static bool
nest (size_t begin, size_t end, unsigned worker, void *data, GError **error)
{
  return vit_parallel_for (100, 3, count_hits, data, NULL, error);
}

static void
test_nested_loops_end (void)
{
  Count count = { g_new0 (int, 100), SIZE_MAX, 0 };
  g_assert_true (vit_parallel_for (50, 1, nest, &count, NULL, NULL));
  for (size_t i = 0; i < 100; i++)
    g_assert_cmpint (count.hits[i], ==, 50);
  g_free (count.hits);
}

static bool
cancel_at_once (size_t begin, size_t end, unsigned worker, void *data, GError **error)
{
  vit_progress_cancel (data);
  return true;
}

static void
test_cancel (void)
{
  g_autoptr (VitProgress) progress = vit_progress_new (NULL, NULL, NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_assert_false (vit_parallel_for (1000, 1, cancel_at_once, progress, progress, &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/parallel/every-index-once", test_every_index_once);
  g_test_add_func ("/parallel/error-stops", test_error_stops);
  g_test_add_func ("/parallel/refusal-without-reason", test_refusal_without_reason);
  g_test_add_func ("/parallel/nested-loops-end", test_nested_loops_end);
  g_test_add_func ("/parallel/cancel", test_cancel);
  return g_test_run ();
}
