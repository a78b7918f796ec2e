#pragma once

/* Runs of a log as a loading sees them: columns with their meanings and units. */

#include <math.h>

#include "core/mechanics/loading.h"
#include "core/mechanics/log-columns.h"

/** VIT_LOADING_MIN_ROWS: a run with fewer is not judged. */
#define VIT_LOADING_MIN_ROWS 10

/** VitLogCurve: one number for each row of a run: @values[i] × @factor. */
typedef struct
{
  const double *values; /* nullable: the run has none */
  double *own;          /* values that no column holds */
  double factor;
  char *name;            /* of the column, or of two */
  const char *unit;      /* as printed; nullable */
  VitPremiseSource from; /* what the unit comes from */
  char *unknown;         /* text in brackets that is no unit; nullable */
  bool isotropic;        /* the pressure as a whole, in place of a component */
  bool of_style;         /* in the unit of the style of units */
  bool named_by_user;    /* its axis is the one that the user gave */
} VitLogCurve;

/** VitLogRun: one section of the log. */
typedef struct
{
  size_t section, n;
  unsigned number;
  bool minimises, beside, box_is_new;
  bool named_by_user;       /* the axis of its strain is the one that the user gave */
  const VitLogStyle *style; /* nullable: a style that is not known */
  bool says_style, says_timestep;
  double timestep; /* ps */
  double printed;  /* timestep that the log prints, ps; NaN */
  bool varies;     /* it changes while the run goes on */
  const double *step;
  VitLogCurve clock, temperature, volume, density;
  VitLogCurve length[3], tilt[3];
  VitLogCurve strain[VIT_N_AXES], stress[VIT_N_AXES];
  double *time;  /* ps; NaN if not known */
  double box[3]; /* lengths that the log prints; NaN without */
} VitLogRun;

/** vit_log_runs_new: (transfer full) (element-type VitLogRun): one per section of two rows or more.
 */
GPtrArray *vit_log_runs_new (VitThermoLog *log, const VitPremises *given, GError **error);

static inline double
vit_log_curve_get (const VitLogCurve *curve, size_t row)
{
  return curve->values ? curve->values[row] * curve->factor : NAN;
}

/** vit_log_run_has_clock: whether rows have an order. */
static inline bool
vit_log_run_has_clock (const VitLogRun *run)
{
  return run->step || run->clock.values;
}

/** vit_log_list_columns: names of the columns of all runs, each once. */
char *vit_log_list_columns (VitThermoLog *log);

/**
 * VitTrend: how one coordinate of one run changes
 * @values: (array) (nullable): ln L without the mean of the three, γ, or strain
 * @change: fitted slope × duration
 * @spearman: rank correlation with time
 * @swing: largest minus least value
 * @path: how far it goes up and down in all
 * @returns: how often it turns round
 * @pressure: change of |p| along the axis; NaN if not known
 * @relaxes: whether |p| decays
 * @holds: whether the stress is steady and not zero
 */
typedef struct
{
  double *values;
  double change, spearman, swing, path, pressure;
  unsigned returns;
  bool relaxes, holds;
} VitTrend;

/** vit_trend_measure: fills all but @values and what pressure says. */
void vit_trend_measure (VitTrend *trend, const double *time, size_t n);

/** vit_trend_add_pressure: fills what the pressure says. */
void vit_trend_add_pressure (VitTrend *trend, const VitLogCurve *stress, size_t n);

/** vit_trend_loads: whether a coordinate changes steadily. */
bool vit_trend_loads (const VitTrend *trend);

/** vit_trend_is_steady: whether it changes steadily, by how little ever. */
bool vit_trend_is_steady (const VitTrend *trend);

/** VIT_MIN_CHANGE: least change of a coordinate that counts as a loading */
#define VIT_MIN_CHANGE 0.005

/** vit_trend_creeps: whether a coordinate changes steadily, if little, under a steady stress. */
bool vit_trend_creeps (const VitTrend *trend);

/** vit_trend_moves: whether a coordinate of @n rows goes somewhere, in whatever shape, and does not
 * only fluctuate. */
bool vit_trend_moves (const VitTrend *trend, size_t n);

/** vit_trend_cycles: whether it goes up and down. */
bool vit_trend_cycles (const VitTrend *trend);

/** vit_unwrap_tilt: takes jumps by whole @edge out of the tilt of a box that flips. */
void vit_unwrap_tilt (double *tilt, const double *edge, size_t n);

/** vit_parse_runs: "2" or "2-3" or "2,3" → whether each number is meant. Returns: false if it is
 * none. */
bool vit_parse_runs (const char *text, unsigned *first, unsigned *last);

/** VitReading: what is known while a log is read. */
typedef struct
{
  VitThermoLog *log;
  const VitPremises *given;
  VitPremises *judged;
  GPtrArray *runs;
  VitTrend *trends;  /* run × VIT_N_AXES */
  bool geometric;    /* coordinates are those of the box, not columns of strain */
  int axis;          /* −1 if none was found */
  guint first, last; /* runs of the loading */
  guint begin, end;  /* with those before and after it that continue it */
  bool found, cyclic;
  size_t min_rows; /* a run with fewer is not judged */
  guint n_judged;
  double height[3]; /* L_y or L_z of a shear that no column has, by xy, xz, yz; NaN */
  GString *others;  /* further loadings, nullable */
  bool ambiguous;   /* another axis changes as much */
} VitReading;

static inline VitLogRun *
vit_reading_get_run (const VitReading *r, guint i)
{
  return r->runs->pdata[i];
}

static inline VitTrend *
vit_reading_get_trend (const VitReading *r, guint run, int axis)
{
  return &r->trends[run * VIT_N_AXES + (guint) axis];
}

/* loading-judge.c */

/** vit_reading_judge: finds runs and axis of the loading. Returns: false on an error about what the
 * user gave; that none was found is none. */
bool vit_reading_judge (VitReading *r, GError **error);
void vit_reading_clear (VitReading *r);

/** vit_reading_is_judged: whether a run is long enough, and no minimisation. */
bool vit_reading_is_judged (const VitReading *r, guint run);

/** vit_reading_get_raw: value of the coordinate: ln L (not less the mean), γ or strain. */
double vit_reading_get_raw (const VitReading *r, guint run, int axis, size_t row);

/** vit_reading_continues: whether run @b goes on where run @a was at the same time. */
bool vit_reading_continues (const VitReading *r, guint a, guint b, int axis);

/** vit_reading_get_stress: (nullable): the stress that belongs to an axis: of that axis, else of
 * none that is named. */
const VitLogCurve *vit_reading_get_stress (const VitLogRun *run, int axis);

/** vit_reading_get_edge: fills the length of an edge for each row: a column, or what the log
 * printed of the box. Returns: whether it is known. */
bool vit_reading_get_edge (const VitLogRun *run, int edge, double *values);

/** vit_reading_get_given_length: L₀ as the user gives it, in the log's unit; NaN without. */
double vit_reading_get_given_length (const VitReading *r, const VitLogRun *run);

/** vit_reading_name_runs: (transfer full): "2" or "2-3". */
char *vit_reading_name_runs (const VitReading *r, guint first, guint last);

/** vit_height_of: edge that a tilt is divided by: L_y for xy, L_z for xz and yz */
extern const int vit_height_of[3];

/* loading-premises.c */

/** vit_reading_list_timesteps: (transfer full): timesteps of the runs from @first to @last that
 * count, each once; @printed: those that the log prints, else those in use. */
double *
vit_reading_list_timesteps (const VitReading *r, guint first, guint last, bool printed, size_t *n);

/** vit_reading_judge_premises: what the curve rests on and what speaks against it. */
void vit_reading_judge_premises (VitReading *r, const VitLoadingCurve *curve);

/** vit_reading_doubt: adds a doubt to a premise that is judged. */
void vit_reading_doubt (VitReading *r, VitPremiseId id, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

/** vit_reading_explain_none, vit_reading_explain_no_stress, vit_reading_explain_falling: (transfer
 * full): why there is no loading, no stress or no modulus; the last is %NULL if there is one. */
char *vit_reading_explain_none (const VitReading *r);
char *vit_reading_explain_no_stress (const VitReading *r);
char *vit_reading_explain_falling (const VitReading *r, const VitLoadingCurve *curve);

/* loading-doubts.c */

/** vit_reading_doubt_numbers: doubts what led to a modulus, a strain, a stress or a rate that
 * cannot be, or to a curve that does not begin at zero. */
void vit_reading_doubt_numbers (VitReading *r, const VitLoadingCurve *curve);

/* loading-idle.c */

/** vit_reading_list_idle: fills what was given and changes nothing. */
void vit_reading_list_idle (const VitReading *r, VitLoadingCurve *curve);

/* loading-read.c */

/** vit_reading_find_zero: L₀ in the log's unit, or γ₀ of a shear: the first row of the loading. */
double vit_reading_find_zero (const VitReading *r, guint first);
