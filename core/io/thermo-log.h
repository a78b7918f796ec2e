#pragma once

/* Curves that a simulation wrote beside its trajectory: the thermodynamic output of a LAMMPS log,
 * one section per run command, or a file of columns. Immutable, reference counted, any thread. */

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "core/base/progress.h"

typedef struct _VitThermoLog VitThermoLog;

/**
 * vit_thermo_log_open:
 * @path: a LAMMPS log (one-line, multi-line or YAML style), or a text file of columns whose names
 * stand in a first line, with or without `#`, or in the last of several lines with `#` as `fix
 * ave/time` writes; packed or not
 * @error: an error of the system, or no table in the file
 *
 * Warnings among the rows are skipped. An incomplete row and a last line without its end are left
 * out. Every table of a log is a section; a file of columns begins a new section where it repeats
 * its names.
 */
VitThermoLog *vit_thermo_log_open (const char *path, VitProgress *progress, GError **error);
VitThermoLog *vit_thermo_log_ref (VitThermoLog *log);
void vit_thermo_log_unref (VitThermoLog *log);

/** vit_thermo_log_get_n_sections: tables of the log, one per `run`; at least one. */
size_t vit_thermo_log_get_n_sections (VitThermoLog *log);

/** vit_thermo_log_get_units: (transfer none) (nullable): style of the units, as in `metal`, if the
 * log repeats its script. */
const char *vit_thermo_log_get_units (VitThermoLog *log);

/** vit_thermo_log_get_timestep: last timestep that the log repeats from its script, in the log's
 * units; NaN without. */
double vit_thermo_log_get_timestep (VitThermoLog *log);

/** vit_thermo_log_get_n_rows: number of rows of a section. */
size_t vit_thermo_log_get_n_rows (VitThermoLog *log, size_t section);

/** vit_thermo_log_get_columns: (transfer none) (array zero-terminated=1): names of a section. */
const char *const *vit_thermo_log_get_columns (VitThermoLog *log, size_t section);

/**
 * vit_thermo_log_get_column:
 * @name: not case-sensitive
 *
 * Returns: (transfer none) (nullable): one number per row
 */
const double *vit_thermo_log_get_column (VitThermoLog *log, size_t section, const char *name);

/**
 * vit_thermo_log_find_quantity:
 * @quantity: name such as `stress`. The first column of that name is found, also as a variable
 *   (v_stress) or with a unit appended (stress_GPa)
 *
 * Returns: (transfer none) (nullable): one number per row
 */
const double *
vit_thermo_log_find_quantity (VitThermoLog *log, size_t section, const char *quantity);

/** vit_thermo_log_find_section: the last section whose steps cover @first … @last; -1 if none does.
 */
ssize_t vit_thermo_log_find_section (VitThermoLog *log, double first, double last);

/** vit_thermo_log_interpolate: linear in @x between the rows of a section; NaN outside. */
double vit_thermo_log_interpolate (
    VitThermoLog *log, size_t section, const char *x_name, const char *y_name, double x);

/** vit_thermo_log_get_rest_length: L₀ of strains, Å: the Lz at which the log's own v_strain is
 * zero, else the first Lz of the log; NaN without any. */
double vit_thermo_log_get_rest_length (VitThermoLog *log);

/**
 * vit_thermo_log_get_strain:
 * @steps: step of each frame
 * @times: the file's own clock at each frame, ps; NaN without
 * @strain: (out caller-allocates): ε = L/L₀ − 1 along z, tension positive, L₀ as
 * vit_thermo_log_get_rest_length(); NaN outside
 *
 * A log is matched by its Time column, else by step in the last section that covers the steps. A
 * file of columns is matched by its time column, and its column `strain` is used as it is.
 *
 * Returns: whether any frame has a strain
 */
bool vit_thermo_log_get_strain (
    VitThermoLog *log, const int64_t *steps, const double *times, size_t n, double *strain);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitThermoLog, vit_thermo_log_unref)
