#include "ui/session/fraction-cache.h"

#include <math.h>

struct _VitFractionCache
{
  GHashTable *fractions; /* VitTmlSeries (weak) → GArray of double */
  double t_g;
};

VitFractionCache *
vit_fraction_cache_new (void)
{
  VitFractionCache *cache = g_new0 (VitFractionCache, 1);
  cache->fractions = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_array_unref);
  return cache;
}

static void
forget_series (gpointer data, GObject *where_the_series_was)
{
  VitFractionCache *cache = data;
  g_hash_table_remove (cache->fractions, where_the_series_was);
}

static void
drop_all (VitFractionCache *cache)
{
  GHashTableIter iter;
  gpointer series;
  g_hash_table_iter_init (&iter, cache->fractions);
  while (g_hash_table_iter_next (&iter, &series, NULL))
    {
      g_object_weak_unref (series, forget_series, cache);
      g_hash_table_iter_remove (&iter);
    }
}

void
vit_fraction_cache_free (VitFractionCache *cache)
{
  if (!cache)
    return;
  drop_all (cache);
  g_hash_table_unref (cache->fractions);
  g_free (cache);
}

static GArray *
get_fractions (VitFractionCache *cache, VitTmlSeries *series)
{
  GArray *fractions = g_hash_table_lookup (cache->fractions, series);
  if (fractions)
    return fractions;

  double unknown = NAN;
  guint n = vit_tml_series_get_n (series);
  fractions = g_array_sized_new (FALSE, FALSE, sizeof (double), n);
  for (guint i = 0; i < n; i++)
    g_array_append_val (fractions, unknown);
  g_hash_table_insert (cache->fractions, series, fractions);
  g_object_weak_ref (G_OBJECT (series), forget_series, cache);
  return fractions;
}

double
vit_fraction_cache_get (VitFractionCache *cache, VitTmlSeries *series, guint index, double t_g)
{
  if (index >= vit_tml_series_get_n (series))
    return NAN;
  if (t_g != cache->t_g)
    drop_all (cache);
  cache->t_g = t_g;

  double *fraction = &g_array_index (get_fractions (cache, series), double, index);
  if (isnan (*fraction))
    {
      VitTmlResult *result = vit_tml_series_get (series, index);
      if (result)
        *fraction = vit_tml_result_get_liquid_fraction (result, t_g);
    }
  return *fraction;
}

void
vit_fraction_cache_forget (VitFractionCache *cache, VitTmlSeries *series, guint index)
{
  GArray *fractions = g_hash_table_lookup (cache->fractions, series);
  if (fractions && index < fractions->len)
    g_array_index (fractions, double, index) = NAN;
}
