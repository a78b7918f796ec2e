/* The table of quantities against crystals, whose values are known. */

#include <glib.h>
#include <glib/gstdio.h>
#include <math.h>

#include "core/results/quantity.h"
#include "core/results/structure-quantities.h"

/* 4 × 4 × 4 cells of fcc with an edge of 4 Å, as a dump. */
static VitTrajectory *
new_fcc (void)
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
  g_autofree char *folder = g_dir_make_tmp ("vitrine-test-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "fcc.dump", NULL);
  g_assert_true (g_file_set_contents (path, text->str, -1, NULL));
  const char *const paths[] = { path, NULL };
  g_autoptr (GError) error = NULL;
  VitTrajectory *run = vit_trajectory_open (paths, NULL, NULL, &error);
  g_assert_no_error (error);
  g_remove (path);
  g_rmdir (folder);
  return run;
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
  g_autoptr (VitTrajectory) run = new_fcc ();
  VitQuantityInputs inputs = { .trajectory = run, .cutoff = 3.2 };
  g_autoptr (GError) error = NULL;
  double values[4 * 256];
  for (gsize k = 0; k < G_N_ELEMENTS (expected); k++)
    {
      g_assert_true (vit_quantity_compute (vit_quantity_find (expected[k].name), &inputs, values,
                                           NULL, &error));
      g_assert_no_error (error);
      for (int i = 0; i < 256; i++)
        g_assert_cmpfloat_with_epsilon (values[i], expected[k].value, 2e-6);
    }
  g_assert_true (
      vit_quantity_compute (vit_quantity_find ("voronoi"), &inputs, values, NULL, &error));
  for (int i = 0; i < 256; i++)
    {
      g_assert_cmpfloat (values[4 * i], ==, 0);
      g_assert_cmpfloat (values[4 * i + 1], ==, 12);
      g_assert_cmpfloat (values[4 * i + 2] + values[4 * i + 3], ==, 0);
    }
}

/* Rules of neighbours, with what they share and without it. */
static void
test_rules (void)
{
  static const struct
  {
    VitNeighbourRule rule;
    double cutoff;
    unsigned nearest;
    double q6;
  } expected[] = { { VIT_NEIGHBOURS_VORONOI, 3.2, 0, 0.574524 },
                   { VIT_NEIGHBOURS_CUTOFF, 3.2, 0, 0.574524 },
                   { VIT_NEIGHBOURS_NEAREST, 3.2, 12, 0.574524 },
                   /* And the six second neighbours of fcc, an octahedron as in sc, with all. */
                   { VIT_NEIGHBOURS_CUTOFF, 4.1, 0, NAN },
                   { VIT_NEIGHBOURS_NEAREST, 3.2, 18, NAN } };
  g_autoptr (VitTrajectory) run = new_fcc ();
  g_autoptr (VitFrameStructure) shared = vit_frame_structure_new ();
  g_autoptr (GError) error = NULL;
  double alone[256], together[256], eighteen = NAN;
  for (gsize k = 0; k < G_N_ELEMENTS (expected); k++)
    for (int pass = 0; pass < 2; pass++)
      {
        VitNeighbourChoice bonds = { .rule = expected[k].rule, .nearest = expected[k].nearest };
        VitQuantityInputs inputs = { .trajectory = run,
                                     .cutoff = expected[k].cutoff,
                                     .bonds = &bonds,
                                     .structure = pass ? shared : NULL };
        g_assert_true (vit_quantity_compute (vit_quantity_find ("q6"), &inputs,
                                             pass ? together : alone, NULL, &error));
        g_assert_no_error (error);
        if (pass)
          g_assert_cmpmem (alone, sizeof alone, together, sizeof together);
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
count_neighbours (VitTrajectory *run, const VitNeighbourChoice *choice, size_t i)
{
  double values[256];
  g_autoptr (GError) error = NULL;
  VitQuantityInputs inputs = { .trajectory = run, .cutoff = 3.2, .coordination = choice };
  g_assert_true (vit_quantity_compute (vit_quantity_find ("cn"), &inputs, values, NULL, &error));
  g_assert_no_error (error);
  return values[i];
}

/* CN by every rule: in fcc 12 share a face, 12 are within 3.2 Å, 18 within 4.1 Å; pairs of one
 * species may have a cutoff of their own. */
static void
test_coordination (void)
{
  g_autoptr (VitTrajectory) run = new_fcc ();
  g_autoptr (GError) error = NULL;
  VitNeighbourChoice choice = { .rule = VIT_NEIGHBOURS_VORONOI };
  g_assert_cmpfloat (count_neighbours (run, NULL, 7), ==, 12);
  g_assert_cmpfloat (count_neighbours (run, &choice, 7), ==, 12);
  choice = (VitNeighbourChoice){ .rule = VIT_NEIGHBOURS_NEAREST, .nearest = 15 };
  g_assert_cmpfloat (count_neighbours (run, &choice, 7), ==, 15);
  choice = (VitNeighbourChoice){ .rule = VIT_NEIGHBOURS_PAIRS };
  g_assert_cmpfloat (count_neighbours (run, &choice, 7), ==, 12);
  g_assert_true (vit_neighbour_choice_set_pairs (&choice, "1-1=4.1", NULL, &error));
  g_assert_cmpfloat (count_neighbours (run, &choice, 7), ==, 18);
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
  g_test_add_func ("/study/quantity/rules", test_rules);
  g_test_add_func ("/study/quantity/fcc", test_fcc);
  g_test_add_func ("/study/quantity/coordination", test_coordination);
  g_test_add_func ("/study/quantity/pairs", test_pairs);
  g_test_add_func ("/study/quantity/table", test_table);
  return g_test_run ();
}
