#include <glib.h>

#include "core/base/error.h"
#include "core/geometry/neighbours.h"
#include "core/geometry/species.h"

static const char *const names[] = { "Zr", "", "Cu", NULL };

static void
test_names (void)
{
  const struct
  {
    const char *const *names;
    unsigned type;
    const char *name, *word;
  } cases[] = {
    { names, 1, "Zr", "Zr" },   { names, 2, "", "type 2" }, { names, 3, "Cu", "Cu" },
    { names, 4, "", "type 4" }, { names, 0, "", "type 0" }, { NULL, 1, "", "type 1" },
  };
  for (gsize k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      g_autofree char *word = vit_species_dup_name (cases[k].names, cases[k].type);
      g_assert_cmpstr (vit_species_get (cases[k].names, cases[k].type), ==, cases[k].name);
      g_assert_cmpstr (word, ==, cases[k].word);
    }
}

/* The user's name counts before the file's, where there is one. */
static void
test_names_of_the_user (void)
{
  const char *const given[] = { "", "Al", NULL };
  g_auto (GStrv) all = vit_species_new_names (given, names, 4);
  const char *const expected[] = { "Zr", "Al", "Cu", "4", NULL };
  g_assert_cmpstrv (all, expected);
  g_auto (GStrv) none = vit_species_new_names (NULL, NULL, 2);
  const char *const numbers[] = { "1", "2", NULL };
  g_assert_cmpstrv (none, numbers);
}

static void
check_message (const uint8_t *types,
               unsigned n_types,
               const char *const *species,
               const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_assert_false (vit_species_check (types, 3, n_types, species, "g(r) is", &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_MISMATCH);
  g_assert_cmpstr (error->message, ==, expected);
}

static void
test_check (void)
{
  const char *const full[] = { "Zr", "Al", "Cu", NULL };
  const uint8_t types[] = { 1, 2, 3 }, none[] = { 1, 0, 1 };
  g_assert_true (vit_species_check (types, 3, 3, full, "g(r) is", NULL));
  check_message (types, 2, full, "Atom 3 is Cu, but g(r) is for Zr, Al");
  check_message (types, 2, names, "Atom 3 is Cu, but g(r) is for 2 types");
  check_message (types, 2, NULL, "Atom 3 is of type 3, but g(r) is for 2 types");
  check_message (types, 1, NULL, "Atom 2 is of type 2, but g(r) is for 1 type");
  check_message (none, 2, full, "Atom 2 is of type 0, but g(r) is for Zr, Al");
}

/* A cutoff that differs between a pair and the pair the other way round. */
static void
test_cutoffs (void)
{
  const char *const full[] = { "Zr", "Al", NULL };
  const uint8_t types[] = { 1, 2 };
  const double x[] = { 0, 0, 0, 2, 2, 2 }, cutoffs[] = { 3, 3, 4, 3 };
  VitCell cell;
  vit_cell_init_orthogonal (&cell, (const double[]){ 0, 0, 0 }, (const double[]){ 10, 10, 10 });
  g_autoptr (GError) error = NULL;
  g_assert_null (
      vit_neighbours_new_pair_cutoff (&cell, x, 2, types, 2, cutoffs, full, NULL, &error));
  g_assert_cmpstr (error->message, ==, "The cutoff of Zr and Al (3 and 4 Å) must be one length");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/species/names", test_names);
  g_test_add_func ("/species/names-of-the-user", test_names_of_the_user);
  g_test_add_func ("/species/check", test_check);
  g_test_add_func ("/species/cutoffs", test_cutoffs);
  return g_test_run ();
}
