#pragma once

/* Texts of a story on paper and in movies, set by Pango on cairo. Private to ui/story. */

#include <cairo.h>
#include <pango/pango.h>

#include "ui/story/render-private.h"

/**
 * VitTypesetter: sets blocks one below the other
 * @x, @width: of the column, points
 * @y: where the next block begins; moves on
 * @size: of text, points
 * @draws: whether it is drawn; else it is measured
 * @folder: of the story, for pictures
 */
typedef struct
{
  cairo_t *cr;
  PangoContext *context;
  const VitStory *story;
  double x, width, y, size;
  bool draws;
} VitTypesetter;

void vit_typesetter_init (VitTypesetter *self, cairo_t *cr, const VitStory *story);
void vit_typesetter_clear (VitTypesetter *self);

/** vit_typesetter_set_markup: sets @markup in @scale times the size. */
void vit_typesetter_set_markup (
    VitTypesetter *self, const char *markup, double scale, double indent, const char *marker);

/** vit_typesetter_set_blocks: (element-type VitBlock): those from @first on that end above @bottom,
 * at least one if @force. Returns: the first that was not set. */
guint vit_typesetter_set_blocks (
    VitTypesetter *self, GPtrArray *blocks, guint first, double bottom, bool force);

/** vit_typesetter_set_question: prompt and answers, without the truth. */
void vit_typesetter_set_question (VitTypesetter *self, const VitSceneParts *parts);

/** vit_typesetter_set_atoms: a map of the atoms of the slice with those that are hits. */
void vit_typesetter_set_atoms (VitTypesetter *self, const VitTruth *truth);

/** vit_typesetter_set_plain: plain text. */
void vit_typesetter_set_plain (VitTypesetter *self, const char *text, double scale, bool bold);
