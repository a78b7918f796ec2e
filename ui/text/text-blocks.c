#include "ui/text/text-blocks.h"

#include <cmark.h>
#include <string.h>

typedef cmark_node Node;
typedef cmark_iter Iterator;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Node, cmark_node_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Iterator, cmark_iter_free)

typedef struct
{
  GPtrArray *blocks;
  GString *markup;
  GPtrArray *anchors; /* of the next block */
  VitTextLink link;   /* nullable */
  gpointer data;
  int indent, quotes, in_picture, slanted, bold;
  char *marker;
  GArray *numbers; /* of the lists that it is in: the next number, −1 for a bullet */
  GArray *open;    /* whether each link that was entered is one */
} Layout;

static void
free_block (gpointer data)
{
  VitBlock *block = data;
  g_free (block->marker);
  g_free (block->markup);
  g_free (block->picture);
  g_strfreev (block->anchors);
  g_free (block);
}

static VitBlock *
add_block (Layout *self, VitBlockKind kind)
{
  VitBlock *block = g_new0 (VitBlock, 1);
  block->kind = kind;
  block->indent = MIN (self->indent, VIT_TEXT_MAX_INDENT);
  block->quoted = self->quotes > 0;
  block->marker = g_steal_pointer (&self->marker);
  block->markup = g_strdup (self->markup->str);
  g_string_truncate (self->markup, 0);
  if (self->anchors->len > 0)
    {
      g_ptr_array_add (self->anchors, NULL);
      block->anchors = (char **) g_ptr_array_steal (self->anchors, NULL);
    }
  g_ptr_array_add (self->blocks, block);
  return block;
}

static void
append_text (Layout *self, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text ? text : "", -1);
  g_string_append (self->markup, escaped);
}

static void
append_literal (Layout *self, Node *node)
{
  append_text (self, cmark_node_get_literal (node));
}

static void
append_link (Layout *self, Node *node, bool enter)
{
  if (enter)
    {
      g_autofree char *to = self->link ? self->link (cmark_node_get_url (node), self->data) : NULL;
      bool is_one = to != NULL;
      g_array_append_val (self->open, is_one);
      if (!is_one)
        return;
      g_autofree char *escaped = g_markup_escape_text (to, -1);
      g_string_append_printf (self->markup, "<a href=\"%s\">", escaped);
      return;
    }
  if (g_array_index (self->open, bool, self->open->len - 1))
    g_string_append (self->markup, "</a>");
  g_array_set_size (self->open, self->open->len - 1);
}

/* Of HTML only anchors are taken, `<a id="NAME"></a>`: they belong to the block that follows, or
 * that they stand in. */
static void
take_anchors (Layout *self, Node *node)
{
  static const char opening[] = "<a id=\"";
  const char *at = cmark_node_get_literal (node);
  while (at && (at = strstr (at, opening)))
    {
      at += strlen (opening);
      const char *end = strchr (at, '"');
      if (end)
        g_ptr_array_add (self->anchors, g_strndup (at, (gsize) (end - at)));
    }
}

/* A picture stands in a block of its own, behind what was before it. */
static void
add_picture (Layout *self, Node *node, bool enter)
{
  if (enter && self->markup->len > 0)
    add_block (self, VIT_BLOCK_PARAGRAPH);
  if (!enter)
    {
      VitBlock *block = add_block (self, VIT_BLOCK_PICTURE);
      block->picture = g_strdup (cmark_node_get_url (node));
    }
}

/* What is slanted or bold in what is so already changes nothing. */
static void
append_mark (Layout *self, int *depth, const char *tag, bool enter)
{
  *depth += enter ? 1 : -1;
  if (*depth == (enter ? 1 : 0))
    g_string_append_printf (self->markup, "<%s%s>", enter ? "" : "/", tag);
}

static void
append_inline (Layout *self, Node *node, bool enter)
{
  switch (cmark_node_get_type (node))
    {
    case CMARK_NODE_TEXT:
      append_literal (self, node);
      break;
    case CMARK_NODE_SOFTBREAK:
      g_string_append_c (self->markup, ' ');
      break;
    case CMARK_NODE_LINEBREAK:
      g_string_append_c (self->markup, '\n');
      break;
    case CMARK_NODE_CODE:
      g_string_append (self->markup, "<tt>");
      append_literal (self, node);
      g_string_append (self->markup, "</tt>");
      break;
    case CMARK_NODE_EMPH:
      append_mark (self, &self->slanted, "i", enter);
      break;
    case CMARK_NODE_STRONG:
      append_mark (self, &self->bold, "b", enter);
      break;
    case CMARK_NODE_LINK:
      append_link (self, node, enter);
      break;
    case CMARK_NODE_IMAGE:
      add_picture (self, node, enter);
      break;
    case CMARK_NODE_HTML_BLOCK:
    case CMARK_NODE_HTML_INLINE:
      take_anchors (self, node);
      break;
    default:
      break;
    }
}

static void
enter_list (Layout *self, Node *node, bool enter)
{
  int first =
      cmark_node_get_list_type (node) == CMARK_ORDERED_LIST ? cmark_node_get_list_start (node) : -1;
  self->indent += enter ? 1 : -1;
  if (enter)
    g_array_append_val (self->numbers, first);
  else
    g_array_set_size (self->numbers, self->numbers->len - 1);
}

static void
enter_item (Layout *self)
{
  int *number = &g_array_index (self->numbers, int, self->numbers->len - 1);
  g_free (self->marker);
  self->marker = *number < 0 ? g_strdup ("•") : g_strdup_printf ("%d.", (*number)++);
}

static void
lay_out (Layout *self, Node *node, bool enter)
{
  switch (cmark_node_get_type (node))
    {
    case CMARK_NODE_LIST:
      enter_list (self, node, enter);
      break;
    case CMARK_NODE_ITEM:
      if (enter)
        enter_item (self);
      break;
    case CMARK_NODE_BLOCK_QUOTE:
      self->indent += enter ? 1 : -1;
      self->quotes += enter ? 1 : -1;
      break;
    case CMARK_NODE_PARAGRAPH:
      if (!enter && self->markup->len > 0)
        add_block (self, VIT_BLOCK_PARAGRAPH);
      break;
    case CMARK_NODE_HEADING:
      if (!enter)
        add_block (self, VIT_BLOCK_HEADING)->level = cmark_node_get_heading_level (node);
      break;
    case CMARK_NODE_CODE_BLOCK:
      append_literal (self, node);
      if (self->markup->len > 0 && self->markup->str[self->markup->len - 1] == '\n')
        g_string_truncate (self->markup, self->markup->len - 1);
      add_block (self, VIT_BLOCK_CODE);
      break;
    case CMARK_NODE_THEMATIC_BREAK:
      add_block (self, VIT_BLOCK_RULE);
      break;
    default:
      append_inline (self, node, enter);
    }
}

GPtrArray *
vit_text_parse (const char *text, VitTextLink link, gpointer data)
{
  g_return_val_if_fail (text, NULL);
  g_autoptr (Node) document = cmark_parse_document (text, strlen (text), CMARK_OPT_DEFAULT);
  g_autoptr (Iterator) iterator = cmark_iter_new (document);
  Layout self = { .blocks = g_ptr_array_new_with_free_func (free_block),
                  .markup = g_string_new (NULL),
                  .anchors = g_ptr_array_new_with_free_func (g_free),
                  .link = link,
                  .data = data,
                  .numbers = g_array_new (FALSE, FALSE, sizeof (int)),
                  .open = g_array_new (FALSE, FALSE, sizeof (bool)) };
  cmark_event_type event;
  while (self.blocks->len < VIT_TEXT_MAX_BLOCKS &&
         (event = cmark_iter_next (iterator)) != CMARK_EVENT_DONE)
    lay_out (&self, cmark_iter_get_node (iterator), event == CMARK_EVENT_ENTER);
  if (self.blocks->len >= VIT_TEXT_MAX_BLOCKS)
    {
      g_string_assign (self.markup, "… (the text is too long to be shown whole)");
      self.indent = 0;
      add_block (&self, VIT_BLOCK_PARAGRAPH);
    }
  g_string_free (self.markup, TRUE);
  g_ptr_array_unref (self.anchors);
  g_array_unref (self.numbers);
  g_array_unref (self.open);
  g_free (self.marker);
  return self.blocks;
}

void
vit_text_measure (const char *text, int *depth, size_t *n_blocks)
{
  g_return_if_fail (text && depth && n_blocks);
  g_autoptr (Node) document = cmark_parse_document (text, strlen (text), CMARK_OPT_DEFAULT);
  g_autoptr (Iterator) iterator = cmark_iter_new (document);
  cmark_event_type event;
  int now = 0;
  *depth = 0;
  *n_blocks = 0;
  while ((event = cmark_iter_next (iterator)) != CMARK_EVENT_DONE)
    {
      cmark_node_type type = cmark_node_get_type (cmark_iter_get_node (iterator));
      if (type == CMARK_NODE_LIST || type == CMARK_NODE_BLOCK_QUOTE)
        now += event == CMARK_EVENT_ENTER ? 1 : -1;
      *depth = MAX (*depth, now);
      *n_blocks += event == CMARK_EVENT_ENTER &&
                   (type == CMARK_NODE_PARAGRAPH || type == CMARK_NODE_HEADING ||
                    type == CMARK_NODE_CODE_BLOCK || type == CMARK_NODE_THEMATIC_BREAK ||
                    type == CMARK_NODE_IMAGE);
    }
}

char *
vit_text_dup_plain (const char *text)
{
  g_return_val_if_fail (text, NULL);
  g_autoptr (Node) document = cmark_parse_document (text, strlen (text), CMARK_OPT_DEFAULT);
  g_autoptr (Iterator) iterator = cmark_iter_new (document);
  GString *all = g_string_new (NULL);
  cmark_event_type event;
  while ((event = cmark_iter_next (iterator)) != CMARK_EVENT_DONE)
    {
      Node *node = cmark_iter_get_node (iterator);
      cmark_node_type type = cmark_node_get_type (node);
      if (type == CMARK_NODE_TEXT || type == CMARK_NODE_CODE || type == CMARK_NODE_CODE_BLOCK)
        g_string_append (all, cmark_node_get_literal (node));
      else if (type == CMARK_NODE_SOFTBREAK || type == CMARK_NODE_LINEBREAK)
        g_string_append_c (all, ' ');
      else if (event == CMARK_EVENT_EXIT &&
               (type == CMARK_NODE_PARAGRAPH || type == CMARK_NODE_HEADING))
        g_string_append_c (all, '\n');
    }
  return g_strchomp (g_string_free (all, FALSE));
}
