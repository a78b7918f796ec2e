#pragma once

/* A story in full screen: the keys of a clicker, a timer, a black screen, a laser pointer,
 * everything enlarged, and a second window with notes and the next scene. Main thread. */

#include <gtk/gtk.h>

typedef struct _VitStoryDesk VitStoryDesk;
typedef struct _VitPresentation VitPresentation;

/** vit_presentation_new: begins; @monitor (nullable): that the window fills, else the one that it
 * is on. With several monitors the notes are shown at once. */
VitPresentation *vit_presentation_new (VitStoryDesk *desk, GdkMonitor *monitor);

/** vit_presentation_free: ends: all is as it was before. */
void vit_presentation_free (VitPresentation *presentation);

/** vit_presentation_key: Returns: whether the key, which was pressed in the window or in that of
 * the notes, is one of a presentation */
gboolean vit_presentation_key (VitPresentation *presentation, guint key, GdkModifierType state);
void vit_presentation_key_released (VitPresentation *presentation, guint key);
