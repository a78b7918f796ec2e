/* The table of quantities against crystals, whose values are known. */

#include <glib.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/results/quantity.h"

/* A study of one dump, whose atoms are of one species. */
static VitAnalyses *
open_crystal (const char *text, const char *name)
{
  g_autofree char *folder = g_dir_make_tmp ("vitrine-test-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "crystal.dump", NULL);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  const char *const paths[] = { path, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (VitStudy) study = vit_study_new ();
  g_autoptr (VitRun) run = vit_run_new (paths);
  const char *const species[] = { name, NULL };
  if (name)
    g_object_set (run, "species", species, NULL);
  vit_study_add_run (study, run);
  VitAnalyses *analyses = vit_analyses_new (study, NULL);
  g_assert_true (vit_analyses_open_sync (analyses, NULL, &error));
  g_assert_no_error (error);
  g_assert_nonnull (vit_run_get_trajectory (run));
  g_remove (path);
  g_rmdir (folder);
  return analyses;
}

/* 4 × 4 × 4 cells of fcc with an edge of 4 Å, as a study of one dump. */
static VitAnalyses *
open_fcc (void)
{
  static const double basis[4][3] = { { 0, 0, 0 }, { 0, 2, 2 }, { 2, 0, 2 }, { 2, 2, 0 } };
  g_autoptr (GString) text =
      g_string_new ("ITEM: TIMESTEP\n0\nITEM: NUMBER OF ATOMS\n256\nITEM: BOX BOUNDS pp pp pp\n"
                    "0 16\n0 16\n0 16\nITEM: ATOMS id type x y z\n");
  int id = 0;
  for (int i = 0; i < 64; i++)
    for (int b = 0; b < 4; b++)
      g_string_append_printf (text, "%d 1 %g %g %g\n", ++id, basis[b][0] + 4 * (i % 4),
                              basis[b][1] + 4 * (i / 4 % 4), basis[b][2] + 4 * (i / 16));
  return open_crystal (text->str, NULL);
}

/* 4 × 4 × 4 cells of bcc whose nearest atoms are @distance apart. */
static VitAnalyses *
open_bcc (double distance, const char *species)
{
  double edge = 2 * distance / sqrt (3);
  char number[6][G_ASCII_DTOSTR_BUF_SIZE];
  g_ascii_dtostr (number[0], sizeof number[0], 4 * edge);
  g_autoptr (GString) text = g_string_new ("ITEM: TIMESTEP\n0\nITEM: NUMBER OF ATOMS\n128\n");
  g_string_append_printf (text, "ITEM: BOX BOUNDS pp pp pp\n0 %s\n0 %s\n0 %s\n", number[0],
                          number[0], number[0]);
  g_string_append (text, "ITEM: ATOMS id type x y z\n");
  for (int i = 0; i < 128; i++)
    {
      const int cell[3] = { i / 2 % 4, i / 8 % 4, i / 32 };
      for (int k = 0; k < 3; k++)
        g_ascii_dtostr (number[k], sizeof number[k], edge * (cell[k] + 0.5 * (i % 2)));
      g_string_append_printf (text, "%d 1 %s %s %s\n", i + 1, number[0], number[1], number[2]);
    }
  return open_crystal (text->str, species);
}

static void
set (VitAnalyses *analyses, const char *group, const char *key, const char *value)
{
  g_autoptr (GError) error = NULL;
  vit_study_set_option (vit_analyses_get_study (analyses), group, key, value, &error);
  g_assert_no_error (error);
}

static VitQuantitySource *
new_source (VitAnalyses *analyses, const VitQuantity *const *wanted, size_t n)
{
  VitStudy *study = vit_analyses_get_study (analyses);
  VitQuantityWish wish = { 0 };
  for (size_t k = 0; k < n; k++)
    vit_quantity_wish (wanted[k], vit_study_get_options (study), &wish);
  return vit_quantity_source_new (analyses, vit_study_get_run (study, 0), 0, &wish);
}

static void
compute (VitAnalyses *analyses, const char *name, double *values)
{
  g_autoptr (GError) error = NULL;
  const VitQuantity *quantity = vit_quantity_find (name);
  g_autoptr (VitQuantitySource) source = new_source (analyses, &quantity, 1);
  vit_quantity_compute (quantity, source, values, NULL, &error);
  g_assert_no_error (error);
}

static void
test_fcc (void)
{
  /* docs/science.md §5 and the geometry of the rhombic dodecahedron. */
  static const struct
  {
    const char *name;
    double value;
  } expected[] = { { "volume", 16 },       { "d5", 0 },
                   { "cn", 12 },           { "q6", 0.574524 },
                   { "w6", -0.013161 },    { "q4", 0.190941 },
                   { "q6_avg", 0.574524 }, { "crystalline_bonds", 12 } };
  g_autoptr (VitAnalyses) analyses = open_fcc ();
  set (analyses, "analysis", "cutoff", "3.2");
  double values[4 * 256];
  for (gsize k = 0; k < G_N_ELEMENTS (expected); k++)
    {
      compute (analyses, expected[k].name, values);
      for (int i = 0; i < 256; i++)
        g_assert_cmpfloat_with_epsilon (values[i], expected[k].value, 2e-6);
    }
  compute (analyses, "voronoi", values);
  for (int i = 0; i < 256; i++)
    {
      g_assert_cmpfloat (values[4 * i], ==, 0);
      g_assert_cmpfloat (values[4 * i + 1], ==, 12);
      g_assert_cmpfloat (values[4 * i + 2] + values[4 * i + 3], ==, 0);
    }
}

/* Rules of neighbours, alone and together with all other quantities of a frame. */
static void
test_rules (void)
{
  static const struct
  {
    const char *rule, *cutoff, *nearest;
    double q6;
  } expected[] = { { "voronoi", "3.2", "12", 0.574524 },
                   { "cutoff", "3.2", "12", 0.574524 },
                   { "nearest", "3.2", "12", 0.574524 },
                   /* And the six second neighbours of fcc, an octahedron as in sc, with all. */
                   { "cutoff", "4.1", "12", NAN },
                   { "nearest", "3.2", "18", NAN } };
  g_autoptr (VitAnalyses) analyses = open_fcc ();
  const VitQuantity *wanted[128];
  size_t n_all, n = 0;
  const VitQuantity *list = vit_quantity_list (&n_all);
  for (size_t i = 0; i < n_all; i++)
    if (list[i].needs == VIT_NEEDS_FRAME && strcmp (list[i].name, "local_density_2") != 0 &&
        strcmp (list[i].name, "local_density_3") != 0 && strcmp (list[i].name, "learned") != 0)
      wanted[n++] = &list[i];
  double alone[4 * 256], together[4 * 256], eighteen = NAN;
  for (gsize k = 0; k < G_N_ELEMENTS (expected); k++)
    {
      set (analyses, "structure", "neighbours", expected[k].rule);
      set (analyses, "structure", "nearest", expected[k].nearest);
      set (analyses, "analysis", "cutoff", expected[k].cutoff);
      g_autoptr (VitQuantitySource) all = new_source (analyses, wanted, n);
      for (size_t q = 0; q < n; q++)
        {
          size_t size = 256 * (size_t) wanted[q]->components * sizeof *alone;
          compute (analyses, wanted[q]->name, alone);
          g_assert_true (vit_quantity_compute (wanted[q], all, together, NULL, NULL));
          g_assert_cmpmem (alone, size, together, size);
        }
      compute (analyses, "q6", alone);
      if (isfinite (expected[k].q6))
        g_assert_cmpfloat_with_epsilon (alone[7], expected[k].q6, 2e-6);
      else if (isnan (eighteen))
        eighteen = alone[7];
      else
        g_assert_cmpfloat_with_epsilon (alone[7], eighteen, 1e-12);
    }
  g_assert_cmpfloat (fabs (eighteen - 0.574524), >, 0.01);
}

static double
count_neighbours (VitAnalyses *analyses, const char *rule)
{
  double values[256];
  set (analyses, "structure", "chemistry-neighbours", rule);
  compute (analyses, "cn", values);
  return values[7];
}

/* CN by every rule: in fcc 12 share a face, 12 are within 3.2 Å, 18 within 4.1 Å; pairs of one
 * species may have a cutoff of their own. */
static void
test_coordination (void)
{
  g_autoptr (VitAnalyses) analyses = open_fcc ();
  set (analyses, "analysis", "cutoff", "3.2");
  g_assert_cmpfloat (count_neighbours (analyses, NULL), ==, 12);
  g_assert_cmpfloat (count_neighbours (analyses, "voronoi"), ==, 12);
  set (analyses, "structure", "chemistry-nearest", "15");
  g_assert_cmpfloat (count_neighbours (analyses, "nearest"), ==, 15);
  g_assert_cmpfloat (count_neighbours (analyses, "pairs"), ==, 12);
  set (analyses, "structure", "pair-cutoffs", "1-1=4.1");
  g_assert_cmpfloat (count_neighbours (analyses, "pairs"), ==, 18);
}

/* Spheres that touch fill π√3/8 of bcc; without a radius that is said. */
static void
test_packing (void)
{
  double values[128];
  g_autoptr (VitAnalyses) touching = open_bcc (2 * 1.43, "Nb");
  compute (touching, "packing", values);
  for (int i = 0; i < 128; i++)
    g_assert_cmpfloat_with_epsilon (values[i], G_PI * sqrt (3) / 8, 1e-9);
  g_assert_cmpfloat_with_epsilon (values[0], 0.680175, 5e-7);
  g_autoptr (VitAnalyses) wide = open_bcc (4 * 1.43, "Nb");
  compute (wide, "packing", values);
  g_assert_cmpfloat_with_epsilon (values[5], G_PI * sqrt (3) / 64, 1e-9);

  set (wide, "indicators", "radii", "Nb 2.86");
  compute (wide, "packing", values);
  g_assert_cmpfloat_with_epsilon (values[5], G_PI * sqrt (3) / 8, 1e-9);

  static const char *const unknown[] = { "Au", NULL };
  static const char *const notes[] = { "packing: the radius of species 1, Au is not known",
                                       "packing: the radius of species 1 is not known" };
  for (int k = 0; k < 2; k++)
    {
      g_autoptr (VitAnalyses) other = open_bcc (2.5, unknown[k]);
      const VitQuantity *packing = vit_quantity_find ("packing");
      g_autoptr (VitQuantitySource) source = new_source (other, &packing, 1);
      g_assert_true (vit_quantity_compute (packing, source, values, NULL, NULL));
      g_assert_true (isnan (values[0]) && isnan (values[127]));
      GPtrArray *said = vit_quantity_source_get_notes (source);
      g_assert_cmpuint (said->len, ==, 1);
      g_assert_cmpstr (said->pdata[0], ==, notes[k]);
    }
}

/* r_c is found where a column needs it, and only there; where it cannot be, that is said. */
static void
test_cutoff (void)
{
  g_autoptr (VitAnalyses) analyses = open_fcc ();
  VitStudy *study = vit_analyses_get_study (analyses);
  double values[256];
  compute (analyses, "volume", values);
  compute (analyses, "q6", values);
  g_assert_cmpfloat (vit_options_get_cutoff (vit_study_get_options (study)), ==, 0);
  compute (analyses, "cn", values);
  double found = vit_options_get_cutoff (vit_study_get_options (study));
  /* Between the shells at 2.83 and 4 Å. */
  g_assert_cmpfloat (found, >, 2.83);
  g_assert_cmpfloat (found, <, 4);
  g_assert_cmpfloat (values[7], ==, 12);

  g_autoptr (GError) error = NULL;
  const VitQuantity *quantity = vit_quantity_find ("mises");
  g_autoptr (VitQuantitySource) source = new_source (analyses, &quantity, 1);
  g_assert_false (vit_quantity_compute (quantity, source, values, NULL, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  quantity = vit_quantity_find ("t_ml");
  g_autoptr (VitQuantitySource) cold = new_source (analyses, &quantity, 1);
  g_assert_false (vit_quantity_compute (quantity, cold, values, NULL, &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_MISSING);
}

static void
test_pairs (void)
{
  static const char *const species[] = { "Cu", "Zr", NULL };
  static const struct
  {
    const char *text, *message;
  } wrong[] = {
    { "Cu-Al 3", "The cutoff \"Cu-Al 3\" of a pair: there is no species Al" },
    { "Cu-Zr", "The cutoff \"Cu-Zr\" of a pair: not like Cu-Zr 3.9" },
    { "Cu 3.3", "The cutoff \"Cu 3.3\" of a pair: not like Cu-Zr 3.9" },
    { "Cu-Zr 3,9", "The cutoff \"9\" of a pair: not like Cu-Zr 3.9" },
    { "Cu-Zr 3.9x", "The cutoff \"Cu-Zr 3.9x\" of a pair: no length in Å: 3.9x" },
    { "Cu-Zr -1", "The cutoff \"Cu-Zr -1\" of a pair: no length in Å: -1" },
    { "Cu-Zr nan", "The cutoff \"Cu-Zr nan\" of a pair: no length in Å: nan" },
    { "Cu-Zr 3.9 4", "The cutoff \"Cu-Zr 3.9 4\" of a pair: more than a pair and a number" },
    { "9-1 3", "The cutoff \"9-1 3\" of a pair: there is no species 9" },
  };
  VitNeighbourChoice choice = { .rule = VIT_NEIGHBOURS_PAIRS, .cutoff = 3.85 };
  g_autoptr (GError) none = NULL;
  g_assert_true (
      vit_neighbour_choice_set_pairs (&choice, " Cu-Cu 3.3; Zr-Cu=3.9 ,2-2: 3.8,", species, &none));
  g_assert_cmpfloat (choice.pairs[0][0], ==, 3.3);
  g_assert_cmpfloat (choice.pairs[0][1], ==, 3.9);
  g_assert_cmpfloat (choice.pairs[1][0], ==, 3.9);
  g_assert_cmpfloat (choice.pairs[1][1], ==, 3.8);
  g_autofree char *text = vit_neighbour_choice_dup_text (&choice, 0, species);
  g_assert_cmpstr (text, ==, "neighbours within Cu–Cu 3.3, Cu–Zr 3.9, Zr–Zr 3.8, else 3.85 Å");
  for (gsize k = 0; k < G_N_ELEMENTS (wrong); k++)
    {
      g_autoptr (GError) error = NULL;
      g_assert_false (vit_neighbour_choice_set_pairs (&choice, wrong[k].text, species, &error));
      g_assert_cmpstr (error->message, ==, wrong[k].message);
    }
}

/* What goes by the first shells, averages, and what there is not. */
static void
test_indicators (void)
{
  static const struct
  {
    const char *name;
    double value;
  } expected[] = { { "n_tet", 8 },           { "tetrahedricity", 0 }, { "bond_deviation", 0 },
                   { "local_density_1", 1 }, { "volume:avg", 16 },    { "cn:avg", 12 } };
  g_autoptr (VitAnalyses) analyses = open_fcc ();
  set (analyses, "analysis", "cutoff", "3.2");
  double values[256], averages[256];
  for (gsize k = 0; k < G_N_ELEMENTS (expected); k++)
    {
      compute (analyses, expected[k].name, values);
      /* σ is the middle of a bin of 0.01 Å. */
      for (int i = 0; i < 256; i++)
        g_assert_cmpfloat_with_epsilon (values[i], expected[k].value, 2e-3);
    }
  set (analyses, "indicators", "pair-distances", "1-1 2.5");
  compute (analyses, "bond_deviation", values);
  g_assert_cmpfloat_with_epsilon (values[3], sqrt (8) / 2.5 - 1, 1e-12);
  compute (analyses, "s2", values);
  compute (analyses, "s2:avg", averages);
  g_assert_cmpfloat_with_epsilon (averages[9], values[200], 1e-9);
  g_assert_cmpfloat (values[9], <, -1);

  g_autoptr (GError) error = NULL;
  const VitQuantity *wanted[] = { vit_quantity_find ("local_density_2"), vit_quantity_find ("cn") };
  g_autoptr (VitQuantitySource) source = new_source (analyses, wanted, 2);
  g_assert_false (vit_quantity_compute (wanted[0], source, values, NULL, &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_MISSING);
  g_clear_error (&error);
  g_assert_true (vit_quantity_compute (wanted[1], source, values, NULL, &error));
  set (analyses, "indicators", "pair-distances", "1-1");
  wanted[0] = vit_quantity_find ("tetrahedricity");
  g_autoptr (VitQuantitySource) wrong = new_source (analyses, wanted, 2);
  g_assert_false (vit_quantity_compute (wanted[0], wrong, values, NULL, &error));
  g_assert_cmpstr (error->message, ==, "The distance \"1-1\" of a pair: not like Cu-Zr 2.77");
  g_clear_error (&error);
  /* What cannot be had does not keep the others from being had. */
  g_assert_true (vit_quantity_compute (wanted[1], wrong, values, NULL, &error));
  g_assert_null (vit_quantity_find ("displacement:avg"));
  g_assert_null (vit_quantity_find ("nothing:avg"));
}

static void
test_table (void)
{
  size_t n;
  const VitQuantity *list = vit_quantity_list (&n);
  for (size_t i = 0; i < n; i++)
    {
      g_assert_true (vit_quantity_find (list[i].name) == &list[i]);
      g_assert_true (list[i].components == 1 || list[i].components == 3 || list[i].component_names);
      g_assert_nonnull (list[i].kernel);
    }
  g_assert_null (vit_quantity_find ("nothing"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/results/quantity/rules", test_rules);
  g_test_add_func ("/results/quantity/fcc", test_fcc);
  g_test_add_func ("/results/quantity/coordination", test_coordination);
  g_test_add_func ("/results/quantity/cutoff", test_cutoff);
  g_test_add_func ("/results/quantity/packing", test_packing);
  g_test_add_func ("/results/quantity/pairs", test_pairs);
  g_test_add_func ("/results/quantity/indicators", test_indicators);
  g_test_add_func ("/results/quantity/table", test_table);
  return g_test_run ();
}
