#pragma once

/* CommonMark as blocks of Pango markup, by cmark, for whoever lays out or shows a text: stories and
 * the manual. Of raw HTML anchors are taken, and all else is left out. Pure, any thread. */

#include <glib.h>
#include <stdbool.h>

/** VIT_TEXT_MAX_INDENT: lists and quotations by which a block is moved in at most: what is nested
 * deeper stands beneath. */
#define VIT_TEXT_MAX_INDENT 8

/** VIT_TEXT_MAX_BLOCKS: blocks after which a text is cut, with a word. */
#define VIT_TEXT_MAX_BLOCKS 3000

/** VitBlockKind: parts of a text, from top to bottom. */
typedef enum
{
  VIT_BLOCK_PARAGRAPH,
  VIT_BLOCK_HEADING,
  VIT_BLOCK_CODE,
  VIT_BLOCK_RULE,
  VIT_BLOCK_PICTURE,
} VitBlockKind;

/**
 * VitBlock:
 * @level: of a heading, 1 … 6
 * @indent: lists and quotations that it is in, at most %VIT_TEXT_MAX_INDENT
 * @quoted: whether one of them is a quotation
 * @marker: (nullable): before the first line, as "•" or "2."
 * @markup: Pango markup, with `<a href="…">` where links were asked for
 * @picture: (nullable): its address as the text has it; @markup is then its description
 * @anchors: (nullable): names by which links lead to it
 */
typedef struct
{
  VitBlockKind kind;
  int level, indent;
  bool quoted;
  char *marker, *markup, *picture, **anchors;
} VitBlock;

/** VitTextLink: (transfer full) (nullable): what a link to @url leads to; %NULL makes it no link.
 */
typedef char *(*VitTextLink) (const char *url, gpointer data);

/** vit_text_parse: (transfer full) (element-type VitBlock): @link (nullable) tells which links
 * there are; without it there are none. O(length) */
GPtrArray *vit_text_parse (const char *text, VitTextLink link, gpointer data);

/** vit_text_measure: how many lists and quotations are in each other, at most, and blocks. */
void vit_text_measure (const char *text, int *depth, size_t *n_blocks);

/** vit_text_dup_plain: (transfer full): without any marks, for titles and screen readers. */
char *vit_text_dup_plain (const char *text);
