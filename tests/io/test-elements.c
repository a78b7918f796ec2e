/* The table of elements. */

#include <glib.h>
#include <math.h>
#include <string.h>

#include "core/io/elements.h"

static void
test_values (void)
{
  const VitElement *zr = vit_element_find ("Zr");
  g_assert_cmpfloat (zr->mass, ==, 91.224);
  g_assert_cmpfloat (zr->metallic_radius, ==, 1.60);
  g_assert_cmpfloat (zr->radius, ==, 1.58);
  g_assert_cmpfloat (vit_element_mass ("Cu"), ==, 63.546);
  /* Without a stable isotope; no metal; packed nowhere here. */
  g_assert_true (isnan (vit_element_mass ("Tc")));
  g_assert_true (isnan (vit_element_find ("Ne")->metallic_radius));
  g_assert_true (isnan (vit_element_find ("Au")->radius));
  g_assert_cmpfloat (vit_element_find ("U")->mass, ==, 238.03);
}

static void
test_names (void)
{
  static const char *const zirconium[] = { "Zr", "zr", "ZR", "Zr2", "Zr_core" };
  static const char *const nothing[] = { "", "X", "Zircon", "2", "1Zr", "Xx" };
  for (gsize i = 0; i < G_N_ELEMENTS (zirconium); i++)
    g_assert_cmpstr (vit_element_find (zirconium[i])->symbol, ==, "Zr");
  for (gsize i = 0; i < G_N_ELEMENTS (nothing); i++)
    g_assert_null (vit_element_find (nothing[i]));
  g_assert_null (vit_element_find (NULL));
  g_assert_true (isnan (vit_element_mass ("X")));
}

static void
test_numbers (void)
{
  static const struct
  {
    int number;
    const char *symbol;
  } some[] = { { 1, "H" },   { 13, "Al" }, { 29, "Cu" }, { 40, "Zr" }, { 41, "Nb" },
               { 60, "Nd" }, { 62, "Sm" }, { 83, "Bi" }, { 90, "Th" }, { 92, "U" } };
  static const int none[] = { -1, 0, 61, 84, 89, 91, 93, 1000 };
  for (gsize i = 0; i < G_N_ELEMENTS (some); i++)
    g_assert_cmpstr (vit_element_find_number (some[i].number)->symbol, ==, some[i].symbol);
  for (gsize i = 0; i < G_N_ELEMENTS (none); i++)
    g_assert_null (vit_element_find_number (none[i]));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/io/elements/values", test_values);
  g_test_add_func ("/io/elements/names", test_names);
  g_test_add_func ("/io/elements/numbers", test_numbers);
  return g_test_run ();
}
