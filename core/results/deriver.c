#include "core/results/deriver.h"

#include <string.h>

#include "core/base/error.h"
#include "core/base/job.h"
#include "core/base/trace.h"

/* A job that has run for longer than this (µs) is given up for newer inputs; a shorter one may
 * finish, so that something is seen while the playhead is dragged. */
#define PATIENCE (400 * 1000)

/* Entries that nobody asked for lately are dropped beyond so many; those that are asked for in turn
 * stay, however many there are: else each would push the next one out and be made for ever. */
#define MAX_ENTRIES 64

/* Inputs that a job and the entry share: while a result stays, so do the objects that its key names
 * by their addresses. */
typedef struct
{
  gatomicrefcount refs;
  const VitDerivation *kind;
  gpointer data;
  VitCache *cache;
} Input;

static Input *
input_ref (Input *input)
{
  g_atomic_ref_count_inc (&input->refs);
  return input;
}

static void
input_unref (gpointer data)
{
  Input *input = data;
  if (!input || !g_atomic_ref_count_dec (&input->refs))
    return;
  input->kind->free_input (input->data);
  g_clear_pointer (&input->cache, vit_cache_unref);
  g_free (input);
}

static Input *
input_new (const VitDerivation *kind, gpointer data, VitCache *cache)
{
  Input *input = g_new0 (Input, 1);
  g_atomic_ref_count_init (&input->refs);
  input->kind = kind;
  input->data = data;
  input->cache = cache ? vit_cache_ref (cache) : NULL;
  return input;
}

typedef struct
{
  VitDeriver *owner;
  const VitDerivation *kind;
  VitRun *run;
  char *key;       /* of @result or @error */
  Input *input;    /* likewise */
  gpointer result; /* nullable */
  GError *error;
  VitJob *job;
  char *job_key;
  Input *job_input;
  gint64 job_began;
  guint asked;  /* when it was asked for last */
  guint landed; /* how many results and failures */
} Entry;

struct _VitDeriver
{
  GObject parent_instance;

  VitAnalyses *analyses;
  bool background;
  GPtrArray *entries;
  guint clock;
};

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VitDeriver, vit_deriver, G_TYPE_OBJECT)

static void
stop (Entry *entry)
{
  vit_job_cancel (entry->job);
  g_clear_object (&entry->job);
  g_clear_pointer (&entry->job_key, g_free);
  g_clear_pointer (&entry->job_input, input_unref);
}

static void
entry_free (gpointer data)
{
  Entry *entry = data;
  stop (entry);
  g_clear_error (&entry->error);
  if (entry->result)
    entry->kind->unref (entry->result);
  g_clear_object (&entry->run);
  input_unref (entry->input);
  g_free (entry->key);
  g_free (entry);
}

static Entry *
get_entry (VitDeriver *self, const VitDerivation *kind, VitRun *run)
{
  Entry *oldest = NULL;
  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = self->entries->pdata[i];
      if (entry->kind == kind && entry->run == run)
        return entry;
      if (!oldest || entry->asked < oldest->asked)
        oldest = entry;
    }
  if (self->entries->len >= MAX_ENTRIES && self->clock - oldest->asked > 2 * self->entries->len)
    g_ptr_array_remove (self->entries, oldest);
  Entry *entry = g_new0 (Entry, 1);
  entry->owner = self;
  entry->kind = kind;
  entry->run = run ? g_object_ref (run) : NULL;
  g_ptr_array_add (self->entries, entry);
  return entry;
}

/* Takes all. A failure leaves no older result behind. */
static void
land (Entry *entry, char *key, Input *input, gpointer result, GError *error)
{
  g_clear_error (&entry->error);
  if (entry->result)
    entry->kind->unref (entry->result);
  entry->result = result;
  entry->error = error;
  g_free (entry->key);
  entry->key = key;
  input_unref (entry->input);
  entry->input = input;
  entry->landed++;
}

static void
on_done (VitJob *job, gpointer data)
{
  Entry *entry = data;
  GError *error = NULL;
  gpointer result = vit_job_take_result (job, &error);
  land (entry, g_steal_pointer (&entry->job_key), g_steal_pointer (&entry->job_input), result,
        error);
  g_clear_object (&entry->job);
  g_signal_emit (entry->owner, signals[CHANGED], 0, entry->kind->name);
}

static gpointer
load (Input *input, VitStored *stored)
{
  g_autoptr (GBytes) bytes = vit_stored_find (stored);
  gsize n;
  const void *data = bytes ? g_bytes_get_data (bytes, &n) : NULL;
  if (!data)
    return NULL;
  VitBlobReader reader = { .data = data, .n = n };
  gpointer result = input->kind->load (&reader, input->data);
  if (result && !vit_blob_is_read (&reader))
    {
      input->kind->unref (result);
      result = NULL;
    }
  if (result)
    vit_stored_tell (stored, "disk");
  return result;
}

static void
keep (Input *input, VitStored *stored, gconstpointer result)
{
  VitBlob blob = { .bytes = g_byte_array_new () };
  input->kind->save (result, &blob);
  if (!blob.too_long)
    vit_stored_keep (stored, blob.bytes->data, blob.bytes->len);
  g_byte_array_unref (blob.bytes);
}

/* From disk, else by the kernel. */
static gpointer
compute (gpointer data, VitProgress *progress, GError **error)
{
  Input *input = data;
  const VitDerivation *kind = input->kind;
  VitStored stored;
  bool kept = kind->version > 0;
  vit_stored_begin (&stored, input->cache, kind->name, kind->version);
  if (kept && (input->cache || vit_trace_on (VIT_TRACE_RESULTS)))
    kind->add_key (input->data, &stored);
  gpointer result = kept ? load (input, &stored) : NULL;
  if (result)
    return result;
  result = kind->compute (input->data, progress, error);
  if (result && kept)
    {
      vit_stored_tell (&stored, "computed");
      keep (input, &stored, result);
    }
  return result;
}

static void
make (Entry *entry, char *key, gpointer data)
{
  VitDeriver *self = entry->owner;
  const VitDerivation *kind = entry->kind;
  Input *input = input_new (kind, data, vit_analyses_get_cache (self->analyses));
  if (self->background)
    {
      entry->job_key = key;
      entry->job_began = g_get_monotonic_time ();
      entry->job_input = input;
      entry->job = vit_job_start (kind->lane, kind->title, compute, input_ref (input), input_unref,
                                  kind->unref, on_done, entry);
      return;
    }
  g_autoptr (VitProgress) progress = vit_progress_new (NULL, NULL, NULL, NULL);
  GError *error = NULL;
  gpointer result = compute (input, progress, &error);
  land (entry, key, input, result, error);
}

/* Whether what is there, or on its way, is what is asked for. */
static bool
is_current (Entry *entry, const char *key)
{
  if (entry->job)
    {
      bool same = strcmp (entry->job_key, key) == 0;
      if (same || g_get_monotonic_time () - entry->job_began < PATIENCE)
        return true;
      stop (entry);
      return false;
    }
  return g_strcmp0 (entry->key, key) == 0;
}

gconstpointer
vit_deriver_get (
    VitDeriver *self, const VitDerivation *kind, VitRun *run, double time, GError **error)
{
  g_return_val_if_fail (VIT_IS_DERIVER (self) && kind, NULL);
  g_autoptr (GString) key = g_string_new (NULL);
  g_autoptr (GError) lacking = NULL;
  Entry *entry = get_entry (self, kind, run);
  entry->asked = ++self->clock;
  gpointer input = kind->prepare (self->analyses, run, time, key, &lacking);
  if (!input)
    {
      if (entry->result && g_error_matches (lacking, VIT_ERROR, VIT_ERROR_MISSING) &&
          self->background)
        return entry->result;
      g_propagate_error (error, g_steal_pointer (&lacking));
      return NULL;
    }
  if (is_current (entry, key->str))
    kind->free_input (input);
  else
    make (entry, g_strdup (key->str), input);
  if (entry->result)
    return entry->result;
  if (entry->error)
    g_propagate_error (error, g_error_copy (entry->error));
  else
    g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING, "%s…", kind->title);
  return NULL;
}

guint
vit_deriver_request (
    VitDeriver *self, const VitDerivation *kind, VitRun *run, double time, bool *current)
{
  g_return_val_if_fail (VIT_IS_DERIVER (self) && kind && current, 0);
  vit_deriver_get (self, kind, run, time, NULL);
  Entry *entry = get_entry (self, kind, run);
  if (entry->job)
    *current = false;
  return entry->landed;
}

bool
vit_deriver_is_busy (VitDeriver *self, double *fraction, const char **title)
{
  g_return_val_if_fail (VIT_IS_DERIVER (self), false);
  Entry *slowest = NULL;
  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = self->entries->pdata[i];
      if (entry->job && (!slowest || entry->job_began < slowest->job_began))
        slowest = entry;
    }
  if (slowest && fraction)
    *fraction = vit_job_get_fraction (slowest->job);
  if (slowest && title)
    *title = slowest->kind->title;
  return slowest != NULL;
}

VitDeriver *
vit_deriver_new (VitAnalyses *analyses, bool background)
{
  g_return_val_if_fail (VIT_IS_ANALYSES (analyses), NULL);
  VitDeriver *self = g_object_new (VIT_TYPE_DERIVER, NULL);
  self->analyses = g_object_ref (analyses);
  self->background = background;
  return self;
}

static void
vit_deriver_dispose (GObject *object)
{
  VitDeriver *self = VIT_DERIVER (object);
  g_ptr_array_set_size (self->entries, 0);
  g_clear_object (&self->analyses);
  G_OBJECT_CLASS (vit_deriver_parent_class)->dispose (object);
}

static void
vit_deriver_finalize (GObject *object)
{
  g_ptr_array_unref (VIT_DERIVER (object)->entries);
  G_OBJECT_CLASS (vit_deriver_parent_class)->finalize (object);
}

static void
vit_deriver_class_init (VitDeriverClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vit_deriver_dispose;
  G_OBJECT_CLASS (klass)->finalize = vit_deriver_finalize;
  signals[CHANGED] = g_signal_new ("changed", VIT_TYPE_DERIVER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
vit_deriver_init (VitDeriver *self)
{
  self->entries = g_ptr_array_new_with_free_func (entry_free);
}
