#pragma once

/* Where OpenGL runs on the processor, GTK draws a window several times as fast without it, and so
 * do views. Main thread. */

#include <gdk/gdk.h>
#include <stdbool.h>

/** vit_software_gl_avoid: makes GTK draw by cairo where OpenGL of @display runs on the processor,
 * unless `GSK_RENDERER` names another way. Before the first window; makes a GL context once. */
void vit_software_gl_avoid (GdkDisplay *display);

/** vit_software_gl_note: a context of @display has shown that OpenGL runs on the processor. */
void vit_software_gl_note (GdkDisplay *display);

/** vit_software_gl_is_known: whether that is known: views then make no context of their own, which
 * takes long. */
bool vit_software_gl_is_known (GdkDisplay *display);
