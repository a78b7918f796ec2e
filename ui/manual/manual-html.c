/* The manual as HTML: a folder of pages that needs nothing else. */

#include <cmark.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/error.h"
#include "ui/manual/manual.h"

typedef cmark_node Node;
typedef cmark_iter Iterator;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Node, cmark_node_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Iterator, cmark_iter_free)

#define PICTURES "pictures"

static const char style[] =
    ":root{color-scheme:light dark}"
    "body{font:1.02rem/1.55 system-ui,'DejaVu "
    "Sans',sans-serif;margin:0;display:flex;flex-wrap:wrap}"
    "nav{flex:0 0 15rem;padding:1.2rem;box-sizing:border-box;font-size:.94rem}"
    "nav p{font-weight:600;margin:1.1rem 0 .2rem}nav a{display:block;padding:.1rem 0}"
    "nav a[aria-current]{font-weight:700}"
    "main{flex:1 1 30rem;max-width:46rem;padding:0 1.4rem 4rem;box-sizing:border-box;min-width:0}"
    "h1,h2,h3{line-height:1.25}h2{margin-top:2.2rem;border-top:1px solid #8886;padding-top:1.2rem}"
    "img{max-width:100%;height:auto;background:#fff;border:1px solid #8886}"
    "code,pre{font-family:'DejaVu Sans Mono',monospace;font-size:.9em}"
    "pre{overflow:auto;border:1px solid #8886;border-radius:.4rem;padding:.7rem .9rem}"
    "li{margin:.2rem 0}blockquote{border-left:.25rem solid #8886;margin-left:0;padding-left:1rem}"
    "#to-contents{display:none;padding:1rem 1.4rem 0;flex:1 0 100%}"
    /* In a narrow window contents stand behind the page. */
    "@media (max-width:46rem){nav{order:2;flex-basis:100%}#to-contents{display:block}}"
    "@media print{nav,#to-contents{display:none!important}}";

static void
append_escaped (GString *html, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);
  g_string_append (html, escaped);
}

/* Links lead to pages of HTML. */
static void
rewrite_link (Node *node)
{
  const char *url = cmark_node_get_url (node);
  const char *end = url ? strstr (url, ".md") : NULL;
  if (!end || strchr (url, ':'))
    return;
  g_autofree char *begin = g_strndup (url, (gsize) (end - url));
  g_autofree char *to = g_strconcat (begin, ".html", end + strlen (".md"), NULL);
  cmark_node_set_url (node, to);
}

/* A heading can be linked to by its words. */
static void
add_anchor (Node *heading)
{
  char *html = cmark_render_html (heading, CMARK_OPT_DEFAULT);
  g_autofree char *slug = vit_manual_make_slug (html);
  g_autofree char *anchor = g_strdup_printf ("<a id=\"%s\"></a>\n", slug);
  free (html);
  Node *block = cmark_node_new (CMARK_NODE_HTML_BLOCK);
  cmark_node_set_literal (block, anchor);
  cmark_node_insert_before (heading, block);
}

static char *
render (const char *text)
{
  g_autoptr (Node) document = cmark_parse_document (text, strlen (text), CMARK_OPT_DEFAULT);
  g_autoptr (GPtrArray) headings = g_ptr_array_new ();
  Iterator *iterator = cmark_iter_new (document);
  cmark_event_type event;
  while ((event = cmark_iter_next (iterator)) != CMARK_EVENT_DONE)
    {
      Node *node = cmark_iter_get_node (iterator);
      cmark_node_type type = cmark_node_get_type (node);
      if (type == CMARK_NODE_LINK && event == CMARK_EVENT_ENTER)
        rewrite_link (node);
      else if (type == CMARK_NODE_HEADING && event == CMARK_EVENT_EXIT)
        g_ptr_array_add (headings, node);
    }
  cmark_iter_free (iterator);
  for (guint i = 0; i < headings->len; i++)
    add_anchor (headings->pdata[i]);
  /* Raw HTML is that of the manual itself: anchors. */
  return cmark_render_html (document, CMARK_OPT_UNSAFE);
}

static void
append_contents (GString *html, const VitManual *manual, guint current)
{
  const GPtrArray *pages = vit_manual_list (manual);
  const char *group = NULL;
  g_string_append (html, "<a id=\"to-contents\" href=\"#contents\">Contents</a>\n"
                         "<nav id=\"contents\" aria-label=\"Contents\">\n");
  for (guint i = 0; i < pages->len; i++)
    {
      const VitManualPage *page = pages->pdata[i];
      if (page->group && g_strcmp0 (page->group, group) != 0)
        g_string_append_printf (html, "<p>%s</p>\n", group = page->group);
      g_string_append_printf (html, "<a href=\"%s.html\"%s>", page->name,
                              i == current ? " aria-current=\"page\"" : "");
      append_escaped (html, page->title);
      g_string_append (html, "</a>\n");
    }
  g_string_append (html, "</nav>\n");
}

static bool
write_page (const VitManual *manual, guint i, const char *folder, GError **error)
{
  const VitManualPage *page = vit_manual_list (manual)->pdata[i];
  g_autoptr (GString) html = g_string_new (
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta "
      "name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta "
      "http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src 'self' file:; "
      "style-src 'unsafe-inline'\">\n<title>");
  append_escaped (html, page->title);
  g_string_append_printf (html, " – Vitrine</title>\n<style>%s</style>\n</head>\n<body>\n", style);
  append_contents (html, manual, i);
  char *body = render (page->text);
  g_string_append_printf (html, "<main>\n%s</main>\n</body>\n</html>\n", body);
  free (body);
  g_autofree char *name = g_strconcat (page->name, ".html", NULL);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  return g_file_set_contents (path, html->str, (gssize) html->len, error);
}

static bool
copy_pictures (const char *from, const char *to, GError **error)
{
  g_autoptr (GDir) folder = g_dir_open (from, 0, NULL);
  const char *name;
  if (folder && g_mkdir_with_parents (to, 0777) != 0)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_IO, "%s cannot be made", to);
      return false;
    }
  while (folder && (name = g_dir_read_name (folder)))
    {
      g_autofree char *source = g_build_filename (from, name, NULL);
      g_autofree char *target = g_build_filename (to, name, NULL), *data = NULL;
      gsize n;
      if (!g_str_has_suffix (name, ".png"))
        continue;
      if (!g_file_get_contents (source, &data, &n, error) ||
          !g_file_set_contents (target, data, (gssize) n, error))
        return false;
    }
  return true;
}

bool
vit_manual_write_html (VitManual *manual, const char *folder, GError **error)
{
  g_return_val_if_fail (manual && folder, false);
  if (g_mkdir_with_parents (folder, 0777) != 0)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_IO, "%s cannot be made", folder);
      return false;
    }
  g_autofree char *from = g_build_filename (vit_manual_get_folder (manual), PICTURES, NULL);
  g_autofree char *to = g_build_filename (folder, PICTURES, NULL);
  bool ok = copy_pictures (from, to, error);
  for (guint i = 0; i < vit_manual_list (manual)->len && ok; i++)
    ok = write_page (manual, i, folder, error);
  return ok;
}
