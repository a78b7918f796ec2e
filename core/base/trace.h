#pragma once

/* Events that a user can watch: `VITRINE_TRACE=figures,results` writes one line an event to
 * standard error. Thread-safe; lines of several threads do not mix. A disabled event costs one
 * relaxed load. */

#include <glib.h>
#include <stdatomic.h>
#include <stdbool.h>

/**
 * VitTrace: kind of event
 * @VIT_TRACE_FIGURES: `figure NAME`: a figure was made
 * @VIT_TRACE_RESULTS: `result NAME KEY computed|memory|disk`: where a result came from
 * @VIT_TRACE_FILES: `frame FILE N read|hashed|box`, `log FILE BYTES read`: what was read of a file
 * @VIT_TRACE_TURNS: `turn MS: PART MS, …`: a turn of the main loop that was long, see turns.h;
 * `all` does not bring it, as it depends on the machine
 */
typedef enum
{
  VIT_TRACE_FIGURES = 1 << 0,
  VIT_TRACE_RESULTS = 1 << 1,
  VIT_TRACE_FILES = 1 << 2,
  VIT_TRACE_TURNS = 1 << 3,
} VitTrace;

/* Private to trace.[ch]: the enabled kinds, and a bit that is set once the environment was read. */
extern atomic_uint vit_trace_state;
bool vit_trace_start (VitTrace kind);
void vit_trace_write (const char *format, ...) G_GNUC_PRINTF (1, 2);

/**
 * vit_trace_on:
 *
 * `VITRINE_TRACE` is read at the first call of the process: names of kinds between commas, or
 * `all`. An unknown name is reported once on standard error.
 *
 * Returns: whether events of @kind are written
 */
static inline bool
vit_trace_on (VitTrace kind)
{
  unsigned state = atomic_load_explicit (&vit_trace_state, memory_order_relaxed);
  return G_UNLIKELY (state != 1u << 31) && vit_trace_start (kind);
}

/**
 * vit_trace: write one event, if its kind is enabled
 * @kind: a #VitTrace
 *
 * A printf() format without a newline and its arguments follow. The arguments are evaluated only if
 * the event is written.
 */
#define vit_trace(kind, ...)                                                                       \
  G_STMT_START                                                                                     \
  {                                                                                                \
    if (vit_trace_on (kind))                                                                       \
      vit_trace_write (__VA_ARGS__);                                                               \
  }                                                                                                \
  G_STMT_END
