#pragma once

/* Draws display lists with OpenGL 3.3 core or OpenGL ES 3.0. A renderer belongs to the context that
 * was current when it was made. That context must be current in every call, also in
 * vit_renderer_free(). */

#include <glib.h>

#include "ui/scene/display-list.h"

typedef struct _VitRenderer VitRenderer;

/** vit_renderer_new: fails with %VIT_ERROR_UNSUPPORTED if the context is too old. Takes no time:
 * shaders are compiled when something is drawn with them. */
VitRenderer *vit_renderer_new (GError **error);
void vit_renderer_free (VitRenderer *renderer);

/** vit_renderer_would_be_software: whether OpenGL of the current context runs on the processor. */
bool vit_renderer_would_be_software (void);

/** vit_renderer_is_software: whether this OpenGL runs on the processor, as Mesa's llvmpipe does. */
bool vit_renderer_is_software (const VitRenderer *renderer);

/**
 * vit_renderer_draw:
 *
 * Fills the bound framebuffer, which must have a depth buffer, with premultiplied colours: from its
 * lower left corner over the size of the list. Changes viewport, blending, depth test and bindings.
 *
 * Returns: %false, with %VIT_ERROR_UNSUPPORTED, where a shader that is needed does not compile;
 *   what needs it is left out
 */
bool vit_renderer_draw (VitRenderer *renderer, const VitDisplayList *list, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitRenderer, vit_renderer_free)
