#pragma once

/* T_ML of some start times as one job: start times that are not in the cache are computed together
 * and stored in it and in memory. Reference counted; the main thread creates a batch and takes the
 * results, one worker runs it. */

#include "core/results/tml-source.h"

/**
 * VitTmlBatch:
 * @indices: indices of the start times in the series
 * @frames: their frames
 * @summaries: (nullable): summary of each result; the series steals them
 * @errors: (nullable): why there is no summary
 * @ambiguous: first frame into which unwrapping may have gone wrong, -1 if none
 */
typedef struct
{
  gatomicrefcount refs;
  VitTmlSource *source;
  guint n;
  guint *indices; /* indices into the series */
  size_t *frames;
  VitTmlSummary **summaries;
  GError **errors;
  ssize_t ambiguous;
} VitTmlBatch;

/** vit_tml_batch_new: @indices and @frames of @n start times are copied. */
VitTmlBatch *
vit_tml_batch_new (VitTmlSource *source, const guint *indices, const size_t *frames, guint n);
void vit_tml_batch_unref (VitTmlBatch *batch);

/** vit_tml_batch_run: runs the batch; %false only if cancelled. A start time that fails has its own
 * error. */
bool vit_tml_batch_run (VitTmlBatch *batch, VitProgress *progress, GError **error);

/** vit_tml_batch_look_job: a VitJobFunc: the start times of a batch that other programs have put
 * into the store, as another batch. No frame is read. */
void *vit_tml_batch_look_job (void *batch, VitProgress *progress, GError **error);

/** vit_tml_batch_job: a VitJobFunc whose result is another reference to the batch that it ran. */
void *vit_tml_batch_job (void *batch, VitProgress *progress, GError **error);
