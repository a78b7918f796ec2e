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
 * @path: a LAMMPS log (one-line, multi-line or YAML style), or a text file of columns, separated by
 * blanks, tabs, commas or semicolons, with a line of names before the numbers, as `fix ave/time`,
 * spreadsheets and figures exported here write; or with a line for each column, as GPUMD; packed or
 * not
 * @error: an error of the system, or no table in the file
 *
 * Every table of a log is a section. Its steps rise: where they begin anew a further section
 * begins, and rows of `fix print` between them are left out. In a file of columns rows of equal
 * step or time are averaged, and a section begins where it falls or where the names are repeated;
 * curves side by side (`LABEL: time (ps),LABEL: strain (%)`) are sections as well. An incomplete
 * row and a last line without its end are left out.
 */
VitThermoLog *vit_thermo_log_open (const char *path, VitProgress *progress, GError **error);

/**
 * vit_thermo_log_open_named:
 * @columns: (nullable) (array zero-terminated=1): names of the columns of a file of columns, in
 * place of its own
 * @error: as vit_thermo_log_open(), and %VIT_ERROR_INVALID if the file has another number of
 * columns
 */
VitThermoLog *vit_thermo_log_open_named (const char *path,
                                         const char *const *columns,
                                         VitProgress *progress,
                                         GError **error);

/**
 * vit_thermo_log_follow:
 * @old: (nullable): the log of @path that was had from this function before
 *
 * As vit_thermo_log_open(), for a file that is being written: where it has only grown, the lines
 * that are new are read. The log keeps what it needs for that, twice the memory of its numbers.
 * O(new bytes + numbers)
 */
VitThermoLog *
vit_thermo_log_follow (VitThermoLog *old, const char *path, VitProgress *progress, GError **error);
VitThermoLog *vit_thermo_log_ref (VitThermoLog *log);
void vit_thermo_log_unref (VitThermoLog *log);

/** vit_thermo_log_get_n_sections: tables of the log, one per `run`; at least one. */
size_t vit_thermo_log_get_n_sections (VitThermoLog *log);

/** vit_thermo_log_is_table: whether the file is one of columns and no log. */
bool vit_thermo_log_is_table (VitThermoLog *log);

/** vit_thermo_log_get_n_stray: rows of numbers among those of tables that belong to none, or have
 * another number of them. */
size_t vit_thermo_log_get_n_stray (VitThermoLog *log);

/** vit_thermo_log_get_number: number of the section's table in the file, from 1; tables without
 * rows count. */
unsigned vit_thermo_log_get_number (VitThermoLog *log, size_t section);

/** vit_thermo_log_get_minimises: whether the section is a minimisation, whose steps are no times.
 */
bool vit_thermo_log_get_minimises (VitThermoLog *log, size_t section);

/** vit_thermo_log_is_beside: whether the section's curve stands beside that of the one before. */
bool vit_thermo_log_is_beside (VitThermoLog *log, size_t section);

/** vit_thermo_log_get_units: (transfer none) (nullable): style of the units, as in `metal`, in
 * force when the run began, if the log says it. */
const char *vit_thermo_log_get_units (VitThermoLog *log, size_t section);

/** vit_thermo_log_lacks_units: whether the log shows its whole input up to the run, from its first
 * line, and no `units` and no restart file among it: LAMMPS then takes lj. */
bool vit_thermo_log_lacks_units (VitThermoLog *log, size_t section);

/** vit_thermo_log_get_timestep: timestep in force when the run began, in the log's units; NaN if
 * the log does not say it. */
double vit_thermo_log_get_timestep (VitThermoLog *log, size_t section);

/** vit_thermo_log_get_n_atoms: atoms of the run, NaN if the log does not say it. */
double vit_thermo_log_get_n_atoms (VitThermoLog *log, size_t section);

/** vit_thermo_log_get_varies: whether the timestep changes while the run goes on, as with `fix
 * dt/reset`: steps are then no times. */
bool vit_thermo_log_get_varies (VitThermoLog *log, size_t section);

/** vit_thermo_log_get_box: lengths of the box that the log printed last before the section; NaN
 * without. Returns: whether it was printed after the section before. */
bool vit_thermo_log_get_box (VitThermoLog *log, size_t section, double lengths[3]);

/** vit_thermo_log_get_column_unit: (transfer none) (nullable): unit that a header of its own gives
 * the column, as in files of GPUMD; not the one in its name. */
const char *vit_thermo_log_get_column_unit (VitThermoLog *log, size_t section, const char *column);

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

/** vit_thermo_log_find_section: the last section whose steps cover @first … @last; -1 if none does.
 */
ssize_t vit_thermo_log_find_section (VitThermoLog *log, double first, double last);

/** vit_thermo_log_interpolate: linear in @x between the rows of a section; NaN outside. */
double vit_thermo_log_interpolate (
    VitThermoLog *log, size_t section, const char *x_name, const char *y_name, double x);

/** vit_thermo_interpolate: interpolates linearly between @n points with ascending @x; NaN
 * outside. */
double vit_thermo_interpolate (const double *x, const double *y, size_t n, double at);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitThermoLog, vit_thermo_log_unref)
