/* Expressions against NumPy: tests/data/expressions.tsv.gz, written by expressions.py. */

#include <glib.h>
#include <math.h>
#include <string.h>
#include <zlib.h>

#include "core/expression/expression.h"

/* So that there are several blocks and chunks, and a rest. */
#define COPIES 1500

static const char *const species[] = { "Cu", "Zr", "Al" };

static GHashTable *columns; /* name → double[] */
static size_t n_atoms;

static double *
parse_values (char **fields, size_t *n)
{
  *n = g_strv_length (fields);
  double *values = g_new (double, *n);
  for (size_t i = 0; i < *n; i++)
    values[i] = g_ascii_strtod (fields[i], NULL);
  return values;
}

static double *
replicate (const double *values, size_t copies)
{
  double *all = g_new (double, n_atoms *copies);
  for (size_t c = 0; c < copies; c++)
    memcpy (all + c * n_atoms, values, n_atoms * sizeof *values);
  return all;
}

static double *
evaluate (const VitExpression *expression, size_t copies)
{
  const char *const *names = vit_expression_get_names (expression);
  const char *const *words = vit_expression_get_species (expression);
  g_autoptr (GPtrArray) inputs = g_ptr_array_new_with_free_func (g_free);
  double numbers[G_N_ELEMENTS (species)];
  for (guint k = 0; names[k]; k++)
    g_ptr_array_add (inputs, replicate (g_hash_table_lookup (columns, names[k]), copies));
  for (guint k = 0; words[k]; k++)
    for (guint s = 0; s < G_N_ELEMENTS (species); s++)
      if (strcmp (words[k], species[s]) == 0)
        numbers[k] = s + 1;
  VitExpressionColumns given = { (const double *const *) inputs->pdata, numbers };
  double *values = g_new (double, n_atoms *copies);
  g_assert_true (
      vit_expression_evaluate (expression, &given, n_atoms * copies, values, NULL, NULL));
  return values;
}

static gboolean
is_near (double a, double b)
{
  return a == b || (isnan (a) && isnan (b)) || fabs (a - b) <= 1e-9 * MAX (fabs (a), fabs (b));
}

static void
check (const char *text, const double *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VitExpression) expression = vit_expression_parse (text, &error);
  g_assert_no_error (error);
  g_autofree double *values = evaluate (expression, 1);
  for (size_t i = 0; i < n_atoms; i++)
    if (!is_near (values[i], expected[i]))
      g_error ("%s: atom %zu is %.17g, and %.17g in NumPy", text, i, values[i], expected[i]);
  for (size_t i = 0; i < n_atoms && vit_expression_is_condition (expression); i++)
    g_assert_true (values[i] == 0 || values[i] == 1);
  /* Copies of the atoms have the same values, if nothing counts atoms. */
  if (strstr (text, "sum") || strstr (text, "count") || strstr (text, "rank"))
    return;
  g_autofree double *many = evaluate (expression, COPIES);
  for (size_t i = 0; i < n_atoms * COPIES; i++)
    if (!is_near (many[i], expected[i % n_atoms]))
      g_error ("%s: copy %zu of atom %zu is %.17g, and %.17g in NumPy", text, i / n_atoms,
               i % n_atoms, many[i], expected[i % n_atoms]);
}

static void
test_oracle (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "expressions.tsv.gz", NULL);
  g_autofree char *line = g_malloc (100000);
  gzFile file = gzopen (path, "rb");
  unsigned n = 0;
  g_assert_nonnull (file);
  columns = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  while (gzgets (file, line, 100000))
    {
      g_auto (GStrv) fields = g_strsplit (g_strchomp (line), "\t", -1);
      size_t n_values;
      g_autofree double *values = parse_values (fields + 2, &n_values);
      g_assert_true (n_atoms == 0 || n_values == n_atoms);
      n_atoms = n_values;
      if (strcmp (fields[0], "column") == 0)
        g_hash_table_insert (columns, g_strdup (fields[1]), g_steal_pointer (&values));
      else
        {
          check (fields[1], values);
          n++;
        }
    }
  gzclose (file);
  g_hash_table_unref (columns);
  g_assert_cmpuint (n, ==, 500);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/expression/oracle", test_oracle);
  return g_test_run ();
}
