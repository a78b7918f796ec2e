#pragma once

/* The layout of an index on disk. Any thread. */

#include "core/io/reader.h"

#define VIT_INDEX_KIND "VITINDEX"
#define VIT_INDEX_VERSION 3u

/** vit_index_pack: (transfer full): the content of its container. @path: empty in a store, where a
 * file is known by its content. */
GVariant *vit_index_pack (const char *path,
                          const VitSourceStamp *stamp,
                          bool fresh,
                          const VitIndex *index,
                          const VitReader *reader);

/**
 * vit_index_load: (transfer full) (nullable): the index stored in a file
 * @file: (nullable): of the index
 * @path: of the file that is indexed
 * @named: the path that it has to be stored under
 * @stamp: (out): of the file when it was indexed
 * @fresh: (out): whether it may have changed since without a change of @stamp
 */
VitIndex *vit_index_load (const char *file,
                          const char *path,
                          const char *named,
                          const VitReader **reader,
                          VitSourceStamp *stamp,
                          bool *fresh);

/** vit_index_unpack: (transfer full) (nullable): the same of what vit_index_pack() made. */
VitIndex *vit_index_unpack (GVariant *content,
                            const char *path,
                            const char *named,
                            const VitReader **reader,
                            VitSourceStamp *stamp,
                            bool *fresh);
