#pragma once

/* The pages with a panel on either side, and one for a story before them. Its least width is that
 * of the pages: a panel for which there is no room is left out, the one at the end first, and is
 * shown over the pages when it is asked for. A GtkWidget whose children of the types "story",
 * "start" and "end" in a .ui file are revealers with the panels, and whose last child are the
 * pages. The properties `start-away` and `end-away` are whether a panel is not beside the pages, so
 * that it takes a button to see it. Main thread. */

#include <gtk/gtk.h>

#define VIT_TYPE_SIDE_PANELS (vit_side_panels_get_type ())
G_DECLARE_FINAL_TYPE (VitSidePanels, vit_side_panels, VIT, SIDE_PANELS, GtkWidget)

/**
 * vit_side_panels_toggle:
 * @revealer: one of the panels
 *
 * Shows a panel or hides it. One that has no room beside the pages is shown over them, gets the
 * focus, and stays wanted when it is hidden: it is there again when there is room.
 *
 * Returns: whether the panel is wanted now
 */
gboolean vit_side_panels_toggle (VitSidePanels *panels, GtkRevealer *revealer);

/** vit_side_panels_close: hides the panel that lies over the pages. Returns: whether there was one
 */
gboolean vit_side_panels_close (VitSidePanels *panels);
