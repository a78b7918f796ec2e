/* Mean-square displacement of evenly spaced frames over all time origins (Calandrini et al. 2011,
 * "nMoldyn 3"): ⟨|r(t+τ) − r(t)|²⟩ is a sum of squares that is updated from τ to τ, minus twice an
 * autocorrelation. The fourth power is decomposed likewise:
 *
 * (a + b − 2 r·s)² = a² + b² + 2ab + 4 (r·s)² − 4 (a + b) r·s, a = r², b = s²,
 *
 * where (r·s)² is the correlation of the six products of r's components. */

#include <math.h>
#include <string.h>

#include "core/base/parallel.h"
#include "core/motion/fft.h"
#include "core/motion/msd-private.h"

/* Bytes of positions that are held at a time. */
#define BLOCK_BYTES ((size_t) 256 << 20)

/* Chunks of atoms; their sums are added in order. */
#define N_CHUNKS 16

double
vit_msd_spacing (VitTimeline *timeline)
{
  size_t n = vit_timeline_get_n_frames (timeline);
  const double *times = vit_timeline_get_times (timeline);
  if (vit_timeline_get_n_used (timeline) < n)
    return 0;
  double spacing = n > 1 ? (times[n - 1] - times[0]) / (double) (n - 1) : 0;
  for (size_t i = 0; i < n; i++)
    if (!(fabs (times[i] - times[0] - (double) i * spacing) < 1e-3 * spacing))
      return 0;
  return spacing;
}

/* Of the atoms of one species: power spectra, and sums of r² and r⁴ by frame. */
typedef struct
{
  double *power, *even, *cross; /* length */
  double *square, *fourth;      /* frames */
} SpeciesSpectra;

typedef struct
{
  VitTrajectory *trajectory;
  const VitMotionOptions *motion;
  const VitFrame *first;
  size_t n_frames, length;
  unsigned n_types;
  VitFft *fft;
  size_t begin, end;    /* atoms of the block */
  double *x;            /* atoms of the block × frames × 3 */
  SpeciesSpectra *sums; /* N_CHUNKS × types */
  int unfit;            /* atomic */
} UniformMsd;

static SpeciesSpectra *
new_sums (size_t n, size_t length, size_t n_frames)
{
  SpeciesSpectra *sums = g_new (SpeciesSpectra, n);
  for (size_t i = 0; i < n; i++)
    {
      sums[i].power = g_new0 (double, 3 * length + 2 * n_frames);
      sums[i].even = sums[i].power + length;
      sums[i].cross = sums[i].even + length;
      sums[i].square = sums[i].cross + length;
      sums[i].fourth = sums[i].square + n_frames;
    }
  return sums;
}

static void
free_sums (SpeciesSpectra *sums, size_t n)
{
  for (size_t i = 0; i < n; i++)
    g_free (sums[i].power);
  g_free (sums);
}

/* ---- Positions ---- */

/* Whether the box carries no atom along from the first frame to frame @f. */
static bool
same_box (const UniformMsd *work, const VitFrame *frame, size_t f)
{
  double map[3][3], shift[3];
  VitBasis basis = vit_trajectory_get_basis_between (work->trajectory, 0, f);
  return !vit_cell_get_flow (&work->first->cell, &frame->cell, basis, map, shift);
}

/* Reads the positions of the block's atoms in one frame, relative to the first frame. */
static bool
read_frame (UniformMsd *work, size_t f, GError **error)
{
  g_autoptr (VitFrame) frame = vit_trajectory_read_frame (work->trajectory, f, error);
  if (!frame)
    return false;
  size_t n = work->first->atoms->n;
  if ((work->motion->frame == VIT_MOTION_BOX && !same_box (work, frame, f)) || frame->atoms->n != n)
    {
      g_atomic_int_set (&work->unfit, 1);
      return true;
    }
  g_autofree double *d = g_new (double, MAX (3 * n, 1));
  if (!vit_motion_between (work->trajectory, 0, f, work->motion, d, NULL, NULL, error))
    return false;
  for (size_t i = work->begin; i < work->end; i++)
    {
      double *to = work->x + ((i - work->begin) * work->n_frames + f) * 3;
      if (!isfinite (d[3 * i] + d[3 * i + 1] + d[3 * i + 2]))
        g_atomic_int_set (&work->unfit, 1);
      memcpy (to, d + 3 * i, 3 * sizeof *to);
    }
  return true;
}

static bool
read_frames (size_t begin, size_t end, unsigned worker, void *data, GError **error)
{
  UniformMsd *work = data;
  for (size_t f = begin; f < end && !g_atomic_int_get (&work->unfit); f++)
    if (!read_frame (work, f, error))
      return false;
  return true;
}

/* ---- Spectra ---- */

/* Subtract the mean of the path to keep numbers small. */
static void
centre (double *x, size_t n)
{
  for (int k = 0; k < 3; k++)
    {
      double sum = 0;
      for (size_t f = 0; f < n; f++)
        sum += x[3 * f + (size_t) k];
      for (size_t f = 0; f < n; f++)
        x[3 * f + (size_t) k] -= sum / (double) n;
    }
}

/* Transforms p + iq, given in the first frames of both arrays, after padding with zeros. */
static void
transform (const UniformMsd *work, double *p, double *q)
{
  size_t n = work->n_frames;
  memset (p + n, 0, (work->length - n) * sizeof *p);
  memset (q + n, 0, (work->length - n) * sizeof *q);
  vit_fft_run (work->fft, p, q);
}

/* Adds |Z|², the transform of the sum of both autocorrelations; odd terms do not contribute to the
 * real part. */
static void
add_power (const UniformMsd *work, const double *re, const double *im, double *power)
{
  for (size_t k = 0; k < work->length; k++)
    power[k] += re[k] * re[k] + im[k] * im[k];
}

/* Adds the power of p and the real part of P* Q. */
static void
add_cross (const UniformMsd *work, const double *re, const double *im, double *power, double *cross)
{
  size_t n = work->length;
  for (size_t k = 0; k < n; k++)
    {
      size_t j = (n - k) & (n - 1);
      double pr = 0.5 * (re[k] + re[j]), pi = 0.5 * (im[k] - im[j]);
      double qr = 0.5 * (im[k] + im[j]), qi = -0.5 * (re[k] - re[j]);
      power[k] += pr * pr + pi * pi;
      cross[k] += pr * qr + pi * qi;
    }
}

static void
add_atom (const UniformMsd *work, double *x, double *scratch, SpeciesSpectra *sums)
{
  size_t n = work->n_frames;
  double *p = scratch, *q = p + work->length, *square = q + work->length;
  centre (x, n);
  for (size_t f = 0; f < n; f++)
    {
      square[f] = x[3 * f] * x[3 * f] + x[3 * f + 1] * x[3 * f + 1] + x[3 * f + 2] * x[3 * f + 2];
      sums->square[f] += square[f];
      sums->fourth[f] += square[f] * square[f];
    }
  for (int k = 0; k < 3; k++)
    {
      for (size_t f = 0; f < n; f++)
        {
          p[f] = x[3 * f + (size_t) k];
          q[f] = p[f] * square[f];
        }
      transform (work, p, q);
      add_cross (work, p, q, sums->power, sums->cross);
    }
  /* 2 a b + 4 Σ r_k r_l s_k s_l: products of different components occur twice. */
  static const int first[6] = { 0, 1, 2, 0, 0, 1 }, second[6] = { 0, 1, 2, 1, 2, 2 };
  for (int pair = 0; pair < 7; pair += 2)
    {
      for (size_t f = 0; f < n; f++)
        {
          const double *r = x + 3 * f;
          double factor = pair < 3 ? 2 : 2 * G_SQRT2, next = pair + 1 < 3 ? 2 : 2 * G_SQRT2;
          p[f] = pair < 6 ? factor * r[first[pair]] * r[second[pair]] : G_SQRT2 * square[f];
          q[f] = pair + 1 < 6 ? next * r[first[pair + 1]] * r[second[pair + 1]] : 0;
        }
      transform (work, p, q);
      add_power (work, p, q, sums->even);
    }
}

static bool
add_chunk (size_t begin, size_t end, unsigned worker, void *data, GError **error)
{
  UniformMsd *work = data;
  g_autofree double *scratch = g_new (double, 2 * work->length + work->n_frames);
  size_t n = work->end - work->begin;
  for (size_t chunk = begin; chunk < end; chunk++)
    for (size_t i = chunk * n / N_CHUNKS; i < (chunk + 1) * n / N_CHUNKS; i++)
      {
        unsigned type = work->first->atoms->types[work->begin + i];
        add_atom (work, work->x + i * work->n_frames * 3, scratch,
                  &work->sums[chunk * work->n_types + type - 1]);
      }
  return true;
}

/* ---- From spectra to displacements ---- */

/* The real part of the inverse transform of a real spectrum. */
static void
correlate (const UniformMsd *work, const double *spectrum, double *scratch, double *correlation)
{
  double *re = scratch, *im = scratch + work->length;
  memcpy (re, spectrum, work->length * sizeof *re);
  memset (im, 0, work->length * sizeof *im);
  vit_fft_run (work->fft, re, im);
  for (size_t m = 0; m < work->n_frames; m++)
    correlation[m] = re[m] / (double) work->length;
}

/* Σ over the pairs of frames @m apart of the values at both ends. */
static double
sum_ends (const double *before, size_t n, size_t m)
{
  return before[n - m] + (before[n] - before[m]);
}

static void
add_species_moments (const UniformMsd *work,
                     const SpeciesSpectra *sums,
                     const size_t *steps,
                     size_t n,
                     double *square,
                     double *fourth)
{
  size_t n_frames = work->n_frames;
  g_autofree double *z = g_new (double, 2 * work->length);
  g_autofree double *correlations = g_new (double, 3 * n_frames);
  g_autofree double *totals = g_new0 (double, 2 * (n_frames + 1));
  double *power = correlations, *even = power + n_frames, *cross = even + n_frames;
  double *before = totals, *before4 = before + n_frames + 1;
  correlate (work, sums->power, z, power);
  correlate (work, sums->even, z, even);
  correlate (work, sums->cross, z, cross);
  for (size_t f = 0; f < n_frames; f++)
    {
      before[f + 1] = before[f] + sums->square[f];
      before4[f + 1] = before4[f] + sums->fourth[f];
    }
  for (size_t k = 0; k < n; k++)
    {
      size_t m = steps[k];
      square[k] += fmax (0, sum_ends (before, n_frames, m) - 2 * power[m]);
      fourth[k] += fmax (0, sum_ends (before4, n_frames, m) + even[m] - 8 * cross[m]);
    }
}

static void
average_species (UniformMsd *work, const size_t *steps, VitMsd *msd)
{
  unsigned n_types = work->n_types;
  size_t n = msd->n;
  g_autofree double *square = g_new0 (double, (n_types + 1) * n);
  g_autofree double *fourth = g_new0 (double, (n_types + 1) * n);
  for (unsigned t = 1; t <= n_types; t++)
    {
      /* Add the chunks in order to the first. */
      SpeciesSpectra *sums = &work->sums[t - 1];
      for (size_t chunk = 1; chunk < N_CHUNKS; chunk++)
        for (size_t k = 0; k < 3 * work->length + 2 * work->n_frames; k++)
          sums->power[k] += work->sums[chunk * n_types + t - 1].power[k];
      add_species_moments (work, sums, steps, n, square + t * n, fourth + t * n);
      for (size_t k = 0; k < n; k++)
        {
          square[k] += square[t * n + k];
          fourth[k] += fourth[t * n + k];
        }
    }
  for (unsigned t = 0; t <= n_types; t++)
    for (size_t k = 0; k < n; k++)
      {
        double count = (double) msd->counts[t] * (double) (work->n_frames - steps[k]);
        double mean = count > 0 ? square[t * n + k] / count : NAN;
        msd->msd[t * n + k] = mean;
        msd->alpha2[t * n + k] = vit_msd_alpha2 (msd, mean, fourth[t * n + k] / count);
      }
}

bool
vit_msd_all_origins (VitTrajectory *trajectory,
                     const size_t *steps,
                     size_t n_frames,
                     const VitMotionOptions *motion,
                     VitMsd *msd,
                     bool *done,
                     VitProgress *progress,
                     GError **error)
{
  *done = false;
  if (motion->frame == VIT_MOTION_CAGE)
    return true;
  g_autoptr (VitFrame) first = vit_trajectory_read_frame (trajectory, 0, error);
  if (!first)
    return false;
  size_t length = 2, n = first->atoms->n;
  while (length < 2 * n_frames)
    length *= 2;
  g_autoptr (VitFft) fft = vit_fft_new (length);
  size_t block = CLAMP (BLOCK_BYTES / (n_frames * 3 * sizeof (double)), 1, MAX (n, 1));
  g_autofree double *x = g_new (double, block *n_frames * 3);
  size_t n_sums = N_CHUNKS * msd->n_types;
  UniformMsd work = { .trajectory = trajectory,
                      .motion = motion,
                      .first = first,
                      .n_frames = n_frames,
                      .length = length,
                      .n_types = msd->n_types,
                      .fft = fft,
                      .x = x,
                      .sums = new_sums (n_sums, length, n_frames) };
  bool good = true;
  for (size_t begin = 0; begin < n && good && !work.unfit; begin += block)
    {
      work.begin = begin;
      work.end = MIN (begin + block, n);
      double from = (double) work.begin / (double) n, to = (double) work.end / (double) n;
      vit_progress_set_range (progress, from, 0.5 * (from + to), "Reading frames");
      good = vit_parallel_for (n_frames, 1, read_frames, &work, progress, error);
      if (!good || work.unfit)
        break;
      vit_progress_set_range (progress, 0.5 * (from + to), to, "Averaging displacements");
      good = vit_parallel_for (N_CHUNKS, 1, add_chunk, &work, progress, error);
    }
  *done = good && !work.unfit;
  if (*done)
    average_species (&work, steps, msd);
  free_sums (work.sums, n_sums);
  return good;
}
