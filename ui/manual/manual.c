#include "ui/manual/manual.h"

#include <string.h>

#include "config.h"
#include "core/base/error.h"

#define SUFFIX ".md"

/* Characters of a snippet before what was found, and in all. */
#define SNIPPET_BEFORE 30
#define SNIPPET 90

struct _VitManual
{
  char *folder;
  GPtrArray *pages;
};

char *
vit_manual_find_folder (void)
{
  const char *data = g_getenv ("VITRINE_DATADIR");
  g_autofree char *installed = g_build_filename (data ? data : VIT_DATADIR, "manual", NULL);
  if (g_file_test (installed, G_FILE_TEST_IS_DIR))
    return g_steal_pointer (&installed);
  g_autofree char *in_tree = g_build_filename (VIT_SOURCE_ROOT, "docs", "manual", NULL);
  return g_file_test (in_tree, G_FILE_TEST_IS_DIR) ? g_steal_pointer (&in_tree) : NULL;
}

/* ---- Opening ---- */

static void
free_page (gpointer data)
{
  VitManualPage *page = data;
  g_free (page->name);
  g_free (page->title);
  g_free (page->group);
  g_free (page->text);
  g_clear_pointer (&page->blocks, g_ptr_array_unref);
  g_free (page);
}

static bool
add_page (VitManual *self, const char *name, const char *group, GError **error)
{
  g_autofree char *file = g_strconcat (name, SUFFIX, NULL);
  g_autofree char *path = g_build_filename (self->folder, file, NULL);
  char *text;
  if (!g_file_get_contents (path, &text, NULL, error))
    return false;
  VitManualPage *page = g_new0 (VitManualPage, 1);
  page->name = g_strdup (name);
  page->group = g_strdup (group);
  page->text = text;
  const char *heading = g_str_has_prefix (text, "# ") ? text : strstr (text, "\n# ");
  heading = heading ? strchr (heading, '#') + 2 : name;
  g_autofree char *line = g_strndup (heading, strcspn (heading, "\n"));
  page->title = vit_text_dup_plain (line);
  g_ptr_array_add (self->pages, page);
  return true;
}

static int
find_page (const VitManual *self, const char *name)
{
  for (guint i = 0; i < self->pages->len; i++)
    if (strcmp (((VitManualPage *) self->pages->pdata[i])->name, name) == 0)
      return (int) i;
  return -1;
}

static char *
keep_link_inside (const char *url, gpointer data)
{
  bool elsewhere = strstr (url, ":") || g_str_has_prefix (url, "/") || g_str_has_prefix (url, "..");
  return elsewhere ? NULL : g_strdup (url);
}

/* (transfer full) (nullable): the page that a link in markup leads to. */
static char *
dup_linked_page (const char *markup)
{
  const char *at = strstr (markup, "<a href=\"");
  const char *end = at ? strchr (at + 9, '"') : NULL;
  if (!end)
    return NULL;
  g_autofree char *url = g_strndup (at + 9, (gsize) (end - at - 9));
  if (!g_str_has_suffix (url, SUFFIX))
    return NULL;
  url[strlen (url) - strlen (SUFFIX)] = '\0';
  return g_steal_pointer (&url);
}

static bool
add_pages_of_index (VitManual *self, GError **error)
{
  const GPtrArray *blocks = vit_manual_get_blocks (self, 0);
  const char *group = NULL;
  for (guint i = 0; i < blocks->len; i++)
    {
      const VitBlock *block = blocks->pdata[i];
      if (block->kind == VIT_BLOCK_HEADING && block->level == 2)
        group = block->markup;
      g_autofree char *name = block->marker && group ? dup_linked_page (block->markup) : NULL;
      if (name && find_page (self, name) >= 0)
        {
          g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID, "%s/index.md: %s stands there twice",
                       self->folder, name);
          return false;
        }
      if (name && !add_page (self, name, group, error))
        return false;
    }
  return true;
}

VitManual *
vit_manual_open (const char *folder, GError **error)
{
  g_return_val_if_fail (folder, NULL);
  g_autoptr (VitManual) self = g_new0 (VitManual, 1);
  self->folder = g_strdup (folder);
  self->pages = g_ptr_array_new_with_free_func (free_page);
  bool ok = add_page (self, VIT_MANUAL_INDEX, NULL, error) && add_pages_of_index (self, error);
  return ok ? g_steal_pointer (&self) : NULL;
}

void
vit_manual_free (VitManual *self)
{
  g_free (self->folder);
  g_ptr_array_unref (self->pages);
  g_free (self);
}

const char *
vit_manual_get_folder (const VitManual *self)
{
  return self->folder;
}

const GPtrArray *
vit_manual_list (const VitManual *self)
{
  return self->pages;
}

const GPtrArray *
vit_manual_get_blocks (VitManual *self, guint page)
{
  g_return_val_if_fail (page < self->pages->len, NULL);
  VitManualPage *one = self->pages->pdata[page];
  if (!one->blocks)
    one->blocks = vit_text_parse (one->text, keep_link_inside, NULL);
  return one->blocks;
}

/* ---- Places ---- */

void
vit_manual_place_clear (VitManualPlace *place)
{
  g_clear_pointer (&place->anchor, g_free);
  place->page = -1;
}

VitManualPlace
vit_manual_find (VitManual *self, const char *topic)
{
  VitManualPlace place = { .page = find_page (self, topic) };
  g_autofree char *anchor = g_strdup_printf ("<a id=\"%s\"></a>", topic);
  for (guint i = 0; i < self->pages->len && place.page < 0; i++)
    if (strstr (((VitManualPage *) self->pages->pdata[i])->text, anchor))
      place = (VitManualPlace){ (int) i, g_strdup (topic) };
  return place;
}

VitManualPlace
vit_manual_follow (VitManual *self, guint from, const char *url)
{
  const char *hash = strchr (url, '#');
  g_autofree char *file = hash ? g_strndup (url, (gsize) (hash - url)) : g_strdup (url);
  VitManualPlace place = { .page = *file ? -1 : (int) from };
  if (g_str_has_suffix (file, SUFFIX))
    {
      file[strlen (file) - strlen (SUFFIX)] = '\0';
      place.page = find_page (self, file);
    }
  if (hash && place.page >= 0)
    place.anchor = g_strdup (hash + 1);
  return place;
}

/* Take out the tags of markup, and put characters in the place of entities. */
static char *
dup_without_marks (const char *markup)
{
  static const struct
  {
    const char *name;
    char character;
  } entities[] = { { "&amp;", '&' },  { "&lt;", '<' },    { "&gt;", '>' },
                   { "&quot;", '"' }, { "&apos;", '\'' }, { "&#39;", '\'' } };
  GString *text = g_string_new (NULL);
  for (const char *at = markup; *at;)
    {
      gsize length = 0;
      for (gsize i = 0; *at == '&' && i < G_N_ELEMENTS (entities) && !length; i++)
        if (g_str_has_prefix (at, entities[i].name))
          {
            g_string_append_c (text, entities[i].character);
            length = strlen (entities[i].name);
          }
      if (*at == '<')
        length = strcspn (at, ">") + 1;
      if (length == 0)
        g_string_append_c (text, *at), length = 1;
      at += length;
    }
  return g_string_free (text, FALSE);
}

char *
vit_manual_make_slug (const char *markup)
{
  g_autofree char *plain = dup_without_marks (markup), *lower = g_utf8_strdown (plain, -1);
  GString *slug = g_string_new (NULL);
  for (const char *at = g_strstrip (lower); *at; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);
      if (g_unichar_isspace (c))
        g_string_append_c (slug, '-');
      else if (g_unichar_isalnum (c) || c == '_' || c == '-')
        g_string_append_unichar (slug, c);
    }
  return g_string_free (slug, FALSE);
}

guint
vit_manual_find_block (VitManual *self, guint page, const char *anchor)
{
  const GPtrArray *blocks = vit_manual_get_blocks (self, page);
  for (guint i = 0; anchor && i < blocks->len; i++)
    {
      const VitBlock *block = blocks->pdata[i];
      g_autofree char *slug =
          block->kind == VIT_BLOCK_HEADING ? vit_manual_make_slug (block->markup) : NULL;
      bool named = block->anchors && g_strv_contains ((const char *const *) block->anchors, anchor);
      if (named || g_strcmp0 (slug, anchor) == 0)
        return i;
    }
  return 0;
}

/* ---- Search ---- */

static void
free_hit (gpointer data)
{
  VitManualHit *hit = data;
  g_free (hit->snippet);
  g_free (hit);
}

/* What stands around @at, from a word on. */
static char *
dup_snippet (const char *text, const char *at)
{
  const char *from = at;
  for (int n = 0; from > text && n < SNIPPET_BEFORE; n++)
    from = g_utf8_prev_char (from);
  while (from > text && from < at && from[-1] != ' ')
    from = g_utf8_next_char (from);
  const char *end = from;
  for (int n = 0; *end && n < SNIPPET; n++)
    end = g_utf8_next_char (end);
  g_autofree char *piece = g_strndup (from, (gsize) (end - from));
  g_strdelimit (piece, "\n", ' ');
  return g_strconcat (from > text ? "… " : "", piece, *end ? " …" : "", NULL);
}

static void
search_page (VitManual *self, guint page, const char *wanted, GPtrArray *titles, GPtrArray *hits)
{
  const GPtrArray *blocks = vit_manual_get_blocks (self, page);
  const char *heading = "";
  for (guint i = 0; i < blocks->len; i++)
    {
      const VitBlock *block = blocks->pdata[i];
      if (block->kind == VIT_BLOCK_HEADING)
        heading = block->markup;
      g_autofree char *plain = dup_without_marks (block->markup);
      g_autofree char *folded = g_utf8_strdown (plain, -1);
      const char *at = strstr (folded, wanted);
      if (!at)
        continue;
      /* Lower case may have another length: find the place by characters. */
      const char *place = g_utf8_offset_to_pointer (plain, g_utf8_pointer_to_offset (folded, at));
      VitManualHit *hit = g_new (VitManualHit, 1);
      *hit = (VitManualHit){ page, i, heading, dup_snippet (plain, place) };
      g_ptr_array_add (block->kind == VIT_BLOCK_HEADING ? titles : hits, hit);
    }
}

GPtrArray *
vit_manual_search (VitManual *self, const char *words, guint most)
{
  g_autofree char *wanted = g_utf8_strdown (words, -1);
  GPtrArray *titles = g_ptr_array_new_with_free_func (free_hit);
  GPtrArray *hits = g_ptr_array_new_with_free_func (free_hit);
  g_strstrip (wanted);
  /* The index only names what stands elsewhere. */
  for (guint i = 1; *wanted && i < self->pages->len; i++)
    search_page (self, i, wanted, titles, hits);
  g_ptr_array_extend_and_steal (titles, hits);
  if (titles->len > most)
    g_ptr_array_set_size (titles, (int) most);
  return titles;
}
