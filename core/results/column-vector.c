#include "core/results/column-vector.h"

#include <math.h>
#include <string.h>

#include "core/results/quantity.h"

/* How components are written behind the name of the vector; more than three of the third and fourth
 * kind are a tensor or a list. */
static const struct
{
  const char *parts[4];
} endings[] = {
  { { "x", "y", "z" } },
  { { "_x", "_y", "_z" } },
  { { "_1", "_2", "_3", "_4" } },
  { { "[1]", "[2]", "[3]", "[4]" } },
};

static const char *
find_part (const char *const *columns, const char *name, const char *ending)
{
  size_t length = strlen (name);
  for (; ending && *columns; columns++)
    if (strncmp (*columns, name, length) == 0 && strcmp (*columns + length, ending) == 0)
      return *columns;
  return NULL;
}

/* Positions have no name in common, flags of images are no vector, and what is called like a
 * quantity is the quantity. */
bool
vit_column_vector_find (const char *name, VitTrajectory *trajectory, VitColumnVector *vector)
{
  g_return_val_if_fail (name && trajectory && vector, false);
  const char *const *columns = vit_trajectory_get_columns (trajectory);
  if (!*name || g_str_has_suffix (name, "_") || strcmp (name, "i") == 0 ||
      g_strv_contains (columns, name) || vit_quantity_find (name))
    return false;
  for (size_t e = 0; e < G_N_ELEMENTS (endings); e++)
    {
      bool whole = !find_part (columns, name, endings[e].parts[3]);
      for (int k = 0; k < 3; k++)
        {
          vector->parts[k] = find_part (columns, name, endings[e].parts[k]);
          whole = whole && vector->parts[k];
        }
      if (whole)
        return true;
    }
  return false;
}

void
vit_column_vector_add_names (VitTrajectory *trajectory, GStrvBuilder *names)
{
  g_return_if_fail (trajectory && names);
  for (const char *const *column = vit_trajectory_get_columns (trajectory); *column; column++)
    for (size_t e = 0; e < G_N_ELEMENTS (endings); e++)
      {
        VitColumnVector vector;
        if (!g_str_has_suffix (*column, endings[e].parts[0]))
          continue;
        g_autofree char *name =
            g_strndup (*column, strlen (*column) - strlen (endings[e].parts[0]));
        if (vit_column_vector_find (name, trajectory, &vector) && vector.parts[0] == *column)
          g_strv_builder_add (names, name);
      }
}

bool
vit_column_vector_read (const VitColumnVector *vector,
                        VitTrajectory *trajectory,
                        size_t index,
                        size_t n,
                        double *values,
                        GError **error)
{
  g_return_val_if_fail (vector && trajectory && values, false);
  g_autofree double *part = g_new (double, MAX (n, 1));
  memset (values, 0, n * sizeof *values);
  for (int k = 0; k < 3; k++)
    {
      if (!vit_trajectory_read_column (trajectory, index, vector->parts[k], part, error))
        return false;
      for (size_t i = 0; i < n; i++)
        values[i] += part[i] * part[i];
    }
  for (size_t i = 0; i < n; i++)
    values[i] = sqrt (values[i]);
  return true;
}
