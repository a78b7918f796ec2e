#pragma once

/* The priority of threads that work in the background. A window lowers it, so that the thread that
 * draws comes first where all cores are busy; a program without a screen does not. Any thread. */

/** VIT_WORKER_NICE: what is added to the nice value of the process. */
#define VIT_WORKER_NICE 5

/** vit_priority_lower_workers: from now on threads that begin work of a pool have a lower priority
 * than the one that calls this. */
void vit_priority_lower_workers (void);

/** vit_priority_enter_worker: the calling thread works in the background from now on. Nothing
 * happens unless workers were lowered, or where threads have no priority of their own. O(1), one
 * system call a thread */
void vit_priority_enter_worker (void);
