#pragma once

/* A temporary folder of a test program. Main thread. */

/** folder_new: (transfer full): with the cache of the program below it, so that a test neither
 * finds nor leaves anything in the user's: call it before anything is opened. */
char *folder_new (void);

/** folder_remove: with all that is in it; takes @path. */
void folder_remove (char *path);
