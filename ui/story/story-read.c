/* Reading of story.json: every member with its limits, the first that is wrong is the error. */

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/expression/expression.h"
#include "core/store/read-file.h"
#include "core/study/study-look.h"
#include "ui/story/story-json.h"
#include "ui/story/story-limits.h"
#include "ui/story/story-private.h"

#define WORDS VIT_STORY_MAX_WORDS

const char *const vit_story_motions[] = { "none", "play", "sweep", "turn", NULL };
const char *const vit_story_transitions[] = { "glide", "cut", NULL };
const char *const vit_story_questions[] = { "choice", "number", "where", "run", NULL };
const char *const vit_story_picks[] = { "greatest", "least", "true", NULL };

bool
vit_story_check_id (const char *id)
{
  gsize n = id ? strlen (id) : 0;
  return n > 0 && n <= VIT_STORY_MAX_ID && g_ascii_isalnum (*id) &&
         strspn (id, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") == n;
}

static char *
dup_id (VitJsonReader *reader, JsonObject *object, const char *name)
{
  char *id = vit_json_dup_text (reader, object, name, VIT_STORY_MAX_ID, true);
  if (id && !vit_story_check_id (id))
    vit_json_fail (reader, name, "is \"%s\"; it has letters, digits, - and _", id);
  return id;
}

/* What is no number has made the error. */
static int
get_whole (
    VitJsonReader *reader, JsonObject *object, const char *name, int least, int greatest, int usual)
{
  double number = vit_json_get_number (reader, object, name, least, greatest, usual);
  return isfinite (number) ? (int) number : usual;
}

/* ---- Numbers that are computed ---- */

static void
check_expression (VitJsonReader *reader, const char *name, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VitExpression) expression = text ? vit_expression_parse (text, &error) : NULL;
  if (error)
    vit_json_fail (reader, name, "%s", error->message);
}

static void
read_statistic (VitJsonReader *reader, JsonObject *object, VitStoryValue *value)
{
  value->quantity = vit_json_dup_text (reader, object, "quantity", VIT_OPTION_MAX_TEXT, false);
  value->with = vit_json_dup_text (reader, object, "with", VIT_OPTION_MAX_TEXT, false);
  value->where = vit_json_dup_text (reader, object, "where", VIT_OPTION_MAX_TEXT, false);
  value->statistic = (VitStoryStatistic) vit_json_get_word (reader, object, "statistic",
                                                            vit_story_statistic_names (), 0);
  value->slice = vit_json_get_switch (reader, object, "slice", false);
  check_expression (reader, "quantity", value->quantity);
  check_expression (reader, "with", value->with);
  check_expression (reader, "where", value->where);
  bool counts = value->statistic == VIT_STATISTIC_COUNT || value->statistic == VIT_STATISTIC_SHARE;
  bool correlates =
      value->statistic == VIT_STATISTIC_PEARSON || value->statistic == VIT_STATISTIC_SPEARMAN;
  if (!counts && !value->quantity)
    vit_json_fail (reader, "quantity", "is missing, and so is a fact");
  if (correlates && !value->with)
    vit_json_fail (reader, "with", "is missing: the quantity that the other is correlated with");
  if (value->statistic == VIT_STATISTIC_SHARE && !value->where)
    vit_json_fail (reader, "where", "is missing: the condition of the atoms whose share it is");
}

static VitStoryValue *
read_value (VitJsonReader *reader, JsonObject *parent, const char *name)
{
  JsonObject *object = vit_json_get_object (reader, parent, name);
  if (!object)
    return NULL;
  VitStoryValue *value = vit_story_value_new ();
  gsize before = vit_json_enter (reader, name, -1);
  g_autofree char *fact = vit_json_dup_text (reader, object, "fact", VIT_STORY_MAX_ID, false);
  value->kept = json_object_ref (object);
  value->run = vit_json_dup_text (reader, object, "run", WORDS, false);
  double time = vit_json_get_number (reader, object, "time", -1e15, 1e15, INFINITY);
  value->time = isfinite (time) ? time : NAN;
  value->fact = fact ? vit_story_fact_find (fact) : NULL;
  if (fact && !value->fact)
    {
      size_t n;
      const VitStoryFact *facts = vit_story_fact_list (&n);
      g_autoptr (GString) names = g_string_new (NULL);
      for (size_t i = 0; i < n; i++)
        g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", facts[i].name);
      vit_json_fail (reader, "fact", "is \"%s\"; there are %s", fact, names->str);
    }
  double at = vit_json_get_number (reader, object, "at", -1e15, 1e15, INFINITY);
  value->at = isfinite (at) ? at : NAN;
  if (value->fact && value->fact->at && !isfinite (value->at))
    vit_json_fail (reader, "at", "is missing: the %s that \"%s\" is wanted at", value->fact->at,
                   fact);
  static const char *const of_atoms[] = { "quantity", "with", "where", "statistic", "slice" };
  for (gsize i = 0; fact && i < G_N_ELEMENTS (of_atoms); i++)
    vit_json_ask (reader, of_atoms[i]);
  if (!fact)
    read_statistic (reader, object, value);
  vit_json_leave (reader, before);
  return value;
}

static VitStoryValue *
read_needed_value (VitJsonReader *reader, JsonObject *parent, const char *name)
{
  VitStoryValue *value = read_value (reader, parent, name);
  if (!value && !reader->error)
    vit_json_fail (reader, name, "is missing: how the truth is computed");
  return value;
}

static void
read_claim (VitJsonReader *reader, JsonObject *object, VitStoryScene *scene)
{
  VitClaim *claim = vit_claim_new ();
  g_ptr_array_add (scene->claims, claim);
  claim->kept = json_object_ref (object);
  claim->name = dup_id (reader, object, "name");
  for (guint i = 0; claim->name && i + 1 < scene->claims->len; i++)
    if (g_strcmp0 (((VitClaim *) scene->claims->pdata[i])->name, claim->name) == 0)
      vit_json_fail (reader, "name", "\"%s\" is there twice", claim->name);
  claim->value = read_needed_value (reader, object, "value");
  claim->stated = vit_json_get_number (reader, object, "stated", -VIT_STORY_MAX_NUMBER,
                                       VIT_STORY_MAX_NUMBER, NAN);
  claim->tolerance =
      vit_json_get_number (reader, object, "tolerance", 0, VIT_STORY_MAX_NUMBER, NAN);
  claim->digits = get_whole (reader, object, "digits", 0, VIT_STORY_MAX_DIGITS, 0);
  claim->unit = vit_json_dup_text (reader, object, "unit", VIT_STORY_MAX_ID, false);
}

/* ---- Questions ---- */

static void
read_choice (VitJsonReader *reader, JsonObject *object, VitQuestion *question)
{
  VitChoice *choice = vit_choice_new ();
  g_ptr_array_add (question->choices, choice);
  choice->kept = json_object_ref (object);
  choice->words = vit_json_dup_text (reader, object, "words", WORDS, true);
  choice->from = vit_json_get_number (reader, object, "from", -VIT_STORY_MAX_NUMBER,
                                      VIT_STORY_MAX_NUMBER, -INFINITY);
  choice->to = vit_json_get_number (reader, object, "to", -VIT_STORY_MAX_NUMBER,
                                    VIT_STORY_MAX_NUMBER, INFINITY);
  choice->value = read_value (reader, object, "value");
  if (question->kind != VIT_QUESTION_CHOICE || reader->error)
    return;
  if (question->value && choice->value)
    vit_json_fail (
        reader, "value",
        "either the question has a value and each answer an interval, or each answer has "
        "a value of its own");
  if (!question->value && !choice->value)
    vit_json_fail (reader, "value", "is missing, as the question has none");
}

static void
read_choices (VitJsonReader *reader, JsonObject *object, VitQuestion *question)
{
  JsonArray *list = vit_json_get_list (reader, object, "choices", VIT_STORY_MAX_LIST);
  guint n = list ? json_array_get_length (list) : 0;
  for (guint i = 0; i < n && !reader->error; i++)
    {
      gsize before = vit_json_enter (reader, "choices", (int) i);
      JsonObject *choice = vit_json_get_element (reader, list, i);
      if (choice)
        read_choice (reader, choice, question);
      vit_json_leave (reader, before);
    }
  if (question->kind == VIT_QUESTION_CHOICE && n < 2)
    vit_json_fail (reader, "choices", "has fewer than two answers");
}

static VitQuestion *
read_question (VitJsonReader *reader, JsonObject *parent)
{
  JsonObject *object = vit_json_get_object (reader, parent, "question");
  if (!object)
    return NULL;
  gsize before = vit_json_enter (reader, "question", -1);
  VitQuestion *question = vit_question_new (
      (VitQuestionKind) vit_json_get_word (reader, object, "kind", vit_story_questions, -1));
  question->kept = json_object_ref (object);
  question->prompt = vit_json_dup_text (reader, object, "prompt", WORDS, true);
  question->explanation =
      vit_json_dup_text (reader, object, "explanation", VIT_STORY_MAX_TEXT, false);
  question->unit = vit_json_dup_text (reader, object, "unit", VIT_STORY_MAX_ID, false);
  question->pick = (VitQuestionPick) vit_json_get_word (reader, object, "pick", vit_story_picks, 0);
  question->value = question->kind == VIT_QUESTION_CHOICE
                        ? read_value (reader, object, "value")
                        : read_needed_value (reader, object, "value");
  read_choices (reader, object, question);
  vit_json_ask (reader, "tolerance");
  if (question->kind == VIT_QUESTION_NUMBER)
    question->tolerance =
        vit_json_get_number (reader, object, "tolerance", 0, VIT_STORY_MAX_NUMBER, NAN);
  question->relative = vit_json_get_switch (reader, object, "relative", false);
  question->share = vit_json_get_number (reader, object, "share", 0.1, 50, 10);
  question->clicks = (guint) get_whole (reader, object, "clicks", 1, VIT_STORY_MAX_CLICKS, 5);
  if (question->kind == VIT_QUESTION_WHERE && question->value &&
      (question->value->fact || !question->value->quantity))
    vit_json_fail (reader, "value", "is no quantity of each atom");
  vit_json_leave (reader, before);
  return question;
}

/* ---- Scenes ---- */

bool
vit_story_scene_is_look_key (const char *group, const char *key)
{
  const VitOption *option = vit_option_find (group, key);
  return (option && vit_look_is_part (option)) || strcmp (group, "ranges") == 0 ||
         (strcmp (group, VIT_LOOK_SHOWN_GROUP) == 0 && strcmp (key, VIT_LOOK_SHOWN_KEY) == 0);
}

static void
read_shown (VitJsonReader *reader, JsonObject *group, GKeyFile *look)
{
  JsonArray *list = vit_json_get_list (reader, group, VIT_LOOK_SHOWN_KEY, VIT_STORY_MAX_LIST);
  g_autoptr (GPtrArray) labels = g_ptr_array_new ();
  for (guint i = 0; list && i < json_array_get_length (list); i++)
    {
      JsonNode *node = json_array_get_element (list, i);
      bool is_text =
          JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING;
      if (!is_text)
        {
          vit_json_fail (reader, VIT_LOOK_SHOWN_KEY, "has something that is no label of a run");
          return;
        }
      g_ptr_array_add (labels, (gpointer) json_node_get_string (node));
    }
  if (list)
    g_key_file_set_string_list (look, VIT_LOOK_SHOWN_GROUP, VIT_LOOK_SHOWN_KEY,
                                (const char *const *) labels->pdata, labels->len);
}

/* Spell a value as the file of a study spells it. */
static void
read_look_value (
    VitJsonReader *reader, JsonObject *object, const char *group, const char *key, GKeyFile *look)
{
  JsonNode *node = json_object_get_member (object, key);
  GType type = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char *text = NULL;
  if (type == G_TYPE_STRING)
    text = vit_json_dup_text (reader, object, key, VIT_OPTION_MAX_TEXT, false);
  else if (type == G_TYPE_BOOLEAN)
    text = g_strdup (json_node_get_boolean (node) ? "1" : "0");
  else if (type == G_TYPE_INT64 || type == G_TYPE_DOUBLE)
    text = g_strdup (g_ascii_formatd (
        number, sizeof number, "%.12g",
        vit_json_get_number (reader, object, key, -VIT_STORY_MAX_NUMBER, VIT_STORY_MAX_NUMBER, 0)));
  else
    vit_json_fail (reader, key, "is neither a text nor a number, true or false");
  if (!text)
    return;
  if (strcmp (group, "ranges") == 0)
    {
      g_autofree char *escaped = g_uri_escape_string (key, " !$&'()*+,/:@<>|?", TRUE);
      g_key_file_set_value (look, group, escaped, text);
    }
  else
    g_key_file_set_string (look, group, key, text);
}

static void
read_look (VitJsonReader *reader, JsonObject *parent, VitStoryScene *scene)
{
  JsonObject *state = vit_json_get_object (reader, parent, "state");
  gsize before = vit_json_enter (reader, "state", -1);
  g_autoptr (GList) groups = state ? json_object_get_members (state) : NULL;
  for (GList *l = groups; l && !reader->error; l = l->next)
    {
      JsonObject *group = vit_json_get_object (reader, state, l->data);
      gsize inside = vit_json_enter (reader, l->data, -1);
      g_autoptr (GList) keys = group ? json_object_get_members (group) : NULL;
      for (GList *k = keys; k && !reader->error; k = k->next)
        {
          /* What is not known is kept in the object alone, and judged with the options. */
          vit_json_ask (reader, k->data);
          if (!vit_story_scene_is_look_key (l->data, k->data))
            continue;
          if (strcmp (l->data, VIT_LOOK_SHOWN_GROUP) == 0)
            read_shown (reader, group, scene->look);
          else
            read_look_value (reader, group, l->data, k->data, scene->look);
        }
      vit_json_leave (reader, inside);
    }
  vit_json_leave (reader, before);
}

static void
read_highlight (VitJsonReader *reader, JsonObject *parent, VitStoryScene *scene)
{
  JsonObject *object = vit_json_get_object (reader, parent, "highlight");
  VitHighlight *highlight = &scene->highlight;
  gsize before = vit_json_enter (reader, "highlight", -1);
  highlight->widget = vit_json_dup_text (reader, object, "widget", VIT_STORY_MAX_ID, false);
  highlight->run = vit_json_dup_text (reader, object, "run", WORDS, false);
  highlight->has_region =
      object && vit_json_read_numbers (reader, object, "region", highlight->region, 4);
  if (highlight->has_region &&
      !(highlight->region[0] < highlight->region[2] && highlight->region[1] < highlight->region[3]))
    vit_json_fail (reader, "region", "is not left, lower, right, upper");
  vit_json_leave (reader, before);
}

static void
read_motion (VitJsonReader *reader, JsonObject *parent, VitStoryScene *scene)
{
  JsonObject *object = vit_json_get_object (reader, parent, "motion");
  VitSceneMotion *motion = &scene->motion;
  if (!object)
    return;
  gsize before = vit_json_enter (reader, "motion", -1);
  motion->kind = (VitMotionKind) vit_json_get_word (reader, object, "kind", vit_story_motions, -1);
  bool sweeps = motion->kind == VIT_MOTION_SWEEP;
  double most = sweeps ? 1 : 1e12;
  motion->from = vit_json_get_number (reader, object, "from", sweeps ? 0 : -most, most, NAN);
  motion->to = vit_json_get_number (reader, object, "to", sweeps ? 0 : -most, most, NAN);
  motion->seconds =
      vit_json_get_number (reader, object, "seconds", 0.1, VIT_STORY_MAX_SECONDS, NAN);
  vit_json_leave (reader, before);
}

static void
read_transition (VitJsonReader *reader, JsonObject *parent, VitStoryScene *scene)
{
  JsonObject *object = vit_json_get_object (reader, parent, "transition");
  gsize before = vit_json_enter (reader, "transition", -1);
  if (object)
    scene->transition = (VitTransitionKind) vit_json_get_word (
        reader, object, "kind", vit_story_transitions, VIT_TRANSITION_GLIDE);
  scene->transition_seconds = vit_json_get_number (reader, object, "seconds", 0, 60, 1);
  vit_json_leave (reader, before);
}

static void
read_annotation (VitJsonReader *reader, JsonObject *object, VitStoryScene *scene)
{
  static const char *const kinds[] = { "words", "arrow", NULL };
  VitAnnotation *annotation = vit_annotation_new ();
  g_ptr_array_add (scene->annotations, annotation);
  annotation->kept = json_object_ref (object);
  annotation->arrow = vit_json_get_word (reader, object, "kind", kinds, -1) == 1;
  annotation->figure = vit_json_dup_text (reader, object, "figure", VIT_STORY_MAX_ID, false);
  annotation->run = vit_json_dup_text (reader, object, "run", WORDS, false);
  annotation->words = vit_json_dup_text (reader, object, "words", WORDS, !annotation->arrow);
  if (!vit_json_read_numbers (reader, object, "to", annotation->to, 2))
    vit_json_fail (reader, "to", "is missing");
  if (annotation->arrow && !vit_json_read_numbers (reader, object, "from", annotation->from, 2))
    vit_json_fail (reader, "from", "is missing");
}

static void
read_list (VitJsonReader *reader,
           JsonObject *object,
           const char *name,
           VitStoryScene *scene,
           void (*read) (VitJsonReader *, JsonObject *, VitStoryScene *))
{
  JsonArray *list = vit_json_get_list (reader, object, name, VIT_STORY_MAX_LIST);
  for (guint i = 0; list && i < json_array_get_length (list) && !reader->error; i++)
    {
      gsize before = vit_json_enter (reader, name, (int) i);
      JsonObject *element = vit_json_get_element (reader, list, i);
      if (element)
        read (reader, element, scene);
      vit_json_leave (reader, before);
    }
}

static void
read_text (VitJsonReader *reader, const VitStory *story, VitStoryScene *scene)
{
  g_autoptr (GError) error = NULL;
  if (!scene->text_path || reader->error)
    return;
  g_autofree char *path = vit_story_resolve (story, scene->text_path, &error);
  gsize n = 0;
  g_free (scene->text);
  scene->text = NULL;
  if (path && vit_file_read (path, VIT_STORY_MAX_TEXT, &scene->text, &n, &error) &&
      (!g_utf8_validate (scene->text, (gssize) n, NULL) || strlen (scene->text) != n))
    vit_json_fail (reader, "text", "%s is no text in UTF-8", scene->text_path);
  else if (!scene->text)
    vit_json_fail (reader, "text", "%s", error->message);
  if (!scene->text)
    scene->text = g_strdup ("");
}

static void
read_members (VitJsonReader *reader, JsonObject *object, VitStoryScene *scene)
{
  scene->header = vit_json_dup_text (reader, object, "header", WORDS, true);
  scene->text_path = vit_json_dup_text (reader, object, "text", 255, false);
  scene->notes = vit_json_dup_text (reader, object, "notes", VIT_STORY_MAX_TEXT, false);
  scene->figure = vit_json_dup_text (reader, object, "figure", VIT_STORY_MAX_ID, false);
  scene->linger = vit_json_get_number (reader, object, "linger", 0, VIT_STORY_MAX_SECONDS, 0);
  read_look (reader, object, scene);
  read_highlight (reader, object, scene);
  read_motion (reader, object, scene);
  read_transition (reader, object, scene);
  read_list (reader, object, "annotations", scene, read_annotation);
  read_list (reader, object, "claims", scene, read_claim);
  scene->question = read_question (reader, object);
}

typedef struct
{
  VitStory *story;
  const VitStoryScene *scene; /* nullable */
} Slips;

static void
on_unasked (const char *place, const char *name, const char *nearest, gpointer data)
{
  Slips *slips = data;
  VitStorySlip *slip = g_new0 (VitStorySlip, 1);
  g_autofree char *other =
      nearest ? g_strdup_printf ("; the nearest is \"%s\"", nearest) : g_strdup ("");
  slip->scene = slips->scene ? g_strdup (slips->scene->id) : NULL;
  slip->words = g_strdup_printf ("%s%s\"%.64s\" means nothing here%s", place, *place ? ": " : "",
                                 name, other);
  g_ptr_array_add (slips->story->slips, slip);
}

static void
list_slips (VitJsonReader *reader, JsonObject *object, VitStory *story, const VitStoryScene *scene)
{
  Slips slips = { story, scene };
  vit_json_list_unasked (reader, object, scene ? NULL : "scenes",
                         VIT_STORY_MAX_SLIPS - story->slips->len, on_unasked, &slips);
}

static void
read_scene (VitJsonReader *reader, JsonObject *object, VitStory *story)
{
  VitStoryScene *scene = vit_story_scene_new ();
  scene->kept = json_object_ref (object);
  scene->id = dup_id (reader, object, "id");
  if (scene->id && vit_story_find (story, scene->id) >= 0)
    vit_json_fail (reader, "id", "\"%s\" is there twice", scene->id);
  g_ptr_array_add (story->scenes, scene);
  read_members (reader, object, scene);
  read_text (reader, story, scene);
  list_slips (reader, object, story, scene);
}

VitStoryScene *
vit_story_read_scene (JsonObject *object, GError **error)
{
  VitJsonReader reader = { .file = NULL, .place = g_string_new (NULL) };
  VitStoryScene *scene = vit_story_scene_new ();
  scene->kept = json_object_ref (object);
  scene->id = dup_id (&reader, object, "id");
  /* While it is made a scene may be without a header. */
  bool bare = !json_object_has_member (object, "header");
  if (bare)
    json_object_set_string_member (object, "header", "-");
  read_members (&reader, object, scene);
  if (bare)
    {
      json_object_remove_member (object, "header");
      g_free (scene->header);
      scene->header = g_strdup ("");
    }
  g_string_free (reader.place, TRUE);
  if (!reader.error)
    return scene;
  g_propagate_error (error, reader.error);
  vit_story_scene_free (scene);
  return NULL;
}

/* ---- The story ---- */

static void
read_authors (VitJsonReader *reader, JsonObject *object, VitStory *story)
{
  JsonArray *list = vit_json_get_list (reader, object, "authors", VIT_STORY_MAX_LIST);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  for (guint i = 0; list && i < json_array_get_length (list); i++)
    {
      JsonNode *node = json_array_get_element (list, i);
      if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING &&
          strlen (json_node_get_string (node)) <= WORDS)
        g_strv_builder_add (names, json_node_get_string (node));
      else
        vit_json_fail (reader, "authors", "has something that is no name");
    }
  g_strfreev (story->authors);
  story->authors = g_strv_builder_end (names);
}

static void
read_story (VitJsonReader *reader, JsonObject *object, VitStory *story)
{
  double version = vit_json_get_number (reader, object, "version", 1, 1e9, NAN);
  if (version > VIT_STORY_VERSION)
    vit_json_fail (reader, "version", "is %g; this program reads %d", version, VIT_STORY_VERSION);
  story->title = vit_json_dup_text (reader, object, "title", WORDS, true);
  story->language = vit_json_dup_text (reader, object, "language", VIT_STORY_MAX_ID, false);
  if (story->language && !vit_story_check_id (story->language))
    vit_json_fail (reader, "language", "is \"%s\"; it is as in \"en\" or \"pt-BR\"",
                   story->language);
  story->study = vit_json_dup_text (reader, object, "study", 255, false);
  read_authors (reader, object, story);
  JsonArray *scenes = vit_json_get_list (reader, object, "scenes", VIT_STORY_MAX_SCENES);
  if (!scenes)
    vit_json_fail (reader, "scenes", "is missing");
  for (guint i = 0; scenes && i < json_array_get_length (scenes) && !reader->error; i++)
    {
      gsize before = vit_json_enter (reader, "scenes", (int) i);
      JsonObject *scene = vit_json_get_element (reader, scenes, i);
      if (scene)
        read_scene (reader, scene, story);
      vit_json_leave (reader, before);
    }
  /* Scenes have told their own. */
  list_slips (reader, object, story, NULL);
}

bool
vit_story_read (VitStory *story, GError **error)
{
  g_autofree char *path = g_build_filename (story->folder, VIT_STORY_FILE, NULL);
  g_autofree char *resolved = vit_story_resolve (story, VIT_STORY_FILE, error), *text = NULL;
  gsize n;
  if (!resolved || !vit_file_read (resolved, VIT_STORY_MAX_JSON_BYTES, &text, &n, error))
    return false;
  story->kept = vit_json_load (path, text, n, VIT_STORY_MAX_JSON_DEPTH, error);
  if (!story->kept)
    return false;
  VitJsonReader reader = {
    .file = path,
    .place = g_string_new (NULL),
    .asked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
  };
  read_story (&reader, story->kept, story);
  g_hash_table_unref (reader.asked);
  g_string_free (reader.place, TRUE);
  if (reader.error)
    g_propagate_error (error, reader.error);
  return !reader.error;
}
