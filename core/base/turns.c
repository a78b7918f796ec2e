#include "core/base/turns.h"

#include <time.h>

/* Parts that took less are not written, ms. */
#define LEAST_PART 1.0

static GThread *watched; /* set once, by the thread itself */
static GPollFunc real_poll;
static gint64 turn_began;
static GString *parts;
static VitTurnPart *open_part; /* nullable */

/* Processor time of this thread, ns. */
static gint64
get_thread_time (void)
{
  struct timespec time;
  if (clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time) != 0)
    return 0;
  return (gint64) time.tv_sec * 1000000000 + time.tv_nsec;
}

static double
ms_since (gint64 began)
{
  return (double) (get_thread_time () - began) * 1e-6;
}

static void
end_open_part (void)
{
  if (open_part && open_part->what)
    vit_turn_part_end (open_part);
  if (open_part)
    *open_part = (VitTurnPart){ 0 };
}

/* A turn lasts from the end of one poll to the beginning of the next. */
static int
poll_between_turns (GPollFD *fds, guint n, int timeout)
{
  end_open_part ();
  double taken = ms_since (turn_began);
  if (taken > VIT_TURN_LIMIT)
    vit_trace (VIT_TRACE_TURNS, "turn %.1f ms%s%s", taken, parts->len > 0 ? ": " : "", parts->str);
  g_string_truncate (parts, 0);
  int ready = real_poll (fds, n, timeout);
  turn_began = get_thread_time ();
  return ready;
}

void
vit_turns_watch (void)
{
  if (!vit_trace_on (VIT_TRACE_TURNS) || watched)
    return;
  watched = g_thread_self ();
  parts = g_string_new (NULL);
  turn_began = get_thread_time ();
  real_poll = g_main_context_get_poll_func (NULL);
  g_main_context_set_poll_func (NULL, poll_between_turns);
}

VitTurnPart
vit_turn_part_begin (const char *what, const char *name)
{
  return (VitTurnPart){ what, name, get_thread_time () };
}

void
vit_turn_part_end (VitTurnPart *part)
{
  if (!part->what || !watched || watched != g_thread_self ())
    return;
  double taken = ms_since (part->began);
  if (taken < LEAST_PART)
    return;
  g_string_append_printf (parts, "%s%s%s%s %.1f", parts->len > 0 ? ", " : "", part->what,
                          part->name ? " " : "", part->name ? part->name : "", taken);
}

void
vit_turns_set_open (VitTurnPart *part)
{
  open_part = part;
}
