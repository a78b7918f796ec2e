/* Cells of CSV files: quoting, and text that a spreadsheet would compute. */

#include "core/base/csv.h"

static void
test_cells (void)
{
  static const struct
  {
    const char *text, *cell;
  } cases[] = {
    { "", "" },
    { "creep 2.0 GPa", "creep 2.0 GPa" },
    { "a,b", "\"a,b\"" },
    { "a \"b\"", "\"a \"\"b\"\"\"" },
    { "a\nb", "\"a\nb\"" },
    { "Johari's", "Johari's" },
    { "=1+1", "'=1+1" },
    { "=HYPERLINK(\"x\",1)", "\"'=HYPERLINK(\"\"x\"\",1)\"" },
    { "@SUM(A1)", "'@SUM(A1)" },
    { "+41 GPa", "'+41 GPa" },
    { "-2 GPa, compression", "\"'-2 GPa, compression\"" },
    { "-2.5", "-2.5" },
    { "+1e-3", "+1e-3" },
    { "-inf", "-inf" },
    { "-nan", "-nan" },
    { "\tx", "'\tx" },
    { "−2", "−2" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) csv = g_string_new ("x,");
      vit_csv_append_cell (csv, cases[i].text);
      g_autofree char *wanted = g_strconcat ("x,", cases[i].cell, NULL);
      g_assert_cmpstr (csv->str, ==, wanted);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/csv/cells", test_cells);
  return g_test_run ();
}
