#include "ui/story/story-page.h"

#include <math.h>
#include <pango/pangocairo.h>

#include "ui/figure/canvas.h"
#include "ui/story/story-private.h"
#include "ui/story/story-text.h"

void
vit_typesetter_init (VitTypesetter *self, cairo_t *cr, const VitStory *story)
{
  *self = (VitTypesetter){ .cr = cr, .story = story, .size = 10.5 };
  self->context = pango_cairo_create_context (cr);
  /* Texts are as wide on paper as on any screen. */
  cairo_font_options_t *options = cairo_font_options_create ();
  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  pango_cairo_context_set_font_options (self->context, options);
  pango_cairo_context_set_resolution (self->context, 72);
  cairo_font_options_destroy (options);
}

void
vit_typesetter_clear (VitTypesetter *self)
{
  g_clear_object (&self->context);
}

static PangoLayout *
new_layout (VitTypesetter *self, double scale, const char *family, double width)
{
  PangoLayout *layout = pango_layout_new (self->context);
  PangoFontDescription *font = pango_font_description_new ();
  pango_font_description_set_family (font, family ? family : "DejaVu Sans");
  pango_font_description_set_size (font, (int) lround (self->size * scale * PANGO_SCALE));
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_line_spacing (layout, 1.15f);
  if (width > 0)
    pango_layout_set_width (layout, (int) lround (width * PANGO_SCALE));
  return layout;
}

/* Set a layout whose left edge is @indent right of the column. Returns: its height. */
static double
put_layout (VitTypesetter *self, PangoLayout *layout, double indent)
{
  int height;
  pango_layout_get_size (layout, NULL, &height);
  if (self->draws)
    {
      cairo_move_to (self->cr, self->x + indent, self->y);
      pango_cairo_show_layout (self->cr, layout);
    }
  return (double) height / PANGO_SCALE;
}

void
vit_typesetter_set_markup (
    VitTypesetter *self, const char *markup, double scale, double indent, const char *marker)
{
  g_autoptr (PangoLayout) layout = new_layout (self, scale, NULL, self->width - indent);
  pango_layout_set_markup (layout, markup, -1);
  if (marker && self->draws)
    {
      g_autoptr (PangoLayout) mark = new_layout (self, scale, NULL, 0);
      int width;
      pango_layout_set_text (mark, marker, -1);
      pango_layout_get_size (mark, &width, NULL);
      put_layout (self, mark, indent - (double) width / PANGO_SCALE - 0.4 * self->size);
    }
  self->y += put_layout (self, layout, indent) + 0.55 * self->size;
}

void
vit_typesetter_set_plain (VitTypesetter *self, const char *text, double scale, bool bold)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);
  g_autofree char *markup = bold ? g_strconcat ("<b>", escaped, "</b>", NULL) : g_strdup (escaped);
  vit_typesetter_set_markup (self, markup, scale, 0, NULL);
}

/* ---- Blocks ---- */

static void
set_code (VitTypesetter *self, const VitBlock *block, double indent)
{
  g_autoptr (PangoLayout) layout =
      new_layout (self, 0.92, "DejaVu Sans Mono", self->width - indent);
  pango_layout_set_markup (layout, block->markup, -1);
  self->y += put_layout (self, layout, indent) + 0.55 * self->size;
}

/* A picture that cannot be had is replaced by its description. */
static void
set_picture (VitTypesetter *self, const VitBlock *block, double indent)
{
  g_autofree char *path =
      block->picture ? vit_story_resolve (self->story, block->picture, NULL) : NULL;
  cairo_surface_t *surface = path ? cairo_image_surface_create_from_png (path) : NULL;
  if (!surface || cairo_surface_status (surface) != CAIRO_STATUS_SUCCESS)
    {
      if (surface)
        cairo_surface_destroy (surface);
      vit_typesetter_set_markup (self, block->markup, 1, indent, NULL);
      return;
    }
  /* Pixels of a screen, unless it is wider than the column. */
  double width = cairo_image_surface_get_width (surface),
         height = cairo_image_surface_get_height (surface), room = self->width - indent,
         scale = fmin (72.0 / 96, room / fmax (width, 1));
  if (self->draws)
    {
      cairo_save (self->cr);
      cairo_translate (self->cr, self->x + indent, self->y);
      cairo_scale (self->cr, scale, scale);
      cairo_set_source_surface (self->cr, surface, 0, 0);
      cairo_paint (self->cr);
      cairo_restore (self->cr);
    }
  cairo_surface_destroy (surface);
  self->y += height * scale + 0.55 * self->size;
}

static void
set_rule (VitTypesetter *self)
{
  if (self->draws)
    {
      cairo_set_line_width (self->cr, 0.5);
      cairo_move_to (self->cr, self->x, self->y + 0.3 * self->size);
      cairo_rel_line_to (self->cr, self->width, 0);
      cairo_stroke (self->cr);
    }
  self->y += 1.2 * self->size;
}

static void
set_block (VitTypesetter *self, const VitBlock *block)
{
  static const double scales[] = { 1.35, 1.2, 1.1, 1, 1, 1 };
  double indent = 1.6 * self->size * block->indent, top = self->y;
  g_autofree char *bold = g_strconcat ("<b>", block->markup, "</b>", NULL);
  switch (block->kind)
    {
    case VIT_BLOCK_HEADING:
      vit_typesetter_set_markup (self, bold, scales[CLAMP (block->level, 1, 6) - 1], indent, NULL);
      break;
    case VIT_BLOCK_CODE:
      set_code (self, block, indent);
      break;
    case VIT_BLOCK_RULE:
      set_rule (self);
      break;
    case VIT_BLOCK_PICTURE:
      set_picture (self, block, indent);
      break;
    default:
      vit_typesetter_set_markup (self, block->markup, 1, indent, block->marker);
    }
  if (block->quoted && self->draws)
    {
      cairo_set_line_width (self->cr, 1);
      cairo_move_to (self->cr, self->x + indent - 0.7 * self->size, top);
      cairo_rel_line_to (self->cr, 0, self->y - top - 0.4 * self->size);
      cairo_stroke (self->cr);
    }
}

guint
vit_typesetter_set_blocks (
    VitTypesetter *self, GPtrArray *blocks, guint first, double bottom, bool force)
{
  bool draws = self->draws;
  guint i = first;
  for (; i < blocks->len; i++)
    {
      double top = self->y;
      self->draws = false;
      set_block (self, blocks->pdata[i]);
      bool fits = self->y <= bottom || (force && i == first);
      self->y = top;
      self->draws = draws;
      if (!fits)
        break;
      set_block (self, blocks->pdata[i]);
    }
  return i;
}

/* ---- Questions ---- */

void
vit_typesetter_set_question (VitTypesetter *self, const VitSceneParts *parts)
{
  const VitQuestion *question = parts->scene->question;
  vit_typesetter_set_plain (self, question->prompt, 1, true);
  if (question->kind == VIT_QUESTION_NUMBER)
    {
      g_autofree char *line = g_strdup_printf ("…………………… %s", question->unit ? question->unit : "");
      vit_typesetter_set_plain (self, line, 1, false);
    }
  for (guint i = 0; parts->truth && i < parts->truth->n_answers; i++)
    {
      g_autofree char *words = g_markup_escape_text (parts->truth->words[i], -1);
      vit_typesetter_set_markup (self, words, 1, 1.6 * self->size, "○");
    }
  if (!parts->truth)
    vit_typesetter_set_plain (self, parts->truth_why, 1, false);
}

/* ---- Atoms ---- */

/* Radius of an atom on a map, Å. */
#define RADIUS 1.15

static void
draw_atom (cairo_t *cr, const VitTruth *truth, size_t i, double scale, bool hit)
{
  static const double greys[] = { 0.88, 0.75, 0.82, 0.7 };
  double grey = greys[truth->types[i] % G_N_ELEMENTS (greys)];
  cairo_new_path (cr);
  cairo_arc (cr, truth->places[i][0] * truth->face[0] * scale,
             (1 - truth->places[i][1]) * truth->face[1] * scale, RADIUS * scale, 0, 2 * G_PI);
  if (hit)
    cairo_set_source_rgb (cr, 0.55, 0.11, 0.5);
  else
    cairo_set_source_rgb (cr, grey, grey, grey);
  cairo_fill_preserve (cr);
  cairo_set_source_rgb (cr, 0.35, 0.35, 0.35);
  cairo_stroke (cr);
}

void
vit_typesetter_set_atoms (VitTypesetter *self, const VitTruth *truth)
{
  double width = 0.55 * self->width, scale = width / fmax (truth->face[0], 1e-9);
  double height = truth->face[1] * scale, most = 1.3 * self->width;
  if (height > most)
    {
      scale *= most / height;
      height = most;
    }
  if (self->draws)
    {
      g_autofree size_t *order = vit_truth_new_order (truth);
      cairo_save (self->cr);
      cairo_translate (self->cr, self->x + RADIUS * scale, self->y + RADIUS * scale);
      cairo_set_line_width (self->cr, 0.3);
      /* Hits lie above all others. */
      for (int hit = 0; hit < 2; hit++)
        for (size_t k = 0; k < truth->n_atoms; k++)
          if ((order[k] < truth->n_top) == hit)
            draw_atom (self->cr, truth, order[k], scale, hit);
      cairo_restore (self->cr);
    }
  self->y += height + 2 * RADIUS * scale + 0.8 * self->size;
}
