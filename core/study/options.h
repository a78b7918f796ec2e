#pragma once

/* The one table of options: all settings of a study beyond its runs and its model
 * (docs/formats.md). Parsing and clamping, the study file, keys of results, option bars, `--set`,
 * the short names of the command line and the set of results that a change makes obsolete all
 * follow from it.
 *
 * The table is constant. A VitOptions belongs to its owner. Any thread. */

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

/** VIT_OPTION_MAX_TEXT: bytes of the value of a #VIT_OPTION_TEXT. */
#define VIT_OPTION_MAX_TEXT 1023

/**
 * VitOptionType:
 * @VIT_OPTION_SWITCH: bool; written 0 or 1, read also as yes, no, true, false, on, off
 * @VIT_OPTION_INTEGER: int
 * @VIT_OPTION_NUMBER: double
 * @VIT_OPTION_CHOICE: int, index of the word in the choices
 * @VIT_OPTION_TEXT: char *, never %NULL, at most %VIT_OPTION_MAX_TEXT bytes
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
 * VitAffects: what an option affects: kinds of results, then parts of figures that are only drawn
 *
 * The key of a result contains the options that affect it. A view is made again when an option
 * changes that its figure draws, or that affects a result shown in it.
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
  VIT_AFFECTS_PAIRS = 1 << 6,       /* choice of the pairs of frames that plasticity is shown for */
  VIT_AFFECTS_CORRELATION = 1 << 7, /* ρ against Δt */
  VIT_AFFECTS_LOADING = 1 << 8,     /* yield of the study's log */
  VIT_AFFECTS_COOLING = 1 << 9,     /* glass transition of the study's log */
  VIT_AFFECTS_RHEOLOGY = 1 << 10,   /* the model fitted to the MSD */
  VIT_AFFECTS_CLASSES = 1 << 11,    /* grouping of temperatures into classes */
  VIT_AFFECTS_TML_DENSITY = 1 << 12, /* drawn: densities of T_ML */
  VIT_AFFECTS_LIQUID = 1 << 13,      /* drawn: liquid-like atoms */
  VIT_AFFECTS_MAP = 1 << 14,         /* drawn: maps of atoms */
  VIT_AFFECTS_CONTOURS = 1 << 15,    /* drawn: contours of q6–w6 */
  VIT_AFFECTS_ETA = 1 << 16,         /* drawn: the sign of η */
  VIT_AFFECTS_MEASURE = 1 << 17,     /* drawn: measure of plasticity */
  VIT_AFFECTS_CURVES = 1 << 18,      /* drawn: signs of macroscopic curves */
  VIT_AFFECTS_FEATURE = 1 << 19,     /* drawn: feature, cuts and thresholds of the model */
  VIT_AFFECTS_QUANTITY = 1 << 20,    /* drawn: distributed quantity and its bins */
  VIT_AFFECTS_TIME = 1 << 21,        /* the playhead */
  VIT_AFFECTS_SLICE = 1 << 22,       /* drawn: position of the slice */
  VIT_AFFECTS_BASELINE = 1 << 23,    /* the run that others are compared with */
  VIT_AFFECTS_FRACTION = 1 << 24,    /* the fraction above T_g */
  VIT_AFFECTS_CUTOFF = 1 << 25,      /* choice of r_c, or of the run that it is found in */
  VIT_AFFECTS_CREEP = 1 << 26,       /* strain rates, and the stages of creep */
  VIT_AFFECTS_DIFFERENCE = 1 << 27,  /* what is compared with what, atom by atom */
  VIT_AFFECTS_PROFILE = 1 << 28,     /* quantity, axis, bins and colours of profiles */
  VIT_AFFECTS_JOINT = 1 << 29,       /* the two quantities that are set against each other */
  VIT_AFFECTS_SURFACE = 1 << 30,     /* surfaces around liquid-like atoms */

  /* Indicators of single atoms. */
  VIT_AFFECTS_ENTROPY = 1ull << 31,    /* s2 */
  VIT_AFFECTS_SHELLS = 1ull << 32,     /* what is measured by the distances σ_ab */
  VIT_AFFECTS_TETRAHEDRA = 1ull << 33, /* what is summed over Delaunay tetrahedra */
  VIT_AFFECTS_RADII = 1ull << 34,      /* what is filled by spheres */
  VIT_AFFECTS_AVERAGE = 1ull << 35,    /* averages over surroundings */
  VIT_AFFECTS_PAST = 1ull << 36,       /* motion before a frame */
  VIT_AFFECTS_VIBRATION = 1ull << 37,  /* vibration before a frame */
  VIT_AFFECTS_HOP = 1ull << 38,        /* p_hop */
  VIT_AFFECTS_LEARNED = 1ull << 39,    /* the learned indicator */
  VIT_AFFECTS_RANKING = 1ull << 40,    /* scores of indicators, and what they are of */
  VIT_AFFECTS_TRANSFER = 1ull << 41,   /* what linear models of them are made of */
  VIT_AFFECTS_EVERYTHING = ~0ull,
} VitAffects;

/** VIT_AFFECTS_COLUMNS: what a number per atom may depend on: of figures that show any of them */
#define VIT_AFFECTS_COLUMNS                                                                        \
  (VIT_AFFECTS_CELLS | VIT_AFFECTS_BONDS | VIT_AFFECTS_COORDINATION | VIT_AFFECTS_ENTROPY |        \
   VIT_AFFECTS_SHELLS | VIT_AFFECTS_TETRAHEDRA | VIT_AFFECTS_RADII | VIT_AFFECTS_AVERAGE |         \
   VIT_AFFECTS_PAST | VIT_AFFECTS_VIBRATION | VIT_AFFECTS_HOP | VIT_AFFECTS_LEARNED)

/** VitViewOptions: [view]: how the study was last looked at; a change does not modify the
 * document. */
typedef struct
{
  int slice_axis; /* 0, 1, 2 */
  double slice_position, slice_thickness;
  bool whole_box;
  char *colour_column;
  int colour_map; /* index into the names of the colour maps */
  double colour_minimum, colour_maximum;
  bool outline_regions, interpolate_colours, equal_sizes;
  char *filter; /* an expression; empty: all atoms */
  int filter_steps;
  bool ghosts;
  int surfaces; /* 0: none, 1: beside the atoms, 2: alone */
  double surface_opacity;
  int polyhedron; /* of the picked atom: a #VitPolyhedronKind */
  double time, speed;
  bool loop;
  bool follow_end, developing;
  char *page, *camera; /* as ui/scene/camera-start.h reads it; empty: all is seen */
  bool perspective;
  double turn_seconds;
  int triad; /* 0: none, 1: axes, 2: box vectors */
  int clip;  /* 0: nothing, 1: above the plane of the slice, 2: below it */
  double solid_opacity;
  bool arrows;
  double arrow_interval;                          /* ps; 0: that of plasticity */
  double arrow_scale, arrow_least, arrow_longest; /* Å but for the scale */
  int arrow_colour;                               /* 0: of the atoms, 1: by length */
  double atom;                                    /* id of the picked one; 0 for none */
  char *atom_run, *atoms; /* @atoms: ids of all that are followed; empty for one or none */
  bool runs_panel, inspector;
  char *folded_groups; /* with semicolons between them */
  char *figure_run;    /* label of the run of figures of one; empty: the last that is shown */
} VitViewOptions;

/** VitAnalysisOptions: [analysis]; r_c in Å: @cutoff is the chosen one, 0 for none; @cutoff_found
 * was found in g(r) of the run labelled @cutoff_run. */
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

/** VitLiveGroup: [live]: alarms of runs; see core/live/alarms.h. 0: none. */
typedef struct
{
  double alarm_fraction; /* % */
  bool alarm_percolation;
  double alarm_rate; /* 1/s */
} VitLiveGroup;

/** VitSurfaceGroup: [surface]: surfaces around liquid-like atoms; see #VitIsosurfaceInput. */
typedef struct
{
  double width, level;
} VitSurfaceGroup;

/** VitDistributionOptions: [distribution]: the distribution of T_ML. */
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
  double quantity_bin; /* in the unit of the quantity; 0: the program proposes one */
} VitStructureGroup;

/** VitIndicatorGroup: [indicators]: of single atoms (docs/science.md §11). */
typedef struct
{
  double average;               /* ξ, Å */
  char *pair_distances, *radii; /* as vit_pair_distances_read() and vit_radii_read() take them */
  double s2_reach, s2_width, s2_step; /* Å */
  bool s2_total;
  double longest_edge; /* of tetrahedra, in σ; 0: any */
  char *model;         /* of the learned indicator, a path; empty for none */
  double past, vibration_window, vibration_past, hop_window; /* ps */
} VitIndicatorGroup;

/** VitRankingGroup: [ranking]: how indicators are scored (docs/science.md §12). */
typedef struct
{
  char *target; /* as of vit_target_find(), or column:NAME */
  double top;   /* per cent of the atoms that are events */
  char *indicator, *species;
  char *features;  /* of linear models: sets and names with commas between */
  bool pool;       /* all start times, not the one at the playhead */
  bool predictive; /* T_ML of the window that ends at the start time */
} VitRankingGroup;

/** VitJointOptions: [joint]: one quantity against another; @y is empty for the one that colours the
 * atoms. */
typedef struct
{
  char *x, *y;
  int show; /* 0: density, 1: scatter */
  bool log_x, log_y;
} VitJointOptions;

/** VitPlasticityGroup: [plasticity]; @measure is a #VitPlasticityMeasure. */
typedef struct
{
  double interval, second_interval, third_interval; /* ps */
  char *run;
  int measure;
  bool ranked;
  double block; /* Å; 0: single atoms */
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

/** VitCompareGroup: [compare]: differences of two runs or times, and profiles. */
typedef struct
{
  char *run, *other; /* other is subtracted from run */
  bool own_time;
  double other_time; /* ps */
  char *quantity;    /* empty: the one that colours the atoms */
  double range;      /* ends of the colour scale of differences; 0: the program proposes them */
  int colour_map;    /* as in VitViewOptions */
  int axis;          /* 0, 1, 2 */
  double bin;        /* Å */
} VitCompareGroup;

/** VitModelGroup: [model]; @linkage is a #VitLinkageMethod; numbers are NaN where the program
 * proposes one. */
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
  VitSurfaceGroup surface;
  VitLiveGroup live;
  VitDistributionOptions distribution;
  VitStructureGroup structure;
  VitIndicatorGroup indicators;
  VitRankingGroup ranking;
  VitJointOptions joint;
  VitPlasticityGroup plasticity;
  VitMechanicsGroup mechanics;
  VitCompareGroup compare;
  VitModelGroup model;
} VitOptions;

/** VitOptionChoice: a word and its label, in Pango markup. */
typedef struct
{
  const char *word;
  const char *name;
} VitOptionChoice;

/** VitOptionNeed: an option affects @affects only while the choice, text or switch (0, 1) @key of
 * @group (%NULL: its own group) is @word, or another need with the same @affects is met. */
typedef struct
{
  VitAffects affects;
  const char *key, *word, *group;
} VitOptionNeed;

/**
 * VitOptionNames: what the value of a #VIT_OPTION_TEXT names; vit_option_check_names() tells
 * whether it is there
 * @VIT_NAMES_COLUMN: a quantity, column of the file or expression
 * @VIT_NAMES_COLOUR: one of a single number, or what else colours atoms
 * @VIT_NAMES_CONDITION: an expression that is true or false
 * @VIT_NAMES_TARGET, @VIT_NAMES_INDICATOR: of rankings
 * @VIT_NAMES_SPECIES: a species, or what stands for all
 * @VIT_NAMES_PAGE: a page of the window
 * @VIT_NAMES_CAMERA: where the box is seen from
 */
typedef enum
{
  VIT_NAMES_NOTHING,
  VIT_NAMES_COLUMN,
  VIT_NAMES_COLOUR,
  VIT_NAMES_CONDITION,
  VIT_NAMES_TARGET,
  VIT_NAMES_INDICATOR,
  VIT_NAMES_SPECIES,
  VIT_NAMES_PAGE,
  VIT_NAMES_CAMERA,
} VitOptionNames;

/**
 * VitOption: a row of the table
 * @group, @key: place in the study file
 * @offset: offset of the value in #VitOptions, bytes
 * @usual: default of a number, switch or choice; NaN: none, the program proposes one
 * @usual_text: default of a text
 * @names: what a text names
 * @minimum, @maximum: limits; a value outside is clamped to the nearer one, and the user is told
 * @below_maximum: whether the value must be less than @maximum
 * @looked: where one looks (time, place, page, what is open), or what follows from other options:
 * no step of undo
 * @step, @digits: increment and decimals of controls
 * @factor: ratio of the number that a control shows to the stored one: 100 for a fraction in %; 0
 *   is 1
 * @unit: (nullable): unit of the stored value
 * @label: label of a control, in Pango markup
 * @tooltip: one sentence
 * @example: (nullable): example of a text, shown while the text is empty
 * @zero: (nullable): word that a control shows for the number 0, or for no run
 * @choices: (nullable) (array zero-terminated=1): words of a choice
 * @needs: conditions on other options under which it affects some of @affects
 * @alias: (nullable): short name on the command line, without dashes
 * @affects: all that it may affect
 */
typedef struct
{
  const char *group, *key;
  VitOptionType type;
  size_t offset;
  double usual;
  const char *usual_text;
  VitOptionNames names;
  double minimum, maximum;
  bool below_maximum, looked;
  double step;
  int digits;
  double factor;
  const char *unit, *label, *tooltip, *example, *zero;
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

/** vit_options_new: (transfer full): all defaults. */
VitOptions *vit_options_new (void);
VitOptions *vit_options_copy (const VitOptions *options);
void vit_options_free (VitOptions *options);

/**
 * vit_option_parse:
 * @text: value as in a study file or after `--set`
 * @said: (out) (optional) (transfer full) (nullable): a sentence for people if the value was
 *   clamped
 * @error: %VIT_ERROR_INVALID: the text is no value of this option; the message lists the valid ones
 *
 * Sets one value. On failure the value is unchanged.
 */
bool vit_option_parse (
    const VitOption *option, const char *text, VitOptions *options, char **said, GError **error);

/** vit_option_parse_switch: the words of #VIT_OPTION_SWITCH, in any case. Returns: whether @text is
 * one of them. */
bool vit_option_parse_switch (const char *text, bool *value);

/** vit_option_reset: sets the value to the default. */
void vit_option_reset (const VitOption *option, VitOptions *options);

/** vit_option_format: (transfer full): the value as a study file has it; numbers with twelve
 * digits. */
char *vit_option_format (const VitOption *option, const VitOptions *options);

/** vit_option_is_usual: whether the value is the default. */
bool vit_option_is_usual (const VitOption *option, const VitOptions *options);

/** vit_option_round: @value with as many digits as people see of the option. */
double vit_option_round (const VitOption *option, double value);

/** vit_option_get_number: a switch, integer, number or choice as a number. */
double vit_option_get_number (const VitOption *option, const VitOptions *options);

/** vit_option_get_text: (transfer none): the value of a text, run or file. */
const char *vit_option_get_text (const VitOption *option, const VitOptions *options);

/** vit_option_get_word: (transfer none): the word of a choice. */
const char *vit_option_get_word (const VitOption *option, const VitOptions *options);

/** vit_option_get_affects: what the option affects, given the values of the others. */
VitAffects vit_option_get_affects (const VitOption *option, const VitOptions *options);

/** vit_option_equal: whether @a and @b have the same value of @option. */
bool vit_option_equal (const VitOption *option, const VitOptions *a, const VitOptions *b);

/** vit_options_get_cutoff: r_c in Å: the chosen one, else the found one; 0 while there is
 * neither. */
double vit_options_get_cutoff (const VitOptions *options);

/** vit_options_have_range: whether the range of the colour scale belongs to the quantity that
 * colours the atoms. The default range belongs to T_ML alone. */
bool vit_options_have_range (const VitOptions *options);

/** vit_options_get_strain_sign: 1, or −1 where compression is shown as positive. */
double vit_options_get_strain_sign (const VitOptions *options);

/** vit_options_describe: appends every option that affects one of @affects, with its value; for r_c
 * the value of vit_options_get_cutoff(). Equal texts mean equal results. */
void vit_options_describe (const VitOptions *options, VitAffects affects, GString *key);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitOptions, vit_options_free)
