#pragma once

/* Where T_ML of a start time of a run comes from: the cache on disk, else it is computed. What is
 * asked for is always had, whatever is in memory. Immutable and reference counted; any thread. */

#include "core/results/stored.h"
#include "core/stats/histogram.h"
#include "core/tml/tml.h"

/**
 * VitTmlSource:
 * @options: with the intervals that are used
 * @bins: of counts of T_ML: 2 K wide, over all classes
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
} VitTmlSource;

/** vit_tml_source_new: @options are copied; @cache is nullable. */
VitTmlSource *vit_tml_source_new (VitTrajectory *trajectory,
                                  VitTimeline *timeline,
                                  VitModel *model,
                                  VitCache *cache,
                                  const VitTmlOptions *options);
VitTmlSource *vit_tml_source_ref (VitTmlSource *source);
void vit_tml_source_unref (VitTmlSource *source);

/** vit_tml_source_look_up: (transfer full) (nullable): T_ML at @frame if the cache has it; @stored
 * gets its key. */
VitTmlResult *vit_tml_source_look_up (VitTmlSource *source, size_t frame, VitStored *stored);

/** vit_tml_source_keep: puts a result into the cache under the key that it was looked up by. */
void vit_tml_source_keep (VitStored *stored, const VitTmlResult *result);

/**
 * VitTmlStarts: some start times of a run, for results that rest on T_ML at them
 * @frames: (array length=n): their frames
 * @times: (array length=n): ps
 * @known: (array length=n): those that were in memory; %NULL for others
 *
 * Immutable once made; its owner's.
 */
typedef struct
{
  VitTmlSource *source;
  size_t n;
  size_t *frames;
  double *times;
  VitTmlResult **known;
} VitTmlStarts;

/** vit_tml_starts_new: room for @n start times; @source (nullable) for results that are given. */
VitTmlStarts *vit_tml_starts_new (VitTmlSource *source, size_t n);
void vit_tml_starts_free (VitTmlStarts *starts);

/** vit_tml_starts_new_given: of @n results (array) that are there. */
VitTmlStarts *vit_tml_starts_new_given (VitTmlResult *const *results, size_t n);

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
