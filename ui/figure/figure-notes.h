#pragma once

/* Notes of a lecturer on a figure: arrows, words and outlines on one of its maps or plots. A note
 * is copied, and belongs to the figure; one thread at a time, as the figure. */

#include "ui/figure/figure.h"

typedef enum
{
  VIT_NOTE_ARROW,
  VIT_NOTE_WORDS,
  VIT_NOTE_OUTLINE,
} VitNoteKind;

/**
 * VitNote:
 * @owner: (nullable): of the plot or map that it is on, as in #VitPlotTag; %NULL: the first
 * @from, @to: of a map: fractions of its face, from its lower left corner; of a plot: its data. An
 * arrow leads from one to the other, an outline has them as corners, words stand at @to
 * @words: (nullable): plain text; that of an arrow stands where it begins
 */
typedef struct
{
  VitNoteKind kind;
  gconstpointer owner;
  double from[2], to[2];
  const char *words;
} VitNote;

/** vit_figure_add_note: Returns: whether the figure has a plot or map of that owner. */
bool vit_figure_add_note (VitFigure *figure, const VitNote *note);

/** vit_note_colour: of arrows and outlines: apart from all colour maps, for colour-blind eyes as
 * well. */
VitRgba vit_note_colour (bool on_dark);

/** vit_note_draw: @from, @to: where the places of the note are on @canvas; words stay in @bounds
 * where they have room. Returns: the ground of its words; empty without any */
VitRect vit_note_draw (const VitNote *note,
                       VitCanvas *canvas,
                       VitPoint from,
                       VitPoint to,
                       VitRect bounds,
                       double font,
                       const VitTheme *theme);

/** vit_plot_area_place: Returns: whether @data lies within the axes; @place is set in any case. */
bool vit_plot_area_place (const VitPlotArea *area, const double data[2], VitPoint *place);
