/* The index pass over a LAMMPS text dump: finds the frames and checks which of them are whole. */

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/io/dump-jump.h"
#include "core/io/reader-lammps-dump.h"
#include "core/io/text.h"

/* NUL bytes that are skipped between two checks for cancelling. */
#define NUL_AT_ONCE ((uint64_t) 64 << 20)

typedef struct
{
  VitSource *source;
  VitIndex *index;
  VitLineReader *reader;
  VitProgress *progress;
  bool said_goes_back;
  bool may_jump;
  bool jumped; /* the rows of this frame were jumped over */
  /* Atoms, bytes of rows and columns of the last frame that was kept, from which the end of the
   * next one is predicted. */
  uint64_t n_atoms, length;
  char **columns;
} IndexPass;

static void
unread_line (VitLineReader *reader, const VitLine *line)
{
  reader->position -= (size_t) (line->end - line->begin) + line->complete;
  reader->number--;
}

/* Move to the next line that can begin a frame. */
static VitLineStatus
skip_to_next_frame (IndexPass *pass, GError **error)
{
  VitLineReader *reader = pass->reader;
  for (;;)
    {
      VitLine line;
      uint64_t skipped;
      VitLineStatus status = vit_line_reader_skip (reader, UINT64_MAX, 'I', &skipped, error);
      if (status != VIT_LINE_OK)
        return status;
      if (!vit_progress_check (pass->progress, error))
        return VIT_LINE_ERROR;
      status = vit_line_reader_next (reader, &line, error);
      if (status != VIT_LINE_OK)
        return status;
      if (!vit_dump_begins_frame (line.begin, line.end))
        continue;
      unread_line (reader, &line);
      return VIT_LINE_OK;
    }
}

/* Settle the damage if a frame follows it. Otherwise it stays unsettled, because the file may end
 * within a line and still grow. */
static VitLineStatus
settle_after_damage (IndexPass *pass, VitLineStatus status)
{
  if (status == VIT_LINE_OK)
    {
      pass->index->end = vit_line_reader_tell (pass->reader);
      pass->index->end_line = pass->reader->number;
    }
  else
    pass->index->n_unsettled++;
  return status;
}

static VitLineStatus
lose_frame (
    IndexPass *pass, const VitDumpHeader *header, uint64_t line, const char *what, GError **error)
{
  VitIndex *index = pass->index;
  vit_index_add_problem (index, pass->source, line, true, header->has_step, header->step, true,
                         "%s", what);
  index->n_damaged++;
  return settle_after_damage (pass, skip_to_next_frame (pass, error));
}

static void
leave_unfinished (IndexPass *pass, const VitDumpHeader *header, uint64_t line, const char *what)
{
  VitIndex *index = pass->index;
  vit_index_add_problem (index, pass->source, line, true, header->has_step, header->step, false,
                         "%s (not yet complete)", what);
  index->unfinished = true;
}

static void
leave_rows_unfinished (IndexPass *pass, const VitDumpHeader *header, uint64_t n_rows)
{
  g_autofree char *text = g_strdup_printf (
      "unfinished rows: %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT, n_rows, header->n_atoms);
  leave_unfinished (pass, header, header->body_line + n_rows, text);
}

static VitLineStatus
lose_rows (IndexPass *pass, const VitDumpHeader *header, uint64_t n_rows, GError **error)
{
  g_autofree char *what = g_strdup_printf ("%" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT " rows",
                                           n_rows, header->n_atoms);
  return lose_frame (pass, header, pass->reader->number, what, error);
}

/* Check the first row, so that a file with invalid rows throughout is not accepted. */
static VitLineStatus
check_first_row (IndexPass *pass, const VitDumpHeader *header, char **what, GError **error)
{
  VitLine line;
  VitLineStatus status = vit_line_reader_next (pass->reader, &line, error);
  if (status != VIT_LINE_OK)
    return status == VIT_LINE_ERROR ? status : VIT_LINE_OK;
  if (line.complete && *line.begin != 'I' && !vit_dump_is_comment (&line))
    *what = vit_dump_check_row (header, line.begin, vit_strip_line (line.begin, line.end));
  unread_line (pass->reader, &line);
  return VIT_LINE_OK;
}

/* Add a problem of the next frame, unless it was said of the file before. */
static void G_GNUC_PRINTF (4, 5)
    say_once (IndexPass *pass, const VitDumpHeader *header, uint64_t line, const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  g_autofree char *text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  for (guint i = 0; i < pass->index->problems->len; i++)
    if (strcmp (((VitProblem *) pass->index->problems->pdata[i])->message, text) == 0)
      return;
  vit_index_add_problem (pass->index, pass->source, line, true, header->has_step, header->step,
                         false, "%s", text);
}

/* Say what the columns leave open. */
static void
check_columns (IndexPass *pass, const VitDumpHeader *header)
{
  static const char *const flags[] = { "ix", "iy", "iz" };
  uint64_t line = header->body_line - 1;
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GString) images = g_string_new (NULL);
  int n_images = 0;
  for (int i = 0; i < header->n_columns; i++)
    {
      for (int k = 0; k < 3; k++)
        if (strcmp (header->columns[i], flags[k]) == 0)
          {
            g_string_append_printf (images, "%s%s", n_images > 0 ? " " : "", flags[k]);
            n_images++;
          }
      if (!g_hash_table_add (seen, header->columns[i]))
        say_once (pass, header, line, "two columns are named %s: the first one is read",
                  header->columns[i]);
    }
  bool wrapped = header->coordinates == VIT_DUMP_WRAPPED || header->coordinates == VIT_DUMP_SCALED;
  if (header->id < 0)
    say_once (pass, header, line,
              "there is no column id: the order of the rows is taken for that of the atoms");
  if (header->position[2] < 0)
    say_once (pass, header, line, "there is no column %s: z is 0",
              (const char *[]){ "", "z", "zs", "zu", "zsu" }[header->coordinates]);
  if (wrapped && n_images > 0 && header->image[0] < 0)
    say_once (pass, header, line,
              "image flags along all of x, y and z are needed: %s alone %s not used", images->str,
              n_images > 1 ? "are" : "is");
  if (header->unknown)
    say_once (pass, header, header->unknown_line, "ITEM: %s is not known: its lines are skipped",
              header->unknown);
  if (header->is_thin)
    say_once (pass, header, line, VIT_THIN_BOX);
}

/* Add a frame to the index. Its bytes end at @end, where the line @end_line begins. */
static void
keep_frame (IndexPass *pass, const VitDumpHeader *header, uint64_t end, uint64_t end_line)
{
  VitIndex *index = pass->index;
  VitIndexEntry entry = { .offset = header->begin,
                          .length = end - header->begin,
                          .line = header->begin_line,
                          .step = header->step,
                          .time = header->time,
                          .n_atoms = (uint32_t) header->n_atoms,
                          .body = MIN (header->body - header->begin, VIT_INDEX_MAX_BODY),
                          .body_line =
                              MIN (header->body_line - header->begin_line, VIT_INDEX_MAX_BODY_LINE),
                          .flags = pass->jumped ? VIT_INDEX_NOT_COUNTED : 0 };
  if (index->entries->len > 0 && !pass->said_goes_back)
    {
      const VitIndexEntry *last =
          &g_array_index (index->entries, VitIndexEntry, index->entries->len - 1);
      if (entry.step < last->step)
        {
          pass->said_goes_back = true;
          vit_index_add_problem (
              index, pass->source, header->begin_line + (isnan (header->time) ? 1 : 0), true, true,
              entry.step, false,
              "the step goes back from %" G_GINT64_FORMAT ": a restart was appended", last->step);
        }
    }
  if (header->units && !index->units)
    index->units = g_strdup (header->units);
  if (header->units && !index->other_units && strcmp (header->units, index->units) != 0)
    index->other_units = g_strdup (header->units);
  if (!pass->columns || header->unknown || header->is_thin ||
      !g_strv_equal ((const char *const *) pass->columns, (const char *const *) header->columns))
    {
      check_columns (pass, header);
      g_strfreev (pass->columns);
      pass->columns = g_strdupv (header->columns);
    }
  vit_index_add (index, entry, &header->cell);
  pass->n_atoms = header->n_atoms;
  pass->length = end - header->body;
  index->end = end;
  index->end_line = end_line;
}

/* Returns: whether a line is, or may grow into, the first line of a frame. */
static bool
may_begin_frame (const VitLine *line)
{
  size_t n = (size_t) (line->end - line->begin);
  return line->complete ? *line->begin == 'I' : memcmp (line->begin, "ITEM:", MIN (n, 5)) == 0;
}

/* Count the rows anew, comment lines left out; @whole: whether they are as many as declared. */
static VitLineStatus
recount_rows (IndexPass *pass,
              const VitDumpHeader *header,
              uint64_t *comment,
              uint64_t *end,
              uint64_t *end_line,
              bool *whole,
              GError **error)
{
  VitLineReader *reader = pass->reader;
  VitLine line;
  VitLineStatus status;
  uint64_t n = 0;
  *comment = 0;
  *whole = false;
  vit_line_reader_seek (reader, header->body, header->body_line);
  while ((status = vit_line_reader_next (reader, &line, error)) == VIT_LINE_OK)
    {
      if (vit_dump_is_comment (&line))
        {
          *comment = *comment > 0 ? *comment : line.number;
          continue;
        }
      if (n == header->n_atoms && vit_strip_line (line.begin, line.end) == line.begin)
        continue;
      if (n == header->n_atoms)
        {
          *whole = may_begin_frame (&line) && *comment > 0;
          unread_line (reader, &line);
          return VIT_LINE_OK;
        }
      g_autofree char *what =
          n + 1 == header->n_atoms
              ? vit_dump_check_row (header, line.begin, vit_strip_line (line.begin, line.end))
              : NULL;
      if (what || *line.begin == 'I' || !line.complete)
        return VIT_LINE_OK;
      n++;
      *end = vit_line_reader_tell (reader);
      *end_line = reader->number;
    }
  *whole = status == VIT_LINE_END && n == header->n_atoms && *comment > 0;
  return status;
}

/* Keep a frame after all if there are comments among its rows, else lose it. */
static VitLineStatus
lose_or_recount (
    IndexPass *pass, const VitDumpHeader *header, uint64_t line, const char *what, GError **error)
{
  VitLineReader *reader = pass->reader;
  uint64_t here = vit_line_reader_tell (reader), number = reader->number;
  uint64_t comment, end = 0, end_line = 0;
  bool whole;
  VitLineStatus status = recount_rows (pass, header, &comment, &end, &end_line, &whole, error);
  if (status == VIT_LINE_ERROR)
    return status;
  if (!whole)
    {
      vit_line_reader_seek (reader, here, number);
      return lose_frame (pass, header, line, what, error);
    }
  say_once (pass, header, comment, "a comment among the rows is no atom row");
  keep_frame (pass, header, end, end_line);
  return status;
}

/* Read the last row, which must have all columns and its line end: without that end the last number
 * may be cut. */
static VitLineStatus
read_last_row (IndexPass *pass, const VitDumpHeader *header, GError **error)
{
  VitLine line;
  VitLineStatus status = vit_line_reader_next (pass->reader, &line, error);
  if (status == VIT_LINE_ERROR)
    return status;
  uint64_t n_rows = header->n_atoms - 1;
  if (status == VIT_LINE_OK && line.complete && *line.begin == 'I')
    {
      unread_line (pass->reader, &line);
      return lose_rows (pass, header, n_rows, error);
    }
  g_autofree char *what =
      status == VIT_LINE_OK
          ? vit_dump_check_row (header, line.begin, vit_strip_line (line.begin, line.end))
          : NULL;
  if (status == VIT_LINE_OK && line.complete)
    return what ? lose_or_recount (pass, header, line.number, what, error) : VIT_LINE_OK;
  if (status == VIT_LINE_OK && !what)
    leave_unfinished (pass, header, line.number, "the last line has no line end");
  else
    leave_rows_unfinished (pass, header, n_rows);
  return VIT_LINE_END;
}

/* Jump over the rows if the frame resembles the last one. Returns: whether the next frame was found
 * near the predicted place. */
static bool
jump_rows (IndexPass *pass, const VitDumpHeader *header)
{
  uint64_t end;
  pass->jumped =
      pass->may_jump && pass->columns && header->n_atoms == pass->n_atoms &&
      g_strv_equal ((const char *const *) pass->columns, (const char *const *) header->columns) &&
      vit_dump_jump (pass->source, header, pass->length, &end);
  if (pass->jumped)
    vit_line_reader_seek (pass->reader, end, header->body_line + header->n_atoms);
  return pass->jumped;
}

static VitLineStatus
read_rows (IndexPass *pass, const VitDumpHeader *header, GError **error)
{
  VitLineReader *reader = pass->reader;
  g_autofree char *what = NULL;
  uint64_t n_rows;

  if (header->n_atoms > 0 && check_first_row (pass, header, &what, error) != VIT_LINE_OK)
    return VIT_LINE_ERROR;
  if (what)
    return lose_frame (pass, header, header->body_line, what, error);
  if (jump_rows (pass, header))
    return VIT_LINE_OK;

  if (header->n_atoms == 0)
    return VIT_LINE_OK;
  VitLineStatus status = vit_line_reader_skip (reader, header->n_atoms - 1, 'I', &n_rows, error);
  if (status == VIT_LINE_ERROR)
    return status;
  if (status == VIT_LINE_END)
    {
      leave_rows_unfinished (pass, header, n_rows);
      return VIT_LINE_END;
    }
  return n_rows + 1 < header->n_atoms ? lose_rows (pass, header, n_rows, error)
                                      : read_last_row (pass, header, error);
}

static VitLineStatus
is_at_nul (VitLineReader *reader, bool *nul, GError **error)
{
  uint64_t here = vit_line_reader_tell (reader), skipped;
  VitLineStatus status = vit_line_reader_skip_nul (reader, 1, &skipped, error);
  *nul = status != VIT_LINE_ERROR && skipped > 0;
  if (*nul)
    vit_line_reader_seek (reader, here, reader->number);
  return status;
}

/* NUL bytes end a preallocated file. In the middle they are what a crash of the machine left of
 * frames before a restart continued the file. */
static VitLineStatus
skip_nul (IndexPass *pass, GError **error)
{
  VitLineReader *reader = pass->reader;
  uint64_t number = reader->number, skipped;
  VitLine line;
  VitLineStatus status;
  do
    {
      status = vit_line_reader_skip_nul (reader, NUL_AT_ONCE, &skipped, error);
      if (!vit_progress_check (pass->progress, error))
        return VIT_LINE_ERROR;
    }
  while (status == VIT_LINE_OK && skipped == NUL_AT_ONCE);
  if (status == VIT_LINE_OK)
    status = vit_line_reader_next (reader, &line, error);
  if (status == VIT_LINE_ERROR)
    return status;
  if (status == VIT_LINE_END || vit_strip_line (line.begin, line.end) == line.begin)
    {
      vit_index_add_problem (pass->index, pass->source, number, false, false, 0, false,
                             "NUL bytes follow the frame and are ignored");
      return status;
    }
  bool item = *line.begin == 'I';
  vit_index_add_problem (pass->index, pass->source, number, true, false, 0, true,
                         "NUL bytes stand where frames were written%s",
                         item ? "" : ", then the rest of one");
  pass->index->n_damaged++;
  unread_line (reader, &line);
  return settle_after_damage (pass, item ? VIT_LINE_OK : skip_to_next_frame (pass, error));
}

/* The beginning of a frame was in packed data that are damaged: its rows are of no use. */
static VitLineStatus
skip_headless (IndexPass *pass, const VitLine *line, GError **error)
{
  vit_index_add_problem (pass->index, pass->source, line->number, true, false, 0, true,
                         "the beginning of the frame is lost");
  pass->index->n_damaged++;
  unread_line (pass->reader, line);
  return settle_after_damage (pass, skip_to_next_frame (pass, error));
}

/* Check what follows the rows: a frame, blank lines, NUL bytes, or too many rows. */
static VitLineStatus
check_after_rows (IndexPass *pass, const VitDumpHeader *header, GError **error)
{
  VitLineReader *reader = pass->reader;
  VitLine line;
  uint64_t end = vit_line_reader_tell (reader), end_line = reader->number;
  for (;;)
    {
      bool nul;
      VitLineStatus status = vit_line_reader_skip_blanks (reader, error);
      if (status == VIT_LINE_OK)
        status = is_at_nul (reader, &nul, error);
      if (status == VIT_LINE_ERROR)
        return status;
      if (status == VIT_LINE_END)
        {
          keep_frame (pass, header, end, end_line);
          return VIT_LINE_END;
        }
      if (nul)
        {
          keep_frame (pass, header, end, end_line);
          pass->index->end = vit_line_reader_tell (reader);
          pass->index->end_line = reader->number;
          return skip_nul (pass, error);
        }
      status = vit_line_reader_next (reader, &line, error);
      if (status == VIT_LINE_ERROR)
        return status;
      if (status == VIT_LINE_END)
        {
          keep_frame (pass, header, end, end_line);
          return VIT_LINE_END;
        }
      if (vit_strip_line (line.begin, line.end) != line.begin)
        break;
    }
  if (may_begin_frame (&line))
    {
      unread_line (reader, &line);
      keep_frame (pass, header, end, end_line);
      return VIT_LINE_OK;
    }
  if (vit_source_is_lost_at (pass->source, end))
    {
      keep_frame (pass, header, end, end_line);
      return skip_headless (pass, &line, error);
    }
  g_autofree char *what = g_strdup_printf (
      "more than the %" G_GUINT64_FORMAT " rows that were declared", header->n_atoms);
  return lose_or_recount (pass, header, line.number, what, error);
}

static VitLineStatus
index_frame (IndexPass *pass, GError **error)
{
  g_auto (VitDumpHeader) header = { 0 };
  g_autofree char *what = NULL;
  uint64_t line = 0;

  switch (vit_dump_header_read (pass->reader, &header, vit_source_get_size_bound (pass->source),
                                &what, &line, error))
    {
    case VIT_DUMP_HEADER_OK:
      break;
    case VIT_DUMP_HEADER_NONE:
      return VIT_LINE_END;
    case VIT_DUMP_HEADER_UNFINISHED:
      leave_unfinished (pass, &header, line, what);
      return VIT_LINE_END;
    case VIT_DUMP_HEADER_DAMAGED:
      return lose_frame (pass, &header, line, what, error);
    case VIT_DUMP_HEADER_ERROR:
      return VIT_LINE_ERROR;
    }
  VitLineStatus status = read_rows (pass, &header, error);
  if (status != VIT_LINE_OK || pass->index->end > header.begin)
    return status;
  return check_after_rows (pass, &header, error);
}

/* Skip output of a job script, or a byte order mark, before the first ITEM. */
static VitLineStatus
skip_junk (IndexPass *pass, GError **error)
{
  VitLine line;
  VitLineStatus status = vit_line_reader_next (pass->reader, &line, error);
  if (status != VIT_LINE_OK)
    return status;
  size_t mark = line.end - line.begin >= 3 && memcmp (line.begin, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
  line.begin += mark;
  if (memchr (line.begin, '\r', (size_t) (line.end - line.begin)) && line.end - line.begin > 4096)
    {
      vit_index_add_problem (pass->index, pass->source, 1, false, false, 0, true,
                             "classic Mac line ends (CR only): convert the file to LF line ends");
      return VIT_LINE_END;
    }
  bool item = line.end - line.begin >= 5 && memcmp (line.begin, "ITEM:", 5) == 0;
  unread_line (pass->reader, &line);
  if (item || vit_strip_line (line.begin, line.end) == line.begin)
    return VIT_LINE_OK;
  vit_index_add_problem (pass->index, pass->source, 1, false, false, 0, false,
                         "text before the first ITEM is ignored");
  return skip_to_next_frame (pass, error);
}

/* Report a line that is too long; the rest of the file is not searched. */
static bool
report_lost_rest (IndexPass *pass, const GError *error)
{
  if (!g_error_matches (error, VIT_ERROR, VIT_ERROR_FORMAT))
    return false;
  vit_index_add_problem (pass->index, pass->source, pass->reader->number, true, false, 0, true,
                         "line too long: the rest of the file is left out");
  pass->index->n_damaged++;
  pass->index->n_unsettled++;
  return true;
}

/* Find the first line that is not blank. */
static VitLineStatus
find_nonblank_line (VitLineReader *reader, VitLine *line, GError **error)
{
  VitLineStatus status;
  do
    status = vit_line_reader_next (reader, line, error);
  while (status == VIT_LINE_OK && vit_strip_line (line->begin, line->end) == line->begin);
  return status;
}

/* Index the last frame again if the text appended after it is no frame: it may be a surplus row. */
static VitLineStatus
recheck_last_frame (IndexPass *pass, GError **error)
{
  VitIndex *index = pass->index;
  VitLine line;
  VitLineStatus status = find_nonblank_line (pass->reader, &line, error);
  if (status == VIT_LINE_ERROR)
    return status;
  guint n = index->entries->len;
  const VitIndexEntry *last = n > 0 ? &g_array_index (index->entries, VitIndexEntry, n - 1) : NULL;
  if (status == VIT_LINE_OK && !may_begin_frame (&line) && last &&
      last->offset + last->length == index->end)
    {
      index->end = last->offset;
      index->end_line = last->line;
      vit_index_forget_unsettled (index);
    }
  vit_line_reader_seek (pass->reader, index->end, index->end_line);
  return VIT_LINE_OK;
}

/* Begin the pass at the start of the file, or where the last pass ended. */
static VitLineStatus
begin_pass (IndexPass *pass, GError **error)
{
  if (pass->index->end == 0)
    return skip_junk (pass, error);
  bool nul;
  VitLineStatus status = is_at_nul (pass->reader, &nul, error);
  if (status == VIT_LINE_ERROR)
    return status;
  return nul ? skip_nul (pass, error) : recheck_last_frame (pass, error);
}

bool
vit_lammps_dump_index (VitSource *source, VitIndex *index, VitProgress *progress, GError **error)
{
  g_autoptr (GError) inner = NULL;
  VitLineReader reader;
  IndexPass pass = { .source = source, .index = index, .reader = &reader, .progress = progress };
  uint64_t start = index->end;

  pass.may_jump = !index->count && vit_dump_jump_pays (source);
  vit_line_reader_init (&reader, source, index->end, index->end_line, UINT64_MAX);
  VitLineStatus status = begin_pass (&pass, &inner);
  while (status == VIT_LINE_OK)
    {
      status = index_frame (&pass, &inner);
      if (status == VIT_LINE_OK && !vit_source_step (source, start, index->end, progress, &inner))
        status = VIT_LINE_ERROR;
    }
  bool ok = status == VIT_LINE_END || report_lost_rest (&pass, inner);
  if (!ok)
    g_propagate_error (error, g_steal_pointer (&inner));
  vit_line_reader_clear (&reader);
  g_strfreev (pass.columns);
  return ok;
}
