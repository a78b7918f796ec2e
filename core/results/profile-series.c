#include "core/results/profile-series.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/results/difference.h"
#include "core/results/snapshot.h"
#include "core/stats/profile.h"

/* Greatest number of times: of more, only every @stride-th is taken. */
#define MOST_TIMES 400

/* Greatest number of slabs. */
#define MOST_BINS 500

/* Frames whose boxes the mean edge is taken of. */
#define MOST_BOXES 64

/* Profiles that are made for one result at most, and the time after which it is given, µs. */
#define PASS 16
#define PASS_TIME (200 * 1000)

/* Greatest relative difference between the Δt that is wanted and the one that frames allow. */
#define INTERVAL_TOLERANCE 0.1

VitProfileSeries *
vit_profile_series_ref (VitProfileSeries *series)
{
  g_atomic_ref_count_inc (&series->refs);
  return series;
}

void
vit_profile_series_unref (VitProfileSeries *series)
{
  if (!g_atomic_ref_count_dec (&series->refs))
    return;
  g_free (series->times);
  g_free (series->known);
  g_free (series->mean);
  g_free (series->error);
  g_free (series->counts);
  g_free (series->reason);
  g_free (series);
}

ssize_t
vit_profile_series_find (const VitProfileSeries *self, double time)
{
  g_return_val_if_fail (self, -1);
  ssize_t best = -1;
  for (size_t k = 0; k < self->n; k++)
    if (self->known[k] &&
        (best < 0 || fabs (self->times[k] - time) < fabs (self->times[best] - time)))
      best = (ssize_t) k;
  return best;
}

/* ---- Profiles that have been made ---- */

/* The profile of one frame: mean, standard error and count of each slab, or why there is none. */
typedef struct
{
  double *numbers; /* 3 × bins, or NULL */
  char *reason;
} ProfileRow;

static void
profile_row_free (gpointer data)
{
  ProfileRow *row = data;
  g_free (row->numbers);
  g_free (row->reason);
  g_free (row);
}

/* The profiles of a run under the same options, which results share; it goes with the run. */
typedef struct
{
  gatomicrefcount refs;
  char *key; /* names trajectory, timeline and source, which it keeps alive, by their addresses */
  VitTrajectory *trajectory;
  VitTimeline *timeline;
  VitTmlSource *source; /* nullable */

  GMutex lock; /* protects the fields below */
  double edge; /* mean, Å; 0: not known yet */
  size_t n_bins;
  GHashTable *rows; /* frame → ProfileRow */
  guint n_told;     /* rows that finished results know */
} ProfileStore;

static ProfileStore *
profile_store_ref (ProfileStore *store)
{
  g_atomic_ref_count_inc (&store->refs);
  return store;
}

static void
profile_store_unref (gpointer data)
{
  ProfileStore *store = data;
  if (!g_atomic_ref_count_dec (&store->refs))
    return;
  g_free (store->key);
  vit_trajectory_unref (store->trajectory);
  vit_timeline_unref (store->timeline);
  g_clear_pointer (&store->source, vit_tml_source_unref);
  g_hash_table_unref (store->rows);
  g_mutex_clear (&store->lock);
  g_free (store);
}

#define STORE "vit-profile-store"

/* The store of @run for @key; one for another key is dropped. */
static ProfileStore *
get_store (VitRun *run, const char *key, const VitTmlStarts *starts)
{
  ProfileStore *store = g_object_get_data (G_OBJECT (run), STORE);
  if (store && strcmp (store->key, key) == 0)
    return profile_store_ref (store);
  store = g_new0 (ProfileStore, 1);
  g_atomic_ref_count_init (&store->refs);
  store->key = g_strdup (key);
  store->trajectory = vit_trajectory_ref (vit_run_get_trajectory (run));
  store->timeline = vit_timeline_ref (vit_run_get_timeline (run));
  store->source = starts && starts->source ? vit_tml_source_ref (starts->source) : NULL;
  store->rows = g_hash_table_new_full (NULL, NULL, NULL, profile_row_free);
  g_mutex_init (&store->lock);
  g_object_set_data_full (G_OBJECT (run), STORE, profile_store_ref (store), profile_store_unref);
  return store;
}

/* ---- Input ---- */

typedef struct
{
  ProfileStore *store;
  char column[VIT_OPTION_MAX_TEXT + 1];
  VitFilter filter;
  int axis;
  double bin;      /* Å */
  double interval; /* Δt that is wanted, ps; NaN where none is */
  bool from_starts;
  size_t n, stride, n_wanted;
  size_t *frames;
  double *times;
  bool *ready; /* whether the profile can be made by now */
  size_t n_sources;
  VitQuantitySource **sources; /* of this pass */
} ProfileInput;

static void
free_profile_input (gpointer data)
{
  ProfileInput *input = data;
  for (size_t k = 0; k < input->n_sources; k++)
    vit_quantity_source_free (input->sources[k]);
  g_free (input->sources);
  g_free (input->frames);
  g_free (input->times);
  g_free (input->ready);
  g_clear_pointer (&input->store, profile_store_unref);
  g_free (input);
}

static void
allocate_times (ProfileInput *input, size_t n_all)
{
  input->stride = MAX (1, (n_all + MOST_TIMES - 1) / MOST_TIMES);
  input->n = (n_all + input->stride - 1) / input->stride;
  input->frames = g_new (size_t, MAX (input->n, 1));
  input->times = g_new (double, MAX (input->n, 1));
  input->ready = g_new0 (bool, MAX (input->n, 1));
}

/* The start times of T_ML, of which those can be made that have it. */
static bool
take_start_times (ProfileInput *input, VitAnalyses *analyses, VitRun *run, GError **error)
{
  VitTmlSeries *series = vit_analyses_get_tml (analyses, run);
  if (!series)
    {
      const char *obstacle = vit_analyses_get_obstacle (analyses, run);
      g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING, "%s: %s", vit_run_get_name (run),
                   obstacle ? obstacle : "there is no T_ML");
      return false;
    }
  if (vit_tml_series_get_n_ready (series) == 0)
    {
      g_autofree char *unready = vit_tml_series_dup_unready (series);
      g_set_error_literal (error, VIT_ERROR, VIT_ERROR_MISSING, unready);
      return false;
    }
  allocate_times (input, vit_tml_series_get_n (series));
  for (size_t k = 0; k < input->n; k++)
    {
      guint i = (guint) (k * input->stride);
      input->frames[k] = vit_tml_series_get_frame (series, i);
      input->times[k] = vit_tml_series_get_time (series, i);
      input->ready[k] = vit_tml_series_get_state (series, i) == VIT_TML_READY;
      input->n_wanted += input->ready[k];
    }
  return true;
}

static void
take_frames (ProfileInput *input, VitTimeline *timeline)
{
  const double *times = vit_timeline_get_times (timeline);
  allocate_times (input, vit_timeline_get_n_used (timeline));
  for (size_t k = 0; k < input->n; k++)
    {
      input->frames[k] = vit_timeline_get_frame_at (timeline, k * input->stride);
      input->times[k] = times[input->frames[k]];
      input->ready[k] = true;
    }
  input->n_wanted = input->n;
}

/* A place of a time, and how far it is from the playhead. */
typedef struct
{
  size_t place;
  double distance;
} Distance;

static int
compare_distances (const void *a, const void *b)
{
  const Distance *x = a, *y = b;
  if (x->distance != y->distance)
    return x->distance > y->distance ? 1 : -1;
  return (x->place > y->place) - (x->place < y->place);
}

/* Take the frames that are to be looked at next, outward from the playhead. */
static void
take_sources (ProfileInput *input,
              VitAnalyses *analyses,
              VitRun *run,
              double time,
              const VitQuantityWish *wish)
{
  size_t n = 0;
  g_autofree Distance *missing = g_new (Distance, MAX (input->n, 1));
  g_mutex_lock (&input->store->lock);
  for (size_t k = 0; k < input->n; k++)
    if (input->ready[k] &&
        !g_hash_table_contains (input->store->rows, GSIZE_TO_POINTER (input->frames[k])))
      missing[n++] = (Distance){ k, fabs (input->times[k] - time) };
  g_mutex_unlock (&input->store->lock);
  qsort (missing, n, sizeof *missing, compare_distances);
  input->sources = g_new0 (VitQuantitySource *, PASS);
  for (size_t k = 0; k < MIN (n, PASS); k++)
    input->sources[input->n_sources++] =
        vit_quantity_source_new (analyses, run, input->frames[missing[k].place], wish);
}

/* All that a profile depends on besides its frame. */
static char *
describe (const ProfileInput *input,
          VitRun *run,
          const VitTmlStarts *starts,
          const VitOptions *options,
          const VitQuantityWish *wish,
          double cutoff)
{
  GString *key = g_string_new (NULL);
  const char *const *species = vit_run_get_species (run);
  g_string_append_printf (key, "%s|%d %g|%p %p %p|", input->column, input->axis, input->bin,
                          (void *) vit_run_get_trajectory (run),
                          (void *) vit_run_get_timeline (run),
                          (void *) (starts ? starts->source : NULL));
  vit_options_describe (options, wish->affects, key);
  g_string_append_printf (key, "|%g %u|%s|%d|", cutoff, wish->parts, input->filter.condition,
                          input->filter.steps);
  for (; species && *species; species++)
    g_string_append_printf (key, "%s|", *species);
  return g_string_free (key, FALSE);
}

static gpointer
take_profile_input (VitAnalyses *analyses, VitRun *run, double time, GString *key, GError **error)
{
  const VitOptions *options = vit_study_get_options (vit_analyses_get_study (analyses));
  const char *column = vit_compare_get_column (options);
  VitQuantityWish wish = { 0 };
  if (!vit_run_get_timeline (run))
    {
      vit_analyses_set_closed (analyses, run, error);
      return NULL;
    }
  VitFilter filter = vit_filter_read (options);
  vit_column_wish (column, options, &wish);
  vit_filter_wish (&filter, options, &wish);
  if (!vit_compare_check_column (column, error) || !vit_column_check_run (column, run, error))
    return NULL;
  double cutoff = wish.needs_cutoff ? vit_analyses_get_cutoff (analyses, error) : 0;
  if (wish.needs_cutoff && !(cutoff > 0))
    return NULL;
  options = vit_study_get_options (vit_analyses_get_study (analyses)); /* r_c may be new */
  ProfileInput *input = g_new0 (ProfileInput, 1);
  g_strlcpy (input->column, column, sizeof input->column);
  input->filter = filter;
  input->axis = options->compare.axis;
  input->bin = options->compare.bin;
  input->interval = vit_column_needs_interval (column) ? options->plasticity.interval : NAN;
  input->from_starts = vit_snapshot_rests_on_tml (column, &filter);
  if (!input->from_starts)
    take_frames (input, vit_run_get_timeline (run));
  else if (!take_start_times (input, analyses, run, error))
    {
      free_profile_input (input);
      return NULL;
    }
  g_autoptr (VitTmlStarts) starts =
      input->from_starts ? vit_tml_series_get_starts (vit_analyses_get_tml (analyses, run), -1)
                         : NULL;
  g_autofree char *text = describe (input, run, starts, options, &wish, cutoff);
  input->store = get_store (run, text, starts);
  take_sources (input, analyses, run, time, &wish);
  g_string_append_printf (key, "%s|%zu %d", text, input->n_wanted,
                          g_atomic_int_get (&input->store->n_told));
  return input;
}

/* ---- Computation ---- */

/* The box in the basis that slices have. */
static bool
read_cell (VitTrajectory *trajectory, size_t frame, VitCell *cell, GError **error)
{
  if (!vit_trajectory_read_cell (trajectory, frame, cell, error))
    return false;
  *cell = vit_snapshot_get_cell (trajectory, frame, cell);
  return true;
}

/* Set the number of slabs, which all times share. */
static bool
measure_edge (const ProfileInput *input, GError **error)
{
  ProfileStore *store = input->store;
  double sum = 0, lengths[3];
  size_t found = 0, step = MAX (1, (input->n + MOST_BOXES - 1) / MOST_BOXES);
  g_mutex_lock (&store->lock);
  bool known = store->edge > 0;
  g_mutex_unlock (&store->lock);
  if (known)
    return true;
  g_autoptr (GError) first = NULL;
  for (size_t k = 0; k < input->n; k += step)
    {
      VitCell cell;
      if (!read_cell (store->trajectory, input->frames[k], &cell, first ? NULL : &first))
        continue;
      vit_cell_lengths (&cell, lengths);
      sum += lengths[input->axis];
      found++;
    }
  if (found == 0 && first)
    g_propagate_error (error, g_steal_pointer (&first));
  else if (found == 0)
    g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING, "No start time has been computed yet.");
  if (found == 0)
    return false;
  g_mutex_lock (&store->lock);
  store->edge = sum / (double) found;
  store->n_bins = (size_t) CLAMP (round (store->edge / input->bin), 1, MOST_BINS);
  g_mutex_unlock (&store->lock);
  return true;
}

/* Fill the slabs of one frame. */
static bool
fill_row (const ProfileInput *input,
          VitQuantitySource *source,
          ProfileRow *row,
          VitProgress *progress,
          GError **error)
{
  VitFrame *frame = vit_quantity_source_get_frame (source, error);
  double interval = vit_quantity_source_get_interval (source);
  if (!frame)
    return false;
  if (!isnan (input->interval) &&
      !(fabs (interval - input->interval) <= INTERVAL_TOLERANCE * input->interval))
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_NOT_FOUND, "no frame %g ps after %.4g ps",
                   input->interval, vit_quantity_source_get_time (source));
      return false;
    }
  size_t n = frame->atoms->n, n_bins = input->store->n_bins;
  g_autofree double *values = g_new (double, MAX (n, 1)), *x = g_new (double, MAX (3 * n, 1));
  if (!vit_column_compute (input->column, source, values, progress, error))
    return false;
  g_autofree uint8_t *kept =
      vit_filter_is_set (&input->filter) ? g_new (uint8_t, MAX (n, 1)) : NULL;
  if (kept && !vit_filter_compute (&input->filter, source, kept, progress, error))
    return false;
  for (size_t i = 0; kept && i < n; i++)
    values[i] = kept[i] ? values[i] : NAN;
  vit_frame_copy_positions (frame, x);
  VitCell cell = vit_snapshot_get_cell (input->store->trajectory,
                                        vit_quantity_source_get_index (source), &frame->cell);
  row->numbers = g_new (double, 3 * n_bins);
  vit_profile_fill (&cell, input->axis, x, values, n, n_bins, row->numbers, row->numbers + n_bins,
                    row->numbers + 2 * n_bins);
  return true;
}

/* Make the next profiles, at least one. Returns: %false if it was cancelled. */
static bool
make_rows (const ProfileInput *input, VitProgress *progress, GError **error)
{
  gint64 began = g_get_monotonic_time ();
  for (size_t k = 0; k < input->n_sources; k++)
    {
      g_autoptr (GError) why = NULL;
      VitQuantitySource *source = input->sources[k];
      if (k > 0 && g_get_monotonic_time () - began > PASS_TIME)
        break;
      ProfileRow *row = g_new0 (ProfileRow, 1);
      bool filled = fill_row (input, source, row, progress, &why);
      if (!filled && g_error_matches (why, VIT_ERROR, VIT_ERROR_CANCELLED))
        {
          profile_row_free (row);
          g_propagate_error (error, g_steal_pointer (&why));
          return false;
        }
      row->reason = filled ? NULL : g_strdup (why->message);
      size_t frame = vit_quantity_source_get_index (source);
      vit_quantity_source_release (source);
      g_mutex_lock (&input->store->lock);
      g_hash_table_insert (input->store->rows, GSIZE_TO_POINTER (frame), row);
      g_mutex_unlock (&input->store->lock);
    }
  return true;
}

static void
copy_row (VitProfileSeries *self, size_t k, const ProfileRow *row)
{
  size_t n = self->n_bins;
  self->known[k] = row != NULL;
  self->n_known += row != NULL;
  if (row && !row->numbers)
    {
      self->n_failed++;
      if (!self->reason)
        self->reason = g_strdup (row->reason);
    }
  for (size_t b = 0; b < n; b++)
    {
      bool there = row && row->numbers;
      double mean = there ? row->numbers[b] : NAN;
      self->mean[k * n + b] = mean;
      self->error[k * n + b] = there ? row->numbers[n + b] : NAN;
      self->counts[k * n + b] = there ? row->numbers[2 * n + b] : NAN;
      if (isnan (mean))
        continue;
      self->minimum = fmin (self->minimum, mean);
      self->maximum = fmax (self->maximum, mean);
    }
}

/* What is known by now. */
static VitProfileSeries *
new_series (const ProfileInput *input)
{
  VitProfileSeries *self = g_new0 (VitProfileSeries, 1);
  ProfileStore *store = input->store;
  size_t cells = MAX (input->n * store->n_bins, 1);
  g_atomic_ref_count_init (&self->refs);
  g_strlcpy (self->column, input->column, sizeof self->column);
  self->axis = input->axis;
  self->n_bins = store->n_bins;
  self->edge = store->edge;
  self->from_starts = input->from_starts;
  self->n = input->n;
  self->stride = input->stride;
  self->n_wanted = input->n_wanted;
  self->interval = input->interval;
  self->times = g_memdup2 (input->times, MAX (input->n, 1) * sizeof *self->times);
  self->known = g_new0 (bool, MAX (input->n, 1));
  self->mean = g_new (double, cells);
  self->error = g_new (double, cells);
  self->counts = g_new (double, cells);
  self->minimum = INFINITY;
  self->maximum = -INFINITY;
  g_mutex_lock (&store->lock);
  for (size_t k = 0; k < input->n; k++)
    copy_row (self, k, g_hash_table_lookup (store->rows, GSIZE_TO_POINTER (input->frames[k])));
  g_atomic_int_set (&store->n_told, (int) g_hash_table_size (store->rows));
  g_mutex_unlock (&store->lock);
  return self;
}

static gpointer
compute_profiles (gpointer data, VitProgress *progress, GError **error)
{
  const ProfileInput *input = data;
  if (!measure_edge (input, error) || !make_rows (input, progress, error))
    return NULL;
  return new_series (input);
}

static void
unref_series (gpointer series)
{
  vit_profile_series_unref (series);
}

/* Profiles are not stored on disk, because their costly parts are. */
const VitDerivation vit_profile_derivation = {
  .name = "profile",
  .title = "Taking profiles",
  .lane = VIT_JOB_LASTING,
  .prepare = take_profile_input,
  .compute = compute_profiles,
  .free_input = free_profile_input,
  .unref = unref_series,
};
