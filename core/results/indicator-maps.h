#pragma once

/* Maps of the indicator that the study chooses, of its target, and of hits and misses
 * (docs/science.md §12). Results are immutable; any thread. */

#include "core/results/snapshot.h"

/** VitIndicatorPart: the maps of an indicator. */
typedef enum
{
  VIT_INDICATOR_ITSELF,
  VIT_INDICATOR_TARGET,
  VIT_INDICATOR_HITS,
  VIT_INDICATOR_N_PARTS,
} VitIndicatorPart;

/** VitHit: values of the map of hits: what an atom is by the target and by the indicator. */
typedef enum
{
  VIT_HIT_NEITHER = 1,
  VIT_HIT_MISSED, /* an event that the indicator does not tell */
  VIT_HIT_FALSE,  /* no event, and told as one */
  VIT_HIT_FOUND,
  VIT_N_HITS = VIT_HIT_FOUND,
} VitHit;

/** vit_hit_names: (array zero-terminated=1): for people, by value − 1. */
extern const char *const vit_hit_names[];

/**
 * VitIndicatorMaps: the chosen indicator, the target, and hits and misses of the atoms of one start
 * time
 * @snapshots: by #VitIndicatorPart, of the same frame
 * @top: per cent of the atoms that are events
 * @interval: Δt of the target, ps; NaN if it needs none
 * @sign: −1 if the indicator is low at events
 * @n, @events: atoms that have both, and events among them; as many atoms are told by the indicator
 * @found: events that it tells
 * @low, @high: by part: 2 % and 98 % of the values, for scales of colours
 */
typedef struct
{
  gatomicrefcount refs;
  char *indicator, *target, *species;
  bool averaged, predictive;
  VitSnapshot *snapshots[VIT_INDICATOR_N_PARTS];
  double top, average, interval;
  int sign;
  size_t n, events, found;
  double low[VIT_INDICATOR_N_PARTS], high[VIT_INDICATOR_N_PARTS];
} VitIndicatorMaps;

VitIndicatorMaps *vit_indicator_maps_ref (VitIndicatorMaps *maps);
void vit_indicator_maps_unref (VitIndicatorMaps *maps);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitIndicatorMaps, vit_indicator_maps_unref)

/** vit_indicator_maps_get_column: (transfer none): what colours a map: a column; %NULL for hits. */
const char *vit_indicator_maps_get_column (const VitIndicatorMaps *maps, VitIndicatorPart part);

/** vit_indicator_maps_derivation: #VitIndicatorMaps of a run, of the start time nearest to the
 * playhead that the target can have. */
extern const VitDerivation vit_indicator_maps_derivation;
