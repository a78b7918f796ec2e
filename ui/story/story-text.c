#include "ui/story/story-text.h"

#include <cmark.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "core/store/read-file.h"
#include "ui/story/story-limits.h"
#include "ui/story/story-places.h"
#include "ui/story/story-private.h"

typedef cmark_node Node;
typedef cmark_iter Iterator;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Node, cmark_node_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Iterator, cmark_iter_free)

/* ---- Links ---- */

/* Longest address, bytes. */
#define ADDRESS 2000

/* An address that can be shown as it is: http or https with a host, in ASCII. A user name before
 * the host would look like another host. */
static bool
is_web_address (const char *url)
{
  if (!url || strlen (url) > ADDRESS ||
      !(g_str_has_prefix (url, "https://") || g_str_has_prefix (url, "http://")))
    return false;
  for (const char *c = url; *c; c++)
    if (*c <= ' ' || *c >= 127)
      return false;
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  return uri && g_uri_get_host (uri) && *g_uri_get_host (uri) && !g_uri_get_userinfo (uri);
}

bool
vit_link_parse (const char *url, VitLink *link)
{
  static const char *const schemes[] = { "scene:", "time:", "page:", "atom:" };
  *link = (VitLink){ .kind = VIT_LINK_WEB, .target = url };
  if (is_web_address (url))
    return true;
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

/* ---- Blocks ---- */

/* A link from elsewhere is no link. */
static char *
keep_link (const char *url, gpointer data)
{
  VitLink link;
  return vit_link_parse (url, &link) ? g_strdup (url) : NULL;
}

static char *
put_in (const VitStoryScene *scene, const char *text)
{
  return put_claims_in (scene, text ? text : scene ? scene->text : "", false, NULL, NULL);
}

GPtrArray *
vit_story_text_parse (const VitStoryScene *scene, const char *text, bool links)
{
  g_autofree char *all = put_in (scene, text);
  return vit_text_parse (all, links ? keep_link : NULL, NULL);
}

char *
vit_story_text_dup_plain (const VitStoryScene *scene, const char *text)
{
  g_autofree char *all = put_in (scene, text);
  return vit_text_dup_plain (all);
}

GPtrArray *
vit_story_text_find_numbers (const VitStoryScene *scene, const char *text)
{
  static const char number[] =
      "[−-]?\\d+(?:[.,]\\d+)?(?:\\s|\u00a0)*(?:%|°|K|GPa|MPa|Å|nm|ps|fs|ns|GHz)(?![\\p{L}\\d])";
  GPtrArray *numbers = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *all = put_claims_in (scene, text ? text : scene->text, true, NULL, NULL);
  g_autofree char *plain = vit_text_dup_plain (all);
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

GArray *
vit_story_text_find_times (const VitStoryScene *scene, const char *text)
{
  GArray *times = g_array_new (FALSE, FALSE, sizeof (double));
  g_autofree char *all = put_in (scene, text);
  g_autoptr (Node) document = cmark_parse_document (all, strlen (all), CMARK_OPT_DEFAULT);
  g_autoptr (Iterator) iterator = cmark_iter_new (document);
  cmark_event_type event;
  while ((event = cmark_iter_next (iterator)) != CMARK_EVENT_DONE)
    {
      Node *node = cmark_iter_get_node (iterator);
      VitLink link;
      if (event == CMARK_EVENT_ENTER && cmark_node_get_type (node) == CMARK_NODE_LINK &&
          vit_link_parse (cmark_node_get_url (node), &link) && link.kind == VIT_LINK_TIME)
        g_array_append_val (times, link.number);
    }
  return times;
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
  g_autofree char *all = put_in (scene, text);
  g_autoptr (Node) document = cmark_parse_document (all, strlen (all), CMARK_OPT_DEFAULT);
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
        tell (found, data,
              "the link <%.80s> is none of scene:ID, time:PS, page:NAME, atom:ID and https://…",
              url);
      else if (link.kind == VIT_LINK_SCENE && vit_story_find (story, link.target) < 0)
        tell (found, data, "the link leads to the scene \"%.64s\", which is not there",
              link.target);
      else if (link.kind == VIT_LINK_PAGE && !vit_story_is_page (link.target))
        tell (found, data, "the link leads to the page \"%.64s\", which is not there", link.target);
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

/* What a window can lay out. */
static void
check_size (const char *text, VitTextFinding found, gpointer data)
{
  int depth;
  size_t n;
  vit_text_measure (text, &depth, &n);
  if (depth > VIT_TEXT_MAX_INDENT)
    tell (found, data,
          "lists and quotations stand %d deep in each other; what is deeper than %d stands beneath",
          depth, VIT_TEXT_MAX_INDENT);
  if (n >= VIT_TEXT_MAX_BLOCKS)
    tell (found, data, "the text has %zu paragraphs; it is cut after %d", n, VIT_TEXT_MAX_BLOCKS);
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
  check_size (all, found, data);
  while ((event = cmark_iter_next (iterator)) != CMARK_EVENT_DONE)
    {
      Node *node = cmark_iter_get_node (iterator);
      if (event == CMARK_EVENT_ENTER && is_rewritten (cmark_node_get_type (node)))
        check_node (story, node, found, data);
    }
}
