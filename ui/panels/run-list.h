#pragma once

/* The runs of a study in their order, under the headings of their groups. Rows are dragged to
 * another place. A GtkWidget; main thread. */

#include <gtk/gtk.h>

#include "ui/session/session.h"

#define VIT_TYPE_RUN_LIST (vit_run_list_get_type ())
G_DECLARE_FINAL_TYPE (VitRunList, vit_run_list, VIT, RUN_LIST, GtkWidget)

/** vit_run_list_set_session: @session: (nullable). Emits `edit` (VitRun); `deeds-changed` when the
 * run in focus is another, its menu opens or closes, or it stands elsewhere; `removed` (its name)
 * when the user has removed a run. */
void vit_run_list_set_session (VitRunList *list, VitSession *session);

/** vit_run_list_set_menu: of what can be done to a run. */
void vit_run_list_set_menu (VitRunList *list, GMenuModel *menu);

/** VitRunDeed: what is done to the run, or the group, in focus. */
typedef enum
{
  VIT_RUN_RENAME,
  VIT_RUN_COLOUR,
  VIT_RUN_GROUP,
  VIT_RUN_UP,
  VIT_RUN_DOWN,
} VitRunDeed;

/** vit_run_list_can_act: Returns: whether vit_run_list_act() would do something to the run in
 * focus; %TRUE where none has it, so that the user is told. */
gboolean vit_run_list_can_act (VitRunList *list, VitRunDeed deed);

/** vit_run_list_act: Returns: whether a run has the focus, or its menu open, to which this can be
 * done. */
gboolean vit_run_list_act (VitRunList *list, VitRunDeed deed);
