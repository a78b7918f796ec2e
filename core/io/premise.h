#pragma once

/* Premises: what a number rests on and a file may not say (docs/science.md §1, §7). The table of
 * their names and values, and a set of them as it was judged for one run.
 *
 * The table is constant. A VitPremises belongs to its owner until it is handed out; then it is
 * immutable, and any thread may read it. */

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

/** VitPremiseId: rows of the table, in the order in which they are shown */
typedef enum
{
  VIT_PREMISE_UNITS,         /* style of LAMMPS units of the trajectory: metal, real, lj … */
  VIT_PREMISE_TIMESTEP,      /* ps per step */
  VIT_PREMISE_CLOCK,         /* what times are taken from: ps, fs … of the file, step or frame */
  VIT_PREMISE_SPECIES,       /* names by type, "Cu,Zr" */
  VIT_PREMISE_PERIODIC,      /* box vectors that are periodic, "xyz", "xy", "none" */
  VIT_PREMISE_DIMENSION,     /* 2 or 3 */
  VIT_PREMISE_UNWRAPPED,     /* yes: positions are continuous in time; no: minimum image */
  VIT_PREMISE_TEMPERATURE,   /* bath temperature, K */
  VIT_PREMISE_LOADING,       /* runs of the log that are the loading, "2" or "2-3" */
  VIT_PREMISE_AXIS,          /* of the loading: x, y, z, xy, xz, yz */
  VIT_PREMISE_LENGTH0,       /* L₀ along the axis, Å */
  VIT_PREMISE_STRAIN_COLUMN, /* column of the log */
  VIT_PREMISE_STRESS_COLUMN, /* column of the log */
  VIT_PREMISE_STRAIN_UNIT,   /* 1 or % */
  VIT_PREMISE_STRESS_UNIT,   /* GPa, MPa, bar … */
  VIT_PREMISE_PIECES,        /* pieces that begin anew: appended or rewritten */
  VIT_PREMISE_ATOM_STYLE,    /* style of the rows of a data file: atomic, charge … */
  VIT_N_PREMISES,
} VitPremiseId;

/** VitPremiseSource: where a value comes from */
typedef enum
{
  VIT_SOURCE_DEFAULT,
  VIT_SOURCE_FILE,
  VIT_SOURCE_LOG,
  VIT_SOURCE_NAME, /* the name of a file or of a column */
  VIT_SOURCE_USER,
} VitPremiseSource;

/** vit_premise_source_name: (transfer none): "default", "file", "log", "name", "user". */
const char *vit_premise_source_name (VitPremiseSource source);

/** VitPremiseGroup: what kinds of numbers rest on a premise; bits, so that they can be joined */
typedef enum
{
  VIT_PREMISES_OF_MOTION = 1 << 0,  /* times and displacements */
  VIT_PREMISES_OF_CELL = 1 << 1,    /* neighbours */
  VIT_PREMISES_OF_SPECIES = 1 << 2, /* names of the types */
  VIT_PREMISES_OF_BATH = 1 << 3,    /* temperature */
  VIT_PREMISES_OF_LOADING = 1 << 4, /* what a log says: which runs of it load, and their strain */
  VIT_PREMISES_OF_STRESS = 1 << 5,  /* what a log says of the stress */
  VIT_PREMISES_OF_LOG = VIT_PREMISES_OF_LOADING | VIT_PREMISES_OF_STRESS,
} VitPremiseGroup;

/** VitPremiseType: kind of value */
typedef enum
{
  VIT_PREMISE_CHOICE, /* one of the words of @choices */
  VIT_PREMISE_NUMBER, /* positive and finite */
  VIT_PREMISE_LIST,   /* words with commas between them */
  VIT_PREMISE_WORD,   /* any text */
} VitPremiseType;

/**
 * VitPremiseRow:
 * @name: on the command line, in JSON and, unless it is one of today's keys, in the study
 * @type: kind of value
 * @unit: (nullable): of a number
 * @choices: (nullable) (array zero-terminated=1): words of a choice
 * @title: label for people
 * @words: what it says, for tooltips, man page and documents
 * @groups: #VitPremiseGroup: numbers that rest on it
 */
typedef struct
{
  const char *name;
  VitPremiseType type;
  const char *unit;
  const char *const *choices;
  const char *title;
  const char *words;
  unsigned groups;
} VitPremiseRow;

/** vit_premise_get: the row of a premise. */
const VitPremiseRow *vit_premise_get (VitPremiseId id);

/** vit_premise_find: finds a row by its name. */
bool vit_premise_find (const char *name, VitPremiseId *id);

/**
 * VitPremise: a premise of one run
 * @value: (nullable): as text; %NULL where it is needed and nobody knows it
 * @source: where the value comes from
 * @doubt: (nullable): what speaks against the value, one sentence
 */
typedef struct
{
  char *value;
  VitPremiseSource source;
  char *doubt;
} VitPremise;

typedef struct _VitPremises VitPremises;

/** vit_premises_new: an empty set. */
VitPremises *vit_premises_new (void);
VitPremises *vit_premises_ref (VitPremises *premises);
void vit_premises_unref (VitPremises *premises);

/** vit_premises_copy: (transfer full): a set of its own; %NULL gives an empty one. */
VitPremises *vit_premises_copy (const VitPremises *premises);

/** vit_premises_equal: whether values, sources and doubts are the same; %NULL is empty. */
bool vit_premises_equal (const VitPremises *a, const VitPremises *b);

/** vit_premises_look_up: (transfer none) (nullable): %NULL if the set, or @premises itself, does
 * not have it: it does not apply or was not given. */
const VitPremise *vit_premises_look_up (const VitPremises *premises, VitPremiseId id);

/** vit_premises_get_text: (transfer none) (nullable): the value; %NULL if it is not in the set. */
const char *vit_premises_get_text (const VitPremises *premises, VitPremiseId id);

/** vit_premises_get_number: the value as a number; NaN if it is not in the set or is none. */
double vit_premises_get_number (const VitPremises *premises, VitPremiseId id);

/** vit_premises_set: sets value and source, without a doubt; @value %NULL means not known. */
void vit_premises_set (VitPremises *premises,
                       VitPremiseId id,
                       VitPremiseSource source,
                       const char *value);

/** vit_premises_set_number: likewise, with up to 9 digits. */
void vit_premises_set_number (VitPremises *premises,
                              VitPremiseId id,
                              VitPremiseSource source,
                              double value);

/** vit_premises_doubt: adds a doubt to a premise that is in the set; sentences are joined by a
 * space. A value that the user gave is not doubted. */
void vit_premises_doubt (VitPremises *premises, VitPremiseId id, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

/** vit_premises_contradict: the same for what the data themselves contradict, even where the user
 * gave it. */
void vit_premises_contradict (VitPremises *premises, VitPremiseId id, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

/** vit_premises_remove: takes a premise out of the set. */
void vit_premises_remove (VitPremises *premises, VitPremiseId id);

/** vit_premises_take_over: copies what @from has and replaces what @premises had of it. */
void vit_premises_take_over (VitPremises *premises, const VitPremises *from);

/**
 * vit_premises_describe:
 * @premises: (nullable):
 * @groups: bits of #VitPremiseGroup
 *
 * Returns: (transfer full) (nullable): for captions, what the numbers of these groups rest on
 * beyond what the files say themselves, as in "timestep 0.002 ps (given), axis z"; %NULL for
 *   nothing
 */
char *vit_premises_describe (const VitPremises *premises, unsigned groups);

/** vit_premises_describe_doubt: (transfer full) (nullable): what speaks against a premise, as in
 * "Timestep 5 ps: sentence"; %NULL for nothing. */
char *vit_premises_describe_doubt (const VitPremises *premises, VitPremiseId id);

/** vit_premises_count_doubts: number of premises with a doubt. */
size_t vit_premises_count_doubts (const VitPremises *premises);

/**
 * vit_premises_parse:
 * @text: the value, or an empty text to take the user's value away
 * @error: %VIT_ERROR_INVALID with the values that can be given
 *
 * Sets a value of the user's, in the form in which it is written: numbers are positive and finite,
 * words are compared without case.
 */
bool vit_premises_parse (VitPremises *premises, VitPremiseId id, const char *text, GError **error);

/**
 * vit_premises_parse_assignment:
 * @text: NAME=VALUE
 * @error: %VIT_ERROR_INVALID with the names or values that can be given
 */
bool vit_premises_parse_assignment (VitPremises *premises, const char *text, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitPremises, vit_premises_unref)
