#pragma once

/* The members of a slice view, for the files that colour, draw and describe it. */

#include "core/results/atom-polyhedron.h"
#include "core/results/difference.h"
#include "core/results/indicator-maps.h"
#include "ui/session/session.h"
#include "ui/views/atom-view.h"
#include "ui/views/slice-view.h"

/** VitShownBodies: what the atoms' view shows beside them; of the snapshot. */
typedef struct
{
  const VitIsosurface *surface; /* nullable */
  double opacity;
  bool alone;
} VitShownBodies;

/* VitShownCount: atoms of the slice or clipped box @slice at @time, of the snapshot @of, which is
 * only an address: @n_of in all, @n that are not left out. */
typedef struct
{
  const void *of;
  double time;
  VitSlice slice;
  size_t n, n_of;
} VitShownCount;

struct _VitSliceView
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkWidget *overlay;
  VitAtomView *atoms;
  GtkWidget *marks; /* scale bar and directions over the atoms */
  GtkWidget *bar;   /* colour bar */
  GtkWidget *tip;
  GtkLabel *tip_label;

  VitSession *session; /* borrowed: the session outlives its views */
  VitRun *run;
  VitSnapshot *snapshot;
  GSignalGroup *session_signals;
  GSignalGroup *deriver_signals, *study_signals;

  int measure;           /* #VitPlasticityMeasure, or −1 */
  float *measured;       /* nullable: values of the measure, of the atoms of @snapshot */
  double largest;        /* upper end of the measure's scale */
  double interval;       /* Δt of the map that is shown, ps */
  double arrow_interval; /* Δt of the arrows that are shown, ps; 0: none */
  unsigned place;        /* index of Δt in vit_plasticity_dup_intervals() */
  char *problem;
  VitColouring settled; /* of the values that are drawn; of the column "" at first */
  VitMotionPoint point; /* of the atoms that are drawn; its motion is NULL if they are those of
                           @snapshot. Only an address: the session owns the motion */
  float *moved;         /* n × 3, scaled coordinates of the atoms in @cell, if they are moved */
  VitCell cell;         /* box of moved atoms */
  VitShownCount shown_count;
  double beside;       /* time of the other colours of interpolated ones, ps; NaN for none */
  double marked_scale; /* px per Å that the scale bar was drawn for */
  gboolean told_busy;  /* as vit_slice_view_is_busy() said last */
  bool held;           /* whether a newer snapshot waits for its colours */
  bool waiting;        /* whether the measure of the frame that is shown is being computed */

  VitShownBodies bodies;
  VitAtomPolyhedron *polyhedron; /* nullable: the one that is shown */
  bool hides_polyhedron;         /* whether it is not shown because atoms have moved since */

  bool own;                  /* whether atoms and values are of a result of its own */
  bool compares;             /* whether that is a difference */
  VitDifference *difference; /* nullable: the newest one; @run is its first */
  VitIndicatorPart part;     /* otherwise: which of the maps of an indicator */
  VitIndicatorMaps *maps;    /* nullable: the newest ones */
};

/** vit_slice_view_shows_regions: whether atoms are coloured by the track of their region. */
bool vit_slice_view_shows_regions (VitSliceView *view);

/** vit_slice_view_show_snapshot: shows the newest snapshot. */
void vit_slice_view_show_snapshot (VitSliceView *view);

/** vit_slice_view_emit_changed: emits `changed`: subtitle or message have changed. */
void vit_slice_view_emit_changed (VitSliceView *view);

/** vit_slice_view_update_description: tells assistive technologies what is shown. */
void vit_slice_view_update_description (VitSliceView *view);

/* slice-view-words.c */

/** vit_slice_view_dup_lack_at: vit_slice_view_dup_lack() for @time, ps. */
char *vit_slice_view_dup_lack_at (VitSliceView *view, double time);

/* slice-view-atoms.c */

/** vit_slice_view_draw_followed: draws rings, numbers and measures of several followed atoms over
 * @width × @height pixels. */
void vit_slice_view_draw_followed (VitSliceView *view, cairo_t *cr, int width, int height);

/* slice-view-colouring.c */

/** vit_slice_view_get_colouring: the colouring of this view's atoms. */
VitColouring vit_slice_view_get_colouring (VitSliceView *view);

/* These functions pass changes of the session or the study on to the atoms. */
void vit_slice_view_show_outline (VitSliceView *view);
void vit_slice_view_show_filter (VitSliceView *view);
void vit_slice_view_show_sizes (VitSliceView *view);
void vit_slice_view_show_colouring (VitSliceView *view);

/** vit_slice_view_has_colours: whether the colours of the atoms of @snapshot are there, or never
 * come. Until then the picture before stays, with its label. */
bool vit_slice_view_has_colours (VitSliceView *view, const VitSnapshot *snapshot);

/** vit_slice_view_explain: what the colours stand for, as the tooltip of the colour bar. */
void vit_slice_view_explain (VitSliceView *view);
void vit_slice_view_show_regions (VitSliceView *view);
void vit_slice_view_show_measure (VitSliceView *view);

/* slice-view-arrows.c */
void vit_slice_view_show_arrows (VitSliceView *view);

/** vit_slice_view_dup_arrows: (transfer full) (nullable): what the arrows are that are shown. */
char *vit_slice_view_dup_arrows (VitSliceView *view);

/* slice-view-bodies.c */

/** vit_slice_view_show_bodies: passes on the surface of the snapshot and the polyhedron of the
 * picked atom, as the options say. */
void vit_slice_view_show_bodies (VitSliceView *view);

/* slice-view-difference.c */

/** vit_slice_view_get_newest: (transfer none) (nullable): the snapshot to show, as
 * vit_session_get_snapshot(): of the session, of the difference, or of an indicator. */
VitSnapshot *vit_slice_view_get_newest (VitSliceView *view, bool *busy, GError **error);

/** vit_slice_view_append_difference: the values behind a difference, as lines of a tip. */
void vit_slice_view_append_difference (VitSliceView *view, size_t atom, GString *text);

/** vit_slice_view_watch_own: asks for another result of its own whenever something changes. */
void vit_slice_view_watch_own (VitSliceView *view);

/* slice-view-indicator.c */

/** vit_slice_view_take_indicator: the newest snapshot of a map of an indicator. */
VitSnapshot *vit_slice_view_take_indicator (VitSliceView *view, bool *busy, GError **error);

/** vit_slice_view_append_indicator: indicator and target of an atom, and whether it is told, as
 * lines of a tip. */
void vit_slice_view_append_indicator (VitSliceView *view, size_t atom, GString *text);

/* slice-view-motion.c */

/** vit_slice_view_show_colours_between: colours of the time of moved atoms, if they are to be
 * interpolated. */
void vit_slice_view_show_colours_between (VitSliceView *view);

/** vit_slice_view_show_motion: puts the atoms where they are at the playhead while it moves, and
 * back to where they are in the frame when it has stopped. */
void vit_slice_view_show_motion (VitSliceView *view);

/* slice-view-marks.c: draw functions of drawing areas; @data is the view */
void
vit_slice_view_draw_bar (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data);
void
vit_slice_view_draw_marks (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data);
