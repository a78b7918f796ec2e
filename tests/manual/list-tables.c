/* Lists the tables of the program that the manual has lists of, a row each, with tabs between the
 * cells: figures, quantities, symbols, options of a figure, actions, pages and formats. Symbols are
 * plain text. For resources/make-manual.py. */

#include <gtk/gtk.h>
#include <locale.h>
#include <string.h>

#include "app/pages.h"
#include "app/window-actions.h"
#include "core/io/formats.h"
#include "core/results/quantity.h"
#include "core/results/symbol.h"
#include "ui/gallery/figure-spec.h"
#include "ui/gallery/gallery.h"
#include "ui/views/atom-view.h"

/* An index of letters stands behind an underscore, as texts write T_g. */
static char *
dup_plain (const char *markup)
{
  char *text = NULL;
  g_autoptr (GRegex) letters = g_regex_new ("<sub>(?=[A-Za-z])", 0, 0, NULL);
  g_autofree char *marked = g_regex_replace_literal (letters, markup, -1, 0, "<sub>_", 0, NULL);
  pango_parse_markup (marked, -1, 0, NULL, &text, NULL, NULL);
  return text ? text : g_strdup (markup);
}

/* The title of the page that has a figure; empty for none. */
static const char *
find_page (const char *figure)
{
  gsize n;
  const VitPageSpec *pages = vit_page_list (&n);
  for (gsize i = 0; i < n; i++)
    for (int r = 0; r < VIT_PAGE_MAX_ROWS; r++)
      for (int v = 0; v < VIT_PAGE_MAX_VIEWS; v++)
        if (g_strcmp0 (pages[i].rows[r][v].name, figure) == 0)
          return pages[i].name;
  return "";
}

static void
list_figures (void)
{
  size_t n, n_options;
  const VitFigureSpec *const *figures = vit_gallery_list (&n);
  const VitOption *options = vit_option_list (&n_options);
  for (size_t i = 0; i < n; i++)
    {
      g_print ("figure\t%s\t%s\t%s\t%s\n", figures[i]->name, figures[i]->title,
               find_page (figures[i]->name),
               figures[i]->short_title ? figures[i]->short_title : "");
      for (size_t k = 0; k < n_options; k++)
        if (options[k].affects & figures[i]->options)
          g_print ("figure-option\t%s\t%s.%s\n", figures[i]->name, options[k].group,
                   options[k].key);
    }
}

static void
list_quantities (void)
{
  size_t n;
  const VitQuantity *list = vit_quantity_list (&n);
  VitSymbol symbol;
  for (size_t i = 0; i < n; i++)
    {
      g_autofree char *plain = dup_plain (list[i].symbol);
      g_print ("quantity\t%s\t%s\t%s\t%s\t%d\n", list[i].name, plain, list[i].unit,
               list[i].description, (int) list[i].needs);
    }
  for (guint i = 0; vit_symbol_get (i, &symbol); i++)
    {
      g_autofree char *plain = dup_plain (symbol.symbol);
      g_print ("symbol\t%s\t%s\t%s\n", symbol.topic, plain, symbol.meaning);
    }
}

static char *
dup_keys (const char *const *keys)
{
  g_autoptr (GString) text = g_string_new (NULL);
  for (; *keys; keys++)
    {
      guint key;
      GdkModifierType held;
      if (!gtk_accelerator_parse (*keys, &key, &held))
        continue;
      g_autofree char *label = gtk_accelerator_get_label (key, held);
      g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", label);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
list_actions (void)
{
  const VitActionTable *table = vit_window_actions_get ();
  gsize n_keys, n_pages;
  for (gsize i = 0; i < table->n_rows; i++)
    {
      const VitAction *row = &table->rows[i];
      g_autofree char *keys = dup_keys (row->keys);
      g_print ("action\t%s\t%s\t%s\t%s\n", row->name, row->title,
               vit_action_group_title (row->group), keys);
    }
  const VitAtomViewKeys *of_maps = vit_atom_view_list_keys (&n_keys);
  for (gsize i = 0; i < n_keys; i++)
    {
      const char *both[] = { of_maps[i].keys[0], of_maps[i].keys[1], NULL };
      g_autofree char *keys = dup_keys (both);
      g_print ("action\tmap.%zu\t%s\t%s\t%s\n", i, of_maps[i].title,
               vit_action_group_title (VIT_ACTIONS_OF_MAPS), keys);
    }
  const VitPageSpec *pages = vit_page_list (&n_pages);
  for (gsize i = 0; i < n_pages; i++)
    g_print ("page\t%s\t%s\n", pages[i].name, pages[i].title);
}

static void
list_formats (void)
{
  size_t n;
  const VitFileFormat *formats = vit_formats_get (&n);
  for (size_t i = 0; i < n; i++)
    {
      g_autofree char *endings = g_strjoinv (" ", (char **) formats[i].endings);
      g_autofree char *beginnings = g_strjoinv (" ", (char **) formats[i].beginnings);
      g_print ("format\t%s\t%s\t%s\t%s\t%d\t%d\n", formats[i].title, endings, beginnings,
               formats[i].told_by, formats[i].reader != NULL, formats[i].writer != VIT_WRITER_NONE);
    }
}

int
main (void)
{
  setlocale (LC_ALL, "C.UTF-8");
  list_figures ();
  list_quantities ();
  list_actions ();
  list_formats ();
  return 0;
}
