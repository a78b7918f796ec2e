#include <string.h>

#include "core/mechanics/nonaffine-private.h"

typedef double Quad __attribute__ ((vector_size (32)));

/* The bond of an atom with itself adds nothing, so it need not be struck out. */
void
VIT_NONAFFINE_SUM (
    const VitBondEnd *ends, size_t self, const uint32_t *others, size_t n_others, VitBondSums *sums)
{
  Quad x = *(const Quad *) ends[self].x, u = *(const Quad *) ends[self].u;
  Quad v0 = { 0 }, v1 = { 0 }, v2 = { 0 }, w0 = { 0 }, w1 = { 0 }, w2 = { 0 }, s = { 0 };
  for (size_t k = 0; k < n_others; k++)
    {
      const VitBondEnd *end = &ends[others[k]];
      Quad d = *(const Quad *) end->x - x, e = *(const Quad *) end->u - u;
      v0 += (Quad){ d[0], d[0], d[0], d[0] } * d;
      v1 += (Quad){ d[1], d[1], d[1], d[1] } * d;
      v2 += (Quad){ d[2], d[2], d[2], d[2] } * d;
      w0 += (Quad){ e[0], e[0], e[0], e[0] } * d;
      w1 += (Quad){ e[1], e[1], e[1], e[1] } * d;
      w2 += (Quad){ e[2], e[2], e[2], e[2] } * d;
      s += e * e;
    }
  memcpy (sums->v[0], &v0, sizeof v0);
  memcpy (sums->v[1], &v1, sizeof v1);
  memcpy (sums->v[2], &v2, sizeof v2);
  memcpy (sums->w[0], &w0, sizeof w0);
  memcpy (sums->w[1], &w1, sizeof w1);
  memcpy (sums->w[2], &w2, sizeof w2);
  memcpy (sums->s, &s, sizeof s);
}
