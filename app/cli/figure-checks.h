#pragma once

/* What is said of a figure's input, besides the figure. */

#include "app/cli/exit.h"
#include "core/study/montage.h"
#include "ui/gallery/gallery.h"

/** vit_cli_check_figure_tml: whether T_ML of what is shown is beyond doubt, where that counts; says
 * what speaks against it. */
gboolean vit_cli_check_figure_tml (const VitGalleryRequest *request, VitExit *exit);

/** vit_cli_figure_exit: start times that should have a T_ML and have none count as damage, also
 * where that was found before. */
VitExit vit_cli_figure_exit (const VitGalleryRequest *request);

/** vit_cli_figure_shows_tml: whether a figure, or one of the panels of a montage, shows T_ML; one
 * of @spec and @montage is %NULL. */
bool vit_cli_figure_shows_tml (const VitFigureSpec *spec,
                               const VitMontage *montage,
                               const VitGalleryRequest *request);

/** vit_cli_check_logs: prints doubts about the study's logs that the figure rests on, each log
 * once. Returns: %FALSE with --strict if there is one. */
gboolean vit_cli_check_logs (const char *name, const VitGalleryRequest *request, GError **error);

/** vit_cli_check_periods: prints which runs are cut into cycles by another period than their strain
 * has, each once. Returns: %FALSE with --strict if there is one. */
gboolean vit_cli_check_periods (const char *name, const VitGalleryRequest *request, GError **error);
