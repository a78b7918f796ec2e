#pragma once

/* The one table of options: what a study says beyond its runs and its model (docs/formats.md). From
 * it come reading and clamping, the study file, keys of results, option bars, `--set` and the short
 * names of the command line, and what is made again when one changes.
 *
 * The table is constant. A VitOptions belongs to its owner. Any thread. */

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

/**
 * VitOptionType:
 * @VIT_OPTION_SWITCH: bool; written 0 or 1, read also as yes, no, true, false, on, off
 * @VIT_OPTION_INTEGER: int
 * @VIT_OPTION_NUMBER: double
 * @VIT_OPTION_CHOICE: int, the place of the word in the choices
 * @VIT_OPTION_TEXT: char *, never %NULL
 * @VIT_OPTION_RUN: char *, the label of a run; empty for none
 * @VIT_OPTION_FILE: char *, a path, in the file relative to the study; empty for none
 */
typedef enum
{
  VIT_OPTION_SWITCH,
  VIT_OPTION_INTEGER,
  VIT_OPTION_NUMBER,
  VIT_OPTION_CHOICE,
  VIT_OPTION_TEXT,
  VIT_OPTION_RUN,
  VIT_OPTION_FILE,
} VitOptionType;

/**
 * VitAffects: what an option bears upon: results by their kind, then what is only drawn
 *
 * A result is keyed by the options that affect it; a view is made again if its figure draws one of
 * them or shows a result that they affect.
 */
typedef enum
{
  VIT_AFFECTS_NOTHING = 0,
  VIT_AFFECTS_CELLS = 1 << 0,        /* Voronoi cells of a frame */
  VIT_AFFECTS_BONDS = 1 << 1,        /* bond order of a frame */
  VIT_AFFECTS_COORDINATION = 1 << 2, /* CN and its species */
  VIT_AFFECTS_SAMPLE = 1 << 3,       /* structure of LA and SA */
  VIT_AFFECTS_CLUSTERS = 1 << 4,     /* liquid-like regions */
  VIT_AFFECTS_PLASTICITY = 1 << 5,   /* strain of a pair of frames */
  VIT_AFFECTS_PAIRS = 1 << 6,        /* which pairs of frames plasticity is shown of */
  VIT_AFFECTS_CORRELATION = 1 << 7,  /* ρ against Δt */
  VIT_AFFECTS_LOADING = 1 << 8,      /* yield of the study's log */
  VIT_AFFECTS_COOLING = 1 << 9,      /* glass transition of the study's log */
  VIT_AFFECTS_RHEOLOGY = 1 << 10,    /* the model fitted to the MSD */
  VIT_AFFECTS_CLASSES = 1 << 11,     /* which temperatures make one class */
  VIT_AFFECTS_TML_DENSITY = 1 << 12, /* drawn: densities of T_ML */
  VIT_AFFECTS_LIQUID = 1 << 13,      /* drawn: which atoms are liquid-like */
  VIT_AFFECTS_MAP = 1 << 14,         /* drawn: maps of atoms */
  VIT_AFFECTS_CONTOURS = 1 << 15,    /* drawn: contours of q6–w6 */
  VIT_AFFECTS_ETA = 1 << 16,         /* drawn: the sign of η */
  VIT_AFFECTS_MEASURE = 1 << 17,     /* drawn: which measure of plasticity */
  VIT_AFFECTS_CURVES = 1 << 18,      /* drawn: signs of macroscopic curves */
  VIT_AFFECTS_FEATURE = 1 << 19,     /* drawn: which feature, cuts and thresholds of the model */
  VIT_AFFECTS_QUANTITY = 1 << 20,    /* drawn: which quantity is distributed, and its bins */
  VIT_AFFECTS_TIME = 1 << 21,        /* the playhead */
  VIT_AFFECTS_SLICE = 1 << 22,       /* drawn: where the slice lies */
  VIT_AFFECTS_BASELINE = 1 << 23,    /* the run that is compared with */
  VIT_AFFECTS_FRACTION = 1 << 24,    /* the fraction above T_g */
  VIT_AFFECTS_CUTOFF = 1 << 25,      /* whether and where r_c is found */
  VIT_AFFECTS_CREEP = 1 << 26,       /* strain rates, and the stages of creep */
  VIT_AFFECTS_EVERYTHING = 0x7fffffff,
} VitAffects;

/** VitViewOptions: [view]: how the study was last looked at; no change of the document. */
typedef struct
{
  int slice_axis; /* 0, 1, 2 */
  double slice_position, slice_thickness;
  bool whole_box;
  char *colour_column;
  int colour_map; /* place among the names of the colour maps */
  double colour_minimum, colour_maximum;
  bool outline_regions, equal_sizes;
  double time, speed;
  bool loop;
} VitViewOptions;

/** VitAnalysisOptions: [analysis]: r_c (Å): @cutoff as chosen, 0 where it is to be found; as found
 * of @cutoff_run. */
typedef struct
{
  double cutoff, cutoff_found;
  char *cutoff_run;
} VitAnalysisOptions;

/** VitLiquidOptions: [liquid-like]; see #VitLiquidRule. */
typedef struct
{
  int rule; /* 0: glass transition, 1: percentage */
  double glass_transition, percentage;
  bool within_species;
} VitLiquidOptions;

/** VitDistributionOptions: [distribution]: of T_ML. */
typedef struct
{
  double bin_width; /* K */
  bool kernel, all_phases;
} VitDistributionOptions;

/** VitStructureGroup: [structure]; @neighbours and @chemistry_neighbours are a #VitNeighbourRule,
 * @reference a #VitChemicalReference. */
typedef struct
{
  bool pool;
  char *baseline;
  int neighbours, nearest;
  double face_threshold; /* % */
  bool weighted, averaged;
  int levels; /* 0: densities, 1: enclosed shares */
  int chemistry_neighbours, chemistry_nearest;
  char *pair_cutoffs;
  int reference;
  bool eta_opposite;
  char *quantity;
  double quantity_bin; /* in the unit of the quantity; 0: proposed */
} VitStructureGroup;

/** VitPlasticityGroup: [plasticity]; @measure is a #VitPlasticityMeasure. */
typedef struct
{
  double interval, second_interval, third_interval; /* ps */
  char *run;
  int measure;
  bool ranked;
  double block; /* Å; 0: atoms alone */
  bool predictive, per_neighbour;
} VitPlasticityGroup;

/** VitMechanicsGroup: [mechanics]; @model is a #VitRheologyModel. */
typedef struct
{
  bool flip;
  double rate_window; /* ps */
  double yield_offset, modulus_to, yield_smoothing;
  int model;
  double glass_from, glass_to, liquid_from, liquid_to; /* K */
  char *stress_strain_log, *quench_log;
} VitMechanicsGroup;

/** VitModelGroup: [model]; @linkage is a #VitLinkageMethod; NaN where the program proposes. */
typedef struct
{
  int linkage, metric;
  double interval; /* ps */
  double cut, threshold;
} VitModelGroup;

/** VitOptions: every option with its value, within its limits. */
typedef struct
{
  VitViewOptions view;
  VitAnalysisOptions analysis;
  VitLiquidOptions liquid;
  VitDistributionOptions distribution;
  VitStructureGroup structure;
  VitPlasticityGroup plasticity;
  VitMechanicsGroup mechanics;
  VitModelGroup model;
} VitOptions;

/** VitOptionChoice: a word, and what it is called for people, in Pango markup. */
typedef struct
{
  const char *word;
  const char *name;
} VitOptionChoice;

/** VitOptionNeed: an option bears on @affects only while the choice or text @key of @group (%NULL:
 * its own) is @word, or another need of the same @affects is met. */
typedef struct
{
  unsigned affects;
  const char *key, *word, *group;
} VitOptionNeed;

/**
 * VitOption: a row of the table
 * @group, @key: in the study file
 * @offset: of the value in #VitOptions
 * @usual: default of a number, switch or choice; NaN: none, the program proposes one
 * @usual_text: default of a text
 * @minimum, @maximum: what is stored outside is taken as the nearer limit, and that is said
 * @below_maximum: whether @maximum itself is too much
 * @step, @digits: of controls
 * @factor: what is stored, times this, is what a control shows: 100 for a fraction in %; 0 is 1
 * @unit: (nullable): of what is stored
 * @label: before a control, in Pango markup
 * @tooltip: one sentence
 * @example: (nullable): of a text, shown while it is empty
 * @choices: (nullable) (array zero-terminated=1): of a choice
 * @needs: for some of what it affects: only while another option has a certain word
 * @alias: (nullable): short name on the command line, without dashes
 * @affects: what it bears upon
 */
typedef struct
{
  const char *group, *key;
  VitOptionType type;
  size_t offset;
  double usual;
  const char *usual_text;
  double minimum, maximum;
  bool below_maximum;
  double step;
  int digits;
  double factor;
  const char *unit, *label, *tooltip, *example;
  const VitOptionChoice *choices;
  VitOptionNeed needs[4];
  const char *alias;
  VitAffects affects;
} VitOption;

/** vit_option_list: (transfer none): the table. */
const VitOption *vit_option_list (size_t *n);

/** vit_option_find: (transfer none) (nullable): a row by group and key. */
const VitOption *vit_option_find (const char *group, const char *key);

/** vit_option_find_nearest: (transfer none): the row whose "group.key" is closest to @name, for
 * messages. O(rows · length²) */
const VitOption *vit_option_find_nearest (const char *name);

/** vit_options_new: (transfer full): everything as it is by default. */
VitOptions *vit_options_new (void);
VitOptions *vit_options_copy (const VitOptions *options);
void vit_options_free (VitOptions *options);

/**
 * vit_option_parse:
 * @text: as in a study file or after `--set`
 * @said: (out) (optional) (transfer full) (nullable): what was clamped, for people
 * @error: %VIT_ERROR_INVALID: the text is no value of this option; it says which there are
 *
 * Sets one value. The value stays as it was where it fails.
 */
bool vit_option_parse (
    const VitOption *option, const char *text, VitOptions *options, char **said, GError **error);

/** vit_option_reset: the value becomes the default. */
void vit_option_reset (const VitOption *option, VitOptions *options);

/** vit_option_format: (transfer full): the value as a study file has it; numbers with twelve
 * digits. */
char *vit_option_format (const VitOption *option, const VitOptions *options);

/** vit_option_is_usual: whether the value is the default. */
bool vit_option_is_usual (const VitOption *option, const VitOptions *options);

/** vit_option_get_number: a switch, integer, number or choice as a number. */
double vit_option_get_number (const VitOption *option, const VitOptions *options);

/** vit_option_get_text: (transfer none): of a text, run or file. */
const char *vit_option_get_text (const VitOption *option, const VitOptions *options);

/** vit_option_get_word: (transfer none): of a choice: its word. */
const char *vit_option_get_word (const VitOption *option, const VitOptions *options);

/** vit_option_get_affects: what the option bears upon, given the others. */
VitAffects vit_option_get_affects (const VitOption *option, const VitOptions *options);

/** vit_option_equal: whether two sets have the same value of it. */
bool vit_option_equal (const VitOption *option, const VitOptions *a, const VitOptions *b);

/** vit_options_get_cutoff: r_c in Å: the one chosen, else the one found; 0 while neither is there.
 */
double vit_options_get_cutoff (const VitOptions *options);

/** vit_options_get_strain_sign: 1, or −1 where compression is shown as positive. */
double vit_options_get_strain_sign (const VitOptions *options);

/** vit_options_describe: appends every option that bears on one of @affects, with its value; r_c as
 * it counts. Equal texts, equal results. */
void vit_options_describe (const VitOptions *options, VitAffects affects, GString *key);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitOptions, vit_options_free)
