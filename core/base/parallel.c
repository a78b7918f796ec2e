#include "core/base/parallel.h"

#include "core/base/error.h"
#include "core/base/priority.h"

static int wanted_threads; /* atomic; 0: number of cores */

typedef struct
{
  gatomicrefcount refs;
  VitParallelFunc func;
  void *data;
  VitProgress *progress;
  size_t n, grain, n_chunks;

  size_t next_chunk; /* atomic */
  size_t done;       /* atomic */
  int stop;          /* atomic */
  int next_worker;   /* atomic */

  GMutex mutex;
  GCond idle;
  int n_inside; /* under mutex: pool threads that may touch func and data */
  bool closed;  /* under mutex: the caller has left; later helpers must not enter */
  GError *error;
  size_t error_chunk;
} Loop;

static void
loop_unref (Loop *loop)
{
  if (!g_atomic_ref_count_dec (&loop->refs))
    return;
  g_mutex_clear (&loop->mutex);
  g_cond_clear (&loop->idle);
  g_free (loop);
}

static void
loop_fail (Loop *loop, size_t chunk, GError *error)
{
  g_mutex_lock (&loop->mutex);
  if (!loop->error || chunk < loop->error_chunk)
    {
      g_clear_error (&loop->error);
      loop->error = g_steal_pointer (&error);
      loop->error_chunk = chunk;
    }
  g_mutex_unlock (&loop->mutex);
  g_clear_error (&error);
  g_atomic_int_set (&loop->stop, 1);
}

static void
loop_work (Loop *loop)
{
  unsigned worker = (unsigned) g_atomic_int_add (&loop->next_worker, 1);

  while (!g_atomic_int_get (&loop->stop))
    {
      size_t chunk = __atomic_fetch_add (&loop->next_chunk, 1, __ATOMIC_RELAXED);
      if (chunk >= loop->n_chunks)
        break;

      size_t begin = chunk * loop->grain;
      size_t end = MIN (begin + loop->grain, loop->n);
      GError *error = NULL;
      if (!loop->func (begin, end, worker, loop->data, &error))
        {
          loop_fail (loop, chunk, error);
          break;
        }

      size_t done = __atomic_add_fetch (&loop->done, end - begin, __ATOMIC_RELAXED);
      if (!vit_progress_step (loop->progress, done, loop->n, &error))
        {
          loop_fail (loop, chunk, error);
          break;
        }
    }
}

static void
pool_work (gpointer data, gpointer user_data)
{
  Loop *loop = data;

  vit_priority_enter_worker ();
  g_mutex_lock (&loop->mutex);
  bool enter = !loop->closed;
  if (enter)
    loop->n_inside++;
  g_mutex_unlock (&loop->mutex);

  if (enter)
    {
      loop_work (loop);
      g_mutex_lock (&loop->mutex);
      if (--loop->n_inside == 0)
        g_cond_signal (&loop->idle);
      g_mutex_unlock (&loop->mutex);
    }
  loop_unref (loop);
}

static GThreadPool *
get_pool (void)
{
  static GThreadPool *pool;
  if (g_once_init_enter (&pool))
    {
      /* Bound the concurrency of helpers, which are few and short-lived; correctness does not
       * depend on it. */
      GThreadPool *made =
          g_thread_pool_new (pool_work, NULL, MAX (1, (int) g_get_num_processors ()), FALSE, NULL);
      g_once_init_leave (&pool, made);
    }
  return pool;
}

unsigned
vit_parallel_get_n_threads (void)
{
  int wanted = g_atomic_int_get (&wanted_threads);
  return wanted > 0 ? (unsigned) wanted : MAX (1, g_get_num_processors ());
}

void
vit_parallel_set_n_threads (unsigned n_threads)
{
  g_atomic_int_set (&wanted_threads, (int) n_threads);
  g_thread_pool_set_max_threads (get_pool (), (int) MAX (1, vit_parallel_get_n_threads ()), NULL);
}

bool
vit_parallel_for (
    size_t n, size_t grain, VitParallelFunc func, void *data, VitProgress *progress, GError **error)
{
  g_return_val_if_fail (func != NULL, false);
  g_return_val_if_fail (grain > 0, false);

  if (!vit_progress_check (progress, error))
    return false;
  if (n == 0)
    return true;

  Loop *loop = g_new0 (Loop, 1);
  g_atomic_ref_count_init (&loop->refs);
  g_mutex_init (&loop->mutex);
  g_cond_init (&loop->idle);
  loop->func = func;
  loop->data = data;
  loop->progress = progress;
  loop->n = n;
  loop->grain = grain;
  loop->n_chunks = (n + grain - 1) / grain;

  size_t n_helpers = MIN ((size_t) vit_parallel_get_n_threads (), loop->n_chunks) - 1;
  for (size_t i = 0; i < n_helpers; i++)
    {
      g_atomic_ref_count_inc (&loop->refs);
      g_thread_pool_push (get_pool (), loop, NULL);
    }

  loop_work (loop);

  g_mutex_lock (&loop->mutex);
  loop->closed = true;
  while (loop->n_inside > 0)
    g_cond_wait (&loop->idle, &loop->mutex);
  GError *failed = g_steal_pointer (&loop->error);
  g_mutex_unlock (&loop->mutex);

  bool ok = !g_atomic_int_get (&loop->stop);
  loop_unref (loop);
  if (failed)
    g_propagate_error (error, failed);
  return ok;
}
