#pragma once

/* A figure as it will be exported, whole or in its true size, with the verdicts of its journal. It
 * is laid out, drawn and checked in the background. Main thread. */

#include "app/export-source.h"
#include "ui/journal/check.h"

typedef struct _VitExportPreview VitExportPreview;

/** VitMendFunc: the user wants what @mend sets. */
typedef void (*VitMendFunc) (const VitMend *mend, void *data);

/** vit_export_preview_new: @source: outlives it. @true_size: whether it begins in its true size;
 * else all of it is seen. */
VitExportPreview *vit_export_preview_new (const VitExportSource *source,
                                          bool true_size,
                                          VitMendFunc mend,
                                          void *data);
void vit_export_preview_free (VitExportPreview *preview);

/** vit_export_preview_get_widget: (transfer none): */
GtkWidget *vit_export_preview_get_widget (VitExportPreview *preview);

/** vit_export_preview_update: shows the figure with these settings, as soon as nothing else is
 * asked for. */
void vit_export_preview_update (VitExportPreview *preview,
                                const VitFigureSettings *settings,
                                VitFormat format,
                                bool dark);
