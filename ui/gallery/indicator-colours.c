#include "ui/gallery/indicator-colours.h"

#include <math.h>
#include <string.h>

#include "ui/gallery/score-words.h"
#include "ui/style/colormap.h"

void
vit_indicator_colouring (VitColouring *colouring,
                         const VitIndicatorMaps *maps,
                         VitIndicatorPart part)
{
  double low = maps->low[part], high = maps->high[part];
  g_strlcpy (colouring->column, maps->snapshots[part]->column, sizeof colouring->column);
  if (part == VIT_INDICATOR_HITS)
    {
      g_strlcpy (colouring->map, VIT_COLORMAP_HITS, sizeof colouring->map);
      colouring->minimum = VIT_HIT_NEITHER - 0.5;
      colouring->maximum = VIT_N_HITS + 0.5;
      return;
    }
  vit_colouring_fit (colouring, low, high > low ? high : low + 1);
}

char *
vit_indicator_maps_dup_title (const VitIndicatorMaps *maps, VitIndicatorPart part)
{
  g_autofree char *symbol = vit_score_dup_symbol (maps->indicator, maps->averaged);
  g_autofree char *target = vit_score_dup_target (maps->target, maps->top, false);
  switch (part)
    {
    case VIT_INDICATOR_ITSELF:
      return g_strdup_printf ("indicator: %s%s", symbol, maps->predictive ? " of the past" : "");
    case VIT_INDICATOR_TARGET:
      return g_strdup_printf ("target: %s", target);
    default:
      return g_strdup_printf ("hits: %zu/%zu", maps->found, maps->events);
    }
}

char *
vit_indicator_maps_dup_hits (const VitIndicatorMaps *maps)
{
  g_autofree char *symbol = vit_score_dup_symbol (maps->indicator, maps->averaged);
  g_autofree char *target = vit_score_dup_target (maps->target, maps->top, true);
  double n = (double) maps->events;
  return g_strdup_printf (
      "%s: %zu of %zu atoms; as many of the %s %s: %zu hits, %.0f %%, by chance %.0f %%", target,
      maps->events, maps->n, maps->sign < 0 ? "lowest" : "highest", symbol, maps->found,
      n > 0 ? 100 * (double) maps->found / n : 0, maps->n > 0 ? 100 * n / (double) maps->n : 0);
}
