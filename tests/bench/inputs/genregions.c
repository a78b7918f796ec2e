/* Writes a LAMMPS text dump of a run with liquid-like regions, of any size: a glass, copied along
 * each axis, whose atoms vibrate in their cages; those in spheres that come and go also walk at
 * random. Columns id type xu yu zu with four decimals. The same arguments give the same bytes.
 *
 *   genregions RAW NX NY NZ STARTS SPACING OUT
 *
 * RAW is what `glass.py RAW` writes: the number of atoms (int64), the box xlo ylo zlo xhi yhi zhi
 * (double), the positions (three doubles an atom) and the types (int32). The frames are those that
 * STARTS start times, SPACING ps apart, need for T_ML with the standard intervals, and no others:
 * start times share them, so that 40, 5 ps apart, take 240 frames. */

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double intervals[] = { 0, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200 };
enum
{
  N_INTERVALS = sizeof intervals / sizeof *intervals
};

/* Å: vibration in a cage at about 100 K and in a region; Å²/ps: how fast a region's atoms walk. */
static const double cage = 0.055, loose = 0.12, walk = 0.012;

/* ---- Numbers at random ---- */

static uint64_t state[2] = { 0x9E3779B97F4A7C15ull, 0xD1B54A32D192ED03ull };

static inline uint64_t
next_random (void)
{
  uint64_t a = state[0], b = state[1];
  state[0] = b;
  a ^= a << 23;
  state[1] = a ^ b ^ (a >> 17) ^ (b >> 26);
  return state[1] + b;
}

static double
next_uniform (void)
{
  return (double) (next_random () >> 11) * 0x1p-53;
}

/* About normal, of variance 1: the sum of four uniform numbers of 16 bits. */
static inline double
next_normal (void)
{
  uint64_t r = next_random ();
  double sum = (double) ((r & 0xffff) + (r >> 16 & 0xffff) + (r >> 32 & 0xffff) + (r >> 48));
  return (sum * 0x1p-16 - 2 + 2 * 0x1p-16) * 1.7320508;
}

/* ---- The glass ---- */

typedef struct
{
  int64_t n;
  double low[3], edge[3];
  double *x; /* n × 3 */
  int32_t *types;
  int32_t *region; /* n: 0: none */
} Glass;

static void *
allocate (size_t n, size_t size)
{
  void *memory = calloc (n, size);
  if (!memory)
    {
      fprintf (stderr, "genregions: no memory\n");
      exit (1);
    }
  return memory;
}

static Glass
read_copied (const char *path, const int times[3])
{
  FILE *file = fopen (path, "rb");
  int64_t n = 0;
  double box[6];
  if (!file || fread (&n, 8, 1, file) != 1 || n <= 0 || fread (box, 8, 6, file) != 6)
    {
      fprintf (stderr, "genregions: %s cannot be read\n", path);
      exit (1);
    }
  double *x = allocate ((size_t) n, 24);
  int32_t *types = allocate ((size_t) n, 4);
  if (fread (x, 24, (size_t) n, file) != (size_t) n ||
      fread (types, 4, (size_t) n, file) != (size_t) n)
    exit (1);
  fclose (file);
  int64_t n_copies = (int64_t) times[0] * times[1] * times[2];
  Glass glass = { .n = n * n_copies };
  glass.x = allocate ((size_t) glass.n, 24);
  glass.types = allocate ((size_t) glass.n, 4);
  glass.region = allocate ((size_t) glass.n, 4);
  for (int64_t copy = 0, i = 0; copy < n_copies; copy++)
    {
      const int64_t shift[3] = { copy / (times[1] * times[2]), copy / times[2] % times[1],
                                 copy % times[2] };
      for (int64_t p = 0; p < n; p++, i++)
        {
          for (int k = 0; k < 3; k++)
            glass.x[3 * i + k] = x[3 * p + k] + (double) shift[k] * (box[3 + k] - box[k]);
          glass.types[i] = types[p];
        }
    }
  for (int k = 0; k < 3; k++)
    {
      glass.low[k] = box[k];
      glass.edge[k] = (box[3 + k] - box[k]) * times[k];
    }
  free (x);
  free (types);
  return glass;
}

/* ---- The regions ---- */

typedef struct
{
  double centre[3], radius; /* Å */
  double from, to;          /* ps */
} Region;

/* A tenth of the volume in spheres of 5 to 15 Å, and as many of 3 Å, which have some seven atoms.
 */
static Region *
make_regions (const Glass *glass, double duration, int *n)
{
  double volume = glass->edge[0] * glass->edge[1] * glass->edge[2];
  int n_large = (int) ceil (volume * 0.1 / 5200);
  *n = 2 * n_large;
  Region *regions = allocate ((size_t) *n + 1, sizeof *regions);
  for (int r = 1; r <= *n; r++)
    {
      for (int k = 0; k < 3; k++)
        regions[r].centre[k] = next_uniform () * glass->edge[k];
      regions[r].radius = r <= n_large ? 5 + 10 * next_uniform () : 3;
      double middle = duration * next_uniform (), half = duration * (0.1 + 0.4 * next_uniform ());
      regions[r].from = middle - half;
      regions[r].to = middle + half;
    }
  return regions;
}

/* Mark the atoms of each sphere, by cells of 8 Å or more; of two spheres the later one. */
static void
mark_regions (Glass *glass, const Region *regions, int n_regions)
{
  int cells[3];
  for (int k = 0; k < 3; k++)
    cells[k] = glass->edge[k] >= 8 ? (int) (glass->edge[k] / 8) : 1;
  size_t n_cells = (size_t) cells[0] * cells[1] * cells[2];
  int64_t *first = allocate (n_cells, 8), *next = allocate ((size_t) glass->n, 8);
  memset (first, 0xff, n_cells * 8);
  for (int64_t i = 0; i < glass->n; i++)
    {
      size_t at = 0;
      for (int k = 0; k < 3; k++)
        {
          double s = (glass->x[3 * i + k] - glass->low[k]) / glass->edge[k];
          at = at * cells[k] + (size_t) ((s - floor (s)) * cells[k]) % cells[k];
        }
      next[i] = first[at];
      first[at] = i;
    }
  for (int r = 1; r <= n_regions; r++)
    {
      int from[3], to[3];
      for (int k = 0; k < 3; k++)
        {
          double width = glass->edge[k] / cells[k];
          from[k] = (int) floor ((regions[r].centre[k] - regions[r].radius) / width);
          to[k] = (int) floor ((regions[r].centre[k] + regions[r].radius) / width);
          if (to[k] - from[k] >= cells[k])
            to[k] = from[k] + cells[k] - 1;
        }
      for (int a = from[0]; a <= to[0]; a++)
        for (int b = from[1]; b <= to[1]; b++)
          for (int c = from[2]; c <= to[2]; c++)
            {
              size_t at = (size_t) ((a + cells[0]) % cells[0]);
              at = at * cells[1] + (size_t) ((b + cells[1]) % cells[1]);
              at = at * cells[2] + (size_t) ((c + cells[2]) % cells[2]);
              for (int64_t i = first[at]; i >= 0; i = next[i])
                {
                  double d2 = 0;
                  for (int k = 0; k < 3; k++)
                    {
                      double d = glass->x[3 * i + k] - glass->low[k] - regions[r].centre[k];
                      d -= glass->edge[k] * rint (d / glass->edge[k]);
                      d2 += d * d;
                    }
                  if (d2 <= regions[r].radius * regions[r].radius)
                    glass->region[i] = r;
                }
            }
    }
  free (first);
  free (next);
}

/* ---- Times ---- */

static int
compare_times (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;
  return (x > y) - (x < y);
}

/* Returns: the times that the start times need, in order, in units of 0.002 ps. */
static double *
make_times (int n_starts, double spacing, int *n)
{
  double *times = allocate ((size_t) n_starts * N_INTERVALS, sizeof *times);
  int n_all = 0;
  for (int i = 0; i < n_starts; i++)
    for (int k = 0; k < N_INTERVALS; k++)
      times[n_all++] = rint ((i * spacing + intervals[k]) / 0.002);
  qsort (times, (size_t) n_all, sizeof *times, compare_times);
  *n = 0;
  for (int i = 0; i < n_all; i++)
    if (i == 0 || times[i] != times[*n - 1])
      times[(*n)++] = times[i];
  return times;
}

/* ---- Writing ---- */

/* Write @value, of which the last @decimals digits are behind the point, and then @end. */
static inline char *
write_number (char *to, int64_t value, int decimals, char end)
{
  char digits[24];
  int n = 0;
  uint64_t rest = value < 0 ? -(uint64_t) value : (uint64_t) value;
  if (value < 0)
    *to++ = '-';
  while (rest > 0 || n <= decimals)
    {
      digits[n++] = (char) ('0' + rest % 10);
      rest /= 10;
      if (n == decimals)
        digits[n++] = '.';
    }
  while (n > 0)
    *to++ = digits[--n];
  *to++ = end;
  return to;
}

static void
write_frame (FILE *out, const Glass *glass, const Region *regions, double time)
{
  enum
  {
    ROWS = 4096,
    ROW = 128
  };
  static char buffer[ROWS * ROW];
  fprintf (out, "ITEM: UNITS\nmetal\nITEM: TIME\n%.10g\nITEM: TIMESTEP\n%.0f\n", time,
           time / 0.002);
  fprintf (out, "ITEM: NUMBER OF ATOMS\n%lld\nITEM: BOX BOUNDS pp pp pp\n", (long long) glass->n);
  for (int k = 0; k < 3; k++)
    fprintf (out, "%.16e %.16e\n", glass->low[k], glass->low[k] + glass->edge[k]);
  fprintf (out, "ITEM: ATOMS id type xu yu zu\n");
  for (int64_t begin = 0; begin < glass->n; begin += ROWS)
    {
      char *to = buffer;
      int64_t end = begin + ROWS < glass->n ? begin + ROWS : glass->n;
      for (int64_t i = begin; i < end; i++)
        {
          const Region *region = &regions[glass->region[i]];
          double width =
              glass->region[i] && time >= region->from && time < region->to ? loose : cage;
          to = write_number (to, i + 1, 0, ' ');
          to = write_number (to, glass->types[i], 0, ' ');
          for (int k = 0; k < 3; k++)
            {
              double x = glass->x[3 * i + k] + width * next_normal ();
              to = write_number (to, (int64_t) rint (x * 1e4), 4, k == 2 ? '\n' : ' ');
            }
        }
      fwrite (buffer, 1, (size_t) (to - buffer), out);
    }
}

/* Let the atoms of the regions walk from @from to @to. */
static void
move_regions (Glass *glass, const Region *regions, double from, double to)
{
  for (int64_t i = 0; i < glass->n; i++)
    {
      const Region *region = &regions[glass->region[i]];
      double passed = fmin (to, region->to) - fmax (from, region->from);
      if (glass->region[i] == 0 || passed <= 0)
        continue;
      double step = sqrt (walk * passed);
      for (int k = 0; k < 3; k++)
        glass->x[3 * i + k] += step * next_normal ();
    }
}

int
main (int argc, char **argv)
{
  const int times[3] = { argc > 2 ? atoi (argv[2]) : 0, argc > 3 ? atoi (argv[3]) : 0,
                         argc > 4 ? atoi (argv[4]) : 0 };
  int n_starts = argc > 5 ? atoi (argv[5]) : 0;
  double spacing = argc > 6 ? atof (argv[6]) : 0;
  if (argc != 8 || times[0] < 1 || times[1] < 1 || times[2] < 1 || n_starts < 1 || !(spacing > 0))
    {
      fprintf (stderr, "usage: genregions RAW NX NY NZ STARTS SPACING OUT\n");
      return 2;
    }
  Glass glass = read_copied (argv[1], times);
  int n_frames, n_regions;
  double *steps = make_times (n_starts, spacing, &n_frames);
  Region *regions = make_regions (&glass, steps[n_frames - 1] * 0.002, &n_regions);
  mark_regions (&glass, regions, n_regions);
  FILE *out = fopen (argv[7], "wb");
  if (!out)
    {
      perror (argv[7]);
      return 1;
    }
  setvbuf (out, NULL, _IOFBF, 1 << 22);
  for (int f = 0; f < n_frames; f++)
    {
      if (f > 0)
        move_regions (&glass, regions, steps[f - 1] * 0.002, steps[f] * 0.002);
      write_frame (out, &glass, regions, steps[f] * 0.002);
    }
  if (ferror (out) || fclose (out) != 0)
    {
      perror (argv[7]);
      return 1;
    }
  printf ("atoms %lld\nframes %d\nregions %d\n", (long long) glass.n, n_frames, n_regions);
  return 0;
}
