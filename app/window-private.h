#pragma once

/* What the files of the window share. */

#include "app/page.h"
#include "app/story-desk.h"
#include "app/window.h"
#include "core/base/turn-queue.h"
#include "core/study/undo.h"
#include "ui/panels/inspector.h"
#include "ui/panels/page-switcher.h"
#include "ui/panels/problem-bar.h"
#include "ui/panels/side-panels.h"
#include "ui/panels/study-panel.h"
#include "ui/panels/time-scrubber.h"
#include "ui/panels/toast.h"

struct _VitWindow
{
  GtkApplicationWindow parent_instance;

  VitStudy *study;
  VitUndo *undo; /* nullable: of @study */
  VitSession *session;
  VitCache *cache;
  GSignalGroup *study_signals;
  GSignalGroup *session_signals;
  gulong page_changed;
  const VitActionTable *actions;
  gboolean closing; /* whether to close without a question */

  VitJob *unpacking;     /* nullable: a pack that is being opened */
  VitJob *packing;       /* nullable: one that is being saved */
  VitTurnQueue *filling; /* what shows a study, in pieces */

  /* A slice that glides: from which position to which, along which axis. */
  guint gliding;      /* tick callback, or 0 */
  gint64 glide_began; /* µs of the frame clock; 0 before the first frame */
  double glide_from, glide_goal, glide_now;
  int glide_axis;

  GtkStack *main_stack;
  GtkStack *pages;
  VitPageSwitcher *switcher, *full_screen_switcher;
  VitSidePanels *side_panels;
  GtkRevealer *study_revealer;
  GtkRevealer *inspector_revealer;
  GtkMenuButton *open_menu;
  GtkMenuButton *export_menu;
  GtkMenuButton *main_menu;
  GtkLabel *title;
  GtkLabel *subtitle;
  GtkListBox *recent;
  VitProblemBar *problems;
  VitStudyPanel *study_panel;
  VitInspector *inspector;
  VitTimeScrubber *scrubber;
  VitToast *toast;
  gboolean told_dropped; /* that the cache is too small */

  VitStoryDesk *story_desk;
  GtkOverlay *overlay;
  GtkRevealer *story_revealer;
  GtkBox *story_place;
  GtkWidget *full_screen_place;
  GtkWidget *tour_offer;
};

/* window.c */

/** vit_window_has_changes: whether something is lost if the study goes. */
gboolean vit_window_has_changes (VitWindow *window);

/** vit_window_get_page: (transfer none): the one that is seen. */
VitPage *vit_window_get_page (VitWindow *window);

/** vit_window_set_study: shows @study (nullable) from now on; without one, the page that every
 * window begins with. */
void vit_window_set_study (VitWindow *window, VitStudy *study);

/** vit_window_open_kept: (transfer full) (nullable): the cache, behind the store of the study, if
 * it has one; it may also come later. */
VitCache *vit_window_open_kept (VitWindow *window, VitStudy *study);

/** vit_window_seek_store: takes the store of the study, if it has come since that was opened. */
void vit_window_seek_store (VitWindow *window);

/** vit_window_update_title: of the study and of the story that is open. */
void vit_window_update_title (VitWindow *window);

/** vit_window_take_look_as_given: the look that the study has is no step: steps lead back and forth
 * without it. */
void vit_window_take_look_as_given (VitWindow *window);

/* window-panes.c */

/** vit_window_step_pane: gives the keys to the next pane (@step 1) or the one before (−1). */
void vit_window_step_pane (VitWindow *window, int step);

/* window-toasts.c */

/** vit_window_tell_of_other: that @other, with what is not saved, is still open: @window may lie
 * exactly over it. */
void vit_window_tell_of_other (VitWindow *window, VitWindow *other);

/** vit_window_show_removed: tells that the run @name was removed, and offers to take it back. */
void vit_window_show_removed (VitWindow *window, const char *name);

/* window-slice.c */

/** vit_window_move_slice: by a fraction of the box edge, across its end; it glides there, unless
 * animations are off or somebody moves it meanwhile. */
void vit_window_move_slice (VitWindow *window, double by);

/** vit_window_stop_slice: where it is. */
void vit_window_stop_slice (VitWindow *window);

/* window-open.c */

/** vit_window_open_study_or_anew: opens a study; in another window if this one has changes that are
 * not saved. If another window has it, that one comes up. Returns: (transfer none): the window it
 * is in */
VitWindow *vit_window_open_study_or_anew (VitWindow *window, const char *path);

/** vit_window_cancel_unpacking: of a pack that was to be opened. */
void vit_window_cancel_unpacking (VitWindow *window);

/** vit_window_add_trajectories: @paths become runs: one each, or one of all. */
void vit_window_add_trajectories (VitWindow *window, const char *const *paths, gboolean as_one_run);

/** vit_window_choose_model: asks for a model file. */
void vit_window_choose_model (VitWindow *window);

/** vit_window_accept_drops: of files. */
void vit_window_accept_drops (VitWindow *window);

/** vit_window_remember: @path was opened or saved here. */
void vit_window_remember (VitWindow *window, const char *path);

/** vit_window_fill_recent: with what was opened last. */
void vit_window_fill_recent (VitWindow *window);

/** vit_window_open_recent: a row of the recent list was activated. */
void vit_window_open_recent (GtkListBox *list, GtkListBoxRow *row, VitWindow *window);

/* window-save.c */

/** vit_window_save: @then (nullable) is called when the study is saved, and not if the user changed
 * his mind. */
void vit_window_save (VitWindow *window, gboolean choose_name, void (*then) (VitWindow *window));

/** vit_window_ask_before_close: Returns: whether the window must wait for an answer, and closes by
 * itself after it */
gboolean vit_window_ask_before_close (VitWindow *window);

/* window-fill.c */

/** vit_window_fill: the session is shown by the panels in later turns, before anything is drawn. */
void vit_window_fill (VitWindow *window);

/** vit_window_fill_options: those of the page that is seen are made and shown, as above. */
void vit_window_fill_options (VitWindow *window);

/** vit_window_mark_options: marks those that act on the view in focus. */
void vit_window_mark_options (VitWindow *window);
