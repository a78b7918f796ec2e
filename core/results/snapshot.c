#include "core/results/snapshot.h"

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/results/region-surface.h"

VitSnapshot *
vit_snapshot_ref (VitSnapshot *snapshot)
{
  g_atomic_ref_count_inc (&snapshot->refs);
  return snapshot;
}

void
vit_snapshot_unref (VitSnapshot *snapshot)
{
  if (!g_atomic_ref_count_dec (&snapshot->refs))
    return;
  g_clear_pointer (&snapshot->frame, vit_frame_unref);
  g_clear_pointer (&snapshot->result, vit_tml_result_unref);
  g_clear_pointer (&snapshot->regions, vit_clusters_free);
  g_clear_pointer (&snapshot->surface, vit_isosurface_free);
  if (snapshot->scaled)
    g_atomic_rc_box_release (snapshot->scaled);
  g_free (snapshot->values);
  g_free (snapshot->sorted);
  g_free (snapshot->shades);
  g_free (snapshot->liquid);
  g_free (snapshot->solid);
  g_free (snapshot->kept);
  g_free (snapshot->filter_problem);
  g_free (snapshot->problem);
  g_free (snapshot);
}

/* Edges over which a box may lean and still be drawn so. */
#define MOST_LEAN 2.0

VitCell
vit_snapshot_get_cell (VitTrajectory *trajectory, size_t frame, const VitCell *printed)
{
  VitBasis basis = vit_trajectory_get_basis (trajectory, frame);
  VitCell cell;
  vit_basis_continue (printed, basis, &cell);
  /* b and c lean over a, and c over b. */
  for (int k = 0; k < 2; k++)
    for (int l = k + 1; l < 3; l++)
      {
        const double *a = printed->h[k], *b = cell.h[l];
        double along = a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
        double edge = a[0] * a[0] + a[1] * a[1] + a[2] * a[2];
        if (fabs (along) > MOST_LEAN * edge)
          return *printed;
      }
  return cell;
}

static void
take_positions (VitSnapshot *snapshot)
{
  const VitFrame *frame = snapshot->frame;
  size_t n = frame->atoms->n;
  snapshot->scaled = g_atomic_rc_box_alloc (MAX (3 * n, 1) * sizeof (float));
  for (size_t i = 0; i < n; i++)
    {
      double x[3];
      vit_frame_get_position (frame, i, x);
      for (int k = 0; k < 3; k++)
        snapshot->scaled[3 * i + (size_t) k] = (float) (x[k] - frame->cell.origin[k]);
    }
  vit_cell_wrap_scaled (&snapshot->cell, snapshot->scaled, n, snapshot->scaled);
}

/* Fraction of the absolute values of a measure of two frames that lie on the colour scale, as on
 * maps of plasticity: few atoms move or shear by far the most. */
#define SCALE_SHARE 0.98

static int
compare_numbers (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;
  return (x > y) - (x < y);
}

static void
leave_out_tails (VitSnapshot *snapshot)
{
  size_t n = 0;
  g_autofree double *sizes = g_new (double, MAX (snapshot->frame->atoms->n, 1));
  for (size_t i = 0; i < snapshot->frame->atoms->n; i++)
    if (isfinite (snapshot->values[i]) && (!snapshot->kept || snapshot->kept[i]))
      sizes[n++] = fabs (snapshot->values[i]);
  qsort (sizes, n, sizeof *sizes, compare_numbers);
  double end = n > 0 ? sizes[(size_t) (SCALE_SHARE * (double) (n - 1))] : 0;
  if (!(end > 0))
    return;
  snapshot->minimum = fmax (snapshot->minimum, -end);
  snapshot->maximum = fmin (snapshot->maximum, end);
}

void
vit_snapshot_take_values (VitSnapshot *snapshot, double *values)
{
  g_return_if_fail (snapshot && values);
  size_t n = snapshot->frame->atoms->n;
  g_free (snapshot->values);
  g_free (snapshot->shades);
  snapshot->values = values;
  snapshot->shades = g_new (float, MAX (n, 1));
  snapshot->minimum = INFINITY;
  snapshot->maximum = -INFINITY;
  for (size_t i = 0; i < n; i++)
    {
      snapshot->shades[i] = (float) values[i];
      if (!isfinite (values[i]) || (snapshot->kept && !snapshot->kept[i]))
        continue;
      snapshot->minimum = fmin (snapshot->minimum, values[i]);
      snapshot->maximum = fmax (snapshot->maximum, values[i]);
    }
  if (vit_column_needs_interval (snapshot->column))
    leave_out_tails (snapshot);
}

VitSnapshot *
vit_snapshot_new_with (const VitSnapshot *of, const char *column, double *values)
{
  g_return_val_if_fail (of && column && values, NULL);
  size_t n = of->frame->atoms->n;
  VitSnapshot *snapshot = g_new0 (VitSnapshot, 1);
  g_atomic_ref_count_init (&snapshot->refs);
  snapshot->frame = vit_frame_ref (of->frame);
  snapshot->index = of->index;
  snapshot->time = of->time;
  snapshot->cell = of->cell;
  snapshot->scaled = g_atomic_rc_box_acquire (of->scaled);
  snapshot->result = of->result ? vit_tml_result_ref (of->result) : NULL;
  snapshot->liquid = of->liquid ? g_memdup2 (of->liquid, n) : NULL;
  snapshot->solid = of->solid ? g_memdup2 (of->solid, n) : NULL;
  snapshot->n_liquid = of->n_liquid;
  snapshot->kept = of->kept ? g_memdup2 (of->kept, n) : NULL;
  snapshot->n_kept = of->n_kept;
  snapshot->filter_problem = g_strdup (of->filter_problem);
  g_strlcpy (snapshot->column, column, sizeof snapshot->column);
  vit_snapshot_take_values (snapshot, values);
  return snapshot;
}

const uint8_t *
vit_snapshot_get_marked (const VitSnapshot *snapshot, bool whole)
{
  g_return_val_if_fail (snapshot, NULL);
  return whole && 2 * snapshot->n_liquid >= snapshot->frame->atoms->n ? NULL : snapshot->liquid;
}

void
vit_snapshot_sort (VitSnapshot *snapshot)
{
  g_return_if_fail (snapshot);
  size_t n = 0;
  if (!snapshot->values || snapshot->sorted)
    return;
  snapshot->sorted = g_new (double, MAX (snapshot->frame->atoms->n, 1));
  for (size_t i = 0; i < snapshot->frame->atoms->n; i++)
    if (isfinite (snapshot->values[i]) && (!snapshot->kept || snapshot->kept[i]))
      snapshot->sorted[n++] = snapshot->values[i];
  snapshot->n_sorted = n;
  qsort (snapshot->sorted, n, sizeof *snapshot->sorted, compare_numbers);
}

VitQuantityWish
vit_snapshot_wish (const char *column, const VitFilter *filter, const VitOptions *options)
{
  VitQuantityWish wish = { .affects = VIT_AFFECTS_LIQUID, .needs_cutoff = true };
  vit_column_wish (column, options, &wish);
  vit_filter_wish (filter, options, &wish);
  return wish;
}

/* Compute the values of the column. A column of T_ML that is not computed yet succeeds without
 * values, because its obstacle is shown elsewhere. */
static bool
take_column (VitSnapshot *snapshot,
             VitQuantitySource *source,
             VitProgress *progress,
             GError **error)
{
  if (strcmp (snapshot->column, VIT_COLUMN_REGION) == 0)
    return true;
  bool is_tml = strcmp (snapshot->column, "t_ml") == 0;
  if (is_tml && !snapshot->result && snapshot->developing == 0)
    return true;
  g_autofree double *column = g_new (double, MAX (snapshot->frame->atoms->n, 1));
  if (!vit_column_compute (snapshot->column, source, column, progress, error))
    return false;
  vit_snapshot_take_values (snapshot, g_steal_pointer (&column));
  GPtrArray *notes = vit_quantity_source_get_notes (source);
  if (snapshot->maximum < snapshot->minimum && notes->len > 0)
    snapshot->problem = g_strdup (notes->pdata[0]);
  return true;
}

/* Mark the atoms of the largest region. No region is marked where several share the largest
 * size. */
static void
mark_largest (VitSnapshot *snapshot)
{
  const VitClusters *regions = snapshot->regions;
  if (!regions || regions->n_clusters == 0 ||
      (regions->n_clusters > 1 && regions->clusters[0].size == regions->clusters[1].size))
    return;
  for (size_t i = 0; i < regions->n; i++)
    if (regions->labels[i] == 0)
      snapshot->liquid[i] = 2;
}

/* Find the liquid-like atoms and, if r_c is known, their regions. */
static bool
take_regions (VitSnapshot *snapshot,
              VitQuantitySource *source,
              VitProgress *progress,
              GError **error)
{
  size_t n = snapshot->frame->atoms->n;
  const uint8_t *liquid = vit_quantity_source_get_liquid (source, progress, error);
  if (!liquid)
    return false;
  snapshot->liquid = g_memdup2 (liquid, MAX (n, 1));
  snapshot->solid = g_new (uint8_t, MAX (n, 1));
  for (size_t i = 0; i < n; i++)
    {
      snapshot->n_liquid += liquid[i];
      snapshot->solid[i] = !liquid[i] && !isnan (snapshot->result->t_ml[i]);
    }
  if (!(vit_quantity_source_get_cutoff (source, NULL) > 0))
    return true;
  if (!vit_quantity_source_get_regions (source, progress, error))
    return false;
  snapshot->regions = vit_quantity_source_take_regions (source);
  mark_largest (snapshot);
  return true;
}

/* Takes ownership of @failure. Cancelling goes to @error; any other failure becomes the problem of
 * the snapshot. Returns: whether to go on. */
static bool
note_failure (VitSnapshot *snapshot, GError *failure, GError **error)
{
  if (g_error_matches (failure, VIT_ERROR, VIT_ERROR_CANCELLED))
    {
      g_propagate_error (error, failure);
      return false;
    }
  if (!snapshot->problem)
    snapshot->problem = g_strdup (failure->message);
  g_error_free (failure);
  return true;
}

/* Find the atoms that are shown: none where the filter fails, because all would pass for those that
 * it keeps. Returns: %false if it was cancelled. */
static bool
apply_filter (VitSnapshot *snapshot,
              VitQuantitySource *source,
              const VitFilter *filter,
              VitProgress *progress,
              GError **error)
{
  size_t n = snapshot->frame->atoms->n;
  g_autoptr (GError) failure = NULL;
  snapshot->n_kept = n;
  if (!vit_filter_is_set (filter))
    return true;
  snapshot->kept = g_new0 (uint8_t, MAX (n, 1));
  snapshot->n_kept = 0;
  if (!vit_filter_compute (filter, source, snapshot->kept, progress, &failure))
    {
      memset (snapshot->kept, 0, n);
      if (g_error_matches (failure, VIT_ERROR, VIT_ERROR_CANCELLED))
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return false;
        }
      snapshot->filter_problem = g_strdup (failure->message);
      return true;
    }
  for (size_t i = 0; i < n; i++)
    snapshot->n_kept += snapshot->kept[i];
  return true;
}

VitSnapshot *
vit_snapshot_new (VitQuantitySource *source,
                  const char *column,
                  const VitFilter *filter,
                  VitProgress *progress,
                  GError **error)
{
  g_return_val_if_fail (source && column, NULL);
  VitFrame *frame = vit_quantity_source_get_frame (source, error);
  if (!frame)
    return NULL;

  g_autoptr (VitSnapshot) snapshot = g_new0 (VitSnapshot, 1);
  g_atomic_ref_count_init (&snapshot->refs);
  snapshot->frame = vit_frame_ref (frame);
  snapshot->index = vit_quantity_source_get_index (source);
  double time = vit_quantity_source_get_time (source);
  snapshot->time = isnan (time) ? 0 : time;
  snapshot->minimum = INFINITY;
  snapshot->maximum = -INFINITY;
  g_strlcpy (snapshot->column, column, sizeof snapshot->column);
  snapshot->cell = vit_snapshot_get_cell (vit_quantity_source_get_trajectory (source),
                                          snapshot->index, &frame->cell);
  take_positions (snapshot);
  if (!apply_filter (snapshot, source, filter, progress, error))
    return NULL;

  GError *failure = NULL;
  VitTmlResult *result = vit_quantity_source_has_tml (source)
                             ? vit_quantity_source_get_tml (source, progress, &failure)
                             : NULL;
  if (failure && !note_failure (snapshot, failure, error))
    return NULL;
  failure = NULL;
  snapshot->developing = result ? vit_quantity_source_get_developing (source) : 0;
  if (result && result->atoms->n == frame->atoms->n && snapshot->developing == 0)
    snapshot->result = vit_tml_result_ref (result);
  if (!take_column (snapshot, source, progress, &failure) &&
      !note_failure (snapshot, failure, error))
    return NULL;
  failure = NULL;
  if (snapshot->result && !take_regions (snapshot, source, progress, &failure))
    {
      /* A failure of the regions only leaves them out. */
      bool cancelled = g_error_matches (failure, VIT_ERROR, VIT_ERROR_CANCELLED);
      g_propagate_error (cancelled ? error : NULL, failure);
      if (cancelled)
        return NULL;
    }
  vit_quantity_source_release (source);
  return g_steal_pointer (&snapshot);
}

/* ---- The derivation ---- */

bool
vit_snapshot_rests_on_tml (const char *column, const VitFilter *filter)
{
  g_return_val_if_fail (column, false);
  return strcmp (column, VIT_COLUMN_REGION) == 0 ||
         (vit_column_get_needs (column) & VIT_NEEDS_MODEL) ||
         (vit_filter_is_set (filter) &&
          (vit_column_get_needs (filter->condition) & VIT_NEEDS_MODEL));
}

bool
vit_snapshot_may_develop (const char *column, const VitFilter *filter)
{
  g_return_val_if_fail (column, false);
  return strcmp (column, "t_ml") == 0 && !vit_snapshot_rests_on_tml ("type", filter);
}

ssize_t
vit_snapshot_find_frame (
    VitAnalyses *analyses, VitRun *run, const char *column, const VitFilter *filter, double time)
{
  g_return_val_if_fail (VIT_IS_ANALYSES (analyses) && VIT_IS_RUN (run) && column, -1);
  VitTmlSeries *tml = vit_analyses_get_tml (analyses, run);
  bool needs_start = tml && vit_snapshot_rests_on_tml (column, filter);
  ssize_t beyond = needs_start ? vit_tml_series_find_beyond (tml, time) : -1;
  if (beyond >= 0)
    return beyond;
  int start = needs_start ? vit_tml_series_find (tml, time) : -1;
  if (start >= 0)
    return (ssize_t) vit_tml_series_get_frame (tml, (guint) start);
  VitTimeline *timeline = vit_run_get_timeline (run);
  if (timeline)
    return (ssize_t) vit_timeline_find_nearest (timeline, time);
  return vit_run_get_trajectory (run) ? 0 : -1;
}

typedef struct
{
  char column[VIT_OPTION_MAX_TEXT + 1];
  VitFilter filter;
  bool sorts;
  VitQuantitySource *source;
  bool wants_surface;
  VitSurfaceGroup surface;
} SnapshotInput;

static void
free_snapshot_input (gpointer data)
{
  SnapshotInput *input = data;
  vit_quantity_source_free (input->source);
  g_free (input);
}

/* The input of a snapshot of the frame at @index; −1 for none. */
static SnapshotInput *
new_snapshot_input (VitAnalyses *analyses, VitRun *run, ssize_t index, GString *key, GError **error)
{
  const VitOptions *options = vit_study_get_options (vit_analyses_get_study (analyses));
  const char *column = options->view.colour_column;
  VitFilter filter = vit_filter_read (options);
  if (index < 0)
    {
      vit_analyses_set_closed (analyses, run, error);
      return NULL;
    }
  SnapshotInput *input = g_new0 (SnapshotInput, 1);
  g_strlcpy (input->column, column, sizeof input->column);
  input->filter = filter;
  input->sorts =
      vit_study_get_range (vit_analyses_get_study (analyses), column).mode == VIT_RANGE_PERCENTILES;
  VitQuantityWish wish = vit_snapshot_wish (column, &filter, options);
  wish.developing = options->view.developing && vit_snapshot_may_develop (column, &filter);
  input->source = vit_quantity_source_new (analyses, run, (size_t) index, &wish);
  g_string_append_printf (key, "%s|%s|%d|%d|", column, filter.condition, filter.steps,
                          input->sorts);
  vit_quantity_source_describe (input->source, key);
  input->wants_surface = vit_snapshot_wants_surface (options);
  input->surface = options->surface;
  if (input->wants_surface)
    g_string_append_printf (key, "|surface %.17g %.17g", input->surface.width,
                            input->surface.level);
  return input;
}

static gpointer
take_snapshot_input (VitAnalyses *analyses, VitRun *run, double time, GString *key, GError **error)
{
  const VitOptions *options = vit_study_get_options (vit_analyses_get_study (analyses));
  VitFilter filter = vit_filter_read (options);
  ssize_t index =
      vit_run_get_trajectory (run)
          ? vit_snapshot_find_frame (analyses, run, options->view.colour_column, &filter, time)
          : -1;
  return new_snapshot_input (analyses, run, index, key, error);
}

/* The frame on the other side of @time than the frame nearest to it, among those that count; −1 for
 * none. */
static ssize_t
find_frame_beside (VitTimeline *timeline, double time)
{
  const double *times = vit_timeline_get_times (timeline);
  size_t n = vit_timeline_get_n_used (timeline), low = 0, high = n;
  /* Find the first frame after @time. */
  while (low < high)
    {
      size_t middle = low + (high - low) / 2;
      if (times[vit_timeline_get_frame_at (timeline, middle)] <= time)
        low = middle + 1;
      else
        high = middle;
    }
  if (low == 0 || low == n)
    return -1;
  size_t before = vit_timeline_get_frame_at (timeline, low - 1),
         after = vit_timeline_get_frame_at (timeline, low);
  return (ssize_t) (vit_timeline_find_nearest (timeline, time) == before ? after : before);
}

/* Where colours rest on T_ML, the start time on the other side of @time than the nearest one. */
static ssize_t
find_beside (VitAnalyses *analyses, VitRun *run, double time)
{
  const VitOptions *options = vit_study_get_options (vit_analyses_get_study (analyses));
  VitFilter filter = vit_filter_read (options);
  VitTmlSeries *tml = vit_analyses_get_tml (analyses, run);
  VitTimeline *timeline = vit_run_get_timeline (run);
  if (!timeline || !vit_run_get_trajectory (run))
    return -1;
  if (!tml || !vit_snapshot_rests_on_tml (options->view.colour_column, &filter))
    return find_frame_beside (timeline, time);
  int start = vit_tml_series_find_beyond (tml, time) >= 0 ? -1 : vit_tml_series_find (tml, time);
  if (start < 0)
    return -1;
  int beside = time < vit_tml_series_get_time (tml, (guint) start) ? start - 1 : start + 1;
  return beside >= 0 && (guint) beside < vit_tml_series_get_n (tml)
             ? (ssize_t) vit_tml_series_get_frame (tml, (guint) beside)
             : -1;
}

static gpointer
take_input_beside (VitAnalyses *analyses, VitRun *run, double time, GString *key, GError **error)
{
  return new_snapshot_input (analyses, run, find_beside (analyses, run, time), key, error);
}

static gpointer
compute_snapshot (gpointer data, VitProgress *progress, GError **error)
{
  const SnapshotInput *input = data;
  g_autoptr (VitSnapshot) snapshot =
      vit_snapshot_new (input->source, input->column, &input->filter, progress, error);
  if (!snapshot)
    return NULL;
  if (input->sorts)
    vit_snapshot_sort (snapshot);
  GError *failure = NULL;
  if (input->wants_surface &&
      !vit_snapshot_add_surface (snapshot, input->surface.width, input->surface.level, progress,
                                 &failure) &&
      !note_failure (snapshot, failure, error))
    return NULL;
  return g_steal_pointer (&snapshot);
}

static void
unref_snapshot (gpointer snapshot)
{
  vit_snapshot_unref (snapshot);
}

/* Snapshots are not stored on disk, because their costly parts are. */
const VitDerivation vit_snapshot_derivation = {
  .name = "snapshot",
  .title = "Reading the frame",
  .lane = VIT_JOB_PICTURE,
  .prepare = take_snapshot_input,
  .compute = compute_snapshot,
  .free_input = free_snapshot_input,
  .unref = unref_snapshot,
};

const VitDerivation vit_snapshot_beside_derivation = {
  .name = "snapshot-beside",
  .title = "Reading the next frame",
  .lane = VIT_JOB_PICTURE,
  .prepare = take_input_beside,
  .compute = compute_snapshot,
  .free_input = free_snapshot_input,
  .unref = unref_snapshot,
};

/* ---- Colours in between ---- */

bool
vit_snapshot_blend (const VitSnapshot *near, const VitSnapshot *beside, double time, float *shades)
{
  const VitAtoms *own = near->frame->atoms, *other = beside->frame->atoms;
  double span = beside->time - near->time, part = span != 0 ? (time - near->time) / span : -1;
  if (!near->shades || !beside->shades || strcmp (near->column, beside->column) != 0 ||
      !(part >= 0 && part <= 1) || vit_column_is_whole (near->column))
    return false;
  float weight = (float) part;
  size_t j = 0;
  for (size_t i = 0; i < own->n; i++)
    {
      float a = near->shades[i], b = NAN;
      /* Ids ascend in both. */
      while (own != other && j < other->n && other->ids[j] < own->ids[i])
        j++;
      if (own == other)
        b = beside->shades[i];
      else if (j < other->n && other->ids[j] == own->ids[i])
        b = beside->shades[j];
      shades[i] = isnan (a) || isnan (b) ? a : a + weight * (b - a);
    }
  return true;
}
