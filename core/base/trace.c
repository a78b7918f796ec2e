#include "core/base/trace.h"

#include <stdio.h>
#include <string.h>

/* Bit of `vit_trace_state`: the environment was read. */
#define STARTED (1u << 31)

atomic_uint vit_trace_state;

static const struct
{
  const char *name;
  unsigned kinds;
} names[] = {
  { "figures", VIT_TRACE_FIGURES },
  { "results", VIT_TRACE_RESULTS },
  { "files", VIT_TRACE_FILES },
  { "turns", VIT_TRACE_TURNS },
  { "all", VIT_TRACE_FIGURES | VIT_TRACE_RESULTS | VIT_TRACE_FILES },
};

static unsigned
read_name (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (name, names[i].name) == 0)
      return names[i].kinds;
  if (*name)
    g_printerr ("VITRINE_TRACE: there is no \"%s\": figures, results, files, turns or all\n", name);
  return 0;
}

static unsigned
read_environment (void)
{
  unsigned kinds = 0;
  const char *value = g_getenv ("VITRINE_TRACE");
  g_auto (GStrv) words = g_strsplit (value ? value : "", ",", -1);
  for (char **word = words; *word; word++)
    kinds |= read_name (g_strstrip (*word));
  return kinds;
}

bool
vit_trace_start (VitTrace kind)
{
  static gsize once = 0;
  if (g_once_init_enter (&once))
    {
      atomic_store_explicit (&vit_trace_state, STARTED | read_environment (), memory_order_relaxed);
      g_once_init_leave (&once, 1);
    }
  return (atomic_load_explicit (&vit_trace_state, memory_order_relaxed) & kind) != 0;
}

void
vit_trace_write (const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *event = g_strdup_vprintf (format, args);
  va_end (args);
  /* Write the event as one line, in one call. */
  g_strdelimit (event, "\n", ' ');
  g_autofree char *line = g_strconcat (event, "\n", NULL);
  fputs (line, stderr);
}
