#include "core/results/run-check.h"

#include <string.h>

#include "core/io/source.h"

/* Version of the checks in readers. */
#define VERSION 2

bool
vit_run_find_check (const char *const *paths, VitCache *cache, VitStored *stored, size_t *n_frames)
{
  g_return_val_if_fail (paths && stored && n_frames, false);
  vit_stored_begin (stored, cache, "check", VERSION);
  vit_stored_set_of_files (stored);
  for (; *paths; paths++)
    {
      VitSourceStamp stamp;
      if (strpbrk (*paths, "*?[") || !vit_source_look_at_path (*paths, &stamp) ||
          vit_source_stamp_is_fresh (&stamp))
        {
          vit_stored_fail (stored);
          return false;
        }
      g_autofree char *absolute = g_canonicalize_filename (*paths, NULL);
      vit_stored_add_text (stored, absolute);
      vit_stored_add (stored, &stamp.size, sizeof stamp.size);
      vit_stored_add (stored, &stamp.mtime_ns, sizeof stamp.mtime_ns);
      vit_stored_add (stored, &stamp.ctime_ns, sizeof stamp.ctime_ns);
      vit_stored_add (stored, &stamp.inode, sizeof stamp.inode);
    }
  g_autoptr (GBytes) bytes = vit_stored_find (stored);
  gsize size;
  const void *data = bytes ? g_bytes_get_data (bytes, &size) : NULL;
  uint64_t n;
  if (!data || size != sizeof n)
    return false;
  memcpy (&n, data, sizeof n);
  *n_frames = n;
  vit_stored_tell (stored, "disk");
  return true;
}

void
vit_run_keep_check (VitStored *stored, size_t n_frames)
{
  uint64_t n = n_frames;
  vit_stored_tell (stored, "computed");
  vit_stored_keep (stored, &n, sizeof n);
}
