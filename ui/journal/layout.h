#pragma once

/* A figure laid out by the rules of a journal and by what an author sets for it. One thread. */

#include "core/study/figure-settings.h"
#include "ui/gallery/gallery.h"
#include "ui/journal/journal.h"

/**
 * vit_journal_lay_out:
 * @journal: (nullable): whose rules hold where @settings say nothing
 * @settings: what is set
 * @figure: gets style, ranges of axes and title
 * @options: (out): for its export
 * @error: %VIT_ERROR_INVALID: a width that the journal does not have
 *
 * The same figure may be laid out again, by other rules. Cost: one drawing without pixels of its
 * pictures.
 */
bool vit_journal_lay_out (const VitJournal *journal,
                          const VitFigureSettings *settings,
                          VitFormat format,
                          bool dark,
                          VitFigure *figure,
                          VitExportOptions *options,
                          GError **error);

/** vit_journal_dup_doubt: (transfer full) (nullable): why a figure that was laid out with @settings
 * is not what was wanted: no data within its axes, or more pixels than a file may have. */
char *vit_journal_dup_doubt (const VitFigureSettings *settings,
                             VitFormat format,
                             VitFigure *figure,
                             const VitExportOptions *options);

/** vit_journal_get_art: what a record shows, for the resolution. */
VitArtKind vit_journal_get_art (const VitFigureRecord *record);
