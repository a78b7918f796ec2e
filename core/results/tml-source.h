#pragma once

/* Where T_ML of a start time of a run comes from: memory, else the cache on disk, else it is
 * computed. What is asked for is always had. Reference counted; any thread. */

#include "core/results/stored.h"
#include "core/stats/histogram.h"
#include "core/tml/tml.h"

/**
 * VitTmlSource:
 * @options: with the intervals that are used
 * @bins: of counts of T_ML: 2 K wide, over all classes
 *
 * All else is private.
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

  GMutex lock;        /* of all below */
  GHashTable *memory; /* frame → its link in @order */
  GQueue order;       /* of VitTmlResult: those used last come first */
  size_t bytes, budget;
} VitTmlSource;

/** vit_tml_source_new: @options are copied; @cache is nullable; results that were used last take at
 * most @budget bytes of memory, but the newest is always there. */
VitTmlSource *vit_tml_source_new (VitTrajectory *trajectory,
                                  VitTimeline *timeline,
                                  VitModel *model,
                                  VitCache *cache,
                                  const VitTmlOptions *options,
                                  size_t budget);
VitTmlSource *vit_tml_source_ref (VitTmlSource *source);
void vit_tml_source_unref (VitTmlSource *source);

/** vit_tml_source_recall: (transfer full) (nullable): T_ML at @frame if it is in memory. */
VitTmlResult *vit_tml_source_recall (VitTmlSource *source, size_t frame);

/** vit_tml_source_look_up: (transfer full) (nullable): T_ML at @frame if the cache has it, which
 * memory has then, too; @stored gets its key. */
VitTmlResult *vit_tml_source_look_up (VitTmlSource *source, size_t frame, VitStored *stored);

/** vit_tml_source_keep: puts a result that was computed into memory, and into the cache under the
 * key that it was looked up by. */
void vit_tml_source_keep (VitTmlSource *source, VitStored *stored, VitTmlResult *result);

/**
 * VitTmlSummary: what is known of T_ML at a start time without the values of its atoms
 * @n_valid: atoms that have a value
 * @ambiguous: as in #VitTmlResult
 * @counts: (array): atoms in each of the source's bins
 */
typedef struct
{
  size_t n_valid;
  ssize_t ambiguous;
  uint32_t *counts;
} VitTmlSummary;

/** vit_tml_summary_new: (transfer full): O(atoms) */
VitTmlSummary *vit_tml_summary_new (VitTmlSource *source, const VitTmlResult *result);
void vit_tml_summary_free (VitTmlSummary *summary);

/** vit_tml_source_look_up_summary: (transfer full) (nullable): of @frame, if the cache has it and
 * the result itself. No frame is read, and the work does not grow with the number of atoms. */
VitTmlSummary *vit_tml_source_look_up_summary (VitTmlSource *source, size_t frame);

/** vit_tml_source_keep_summary: */
void vit_tml_source_keep_summary (VitTmlSource *source, size_t frame, const VitTmlSummary *summary);

/**
 * VitTmlStarts: some start times of a run, for results that rest on T_ML at them
 * @source: (nullable): where they are had from; %NULL: @given
 * @frames: (array length=n): their frames
 * @times: (array length=n): ps
 * @given: (nullable) (array length=n): results that are there already
 *
 * Immutable once made; its owner's.
 */
typedef struct
{
  VitTmlSource *source;
  size_t n;
  size_t *frames;
  double *times;
  VitTmlResult **given;
} VitTmlStarts;

/** vit_tml_starts_new: room for @n start times. */
VitTmlStarts *vit_tml_starts_new (VitTmlSource *source, size_t n);
void vit_tml_starts_free (VitTmlStarts *starts);

/** vit_tml_starts_new_given: of @n results (array) that are there. */
VitTmlStarts *vit_tml_starts_new_given (VitTmlResult *const *results, size_t n);

/** vit_tml_starts_pick: (transfer full): those at @places (array length=n) of @starts. */
VitTmlStarts *vit_tml_starts_pick (const VitTmlStarts *starts, const size_t *places, size_t n);

/** vit_tml_starts_get: (transfer full): T_ML at the @k-th start time: from memory, disk, or
 * computed. */
VitTmlResult *
vit_tml_starts_get (const VitTmlStarts *starts, size_t k, VitProgress *progress, GError **error);

/** vit_tml_starts_get_all: (transfer full) (element-type VitTmlResult): all of them; what has to be
 * computed in batches. */
GPtrArray *
vit_tml_starts_get_all (const VitTmlStarts *starts, VitProgress *progress, GError **error);

/** vit_tml_starts_describe: tells these start times from others while the source lives. */
void vit_tml_starts_describe (const VitTmlStarts *starts, GString *key);

/** vit_tml_starts_add_key: to the key of a result: what T_ML at them rests on. */
void vit_tml_starts_add_key (const VitTmlStarts *starts, VitStored *stored);

/** vit_tml_starts_add_start_key: the same of the @k-th start time alone. */
void vit_tml_starts_add_start_key (const VitTmlStarts *starts, size_t k, VitStored *stored);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitTmlSource, vit_tml_source_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitTmlStarts, vit_tml_starts_free)
