#pragma once

/* Which of the kernels that are made for several processors a program takes. All give the same
 * bits; `VITRINE_CPU=plain|avx2` takes those of a lesser processor, which is how that is tested.
 * Any thread. */

#include <stdbool.h>

/** VitCpu: what a kernel needs. */
typedef enum
{
  VIT_CPU_PLAIN,
  VIT_CPU_AVX2,
  VIT_CPU_AVX512,
} VitCpu;

/** vit_cpu_allows: whether kernels of that kind may be taken, if the processor has what they need.
 */
bool vit_cpu_allows (VitCpu cpu);
