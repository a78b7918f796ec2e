/* Work in pieces: their order, how many a turn does, who has a turn in between, and what is
 * forgotten. Also that jobs which end at once do not all land in one turn. */

#include <string.h>

#include "core/base/job.h"
#include "core/base/turn-queue.h"

enum
{
  N_PIECES = 6
};

typedef struct
{
  GString *done;
  int n_destroyed;
  VitTurnQueue *queue;
} Record;

typedef struct
{
  Record *record;
  char name;
  gulong takes; /* µs */
} Piece;

static void
do_piece (void *data)
{
  Piece *piece = data;
  gint64 end = g_get_monotonic_time () + (gint64) piece->takes;
  g_string_append_c (piece->record->done, piece->name);
  while (g_get_monotonic_time () < end)
    ;
}

static void
free_piece (void *data)
{
  Piece *piece = data;
  piece->record->n_destroyed++;
  g_free (piece);
}

static void
add (Record *record, void (*func) (void *), char name, gulong takes)
{
  Piece *piece = g_new (Piece, 1);
  *piece = (Piece){ record, name, takes };
  vit_turn_queue_add (record->queue, func, piece, free_piece);
}

static void
start (Record *record, GMainContext *context, bool breathes)
{
  *record = (Record){ g_string_new (NULL), 0,
                      vit_turn_queue_new (context, G_PRIORITY_DEFAULT, breathes) };
}

static void
end (Record *record)
{
  g_string_free (record->done, TRUE);
  vit_turn_queue_free (record->queue);
}

/* Short pieces share a turn, a long one ends it, and a turn does at least one. */
static void
test_budget (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  Record record;
  start (&record, context, false);
  for (int i = 0; i < 3; i++)
    add (&record, do_piece, (char) ('a' + i), 0);
  add (&record, do_piece, 'd', VIT_TURN_BUDGET + 1);
  add (&record, do_piece, 'e', VIT_TURN_BUDGET + 1);
  add (&record, do_piece, 'f', 0);
  g_assert_true (g_main_context_iteration (context, FALSE));
  /* Another process may have had the processor. */
  g_assert_cmpuint (record.done->len, >=, 1);
  g_assert_cmpuint (record.done->len, <=, 4);
  guint before = (guint) record.done->len;
  while (record.done->len < 5)
    {
      g_assert_true (g_main_context_iteration (context, FALSE));
      g_assert_cmpuint (record.done->len, >, before);
      before = (guint) record.done->len;
    }
  g_assert_cmpstr (record.done->str, ==, "abcde");
  g_assert_true (g_main_context_iteration (context, FALSE));
  g_assert_cmpstr (record.done->str, ==, "abcdef");
  g_assert_cmpint (record.n_destroyed, ==, N_PIECES);
  g_assert_true (vit_turn_queue_is_empty (record.queue));
  g_assert_false (g_main_context_iteration (context, FALSE));
  end (&record);
}

/* A turn is no longer with two queues than with one, and both are done. */
static void
test_shared_turn (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  Record records[2];
  for (int q = 0; q < 2; q++)
    {
      start (&records[q], context, false);
      for (int i = 0; i < 2; i++)
        add (&records[q], do_piece, (char) ('a' + i), VIT_TURN_BUDGET + 1);
    }
  for (guint n = 1; n <= 4; n++)
    {
      g_assert_true (g_main_context_iteration (context, FALSE));
      g_assert_cmpuint (records[0].done->len + records[1].done->len, ==, n);
    }
  g_assert_false (g_main_context_iteration (context, FALSE));
  for (int q = 0; q < 2; q++)
    {
      g_assert_cmpstr (records[q].done->str, ==, "ab");
      end (&records[q]);
    }
}

static gboolean
draw (gpointer data)
{
  g_string_append_c (((Record *) data)->done, '|');
  return G_SOURCE_CONTINUE;
}

/* Only a queue that breathes lets drawing, of a lower priority, have its turns. */
static void
test_breath (void)
{
  for (int breathes = 0; breathes < 2; breathes++)
    {
      g_autoptr (GMainContext) context = g_main_context_new ();
      g_autoptr (GSource) drawing = g_idle_source_new ();
      Record record;
      start (&record, context, breathes);
      g_source_set_callback (drawing, draw, &record, NULL);
      g_source_attach (drawing, context);
      for (int i = 0; i < 3; i++)
        add (&record, do_piece, (char) ('a' + i), VIT_TURN_BUDGET + 1);
      while (!vit_turn_queue_is_empty (record.queue))
        g_main_context_iteration (context, TRUE);
      g_assert_cmpint (strchr (record.done->str, '|') != NULL, ==, breathes);
      const char *last = strrchr (record.done->str, 'c');
      g_assert_nonnull (last);
      g_assert_true (!breathes || last[-1] == '|');
      g_source_destroy (drawing);
      end (&record);
    }
}

static void
clear (void *data)
{
  do_piece (data);
  vit_turn_queue_clear (((Piece *) data)->record->queue);
}

static void
free_queue (void *data)
{
  do_piece (data);
  g_clear_pointer (&((Piece *) data)->record->queue, vit_turn_queue_free);
}

/* Pieces that are forgotten are freed and not done, also where a piece itself forgets them. */
static void
test_forgotten (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  Record record;
  start (&record, context, false);
  add (&record, do_piece, 'a', 0);
  vit_turn_queue_clear (record.queue);
  g_assert_cmpint (record.n_destroyed, ==, 1);
  add (&record, clear, 'b', 0);
  add (&record, do_piece, 'c', 0);
  while (g_main_context_iteration (context, FALSE))
    continue;
  g_assert_cmpstr (record.done->str, ==, "b");
  g_assert_cmpint (record.n_destroyed, ==, 3);
  add (&record, free_queue, 'd', 0);
  add (&record, do_piece, 'e', 0);
  while (g_main_context_iteration (context, FALSE))
    continue;
  g_assert_cmpstr (record.done->str, ==, "bd");
  g_assert_cmpint (record.n_destroyed, ==, 5);
  end (&record);
}

static void
run_inside (void *data)
{
  do_piece (data);
  while (!vit_turn_queue_is_empty (((Piece *) data)->record->queue))
    g_main_context_iteration (NULL, TRUE);
}

static void
test_recursion (void)
{
  Record record;
  start (&record, NULL, true);
  add (&record, run_inside, 'a', 0);
  add (&record, do_piece, 'b', 0);
  while (record.n_destroyed < 2)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (record.done->str, ==, "ab");
  end (&record);
}

static gpointer
add_from_thread (gpointer data)
{
  for (int i = 0; i < N_PIECES; i++)
    add (data, do_piece, (char) ('a' + i), 100);
  return NULL;
}

static void
test_thread (void)
{
  Record record;
  start (&record, NULL, false);
  GThread *thread = g_thread_new ("pieces", add_from_thread, &record);
  while (record.n_destroyed < N_PIECES)
    g_main_context_iteration (NULL, TRUE);
  g_thread_join (thread);
  g_assert_cmpstr (record.done->str, ==, "abcdef");
  end (&record);
}

/* ---- Jobs ---- */

static void *
work (void *data, VitProgress *progress, GError **error)
{
  return NULL;
}

static void
on_done (VitJob *job, void *data)
{
  gint64 until = g_get_monotonic_time () + VIT_TURN_BUDGET + 1;
  ++*(int *) data;
  while (g_get_monotonic_time () < until)
    ;
}

/* Jobs that have ended meanwhile land in turns of their own. */
static void
test_landing (void)
{
  GPtrArray *jobs = g_ptr_array_new_with_free_func (g_object_unref);
  int n_landed = 0, n_turns = 0;
  for (int i = 0; i < N_PIECES; i++)
    g_ptr_array_add (
        jobs, vit_job_start (VIT_JOB_MOMENT, "jobs", work, NULL, NULL, NULL, on_done, &n_landed));
  g_usleep (20000);
  while (vit_job_count () > 0)
    {
      int before = n_landed;
      g_main_context_iteration (NULL, TRUE);
      g_assert_cmpint (n_landed - before, <=, 1);
      n_turns += n_landed > before;
    }
  g_assert_cmpint (n_landed, ==, N_PIECES);
  g_assert_cmpint (n_turns, ==, N_PIECES);
  g_ptr_array_unref (jobs);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/turn-queue/budget", test_budget);
  g_test_add_func ("/base/turn-queue/shared-turn", test_shared_turn);
  g_test_add_func ("/base/turn-queue/breath", test_breath);
  g_test_add_func ("/base/turn-queue/forgotten", test_forgotten);
  g_test_add_func ("/base/turn-queue/recursion", test_recursion);
  g_test_add_func ("/base/turn-queue/thread", test_thread);
  g_test_add_func ("/base/turn-queue/landing", test_landing);
  return g_test_run ();
}
