#pragma once

/* The manual: pages of CommonMark in one folder. Its index is the table of contents: headings are
 * groups, and a list below each links to the pages of it. Whatever has a place in the manual is
 * found by its topic: the name of a page, or of an anchor `<a id="TOPIC"></a>` in any page. Texts
 * are read when they are opened, and parsed when they are asked for. One thread at a time. */

#include "ui/text/text-blocks.h"

typedef struct _VitManual VitManual;

/** VIT_MANUAL_INDEX: name of the page with the contents. */
#define VIT_MANUAL_INDEX "index"

/**
 * VitManualPage:
 * @name: of its file, without the ending
 * @title: its first heading
 * @group: (nullable): heading of the index that it stands under; %NULL for the index itself
 * @text: CommonMark
 */
typedef struct
{
  char *name, *title, *group, *text;
  GPtrArray *blocks; /* private, nullable */
} VitManualPage;

/** vit_manual_find_folder: (transfer full) (nullable): installed, or in the source tree. */
char *vit_manual_find_folder (void);

/**
 * vit_manual_open:
 * @folder: with `index.md`
 * @error: a page that cannot be read, or that the index names twice
 *
 * Returns: (transfer full): O(size of all texts)
 */
VitManual *vit_manual_open (const char *folder, GError **error);
void vit_manual_free (VitManual *manual);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitManual, vit_manual_free)

const char *vit_manual_get_folder (const VitManual *manual);

/** vit_manual_list: (transfer none) (element-type VitManualPage): in the order of the contents, the
 * index first. */
const GPtrArray *vit_manual_list (const VitManual *manual);

/** vit_manual_get_blocks: (transfer none) (element-type VitBlock): of a page, with links inside of
 * the manual only. */
const GPtrArray *vit_manual_get_blocks (VitManual *manual, guint page);

/**
 * VitManualPlace:
 * @page: index in vit_manual_list(); −1 for none
 * @anchor: (nullable): in that page
 */
typedef struct
{
  int page;
  char *anchor;
} VitManualPlace;

void vit_manual_place_clear (VitManualPlace *place);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (VitManualPlace, vit_manual_place_clear)

/** vit_manual_find: where @topic is. O(size of all texts) */
VitManualPlace vit_manual_find (VitManual *manual, const char *topic);

/** vit_manual_follow: where the link @url of page @from leads, as in `motion.md#slice`. */
VitManualPlace vit_manual_follow (VitManual *manual, guint from, const char *url);

/** vit_manual_find_block: the block of a page that an anchor or the words of a heading name; 0 if
 * there is none. */
guint vit_manual_find_block (VitManual *manual, guint page, const char *anchor);

/**
 * VitManualHit: a block of text that was searched for
 * @heading: (transfer none): what it stands under
 * @snippet: the words around it
 */
typedef struct
{
  guint page, block;
  const char *heading;
  char *snippet;
} VitManualHit;

/** vit_manual_search: (transfer full) (element-type VitManualHit): blocks that have @words,
 * whatever the case: headings first, then in the order of the contents; at most @most. O(size of
 * all texts) */
GPtrArray *vit_manual_search (VitManual *manual, const char *words, guint most);

/** vit_manual_make_slug: (transfer full): the words of a heading as code forges make anchors of
 * them. */
char *vit_manual_make_slug (const char *markup);

/** vit_manual_write_html: writes all pages and pictures into @folder, which is made; links are
 * relative, and nothing else is needed to read them. */
bool vit_manual_write_html (VitManual *manual, const char *folder, GError **error);
