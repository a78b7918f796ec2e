#pragma once

/* What the files of the list of runs share. */

#include "ui/panels/run-list.h"

struct _VitRunList
{
  GtkWidget parent_instance;

  GtkListBox *box;
  GMenuModel *menu;
  VitSession *session;
  GSignalGroup *study_signals;
  GListStore *items;            /* VitRun, and GtkStringObject: the heading of a group */
  guint syncing;                /* idle source that makes the rows those of the study */
  GtkWidget *menu_row, *marked; /* nullable, weak */
  GtkRoot *root;                /* nullable, weak: whose focus is followed */
};

VitStudy *vit_run_list_get_study (VitRunList *list);

/** vit_run_list_ref_item: (transfer full) (nullable): what @row (nullable) shows: a run, or a
 * string for the heading of a group. */
GObject *vit_run_list_ref_item (VitRunList *list, GtkWidget *row);

/** vit_run_list_accept_drags: lets rows be dragged from now on. */
void vit_run_list_accept_drags (VitRunList *list);
