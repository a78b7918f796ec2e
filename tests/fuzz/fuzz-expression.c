/* Any bytes as an expression: one that is read can be evaluated over columns with all kinds of
 * values, twice alike; one that is not says why. */

#include <glib.h>
#include <math.h>
#include <string.h>

#include "core/expression/expression.h"
#include "tests/fuzz/replay.h"

/* More than one block. */
#define N_ATOMS 1100

static const char seed[] = "c_pe - mean(c_pe, element) + (t_ml > 685 && !(d5 < 0.3)) * rank(x % 2, "
                           "y) ** -2 || element == Cu + where(isnan(`a b`), std(c_s[1]), 1e-3)";

GBytes *
fuzz_new_seed (void)
{
  return g_bytes_new_static (seed, sizeof seed - 1);
}

/* Numbers of several scales with ties, and what is none. */
static double *
new_column (unsigned kind)
{
  double *column = g_new (double, N_ATOMS);
  for (unsigned i = 0; i < N_ATOMS; i++)
    {
      unsigned draw = (i * 2654435761u + kind * 40503u) >> 16;
      static const double specials[] = { NAN, INFINITY, -INFINITY, 0.0, -0.0, 1e308, 5e-324, 1 };
      column[i] = draw % 7 == 0 ? specials[draw / 7 % 8] : (int) (draw % 41) / (1.0 + kind) - 9;
    }
  return column;
}

static double *
evaluate (const VitExpression *expression)
{
  const char *const *names = vit_expression_get_names (expression);
  guint n_species = g_strv_length ((char **) vit_expression_get_species (expression));
  g_autoptr (GPtrArray) columns = g_ptr_array_new_with_free_func (g_free);
  g_autofree double *species = g_new (double, n_species + 1);
  for (guint k = 0; names[k]; k++)
    g_ptr_array_add (columns, new_column (k % 5));
  for (guint k = 0; k < n_species; k++)
    species[k] = k;
  VitExpressionColumns given = { (const double *const *) columns->pdata, species };
  double *values = g_new (double, N_ATOMS);
  if (!vit_expression_evaluate (expression, &given, N_ATOMS, values, NULL, NULL))
    g_error ("it cannot be evaluated");
  return values;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t n)
{
  static const char *const none[] = { NULL };
  g_autofree char *text = g_strndup ((const char *) data, n);
  g_autoptr (GError) error = NULL;
  g_autoptr (VitExpression) expression = vit_expression_parse (text, &error);
  if (!expression)
    {
      if (!error || !*error->message || !g_utf8_validate (error->message, -1, NULL))
        g_error ("it is not said what is wrong");
      return 0;
    }
  bool needs = *vit_expression_get_names (expression) || *vit_expression_get_species (expression);
  if (vit_expression_check (expression, none, none, &error) == needs || needs != (error != NULL))
    g_error ("an unknown name is not noticed");
  g_autofree double *one = evaluate (expression), *two = evaluate (expression);
  if (memcmp (one, two, N_ATOMS * sizeof *one) != 0)
    g_error ("it has other values the second time");
  for (unsigned i = 0; i < N_ATOMS && vit_expression_is_condition (expression); i++)
    if (one[i] != 0 && one[i] != 1)
      g_error ("a condition has the value %g", one[i]);
  return 0;
}
