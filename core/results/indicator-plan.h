#pragma once

/* Private to core/results/indicator-*.c. */

#include "core/results/indicator-table.h"

/* A start time. @earlier: (nullable): where T_ML of the window begins that ends at it. */
typedef struct
{
  unsigned run;
  VitQuantitySource *source, *earlier;
} VitPlannedField;

struct _VitIndicatorPlan
{
  char *target; /* a column */
  bool of_file; /* the target is one of the files, whatever quantity has its name */
  bool has_events, bottom, predictive, named;
  double top, average;
  GPtrArray *indicators; /* columns */
  GArray *fields;        /* VitPlannedField */
  uint8_t **types;       /* by run: the species of each type of its frames */
  guint n_runs;
  char **species;
  GPtrArray *notes;
};
