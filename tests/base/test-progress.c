#include "core/base/error.h"
#include "core/base/progress.h"

typedef struct
{
  int calls;
  double last;
  const char *stage;
} Seen;

static void
see (double fraction, const char *stage, void *data)
{
  Seen *seen = data;
  seen->calls++;
  seen->last = fraction;
  seen->stage = stage;
}

static void
test_direct (void)
{
  Seen seen = { 0 };
  g_autoptr (VitProgress) progress = vit_progress_new (NULL, see, &seen, NULL);
  for (size_t i = 0; i <= 1000000; i++)
    g_assert_true (vit_progress_step (progress, i, 1000000, NULL));
  g_assert_cmpfloat (seen.last, ==, 1.0);
  g_assert_cmpint (seen.calls, <=, 1002);
  g_assert_cmpint (seen.calls, >=, 900);
}

static void
test_ranges (void)
{
  Seen seen = { 0 };
  g_autoptr (VitProgress) progress = vit_progress_new (NULL, see, &seen, NULL);
  vit_progress_set_range (progress, 0.2, 0.6, "second stage");
  g_assert_true (vit_progress_step (progress, 1, 2, NULL));
  g_assert_cmpfloat_with_epsilon (seen.last, 0.4, 1e-5);
  g_assert_cmpstr (seen.stage, ==, "second stage");
}

static void
test_parts (void)
{
  Seen seen = { 0 };
  g_autoptr (VitProgress) progress = vit_progress_new (NULL, see, &seen, NULL);
  VitProgressPart whole = vit_progress_enter (progress, 0.5, 1, "outer");
  VitProgressPart outer = vit_progress_enter (progress, 0, 0.5, "inner");
  vit_progress_set_range (progress, 0.5, 1, "innermost");
  g_assert_cmpfloat_with_epsilon (seen.last, 0.625, 1e-5);
  g_assert_true (vit_progress_step (progress, 1, 2, NULL));
  g_assert_cmpfloat_with_epsilon (seen.last, 0.6875, 1e-5);
  /* Another thread that is behind. */
  g_assert_true (vit_progress_step (progress, 1, 4, NULL));
  g_assert_cmpfloat_with_epsilon (vit_progress_get_fraction (progress), 0.6875, 1e-5);
  vit_progress_leave (progress, outer);
  vit_progress_set_range (progress, 0.5, 1, "second");
  g_assert_cmpfloat_with_epsilon (seen.last, 0.75, 1e-5);
  vit_progress_leave (progress, whole);
  vit_progress_set_range (progress, 0.9, 1, "last");
  g_assert_cmpfloat_with_epsilon (seen.last, 0.9, 1e-5);
}

static void
test_context_gets_last_value (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  Seen seen = { 0 };
  g_autoptr (VitProgress) progress = vit_progress_new (context, see, &seen, NULL);
  for (size_t i = 0; i <= 500; i++)
    vit_progress_step (progress, i, 500, NULL);
  g_assert_cmpint (seen.calls, ==, 0);
  while (g_main_context_iteration (context, FALSE))
    ;
  g_assert_cmpint (seen.calls, ==, 1);
  g_assert_cmpfloat (seen.last, ==, 1.0);
}

static void
test_cancel (void)
{
  g_autoptr (VitProgress) progress = vit_progress_new (NULL, NULL, NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_assert_true (vit_progress_check (progress, &error));
  vit_progress_cancel (progress);
  g_assert_false (vit_progress_step (progress, 1, 2, &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_CANCELLED);
  g_assert_true (vit_progress_step (NULL, 1, 2, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/progress/direct", test_direct);
  g_test_add_func ("/progress/ranges", test_ranges);
  g_test_add_func ("/progress/parts", test_parts);
  g_test_add_func ("/progress/context-gets-last-value", test_context_gets_last_value);
  g_test_add_func ("/progress/cancel", test_cancel);
  return g_test_run ();
}
