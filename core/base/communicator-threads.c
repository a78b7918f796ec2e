/* Ranks in one process: the only one, or threads that copy from each other's memory. */

#include <pthread.h>
#include <string.h>

#include "core/base/communicator.h"

/* ---- One rank ---- */

static void
single_barrier (void *self)
{
}

static void
single_transpose (void *self, const uint64_t *sent, uint64_t *received)
{
  received[0] = sent[0];
}

static void
copy (void *to, const void *from, uint64_t n)
{
  if (n > 0)
    memcpy (to, from, n);
}

static void
single_exchange (void *self,
                 const void *sent,
                 const uint64_t *sent_bytes,
                 void *received,
                 const uint64_t *received_bytes)
{
  copy (received, sent, sent_bytes[0]);
}

static void
single_gather_all (
    void *self, const void *own, uint64_t n, void *received, const uint64_t *received_bytes)
{
  copy (received, own, n);
}

static void
single_broadcast (void *self, void *data, uint64_t n, unsigned root)
{
}

VitCommunicator *
vit_communicator_new_single (void)
{
  static const VitCommunicatorBackend backend = { single_barrier, single_transpose, single_exchange,
                                                  single_gather_all, single_broadcast };
  return vit_communicator_new (0, 1, &backend, NULL);
}

/* ---- Threads ---- */

/* What a rank shows to the others between two barriers. */
typedef struct
{
  const void *data;
  const uint64_t *bytes; /* for each rank */
} ShownMemory;

typedef struct
{
  unsigned size;
  pthread_barrier_t barrier;
  ShownMemory *shown; /* by rank */
  VitRankFunc func;
  void *data;
} ThreadTeam;

typedef struct
{
  ThreadTeam *team;
  unsigned rank;
} ThreadRank;

static void
wait_for_team (void *self)
{
  pthread_barrier_wait (&((ThreadRank *) self)->team->barrier);
}

static void
show (ThreadRank *rank, const void *data, const uint64_t *bytes)
{
  rank->team->shown[rank->rank] = (ShownMemory){ data, bytes };
  wait_for_team (rank);
}

static void
threads_transpose (void *self, const uint64_t *sent, uint64_t *received)
{
  ThreadRank *rank = self;
  show (rank, NULL, sent);
  for (unsigned r = 0; r < rank->team->size; r++)
    received[r] = rank->team->shown[r].bytes[rank->rank];
  wait_for_team (rank);
}

static void
threads_exchange (void *self,
                  const void *sent,
                  const uint64_t *sent_bytes,
                  void *received,
                  const uint64_t *received_bytes)
{
  ThreadRank *rank = self;
  char *to = received;
  show (rank, sent, sent_bytes);
  for (unsigned r = 0; r < rank->team->size; r++)
    {
      const ShownMemory *shown = &rank->team->shown[r];
      uint64_t offset = 0;
      for (unsigned before = 0; before < rank->rank; before++)
        offset += shown->bytes[before];
      copy (to, (const char *) shown->data + offset, received_bytes[r]);
      to += received_bytes[r];
    }
  wait_for_team (rank);
}

static void
threads_gather_all (
    void *self, const void *own, uint64_t n, void *received, const uint64_t *received_bytes)
{
  ThreadRank *rank = self;
  char *to = received;
  show (rank, own, NULL);
  for (unsigned r = 0; r < rank->team->size; r++)
    {
      copy (to, rank->team->shown[r].data, received_bytes[r]);
      to += received_bytes[r];
    }
  wait_for_team (rank);
}

static void
threads_broadcast (void *self, void *data, uint64_t n, unsigned root)
{
  ThreadRank *rank = self;
  show (rank, data, NULL);
  if (rank->rank != root)
    copy (data, rank->team->shown[root].data, n);
  wait_for_team (rank);
}

static const VitCommunicatorBackend threads_backend = { wait_for_team, threads_transpose,
                                                        threads_exchange, threads_gather_all,
                                                        threads_broadcast };

static gpointer
run_rank (gpointer data)
{
  ThreadRank *rank = data;
  g_autoptr (VitCommunicator) communicator =
      vit_communicator_new (rank->rank, rank->team->size, &threads_backend, rank);
  rank->team->func (communicator, rank->team->data);
  return NULL;
}

void
vit_communicator_run_threads (unsigned size, VitRankFunc func, void *data)
{
  g_return_if_fail (size > 0 && func != NULL);
  ThreadTeam team = {
    .size = size, .shown = g_new0 (ShownMemory, size), .func = func, .data = data
  };
  g_autofree ThreadRank *ranks = g_new (ThreadRank, size);
  g_autofree GThread **threads = g_new (GThread *, size);
  pthread_barrier_init (&team.barrier, NULL, size);
  for (unsigned r = 0; r < size; r++)
    {
      ranks[r] = (ThreadRank){ &team, r };
      threads[r] = g_thread_new ("rank", run_rank, &ranks[r]);
    }
  for (unsigned r = 0; r < size; r++)
    g_thread_join (threads[r]);
  pthread_barrier_destroy (&team.barrier);
  g_free (team.shown);
}
