#pragma once

/* What a user can do: one row an action. Menus, accelerators, the window of shortcuts and the keys
 * in tooltips are made from the rows. This file knows no action; window-actions.c has the table.
 * Main thread. */

#include <gtk/gtk.h>

typedef struct _VitWindow VitWindow;
typedef struct _VitExportSource VitExportSource;

/** VitActionGroup: heading of the window of shortcuts that an action stands under. */
typedef enum
{
  VIT_ACTIONS_OF_FILES,
  VIT_ACTIONS_OF_RUNS,
  VIT_ACTIONS_OF_TIME,
  VIT_ACTIONS_OF_MAPS,
  VIT_ACTIONS_OF_PAGES,
  VIT_ACTIONS_OF_STORIES,
  VIT_ACTIONS_OF_WINDOW,
  VIT_N_ACTION_GROUPS,
} VitActionGroup;

/** VitActionMenu: menu that an action stands in; those of stories are below the main menu. */
typedef enum
{
  VIT_MENU_NONE,
  VIT_MENU_OPEN,
  VIT_MENU_EXPORT,
  VIT_MENU_MAIN,
  VIT_MENU_PAGES,
  VIT_MENU_VIEW, /* of the card of a view */
  VIT_MENU_RUN,  /* of a run in the list */
  VIT_MENU_STORY,
  VIT_MENU_STORIES, /* that come along */
  VIT_N_MENUS,
} VitActionMenu;

/** VitActionLevel: what there must be for an action to be enabled; each level has those before. */
typedef enum
{
  VIT_ALWAYS,
  VIT_WITH_STUDY,
  VIT_WITH_RUN, /* that is shown */
} VitActionLevel;

#define VIT_ACTION_MAX_KEYS 3

/** VIT_VIEW_ACTION_PREFIX: of the names of actions that cards of views have */
#define VIT_VIEW_ACTION_PREFIX "view."

/**
 * VitAction: a row; exactly one of the functions of @on is set
 * @name: detailed name: `app.`, `win.` or `view.`, and a target after `::`
 * @title: of menus and of the window of shortcuts, in header capitalisation
 * @menu: where it stands, in the order of the rows
 * @section: of that menu, from 0
 * @keys: (array zero-terminated=1): accelerators
 * @level: when it is enabled
 * @in_text: whether @keys edit text, and are accelerators only while no text has the focus
 * @on: what it does: of `app.`; of `win.`, with the target of @name or %NULL; or of `view.`, where
 *   the source is what a view shows, and the widget its page
 */
typedef struct
{
  const char *name;
  const char *title;
  VitActionGroup group;
  VitActionMenu menu;
  int section;
  const char *keys[VIT_ACTION_MAX_KEYS + 1];
  VitActionLevel level;
  gboolean in_text;
  struct
  {
    void (*application) (GtkApplication *application);
    void (*window) (VitWindow *window, const char *target);
    void (*view) (GtkWidget *widget, const VitExportSource *source);
  } on;
} VitAction;

/**
 * VitActionTable: constant, for the life of the process
 * @rows: (array length=n_rows):
 */
typedef struct
{
  const VitAction *rows;
  gsize n_rows;
} VitActionTable;

/** vit_action_group_title: (transfer none): for people. */
const char *vit_action_group_title (VitActionGroup group);

/** vit_actions_find: (transfer none) (nullable): the row of a detailed name. */
const VitAction *vit_actions_find (const VitActionTable *table, const char *name);

/** vit_actions_add_to_application: adds the actions of `app.`, and all accelerators. */
void vit_actions_add_to_application (const VitActionTable *table, GtkApplication *application);

/** vit_actions_add_to_window: adds the actions of `win.`. */
void vit_actions_add_to_window (const VitActionTable *table, VitWindow *window);

/** vit_actions_set_level: enables the actions of a window that @level allows, and no other. */
void vit_actions_set_level (const VitActionTable *table, GActionMap *window, VitActionLevel level);

/**
 * VitActionFocus: what has the focus of the keys
 * @VIT_FOCUS_TEXT: text that is edited
 * @VIT_FOCUS_POPOVER: a list or menu that has popped up
 */
typedef enum
{
  VIT_FOCUS_WINDOW,
  VIT_FOCUS_TEXT,
  VIT_FOCUS_POPOVER,
} VitActionFocus;

/** vit_actions_set_focus: takes from the accelerators the keys that edit text, or those without
 * Ctrl, Alt and Shift, by which a list is gone through, and gives them back. */
void vit_actions_set_focus (const VitActionTable *table,
                            GtkApplication *application,
                            VitActionFocus focus);

/** vit_actions_new_menu: (transfer full): */
GMenuModel *vit_actions_new_menu (const VitActionTable *table, VitActionMenu menu);

/** vit_actions_fill_tooltips: writes the keys of the action for every `{NAME}` in the tooltips of
 * @widget and of all below it. */
void vit_actions_fill_tooltips (const VitActionTable *table, GtkWidget *widget);
