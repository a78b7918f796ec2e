#include "ui/panels/story-fields.h"

#include <stddef.h>
#include <string.h>

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
  { "seconds", "Seconds", VIT_FIELD_NUMBER, NULL, NULL, moving },
  { NULL },
};
static const VitStoryField transition_fields[] = {
  { "kind", "Comes by", VIT_FIELD_WORD, transitions,
    "glide: camera and slice move from the scene before" },
  { "seconds", "Seconds", VIT_FIELD_NUMBER, NULL, NULL, gliding },
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
#define VALUE_FIELDS(facts, runs)                                                                   \
  { "value.fact", "Fact", VIT_FIELD_TEXT, NULL, "A number of a run, the study or the model; or: …", \
    facts },                                                                                        \
      { "value.statistic", "Statistic", VIT_FIELD_WORD, statistics, "over atoms", facts },          \
      { "value.quantity", "of Quantity", VIT_FIELD_TEXT, NULL,                                      \
        "A quantity, a column or an expression" },                                                  \
      { "value.with", "with", VIT_FIELD_TEXT, NULL, "The other quantity of a correlation", facts }, \
      { "value.where", "where", VIT_FIELD_TEXT, NULL, "Condition of the atoms that count" },        \
      { "value.slice", "in the slice alone", VIT_FIELD_SWITCH, NULL, NULL },                        \
      { "value.run",                                                                                \
        "of Run",                                                                                   \
        VIT_FIELD_TEXT,                                                                             \
        NULL,                                                                                       \
        "Label of a run; empty: the first that is shown",                                           \
        runs },                                                                                     \
      { "value.time", "at Time (ps)", VIT_FIELD_NUMBER, NULL,                                       \
        "Empty: the playhead of the scene" },                                                       \
  {                                                                                                 \
    "value.at", "at", VIT_FIELD_NUMBER, NULL,                                                       \
        "Of a fact that needs it: class, neighbours, interval", facts                               \
  }
static const VitStoryField claim_fields[] = {
  { "name", "Name", VIT_FIELD_TEXT, NULL, "The text says the number as {{NAME}}" },
  { "stated", "Number", VIT_FIELD_NUMBER, NULL, "What the text says; “story check” computes it" },
  { "tolerance", "± Tolerance", VIT_FIELD_NUMBER, NULL, NULL },
  { "digits", "Digits", VIT_FIELD_NUMBER, NULL, "after the point" },
  { "unit", "Unit", VIT_FIELD_TEXT, NULL, NULL },
  VALUE_FIELDS (NULL, NULL),
  { NULL },
};
static const VitStoryField question_fields[] = {
  { "kind", "Kind", VIT_FIELD_WORD, questions,
    "choice of answers; a number; click where; which run" },
  { "prompt", "Question", VIT_FIELD_TEXT, NULL, NULL },
  { "explanation", "Explanation", VIT_FIELD_LONG_TEXT, NULL,
    "CommonMark; it is shown with the truth" },
  VALUE_FIELDS (computed, one_run),
  { "pick", "Right is the", VIT_FIELD_WORD, picks,
    "Of runs and of clicks, or of answers with own values", picked },
  { "unit", "Unit", VIT_FIELD_TEXT, NULL, NULL, numbers },
  { "tolerance", "± Tolerance", VIT_FIELD_NUMBER, NULL, "Of a number", numbers },
  { "relative", "is a part of it", VIT_FIELD_SWITCH, NULL, "The tolerance is a part of the number",
    numbers },
  { "share", "Hits (%)", VIT_FIELD_NUMBER, NULL, "Of clicks: so much of the slice counts as hit",
    clicks },
  { "clicks", "Clicks", VIT_FIELD_NUMBER, NULL, NULL, clicks },
  { NULL },
};
static const VitStoryField choice_fields[] = {
  { "words", "Answer", VIT_FIELD_TEXT, NULL, "Of runs: the label of one" },
  { "from", "From", VIT_FIELD_NUMBER, NULL, "It is right where the value lies from here …",
    chosen },
  { "to", "To below", VIT_FIELD_NUMBER, NULL, "… to below here", chosen },
  { "value.fact", "or own Fact", VIT_FIELD_TEXT, NULL, "An answer with a value of its own",
    chosen },
  { "value.run", "of Run", VIT_FIELD_TEXT, NULL, NULL, chosen },
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
  { "question", "Question", NULL,
    "{\"kind\":\"choice\",\"prompt\":\"?\",\"value\":{\"fact\":\"atoms\"},\"choices\":[{\"words\":"
    "\"fewer\",\"to\":5000},{\"words\":\"more\",\"from\":5000}]}",
    question_fields, false },
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
