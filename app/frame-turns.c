#include "app/frame-turns.h"

#include <gtk/gtk.h>

#include "core/base/trace.h"
#include "core/base/turns.h"

/* That is being made: one at a time. It is cleared at the end of a turn: the clock stops in the
 * midst of a frame whose window waits for its size. */
static VitTurnPart frame;

/* Hooks come before handlers, in which GDK lays windows out. */
static gboolean
on_phase (GSignalInvocationHint *hint, guint n_values, const GValue *values, gpointer data)
{
  if (!frame.what)
    frame = vit_turn_part_begin ("frame", NULL);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_after_paint (GSignalInvocationHint *hint, guint n_values, const GValue *values, gpointer data)
{
  vit_turn_part_end (&frame);
  frame = (VitTurnPart){ 0 };
  return G_SOURCE_CONTINUE;
}

void
vit_frame_turns_start (void)
{
  static const char *const phases[] = { "before-paint", "layout", "paint" };
  if (!vit_trace_on (VIT_TRACE_TURNS))
    return;
  vit_turns_set_open (&frame);
  /* Signals are there with their class. */
  g_type_class_unref (g_type_class_ref (GDK_TYPE_FRAME_CLOCK));
  for (gsize i = 0; i < G_N_ELEMENTS (phases); i++)
    g_signal_add_emission_hook (g_signal_lookup (phases[i], GDK_TYPE_FRAME_CLOCK), 0, on_phase,
                                NULL, NULL);
  g_signal_add_emission_hook (g_signal_lookup ("after-paint", GDK_TYPE_FRAME_CLOCK), 0,
                              on_after_paint, NULL, NULL);
}
