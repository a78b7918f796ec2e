#pragma once

/* Where OpenGL runs on the processor, GTK draws a window several times as fast without it. Main
 * thread. */

#include <gdk/gdk.h>

/** vit_software_gl_avoid: makes GTK draw by cairo where OpenGL of @display runs on the processor,
 * unless `GSK_RENDERER` names another way. Before the first window; makes a GL context once. */
void vit_software_gl_avoid (GdkDisplay *display);
