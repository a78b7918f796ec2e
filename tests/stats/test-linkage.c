#include <glib.h>
#include <math.h>

#include "core/stats/linkage.h"

/* Eight points and what scipy.cluster.hierarchy.linkage() of SciPy 1.10 says of them. */
static const double points[8][3] = {
  { 2.041, -2.556, 0.418 }, { -0.568, -0.453, -0.216 }, { -2.02, -0.232, -0.865 },
  { 3.323, 0.226, -0.353 }, { -0.281, -0.668, -1.055 }, { -0.391, 0.482, -0.239 },
  { 0.958, -0.2, 0.024 },   { 1.546, 0.545, -0.505 },
};

typedef struct
{
  VitLinkageMethod method;
  bool city_block;
  VitMerge merges[7];
} Case;

static const Case cases[] = {
  { VIT_LINKAGE_AVERAGE,
    false,
    { { 1, 4, 0.9124225994570717, 2 },
      { 6, 7, 1.086558788101224, 2 },
      { 5, 8, 1.183129347512663, 3 },
      { 2, 10, 1.7647134035157428, 4 },
      { 3, 9, 2.122123264220349, 3 },
      { 11, 12, 2.9165623267523118, 7 },
      { 0, 13, 3.514129612387511, 8 } } },
  { VIT_LINKAGE_SINGLE,
    false,
    { { 1, 4, 0.9124225994570717, 2 },
      { 5, 8, 0.9518839214946327, 3 },
      { 6, 7, 1.086558788101224, 2 },
      { 9, 10, 1.5343057061746201, 5 },
      { 2, 11, 1.6057228901650495, 6 },
      { 3, 12, 1.8117930345378856, 7 },
      { 0, 13, 2.6227582808943715, 8 } } },
  { VIT_LINKAGE_COMPLETE,
    false,
    { { 1, 4, 0.9124225994570717, 2 },
      { 6, 7, 1.086558788101224, 2 },
      { 5, 8, 1.4143747735306933, 3 },
      { 2, 10, 1.8855537648128733, 4 },
      { 3, 9, 2.4324534939028126, 3 },
      { 0, 12, 3.2730956295226084, 4 },
      { 11, 13, 5.386980322963877, 8 } } },
  { VIT_LINKAGE_WARD,
    false,
    { { 1, 4, 0.9124225994570717, 2 },
      { 6, 7, 1.086558788101224, 2 },
      { 5, 8, 1.2884826994052605, 3 },
      { 2, 10, 2.0171297264512593, 4 },
      { 3, 9, 2.395707132908083, 3 },
      { 0, 12, 3.471994647653324, 4 },
      { 11, 13, 5.676950347677879, 8 } } },
  { VIT_LINKAGE_AVERAGE,
    true,
    { { 1, 5, 1.135, 2 },
      { 4, 8, 1.7085, 3 },
      { 6, 7, 1.862, 2 },
      { 2, 9, 2.552, 4 },
      { 3, 10, 2.708, 3 },
      { 11, 12, 3.7718333333333334, 7 },
      { 0, 13, 5.430142857142856, 8 } } },
};

static void
test_scipy (void)
{
  for (gsize c = 0; c < G_N_ELEMENTS (cases); c++)
    {
      g_autofree VitMerge *merges =
          vit_linkage_new (&points[0][0], 8, 3, cases[c].method, cases[c].city_block);
      for (int m = 0; m < 7; m++)
        {
          g_assert_cmpuint (merges[m].a, ==, cases[c].merges[m].a);
          g_assert_cmpuint (merges[m].b, ==, cases[c].merges[m].b);
          g_assert_cmpuint (merges[m].size, ==, cases[c].merges[m].size);
          g_assert_cmpfloat_with_epsilon (merges[m].height, cases[c].merges[m].height, 1e-12);
        }
    }
}

static void
test_cut_and_order (void)
{
  g_autofree VitMerge *merges = vit_linkage_new (&points[0][0], 8, 3, VIT_LINKAGE_AVERAGE, false);
  size_t labels[8], leaves[8], seen = 0;
  g_assert_cmpuint (vit_linkage_cut (merges, 8, 0, labels), ==, 8);
  g_assert_cmpuint (vit_linkage_cut (merges, 8, 100, labels), ==, 1);
  g_assert_cmpuint (vit_linkage_cut (merges, 8, 1.2, labels), ==, 5);
  const size_t expected[8] = { 0, 1, 2, 3, 1, 1, 4, 4 };
  for (int i = 0; i < 8; i++)
    g_assert_cmpuint (labels[i], ==, expected[i]);
  vit_linkage_order (merges, 8, leaves);
  for (int i = 0; i < 8; i++)
    seen |= (size_t) 1 << leaves[i];
  g_assert_cmpuint (seen, ==, 255);
  /* The members of every cluster stand side by side. */
  g_assert_cmpuint (vit_linkage_cut (merges, 8, 2.5, labels), ==, 3);
  int changes = 0;
  for (int i = 1; i < 8; i++)
    changes += labels[leaves[i]] != labels[leaves[i - 1]];
  g_assert_cmpint (changes, ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/linkage/scipy", test_scipy);
  g_test_add_func ("/linkage/cut-and-order", test_cut_and_order);
  return g_test_run ();
}
