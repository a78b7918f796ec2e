#pragma once

/* Round numbers for axes, and numbers as text, whatever the locale. Pure functions, any thread. */

#include <stddef.h>

/** vit_nice_step: the largest of 1, 2, 5 × 10ⁿ that is not above @span; 1 for what is no positive number. */
double vit_nice_step (double span);

/**
 * vit_nice_ticks:
 * @wanted: about how many
 * @first: (out): the first multiple of the step at or above @minimum
 *
 * Returns: the step between ticks
 */
double vit_nice_ticks (double minimum, double maximum, int wanted, double *first);

/** VIT_NUMBER_BYTES: room that vit_format_tick() needs. */
#define VIT_NUMBER_BYTES 32

/** vit_format_tick: @value with the decimals that ticks @step apart need; a true minus sign. */
const char *vit_format_tick (double value, double step, char text[VIT_NUMBER_BYTES]);

/** vit_format_number: @digits significant digits, for tables of numbers: plain minus, point, exponent if needed. */
const char *vit_format_number (double value, int digits, char text[VIT_NUMBER_BYTES]);
