/* What learned indicators are fitted to: features of atoms, targets, parts of space. */

#include <math.h>
#include <string.h>

#include "core/indicator/shift.h"
#include "core/results/column.h"
#include "core/results/learned-private.h"
#include "core/structure/local-features.h"
#include "core/structure/surroundings.h"

static const double widths[] = VIT_LEARNED_WIDTHS;

/* A feature that so many atoms lack is left out. */
#define MOST_MISSING 0.01
/* Rows that are fitted at most: of more, every so many-th atom is. */
#define MOST_ROWS 200000
/* Atoms of two runs that are nearer than that at the start are those of one glass, Å. */
#define SAME_PLACE 1.0

/* ---- Features ---- */

typedef __typeof__ (vit_radial_features) LocalFeatures;

static bool
add_local (VitIndicatorTable *table,
           bool angular,
           double sigma,
           GArray *features,
           VitProgress *progress,
           GError **error)
{
  unsigned n_types = table->n_types;
  const char *const *species = (const char *const *) table->species;
  size_t n = angular ? vit_angular_count (n_types) : vit_radial_count (n_types);
  LocalFeatures *compute = angular ? vit_angular_features : vit_radial_features;
  g_autofree double **all = g_new (double *, n), **of_field = g_new (double *, n);
  for (size_t k = 0; k < n; k++)
    {
      g_autofree char *name = angular ? vit_angular_dup_name (k, n_types, species)
                                      : vit_radial_dup_name (k, n_types, species);
      VitLearnedFeature feature = { angular ? VIT_LEARNED_ANGULAR : VIT_LEARNED_RADIAL,
                                    g_strdup (name), (uint32_t) k, 0 };
      g_array_append_val (features, feature);
      all[k] = g_new (double, MAX (table->n, 1));
      vit_indicator_table_add_column (table, name, 0, all[k]);
    }
  for (size_t f = 0; f < table->n_fields; f++)
    {
      const VitIndicatorField *field = &table->fields[f];
      for (size_t k = 0; k < n; k++)
        of_field[k] = all[k] + field->start;
      if (!compute (&field->cell, table->x + 3 * field->start, table->types + field->start,
                    field->n, n_types, sigma, of_field, NULL, error) ||
          !vit_progress_step (progress, f + 1, table->n_fields, error))
        return false;
    }
  return true;
}

/* Leave out columns that many atoms lack. */
static void
drop_missing (VitIndicatorTable *table, GArray *features)
{
  g_autoptr (GString) absent = g_string_new (NULL);
  g_autofree char *reason = NULL;
  guint n_absent = 0;
  bool of_past = false;
  for (guint c = table->columns->len; c-- > 0;)
    {
      VitIndicatorColumn *column = &g_array_index (table->columns, VitIndicatorColumn, c);
      size_t missing = 0, n = 0;
      for (size_t i = 0; i < table->n; i++)
        if (isfinite (table->target[i]))
          {
            n++;
            missing += !isfinite (column->values[i]);
          }
      if ((double) missing <= MOST_MISSING * (double) n)
        continue;
      if (missing == n)
        {
          g_string_prepend (absent, n_absent > 0 ? ", " : "");
          g_string_prepend (absent, column->name);
          of_past = of_past || vit_column_get_needs (column->name) & VIT_NEEDS_PAST;
          if (column->blank && !reason)
            reason = g_strdup (column->blank);
          n_absent++;
        }
      else
        g_ptr_array_add (table->notes,
                         g_strdup_printf ("%s is no feature: %.1f %% of the atoms lack it",
                                          column->name,
                                          100.0 * (double) missing / (double) MAX (n, 1)));
      g_free (column->name);
      g_free (column->values);
      g_free (column->blank);
      g_array_remove_index (table->columns, c);
      g_array_remove_index (features, c);
    }
  if (n_absent > 0)
    g_ptr_array_add (table->notes,
                     g_strdup_printf ("%s %s: no atom has a value%s%s%s%s", absent->str,
                                      n_absent > 1 ? "are no features" : "is no feature",
                                      reason ? " (" : "", reason ? reason : "", reason ? ")" : "",
                                      of_past ? "; runs that are written more often before start "
                                                "times have them, or wider windows "
                                                "(--vibration-window, --hop-window)"
                                              : ""));
}

bool
vit_learned_make_features (VitIndicatorTable *table,
                           const VitLearnWish *wish,
                           GArray *features,
                           VitProgress *progress,
                           GError **error)
{
  for (guint c = 0; c < table->columns->len; c++)
    {
      VitLearnedFeature feature = { VIT_LEARNED_COLUMN,
                                    g_strdup (vit_indicator_table_get_column (table, c)->name), c,
                                    0 };
      g_array_append_val (features, feature);
    }
  VitProgressPart whole = vit_progress_enter (progress, 0, 0.5, "Describing surroundings");
  if ((wish->radial && !add_local (table, false, wish->sigma, features, progress, error)) ||
      (wish->angular && !add_local (table, true, wish->sigma, features, progress, error)))
    return false;
  vit_progress_leave (progress, whole);
  drop_missing (table, features);
  guint n = table->columns->len;
  whole = vit_progress_enter (progress, 0.5, 1, "Averaging");
  for (gsize w = 0; w < G_N_ELEMENTS (widths); w++)
    {
      if (!vit_indicator_table_average (table, 0, n, widths[w], progress, error))
        return false;
      for (guint c = 0; c < n; c++)
        {
          VitLearnedFeature feature = g_array_index (features, VitLearnedFeature, c);
          feature.name = g_strdup (feature.name);
          feature.width = widths[w];
          g_array_append_val (features, feature);
        }
    }
  vit_progress_leave (progress, whole);
  return true;
}

/* ---- Glasses ---- */

/* The first field of a run; NULL if it has none. */
static const VitIndicatorField *
find_first (const VitIndicatorTable *table, unsigned run)
{
  for (size_t f = 0; f < table->n_fields; f++)
    if (table->fields[f].run == run)
      return &table->fields[f];
  return NULL;
}

static int
compare_doubles (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;
  return x < y ? -1 : x > y;
}

/* Whether most atoms are where the other run has them, in scaled coordinates. */
static bool
is_same_glass (const VitIndicatorTable *table,
               const VitIndicatorField *a,
               const VitIndicatorField *b)
{
  if (a->n != b->n || memcmp (table->types + a->start, table->types + b->start, a->n) != 0)
    return false;
  size_t step = MAX (a->n / 1000, 1), m = 0;
  g_autofree double *away = g_new (double, a->n / step + 1);
  for (size_t i = 0; i < a->n; i += step)
    {
      double s[3], x[3], d[3];
      vit_cell_to_scaled (&b->cell, table->x + 3 * (b->start + i), s);
      vit_cell_to_cartesian (&a->cell, s, x);
      for (int k = 0; k < 3; k++)
        d[k] = x[k] - table->x[3 * (a->start + i) + k];
      vit_cell_minimum_image (&a->cell, d);
      away[m++] = sqrt (d[0] * d[0] + d[1] * d[1] + d[2] * d[2]);
    }
  qsort (away, m, sizeof *away, compare_doubles);
  return m > 0 && away[m / 2] < SAME_PLACE;
}

unsigned
vit_learned_number_glasses (const VitIndicatorTable *table, unsigned n_runs, unsigned *glasses)
{
  unsigned n = 0;
  for (unsigned r = 0; r < n_runs; r++)
    {
      const VitIndicatorField *own = find_first (table, r);
      glasses[r] = n;
      for (unsigned q = 0; q < r && own && glasses[r] == n; q++)
        {
          const VitIndicatorField *other = find_first (table, q);
          if (other && is_same_glass (table, other, own))
            glasses[r] = glasses[q];
        }
      n += glasses[r] == n;
    }
  return n;
}

/* ---- Rows ---- */

void
vit_learned_rows_clear (VitLearnedRows *rows)
{
  g_free (rows->atoms);
  g_free (rows->features);
  g_free (rows->target);
  g_free (rows->types);
  g_free (rows->folds);
  g_free (rows->zones);
  for (unsigned s = 0; s < rows->n_nulls && rows->nulls; s++)
    g_free (rows->nulls[s]);
  g_free (rows->nulls);
}

static double
get_target (const VitIndicatorTable *table, size_t i)
{
  if (!isfinite (table->target[i]))
    return NAN;
  return table->events ? table->events[i] : table->target[i];
}

void
vit_learned_take_rows (VitIndicatorTable *table, VitLearnedRows *rows)
{
  rows->p = table->columns->len;
  rows->atoms = g_new (uint32_t, MAX (table->n, 1));
  for (size_t i = 0; i < table->n; i++)
    {
      bool whole = isfinite (get_target (table, i)) && table->types[i] >= 1;
      for (guint c = 0; c < rows->p && whole; c++)
        whole = isfinite (vit_indicator_table_get_column (table, c)->values[i]);
      if (whole)
        rows->atoms[rows->n++] = (uint32_t) i;
    }
  if (rows->n > MOST_ROWS)
    {
      size_t of = rows->n;
      for (size_t k = 0; k < MOST_ROWS; k++)
        rows->atoms[k] = rows->atoms[k * of / MOST_ROWS];
      rows->n = MOST_ROWS;
      g_ptr_array_add (table->notes,
                       g_strdup_printf ("of %zu atoms %zu are fitted, evenly spaced", of, rows->n));
    }
  rows->features = g_new (double, MAX (rows->n, 1) * rows->p);
  rows->target = g_new (double, MAX (rows->n, 1));
  rows->types = g_new (uint8_t, MAX (rows->n, 1));
  rows->folds = g_new (uint8_t, MAX (rows->n, 1));
  rows->zones = g_new (uint64_t, MAX (rows->n, 1));
  for (size_t r = 0; r < rows->n; r++)
    {
      uint32_t i = rows->atoms[r];
      rows->target[r] = get_target (table, i);
      rows->types[r] = table->types[i];
    }
  /* Columns are let go one by one, so that there are not two of all. */
  for (guint c = 0; c < rows->p; c++)
    {
      VitIndicatorColumn *column = &g_array_index (table->columns, VitIndicatorColumn, c);
      for (size_t r = 0; r < rows->n; r++)
        rows->features[r * rows->p + c] = column->values[rows->atoms[r]];
      g_clear_pointer (&column->values, g_free);
    }
}

void
vit_learned_take_folds (
    VitLearnedRows *rows, size_t begin, size_t end, const VitFolds *folds, size_t first)
{
  for (size_t r = begin; r < end; r++)
    {
      rows->folds[r] = folds->folds[rows->atoms[r] - first];
      rows->zones[r] = folds->zones[rows->atoms[r] - first];
    }
}

bool
vit_learned_make_nulls (const VitIndicatorTable *table,
                        const unsigned *glasses,
                        VitLearnedRows *rows,
                        unsigned n_nulls,
                        VitProgress *progress,
                        GError **error)
{
  double mean = 0;
  for (size_t r = 0; r < rows->n; r++)
    mean += rows->target[r] / (double) rows->n;
  for (size_t f = 0; f < table->n_fields; f++)
    {
      const VitCell *cell = &table->fields[f].cell;
      if (!cell->periodic[0] && !cell->periodic[1] && !cell->periodic[2])
        n_nulls = 0;
    }
  rows->nulls = g_new0 (double *, MAX (n_nulls, 1));
  rows->n_nulls = n_nulls;
  for (unsigned s = 0; s < n_nulls; s++)
    rows->nulls[s] = g_new (double, MAX (rows->n, 1));
  size_t r = 0;
  for (size_t f = 0; f < table->n_fields && n_nulls > 0; f++)
    {
      const VitIndicatorField *field = &table->fields[f];
      g_autoptr (VitShiftSearch) search =
          vit_shift_search_new (&field->cell, table->x + 3 * field->start, field->n);
      g_autofree uint32_t *map = g_new (uint32_t, field->n);
      size_t end = r;
      while (end < rows->n && rows->atoms[end] < field->start + field->n)
        end++;
      for (unsigned s = 0; s < n_nulls; s++)
        {
          double shift[3];
          uint64_t state = UINT64_C (0xd1b54a32d192ed03) * (s + 1) ^
                           UINT64_C (0x8cb92ba72f3d8dd7) * (glasses[field->run] + 1);
          vit_shift_draw (&field->cell, &state, shift);
          if (!vit_shift_map (search, shift, map, NULL, error))
            return false;
          for (size_t k = r; k < end; k++)
            {
              double value = get_target (table, field->start + map[rows->atoms[k] - field->start]);
              rows->nulls[s][k] = isfinite (value) ? value : mean;
            }
        }
      r = end;
      if (!vit_progress_step (progress, f + 1, table->n_fields, error))
        return false;
    }
  return true;
}

VitFolds *
vit_learned_make_folds (
    const VitIndicatorTable *table, size_t first, size_t n, const unsigned *glasses, double guard)
{
  g_autofree VitFoldField *fields = g_new (VitFoldField, MAX (n, 1));
  for (size_t f = 0; f < n; f++)
    {
      const VitIndicatorField *field = &table->fields[first + f];
      fields[f] = (VitFoldField){ glasses ? glasses[field->run] : 0, &field->cell,
                                  table->x + 3 * field->start, field->n };
    }
  return vit_folds_new (fields, n, guard);
}

double
vit_learned_find_guard (const VitLearnWish *wish)
{
  double guard = 0;
  for (gsize w = 0; w < G_N_ELEMENTS (widths); w++)
    guard = MAX (guard, VIT_SURROUNDINGS_REACH * widths[w]);
  if (wish->radial)
    guard = MAX (guard, VIT_RADIAL_REACH * wish->sigma);
  if (wish->angular)
    guard = MAX (guard, VIT_ANGULAR_REACH * wish->sigma);
  return guard;
}
