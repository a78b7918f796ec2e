#include "core/io/reader.h"

#include <string.h>

#include "core/base/error.h"
#include "core/io/frame-builder.h"
#include "core/io/text.h"

static const VitReader *const readers[] = {
  &vit_reader_lammps_dump,
  &vit_reader_lammps_binary,
  &vit_reader_xyz,
  &vit_reader_lammps_data,
};

/* ---- Problems ---- */

VitProblem *
vit_problem_new (const char *file,
                 uint64_t line,
                 int64_t frame,
                 bool has_step,
                 int64_t step,
                 bool damaging,
                 const char *message)
{
  VitProblem *problem = g_new0 (VitProblem, 1);
  problem->file = g_strdup (file);
  problem->line = line;
  problem->frame = frame;
  problem->has_step = has_step;
  problem->step = step;
  problem->damaging = damaging;
  problem->message = g_strdup (message);
  return problem;
}

VitProblem *
vit_problem_copy (const VitProblem *problem)
{
  return vit_problem_new (problem->file, problem->line, problem->frame, problem->has_step,
                          problem->step, problem->damaging, problem->message);
}

VitProblem *
vit_problem_new_from_error (const char *file, const GError *error)
{
  const char *text = error->message;
  size_t n = strlen (file);
  char *end;
  uint64_t line = 0;
  int64_t frame = -1, step = 0;
  bool has_step = false;
  if (g_str_has_prefix (text, file) && text[n] == ':')
    {
      text += n + 1;
      uint64_t number = g_ascii_strtoull (text, &end, 10);
      if (g_ascii_isdigit (*text) && *end == ':')
        {
          line = number;
          text = end + 1;
        }
      text += *text == ' ';
    }
  if (g_str_has_prefix (text, "frame ") && g_ascii_isdigit (text[6]))
    {
      int64_t number = g_ascii_strtoll (text + 6, &end, 10);
      if (g_str_has_prefix (end, " (step "))
        {
          step = g_ascii_strtoll (end + 7, &end, 10);
          has_step = g_str_has_prefix (end, "): ");
          end += has_step;
        }
      if (g_str_has_prefix (end, ": "))
        {
          frame = number;
          text = end + 2;
        }
    }
  return vit_problem_new (file, line, frame, has_step, step, true, text);
}

void
vit_problem_free (VitProblem *problem)
{
  g_free (problem->file);
  g_free (problem->message);
  g_free (problem);
}

char *
vit_problem_to_string (const VitProblem *problem)
{
  g_autoptr (GString) text = g_string_new (problem->file);
  if (problem->line > 0)
    g_string_append_printf (text, ":%" G_GUINT64_FORMAT, problem->line);
  g_string_append (text, ": ");
  if (problem->frame >= 0 && problem->has_step)
    g_string_append_printf (text, "frame %" G_GINT64_FORMAT " (step %" G_GINT64_FORMAT "): ",
                            problem->frame, problem->step);
  else if (problem->frame >= 0)
    g_string_append_printf (text, "frame %" G_GINT64_FORMAT ": ", problem->frame);
  g_string_append (text, problem->message);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

void
vit_set_damage (GError **error,
                VitSource *source,
                const VitIndexEntry *entry,
                const VitReadContext *context,
                uint64_t line,
                const char *format,
                ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *message = g_strdup_vprintf (format, args);
  va_end (args);
  VitProblem problem = { .file = (char *) vit_source_get_path (source),
                         .line = line,
                         .frame = context ? (int64_t) context->frame : -1,
                         .step = entry->step,
                         .has_step = context != NULL && !(entry->flags & VIT_INDEX_NO_STEP),
                         .message = message };
  g_autofree char *text = vit_problem_to_string (&problem);
  g_set_error_literal (error, VIT_ERROR, VIT_ERROR_FORMAT, text);
}

/* ---- Index ---- */

VitIndex *
vit_index_new (void)
{
  VitIndex *index = g_new0 (VitIndex, 1);
  index->entries = g_array_new (FALSE, FALSE, sizeof (VitIndexEntry));
  index->problems = g_ptr_array_new_with_free_func ((GDestroyNotify) vit_problem_free);
  index->end_line = 1;
  return index;
}

void
vit_index_free (VitIndex *index)
{
  if (!index)
    return;
  g_array_unref (index->entries);
  g_ptr_array_unref (index->problems);
  g_free (index->units);
  g_free (index);
}

void
vit_index_add (VitIndex *index, VitIndexEntry entry)
{
  entry.number = (uint32_t) (index->entries->len + index->n_damaged);
  g_array_append_val (index->entries, entry);
}

/* Problems of the compressed data as a whole, and those of what lies past the end. */
static bool
is_unsettled (const VitIndex *index, const VitProblem *problem, size_t n_settled)
{
  if (problem->frame >= 0)
    return (uint64_t) problem->frame >= n_settled;
  return problem->line == 0 || problem->line >= index->end_line;
}

void
vit_index_forget_unsettled (VitIndex *index)
{
  guint n = index->entries->len;
  while (n > 0 && g_array_index (index->entries, VitIndexEntry, n - 1).offset >= index->end)
    n--;
  g_array_set_size (index->entries, n);
  index->n_damaged -= index->n_unsettled;
  index->n_unsettled = 0;
  index->unfinished = false;
  for (guint i = index->problems->len; i-- > 0;)
    if (is_unsettled (index, index->problems->pdata[i], n + index->n_damaged))
      g_ptr_array_remove_index (index->problems, i);
}

void
vit_index_doubt (VitIndex *index)
{
  index->readable = false;
  for (guint i = 0; i < index->entries->len; i++)
    {
      VitIndexEntry *entry = &g_array_index (index->entries, VitIndexEntry, i);
      entry->known &= VIT_KNOWN_KEY;
      if (entry->known & VIT_KNOWN_KEY)
        entry->known |= VIT_KNOWN_DOUBTFUL;
    }
}

VitIndex *
vit_index_copy (const VitIndex *index)
{
  VitIndex *copy = vit_index_new ();
  g_array_append_vals (copy->entries, index->entries->data, index->entries->len);
  for (guint i = 0; i < index->problems->len; i++)
    g_ptr_array_add (copy->problems, vit_problem_copy (index->problems->pdata[i]));
  copy->n_damaged = index->n_damaged;
  copy->n_unsettled = index->n_unsettled;
  copy->unfinished = index->unfinished;
  copy->end = index->end;
  copy->end_line = index->end_line;
  copy->units = g_strdup (index->units);
  copy->readable = index->readable;
  copy->has_fingerprint = index->has_fingerprint;
  memcpy (copy->fingerprint, index->fingerprint, sizeof copy->fingerprint);
  copy->count = index->count;
  return copy;
}

void
vit_index_add_problem (VitIndex *index,
                       VitSource *source,
                       uint64_t line,
                       bool has_frame,
                       bool has_step,
                       int64_t step,
                       bool damaging,
                       const char *format,
                       ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *message = g_strdup_vprintf (format, args);
  va_end (args);
  int64_t frame = has_frame ? (int64_t) (index->entries->len + index->n_damaged) : -1;
  g_ptr_array_add (index->problems, vit_problem_new (vit_source_get_path (source), line, frame,
                                                     has_step, step, damaging, message));
}

/* ---- Registry ---- */

const VitReader *
vit_reader_find_by_name (const char *name, uint32_t version)
{
  for (gsize i = 0; i < G_N_ELEMENTS (readers); i++)
    if (strcmp (readers[i]->name, name) == 0 && readers[i]->version == version)
      return readers[i];
  return NULL;
}

const VitReader *
vit_reader_find (VitSource *source, GError **error)
{
  const char *path = vit_source_get_path (source);
  g_autofree char *head = g_malloc (4097);
  ssize_t n = vit_source_read (source, 0, head, 4096, error);
  if (n < 0)
    return NULL;
  head[n] = '\0';
  if (n == 0 && vit_source_get_damage (source))
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_FORMAT,
                   "%s: compressed data ends early or is damaged: %s", path,
                   vit_source_get_damage (source));
      return NULL;
    }
  if (n == 0)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_FORMAT, "%s: the file is empty", path);
      return NULL;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (readers); i++)
    if (readers[i]->sniff (head, (size_t) n))
      return readers[i];
  g_set_error (
      error, VIT_ERROR, VIT_ERROR_FORMAT,
      "%s:1: not a LAMMPS dump or data file, nor XYZ: the content is of no format that is known",
      path);
  return NULL;
}

bool
vit_read_column_rows (VitLineReader *reader,
                      VitSource *source,
                      const VitIndexEntry *entry,
                      const VitReadContext *context,
                      const char *name,
                      int wanted,
                      int id,
                      double *values,
                      GError **error)
{
  size_t n = (size_t) entry->n_atoms;
  g_autofree int64_t *ids = id >= 0 ? g_new (int64_t, MAX (n, 1)) : NULL;
  g_autofree double *rows = g_new (double, MAX (n, 1));
  for (size_t row = 0; row < n; row++)
    {
      VitLine line;
      VitLineStatus status = vit_line_reader_next (reader, &line, error);
      if (status == VIT_LINE_END)
        vit_set_damage (error, source, entry, context, reader->number,
                        "the frame has %zu of %zu rows", row, n);
      if (status != VIT_LINE_OK)
        return false;
      const char *p = line.begin, *end = vit_strip_line (line.begin, line.end);
      VitToken token;
      bool has_id = id < 0, has_number = false;
      for (int column = 0; column <= MAX (wanted, id) && vit_token_next (&p, end, &token); column++)
        {
          if (column == id)
            has_id = vit_parse_integer (token, &ids[row]) == VIT_INTEGER_OK;
          if (column == wanted)
            has_number = vit_parse_double (token, &rows[row]);
        }
      if (!has_id || !has_number)
        {
          vit_set_damage (error, source, entry, context, line.number,
                          has_id ? "no number in column %s" : "no id beside column %s", name);
          return false;
        }
    }
  g_autofree uint32_t *order = ids ? vit_frame_order (ids, n) : NULL;
  for (size_t i = 0; i < n; i++)
    values[i] = rows[order ? order[i] : i];
  return true;
}
