#include "tests/support/sample.h"

#include <string.h>
#include <zlib.h>

Sample *
sample_new (const VitCell *cell, size_t n)
{
  Sample *sample = g_new0 (Sample, 1);
  sample->cell = *cell;
  sample->n = n;
  sample->x = g_new0 (double, 3 * n + 1);
  sample->types = g_new0 (uint8_t, n + 1);
  memset (sample->types, 1, n);
  return sample;
}

void
sample_free (Sample *sample)
{
  g_free (sample->x);
  g_free (sample->types);
  g_free (sample);
}

static void
read_box (gzFile file, const char *header, VitCell *cell)
{
  double lo[3], hi[3], tilt[3] = { 0, 0, 0 };
  bool tilted = strstr (header, "xy xz yz") != NULL;
  char line[1024];
  for (int k = 0; k < 3; k++)
    {
      g_assert_nonnull (gzgets (file, line, sizeof line));
      char *end = line;
      lo[k] = g_ascii_strtod (end, &end);
      hi[k] = g_ascii_strtod (end, &end);
      if (tilted)
        tilt[k] = g_ascii_strtod (end, &end);
    }
  lo[0] -= MIN (MIN (0, tilt[0]), MIN (tilt[1], tilt[0] + tilt[1]));
  hi[0] -= MAX (MAX (0, tilt[0]), MAX (tilt[1], tilt[0] + tilt[1]));
  lo[1] -= MIN (0, tilt[2]);
  hi[1] -= MAX (0, tilt[2]);
  vit_cell_init_restricted (cell, lo, hi, tilt);
}

static void
read_atoms (gzFile file, const char *header, Sample *sample)
{
  int columns[16], n_columns = 0;
  g_autofree char *copy = g_strstrip (g_strdup (header));
  g_auto (GStrv) names = g_strsplit (copy, " ", -1);
  for (char **name = names + 2; *name && n_columns < 16; name++)
    {
      static const char *known[] = { "x", "y", "z", "xu", "yu", "zu", "type" };
      columns[n_columns] = -1;
      for (int k = 0; k < 7; k++)
        if (strcmp (*name, known[k]) == 0)
          columns[n_columns] = k < 6 ? k % 3 : 3;
      n_columns++;
    }
  char line[1024];
  for (size_t i = 0; i < sample->n; i++)
    {
      g_assert_nonnull (gzgets (file, line, sizeof line));
      char *end = line;
      for (int c = 0; c < n_columns; c++)
        {
          double value = g_ascii_strtod (end, &end);
          if (columns[c] == 3)
            sample->types[i] = (uint8_t) value;
          else if (columns[c] >= 0)
            sample->x[3 * i + columns[c]] = value;
        }
    }
}

Sample *
sample_read (const char *path)
{
  gzFile file = gzopen (path, "rb");
  if (!file)
    g_error ("cannot open %s", path);
  VitCell cell = { 0 };
  Sample *sample = NULL;
  size_t n = 0;
  char line[1024];
  while (!sample && gzgets (file, line, sizeof line))
    {
      if (g_str_has_prefix (line, "ITEM: NUMBER OF ATOMS"))
        n = g_ascii_strtoull (gzgets (file, line, sizeof line), NULL, 10);
      else if (g_str_has_prefix (line, "ITEM: BOX BOUNDS"))
        read_box (file, line, &cell);
      else if (g_str_has_prefix (line, "ITEM: ATOMS"))
        {
          sample = sample_new (&cell, n);
          read_atoms (file, line, sample);
        }
    }
  gzclose (file);
  g_assert_nonnull (sample);
  return sample;
}

Sample *
sample_read_data (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", name, NULL);
  return sample_read (path);
}

char *
sample_shared (const char *name)
{
  const char *folder = g_getenv ("VITRINE_TEST_DATA");
  if (!folder)
    return NULL;
  g_autofree char *path = g_build_filename (folder, name, NULL);
  return g_file_test (path, G_FILE_TEST_EXISTS) ? g_steal_pointer (&path) : NULL;
}

Sample *
sample_replicate (const Sample *sample, const int times[3])
{
  VitCell cell = sample->cell;
  for (int k = 0; k < 3; k++)
    for (int i = 0; i < 3; i++)
      cell.h[k][i] *= times[k];
  size_t copy = 0;
  Sample *big = sample_new (&cell, sample->n * times[0] * times[1] * times[2]);
  for (int a = 0; a < times[0]; a++)
    for (int b = 0; b < times[1]; b++)
      for (int c = 0; c < times[2]; c++, copy++)
        for (size_t i = 0; i < sample->n; i++)
          {
            size_t to = copy * sample->n + i;
            big->types[to] = sample->types[i];
            for (int k = 0; k < 3; k++)
              big->x[3 * to + k] = sample->x[3 * i + k] + a * sample->cell.h[0][k] +
                                   b * sample->cell.h[1][k] + c * sample->cell.h[2][k];
          }
  return big;
}
