#include "ui/story/story-check.h"

#include <math.h>
#include <stdarg.h>
#include <string.h>

#include "core/base/error.h"
#include "core/results/option-names.h"
#include "ui/gallery/map-words.h"
#include "ui/story/story-places.h"
#include "ui/story/story-private.h"
#include "ui/story/story-text.h"

typedef struct
{
  VitStoryFinding found;
  gpointer data;
  const VitStoryScene *scene;
} Check;

static void tell (Check *check, bool fails, const char *format, ...) G_GNUC_PRINTF (3, 4);

static void
tell (Check *check, bool fails, const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  g_autofree char *words = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  check->found (check->scene ? check->scene->id : NULL, words, fails, check->data);
}

/* ---- Texts ---- */

static void
on_text_finding (const char *words, gpointer data)
{
  tell (data, true, "%s", words);
}

static void
check_claims_named (Check *check)
{
  for (guint i = 0; i < check->scene->claims->len; i++)
    {
      const VitClaim *claim = check->scene->claims->pdata[i];
      g_autofree char *place = g_strdup_printf ("{{%s}}", claim->name);
      const char *explanation = check->scene->question ? check->scene->question->explanation : NULL;
      if (!strstr (check->scene->text, place) && !(explanation && strstr (explanation, place)))
        tell (check, false, "the text does not say the claim %s", place);
    }
}

/* A key of a state that does nothing is kept, and may be a slip. */
static void
check_state (Check *check)
{
  JsonNode *node = check->scene->kept ? json_object_get_member (check->scene->kept, "state") : NULL;
  JsonObject *state = node && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  g_autoptr (GList) groups = state ? json_object_get_members (state) : NULL;
  for (GList *l = groups; l; l = l->next)
    {
      JsonNode *group = json_object_get_member (state, l->data);
      g_autoptr (GList) keys = JSON_NODE_HOLDS_OBJECT (group)
                                   ? json_object_get_members (json_node_get_object (group))
                                   : NULL;
      for (GList *k = keys; k; k = k->next)
        {
          if (vit_story_scene_is_look_key (l->data, k->data))
            continue;
          g_autofree char *name = g_strdup_printf ("%s.%s", (char *) l->data, (char *) k->data);
          const VitOption *nearest = vit_option_find_nearest (name);
          if (vit_option_find (l->data, k->data))
            tell (check, true, "state: %s is no matter of a view", name);
          else
            tell (check, true, "state: there is no option %s; the nearest is %s.%s", name,
                  nearest->group, nearest->key);
        }
    }
}

/* A member that nobody reads is kept, as a later version may know it. */
static void
tell_slips (Check *check, const VitStory *story)
{
  const char *id = check->scene ? check->scene->id : NULL;
  for (guint i = 0; i < story->slips->len; i++)
    {
      const VitStorySlip *slip = story->slips->pdata[i];
      if (g_strcmp0 (slip->scene, id) == 0)
        tell (check, false, "%s", slip->words);
    }
}

/* A number that nobody computes may be wrong tomorrow. */
static void
tell_numbers (Check *check)
{
  g_autoptr (GPtrArray) numbers = vit_story_text_find_numbers (check->scene, NULL);
  for (guint i = 0; i < numbers->len; i++)
    tell (check, false, "\"%s\" in the text is no claim", (const char *) numbers->pdata[i]);
}

/* What an editor began with is no question yet. */
static void
check_placeholder (Check *check)
{
  const VitQuestion *question = check->scene->question;
  g_autofree char *prompt = question ? g_strstrip (g_strdup (question->prompt)) : NULL;
  if (prompt && strcmp (prompt, VIT_QUESTION_NEW_PROMPT) == 0)
    tell (check, true, "the question is still the placeholder \"%s\": nothing is asked", prompt);
  if (question && vit_question_asks_as_new (question))
    tell (check, false, "the answers and their value are still those that a new question has");
}

void
vit_story_check_texts (const VitStory *story, VitStoryFinding found, gpointer data)
{
  Check check = { found, data, NULL };
  if (story->scenes->len == 0)
    tell (&check, true, "there is no scene");
  tell_slips (&check, story);
  for (guint i = 0; i < story->scenes->len; i++)
    {
      check.scene = story->scenes->pdata[i];
      const char *figure = vit_story_scene_get_figure (check.scene);
      const VitQuestion *question = check.scene->question;
      if (!vit_gallery_find (figure))
        tell (&check, true, "there is no figure \"%s\"", figure);
      vit_story_text_check (story, check.scene, NULL, on_text_finding, &check);
      if (question && question->explanation)
        vit_story_text_check (story, check.scene, question->explanation, on_text_finding, &check);
      const char *widget = check.scene->highlight.widget;
      if (widget && !vit_story_is_widget (widget))
        tell (&check, true, "highlight: there is no widget \"%s\"", widget);
      check_claims_named (&check);
      check_placeholder (&check);
      tell_numbers (&check);
      check_state (&check);
      tell_slips (&check, story);
    }
}

/* ---- Data ---- */

static void
check_run (Check *check, VitStudy *study, const char *label, const char *where)
{
  g_autoptr (GError) error = NULL;
  if (label && !vit_story_find_run (study, label, &error))
    tell (check, true, "%s: %s", where, error->message);
}

/* What the options of a state name: pages, quantities, columns, expressions. The scene is on the
 * stage. */
static void
check_state_names (Check *check, VitStudy *study)
{
  VitGalleryRequest request = { 0 };
  g_autoptr (GPtrArray) runs = g_ptr_array_new ();
  vit_story_scene_read_request (study, runs, &request);
  size_t n;
  const VitOption *table = vit_option_list (&n);
  for (size_t i = 0; i < n && check->scene->look; i++)
    {
      const VitOption *option = &table[i];
      if (option->names == VIT_NAMES_NOTHING ||
          !g_key_file_has_key (check->scene->look, option->group, option->key, NULL))
        continue;
      const char *text = vit_option_get_text (option, vit_study_get_options (study));
      g_autoptr (GError) why = NULL;
      if (option->names == VIT_NAMES_PAGE && !vit_story_is_page (text))
        g_set_error (&why, VIT_ERROR, VIT_ERROR_NOT_FOUND, "there is no page \"%s\"", text);
      else if (option->names == VIT_NAMES_CAMERA)
        vit_map_check_camera (&request, &why);
      else
        vit_option_check_names (option, text, runs, &why);
      if (why)
        tell (check, true, "state: %s.%s: %s", option->group, option->key, why->message);
    }
}

static void
check_names (Check *check, VitStudy *study)
{
  check_state_names (check, study);
  check_run (check, study, check->scene->highlight.run, "highlight");
  for (guint i = 0; i < check->scene->annotations->len; i++)
    {
      const VitAnnotation *annotation = check->scene->annotations->pdata[i];
      check_run (check, study, annotation->run, "annotation");
      if (annotation->figure && !vit_gallery_find (annotation->figure))
        tell (check, true, "annotation: there is no figure \"%s\"", annotation->figure);
    }
}

/* Whether some run that is shown has frames from one time to the other. */
static void
check_motion (Check *check, VitStudy *study)
{
  const VitSceneMotion *motion = &check->scene->motion;
  double first = INFINITY, last = -INFINITY;
  for (guint i = 0; i < vit_study_get_n_runs (study); i++)
    {
      VitRun *run = vit_study_get_run (study, i);
      VitTimeline *timeline = vit_run_get_timeline (run);
      size_t n = timeline ? vit_timeline_get_n_used (timeline) : 0;
      if (n == 0 || !vit_run_get_shown (run))
        continue;
      const double *times = vit_timeline_get_times (timeline);
      first = fmin (first, times[vit_timeline_get_frame_at (timeline, 0)]);
      last = fmax (last, times[vit_timeline_get_frame_at (timeline, n - 1)]);
    }
  if (motion->kind == VIT_MOTION_PLAY &&
      (fmin (motion->from, motion->to) < first || fmax (motion->from, motion->to) > last))
    tell (check, true, "motion: plays from %g to %g ps; there are frames from %g to %g ps",
          motion->from, motion->to, first, last);
}

/* A run that the scene points at, by its highlight or a note; %NULL if it is @run or there is none.
 */
static const char *
find_other_run (const VitStoryScene *scene, const char *run)
{
  const VitHighlight *highlight = &scene->highlight;
  if (highlight->run && strcmp (highlight->run, run) != 0)
    return highlight->run;
  for (guint i = 0; i < scene->annotations->len; i++)
    {
      const VitAnnotation *annotation = scene->annotations->pdata[i];
      if (annotation->run && strcmp (annotation->run, run) != 0)
        return annotation->run;
    }
  return NULL;
}

/* A value that names no run is one of the first that is shown, which a reader cannot know where
 * there are several; where the scene points at another one, it is wrong. */
static void
check_whose (Check *check, VitStudy *study, const char *what, const VitStoryValue *value)
{
  VitRun *run = vit_story_find_run (study, NULL, NULL);
  guint n_shown = 0;
  for (guint i = 0; i < vit_study_get_n_runs (study); i++)
    n_shown += vit_run_get_shown (vit_study_get_run (study, i));
  if (!value || value->run || n_shown < 2 || (value->fact && value->fact->of_study))
    return;
  const char *label = vit_run_get_label (run), *other = find_other_run (check->scene, label);
  if (other)
    tell (check, true,
          "%s names no run, so that it is of %s, the first that is shown; the scene points at %s",
          what, label, other);
  else
    tell (check, false,
          "%s names no run, so that it is of %s, the first of %u that are shown (premise)", what,
          label, n_shown);
}

static void
check_claim (Check *check, VitStoryStage *stage, const VitClaim *claim, VitProgress *progress)
{
  g_autoptr (GError) error = NULL;
  double number;
  g_autofree char *whose = g_strdup_printf ("the claim %s", claim->name);
  check_whose (check, vit_analyses_get_study (stage->analyses), whose, claim->value);
  g_autofree char *stated = vit_claim_dup_text (claim);
  g_autofree char *how = vit_story_value_dup_words (claim->value);
  if (!vit_story_stage_compute_claim (stage, check->scene, claim, &number, progress, &error))
    tell (check, true, "the claim %s (%s) cannot be computed: %s", claim->name, how,
          error->message);
  else if (!(fabs (number - claim->stated) <= claim->tolerance * (1 + 1e-9)))
    tell (check, true, "the claim %s says %s, and the data say %.6g (%s; tolerance %g)",
          claim->name, stated, number, how, claim->tolerance);
  else
    tell (check, false, "the claim %s says %s: %.6g (%s)", claim->name, stated, number, how);
}

static void
check_question (Check *check, VitStoryStage *stage, VitProgress *progress)
{
  g_autoptr (GError) error = NULL;
  const VitQuestion *question = check->scene->question;
  VitStudy *study = vit_analyses_get_study (stage->analyses);
  /* Which run, is what is asked. */
  if (question->kind != VIT_QUESTION_RUN)
    check_whose (check, study, "the question", question->value);
  for (guint i = 0; question->kind == VIT_QUESTION_CHOICE && i < question->choices->len; i++)
    {
      const VitChoice *choice = question->choices->pdata[i];
      g_autofree char *whose = g_strdup_printf ("the answer \"%s\"", choice->words);
      check_whose (check, study, whose, choice->value);
    }
  g_autoptr (VitTruth) truth = vit_story_stage_find_truth (stage, check->scene, progress, &error);
  g_autofree char *words = truth ? vit_truth_dup_words (question, truth) : NULL;
  if (truth)
    tell (check, false, "the question has the answer: %s", words);
  else
    tell (check, true, "the question: %s", error->message);
}

bool
vit_story_check_data (VitStoryStage *stage,
                      VitStoryFinding found,
                      gpointer data,
                      VitProgress *progress,
                      GError **error)
{
  Check check = { found, data, NULL };
  VitStudy *study = vit_analyses_get_study (stage->analyses);
  guint n = stage->story->scenes->len;
  for (guint i = 0; i < n; i++)
    {
      check.scene = stage->story->scenes->pdata[i];
      VitProgressPart whole = vit_progress_enter (progress, (double) i / n, (double) (i + 1) / n,
                                                  "Checking the scenes");
      if (!vit_progress_check (progress, error))
        return false;
      g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
      vit_story_stage_show (stage, check.scene, notes);
      for (guint k = 0; k < notes->len; k++)
        tell (&check, true, "state: %s", (const char *) notes->pdata[k]);
      check_names (&check, study);
      check_motion (&check, study);
      for (guint k = 0; k < check.scene->claims->len; k++)
        check_claim (&check, stage, check.scene->claims->pdata[k], progress);
      if (check.scene->question)
        check_question (&check, stage, progress);
      vit_progress_leave (progress, whole);
    }
  return true;
}
