#include "core/expression/expression.h"

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/parallel.h"

#define N 6

static const double a[N] = { 1, -2, 3.5, NAN, 0, 7 };
static const double b[N] = { 2, 2, -1, 4, 0, INFINITY };
static const double stress[N] = { 10, 20, 30, 40, 50, 60 };
static const double element[N] = { 1, 2, 1, 2, 1, 2 };
static const double key[N] = { 5, 5, NAN, 5, 9, 9 };

static const char *const names[] = { "a", "b", "c_s[1]", "element", "key", "my column", NULL };
static const double *const known[] = { a, b, stress, element, key, a };
static const char *const species[] = { "Cu", "Zr", NULL };

static VitExpression *
parse (const char *text)
{
  GError *error = NULL;
  VitExpression *expression = vit_expression_parse (text, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (vit_expression_get_text (expression), ==, text);
  g_assert_true (vit_expression_check (expression, names, species, &error));
  g_assert_no_error (error);
  return expression;
}

static void
evaluate (const char *text, double *values)
{
  g_autoptr (VitExpression) expression = parse (text);
  const char *const *wanted = vit_expression_get_names (expression);
  const char *const *words = vit_expression_get_species (expression);
  const double *columns[8];
  double numbers[2];
  for (guint k = 0; wanted[k]; k++)
    for (guint j = 0; names[j]; j++)
      if (strcmp (wanted[k], names[j]) == 0)
        columns[k] = known[j];
  for (guint k = 0; words[k]; k++)
    numbers[k] = strcmp (words[k], "Cu") == 0 ? 1 : 2;
  VitExpressionColumns given = { columns, numbers };
  g_assert_true (vit_expression_evaluate (expression, &given, N, values, NULL, NULL));
}

static void
check (const char *text, const double expected[N])
{
  double values[N];
  evaluate (text, values);
  for (int i = 0; i < N; i++)
    if (!(values[i] == expected[i] || (isnan (values[i]) && isnan (expected[i]))))
      g_error ("%s: atom %d is %.17g, not %.17g", text, i, values[i], expected[i]);
}

static void
check_number (const char *text, double expected)
{
  double all[N];
  for (int i = 0; i < N; i++)
    all[i] = expected;
  check (text, all);
}

/* As Python has it. */
static void
test_precedence (void)
{
  check_number ("1 + 2 * 3", 7);
  check_number ("(1 + 2) * 3", 9);
  check_number ("10 - 4 - 3", 3);
  check_number ("24 / 4 / 2", 3);
  check_number ("2 ** 3 ** 2", 512);
  check_number ("2 ^ 3 ^ 2", 512);
  check_number ("-2 ** 2", -4);
  check_number ("(-2) ** 2", 4);
  check_number ("2 ** -1", 0.5);
  check_number ("- - 2", 2);
  check_number ("-3 % 5", 2);
  check_number ("3 % -5", -2);
  check_number ("2 * 7 % 4", 2);
  check_number ("1 + 1 == 2", 1);
  check_number ("1 || 0 && 0", 1);
  check_number ("1 < 2 && 3 < 4 || 5 < 4", 1);
  check_number ("!1 == 0", 1);
  check_number ("!0 + 1", 2);
  check_number ("1.5e1 + .5 + 2.", 17.5);
  check_number ("pi", G_PI);
  check_number ("-inf", -INFINITY);
  check_number ("nan", NAN);
  check_number ("1e999", INFINITY);
  check_number ("min(3, 1, 2) + max(1, 5)", 6);
}

static void
test_not_a_number (void)
{
  check ("a + b", (double[]){ 3, 0, 2.5, NAN, 0, INFINITY });
  check ("a / 0", (double[]){ INFINITY, -INFINITY, INFINITY, NAN, NAN, INFINITY });
  check ("a < b", (double[]){ 1, 1, 0, 0, 0, 1 });
  check ("a != a", (double[]){ 0, 0, 0, 1, 0, 0 });
  check ("!(a > 0)", (double[]){ 0, 1, 0, 1, 1, 0 });
  check ("a && 1", (double[]){ 1, 1, 1, 1, 0, 1 });
  check ("!a", (double[]){ 0, 0, 0, 0, 1, 0 });
  check ("where(a, 1, 2)", (double[]){ 1, 1, 1, 1, 2, 1 });
  check ("if(isnan(a), 0, a)", (double[]){ 1, -2, 3.5, 0, 0, 7 });
  check ("min(a, b)", (double[]){ 1, -2, -1, NAN, 0, 7 });
  check ("max(b, a)", (double[]){ 2, 2, 3.5, NAN, 0, INFINITY });
  check ("isfinite(b)", (double[]){ 1, 1, 1, 1, 1, 0 });
  check ("sqrt(a) >= 0", (double[]){ 1, 0, 1, 0, 1, 1 });
  check ("round(a / 2)", (double[]){ 0, -1, 2, NAN, 0, 4 });
  check_number ("nan ** 0", 1);
  check_number ("-1 % inf", INFINITY);
  check_number ("1 % 0", NAN);
}

static void
test_groups (void)
{
  check_number ("mean(c_s[1])", 35);
  check_number ("mean(a)", NAN);
  check_number ("nanmean(a)", 1.9);
  check_number ("sum(1)", 6);
  check_number ("count(c_s[1] > 25)", 4);
  check_number ("count(a)", 5);
  check_number ("lowest(c_s[1]) + highest(c_s[1])", 70);
  check_number ("highest(a)", NAN);
  check_number ("nanhighest(a)", 7);
  check_number ("median(c_s[1])", 35);
  check_number ("nanmedian(a)", 1);
  check_number ("std(where(c_s[1] > 35, 1, -1))", 1);
  check_number ("var(c_s[1]) == std(c_s[1]) ** 2 || 1", 1);
  check ("c_s[1] - mean(c_s[1], element)", (double[]){ -20, -20, 0, 0, 20, 20 });
  check ("mean(c_s[1], species)", (double[]){ 30, 40, 30, 40, 30, 40 });
  check ("sum(c_s[1], key)", (double[]){ 70, 70, NAN, 70, 110, 110 });
  check ("count(1, key)", (double[]){ 3, 3, NAN, 3, 2, 2 });
  check ("rank(a)", (double[]){ 3, 1, 4, NAN, 2, 5 });
  check ("rank(b)", (double[]){ 3.5, 3.5, 1, 5, 2, 6 });
  check ("rank(b, key)", (double[]){ 1.5, 1.5, NAN, 3, 1, 2 });
  check ("median(b, element)", (double[]){ 0, 4, 0, 4, 0, 4 });
  check ("median(a, element)", (double[]){ 1, NAN, 1, NAN, 1, NAN });
  /* Inside each other, and a group that is computed. */
  check ("sum(abs(c_s[1] - mean(c_s[1])), c_s[1] > mean(c_s[1]))",
         (double[]){ 45, 45, 45, 45, 45, 45 });
  check ("mean(a, nan)", (double[]){ NAN, NAN, NAN, NAN, NAN, NAN });
}

static void
test_names (void)
{
  check ("element == Cu", (double[]){ 1, 0, 1, 0, 1, 0 });
  check ("\"Zr\" == species && a != 0", (double[]){ 0, 1, 0, 1, 0, 1 });
  check ("element != 'Zr'", (double[]){ 1, 0, 1, 0, 1, 0 });
  check ("`my column` + `a`", (double[]){ 2, -4, 7, NAN, 0, 14 });
  check ("c_s[1]/10", (double[]){ 1, 2, 3, 4, 5, 6 });
  g_autoptr (VitExpression) expression = parse ("b + a*b - mean(c_s[1], element) + (element==Cu)");
  const char *const *wanted = vit_expression_get_names (expression);
  g_assert_cmpuint (g_strv_length ((char **) wanted), ==, 4);
  g_assert_cmpstr (wanted[0], ==, "b");
  g_assert_cmpstr (wanted[1], ==, "a");
  g_assert_cmpstr (wanted[2], ==, "c_s[1]");
  g_assert_cmpstr (wanted[3], ==, "element");
  g_assert_cmpstr (vit_expression_get_species (expression)[0], ==, "Cu");
  g_assert_null (vit_expression_get_species (expression)[1]);
}

static void
test_conditions (void)
{
  static const char *const conditions[] = { "a < b",           "!a",
                                            "element == Cu",   "a && b",
                                            "(a < b) == 1",    "where(a, a < b, isnan(b))",
                                            "!(element == Cu)" };
  static const char *const numbers[] = { "a",           "1",
                                         "(a < b) + 1", "where(a < b, 1, 0)",
                                         "-(a < b)",    "count(a < b)" };
  for (gsize k = 0; k < G_N_ELEMENTS (conditions); k++)
    {
      g_autoptr (VitExpression) expression = parse (conditions[k]);
      g_assert_true (vit_expression_is_condition (expression));
    }
  for (gsize k = 0; k < G_N_ELEMENTS (numbers); k++)
    {
      g_autoptr (VitExpression) expression = parse (numbers[k]);
      g_assert_false (vit_expression_is_condition (expression));
    }
}

static void
test_messages (void)
{
  static const char *const cases[][2] = {
    { "", "at character 1: a number, a name or \"(\" was expected, and there is the end" },
    { "a + * b", "at character 5: a number, a name or \"(\" was expected, and there is \"*\"" },
    { "(a + b", "at character 7: an operator or \")\" was expected, and there is the end" },
    { "a b", "at character 3: an operator was expected, and there is \"b\"" },
    { "a)", "at character 2: an operator or the end was expected, and there is \")\"" },
    { "a and b", "at character 3: an operator (and is &&) was expected, and there is \"and\"" },
    { "a = b", "at character 3: \"=\" has no meaning here; equal is ==" },
    { "a & b", "at character 3: \"&\" has no meaning here; and is &&" },
    { "c_s[x]", "at character 4: \"[\" has no meaning here; an index is a whole number in brackets "
                "behind a name" },
    { "a < b < 3", "at character 7: comparisons do not chain: write a < b && b < c for a < b < c" },
    { "sqr(a)", "at character 1: there is no function \"sqr\"; the nearest is \"sqrt\"" },
    { "sqrt(a, b)", "at character 1: sqrt takes one argument" },
    { "min(a)", "at character 1: min takes two arguments or more; the smallest of all atoms is "
                "lowest(x)" },
    { "1 + mean()",
      "at character 5: mean takes one argument, and the column of groups may follow" },
    { "mean(a, b, c)", "at character 1: mean takes one argument, and one column of groups may "
                       "follow" },
    { "element + 1", "at character 1: an element is no number: it can be compared with a species, "
                     "as in element == Cu, or be the second argument of a function of groups" },
    { "a + Cu == element", "at character 5: the name of a species is no number: it can only be "
                           "compared, as in element == Cu" },
    { "\"Cu\"", "at character 1: the name of a species is no number: it can only be compared, as "
                "in element == Cu" },
    { "a == \"Cu", "at character 6: the closing quote is missing" },
    { "§ + a", "at character 1: \"§\" has no meaning here" },
    { "\xff", "the expression is no valid UTF-8" },
  };
  for (gsize k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      g_autoptr (GError) error = NULL;
      g_assert_null (vit_expression_parse (cases[k][0], &error));
      g_assert_error (error, VIT_ERROR, VIT_ERROR_INVALID);
      g_assert_cmpstr (error->message, ==, cases[k][1]);
    }
}

static void
test_unknown_names (void)
{
  static const char *const cases[][2] = {
    { "a + c_s[2]", "at character 5: there is no column \"c_s[2]\"; the nearest is \"c_s[1]\"" },
    { "element == Cr", "at character 12: there is no species \"Cr\"; the nearest is \"Cu\"" },
    { "key == Zr", "at character 8: \"Zr\" is a species, not a column: element == Zr is what "
                   "compares with it" },
  };
  for (gsize k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (VitExpression) expression = vit_expression_parse (cases[k][0], NULL);
      g_assert_nonnull (expression);
      g_assert_false (vit_expression_check (expression, names, species, &error));
      g_assert_error (error, VIT_ERROR, VIT_ERROR_NOT_FOUND);
      g_assert_cmpstr (error->message, ==, cases[k][1]);
    }
}

static char *
repeat (const char *text, unsigned times, const char *middle, const char *end)
{
  GString *all = g_string_new (NULL);
  for (unsigned k = 0; k < times; k++)
    g_string_append (all, text);
  g_string_append (all, middle);
  for (unsigned k = 0; k < times && *end; k++)
    g_string_append (all, end);
  return g_string_free (all, FALSE);
}

static void
test_bounds (void)
{
  const struct
  {
    char *text;
    gboolean good;
  } cases[] = {
    { repeat ("(", 63, "a", ")"), TRUE },      { repeat ("(", 64, "a", ")"), FALSE },
    { repeat ("-", 63, "a", ""), TRUE },       { repeat ("-", 64, "a", ""), FALSE },
    { repeat ("a^", 63, "a", ""), TRUE },      { repeat ("a^", 64, "a", ""), FALSE },
    { repeat ("a+", 1000, "a", ""), TRUE },    { repeat ("a+", 1001, "a", ""), FALSE },
    { repeat ("sum(a)+", 16, "a", ""), TRUE }, { repeat ("sum(a)+", 17, "a", ""), FALSE },
    { repeat ("sum(", 16, "a", ")"), TRUE },   { repeat ("sum(", 17, "a", ")"), FALSE },
    { repeat (" ", 4095, "a", ""), TRUE },     { repeat (" ", 4096, "a", ""), FALSE },
    { repeat ("1+(a*", 63, "a", ")"), TRUE },  { repeat ("min(a,", 63, "a", ")"), TRUE },
  };
  for (gsize k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      g_autoptr (VitExpression) expression = vit_expression_parse (cases[k].text, NULL);
      g_assert_true ((expression != NULL) == cases[k].good);
      double values[N];
      if (expression)
        evaluate (cases[k].text, values);
      g_free (cases[k].text);
    }
}

#define MANY 100003

typedef struct
{
  const VitExpression *expression;
  const VitExpressionColumns *columns;
  double *values;
} Shared;

static gpointer
evaluate_shared (gpointer data)
{
  const Shared *shared = data;
  g_assert_true (vit_expression_evaluate (shared->expression, shared->columns, MANY, shared->values,
                                          NULL, NULL));
  return NULL;
}

/* The same bits for any number of threads, in several threads at once, and for atoms in another
 * order. */
static void
test_threads (void)
{
  static const char *const text =
      "rank(x, k) + (x - mean(x, k)) / std(x, k) * where(x > median(x), exp(-x), lowest(x, k))";
  g_autofree double *x = g_new (double, MANY), *k = g_new (double, MANY);
  g_autofree double *turned_x = g_new (double, MANY), *turned_k = g_new (double, MANY);
  g_autofree double *one = g_new (double, MANY), *two = g_new (double, MANY);
  g_autofree double *turned = g_new (double, MANY);
  for (int i = 0; i < MANY; i++)
    {
      x[i] = turned_x[MANY - 1 - i] = i % 1000 == 3 ? INFINITY : g_test_rand_double ();
      k[i] = turned_k[MANY - 1 - i] = g_test_rand_int_range (0, 300) + 300 * (x[i] > 1);
    }
  g_autoptr (VitExpression) expression = vit_expression_parse (text, NULL);
  g_assert_cmpstr (vit_expression_get_names (expression)[0], ==, "x");
  VitExpressionColumns columns = { (const double *[]){ x, k }, NULL };
  VitExpressionColumns turned_columns = { (const double *[]){ turned_x, turned_k }, NULL };
  Shared shared[] = { { expression, &columns, one },
                      { expression, &columns, two },
                      { expression, &turned_columns, turned } };
  vit_parallel_set_n_threads (1);
  evaluate_shared (&shared[0]);
  vit_parallel_set_n_threads (3);
  GThread *threads[] = { g_thread_new ("two", evaluate_shared, &shared[1]),
                         g_thread_new ("turned", evaluate_shared, &shared[2]) };
  g_thread_join (threads[0]);
  g_thread_join (threads[1]);
  g_assert_cmpmem (one, MANY * sizeof *one, two, MANY * sizeof *two);
  for (int i = 0; i < MANY; i++)
    {
      double other = turned[MANY - 1 - i];
      g_assert_true (isnan (one[i])
                         ? isnan (other)
                         : fabs (one[i] - other) <= 1e-12 * fabs (one[i]) || one[i] == other);
    }
}

static void
test_cancel (void)
{
  g_autoptr (VitExpression) expression = parse ("a + mean(a, b)");
  g_autoptr (VitProgress) progress = vit_progress_new (NULL, NULL, NULL, NULL);
  g_autoptr (GError) error = NULL;
  double values[N];
  VitExpressionColumns columns = { (const double *[]){ a, b }, NULL };
  g_assert_true (vit_expression_evaluate (expression, &columns, N, values, progress, &error));
  g_assert_cmpfloat (vit_progress_get_fraction (progress), ==, 1);
  g_assert_true (vit_expression_evaluate (expression, &columns, 0, NULL, NULL, &error));
  vit_progress_cancel (progress);
  g_assert_false (vit_expression_evaluate (expression, &columns, N, values, progress, &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_CANCELLED);
}

static void
test_functions (void)
{
  size_t n;
  const VitExpressionFunction *list = vit_expression_list_functions (&n);
  g_assert_cmpuint (n, >, 30);
  for (size_t k = 0; k < n; k++)
    {
      g_autoptr (GString) text = g_string_new (list[k].name);
      const char *comma = list[k].arguments;
      for (g_string_append (text, "(a"); (comma = strchr (comma, ',')); comma++)
        g_string_append (text, ", b");
      g_string_append (text, ")");
      double values[N];
      evaluate (text->str, values);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/expression/precedence", test_precedence);
  g_test_add_func ("/expression/nan", test_not_a_number);
  g_test_add_func ("/expression/groups", test_groups);
  g_test_add_func ("/expression/names", test_names);
  g_test_add_func ("/expression/conditions", test_conditions);
  g_test_add_func ("/expression/messages", test_messages);
  g_test_add_func ("/expression/unknown", test_unknown_names);
  g_test_add_func ("/expression/bounds", test_bounds);
  g_test_add_func ("/expression/threads", test_threads);
  g_test_add_func ("/expression/cancel", test_cancel);
  g_test_add_func ("/expression/functions", test_functions);
  return g_test_run ();
}
