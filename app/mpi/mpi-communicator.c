/* The only file that includes mpi.h. Errors of MPI end the job, as MPI does by default. */

#include "app/mpi/mpi-communicator.h"

#include <mpi.h>
#include <stdlib.h>
#include <string.h>

/* Longest message: MPI counts in int. */
#define PIECE ((uint64_t) 1 << 30)

void
vit_mpi_begin (int *argc, char ***argv)
{
  int provided;
  /* Loops have threads of their own, which send nothing. */
  MPI_Init_thread (argc, argv, MPI_THREAD_FUNNELED, &provided);
}

void
vit_mpi_end (void)
{
  MPI_Finalize ();
}

void
vit_mpi_abort (int exit_code)
{
  MPI_Abort (MPI_COMM_WORLD, exit_code);
  abort ();
}

const char *
vit_mpi_get_library (void)
{
  static char name[MPI_MAX_LIBRARY_VERSION_STRING];
  int length;
  MPI_Get_library_version (name, &length);
  name[strcspn (name, "\n,")] = '\0';
  return name;
}

static unsigned
get_size (void)
{
  int size;
  MPI_Comm_size (MPI_COMM_WORLD, &size);
  return (unsigned) size;
}

static unsigned
get_rank (void)
{
  int rank;
  MPI_Comm_rank (MPI_COMM_WORLD, &rank);
  return (unsigned) rank;
}

static void
wait_for_all (void *self)
{
  MPI_Barrier (MPI_COMM_WORLD);
}

static void
transpose (void *self, const uint64_t *sent, uint64_t *received)
{
  MPI_Alltoall (sent, 1, MPI_UINT64_T, received, 1, MPI_UINT64_T, MPI_COMM_WORLD);
}

static uint64_t
count_pieces (uint64_t n)
{
  return (n + PIECE - 1) / PIECE;
}

/* Ranks that have something for each other send it directly: few do. */
static void
exchange (void *self,
          const void *sent,
          const uint64_t *sent_bytes,
          void *received,
          const uint64_t *received_bytes)
{
  unsigned size = get_size (), rank = get_rank ();
  uint64_t n_pieces = 0;
  for (unsigned r = 0; r < size; r++)
    n_pieces += count_pieces (sent_bytes[r]) + count_pieces (received_bytes[r]);
  g_autofree MPI_Request *requests = g_new (MPI_Request, MAX (n_pieces, 1));
  g_autofree MPI_Status *statuses = g_new (MPI_Status, MAX (n_pieces, 1));
  int n_requests = 0;
  char *to = received;
  const char *from = sent;
  for (unsigned r = 0; r < size; to += received_bytes[r++])
    for (uint64_t at = 0; r != rank && at < received_bytes[r]; at += PIECE)
      MPI_Irecv (to + at, (int) MIN (PIECE, received_bytes[r] - at), MPI_BYTE, (int) r, 0,
                 MPI_COMM_WORLD, &requests[n_requests++]);
  to = received;
  for (unsigned r = 0; r < size; from += sent_bytes[r], to += received_bytes[r++])
    {
      if (r == rank && sent_bytes[r] > 0)
        memcpy (to, from, sent_bytes[r]);
      for (uint64_t at = 0; r != rank && at < sent_bytes[r]; at += PIECE)
        MPI_Isend (from + at, (int) MIN (PIECE, sent_bytes[r] - at), MPI_BYTE, (int) r, 0,
                   MPI_COMM_WORLD, &requests[n_requests++]);
    }
  MPI_Waitall (n_requests, requests, statuses);
}

static void
broadcast (void *self, void *data, uint64_t n, unsigned root)
{
  for (uint64_t at = 0; at < n; at += PIECE)
    MPI_Bcast ((char *) data + at, (int) MIN (PIECE, n - at), MPI_BYTE, (int) root, MPI_COMM_WORLD);
}

static void
gather_all (void *self, const void *own, uint64_t n, void *received, const uint64_t *received_bytes)
{
  unsigned size = get_size (), rank = get_rank ();
  g_autofree int *counts = g_new (int, size), *offsets = g_new (int, size);
  uint64_t total = 0;
  char *to = received;
  for (unsigned r = 0; r < size; r++)
    {
      counts[r] = (int) MIN (received_bytes[r], PIECE);
      offsets[r] = (int) MIN (total, PIECE);
      total += received_bytes[r];
    }
  if (total <= PIECE)
    {
      MPI_Allgatherv (own, (int) n, MPI_BYTE, received, counts, offsets, MPI_BYTE, MPI_COMM_WORLD);
      return;
    }
  for (unsigned r = 0; r < size; to += received_bytes[r++])
    {
      if (r == rank && n > 0)
        memcpy (to, own, n);
      broadcast (self, to, received_bytes[r], r);
    }
}

VitCommunicator *
vit_mpi_communicator_new (void)
{
  static const VitCommunicatorBackend backend = { wait_for_all, transpose, exchange,
                                                  gather_all,   broadcast, NULL };
  return vit_communicator_new (get_rank (), get_size (), &backend, NULL);
}
