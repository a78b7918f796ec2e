#include "core/io/frame-builder.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/io/file-names.h"

/* Box edges from which on a position is reported. */
#define FAR_EDGES 1000

void
vit_frame_builder_clear (VitFrameBuilder *builder)
{
  g_clear_pointer (&builder->ids, g_free);
  g_clear_pointer (&builder->types, g_free);
  g_clear_pointer (&builder->species, g_strfreev);
  g_clear_pointer (&builder->fixed, g_free);
  g_clear_pointer (&builder->real, g_free);
  builder->is_like = false;
}

static int
compare_names (const void *a, const void *b)
{
  return vit_compare_file_names (*(const char *const *) a, *(const char *const *) b);
}

bool
vit_frame_builder_types_from_names (VitFrameBuilder *builder,
                                    char **names,
                                    const VitReadContext *context)
{
  g_autoptr (GPtrArray) known = g_ptr_array_new ();
  const char *const *given = context ? context->names : NULL;
  for (; given && *given; given++)
    g_ptr_array_add (known, (char *) g_intern_string (*given));
  guint n_known = known->len;
  for (size_t i = 0; i < builder->n; i++)
    if (!(i > 0 && names[i] == names[i - 1]) && !g_ptr_array_find (known, names[i], NULL))
      {
        g_ptr_array_add (known, names[i]);
        if (known->len > 255)
          return false;
      }
  if (known->len > n_known)
    qsort (known->pdata + n_known, known->len - n_known, sizeof *known->pdata, compare_names);
  if (known->len > n_known && given && context->unknown)
    *context->unknown = true;
  builder->by_name = true;
  builder->species = g_new0 (char *, known->len + 1);
  for (guint k = 0; k < known->len; k++)
    builder->species[k] = g_strdup (known->pdata[k]);
  for (size_t i = 0; i < builder->n; i++)
    for (guint k = 0; k < known->len; k++)
      if (known->pdata[k] == names[i])
        builder->types[i] = (uint8_t) (k + 1);
  return true;
}

typedef struct
{
  int64_t id;
  uint32_t row;
} IdKey;

static int
compare_keys (const void *a, const void *b)
{
  const IdKey *ka = a, *kb = b;
  if (ka->id != kb->id)
    return ka->id < kb->id ? -1 : 1;
  return ka->row < kb->row ? -1 : 1;
}

/* Sort by counting, O(n): the ids of a simulation lie close together. */
static uint32_t *
order_by_count (const int64_t *ids, size_t n, int64_t lowest, size_t range)
{
  g_autofree uint32_t *places = g_new0 (uint32_t, range + 1);
  uint32_t *order = g_new (uint32_t, n);
  for (size_t i = 0; i < n; i++)
    places[(size_t) (ids[i] - lowest) + 1]++;
  for (size_t k = 1; k < range; k++)
    places[k] += places[k - 1];
  for (size_t i = 0; i < n; i++)
    order[places[ids[i] - lowest]++] = (uint32_t) i;
  return order;
}

uint32_t *
vit_frame_order (const int64_t *ids, size_t n)
{
  size_t i = 1;
  while (i < n && ids[i - 1] <= ids[i])
    i++;
  if (i >= n)
    return NULL;

  int64_t lowest = ids[0], highest = ids[0];
  for (i = 1; i < n; i++)
    {
      lowest = MIN (lowest, ids[i]);
      highest = MAX (highest, ids[i]);
    }
  uint64_t span = (uint64_t) highest - (uint64_t) lowest;
  if (span < 4 * (uint64_t) n)
    return order_by_count (ids, n, lowest, (size_t) span + 1);

  g_autofree IdKey *keys = g_new (IdKey, n);
  for (i = 0; i < n; i++)
    keys[i] = (IdKey){ ids[i], (uint32_t) i };
  qsort (keys, n, sizeof *keys, compare_keys);
  uint32_t *order = g_new (uint32_t, n);
  for (i = 0; i < n; i++)
    order[i] = keys[i].row;
  return order;
}

static void G_GNUC_PRINTF (5, 6) warn (VitSource *source,
                                       const VitIndexEntry *entry,
                                       const VitReadContext *context,
                                       uint64_t row,
                                       const char *format,
                                       ...)
{
  if (!context || !context->warnings)
    return;
  va_list args;
  va_start (args, format);
  g_autofree char *message = g_strdup_vprintf (format, args);
  va_end (args);
  uint64_t line = entry->line > 0 ? entry->line + entry->body_line + row : 0;
  g_ptr_array_add (context->warnings,
                   vit_problem_new (vit_source_get_path (source), line, (int64_t) context->frame,
                                    !(entry->flags & VIT_INDEX_NO_STEP), entry->step, false,
                                    message));
}

/* Report once per frame all that makes ids useless for following atoms. */
static bool
check_ids (const VitFrameBuilder *builder,
           const uint32_t *order,
           VitSource *source,
           const VitIndexEntry *entry,
           const VitReadContext *context)
{
  bool unique = true, positive = true;
  for (size_t i = 0; i < builder->n; i++)
    {
      uint32_t row = order ? order[i] : (uint32_t) i;
      int64_t id = builder->ids[row];
      if (id <= 0 && positive)
        {
          positive = false;
          warn (source, entry, context, row, "id %" G_GINT64_FORMAT " is not positive", id);
        }
      if (i > 0 && unique && builder->ids[order ? order[i - 1] : i - 1] == id)
        {
          unique = false;
          warn (source, entry, context, row,
                "id %" G_GINT64_FORMAT
                " occurs more than once: atoms of this frame cannot be followed",
                id);
        }
    }
  return unique;
}

static void *
permute_rows (void *data, size_t width, size_t n, const uint32_t *order)
{
  char *from = data, *to = g_malloc (MAX (n * width, 1));
  for (size_t i = 0; i < n; i++)
    memcpy (to + i * width, from + order[i] * width, width);
  g_free (data);
  return to;
}

static bool
same_species (char **a, char **b)
{
  return g_strv_equal ((const char *const *) a, (const char *const *) b);
}

static VitAtoms *
new_atoms (VitFrameBuilder *builder, bool unique, const VitReadContext *context)
{
  VitAtoms *atoms = g_new0 (VitAtoms, 1);
  g_atomic_ref_count_init (&atoms->refs);
  atoms->n = builder->n;
  atoms->has_ids = builder->ids != NULL;
  atoms->unique = unique;
  atoms->types = g_steal_pointer (&builder->types);
  atoms->ids = g_steal_pointer (&builder->ids);
  if (!atoms->ids)
    {
      atoms->ids = g_new (int64_t, MAX (atoms->n, 1));
      for (size_t i = 0; i < atoms->n; i++)
        atoms->ids[i] = (int64_t) i + 1;
    }
  for (size_t i = 0; i < atoms->n; i++)
    atoms->n_types = MAX (atoms->n_types, atoms->types[i]);

  guint known = builder->species ? g_strv_length (builder->species) : 0;
  guint given = context && context->species ? g_strv_length ((char **) context->species) : 0;
  atoms->n_types = MAX (atoms->n_types, known);
  atoms->species = g_new0 (char *, atoms->n_types + 1);
  for (guint i = 0; i < atoms->n_types; i++)
    atoms->species[i] =
        g_strdup (i < given ? context->species[i] : (i < known ? builder->species[i] : ""));
  if (builder->by_name)
    atoms->names = g_steal_pointer (&builder->species);
  return atoms;
}

static VitAtoms *
share_atoms (VitAtoms *atoms, VitAtoms *like)
{
  if (!like || like->n != atoms->n || like->has_ids != atoms->has_ids ||
      like->n_types != atoms->n_types ||
      memcmp (like->ids, atoms->ids, atoms->n * sizeof *atoms->ids) != 0 ||
      memcmp (like->types, atoms->types, atoms->n) != 0 ||
      !same_species (like->species, atoms->species) || !like->names != !atoms->names ||
      (like->names && !same_species (like->names, atoms->names)))
    return atoms;
  vit_atoms_unref (atoms);
  return vit_atoms_ref (like);
}

bool
vit_frame_builder_can_be_like (const VitFrameBuilder *builder, const VitAtoms *like)
{
  return like && like->has_ids && like->unique && like->n == builder->n && like->n > 0 &&
         like->ids[0] > 0;
}

/* Returns: whether the rows are the atoms of the context's @like in their order; then they need no
 * further check. */
static bool
has_atoms_of_context (const VitFrameBuilder *builder, const VitReadContext *context)
{
  const VitAtoms *like = context ? context->like : NULL;
  return builder->is_like ||
         (builder->ids && !builder->species && vit_frame_builder_can_be_like (builder, like) &&
          memcmp (like->ids, builder->ids, like->n * sizeof *like->ids) == 0 &&
          memcmp (like->types, builder->types, like->n) == 0);
}

/* Count positions that are not finite; the index of the first atom that has one goes to @first. */
static size_t
count_not_finite (const double *real, size_t n, size_t *first)
{
  size_t count = 0;
  for (size_t i = n; i-- > 0;)
    if (!isfinite (real[3 * i]) || !isfinite (real[3 * i + 1]) || !isfinite (real[3 * i + 2]))
      {
        count++;
        *first = i;
      }
  return count;
}

/* Report an atom that is further away than atoms get. */
static void
check_distances (const VitFrame *frame,
                 const uint32_t *order,
                 VitSource *source,
                 const VitIndexEntry *entry,
                 const VitReadContext *context)
{
  size_t n = 0, first = 0;
  double g[3][3];
  vit_cell_inverse (&frame->cell, g);
  for (size_t i = 0; i < frame->atoms->n; i++)
    {
      double x[3];
      bool near = true;
      vit_frame_get_position (frame, i, x);
      for (int k = 0; k < 3; k++)
        near = near && fabs (g[k][0] * (x[0] - frame->cell.origin[0]) +
                             g[k][1] * (x[1] - frame->cell.origin[1]) +
                             g[k][2] * (x[2] - frame->cell.origin[2])) <= FAR_EDGES;
      if (near)
        continue;
      if (!isfinite (x[0]) || !isfinite (x[1]) || !isfinite (x[2]))
        continue;
      first = n++ == 0 ? i : first;
    }
  if (n > 0)
    warn (source, entry, context, order ? order[first] : first,
          "%zu atoms are more than %d box edges away, first id %" G_GINT64_FORMAT
          ": their positions may be damaged",
          n, FAR_EDGES, frame->atoms->ids[first]);
}

VitFrame *
vit_frame_builder_finish (VitFrameBuilder *builder,
                          const VitCell *cell,
                          const VitIndexEntry *entry,
                          bool unwrapped,
                          VitSource *source,
                          const VitReadContext *context,
                          uint32_t **out_order)
{
  bool like = has_atoms_of_context (builder, context);
  g_autofree uint32_t *order =
      builder->ids && !like ? vit_frame_order (builder->ids, builder->n) : NULL;
  bool unique = like || !builder->ids || check_ids (builder, order, source, entry, context);

  if (order)
    {
      builder->ids = permute_rows (builder->ids, sizeof (int64_t), builder->n, order);
      builder->types = permute_rows (builder->types, 1, builder->n, order);
      if (builder->fixed)
        builder->fixed = permute_rows (builder->fixed, 3 * sizeof (int32_t), builder->n, order);
      if (builder->real)
        builder->real = permute_rows (builder->real, 3 * sizeof (double), builder->n, order);
    }

  VitFrame *frame = g_new0 (VitFrame, 1);
  g_atomic_ref_count_init (&frame->refs);
  frame->cell = *cell;
  frame->has_cell = true;
  frame->dimension = 3;
  frame->step = entry->step;
  frame->time = entry->time;
  frame->unwrapped = unwrapped;
  frame->fixed = g_steal_pointer (&builder->fixed);
  frame->decimals = builder->decimals;
  frame->real = g_steal_pointer (&builder->real);
  size_t nowhere = 0;
  frame->n_not_finite = frame->real ? count_not_finite (frame->real, builder->n, &nowhere) : 0;
  frame->atoms =
      like ? vit_atoms_ref (context->like)
           : share_atoms (new_atoms (builder, unique, context), context ? context->like : NULL);
  if (frame->n_not_finite > 0)
    warn (source, entry, context, order ? order[nowhere] : nowhere,
          "the positions of %zu atoms are not finite, first that of id %" G_GINT64_FORMAT,
          frame->n_not_finite, frame->atoms->ids[nowhere]);
  if (context && context->warnings)
    check_distances (frame, order, source, entry, context);
  if (out_order)
    *out_order = g_steal_pointer (&order);
  return frame;
}
