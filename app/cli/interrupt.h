#pragma once

/* SIGINT and SIGTERM: the work in hand is cancelled, so that what is finished is kept and nothing
 * half written stays, and the program ends with %VIT_EXIT_INTERRUPTED. */

#include <stdbool.h>

#include "core/base/progress.h"

/** vit_interrupt_listen: from now on; a signal that is ignored, as under nohup, stays ignored. */
void vit_interrupt_listen (void);

/** vit_interrupt_cancels: @progress is what a signal cancels. Where there is none, or it is not
 * heard within seconds, or at the second signal, the program ends at once. */
void vit_interrupt_cancels (VitProgress *progress);

/** vit_interrupt_came: whether there was a signal. */
bool vit_interrupt_came (void);
