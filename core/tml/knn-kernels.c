#include "core/tml/knn-kernels.h"

#include "core/base/cpu.h"

static gpointer
find_kernels (gpointer unused)
{
  static const VitKnnKernel *kernels[4];
  unsigned n = 0;
#if defined(__x86_64__)
  __builtin_cpu_init ();
  if (vit_cpu_allows (VIT_CPU_AVX512) && __builtin_cpu_supports ("avx512f") &&
      __builtin_cpu_supports ("avx512bw") && __builtin_cpu_supports ("avx512vl") &&
      __builtin_cpu_supports ("avx512dq") && __builtin_cpu_supports ("avx512vnni"))
    kernels[n++] = &vit_knn_kernel_avx512;
  if (vit_cpu_allows (VIT_CPU_AVX2) && __builtin_cpu_supports ("avx2") &&
      __builtin_cpu_supports ("bmi2") && __builtin_cpu_supports ("popcnt"))
    kernels[n++] = &vit_knn_kernel_avx2;
#endif
  kernels[n] = &vit_knn_kernel_plain;
  return kernels;
}

const VitKnnKernel *const *
vit_knn_get_kernels (void)
{
  static GOnce once = G_ONCE_INIT;
  return g_once (&once, find_kernels, NULL);
}
