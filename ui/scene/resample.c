#include "ui/scene/resample-private.h"

#include <string.h>

void
vit_resample (const uint8_t *from, int width, int height, int factor, bool upside_down, uint8_t *to)
{
  size_t stride = (size_t) width * factor * 4;
  int rows = height * factor, area = factor * factor;
  for (int y = 0; y < height; y++)
    {
      uint8_t *out = to + (size_t) y * width * 4;
      if (factor == 1)
        {
          memcpy (out, from + stride * (upside_down ? rows - 1 - y : y), stride);
          continue;
        }
      for (int x = 0; x < width; x++)
        {
          int sum[4] = { area / 2, area / 2, area / 2, area / 2 };
          for (int v = 0; v < factor; v++)
            {
              int row = y * factor + v;
              const uint8_t *in =
                  from + stride * (upside_down ? rows - 1 - row : row) + (size_t) x * factor * 4;
              for (int u = 0; u < 4 * factor; u++)
                sum[u & 3] += in[u];
            }
          for (int c = 0; c < 4; c++)
            out[4 * x + c] = sum[c] / area;
        }
    }
}
