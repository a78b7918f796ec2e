#include "core/io/packed.h"

#include <string.h>
#include <unistd.h>

#include "core/base/hash.h"
#include "core/base/parallel.h"
#include "core/io/checkpoints.h"
#include "core/io/inflater.h"
#include "core/io/zstd-frames.h"

#define BLOCK ((size_t) 512 << 10)

/* Blocks that are kept during the pass, and how many of them may be ahead of the reader. The others
 * let the reader go back a little. */
#define N_BLOCKS 6
#define N_AHEAD 3

/* Maximum number of states that wait to be stored until the reader is idle. */
#define MOST_SAVED 8

/* Maximum number of idle cursors. */
#define N_CURSORS 4

/* Bounds of content per packed byte: a deflate stream expands at most 1032 times, and zstd to at
 * most a block of 128 KiB for four bytes. */
#define MAX_RATIO_GZIP 1032
#define MAX_RATIO_ZSTD (128 << 10)

static uint64_t from = (uint64_t) 4 << 20, interval = (uint64_t) 4 << 20;

typedef struct
{
  uint64_t offset;
  size_t n;
  uint8_t *data;
} ContentBlock;

/* SavedState is a state that waits to be stored. */
typedef struct
{
  uint64_t content;
  size_t n;
  uint8_t state[];
} SavedState;

typedef struct
{
  VitInflater *inflater;
  uint64_t next;      /* offset of the content after the block */
  ContentBlock block; /* the block that was unpacked last */
} ReadCursor;

struct _VitPacked
{
  char *path;
  VitCompression compression;
  int fd;
  VitSourceStamp stamp;
  VitCheckpoints *points;

  GMutex lock;
  GCond changed;
  GQueue idle; /* ReadCursor, the last used first */

  /* The pass; over means that its end is known. The last blocks are kept until a read after the
   * pass needs another place. */
  VitInflater *pass;
  ContentBlock blocks[N_BLOCKS];
  uint64_t n_blocks; /* number of blocks so far */
  uint64_t produced; /* content so far, bytes */
  uint64_t wanted;   /* content that the reader has reached */
  uint64_t n_used;   /* bytes of the packed file that were consumed */
  GQueue saved;      /* SavedState; readers pack and store them, so that the pass does not wait */
  bool over, busy, stop, waiting, storing;
  GThread *thread;
  GError *error;
  char *damage;
  VitLostParts lost;
};

void
vit_packed_set_from (uint64_t size, uint64_t distance)
{
  from = size;
  interval = distance;
}

bool
vit_packed_pays (VitCompression compression, int fd, const VitSourceStamp *stamp)
{
  return stamp->size >= from &&
         (compression == VIT_COMPRESSION_GZIP ||
          (compression == VIT_COMPRESSION_ZSTD && vit_zstd_is_divided (fd, stamp->size)));
}

static void
compute_fingerprint (int fd, uint64_t size, uint8_t key[16])
{
  VitHash hash = { 0 };
  size_t n = (size_t) MIN (size, (uint64_t) 1 << 16);
  g_autofree uint8_t *buffer = g_malloc (MAX (n, 1));
  ssize_t got = pread (fd, buffer, n, 0);
  vit_hash_update (&hash, buffer, got > 0 ? (size_t) got : 0);
  got = pread (fd, buffer, n, (off_t) (size - n));
  vit_hash_update (&hash, buffer, got > 0 ? (size_t) got : 0);
  vit_hash_finish (&hash, key);
}

static void
queue_state (uint64_t content, const void *state, size_t n, void *data)
{
  VitPacked *self = data;
  SavedState *saved = g_malloc (sizeof *saved + n);
  saved->content = content;
  saved->n = n;
  memcpy (saved->state, state, n);
  g_mutex_lock (&self->lock);
  g_queue_push_tail (&self->saved, saved);
  g_mutex_unlock (&self->lock);
}

/* Store the saved states. Call with the lock, which is released meanwhile. One thread at a time. */
static void
store_saved_states (VitPacked *self)
{
  if (self->storing)
    return;
  self->storing = true;
  for (SavedState *saved; (saved = g_queue_pop_head (&self->saved));)
    {
      g_mutex_unlock (&self->lock);
      vit_checkpoints_add (self->points, saved->content, saved->state, saved->n);
      g_free (saved);
      g_mutex_lock (&self->lock);
    }
  self->storing = false;
  g_cond_broadcast (&self->changed);
}

VitPacked *
vit_packed_open (const char *path,
                 VitCompression compression,
                 int fd,
                 const VitSourceStamp *stamp,
                 GError **error)
{
  g_autoptr (VitPacked) self = g_new0 (VitPacked, 1);
  VitCheckpointsSummary summary;
  uint8_t key[16];
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  g_queue_init (&self->idle);
  g_queue_init (&self->saved);
  self->path = g_strdup (path);
  self->compression = compression;
  self->fd = fd;
  self->stamp = *stamp;
  self->points = vit_checkpoints_load (path, vit_inflater_get_kind (compression), stamp, &summary);
  compute_fingerprint (fd, stamp->size, key);
  if (self->points && memcmp (key, summary.fingerprint, 16) == 0)
    {
      self->over = true;
      self->produced = summary.content;
      self->n_used = stamp->size;
      self->damage = *summary.damage ? g_strdup (summary.damage) : NULL;
      self->lost = summary.lost;
      return g_steal_pointer (&self);
    }
  g_clear_pointer (&self->points, vit_checkpoints_free);
  self->points = vit_checkpoints_new (path, vit_inflater_get_kind (compression), error);
  if (!self->points)
    return NULL;
  self->pass = vit_inflater_new (compression, fd);
  vit_inflater_set_save (self->pass, interval, queue_state, self);
  for (int i = 0; i < N_BLOCKS; i++)
    self->blocks[i].data = g_malloc (BLOCK);
  return g_steal_pointer (&self);
}

static void
read_cursor_free (ReadCursor *cursor)
{
  if (!cursor)
    return;
  vit_inflater_free (cursor->inflater);
  g_free (cursor->block.data);
  g_free (cursor);
}

static void
end_thread (VitPacked *self)
{
  g_mutex_lock (&self->lock);
  self->stop = true;
  GThread *thread = g_steal_pointer (&self->thread);
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
  if (thread)
    g_thread_join (thread);
}

static void
drop_blocks (VitPacked *self)
{
  for (int i = 0; i < N_BLOCKS; i++)
    {
      g_clear_pointer (&self->blocks[i].data, g_free);
      self->blocks[i].n = 0;
    }
}

void
vit_packed_free (VitPacked *self)
{
  if (!self)
    return;
  end_thread (self);
  drop_blocks (self);
  g_clear_pointer (&self->pass, vit_inflater_free);
  for (ReadCursor *cursor; (cursor = g_queue_pop_head (&self->idle));)
    read_cursor_free (cursor);
  g_queue_clear_full (&self->saved, g_free);
  g_clear_pointer (&self->points, vit_checkpoints_free);
  g_clear_error (&self->error);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  g_free (self->damage);
  g_free (self->path);
  g_free (self);
}

/* ---- The pass ---- */

/* Unpack one more block. Call with the lock, which is released meanwhile. */
static void
unpack_block (VitPacked *self)
{
  ContentBlock *block = &self->blocks[self->n_blocks % N_BLOCKS];
  g_autoptr (GError) error = NULL;
  block->n = 0;
  self->busy = true;
  g_mutex_unlock (&self->lock);
  ssize_t got = vit_inflater_read (self->pass, block->data, BLOCK, &error);
  g_mutex_lock (&self->lock);
  self->busy = false;
  if (got >= 0)
    {
      block->offset = self->produced;
      block->n = (size_t) got;
      self->produced += (uint64_t) got;
      self->n_blocks++;
    }
  self->n_used = vit_inflater_tell_packed (self->pass);
  self->lost = *vit_inflater_get_lost (self->pass);
  if (got < (ssize_t) BLOCK)
    {
      self->error = g_steal_pointer (&error);
      self->damage = g_strdup (vit_inflater_get_damage (self->pass));
      self->over = true;
    }
  g_cond_broadcast (&self->changed);
}

static gpointer
unpack_ahead (gpointer data)
{
  VitPacked *self = data;
  g_mutex_lock (&self->lock);
  while (!self->over && !self->stop)
    if (self->produced < self->wanted + N_AHEAD * BLOCK)
      unpack_block (self);
    else
      {
        self->waiting = true;
        g_cond_wait (&self->changed, &self->lock);
        self->waiting = false;
      }
  g_mutex_unlock (&self->lock);
  return NULL;
}

/* Let the thread of the pass unpack up to N_AHEAD blocks beyond @offset. Call with the lock. */
static void
wake_pass (VitPacked *self, uint64_t offset)
{
  if (self->saved.length > MOST_SAVED)
    store_saved_states (self);
  self->wanted = MAX (self->wanted, offset);
  if (self->waiting && self->produced < self->wanted + (N_AHEAD - 1) * BLOCK)
    g_cond_broadcast (&self->changed);
}

/* Wait until there is content after @offset, or the pass is over. Call with the lock. */
static void
advance_pass (VitPacked *self, uint64_t offset)
{
  if (!self->thread && !self->busy && vit_parallel_get_n_threads () > 1)
    self->thread = g_thread_new ("inflate", unpack_ahead, self);
  wake_pass (self, offset);
  while (!self->over && self->produced <= offset)
    {
      if (!self->storing && !g_queue_is_empty (&self->saved))
        store_saved_states (self);
      else if (self->thread || self->busy)
        g_cond_wait (&self->changed, &self->lock);
      else
        unpack_block (self);
    }
}

bool
vit_packed_finish (VitPacked *self, VitProgress *progress, GError **error)
{
  bool ok = true;
  g_mutex_lock (&self->lock);
  while (ok && !self->over)
    {
      advance_pass (self, self->produced);
      g_mutex_unlock (&self->lock);
      ok = vit_progress_step (progress, (size_t) self->n_used, (size_t) MAX (self->stamp.size, 1),
                              error);
      g_mutex_lock (&self->lock);
    }
  VitInflater *pass = ok && !self->error ? g_steal_pointer (&self->pass) : NULL;
  if (self->error && ok)
    {
      g_propagate_error (error, g_error_copy (self->error));
      ok = false;
    }
  g_mutex_unlock (&self->lock);
  /* The thread that has taken the pass finishes it; others have nothing to do. */
  if (!pass)
    return ok;
  end_thread (self);
  vit_inflater_free (pass);
  g_mutex_lock (&self->lock);
  while (self->storing)
    g_cond_wait (&self->changed, &self->lock);
  store_saved_states (self);
  g_mutex_unlock (&self->lock);
  VitCheckpointsSummary summary = { .stamp = self->stamp,
                                    .content = self->produced,
                                    .lost = self->lost };
  compute_fingerprint (self->fd, self->stamp.size, summary.fingerprint);
  g_strlcpy (summary.damage, self->damage ? self->damage : "", sizeof summary.damage);
  vit_checkpoints_commit (self->points, &summary);
  return true;
}

uint64_t
vit_packed_get_size (VitPacked *self, bool *known)
{
  g_mutex_lock (&self->lock);
  *known = self->over;
  uint64_t size =
      self->over ? self->produced
                 : self->stamp.size * (self->compression == VIT_COMPRESSION_ZSTD ? MAX_RATIO_ZSTD
                                                                                 : MAX_RATIO_GZIP);
  g_mutex_unlock (&self->lock);
  return size;
}

const char *
vit_packed_get_damage (VitPacked *self)
{
  return self->damage;
}

void
vit_packed_get_lost (VitPacked *self, VitLostParts *lost)
{
  g_mutex_lock (&self->lock);
  *lost = self->lost;
  g_mutex_unlock (&self->lock);
}

uint64_t
vit_packed_tell (VitPacked *self)
{
  g_mutex_lock (&self->lock);
  uint64_t n = self->n_used;
  g_mutex_unlock (&self->lock);
  return n;
}

/* ---- Reading ---- */

static size_t
copy_from_block (const ContentBlock *block, uint64_t offset, void *buffer, size_t n)
{
  if (offset < block->offset || offset - block->offset >= block->n)
    return 0;
  size_t skip = (size_t) (offset - block->offset), there = MIN (n, block->n - skip);
  memcpy (buffer, block->data + skip, there);
  return there;
}

/* Read from the blocks that the pass has just unpacked. */
static size_t
read_recent_blocks (VitPacked *self, uint64_t offset, void *buffer, size_t n)
{
  size_t got = 0;
  for (int i = 0; i < N_BLOCKS && got == 0; i++)
    got = copy_from_block (&self->blocks[i], offset, buffer, n);
  return got;
}

/* Take the idle cursor nearest before @offset, unless the checkpoint is nearer. */
static ReadCursor *
take_cursor (VitPacked *self, uint64_t offset, const VitCheckpoint *point)
{
  GList *best = NULL;
  for (GList *link = self->idle.head; link; link = link->next)
    {
      const ReadCursor *cursor = link->data;
      if (cursor->block.offset <= offset &&
          (!best || cursor->next > ((ReadCursor *) best->data)->next))
        best = link;
    }
  if (!best || point->content > ((ReadCursor *) best->data)->next + BLOCK)
    return NULL;
  ReadCursor *cursor = best->data;
  g_queue_delete_link (&self->idle, best);
  return cursor;
}

static ReadCursor *
new_cursor (VitPacked *self, const VitCheckpoint *point)
{
  ReadCursor *cursor = g_new0 (ReadCursor, 1);
  g_autofree void *state = point->n > 0 ? vit_checkpoints_get_state (self->points, point) : NULL;
  if (state)
    cursor->inflater =
        vit_inflater_restore (self->compression, self->fd, point->content, state, point->n);
  if (cursor->inflater)
    cursor->next = point->content;
  else
    cursor->inflater = vit_inflater_new (self->compression, self->fd);
  cursor->block.offset = cursor->next;
  cursor->block.data = g_malloc (BLOCK);
  return cursor;
}

static ssize_t
read_from_cursor (ReadCursor *cursor, uint64_t offset, void *buffer, size_t n, GError **error)
{
  for (;;)
    {
      size_t got = copy_from_block (&cursor->block, offset, buffer, n);
      if (got > 0)
        return (ssize_t) got;
      ssize_t more = vit_inflater_read (cursor->inflater, cursor->block.data, BLOCK, error);
      if (more <= 0)
        return more;
      cursor->block.offset = cursor->next;
      cursor->block.n = (size_t) more;
      cursor->next += (uint64_t) more;
    }
}

static ssize_t
read_after_pass (VitPacked *self, uint64_t offset, void *buffer, size_t n, GError **error)
{
  VitCheckpoint point = { 0 };
  vit_checkpoints_find (self->points, offset, &point);
  g_mutex_lock (&self->lock);
  if (self->over)
    drop_blocks (self);
  ReadCursor *cursor = take_cursor (self, offset, &point);
  g_mutex_unlock (&self->lock);
  if (!cursor)
    cursor = new_cursor (self, &point);
  ssize_t got = read_from_cursor (cursor, offset, buffer, n, error);

  ReadCursor *oldest = NULL;
  g_mutex_lock (&self->lock);
  g_queue_push_head (&self->idle, cursor);
  if (self->idle.length > N_CURSORS)
    oldest = g_queue_pop_tail (&self->idle);
  g_mutex_unlock (&self->lock);
  read_cursor_free (oldest);
  return got;
}

ssize_t
vit_packed_read (VitPacked *self, uint64_t offset, void *buffer, size_t n, GError **error)
{
  size_t done = 0;
  while (done < n)
    {
      uint64_t at = offset + done;
      uint8_t *to = (uint8_t *) buffer + done;
      g_mutex_lock (&self->lock);
      if (!self->over && at >= self->produced)
        advance_pass (self, at);
      else
        wake_pass (self, at);
      if (self->error)
        {
          g_propagate_error (error, g_error_copy (self->error));
          g_mutex_unlock (&self->lock);
          return -1;
        }
      size_t got = read_recent_blocks (self, at, to, n - done);
      bool ended = self->over && at >= self->produced;
      g_mutex_unlock (&self->lock);
      if (got == 0 && ended)
        break;
      if (got == 0)
        {
          ssize_t again = read_after_pass (self, at, to, n - done, error);
          if (again <= 0)
            return again < 0 ? -1 : (ssize_t) done;
          got = (size_t) again;
        }
      done += got;
    }
  return (ssize_t) done;
}
