#pragma once

#include "core/indicator/score.h"

/* The atoms of all fields, one after the other. */
struct _VitScoring
{
  gatomicrefcount refs;
  size_t n;
  unsigned n_types;
  size_t n_fields;
  size_t *starts;     /* n_fields + 1 */
  uint8_t *types;     /* n */
  double *target;     /* n */
  double *centred;    /* n: less the mean of the species in the field */
  uint32_t *order[2]; /* of target and of centred: atoms with a target, from the lowest */
  size_t n_target;    /* atoms with a target */
  uint8_t *events;    /* (nullable) n */
  uint32_t *blocks;   /* n */
  size_t n_blocks;
  unsigned n_resamples;
  float *weights; /* n_resamples × n_blocks: how often each block is drawn */
  unsigned n_shifts;
  uint32_t **shifted_events; /* n_shifts: atoms that are events in the shifted field */
  size_t *n_shifted_events;
  float **shifted_target; /* n_shifts × n: without events; NaN for none */
};

/** VitScoreSample: the atoms of a group that have an indicator, from its lowest value */
typedef struct
{
  size_t n;
  uint32_t *atoms;
  double *values; /* of the indicator, by rank */
  size_t events;
} VitScoreSample;

void vit_score_sample_take (const VitScoring *scoring,
                            const double *indicator,
                            int group,
                            VitScoreSample *sample);
void vit_score_sample_clear (VitScoreSample *sample);

/** vit_score_means_out: @values less the mean of their species in their field; NaN stays. */
void vit_score_means_out (const VitScoring *scoring, const double *values, double *centred);

/** vit_score_band: the interval of 95 % of @n values, which are sorted; NaN without two. @n_blocks:
 * number of independent blocks, for its correction. */
void vit_score_band (double *values, size_t n, size_t n_blocks, double *low, double *high);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (VitScoreSample, vit_score_sample_clear)
