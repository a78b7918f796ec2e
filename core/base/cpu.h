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

/** vit_cpu_has: whether they may be taken and the processor has what they need: AVX2 with BMI 1 and
 * 2 and POPCNT; AVX-512 F, BW, DQ and VL. */
bool vit_cpu_has (VitCpu cpu);
