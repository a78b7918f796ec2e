#pragma once

/* Dark or light as the desktop is. Main thread. */

/** vit_colour_scheme_follow: from now on, where the desktop tells by its settings portal. GTK's own
 * setting stays where it does not tell, or prefers neither. */
void vit_colour_scheme_follow (void);
