/* Reader of LAMMPS binary dumps: the layout with a magic string (since 2020), of either byte order,
 * and the older one, which must be little-endian. */

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/io/dump-header.h"
#include "core/io/frame-builder.h"
#include "core/io/text.h"

/* BinaryHeader is the header of a frame, before its chunks. */
typedef struct
{
  bool has_names;
  bool is_thin; /* the box has no thickness along a vector */
  bool swapped; /* the bytes are in the other order */
  int64_t step, n_atoms;
  VitCell cell;
  double time;
  char *units;
  char **columns;
  int32_t size_one, n_chunks;
  uint64_t body; /* offset of the first chunk */
} BinaryHeader;

static void
header_clear (BinaryHeader *header)
{
  g_free (header->units);
  g_strfreev (header->columns);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BinaryHeader, header_clear)

/* ByteCursor reads bytes in order; after the end of the file, or damage, it reads no more. */
typedef struct
{
  VitSource *source;
  uint64_t at;
  bool short_of;
  bool swapped;
  GError **error;
  const char *what; /* description of the damage */
} ByteCursor;

static bool
take_bytes (ByteCursor *cursor, void *out, size_t n)
{
  if (cursor->short_of || cursor->what)
    return false;
  ssize_t got = vit_source_read (cursor->source, cursor->at, out, n, cursor->error);
  cursor->short_of = got < 0 || (size_t) got < n;
  cursor->at += n;
  return !cursor->short_of;
}

/* Reverse the bytes of @n numbers of @width. */
static void
swap_bytes (void *numbers, size_t width, size_t n)
{
  uint8_t *bytes = numbers;
  for (size_t i = 0; i < n; i++)
    for (size_t k = 0; k < width / 2; k++)
      {
        uint8_t byte = bytes[i * width + k];
        bytes[i * width + k] = bytes[(i + 1) * width - 1 - k];
        bytes[(i + 1) * width - 1 - k] = byte;
      }
}

/* Take @n numbers of @width bytes. */
static bool
take_numbers (ByteCursor *cursor, void *out, size_t width, size_t n)
{
  if (!take_bytes (cursor, out, width * n))
    return false;
  if (cursor->swapped)
    swap_bytes (out, width, n);
  return true;
}

static bool
set_damaged (ByteCursor *cursor, const char *what)
{
  cursor->what = what;
  return false;
}

static char *
take_string (ByteCursor *cursor, int64_t n)
{
  if (n < 0 || n > 1 << 20)
    {
      set_damaged (cursor, "a text has an impossible length");
      return NULL;
    }
  char *text = g_malloc0 ((gsize) n + 1);
  if (!take_bytes (cursor, text, (size_t) n))
    g_clear_pointer (&text, g_free);
  return text;
}

/* Revisions of the layout that are known: 2 added units, time and the names of the columns. */
#define MAX_REVISION 2

static bool
take_magic (ByteCursor *cursor, int64_t first, int32_t *revision)
{
  int32_t endian;
  if (first < -64)
    {
      /* No magic word is that long: the length is in the other byte order. */
      swap_bytes (&first, 8, 1);
      cursor->swapped = true;
    }
  g_autofree char *magic = take_string (cursor, -first);
  if (!magic || !take_numbers (cursor, &endian, 4, 1) || !take_numbers (cursor, revision, 4, 1))
    return false;
  if (!g_str_has_prefix (magic, "DUMP"))
    return set_damaged (cursor, "the magic word is unknown");
  if (endian != 1)
    return set_damaged (cursor, "the byte order of the file is unknown");
  return (*revision >= 1 && *revision <= MAX_REVISION) ||
         set_damaged (cursor, "the revision of the binary layout is unknown: convert the file to "
                              "text with LAMMPS' binary2txt");
}

/* Kinds of box, as numbered in the file. */
enum
{
  BOX_ORTHOGONAL,
  BOX_RESTRICTED,
  BOX_GENERAL,
};

/* Read the bounds of the bounding box, and the tilts. */
static bool
take_restricted_box (ByteCursor *cursor, bool tilted, VitCell *cell)
{
  double bounds[6], tilt[3] = { 0 };
  if (!take_numbers (cursor, bounds, 8, 6) || (tilted && !take_numbers (cursor, tilt, 8, 3)))
    return false;
  double xy = tilt[0], xz = tilt[1], yz = tilt[2];
  double lo[3] = { bounds[0] - fmin (fmin (0, xy), fmin (xz, xy + xz)), bounds[2] - fmin (0, yz),
                   bounds[4] };
  double hi[3] = { bounds[1] - fmax (fmax (0, xy), fmax (xz, xy + xz)), bounds[3] - fmax (0, yz),
                   bounds[5] };
  vit_cell_init_restricted (cell, lo, hi, tilt);
  return true;
}

static bool
take_box (ByteCursor *cursor, VitCell *cell, bool *is_thin)
{
  int32_t kind, boundary[6];
  if (!take_numbers (cursor, &kind, 4, 1) || !take_numbers (cursor, boundary, 4, 6))
    return false;
  if (kind < BOX_ORTHOGONAL || kind > BOX_GENERAL)
    return set_damaged (cursor, "the kind of box is unknown");
  bool ok = kind == BOX_GENERAL
                ? take_numbers (cursor, cell->h, 8, 9) && take_numbers (cursor, cell->origin, 8, 3)
                : take_restricted_box (cursor, kind == BOX_RESTRICTED, cell);
  if (!ok)
    return false;
  for (int k = 0; k < 3; k++)
    cell->periodic[k] = boundary[2 * k] == 0;
  *is_thin = !vit_cell_is_valid (cell);
  return !*is_thin || vit_cell_thicken (cell) || set_damaged (cursor, "the box has no volume");
}

/* Read units, time and names of the columns, which only the newer layout has. */
static bool
take_names (ByteCursor *cursor, BinaryHeader *header)
{
  int32_t n;
  char has_time;
  if (!take_numbers (cursor, &n, 4, 1) || (n > 0 && !(header->units = take_string (cursor, n))))
    return false;
  if (!take_bytes (cursor, &has_time, 1) ||
      (has_time && !take_numbers (cursor, &header->time, 8, 1)) || !take_numbers (cursor, &n, 4, 1))
    return false;
  g_autofree char *names = take_string (cursor, n);
  if (!names)
    return false;
  header->columns = g_strsplit (g_strstrip (names), " ", -1);
  header->has_names = true;
  return g_strv_length (header->columns) == (guint) header->size_one ||
         set_damaged (cursor, "the names of the columns are not as many as the columns");
}

static bool
read_header (ByteCursor *cursor, BinaryHeader *header)
{
  int32_t revision = 0;
  header->time = NAN;
  if (!take_bytes (cursor, &header->step, 8))
    return false;
  if (header->step < 0 && (!take_magic (cursor, header->step, &revision) ||
                           !take_numbers (cursor, &header->step, 8, 1)))
    return false;
  header->swapped = cursor->swapped;
  if (!take_numbers (cursor, &header->n_atoms, 8, 1) ||
      !take_box (cursor, &header->cell, &header->is_thin) ||
      !take_numbers (cursor, &header->size_one, 4, 1))
    return false;
  if (header->size_one < 1 || header->size_one > 1000000)
    return set_damaged (cursor, "an impossible number of columns");
  if (revision > 1 && !take_names (cursor, header))
    return false;
  if (!take_numbers (cursor, &header->n_chunks, 4, 1))
    return false;
  if (header->n_atoms < 0 || header->n_chunks < 0 || (uint64_t) header->n_atoms > VIT_MAX_ATOMS)
    return set_damaged (cursor, "an impossible number of atoms or chunks");
  header->body = cursor->at;
  return true;
}

static bool
sniff (const char *head, size_t n)
{
  int64_t first, n_atoms;
  if (n < 92)
    return false;
  memcpy (&first, head, 8);
  int64_t swapped = first;
  swap_bytes (&swapped, 8, 1);
  if (first < 0)
    return (first >= -64 || (swapped < 0 && swapped >= -64)) && memcmp (head + 8, "DUMP", 4) == 0;
  /* The older layout has no magic string: check that step, number of atoms, kind of box and
   * boundaries are plausible. */
  int32_t flags[7];
  memcpy (&n_atoms, head + 8, 8);
  memcpy (flags, head + 16, sizeof flags);
  bool sense = n_atoms >= 0 && n_atoms < (int64_t) 1 << 40 && (flags[0] == 0 || flags[0] == 1);
  for (int i = 1; i < 7; i++)
    sense = sense && flags[i] >= 0 && flags[i] <= 3;
  double bounds[6];
  memcpy (bounds, head + 44, sizeof bounds);
  for (int k = 0; k < 3; k++)
    sense = sense && bounds[2 * k] < bounds[2 * k + 1];
  return sense && first < (int64_t) 1 << 56;
}

/* Walk over the chunks; their values must add up to those of the atoms. */
static bool
walk_chunks (ByteCursor *cursor, const BinaryHeader *header)
{
  uint64_t values = 0, size = vit_source_get_size (cursor->source);
  uint64_t wanted = (uint64_t) header->n_atoms * (uint64_t) header->size_one;
  for (int32_t c = 0; c < header->n_chunks; c++)
    {
      int32_t n;
      if (!take_numbers (cursor, &n, 4, 1))
        return false;
      if (n < 0)
        return set_damaged (cursor, "a chunk has a negative length");
      if ((uint64_t) n > wanted - values)
        return set_damaged (cursor, "the frame ends early: a chunk is longer than its atoms");
      if ((uint64_t) n * 8 > size - MIN (cursor->at, size))
        {
          cursor->short_of = true;
          return false;
        }
      values += (uint64_t) n;
      cursor->at += (uint64_t) n * 8;
    }
  return values == wanted ||
         set_damaged (cursor, "the chunks do not hold as many values as the atoms need");
}

static bool
index_file (VitSource *source, VitIndex *index, VitProgress *progress, GError **error)
{
  uint64_t size = vit_source_get_size (source);
  bool said_thin = index->end > 0;
  while (index->end < size)
    {
      g_auto (BinaryHeader) header = { 0 };
      g_autoptr (GError) io_error = NULL;
      ByteCursor cursor = { .source = source, .at = index->end, .error = &io_error };
      bool known = read_header (&cursor, &header), whole = known && walk_chunks (&cursor, &header);
      if (io_error)
        {
          g_propagate_error (error, g_steal_pointer (&io_error));
          return false;
        }
      if (!vit_progress_step (progress, (size_t) index->end, (size_t) MAX (size, 1), error))
        return false;
      if (cursor.what)
        {
          /* Frames have no marker, so everything after the damage is lost. */
          vit_index_add_problem (index, source, 0, true, known, header.step, true, "%s",
                                 cursor.what);
          index->n_damaged++;
          index->n_unsettled++;
          return true;
        }
      if (!whole)
        {
          vit_index_add_problem (index, source, 0, true, known, header.step, false,
                                 "the frame ends early (not yet complete)");
          index->unfinished = true;
          return true;
        }
      VitIndexEntry entry = { .offset = index->end,
                              .length = cursor.at - index->end,
                              .step = header.step,
                              .time = header.time,
                              .n_atoms = (uint32_t) header.n_atoms,
                              .body = MIN (header.body - index->end, VIT_INDEX_MAX_BODY) };
      if (header.units && !index->units)
        index->units = g_strdup (header.units);
      if (header.is_thin && !said_thin)
        vit_index_add_problem (index, source, 0, true, true, header.step, false, VIT_THIN_BOX);
      said_thin = said_thin || header.is_thin;
      vit_index_add (index, entry, &header.cell);
      index->end = cursor.at;
    }
  return true;
}

/* ---- Frames ---- */

static double *
read_values (VitSource *source,
             const VitIndexEntry *entry,
             const VitReadContext *context,
             BinaryHeader *header,
             GError **error)
{
  ByteCursor cursor = { .source = source, .at = entry->offset, .error = error };
  if (!read_header (&cursor, header) || header->n_atoms != (int64_t) entry->n_atoms)
    {
      if (error && !*error)
        vit_set_damage (error, source, entry, context, 0, "%s",
                        cursor.what ? cursor.what : "the file has changed since it was indexed");
      return NULL;
    }
  size_t total = (size_t) header->n_atoms * (size_t) header->size_one, done = 0;
  g_autofree double *values = g_new (double, MAX (total, 1));
  for (int32_t c = 0; c < header->n_chunks; c++)
    {
      int32_t n;
      if (!take_numbers (&cursor, &n, 4, 1) || n < 0 || (size_t) n > total - done ||
          !take_numbers (&cursor, values + done, 8, (size_t) n))
        {
          if (error && !*error)
            vit_set_damage (error, source, entry, context, 0, "the frame ends early");
          return NULL;
        }
      done += (size_t) n;
    }
  return g_steal_pointer (&values);
}

/* Name the columns of the older layout, which does not name them. `dump atom` writes five, or eight
 * with image flags. It scales positions by default; whether it did is inferred from their range. */
static bool
name_columns (BinaryHeader *header,
              const double *values,
              VitSource *source,
              const VitIndexEntry *entry,
              const VitReadContext *context,
              GError **error)
{
  if (header->has_names)
    return true;
  if (header->size_one != 5 && header->size_one != 8)
    {
      vit_set_damage (
          error, source, entry, context, 0,
          "the file does not name its %d columns: convert it to text with LAMMPS' binary2txt",
          header->size_one);
      return false;
    }
  bool scaled = true;
  for (int64_t i = 0; i < header->n_atoms && scaled; i++)
    for (int k = 2; k < 5; k++)
      scaled = scaled && values[i * header->size_one + k] >= -0.001 &&
               values[i * header->size_one + k] <= 1.001;
  header->columns =
      g_strsplit (scaled ? "id type xs ys zs ix iy iz" : "id type x y z ix iy iz", " ", -1);
  if (header->size_one == 5)
    for (int k = 5; k < 8; k++)
      g_clear_pointer (&header->columns[k], g_free);
  return true;
}

typedef struct
{
  int id, type, position[3], image[3];
  bool scaled, unwrapped;
} ColumnLayout;

static bool
find_column_layout (const BinaryHeader *header, ColumnLayout *layout)
{
  VitDumpPositions found;
  layout->id = vit_dump_find_column (header->columns, "id");
  layout->type = vit_dump_find_column (header->columns, "type");
  if (!vit_dump_find_positions (header->columns, header->cell.periodic, &found) ||
      found.position[2] < 0)
    return false;
  memcpy (layout->position, found.position, sizeof layout->position);
  memcpy (layout->image, found.image, sizeof layout->image);
  layout->scaled =
      found.coordinates == VIT_DUMP_SCALED || found.coordinates == VIT_DUMP_UNWRAPPED_SCALED;
  layout->unwrapped = found.coordinates == VIT_DUMP_UNWRAPPED ||
                      found.coordinates == VIT_DUMP_UNWRAPPED_SCALED || found.image[0] >= 0;
  return true;
}

static bool
take_row (const BinaryHeader *header,
          const ColumnLayout *layout,
          const double *row,
          size_t i,
          VitFrameBuilder *builder)
{
  double id = layout->id >= 0 ? row[layout->id] : (double) i + 1,
         type = layout->type >= 0 ? row[layout->type] : 1;
  if (!(fabs (id) < 9e15) || id != floor (id) || !(type >= 1 && type <= 255) ||
      type != floor (type))
    return false;
  if (builder->ids)
    builder->ids[i] = (int64_t) id;
  builder->types[i] = (uint8_t) type;
  double x[3];
  for (int k = 0; k < 3; k++)
    x[k] = row[layout->position[k]] +
           (layout->scaled && layout->image[0] >= 0 ? row[layout->image[k]] : 0);
  double *to = builder->real + 3 * i;
  if (layout->scaled)
    vit_cell_to_cartesian (&header->cell, x, to);
  else
    for (int j = 0; j < 3; j++)
      {
        to[j] = x[j];
        for (int k = 0; k < 3 && layout->image[0] >= 0; k++)
          to[j] += row[layout->image[k]] * header->cell.h[k][j];
      }
  return true;
}

static VitFrame *
read_frame (VitSource *source,
            const VitIndexEntry *entry,
            const VitReadContext *context,
            GError **error)
{
  g_auto (BinaryHeader) header = { 0 };
  g_auto (VitFrameBuilder) builder = { 0 };
  ColumnLayout layout;
  g_autofree double *values = read_values (source, entry, context, &header, error);
  if (!values || !name_columns (&header, values, source, entry, context, error))
    return NULL;
  if (!find_column_layout (&header, &layout))
    {
      vit_set_damage (error, source, entry, context, 0, "no positions among the columns");
      return NULL;
    }
  builder.n = (size_t) entry->n_atoms;
  builder.types = g_malloc0 (MAX (builder.n, 1));
  builder.real = g_new (double, MAX (3 * builder.n, 1));
  if (layout.id >= 0)
    builder.ids = g_new (int64_t, MAX (builder.n, 1));
  for (size_t i = 0; i < builder.n; i++)
    if (!take_row (&header, &layout, values + i * (size_t) header.size_one, i, &builder))
      {
        vit_set_damage (error, source, entry, context, 0, "row %zu has no valid id or type", i);
        return NULL;
      }
  VitFrame *frame = vit_frame_builder_finish (&builder, &header.cell, entry, layout.unwrapped,
                                              source, context, NULL);
  frame->has_cell = !header.is_thin;
  return frame;
}

static bool
read_cell (VitSource *source, const VitIndexEntry *entry, VitCell *cell, GError **error)
{
  g_auto (BinaryHeader) header = { 0 };
  ByteCursor cursor = { .source = source, .at = entry->offset, .error = error };
  bool known = read_header (&cursor, &header);
  *cell = header.cell;
  if (!known && error && !*error)
    vit_set_damage (error, source, entry, NULL, 0, "%s",
                    cursor.what ? cursor.what : "the file has changed since it was indexed");
  return known;
}

static char **
read_columns (VitSource *source, const VitIndexEntry *entry, GError **error)
{
  g_auto (BinaryHeader) header = { 0 };
  g_autofree double *values = read_values (source, entry, NULL, &header, error);
  if (!values || !name_columns (&header, values, source, entry, NULL, error))
    return NULL;
  return g_steal_pointer (&header.columns);
}

static bool
read_column (VitSource *source,
             const VitIndexEntry *entry,
             const VitReadContext *context,
             const char *name,
             double *out,
             GError **error)
{
  g_auto (BinaryHeader) header = { 0 };
  g_autofree double *values = read_values (source, entry, context, &header, error);
  if (!values || !name_columns (&header, values, source, entry, context, error))
    return false;
  int wanted = vit_dump_find_column (header.columns, name),
      id = vit_dump_find_column (header.columns, "id");
  size_t n = (size_t) entry->n_atoms, stride = (size_t) header.size_one;
  if (wanted < 0)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_NOT_FOUND, "frame %zu has no column \"%s\"",
                   context->frame, name);
      return false;
    }
  g_autofree int64_t *ids = id >= 0 ? g_new (int64_t, MAX (n, 1)) : NULL;
  for (size_t i = 0; ids && i < n; i++)
    ids[i] = fabs (values[i * stride + (size_t) id]) < 9e15
                 ? (int64_t) values[i * stride + (size_t) id]
                 : 0;
  g_autofree uint32_t *order = ids ? vit_frame_order (ids, n) : NULL;
  for (size_t i = 0; i < n; i++)
    out[i] = values[(order ? order[i] : i) * stride + (size_t) wanted];
  return true;
}

const VitReader vit_reader_lammps_binary = {
  .version = 2,
  .sniff = sniff,
  .index = index_file,
  .read = read_frame,
  .read_cell = read_cell,
  .read_column = read_column,
  .read_columns = read_columns,
};
