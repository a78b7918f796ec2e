#pragma once

/* How atoms are shown: values that session, gallery and widgets share. */

#include "core/study/study.h"

/**
 * VitSlice:
 * @axis: normal of the slice: box vector 0, 1 or 2; 1 (y) by default
 * @position: position of its middle plane, as a fraction of the box edge
 * @thickness: Å
 * @whole: whether the whole box is shown in three dimensions instead
 * @clip: what the middle plane cuts away of the whole box: 1 what is above it, −1 what is below it,
 *   0 nothing
 */
typedef struct
{
  int axis;
  double position;
  double thickness;
  bool whole;
  int clip;
} VitSlice;

/**
 * VitColouring:
 * @column: a quantity, a column of the file or an expression over them
 * @map: name of the colour map (vit_colormap_get_names())
 * @minimum: value at the lower end; K for T_ML
 * @maximum: value at the upper end
 * @outline: whether liquid-like regions are outlined
 * @interpolated: whether colours are interpolated between start times while the playhead moves
 * @equal_sizes: whether atoms of all elements are drawn equally large
 * @ghosts: whether atoms that the filter leaves out are drawn small and pale
 * @difference: whether the colours stand for differences of @column
 */
typedef struct
{
  char column[VIT_OPTION_MAX_TEXT + 1];
  char map[32];
  double minimum, maximum;
  bool outline, interpolated, equal_sizes, ghosts, difference;
} VitColouring;

/** VitTriadKind: directions that are drawn in a corner of the whole box. */
typedef enum
{
  VIT_TRIAD_NONE,
  VIT_TRIAD_AXES,        /* x, y, z */
  VIT_TRIAD_BOX_VECTORS, /* a, b, c */
} VitTriadKind;

/**
 * VitBoxView: how the whole box is shown
 * @camera: as ui/scene/camera-start.h reads it; empty: all is seen
 * @perspective: whether what is nearer is larger
 * @triad: directions in a corner
 * @solid_opacity: 0 … 1, of atoms that are not liquid-like
 * @arrows: whether displacements are drawn as arrows
 * @arrow_scale: how many times as long
 * @arrow_least: Å; shorter ones have no arrow
 * @arrow_by_length: whether they are coloured by their length, 0 … @arrow_longest, and not as the
 *   atoms
 * @arrow_longest: Å
 * @turn: degrees by which the box is turned beyond @camera, about the world's z
 * @turns: whether the picture is one of a turn, in all of which the box has the same size
 */
typedef struct
{
  char camera[VIT_OPTION_MAX_TEXT + 1];
  bool perspective;
  VitTriadKind triad;
  double solid_opacity;
  bool arrows, arrow_by_length;
  double arrow_scale, arrow_least, arrow_longest;
  double turn;
  bool turns;
} VitBoxView;

/** vit_box_view_read: reads it from the study. */
void vit_box_view_read (VitStudy *study, VitBoxView *box);

/** vit_box_view_dup_arrows: (transfer full): what the arrows are, over @interval ps, in markup. */
char *vit_box_view_dup_arrows (const VitBoxView *box, double interval);

/** vit_box_view_get_load_axis: 0, 1, 2: axis of the loading of @run, or the normal of its plane of
 * shear; −1 while there is none. */
int vit_box_view_get_load_axis (VitRun *run);

/** vit_colouring_set_regions: the colours of @n regions. */
void vit_colouring_set_regions (VitColouring *colouring, int n);

/** vit_colouring_fit: round numbers around @minimum and @maximum, and a scale around a value that
 * both are; nothing changes if @maximum is less. */
void vit_colouring_fit (VitColouring *colouring, double minimum, double maximum);

/**
 * vit_colouring_set_difference:
 * @column: what differs
 * @largest: 98 % of the differences are no larger
 * @sorted: (array length=n): all differences, ascending
 *
 * The colours of differences: the map and the range that @study has for them. A free range is
 * symmetric and holds @largest; with the map that diverges from zero percentiles give a symmetric
 * one, too.
 */
void vit_colouring_set_difference (VitColouring *colouring,
                                   VitStudy *study,
                                   const char *column,
                                   double largest,
                                   const double *sorted,
                                   size_t n);

/** vit_slice_get_point: @xyz: (out): Å from the box's origin, of @face, fractions of the face of
 * the slice as it is seen, from its lower left corner. */
void vit_slice_get_point (const VitSlice *slice,
                          const VitCell *cell,
                          const double face[2],
                          double xyz[3]);

/** vit_slice_wrap: a position within the box, 0 … 1, as a periodic boundary has it; both ends stay.
 */
double vit_slice_wrap (double position);

/**
 * vit_slice_has:
 * @s: scaled coordinates in @cell
 * @widths: of vit_cell_widths()
 *
 * Whether an atom is in the slice or, of the whole box, on the side of the plane that is not cut
 * away.
 */
bool vit_slice_has (const VitSlice *slice,
                    const VitCell *cell,
                    const double widths[3],
                    const double s[3]);

/** vit_view_read: reads slice and colouring from the study. */
void vit_view_read (VitStudy *study, VitSlice *slice, VitColouring *colouring);

/** vit_view_write_slice, vit_view_write_colouring: write them into the study. */
void vit_view_write_slice (VitStudy *study, const VitSlice *slice);
void vit_view_write_colouring (VitStudy *study, const VitColouring *colouring);
