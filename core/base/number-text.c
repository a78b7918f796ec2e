#include "core/base/number-text.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* Digits that tell any double, and of which any number that has no more is told apart. */
#define MOST_DIGITS 17
#define SURE_DIGITS 15

/* Powers of ten up to which 5^k is a number of 64 bits. */
#define MOST_POWER 27

typedef unsigned __int128 Wide;

/* A double times a power of ten as an exact fraction: of seventeen digits before the point.
 * @whole: those digits; @rest: what is left, of 2^@shift
 * @above: twice the distance to the next double; @below: to the one before; both in units of @rest
 */
typedef struct
{
  uint64_t whole, rest;
  int shift;
  Wide above, below;
  bool is_even;
  int exponent; /* of ten, of the first digit */
} Scaled;

static const uint64_t fives[MOST_POWER + 1] = {
  UINT64_C (1),
  UINT64_C (5),
  UINT64_C (25),
  UINT64_C (125),
  UINT64_C (625),
  UINT64_C (3125),
  UINT64_C (15625),
  UINT64_C (78125),
  UINT64_C (390625),
  UINT64_C (1953125),
  UINT64_C (9765625),
  UINT64_C (48828125),
  UINT64_C (244140625),
  UINT64_C (1220703125),
  UINT64_C (6103515625),
  UINT64_C (30517578125),
  UINT64_C (152587890625),
  UINT64_C (762939453125),
  UINT64_C (3814697265625),
  UINT64_C (19073486328125),
  UINT64_C (95367431640625),
  UINT64_C (476837158203125),
  UINT64_C (2384185791015625),
  UINT64_C (11920928955078125),
  UINT64_C (59604644775390625),
  UINT64_C (298023223876953125),
  UINT64_C (1490116119384765625),
  UINT64_C (7450580596923828125),
};

static const uint64_t tens[] = { 1, 10, 100 };

/* False for numbers whose product is not exact: from 10⁻¹¹ to 10¹⁶ it is. */
static bool
scale (double value, Scaled *scaled)
{
  static const uint64_t least = UINT64_C (10000000000000000);
  uint64_t bits;
  memcpy (&bits, &value, sizeof bits);
  int e = (int) (bits >> 52 & 0x7ff) - 1075;
  uint64_t m = (bits & ((UINT64_C (1) << 52) - 1)) | UINT64_C (1) << 52;
  if (!(value >= 1e-11 && value < 1e16))
    return false;
  /* The exponent of ten is that of a logarithm, or one less. */
  int exponent = (int) floor (log10 (value) + 1e-9);
  for (int tries = 0; tries < 2; tries++, exponent--)
    {
      int k = MOST_DIGITS - 1 - exponent;
      if (k < 0 || k > MOST_POWER || -(e + k) < 0 || -(e + k) > 62)
        return false;
      uint64_t five = fives[k];
      Wide product = (Wide) m * five;
      scaled->shift = -(e + k);
      scaled->whole = (uint64_t) (product >> scaled->shift);
      scaled->rest = (uint64_t) product & ((UINT64_C (1) << scaled->shift) - 1);
      scaled->above = 2 * (Wide) five;
      /* Below a power of two doubles are twice as near. */
      scaled->below = m == UINT64_C (1) << 52 ? five : 2 * (Wide) five;
      scaled->is_even = m % 2 == 0;
      scaled->exponent = exponent;
      if (scaled->whole >= least)
        return scaled->whole < 10 * least;
    }
  return false;
}

/* The nearest number of so many digits, in units of the seventeenth; the even one of two. */
static uint64_t
round_to (const Scaled *scaled, int digits)
{
  uint64_t unit = tens[MOST_DIGITS - digits], quotient = scaled->whole / unit,
           left = scaled->whole % unit, rest = scaled->rest;
  bool up;
  if (unit == 1)
    {
      uint64_t half = scaled->shift > 0 ? UINT64_C (1) << (scaled->shift - 1) : 1;
      up = rest > half || (rest == half && quotient % 2 == 1);
    }
  else
    up = left > unit / 2 || (left == unit / 2 && (rest > 0 || quotient % 2 == 1));
  return (quotient + up) * unit;
}

/* Whether a number of seventeen digits is nearer to the double than to any other. */
static bool
reads_back (const Scaled *scaled, uint64_t number)
{
  bool is_above = number > scaled->whole;
  uint64_t away = is_above ? number - scaled->whole : scaled->whole - number;
  /* A distance is at most eleven units. */
  if (away > 100)
    return false;
  Wide distance = (Wide) away << scaled->shift;
  distance = is_above ? distance - scaled->rest : distance + scaled->rest;
  Wide most = is_above ? scaled->above : scaled->below;
  return 4 * distance < most || (4 * distance == most && scaled->is_even);
}

/* @number: of seventeen digits, or 10^17. */
static void
append_digits (GString *text, uint64_t number, int exponent, int least)
{
  char digits[MOST_DIGITS + 1], out[2 * MOST_DIGITS + 8];
  int n = MOST_DIGITS, at = 0;
  if (number == UINT64_C (100000000000000000))
    {
      number /= 10;
      exponent++;
    }
  for (int k = MOST_DIGITS - 1; k >= 0; k--, number /= 10)
    digits[k] = (char) ('0' + number % 10);
  while (n > 1 && digits[n - 1] == '0')
    n--;
  if (exponent < -4 || exponent >= MAX (least, n))
    {
      out[at++] = digits[0];
      if (n > 1)
        out[at++] = '.';
      memcpy (out + at, digits + 1, (size_t) n - 1);
      at += n - 1;
      g_string_append_len (text, out, at);
      g_string_append_printf (text, "e%c%02d", exponent < 0 ? '-' : '+', ABS (exponent));
      return;
    }
  for (int k = exponent; k < 0; k++)
    {
      out[at++] = '0';
      if (k == exponent)
        out[at++] = '.';
    }
  for (int k = 0; k < MAX (n, exponent + 1); k++)
    {
      out[at++] = k < n ? digits[k] : '0';
      if (k == exponent && k + 1 < n)
        out[at++] = '.';
    }
  g_string_append_len (text, out, at);
}

/* By printf(), for numbers that are far from one. */
static void
append_slowly (GString *text, double value, int least)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE], format[8];
  for (int digits = least; digits <= MOST_DIGITS; digits++)
    {
      g_snprintf (format, sizeof format, "%%.%dg", digits);
      g_ascii_formatd (number, sizeof number, format, value);
      if (g_ascii_strtod (number, NULL) == value)
        break;
    }
  g_string_append (text, number);
}

void
vit_number_append (GString *text, double value, int least)
{
  Scaled scaled;
  g_return_if_fail (text && least >= 1 && least <= MOST_DIGITS);
  if (!scale (fabs (value), &scaled))
    {
      append_slowly (text, value, least);
      return;
    }
  uint64_t number = round_to (&scaled, SURE_DIGITS);
  for (int digits = SURE_DIGITS + 1; digits <= MOST_DIGITS && !reads_back (&scaled, number);
       digits++)
    number = round_to (&scaled, digits);
  if (value < 0)
    g_string_append_c (text, '-');
  append_digits (text, number, scaled.exponent, least);
}
