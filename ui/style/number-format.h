#pragma once

/* Round numbers for axes, and numbers as text, whatever the locale. Pure functions, any thread. */

#include <stddef.h>

/** vit_nice_step: the largest of 1, 2, 5 × 10ⁿ that is not above @span; 1 for what is no positive
 * number. */
double vit_nice_step (double span);

/** vit_round_scale: the end of a scale from 0 that reaches @high: a multiple of the nice step of a
 * quarter of it; 1 for what is no positive number. */
double vit_round_scale (double high);

/**
 * VitTicks: multiples of a round step
 * @start: number of the first one in units of @step
 * @n: how many lie in the range; at most %VIT_MAX_TICKS
 * @parts: into how many parts minor ticks cut a step
 */
typedef struct
{
  double start, step;
  int n, parts;
} VitTicks;

#define VIT_MAX_TICKS 200

/** vit_nice_ticks: about @wanted of them from @minimum to @maximum; none if that is no finite,
 * ascending range. */
VitTicks vit_nice_ticks (double minimum, double maximum, int wanted);

/** vit_ticks_get: the value of the @i-th; exact multiples, so that nothing adds up. */
static inline double
vit_ticks_get (const VitTicks *ticks, int i)
{
  return (ticks->start + i) * ticks->step;
}

/** VIT_NUMBER_BYTES: room that vit_format_tick() needs. */
#define VIT_NUMBER_BYTES 32

/** vit_format_tick: @value with the decimals that ticks @step apart need; a true minus sign; as
 * 2×10⁻⁷ where the step is below 10⁻⁴ or from 10⁶ on. */
const char *vit_format_tick (double value, double step, char text[VIT_NUMBER_BYTES]);

/** vit_phase_text: (transfer full): ", phase 0.40" of a time (ps) in a cyclic run at @frequency
 * (Hz); empty where that is not known. */
char *vit_phase_text (double frequency, double time);

/** vit_format_reading: @value by a printf @format for one number, as "%.4g", for people: a true
 * minus sign, and none before what is rounded to zero; 2×10⁻⁷ instead of 2e-07; – for what is not
 * finite. At most 9 digits behind the point. */
const char *vit_format_reading (const char *format, double value, char text[VIT_NUMBER_BYTES]);

/** vit_format_number: @digits significant digits, for tables of numbers: plain minus, point,
 * exponent if needed. */
const char *vit_format_number (double value, int digits, char text[VIT_NUMBER_BYTES]);
