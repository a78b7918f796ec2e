#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/trace.h"
#include "core/io/line-reader.h"
#include "core/io/text.h"
#include "core/io/thermo-log-private.h"

static void
parse_any_line (VitLogParser *parser, const char *p, const char *end)
{
  if (parser->columns_only)
    vit_log_parse_columns (parser, p, end);
  else
    vit_log_parse_line (parser, p, end);
}

static void
transpose_sections (VitThermoLog *log)
{
  for (guint s = 0; s < log->sections->len; s++)
    {
      VitLogSection *section = log->sections->pdata[s];
      guint n = section->n_columns, rows = n > 0 ? section->values->len / n : 0;
      double *curves = g_new (double, MAX ((size_t) n * rows, 1));
      for (guint r = 0; r < rows; r++)
        for (guint c = 0; c < n; c++)
          curves[c * rows + r] = g_array_index (section->values, double, r *n + c);
      g_ptr_array_add (log->curves, curves);
      section->places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      /* Of two columns with one name the first is found. */
      for (guint c = n; c-- > 0;)
        g_hash_table_replace (section->places, g_ascii_strdown (section->columns[c], -1),
                              GUINT_TO_POINTER (c + 1));
    }
}

bool
vit_log_read_lines (VitLogParser *parser,
                    VitSource *source,
                    uint64_t *offset,
                    uint64_t *number,
                    VitProgress *progress,
                    GError **error)
{
  g_auto (VitLineReader) reader = { 0 };
  VitLine line;
  VitLineStatus status;
  uint64_t begin = *offset;
  vit_line_reader_init (&reader, source, *offset, *number, UINT64_MAX);
  while ((status = vit_line_reader_next (&reader, &line, error)) == VIT_LINE_OK)
    {
      if (line.number % 4096 == 0 && !vit_progress_check (progress, error))
        return false;
      if (!line.complete)
        break; /* the line is still being written */
      *offset = line.offset + (uint64_t) (line.end - line.begin) + 1;
      *number = line.number + 1;
      const char *p = line.begin, *end = vit_strip_line (line.begin, line.end);
      while (p < end && vit_is_blank (*p))
        p++;
      if (p == end)
        continue;
      if (!parser->at_start)
        parse_any_line (parser, p, end);
      else if (!vit_log_parse_start (parser, &line, p, end, error))
        return false;
    }
  vit_trace (VIT_TRACE_FILES, "log %s %" G_GUINT64_FORMAT " read", vit_source_get_path (source),
             *offset - begin);
  return status != VIT_LINE_ERROR;
}

VitThermoLog *
vit_log_new (void)
{
  VitThermoLog *log = g_new0 (VitThermoLog, 1);
  g_atomic_ref_count_init (&log->refs);
  log->sections = g_ptr_array_new_with_free_func (vit_log_section_free);
  log->curves = g_ptr_array_new_with_free_func (g_free);
  return log;
}

void
vit_log_parser_init (VitLogParser *parser, VitThermoLog *log, const char *const *columns)
{
  *parser =
      (VitLogParser){ .log = log,
                      .multi = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free),
                      .names = g_ptr_array_new (),
                      .headers = g_ptr_array_new_with_free_func (g_free),
                      .row = g_array_new (FALSE, FALSE, sizeof (double)),
                      .given = columns,
                      .at_start = true,
                      .timestep = NAN,
                      .n_atoms = NAN,
                      .box = { NAN, NAN, NAN } };
}

void
vit_log_parser_clear (VitLogParser *parser)
{
  g_clear_pointer (&parser->multi, g_hash_table_unref);
  g_clear_pointer (&parser->names, g_ptr_array_unref);
  g_clear_pointer (&parser->headers, g_ptr_array_unref);
  g_clear_pointer (&parser->row, g_array_unref);
  g_clear_pointer (&parser->style, g_free);
  g_clear_pointer (&parser->varying, g_free);
  g_clear_pointer (&parser->header, g_free);
}

bool
vit_log_finish (VitLogParser *parser, const char *path, GError **error)
{
  vit_log_flush (parser, true);
  vit_log_clean (parser->log);
  if (parser->log->sections->len == 0)
    {
      g_autofree char *why = vit_log_explain (parser);
      g_set_error (error, VIT_ERROR, VIT_ERROR_FORMAT, "%s: %s", path, why);
      return false;
    }
  transpose_sections (parser->log);
  return true;
}

VitThermoLog *
vit_thermo_log_open_named (const char *path,
                           const char *const *columns,
                           VitProgress *progress,
                           GError **error)
{
  g_return_val_if_fail (path, NULL);
  g_autoptr (VitSource) source = vit_source_open (path, progress, error);
  if (!source)
    return NULL;
  g_autoptr (VitThermoLog) log = vit_log_new ();
  VitLogParser parser;
  uint64_t offset = 0, number = 1;
  vit_log_parser_init (&parser, log, columns);
  bool ok = vit_log_read_lines (&parser, source, &offset, &number, progress, error);
  if (!ok && error && (*error)->domain == VIT_ERROR && (*error)->code == VIT_ERROR_INVALID)
    g_prefix_error (error, "%s: ", path);
  ok = ok && vit_log_finish (&parser, path, error);
  vit_log_parser_clear (&parser);
  return ok ? g_steal_pointer (&log) : NULL;
}

VitThermoLog *
vit_thermo_log_open (const char *path, VitProgress *progress, GError **error)
{
  return vit_thermo_log_open_named (path, NULL, progress, error);
}

VitThermoLog *
vit_thermo_log_ref (VitThermoLog *log)
{
  g_atomic_ref_count_inc (&log->refs);
  return log;
}

void
vit_thermo_log_unref (VitThermoLog *log)
{
  if (!g_atomic_ref_count_dec (&log->refs))
    return;
  g_clear_pointer (&log->sections, g_ptr_array_unref);
  g_clear_pointer (&log->curves, g_ptr_array_unref);
  vit_log_tail_free (log->tail);
  g_free (log);
}

/* ---- Getters ---- */

size_t
vit_thermo_log_get_n_sections (VitThermoLog *log)
{
  return log->sections->len;
}

bool
vit_thermo_log_is_table (VitThermoLog *log)
{
  return log->is_table;
}

size_t
vit_thermo_log_get_n_stray (VitThermoLog *log)
{
  return log->n_stray;
}

unsigned
vit_thermo_log_get_number (VitThermoLog *log, size_t s)
{
  g_return_val_if_fail (s < log->sections->len, 0);
  return ((VitLogSection *) log->sections->pdata[s])->number;
}

bool
vit_thermo_log_get_minimises (VitThermoLog *log, size_t s)
{
  g_return_val_if_fail (s < log->sections->len, false);
  return ((VitLogSection *) log->sections->pdata[s])->minimises;
}

bool
vit_thermo_log_is_beside (VitThermoLog *log, size_t s)
{
  g_return_val_if_fail (s < log->sections->len, false);
  return ((VitLogSection *) log->sections->pdata[s])->beside;
}

const char *
vit_thermo_log_get_units (VitThermoLog *log, size_t s)
{
  g_return_val_if_fail (s < log->sections->len, NULL);
  return ((VitLogSection *) log->sections->pdata[s])->style;
}

bool
vit_thermo_log_lacks_units (VitThermoLog *log, size_t s)
{
  g_return_val_if_fail (s < log->sections->len, false);
  return ((VitLogSection *) log->sections->pdata[s])->lacks_units;
}

double
vit_thermo_log_get_timestep (VitThermoLog *log, size_t s)
{
  g_return_val_if_fail (s < log->sections->len, NAN);
  return ((VitLogSection *) log->sections->pdata[s])->timestep;
}

double
vit_thermo_log_get_n_atoms (VitThermoLog *log, size_t s)
{
  g_return_val_if_fail (s < log->sections->len, NAN);
  return ((VitLogSection *) log->sections->pdata[s])->n_atoms;
}

bool
vit_thermo_log_get_varies (VitThermoLog *log, size_t s)
{
  g_return_val_if_fail (s < log->sections->len, false);
  return ((VitLogSection *) log->sections->pdata[s])->varies;
}

bool
vit_thermo_log_get_box (VitThermoLog *log, size_t s, double lengths[3])
{
  g_return_val_if_fail (s < log->sections->len, false);
  const VitLogSection *section = log->sections->pdata[s];
  memcpy (lengths, section->box, sizeof section->box);
  return section->box_is_new;
}

const char *
vit_thermo_log_get_column_unit (VitThermoLog *log, size_t s, const char *column)
{
  g_return_val_if_fail (s < log->sections->len && column, NULL);
  const VitLogSection *section = log->sections->pdata[s];
  gssize place = section->units ? vit_log_section_find (section, column) : -1;
  return place >= 0 ? section->units[place] : NULL;
}

size_t
vit_thermo_log_get_n_rows (VitThermoLog *log, size_t s)
{
  g_return_val_if_fail (s < log->sections->len, 0);
  const VitLogSection *section = log->sections->pdata[s];
  return section->values->len / section->n_columns;
}

const char *const *
vit_thermo_log_get_columns (VitThermoLog *log, size_t s)
{
  g_return_val_if_fail (s < log->sections->len, NULL);
  return (const char *const *) ((VitLogSection *) log->sections->pdata[s])->columns;
}

const double *
vit_thermo_log_get_column (VitThermoLog *log, size_t s, const char *name)
{
  g_return_val_if_fail (s < log->sections->len && name, NULL);
  const VitLogSection *section = log->sections->pdata[s];
  gssize place = vit_log_section_find (section, name);
  return place >= 0 ? (const double *) log->curves->pdata[s] +
                          (size_t) place * vit_thermo_log_get_n_rows (log, s)
                    : NULL;
}

ssize_t
vit_thermo_log_find_section (VitThermoLog *log, double first, double last)
{
  for (size_t s = log->sections->len; s-- > 0;)
    {
      const double *steps = vit_thermo_log_get_column (log, s, "Step");
      size_t n = vit_thermo_log_get_n_rows (log, s);
      if (steps && n > 0 && steps[0] <= first && steps[n - 1] >= last)
        return (ssize_t) s;
    }
  return -1;
}

double
vit_thermo_interpolate (const double *x, const double *y, size_t n, double at)
{
  if (n == 0 || !(at >= x[0] - 1e-9 && at <= x[n - 1] + 1e-9))
    return NAN;
  size_t low = 0, high = n - 1;
  while (high - low > 1)
    {
      size_t middle = low + (high - low) / 2;
      if (x[middle] <= at)
        low = middle;
      else
        high = middle;
    }
  if (n == 1 || x[high] == x[low])
    return y[low];
  double f = (at - x[low]) / (x[high] - x[low]);
  return y[low] + CLAMP (f, 0, 1) * (y[high] - y[low]);
}

double
vit_thermo_log_interpolate (
    VitThermoLog *log, size_t section, const char *x_name, const char *y_name, double x)
{
  const double *xs = vit_thermo_log_get_column (log, section, x_name);
  const double *ys = vit_thermo_log_get_column (log, section, y_name);
  return xs && ys ? vit_thermo_interpolate (xs, ys, vit_thermo_log_get_n_rows (log, section), x)
                  : NAN;
}
