#pragma once

#include <glib.h>

/**
 * vit_number_append:
 * @least: significant digits up to which a number is written without an exponent, from 1 on
 *
 * Appends a finite number with the fewest digits that read back as the same double, and a point
 * whatever the locale: what printf() writes as %.Ng with the least N, or that with N = @least where
 * fewer do. Any thread.
 */
void vit_number_append (GString *text, double value, int least);
