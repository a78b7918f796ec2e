#pragma once

/* Where packed data go on behind damage. */

#include "core/io/stamp.h"

/**
 * vit_find_next_member:
 * @from: the first byte that may be one's
 * @size: of the file behind @fd
 *
 * Returns: where the next member of gzip or frame of zstd begins: it looks like one, and what
 *   follows does, too; 0 if there is none. Reads the file from @from on as far as that
 */
uint64_t vit_find_next_member (VitCompression compression, int fd, uint64_t from, uint64_t size);
