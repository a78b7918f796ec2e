#include "core/io/frame-cache.h"

typedef struct
{
  size_t index;
  size_t bytes;
  VitFrame *frame;
  GList link;
} CachedFrame;

struct _VitFrameCache
{
  gatomicrefcount refs;
  GMutex lock;
  GHashTable *entries; /* index → CachedFrame */
  GQueue recent;       /* CachedFrame, the last used first */
  size_t budget, used;
};

static void
cached_frame_free (gpointer data)
{
  CachedFrame *entry = data;
  vit_frame_unref (entry->frame);
  g_free (entry);
}

VitFrameCache *
vit_frame_cache_new (size_t budget)
{
  VitFrameCache *cache = g_new0 (VitFrameCache, 1);
  g_atomic_ref_count_init (&cache->refs);
  g_mutex_init (&cache->lock);
  g_queue_init (&cache->recent);
  cache->budget = budget;
  cache->entries = g_hash_table_new_full (NULL, NULL, NULL, cached_frame_free);
  return cache;
}

VitFrameCache *
vit_frame_cache_ref (VitFrameCache *cache)
{
  g_atomic_ref_count_inc (&cache->refs);
  return cache;
}

void
vit_frame_cache_unref (VitFrameCache *cache)
{
  if (!cache || !g_atomic_ref_count_dec (&cache->refs))
    return;
  g_hash_table_unref (cache->entries);
  g_mutex_clear (&cache->lock);
  g_free (cache);
}

static void
drop_oldest (VitFrameCache *cache)
{
  CachedFrame *entry = g_queue_peek_tail (&cache->recent);
  g_queue_unlink (&cache->recent, &entry->link);
  cache->used -= entry->bytes;
  g_hash_table_remove (cache->entries, GSIZE_TO_POINTER (entry->index));
}

void
vit_frame_cache_clear (VitFrameCache *cache)
{
  g_mutex_lock (&cache->lock);
  while (!g_queue_is_empty (&cache->recent))
    drop_oldest (cache);
  g_mutex_unlock (&cache->lock);
}

VitFrame *
vit_frame_cache_get (VitFrameCache *cache, size_t index)
{
  g_mutex_lock (&cache->lock);
  CachedFrame *entry = g_hash_table_lookup (cache->entries, GSIZE_TO_POINTER (index));
  VitFrame *frame = entry ? vit_frame_ref (entry->frame) : NULL;
  if (entry)
    {
      g_queue_unlink (&cache->recent, &entry->link);
      g_queue_push_head_link (&cache->recent, &entry->link);
    }
  g_mutex_unlock (&cache->lock);
  return frame;
}

void
vit_frame_cache_put (VitFrameCache *cache, size_t index, VitFrame *frame)
{
  size_t bytes = sizeof (VitFrame) + frame->atoms->n * (frame->real ? 24 : 12);
  if (bytes > cache->budget)
    return;

  g_mutex_lock (&cache->lock);
  if (!g_hash_table_contains (cache->entries, GSIZE_TO_POINTER (index)))
    {
      CachedFrame *entry = g_new0 (CachedFrame, 1);
      entry->index = index;
      entry->bytes = bytes;
      entry->frame = vit_frame_ref (frame);
      entry->link.data = entry;
      g_hash_table_insert (cache->entries, GSIZE_TO_POINTER (index), entry);
      g_queue_push_head_link (&cache->recent, &entry->link);
      cache->used += bytes;
      while (cache->used > cache->budget)
        drop_oldest (cache);
    }
  g_mutex_unlock (&cache->lock);
}
