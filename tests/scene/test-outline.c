/* Outlines: closed forms for two discs, and a random union against its area by counting. */

#include <glib.h>
#include <math.h>

#include "ui/scene/outline.h"

/* ∮ x dy along the arcs is the area that they enclose. */
static double
enclosed_area (const GArray *arcs)
{
  double area = 0;
  for (guint i = 0; i < arcs->len; i++)
    {
      const VitArc *a = &g_array_index (arcs, VitArc, i);
      area += a->x * a->radius * (sin (a->to) - sin (a->from)) +
              0.5 * a->radius * a->radius *
                  (a->to - a->from + 0.5 * (sin (2 * a->to) - sin (2 * a->from)));
    }
  return area;
}

static void
test_two (void)
{
  const double r = 2;
  for (double d = 0; d < 5; d += 0.37)
    {
      const double xy[4] = { 7, -3, 7 + d * cos (d), -3 + d * sin (d) };
      g_autoptr (GArray) arcs = vit_outline_of_discs (xy, 2, r);
      double half = d < 2 * r ? acos (d / (2 * r)) : 0;
      double lens = 2 * r * r * half - d * r * sin (half);
      double expected = 2 * G_PI * r * r - lens;
      g_assert_cmpfloat_with_epsilon (enclosed_area (arcs), expected, 1e-9);
    }
}

static void
test_none_and_same (void)
{
  g_autoptr (GArray) none = vit_outline_of_discs (NULL, 0, 1);
  g_assert_cmpuint (none->len, ==, 0);
  const double xy[6] = { 1, 1, 1, 1, 1, 1 };
  g_autoptr (GArray) one = vit_outline_of_discs (xy, 3, 1);
  g_assert_cmpuint (one->len, ==, 1);
  g_assert_cmpfloat_with_epsilon (enclosed_area (one), G_PI, 1e-12);
}

static void
test_ring_with_hole (void)
{
  /* Twelve discs on a circle: the outline has an outer and an inner side. */
  double xy[24];
  for (int i = 0; i < 12; i++)
    {
      xy[2 * i] = 10 * cos (i * G_PI / 6);
      xy[2 * i + 1] = 10 * sin (i * G_PI / 6);
    }
  g_autoptr (GArray) arcs = vit_outline_of_discs (xy, 12, 3);
  g_assert_cmpuint (arcs->len, ==, 24);
  double area = enclosed_area (arcs);
  vit_outline_drop_small_holes (arcs, 100);
  g_assert_cmpuint (arcs->len, ==, 24);
  vit_outline_drop_small_holes (arcs, 300);
  g_assert_cmpuint (arcs->len, ==, 12);
  /* The hole is what the circle of centres leaves. */
  double hole = enclosed_area (arcs) - area;
  g_assert_cmpfloat (hole, >, G_PI * 6.9 * 6.9);
  g_assert_cmpfloat (hole, <, G_PI * 7.6 * 7.6);
}

static void
test_random (void)
{
  enum
  {
    N = 200
  };
  GRand *rand = g_rand_new_with_seed (11);
  double xy[2 * N], r = 0.8;
  for (int i = 0; i < 2 * N; i++)
    xy[i] = g_rand_double_range (rand, 0, 20);
  g_autoptr (GArray) arcs = vit_outline_of_discs (xy, N, r);

  /* No point of the boundary is inside any disc. */
  for (guint k = 0; k < arcs->len; k++)
    {
      const VitArc *a = &g_array_index (arcs, VitArc, k);
      double t = g_rand_double_range (rand, a->from, a->to);
      double x = a->x + r * cos (t), y = a->y + r * sin (t);
      for (int i = 0; i < N; i++)
        g_assert_cmpfloat (hypot (x - xy[2 * i], y - xy[2 * i + 1]), >, r - 1e-9);
    }

  const int grid = 600;
  const double low = -1, step = 22.0 / grid;
  long inside = 0;
  for (int v = 0; v < grid; v++)
    for (int u = 0; u < grid; u++)
      {
        double x = low + (u + 0.5) * step, y = low + (v + 0.5) * step;
        int i = 0;
        while (i < N && hypot (x - xy[2 * i], y - xy[2 * i + 1]) > r)
          i++;
        inside += i < N;
      }
  double counted = inside * step * step;
  g_assert_cmpfloat_with_epsilon (enclosed_area (arcs), counted, 2e-3 * counted);
  g_rand_free (rand);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/scene/outline/two", test_two);
  g_test_add_func ("/scene/outline/none-and-same", test_none_and_same);
  g_test_add_func ("/scene/outline/ring-with-hole", test_ring_with_hole);
  g_test_add_func ("/scene/outline/random", test_random);
  return g_test_run ();
}
