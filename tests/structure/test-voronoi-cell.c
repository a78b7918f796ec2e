/* Single cells: cut, and walked around. */

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/structure/voronoi-cell.h"
#include "core/structure/voronoi-walk.h"

/* The kernel of this processor and the plain one give the same bits. */
static void
test_kernels (void)
{
  const VitVoronoiKernel *kernels[2] = { vit_voronoi_kernel (), &vit_voronoi_kernel_plain };
  if (kernels[0] == kernels[1])
    {
      g_test_skip ("this processor has only the plain kernel");
      return;
    }
  VitVoronoiCell *cells[2] = { vit_voronoi_cell_new (8), vit_voronoi_cell_new (8) };
  for (int round = 0; round < 100; round++)
    {
      for (int c = 0; c < 2; c++)
        kernels[c]->init (cells[c], 5, VIT_VORONOI_TOLERANCE);
      for (unsigned p = 0; p < 150; p++)
        {
          double n[3];
          for (int k = 0; k < 3; k++)
            n[k] = g_test_rand_double_range (-3, 3);
          double r = sqrt (n[0] * n[0] + n[1] * n[1] + n[2] * n[2]);
          for (int k = 0; k < 3; k++)
            n[k] *= (2 + 0.01 * round * g_test_rand_double ()) / r;
          VitCut cut = kernels[0]->cut (cells[0], n, p);
          g_assert_cmpint (cut, ==, kernels[1]->cut (cells[1], n, p));
          g_assert_cmpint (cut, <=, VIT_CUT_DONE);
        }
      g_assert_true (kernels[0]->finish (cells[0]) && kernels[1]->finish (cells[1]));
      g_assert_cmpuint (cells[0]->n_planes, ==, cells[1]->n_planes);
      g_assert_cmpmem (&cells[0]->volume, 8, &cells[1]->volume, 8);
      g_assert_cmpmem (cells[0]->arrays.area, 8 * cells[0]->n_planes, cells[1]->arrays.area,
                       8 * cells[1]->n_planes);
    }
  for (int c = 0; c < 2; c++)
    vit_voronoi_cell_free (cells[c]);
}

/* Both kernels say the same of a box, and where they say no, no point of it cuts. */
static void
test_touches (void)
{
  const VitVoronoiKernel *kernels[2] = { vit_voronoi_kernel (), &vit_voronoi_kernel_plain };
  VitVoronoiCell *cells[2] = { vit_voronoi_cell_new (8), vit_voronoi_cell_new (8) };
  unsigned n_out = 0, n_cut = 0;
  for (int round = 0; round < 200; round++)
    {
      double n[3], lo[3], hi[3];
      for (int c = 0; c < 2; c++)
        kernels[c]->init (cells[c], 5, VIT_VORONOI_TOLERANCE);
      for (unsigned p = 0; p < 12; p++)
        {
          for (int k = 0; k < 3; k++)
            n[k] = g_test_rand_double_range (-3, 3);
          for (int c = 0; c < 2; c++)
            kernels[c]->cut (cells[c], n, p);
        }
      for (int box = 0; box < 50; box++)
        {
          for (int k = 0; k < 3; k++)
            {
              lo[k] = g_test_rand_double_range (-8, 7);
              hi[k] = lo[k] + g_test_rand_double_range (0, 2);
            }
          bool touches = kernels[0]->touches (cells[0], lo, hi);
          g_assert_true (touches == kernels[1]->touches (cells[1], lo, hi));
          n_out += !touches;
          for (int k = 0; k < 3; k++)
            n[k] = g_test_rand_double_range (lo[k], hi[k]);
          bool cuts = kernels[0]->cut (cells[0], n, 0) != VIT_CUT_NONE;
          kernels[1]->cut (cells[1], n, 0);
          n_cut += cuts;
          g_assert_true (touches || !cuts);
        }
    }
  g_assert_cmpuint (n_out, >, 1000);
  g_assert_cmpuint (n_cut, >, 50);
  for (int c = 0; c < 2; c++)
    vit_voronoi_cell_free (cells[c]);
}

/* Planes of @n points at random distances around the origin. */
static void
scatter_planes (VitVoronoiWalk *walk, unsigned n, double spread)
{
  for (walk->n_planes = 0; walk->n_planes < n; walk->n_planes++)
    {
      unsigned p = walk->n_planes;
      double *d = walk->normal[p], r = 0;
      for (int k = 0; k < 3; k++)
        {
          d[k] = g_test_rand_double_range (-1, 1);
          r += d[k] * d[k];
        }
      r = (2 + spread * g_test_rand_double ()) / sqrt (r);
      for (int k = 0; k < 3; k++)
        d[k] *= r;
      vit_voronoi_walk_set_plane (walk, p, p);
    }
  vit_voronoi_walk_fill (walk);
}

/* Walking around a cell finds what cutting does, with either kernel the same bits, or refuses. */
static void
test_walk (void)
{
  const VitVoronoiWalkKernel *kernels[2] = { vit_voronoi_walk_kernel (), &vit_voronoi_walk_plain };
  const VitVoronoiKernel *cutting = vit_voronoi_kernel ();
  VitVoronoiWalk *walks[2] = { vit_voronoi_walk_new (), vit_voronoi_walk_new () };
  VitVoronoiCell *cell = vit_voronoi_cell_new (8);
  unsigned n_found = 0, n_rounds = 2000;
  for (unsigned round = 0; round < n_rounds; round++)
    {
      unsigned n = (unsigned) g_test_rand_int_range (6, VIT_VORONOI_WALK_PLANES + 1);
      scatter_planes (walks[0], n, 0.001 * (round % 1000));
      memcpy (walks[1], walks[0], sizeof **walks);
      bool found = kernels[0]->find (walks[0], 2);
      g_assert_true (found == kernels[1]->find (walks[1], 2));
      if (!found)
        continue;
      for (int w = 0; w < 2; w++)
        kernels[w]->measure (walks[w]);
      g_assert_cmpmem (walks[0]->vertex, sizeof *walks[0]->vertex * walks[0]->n_vertices,
                       walks[1]->vertex, sizeof *walks[1]->vertex * walks[1]->n_vertices);
      g_assert_cmpmem (walks[0]->area, 8 * n, walks[1]->area, 8 * n);
      g_assert_cmpmem (&walks[0]->volume, 8, &walks[1]->volume, 8);
      g_assert_true (walks[0]->faces == walks[1]->faces);
      if (walks[0]->r2_max > 100)
        continue;
      n_found++;
      cutting->init (cell, 20, VIT_VORONOI_TOLERANCE);
      for (unsigned p = 0; p < n; p++)
        g_assert_cmpint (cutting->cut (cell, walks[0]->normal[p], p), <=, VIT_CUT_DONE);
      g_assert_true (cutting->finish (cell));
      g_assert_cmpfloat_with_epsilon (walks[0]->volume, cell->volume, 1e-11 * cell->volume);
      g_assert_cmpfloat_with_epsilon (walks[0]->r2_max, cell->r2_max, 1e-9 * cell->r2_max);
      uint64_t faces = 0;
      for (unsigned p = 0; p < cell->n_planes; p++)
        {
          if (!(cell->arrays.live_planes[p / 64] >> p % 64 & 1))
            continue;
          unsigned tag = cell->arrays.tag[p];
          faces |= UINT64_C (1) << tag;
          g_assert_cmpfloat_with_epsilon (cell->arrays.area[p], walks[0]->area[tag], 1e-9);
          g_assert_cmpuint (cell->arrays.n_edges[p], ==, walks[0]->area_vector[tag][3]);
        }
      g_assert_true (faces == walks[0]->faces);
    }
  g_test_message ("%u of %u cells were walked around", n_found, n_rounds);
  g_assert_cmpuint (n_found, >, n_rounds / 2);
  for (int w = 0; w < 2; w++)
    vit_voronoi_walk_free (walks[w]);
  vit_voronoi_cell_free (cell);
}

/* Corners where four planes meet, or planes that are not closed, are refused. */
static void
test_walk_refuses (void)
{
  VitVoronoiWalk *walk = vit_voronoi_walk_new ();
  const VitVoronoiWalkKernel *kernels[2] = { vit_voronoi_walk_kernel (), &vit_voronoi_walk_plain };
  for (int k = 0; k < 2; k++)
    for (unsigned n_planes = 5; n_planes <= 18; n_planes++)
      {
        /* Of a cube first its faces, then its edges: planes that touch the cube in an edge. */
        walk->n_planes = 0;
        for (int sum = 1; sum <= 2; sum++)
          for (int c = 0; c < 27; c++)
            {
              int d[3] = { c % 3 - 1, c / 3 % 3 - 1, c / 9 - 1 };
              if (abs (d[0]) + abs (d[1]) + abs (d[2]) != sum || walk->n_planes == n_planes)
                continue;
              for (int m = 0; m < 3; m++)
                walk->normal[walk->n_planes][m] = d[m];
              vit_voronoi_walk_set_plane (walk, walk->n_planes, 0);
              walk->n_planes++;
            }
        vit_voronoi_walk_fill (walk);
        bool found = kernels[k]->find (walk, 1) && walk->r2_max < 100;
        g_assert_true (found == (n_planes == 6));
      }
  vit_voronoi_walk_free (walk);
}

static void
assert_walk_is_cut (VitVoronoiWalk *walk, VitVoronoiCell *cell)
{
  const VitVoronoiKernel *cutting = vit_voronoi_kernel ();
  vit_voronoi_walk_kernel ()->measure (walk);
  cutting->init (cell, 20, VIT_VORONOI_TOLERANCE);
  for (unsigned p = 0; p < walk->n_planes; p++)
    g_assert_cmpint (cutting->cut (cell, walk->normal[p], p), <=, VIT_CUT_DONE);
  g_assert_true (cutting->finish (cell));
  g_assert_cmpfloat_with_epsilon (walk->volume, cell->volume, 1e-11 * cell->volume);
}

static void
set_whole_plane (VitVoronoiWalk *walk, const int normal[3])
{
  for (int m = 0; m < 3; m++)
    walk->normal[walk->n_planes][m] = normal[m];
  vit_voronoi_walk_set_plane (walk, walk->n_planes, walk->n_planes);
  walk->n_planes++;
}

/* Planes of a lattice: open cells and corners of four planes at once, where a corner on too few
 * planes must not make up for one on too many. */
static void
test_walk_lattice (void)
{
  static const int mixed[][3] = { { -3, -2, 0 },  { -1, -3, 0 }, { 1, -2, -1 }, { -2, 2, 1 },
                                  { -1, -1, -1 }, { 1, -1, 0 },  { -2, -3, 0 }, { -3, -1, 0 },
                                  { 1, -2, -2 },  { 0, -1, -3 }, { 1, 1, 2 },   { -1, 0, -1 },
                                  { -2, -1, 2 } };
  static const int open[][3] = { { -1, 1, 0 }, { -2, -2, 0 }, { -3, -1, 0 }, { -1, 2, -2 },
                                 { -2, 0, 2 }, { 1, 2, 1 },   { -1, -1, 2 }, { -3, -3, -3 } };
  const VitVoronoiWalkKernel *kernels[2] = { vit_voronoi_walk_kernel (), &vit_voronoi_walk_plain };
  VitVoronoiWalk *walk = vit_voronoi_walk_new ();
  VitVoronoiCell *cell = vit_voronoi_cell_new (8);
  for (int k = 0; k < 2; k++)
    {
      walk->n_planes = 0;
      for (size_t p = 0; p < G_N_ELEMENTS (mixed); p++)
        set_whole_plane (walk, mixed[p]);
      vit_voronoi_walk_fill (walk);
      g_assert_false (kernels[k]->find (walk, 1));
      walk->n_planes = 0;
      for (size_t p = 0; p < G_N_ELEMENTS (open); p++)
        set_whole_plane (walk, open[p]);
      vit_voronoi_walk_fill (walk);
      g_assert_false (kernels[k]->find (walk, 1));
    }
  unsigned n_found = 0;
  for (unsigned round = 0; round < 50000; round++)
    {
      unsigned n = (unsigned) g_test_rand_int_range (4, 24);
      for (walk->n_planes = 0; walk->n_planes < n;)
        {
          int d[3];
          for (int m = 0; m < 3; m++)
            d[m] = g_test_rand_int_range (-3, 4);
          if (d[0] || d[1] || d[2])
            set_whole_plane (walk, d);
        }
      vit_voronoi_walk_fill (walk);
      if (!kernels[round % 2]->find (walk, 1))
        continue;
      assert_walk_is_cut (walk, cell);
      n_found++;
    }
  g_test_message ("%u cells were walked around", n_found);
  g_assert_cmpuint (n_found, >, 100);
  vit_voronoi_walk_free (walk);
  vit_voronoi_cell_free (cell);
}

/* A tapering cell with a far tip, where floats do not tell planes apart, is refused. */
static void
test_walk_far (void)
{
  VitVoronoiWalk *walk = vit_voronoi_walk_new ();
  const VitVoronoiWalkKernel *kernels[2] = { vit_voronoi_walk_kernel (), &vit_voronoi_walk_plain };
  for (int k = 0; k < 2; k++)
    for (double tip = 1; tip < 1e6; tip *= 1.5)
      {
        walk->n_planes = 0;
        for (int p = 0; p < 4; p++)
          {
            double *d = walk->normal[p];
            d[0] = p < 3 ? cos (2 * G_PI / 3 * p) : 0;
            d[1] = p < 3 ? sin (2 * G_PI / 3 * p) : 0;
            d[2] = p < 3 ? 0.5 / tip : -1;
            vit_voronoi_walk_set_plane (walk, walk->n_planes++, 0);
          }
        vit_voronoi_walk_fill (walk);
        bool found = kernels[k]->find (walk, 1);
        if (tip < 0.9 * VIT_VORONOI_WALK_MAX_RADIUS)
          g_assert_true (found);
        else if (tip > VIT_VORONOI_WALK_MAX_RADIUS)
          g_assert_false (found);
      }
  vit_voronoi_walk_free (walk);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/structure/voronoi-cell/kernels", test_kernels);
  g_test_add_func ("/structure/voronoi-cell/touches", test_touches);
  g_test_add_func ("/structure/voronoi-cell/walk", test_walk);
  g_test_add_func ("/structure/voronoi-cell/walk-refuses", test_walk_refuses);
  g_test_add_func ("/structure/voronoi-cell/walk-lattice", test_walk_lattice);
  g_test_add_func ("/structure/voronoi-cell/walk-far", test_walk_far);
  return g_test_run ();
}
