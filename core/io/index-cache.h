#pragma once

/* Indexes of files, kept in the user's cache folder so that a large file is gone over once, and its
 * frames are hashed once. Each carries its version, that of the format and a checksum. Any thread;
 * two programs may use the folder at once.
 *
 * A file is believed to be the one that was indexed if its size, both its times and its inode are
 * those that are remembered: then nothing of it is read. Otherwise spots of it are compared. */

#include "core/io/reader.h"

/**
 * vit_index_cache_load:
 * @path: absolute
 * @stamp: of the file as it is now
 * @reader: (out): the format
 * @goes_on: (out): the file is not the one that was indexed, but begins as that did: indexing goes
 *   on at the index's end. Keys of frames are doubtful then, or carried over where it has grown
 * @progress: of unpacking a file that is not the one that was indexed
 *
 * Returns: (transfer full) (nullable): the index, if the file begins with what was indexed
 */
VitIndex *vit_index_cache_load (const char *path,
                                VitSource *source,
                                const VitSourceStamp *stamp,
                                const VitReader **reader,
                                bool *goes_on,
                                VitProgress *progress);

/** vit_index_fits: whether a file, read now, still begins with what was indexed, as far as its
 * fingerprint tells: O(1). */
bool vit_index_fits (const VitIndex *index, VitSource *source);

/** vit_index_cache_remove: forgets what is known of a file. */
void vit_index_cache_remove (const char *path);

/** vit_index_take_fingerprint: of what was just indexed. */
void vit_index_take_fingerprint (VitIndex *index, VitSource *source);

/**
 * vit_index_cache_store:
 * @fresh: whether the file may have changed since without a trace in @stamp
 *
 * With the fingerprint that was taken. Best effort; a full disk is no error.
 */
void vit_index_cache_store (const char *path,
                            const VitSourceStamp *stamp,
                            bool fresh,
                            const VitIndex *index,
                            const VitReader *reader);

/** vit_index_cache_update: adds what was learned of frames to what is stored, if that is of the
 * same file; nothing of the file is read. */
void vit_index_cache_update (const char *path,
                             const VitSourceStamp *stamp,
                             const VitIndex *index,
                             const VitReader *reader);
