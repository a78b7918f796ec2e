#pragma once

/* Round numbers for axes, and numbers as text that does not depend on the locale. Pure functions,
 * any thread. */

#include <stddef.h>

/** vit_nice_step: the largest of 1, 2, 5 × 10ⁿ that is not above @span; 1 if @span is not a finite,
 * positive number. */
double vit_nice_step (double span);

/** vit_round_scale: upper end of a scale from 0 that reaches @high: the next multiple of
 * vit_nice_step() of @high / 4; 1 if @high is not a finite, positive number. */
double vit_round_scale (double high);

/**
 * VitTicks: multiples of a round step
 * @start: the first tick in units of @step
 * @n: number of ticks in the range; at most %VIT_MAX_TICKS
 * @parts: number of parts that minor ticks divide a step into
 */
typedef struct
{
  double start, step;
  int n, parts;
} VitTicks;

#define VIT_MAX_TICKS 200

/** vit_nice_ticks: about @wanted ticks from @minimum to @maximum; none if the range is not finite
 * and ascending. */
VitTicks vit_nice_ticks (double minimum, double maximum, int wanted);

/** vit_ticks_get: value of tick @i, an exact multiple of the step: rounding errors do not
 * accumulate. */
static inline double
vit_ticks_get (const VitTicks *ticks, int i)
{
  return (ticks->start + i) * ticks->step;
}

/** VIT_NUMBER_BYTES: size of the buffers that the functions below fill. */
#define VIT_NUMBER_BYTES 32

/** vit_format_tick: @value with the decimals that ticks @step apart need and a typographic minus
 * sign; as 2×10⁻⁷ where the step is below 10⁻⁴ or 10⁶ and above. */
const char *vit_format_tick (double value, double step, char text[VIT_NUMBER_BYTES]);

/**
 * vit_common_power: whether numbers of a narrow scale are better written without their power of ten
 *
 * Returns: the power of ten that all ticks from @low to @high, @step apart, are divided by; 0 where
 *   vit_format_tick() needs none
 */
int vit_common_power (double low, double high, double step);

/** vit_label_with_power: (transfer full): "Δs (10⁻⁸ k_B)" for "Δs (k_B)", in Pango markup; @power 0
 * leaves it. */
char *vit_label_with_power (const char *label, int power);

/** vit_format_uncertain: (transfer full): @value with the decimals that its standard error has a
 * digit in, as in "0.020 ± 0.004". An error that is not known, or below 10⁻⁴ of the value, is left
 * out, and the value has three digits or four. */
char *vit_format_uncertain (double value, double error);

/** vit_phase_text: (transfer full): ", phase 0.40" for a @time (ps) in a cyclic run of @frequency
 * (Hz); empty if the run is not cyclic. */
char *vit_phase_text (double frequency, double time);

/** vit_format_reading: @value for display, by a printf @format for one number such as "%.4g". It
 * has a typographic minus sign, but none where it is rounded to zero, 2×10⁻⁷ instead of 2e-07, and
 * – if it is not finite. The format must give at most 9 digits after the point. */
const char *vit_format_reading (const char *format, double value, char text[VIT_NUMBER_BYTES]);

/** vit_format_number: @value with @digits significant digits for files: ASCII minus, decimal point,
 * exponent if needed. */
const char *vit_format_number (double value, int digits, char text[VIT_NUMBER_BYTES]);
