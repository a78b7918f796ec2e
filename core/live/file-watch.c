#include "core/live/file-watch.h"

#include <gio/gio.h>
#include <stdbool.h>
#include <string.h>

#include "core/io/file-names.h"
#include "core/io/stamp.h"

/* Microseconds: from the first notice of a change until it is looked at, between two looks, and the
 * same after nothing has happened for a while. */
#define SETTLE (G_USEC_PER_SEC / 10)
#define INTERVAL G_USEC_PER_SEC
#define LONGEST (10 * G_USEC_PER_SEC)

/* Looks without a change after which they become less frequent. */
#define PATIENCE 30

/* What the thread shares with the owner. It may outlive the watch by a call of the system that does
 * not return. */
typedef struct
{
  gatomicrefcount refs;
  char **patterns;
  GMainContext *context;
  GMutex lock;
  GCond cond;
  bool stopped, woken, pending; /* under @lock */
  VitFileWatch *watch;          /* of the owner's thread alone; %NULL once it is freed */
} Shared;

struct _VitFileWatch
{
  Shared *shared;
  void (*changed) (void *data);
  void *data;
  GPtrArray *monitors;
};

static void
shared_unref (gpointer data)
{
  Shared *shared = data;
  if (!g_atomic_ref_count_dec (&shared->refs))
    return;
  g_strfreev (shared->patterns);
  g_main_context_unref (shared->context);
  g_mutex_clear (&shared->lock);
  g_cond_clear (&shared->cond);
  g_free (shared);
}

static Shared *
shared_ref (Shared *shared)
{
  g_atomic_ref_count_inc (&shared->refs);
  return shared;
}

/* ---- In the thread ---- */

/* Names, sizes and times of all files. */
static char *
look (char **patterns)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_auto (GStrv) paths = vit_expand_patterns ((const char *const *) patterns, NULL);
  for (char **path = paths ? paths : patterns; *path; path++)
    {
      VitSourceStamp stamp;
      if (vit_source_look_at_path (*path, &stamp))
        g_string_append_printf (text,
                                "%s %" G_GUINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT
                                " %" G_GUINT64_FORMAT "\n",
                                *path, stamp.size, stamp.mtime_ns, stamp.ctime_ns, stamp.inode);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
tell (gpointer data)
{
  Shared *shared = data;
  g_mutex_lock (&shared->lock);
  shared->pending = false;
  g_mutex_unlock (&shared->lock);
  if (shared->watch)
    shared->watch->changed (shared->watch->data);
  return G_SOURCE_REMOVE;
}

/* Call with the lock. */
static void
tell_owner (Shared *shared)
{
  if (shared->pending)
    return;
  shared->pending = true;
  g_autoptr (GSource) source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, tell, shared_ref (shared), shared_unref);
  g_source_attach (source, shared->context);
}

/* Call with the lock. Returns: when the next look is due, after @idle looks without a change. */
static gint64
get_next_look (guint idle)
{
  gint64 interval = INTERVAL;
  for (guint k = PATIENCE; k < idle && interval < LONGEST; k++)
    interval += interval / 10;
  return g_get_monotonic_time () + MIN (interval, LONGEST);
}

static gpointer
watch_files (gpointer data)
{
  Shared *shared = data;
  g_autofree char *seen = NULL;
  guint idle = 0;
  g_mutex_lock (&shared->lock);
  while (!shared->stopped)
    {
      g_mutex_unlock (&shared->lock);
      g_autofree char *now = look (shared->patterns);
      g_mutex_lock (&shared->lock);
      bool changed = g_strcmp0 (now, seen) != 0;
      idle = changed ? 0 : idle + 1;
      if (changed && !shared->stopped)
        {
          g_free (seen);
          seen = g_steal_pointer (&now);
          tell_owner (shared);
        }
      gint64 due = get_next_look (idle);
      while (!shared->stopped && !shared->woken &&
             g_cond_wait_until (&shared->cond, &shared->lock, due))
        ;
      /* Let what is being written arrive. */
      gint64 settled = g_get_monotonic_time () + SETTLE;
      while (!shared->stopped && shared->woken &&
             g_cond_wait_until (&shared->cond, &shared->lock, settled))
        ;
      shared->woken = false;
    }
  g_mutex_unlock (&shared->lock);
  shared_unref (shared);
  return NULL;
}

/* ---- The owner ---- */

static void
on_event (GFileMonitor *monitor, GFile *file, GFile *other, GFileMonitorEvent event, gpointer data)
{
  VitFileWatch *self = data;
  g_mutex_lock (&self->shared->lock);
  self->shared->woken = true;
  g_cond_signal (&self->shared->cond);
  g_mutex_unlock (&self->shared->lock);
}

/* Have the system tell of changes in the folders of the files, where it can. */
static void
add_monitors (VitFileWatch *self)
{
  g_autoptr (GHashTable) folders = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (char **pattern = self->shared->patterns; *pattern; pattern++)
    {
      char *folder = g_path_get_dirname (*pattern);
      if (!g_hash_table_add (folders, folder))
        continue;
      g_autoptr (GFile) file = g_file_new_for_path (folder);
      GFileMonitor *monitor = g_file_monitor_directory (file, G_FILE_MONITOR_NONE, NULL, NULL);
      if (!monitor)
        continue;
      g_file_monitor_set_rate_limit (monitor, 200);
      g_signal_connect (monitor, "changed", G_CALLBACK (on_event), self);
      g_ptr_array_add (self->monitors, monitor);
    }
}

VitFileWatch *
vit_file_watch_new (const char *const *patterns, void (*changed) (void *data), void *data)
{
  g_return_val_if_fail (patterns && patterns[0] && changed, NULL);
  VitFileWatch *self = g_new0 (VitFileWatch, 1);
  Shared *shared = g_new0 (Shared, 1);
  g_atomic_ref_count_init (&shared->refs);
  g_mutex_init (&shared->lock);
  g_cond_init (&shared->cond);
  shared->patterns = g_strdupv ((char **) patterns);
  shared->context = g_main_context_ref_thread_default ();
  shared->watch = self;
  self->shared = shared;
  self->changed = changed;
  self->data = data;
  self->monitors = g_ptr_array_new_with_free_func (g_object_unref);
  add_monitors (self);
  g_thread_unref (g_thread_new ("file watch", watch_files, shared_ref (shared)));
  return self;
}

void
vit_file_watch_free (VitFileWatch *self)
{
  if (!self)
    return;
  for (guint i = 0; i < self->monitors->len; i++)
    {
      g_signal_handlers_disconnect_by_data (self->monitors->pdata[i], self);
      g_file_monitor_cancel (self->monitors->pdata[i]);
    }
  g_ptr_array_unref (self->monitors);
  g_mutex_lock (&self->shared->lock);
  self->shared->stopped = true;
  g_cond_signal (&self->shared->cond);
  g_mutex_unlock (&self->shared->lock);
  self->shared->watch = NULL;
  shared_unref (self->shared);
  g_free (self);
}
