/* All figures of the demo by the rules of all journals: each is made once and laid out for each of
 * them; rules hold or it is said why not. pdffonts, pdfinfo and pdftotext are asked whether that is
 * so. */

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "core/results/snapshot.h"
#include "ui/gallery/figure-spec.h"
#include "tests/support/folder.h"
#include "ui/journal/check.h"

#define TIME 80

/* Rules that no figure may break. The others depend on what is shown: they may say why they fail.
 */
static const char *const always[] = { "width", "height",        "smallest-text", "largest-text",
                                      "font",  "editable-text", "coloured-text", "lines",
                                      "units", "resolution",    "caption",       "file",
                                      NULL };

static VitAnalyses *analyses;
static VitDeriver *deriver;
static GPtrArray *runs;
static char *folder;

static void
set_up (void)
{
  g_autofree char *path =
      g_test_build_filename (G_TEST_DIST, "..", "resources", "samples", "demo.vitrine", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (VitStudy) study = vit_study_load (path, &error);
  g_assert_no_error (error);
  analyses = vit_analyses_new (study, NULL);
  g_assert_true (vit_analyses_open_sync (analyses, NULL, &error));
  runs = g_ptr_array_new ();
  for (guint i = 0; i < vit_study_get_n_runs (study); i++)
    {
      VitRun *run = vit_study_get_run (study, i);
      VitTmlSeries *series = vit_analyses_get_tml (analyses, run);
      if (series)
        g_assert_true (vit_tml_series_compute_all (series, NULL, &error));
      if (vit_run_get_shown (run))
        g_ptr_array_add (runs, run);
    }
  deriver = vit_deriver_new (analyses, false);
}

/* (nullable): figures of what somebody has to pick, and of what the demo lacks, are none. */
static VitFigure *
make_figure (const VitFigureSpec *spec)
{
  VitStudy *study = vit_analyses_get_study (analyses);
  VitGalleryRequest request = { .analyses = analyses,
                                .deriver = deriver,
                                .runs = (VitRun **) runs->pdata,
                                .n_runs = spec->per_run ? 1 : runs->len,
                                .time = TIME,
                                .fits_minimum = true,
                                .fits_maximum = true };
  vit_view_read (study, &request.slice, &request.colouring);
  vit_box_view_read (study, &request.box);
  request.filter = vit_filter_read (vit_study_get_options (study));
  return vit_gallery_make (spec->name, &request, NULL);
}

static bool
is_always (const char *rule)
{
  return g_strv_contains (always, rule);
}

/* Returns: (transfer full) (nullable): what a program prints. */
static char *
ask (const char *program, const char *file, const char *last)
{
  const char *const words[] = { program, file, last, NULL };
  char *text = NULL;
  return g_spawn_sync (NULL, (char **) words, NULL,
                       G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &text, NULL,
                       NULL, NULL)
             ? text
             : NULL;
}

/* The file holds what the record says, as others see it. */
static void
ask_witnesses (VitFigure *figure, const VitFigureRecord *record, const VitExportOptions *options)
{
  g_autofree char *path = g_build_filename (folder, "witness.pdf", NULL);
  g_autoptr (GError) error = NULL;
  g_assert_true (vit_figure_export (figure, path, VIT_FORMAT_PDF, options, &error));
  g_autofree char *info = ask ("pdfinfo", path, NULL), *fonts = ask ("pdffonts", path, NULL),
                  *text = ask ("pdftotext", path, "-");
  double width, height;
  const char *size = strstr (info, "Page size:");
  g_assert_nonnull (size);
  g_assert_cmpint (sscanf (size, "Page size: %lf x %lf pts", &width, &height), ==, 2);
  g_assert_cmpfloat_with_epsilon (width, record->width, 0.01);
  g_assert_cmpfloat_with_epsilon (height, record->height, 0.01);

  /* Fonts are named without blanks, after six letters and a plus. */
  g_auto (GStrv) lines = g_strsplit (fonts, "\n", -1);
  guint n = 0;
  for (guint i = 2; lines[0] && lines[1] && lines[i] && *lines[i]; i++)
    {
      bool known = false;
      for (guint f = 0; f < record->fonts->len; f++)
        {
          g_auto (GStrv) words =
              g_strsplit (g_array_index (record->fonts, VitRecordFont, f).family, " ", -1);
          g_autofree char *name = g_strjoinv ("", words);
          known = known || strstr (lines[i], name);
        }
      if (!known)
        g_error ("the record does not know the font %s", lines[i]);
      g_assert_nonnull (strstr (lines[i], " yes yes"));
      n++;
    }
  g_assert_cmpuint (n, >=, 1);

  /* Words of three letters and more are found again. */
  for (guint i = 0; i < record->texts->len; i++)
    {
      const VitRecordText *own = &g_array_index (record->texts, VitRecordText, i);
      g_auto (GStrv) words = g_strsplit_set (own->text, " ,()=:", -1);
      for (char **word = words; *word; word++)
        {
          bool plain = strlen (*word) > 2;
          for (const char *c = *word; *c; c++)
            plain = plain && g_ascii_isalpha (*c);
          /* Indices and turned texts are put on other lines. */
          if (plain && own->index_size == 0 && own->ink.width > own->ink.height &&
              !strstr (text, *word))
            g_error ("pdftotext does not find \"%s\" of \"%s\"", *word, own->text);
        }
    }
}

static void
test_all (void)
{
  size_t n_specs;
  guint n = 0, n_failures = 0, n_mends = 0;
  const VitFigureSpec *const *specs = vit_gallery_list (&n_specs);
  g_auto (GStrv) names = vit_journal_list ();
  g_autofree char *poppler = g_find_program_in_path ("pdffonts");
  g_autoptr (VitFigureSettings) settings = vit_figure_settings_new ();
  for (size_t i = 0; i < n_specs; i++)
    {
      g_autoptr (VitFigure) figure = make_figure (specs[i]);
      for (guint k = 0; figure && names[k]; k++)
        {
          VitExportOptions options;
          g_autoptr (VitJournal) journal = vit_journal_load (names[k], NULL);
          g_assert_true (vit_journal_lay_out (journal, settings, VIT_FORMAT_PDF, false, figure,
                                              &options, NULL));
          g_autoptr (VitFigureRecord) record = vit_figure_record (figure, &options);
          g_autoptr (GPtrArray) results =
              vit_journal_check (journal, record, &options, VIT_FORMAT_PDF);
          for (guint r = 0; r < results->len; r++)
            {
              const VitRuleResult *result = results->pdata[r];
              if (result->verdict == VIT_VERDICT_FAILS && is_always (result->name))
                g_error ("%s, %s: %s: %s", specs[i]->name, names[k], result->title, result->said);
              g_assert_true (result->verdict == VIT_VERDICT_NONE || *result->said);
            }
          n++;
          /* One journal for each figure in turn: programs take their time to start. */
          if (poppler && k == i % g_strv_length (names))
            ask_witnesses (figure, record, &options);
          if (k == i % g_strv_length (names) && vit_journal_count_failures (results) > 0)
            {
              vit_journal_find_mends (journal, settings, VIT_FORMAT_PDF, false, figure, results);
              for (guint r = 0; r < results->len; r++)
                {
                  const VitRuleResult *result = results->pdata[r];
                  n_failures += result->verdict == VIT_VERDICT_FAILS;
                  n_mends += result->mend != NULL;
                  if (result->verdict == VIT_VERDICT_FAILS && !result->mend)
                    g_test_message ("no mend: %s, %s: %s: %s", specs[i]->name, names[k],
                                    result->title, result->said);
                }
            }
        }
    }
  g_assert_cmpuint (n, >, 40 * 9);
  /* What fails has nearly always a mend. */
  g_test_message ("%u layouts, %u failures, %u mends", n, n_failures, n_mends);
  g_assert_cmpuint (n_failures, >, 0);
  g_assert_cmpuint (5 * n_mends, >=, 4 * n_failures);
}

/* Figures whose text, bars or tables are hard to fit: each rule that fails has a mend, in all
 * journals. */
static void
test_mended (void)
{
  static const char *const hard[] = { "q6-w6", "cn-table", "polyhedra" };
  g_auto (GStrv) names = vit_journal_list ();
  g_autoptr (VitFigureSettings) settings = vit_figure_settings_new ();
  guint n = 0;
  for (gsize i = 0; i < G_N_ELEMENTS (hard); i++)
    {
      g_autoptr (VitFigure) figure = make_figure (vit_gallery_find (hard[i]));
      for (guint k = 0; names[k]; k++)
        {
          VitExportOptions options;
          g_autoptr (VitJournal) journal = vit_journal_load (names[k], NULL);
          vit_journal_lay_out (journal, settings, VIT_FORMAT_PDF, false, figure, &options, NULL);
          g_autoptr (VitFigureRecord) record = vit_figure_record (figure, &options);
          g_autoptr (GPtrArray) results =
              vit_journal_check (journal, record, &options, VIT_FORMAT_PDF);
          vit_journal_find_mends (journal, settings, VIT_FORMAT_PDF, false, figure, results);
          for (guint r = 0; r < results->len; r++)
            {
              const VitRuleResult *result = results->pdata[r];
              if (result->verdict == VIT_VERDICT_FAILS && !result->mend)
                g_error ("%s, %s: %s: %s", hard[i], names[k], result->title, result->said);
              n += result->mend != NULL;
            }
        }
    }
  g_assert_cmpuint (n, >, 0);
}

/* What was mended in the figures' own code stays mended: at Nature's single column nothing
 * overlaps, and all text is read. */
static void
test_single_column (void)
{
  size_t n_specs;
  const VitFigureSpec *const *specs = vit_gallery_list (&n_specs);
  g_autoptr (VitJournal) journal = vit_journal_load ("nature", NULL);
  g_autoptr (VitFigureSettings) settings = vit_figure_settings_new ();
  static const char *const rules[] = { "overlap", "contrast", "room", NULL };
  for (size_t i = 0; i < n_specs; i++)
    {
      VitExportOptions options;
      g_autoptr (VitFigure) figure = make_figure (specs[i]);
      if (!figure)
        continue;
      g_assert_true (
          vit_journal_lay_out (journal, settings, VIT_FORMAT_PDF, false, figure, &options, NULL));
      g_autoptr (VitFigureRecord) record = vit_figure_record (figure, &options);
      g_autoptr (GPtrArray) results = vit_journal_check (journal, record, &options, VIT_FORMAT_PDF);
      for (guint r = 0; r < results->len; r++)
        {
          const VitRuleResult *result = results->pdata[r];
          if (result->verdict == VIT_VERDICT_FAILS && g_strv_contains (rules, result->name))
            g_error ("%s: %s: %s", specs[i]->name, result->title, result->said);
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  folder = folder_new ();
  g_setenv ("XDG_CONFIG_HOME", folder, TRUE);
  set_up ();
  g_test_add_func ("/presets/all", test_all);
  g_test_add_func ("/presets/mended", test_mended);
  g_test_add_func ("/presets/single-column", test_single_column);
  int status = g_test_run ();
  g_clear_object (&deriver);
  g_clear_object (&analyses);
  g_ptr_array_unref (runs);
  folder_remove (folder);
  return status;
}
