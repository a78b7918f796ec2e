#include "core/domain/dump-part.h"

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/io/dump-rows.h"
#include "core/io/reader-lammps-dump.h"
#include "core/io/text.h"

/* Bytes that formats are recognised by. */
#define HEAD 4096

void
vit_dump_places_clear (VitDumpPlaces *places)
{
  g_clear_pointer (&places->entries, g_free);
  places->n = 0;
}

void
vit_dump_part_clear (VitDumpPart *part)
{
  vit_atom_rows_clear (&part->rows);
}

/* ---- Where frames lie ---- */

static bool
check_format (VitSource *source, GError **error)
{
  char head[HEAD];
  ssize_t n = vit_source_read (source, 0, head, sizeof head, error);
  if (n < 0)
    return false;
  if (vit_reader_lammps_dump.sniff (head, (size_t) n))
    return true;
  g_set_error (error, VIT_ERROR, VIT_ERROR_UNSUPPORTED,
               "%s: no LAMMPS text dump, which alone is read by ranges of bytes",
               vit_source_get_path (source));
  return false;
}

static bool
take_entry (VitIndex *index, const char *path, int64_t number, guint *place, GError **error)
{
  guint n = index->entries->len;
  *place = n - 1;
  if (n > 0 && number < 0)
    return true;
  for (guint e = 0; e < n; e++)
    if ((int64_t) g_array_index (index->entries, VitIndexEntry, e).number == number)
      {
        *place = e;
        return true;
      }
  g_set_error (error, VIT_ERROR, VIT_ERROR_NOT_FOUND,
               "%s: there is no frame %" G_GINT64_FORMAT
               " that can be read; %u can, counted from 0",
               path, MAX (number, 0), n);
  return false;
}

/* Multiplies the changes of basis between two frames. */
static bool
find_basis (
    VitIndex *index, const char *path, guint from, guint to, VitBasis *basis, GError **error)
{
  *basis = (VitBasis){ 0, 0, 0 };
  for (guint s = 0; s < index->steps->len; s++)
    {
      const VitIndexStep *step = &g_array_index (index->steps, VitIndexStep, s);
      if (step->frame <= from || step->frame > to)
        continue;
      if (step->state != VIT_STEP_CLEAR)
        {
          g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING,
                       "%s: the boxes before frame %u do not tell how it continues the frame "
                       "before: take frames that are nearer, or vitrine-cli, which asks the atoms",
                       path, step->frame);
          return false;
        }
      *basis = vit_basis_multiply (step->step, *basis);
    }
  return true;
}

static bool
find_on_one_rank (const char *path,
                  const int64_t *numbers,
                  VitDumpPlaces *places,
                  VitProgress *progress,
                  GError **error)
{
  g_autoptr (VitSource) source = vit_source_open (path, progress, error);
  if (!source || !check_format (source, error))
    return false;
  g_autoptr (VitIndex) index = vit_index_new ();
  if (!vit_reader_lammps_dump.index (source, index, progress, error))
    return false;
  if (index->entries->len == 0 && index->problems->len > 0)
    {
      const VitProblem *problem = g_ptr_array_index (index->problems, 0);
      g_autofree char *text = vit_problem_to_string (problem);
      g_set_error_literal (error, VIT_ERROR, VIT_ERROR_FORMAT, text);
      return false;
    }
  g_autofree guint *found = g_new0 (guint, places->n);
  for (size_t k = 0; k < places->n; k++)
    {
      if (!take_entry (index, path, numbers[k], &found[k], error))
        return false;
      places->entries[k] = g_array_index (index->entries, VitIndexEntry, found[k]);
    }
  return places->n < 2 ||
         find_basis (index, path, found[0], found[places->n - 1], &places->basis, error);
}

bool
vit_dump_places_find (VitCommunicator *communicator,
                      const char *path,
                      const int64_t *numbers,
                      size_t n,
                      VitDumpPlaces *places,
                      VitProgress *progress,
                      GError **error)
{
  g_return_val_if_fail (communicator && path && numbers && n > 0 && places, false);
  *places = (VitDumpPlaces){ .n = n, .entries = g_new0 (VitIndexEntry, n) };
  bool found = vit_communicator_get_rank (communicator) != 0 ||
               find_on_one_rank (path, numbers, places, progress, error);
  if (!vit_communicator_agree (communicator, found, error))
    return false;
  vit_communicator_broadcast (communicator, places->entries, n * sizeof *places->entries, 0);
  vit_communicator_broadcast (communicator, &places->basis, sizeof places->basis, 0);
  return true;
}

/* ---- Rows of a range ---- */

typedef struct
{
  VitSource *source;
  const VitIndexEntry *entry;
  VitReadContext context;
  VitDumpHeader header;
  VitDumpRows rows;
  int *columns; /* of the file, that are wanted besides */
  size_t n_columns;
  uint64_t begin, end; /* bytes of this rank */
} RangeReader;

static void
range_reader_clear (RangeReader *self)
{
  g_clear_pointer (&self->source, vit_source_unref);
  vit_dump_header_clear (&self->header);
  vit_dump_rows_clear (&self->rows);
  g_free (self->columns);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RangeReader, range_reader_clear)

static bool
find_columns (RangeReader *self, const char *const *names, GError **error)
{
  self->columns = g_new (int, MAX (self->n_columns, 1));
  for (size_t c = 0; c < self->n_columns; c++)
    {
      self->columns[c] = vit_dump_find_column (self->header.columns, names[c]);
      if (self->columns[c] >= 0)
        continue;
      g_set_error (error, VIT_ERROR, VIT_ERROR_NOT_FOUND, "%s: frame %zu has no column \"%s\"",
                   vit_source_get_path (self->source), self->context.frame, names[c]);
      return false;
    }
  return true;
}

static bool
read_header (RangeReader *self, const char *const *names, GError **error)
{
  g_auto (VitLineReader) reader = { 0 };
  if (!vit_dump_read_frame_header (self->source, self->entry, &self->context, &reader,
                                   &self->header, error))
    return false;
  if (self->header.type < 0 && self->header.element >= 0)
    {
      vit_set_damage (error, self->source, self->entry, &self->context, self->entry->line,
                      "types are names without numbers, which no rank can number alone");
      return false;
    }
  return find_columns (self, names, error);
}

/* Parses the rows that begin in the range; @line: the number of the first. */
static bool
parse_rows (RangeReader *self, VitLineReader *reader, size_t *n, GError **error)
{
  VitDumpRows *rows = &self->rows;
  for (*n = 0; vit_line_reader_tell (reader) < self->end;)
    {
      VitLine line;
      VitLineStatus status = vit_line_reader_next (reader, &line, error);
      if (status == VIT_LINE_ERROR)
        return false;
      if (status == VIT_LINE_END)
        break;
      bool blank = vit_strip_line (line.begin, line.end) == line.begin;
      if (vit_dump_is_comment (&line) || (blank && self->entry->flags & VIT_INDEX_NOT_COUNTED))
        continue;
      if (*n == rows->room)
        vit_dump_rows_grow (rows, *n + *n / 8 + 1024);
      if (!vit_dump_rows_parse (rows, &line, *n, error))
        return false;
      ++*n;
    }
  return true;
}

/* Sets a reader to the first row that begins in the range; @lines: counts lines before it, from the
 * first row of the frame on; otherwise they are not read. */
static bool
go_to_range (RangeReader *self, VitLineReader *reader, bool count_lines, GError **error)
{
  const VitIndexEntry *entry = self->entry;
  uint64_t body = entry->offset + entry->body, line_number = entry->line + entry->body_line;
  uint64_t from = count_lines || self->begin == body ? body : self->begin - 1;
  VitLine line;
  VitLineStatus status = VIT_LINE_OK;
  vit_line_reader_init (reader, self->source, from, line_number, entry->offset + entry->length);
  if (self->begin != body)
    while (status == VIT_LINE_OK && vit_line_reader_tell (reader) < self->begin)
      status = vit_line_reader_next (reader, &line, error);
  return status != VIT_LINE_ERROR;
}

static bool
read_rows (RangeReader *self, size_t *n, GError **error)
{
  const VitIndexEntry *entry = self->entry;
  double length = (double) MAX (entry->length - entry->body, 1),
         share = (double) (self->end - self->begin) / length;
  vit_dump_rows_init (&self->rows, self->source, entry, &self->context, &self->header,
                      (size_t) (1.05 * share * (double) entry->n_atoms) + 64);
  if (self->n_columns > 0)
    vit_dump_rows_want (&self->rows, self->columns, self->n_columns);
  GError *first = NULL;
  g_auto (VitLineReader) reader = { 0 };
  if (!go_to_range (self, &reader, false, error))
    return false;
  if (parse_rows (self, &reader, n, &first))
    return true;
  /* Parse again, with the number of the line. */
  vit_line_reader_clear (&reader);
  if (go_to_range (self, &reader, true, NULL) && !parse_rows (self, &reader, n, error))
    g_error_free (first);
  else
    g_propagate_error (error, first);
  return false;
}

/* ---- From rows to atoms ---- */

static bool
check_number (RangeReader *self, VitCommunicator *communicator, uint64_t n, GError **error)
{
  vit_communicator_sum (communicator, &n, 1);
  if (n == self->entry->n_atoms)
    return true;
  vit_set_damage (error, self->source, self->entry, &self->context, self->entry->line,
                  "the frame has %" G_GUINT64_FORMAT " of %" G_GUINT32_FORMAT " rows", n,
                  self->entry->n_atoms);
  return false;
}

/* Numbers rows over all ranks where there are no ids. */
static int64_t *
number_rows (VitCommunicator *communicator, size_t n)
{
  int64_t *ids = g_new (int64_t, MAX (n, 1)), before = 0;
  g_autofree size_t *counts =
      vit_communicator_gather_all (communicator, &n, 1, sizeof n, NULL, NULL);
  for (unsigned r = 0; r < vit_communicator_get_rank (communicator); r++)
    before += (int64_t) counts[r];
  for (size_t i = 0; i < n; i++)
    ids[i] = before + (int64_t) i + 1;
  return ids;
}

static bool
check_finite (const RangeReader *self, const VitAtomRows *rows, GError **error)
{
  for (size_t i = 0; i < 3 * rows->n; i++)
    if (!isfinite (rows->x[i]))
      {
        g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID,
                     "%s: frame %zu (step %" G_GINT64_FORMAT
                     "): the position of atom %" G_GINT64_FORMAT " is not finite",
                     vit_source_get_path (self->source), self->context.frame, self->entry->step,
                     rows->ids[i / 3]);
        return false;
      }
  return true;
}

static double *
take_positions (VitDumpRows *rows, size_t n)
{
  VitFrameBuilder *builder = &rows->builder;
  if (builder->real)
    return g_steal_pointer (&builder->real);
  double *x = g_new (double, MAX (3 * n, 1));
  for (size_t i = 0; i < 3 * n; i++)
    x[i] = builder->fixed[i] / VIT_POWERS_OF_TEN[MAX (builder->decimals, 0)];
  return x;
}

/* The decimals of all ranks' positions, if they are the same. */
static int
agree_on_decimals (VitCommunicator *communicator, int own)
{
  g_autofree int *all = vit_communicator_gather_all (communicator, &own, 1, sizeof own, NULL, NULL);
  int decimals = -1; /* −2: a rank without rows has none */
  for (unsigned r = 0; r < vit_communicator_get_size (communicator); r++)
    {
      if (all[r] == -1 || (all[r] >= 0 && decimals >= 0 && decimals != all[r]))
        return -1;
      decimals = MAX (decimals, all[r]);
    }
  return decimals;
}

static bool
take_rows (
    RangeReader *self, VitCommunicator *communicator, size_t n, VitDumpPart *part, GError **error)
{
  VitDumpRows *rows = &self->rows;
  VitFrameBuilder *builder = &rows->builder;
  int decimals = n == 0 ? -2 : builder->real ? -1 : builder->decimals;
  if (!check_number (self, communicator, n, error))
    return false;
  part->rows = (VitAtomRows){ .n = n,
                              .ids = builder->ids ? g_steal_pointer (&builder->ids)
                                                  : number_rows (communicator, n),
                              .x = take_positions (rows, n),
                              .types = g_steal_pointer (&builder->types),
                              .n_columns = self->n_columns,
                              .columns = g_steal_pointer (&rows->values) };
  if (self->header.type < 0)
    memset (part->rows.types, 1, n);
  part->cell = self->header.cell;
  part->unwrapped = vit_dump_header_is_unwrapped (&self->header);
  part->decimals = agree_on_decimals (communicator, decimals);
  part->step = self->entry->step;
  return vit_communicator_agree (communicator, check_finite (self, &part->rows, error), error);
}

bool
vit_dump_part_read (VitCommunicator *communicator,
                    const char *path,
                    const VitIndexEntry *entry,
                    const char *const *columns,
                    size_t n_columns,
                    VitDumpPart *part,
                    GError **error)
{
  g_return_val_if_fail (communicator && path && entry && part, false);
  g_auto (RangeReader)
      self = { .entry = entry, .context = { .frame = entry->number }, .n_columns = n_columns };
  uint64_t rank = vit_communicator_get_rank (communicator),
           size = vit_communicator_get_size (communicator), body = entry->offset + entry->body,
           length = entry->length - entry->body;
  size_t n = 0;
  *part = (VitDumpPart){ .decimals = -1 };
  self.begin = body + length / size * rank + length % size * rank / size;
  self.end = body + length / size * (rank + 1) + length % size * (rank + 1) / size;
  self.source = vit_source_open (path, NULL, error);
  bool done = self.source && read_header (&self, columns, error) && read_rows (&self, &n, error);
  return vit_communicator_agree (communicator, done, error) &&
         take_rows (&self, communicator, n, part, error);
}
