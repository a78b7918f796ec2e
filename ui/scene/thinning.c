/* The atoms of a slice, and fewer ones of a large box, so that no region of the map is lost. Of
 * each kind of atoms the same share is drawn everywhere, more of those that are outlined or
 * highlighted; where that leaves a kind out of a cell of a coarse grid, one of its atoms there is
 * drawn nevertheless. An atom is drawn by a hash of its number, so that the same ones are in every
 * frame, and a smaller share is part of a larger one. */

#include "ui/scene/thinning-private.h"

#include <math.h>

#include "ui/scene/scene-private.h"

/* What an atom is drawn for. Kinds up to HIGH are the thirds of the range of colours. */
typedef enum
{
  LOW,
  MIDDLE,
  HIGH,
  MARKED,  /* outlined or highlighted */
  GHOST,   /* drawn, but no part of the map */
  NOWHERE, /* not drawn */
} Kind;

enum
{
  N_THIRDS = 3
};

typedef struct
{
  int n[3];
  int n_kinds;
  uint32_t *first; /* cells × kinds: the atom of least hash, or NONE */
} Grid;

#define NONE UINT32_MAX

void
vit_thinning_free (VitThinning *thinning)
{
  if (!thinning)
    return;
  g_free (thinning->atoms);
  g_free (thinning);
}

void
vit_scene_touch (VitScene *scene)
{
  if (scene->thinning)
    scene->thinning->valid = false;
}

/* Multiplicative hashing picks atoms evenly, independent of their order in space. */
static inline uint32_t
get_hash (size_t i)
{
  return (uint32_t) i * 2654435761u;
}

static Grid
new_grid (const VitScene *scene, size_t n_cells, int n_kinds)
{
  Grid grid = { .n_kinds = n_kinds };
  double volume = scene->widths[0] * scene->widths[1] * scene->widths[2];
  double edge = cbrt (volume / (double) MAX (n_cells, 1));
  size_t n = (size_t) n_kinds;
  for (int k = 0; k < 3; k++)
    {
      grid.n[k] = (int) CLAMP (floor (scene->widths[k] / edge), 1, 1024);
      n *= (size_t) grid.n[k];
    }
  grid.first = g_new (uint32_t, n);
  for (size_t slot = 0; slot < n; slot++)
    grid.first[slot] = NONE;
  return grid;
}

static inline void
enter (Grid *grid, const double s[3], int kind, uint32_t i)
{
  size_t cell = 0;
  for (int k = 0; k < 3; k++)
    {
      int at = (int) CLAMP (s[k] * grid->n[k], 0, grid->n[k] - 1);
      cell = cell * (size_t) grid->n[k] + (size_t) at;
    }
  uint32_t *first = &grid->first[cell * (size_t) grid->n_kinds + (size_t) kind];
  if (*first == NONE || get_hash (i) < get_hash (*first))
    *first = i;
}

static inline Kind
get_kind (const VitScene *scene, size_t i)
{
  if (vit_scene_is_left_out (scene, i))
    return GHOST;
  if ((scene->outlined && scene->outlined[i]) || (scene->highlighted && scene->highlighted[i]))
    return MARKED;
  if (scene->faded && scene->faded[i] && scene->opacity <= 0)
    return NOWHERE;
  if (!scene->values || !(scene->high > scene->low) || isnan (scene->values[i]))
    return LOW;
  double t = ((double) scene->values[i] - scene->low) / (scene->high - scene->low);
  return t < 1.0 / N_THIRDS ? LOW : t < 2.0 / N_THIRDS ? MIDDLE : HIGH;
}

/* Returns: the least of 1, 2, 3, 4, 6, 8, 12 … so that one of so many of @n atoms are no more than
 * @most. */
static unsigned
get_one_of (size_t n, size_t most)
{
  unsigned power = 1;
  while (n / power > most)
    {
      if (power > 1 && n / (power / 2 * 3) <= most)
        return power / 2 * 3;
      power *= 2;
    }
  return power;
}

static void
mark_first (const Grid *grid, uint8_t *wanted)
{
  size_t n = (size_t) grid->n[0] * (size_t) grid->n[1] * (size_t) grid->n[2];
  for (size_t slot = 0; slot < n * (size_t) grid->n_kinds; slot++)
    if (grid->first[slot] != NONE)
      wanted[grid->first[slot]] = 1;
}

static void
list_wanted (VitThinning *thinning, const uint8_t *wanted, size_t n_atoms)
{
  thinning->n = 0;
  for (size_t i = 0; i < n_atoms; i++)
    thinning->n += wanted[i];
  thinning->atoms = g_renew (uint32_t, thinning->atoms, MAX (thinning->n, 1));
  for (size_t i = 0, at = 0; i < n_atoms; i++)
    if (wanted[i])
      thinning->atoms[at++] = (uint32_t) i;
}

/* Set the shares. Returns: whether not all are drawn. */
static bool
share_out (VitThinning *thinning, const size_t counts[2], size_t most)
{
  thinning->one_of[1] = get_one_of (counts[1], MAX (most / 2, 1));
  size_t left = most - MIN (counts[1] / thinning->one_of[1], most - 1);
  thinning->one_of[0] = get_one_of (counts[0], left);
  return counts[0] + counts[1] > most;
}

/* Most atoms of a slice lie outside of it. */
static void
choose_all (const VitScene *scene, VitThinning *thinning)
{
  GArray *atoms = g_array_new (FALSE, FALSE, sizeof (uint32_t));
  double s[3];
  for (size_t i = 0; i < scene->n; i++)
    if (vit_scene_locate (scene, i, s))
      {
        uint32_t atom = (uint32_t) i;
        g_array_append_val (atoms, atom);
      }
  g_free (thinning->atoms);
  thinning->n = atoms->len;
  thinning->atoms = (uint32_t *) g_array_free (atoms, FALSE);
}

static void
choose_fewer (const VitScene *scene, VitThinning *thinning)
{
  size_t most = scene->max_atoms, counts[2] = { 0 };
  g_autofree uint8_t *kinds = g_new (uint8_t, scene->n), *wanted = g_new0 (uint8_t, scene->n);
  Grid thirds = new_grid (scene, most / 8, N_THIRDS), marked = new_grid (scene, most, 1);
  for (size_t i = 0; i < scene->n; i++)
    {
      double s[3];
      Kind kind = vit_scene_locate (scene, i, s) ? get_kind (scene, i) : NOWHERE;
      kinds[i] = (uint8_t) kind;
      if (kind == NOWHERE)
        continue;
      counts[kind == MARKED]++;
      if (kind <= HIGH)
        enter (&thirds, s, (int) kind, (uint32_t) i);
      else if (kind == MARKED)
        enter (&marked, s, 0, (uint32_t) i);
    }
  mark_first (&thirds, wanted);
  mark_first (&marked, wanted);
  if (scene->selected >= 0)
    wanted[scene->selected] = kinds[scene->selected] != NOWHERE;
  thinning->thinned = share_out (thinning, counts, most);
  const uint64_t limits[2] = { (UINT64_C (1) << 32) / thinning->one_of[0],
                               (UINT64_C (1) << 32) / thinning->one_of[1] };
  for (size_t i = 0; i < scene->n; i++)
    wanted[i] |=
        kinds[i] != NOWHERE && (!thinning->thinned || get_hash (i) < limits[kinds[i] == MARKED]);
  list_wanted (thinning, wanted, scene->n);
  g_free (thirds.first);
  g_free (marked.first);
}

const VitThinning *
vit_scene_get_drawn (const VitScene *scene)
{
  bool large = scene->max_atoms > 0 && scene->n > scene->max_atoms;
  VitThinning *thinning = scene->thinning;
  if ((!large && scene->axis < 0) || scene->n == 0)
    return NULL;
  if (thinning->valid)
    return thinning;
  thinning->thinned = false;
  if (large)
    choose_fewer (scene, thinning);
  else
    choose_all (scene, thinning);
  thinning->valid = true;
  return thinning;
}

bool
vit_scene_get_thinning (const VitScene *scene, unsigned one_of[2])
{
  g_return_val_if_fail (scene && one_of, false);
  const VitThinning *thinning = vit_scene_get_drawn (scene);
  bool thinned = thinning && thinning->thinned;
  one_of[0] = thinned ? thinning->one_of[0] : 1;
  one_of[1] = thinned ? thinning->one_of[1] : 1;
  return thinned;
}
