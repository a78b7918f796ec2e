/* Loading by the boxes of a run alone, with a known history. */

#include <glib.h>
#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/mechanics/log-columns.h"
#include "tests/mechanics/loading-checks.h"

static GRand *noise;

static void
test_boxes (void)
{
  for (int axis = 0; axis < 6; axis++)
    for (int n = 2; n <= 40; n += 19)
      {
        g_autofree double *boxes = g_new0 (double, (gsize) n * 6),
                          *strain = g_new (double, (gsize) n);
        for (int i = 0; i < n; i++)
          {
            double e = 0.1 * i / (n - 1);
            for (int k = 0; k < 3; k++)
              boxes[6 * i + k] = 20 * (axis > 2 ? 1 : k == axis ? 1 + e : 1 - 0.36 * e);
            if (axis > 2)
              boxes[6 * i + axis] = loading_flip (20 * 12 * e / 120 * L0 / 20) * 20 / L0;
          }
        g_autoptr (VitPremises) judged = vit_premises_new ();
        int found = vit_loading_read_boxes ((const double (*)[6]) (void *) boxes, NULL, (gsize) n,
                                            NULL, judged, strain);
        g_assert_cmpint (found, ==, axis);
        g_assert_cmpstr (vit_premises_get_text (judged, VIT_PREMISE_AXIS), ==,
                         vit_axis_name (axis));
        g_assert_cmpfloat_with_epsilon (strain[0], 0, 1e-12);
        if (axis < 3)
          g_assert_cmpfloat_with_epsilon (strain[n - 1], 0.1, 1e-12);
      }
}

/* Fill boxes whose edges are 20 times 1 + @factors times a history. */
static int
read_history (
    int n, double (*history) (double), const double factors[3], VitPremises *judged, double *strain)
{
  g_autofree double *boxes = g_new0 (double, (gsize) n * 6);
  for (int i = 0; i < n; i++)
    for (int k = 0; k < 3; k++)
      boxes[6 * i + k] = 20 * (1 + factors[k] * history ((double) i / (n - 1)));
  return vit_loading_read_boxes ((const double (*)[6]) (void *) boxes, NULL, (gsize) n, NULL,
                                 judged, strain);
}

static double
ramp (double x)
{
  return x;
}

static double
ramp_and_hold (double x)
{
  return fmin (1, 5 * x);
}

static double
load_and_unload (double x)
{
  return 1 - fabs (2 * x - 1);
}

static double
fluctuate (double x)
{
  return g_rand_double_range (noise, -1, 1);
}

/* The axis is the one along which the box changes most over the whole run, whatever the history. */
static void
test_histories (void)
{
  static double (*const histories[]) (double) = { ramp, ramp_and_hold, load_and_unload };
  for (gsize h = 0; h < G_N_ELEMENTS (histories); h++)
    for (int axis = 0; axis < 3; axis++)
      for (int lateral = 0; lateral < 2; lateral++)
        for (int n = 12; n < 400; n += 97)
          {
            g_autoptr (VitPremises) judged = vit_premises_new ();
            double factors[3] = { 0.01 * lateral, 0.01 * lateral, 0.01 * lateral }, strain[400],
                   most = 0;
            factors[axis] = -0.03;
            int found = read_history (n, histories[h], factors, judged, strain);
            for (int i = 0; i < n; i++)
              most = fmin (most, strain[i]);
            g_test_message ("history %zu, axis %d, %d frames: %s, %g", h, axis, n,
                            vit_axis_name (found), most);
            loading_check_doubts (judged);
            g_assert_cmpint (found, ==, axis);
            g_assert_cmpfloat_with_epsilon (most, -0.03, 0.0035);
            g_assert_cmpint (vit_premises_look_up (judged, VIT_PREMISE_AXIS)->source, ==,
                             VIT_SOURCE_FILE);
          }
}

/* Two axes that change alike are a doubt, an edge that is held is none, and noise neither. */
static void
test_ambiguous (void)
{
  static const struct
  {
    double factors[3];
    const char *axes, *doubt;
  } cases[] = {
    { { 0.05, 0.05, 0 }, "xy", "along" },    { { 0, 0.05, 0.05 }, "yz", "along" },
    { { 0.05, 0, -0.05 }, "xz", "along" },   { { -0.04, 0.045, 0 }, "xy", "along" },
    { { 0.05, 0.05, -0.08 }, "z", NULL },    { { 0, 0, 0 }, "z", NULL },
    { { 0.001, -0.002, 0.001 }, "z", NULL },
  };
  double strain[60];
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    for (int n = 3; n <= 60; n += 19)
      {
        g_autoptr (VitPremises) judged = vit_premises_new ();
        int found = read_history (n, ramp, cases[i].factors, judged, strain);
        const VitPremise *axis = vit_premises_look_up (judged, VIT_PREMISE_AXIS);
        g_test_message ("%zu, %d frames: %s, %s", i, n, axis->value, axis->doubt);
        g_assert_nonnull (strstr (cases[i].axes, vit_axis_name (found)));
        g_assert_true ((axis->doubt != NULL) == (cases[i].doubt != NULL));
        g_assert_true ((axis->source == VIT_SOURCE_DEFAULT) == (i >= 5));
      }
  for (int k = 0; k < 50; k++)
    {
      g_autoptr (VitPremises) judged = vit_premises_new ();
      read_history (60, fluctuate, (double[]){ 0.004, 0.004, 0.004 }, judged, strain);
      loading_check_doubts (judged);
    }
}

/* A sheet that is pulled while its surface, which is not periodic, moves as it likes: the surface
 * is no axis. */
static void
test_surfaces (void)
{
  for (int free = 0; free < 3; free++)
    {
      double boxes[20][6], strain[20];
      int axis = (free + 1) % 3;
      for (int i = 0; i < 20; i++)
        for (int k = 0; k < 6; k++)
          boxes[i][k] = k == free || k > 2 ? NAN : 20 * (k == axis ? 1 + 0.005 * i : 1);
      g_autoptr (VitPremises) judged = vit_premises_new ();
      int found =
          vit_loading_read_boxes ((const double (*)[6]) boxes, NULL, 20, NULL, judged, strain);
      g_assert_cmpint (found, ==, axis);
      g_assert_cmpfloat_with_epsilon (strain[19], 0.095, 1e-12);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  noise = g_rand_new_with_seed (5);
  g_test_add_func ("/loading-boxes/boxes", test_boxes);
  g_test_add_func ("/loading-boxes/histories", test_histories);
  g_test_add_func ("/loading-boxes/ambiguous", test_ambiguous);
  g_test_add_func ("/loading-boxes/surfaces", test_surfaces);
  int status = g_test_run ();
  g_rand_free (noise);
  return status;
}
