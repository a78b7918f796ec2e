/* The tables of operators and functions of expressions, and their loops over a block. */

#include <math.h>
#include <string.h>

#include "core/expression/expression-private.h"

/* ---- Loops ---- */

#define UNARY(name, formula)                                                                       \
  static void name (size_t n, const double *restrict a, const double *restrict b,                  \
                    const double *restrict c, double *restrict out)                                \
  {                                                                                                \
    for (size_t i = 0; i < n; i++)                                                                 \
      {                                                                                            \
        double x = a[i];                                                                           \
        out[i] = (formula);                                                                        \
      }                                                                                            \
  }

#define BINARY(name, formula)                                                                      \
  static void name (size_t n, const double *restrict a, const double *restrict b,                  \
                    const double *restrict c, double *restrict out)                                \
  {                                                                                                \
    for (size_t i = 0; i < n; i++)                                                                 \
      {                                                                                            \
        double x = a[i], y = b[i];                                                                 \
        out[i] = (formula);                                                                        \
      }                                                                                            \
  }

/* The remainder has the sign of the divisor, as in Python. */
static double
floored_remainder (double x, double y)
{
  double rest = fmod (x, y);
  if (rest == 0)
    return copysign (0, y);
  return (rest < 0) != (y < 0) ? rest + y : rest;
}

UNARY (negate, -x)
UNARY (keep, x)
UNARY (not, x == 0 ? 1.0 : 0.0)
UNARY (take_abs, fabs (x))
UNARY (take_sign, isnan (x) ? x : (double) ((x > 0) - (x < 0)))
UNARY (take_sqrt, sqrt (x))
UNARY (take_cbrt, cbrt (x))
UNARY (take_exp, exp (x))
UNARY (take_log, log (x))
UNARY (take_log2, log2 (x))
UNARY (take_log10, log10 (x))
UNARY (take_floor, floor (x))
UNARY (take_ceil, ceil (x))
UNARY (take_round, rint (x))
UNARY (take_trunc, trunc (x))
UNARY (take_sin, sin (x))
UNARY (take_cos, cos (x))
UNARY (take_tan, tan (x))
UNARY (take_asin, asin (x))
UNARY (take_acos, acos (x))
UNARY (take_atan, atan (x))
UNARY (is_nan, isnan (x) ? 1.0 : 0.0)
UNARY (is_inf, isinf (x) ? 1.0 : 0.0)
UNARY (is_finite, isfinite (x) ? 1.0 : 0.0)

BINARY (add, x + y)
BINARY (subtract, x - y)
BINARY (multiply, x *y)
BINARY (divide, x / y)
BINARY (take_remainder, floored_remainder (x, y))
BINARY (take_atan2, atan2 (x, y))
BINARY (take_hypot, hypot (x, y))
BINARY (take_min, x <= y || isnan (x) ? x : y)
BINARY (take_max, x >= y || isnan (x) ? x : y)
BINARY (is_less, x < y ? 1.0 : 0.0)
BINARY (is_at_most, x <= y ? 1.0 : 0.0)
BINARY (is_more, x > y ? 1.0 : 0.0)
BINARY (is_at_least, x >= y ? 1.0 : 0.0)
BINARY (is_equal, x == y ? 1.0 : 0.0)
BINARY (differs, x != y ? 1.0 : 0.0)
BINARY (both, (x != 0) & (y != 0) ? 1.0 : 0.0)
BINARY (either, (x != 0) | (y != 0) ? 1.0 : 0.0)

/* Squares are frequent, and need no logarithm. */
static void
take_power (size_t n,
            const double *restrict a,
            const double *restrict b,
            const double *restrict c,
            double *restrict out)
{
  size_t n_squares = 0;
  while (n_squares < n && b[n_squares] == 2)
    n_squares++;
  for (size_t i = 0; i < n_squares; i++)
    out[i] = a[i] * a[i];
  for (size_t i = n_squares; i < n; i++)
    out[i] = pow (a[i], b[i]);
}

static void
choose (size_t n,
        const double *restrict a,
        const double *restrict b,
        const double *restrict c,
        double *restrict out)
{
  for (size_t i = 0; i < n; i++)
    out[i] = a[i] != 0 ? b[i] : c[i];
}

/* ---- The tables ---- */

/* clang-format off */
static const VitBlockOperation operators[] = {
  { "||", 2, false, VIT_RETURNS_TRUTH, VIT_BINDS_OR, either },
  { "&&", 2, false, VIT_RETURNS_TRUTH, VIT_BINDS_AND, both },
  { "<", 2, false, VIT_RETURNS_TRUTH, VIT_BINDS_COMPARISON, is_less },
  { "<=", 2, false, VIT_RETURNS_TRUTH, VIT_BINDS_COMPARISON, is_at_most },
  { ">", 2, false, VIT_RETURNS_TRUTH, VIT_BINDS_COMPARISON, is_more },
  { ">=", 2, false, VIT_RETURNS_TRUTH, VIT_BINDS_COMPARISON, is_at_least },
  { "==", 2, false, VIT_RETURNS_TRUTH, VIT_BINDS_COMPARISON, is_equal },
  { "!=", 2, false, VIT_RETURNS_TRUTH, VIT_BINDS_COMPARISON, differs },
  { "+", 2, false, VIT_RETURNS_NUMBER, VIT_BINDS_SUM, add },
  { "-", 2, false, VIT_RETURNS_NUMBER, VIT_BINDS_SUM, subtract },
  { "*", 2, false, VIT_RETURNS_NUMBER, VIT_BINDS_PRODUCT, multiply },
  { "/", 2, false, VIT_RETURNS_NUMBER, VIT_BINDS_PRODUCT, divide },
  { "%", 2, false, VIT_RETURNS_NUMBER, VIT_BINDS_PRODUCT, take_remainder },
  { "**", 2, false, VIT_RETURNS_NUMBER, VIT_BINDS_POWER, take_power },
  { "^", 2, false, VIT_RETURNS_NUMBER, VIT_BINDS_POWER, take_power },
};

static const VitBlockOperation signs[] = {
  { "-", 1, false, VIT_RETURNS_NUMBER, 0, negate },
  { "+", 1, false, VIT_RETURNS_NUMBER, 0, keep },
  { "!", 1, false, VIT_RETURNS_TRUTH, 0, not },
};

typedef struct
{
  VitExpressionFunction shown;
  VitBlockOperation operation;
} BlockRow;

#define ROW(name, arguments, description, ...) \
  { { name, arguments, description }, { name, __VA_ARGS__ } }
#define NUMBER_OF_1(name, function, description) \
  ROW (name, "x", description, 1, false, VIT_RETURNS_NUMBER, 0, function)

static const BlockRow functions[] = {
  NUMBER_OF_1 ("abs", take_abs, "absolute value"),
  NUMBER_OF_1 ("sign", take_sign, "-1, 0 or 1"),
  NUMBER_OF_1 ("sqrt", take_sqrt, "square root"),
  NUMBER_OF_1 ("cbrt", take_cbrt, "cube root"),
  NUMBER_OF_1 ("exp", take_exp, "exponential"),
  NUMBER_OF_1 ("log", take_log, "natural logarithm"),
  NUMBER_OF_1 ("log2", take_log2, "logarithm to base 2"),
  NUMBER_OF_1 ("log10", take_log10, "logarithm to base 10"),
  NUMBER_OF_1 ("floor", take_floor, "largest whole number that is not above"),
  NUMBER_OF_1 ("ceil", take_ceil, "smallest whole number that is not below"),
  NUMBER_OF_1 ("round", take_round, "nearest whole number, halves to the even one"),
  NUMBER_OF_1 ("trunc", take_trunc, "whole number towards 0"),
  NUMBER_OF_1 ("sin", take_sin, "sine of radians"),
  NUMBER_OF_1 ("cos", take_cos, "cosine of radians"),
  NUMBER_OF_1 ("tan", take_tan, "tangent of radians"),
  NUMBER_OF_1 ("asin", take_asin, "arc sine"),
  NUMBER_OF_1 ("acos", take_acos, "arc cosine"),
  NUMBER_OF_1 ("atan", take_atan, "arc tangent"),
  ROW ("atan2", "y, x", "angle of (x, y)", 2, false, VIT_RETURNS_NUMBER, 0, take_atan2),
  ROW ("hypot", "x, y", "square root of x² + y²", 2, false, VIT_RETURNS_NUMBER, 0, take_hypot),
  ROW ("min", "x, y, …", "smallest of the arguments, atom by atom", 2, true, VIT_RETURNS_NUMBER, 0, take_min),
  ROW ("max", "x, y, …", "largest of the arguments, atom by atom", 2, true, VIT_RETURNS_NUMBER, 0, take_max),
  ROW ("where", "c, x, y", "x where c is true, else y", 3, false, VIT_RETURNS_CHOICE, 0, choose),
  ROW ("if", "c, x, y", "the same", 3, false, VIT_RETURNS_CHOICE, 0, choose),
  ROW ("isnan", "x", "whether there is no value", 1, false, VIT_RETURNS_TRUTH, 0, is_nan),
  ROW ("isinf", "x", "whether it is infinite", 1, false, VIT_RETURNS_TRUTH, 0, is_inf),
  ROW ("isfinite", "x", "whether it is neither", 1, false, VIT_RETURNS_TRUTH, 0, is_finite),
};

typedef struct
{
  VitExpressionFunction shown;
  VitGroupFunction function;
} GroupRow;

#define GROUP(name, description, reduction, skips) \
  { { name, "x, group", description }, { reduction, skips } }

static const GroupRow groups[] = {
  GROUP ("count", "number of atoms for which x is true", VIT_REDUCE_COUNT, false),
  GROUP ("sum", "sum", VIT_REDUCE_SUM, false),
  GROUP ("mean", "mean", VIT_REDUCE_MEAN, false),
  GROUP ("var", "variance, over the number of atoms", VIT_REDUCE_VARIANCE, false),
  GROUP ("std", "standard deviation, over the number of atoms", VIT_REDUCE_DEVIATION, false),
  GROUP ("lowest", "smallest value", VIT_REDUCE_LOWEST, false),
  GROUP ("highest", "largest value", VIT_REDUCE_HIGHEST, false),
  GROUP ("median", "median", VIT_REDUCE_MEDIAN, false),
  GROUP ("rank", "rank from 1; equal values share the mean of theirs", VIT_REDUCE_RANK, true),
  GROUP ("nansum", "sum without NaN", VIT_REDUCE_SUM, true),
  GROUP ("nanmean", "mean without NaN", VIT_REDUCE_MEAN, true),
  GROUP ("nanvar", "variance without NaN", VIT_REDUCE_VARIANCE, true),
  GROUP ("nanstd", "standard deviation without NaN", VIT_REDUCE_DEVIATION, true),
  GROUP ("nanlowest", "smallest value without NaN", VIT_REDUCE_LOWEST, true),
  GROUP ("nanhighest", "largest value without NaN", VIT_REDUCE_HIGHEST, true),
  GROUP ("nanmedian", "median without NaN", VIT_REDUCE_MEDIAN, true),
};
/* clang-format on */

static const VitBlockOperation *
find_operation (const VitBlockOperation *list, size_t n, const char *word)
{
  for (size_t i = 0; i < n; i++)
    if (strcmp (list[i].word, word) == 0)
      return &list[i];
  return NULL;
}

const VitBlockOperation *
vit_operation_find_operator (const char *word)
{
  return find_operation (operators, G_N_ELEMENTS (operators), word);
}

const VitBlockOperation *
vit_operation_find_sign (const char *word)
{
  return find_operation (signs, G_N_ELEMENTS (signs), word);
}

const VitBlockOperation *
vit_operation_find_function (const char *word)
{
  for (size_t i = 0; i < G_N_ELEMENTS (functions); i++)
    if (strcmp (functions[i].shown.name, word) == 0)
      return &functions[i].operation;
  return NULL;
}

bool
vit_operation_find_group (const char *word, VitGroupFunction *function)
{
  for (size_t i = 0; i < G_N_ELEMENTS (groups); i++)
    if (strcmp (groups[i].shown.name, word) == 0)
      {
        *function = groups[i].function;
        return true;
      }
  return false;
}

const VitExpressionFunction *
vit_expression_list_functions (size_t *n)
{
  static VitExpressionFunction all[G_N_ELEMENTS (functions) + G_N_ELEMENTS (groups)];
  static gsize made;
  if (g_once_init_enter (&made))
    {
      for (size_t i = 0; i < G_N_ELEMENTS (functions); i++)
        all[i] = functions[i].shown;
      for (size_t i = 0; i < G_N_ELEMENTS (groups); i++)
        all[G_N_ELEMENTS (functions) + i] = groups[i].shown;
      g_once_init_leave (&made, 1);
    }
  *n = G_N_ELEMENTS (all);
  return all;
}
