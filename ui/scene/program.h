#pragma once

/* Shader programs from the sources in shaders/, which have no #version line: a prelude for the
 * dialect of the context (GLSL 3.30 core or 3.00 es) is put in front. The context must be current.
 */

#include <epoxy/gl.h>
#include <glib.h>

/**
 * vit_program_new:
 * @name: the NAME of shaders/NAME.vert and shaders/NAME.frag
 *
 * Returns: a linked program to be deleted with glDeleteProgram(), or 0 with @error
 *   (%VIT_ERROR_UNSUPPORTED, with the driver's log)
 */
GLuint vit_program_new (const char *name, GError **error);
