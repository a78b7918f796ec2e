#pragma once

/* The atoms of one frame with the values that colour them and their liquid-like regions: all that a
 * view of a run shows at one time.
 *
 * Immutable and reference counted; any thread. */

#include "core/results/column.h"
#include "core/results/deriver.h"
#include "core/results/filter.h"
#include "core/structure/isosurface.h"

/** VIT_COLUMN_REGION: column of the liquid-like region. A snapshot has no values for it: regions
 * keep their colour through time, so the caller takes them from a VitClusterSeries. */
#define VIT_COLUMN_REGION "region"

/**
 * VitSnapshot:
 * @frame: the atoms
 * @index: index of the frame
 * @time: ps
 * @cell: its box as it is drawn, see vit_snapshot_get_cell()
 * @scaled: n × 3, scaled coordinates in @cell as vit_cell_wrap_scaled() gives them; shared by
 *   snapshots of the same atoms
 * @values: (nullable): n, values of @column; NaN where there is none
 * @shades: (nullable): the same as float, for drawing
 * @column: name of the column that colours the atoms
 * @minimum: least finite value
 * @maximum: largest finite value
 * @sorted: (nullable) (array length=n_sorted): the finite values of the atoms that are shown,
 *   ascending, where percentiles of them are wanted
 * @result: (nullable): T_ML at this frame
 * @developing: longest interval (ps) of the T_ML that colours the atoms where it is not final; else
 * 0. There is no
 *   @result then, and no atom is liquid-like
 * @liquid: (nullable): n: 1 for an atom that is liquid-like under the study's rule, 2 for one of
 *   the largest region, 0 for others
 * @solid: (nullable): n: 1 for an atom that has T_ML and is not liquid-like
 * @n_liquid: number of liquid-like atoms
 * @regions: (nullable): connected liquid-like atoms
 * @surface: (nullable): surface around the liquid-like atoms, relative to the box's origin; its
 *   values are means of @values (core/results/region-surface.h)
 * @kept: (nullable): n: 0 for an atom that the filter leaves out: its value counts neither in
 *   @minimum nor in @maximum; %NULL without a filter
 * @n_kept: number of atoms that are not left out
 * @filter_problem: (nullable): why the filter cannot be computed; it then leaves out all atoms
 * @problem: (nullable): why there are no values
 */
typedef struct
{
  gatomicrefcount refs;
  VitFrame *frame;
  size_t index;
  double time;
  VitCell cell;
  float *scaled;
  double *values;
  float *shades;
  char column[VIT_OPTION_MAX_TEXT + 1];
  double minimum, maximum;
  double *sorted;
  size_t n_sorted;
  VitTmlResult *result;
  double developing;
  uint8_t *liquid;
  uint8_t *solid;
  size_t n_liquid;
  VitClusters *regions;
  VitIsosurface *surface;
  uint8_t *kept;
  size_t n_kept;
  char *filter_problem;
  char *problem;
} VitSnapshot;

VitSnapshot *vit_snapshot_ref (VitSnapshot *snapshot);
void vit_snapshot_unref (VitSnapshot *snapshot);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitSnapshot, vit_snapshot_unref)

/**
 * vit_snapshot_get_cell:
 * @printed: box of a frame, as the file prints it
 *
 * The box as it is drawn and sliced: in the basis that continues that of the first frame, so that
 * neither its outline nor a slice jumps where a sheared box is flipped. A box that then leans over
 * more than two of its edges is drawn as it is printed.
 */
VitCell vit_snapshot_get_cell (VitTrajectory *trajectory, size_t frame, const VitCell *printed);

/**
 * vit_snapshot_wish:
 * @column: as in column.h, or %VIT_COLUMN_REGION
 *
 * @filter: (nullable): as in vit_snapshot_new()
 *
 * The wish for the source of a snapshot: the needs of the column, and r_c for regions.
 */
VitQuantityWish
vit_snapshot_wish (const char *column, const VitFilter *filter, const VitOptions *options);

/**
 * vit_snapshot_new:
 * @source: made for vit_snapshot_wish(); it is released afterwards
 * @filter: (nullable): the atoms that are shown
 * @error: reading failed, or it was cancelled; a column that fails is a @problem of the snapshot
 *   instead, a filter that fails its @filter_problem
 *
 * O(n) plus the cost of the column; O(n · neighbours) for regions
 */
VitSnapshot *vit_snapshot_new (VitQuantitySource *source,
                               const char *column,
                               const VitFilter *filter,
                               VitProgress *progress,
                               GError **error);

/** vit_snapshot_new_with: the same atoms under the same filter with the values (transfer full)
 * (array length=n) of another @column, and without surface. */
VitSnapshot *vit_snapshot_new_with (const VitSnapshot *of, const char *column, double *values);

/** vit_snapshot_take_values: replaces the values of the column by @values (transfer full) (array
 * length=n). */
void vit_snapshot_take_values (VitSnapshot *snapshot, double *values);

/** vit_snapshot_get_marked: (transfer none) (nullable): the flags of liquid-like atoms that maps
 * mark. In the whole box each has a ring of its own: none has one where they are half of the atoms
 * or more, as rings around nearly all tell nothing and hide the colours. */
const uint8_t *vit_snapshot_get_marked (const VitSnapshot *snapshot, bool whole);

/** vit_snapshot_sort: makes @sorted. O(n log n) */
void vit_snapshot_sort (VitSnapshot *snapshot);

/** vit_snapshot_may_develop: whether maps of @column under @filter (nullable) can show T_ML that
 * develops: it colours atoms and does nothing else. */
bool vit_snapshot_may_develop (const char *column, const VitFilter *filter);

/** vit_snapshot_rests_on_tml: whether maps of @column under @filter (nullable) show start times. */
bool vit_snapshot_rests_on_tml (const char *column, const VitFilter *filter);

/**
 * vit_snapshot_find_frame:
 * @column: what colours the atoms
 * @filter: (nullable): the atoms that are shown
 * @time: of the playhead, ps
 *
 * Returns: the frame whose atoms are shown: that of the nearest start time if column or filter rest
 *   on T_ML and start times reach the playhead, else the frame nearest in time; −1 if the run has
 * no frames yet
 */
ssize_t vit_snapshot_find_frame (
    VitAnalyses *analyses, VitRun *run, const char *column, const VitFilter *filter, double time);

/** vit_snapshot_derivation: results are #VitSnapshot of the run at the playhead, coloured by the
 * option "view", "colour-column" and filtered by "view", "filter". */
extern const VitDerivation vit_snapshot_derivation;

/** vit_snapshot_beside_derivation: the same of the frame on the other side of the playhead than the
 * one of vit_snapshot_derivation; for colours in between. */
extern const VitDerivation vit_snapshot_beside_derivation;

/**
 * vit_snapshot_blend:
 * @near, @beside: snapshots before and after @time, in any order
 * @time: ps
 * @shades: (out caller-allocates): one per atom of @near: values of the column, interpolated by id;
 *   those of @near where an atom has none in one of the two
 *
 * For pictures alone: a number between two frames is none of either.
 *
 * Returns: %false if @time does not lie between them, or their values are no numbers to interpolate
 */
bool
vit_snapshot_blend (const VitSnapshot *near, const VitSnapshot *beside, double time, float *shades);
