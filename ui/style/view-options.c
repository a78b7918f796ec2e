#include "ui/style/view-options.h"

#include <math.h>

#include <string.h>

#include "core/stats/quantile.h"
#include "ui/style/number-format.h"

void
vit_view_read (VitStudy *study, VitSlice *slice, VitColouring *colouring)
{
  const VitViewOptions *view = &vit_study_get_options (study)->view;
  g_autofree char *map = vit_study_dup_option_text (study, "view", "colour-map");
  *slice = (VitSlice){ .axis = view->slice_axis,
                       .position = view->slice_position,
                       .thickness = view->slice_thickness,
                       .whole = view->whole_box,
                       .clip = view->clip == 2 ? -1 : view->clip };
  *colouring = (VitColouring){ .minimum = view->colour_minimum,
                               .maximum = view->colour_maximum,
                               .outline = view->outline_regions,
                               .interpolated = view->interpolate_colours,
                               .equal_sizes = view->equal_sizes,
                               .ghosts = view->ghosts };
  g_strlcpy (colouring->column, view->colour_column, sizeof colouring->column);
  VitColourRange range = vit_study_get_range (study, view->colour_column);
  if (range.mode == VIT_RANGE_LOCKED)
    {
      colouring->minimum = range.low;
      colouring->maximum = range.high;
    }
  g_strlcpy (colouring->map, map, sizeof colouring->map);
}

void
vit_box_view_read (VitStudy *study, VitBoxView *box)
{
  const VitViewOptions *view = &vit_study_get_options (study)->view;
  *box = (VitBoxView){ .perspective = view->perspective,
                       .triad = (VitTriadKind) view->triad,
                       .solid_opacity = view->solid_opacity,
                       .arrows = view->arrows,
                       .arrow_scale = view->arrow_scale,
                       .arrow_least = view->arrow_least,
                       .arrow_by_length = view->arrow_colour == 1,
                       .arrow_longest = view->arrow_longest };
  g_strlcpy (box->camera, view->camera, sizeof box->camera);
}

char *
vit_box_view_dup_arrows (const VitBoxView *box, double interval)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_string_append_printf (text, "arrows: displacement over %.4g ps × %g", interval,
                          box->arrow_scale);
  if (box->arrow_least > 0)
    g_string_append_printf (text, ", from %g Å", box->arrow_least);
  if (box->arrow_by_length)
    g_string_append_printf (text, ", coloured 0 to %g Å", box->arrow_longest);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

int
vit_box_view_get_load_axis (VitRun *run)
{
  const VitPremise *premise = vit_premises_look_up (vit_run_get_premises (run), VIT_PREMISE_AXIS);
  /* The default of a run that is not loaded says nothing. */
  const char *axis = premise && premise->source != VIT_SOURCE_DEFAULT ? premise->value : NULL;
  bool is_in[3] = { axis && strchr (axis, 'x'), axis && strchr (axis, 'y'),
                    axis && strchr (axis, 'z') };
  int n = is_in[0] + is_in[1] + is_in[2];
  for (int k = 0; k < 3; k++)
    if ((n == 1 && is_in[k]) || (n == 2 && !is_in[k]))
      return k;
  return -1;
}

void
vit_view_write_slice (VitStudy *study, const VitSlice *slice)
{
  vit_study_set_option_number (study, "view", "slice-axis", slice->axis);
  vit_study_set_option_number (study, "view", "slice-position", slice->position);
  vit_study_set_option_number (study, "view", "slice-thickness", slice->thickness);
  vit_study_set_option_number (study, "view", "whole-box", slice->whole);
  vit_study_set_option_number (study, "view", "clip", slice->clip < 0 ? 2 : slice->clip);
}

/* The ends of a range that follows the values are nobody's decision. */
static void
write_range (VitStudy *study, const VitColouring *colouring)
{
  if (vit_study_get_range (study, colouring->column).mode != VIT_RANGE_LOCKED)
    {
      vit_study_set_option (study, "view", "colour-minimum", NULL, NULL);
      vit_study_set_option (study, "view", "colour-maximum", NULL, NULL);
      return;
    }
  vit_study_set_option_number (study, "view", "colour-minimum", colouring->minimum);
  vit_study_set_option_number (study, "view", "colour-maximum", colouring->maximum);
}

void
vit_view_write_colouring (VitStudy *study, const VitColouring *colouring)
{
  /* The range of one quantity is not that of another. */
  if (strcmp (vit_study_get_options (study)->view.colour_column, colouring->column) != 0)
    {
      vit_study_set_option (study, "view", "colour-minimum", NULL, NULL);
      vit_study_set_option (study, "view", "colour-maximum", NULL, NULL);
    }
  vit_study_set_option (study, "view", "colour-column", colouring->column, NULL);
  vit_study_set_option (study, "view", "colour-map", colouring->map, NULL);
  write_range (study, colouring);
  vit_study_set_option_number (study, "view", "outline-regions", colouring->outline);
  vit_study_set_option_number (study, "view", "interpolate-colours", colouring->interpolated);
  vit_study_set_option_number (study, "view", "equal-sizes", colouring->equal_sizes);
  vit_study_set_option_number (study, "view", "ghosts", colouring->ghosts);
}

bool
vit_slice_has (const VitSlice *slice,
               const VitCell *cell,
               const double widths[3],
               const double s[3])
{
  double d = s[slice->axis] - slice->position;
  if (slice->whole)
    {
      /* A periodic box is drawn with all atoms inside. */
      if (cell->periodic[slice->axis])
        d -= floor (s[slice->axis]);
      return slice->clip * d <= 0;
    }
  if (cell->periodic[slice->axis])
    d -= round (d);
  return fabs (d) * widths[slice->axis] <= slice->thickness / 2;
}

void
vit_slice_get_point (const VitSlice *slice,
                     const VitCell *cell,
                     const double face[2],
                     double xyz[3])
{
  g_return_if_fail (slice && cell);
  int up = slice->axis == 2 ? 1 : 2, right = 3 - slice->axis - up;
  double scaled[3];
  scaled[slice->axis] = slice->position;
  scaled[right] = face[0];
  scaled[up] = face[1];
  for (int k = 0; k < 3; k++)
    xyz[k] = scaled[0] * cell->h[0][k] + scaled[1] * cell->h[1][k] + scaled[2] * cell->h[2][k];
}

double
vit_slice_wrap (double position)
{
  return position >= 0 && position <= 1 ? position : position - floor (position);
}

void
vit_colouring_set_regions (VitColouring *colouring, int n)
{
  g_strlcpy (colouring->map, "rainbow", sizeof colouring->map);
  colouring->minimum = 0;
  colouring->maximum = n;
}

static void
set_symmetric (VitColouring *colouring, double half)
{
  colouring->maximum = vit_round_scale (half);
  colouring->minimum = -colouring->maximum;
}

void
vit_colouring_set_difference (VitColouring *colouring,
                              VitStudy *study,
                              const char *column,
                              double largest,
                              const double *sorted,
                              size_t n)
{
  g_autofree char *key = vit_study_dup_difference_key (column);
  g_autofree char *map = vit_study_dup_option_text (study, "compare", "colour-map");
  VitColourRange range = vit_study_get_range (study, key);
  g_strlcpy (colouring->column, column, sizeof colouring->column);
  g_strlcpy (colouring->map, map, sizeof colouring->map);
  colouring->difference = true;
  set_symmetric (colouring, largest);
  if (range.mode == VIT_RANGE_LOCKED)
    {
      colouring->minimum = range.low;
      colouring->maximum = range.high;
    }
  else if (range.mode == VIT_RANGE_PERCENTILES && n > 0)
    {
      double low = vit_sorted_sets_quantile (&sorted, &n, 1, range.low / 100),
             high = vit_sorted_sets_quantile (&sorted, &n, 1, range.high / 100);
      if (strcmp (map, "diverging") == 0)
        set_symmetric (colouring, fmax (fabs (low), fabs (high)));
      else
        vit_colouring_fit (colouring, low, high);
    }
}

void
vit_colouring_fit (VitColouring *colouring, double minimum, double maximum)
{
  if (!(maximum >= minimum) || !isfinite (minimum))
    return;
  /* Classes: each has a band of its own. */
  if (strcmp (colouring->column, "element") == 0)
    {
      colouring->minimum = minimum - 0.5;
      colouring->maximum = maximum + 0.5;
      return;
    }
  /* A quantity that is the same everywhere lies in the middle of its scale. */
  double half = minimum == maximum ? fmax (0.1 * fabs (minimum), 0.5) : 0;
  minimum -= half;
  maximum += half;
  double unit = pow (10, floor (log10 (maximum - minimum)) - 1);
  colouring->minimum = floor (minimum / unit) * unit;
  colouring->maximum = ceil (maximum / unit) * unit;
}
