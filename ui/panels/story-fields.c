#include "ui/panels/story-fields.h"

#include <stddef.h>
#include <string.h>

#include "ui/story/question.h"

static const char *const statistics[] = { "",      "mean",     "median",   "deviation",
                                          "least", "greatest", "sum",      "count",
                                          "share", "pearson",  "spearman", NULL };
static const char *const motions[] = { "", "play", "sweep", "turn", NULL };
static const char *const transitions[] = { "", "glide", "cut", NULL };
static const char *const notes[] = { "arrow", "words", NULL };
static const char *const questions[] = { "choice", "number", "where", "run", NULL };
static const char *const picks[] = { "", "greatest", "least", "true", NULL };

/* Kinds with which a field means something. */
static const char *const moving[] = { "play", "sweep", "turn", NULL };
static const char *const gliding[] = { "", "glide", NULL };
static const char *const arrows[] = { "arrow", NULL };
static const char *const numbers[] = { "number", NULL };
static const char *const clicks[] = { "where", NULL };
static const char *const computed[] = { "choice", "number", "run", NULL };
static const char *const one_run[] = { "choice", "number", "where", NULL };
static const char *const listed[] = { "choice", "run", NULL };
static const char *const chosen[] = { "choice", NULL };
static const char *const picked[] = { "choice", "where", "run", NULL };

static const VitStoryField highlight_fields[] = {
  { "widget", "Widget", VIT_FIELD_TEXT, NULL,
    "Name of a card or panel: slice, strain, runs, inspector …" },
  { "region", "Region", VIT_FIELD_NUMBERS, NULL,
    "Left, lower, right, upper: fractions of the map's face" },
  { "run", "On the map of", VIT_FIELD_TEXT, NULL, "Label of a run; empty: the first" },
  { NULL },
};
static const VitStoryField motion_fields[] = {
  { "kind", "Moves", VIT_FIELD_WORD, motions,
    "play: the playhead; sweep: the slice; turn: the box" },
  { "from", "From", VIT_FIELD_NUMBER, NULL, "ps; position 0 … 1; degrees", moving },
  { "to", "To", VIT_FIELD_NUMBER, NULL, "ps; position 0 … 1; degrees", moving },
  { "seconds", "Seconds", VIT_FIELD_NUMBER, NULL, "So long it takes", moving },
  { NULL },
};
static const VitStoryField transition_fields[] = {
  { "kind", "Comes by", VIT_FIELD_WORD, transitions,
    "glide: camera and slice move from the scene before" },
  { "seconds", "Seconds", VIT_FIELD_NUMBER, NULL, "So long it takes", gliding },
  { NULL },
};
static const VitStoryField annotation_fields[] = {
  { "kind", "Kind", VIT_FIELD_WORD, notes, NULL },
  { "words", "Words", VIT_FIELD_TEXT, NULL, NULL },
  { "from", "From", VIT_FIELD_NUMBERS, NULL, "On a map: fractions of its face; on a plot: its data",
    arrows },
  { "to", "To", VIT_FIELD_NUMBERS, NULL, "On a map: fractions of its face; on a plot: its data" },
  { "run", "Run", VIT_FIELD_TEXT, NULL, "Label of a run; empty: the first" },
  { "figure", "Figure", VIT_FIELD_TEXT, NULL, "Name of a figure; empty: that of the scene" },
  { NULL },
};
/* Of what is computed: kinds of what has a fact, a statistic, a run of its own; %NULL is all. */
#define VALUE_FIELDS(facts, runs)                                                                  \
  { "value.fact",                                                                                  \
    "Fact",                                                                                        \
    VIT_FIELD_FACT,                                                                                \
    NULL,                                                                                          \
    "A number that a run, the study or its model has; —: a statistic over atoms, which the "     \
    "fields "                                                                                      \
    "below then ask for",                                                                          \
    facts },                                                                                       \
      { "value.statistic",                                                                         \
        "Statistic",                                                                               \
        VIT_FIELD_WORD,                                                                            \
        statistics,                                                                                \
        "Over the atoms that count, as the mean; count is their number, share their part in %; "   \
        "—: "                                                                                    \
        "the mean",                                                                                \
        facts,                                                                                     \
        VIT_USE_ATOMS },                                                                           \
      { "value.quantity",                                                                          \
        "of Quantity",                                                                             \
        VIT_FIELD_TEXT,                                                                            \
        NULL,                                                                                      \
        "Of each atom: a quantity such as t_ml, a column of the file or an expression",            \
        NULL,                                                                                      \
        VIT_USE_QUANTITY },                                                                        \
      { "value.with", "with",      VIT_FIELD_TEXT, NULL, "The other quantity of a correlation",    \
        facts,        VIT_USE_PAIR },                                                              \
      { "value.where",                                                                             \
        "where",                                                                                   \
        VIT_FIELD_TEXT,                                                                            \
        NULL,                                                                                      \
        "Condition of the atoms that count, such as t_ml > 600; empty: all atoms",                 \
        NULL,                                                                                      \
        VIT_USE_ATOMS },                                                                           \
      { "value.slice",                                                                             \
        "in the slice alone",                                                                      \
        VIT_FIELD_SWITCH,                                                                          \
        NULL,                                                                                      \
        "Atoms outside of the slice of the scene do not count",                                    \
        NULL,                                                                                      \
        VIT_USE_ATOMS },                                                                           \
      { "value.run",                                                                               \
        "of Run",                                                                                  \
        VIT_FIELD_TEXT,                                                                            \
        NULL,                                                                                      \
        "Label of a run; empty: the first that is shown",                                          \
        runs },                                                                                    \
      { "value.time", "at Time (ps)", VIT_FIELD_NUMBER, NULL,                                      \
        "Empty: the playhead of the scene" },                                                      \
  {                                                                                                \
    "value.at", "at", VIT_FIELD_NUMBER, NULL,                                                      \
        "Where the fact is wanted: a class (K), neighbours k or an interval (ps)", facts,          \
        VIT_USE_AT                                                                                 \
  }
static const VitStoryField claim_fields[] = {
  { "name", "Name", VIT_FIELD_TEXT, NULL, "The text says the number as {{NAME}}" },
  { "stated", "Number", VIT_FIELD_NUMBER, NULL, "What the text says; “story check” computes it" },
  { "tolerance", "± Tolerance", VIT_FIELD_NUMBER, NULL,
    "How far the computed number may be from it" },
  { "digits", "Digits", VIT_FIELD_NUMBER, NULL, "after the point" },
  { "unit", "Unit", VIT_FIELD_TEXT, NULL, "Behind the number, such as K" },
  VALUE_FIELDS (NULL, NULL),
  { NULL },
};
static const VitStoryField question_fields[] = {
  { "kind", "Kind", VIT_FIELD_WORD, questions,
    "choice of answers; a number; click where; which run" },
  { "prompt", "Question", VIT_FIELD_TEXT, NULL, "What is asked, one line" },
  { "explanation", "Explanation", VIT_FIELD_LONG_TEXT, NULL,
    "CommonMark; it is shown with the truth" },
  VALUE_FIELDS (computed, one_run),
  { "pick", "Right is the", VIT_FIELD_WORD, picks,
    "Which value is right: of runs or of clicked atoms, or of answers that have facts of their "
    "own; —: the greatest; true: each that is not 0",
    picked },
  { "unit", "Unit", VIT_FIELD_TEXT, NULL, "Behind the number, such as K", numbers },
  { "tolerance", "± Tolerance", VIT_FIELD_NUMBER, NULL,
    "How far an answer may be from the truth and be right", numbers },
  { "relative", "is a part of it", VIT_FIELD_SWITCH, NULL,
    "The tolerance is a part of the truth: 0.1 is a tenth of it", numbers },
  { "share", "Hits (%)", VIT_FIELD_NUMBER, NULL, "Of clicks: so much of the slice counts as hit",
    clicks },
  { "clicks", "Clicks", VIT_FIELD_NUMBER, NULL, "So many atoms are clicked", clicks },
  { NULL },
};
static const VitStoryField choice_fields[] = {
  { "words", "Answer", VIT_FIELD_TEXT, NULL, "Of runs: the label of one" },
  { "from", "From", VIT_FIELD_NUMBER, NULL, "It is right where the value lies from here …",
    chosen },
  { "to", "To below", VIT_FIELD_NUMBER, NULL, "… to below here", chosen },
  { "value.fact", "or own Fact", VIT_FIELD_FACT, NULL,
    "A value of the answer's own; the question then has none", chosen },
  { "value.run", "of Run", VIT_FIELD_TEXT, NULL, "Label of a run; empty: the first that is shown",
    chosen },
  { NULL },
};

const VitStorySection vit_story_sections[VIT_STORY_N_SECTIONS] = {
  { "highlight",
    "Points at",
    NULL,
    "{}",
    highlight_fields,
    false,
    { { "win.story-point-at", "Choose by a Click",
        "Then click a view, a panel or an option, or drag a region on a map" } } },
  { "annotations",
    "Arrows and words",
    "Arrow",
    "{\"kind\":\"arrow\",\"from\":[0.3,0.7],\"to\":[0.5,0.5],\"words\":\"here\"}",
    annotation_fields,
    false,
    { { "win.story-draw-arrow", "Draw an Arrow", "Then drag on a map or figure" },
      { "win.story-place-words", "Place Words", "Then click on a map or figure" } } },
  { "motion", "Motion", NULL, "{}", motion_fields, true },
  { "transition", "Transition", NULL, "{}", transition_fields, false },
  { "claims", "Numbers in the text", "Number",
    "{\"name\":\"number\",\"value\":{\"fact\":\"atoms\"},\"stated\":0,\"tolerance\":0.5}",
    claim_fields, false },
  { "question", "Question", NULL, VIT_QUESTION_NEW, question_fields, false },
  { "question.choices",
    "Answers to choose",
    "Answer",
    "{\"words\":\"another\"}",
    choice_fields,
    false,
    { { NULL } },
    "question.kind",
    listed },
};

bool
vit_story_field_is_of (const VitStoryField *field, const char *kind)
{
  bool found = !field->kinds;
  for (size_t i = 0; !found && field->kinds[i]; i++)
    found = strcmp (field->kinds[i], kind) == 0;
  return found;
}

static const char *
get_word (JsonObject *value, const char *name)
{
  JsonNode *node = value ? json_object_get_member (value, name) : NULL;
  bool is_text =
      node && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING;
  return is_text ? json_node_get_string (node) : "";
}

bool
vit_story_field_is_used (const VitStoryField *field, JsonObject *value)
{
  const char *fact = get_word (value, "fact"), *statistic = get_word (value, "statistic");
  const char *const *names = vit_story_statistic_names ();
  const VitStoryFact *row = vit_story_fact_find (fact);
  switch (field->use)
    {
    case VIT_USE_ATOMS:
      return !*fact;
    case VIT_USE_QUANTITY:
      return !*fact && strcmp (statistic, names[VIT_STATISTIC_COUNT]) != 0 &&
             strcmp (statistic, names[VIT_STATISTIC_SHARE]) != 0;
    case VIT_USE_PAIR:
      return !*fact && (strcmp (statistic, names[VIT_STATISTIC_PEARSON]) == 0 ||
                        strcmp (statistic, names[VIT_STATISTIC_SPEARMAN]) == 0);
    case VIT_USE_AT:
      return *fact && (!row || row->at);
    default:
      return true;
    }
}
