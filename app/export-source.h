#pragma once

/* The source of an export: a figure of the gallery or a page of them, as the session shows it. Main
 * thread.
 */

#include <gtk/gtk.h>

#include "ui/gallery/gallery.h"
#include "ui/session/session.h"

/* Of ui/panels/story-player.h, which a program without stories does not have. */
typedef struct _VitStoryPlayer VitStoryPlayer;

/** VIT_EXPORT_MAX_FIGURES: figures of one page. */
#define VIT_EXPORT_MAX_FIGURES 12

/**
 * VitExportSource:
 * @names: (array length=n): figures of the gallery; several make a page
 * @montage: (nullable): name of a montage of the study, in place of figures; interned
 * @name: (nullable): of the page, for the file that is proposed
 * @runs: run of each; %NULL shows all that are shown
 * @turn: degrees by which whole boxes are turned
 * @turns: whether it is a picture of a turn, in all of which they have the same size
 * @developing: whether maps show T_ML that develops
 * @first_map, @n_maps: of all that are shown, the runs that maps show; 0 maps: all
 */
typedef struct _VitExportSource VitExportSource;
struct _VitExportSource
{
  VitSession *session;
  const char *name, *montage;
  const char *names[VIT_EXPORT_MAX_FIGURES];
  int n;
  VitRun *runs[VIT_EXPORT_MAX_FIGURES];
  double turn;
  bool turns, developing;
  guint first_map, n_maps;
};

/** vit_export_source_ref: keeps session and runs of a copy alive. */
void vit_export_source_ref (VitExportSource *source);
void vit_export_source_unref (VitExportSource *source);

/** vit_export_source_set_player: figures of @session have the notes of the scene that @player
 * (nullable) shows, until it is set anew; the player is not kept alive. */
void vit_export_source_set_player (VitSession *session, VitStoryPlayer *player);

/** vit_export_source_dup_command: (transfer full) (nullable): the line of the command line that
 * makes the figure at @index with the notes of the scene that is shown; %NULL where that has none.
 */
char *vit_export_source_dup_command (const VitExportSource *source, int index);

/** vit_export_source_dup_name: (transfer full): of a file, without an ending; it says which runs
 * maps show, if these are not all. */
char *vit_export_source_dup_name (const VitExportSource *source);

/**
 * vit_export_source_make_figure:
 * @deriver: (nullable): makes what the figures need; %NULL takes the session's
 * @playhead: whether figures against time mark @time
 *
 * Returns: (transfer full) (nullable): figures of a page that cannot be made are left out of it;
 *   %NULL with @error if none can
 */
VitFigure *vit_export_source_make_figure (const VitExportSource *source,
                                          VitDeriver *deriver,
                                          double time,
                                          bool playhead,
                                          bool dark,
                                          GError **error);
