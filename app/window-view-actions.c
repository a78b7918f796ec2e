#include "app/window-view-actions.h"

#include <string.h>

#include "app/learn-dialog.h"
#include "app/shortcuts-window.h"
#include "app/story-desk.h"
#include "app/text-scale.h"
#include "app/train-dialog.h"
#include "app/window-private.h"

/* ---- Runs ---- */

static void
act_on_run (VitWindow *self, VitRunDeed deed)
{
  if (!vit_run_list_act (vit_study_panel_get_runs (self->study_panel), deed))
    vit_window_show_note (self, "Click a run of the list first");
}

void
vit_act_rename_run (VitWindow *self, const char *target)
{
  act_on_run (self, VIT_RUN_RENAME);
}

void
vit_act_colour_run (VitWindow *self, const char *target)
{
  act_on_run (self, VIT_RUN_COLOUR);
}

void
vit_act_group_run (VitWindow *self, const char *target)
{
  act_on_run (self, VIT_RUN_GROUP);
}

void
vit_act_run_up (VitWindow *self, const char *target)
{
  act_on_run (self, VIT_RUN_UP);
}

void
vit_act_run_down (VitWindow *self, const char *target)
{
  act_on_run (self, VIT_RUN_DOWN);
}

/* ---- Time and slice ---- */

void
vit_act_play (VitWindow *self, const char *target)
{
  VitSession *session = self->session;
  vit_session_set_playing (session, !vit_session_get_playing (session));
}

void
vit_act_step_back (VitWindow *self, const char *target)
{
  vit_session_step (self->session, -1);
}

void
vit_act_step_forward (VitWindow *self, const char *target)
{
  vit_session_step (self->session, 1);
}

void
vit_act_first (VitWindow *self, const char *target)
{
  VitSession *session = self->session;
  double start, end;
  vit_session_get_extent (session, &start, &end);
  vit_session_set_time (session, start);
}

void
vit_act_follow_end (VitWindow *self, const char *target)
{
  vit_session_set_follow_end (self->session, !vit_session_get_follow_end (self->session));
}

void
vit_act_last (VitWindow *self, const char *target)
{
  VitSession *session = self->session;
  double start, end;
  vit_session_get_extent (session, &start, &end);
  vit_session_set_time (session, end);
}

void
vit_act_go_to_time (VitWindow *self, const char *target)
{
  vit_time_scrubber_type_time (self->scrubber);
}

void
vit_act_slice_down (VitWindow *self, const char *target)
{
  vit_window_move_slice (self, -0.02);
}

void
vit_act_slice_up (VitWindow *self, const char *target)
{
  vit_window_move_slice (self, 0.02);
}

void
vit_act_whole_box (VitWindow *self, const char *target)
{
  VitSession *session = self->session;
  VitSlice slice = *vit_session_get_slice (session);
  slice.whole = !slice.whole;
  vit_session_set_slice (session, &slice);
}

/* A view of the whole box: from a slice one comes to it. */
void
vit_act_camera (VitWindow *self, const char *target)
{
  VitSlice slice = *vit_session_get_slice (self->session);
  slice.whole = true;
  vit_study_set_option (self->study, "view", "camera", strcmp (target, "front") == 0 ? "" : target,
                        NULL);
  vit_session_set_slice (self->session, &slice);
}

void
vit_act_turntable (VitWindow *self, const char *target)
{
  bool turning = vit_session_get_turning (self->session);
  VitSlice slice = *vit_session_get_slice (self->session);
  slice.whole = true;
  vit_session_set_slice (self->session, &slice);
  vit_session_set_turning (self->session, !turning);
}

void
vit_act_perspective (VitWindow *self, const char *target)
{
  bool now = vit_study_get_options (self->study)->view.perspective;
  vit_study_set_option_number (self->study, "view", "perspective", !now);
}

/* ---- What is seen ---- */

static void
toggle (VitWindow *self, GtkRevealer *revealer, const char *option)
{
  gboolean wanted = vit_side_panels_toggle (self->side_panels, revealer);
  vit_study_set_option_number (self->study, "view", option, wanted);
}

void
vit_act_toggle_runs (VitWindow *self, const char *target)
{
  toggle (self, self->study_revealer, "runs-panel");
}

void
vit_act_toggle_inspector (VitWindow *self, const char *target)
{
  toggle (self, self->inspector_revealer, "inspector");
}

void
vit_act_next_pane (VitWindow *self, const char *target)
{
  vit_window_step_pane (self, 1);
}

void
vit_act_previous_pane (VitWindow *self, const char *target)
{
  vit_window_step_pane (self, -1);
}

void
vit_act_fullscreen (VitWindow *self, const char *target)
{
  GtkWindow *window = GTK_WINDOW (self);
  if (gtk_window_is_fullscreen (window))
    gtk_window_unfullscreen (window);
  else
    gtk_window_fullscreen (window);
}

static void
change_text_scale (VitWindow *self, int steps)
{
  double scale = vit_text_scale_step (steps);
  g_autofree char *text = g_strdup_printf ("Text and figures at %.0f %%", 100 * scale);
  vit_toast_show (self->toast, text, NULL, NULL, NULL, NULL);
}

void
vit_act_larger (VitWindow *self, const char *target)
{
  change_text_scale (self, 1);
}

void
vit_act_smaller (VitWindow *self, const char *target)
{
  change_text_scale (self, -1);
}

void
vit_act_usual_size (VitWindow *self, const char *target)
{
  change_text_scale (self, 0);
}

void
vit_act_problems (VitWindow *self, const char *target)
{
  vit_problem_bar_open_list (self->problems);
}

void
vit_act_restore_views (VitWindow *self, const char *target)
{
  if (vit_story_desk_close (self->story_desk) || vit_side_panels_close (self->side_panels) ||
      vit_page_restore (vit_window_get_page (self)))
    return;
  vit_session_select_atom (self->session, NULL, 0);
  vit_session_set_atom_set (self->session, NULL);
}

void
vit_act_train_model (VitWindow *self, const char *target)
{
  if (self->study)
    vit_train_dialog_show (GTK_WINDOW (self), self->study, vit_session_get_deriver (self->session));
}

void
vit_act_train_indicator (VitWindow *self, const char *target)
{
  if (self->session)
    vit_learn_dialog_show (GTK_WINDOW (self), self->session);
}

void
vit_act_page (VitWindow *self, const char *target)
{
  gtk_stack_set_visible_child_name (self->pages, target);
}

void
vit_act_shortcuts (VitWindow *self, const char *target)
{
  vit_shortcuts_window_show (self->actions, GTK_WINDOW (self));
}
