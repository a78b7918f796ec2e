#pragma once

/* The table of what a user can do: a row an action with its function. Whoever adds an action adds a
 * row. Main thread. */

#include "app/action.h"

/** vit_window_actions_get: (transfer none): all actions of the program, those of pages last. */
const VitActionTable *vit_window_actions_get (void);
