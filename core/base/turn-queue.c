#include "core/base/turn-queue.h"

/* For how long a queue that breathes lets others have their turn, µs. */
#define BREATH 500

typedef struct
{
  void (*func) (void *data);
  void *data;
  GDestroyNotify destroy;
} Piece;

struct _VitTurnQueue
{
  GSource source;
  GMutex mutex; /* of @pieces */
  GQueue pieces;
  bool breathes;
};

static Piece *
take_first (VitTurnQueue *self, bool *last)
{
  g_mutex_lock (&self->mutex);
  Piece *piece = g_queue_pop_head (&self->pieces);
  *last = g_queue_is_empty (&self->pieces);
  if (*last)
    g_source_set_ready_time (&self->source, -1);
  g_mutex_unlock (&self->mutex);
  return piece;
}

static void
free_piece (Piece *piece)
{
  if (piece->destroy)
    piece->destroy (piece->data);
  g_free (piece);
}

/* The turn that this thread is in: the main loop's time of it, and when a queue began to work. */
static _Thread_local gint64 turn, began;

static bool
has_budget (void)
{
  return g_get_monotonic_time () - began < VIT_TURN_BUDGET;
}

/* Queues of one priority that are ready at once share a turn: one that finds it used up waits for
 * the next. */
static gboolean
dispatch (GSource *source, GSourceFunc callback, gpointer data)
{
  VitTurnQueue *self = (VitTurnQueue *) source;
  bool last = false;
  if (turn != g_source_get_time (source))
    {
      turn = g_source_get_time (source);
      began = g_get_monotonic_time ();
    }
  else if (!has_budget ())
    return G_SOURCE_CONTINUE;
  while (!last && !g_source_is_destroyed (source))
    {
      Piece *piece = take_first (self, &last);
      if (!piece)
        break;
      piece->func (piece->data);
      free_piece (piece);
      if (!has_budget ())
        break;
    }
  if (self->breathes && !g_source_is_destroyed (source) && !vit_turn_queue_is_empty (self))
    g_source_set_ready_time (source, g_get_monotonic_time () + BREATH);
  return G_SOURCE_CONTINUE;
}

static void
finalize (GSource *source)
{
  g_mutex_clear (&((VitTurnQueue *) source)->mutex);
}

static GSourceFuncs funcs = { .dispatch = dispatch, .finalize = finalize };

VitTurnQueue *
vit_turn_queue_new (GMainContext *context, int priority, bool breathes)
{
  VitTurnQueue *self = (VitTurnQueue *) g_source_new (&funcs, sizeof (VitTurnQueue));
  g_mutex_init (&self->mutex);
  g_queue_init (&self->pieces);
  self->breathes = breathes;
  g_source_set_priority (&self->source, priority);
  g_source_set_static_name (&self->source, "turn queue");
  /* A piece may run the loop until another one is done. */
  g_source_set_can_recurse (&self->source, TRUE);
  g_source_attach (&self->source, context);
  return self;
}

void
vit_turn_queue_add (VitTurnQueue *self,
                    void (*func) (void *data),
                    void *data,
                    GDestroyNotify destroy)
{
  g_return_if_fail (self && func);
  Piece *piece = g_new (Piece, 1);
  *piece = (Piece){ func, data, destroy };
  g_mutex_lock (&self->mutex);
  /* Others have been waiting for their turn already. */
  if (g_queue_is_empty (&self->pieces))
    g_source_set_ready_time (&self->source, 0);
  g_queue_push_tail (&self->pieces, piece);
  g_mutex_unlock (&self->mutex);
}

void
vit_turn_queue_clear (VitTurnQueue *self)
{
  g_return_if_fail (self);
  bool last = false;
  while (!last)
    {
      Piece *piece = take_first (self, &last);
      if (piece)
        free_piece (piece);
    }
}

bool
vit_turn_queue_is_empty (VitTurnQueue *self)
{
  g_return_val_if_fail (self, true);
  g_mutex_lock (&self->mutex);
  bool empty = g_queue_is_empty (&self->pieces);
  g_mutex_unlock (&self->mutex);
  return empty;
}

void
vit_turn_queue_free (VitTurnQueue *self)
{
  if (!self)
    return;
  vit_turn_queue_clear (self);
  g_source_destroy (&self->source);
  g_source_unref (&self->source);
}
