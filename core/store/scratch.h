#pragma once

/* Folders for what a program unpacks or puts together, which go with it: in the user's cache
 * folder, or in that for temporary files where there is none. What is left when a program ends goes
 * with it; what killed programs left is removed when the next such folder is made. Any thread. */

#include <glib.h>

/** vit_scratch_folder_new: (transfer full): the path of an empty folder of this program's own. */
char *vit_scratch_folder_new (GError **error);

/** vit_scratch_folder_remove: removes one with all that is in it, links as such. */
void vit_scratch_folder_remove (const char *path);
