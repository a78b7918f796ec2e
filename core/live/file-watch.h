#pragma once

/* Files that are written by others: who wants to know of it is told when their names, sizes or
 * times have changed. Systems tell of changes that are made on the same host; network file systems
 * are looked at once a second, and less often while nothing happens. The looking is done by a
 * thread of its own, as a file system may not answer for a while. Created, told and freed in one
 * thread with a main context. */

#include <glib.h>

typedef struct _VitFileWatch VitFileWatch;

/**
 * vit_file_watch_new:
 * @patterns: (array zero-terminated=1): files, which need not be there yet, or `*` patterns
 * @changed: called in the present thread-default main context, first for what is there
 * @data: for @changed
 *
 * What is written in quick succession is told of once, a tenth of a second after it began.
 */
VitFileWatch *
vit_file_watch_new (const char *const *patterns, void (*changed) (void *data), void *data);

/** vit_file_watch_free: @changed is not called any more. %NULL is allowed. */
void vit_file_watch_free (VitFileWatch *watch);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitFileWatch, vit_file_watch_free)
