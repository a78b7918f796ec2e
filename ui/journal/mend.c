/* What may make a rule hold, tried out on the figure itself. */

#include <math.h>
#include <string.h>

#include "ui/journal/check.h"

/* A try: "" takes a setting away, so that the journal's holds; "smallest" of a size of text is the
 * journal's least. */
typedef struct
{
  const char *rule, *words;
  struct
  {
    VitFigureSetting setting;
    const char *value;
  } set[VIT_MOST_MENDS];
} Try;

static const Try tries[] = {
  { "width", "the journal's width", { { VIT_FIGURE_WIDTH, "" } } },
  { "height", "the journal's height", { { VIT_FIGURE_HEIGHT, "" } } },
  { "smallest-text", "the journal's size of text", { { VIT_FIGURE_FONT_SIZE, "" } } },
  { "largest-text", "the journal's size of text", { { VIT_FIGURE_FONT_SIZE, "" } } },
  { "font", "the journal's fonts", { { VIT_FIGURE_FONT, "" } } },
  { "resolution", "the journal's resolution", { { VIT_FIGURE_DPI, "" } } },
  { "caption", "no caption in the figure", { { VIT_FIGURE_CAPTION, "no" } } },
  { "curves-apart", "line styles", { { VIT_FIGURE_LINE_STYLES, "yes" } } },
  { "curves-apart", "names at the curves", { { VIT_FIGURE_LEGEND, "direct" } } },
  { "curves-apart", "colours in steps of lightness", { { VIT_FIGURE_PALETTE, "viridis" } } },
  { "curves-apart", "greys", { { VIT_FIGURE_PALETTE, "grey" } } },
  { "curves-apart",
    "colours in steps of lightness and line styles",
    { { VIT_FIGURE_PALETTE, "viridis" }, { VIT_FIGURE_LINE_STYLES, "yes" } } },
  { "room", "the double width", { { VIT_FIGURE_WIDTH, "double" } } },
  { "room", "the full width", { { VIT_FIGURE_WIDTH, "full" } } },
  { "room",
    "smaller text over the double width",
    { { VIT_FIGURE_FONT_SIZE, "smallest" }, { VIT_FIGURE_WIDTH, "double" } } },
  { "room",
    "smaller text over the full width",
    { { VIT_FIGURE_FONT_SIZE, "smallest" }, { VIT_FIGURE_WIDTH, "full" } } },
  { "room", "smaller text", { { VIT_FIGURE_FONT_SIZE, "smallest" } } },
  { "overlap", "the legend above the axes", { { VIT_FIGURE_LEGEND, "above" } } },
  { "overlap", "the legend beside the axes", { { VIT_FIGURE_LEGEND, "right" } } },
  { "overlap", "names at the curves", { { VIT_FIGURE_LEGEND, "direct" } } },
  { "overlap", "fewer ticks", { { VIT_FIGURE_TICKS, "0.5" } } },
  { "overlap",
    "fewer ticks and the legend above the axes",
    { { VIT_FIGURE_TICKS, "0.5" }, { VIT_FIGURE_LEGEND, "above" } } },
  { "overlap", "no titles", { { VIT_FIGURE_TITLE, "none" } } },
  { "overlap", "the double width", { { VIT_FIGURE_WIDTH, "double" } } },
  { "overlap", "the full width", { { VIT_FIGURE_WIDTH, "full" } } },
  { "overlap", "no legend", { { VIT_FIGURE_LEGEND, "none" } } },
  { "contrast", "the legend above the axes", { { VIT_FIGURE_LEGEND, "above" } } },
  /* Numbers in cells and names at points have room on one ground then. */
  { "contrast", "the double width", { { VIT_FIGURE_WIDTH, "double" } } },
  { "contrast", "the full width", { { VIT_FIGURE_WIDTH, "full" } } },
  { "contrast", "smaller text", { { VIT_FIGURE_FONT_SIZE, "smallest" } } },
  { "contrast",
    "smaller text over the double width",
    { { VIT_FIGURE_FONT_SIZE, "smallest" }, { VIT_FIGURE_WIDTH, "double" } } },
  { "contrast",
    "smaller text over the full width",
    { { VIT_FIGURE_FONT_SIZE, "smallest" }, { VIT_FIGURE_WIDTH, "full" } } },
};

static const VitRuleResult *
find_result (GPtrArray *results, const char *rule)
{
  for (guint i = 0; i < results->len; i++)
    if (strcmp (((VitRuleResult *) results->pdata[i])->name, rule) == 0)
      return results->pdata[i];
  return NULL;
}

/* Whether every rule that held before holds still. */
static bool
keeps_all (GPtrArray *before, GPtrArray *after)
{
  for (guint i = 0; i < before->len; i++)
    if (((VitRuleResult *) before->pdata[i])->verdict != VIT_VERDICT_FAILS &&
        ((VitRuleResult *) after->pdata[i])->verdict == VIT_VERDICT_FAILS)
      return false;
  return true;
}

static char *
dup_value (const VitJournal *journal, const char *value)
{
  if (strcmp (value, "smallest") != 0)
    return g_strdup (value);
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  return g_strdup (g_ascii_formatd (text, sizeof text, "%.4g", fmax (journal->smallest, 2)));
}

/* Whether a try makes its rule hold. */
static bool
works (const Try *try,
       const VitJournal *journal,
       const VitFigureSettings *settings,
       VitFormat format,
       bool dark,
       VitFigure *figure,
       GPtrArray *before)
{
  VitExportOptions options;
  g_autoptr (VitFigureSettings) tried = vit_figure_settings_copy (settings);
  for (int i = 0; i < VIT_MOST_MENDS && try->set[i].value; i++)
    {
      g_autofree char *value = dup_value (journal, try->set[i].value);
      vit_figure_settings_set (tried, try->set[i].setting, value, NULL);
    }
  if (vit_figure_settings_equal (tried, settings) ||
      !vit_journal_lay_out (journal, tried, format, dark, figure, &options, NULL))
    return false;
  g_autoptr (VitFigureRecord) record = vit_figure_record (figure, &options);
  g_autoptr (GPtrArray) after = vit_journal_check (journal, record, &options, format);
  return find_result (after, try->rule)->verdict == VIT_VERDICT_HOLDS && keeps_all (before, after);
}

static VitMend *
make_mend (const Try *try, const VitJournal *journal)
{
  VitMend *mend = g_new0 (VitMend, 1);
  mend->words = try->words;
  for (int i = 0; i < VIT_MOST_MENDS && try->set[i].value; i++)
    {
      mend->set[i].setting = try->set[i].setting;
      mend->set[i].value = dup_value (journal, try->set[i].value);
    }
  return mend;
}

void
vit_journal_find_mends (const VitJournal *journal,
                        const VitFigureSettings *settings,
                        VitFormat format,
                        bool dark,
                        VitFigure *figure,
                        GPtrArray *results)
{
  g_return_if_fail (journal && settings && figure && results);
  bool tried = false;
  for (guint i = 0; i < results->len; i++)
    {
      VitRuleResult *result = results->pdata[i];
      for (gsize t = 0;
           result->verdict == VIT_VERDICT_FAILS && !result->mend && t < G_N_ELEMENTS (tries); t++)
        {
          if (strcmp (tries[t].rule, result->name) != 0)
            continue;
          tried = true;
          if (works (&tries[t], journal, settings, format, dark, figure, results))
            result->mend = make_mend (&tries[t], journal);
        }
    }
  VitExportOptions options;
  if (tried)
    vit_journal_lay_out (journal, settings, format, dark, figure, &options, NULL);
}
