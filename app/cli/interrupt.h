#pragma once

/* SIGINT and SIGTERM: the work in hand is cancelled, so that what is finished is kept and nothing
 * half written stays, and the program ends with %VIT_EXIT_INTERRUPTED. */

#include <stdbool.h>

#include "app/cli/exit.h"
#include "core/base/progress.h"

/** vit_interrupt_listen: from now on; a signal that is ignored, as under nohup, stays ignored. */
void vit_interrupt_listen (void);

/** vit_interrupt_cancels: @progress is what a signal cancels. Where there is none, or it is not
 * heard within seconds, or at the second signal, the program ends at once. */
void vit_interrupt_cancels (VitProgress *progress);

/** vit_interrupt_soften: from now on SIGTERM and SIGUSR1 ask the work in hand to end with what it
 * is at, see vit_interrupt_is_stopping(); after three seconds it is cancelled, after four the
 * program ends. The exit code is %VIT_EXIT_INCOMPLETE. */
void vit_interrupt_soften (void);

/** vit_interrupt_came: whether there was a signal. */
bool vit_interrupt_came (void);

/** vit_interrupt_is_stopping: whether nothing more should be begun. */
bool vit_interrupt_is_stopping (void);

/** vit_interrupt_get_exit: the exit code after a signal. */
VitExit vit_interrupt_get_exit (void);
