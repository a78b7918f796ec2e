#pragma once

/* A figure composed of others: panels a, b, c … on a grid, each a figure of runs at a time. Kept in
 * the study as a group [montage NAME]. Main thread. */

#include "core/study/study.h"

/** VIT_MONTAGE_MAX: rows and columns of a grid, and panels. */
#define VIT_MONTAGE_MAX 12

/**
 * VitPanel:
 * @figure: name of a figure
 * @row, @column: of its upper left cell, from 0 on
 * @rows, @columns: cells that it spans
 * @runs: (nullable) (array zero-terminated=1): labels; %NULL: the runs of the whole
 * @time: ps; NaN: that of the whole
 */
typedef struct
{
  char *figure;
  int row, column, rows, columns;
  char **runs;
  double time;
} VitPanel;

/**
 * VitMontage:
 * @panels: (element-type VitPanel): in the order of their letters
 * @shares_legend: whether one legend stands over all panels that have the same curves
 * @shares_scale: whether one colour bar stands beneath all maps of the same scale
 */
typedef struct
{
  char *name;
  int rows, columns;
  GArray *panels;
  bool shares_legend, shares_scale;
} VitMontage;

VitMontage *vit_montage_new (const char *name, int rows, int columns);
void vit_montage_free (VitMontage *montage);

/** vit_montage_add: adds a panel behind the others. */
void vit_montage_add (
    VitMontage *montage, const char *figure, int row, int column, int rows, int columns);

/** vit_montage_check: whether all panels lie on the grid and none on another. */
bool vit_montage_check (const VitMontage *montage, GError **error);

/** vit_study_list_montages: (transfer full) (array zero-terminated=1): names, as they stand in
 * the file. */
char **vit_study_list_montages (VitStudy *study);

/**
 * vit_study_get_montage:
 * @error: %VIT_ERROR_NOT_FOUND: there is none of that name; %VIT_ERROR_FORMAT: what is wrong with
 * it
 */
VitMontage *vit_study_get_montage (VitStudy *study, const char *name, GError **error);

/** vit_study_set_montage: keeps it, in place of one of the same name. */
void vit_study_set_montage (VitStudy *study, const VitMontage *montage);
void vit_study_remove_montage (VitStudy *study, const char *name);

/**
 * vit_study_rename_montage: with the settings of the figure of that name
 * @name: of a montage, which need not be in the study yet
 * @error: %VIT_ERROR_INVALID: a montage has the name @to, or it is no name
 */
bool vit_study_rename_montage (VitStudy *study, const char *name, const char *to, GError **error);

/** vit_montage_equal: name and all. */
bool vit_montage_equal (const VitMontage *a, const VitMontage *b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitMontage, vit_montage_free)
