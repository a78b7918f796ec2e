#include "core/base/communicator.h"

#include "core/base/error.h"

/* Each rank sends r + 1 numbers 100 · from + to to rank r, and nothing to the rank after itself. */
static void
check_exchange (VitCommunicator *communicator, void *data)
{
  unsigned rank = vit_communicator_get_rank (communicator),
           size = vit_communicator_get_size (communicator);
  g_autofree size_t *counts = g_new (size_t, size), *received_counts = g_new (size_t, size);
  g_autoptr (GArray) sent = g_array_new (FALSE, FALSE, sizeof (unsigned));
  for (unsigned to = 0; to < size; to++)
    {
      counts[to] = size > 1 && to == (rank + 1) % size ? 0 : to + 1;
      for (size_t k = 0; k < counts[to]; k++)
        {
          unsigned value = 100 * rank + to;
          g_array_append_val (sent, value);
        }
    }
  size_t n, at = 0;
  g_autofree unsigned *received = vit_communicator_exchange (
      communicator, sent->data, counts, sizeof (unsigned), received_counts, &n);
  for (unsigned from = 0; from < size; from++)
    {
      size_t wanted = size > 1 && rank == (from + 1) % size ? 0 : rank + 1;
      g_assert_cmpuint (received_counts[from], ==, wanted);
      for (size_t k = 0; k < wanted; k++)
        g_assert_cmpuint (received[at++], ==, 100 * from + rank);
    }
  g_assert_cmpuint (n, ==, at);
  VitTraffic traffic = vit_communicator_get_traffic (communicator);
  g_assert_cmpuint (traffic.n_bytes, ==, (sent->len - counts[rank]) * sizeof (unsigned));
}

static void
check_gathering (VitCommunicator *communicator, void *data)
{
  unsigned rank = vit_communicator_get_rank (communicator),
           size = vit_communicator_get_size (communicator);
  uint16_t own[8] = { (uint16_t) rank, (uint16_t) rank, (uint16_t) rank, (uint16_t) rank };
  g_autofree size_t *counts = g_new (size_t, size);
  size_t total, at = 0;
  g_autofree uint16_t *all =
      vit_communicator_gather_all (communicator, own, rank % 4, sizeof *own, counts, &total);
  for (unsigned r = 0; r < size; r++)
    {
      g_assert_cmpuint (counts[r], ==, r % 4);
      for (size_t k = 0; k < counts[r]; k++)
        g_assert_cmpuint (all[at++], ==, r);
    }
  g_assert_cmpuint (at, ==, total);
  g_autofree uint16_t *at_first =
      vit_communicator_gather (communicator, own, rank % 4, sizeof *own, NULL, &total);
  g_assert_true ((at_first != NULL) == (rank == 0));
  if (at_first)
    g_assert_cmpmem (at_first, total * sizeof *own, all, at * sizeof *own);

  double least[2] = { rank + 0.5, -(double) rank }, most[2] = { least[0], least[1] };
  uint64_t sums[2] = { rank, UINT64_MAX };
  vit_communicator_min (communicator, least, 2);
  vit_communicator_max (communicator, most, 2);
  vit_communicator_sum (communicator, sums, 2);
  g_assert_cmpfloat (least[0], ==, 0.5);
  g_assert_cmpfloat (least[1], ==, -(double) (size - 1));
  g_assert_cmpfloat (most[0], ==, size - 0.5);
  g_assert_cmpfloat (most[1], ==, 0);
  g_assert_cmpuint (sums[0], ==, size * (size - 1) / 2);
  g_assert_cmpuint (sums[1], ==, -(uint64_t) size);

  int word = rank == size - 1 ? 42 : 0;
  vit_communicator_broadcast (communicator, &word, sizeof word, size - 1);
  g_assert_cmpint (word, ==, 42);
  vit_communicator_barrier (communicator);
}

/* All ranks fail with the words of the first that failed, and keep their own if they have some. */
static void
check_agreement (VitCommunicator *communicator, void *data)
{
  unsigned rank = vit_communicator_get_rank (communicator),
           size = vit_communicator_get_size (communicator);
  g_autoptr (GError) error = NULL;
  g_assert_true (vit_communicator_agree (communicator, true, &error));
  g_assert_no_error (error);
  bool fails = rank == size - 1 || (size > 4 && rank == 2);
  unsigned first = size > 4 ? 2 : size - 1;
  if (fails)
    g_set_error (&error, VIT_ERROR, VIT_ERROR_FORMAT, "rank %u is ill", rank);
  g_assert_false (vit_communicator_agree (communicator, !fails, &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_FORMAT);
  g_autofree char *words = g_strdup_printf ("rank %u is ill", fails ? rank : first);
  g_assert_cmpstr (error->message, ==, words);
}

static void
test_on_ranks (gconstpointer func)
{
  g_autoptr (VitCommunicator) single = vit_communicator_new_single ();
  ((VitRankFunc) (gsize) func) (single, NULL);
  for (unsigned size = 1; size <= 9; size += size < 3 ? 1 : 3)
    vit_communicator_run_threads (size, (VitRankFunc) (gsize) func, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/communicator/exchange", (gconstpointer) (gsize) check_exchange,
                        test_on_ranks);
  g_test_add_data_func ("/communicator/gathering", (gconstpointer) (gsize) check_gathering,
                        test_on_ranks);
  g_test_add_data_func ("/communicator/agreement", (gconstpointer) (gsize) check_agreement,
                        test_on_ranks);
  return g_test_run ();
}
