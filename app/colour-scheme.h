#pragma once

/* The colour scheme, dark or light, of the desktop. Main thread. */

/** vit_colour_scheme_follow: from now on, where the desktop tells by its settings portal. GTK's own
 * setting stays where it does not tell, or prefers neither. */
void vit_colour_scheme_follow (void);
