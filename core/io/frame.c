#include "core/io/frame.h"

#include <math.h>
#include <string.h>

#include "core/io/text.h"

VitAtoms *
vit_atoms_ref (VitAtoms *atoms)
{
  g_atomic_ref_count_inc (&atoms->refs);
  return atoms;
}

void
vit_atoms_unref (VitAtoms *atoms)
{
  if (!g_atomic_ref_count_dec (&atoms->refs))
    return;
  g_free (atoms->ids);
  g_free (atoms->types);
  g_strfreev (atoms->species);
  g_strfreev (atoms->names);
  g_free (atoms);
}

ssize_t
vit_atoms_find (const VitAtoms *atoms, int64_t id)
{
  /* Ids without a gap need no search. */
  if (atoms->n > 0 && id >= atoms->ids[0] && (uint64_t) (id - atoms->ids[0]) < atoms->n &&
      atoms->ids[id - atoms->ids[0]] == id && atoms->unique)
    return (ssize_t) (id - atoms->ids[0]);

  size_t low = 0, high = atoms->n;
  while (low < high)
    {
      size_t middle = low + (high - low) / 2;
      if (atoms->ids[middle] < id)
        low = middle + 1;
      else
        high = middle;
    }
  return low < atoms->n && atoms->ids[low] == id ? (ssize_t) low : -1;
}

VitFrame *
vit_frame_ref (VitFrame *frame)
{
  g_atomic_ref_count_inc (&frame->refs);
  return frame;
}

void
vit_frame_unref (VitFrame *frame)
{
  if (!g_atomic_ref_count_dec (&frame->refs))
    return;
  g_clear_pointer (&frame->atoms, vit_atoms_unref);
  g_free (frame->fixed);
  g_free (frame->real);
  g_free (frame);
}

void
vit_frame_get_position (const VitFrame *frame, size_t i, double x[3])
{
  if (frame->real)
    {
      memcpy (x, frame->real + 3 * i, 3 * sizeof (double));
      return;
    }
  /* Dividing two exact numbers rounds once, as strtod() does. */
  double scale = VIT_POWERS_OF_TEN[frame->decimals];
  for (size_t k = 0; k < 3; k++)
    x[k] = frame->fixed[3 * i + k] / scale;
}

void
vit_frame_copy_positions (const VitFrame *frame, double *x)
{
  size_t n = 3 * frame->atoms->n;
  if (frame->real)
    {
      memcpy (x, frame->real, n * sizeof (double));
      return;
    }
  double scale = VIT_POWERS_OF_TEN[frame->decimals];
  for (size_t i = 0; i < n; i++)
    x[i] = frame->fixed[i] / scale;
}

static VitAtoms *
new_some_atoms (const VitAtoms *atoms, const uint8_t *kept)
{
  VitAtoms *some = g_new0 (VitAtoms, 1);
  g_atomic_ref_count_init (&some->refs);
  some->ids = g_new (int64_t, MAX (atoms->n, 1));
  some->types = g_new (uint8_t, MAX (atoms->n, 1));
  some->n_types = atoms->n_types;
  some->species = g_strdupv (atoms->species);
  some->names = g_strdupv (atoms->names);
  some->has_ids = atoms->has_ids;
  some->unique = atoms->unique;
  for (size_t i = 0; i < atoms->n; i++)
    if (kept[i])
      {
        some->ids[some->n] = atoms->ids[i];
        some->types[some->n++] = atoms->types[i];
      }
  return some;
}

VitFrame *
vit_frame_new_subset (const VitFrame *frame, const uint8_t *kept)
{
  g_return_val_if_fail (frame && kept, NULL);
  VitFrame *some = g_memdup2 (frame, sizeof *frame);
  g_atomic_ref_count_init (&some->refs);
  some->atoms = new_some_atoms (frame->atoms, kept);
  size_t room = MAX (3 * some->atoms->n, 1), n = 0;
  some->fixed = frame->fixed ? g_new (int32_t, room) : NULL;
  some->real = frame->real ? g_new (double, room) : NULL;
  some->n_not_finite = 0;
  for (size_t i = 0; i < frame->atoms->n; i++)
    {
      if (!kept[i])
        continue;
      if (frame->fixed)
        memcpy (some->fixed + 3 * n, frame->fixed + 3 * i, 3 * sizeof (int32_t));
      else
        {
          const double *x = frame->real + 3 * i;
          memcpy (some->real + 3 * n, x, 3 * sizeof (double));
          some->n_not_finite += !(isfinite (x[0]) && isfinite (x[1]) && isfinite (x[2]));
        }
      n++;
    }
  return some;
}
