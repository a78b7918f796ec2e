#include "core/io/trace.h"

#include "core/base/trace.h"

static gsize counts[VIT_N_TRACES];

void
vit_trace_file (VitTraceFile event, const char *path, size_t frame)
{
  static const char *const names[VIT_N_TRACES] = { "read", "hashed", "box" };
  g_atomic_pointer_add (&counts[event], 1);
  vit_trace (VIT_TRACE_FILES, "frame %s %zu %s", path, frame, names[event]);
}

size_t
vit_trace_count (VitTraceFile event)
{
  return (size_t) g_atomic_pointer_get (&counts[event]);
}
