#pragma once

/* Tokens and numbers of text formats, independent of the locale. A token is a number only as a
 * whole. Pure functions, any thread. */

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/** VitToken: a piece of a line, not terminated. */
typedef struct
{
  const char *text;
  size_t length;
} VitToken;

/** vit_is_blank: whether a character separates tokens; a line feed does not, because it ends the
 * line. */
static inline bool
vit_is_blank (char c)
{
  return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f';
}

/**
 * vit_token_next:
 * @p: (inout): moved past the token
 * @end: end of the line
 *
 * Returns: %false if the line has no further token
 */
static inline bool
vit_token_next (const char **p, const char *end, VitToken *token)
{
  const char *q = *p;
  while (q < end && vit_is_blank (*q))
    q++;
  if (q == end)
    {
      *p = q;
      return false;
    }
  token->text = q;
  while (q < end && !vit_is_blank (*q))
    q++;
  token->length = (size_t) (q - token->text);
  *p = q;
  return true;
}

/** vit_token_count: number of tokens up to @end. */
size_t vit_token_count (const char *p, const char *end);

/** vit_token_equal: whether a token is @text, with the same case. */
static inline bool
vit_token_equal (VitToken token, const char *text)
{
  return strlen (text) == token.length && memcmp (token.text, text, token.length) == 0;
}

/** VIT_MAX_NAME: bytes of the name of a species that are kept. */
#define VIT_MAX_NAME 63

/** vit_token_dup_name: (transfer full): at most @most bytes of the token, as valid UTF-8 for
 * people. */
char *vit_token_dup_name (VitToken token, size_t most);

/** vit_token_dup: (transfer full): at most 60 characters of the token, for messages; unprintable
 * ones become `?`. */
char *vit_token_dup (VitToken token);

/** vit_strip_line: the end of the line without trailing blanks and carriage return. */
const char *vit_strip_line (const char *begin, const char *end);

/**
 * VitInteger: whether a token is a 64-bit integer, or why not
 */
typedef enum
{
  VIT_INTEGER_OK,
  VIT_INTEGER_NOT,
  VIT_INTEGER_TOO_LARGE,
} VitInteger;

VitInteger vit_parse_integer (VitToken token, int64_t *value);

/** vit_parse_whole: parses a whole number that may be written as a decimal one, as in 2e+02. */
VitInteger vit_parse_whole (VitToken token, int64_t *value);

/** vit_parse_double: parses a decimal number, with or without exponent, nan or inf; the value is
 * exactly that of strtod() in the C locale. */
bool vit_parse_double (VitToken token, double *value);

/**
 * vit_parse_fixed:
 * @mantissa: (out): value × 10^@decimals
 * @decimals: (out): digits after the point
 *
 * Returns: whether the token is a plain decimal number (no exponent) of at most 18 digits
 */
static inline bool
vit_parse_fixed (VitToken token, int64_t *mantissa, int *decimals)
{
  const char *p = token.text, *end = p + token.length;
  bool negative = *p == '-';
  if (*p == '-' || *p == '+')
    p++;
  if (end - p > 19 || p == end)
    return false;
  uint64_t value = 0;
  const char *point = NULL;
  unsigned n_digits = 0;
  for (; p < end; p++)
    {
      unsigned digit = (unsigned) (unsigned char) *p - '0';
      if (digit <= 9)
        {
          value = value * 10 + digit;
          n_digits++;
        }
      else if (*p == '.' && !point)
        point = p;
      else
        return false;
    }
  if (n_digits == 0 || n_digits > 18)
    return false;
  *mantissa = negative ? -(int64_t) value : (int64_t) value;
  *decimals = point ? (int) (end - point - 1) : 0;
  return true;
}

/** VIT_POWERS_OF_TEN: 10^0 … 10^22, which are exact in double. */
extern const double VIT_POWERS_OF_TEN[23];
