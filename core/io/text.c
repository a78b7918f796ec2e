#include "core/io/text.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

const double VIT_POWERS_OF_TEN[23] = { 1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                       1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                       1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };

size_t
vit_token_count (const char *p, const char *end)
{
  VitToken token;
  size_t n = 0;
  while (vit_token_next (&p, end, &token))
    n++;
  return n;
}

char *
vit_token_dup (VitToken token)
{
  size_t n = MIN (token.length, 60);
  char *copy = g_strndup (token.text, n);
  for (size_t i = 0; i < n; i++)
    if (!g_ascii_isprint (copy[i]))
      copy[i] = '?';
  return copy;
}

char *
vit_token_dup_name (VitToken token, size_t most)
{
  size_t n = MIN (token.length, most);
  const char *end;
  if (g_utf8_validate (token.text, (gssize) n, &end))
    return g_strndup (token.text, n);
  /* Leave out a character that was cut in two; mark invalid bytes. */
  if (n < token.length && token.text + n - end < 4)
    return g_strndup (token.text, (gsize) (end - token.text));
  return g_utf8_make_valid (token.text, (gssize) n);
}

const char *
vit_strip_line (const char *begin, const char *end)
{
  while (end > begin && vit_is_blank (end[-1]))
    end--;
  return end;
}

VitInteger
vit_parse_integer (VitToken token, int64_t *value)
{
  const char *p = token.text, *end = p + token.length;
  bool negative = p < end && *p == '-';
  if (p < end && (*p == '-' || *p == '+'))
    p++;
  if (p == end)
    return VIT_INTEGER_NOT;

  uint64_t sum = 0;
  bool too_large = false;
  for (; p < end; p++)
    {
      if (!g_ascii_isdigit (*p))
        return VIT_INTEGER_NOT;
      unsigned digit = (unsigned) (*p - '0');
      too_large = too_large || sum > ((uint64_t) INT64_MAX - digit) / 10;
      sum = too_large ? sum : sum * 10 + digit;
    }
  if (too_large)
    return VIT_INTEGER_TOO_LARGE;
  *value = negative ? -(int64_t) sum : (int64_t) sum;
  return VIT_INTEGER_OK;
}

VitInteger
vit_parse_whole (VitToken token, int64_t *value)
{
  double number;
  VitInteger kind = vit_parse_integer (token, value);
  if (kind != VIT_INTEGER_NOT || !vit_parse_double (token, &number) || !isfinite (number) ||
      number != floor (number))
    return kind;
  if (fabs (number) > (double) (1LL << 53))
    return VIT_INTEGER_TOO_LARGE;
  *value = (int64_t) number;
  return VIT_INTEGER_OK;
}

/* Reject forms that strtod() accepts but no program writes: hexadecimal, "infinity" and
 * "nan(...)". */
static bool
looks_decimal (const char *p, const char *end)
{
  if (p < end && (*p == '-' || *p == '+'))
    p++;
  size_t n = (size_t) (end - p);
  if (n == 3 && (g_ascii_strncasecmp (p, "nan", 3) == 0 || g_ascii_strncasecmp (p, "inf", 3) == 0))
    return true;
  for (; p < end; p++)
    if (!g_ascii_isdigit (*p) && *p != '.' && *p != 'e' && *p != 'E' && *p != '-' && *p != '+')
      return false;
  return n > 0;
}

bool
vit_parse_double (VitToken token, double *value)
{
  int64_t mantissa;
  int decimals;
  if (token.length == 0)
    return false;
  if (vit_parse_fixed (token, &mantissa, &decimals) && llabs (mantissa) <= (1LL << 53))
    {
      *value = (double) mantissa / VIT_POWERS_OF_TEN[decimals];
      if (mantissa == 0 && *token.text == '-')
        *value = -0.0;
      return true;
    }
  if (!looks_decimal (token.text, token.text + token.length))
    return false;

  char small[64];
  g_autofree char *large = NULL;
  char *copy = small;
  if (token.length >= sizeof small)
    copy = large = g_malloc (token.length + 1);
  memcpy (copy, token.text, token.length);
  copy[token.length] = '\0';
  char *stop;
  *value = g_ascii_strtod (copy, &stop);
  return stop == copy + token.length;
}
