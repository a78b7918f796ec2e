/* Files of journals, settings of figures, and every rule against a figure that breaks it. */

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/study/montage.h"
#include "tests/support/folder.h"
#include "ui/journal/check.h"

static char *folder;

/* ---- Files ---- */

static void
test_all_load (void)
{
  g_auto (GStrv) names = vit_journal_list ();
  g_assert_cmpuint (g_strv_length (names), >=, 9);
  for (char **name = names; *name; name++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (VitJournal) journal = vit_journal_load (*name, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (journal->n_widths, >, 0);
      g_assert_cmpfloat (journal->size, >=, journal->smallest);
      g_assert_nonnull (strstr (journal->families, "Liberation Sans"));
    }
}

static void
test_known_numbers (void)
{
  g_autoptr (VitJournal) nature = vit_journal_load ("nature", NULL);
  g_assert_cmpfloat (vit_journal_find_width (nature, "single"), ==, 89);
  g_assert_cmpfloat (vit_journal_find_width (nature, "double"), ==, 183);
  g_assert_true (isnan (vit_journal_find_width (nature, "triple")));
  g_assert_cmpfloat (nature->height, ==, 170);
  g_assert_cmpint (nature->sources[VIT_JOURNAL_WIDTH], ==, VIT_RULE_READ);
  g_assert_cmpint (nature->sources[VIT_JOURNAL_LINES], ==, VIT_RULE_MEMORY);
  g_assert_false (nature->coloured);
}

/* Writes a file of rules. Returns: (transfer full): its path. */
static char *
write_rules (const char *text)
{
  char *path = g_build_filename (folder, "mine.journal", NULL);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

static void
test_own_file (void)
{
  g_autofree char *path = write_rules ("[journal]\ntitle=Mine\n[width]\nwide=123\nsource=own\n");
  g_autoptr (VitJournal) mine = vit_journal_load (path, NULL);
  g_assert_cmpstr (mine->title, ==, "Mine");
  g_assert_cmpstr (mine->name, ==, "mine");
  g_assert_cmpfloat (vit_journal_find_width (mine, "wide"), ==, 123);
}

static void
test_damaged_files (void)
{
  static const struct
  {
    const char *text, *said;
  } damaged[] = {
    { "[width]\nsingle=broad\n", "mine.journal:2: single of [width]" },
    { "[width]\nsingle=89\n[text]\nsize=7\nlargst=7\n", "mine.journal:5: largst of [text]" },
    { "[text]\nsize=7\nsource=heard\n", "mine.journal:3: source of [text]" },
    { "[text]\nsize=7\nlargest=6\n", "mine.journal:3: largest of [text]" },
    { "[text\nsize=7\n", "mine.journal:1: are no rules" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (damaged); i++)
    {
      g_autofree char *path = write_rules (damaged[i].text);
      g_autoptr (GError) error = NULL;
      g_assert_null (vit_journal_load (path, &error));
      g_assert_error (error, VIT_ERROR, VIT_ERROR_FORMAT);
      if (!strstr (error->message, damaged[i].said))
        g_error ("\"%s\" does not say \"%s\"", error->message, damaged[i].said);
    }
  g_autoptr (GError) error = NULL;
  g_assert_null (vit_journal_load ("natur", &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "nature"));
  g_clear_error (&error);
  g_assert_null (vit_journal_load ("../nature", &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_NOT_FOUND);
}

/* ---- Settings ---- */

static void
test_settings (void)
{
  static const struct
  {
    VitFigureSetting id;
    const char *good, *bad;
  } cases[] = {
    { VIT_FIGURE_WIDTH, "89", "5" },          { VIT_FIGURE_WIDTH, "single", "a b" },
    { VIT_FIGURE_HEIGHT, "100", "high" },     { VIT_FIGURE_X_RANGE, "0,10", "10,0" },
    { VIT_FIGURE_X_RANGE, ",10", "," },       { VIT_FIGURE_LEGEND, "right", "left" },
    { VIT_FIGURE_CAPTION, "no", "perhaps" },  { VIT_FIGURE_TICKS, "0.5", "100" },
    { VIT_FIGURE_TITLE, "Two runs", "a\nb" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (VitFigureSettings) settings = vit_figure_settings_new ();
      g_autoptr (GError) error = NULL;
      g_assert_true (vit_figure_settings_set (settings, cases[i].id, cases[i].good, &error));
      g_assert_no_error (error);
      g_assert_false (vit_figure_settings_set (settings, cases[i].id, cases[i].bad, &error));
      g_assert_error (error, VIT_ERROR, VIT_ERROR_INVALID);
      g_assert_cmpstr (settings->texts[cases[i].id], ==, cases[i].good);
    }
}

static void
test_settings_are_documented (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "docs", "formats.md", NULL),
                  *text = NULL;
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  const char *begin = strstr (text, "`figure NAME`");
  g_assert_nonnull (begin);
  for (VitFigureSetting id = 0; id < VIT_N_FIGURE_SETTINGS; id++)
    {
      g_autofree char *key = g_strdup_printf ("| `%s` |", vit_figure_setting_get (id)->key);
      g_assert_nonnull (strstr (begin, key));
    }
}

/* Settings live in the study, survive saving, and a step back takes them back. */
static void
test_settings_in_study (void)
{
  g_autofree char *path = g_build_filename (folder, "figures.vitrine", NULL);
  g_autoptr (VitStudy) study = vit_study_new ();
  g_autofree char *before = vit_study_dup_state (study);
  g_autoptr (VitFigureSettings) settings = vit_figure_settings_new ();
  vit_figure_settings_set (settings, VIT_FIGURE_JOURNAL, "nature", NULL);
  vit_figure_settings_set (settings, VIT_FIGURE_TITLE, "Ä; = [b]", NULL);
  vit_study_set_figure_settings (study, "mean", settings);
  g_assert_true (vit_study_get_modified (study));
  g_assert_true (vit_study_save (study, path, NULL));
  g_autoptr (VitStudy) again = vit_study_load (path, NULL);
  g_assert_cmpuint (vit_study_get_notes (again)->len, ==, 0);
  g_autoptr (VitFigureSettings) read = vit_study_get_figure_settings (again, "mean");
  g_assert_true (vit_figure_settings_equal (settings, read));
  g_autoptr (VitFigureSettings) other = vit_study_get_figure_settings (again, "slice");
  g_assert_null (other->texts[VIT_FIGURE_JOURNAL]);
  vit_study_take_state (study, before, NULL);
  g_autoptr (VitFigureSettings) gone = vit_study_get_figure_settings (study, "mean");
  g_assert_null (gone->texts[VIT_FIGURE_JOURNAL]);
}

static void
test_bad_settings_are_noted (void)
{
  g_autofree char *path = g_build_filename (folder, "noted.vitrine", NULL);
  g_file_set_contents (path, "[study]\nversion=1\n[figure mean]\nlegend=left\nhight=3\n", -1, NULL);
  g_autoptr (VitStudy) study = vit_study_load (path, NULL);
  GPtrArray *notes = vit_study_get_notes (study);
  g_assert_cmpuint (notes->len, ==, 2);
  g_assert_nonnull (strstr (notes->pdata[0], "noted.vitrine:4: legend=left"));
  g_assert_nonnull (strstr (notes->pdata[1], "noted.vitrine:5: nothing reads hight"));
}

/* ---- Rules ---- */

/* Two curves of similar lightness that cross, with a unit on each axis. */
static VitFigure *
new_curves (VitRgba one, VitRgba other, const char *x_label)
{
  const double x[] = { 0, 1, 2, 3, 4 }, rising[] = { 0, 1, 2, 3, 4 }, falling[] = { 4, 3, 2, 1, 0 };
  VitPlot *plot = vit_plot_new ();
  vit_plot_set_x (plot, x_label, NAN, NAN);
  vit_plot_set_y (plot, "strain (%)", NAN, NAN);
  vit_plot_set_caption (plot, "two runs");
  VitSeries style = { .label = "rising", .colour = one, .width = 1.4 };
  vit_plot_add (plot, &style, x, rising, 5);
  style.label = "falling";
  style.colour = other;
  vit_plot_add (plot, &style, x, falling, 5);
  return vit_figure_new_plot (plot);
}

static const VitRgba red = { 0.80, 0.36, 0.20, 1 }, green = { 0.42, 0.56, 0.14, 1 },
                     blue = { 0.0, 0.2, 0.5, 1 }, orange = { 0.95, 0.6, 0.2, 1 };

static GPtrArray *
check (const VitJournal *journal,
       const VitFigureSettings *settings,
       VitFormat format,
       VitFigure *figure)
{
  VitExportOptions options;
  g_autoptr (GError) error = NULL;
  g_assert_true (vit_journal_lay_out (journal, settings, format, false, figure, &options, &error));
  g_autoptr (VitFigureRecord) record = vit_figure_record (figure, &options);
  return vit_journal_check (journal, record, &options, format);
}

static const VitRuleResult *
find (GPtrArray *results, const char *name)
{
  for (guint i = 0; i < results->len; i++)
    if (strcmp (((VitRuleResult *) results->pdata[i])->name, name) == 0)
      return results->pdata[i];
  g_error ("there is no rule %s", name);
}

static void
test_good_figure (void)
{
  g_autoptr (VitJournal) journal = vit_journal_load ("nature", NULL);
  g_autoptr (VitFigureSettings) settings = vit_figure_settings_new ();
  g_autoptr (VitFigure) figure = new_curves (blue, orange, "time (ps)");
  g_autoptr (GPtrArray) results = check (journal, settings, VIT_FORMAT_PDF, figure);
  for (guint i = 0; i < results->len; i++)
    {
      const VitRuleResult *result = results->pdata[i];
      if (result->verdict == VIT_VERDICT_FAILS)
        g_error ("%s: %s", result->name, result->said);
    }
  /* What was not there to be checked is not said to hold. */
  g_assert_cmpint (find (results, "letters")->verdict, ==, VIT_VERDICT_NONE);
  g_assert_cmpint (find (results, "resolution")->verdict, ==, VIT_VERDICT_NONE);
}

/* A setting that breaks a rule; taking the mend makes it hold. */
static void
test_broken_rules (void)
{
  static const struct
  {
    const char *rule;
    VitFigureSetting setting;
    const char *value;
  } broken[] = {
    { "width", VIT_FIGURE_WIDTH, "100" },
    { "height", VIT_FIGURE_HEIGHT, "171" },
    { "font", VIT_FIGURE_FONT, "DejaVu Sans" },
    { "caption", VIT_FIGURE_CAPTION, "yes" },
  };
  g_autoptr (VitJournal) journal = vit_journal_load ("nature", NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      g_autoptr (VitFigureSettings) settings = vit_figure_settings_new ();
      g_autoptr (VitFigure) figure = new_curves (blue, orange, "time (ps)");
      g_assert_true (vit_figure_settings_set (settings, broken[i].setting, broken[i].value, NULL));
      g_autoptr (GPtrArray) results = check (journal, settings, VIT_FORMAT_PDF, figure);
      const VitRuleResult *result = find (results, broken[i].rule);
      g_assert_cmpint (result->verdict, ==, VIT_VERDICT_FAILS);
      vit_journal_find_mends (journal, settings, VIT_FORMAT_PDF, false, figure, results);
      g_assert_nonnull (result->mend);
      for (int k = 0; k < VIT_MOST_MENDS && result->mend->set[k].value; k++)
        vit_figure_settings_set (settings, result->mend->set[k].setting, result->mend->set[k].value,
                                 NULL);
      g_autoptr (GPtrArray) mended = check (journal, settings, VIT_FORMAT_PDF, figure);
      g_assert_cmpint (find (mended, broken[i].rule)->verdict, ==, VIT_VERDICT_HOLDS);
    }
}

static void
test_units (void)
{
  g_autoptr (VitJournal) journal = vit_journal_load ("nature", NULL);
  g_autoptr (VitFigureSettings) settings = vit_figure_settings_new ();
  g_autoptr (VitFigure) bare = new_curves (blue, orange, "time"),
                        without = new_curves (blue, orange, NULL);
  g_autoptr (GPtrArray) one = check (journal, settings, VIT_FORMAT_PDF, bare),
                        other = check (journal, settings, VIT_FORMAT_PDF, without);
  g_assert_cmpint (find (one, "units")->verdict, ==, VIT_VERDICT_FAILS);
  g_assert_nonnull (strstr (find (one, "units")->said, "time"));
  g_assert_cmpint (find (other, "units")->verdict, ==, VIT_VERDICT_FAILS);
}

static void
test_pixels (void)
{
  g_autoptr (VitJournal) journal = vit_journal_load ("nature", NULL);
  g_autoptr (VitFigureSettings) settings = vit_figure_settings_new ();
  g_autoptr (VitFigure) figure = new_curves (blue, orange, "time (ps)");
  g_autoptr (GPtrArray) fine = check (journal, settings, VIT_FORMAT_PNG, figure);
  g_assert_cmpint (find (fine, "resolution")->verdict, ==, VIT_VERDICT_HOLDS);
  g_assert_cmpint (find (fine, "editable-text")->verdict, ==, VIT_VERDICT_FAILS);
  vit_figure_settings_set (settings, VIT_FIGURE_DPI, "150", NULL);
  g_autoptr (GPtrArray) coarse = check (journal, settings, VIT_FORMAT_PNG, figure);
  g_assert_cmpint (find (coarse, "resolution")->verdict, ==, VIT_VERDICT_FAILS);
}

/* Curves that a reader without red or green cones takes for one; each mend that is known works. */
static void
test_curves_apart (void)
{
  static const struct
  {
    VitFigureSetting setting;
    const char *value;
  } mends[] = { { VIT_FIGURE_LINE_STYLES, "yes" },
                { VIT_FIGURE_LEGEND, "direct" },
                { VIT_FIGURE_PALETTE, "viridis" },
                { VIT_FIGURE_PALETTE, "grey" } };
  g_autoptr (VitJournal) journal = vit_journal_load ("nature", NULL);
  g_autoptr (VitFigureSettings) settings = vit_figure_settings_new (),
                                usual = vit_figure_settings_new ();
  g_autoptr (VitFigure) figure = new_curves (red, green, "time (ps)");
  vit_figure_settings_set (settings, VIT_FIGURE_LINE_STYLES, "no", NULL);
  g_autoptr (GPtrArray) results = check (journal, settings, VIT_FORMAT_PDF, figure);
  g_assert_cmpint (find (results, "curves-apart")->verdict, ==, VIT_VERDICT_FAILS);
  /* A journal's figure has line styles where colours do not tell. */
  g_autoptr (GPtrArray) styled = check (journal, usual, VIT_FORMAT_PDF, figure);
  g_assert_cmpint (find (styled, "curves-apart")->verdict, ==, VIT_VERDICT_HOLDS);
  for (gsize i = 0; i < G_N_ELEMENTS (mends); i++)
    {
      g_autoptr (VitFigureSettings) mended = vit_figure_settings_copy (settings);
      vit_figure_settings_set (mended, mends[i].setting, mends[i].value, NULL);
      g_autoptr (GPtrArray) after = check (journal, mended, VIT_FORMAT_PDF, figure);
      g_assert_cmpint (find (after, "curves-apart")->verdict, ==, VIT_VERDICT_HOLDS);
      g_assert_cmpint (find (after, "overlap")->verdict, ==, VIT_VERDICT_HOLDS);
    }
  /* Nothing of a try is left behind. */
  g_autoptr (GPtrArray) again = check (journal, settings, VIT_FORMAT_PDF, figure);
  g_assert_cmpstr (find (again, "curves-apart")->said, ==, find (results, "curves-apart")->said);
}

static VitFigure *
new_bars (const VitRgba *colours, gsize n)
{
  static const char *const names[] = { "A", "B", NULL };
  const double values[] = { 2, 3 };
  VitPlot *plot = vit_plot_new ();
  vit_plot_set_x (plot, "share (%)", 0, NAN);
  vit_plot_set_categories (plot, names, true);
  for (gsize i = 0; i < n; i++)
    {
      VitBars bars = { .label = names[i], .values = values, .colour = colours[i] };
      vit_plot_add_bars (plot, &bars);
    }
  return vit_figure_new_plot (plot);
}

/* Bars that are one in grey get outlines and hatches, each another. */
static void
test_bars_apart (void)
{
  const VitRgba like[] = { red, green };
  g_autoptr (VitJournal) journal = vit_journal_load ("nature", NULL);
  g_autoptr (VitFigureSettings) settings = vit_figure_settings_new (),
                                plain = vit_figure_settings_new ();
  vit_figure_settings_set (plain, VIT_FIGURE_LINE_STYLES, "no", NULL);
  g_autoptr (VitFigure) figure = new_bars (like, 2);
  g_autoptr (GPtrArray) fails = check (journal, plain, VIT_FORMAT_PDF, figure);
  g_assert_cmpint (find (fails, "curves-apart")->verdict, ==, VIT_VERDICT_FAILS);
  g_autoptr (GPtrArray) holds = check (journal, settings, VIT_FORMAT_PDF, figure);
  g_assert_cmpint (find (holds, "curves-apart")->verdict, ==, VIT_VERDICT_HOLDS);
  g_assert_cmpint (find (holds, "lines")->verdict, ==, VIT_VERDICT_HOLDS);
  vit_journal_find_mends (journal, plain, VIT_FORMAT_PDF, false, figure, fails);
  g_assert_cmpstr (find (fails, "curves-apart")->mend->words, ==, "line styles");
  /* The paper says it too: the second set covers less of it. */
  VitExportOptions options;
  vit_journal_lay_out (journal, settings, VIT_FORMAT_PDF, false, figure, &options, NULL);
  g_autoptr (VitFigureRecord) record = vit_figure_record (figure, &options);
  g_assert_cmpuint (record->curves->len, ==, 2);
  g_assert_cmpint (g_array_index (record->curves, VitRecordCurve, 0).pattern, ==, 0);
  g_assert_cmpint (g_array_index (record->curves, VitRecordCurve, 1).pattern, ==, 1);
}

/* With a dashed line at a value, which words call so, no curve looks dashed. */
static void
test_dashes_of_a_mark (void)
{
  g_autoptr (VitJournal) journal = vit_journal_load ("nature", NULL);
  g_autoptr (VitFigureSettings) settings = vit_figure_settings_new ();
  for (int with = 0; with < 2; with++)
    {
      const double x[] = { 0, 1 }, y[] = { 0, 1 }, z[] = { 1, 0 };
      VitPlot *plot = vit_plot_new ();
      VitSeries style = { .label = "one", .colour = red, .width = 1.4 };
      vit_plot_set_x (plot, "time (ps)", NAN, NAN);
      vit_plot_set_y (plot, "strain (%)", NAN, NAN);
      vit_plot_add (plot, &style, x, y, 2);
      style.label = "other";
      style.colour = green;
      vit_plot_add (plot, &style, x, z, 2);
      if (with)
        vit_plot_add_y_mark (plot, 0.7, blue, 4, "T");
      g_autoptr (VitFigure) figure = vit_figure_new_plot (plot);
      VitExportOptions options;
      vit_journal_lay_out (journal, settings, VIT_FORMAT_PDF, false, figure, &options, NULL);
      g_autoptr (VitFigureRecord) record = vit_figure_record (figure, &options);
      g_assert_cmpint (g_array_index (record->curves, VitRecordCurve, 0).pattern, ==, 0);
      g_assert_cmpint (g_array_index (record->curves, VitRecordCurve, 1).pattern, ==, with ? 2 : 1);
    }
}

/* A legend that is made to lie inside axes that are full of curves. */
static void
test_overlap (void)
{
  enum
  {
    N = 60
  };
  double x[N], y[N];
  VitPlot *plot = vit_plot_new ();
  vit_plot_set_x (plot, "time (ps)", 0, N - 1);
  vit_plot_set_y (plot, "strain (%)", 0, 1);
  for (int i = 0; i < N; i++)
    {
      x[i] = i;
      y[i] = i % 2;
    }
  VitSeries style = { .label = "up and down", .colour = blue, .width = 1 };
  vit_plot_add (plot, &style, x, y, N);
  g_autoptr (VitFigure) figure = vit_figure_new_plot (plot);
  g_autoptr (VitJournal) journal = vit_journal_load ("nature", NULL);
  g_autoptr (VitFigureSettings) settings = vit_figure_settings_new ();
  vit_figure_settings_set (settings, VIT_FIGURE_LEGEND, "inside", NULL);
  g_autoptr (GPtrArray) results = check (journal, settings, VIT_FORMAT_PDF, figure);
  g_assert_cmpint (find (results, "overlap")->verdict, ==, VIT_VERDICT_FAILS);
  vit_journal_find_mends (journal, settings, VIT_FORMAT_PDF, false, figure, results);
  const VitMend *mend = find (results, "overlap")->mend;
  g_assert_nonnull (mend);
  g_assert_cmpint (mend->set[0].setting, ==, VIT_FIGURE_LEGEND);
}

/* Text on a ground that it is hardly read on is found where it is drawn. */
static void
test_contrast (void)
{
  const double x[] = { 0, 1 }, y[] = { 0.5, 0.5 };
  const VitRgba pale = { 0.8, 0.8, 0.8, 1 };
  VitPlot *plot = vit_plot_new ();
  vit_plot_set_x (plot, "time (ps)", 0, 1);
  vit_plot_set_y (plot, "strain (%)", 0, 1);
  VitSeries style = { .colour = blue, .width = 1 };
  vit_plot_add (plot, &style, x, y, 2);
  vit_plot_add_x_mark (plot, 0.3, pale, 3, "faint");
  g_autoptr (VitFigure) figure = vit_figure_new_plot (plot);
  g_autoptr (VitJournal) journal = vit_journal_load ("nature", NULL);
  g_autoptr (VitFigureSettings) settings = vit_figure_settings_new ();
  g_autoptr (GPtrArray) results = check (journal, settings, VIT_FORMAT_PDF, figure);
  g_assert_cmpint (find (results, "contrast")->verdict, ==, VIT_VERDICT_FAILS);
  g_assert_nonnull (strstr (find (results, "contrast")->said, "faint"));
}

/* ---- Montages ---- */

static VitMontage *
new_montage (void)
{
  VitMontage *montage = vit_montage_new ("fig 1", 2, 3);
  vit_montage_add (montage, "slice", 0, 0, 2, 1);
  vit_montage_add (montage, "mean", 0, 1, 1, 2);
  vit_montage_add (montage, "strain", 1, 2, 1, 1);
  montage->shares_legend = true;
  VitPanel *panel = &g_array_index (montage->panels, VitPanel, 0);
  panel->runs = g_strsplit ("one|two; three", "|", -1);
  panel->time = 12.5;
  return montage;
}

static void
test_montage_in_study (void)
{
  g_autofree char *path = g_build_filename (folder, "montage.vitrine", NULL);
  g_autoptr (VitStudy) study = vit_study_new ();
  g_autofree char *before = vit_study_dup_state (study);
  g_autoptr (VitMontage) montage = new_montage ();
  g_autoptr (GError) error = NULL;
  g_assert_true (vit_montage_check (montage, &error));
  vit_study_set_montage (study, montage);
  g_assert_true (vit_study_save (study, path, NULL));
  g_autoptr (VitStudy) again = vit_study_load (path, NULL);
  g_assert_cmpuint (vit_study_get_notes (again)->len, ==, 0);
  g_auto (GStrv) names = vit_study_list_montages (again);
  g_assert_cmpuint (g_strv_length (names), ==, 1);
  g_autoptr (VitMontage) read = vit_study_get_montage (again, "fig 1", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (read->panels->len, ==, 3);
  g_assert_true (read->shares_legend && !read->shares_scale);
  const VitPanel *a = &g_array_index (read->panels, VitPanel, 0),
                 *b = &g_array_index (read->panels, VitPanel, 1);
  g_assert_cmpstr (a->runs[1], ==, "two; three");
  g_assert_cmpfloat (a->time, ==, 12.5);
  g_assert_cmpint (b->column, ==, 1);
  g_assert_cmpint (b->columns, ==, 2);
  g_assert_true (isnan (b->time) && !b->runs);
  vit_study_take_state (study, before, NULL);
  g_auto (GStrv) none = vit_study_list_montages (study);
  g_assert_null (none[0]);
}

/* The figure's settings go along; a name that is taken, or is none, is refused and changes nothing.
 */
static void
test_montage_renamed (void)
{
  g_autoptr (VitStudy) study = vit_study_new ();
  g_autoptr (VitMontage) montage = new_montage (), other = vit_montage_new ("other", 1, 1);
  g_autoptr (VitFigureSettings) settings = vit_figure_settings_new ();
  g_autoptr (GError) error = NULL;
  vit_montage_add (other, "mean", 0, 0, 1, 1);
  vit_study_set_montage (study, montage);
  vit_study_set_montage (study, other);
  vit_figure_settings_set (settings, VIT_FIGURE_JOURNAL, "nature", NULL);
  vit_study_set_figure_settings (study, "fig 1", settings);
  static const char *const wrong[] = { "other", "", "a [b]", "a\nb" };
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_assert_false (vit_study_rename_montage (study, "fig 1", wrong[i], &error));
      g_assert_error (error, VIT_ERROR, VIT_ERROR_INVALID);
      g_clear_error (&error);
    }
  g_autoptr (VitMontage) still = vit_study_get_montage (study, "fig 1", &error);
  g_assert_no_error (error);
  g_assert_true (vit_montage_equal (still, montage));
  g_assert_true (vit_study_rename_montage (study, "fig 1", "figure of Δ", &error));
  g_assert_null (vit_study_get_montage (study, "fig 1", NULL));
  g_autoptr (VitMontage) renamed = vit_study_get_montage (study, "figure of Δ", &error);
  g_assert_no_error (error);
  g_assert_false (vit_montage_equal (renamed, montage));
  g_free (renamed->name);
  renamed->name = g_strdup ("fig 1");
  g_assert_true (vit_montage_equal (renamed, montage));
  g_array_index (renamed->panels, VitPanel, 0).time = NAN;
  g_assert_false (vit_montage_equal (renamed, montage));
  g_autoptr (VitFigureSettings) moved = vit_study_get_figure_settings (study, "figure of Δ"),
                                gone = vit_study_get_figure_settings (study, "fig 1");
  g_assert_cmpstr (moved->texts[VIT_FIGURE_JOURNAL], ==, "nature");
  g_assert_null (gone->texts[VIT_FIGURE_JOURNAL]);
}

static void
test_wrong_montages (void)
{
  static const struct
  {
    const char *text, *said;
  } wrong[] = {
    { "grid=1\npanels=mean;\nplace-a=1;1;1;1\n", "grid is not" },
    { "grid=1;1\npanels=mean;\n", "place-a is not" },
    { "grid=1;1\npanels=mean;\nplace-a=1;2;1;1\n", "panel a does not lie" },
    { "grid=1;2\npanels=mean;mean;\nplace-a=1;1;1;2\nplace-b=1;2;1;1\n", "panels a and b" },
    { "grid=1;1\npanels=mean;\nplace-a=1;1;1;1\ntime-a=soon\n", "time-a is no number" },
    { "grid=99;99\npanels=mean;\nplace-a=1;1;1;1\n", "a grid has" },
    { "grid=1;1\npanels=mean;\nplace-a=2147483647;1;2147483647;1\n", "panel a does not lie" },
  };
  g_autofree char *path = g_build_filename (folder, "wrong.vitrine", NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autofree char *text =
          g_strdup_printf ("[study]\nversion=1\n[montage x]\n%s", wrong[i].text);
      g_file_set_contents (path, text, -1, NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (VitStudy) study = vit_study_load (path, &error);
      g_assert_no_error (error);
      g_assert_null (vit_study_get_montage (study, "x", &error));
      g_assert_error (error, VIT_ERROR, VIT_ERROR_FORMAT);
      if (!strstr (error->message, wrong[i].said))
        g_error ("\"%s\" does not say \"%s\"", error->message, wrong[i].said);
    }
}

/* Axes of unlike plots begin and end at the same places; the legend stands once; letters are as the
 * journal has them. */
static void
test_grid (void)
{
  VitFigure *children[3] = { new_curves (blue, orange, "time (ps)"),
                             new_curves (blue, orange, "time (ps)"),
                             new_curves (blue, orange, "time (ps)") };
  const VitGridPlace places[3] = { { 0, 0, 1, 1 }, { 1, 0, 1, 1 }, { 1, 1, 1, 1 } };
  vit_plot_set_y (vit_figure_get_plot (children[1]), "energy (eV)", 0, 100000);
  vit_plot_set_title (vit_figure_get_plot (children[2]), "other");
  vit_plot_set_y2 (vit_figure_get_plot (children[2]), "pressure (GPa)", 0, 1);
  g_autoptr (VitFigure) grid = vit_figure_new_grid (children, places, 3, 2, 2);
  vit_figure_share_grid_legend (grid);
  g_autoptr (VitJournal) journal = vit_journal_load ("elsevier", NULL);
  g_autoptr (VitFigureSettings) settings = vit_figure_settings_new ();
  VitExportOptions options;
  vit_journal_lay_out (journal, settings, VIT_FORMAT_PDF, false, grid, &options, NULL);
  g_autoptr (VitFigureRecord) record = vit_figure_record (grid, &options);
  g_assert_cmpuint (record->panels->len, ==, 3);
  const VitRect *a = &g_array_index (record->panels, VitRecordPanel, 0).rect,
                *b = &g_array_index (record->panels, VitRecordPanel, 1).rect,
                *c = &g_array_index (record->panels, VitRecordPanel, 2).rect;
  g_assert_cmpfloat_with_epsilon (a->x, b->x, 1e-6);
  g_assert_cmpfloat_with_epsilon (a->width, b->width, 1e-6);
  g_assert_cmpfloat_with_epsilon (b->y, c->y, 1e-6);
  g_assert_cmpfloat_with_epsilon (b->height, c->height, 1e-6);
  guint n_legends = 0, n_letters = 0;
  for (guint i = 0; i < record->texts->len; i++)
    {
      const VitRecordText *text = &g_array_index (record->texts, VitRecordText, i);
      n_legends += strcmp (text->text, "rising") == 0;
      n_letters += text->role == VIT_ROLE_LETTER && strlen (text->text) == 3 &&
                   text->text[0] == '(' && text->text[1] == (char) ('a' + n_letters);
    }
  g_assert_cmpuint (n_legends, ==, 1);
  g_assert_cmpuint (n_letters, ==, 3);
  g_autoptr (GPtrArray) results = vit_journal_check (journal, record, &options, VIT_FORMAT_PDF);
  g_assert_cmpint (find (results, "letters")->verdict, ==, VIT_VERDICT_HOLDS);
  g_assert_cmpint (find (results, "overlap")->verdict, ==, VIT_VERDICT_HOLDS);
  g_autofree char *svg = vit_figure_dup_svg (grid, &options);
  const char *group_a = strstr (svg, "<g id=\"panel-a\">"),
             *group_c = strstr (svg, "<g id=\"panel-c\">");
  g_assert_true (group_a && group_c && strstr (group_c, ">other<"));
  g_assert_null (strstr (svg, "(d)"));
}

static void
test_fonts (void)
{
  g_assert_true (vit_fonts_are_compatible ("Arial", "Liberation Sans"));
  g_assert_true (vit_fonts_are_compatible ("helvetica", "Arimo"));
  g_assert_true (vit_fonts_are_compatible ("DejaVu Sans", "DejaVu Sans"));
  g_assert_false (vit_fonts_are_compatible ("Arial", "DejaVu Sans"));
  g_assert_false (vit_fonts_are_compatible ("Arial", "Liberation Serif"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  folder = folder_new ();
  g_setenv ("XDG_CONFIG_HOME", folder, TRUE);
  g_test_add_func ("/journal/all-load", test_all_load);
  g_test_add_func ("/journal/known-numbers", test_known_numbers);
  g_test_add_func ("/journal/own-file", test_own_file);
  g_test_add_func ("/journal/damaged-files", test_damaged_files);
  g_test_add_func ("/journal/settings", test_settings);
  g_test_add_func ("/journal/settings-are-documented", test_settings_are_documented);
  g_test_add_func ("/journal/settings-in-study", test_settings_in_study);
  g_test_add_func ("/journal/bad-settings-are-noted", test_bad_settings_are_noted);
  g_test_add_func ("/journal/good-figure", test_good_figure);
  g_test_add_func ("/journal/broken-rules", test_broken_rules);
  g_test_add_func ("/journal/units", test_units);
  g_test_add_func ("/journal/pixels", test_pixels);
  g_test_add_func ("/journal/curves-apart", test_curves_apart);
  g_test_add_func ("/journal/bars-apart", test_bars_apart);
  g_test_add_func ("/journal/dashes-of-a-mark", test_dashes_of_a_mark);
  g_test_add_func ("/journal/overlap", test_overlap);
  g_test_add_func ("/journal/contrast", test_contrast);
  g_test_add_func ("/journal/montage-in-study", test_montage_in_study);
  g_test_add_func ("/journal/montage-renamed", test_montage_renamed);
  g_test_add_func ("/journal/wrong-montages", test_wrong_montages);
  g_test_add_func ("/journal/grid", test_grid);
  g_test_add_func ("/journal/fonts", test_fonts);
  int status = g_test_run ();
  folder_remove (folder);
  return status;
}
