#pragma once

/* The left side of the window: the runs of the study, its model, and the rule for liquid-like
 * atoms. A GtkWidget; main thread. */

#include <gtk/gtk.h>

#include "ui/panels/run-list.h"

#define VIT_TYPE_STUDY_PANEL (vit_study_panel_get_type ())
G_DECLARE_FINAL_TYPE (VitStudyPanel, vit_study_panel, VIT, STUDY_PANEL, GtkWidget)

/**
 * vit_study_panel_new:
 *
 * Emits `edit-run` (VitRun) and `choose-model` when the user asks for them. Its button for another
 * run activates `win.add-run`.
 */
GtkWidget *vit_study_panel_new (void);
void vit_study_panel_set_session (VitStudyPanel *panel, VitSession *session);

/** vit_study_panel_get_runs: (transfer none): the list of runs. */
VitRunList *vit_study_panel_get_runs (VitStudyPanel *panel);
