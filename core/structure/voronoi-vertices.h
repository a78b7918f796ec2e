/* Geometry of a cell from its vertices: their positions, whether a plane cuts them off, areas and
 * volume. Included by voronoi-walk.c, once per instruction set. */

#ifdef __AVX2__
typedef struct
{
  __m256d x, y, z;
} Vectors;

INLINE Vectors
cross (const Vectors *m, const Vectors *n)
{
  return (Vectors){ _mm256_sub_pd (_mm256_mul_pd (m->y, n->z), _mm256_mul_pd (m->z, n->y)),
                    _mm256_sub_pd (_mm256_mul_pd (m->z, n->x), _mm256_mul_pd (m->x, n->z)),
                    _mm256_sub_pd (_mm256_mul_pd (m->x, n->y), _mm256_mul_pd (m->y, n->x)) };
}

/* Transposes a matrix of four rows. */
INLINE void
transpose (__m256d a, __m256d b, __m256d c, __m256d d, Vectors *vectors, __m256d *fourth)
{
  __m256d ab_xz = _mm256_unpacklo_pd (a, b), ab_yw = _mm256_unpackhi_pd (a, b),
          cd_xz = _mm256_unpacklo_pd (c, d), cd_yw = _mm256_unpackhi_pd (c, d);
  vectors->x = _mm256_permute2f128_pd (ab_xz, cd_xz, 0x20);
  vectors->y = _mm256_permute2f128_pd (ab_yw, cd_yw, 0x20);
  vectors->z = _mm256_permute2f128_pd (ab_xz, cd_xz, 0x31);
  *fourth = _mm256_permute2f128_pd (ab_yw, cd_yw, 0x31);
}

/* Loads the planes at four row offsets. */
INLINE Vectors
get_planes (const VitVoronoiWalk *walk, const uint32_t at[LANES], __m256d *offsets)
{
  Vectors normals;
  transpose (_mm256_load_pd (AT (walk->normal, at[0])), _mm256_load_pd (AT (walk->normal, at[1])),
             _mm256_load_pd (AT (walk->normal, at[2])), _mm256_load_pd (AT (walk->normal, at[3])),
             &normals, offsets);
  return normals;
}

INLINE __m256d
add_three (__m256d a, __m256d b, __m256d c)
{
  return _mm256_add_pd (_mm256_add_pd (a, b), c);
}

INLINE __m256d
dot (const Vectors *m, const Vectors *n)
{
  return add_three (_mm256_mul_pd (m->x, n->x), _mm256_mul_pd (m->y, n->y),
                    _mm256_mul_pd (m->z, n->z));
}
#endif

/* Computes the intersection of the three planes of each vertex in double, and the largest squared
 * distance. Pads the vertices to a multiple of four. */
static void
find_vertices (VitVoronoiWalk *walk)
{
  unsigned n = (walk->n_vertices + LANES - 1) / LANES * LANES;
  for (unsigned v = walk->n_vertices; v < n; v++)
    set_vertex (walk, v, walk->first[0], walk->second[0], walk->third[0]);
#ifdef __AVX2__
  __m256d farthest = _mm256_setzero_pd ();
  for (unsigned v = 0; v < n; v += LANES)
    {
      __m256d oa, ob, oc, zero = _mm256_setzero_pd ();
      Vectors a = get_planes (walk, walk->first + v, &oa),
              b = get_planes (walk, walk->second + v, &ob),
              c = get_planes (walk, walk->third + v, &oc);
      Vectors bc = cross (&b, &c), ca = cross (&c, &a), ab = cross (&a, &b);
      __m256d inverse = _mm256_div_pd (_mm256_set1_pd (1), dot (&a, &bc));
      Vectors x = {
        add_three (_mm256_mul_pd (oa, bc.x), _mm256_mul_pd (ob, ca.x), _mm256_mul_pd (oc, ab.x)),
        add_three (_mm256_mul_pd (oa, bc.y), _mm256_mul_pd (ob, ca.y), _mm256_mul_pd (oc, ab.y)),
        add_three (_mm256_mul_pd (oa, bc.z), _mm256_mul_pd (ob, ca.z), _mm256_mul_pd (oc, ab.z))
      };
      x.x = _mm256_mul_pd (x.x, inverse);
      x.y = _mm256_mul_pd (x.y, inverse);
      x.z = _mm256_mul_pd (x.z, inverse);
      farthest = _mm256_max_pd (farthest, dot (&x, &x));
      Vectors rows;
      __m256d last;
      transpose (x.x, x.y, x.z, zero, &rows, &last);
      _mm256_store_pd (walk->vertex[v], rows.x);
      _mm256_store_pd (walk->vertex[v + 1], rows.y);
      _mm256_store_pd (walk->vertex[v + 2], rows.z);
      _mm256_store_pd (walk->vertex[v + 3], last);
    }
  __m128d last_end =
      _mm_max_pd (_mm256_castpd256_pd128 (farthest), _mm256_extractf128_pd (farthest, 1));
  walk->r2_max = _mm_cvtsd_f64 (_mm_max_sd (last_end, _mm_unpackhi_pd (last_end, last_end)));
#else
  walk->r2_max = 0;
  for (unsigned v = 0; v < n; v++)
    {
      const double *a = AT (walk->normal, walk->first[v]), *b = AT (walk->normal, walk->second[v]),
                   *c = AT (walk->normal, walk->third[v]);
      double bc[3], ca[3], ab[3], *x = walk->vertex[v];
      for (int i = 0, j = 1, k = 2; i < 3; j = k, k = i++)
        {
          bc[i] = b[j] * c[k] - b[k] * c[j];
          ca[i] = c[j] * a[k] - c[k] * a[j];
          ab[i] = a[j] * b[k] - a[k] * b[j];
        }
      double inverse = 1 / (a[0] * bc[0] + a[1] * bc[1] + a[2] * bc[2]);
      for (int k = 0; k < 3; k++)
        x[k] = (a[3] * bc[k] + b[3] * ca[k] + c[3] * ab[k]) * inverse;
      x[3] = 0;
      double r2 = x[0] * x[0] + x[1] * x[1] + x[2] * x[2];
      walk->r2_max = r2 > walk->r2_max ? r2 : walk->r2_max;
    }
#endif
}

#ifdef __AVX2__
/* x · n of four vectors whose fourth number is 0. */
INLINE __m256d
dot_four (const double (*x)[4], const __m256d n[LANES])
{
  __m256d ab = _mm256_hadd_pd (_mm256_mul_pd (_mm256_load_pd (x[0]), n[0]),
                               _mm256_mul_pd (_mm256_load_pd (x[1]), n[1])),
          cd = _mm256_hadd_pd (_mm256_mul_pd (_mm256_load_pd (x[2]), n[2]),
                               _mm256_mul_pd (_mm256_load_pd (x[3]), n[3]));
  return _mm256_add_pd (_mm256_permute2f128_pd (ab, cd, 0x20),
                        _mm256_permute2f128_pd (ab, cd, 0x31));
}
#endif

static bool
is_cut (const VitVoronoiWalk *walk, const double n[3], double unit)
{
  double limit =
      0.5 * (n[0] * n[0] + n[1] * n[1] + n[2] * n[2]) - VIT_VORONOI_WALK_CLEARANCE * unit * unit;
  unsigned beyond = 0;
#ifdef __AVX2__
  __m256d normal = _mm256_setr_pd (n[0], n[1], n[2], 0), most = _mm256_set1_pd (limit);
  const __m256d same[LANES] = { normal, normal, normal, normal };
  for (unsigned v = 0; v < walk->n_vertices; v += LANES)
    beyond |= (unsigned) _mm256_movemask_pd (
        _mm256_cmp_pd (dot_four ((const double (*)[4]) walk->vertex + v, same), most, _CMP_GT_OQ));
#else
  for (unsigned v = 0; v < walk->n_vertices; v++)
    {
      const double *x = walk->vertex[v];
      beyond |= x[0] * n[0] + x[1] * n[1] + x[2] * n[2] > limit;
    }
#endif
  return beyond != 0;
}

/* Adds to the faces on both sides of every edge the cross product of its ends, and 1 to their
 * numbers of edges. */
INLINE void
measure_edges (VitVoronoiWalk *walk)
{
  for (unsigned e = 0; e < walk->n_edges; e++)
    {
      const double *from = AT (walk->vertex, walk->begin[e]), *to = AT (walk->vertex, walk->end[e]);
      double *left = AT (walk->area_vector, walk->left[e]),
             *right = AT (walk->area_vector, walk->right[e]);
#ifdef __AVX2__
      const __m256d first_end = _mm256_setr_pd (0, 0, 0, 1),
                    minus = _mm256_setr_pd (-0., -0., -0., 0);
      __m256d u = _mm256_load_pd (from), d = _mm256_sub_pd (_mm256_load_pd (to), u);
      __m256d c = _mm256_sub_pd (_mm256_mul_pd (u, _mm256_permute4x64_pd (d, YZX)),
                                 _mm256_mul_pd (_mm256_permute4x64_pd (u, YZX), d));
      c = _mm256_or_pd (c, first_end);
      _mm256_store_pd (left, _mm256_add_pd (_mm256_load_pd (left), c));
      _mm256_store_pd (right, _mm256_add_pd (_mm256_load_pd (right), _mm256_xor_pd (c, minus)));
#else
      double dx = to[0] - from[0], dy = to[1] - from[1], dz = to[2] - from[2];
      double c[3] = { from[0] * dy - from[1] * dx, from[1] * dz - from[2] * dy,
                      from[2] * dx - from[0] * dz };
      for (int k = 0; k < 3; k++)
        {
          left[k] += c[k];
          right[k] -= c[k];
        }
      left[3]++;
      right[3]++;
#endif
    }
}

static void
measure (VitVoronoiWalk *walk)
{
  unsigned n_planes = (walk->n_planes + LANES - 1) / LANES * LANES;
  double sums[LANES] = { 0 };
  memset (walk->area_vector, 0, n_planes * sizeof *walk->area_vector);
  measure_edges (walk);
  /* Twice the area times the length of the normal, which is twice the height of the pyramid over
   * the face. */
#ifdef __AVX2__
  __m256d sum = _mm256_setzero_pd (), last_end = _mm256_set1_pd (2);
  for (unsigned p = 0; p < n_planes; p += LANES)
    {
      const double (*from)[4] = (const double (*)[4]) walk->area_vector + p;
      __m256d a = _mm256_load_pd (from[0]), b = _mm256_load_pd (from[1]),
              c = _mm256_load_pd (from[2]), d = _mm256_load_pd (from[3]);
      __m256d ab_zy = _mm256_unpacklo_pd (a, b), ab_x = _mm256_unpackhi_pd (a, b),
              cd_zy = _mm256_unpacklo_pd (c, d), cd_x = _mm256_unpackhi_pd (c, d);
      __m256d x = _mm256_permute2f128_pd (ab_x, cd_x, 0x20),
              y = _mm256_permute2f128_pd (ab_zy, cd_zy, 0x31),
              z = _mm256_permute2f128_pd (ab_zy, cd_zy, 0x20);
      __m256d base =
          _mm256_add_pd (_mm256_add_pd (_mm256_mul_pd (_mm256_load_pd (walk->nx + p), x),
                                        _mm256_mul_pd (_mm256_load_pd (walk->ny + p), y)),
                         _mm256_mul_pd (_mm256_load_pd (walk->nz + p), z));
      __m256d length = _mm256_sqrt_pd (_mm256_mul_pd (last_end, _mm256_load_pd (walk->offset + p)));
      sum = _mm256_add_pd (sum, base);
      _mm256_store_pd (walk->area + p, _mm256_div_pd (base, _mm256_mul_pd (last_end, length)));
    }
  _mm256_storeu_pd (sums, sum);
#else
  for (unsigned p = 0; p < n_planes; p++)
    {
      const double *c = walk->area_vector[p];
      double base = walk->nx[p] * c[1] + walk->ny[p] * c[2] + walk->nz[p] * c[0];
      sums[p % LANES] += base;
      walk->area[p] = base / (2 * sqrt (2 * walk->offset[p]));
    }
#endif
  walk->volume = ((sums[0] + sums[1]) + (sums[2] + sums[3])) / 12;
}
