#pragma once

/* Colours and words of maps of an indicator, which figures and live maps share. */

#include "core/results/indicator-maps.h"
#include "ui/style/view-options.h"

/** vit_indicator_colouring: sets column, colours and range of a map; what else @colouring says
 * stays. */
void vit_indicator_colouring (VitColouring *colouring,
                              const VitIndicatorMaps *maps,
                              VitIndicatorPart part);

/** vit_indicator_maps_dup_title: (transfer full): markup: what a map shows. */
char *vit_indicator_maps_dup_title (const VitIndicatorMaps *maps, VitIndicatorPart part);

/** vit_indicator_maps_dup_hits: (transfer full): markup: how many events are found of how many, and
 * by chance. */
char *vit_indicator_maps_dup_hits (const VitIndicatorMaps *maps);
