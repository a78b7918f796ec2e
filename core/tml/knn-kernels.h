#pragma once

/* The kernels of the neighbour search, one file per instruction set: knn-kernel-….c. */

#include <stdlib.h>
#include <string.h>

#include "core/tml/knn-private.h"

#define ALWAYS_INLINE inline __attribute__ ((always_inline))

extern const VitKnnKernel vit_knn_kernel_plain;
extern const VitKnnKernel vit_knn_kernel_avx2;
extern const VitKnnKernel vit_knn_kernel_avx512;
