#pragma once

/* Liquid-like fractions of the start times of T_ML series, computed once each, so that curves can
 * ask for all of them at every draw. Main thread; entries go with their series. */

#include "core/results/tml-series.h"

typedef struct _VitFractionCache VitFractionCache;

VitFractionCache *vit_fraction_cache_new (void);
void vit_fraction_cache_free (VitFractionCache *cache);

/** vit_fraction_cache_get: fraction with T_ML above @t_g (K) at start time @index; NaN if not
 * computed. */
double
vit_fraction_cache_get (VitFractionCache *cache, VitTmlSeries *series, guint index, double t_g);

/** vit_fraction_cache_forget: the start time has a new result. */
void vit_fraction_cache_forget (VitFractionCache *cache, VitTmlSeries *series, guint index);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitFractionCache, vit_fraction_cache_free)
