#pragma once

/** vit_frame_turns_start: names what of a turn is a frame of a window, its layout included, if
 * turns are traced (core/base/turns.h). Once, in the main thread, when GTK is there. */
void vit_frame_turns_start (void);
