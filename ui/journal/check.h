#pragma once

/* A figure held against the rules of a journal: a verdict for each, with its reason, and for a rule
 * that does not hold what mends it, tried out. One thread. */

#include "ui/journal/layout.h"

typedef enum
{
  VIT_VERDICT_HOLDS,
  VIT_VERDICT_FAILS,
  VIT_VERDICT_NONE, /* the journal has no such rule, or the figure nothing that it is about */
} VitVerdict;

/** VIT_MOST_MENDS: settings that one mend sets. */
#define VIT_MOST_MENDS 2

/** VitMend: settings that make a rule hold; the unused ones have no value */
typedef struct
{
  const char *words;
  struct
  {
    VitFigureSetting setting;
    char *value;
  } set[VIT_MOST_MENDS];
} VitMend;

/**
 * VitRuleResult:
 * @name: for programs; @title: for people
 * @said: (nullable): what was found
 * @note: (nullable): more about the rule
 * @mend: (nullable): what was tried and makes it hold
 */
typedef struct
{
  const char *name, *title;
  VitVerdict verdict;
  VitRuleSource source;
  char *said, *note;
  VitMend *mend;
} VitRuleResult;

/**
 * vit_journal_check:
 * @record: of the figure as it was laid out, with @options
 *
 * Returns: (transfer full) (element-type VitRuleResult): all rules in their order; no mends
 */
GPtrArray *vit_journal_check (const VitJournal *journal,
                              const VitFigureRecord *record,
                              const VitExportOptions *options,
                              VitFormat format);

/** vit_journal_count_failures: of the results of a check. */
guint vit_journal_count_failures (GPtrArray *results);

/**
 * vit_journal_find_mends: for each rule of @results that fails, tries what might make it hold, and
 * keeps the first that does and makes no other fail. @figure is as before afterwards. Cost: a
 * drawing for each try.
 */
void vit_journal_find_mends (const VitJournal *journal,
                             const VitFigureSettings *settings,
                             VitFormat format,
                             bool dark,
                             VitFigure *figure,
                             GPtrArray *results);

/** vit_rule_source_name: as in "read at the journal". */
const char *vit_rule_source_name (VitRuleSource source);

/** vit_fonts_are_compatible: whether letters of both families are equally wide, so that one may
 * stand for the other. */
bool vit_fonts_are_compatible (const char *one, const char *other);
