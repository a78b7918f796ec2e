#pragma once

/* Per-atom values of a domain as one file that all ranks write. */

#include "core/domain/domain.h"
#include "core/io/writer.h"

/**
 * vit_domain_write: (collective)
 * @path: a file in a folder that all ranks can write to
 * @step: of the frame
 * @unwrapped: whether positions continue paths
 * @columns: values of own atoms, in the order of the domain; names the same on all ranks
 * @error: %VIT_ERROR_IO
 *
 * Rows are sorted by id over all ranks, so that the bytes do not depend on their number. Each rank
 * writes its range; the file has its name when it is whole.
 */
bool vit_domain_write (const VitDomain *domain,
                       const char *path,
                       VitWriterFormat format,
                       int64_t step,
                       bool unwrapped,
                       const VitWriterColumn *columns,
                       size_t n_columns,
                       GError **error);
