#include "ui/scene/triad.h"

#include <math.h>

void
vit_triad_place (const VitCamera *camera,
                 const VitCell *cell,
                 bool box_vectors,
                 VitTriadAxis axes[3])
{
  static const char *const labels[2][3] = { { "x", "y", "z" }, { "a", "b", "c" } };
  for (int k = 0; k < 3; k++)
    {
      const double unit[3] = { k == 0, k == 1, k == 2 };
      const double *v = box_vectors ? cell->h[k] : unit;
      double length = sqrt (v[0] * v[0] + v[1] * v[1] + v[2] * v[2]), seen[3];
      for (int i = 0; i < 3; i++)
        {
          const double *a = camera->axes[i];
          seen[i] = (a[0] * v[0] + a[1] * v[1] + a[2] * v[2]) / length;
        }
      axes[k] = (VitTriadAxis){ labels[box_vectors][k], seen[0], seen[1], seen[2] };
    }
  for (int pass = 0; pass < 2; pass++)
    for (int k = 0; k < 2; k++)
      if (axes[k].depth > axes[k + 1].depth)
        {
          VitTriadAxis other = axes[k];
          axes[k] = axes[k + 1];
          axes[k + 1] = other;
        }
}
