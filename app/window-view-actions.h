#pragma once

/* What the actions of a window do to its runs, to time and slice, and to what is seen: functions of
 * the table of window-actions.c, with the target of the row. Main thread. */

typedef struct _VitWindow VitWindow;

void vit_act_rename_run (VitWindow *window, const char *target);
void vit_act_colour_run (VitWindow *window, const char *target);
void vit_act_group_run (VitWindow *window, const char *target);
void vit_act_run_up (VitWindow *window, const char *target);
void vit_act_run_down (VitWindow *window, const char *target);
void vit_act_play (VitWindow *window, const char *target);
void vit_act_step_back (VitWindow *window, const char *target);
void vit_act_step_forward (VitWindow *window, const char *target);
void vit_act_first (VitWindow *window, const char *target);
void vit_act_follow_end (VitWindow *window, const char *target);
void vit_act_last (VitWindow *window, const char *target);
void vit_act_go_to_time (VitWindow *window, const char *target);
void vit_act_slice_down (VitWindow *window, const char *target);
void vit_act_slice_up (VitWindow *window, const char *target);
void vit_act_whole_box (VitWindow *window, const char *target);
void vit_act_camera (VitWindow *window, const char *target);
void vit_act_turntable (VitWindow *window, const char *target);
void vit_act_perspective (VitWindow *window, const char *target);
void vit_act_toggle_runs (VitWindow *window, const char *target);
void vit_act_toggle_inspector (VitWindow *window, const char *target);
void vit_act_next_pane (VitWindow *window, const char *target);
void vit_act_previous_pane (VitWindow *window, const char *target);
void vit_act_fullscreen (VitWindow *window, const char *target);
void vit_act_larger (VitWindow *window, const char *target);
void vit_act_smaller (VitWindow *window, const char *target);
void vit_act_usual_size (VitWindow *window, const char *target);
void vit_act_problems (VitWindow *window, const char *target);
void vit_act_restore_views (VitWindow *window, const char *target);
void vit_act_train_model (VitWindow *window, const char *target);
void vit_act_train_indicator (VitWindow *window, const char *target);
void vit_act_page (VitWindow *window, const char *target);
void vit_act_shortcuts (VitWindow *window, const char *target);
