#include "core/io/trace.h"

#include <glib.h>
#include <stdio.h>
#include <string.h>

static gsize counts[VIT_N_TRACES];

static gpointer
is_wanted (gpointer data)
{
  const char *value = g_getenv ("VITRINE_TRACE");
  g_auto (GStrv) words = g_strsplit (value ? value : "", ",", -1);
  return GINT_TO_POINTER (g_strv_contains ((const char *const *) words, "files"));
}

void
vit_trace_file (VitTraceFile event, const char *path, size_t frame)
{
  static const char *const names[VIT_N_TRACES] = { "read", "hashed" };
  static GOnce once = G_ONCE_INIT;
  g_atomic_pointer_add (&counts[event], 1);
  if (g_once (&once, is_wanted, NULL))
    fprintf (stderr, "frame %s %zu %s\n", path, frame, names[event]);
}

size_t
vit_trace_count (VitTraceFile event)
{
  return (size_t) g_atomic_pointer_get (&counts[event]);
}
