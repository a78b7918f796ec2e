#pragma once

/* The source of T_ML of the start times of a run: memory, else the cache on disk, else it is
 * computed. Reference counted; any thread. */

#include "core/results/stored.h"
#include "core/stats/histogram.h"
#include "core/tml/tml.h"

/**
 * VitTmlSource:
 * @options: options, with the intervals that are actually used
 * @bins: bins of the counts in summaries, about 2 K wide, over all classes
 *
 * All other fields are private.
 */
typedef struct
{
  gatomicrefcount refs;
  VitTrajectory *trajectory;
  VitTimeline *timeline;
  VitModel *model;
  VitCache *cache;
  VitTmlOptions options;
  double *intervals;
  VitBins bins;

  GMutex lock;        /* protects the fields below */
  GHashTable *memory; /* frame → link in @order */
  GQueue order;       /* VitTmlResult, the last used first */
  size_t bytes, budget;
} VitTmlSource;

/** vit_tml_lattice: the values that T_ML of @model (nullable) can have; without a model those of
 * k = 50 and classes that are multiples of 100 K. */
VitLattice vit_tml_lattice (VitModel *model);

/** vit_tml_source_new: @options are copied; @cache is nullable. The results used last stay in
 * memory, up to @budget bytes; the newest always does. */
VitTmlSource *vit_tml_source_new (VitTrajectory *trajectory,
                                  VitTimeline *timeline,
                                  VitModel *model,
                                  VitCache *cache,
                                  const VitTmlOptions *options,
                                  size_t budget);

/** vit_tml_source_new_grown: (transfer full): the source of the same model and options for a run
 * that
 * @old has grown into: the results in memory of frames of which @keep (array) is %true are taken
 * over.
 */
VitTmlSource *vit_tml_source_new_grown (VitTmlSource *old,
                                        VitTrajectory *trajectory,
                                        VitTimeline *timeline,
                                        const bool *keep,
                                        size_t n_keep);

/** vit_tml_source_take: takes the result of @frame over from the memory of @from, if it is there.
 */
void vit_tml_source_take (VitTmlSource *source, VitTmlSource *from, size_t frame);

VitTmlSource *vit_tml_source_ref (VitTmlSource *source);
void vit_tml_source_unref (VitTmlSource *source);

/** vit_tml_source_forget: drops all results from memory. */
void vit_tml_source_forget (VitTmlSource *source);

/** vit_tml_source_get_cache: (transfer none) (nullable): where results are on disk. */
VitCache *vit_tml_source_get_cache (VitTmlSource *source);

/** vit_tml_source_recall: (transfer full) (nullable): T_ML at @frame if it is in memory. */
VitTmlResult *vit_tml_source_recall (VitTmlSource *source, size_t frame);

/** vit_tml_source_look_up: (transfer full) (nullable): T_ML at @frame if the cache has it; the
 * result is then kept in memory, too. @stored gets its key. */
VitTmlResult *vit_tml_source_look_up (VitTmlSource *source, size_t frame, VitStored *stored);

/** vit_tml_source_keep: puts a computed result into memory, and into the cache under the key of
 * vit_tml_source_look_up(). */
void vit_tml_source_keep (VitTmlSource *source, VitStored *stored, VitTmlResult *result);

/**
 * VitTmlSummary: statistics of T_ML at a start time, without the values of the atoms
 * @n_valid: atoms that have a value
 * @ambiguous: as in #VitTmlResult
 * @n: number of the source's bins that hold atoms
 * @filled: (array length=n): which bins, ascending, and their atoms; 8 bytes each, so that runs of
 *   many start times fit into memory
 */
typedef struct
{
  size_t n_valid;
  ssize_t ambiguous;
  uint32_t n;
  struct
  {
    uint32_t bin;
    uint32_t count;
  } filled[];
} VitTmlSummary;

/** vit_tml_summary_new: (transfer full): O(atoms) */
VitTmlSummary *vit_tml_summary_new (VitTmlSource *source, const VitTmlResult *result);
void vit_tml_summary_free (VitTmlSummary *summary);

/** vit_tml_summary_dup_counts: (transfer full) (array): number of atoms in each of the source's
 * bins. */
uint32_t *vit_tml_summary_dup_counts (const VitTmlSummary *summary, const VitTmlSource *source);

/** vit_tml_source_look_up_summary: (transfer full) (nullable): the summary of @frame if the cache
 * has both it and the result. No frame is read. O(1) in the number of atoms. */
VitTmlSummary *vit_tml_source_look_up_summary (VitTmlSource *source, size_t frame);

/** vit_tml_source_has: whether the cache has both the result of @frame and its summary. O(1) */
bool vit_tml_source_has (VitTmlSource *source, size_t frame);

/** vit_tml_source_is_in: whether @cache, which may be another than the source's, has the result of
 * a start time, or why there is none. Any thread */
bool vit_tml_source_is_in (VitTmlSource *source, VitCache *cache, size_t frame);

/** vit_tml_source_knows: whether the key of @frame can be told without reading any frame. */
bool vit_tml_source_knows (VitTmlSource *source, size_t frame);

/** vit_tml_source_keep_summary: stores the summary of @frame in the cache. */
void vit_tml_source_keep_summary (VitTmlSource *source, size_t frame, const VitTmlSummary *summary);

/** vit_tml_source_look_up_failure: (transfer full) (nullable): why there is no T_ML at @frame, if
 * it was found out before of files with the same stamps. No frame is read. */
GError *vit_tml_source_look_up_failure (VitTmlSource *source, size_t frame);

/** vit_tml_source_keep_failure: stores why there is no T_ML at @frame, if the content of the files
 * is the reason. */
void vit_tml_source_keep_failure (VitTmlSource *source, size_t frame, const GError *failure);

/**
 * VitTmlStarts: some start times of a run, for results that depend on T_ML at them
 * @source: (nullable): source of T_ML; %NULL: @given
 * @frames: (array length=n): their frames
 * @times: (array length=n): ps
 * @given: (nullable) (array length=n): results, if there is no @source
 *
 * Owned by the caller; immutable once filled.
 */
typedef struct
{
  VitTmlSource *source;
  size_t n;
  size_t *frames;
  double *times;
  VitTmlResult **given;
} VitTmlStarts;

/** vit_tml_starts_new: allocates @n start times for the caller to fill. */
VitTmlStarts *vit_tml_starts_new (VitTmlSource *source, size_t n);
void vit_tml_starts_free (VitTmlStarts *starts);

/** vit_tml_starts_new_given: start times of @n existing results (array). */
VitTmlStarts *vit_tml_starts_new_given (VitTmlResult *const *results, size_t n);

/** vit_tml_starts_pick: (transfer full): the start times of @starts at the indices @places (array
 * length=n). */
VitTmlStarts *vit_tml_starts_pick (const VitTmlStarts *starts, const size_t *places, size_t n);

/** vit_tml_starts_get: (transfer full): T_ML at the @k-th start time, from memory, disk, or
 * computed. */
VitTmlResult *
vit_tml_starts_get (const VitTmlStarts *starts, size_t k, VitProgress *progress, GError **error);

/** vit_tml_starts_get_all: (transfer full) (element-type VitTmlResult): T_ML at all start times;
 * missing ones are computed in batches. */
GPtrArray *
vit_tml_starts_get_all (const VitTmlStarts *starts, VitProgress *progress, GError **error);

/** vit_tml_starts_describe: appends a text that identifies these start times as long as the source
 * exists. */
void vit_tml_starts_describe (const VitTmlStarts *starts, GString *key);

/** vit_tml_starts_add_key: adds everything that T_ML at the start times depends on to the key of a
 * result. */
void vit_tml_starts_add_key (const VitTmlStarts *starts, VitStored *stored);

/** vit_tml_starts_add_possible_key: the same for results that do without T_ML where it cannot be
 * had: why it cannot is then part of the key, with the extent of the run. */
void vit_tml_starts_add_possible_key (const VitTmlStarts *starts, VitStored *stored);

/** vit_tml_starts_add_start_key: the same for the @k-th start time alone. */
void vit_tml_starts_add_start_key (const VitTmlStarts *starts, size_t k, VitStored *stored);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitTmlSource, vit_tml_source_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitTmlStarts, vit_tml_starts_free)
