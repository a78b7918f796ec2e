#pragma once

/* The rules of a journal for figures: a key file, one of those that come along, of the user's
 * folder, or named by its path. Immutable; any thread. */

#include <glib.h>
#include <stdbool.h>

/** VitJournalSection: groups of the file; each has its source */
typedef enum
{
  VIT_JOURNAL_WIDTH,
  VIT_JOURNAL_HEIGHT,
  VIT_JOURNAL_TEXT,
  VIT_JOURNAL_FONT,
  VIT_JOURNAL_LINES,
  VIT_JOURNAL_LETTERS,
  VIT_JOURNAL_RESOLUTION,
  VIT_JOURNAL_CAPTION,
  VIT_JOURNAL_FILES,
  VIT_JOURNAL_CONTRAST,
  VIT_JOURNAL_COLOURS,
  VIT_JOURNAL_OVERLAP,
  VIT_JOURNAL_AXES,
  VIT_N_JOURNAL_SECTIONS,
} VitJournalSection;

/** VitRuleSource: where a rule is known from */
typedef enum
{
  VIT_RULE_READ,   /* read at the journal */
  VIT_RULE_MEMORY, /* from memory: look it up */
  VIT_RULE_OWN,    /* of this program */
} VitRuleSource;

/** VIT_LEAST_DIFFERENCE: ΔE₀₀ of colours that are told apart, where a journal says nothing. */
#define VIT_LEAST_DIFFERENCE 10.0

/** VitArtKind: what a figure consists of, for its resolution */
typedef enum
{
  VIT_ART_LINE,
  VIT_ART_COMBINATION,
  VIT_ART_HALFTONE,
  VIT_N_ART_KINDS,
} VitArtKind;

/**
 * VitJournal: lengths of a page in mm, of text and lines in points; 0 where there is no rule
 * @name: of its file
 * @width_names: (array length=n_widths): classes of @widths
 * @height: the greatest
 * @size: of labels; @smallest, @largest, @smallest_index: limits of text
 * @coloured: whether text may be coloured
 * @families: in the order wanted, with commas
 * @editable: whether text must stay text
 * @scale: factor of the widths of lines; @thinnest: the least
 * @letters: a sample of the letter of a panel, with its size and weight
 * @dpi: the least
 * @contrast: the least of text; @difference: the least ΔE₀₀ of curves
 * @caption: whether a caption may stand in the figure
 * @kinds: endings of files
 * @notes: (nullable): more about a rule
 */
typedef struct
{
  char *name, *title;
  VitRuleSource sources[VIT_N_JOURNAL_SECTIONS];
  char *notes[VIT_N_JOURNAL_SECTIONS];
  char **width_names;
  double *widths;
  guint n_widths;
  double height;
  double size, smallest, largest, smallest_index;
  bool coloured, editable, caption, letter_bold;
  char *families;
  double thinnest, scale;
  char *letters;
  double letter_size, contrast, difference;
  double dpi[VIT_N_ART_KINDS];
  char **kinds;
} VitJournal;

/**
 * vit_journal_load:
 * @name: of a journal, or the path of a file that ends in .journal
 * @error: %VIT_ERROR_NOT_FOUND with the names that there are; %VIT_ERROR_FORMAT with `FILE:LINE`
 */
VitJournal *vit_journal_load (const char *name, GError **error);
void vit_journal_free (VitJournal *journal);

/** vit_journal_list: (transfer full) (array zero-terminated=1): names of all that come along, then
 * of those in the user's folder. */
char **vit_journal_list (void);

/** vit_journal_dup_folder: (transfer full): where the user keeps journals of their own. */
char *vit_journal_dup_folder (void);

/** vit_journal_find_width: mm of a width by its name; NaN if there is none. */
double vit_journal_find_width (const VitJournal *journal, const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitJournal, vit_journal_free)
