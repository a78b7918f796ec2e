#include "core/io/stamp.h"

#include <glib.h>

bool
vit_source_stamp_equal (const VitSourceStamp *a, const VitSourceStamp *b)
{
  return a->size == b->size && a->mtime_ns == b->mtime_ns && a->ctime_ns == b->ctime_ns &&
         a->inode == b->inode;
}

/* Clocks of file systems have a resolution between ten milliseconds and two seconds. */
bool
vit_source_stamp_is_fresh (const VitSourceStamp *stamp)
{
  int64_t tick = stamp->ctime_ns % 1000000000 != 0 ? 20000000 : 2000000000;
  return g_get_real_time () * 1000 - stamp->ctime_ns < tick;
}

VitSourceStamp
vit_source_stamp_make (const struct stat *info)
{
  return (VitSourceStamp){ .size = (uint64_t) info->st_size,
                           .mtime_ns =
                               (int64_t) info->st_mtim.tv_sec * 1000000000 + info->st_mtim.tv_nsec,
                           .ctime_ns =
                               (int64_t) info->st_ctim.tv_sec * 1000000000 + info->st_ctim.tv_nsec,
                           .inode = (uint64_t) info->st_ino };
}

bool
vit_source_look_at_path (const char *path, VitSourceStamp *stamp)
{
  struct stat info;
  if (stat (path, &info) != 0)
    return false;
  *stamp = vit_source_stamp_make (&info);
  return true;
}
