#pragma once

/* T_ML of some start times as one piece of background work: out of the cache what is there, the
 * rest computed together and put there, and into memory. Counts its references; the main thread
 * makes one and takes the results, one worker runs it. */

#include "core/results/tml-source.h"

/**
 * VitTmlBatch:
 * @indices: of the start times in the series, as given
 * @frames: their frames
 * @summaries: (nullable): what came of each; stolen by who lands it
 * @errors: (nullable): why there is none
 * @ambiguous: first frame into which unwrapping may have gone wrong, -1 if none
 */
typedef struct
{
  gatomicrefcount refs;
  VitTmlSource *source;
  guint n;
  guint *indices; /* into the series */
  size_t *frames;
  VitTmlSummary **summaries;
  GError **errors;
  ssize_t ambiguous;
} VitTmlBatch;

/** vit_tml_batch_new: @indices and @frames of @n start times are copied. */
VitTmlBatch *
vit_tml_batch_new (VitTmlSource *source, const guint *indices, const size_t *frames, guint n);
void vit_tml_batch_unref (VitTmlBatch *batch);

/** vit_tml_batch_run: false only if cancelled; a start time that fails has its own error. */
bool vit_tml_batch_run (VitTmlBatch *batch, VitProgress *progress, GError **error);

/** vit_tml_batch_job: a VitJobFunc whose result is another reference to the batch that it ran. */
void *vit_tml_batch_job (void *batch, VitProgress *progress, GError **error);
