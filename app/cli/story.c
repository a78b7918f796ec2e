/* vitrine-cli story new|check|pack|render */

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#include "app/cli/inputs.h"
#include "app/cli/options.h"
#include "core/base/error.h"
#include "ui/story/story-check.h"
#include "ui/story/story-limits.h"
#include "ui/story/story-pack.h"
#include "ui/story/story-render.h"
#include "core/store/budget.h"

static char *study_path, *title, *output, *scene_id;
static double width, dpi, font_size;
static char *most_text;
static gboolean whole_runs, plain;

static const GOptionEntry entries[] = {
  { "study", 0, 0, G_OPTION_ARG_FILENAME, &study_path,
    "The study, where it is not the one that the story names", "S.vitrine" },
  { "title", 0, 0, G_OPTION_ARG_STRING, &title, "Title of a new story", "TEXT" },
  { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output,
    "The pack, .vitstory; or what is rendered: a handout .pdf, a page .html, a movie .mp4 or "
    ".webm; of one scene .svg, "
    ".pdf, "
    ".png or .csv",
    "FILE" },
  { "scene", 0, 0, G_OPTION_ARG_STRING, &scene_id, "Render the picture of one scene alone", "ID" },
  { "plain", 0, 0, G_OPTION_ARG_NONE, &plain,
    "Leave out the arrows and words of scenes on pictures", NULL },
  { "width", 0, 0, G_OPTION_ARG_DOUBLE, &width, "Width of pictures in mm", "MM" },
  { "dpi", 0, 0, G_OPTION_ARG_DOUBLE, &dpi, "Resolution of pictures", "N" },
  { "font-size", 0, 0, G_OPTION_ARG_DOUBLE, &font_size, "Font size of pictures in points", "PT" },
  { "whole-runs", 0, 0, G_OPTION_ARG_NONE, &whole_runs,
    "Pack all frames of the runs, not only those that the scenes need", NULL },
  { "most", 0, 0, G_OPTION_ARG_STRING, &most_text,
    "What a pack may have at most, as in 200MiB (default 50MiB)", "SIZE" },
  { NULL },
};

/* ---- Opening ---- */

/* The study is that of the story, or the one that the user names, which may be anywhere. */
static VitStudy *
load_study (VitStory *story, GError **error)
{
  if (!study_path)
    return vit_story_load_study (story, error);
  VitStudy *study = vit_study_load (study_path, error);
  if (study)
    vit_story_attach (story, study);
  return study;
}

static void
stage_clear (VitStoryStage *stage)
{
  g_clear_object (&stage->deriver);
  g_clear_object (&stage->analyses);
  g_clear_pointer (&stage->settings, vit_figure_settings_free);
  g_clear_pointer (&stage->story, vit_story_free);
}

/* What the command line says of all pictures; 0 is what the study says. */
static gboolean
set_pictures (VitStoryStage *stage, GError **error)
{
  const struct
  {
    VitFigureSetting id;
    double value;
  } given[] = { { VIT_FIGURE_WIDTH, width },
                { VIT_FIGURE_DPI, dpi },
                { VIT_FIGURE_FONT_SIZE, font_size } };
  stage->settings = vit_figure_settings_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (given); i++)
    {
      char text[G_ASCII_DTOSTR_BUF_SIZE];
      g_ascii_formatd (text, sizeof text, "%.12g", given[i].value);
      if (given[i].value > 0 &&
          !vit_figure_settings_set (stage->settings, given[i].id, text, error))
        return FALSE;
    }
  return TRUE;
}

/* Open a story with its study and runs; what is packed with it need not be computed. */
static gboolean
open_stage (const char *path, VitStoryStage *stage, VitProgress *progress, VitExit *exit)
{
  g_autoptr (GError) error = NULL;
  stage->story = vit_story_open (path, &error);
  g_autoptr (VitStudy) study = stage->story ? load_study (stage->story, &error) : NULL;
  if (!study)
    {
      *exit = vit_cli_fail (g_steal_pointer (&error));
      return FALSE;
    }
  g_autofree char *results = vit_story_dup_results (stage->story);
  vit_cli_set_packed (results);
  stage->analyses = vit_cli_open_runs (study, progress, exit);
  if (!stage->analyses)
    return FALSE;
  for (guint i = 0; i < vit_study_get_n_runs (study); i++)
    {
      VitRun *run = vit_study_get_run (study, i);
      if (vit_run_get_error (run))
        g_printerr ("vitrine-cli: %s: %s\n", vit_run_get_label (run),
                    vit_run_get_error (run)->message);
    }
  stage->deriver = vit_deriver_new (stage->analyses, false);
  return TRUE;
}

/* ---- new ---- */

/* A study in the folder is named by its path there. */
static char *
dup_study_name (const char *folder, const char *path)
{
  if (g_str_has_prefix (path, "bundled:"))
    return g_strdup (path);
  g_autoptr (GFile) base = g_file_new_for_path (folder), file = g_file_new_for_path (path);
  return g_file_get_relative_path (base, file);
}

static VitExit
make_new (const char *folder)
{
  static const char text[] =
      "What is to be seen here?\n\nA text is [CommonMark](scene:scene-1). It may lead to another "
      "[scene](scene:scene-1), to a [time](time:0) or to a [page](page:structure).\n";
  g_autoptr (GError) error = NULL;
  g_autofree char *file = g_build_filename (folder, "story.json", NULL);
  if (g_file_test (file, G_FILE_TEST_EXISTS))
    return vit_cli_usage ("story", "%s is there already", file);
  g_autoptr (VitStory) story = vit_story_new (folder);
  g_autofree char *name = g_path_get_basename (story->folder);
  g_free (story->title);
  story->title = g_strdup (title ? title : name);
  story->language = g_strdup ("en");
  story->study = study_path ? dup_study_name (story->folder, study_path) : NULL;
  VitStoryScene *scene = vit_story_add (story, 0, NULL);
  g_free (scene->text);
  scene->text = g_strdup (text);
  if (!vit_story_save (story, &error))
    return vit_cli_fail (g_steal_pointer (&error));
  if (study_path && !story->study)
    g_printerr ("%s: the study lies elsewhere: name it with --study where the story is checked, "
                "rendered and packed; a pack takes it along\n",
                file);
  g_print ("%s\n", file);
  return VIT_EXIT_GOOD;
}

/* ---- check ---- */

typedef struct
{
  guint n_failed;
} Findings;

static void
on_finding (const char *scene, const char *words, bool fails, gpointer data)
{
  Findings *findings = data;
  vit_cli_progress_end ();
  if (fails)
    {
      findings->n_failed++;
      g_printerr ("%s%s%s\n", scene ? scene : "", scene ? ": " : "", words);
    }
  else
    g_print ("%s%s%s\n", scene ? scene : "", scene ? ": " : "", words);
}

static VitExit
check (const char *path)
{
  VitExit exit = VIT_EXIT_GOOD;
  g_autoptr (GError) error = NULL;
  g_autoptr (VitProgress) progress = vit_cli_progress_new ();
  VitStoryStage stage = { NULL };
  Findings findings = { 0 };
  bool open = open_stage (path, &stage, progress, &exit);
  if (open)
    {
      vit_story_check_texts (stage.story, on_finding, &findings);
      if (!vit_story_check_data (&stage, on_finding, &findings, progress, &error))
        exit = vit_cli_fail (g_steal_pointer (&error));
      else if (findings.n_failed > 0)
        {
          g_printerr ("vitrine-cli: %u of the story's statements do not hold\n", findings.n_failed);
          exit = VIT_EXIT_DAMAGED;
        }
    }
  stage_clear (&stage);
  return exit;
}

/* ---- render ---- */

static gboolean
render_scene (VitStoryStage *stage, VitProgress *progress, VitExit *exit, GError **error)
{
  int index = vit_story_find (stage->story, scene_id);
  if (index >= 0)
    return vit_story_render_picture (stage, vit_story_get (stage->story, (guint) index), output,
                                     progress, error);
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  for (guint i = 0; i < stage->story->scenes->len; i++)
    g_ptr_array_add (ids, vit_story_get (stage->story, i)->id);
  g_ptr_array_add (ids, NULL);
  g_autofree char *nearest = vit_cli_dup_nearest (scene_id, (const char *const *) ids->pdata);
  *exit = vit_cli_usage ("story", "there is no scene \"%s\"%s", scene_id, nearest);
  return FALSE;
}

static gboolean
render_stage (VitStoryStage *stage, VitProgress *progress, VitExit *exit, GError **error)
{
  VitStudy *study = vit_analyses_get_study (stage->analyses);
  if (!vit_cli_may_write ("story", output, study, exit))
    return FALSE;
  if (scene_id)
    return render_scene (stage, progress, exit, error);
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
  if (!vit_story_find_render (output) (stage, output, notes, progress, error))
    return FALSE;
  vit_cli_progress_end ();
  for (guint i = 0; i < notes->len; i++)
    g_printerr ("%s\n", (const char *) notes->pdata[i]);
  if (notes->len > 0)
    *exit = VIT_EXIT_DAMAGED;
  return TRUE;
}

static VitExit
render (const char *path)
{
  VitExit exit = VIT_EXIT_GOOD;
  VitFormat format;
  g_autoptr (GError) error = NULL;
  if (!output)
    return vit_cli_usage ("story", "render needs -o FILE");
  if (scene_id ? !vit_format_from_path (output, &format) : !vit_story_find_render (output))
    return vit_cli_usage ("story", "%s: the name must end in %s", output,
                          scene_id ? ".svg, .pdf, .png or .csv" : ".pdf, .html, .mp4 or .webm");
  vit_cli_reads (path);
  g_autoptr (VitProgress) progress = vit_cli_progress_new ();
  VitStoryStage stage = { .plain = plain };
  if (!set_pictures (&stage, &error))
    exit = vit_cli_usage ("story", "%s", error->message);
  else if (open_stage (path, &stage, progress, &exit) &&
           !render_stage (&stage, progress, &exit, &error) && error)
    exit = vit_cli_fail (g_steal_pointer (&error));
  stage_clear (&stage);
  return exit;
}

/* ---- pack ---- */

static void
print_pack (const VitStoryPack *made)
{
  g_autofree char *size = g_format_size_full (made->n_bytes, G_FORMAT_SIZE_IEC_UNITS);
  vit_cli_progress_end ();
  for (guint i = 0; i < made->notes->len; i++)
    g_printerr ("%s (warning)\n", (const char *) made->notes->pdata[i]);
  g_print ("%s: %s, %zu of %zu frames, %u results\n", output, size, made->n_kept, made->n_of,
           made->n_results);
}

static void
take_answer (const char *scene, const char *words, bool fails, gpointer data)
{
  g_ptr_array_add (data, g_strdup_printf ("%s%s%s", scene ? scene : "", scene ? ": " : "", words));
}

/* All claims and answers of a story, as check tells them; %NULL if it cannot be opened. */
static GPtrArray *
list_answers (VitStoryStage *stage, VitProgress *progress)
{
  g_autoptr (GPtrArray) answers = g_ptr_array_new_with_free_func (g_free);
  return vit_story_check_data (stage, take_answer, answers, progress, NULL)
             ? g_steal_pointer (&answers)
             : NULL;
}

/* What the pack tells is what the data tell: frames that it left out may bear on a series. */
static VitExit
compare_pack (GPtrArray *wanted, VitProgress *progress)
{
  VitExit exit = VIT_EXIT_GOOD;
  VitStoryStage stage = { NULL };
  g_autoptr (GPtrArray) found =
      open_stage (output, &stage, progress, &exit) ? list_answers (&stage, progress) : NULL;
  stage_clear (&stage);
  vit_cli_progress_end ();
  for (guint i = 0; wanted && found && i < wanted->len; i++)
    {
      const char *told = i < found->len ? found->pdata[i] : "nothing";
      if (strcmp (told, wanted->pdata[i]) == 0)
        continue;
      g_printerr ("vitrine-cli: %s; of the pack: %s: \"vitrine-cli story pack --whole-runs\" takes "
                  "all frames along\n",
                  (char *) wanted->pdata[i], told);
      exit = VIT_EXIT_DAMAGED;
    }
  return exit;
}

static VitExit
pack (const char *path)
{
  VitExit exit = VIT_EXIT_GOOD;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) wanted = NULL;
  VitStoryPack made = { .whole = whole_runs, .most = VIT_STORY_PACK_BYTES, .notes = notes };
  if (!output || !g_str_has_suffix (output, ".vitstory"))
    return vit_cli_usage ("story", "pack needs -o NAME.vitstory");
  if (most_text && !vit_budget_parse (most_text, &made.most))
    return vit_cli_usage ("story", "--most %s is no size such as 200MiB", most_text);
  vit_cli_reads (path);
  g_autoptr (VitProgress) progress = vit_cli_progress_new ();
  VitStoryStage stage = { NULL };
  if (open_stage (path, &stage, progress, &exit) &&
      vit_cli_may_write ("story", output, vit_analyses_get_study (stage.analyses), &exit))
    {
      if (vit_story_pack (&stage, output, &made, progress, &error))
        {
          print_pack (&made);
          wanted = list_answers (&stage, progress);
        }
      else
        exit = vit_cli_fail (g_steal_pointer (&error));
    }
  stage_clear (&stage);
  return exit == VIT_EXIT_GOOD ? compare_pack (wanted, progress) : exit;
}

static char *
describe (void)
{
  size_t n;
  const VitStoryFact *facts = vit_story_fact_list (&n);
  g_autoptr (GString) text = g_string_new ("Facts of runs:\n");
  for (size_t i = 0; i < n; i++)
    g_string_append_printf (text, "  %-22s %s%s%s%s%s%s\n", facts[i].name, facts[i].words,
                            *facts[i].unit ? " (" : "", facts[i].unit, *facts[i].unit ? ")" : "",
                            facts[i].at ? ", at: " : "", facts[i].at ? facts[i].at : "");
  return g_string_free (g_steal_pointer (&text), FALSE);
}

VitExit
vit_command_story (int argc, char **argv)
{
  VitExit exit;
  g_autofree char *description = describe ();
  if (!vit_cli_parse_described (
          entries, "new|check|render|pack STORY",
          "Makes, checks, renders and packs stories: scenes of a study with texts and "
          "questions, in a folder or a pack.",
          description, &argc, &argv, &exit))
    return exit;
  if (argc != 3)
    return vit_cli_usage ("story", "new, check, render or pack, and STORY, are needed");
  if (strcmp (argv[1], "new") == 0)
    return make_new (argv[2]);
  if (strcmp (argv[1], "check") == 0)
    return check (argv[2]);
  if (strcmp (argv[1], "render") == 0)
    return render (argv[2]);
  if (strcmp (argv[1], "pack") == 0)
    return pack (argv[2]);
  return vit_cli_usage ("story", "there is no \"story %s\": there are new, check, render and pack",
                        argv[1]);
}
