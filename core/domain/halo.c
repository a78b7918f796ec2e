#include "core/domain/halo.h"

#include <string.h>

void
vit_halo_free (VitHalo *halo)
{
  if (!halo)
    return;
  g_free (halo->ids);
  g_free (halo->x);
  g_free (halo->is_halo);
  g_free (halo->own);
  g_free (halo->arrived);
  g_free (halo->arrived_counts);
  g_free (halo->sent);
  g_free (halo->sent_counts);
  g_free (halo);
}

/* The bins of a rank's atoms. */
typedef struct
{
  int begin[3], end[3];
} BinWindow;

static BinWindow
find_window (const VitGridLayout *layout, const VitAtomRows *atoms, int (*bins)[3])
{
  BinWindow window = { { 0, 0, 0 }, { 0, 0, 0 } };
  for (size_t i = 0; i < atoms->n; i++)
    {
      vit_grid_layout_find_bin (layout, atoms->x + 3 * i, bins[i]);
      for (int k = 0; k < 3; k++)
        {
          window.begin[k] = i == 0 ? bins[i][k] : MIN (window.begin[k], bins[i][k]);
          window.end[k] = MAX (window.end[k], bins[i][k] + 1);
        }
    }
  return window;
}

/* Along each axis: which of the bins of @own are near @other; false if none along one. */
static bool
find_near (const VitGridLayout *layout, const BinWindow *own, const BinWindow *other, bool *near[3])
{
  for (int k = 0; k < 3; k++)
    {
      bool any = false;
      for (int b = own->begin[k]; b < own->end[k]; b++)
        any |= near[k][b] = vit_grid_layout_is_near (layout, k, b, other->begin[k], other->end[k]);
      if (!any)
        return false;
    }
  return true;
}

/* Lists the own atoms that each other rank needs. */
static void
find_sent (VitHalo *halo, const BinWindow *own, const BinWindow *windows, const int (*bins)[3])
{
  const VitGridLayout *layout = &halo->layout;
  VitCommunicator *communicator = halo->domain->communicator;
  unsigned rank = vit_communicator_get_rank (communicator),
           size = vit_communicator_get_size (communicator);
  g_autoptr (GArray) sent = g_array_new (FALSE, FALSE, sizeof (size_t));
  bool *near[3];
  for (int k = 0; k < 3; k++)
    near[k] = g_new0 (bool, layout->n_bins[k]);
  halo->sent_counts = g_new0 (size_t, size);
  for (unsigned r = 0; r < size; r++)
    {
      if (r == rank || !find_near (layout, own, &windows[r], near))
        continue;
      guint before = sent->len;
      for (size_t i = 0; i < halo->n_own; i++)
        if (near[0][bins[i][0]] && near[1][bins[i][1]] && near[2][bins[i][2]])
          g_array_append_val (sent, i);
      halo->sent_counts[r] = sent->len - before;
    }
  for (int k = 0; k < 3; k++)
    g_free (near[k]);
  halo->sent = (size_t *) (void *) g_array_free (g_steal_pointer (&sent), FALSE);
}

static void *
send_values (const VitHalo *halo, const void *values, const size_t *places, size_t element_size)
{
  size_t n = 0;
  VitCommunicator *communicator = halo->domain->communicator;
  for (unsigned r = 0; r < vit_communicator_get_size (communicator); r++)
    n += halo->sent_counts[r];
  g_autofree char *sent = g_malloc (MAX (n * element_size, 1));
  for (size_t k = 0; k < n; k++)
    {
      size_t place = places ? places[halo->sent[k]] : halo->sent[k];
      memcpy (sent + k * element_size, (const char *) values + place * element_size, element_size);
    }
  return vit_communicator_exchange (communicator, sent, halo->sent_counts, element_size,
                                    halo->arrived_counts, NULL);
}

typedef struct
{
  int64_t id;
  double x[3];
  size_t number; /* of an own atom, or of one that arrived */
  bool is_halo;
} LocalAtom;

static int
compare_local (const void *a, const void *b)
{
  const LocalAtom *p = a, *q = b;
  return p->id < q->id ? -1 : p->id > q->id;
}

/* Merges own atoms with those that arrived, by ascending id. */
static void
receive_atoms (VitHalo *halo)
{
  const VitAtomRows *atoms = &halo->domain->atoms;
  unsigned size = vit_communicator_get_size (halo->domain->communicator);
  halo->arrived_counts = g_new0 (size_t, size);
  g_autofree double (*x)[3] = send_values (halo, atoms->x, NULL, sizeof *x);
  g_autofree int64_t *ids = send_values (halo, atoms->ids, NULL, sizeof *ids);
  for (unsigned r = 0; r < size; r++)
    halo->n_arrived += halo->arrived_counts[r];
  halo->n = halo->n_own + halo->n_arrived;
  g_autofree LocalAtom *local = g_new0 (LocalAtom, MAX (halo->n, 1));
  for (size_t i = 0; i < halo->n_own; i++)
    {
      local[i] = (LocalAtom){ .id = atoms->ids[i], .number = i };
      memcpy (local[i].x, atoms->x + 3 * i, sizeof local[i].x);
    }
  for (size_t i = 0; i < halo->n_arrived; i++)
    {
      LocalAtom *atom = &local[halo->n_own + i];
      *atom = (LocalAtom){ .id = ids[i], .number = i, .is_halo = true };
      memcpy (atom->x, x[i], sizeof atom->x);
    }
  qsort (local, halo->n, sizeof *local, compare_local);
  halo->ids = g_new (int64_t, MAX (halo->n, 1));
  halo->x = g_new (double, MAX (3 * halo->n, 1));
  halo->is_halo = g_new (uint8_t, MAX (halo->n, 1));
  halo->own = g_new (size_t, MAX (halo->n_own, 1));
  halo->arrived = g_new (size_t, MAX (halo->n_arrived, 1));
  for (size_t i = 0; i < halo->n; i++)
    {
      halo->ids[i] = local[i].id;
      memcpy (halo->x + 3 * i, local[i].x, sizeof local[i].x);
      halo->is_halo[i] = local[i].is_halo;
      (local[i].is_halo ? halo->arrived : halo->own)[local[i].number] = i;
    }
  halo->part.is_halo = halo->is_halo;
  halo->part.ids = halo->ids;
}

static VitHalo *
new_halo (const VitDomain *domain, const VitGridLayout *layout)
{
  VitHalo *halo = g_new0 (VitHalo, 1);
  halo->domain = domain;
  halo->layout = *layout;
  halo->n_own = domain->atoms.n;
  return halo;
}

VitHalo *
vit_halo_new (const VitDomain *domain, const VitGridLayout *layout, bool all)
{
  VitHalo *halo = new_halo (domain, layout);
  g_autofree int (*bins)[3] = g_malloc_n (MAX (halo->n_own, 1), sizeof *bins);
  BinWindow window = find_window (layout, &domain->atoms, bins);
  BinWindow wanted =
      all ? (BinWindow){ .end = { layout->n_bins[0], layout->n_bins[1], layout->n_bins[2] } }
          : window;
  g_autofree BinWindow *windows =
      vit_communicator_gather_all (domain->communicator, &wanted, 1, sizeof wanted, NULL, NULL);
  memcpy (halo->part.begin, wanted.begin, sizeof wanted.begin);
  memcpy (halo->part.end, wanted.end, sizeof wanted.end);
  find_sent (halo, &window, windows, (const int (*)[3]) bins);
  receive_atoms (halo);
  return halo;
}

void
vit_halo_find_part (VitHalo *halo, const VitGridLayout *layout)
{
  g_autofree int (*bins)[3] = g_malloc_n (MAX (halo->n_own, 1), sizeof *bins);
  BinWindow window = find_window (layout, &halo->domain->atoms, bins);
  halo->layout = *layout;
  memcpy (halo->part.begin, window.begin, sizeof window.begin);
  memcpy (halo->part.end, window.end, sizeof window.end);
}

void
vit_halo_fill (const VitHalo *halo, void *values, size_t element_size)
{
  g_autofree char *received = send_values (halo, values, halo->own, element_size);
  for (size_t i = 0; i < halo->n_arrived; i++)
    memcpy ((char *) values + halo->arrived[i] * element_size, received + i * element_size,
            element_size);
}

unsigned *
vit_halo_dup_owners (const VitHalo *halo)
{
  VitCommunicator *communicator = halo->domain->communicator;
  unsigned *owners = g_new (unsigned, MAX (halo->n, 1));
  for (size_t i = 0; i < halo->n_own; i++)
    owners[halo->own[i]] = vit_communicator_get_rank (communicator);
  size_t at = 0;
  for (unsigned r = 0; r < vit_communicator_get_size (communicator); r++)
    for (size_t k = 0; k < halo->arrived_counts[r]; k++)
      owners[halo->arrived[at++]] = r;
  return owners;
}

void
vit_halo_take_own (const VitHalo *halo, void *values, size_t element_size)
{
  /* Both orders are by id, so that an atom only moves forward. */
  for (size_t i = 0; i < halo->n_own; i++)
    memmove ((char *) values + i * element_size, (char *) values + halo->own[i] * element_size,
             element_size);
}

size_t
vit_halo_find (const VitHalo *halo, int64_t id)
{
  size_t lo = 0, hi = halo->n;
  while (lo < hi)
    {
      size_t middle = lo + (hi - lo) / 2;
      if (halo->ids[middle] < id)
        lo = middle + 1;
      else
        hi = middle;
    }
  return lo < halo->n && halo->ids[lo] == id ? lo : SIZE_MAX;
}
