/* Pages of a manual: contents, places, links, search; and where symbols have theirs. */

#include <glib/gstdio.h>
#include <locale.h>
#include <string.h>

#include "core/base/error.h"
#include "core/results/symbol.h"
#include "ui/manual/manual.h"

typedef struct
{
  char *folder;
} Fixture;

static void
write_file (Fixture *self, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (self->folder, name, NULL);
  g_autoptr (GError) error = NULL;
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  self->folder = g_dir_make_tmp ("vitrine-manual-XXXXXX", NULL);
  write_file (self, "index.md",
              "# Book\n\n[not listed](c.md)\n\n## One\n\n- [A](a.md): words\n\n## Two & more\n\n"
              "- [B](b.md)\n");
  write_file (self, "a.md",
              "# Page A\n\nBefore.\n\n<a id=\"topic\"></a>\n\n## Über *all*: 1 & 2\n\n"
              "Words with [a link](b.md#x), [the world](https://example.org), "
              "<script>evil</script> and needle.\n");
  write_file (self, "b.md",
              "# Page `B`\n\n- first\n- <a id=\"x\"></a>second NEEDLE\n\n## Needle\n");
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  static const char *const names[] = { "index.md", "a.md", "b.md" };
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (self->folder, names[i], NULL);
      g_unlink (path);
    }
  g_rmdir (self->folder);
  g_free (self->folder);
}

static VitManual *
open_manual (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  VitManual *manual = vit_manual_open (self->folder, &error);
  g_assert_no_error (error);
  return manual;
}

static void
test_contents (Fixture *self, gconstpointer data)
{
  static const char *const expected[][3] = { { "index", "Book", NULL },
                                             { "a", "Page A", "One" },
                                             { "b", "Page B", "Two &amp; more" } };
  g_autoptr (VitManual) manual = open_manual (self);
  const GPtrArray *pages = vit_manual_list (manual);
  g_assert_cmpuint (pages->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < pages->len; i++)
    {
      const VitManualPage *page = pages->pdata[i];
      g_assert_cmpstr (page->name, ==, expected[i][0]);
      g_assert_cmpstr (page->title, ==, expected[i][1]);
      g_assert_cmpstr (page->group, ==, expected[i][2]);
    }
}

static void
test_places (Fixture *self, gconstpointer data)
{
  g_autoptr (VitManual) manual = open_manual (self);
  g_auto (VitManualPlace) page = vit_manual_find (manual, "b");
  g_auto (VitManualPlace) topic = vit_manual_find (manual, "topic");
  g_auto (VitManualPlace) none = vit_manual_find (manual, "nowhere");
  g_assert_cmpint (page.page, ==, 2);
  g_assert_null (page.anchor);
  g_assert_cmpint (topic.page, ==, 1);
  g_assert_cmpint (none.page, ==, -1);
  /* The anchor is that of the heading behind it; of an item it is the item. */
  guint heading = vit_manual_find_block (manual, 1, topic.anchor);
  const VitBlock *block = vit_manual_get_blocks (manual, 1)->pdata[heading];
  g_assert_cmpint (block->kind, ==, VIT_BLOCK_HEADING);
  g_assert_cmpint (block->level, ==, 2);
  g_assert_cmpuint (vit_manual_find_block (manual, 1, "über-all-1--2"), ==, heading);
  g_assert_cmpuint (vit_manual_find_block (manual, 2, "x"), ==, 2);
  g_assert_cmpuint (vit_manual_find_block (manual, 2, "nowhere"), ==, 0);
}

static void
test_links (Fixture *self, gconstpointer data)
{
  g_autoptr (VitManual) manual = open_manual (self);
  g_auto (VitManualPlace) there = vit_manual_follow (manual, 1, "b.md#x");
  g_auto (VitManualPlace) here = vit_manual_follow (manual, 1, "#topic");
  g_auto (VitManualPlace) none = vit_manual_follow (manual, 1, "c.md");
  g_assert_cmpint (there.page, ==, 2);
  g_assert_cmpstr (there.anchor, ==, "x");
  g_assert_cmpint (here.page, ==, 1);
  g_assert_cmpint (none.page, ==, -1);
  const GPtrArray *blocks = vit_manual_get_blocks (manual, 1);
  const VitBlock *last = blocks->pdata[blocks->len - 1];
  g_assert_cmpstr (last->markup, ==,
                   "Words with <a href=\"b.md#x\">a link</a>, the world, evil and needle.");
}

static void
test_search (Fixture *self, gconstpointer data)
{
  g_autoptr (VitManual) manual = open_manual (self);
  g_autoptr (GPtrArray) hits = vit_manual_search (manual, " needle ", 10);
  g_autoptr (GPtrArray) first = vit_manual_search (manual, "needle", 2);
  g_autoptr (GPtrArray) none = vit_manual_search (manual, "haystack", 10);
  g_autoptr (GPtrArray) nothing = vit_manual_search (manual, "  ", 10);
  /* The heading goes before what stands in earlier pages. */
  static const guint pages[] = { 2, 1, 2 };
  g_assert_cmpuint (hits->len, ==, G_N_ELEMENTS (pages));
  for (guint i = 0; i < hits->len; i++)
    g_assert_cmpuint (((VitManualHit *) hits->pdata[i])->page, ==, pages[i]);
  g_assert_cmpuint (first->len, ==, 2);
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_cmpuint (nothing->len, ==, 0);
  g_assert_nonnull (strstr (((VitManualHit *) hits->pdata[2])->snippet, "NEEDLE"));
}

static void
test_errors (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  write_file (self, "index.md", "# Book\n\n## One\n\n- [A](a.md)\n- [A](a.md)\n");
  g_assert_null (vit_manual_open (self->folder, &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_INVALID);
  g_clear_error (&error);
  write_file (self, "index.md", "# Book\n\n## One\n\n- [A](missing.md)\n");
  g_assert_null (vit_manual_open (self->folder, &error));
  g_assert_nonnull (strstr (error->message, "missing.md"));
}

/* The first symbol of a text counts, and the longest that begins there. */
static void
test_symbols (void)
{
  static const struct
  {
    const char *markup, *topic;
  } cases[] = {
    { "<i>T</i><sub>ML</sub> (K)", "quantity-t_ml" },
    { "<i>η</i><sub>Mises</sub>", "quantity-mises" },
    { "<i>η</i>", "symbol-eta" },
    { "LA fraction", "symbol-liquid-like" },
    { "LAMMPS", NULL },
    { "<i>D</i>²<sub>min</sub> against <i>T</i><sub>ML</sub>", "quantity-d2min" },
    { "atoms", NULL },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *topic = vit_symbol_find_topic (cases[i].markup);
      g_assert_cmpstr (topic, ==, cases[i].topic);
    }
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add (name, Fixture, NULL, set_up, function, tear_down)
  ADD ("/manual/contents", test_contents);
  ADD ("/manual/places", test_places);
  ADD ("/manual/links", test_links);
  ADD ("/manual/search", test_search);
  ADD ("/manual/errors", test_errors);
  g_test_add_func ("/manual/symbols", test_symbols);
  return g_test_run ();
}
