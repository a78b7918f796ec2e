#pragma once

/* The source data of a figure, as journals ask for it: one zip with the numbers of each panel, what
 * they rest on, the study, and the command that makes the figure again. Any thread, but for
 * vit_source_data_new(). */

#include "ui/gallery/gallery.h"

typedef struct _VitSourceData VitSourceData;

/**
 * vit_source_data_new: takes down what is needed of study and figure; main thread
 * @name: name of the figure
 * @command: (nullable): line of the command line that makes the figure
 * @runs: (nullable) (element-type VitRun): those that the figure shows; %NULL: those of the study
 * that are shown
 */
VitSourceData *vit_source_data_new (
    VitStudy *study, const char *name, VitFigure *figure, const char *command, GPtrArray *runs);
void vit_source_data_free (VitSourceData *data);

/**
 * vit_source_data_save: writes the zip, whole or not at all
 * @error: %VIT_ERROR_UNSUPPORTED where the program was built without libzip
 */
bool vit_source_data_save (const VitSourceData *data, const char *path, GError **error);

/**
 * vit_source_data_may_replace:
 * @error: %VIT_ERROR_INVALID, with the file, if something else than source data is there
 *
 * Whether there is nothing at @path, or source data that were written before.
 */
bool vit_source_data_may_replace (const char *path, GError **error);

/** vit_source_data_dup_path: (transfer full): where the source data of the figure in the file
 * @path are written: `NAME-source.zip` beside it. */
char *vit_source_data_dup_path (const char *path);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitSourceData, vit_source_data_free)
