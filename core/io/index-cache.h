#pragma once

/* Indexes of files, kept in the user's cache folder, and in the store of results where one is in
 * use (core/store/shared-files.h), so that a large file is indexed once and its frames are hashed
 * once. Each index carries its version, that of the format and a checksum. Any thread; two programs
 * may use the folder at once.
 *
 * A file counts as the one that was indexed if its size, both its times and its inode are the
 * stored ones; then it is not read. Otherwise spots of its content are compared. */

#include "core/io/reader.h"

/**
 * vit_index_cache_load:
 * @path: absolute
 * @stamp: stamp of the file now
 * @reader: (out): the format
 * @goes_on: (out): whether the file differs from the one that was indexed but begins like it, so
 *   that indexing goes on at the index's end. Keys of frames are then carried over if the file has
 *   grown, else doubtful
 * @progress: progress of unpacking, if the file is not the one that was indexed
 *
 * Returns: (transfer full) (nullable): the index, if the file begins with what was indexed
 */
VitIndex *vit_index_cache_load (const char *path,
                                VitSource *source,
                                const VitSourceStamp *stamp,
                                const VitReader **reader,
                                bool *goes_on,
                                VitProgress *progress);

/** vit_index_fits: whether the file still begins with what was indexed, by its fingerprint. O(1) */
bool vit_index_fits (const VitIndex *index, VitSource *source);

/** vit_index_cache_remove: removes the index of a file from the cache. */
void vit_index_cache_remove (const char *path);

/** vit_index_take_fingerprint: computes the fingerprint of the content that was just indexed. */
void vit_index_take_fingerprint (VitIndex *index, VitSource *source);

/**
 * vit_index_cache_store:
 * @fresh: whether the file may have changed since without a change of @stamp
 *
 * Stores an index with its fingerprint. Best effort; a full disk is no error.
 */
void vit_index_cache_store (const char *path,
                            const VitSourceStamp *stamp,
                            bool fresh,
                            const VitIndex *index,
                            const VitReader *reader);

/** vit_index_cache_learn: adds to @index what other programs have learned of its frames since, as
 * far as stores know it. Call with the lock of the file. */
void vit_index_cache_learn (const char *path,
                            const VitSourceStamp *stamp,
                            VitIndex *index,
                            const VitReader *reader);

/** vit_index_cache_is_shared: whether the store that this program fills knows the file, or there is
 * none. */
bool vit_index_cache_is_shared (const char *path);

/** vit_index_cache_update: adds what was learned about frames to the stored index, if that is of
 * the same file. The file is not read. */
void vit_index_cache_update (const char *path,
                             const VitSourceStamp *stamp,
                             const VitIndex *index,
                             const VitReader *reader);
