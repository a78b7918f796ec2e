/* Evaluates expressions over random columns: `bench-expression ATOMS THREADS [EXPRESSION…]`. Prints
 * nanoseconds per atom, the best of five. */

#include <glib.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/base/parallel.h"
#include "core/expression/expression.h"

static double *
new_column (size_t n, unsigned kinds, GRand *random)
{
  double *column = g_new (double, MAX (n, 1));
  for (size_t i = 0; i < n; i++)
    column[i] = kinds > 0 ? 1 + g_rand_int (random) % kinds : g_rand_double (random);
  return column;
}

static int
bench (const char *text, size_t n, GRand *random)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VitExpression) expression = vit_expression_parse (text, &error);
  if (!expression)
    {
      fprintf (stderr, "%s: %s\n", text, error->message);
      return 1;
    }
  const char *const *names = vit_expression_get_names (expression);
  g_autoptr (GPtrArray) columns = g_ptr_array_new_with_free_func (g_free);
  for (guint k = 0; names[k]; k++)
    g_ptr_array_add (columns, new_column (n, g_str_equal (names[k], "element") ? 3 : 0, random));
  double species[16] = { 1, 2, 3 };
  VitExpressionColumns given = { (const double *const *) columns->pdata, species };
  g_autofree double *values = g_new0 (double, MAX (n, 1));
  gint64 best = G_MAXINT64;
  for (int k = 0; k < 5; k++)
    {
      gint64 start = g_get_monotonic_time ();
      vit_expression_evaluate (expression, &given, n, values, NULL, NULL);
      best = MIN (best, g_get_monotonic_time () - start);
    }
  printf ("%8.2f ns/atom  %s\n", 1e3 * (double) best / (double) n, text);
  return 0;
}

int
main (int argc, char **argv)
{
  static const char *const usual[] = {
    "a + b",
    "a > 0.5 && b < 0.3",
    "element == Cu",
    "sqrt(a**2 + b**2 + c**2)",
    "exp(-a) + log(b)",
    "a - mean(a)",
    "a - mean(a, element)",
    "(a - mean(a, element)) / std(a, element)",
    "median(a, element)",
    "rank(a)",
    "sum(a, floor(b * 1e5))",
  };
  if (argc < 3)
    {
      fprintf (stderr, "%s ATOMS THREADS [EXPRESSION…]\n", argv[0]);
      return 2;
    }
  size_t n = (size_t) MAX (atoll (argv[1]), 1);
  vit_parallel_set_n_threads ((unsigned) atoi (argv[2]));
  g_autoptr (GRand) random = g_rand_new_with_seed (18);
  int worst = 0;
  for (int k = 3; k < argc; k++)
    worst |= bench (argv[k], n, random);
  for (gsize k = 0; k < G_N_ELEMENTS (usual) && argc == 3; k++)
    worst |= bench (usual[k], n, random);
  return worst;
}
