#include "core/base/priority.h"

#include <glib.h>
#include <stdatomic.h>
#include <stdbool.h>

#ifdef __linux__
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

static atomic_bool lowered;
static atomic_int wanted; /* nice value of workers */

void
vit_priority_lower_workers (void)
{
#ifdef __linux__
  int own = getpriority (PRIO_PROCESS, 0);
  atomic_store (&wanted, MIN (own + VIT_WORKER_NICE, 19));
  atomic_store (&lowered, true);
#endif
}

void
vit_priority_enter_worker (void)
{
#ifdef __linux__
  static _Thread_local bool entered;
  if (entered || !atomic_load_explicit (&lowered, memory_order_relaxed))
    return;
  entered = true;
  /* Linux keeps a nice value for each thread. */
  setpriority (PRIO_PROCESS, (id_t) syscall (SYS_gettid), atomic_load (&wanted));
#endif
}
