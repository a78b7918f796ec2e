#pragma once

/* The table of what the panel of a story edits: members of a scene with the fields of each.
 * Constants. */

#include <json-glib/json-glib.h>
#include <stdbool.h>

typedef enum
{
  VIT_FIELD_TEXT,
  VIT_FIELD_LONG_TEXT,
  VIT_FIELD_NUMBER,
  VIT_FIELD_NUMBERS, /* a list, between commas */
  VIT_FIELD_SWITCH,
  VIT_FIELD_WORD,
  VIT_FIELD_FACT, /* a row of the table of facts, or none */
} VitFieldKind;

/** VitFieldUse: of what value a field is a part. */
typedef enum
{
  VIT_USE_ALWAYS,
  VIT_USE_ATOMS,    /* over atoms, and so no fact */
  VIT_USE_QUANTITY, /* … of a quantity of theirs */
  VIT_USE_PAIR,     /* … of two of them */
  VIT_USE_AT,       /* a fact that is wanted at something */
} VitFieldUse;

/**
 * VitStoryField: a member of an object
 * @path: leads through objects inside it; %NULL ends a list of fields
 * @words: (nullable): of VIT_FIELD_WORD; an empty first one stands for none
 * @kinds: (nullable) (array zero-terminated=1): values of the member `kind` beside it with which it
 *   means something; %NULL: with all
 * @use: see vit_story_field_is_used()
 */
typedef struct
{
  const char *path, *label;
  VitFieldKind kind;
  const char *const *words;
  const char *tooltip;
  const char *const *kinds;
  VitFieldUse use;
} VitStoryField;

/** vit_story_field_is_of: whether it means something in an object of that @kind; empty for none. */
bool vit_story_field_is_of (const VitStoryField *field, const char *kind);

/** vit_story_field_is_used: whether it means something beside what else @value (nullable) has. */
bool vit_story_field_is_used (const VitStoryField *field, JsonObject *value);

#define VIT_STORY_MAX_TOOLS 2

/** VitStorySectionTool: a button that edits a section by pointer. */
typedef struct
{
  const char *action, *words, *tooltip;
} VitStorySectionTool;

/**
 * VitStorySection: a member of a scene: one object, or a list of them
 * @one: (nullable): what one of a list is called; %NULL: it is an object
 * @added: JSON of a new one
 * @tools: (array zero-terminated=1):
 * @moves: whether it is the motion, whose ends are filled in when it begins
 * @of: (nullable): path of the word that @kinds bears on: the section is there with them alone
 * @kinds: (array zero-terminated=1): likewise
 */
typedef struct
{
  const char *path, *title, *one, *added;
  const VitStoryField *fields;
  bool moves;
  VitStorySectionTool tools[VIT_STORY_MAX_TOOLS + 1];
  const char *of;
  const char *const *kinds;
} VitStorySection;

#define VIT_STORY_N_SECTIONS 7
extern const VitStorySection vit_story_sections[VIT_STORY_N_SECTIONS];
