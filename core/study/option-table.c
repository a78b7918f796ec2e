/* The rows of the table of options. */

#include "core/study/options-private.h"

#include <math.h>

#define AT(member) offsetof (VitOptions, member)
#define LONGEST_TIME 1e12

/* ---- Words ---- */

static const VitOptionChoice axes[] = { { "0", "x" }, { "1", "y" }, { "2", "z" }, { NULL } };

static const VitOptionChoice colour_maps[] = {
  { "viridis", "viridis" },     { "plasma", "plasma" },
  { "inferno", "inferno" },     { "magma", "magma" },
  { "cividis", "cividis" },     { "rainbow", "rainbow" },
  { "diverging", "diverging" }, { NULL },
};

static const VitOptionChoice liquid_rules[] = {
  { "glass-transition", "above <i>T</i><sub>g</sub>" },
  { "percentage", "most mobile" },
  { NULL },
};

/* Order: VitNeighbourRule. */
static const VitOptionChoice neighbour_rules[] = {
  { "voronoi", "Voronoi" },
  { "cutoff", "within <i>r</i><sub>c</sub>" },
  { "nearest", "nearest" },
  { "pairs", "by pair" },
  { NULL },
};

static const VitOptionChoice levels[] = {
  { "density", "density" },
  { "enclosed", "enclosed share" },
  { NULL },
};

/* Order: VitChemicalReference. */
static const VitOptionChoice references[] = {
  { "all", "all atoms" },
  { "subset", "the subset" },
  { NULL },
};

/* Order: VitPlasticityMeasure. */
static const VitOptionChoice measures[] = {
  { "d2min", "<i>D</i>²<sub>min</sub>" },
  { "mises", "<i>η</i><sub>Mises</sub>" },
  { "rotation", "rotation <i>θ</i>" },
  { "volumetric", "volumetric strain" },
  { NULL },
};

/* Order: VitRheologyModel. */
static const VitOptionChoice rheologies[] = {
  { "jeffreys", "Jeffreys" },
  { "kelvin-voigt", "Kelvin–Voigt" },
  { NULL },
};

/* Order: VitLinkageMethod. */
static const VitOptionChoice linkages[] = {
  { "average", "average" },
  { "single", "single" },
  { "complete", "complete" },
  { "ward", "Ward" },
  { NULL },
};

static const VitOptionChoice metrics[] = {
  { "euclidean", "Euclidean" },
  { "cityblock", "city-block" },
  { NULL },
};

/* ---- The table ---- */

#define STRUCTURE_OF_FRAME (VIT_AFFECTS_CELLS | VIT_AFFECTS_BONDS | VIT_AFFECTS_COORDINATION)

/* r_c affects neighbours by cutoff or by pair, and every result that has no neighbour rule of its
 * own. */
#define RC_NEEDS                                                                                   \
  {                                                                                                \
    { VIT_AFFECTS_BONDS, "neighbours", "cutoff", "structure" },                                    \
        { VIT_AFFECTS_BONDS, "neighbours", "pairs", "structure" },                                 \
        { VIT_AFFECTS_COORDINATION, "chemistry-neighbours", "cutoff", "structure" },               \
        { VIT_AFFECTS_COORDINATION, "chemistry-neighbours", "pairs", "structure" },                \
  }

/* clang-format off */
const VitOption vit_option_table[] = {
  /* [view] */
  { .group = "view", .key = "time", .type = VIT_OPTION_NUMBER, .offset = AT (view.time),
    .minimum = -LONGEST_TIME, .maximum = LONGEST_TIME, .digits = 3, .unit = "ps", .label = "Time",
    .tooltip = "Time under the playhead", .alias = "time", .affects = VIT_AFFECTS_TIME },
  { .group = "view", .key = "speed", .type = VIT_OPTION_NUMBER, .offset = AT (view.speed),
    .usual = 10, .minimum = 0.01, .maximum = 1e6, .step = 1, .digits = 1, .unit = "ps/s",
    .label = "Speed", .tooltip = "Time of the run that passes in a second of playing" },
  { .group = "view", .key = "loop", .type = VIT_OPTION_SWITCH, .offset = AT (view.loop), .usual = 1,
    .maximum = 1, .label = "Loop", .tooltip = "Playing goes on from the start" },
  { .group = "view", .key = "slice-axis", .type = VIT_OPTION_CHOICE, .offset = AT (view.slice_axis),
    .usual = 1, .choices = axes, .label = "Normal", .tooltip = "Normal of the slice",
    .alias = "axis", .affects = VIT_AFFECTS_SLICE },
  { .group = "view", .key = "slice-position", .type = VIT_OPTION_NUMBER,
    .offset = AT (view.slice_position), .usual = 0.5, .maximum = 1, .step = 0.01, .digits = 3,
    .label = "Position", .tooltip = "Middle of the slice as a fraction of the box edge",
    .alias = "position", .affects = VIT_AFFECTS_SLICE },
  { .group = "view", .key = "slice-thickness", .type = VIT_OPTION_NUMBER,
    .offset = AT (view.slice_thickness), .usual = 3.85, .minimum = 0.01, .maximum = 1e4,
    .step = 0.05, .digits = 2, .unit = "Å", .label = "Thickness",
    .tooltip = "Thickness of the slice", .alias = "thickness", .affects = VIT_AFFECTS_SLICE },
  { .group = "view", .key = "whole-box", .type = VIT_OPTION_SWITCH, .offset = AT (view.whole_box),
    .maximum = 1, .label = "Whole box", .tooltip = "The whole box instead of a slice",
    .alias = "whole-box", .affects = VIT_AFFECTS_SLICE },
  { .group = "view", .key = "colour-column", .type = VIT_OPTION_TEXT,
    .offset = AT (view.colour_column), .usual_text = "t_ml", .label = "Colour",
    .tooltip = "Quantity, column of the file or expression that colours the atoms", .alias = "colour",
    .needs = { { VIT_AFFECTS_QUANTITY, "quantity", "", "structure" } },
    .affects = VIT_AFFECTS_MAP | VIT_AFFECTS_QUANTITY },
  { .group = "view", .key = "colour-map", .type = VIT_OPTION_CHOICE, .offset = AT (view.colour_map),
    .choices = colour_maps, .label = "Map", .tooltip = "Colour map", .alias = "colormap",
    .affects = VIT_AFFECTS_MAP },
  { .group = "view", .key = "colour-minimum", .type = VIT_OPTION_NUMBER,
    .offset = AT (view.colour_minimum), .usual = 150, .minimum = -G_MAXDOUBLE,
    .maximum = G_MAXDOUBLE, .digits = 3, .label = "From",
    .tooltip = "Value at the lower end of the colour scale", .affects = VIT_AFFECTS_MAP },
  { .group = "view", .key = "colour-maximum", .type = VIT_OPTION_NUMBER,
    .offset = AT (view.colour_maximum), .usual = 1100, .minimum = -G_MAXDOUBLE,
    .maximum = G_MAXDOUBLE, .digits = 3, .label = "To",
    .tooltip = "Value at the upper end of the colour scale", .affects = VIT_AFFECTS_MAP },
  { .group = "view", .key = "outline-regions", .type = VIT_OPTION_SWITCH,
    .offset = AT (view.outline_regions), .usual = 1, .maximum = 1, .label = "Outlines",
    .tooltip = "A line around connected liquid-like atoms", .affects = VIT_AFFECTS_MAP },
  { .group = "view", .key = "equal-sizes", .type = VIT_OPTION_SWITCH,
    .offset = AT (view.equal_sizes), .maximum = 1, .label = "Equal sizes",
    .tooltip = "Atoms of all elements drawn equally large", .affects = VIT_AFFECTS_MAP },
  { .group = "view", .key = "filter", .type = VIT_OPTION_TEXT, .offset = AT (view.filter),
    .usual_text = "", .label = "Show only", .alias = "where", .example = "t_ml > 685 && element == Cu",
    .tooltip = "Maps show only the atoms for which this expression is true, as in 'element == Cu'; empty: all",
    .affects = VIT_AFFECTS_MAP },
  { .group = "view", .key = "filter-steps", .type = VIT_OPTION_INTEGER, .offset = AT (view.filter_steps),
    .maximum = 3, .step = 1, .label = "Grow (steps)", .alias = "grow",
    .tooltip = "Steps to neighbours within r_c by which the atoms that are shown are grown",
    .affects = VIT_AFFECTS_MAP },
  { .group = "view", .key = "ghosts", .type = VIT_OPTION_SWITCH, .offset = AT (view.ghosts),
    .maximum = 1, .label = "Ghosts", .alias = "ghosts",
    .tooltip = "Atoms that are not to be shown are small and pale instead", .affects = VIT_AFFECTS_MAP },
  { .group = "view", .key = "page", .type = VIT_OPTION_TEXT, .offset = AT (view.page),
    .usual_text = "motion", .label = "Page", .tooltip = "Page of the window" },
  { .group = "view", .key = "camera", .type = VIT_OPTION_TEXT, .offset = AT (view.camera),
    .usual_text = "", .label = "Camera",
    .tooltip = "What the window shows of a map: normal of the slice or box, zoom, centre, axes" },
  { .group = "view", .key = "atom", .type = VIT_OPTION_NUMBER, .offset = AT (view.atom),
    .minimum = -1e15, .maximum = 1e15, .label = "Atom", .tooltip = "Id of the atom picked in the window" },
  { .group = "view", .key = "atom-run", .type = VIT_OPTION_RUN, .offset = AT (view.atom_run),
    .usual_text = "", .label = "Run of the atom", .tooltip = "Run of the atom picked in the window; empty for none" },
  { .group = "view", .key = "runs-panel", .type = VIT_OPTION_SWITCH, .offset = AT (view.runs_panel),
    .usual = 1, .maximum = 1, .label = "Runs", .tooltip = "The window shows the list of runs" },
  { .group = "view", .key = "inspector", .type = VIT_OPTION_SWITCH, .offset = AT (view.inspector),
    .usual = 1, .maximum = 1, .label = "Inspector", .tooltip = "The window shows the inspector" },

  /* [analysis] */
  { .group = "analysis", .key = "cutoff", .type = VIT_OPTION_NUMBER, .offset = AT (analysis.cutoff),
    .maximum = 50, .step = 0.05, .digits = 2, .unit = "Å", .label = "<i>r</i><sub>c</sub> (Å)",
    .tooltip = "Cutoff of neighbours, plasticity and regions; 0 takes the first minimum of g(r)",
    .alias = "cutoff", .needs = RC_NEEDS,
    .affects = VIT_AFFECTS_BONDS | VIT_AFFECTS_COORDINATION | VIT_AFFECTS_CLUSTERS | VIT_AFFECTS_PLASTICITY | VIT_AFFECTS_CORRELATION | VIT_AFFECTS_MAP | VIT_AFFECTS_CUTOFF },
  { .group = "analysis", .key = "cutoff-found", .type = VIT_OPTION_NUMBER,
    .offset = AT (analysis.cutoff_found), .maximum = 50, .digits = 2, .unit = "Å", .label = "Found",
    .tooltip = "r_c as it was found; it counts where none is chosen", .needs = RC_NEEDS,
    .affects = VIT_AFFECTS_BONDS | VIT_AFFECTS_COORDINATION | VIT_AFFECTS_CLUSTERS | VIT_AFFECTS_PLASTICITY | VIT_AFFECTS_CORRELATION | VIT_AFFECTS_MAP | VIT_AFFECTS_CUTOFF },
  { .group = "analysis", .key = "cutoff-run", .type = VIT_OPTION_RUN,
    .offset = AT (analysis.cutoff_run), .usual_text = "", .label = "Found in",
    .tooltip = "The run whose g(r) r_c was found in", .affects = VIT_AFFECTS_CUTOFF },

  /* [liquid-like] */
  { .group = "liquid-like", .key = "rule", .type = VIT_OPTION_CHOICE, .offset = AT (liquid.rule),
    .choices = liquid_rules, .label = "Liquid-like", .tooltip = "Which atoms are liquid-like",
    .affects = VIT_AFFECTS_LIQUID | VIT_AFFECTS_SAMPLE | VIT_AFFECTS_CLUSTERS },
  { .group = "liquid-like", .key = "glass-transition", .type = VIT_OPTION_NUMBER,
    .offset = AT (liquid.glass_transition), .usual = 685, .minimum = 1, .maximum = 1e5, .step = 5,
    .digits = 0, .unit = "K", .label = "<i>T</i><sub>g</sub> (K)",
    .tooltip = "Atoms with a higher T_ML are liquid-like", .alias = "tg",
    .needs = { { VIT_AFFECTS_SAMPLE | VIT_AFFECTS_CLUSTERS, "rule", "glass-transition" } },
    .affects = VIT_AFFECTS_LIQUID | VIT_AFFECTS_SAMPLE | VIT_AFFECTS_CLUSTERS | VIT_AFFECTS_FRACTION },
  { .group = "liquid-like", .key = "percentage", .type = VIT_OPTION_NUMBER,
    .offset = AT (liquid.percentage), .usual = 10, .minimum = 0.01, .maximum = 50, .step = 1,
    .digits = 1, .unit = "%", .label = "Part (%)",
    .tooltip = "The most mobile part is liquid-like, the least mobile part solid-like",
    .needs = { { VIT_AFFECTS_EVERYTHING, "rule", "percentage" } },
    .affects = VIT_AFFECTS_LIQUID | VIT_AFFECTS_SAMPLE | VIT_AFFECTS_CLUSTERS },
  { .group = "liquid-like", .key = "within-species", .type = VIT_OPTION_SWITCH,
    .offset = AT (liquid.within_species), .maximum = 1, .label = "within species",
    .tooltip = "The part is taken of each species, so that both subsets have the composition of all",
    .needs = { { VIT_AFFECTS_EVERYTHING, "rule", "percentage" } },
    .affects = VIT_AFFECTS_LIQUID | VIT_AFFECTS_SAMPLE | VIT_AFFECTS_CLUSTERS },

  /* [distribution] */
  { .group = "distribution", .key = "bin-width", .type = VIT_OPTION_NUMBER,
    .offset = AT (distribution.bin_width), .usual = 20, .minimum = 2, .maximum = 200, .step = 2,
    .digits = 0, .unit = "K", .label = "Bins (K)",
    .tooltip = "Width of the bins of T_ML; made a multiple of the distance of its values, 2 K for k = 50 and classes 100 K apart",
    .alias = "bin-width", .affects = VIT_AFFECTS_TML_DENSITY },
  { .group = "distribution", .key = "kernel", .type = VIT_OPTION_SWITCH,
    .offset = AT (distribution.kernel), .maximum = 1, .label = "Kernel estimate",
    .tooltip = "Gaussian kernel estimate with Scott's bandwidth instead of bins", .alias = "smooth",
    .affects = VIT_AFFECTS_TML_DENSITY },
  { .group = "distribution", .key = "all-phases", .type = VIT_OPTION_SWITCH,
    .offset = AT (distribution.all_phases), .maximum = 1, .label = "All phases",
    .tooltip = "Start times of every phase in the evolution of a cyclic run", .alias = "all-phases",
    .affects = VIT_AFFECTS_TML_DENSITY },

  /* [structure] */
  { .group = "structure", .key = "pool", .type = VIT_OPTION_SWITCH, .offset = AT (structure.pool),
    .maximum = 1, .label = "All start times",
    .tooltip = "All start times that are computed together, instead of the one at the playhead",
    .affects = VIT_AFFECTS_SAMPLE },
  { .group = "structure", .key = "baseline", .type = VIT_OPTION_RUN,
    .offset = AT (structure.baseline), .usual_text = "", .label = "Baseline",
    .tooltip = "An unstressed run at the same temperature to compare with",
    .affects = VIT_AFFECTS_BASELINE },
  { .group = "structure", .key = "neighbours", .type = VIT_OPTION_CHOICE,
    .offset = AT (structure.neighbours), .choices = neighbour_rules, .label = "Neighbours",
    .tooltip = "Who counts as a neighbour in q6, w6 and s(i,j)", .alias = "neighbours",
    .affects = VIT_AFFECTS_BONDS },
  { .group = "structure", .key = "nearest", .type = VIT_OPTION_INTEGER,
    .offset = AT (structure.nearest), .usual = 12, .minimum = 1, .maximum = 1000, .step = 1,
    .label = "of them", .tooltip = "How many nearest neighbours count in bond order",
    .alias = "nearest", .needs = { { VIT_AFFECTS_BONDS, "neighbours", "nearest" } },
    .affects = VIT_AFFECTS_BONDS },
  { .group = "structure", .key = "face-threshold", .type = VIT_OPTION_NUMBER,
    .offset = AT (structure.face_threshold), .maximum = 100, .below_maximum = true, .step = 0.5,
    .digits = 1, .unit = "%", .label = "faces ≥ %",
    .tooltip = "Smaller Voronoi faces, against the mean face of their cell, are left out",
    .alias = "face-threshold",
    .needs = { { VIT_AFFECTS_BONDS, "neighbours", "voronoi" }, { VIT_AFFECTS_COORDINATION, "chemistry-neighbours", "voronoi" } },
    .affects = STRUCTURE_OF_FRAME },
  { .group = "structure", .key = "weighted", .type = VIT_OPTION_SWITCH,
    .offset = AT (structure.weighted), .maximum = 1, .label = "by area",
    .tooltip = "Bonds weigh as much as the area of their face", .alias = "area-weights",
    .needs = { { VIT_AFFECTS_BONDS, "neighbours", "voronoi" } }, .affects = VIT_AFFECTS_BONDS },
  { .group = "structure", .key = "averaged", .type = VIT_OPTION_SWITCH,
    .offset = AT (structure.averaged), .maximum = 1, .label = "averaged",
    .tooltip = "q6 and w6 averaged over the neighbours (Lechner & Dellago 2008)",
    .affects = VIT_AFFECTS_SAMPLE },
  { .group = "structure", .key = "levels", .type = VIT_OPTION_CHOICE,
    .offset = AT (structure.levels), .choices = levels, .label = "Levels",
    .tooltip = "Contours at densities, or where a share of the atoms is enclosed",
    .affects = VIT_AFFECTS_CONTOURS },
  { .group = "structure", .key = "chemistry-neighbours", .type = VIT_OPTION_CHOICE,
    .offset = AT (structure.chemistry_neighbours), .usual = 1, .choices = neighbour_rules,
    .label = "Neighbours", .tooltip = "Who counts as a neighbour in CN, α and η",
    .alias = "cn-neighbours", .affects = VIT_AFFECTS_COORDINATION },
  { .group = "structure", .key = "chemistry-nearest", .type = VIT_OPTION_INTEGER,
    .offset = AT (structure.chemistry_nearest), .usual = 12, .minimum = 1, .maximum = 1000,
    .step = 1, .label = "of them", .tooltip = "How many nearest neighbours count in CN, α and η",
    .alias = "cn-nearest",
    .needs = { { VIT_AFFECTS_COORDINATION, "chemistry-neighbours", "nearest" } },
    .affects = VIT_AFFECTS_COORDINATION },
  { .group = "structure", .key = "pair-cutoffs", .type = VIT_OPTION_TEXT,
    .offset = AT (structure.pair_cutoffs), .usual_text = "", .unit = "Å", .label = "within (Å)",
    .tooltip = "Cutoffs of pairs of species; other pairs take r_c", .example = "Cu-Cu 3.3, Cu-Zr 3.9",
    .alias = "pair-cutoffs",
    .needs = { { VIT_AFFECTS_BONDS, "neighbours", "pairs" }, { VIT_AFFECTS_COORDINATION, "chemistry-neighbours", "pairs" } },
    .affects = VIT_AFFECTS_BONDS | VIT_AFFECTS_COORDINATION },
  { .group = "structure", .key = "reference", .type = VIT_OPTION_CHOICE,
    .offset = AT (structure.reference), .choices = references, .label = "Expected from",
    .tooltip = "Whose composition and coordination α and η compare with",
    .affects = VIT_AFFECTS_SAMPLE },
  { .group = "structure", .key = "eta-opposite", .type = VIT_OPTION_SWITCH,
    .offset = AT (structure.eta_opposite), .maximum = 1,
    .label = "<i>η</i> = 1 − <i>Z</i>/<i>Z</i>*", .tooltip = "The opposite sign of η",
    .affects = VIT_AFFECTS_ETA },
  { .group = "structure", .key = "quantity", .type = VIT_OPTION_TEXT,
    .offset = AT (structure.quantity), .usual_text = "", .label = "Distribution of",
    .tooltip = "Quantity, column of the file or expression that is distributed; empty for the one that colours the atoms",
    .affects = VIT_AFFECTS_QUANTITY },
  { .group = "structure", .key = "quantity-bin", .type = VIT_OPTION_NUMBER,
    .offset = AT (structure.quantity_bin), .maximum = 1e9, .step = 0.01, .digits = 3,
    .zero = "auto", .label = "in bins of", .tooltip = "Width of its bins in the unit of the quantity; 0: as wide as its spread and the number of atoms propose",
    .affects = VIT_AFFECTS_QUANTITY },

  /* [plasticity] */
  { .group = "plasticity", .key = "interval", .type = VIT_OPTION_NUMBER,
    .offset = AT (plasticity.interval), .usual = 5, .minimum = 0, .maximum = LONGEST_TIME, .step = 0.1,
    .digits = 3, .unit = "ps", .label = "Δt",
    .tooltip = "Interval of strain, D²min and rotation; the frame nearest to it is taken",
    .affects = VIT_AFFECTS_PAIRS },
  { .group = "plasticity", .key = "second-interval", .type = VIT_OPTION_NUMBER,
    .offset = AT (plasticity.second_interval), .maximum = LONGEST_TIME, .step = 0.1, .digits = 3,
    .unit = "ps", .label = "2nd Δt", .tooltip = "Another line of maps at this Δt; 0 for none",
    .affects = VIT_AFFECTS_PAIRS },
  { .group = "plasticity", .key = "third-interval", .type = VIT_OPTION_NUMBER,
    .offset = AT (plasticity.third_interval), .maximum = LONGEST_TIME, .step = 0.1, .digits = 3,
    .unit = "ps", .label = "3rd Δt", .tooltip = "Another line of maps at this Δt; 0 for none",
    .affects = VIT_AFFECTS_PAIRS },
  { .group = "plasticity", .key = "run", .type = VIT_OPTION_RUN, .offset = AT (plasticity.run),
    .usual_text = "", .zero = "the first", .label = "Maps of", .tooltip = "The run whose maps are shown",
    .affects = VIT_AFFECTS_PAIRS },
  { .group = "plasticity", .key = "measure", .type = VIT_OPTION_CHOICE,
    .offset = AT (plasticity.measure), .choices = measures, .label = "Density of",
    .tooltip = "The measure that T_ML is set against", .affects = VIT_AFFECTS_MEASURE },
  { .group = "plasticity", .key = "ranked", .type = VIT_OPTION_SWITCH,
    .offset = AT (plasticity.ranked), .maximum = 1, .label = "of ranks",
    .tooltip = "Spearman's correlation of ranks instead of Pearson's of values",
    .affects = VIT_AFFECTS_CORRELATION },
  { .group = "plasticity", .key = "block", .type = VIT_OPTION_NUMBER,
    .offset = AT (plasticity.block), .usual = 10, .maximum = 1e4, .step = 1, .digits = 0,
    .unit = "Å", .label = "Bands over",
    .tooltip = "Edge of the cells of the box that the bootstrap of the bands draws; below 1 it draws single atoms, whose bands are too narrow",
    .affects = VIT_AFFECTS_CORRELATION },
  { .group = "plasticity", .key = "predictive", .type = VIT_OPTION_SWITCH,
    .offset = AT (plasticity.predictive), .maximum = 1, .label = "predictive",
    .tooltip = "Plasticity is measured after the motion that T_ML already contains",
    .affects = VIT_AFFECTS_CORRELATION },
  { .group = "plasticity", .key = "per-neighbour", .type = VIT_OPTION_SWITCH,
    .offset = AT (plasticity.per_neighbour), .maximum = 1,
    .label = "<i>D</i>²<sub>min</sub> per neighbour",
    .tooltip = "The mean over neighbours instead of the sum",
    .affects = VIT_AFFECTS_PLASTICITY | VIT_AFFECTS_CORRELATION },

  /* [mechanics] */
  { .group = "mechanics", .key = "flip", .type = VIT_OPTION_SWITCH, .offset = AT (mechanics.flip),
    .maximum = 1, .label = "compression positive", .tooltip = "Flips the sign of strain and stress",
    .affects = VIT_AFFECTS_CURVES },
  { .group = "mechanics", .key = "rate-window", .type = VIT_OPTION_NUMBER,
    .offset = AT (mechanics.rate_window), .usual = 10, .minimum = 0.001, .maximum = LONGEST_TIME,
    .step = 1, .digits = 0, .unit = "ps", .label = "Rate over (ps)",
    .tooltip = "The strain rate is that of a straight line over so many ps",
    .affects = VIT_AFFECTS_CREEP },
  { .group = "mechanics", .key = "yield-offset", .type = VIT_OPTION_NUMBER,
    .offset = AT (mechanics.yield_offset), .usual = 0.002, .minimum = 1e-6, .maximum = 0.5,
    .step = 0.05, .digits = 2, .factor = 100, .label = "Yield offset (%)",
    .tooltip = "Plastic strain at the yield point",
    .affects = VIT_AFFECTS_LOADING | VIT_AFFECTS_CURVES },
  { .group = "mechanics", .key = "modulus-to", .type = VIT_OPTION_NUMBER,
    .offset = AT (mechanics.modulus_to), .usual = 0.02, .minimum = 1e-5, .maximum = 0.5,
    .step = 0.2, .digits = 1, .factor = 100, .label = "Modulus up to %",
    .tooltip = "Strain up to which the modulus is a straight line",
    .affects = VIT_AFFECTS_LOADING },
  { .group = "mechanics", .key = "yield-smoothing", .type = VIT_OPTION_NUMBER,
    .offset = AT (mechanics.yield_smoothing), .usual = 0.002, .maximum = 0.5, .step = 0.05,
    .digits = 2, .factor = 100, .label = "Smoothed over %",
    .tooltip = "Strain over which the stress is smoothed before", .affects = VIT_AFFECTS_LOADING },
  { .group = "mechanics", .key = "model", .type = VIT_OPTION_CHOICE, .offset = AT (mechanics.model),
    .choices = rheologies, .label = "MSD model",
    .tooltip = "Spring and dashpot in series beside a dashpot (Jeffreys), or spring beside a dashpot in series with another",
    .affects = VIT_AFFECTS_RHEOLOGY },
  { .group = "mechanics", .key = "glass-from", .type = VIT_OPTION_NUMBER,
    .offset = AT (mechanics.glass_from), .usual = 100, .maximum = 10000, .step = 25, .unit = "K",
    .label = "Glass from K", .tooltip = "Where the line of the glass begins in V(T)",
    .affects = VIT_AFFECTS_COOLING },
  { .group = "mechanics", .key = "glass-to", .type = VIT_OPTION_NUMBER,
    .offset = AT (mechanics.glass_to), .usual = 550, .maximum = 10000, .step = 25, .unit = "K",
    .label = "Glass to", .tooltip = "Where the line of the glass ends in V(T)",
    .affects = VIT_AFFECTS_COOLING },
  { .group = "mechanics", .key = "liquid-from", .type = VIT_OPTION_NUMBER,
    .offset = AT (mechanics.liquid_from), .usual = 1000, .maximum = 10000, .step = 25, .unit = "K",
    .label = "Liquid from K", .tooltip = "Where the line of the liquid begins in V(T)",
    .affects = VIT_AFFECTS_COOLING },
  { .group = "mechanics", .key = "liquid-to", .type = VIT_OPTION_NUMBER,
    .offset = AT (mechanics.liquid_to), .usual = 1800, .maximum = 10000, .step = 25, .unit = "K",
    .label = "Liquid to", .tooltip = "Where the line of the liquid ends in V(T)",
    .affects = VIT_AFFECTS_COOLING },
  { .group = "mechanics", .key = "stress-strain-log", .type = VIT_OPTION_FILE,
    .offset = AT (mechanics.stress_strain_log), .usual_text = "", .label = "Stress–strain log…",
    .tooltip = "A log of a tension or compression test of this glass: gives the yield strain",
    .affects = VIT_AFFECTS_LOADING },
  { .group = "mechanics", .key = "quench-log", .type = VIT_OPTION_FILE,
    .offset = AT (mechanics.quench_log), .usual_text = "", .label = "Quench log…",
    .tooltip = "A log of the quench: gives the glass transition", .affects = VIT_AFFECTS_COOLING },

  /* [model] */
  { .group = "model", .key = "linkage", .type = VIT_OPTION_CHOICE, .offset = AT (model.linkage),
    .choices = linkages, .label = "Linkage", .tooltip = "How the distance of two groups is taken",
    .affects = VIT_AFFECTS_CLASSES },
  { .group = "model", .key = "metric", .type = VIT_OPTION_CHOICE, .offset = AT (model.metric),
    .choices = metrics, .label = "Distance", .tooltip = "Of two temperatures' mean features",
    .affects = VIT_AFFECTS_CLASSES },
  { .group = "model", .key = "interval", .type = VIT_OPTION_NUMBER, .offset = AT (model.interval),
    .usual = 10, .minimum = 1e-3, .maximum = LONGEST_TIME, .step = 0.01, .digits = 2, .unit = "ps",
    .label = "Feature at (ps)", .tooltip = "The interval whose feature is shown class by class",
    .affects = VIT_AFFECTS_FEATURE },
  { .group = "model", .key = "cut", .type = VIT_OPTION_NUMBER, .offset = AT (model.cut),
    .usual = NAN, .maximum = 1e6, .digits = 3, .label = "Cut",
    .tooltip = "Height below which temperatures make one class", .affects = VIT_AFFECTS_FEATURE },
  { .group = "model", .key = "threshold", .type = VIT_OPTION_NUMBER, .offset = AT (model.threshold),
    .usual = NAN, .minimum = -1e6, .maximum = 1e6, .digits = 3, .label = "Threshold",
    .tooltip = "Weight from which on an interval is kept", .affects = VIT_AFFECTS_FEATURE },
};
/* clang-format on */

const size_t vit_option_table_length = G_N_ELEMENTS (vit_option_table);
