#include "core/base/cpu.h"

#include <glib.h>
#include <string.h>

static gpointer
read_limit (gpointer unused)
{
  const char *text = g_getenv ("VITRINE_CPU");
  if (!text || !*text)
    return GINT_TO_POINTER (VIT_CPU_AVX512);
  if (strcmp (text, "plain") == 0)
    return GINT_TO_POINTER (VIT_CPU_PLAIN);
  if (strcmp (text, "avx2") == 0)
    return GINT_TO_POINTER (VIT_CPU_AVX2);
  g_printerr ("VITRINE_CPU: \"%s\" is neither plain nor avx2 (warning)\n", text);
  return GINT_TO_POINTER (VIT_CPU_AVX512);
}

bool
vit_cpu_allows (VitCpu cpu)
{
  static GOnce once = G_ONCE_INIT;
  return (int) cpu <= GPOINTER_TO_INT (g_once (&once, read_limit, NULL));
}

static VitCpu
find_processor (void)
{
#ifdef __x86_64__
  bool avx2 = __builtin_cpu_supports ("avx2") && __builtin_cpu_supports ("bmi") &&
              __builtin_cpu_supports ("bmi2") && __builtin_cpu_supports ("popcnt");
  if (avx2 && __builtin_cpu_supports ("avx512f") && __builtin_cpu_supports ("avx512bw") &&
      __builtin_cpu_supports ("avx512dq") && __builtin_cpu_supports ("avx512vl"))
    return VIT_CPU_AVX512;
  return avx2 ? VIT_CPU_AVX2 : VIT_CPU_PLAIN;
#else
  return VIT_CPU_PLAIN;
#endif
}

bool
vit_cpu_has (VitCpu cpu)
{
  return cpu <= find_processor () && vit_cpu_allows (cpu);
}
