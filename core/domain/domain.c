#include "core/domain/domain.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/error.h"

void
vit_atom_rows_clear (VitAtomRows *rows)
{
  g_clear_pointer (&rows->ids, g_free);
  g_clear_pointer (&rows->x, g_free);
  g_clear_pointer (&rows->types, g_free);
  g_clear_pointer (&rows->columns, g_free);
  rows->n = 0;
}

void
vit_domain_free (VitDomain *domain)
{
  if (!domain)
    return;
  vit_atom_rows_clear (&domain->atoms);
  g_free (domain);
}

/* ---- The grid of ranks ---- */

/* Chooses the numbers of ranks along the axes with the smallest faces between them. */
static void
choose_ranks (VitDomain *domain)
{
  int size = (int) vit_communicator_get_size (domain->communicator);
  double widths[3], least = INFINITY;
  vit_cell_widths (&domain->cell, widths);
  for (int k = 0; k < 3; k++)
    if (!domain->cell.periodic[k] && domain->bounds.n > 0)
      widths[k] *= fmax (domain->bounds.scaled_hi[k] - domain->bounds.scaled_lo[k], 1e-9);
  for (int a = 1; a <= size; a++)
    for (int b = 1; size % a == 0 && b <= size / a; b++)
      {
        if (size / a % b != 0)
          continue;
        int n[3] = { a, b, size / a / b };
        double faces = n[0] / widths[0] + n[1] / widths[1] + n[2] / widths[2];
        if (faces >= least)
          continue;
        least = faces;
        memcpy (domain->n_ranks, n, sizeof n);
      }
}

unsigned
vit_domain_find_owner (const VitDomain *domain, const double x[3])
{
  double wrapped[3] = { x[0], x[1], x[2] }, s[3];
  unsigned rank = 0;
  vit_cell_wrap (&domain->cell, wrapped, NULL);
  vit_cell_to_scaled (&domain->cell, wrapped, s);
  for (int k = 2; k >= 0; k--)
    {
      double lo = 0, span = 1;
      int n = domain->n_ranks[k];
      if (!domain->cell.periodic[k])
        {
          lo = domain->bounds.scaled_lo[k];
          span = fmax (domain->bounds.scaled_hi[k] - lo, 1e-9);
        }
      double place = (s[k] - lo) / span * n;
      rank = rank * (unsigned) n + (unsigned) (place > 0 ? fmin (place, n - 1) : 0);
    }
  return rank;
}

unsigned
vit_domain_get_home (const VitDomain *domain, int64_t id)
{
  uint64_t h = (uint64_t) id * UINT64_C (0x9e3779b97f4a7c15);
  return (unsigned) ((h >> 32) % vit_communicator_get_size (domain->communicator));
}

/* ---- Order by id ---- */

typedef struct
{
  int64_t id;
  size_t place;
} PlacedId;

static int
compare_ids (const void *a, const void *b)
{
  const PlacedId *p = a, *q = b;
  return p->id < q->id ? -1 : p->id > q->id;
}

static PlacedId *
sort_ids (const int64_t *ids, size_t n)
{
  PlacedId *sorted = g_new (PlacedId, MAX (n, 1));
  bool ascending = true;
  for (size_t i = 0; i < n; i++)
    {
      sorted[i] = (PlacedId){ ids[i], i };
      ascending &= i == 0 || ids[i - 1] <= ids[i];
    }
  if (!ascending)
    qsort (sorted, n, sizeof *sorted, compare_ids);
  return sorted;
}

static void *
take_in_order (void *values, const PlacedId *order, size_t n, size_t element_size)
{
  if (!values)
    return NULL;
  char *result = g_malloc (MAX (n * element_size, 1));
  for (size_t i = 0; i < n; i++)
    memcpy (result + i * element_size, (char *) values + order[i].place * element_size,
            element_size);
  g_free (values);
  return result;
}

void
vit_atom_rows_sort (VitAtomRows *rows)
{
  g_autofree PlacedId *order = sort_ids (rows->ids, rows->n);
  rows->ids = take_in_order (rows->ids, order, rows->n, sizeof *rows->ids);
  rows->x = take_in_order (rows->x, order, rows->n, 3 * sizeof *rows->x);
  rows->types = take_in_order (rows->types, order, rows->n, sizeof *rows->types);
  rows->columns =
      take_in_order (rows->columns, order, rows->n, rows->n_columns * sizeof *rows->columns);
}

void
vit_atom_rows_send (const VitRoute *route, const VitAtomRows *rows, VitAtomRows *received)
{
  received->n_columns = rows->n_columns;
  received->ids = vit_route_send (route, rows->ids, sizeof *rows->ids, NULL, &received->n);
  received->x = vit_route_send (route, rows->x, 3 * sizeof *rows->x, NULL, NULL);
  received->types = vit_route_send (route, rows->types, sizeof *rows->types, NULL, NULL);
  if (rows->n_columns > 0)
    received->columns =
        vit_route_send (route, rows->columns, rows->n_columns * sizeof *rows->columns, NULL, NULL);
}

static bool
check_different (const PlacedId *sorted, size_t n, GError **error)
{
  for (size_t i = 1; i < n; i++)
    if (sorted[i].id == sorted[i - 1].id)
      {
        g_set_error (error, VIT_ERROR, VIT_ERROR_MISMATCH,
                     "The id %" G_GINT64_FORMAT
                     " occurs more than once, so atoms cannot be told apart",
                     sorted[i].id);
        return false;
      }
  return true;
}

/* Equal ids meet at one rank. */
static bool
check_ids (const VitDomain *domain, GError **error)
{
  const VitAtomRows *atoms = &domain->atoms;
  g_autofree unsigned *homes = g_new (unsigned, MAX (atoms->n, 1));
  for (size_t i = 0; i < atoms->n; i++)
    homes[i] = vit_domain_get_home (domain, atoms->ids[i]);
  g_auto (VitRoute) route = { 0 };
  vit_route_init (&route, domain->communicator, homes, atoms->n);
  size_t n;
  g_autofree int64_t *ids = vit_route_send (&route, atoms->ids, sizeof *atoms->ids, NULL, &n);
  g_autofree PlacedId *sorted = sort_ids (ids, n);
  return vit_communicator_agree (domain->communicator, check_different (sorted, n, error), error);
}

/* ---- Domains ---- */

static bool
measure_bounds (VitDomain *domain, const VitAtomRows *rows, GError **error)
{
  VitCommunicator *communicator = domain->communicator;
  VitGridBounds *bounds = &domain->bounds;
  if (!vit_communicator_agree (
          communicator, vit_grid_measure_bounds (&domain->cell, rows->x, rows->n, bounds, error),
          error))
    return false;
  double least[6], most[6];
  for (int k = 0; k < 3; k++)
    {
      least[k] = bounds->lo[k];
      least[3 + k] = bounds->scaled_lo[k];
      most[k] = bounds->hi[k];
      most[3 + k] = bounds->scaled_hi[k];
    }
  vit_communicator_min (communicator, least, 6);
  vit_communicator_max (communicator, most, 6);
  vit_communicator_sum (communicator, &bounds->n, 1);
  for (int k = 0; k < 3; k++)
    {
      bounds->lo[k] = least[k];
      bounds->scaled_lo[k] = least[3 + k];
      bounds->hi[k] = most[k];
      bounds->scaled_hi[k] = most[3 + k];
    }
  return true;
}

VitDomain *
vit_domain_new (VitCommunicator *communicator,
                const VitCell *cell,
                VitAtomRows *rows,
                GError **error)
{
  g_return_val_if_fail (communicator != NULL && cell != NULL && rows != NULL, NULL);
  g_autoptr (VitDomain) domain = g_new0 (VitDomain, 1);
  domain->communicator = communicator;
  domain->cell = *cell;
  bool measured = measure_bounds (domain, rows, error);
  if (measured)
    {
      choose_ranks (domain);
      g_autofree unsigned *owners = g_new (unsigned, MAX (rows->n, 1));
      for (size_t i = 0; i < rows->n; i++)
        owners[i] = vit_domain_find_owner (domain, rows->x + 3 * i);
      g_auto (VitRoute) route = { 0 };
      vit_route_init (&route, communicator, owners, rows->n);
      vit_atom_rows_send (&route, rows, &domain->atoms);
    }
  vit_atom_rows_clear (rows);
  if (!measured)
    return NULL;
  vit_atom_rows_sort (&domain->atoms);
  return check_ids (domain, error) ? g_steal_pointer (&domain) : NULL;
}

static void *
dup_kept (const void *values, const uint8_t *kept, size_t n, size_t element_size)
{
  char *result = g_malloc (MAX (n * element_size, 1)), *to = result;
  for (size_t i = 0; i < n; i++)
    if (kept[i])
      {
        memcpy (to, (const char *) values + i * element_size, element_size);
        to += element_size;
      }
  return result;
}

VitDomain *
vit_domain_new_subset (const VitDomain *domain, const uint8_t *kept, GError **error)
{
  g_autoptr (VitDomain) subset = g_memdup2 (domain, sizeof *domain);
  const VitAtomRows *from = &domain->atoms;
  VitAtomRows *to = &subset->atoms;
  to->n = 0;
  for (size_t i = 0; i < from->n; i++)
    to->n += kept[i] != 0;
  to->ids = dup_kept (from->ids, kept, from->n, sizeof *from->ids);
  to->x = dup_kept (from->x, kept, from->n, 3 * sizeof *from->x);
  to->types = dup_kept (from->types, kept, from->n, sizeof *from->types);
  if (from->n_columns > 0)
    to->columns = dup_kept (from->columns, kept, from->n, from->n_columns * sizeof *from->columns);
  return measure_bounds (subset, to, error) ? g_steal_pointer (&subset) : NULL;
}

/* ---- Layouts ---- */

bool
vit_domain_find_layout (const VitDomain *domain,
                        double search_radius,
                        VitGridLayout *layout,
                        GError **error)
{
  return vit_grid_layout_init (layout, &domain->cell, &domain->bounds, search_radius,
                               VIT_GRID_OCCUPANCY, error);
}

static int
compare_numbers (const void *a, const void *b)
{
  const uint64_t *p = a, *q = b;
  return *p < *q ? -1 : *p > *q;
}

static size_t
sort_different (uint64_t *values, size_t n)
{
  size_t kept = 0;
  qsort (values, n, sizeof *values, compare_numbers);
  for (size_t i = 0; i < n; i++)
    if (i == 0 || values[i] != values[i - 1])
      values[kept++] = values[i];
  return kept;
}

/* Share of blocks of bins that hold atoms of any rank. */
static double
get_occupied_share (const VitDomain *domain, const VitGridLayout *layout)
{
  const VitAtomRows *atoms = &domain->atoms;
  g_autofree uint64_t *blocks = g_new (uint64_t, MAX (atoms->n, 1));
  int n[3], size;
  vit_grid_layout_count_blocks (layout, &size, n);
  for (size_t i = 0; i < atoms->n; i++)
    {
      int b[3];
      vit_grid_layout_find_bin (layout, atoms->x + 3 * i, b);
      blocks[i] = ((uint64_t) (b[2] / size) * (uint64_t) n[1] + (uint64_t) (b[1] / size)) *
                      (uint64_t) n[0] +
                  (uint64_t) (b[0] / size);
    }
  size_t n_blocks = sort_different (blocks, atoms->n), n_met;
  unsigned n_ranks = vit_communicator_get_size (domain->communicator);
  g_autofree unsigned *homes = g_new (unsigned, MAX (n_blocks, 1));
  for (size_t b = 0; b < n_blocks; b++)
    homes[b] = (unsigned) (blocks[b] % n_ranks);
  g_auto (VitRoute) route = { 0 };
  vit_route_init (&route, domain->communicator, homes, n_blocks);
  g_autofree uint64_t *met = vit_route_send (&route, blocks, sizeof *blocks, NULL, &n_met);
  uint64_t n_occupied = sort_different (met, n_met);
  vit_communicator_sum (domain->communicator, &n_occupied, 1);
  return (double) n_occupied / ((double) n[0] * n[1] * n[2]);
}

bool
vit_domain_find_relative_layout (const VitDomain *domain,
                                 double search_radius,
                                 double most,
                                 VitGridLayout *layout,
                                 double *unit,
                                 GError **error)
{
  double volume = vit_cell_volume (&domain->cell);
  for (int iteration = 1;; iteration++)
    {
      *unit = cbrt (volume / (double) MAX (domain->bounds.n, 1));
      if (!vit_grid_layout_init (layout, &domain->cell, &domain->bounds,
                                 MIN (search_radius * *unit, most), VIT_GRID_OCCUPANCY, error))
        return false;
      double share = domain->bounds.n > 0 ? get_occupied_share (domain, layout) : 1;
      if (share >= VIT_GRID_MIN_OCCUPIED || iteration == VIT_GRID_MAX_ITERATIONS)
        return true;
      volume = share * vit_cell_volume (&domain->cell);
    }
}

/* ---- The same atoms in another frame ---- */

/* An atom of the domain, or of the other frame, at the home of its id. */
typedef struct
{
  int64_t id;
  double x[3];
  uint64_t owner; /* of an atom of the domain */
} MetAtom;

/* Sends one record of each atom to the home of its id. */
static MetAtom *
send_home (const VitDomain *domain, const VitAtomRows *rows, bool with_owner, size_t *n)
{
  g_autofree MetAtom *sent = g_new0 (MetAtom, MAX (rows->n, 1));
  g_autofree unsigned *homes = g_new (unsigned, MAX (rows->n, 1));
  for (size_t i = 0; i < rows->n; i++)
    {
      sent[i].id = rows->ids[i];
      memcpy (sent[i].x, rows->x + 3 * i, sizeof sent[i].x);
      sent[i].owner = with_owner ? vit_communicator_get_rank (domain->communicator) : 0;
      homes[i] = vit_domain_get_home (domain, rows->ids[i]);
    }
  g_auto (VitRoute) route = { 0 };
  vit_route_init (&route, domain->communicator, homes, rows->n);
  return vit_route_send (&route, sent, sizeof *sent, NULL, n);
}

static int
compare_met (const void *a, const void *b)
{
  const MetAtom *p = a, *q = b;
  return p->id < q->id ? -1 : p->id > q->id;
}

static bool
check_met (const MetAtom *atoms, size_t n, GError **error)
{
  for (size_t i = 1; i < n; i++)
    if (atoms[i].id == atoms[i - 1].id)
      {
        g_set_error (error, VIT_ERROR, VIT_ERROR_MISMATCH,
                     "The id %" G_GINT64_FORMAT
                     " occurs more than once in the other frame, so atoms cannot be followed",
                     atoms[i].id);
        return false;
      }
  return true;
}

bool
vit_domain_match (
    const VitDomain *domain, VitAtomRows *rows, double *x, uint8_t *found, GError **error)
{
  size_t n_here, n_there, n_common = 0, n_back;
  g_autofree MetAtom *here = send_home (domain, &domain->atoms, true, &n_here);
  g_autofree MetAtom *there = send_home (domain, rows, false, &n_there);
  vit_atom_rows_clear (rows);
  qsort (here, n_here, sizeof *here, compare_met);
  qsort (there, n_there, sizeof *there, compare_met);
  if (!vit_communicator_agree (domain->communicator, check_met (there, n_there, error), error))
    return false;
  g_autofree unsigned *owners = g_new (unsigned, MAX (n_here, 1));
  for (size_t i = 0, j = 0; i < n_here; i++)
    {
      while (j < n_there && there[j].id < here[i].id)
        j++;
      if (j == n_there || there[j].id != here[i].id)
        continue;
      owners[n_common] = (unsigned) here[i].owner;
      here[n_common++] = there[j];
    }
  g_auto (VitRoute) route = { 0 };
  vit_route_init (&route, domain->communicator, owners, n_common);
  g_autofree MetAtom *back = vit_route_send (&route, here, sizeof *here, NULL, &n_back);
  qsort (back, n_back, sizeof *back, compare_met);
  for (size_t i = 0, j = 0; i < domain->atoms.n; i++)
    {
      found[i] = j < n_back && back[j].id == domain->atoms.ids[i];
      for (int k = 0; k < 3; k++)
        x[3 * i + (size_t) k] = found[i] ? back[j].x[k] : NAN;
      j += found[i];
    }
  return true;
}
