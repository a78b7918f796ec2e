#include <math.h>
#include <string.h>
#include <zlib.h>

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/structure/voronoi-tree.h"
#include "core/structure/voronoi.h"
#include "tests/support/sample.h"

static VitVoronoi *
voronoi_of (const Sample *sample, double threshold)
{
  g_autoptr (GError) error = NULL;
  VitVoronoi *voronoi =
      vit_voronoi_new (&sample->cell, sample->x, sample->n, threshold, NULL, &error);
  g_assert_no_error (error);
  return voronoi;
}

/* Volumes fill the box; every face is there from both sides, with the same area and edges; closed
 * surfaces: the area vectors of a cell cancel. */
static void
assert_sound (const Sample *sample, const VitVoronoi *voronoi, bool general)
{
  const VitNeighbours *list = voronoi->neighbours;
  double volume = 0, total = vit_cell_volume (&sample->cell);
  for (size_t i = 0; i < sample->n; i++)
    {
      double sum[3] = { 0, 0, 0 }, area = 0, pyramids = 0;
      unsigned n_edges = 0, n_faces = 0;
      volume += voronoi->volumes[i];
      for (size_t k = list->offsets[i]; k < list->offsets[i + 1]; k++)
        {
          double d[3], r;
          vit_neighbours_vector (list, &sample->cell, sample->x, i, k, d);
          r = sqrt (d[0] * d[0] + d[1] * d[1] + d[2] * d[2]);
          for (int m = 0; m < 3; m++)
            sum[m] += (double) voronoi->areas[k] * d[m] / r;
          area += (double) voronoi->areas[k];
          pyramids += (double) voronoi->areas[k] * r / 6;
          n_edges += voronoi->edges[k];
          n_faces++;
          size_t j = list->indices[k], mirrors = 0;
          for (size_t l = list->offsets[j]; l < list->offsets[j + 1]; l++)
            {
              const int16_t *s = list->shifts[k], *t = list->shifts[l];
              if (list->indices[l] != i || s[0] != -t[0] || s[1] != -t[1] || s[2] != -t[2])
                continue;
              mirrors++;
              g_assert_cmpfloat_with_epsilon ((double) voronoi->areas[k],
                                              (double) voronoi->areas[l], 1e-5 * (area + 1e-9));
              g_assert_cmpuint (voronoi->edges[k], ==, voronoi->edges[l]);
            }
          g_assert_cmpuint (mirrors, ==, 1);
        }
      g_assert_cmpfloat_with_epsilon (pyramids, voronoi->volumes[i], 1e-6 * voronoi->volumes[i]);
      for (int m = 0; m < 3; m++)
        g_assert_cmpfloat_with_epsilon (sum[m], 0, 1e-5 * area);
      /* Euler, three faces at every corner. */
      if (general)
        g_assert_cmpuint (n_edges, ==, 6 * n_faces - 12);
    }
  g_assert_cmpfloat_with_epsilon (volume / total, 1, 1e-10);
}

/* Volume, number of faces and faces by number of edges of every cell as voro++ has them. */
static void
test_peer (void)
{
  static const char *names[] = { "glass-100K", "liquid-1700K" };
  for (int s = 0; s < 2; s++)
    {
      g_autofree char *dump = g_strconcat (names[s], ".dump.gz", NULL);
      g_autofree char *cells = g_strconcat (names[s], ".voro.gz", NULL);
      g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", cells, NULL);
      g_autoptr (Sample) sample = sample_read_data (dump);
      g_autoptr (VitVoronoi) voronoi = voronoi_of (sample, 0);
      assert_sound (sample, voronoi, true);
      gzFile file = gzopen (path, "rb");
      g_assert_nonnull (file);
      char line[256];
      for (size_t i = 0; i < sample->n; i++)
        {
          g_assert_nonnull (gzgets (file, line, sizeof line));
          char *at = line;
          double volume = g_ascii_strtod (at, &at);
          g_assert_cmpfloat_with_epsilon (voronoi->volumes[i], volume, 1e-10 * volume);
          g_assert_cmpuint (vit_neighbours_count (voronoi->neighbours, i), ==,
                            g_ascii_strtoull (at, &at, 10));
          unsigned counts[16] = { 0 };
          const size_t *offsets = voronoi->neighbours->offsets;
          for (size_t k = offsets[i]; k < offsets[i + 1]; k++)
            counts[MIN (voronoi->edges[k], 15)]++;
          for (int e = 3; e <= 12; e++)
            g_assert_cmpuint (counts[e], ==, g_ascii_strtoull (at, &at, 10));
          VitVoronoiIndex index = vit_voronoi_get_index (voronoi, i);
          for (int e = 3; e <= 6; e++)
            g_assert_cmpuint (counts[e], ==, index.n[e - 3]);
          g_assert_cmpfloat_with_epsilon (
              vit_voronoi_get_fivefold (voronoi, i),
              counts[5] / (double) vit_neighbours_count (voronoi->neighbours, i), 1e-15);
        }
      gzclose (file);
    }
}

/* A glass of 108,000 atoms against voro++: every cell by a sum over the numbers of its faces, and
 * moments of volumes and areas: tests/data/large-glass.py. */
static void
test_large (void)
{
  g_autofree char *path = sample_shared ("corpus/ovito/examples/data/CuZr_metallic_glass.dump.gz");
  if (!path)
    {
      g_test_skip ("VITRINE_TEST_DATA has no corpus/ovito");
      return;
    }
  g_autoptr (Sample) glass = sample_read (path);
  g_autoptr (VitVoronoi) voronoi = voronoi_of (glass, 0);
  const VitNeighbours *list = voronoi->neighbours;
  uint64_t hash = UINT64_C (14695981039346656037), neighbour_sum = 0;
  double volume = 0, volume_2 = 0, area = 0, area_2 = 0;
  for (size_t i = 0; i < glass->n; i++)
    {
      uint64_t counts = 0; /* six bits each: faces with 3 … 12 edges */
      volume += voronoi->volumes[i];
      volume_2 += voronoi->volumes[i] * voronoi->volumes[i];
      for (size_t k = list->offsets[i]; k < list->offsets[i + 1]; k++)
        {
          double a = (double) voronoi->areas[k];
          if (voronoi->edges[k] <= 12)
            counts += UINT64_C (1) << 6 * (voronoi->edges[k] - 3);
          area += a;
          area_2 += a * a;
          neighbour_sum += list->indices[k];
        }
      hash = (hash ^ counts) * UINT64_C (1099511628211);
    }
  g_assert_cmpuint (list->offsets[glass->n], ==, 1496058);
  g_assert_cmphex (hash, ==, UINT64_C (0x17604cfc98b6afaf));
  g_assert_cmpuint (neighbour_sum, ==, UINT64_C (80770076022));
  g_assert_cmpfloat_with_epsilon (volume / vit_cell_volume (&glass->cell), 1, 1e-12);
  g_assert_cmpfloat_with_epsilon (volume_2 / 27716242.72691, 1, 1e-12);
  g_assert_cmpfloat_with_epsilon (area / 3671928.9325, 1, 1e-9);
  g_assert_cmpfloat_with_epsilon (area_2 / 10827298.814, 1, 1e-9);
}

typedef struct
{
  const char *name;
  int n;
  double edges[3];
  double basis[8][3];
  VitVoronoiIndex index;
} Crystal;

static const Crystal crystals[] = {
  { "sc", 1, { 1, 1, 1 }, { { 0 } }, { { 0, 6, 0, 0 }, 0 } },
  { "bcc", 2, { 1, 1, 1 }, { { 0 }, { .5, .5, .5 } }, { { 0, 6, 0, 8 }, 0 } },
  { "fcc",
    4,
    { 1, 1, 1 },
    { { 0 }, { 0, .5, .5 }, { .5, 0, .5 }, { .5, .5, 0 } },
    { { 0, 12, 0, 0 }, 0 } },
  { "hcp",
    4,
    { 1, 1.7320508075688772, 1.632993161855452 },
    { { 0 }, { .5, .5, 0 }, { .5, .8333333333333333, .5 }, { 0, .3333333333333333, .5 } },
    { { 0, 12, 0, 0 }, 0 } },
  { "diamond",
    8,
    { 1, 1, 1 },
    { { 0 },
      { 0, .5, .5 },
      { .5, 0, .5 },
      { .5, .5, 0 },
      { .25, .25, .25 },
      { .25, .75, .75 },
      { .75, .25, .75 },
      { .75, .75, .25 } },
    { { 12, 0, 0, 4 }, 0 } },
};

static Sample *
make_crystal (const Crystal *crystal, double a, const int times[3])
{
  VitCell cell;
  double hi[3];
  for (int k = 0; k < 3; k++)
    hi[k] = a * crystal->edges[k];
  vit_cell_init_orthogonal (&cell, (double[3]){ 0, 0, 0 }, hi);
  g_autoptr (Sample) unit = sample_new (&cell, (size_t) crystal->n);
  for (int i = 0; i < crystal->n; i++)
    for (int k = 0; k < 3; k++)
      unit->x[3 * i + k] = hi[k] * crystal->basis[i][k];
  return sample_replicate (unit, times);
}

/* Points where many faces meet: the textbook cells, wherever the lattice lies, and in boxes as
 * small as one unit. */
static void
test_crystals (void)
{
  static const int times[][3] = { { 1, 1, 1 }, { 1, 2, 3 }, { 3, 3, 3 }, { 5, 4, 5 } };
  for (size_t c = 0; c < G_N_ELEMENTS (crystals); c++)
    for (size_t t = 0; t < G_N_ELEMENTS (times); t++)
      for (int moved = 0; moved < 3; moved++)
        {
          const Crystal *crystal = &crystals[c];
          double a = moved ? g_test_rand_double_range (1, 10) : 4;
          g_autoptr (Sample) sample = make_crystal (crystal, a, times[t]);
          double offset[3];
          for (int k = 0; k < 3; k++)
            offset[k] = moved * g_test_rand_double_range (-20, 20);
          for (size_t i = 0; i < 3 * sample->n; i++)
            sample->x[i] += offset[i % 3];
          g_autoptr (VitVoronoi) voronoi = voronoi_of (sample, 0);
          assert_sound (sample, voronoi, false);
          for (size_t i = 0; i < sample->n; i++)
            {
              VitVoronoiIndex index = vit_voronoi_get_index (voronoi, i);
              if (memcmp (&index, &crystal->index, sizeof index) != 0)
                g_error ("%s %zu: <%u,%u,%u,%u> %u", crystal->name, t, index.n[0], index.n[1],
                         index.n[2], index.n[3], index.more);
            }
        }
}

static Sample *
make_random (size_t n, double edge, double tilt)
{
  VitCell cell;
  double lo[3], hi[3], tilts[3];
  for (int k = 0; k < 3; k++)
    {
      lo[k] = g_test_rand_double_range (-5, 5);
      hi[k] = lo[k] + edge * g_test_rand_double_range (0.4, 1.6);
      tilts[k] = tilt * g_test_rand_double_range (-edge, edge);
    }
  vit_cell_init_restricted (&cell, lo, hi, tilts);
  Sample *sample = sample_new (&cell, n);
  for (size_t i = 0; i < n; i++)
    {
      double s[3];
      for (int k = 0; k < 3; k++)
        s[k] = i % 3 ? g_test_rand_double () : g_test_rand_double_range (-1.5, 2.5);
      vit_cell_to_cartesian (&cell, s, sample->x + 3 * i);
    }
  return sample;
}

/* Few random atoms in boxes of any shape: cells that touch themselves, needles, plates. */
static void
test_random (void)
{
  for (int round = 0; round < 200; round++)
    {
      size_t n = (size_t) g_test_rand_int_range (1, 40);
      g_autoptr (Sample) sample = make_random (n, 8, round % 2 ? 0.8 : 0);
      g_autoptr (VitVoronoi) voronoi = voronoi_of (sample, 0);
      /* In a right-angled box four images of one atom lie on a circle: more faces may meet. */
      assert_sound (sample, voronoi, round % 2);
    }
  g_autoptr (Sample) gas = make_random (3000, 30, 0.5);
  g_autoptr (VitVoronoi) voronoi = voronoi_of (gas, 0);
  assert_sound (gas, voronoi, true);
}

static void
assert_same (const VitVoronoi *a, const VitVoronoi *b)
{
  g_assert_cmpuint (a->n, ==, b->n);
  for (size_t i = 0; i < a->n; i++)
    {
      VitVoronoiIndex p = vit_voronoi_get_index (a, i), q = vit_voronoi_get_index (b, i);
      g_assert_cmpmem (&p, sizeof p, &q, sizeof q);
      g_assert_cmpfloat_with_epsilon (a->volumes[i], b->volumes[i], 1e-10 * a->volumes[i]);
    }
}

/* The same crystal of boxes in other vectors, unwrapped, moved, turned. */
static void
test_invariance (void)
{
  g_autoptr (Sample) glass = sample_read_data ("glass-100K.dump.gz");
  g_autoptr (VitVoronoi) expected = voronoi_of (glass, 0);
  g_autoptr (Sample) other = sample_new (&glass->cell, glass->n);
  static const double turn[3][3] = { { 0.36, 0.48, -0.8 }, { -0.8, 0.6, 0 }, { 0.48, 0.64, 0.6 } };
  for (int k = 0; k < 3; k++)
    {
      other->cell.h[1][k] += 2 * other->cell.h[0][k];
      other->cell.h[2][k] -= other->cell.h[1][k];
    }
  for (int v = 0; v < 3; v++)
    {
      double h[3];
      memcpy (h, other->cell.h[v], sizeof h);
      for (int k = 0; k < 3; k++)
        other->cell.h[v][k] = turn[k][0] * h[0] + turn[k][1] * h[1] + turn[k][2] * h[2];
    }
  for (size_t i = 0; i < glass->n; i++)
    {
      const double *x = glass->x + 3 * i;
      for (int k = 0; k < 3; k++)
        other->x[3 * i + k] = 7.7 + turn[k][0] * x[0] + turn[k][1] * x[1] + turn[k][2] * x[2] +
                              (double) (i % 3) * other->cell.h[2][k];
    }
  g_autoptr (VitVoronoi) voronoi = voronoi_of (other, 0);
  assert_same (voronoi, expected);
  g_autoptr (Sample) big = sample_replicate (glass, (int[3]){ 1, 2, 1 });
  g_autoptr (VitVoronoi) twice = voronoi_of (big, 0);
  for (size_t i = 0; i < big->n; i++)
    g_assert_cmpfloat_with_epsilon (twice->volumes[i], expected->volumes[i % glass->n], 1e-10);

  for (unsigned threads = 1; threads <= 5; threads += 2)
    {
      vit_parallel_set_n_threads (threads);
      g_autoptr (VitVoronoi) again = voronoi_of (glass, 0);
      size_t total = expected->neighbours->offsets[glass->n];
      g_assert_cmpmem (again->volumes, 8 * glass->n, expected->volumes, 8 * glass->n);
      g_assert_cmpmem (again->areas, 4 * total, expected->areas, 4 * total);
      g_assert_cmpmem (again->neighbours->indices, 4 * total, expected->neighbours->indices,
                       4 * total);
    }
  vit_parallel_set_n_threads (0);
}

/* An atom inside a dense shell has more faces than most; a slab in vacuum needs far atoms. */
static void
test_uneven (void)
{
  VitCell cell;
  vit_cell_init_orthogonal (&cell, (double[3]){ 0, 0, 0 }, (double[3]){ 40, 40, 40 });
  g_autoptr (Sample) shell = sample_new (&cell, 301);
  for (int i = 0; i < 300; i++)
    {
      double z = (i + 0.5) / 150 - 1, phi = i * 2.399963, rho = sqrt (1 - z * z);
      shell->x[3 * i] = 20 + 9 * rho * cos (phi);
      shell->x[3 * i + 1] = 20 + 9 * rho * sin (phi);
      shell->x[3 * i + 2] = 20 + 9 * z;
    }
  for (int k = 0; k < 3; k++)
    shell->x[900 + k] = 20;
  g_autoptr (VitVoronoi) voronoi = voronoi_of (shell, 0);
  assert_sound (shell, voronoi, false);
  g_assert_cmpuint (vit_neighbours_count (voronoi->neighbours, 300), ==, 300);

  g_autoptr (Sample) glass = sample_read_data ("glass-100K.dump.gz");
  for (size_t i = 0; i < glass->n; i++)
    vit_cell_wrap (&glass->cell, glass->x + 3 * i, (int[3]){ 0 });
  for (int k = 0; k < 3; k++)
    glass->cell.h[2][k] *= 3;
  g_autoptr (VitVoronoi) slab = voronoi_of (glass, 0);
  assert_sound (glass, slab, true);

  /* Far from the surfaces nothing has changed. */
  g_autoptr (Sample) whole = sample_read_data ("glass-100K.dump.gz");
  g_autoptr (VitVoronoi) inner = voronoi_of (whole, 0);
  double lo = glass->cell.origin[2] + 8, hi = glass->cell.origin[2] + whole->cell.h[2][2] - 8;
  unsigned n_inner = 0;
  for (size_t i = 0; i < glass->n; i++)
    if (glass->x[3 * i + 2] > lo && glass->x[3 * i + 2] < hi)
      {
        n_inner++;
        g_assert_cmpfloat_with_epsilon (slab->volumes[i], inner->volumes[i], 1e-9);
        g_assert_cmpuint (vit_neighbours_count (slab->neighbours, i), ==,
                          vit_neighbours_count (inner->neighbours, i));
      }
  g_assert_cmpuint (n_inner, >, 500);
}

/* What is made for cells of any reach makes the cells of a glass as well. */
static void
test_far (void)
{
  g_autoptr (Sample) glass = sample_read_data ("glass-100K.dump.gz");
  g_autoptr (VitVoronoi) voronoi = voronoi_of (glass, 0);
  g_autoptr (VitGrid) grid = vit_grid_new (&glass->cell, glass->x, glass->n, 5, 3, NULL);
  VitVoronoiTree *far = vit_voronoi_tree_new (grid, NULL);
  VitVoronoiBuilder *builder = vit_voronoi_builder_new (grid, 2.6);
  for (size_t rank = 0; rank < grid->n; rank++)
    {
      g_assert_cmpint (vit_voronoi_tree_build_cell (far, builder, rank, NULL), ==,
                       VIT_VORONOI_CLOSED);
      uint32_t atom = grid->atom[rank];
      const VitNeighbours *list = voronoi->neighbours;
      double area = 0, expected = 0;
      size_t sum = 0, first = list->offsets[atom];
      g_assert_cmpfloat_with_epsilon (builder->volume, voronoi->volumes[atom], 1e-9);
      g_assert_cmpuint (builder->n_faces, ==, vit_neighbours_count (list, atom));
      for (size_t k = 0; k < builder->n_faces; k++)
        {
          sum += builder->neighbours[k] - (size_t) list->indices[first + k];
          area += (double) builder->faces[k].area;
          expected += (double) voronoi->areas[first + k];
        }
      g_assert_cmpuint (sum, ==, 0);
      g_assert_cmpfloat_with_epsilon (area, expected, 1e-4);
    }
  vit_voronoi_builder_free (builder);
  vit_voronoi_tree_free (far);
}

static void
test_threshold (void)
{
  g_autoptr (Sample) glass = sample_read_data ("glass-100K.dump.gz");
  g_autoptr (VitVoronoi) all = voronoi_of (glass, 0);
  g_autoptr (VitVoronoi) some = voronoi_of (glass, 0.05);
  g_assert_cmpmem (all->volumes, 8 * glass->n, some->volumes, 8 * glass->n);
  g_assert_cmpuint (all->n_dropped, ==, 0);
  g_assert_cmpuint (some->n_dropped, >, 0);
  const VitNeighbours *from = all->neighbours, *to = some->neighbours;
  g_assert_cmpuint (from->offsets[glass->n], ==, to->offsets[glass->n] + some->n_dropped);
  g_autofree double *limits = g_new0 (double, glass->n);
  for (size_t i = 0; i < glass->n; i++)
    for (size_t k = from->offsets[i]; k < from->offsets[i + 1]; k++)
      limits[i] += 0.05 * (double) all->areas[k] / (double) vit_neighbours_count (from, i);
  for (size_t i = 0; i < glass->n; i++)
    {
      size_t l = to->offsets[i];
      for (size_t k = from->offsets[i]; k < from->offsets[i + 1]; k++)
        {
          double area = (double) all->areas[k];
          bool kept = area >= limits[i] && area >= limits[from->indices[k]];
          if (!kept)
            continue;
          g_assert_cmpuint (from->indices[k], ==, to->indices[l]);
          g_assert_cmpuint (all->edges[k], ==, some->edges[l]);
          l++;
        }
      g_assert_cmpuint (l, ==, to->offsets[i + 1]);
    }
}

/* Crowds in a large box: most of what lies within the reach of the box is too far away. */
static void
test_crowds (void)
{
  VitCell cell;
  vit_cell_init_orthogonal (&cell, (double[3]){ 0, 0, 0 }, (double[3]){ 300, 300, 300 });
  g_autoptr (Sample) crowds = sample_new (&cell, 640);
  for (size_t i = 0; i < crowds->n; i++)
    {
      /* Two balls, one across the corner of the box, and a gas. */
      double edge = i < 300 ? 6 : i < 600 ? 20 : 300, at = i < 300 ? -3 : i < 600 ? 120 : 0;
      for (int k = 0; k < 3; k++)
        crowds->x[3 * i + k] = at + edge * g_test_rand_double ();
    }
  g_autoptr (VitVoronoi) voronoi = voronoi_of (crowds, 0);
  assert_sound (crowds, voronoi, true);

  /* A box many times as long as thick, dense at one end. */
  vit_cell_init_orthogonal (&cell, (double[3]){ 0, 0, 0 }, (double[3]){ 12, 12, 732 });
  g_autoptr (Sample) rod = sample_new (&cell, 700);
  for (size_t i = 0; i < rod->n; i++)
    for (int k = 0; k < 3; k++)
      rod->x[3 * i + k] = (k < 2 ? 12 : i < 600 ? 72 : 732) * g_test_rand_double ();
  g_autoptr (VitVoronoi) thin = voronoi_of (rod, 0);
  assert_sound (rod, thin, false);
}

static void
assert_refused (const Sample *sample, double threshold, VitProgress *progress, int code)
{
  g_autoptr (GError) error = NULL;
  g_assert_null (
      vit_voronoi_new (&sample->cell, sample->x, sample->n, threshold, progress, &error));
  g_assert_error (error, VIT_ERROR, code);
  if (code == VIT_ERROR_INVALID)
    g_test_message ("%s", error->message);
}

static void
test_errors (void)
{
  g_autoptr (Sample) gas = make_random (50, 10, 0.3);
  g_autoptr (VitProgress) progress = vit_progress_new (NULL, NULL, NULL, NULL);
  vit_progress_cancel (progress);
  assert_refused (gas, 0, progress, VIT_ERROR_CANCELLED);
  assert_refused (gas, -0.1, NULL, VIT_ERROR_INVALID);
  for (int k = 0; k < 3; k++)
    gas->x[3 * 17 + k] = gas->x[3 * 4 + k] - 2 * gas->cell.h[1][k];
  assert_refused (gas, 0, NULL, VIT_ERROR_INVALID);
  gas->x[3 * 17] = NAN;
  assert_refused (gas, 0, NULL, VIT_ERROR_INVALID);
  gas->x[3 * 17] = 1;
  gas->cell.periodic[1] = false;
  assert_refused (gas, 0, NULL, VIT_ERROR_UNSUPPORTED);
  gas->cell.periodic[1] = true;
  /* So many boxes away that their difference is no int. */
  gas->x[0] = 1e15;
  gas->x[3] = -1e15;
  assert_refused (gas, 0, NULL, VIT_ERROR_UNSUPPORTED);
  gas->n = 0;
  g_autoptr (VitVoronoi) nothing = voronoi_of (gas, 0);
  g_assert_cmpuint (nothing->neighbours->offsets[0], ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/structure/voronoi/peer", test_peer);
  g_test_add_func ("/structure/voronoi/large", test_large);
  g_test_add_func ("/structure/voronoi/crystals", test_crystals);
  g_test_add_func ("/structure/voronoi/random", test_random);
  g_test_add_func ("/structure/voronoi/invariance", test_invariance);
  g_test_add_func ("/structure/voronoi/uneven", test_uneven);
  g_test_add_func ("/structure/voronoi/far", test_far);
  g_test_add_func ("/structure/voronoi/threshold", test_threshold);
  g_test_add_func ("/structure/voronoi/crowds", test_crowds);
  g_test_add_func ("/structure/voronoi/errors", test_errors);
  return g_test_run ();
}
