#include "app/cli/study-work.h"

static void
refresh (void *work)
{
  vit_work_refresh (work);
}

static bool
is_done (size_t unit, void *work)
{
  return vit_work_is_done (work, unit, true);
}

static size_t
get_most (size_t unit, void *work)
{
  return vit_work_get_most (work, unit);
}

static bool
compute (const size_t *units, size_t n, void *work, VitProgress *progress, GError **error)
{
  static size_t n_computed;
  if (!vit_work_compute (work, units, n, progress, error))
    return false;
  n_computed += n;
  vit_work_tell_pace (work, n_computed);
  return true;
}

VitTask
vit_cli_task_of_work (VitWork *work)
{
  return (VitTask){ .n = vit_work_get_n (work),
                    .refresh = refresh,
                    .is_done = is_done,
                    .get_most = get_most,
                    .compute = compute,
                    .data = work };
}

/* ---- What all units rest on ---- */

static bool
is_prepared (size_t unit, void *work)
{
  return vit_work_is_prepared (work);
}

static bool
prepare (const size_t *units, size_t n, void *work, VitProgress *progress, GError **error)
{
  return vit_work_prepare (work, error);
}

/* ---- Whole runs ---- */

static bool
is_run_done (size_t run, void *work)
{
  return vit_work_is_run_done (work, run, true);
}

static size_t
get_one (size_t run, void *work)
{
  return 1;
}

static bool
finish (const size_t *runs, size_t n, void *work, VitProgress *progress, GError **error)
{
  for (size_t i = 0; i < n; i++)
    if (!vit_work_finish_run (work, runs[i], progress, error))
      return false;
  return true;
}

VitTask
vit_cli_task_of_runs (VitWork *work)
{
  return (VitTask){ .n = vit_work_get_n_runs (work),
                    .refresh = refresh,
                    .is_done = is_run_done,
                    .get_most = get_one,
                    .compute = finish,
                    .data = work };
}

VitTask
vit_cli_task_of_preparation (VitWork *work)
{
  return (VitTask){ .n = 1,
                    .refresh = refresh,
                    .is_done = is_prepared,
                    .get_most = get_one,
                    .compute = prepare,
                    .data = work };
}

char *
vit_cli_describe_results (void)
{
  g_autoptr (GString) text = g_string_new ("Results:\n");
  const char *const *words = vit_work_list_words ();
  for (guint i = 0; words[i]; i++)
    g_string_append_printf (text, "  %-12s %s\n", words[i], vit_work_describe (i));
  g_string_append (text, "  all          " VIT_WORK_ALL);
  return g_strdup (text->str);
}
