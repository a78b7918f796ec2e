#pragma once

/* What is known of a file without reading its content. Any thread. */

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

/** VitCompression: how a file is packed. */
typedef enum
{
  VIT_COMPRESSION_NONE,
  VIT_COMPRESSION_GZIP,
  VIT_COMPRESSION_ZSTD,
  VIT_COMPRESSION_XZ,
  VIT_COMPRESSION_BZIP2,
} VitCompression;

/**
 * VitSourceStamp: metadata by which a file is recognised as the one that was indexed
 * @size: size of the file on disk
 * @mtime_ns: time of its last change, which anybody can set
 * @ctime_ns: time at which the system last saw it changed
 * @inode: number of the file within its device
 */
typedef struct
{
  uint64_t size;
  int64_t mtime_ns;
  int64_t ctime_ns;
  uint64_t inode;
} VitSourceStamp;

/** vit_source_stamp_equal: whether the file is unchanged between two stamps. Device numbers differ
 * between hosts and are not compared. */
bool vit_source_stamp_equal (const VitSourceStamp *a, const VitSourceStamp *b);

/** vit_source_stamp_is_fresh: whether the file was changed so recently that another change may
 * leave the same stamp. */
bool vit_source_stamp_is_fresh (const VitSourceStamp *stamp);

/** vit_source_stamp_make: the stamp that the system gives. */
VitSourceStamp vit_source_stamp_make (const struct stat *info);

/** vit_source_look_at_path: gets the present stamp of the file at a path. */
bool vit_source_look_at_path (const char *path, VitSourceStamp *stamp);
