#include "ui/story/story-text.h"

#include <cmark.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "core/store/read-file.h"
#include "ui/story/story-limits.h"
#include "ui/story/story-private.h"

typedef cmark_node Node;
typedef cmark_iter Iterator;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Node, cmark_node_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Iterator, cmark_iter_free)

/* ---- Links ---- */

bool
vit_link_parse (const char *url, VitLink *link)
{
  static const char *const schemes[] = { "scene:", "time:", "page:", "atom:" };
  for (gsize i = 0; url && i < G_N_ELEMENTS (schemes); i++)
    {
      if (!g_str_has_prefix (url, schemes[i]))
        continue;
      char *end = NULL;
      *link = (VitLink){ .kind = (VitLinkKind) i, .target = url + strlen (schemes[i]) };
      if (link->kind == VIT_LINK_SCENE || link->kind == VIT_LINK_PAGE)
        return vit_story_check_id (link->target);
      link->number = g_ascii_strtod (link->target, &end);
      return *link->target && !*end && isfinite (link->number) &&
             (link->kind == VIT_LINK_TIME ||
              (link->number > 0 && link->number < 1e15 && link->number == floor (link->number)));
    }
  return false;
}

/* ---- Numbers of claims ---- */

/* "2.0e+07" as "2.0 × 10⁷". */
static char *
dup_with_power (const char *number)
{
  static const char *const digits[] = { "⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹" };
  const char *power = strchr (number, 'e');
  if (!power)
    return g_strdup (number);
  GString *text = g_string_new_len (number, power - number);
  g_string_append_printf (text, " × 10%s", power[1] == '-' ? "⁻" : "");
  g_autofree char *whole = g_strdup_printf ("%d", abs (atoi (power + 1)));
  for (const char *c = whole; *c; c++)
    g_string_append (text, digits[*c - '0']);
  return g_string_free (text, FALSE);
}

char *
vit_claim_dup_text (const VitClaim *claim)
{
  char format[16], number[G_ASCII_DTOSTR_BUF_SIZE + VIT_STORY_MAX_DIGITS];
  bool large = fabs (claim->stated) >= 1e6 || (claim->stated != 0 && fabs (claim->stated) < 1e-4);
  g_snprintf (format, sizeof format, "%%.%d%c", claim->digits, large ? 'e' : 'f');
  g_ascii_formatd (number, sizeof number, format, claim->stated);
  const char *unit = claim->unit ? claim->unit : "";
  g_autofree char *shown = dup_with_power (number + (*number == '-'));
  return g_strconcat (*number == '-' ? "−" : "", shown, *unit ? " " : "", unit, NULL);
}

/* Put the numbers of claims in, or, if @plain, nothing in their place. Calls @found with each name
 * between double braces that no claim has. */
static char *
put_claims_in (
    const VitStoryScene *scene, const char *text, bool plain, VitTextFinding found, gpointer data)
{
  GString *all = g_string_new (NULL);
  const char *from = text, *open;
  while (scene && (open = strstr (from, "{{")))
    {
      const char *close = strstr (open, "}}");
      if (!close)
        break;
      g_autofree char *name = g_strndup (open + 2, (gsize) (close - open - 2));
      const VitClaim *claim =
          vit_story_check_id (g_strstrip (name)) ? vit_story_scene_find_claim (scene, name) : NULL;
      g_autofree char *number = claim ? vit_claim_dup_text (claim) : NULL;
      g_string_append_len (all, from, open - from);
      g_string_append (all, plain ? "" : number ? number : "?");
      if (!claim && found)
        {
          g_autofree char *words = g_strdup_printf ("no claim is called {{%.64s}}", name);
          found (words, data);
        }
      from = close + 2;
    }
  g_string_append (all, from);
  return g_string_free (all, FALSE);
}

static Node *
parse (const VitStoryScene *scene, const char *text)
{
  g_autofree char *all = put_claims_in (scene,
                                        text    ? text
                                        : scene ? scene->text
                                                : "",
                                        false, NULL, NULL);
  return cmark_parse_document (all, strlen (all), CMARK_OPT_DEFAULT);
}

/* ---- Blocks ---- */

typedef struct
{
  GPtrArray *blocks;
  GString *markup;
  bool links;
  int indent, quotes, in_picture;
  char *marker;
  GArray *numbers; /* of the lists that it is in: the next number, 0 for a bullet */

} Layout;

static void
free_block (gpointer data)
{
  VitBlock *block = data;
  g_free (block->marker);
  g_free (block->markup);
  g_free (block->picture);
  g_free (block);
}

static VitBlock *
add_block (Layout *self, VitBlockKind kind)
{
  VitBlock *block = g_new0 (VitBlock, 1);
  block->kind = kind;
  block->indent = self->indent;
  block->quoted = self->quotes > 0;
  block->marker = g_steal_pointer (&self->marker);
  block->markup = g_strdup (self->markup->str);
  g_string_truncate (self->markup, 0);
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

/* A link from elsewhere is no link. */
static void
append_link (Layout *self, Node *node, bool enter)
{
  VitLink link;
  const char *url = cmark_node_get_url (node);
  if (!self->links || !vit_link_parse (url, &link))
    return;
  g_autofree char *escaped = g_markup_escape_text (url, -1);
  if (enter)
    g_string_append_printf (self->markup, "<a href=\"%s\">", escaped);
  else
    g_string_append (self->markup, "</a>");
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
      g_string_append (self->markup, enter ? "<i>" : "</i>");
      break;
    case CMARK_NODE_STRONG:
      g_string_append (self->markup, enter ? "<b>" : "</b>");
      break;
    case CMARK_NODE_LINK:
      append_link (self, node, enter);
      break;
    case CMARK_NODE_IMAGE:
      add_picture (self, node, enter);
      break;
    default: /* raw HTML */
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
vit_story_text_parse (const VitStoryScene *scene, const char *text, bool links)
{
  g_autoptr (Node) document = parse (scene, text);
  g_autoptr (Iterator) iterator = cmark_iter_new (document);
  Layout self = { .blocks = g_ptr_array_new_with_free_func (free_block),
                  .markup = g_string_new (NULL),
                  .links = links,
                  .numbers = g_array_new (FALSE, FALSE, sizeof (int)) };
  cmark_event_type event;
  while ((event = cmark_iter_next (iterator)) != CMARK_EVENT_DONE)
    lay_out (&self, cmark_iter_get_node (iterator), event == CMARK_EVENT_ENTER);
  g_string_free (self.markup, TRUE);
  g_array_unref (self.numbers);
  g_free (self.marker);
  return self.blocks;
}

static char *
dup_plain (Node *document)
{
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

char *
vit_story_text_dup_plain (const VitStoryScene *scene, const char *text)
{
  g_autoptr (Node) document = parse (scene, text);
  return dup_plain (document);
}

GPtrArray *
vit_story_text_find_numbers (const VitStoryScene *scene, const char *text)
{
  static const char number[] =
      "[−-]?\\d+(?:[.,]\\d+)?(?:\\s|\u00a0)*(?:%|°|K|GPa|MPa|Å|nm|ps|fs|ns|GHz)(?![\\p{L}\\d])";
  GPtrArray *numbers = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *all = put_claims_in (scene, text ? text : scene->text, true, NULL, NULL);
  g_autoptr (Node) document = cmark_parse_document (all, strlen (all), CMARK_OPT_DEFAULT);
  g_autofree char *plain = dup_plain (document);
  g_autoptr (GRegex) regex = g_regex_new (number, 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  if (!regex || !g_utf8_validate (plain, -1, NULL))
    return numbers;
  for (g_regex_match (regex, plain, 0, &match); g_match_info_matches (match);
       g_match_info_next (match, NULL))
    {
      g_autofree char *found = g_match_info_fetch (match, 0);
      if (!g_ptr_array_find_with_equal_func (numbers, found, g_str_equal, NULL))
        g_ptr_array_add (numbers, g_steal_pointer (&found));
    }
  return numbers;
}

/* ---- HTML ---- */

/* (transfer full) (nullable): a PNG or JPEG of the story as a data URI. */
static char *
dup_picture (const VitStory *story, const char *name)
{
  g_autofree char *path = name ? vit_story_resolve (story, name, NULL) : NULL, *data = NULL;
  gsize n;
  if (!path || !vit_file_read (path, VIT_STORY_MAX_PICTURE, &data, &n, NULL))
    return NULL;
  bool is_png = n > 8 && memcmp (data, "\x89PNG\r\n\x1a\n", 8) == 0;
  bool is_jpeg = n > 3 && memcmp (data, "\xff\xd8\xff", 3) == 0;
  if (!is_png && !is_jpeg)
    return NULL;
  g_autofree char *coded = g_base64_encode ((const guchar *) data, n);
  return g_strconcat ("data:image/", is_png ? "png" : "jpeg", ";base64,", coded, NULL);
}

/* Put what is inside in the place of a node. */
static void
unwrap (Node *node)
{
  Node *child;
  while ((child = cmark_node_first_child (node)))
    {
      cmark_node_unlink (child);
      cmark_node_insert_before (node, child);
    }
  cmark_node_unlink (node);
  cmark_node_free (node);
}

static void
rewrite_node (const VitStory *story, Node *node)
{
  VitLink link;
  const char *url = cmark_node_get_url (node);
  switch (cmark_node_get_type (node))
    {
    case CMARK_NODE_LINK:
      if (vit_link_parse (url, &link) && link.kind == VIT_LINK_SCENE)
        {
          g_autofree char *target = g_strconcat ("#scene-", link.target, NULL);
          cmark_node_set_url (node, target);
          cmark_node_set_title (node, "");
        }
      else
        unwrap (node);
      break;
    case CMARK_NODE_IMAGE:
      {
        g_autofree char *data = dup_picture (story, url);
        if (data)
          cmark_node_set_url (node, data);
        else
          unwrap (node);
        break;
      }
    default: /* raw HTML */
      cmark_node_unlink (node);
      cmark_node_free (node);
    }
}

static bool
is_rewritten (cmark_node_type type)
{
  return type == CMARK_NODE_LINK || type == CMARK_NODE_IMAGE || type == CMARK_NODE_HTML_BLOCK ||
         type == CMARK_NODE_HTML_INLINE;
}

char *
vit_story_text_dup_html (const VitStory *story, const VitStoryScene *scene, const char *text)
{
  g_autoptr (Node) document = parse (scene, text);
  g_autoptr (GPtrArray) nodes = g_ptr_array_new ();
  Iterator *iterator = cmark_iter_new (document);
  cmark_event_type event;
  while ((event = cmark_iter_next (iterator)) != CMARK_EVENT_DONE)
    {
      Node *node = cmark_iter_get_node (iterator);
      cmark_node_type type = cmark_node_get_type (node);
      /* Inner ones first: a picture may be a link. */
      bool is_leaf = type == CMARK_NODE_HTML_BLOCK || type == CMARK_NODE_HTML_INLINE;
      if (is_rewritten (type) && (is_leaf || event == CMARK_EVENT_EXIT))
        g_ptr_array_add (nodes, node);
    }
  cmark_iter_free (iterator);
  for (guint i = 0; i < nodes->len; i++)
    rewrite_node (story, nodes->pdata[i]);
  char *html = cmark_render_html (document, CMARK_OPT_DEFAULT);
  char *copy = g_strdup (html);
  free (html);
  return copy;
}

char *
vit_story_text_dup_picture_path (const VitStory *story, const char *name, GError **error)
{
  return vit_story_resolve (story, name, error);
}

/* ---- Checking ---- */

static void tell (VitTextFinding found, gpointer data, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

static void
tell (VitTextFinding found, gpointer data, const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  g_autofree char *words = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  found (words, data);
}

static void
check_node (const VitStory *story, Node *node, VitTextFinding found, gpointer data)
{
  const char *url = cmark_node_get_url (node);
  VitLink link;
  switch (cmark_node_get_type (node))
    {
    case CMARK_NODE_LINK:
      if (!vit_link_parse (url, &link))
        tell (found, data, "the link <%.80s> is none of scene:ID, time:PS, page:NAME and atom:ID",
              url);
      else if (link.kind == VIT_LINK_SCENE && vit_story_find (story, link.target) < 0)
        tell (found, data, "the link leads to the scene \"%.64s\", which is not there",
              link.target);
      break;
    case CMARK_NODE_IMAGE:
      {
        g_autofree char *picture = dup_picture (story, url);
        if (!picture)
          tell (found, data,
                "the picture \"%.80s\" is no PNG or JPEG file below the folder of the story", url);
        break;
      }
    default:
      tell (found, data, "raw HTML is left out of a text");
    }
}

void
vit_story_text_check (const VitStory *story,
                      const VitStoryScene *scene,
                      const char *text,
                      VitTextFinding found,
                      gpointer data)
{
  g_autofree char *all = put_claims_in (scene, text ? text : scene->text, false, found, data);
  g_autoptr (Node) document = cmark_parse_document (all, strlen (all), CMARK_OPT_DEFAULT);
  g_autoptr (Iterator) iterator = cmark_iter_new (document);
  cmark_event_type event;
  while ((event = cmark_iter_next (iterator)) != CMARK_EVENT_DONE)
    {
      Node *node = cmark_iter_get_node (iterator);
      if (event == CMARK_EVENT_ENTER && is_rewritten (cmark_node_get_type (node)))
        check_node (story, node, found, data);
    }
}
