#pragma once

/* Indexes of files, kept in the user's cache folder so that a large file is gone over once. Any
 * thread; two programs may use the folder at once. */

#include "core/io/reader.h"

/**
 * vit_index_cache_load:
 * @path: absolute
 * @stamp: of the file as it is now
 * @reader: (out): the format
 * @grown: (out): the file is longer than when it was indexed: indexing goes on at the index's end
 *
 * Returns: (transfer full) (nullable): the index, if the file begins with what was indexed
 */
VitIndex *vit_index_cache_load (const char *path,
                                VitSource *source,
                                const VitSourceStamp *stamp,
                                const VitReader **reader,
                                bool *grown);

/** vit_index_cache_remove: forgets what is known of a file. */
void vit_index_cache_remove (const char *path);

/** vit_index_cache_store: best effort; a full disk is no error. */
void vit_index_cache_store (const char *path,
                            VitSource *source,
                            const VitIndex *index,
                            const VitReader *reader);
