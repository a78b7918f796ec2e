#include "core/results/deriver.h"

#include <string.h>

#include "core/base/error.h"
#include "core/base/job.h"
#include "core/base/trace.h"

/* A job that has run for longer than this (µs) is cancelled when its inputs change. A younger one
 * may finish, so that something is seen while the playhead or a slider is dragged; one that is to
 * end soon, too: if the last of its kind and run took less than the longest patience. One that was
 * cancelled takes at least as long as it had run: of what the screen waits for, the next may run
 * half as long again, so that something is seen however slow the machine has become. */
#define PATIENCE (400 * 1000)
#define LONGEST_PATIENCE (3 * 1000 * 1000)

/* Number of entries beyond which one is dropped that nobody asked for in the last 2 · entries
 * requests. Results that are asked for in turn stay, however many: otherwise each would evict the
 * next and all would be made again for ever. */
#define MAX_RESULTS 64

typedef struct _DerivedResult DerivedResult;

/* DerivedInput is what a result is made from, shared by the job and the result. It keeps the
 * objects alive that the key of the result names by their addresses. */
typedef struct
{
  gatomicrefcount refs;
  const VitDerivation *kind;
  gpointer data;
  VitCache *cache;
  DerivedResult *base; /* nullable */
  VitStored stored;    /* key on disk, once computed */
} DerivedInput;

/* DerivedResult is a result with its input. Results made from it may point into it and hold a
 * reference. */
struct _DerivedResult
{
  gatomicrefcount refs;
  DerivedInput *input;
  gpointer data;
};

static void derived_result_unref (DerivedResult *result);

static DerivedInput *
derived_input_ref (DerivedInput *input)
{
  g_atomic_ref_count_inc (&input->refs);
  return input;
}

static void
derived_input_unref (gpointer data)
{
  DerivedInput *input = data;
  if (!input || !g_atomic_ref_count_dec (&input->refs))
    return;
  input->kind->free_input (input->data);
  g_clear_pointer (&input->base, derived_result_unref);
  g_clear_pointer (&input->cache, vit_cache_unref);
  g_free (input);
}

static DerivedResult *
derived_result_ref (DerivedResult *result)
{
  g_atomic_ref_count_inc (&result->refs);
  return result;
}

static void
derived_result_unref (DerivedResult *result)
{
  if (!g_atomic_ref_count_dec (&result->refs))
    return;
  result->input->kind->unref (result->data);
  derived_input_unref (result->input);
  g_free (result);
}

/* Takes ownership of @input and @data. */
static DerivedResult *
derived_result_new (DerivedInput *input, gpointer data)
{
  DerivedResult *result = g_new0 (DerivedResult, 1);
  g_atomic_ref_count_init (&result->refs);
  result->input = input;
  result->data = data;
  return result;
}

/* Takes ownership of @data. */
static DerivedInput *
derived_input_new (const VitDerivation *kind, gpointer data, VitCache *cache, DerivedResult *base)
{
  DerivedInput *input = g_new0 (DerivedInput, 1);
  g_atomic_ref_count_init (&input->refs);
  input->kind = kind;
  input->data = data;
  input->cache = cache ? vit_cache_ref (cache) : NULL;
  input->base = base ? derived_result_ref (base) : NULL;
  if (base)
    kind->take_base (data, base->data);
  return input;
}

/* DerivedEntry holds the newest result of a kind and run, and the job that makes the next one. */
typedef struct
{
  VitDeriver *owner;
  const VitDerivation *kind;
  VitRun *run;
  char *key;             /* key of @result or @error */
  DerivedResult *result; /* nullable */
  GError *error;
  VitJob *job;
  char *job_key;
  DerivedInput *job_input;
  gint64 job_began;
  gint64 took;  /* the job that made the result, µs */
  guint asked;  /* clock of the last request */
  guint landed; /* number of results and failures so far */
  guint told;   /* round in which its origin was traced last */
} DerivedEntry;

struct _VitDeriver
{
  GObject parent_instance;

  VitAnalyses *analyses;
  bool background;
  GPtrArray *entries;
  guint clock;
  guint round;
};

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VitDeriver, vit_deriver, G_TYPE_OBJECT)

static void
stop_job (DerivedEntry *entry)
{
  vit_job_cancel (entry->job);
  g_clear_object (&entry->job);
  g_clear_pointer (&entry->job_key, g_free);
  g_clear_pointer (&entry->job_input, derived_input_unref);
}

static void
derived_entry_free (gpointer data)
{
  DerivedEntry *entry = data;
  stop_job (entry);
  g_clear_error (&entry->error);
  g_clear_pointer (&entry->result, derived_result_unref);
  g_clear_object (&entry->run);
  g_free (entry->key);
  g_free (entry);
}

static DerivedEntry *
find_entry (VitDeriver *self, const VitDerivation *kind, VitRun *run)
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      DerivedEntry *entry = self->entries->pdata[i];
      if (entry->kind == kind && entry->run == run)
        return entry;
    }
  return NULL;
}

static DerivedEntry *
get_entry (VitDeriver *self, const VitDerivation *kind, VitRun *run)
{
  DerivedEntry *entry = find_entry (self, kind, run), *oldest = NULL;
  if (entry)
    return entry;
  for (guint i = 0; i < self->entries->len; i++)
    if (!oldest || ((DerivedEntry *) self->entries->pdata[i])->asked < oldest->asked)
      oldest = self->entries->pdata[i];
  if (self->entries->len >= MAX_RESULTS && self->clock - oldest->asked > 2 * self->entries->len)
    g_ptr_array_remove (self->entries, oldest);
  entry = g_new0 (DerivedEntry, 1);
  entry->owner = self;
  entry->kind = kind;
  entry->run = run ? g_object_ref (run) : NULL;
  g_ptr_array_add (self->entries, entry);
  return entry;
}

/* Takes ownership of all arguments; @input is nullable without @data. A failure also drops the
 * older result. */
static void
land_result (DerivedEntry *entry, char *key, DerivedInput *input, gpointer data, GError *error)
{
  g_clear_error (&entry->error);
  g_clear_pointer (&entry->result, derived_result_unref);
  entry->error = error;
  g_free (entry->key);
  entry->key = key;
  entry->told = entry->owner->round;
  entry->landed++;
  if (data)
    entry->result = derived_result_new (input, data);
  else
    derived_input_unref (input);
}

static void
on_done (VitJob *job, gpointer data)
{
  DerivedEntry *entry = data;
  GError *error = NULL;
  gpointer result = vit_job_take_result (job, &error);
  if (result)
    entry->took = g_get_monotonic_time () - entry->job_began;
  land_result (entry, g_steal_pointer (&entry->job_key), g_steal_pointer (&entry->job_input),
               result, error);
  g_clear_object (&entry->job);
  g_signal_emit (entry->owner, signals[CHANGED], 0, entry->kind->name, entry->run);
}

/* ---- On disk ---- */

static void
add_disk_keys (const DerivedInput *input, VitStored *stored)
{
  if (input->base)
    {
      vit_stored_add_text (stored, input->base->input->kind->name);
      vit_stored_add (stored, &input->base->input->kind->version,
                      sizeof input->base->input->kind->version);
      add_disk_keys (input->base->input, stored);
    }
  if (input->kind->version == 0)
    vit_stored_fail (stored);
  else
    input->kind->add_key (input->data, stored);
}

static gpointer
load_result (DerivedInput *input)
{
  g_autoptr (GBytes) bytes = vit_stored_find (&input->stored);
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
    vit_stored_tell (&input->stored, "disk");
  return result;
}

static void
keep_result (DerivedInput *input, gconstpointer result)
{
  VitBlob blob = { .bytes = g_byte_array_new () };
  input->kind->save (result, &blob);
  if (!blob.too_long)
    vit_stored_keep (&input->stored, blob.bytes->data, blob.bytes->len);
  g_byte_array_unref (blob.bytes);
}

/* Load the result from disk, else compute it. */
static gpointer
load_or_compute (gpointer data, VitProgress *progress, GError **error)
{
  DerivedInput *input = data;
  const VitDerivation *kind = input->kind;
  bool kept = kind->version > 0;
  vit_stored_begin (&input->stored, input->cache, kind->name, kind->version);
  if (kind->of_results)
    vit_stored_set_of_results (&input->stored);
  if (kept && (input->cache || vit_trace_on (VIT_TRACE_RESULTS)))
    add_disk_keys (input, &input->stored);
  gpointer result = kept ? load_result (input) : NULL;
  if (result)
    return result;
  result = kind->compute (input->data, progress, error);
  if (result && kept)
    {
      vit_stored_tell (&input->stored, "computed");
      keep_result (input, result);
    }
  return result;
}

/* ---- Requests ---- */

/* Takes ownership of @key and @data. */
static void
start_making (DerivedEntry *entry, char *key, gpointer data, DerivedResult *base)
{
  VitDeriver *self = entry->owner;
  const VitDerivation *kind = entry->kind;
  DerivedInput *input =
      derived_input_new (kind, data, vit_analyses_get_cache (self->analyses), base);
  if (self->background)
    {
      entry->job_key = key;
      entry->job_began = g_get_monotonic_time ();
      entry->job_input = input;
      entry->job =
          vit_job_start (kind->lane, kind->title, load_or_compute, derived_input_ref (input),
                         derived_input_unref, kind->unref, on_done, entry);
      return;
    }
  g_autoptr (VitProgress) progress = vit_progress_new (NULL, NULL, NULL, NULL);
  GError *error = NULL;
  gpointer result = load_or_compute (input, progress, &error);
  land_result (entry, key, input, result, error);
}

/* Half as long again as the last one took. */
static gint64
get_patience (const DerivedEntry *entry)
{
  gint64 expected = entry->took + entry->took / 2;
  return expected > PATIENCE && expected <= LONGEST_PATIENCE ? expected : PATIENCE;
}

/* Returns: whether the result or the running job will do for @key; a job with other inputs is
 * stopped unless it is young. */
static bool
is_current_or_coming (DerivedEntry *entry, const char *key)
{
  if (entry->job)
    {
      bool same = strcmp (entry->job_key, key) == 0;
      if (same || g_get_monotonic_time () - entry->job_began < get_patience (entry))
        return true;
      if (entry->kind->lane == VIT_JOB_PICTURE)
        entry->took = MAX (entry->took, g_get_monotonic_time () - entry->job_began);
      stop_job (entry);
      return false;
    }
  return g_strcmp0 (entry->key, key) == 0;
}

/* Trace a result in memory once a round. */
static void
trace_memory (DerivedEntry *entry)
{
  if (!entry->result || entry->told == entry->owner->round || entry->kind->version == 0)
    return;
  entry->told = entry->owner->round;
  vit_stored_tell (&entry->result->input->stored, "memory");
}

static DerivedResult *get_result (VitDeriver *self,
                                  const VitDerivation *kind,
                                  VitRun *run,
                                  double time,
                                  bool older,
                                  GString *key,
                                  GError **error);

/* Take the input of a result and the result that it is made from; %NULL if something is missing. */
static gpointer
take_inputs (VitDeriver *self,
             const VitDerivation *kind,
             VitRun *run,
             double time,
             GString *key,
             DerivedResult **base,
             GError **error)
{
  if (run && vit_run_get_state (run) == VIT_RUN_FAILED && vit_run_get_error (run))
    {
      g_propagate_error (error, g_error_copy (vit_run_get_error (run)));
      return NULL;
    }
  if (kind->base)
    {
      *base = get_result (self, kind->base, run, time, false, key, error);
      if (!*base)
        return NULL;
      derived_result_ref (*base);
      g_string_append_c (key, '|');
    }
  return kind->prepare (self->analyses, run, time, key, error);
}

/* @key gets a text that identifies the inputs; @older: whether a result of earlier inputs is
 * returned while the newest is made. */
static DerivedResult *
get_result (VitDeriver *self,
            const VitDerivation *kind,
            VitRun *run,
            double time,
            bool older,
            GString *key,
            GError **error)
{
  g_autoptr (GError) lacking = NULL;
  DerivedResult *base = NULL;
  gpointer input = take_inputs (self, kind, run, time, key, &base, &lacking);
  DerivedEntry *entry = get_entry (self, kind, run);
  entry->asked = ++self->clock;
  if (!input)
    {
      g_clear_pointer (&base, derived_result_unref);
      if (older && entry->result && self->background &&
          g_error_matches (lacking, VIT_ERROR, VIT_ERROR_MISSING))
        return entry->result;
      g_propagate_error (error, g_steal_pointer (&lacking));
      return NULL;
    }
  if (is_current_or_coming (entry, key->str))
    {
      kind->free_input (input);
      trace_memory (entry);
    }
  else
    start_making (entry, g_strdup (key->str), input, base);
  g_clear_pointer (&base, derived_result_unref);
  if (entry->result && (older || g_strcmp0 (entry->key, key->str) == 0))
    return entry->result;
  if (entry->error && !entry->job)
    g_propagate_error (error, g_error_copy (entry->error));
  else
    g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING, "%s…", kind->title);
  return NULL;
}

gconstpointer
vit_deriver_get (
    VitDeriver *self, const VitDerivation *kind, VitRun *run, double time, GError **error)
{
  g_return_val_if_fail (VIT_IS_DERIVER (self) && kind, NULL);
  g_autoptr (GString) key = g_string_new (NULL);
  DerivedResult *result = get_result (self, kind, run, time, true, key, error);
  return result ? result->data : NULL;
}

void
vit_deriver_forget (VitDeriver *self, VitRun *run)
{
  g_return_if_fail (VIT_IS_DERIVER (self));
  for (guint i = self->entries->len; i-- > 0;)
    if (((DerivedEntry *) self->entries->pdata[i])->run == run)
      g_ptr_array_remove_index (self->entries, i);
}

void
vit_deriver_begin (VitDeriver *self)
{
  g_return_if_fail (VIT_IS_DERIVER (self));
  self->round++;
}

guint
vit_deriver_request (
    VitDeriver *self, const VitDerivation *kind, VitRun *run, double time, bool *current)
{
  g_return_val_if_fail (VIT_IS_DERIVER (self) && kind && current, 0);
  vit_deriver_get (self, kind, run, time, NULL);
  DerivedEntry *entry = get_entry (self, kind, run);
  if (entry->job)
    *current = false;
  return entry->landed;
}

static bool
is_stopped (const DerivedEntry *entry)
{
  return !entry->job && g_error_matches (entry->error, VIT_ERROR, VIT_ERROR_CANCELLED);
}

VitDeriverWork
vit_deriver_get_work (VitDeriver *self, const VitDerivation *kind, VitRun *run)
{
  VitDeriverWork work = { false };
  g_return_val_if_fail (VIT_IS_DERIVER (self) && kind, work);
  const DerivedEntry *entry = find_entry (self, kind, run);
  if (entry && entry->job)
    {
      work.running = true;
      work.fraction = vit_job_get_fraction (entry->job);
      work.seconds = (double) (g_get_monotonic_time () - entry->job_began) / 1e6;
    }
  work.stopped = entry && is_stopped (entry);
  return work;
}

void
vit_deriver_stop (VitDeriver *self, const VitDerivation *kind, VitRun *run)
{
  g_return_if_fail (VIT_IS_DERIVER (self) && kind);
  DerivedEntry *entry = find_entry (self, kind, run);
  if (!entry || !entry->job)
    return;
  char *key = g_steal_pointer (&entry->job_key);
  stop_job (entry);
  land_result (entry, key, NULL, NULL,
               g_error_new (VIT_ERROR, VIT_ERROR_CANCELLED, "%s was stopped.", kind->title));
  g_signal_emit (self, signals[CHANGED], 0, kind->name, run);
}

void
vit_deriver_go_on (VitDeriver *self, const VitDerivation *kind, VitRun *run)
{
  g_return_if_fail (VIT_IS_DERIVER (self) && kind);
  DerivedEntry *entry = find_entry (self, kind, run);
  if (!entry || !is_stopped (entry))
    return;
  g_clear_error (&entry->error);
  g_clear_pointer (&entry->key, g_free);
  entry->landed++; /* what was said of the failure holds no more */
  g_signal_emit (self, signals[CHANGED], 0, kind->name, run);
}

bool
vit_deriver_is_busy (VitDeriver *self, double *fraction, const char **title)
{
  g_return_val_if_fail (VIT_IS_DERIVER (self), false);
  DerivedEntry *slowest = NULL;
  for (guint i = 0; i < self->entries->len; i++)
    {
      DerivedEntry *entry = self->entries->pdata[i];
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
                                   NULL, G_TYPE_NONE, 2, G_TYPE_STRING, VIT_TYPE_RUN);
}

static void
vit_deriver_init (VitDeriver *self)
{
  self->entries = g_ptr_array_new_with_free_func (derived_entry_free);
}
