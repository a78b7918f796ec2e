#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/io/line-reader.h"
#include "core/io/text.h"
#include "core/io/thermo-log-private.h"

typedef struct
{
  char **columns;
  guint n_columns;
  GArray *values; /* double, row by row */
} LogSection;

struct _VitThermoLog
{
  gatomicrefcount refs;
  GPtrArray *sections;
  GPtrArray *curves; /* per section: double *, column by column */
  char *units;       /* nullable */
  double timestep;   /* NaN if not known */
};

static void
log_section_free (gpointer data)
{
  LogSection *section = data;
  g_strfreev (section->columns);
  g_clear_pointer (&section->values, g_array_unref);
  g_free (section);
}

/* ---- Lines ---- */

typedef struct
{
  VitThermoLog *log;
  LogSection *section; /* section that is being filled; NULL between tables */
  GHashTable *multi;   /* multi-line style: name → value of the step that is being read */
  GPtrArray *names;    /* names of multi, in order */
  GArray *row;         /* double: the row that is being parsed */
  char **candidate;    /* names of the columns of a file of columns, if numbers follow */
  bool yaml;
  bool at_start;     /* nothing yet distinguishes a log from a file of columns */
  bool columns_only; /* the file is no log */
  bool names_next;   /* the next line holds the names of a table */
} LogParser;

static LogSection *
begin_section (LogParser *parser, char **columns)
{
  LogSection *section = g_new0 (LogSection, 1);
  section->columns = columns;
  section->n_columns = g_strv_length (columns);
  section->values = g_array_new (FALSE, FALSE, sizeof (double));
  g_array_set_size (parser->row, MAX (section->n_columns, 1));
  g_ptr_array_add (parser->log->sections, section);
  return parser->section = section;
}

/* Split names at blanks; rename TimeStep of `fix ave/time` to Step. */
static char **
split_names (const char *p, const char *end)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_autofree char *text = g_strndup (p, (gsize) (end - p));
  g_auto (GStrv) parts = g_strsplit_set (text, " \t", -1);
  for (char **part = parts; *part; part++)
    if (**part)
      g_strv_builder_add (names, strcmp (*part, "TimeStep") == 0 ? "Step" : *part);
  return g_strv_builder_end (names);
}

/* Split names such as `['Step', 'c_press[3]']`, where inner brackets belong to the name. */
static char **
split_yaml_names (const char *p, const char *end)
{
  g_autofree char *text = g_strndup (p, (gsize) (end - p));
  char *last = strrchr (text, ']'), *first = strchr (text, '[');
  if (first)
    *first = ' ';
  if (last)
    *last = ' ';
  g_strdelimit (text, ",'\"", ' ');
  return split_names (text, text + strlen (text));
}

static bool
parse_row (const char *p, const char *end, double *values, guint n)
{
  VitToken token;
  guint i = 0;
  while (vit_token_next (&p, end, &token))
    if (i >= n || !vit_parse_double (token, &values[i++]))
      return false;
  return i == n;
}

/* Add a row if it has a number for every column. Returns: whether it was a row. */
static bool
add_row (LogParser *parser, const char *p, const char *end)
{
  LogSection *section = parser->section;
  double *row = (double *) (void *) parser->row->data;
  if (!section || !parse_row (p, end, row, section->n_columns))
    return false;
  g_array_append_vals (section->values, row, section->n_columns);
  return true;
}

static bool
starts_with (const char *p, const char *end, const char *prefix)
{
  size_t n = strlen (prefix);
  return (size_t) (end - p) >= n && memcmp (p, prefix, n) == 0;
}

/* Add the row of a step in multi-line style: `------------ Step 0 ----- CPU = 0.0 ------------`,
 * then lines of `name = value`. */
static void
flush_multi_step (LogParser *parser, bool ended)
{
  if (!parser->names || parser->names->len == 0)
    return;
  guint n = parser->names->len;
  bool fits = parser->section && n <= parser->section->n_columns;
  for (guint i = 0; fits && i < n; i++)
    fits = strcmp (parser->section->columns[i], parser->names->pdata[i]) == 0;
  bool cut = fits && n < parser->section->n_columns;
  /* The first step of a table at the end of the file may be incomplete. */
  cut = cut || (!fits && ended);
  if (!fits && !cut)
    {
      g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
      for (guint i = 0; i < n; i++)
        g_strv_builder_add (names, parser->names->pdata[i]);
      begin_section (parser, g_strv_builder_end (names));
    }
  for (guint i = 0; i < n && !cut; i++)
    g_array_append_vals (parser->section->values,
                         g_hash_table_lookup (parser->multi, parser->names->pdata[i]), 1);
  g_ptr_array_set_size (parser->names, 0);
  g_hash_table_remove_all (parser->multi);
}

static void
add_multi (LogParser *parser, const char *name, double value)
{
  if (g_hash_table_contains (parser->multi, name))
    return;
  double *copy = g_memdup2 (&value, sizeof value);
  char *key = g_strdup (name);
  g_hash_table_insert (parser->multi, key, copy);
  g_ptr_array_add (parser->names, key);
}

static bool
begins_multi (const char *p, const char *end)
{
  const char *q = p;
  while (q < end && *q == '-')
    q++;
  return q - p >= 4 && starts_with (q, end, " Step ");
}

static void
parse_multi (LogParser *parser, const char *p, const char *end)
{
  g_autofree char *text = g_strndup (p, (gsize) (end - p));
  if (begins_multi (p, end))
    {
      flush_multi_step (parser, false);
      double step;
      const char *q = strstr (text, "Step") + 4;
      VitToken token;
      if (vit_token_next (&q, text + strlen (text), &token) && vit_parse_double (token, &step))
        add_multi (parser, "Step", step);
      return;
    }
  if (!parser->names || parser->names->len == 0)
    return;
  g_auto (GStrv) words = g_strsplit_set (g_strdelimit (text, "\t", ' '), " ", -1);
  const char *name = NULL;
  bool equals = false;
  for (char **word = words; *word; word++)
    {
      double value;
      if (!**word)
        continue;
      if (strcmp (*word, "=") == 0)
        equals = true;
      else if (equals && name && vit_parse_double ((VitToken){ *word, strlen (*word) }, &value))
        {
          add_multi (parser, name, value);
          name = NULL;
          equals = false;
        }
      else
        {
          name = *word;
          equals = false;
        }
    }
}

static void
parse_yaml (LogParser *parser, const char *p, const char *end)
{
  if (starts_with (p, end, "keywords:"))
    {
      begin_section (parser, split_yaml_names (p + 9, end));
      return;
    }
  if (!starts_with (p, end, "- [") || !parser->section)
    return;
  g_autofree char *text = g_strndup (p + 2, (gsize) (end - p - 2));
  g_strdelimit (text, "[],", ' ');
  add_row (parser, text, text + strlen (text));
}

/* Parse a table in one-line style: a line of names, then rows. The names follow the line about
 * memory, or begin with Step if a log lacks that line. Other lines between the rows are skipped. */
static void
parse_table (LogParser *parser, const char *p, const char *end)
{
  bool names = parser->names_next && !g_ascii_isdigit (*p) && *p != '-';
  parser->names_next = false;
  if (names || (starts_with (p, end, "Step") && (size_t) (end - p) > 4 && vit_is_blank (p[4])))
    begin_section (parser, split_names (p, end));
  else if (starts_with (p, end, "Loop time"))
    parser->section = NULL;
  else
    add_row (parser, p, end);
}

/* Parse settings such as `units metal` and `timestep 0.002`, which the log repeats from the
 * script. */
static void
parse_setting (LogParser *parser, const char *p, const char *end)
{
  VitToken name, value, rest;
  const char *q = p;
  if (!vit_token_next (&q, end, &name) || !vit_token_next (&q, end, &value) ||
      vit_token_next (&q, end, &rest))
    return;
  if (vit_token_equal (name, "units"))
    {
      g_free (parser->log->units);
      parser->log->units = vit_token_dup (value);
    }
  else if (vit_token_equal (name, "timestep"))
    vit_parse_double (value, &parser->log->timestep);
}

static void
parse_line (LogParser *parser, const char *p, const char *end)
{
  if (starts_with (p, end, "WARNING") || starts_with (p, end, "ERROR"))
    return;
  if (*p == 'u' || *p == 't')
    parse_setting (parser, p, end);
  if (starts_with (p, end, "Per MPI rank memory") || starts_with (p, end, "Memory usage per proc"))
    {
      flush_multi_step (parser, false);
      parser->section = NULL;
      parser->yaml = false;
      parser->names_next = true;
      return;
    }
  if (starts_with (p, end, "---") && end - p == 3)
    return;
  if (starts_with (p, end, "keywords:") || (parser->yaml && starts_with (p, end, "- [")))
    {
      parser->names_next = false;
      parser->yaml = true;
      parse_yaml (parser, p, end);
      return;
    }
  if (begins_multi (p, end) || (parser->names->len > 0 && !starts_with (p, end, "Loop time")))
    {
      parser->names_next = false;
      parse_multi (parser, p, end);
      return;
    }
  flush_multi_step (parser, false);
  parse_table (parser, p, end);
}

/* ---- Files of columns: `# time_ps stress_GPa strain`, then numbers ---- */

static bool
is_number (const char *p, const char *end)
{
  VitToken token;
  double value;
  return vit_token_next (&p, end, &token) && vit_parse_double (token, &value);
}

/* Parse the start of the file. Names of columns are in the first line, or in the last line with #
 * before the numbers. */
static void
parse_start (LogParser *parser, const char *p, const char *end, bool first)
{
  if (*p == '#' || (first && !is_number (p, end)))
    {
      if (*p == '#')
        p++;
      else
        parse_line (parser, p, end);
      g_strfreev (parser->candidate);
      parser->candidate = split_names (p, end);
      return;
    }
  parser->at_start = false;
  guint n = parser->candidate ? g_strv_length (parser->candidate) : 0;
  if (!parser->section && n >= 2 && n == vit_token_count (p, end) && is_number (p, end))
    {
      begin_section (parser, g_steal_pointer (&parser->candidate));
      parser->columns_only = true;
    }
  parse_line (parser, p, end);
}

/* Parse a line of a file of columns; a file that was continued repeats its line of names. */
static void
parse_columns (LogParser *parser, const char *p, const char *end)
{
  if (add_row (parser, p, end))
    return;
  g_auto (GStrv) names = split_names (*p == '#' ? p + 1 : p, end);
  if (g_strv_equal ((const char *const *) names, (const char *const *) parser->section->columns))
    begin_section (parser, g_steal_pointer (&names));
}

static void
parse_any_line (LogParser *parser, const VitLine *line, bool first)
{
  const char *p = line->begin, *end = vit_strip_line (line->begin, line->end);
  while (p < end && vit_is_blank (*p))
    p++;
  if (p == end)
    return;
  if (parser->at_start)
    parse_start (parser, p, end, first);
  else if (parser->columns_only)
    parse_columns (parser, p, end);
  else
    parse_line (parser, p, end);
}

static void
transpose_sections (VitThermoLog *log)
{
  for (guint s = 0; s < log->sections->len; s++)
    {
      LogSection *section = log->sections->pdata[s];
      guint n = section->n_columns, rows = n > 0 ? section->values->len / n : 0;
      double *curves = g_new (double, MAX ((size_t) n * rows, 1));
      for (guint r = 0; r < rows; r++)
        for (guint c = 0; c < n; c++)
          curves[c * rows + r] = g_array_index (section->values, double, r *n + c);
      g_ptr_array_add (log->curves, curves);
    }
}

static void
drop_empty_sections (VitThermoLog *log)
{
  for (guint s = log->sections->len; s-- > 0;)
    {
      LogSection *section = log->sections->pdata[s];
      if (section->values->len == 0 || section->n_columns == 0)
        g_ptr_array_remove_index (log->sections, s);
    }
}

VitThermoLog *
vit_thermo_log_open (const char *path, VitProgress *progress, GError **error)
{
  g_return_val_if_fail (path, NULL);
  g_autoptr (VitSource) source = vit_source_open (path, progress, error);
  if (!source)
    return NULL;
  g_autoptr (VitThermoLog) log = g_new0 (VitThermoLog, 1);
  g_atomic_ref_count_init (&log->refs);
  log->timestep = NAN;
  log->sections = g_ptr_array_new_with_free_func (log_section_free);
  log->curves = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) multi = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autoptr (GArray) row = g_array_new (FALSE, FALSE, sizeof (double));
  LogParser parser = { .log = log, .multi = multi, .names = names, .row = row, .at_start = true };

  g_auto (VitLineReader) reader = { 0 };
  VitLine line;
  VitLineStatus status;
  bool first = true, going = true;
  vit_line_reader_init (&reader, source, 0, 1, UINT64_MAX);
  while (going && (status = vit_line_reader_next (&reader, &line, error)) == VIT_LINE_OK)
    {
      going = line.number % 4096 != 0 || vit_progress_check (progress, error);
      if (!line.complete)
        break; /* the line is still being written */
      parse_any_line (&parser, &line, first);
      first = first && vit_strip_line (line.begin, line.end) == line.begin;
    }
  g_strfreev (parser.candidate);
  if (!going || status == VIT_LINE_ERROR)
    return NULL;
  flush_multi_step (&parser, true);
  drop_empty_sections (log);
  if (log->sections->len == 0)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_FORMAT,
                   "%s: neither a LAMMPS log with thermodynamic output nor a table of columns",
                   path);
      return NULL;
    }
  transpose_sections (log);
  return g_steal_pointer (&log);
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
  g_free (log->units);
  g_free (log);
}

/* ---- Getters ---- */

size_t
vit_thermo_log_get_n_sections (VitThermoLog *log)
{
  return log->sections->len;
}

const char *
vit_thermo_log_get_units (VitThermoLog *log)
{
  return log->units;
}

double
vit_thermo_log_get_timestep (VitThermoLog *log)
{
  return log->timestep;
}

size_t
vit_thermo_log_get_n_rows (VitThermoLog *log, size_t s)
{
  g_return_val_if_fail (s < log->sections->len, 0);
  const LogSection *section = log->sections->pdata[s];
  return section->values->len / section->n_columns;
}

const char *const *
vit_thermo_log_get_columns (VitThermoLog *log, size_t s)
{
  g_return_val_if_fail (s < log->sections->len, NULL);
  return (const char *const *) ((LogSection *) log->sections->pdata[s])->columns;
}

const double *
vit_thermo_log_get_column (VitThermoLog *log, size_t s, const char *name)
{
  g_return_val_if_fail (s < log->sections->len && name, NULL);
  const LogSection *section = log->sections->pdata[s];
  for (guint c = 0; c < section->n_columns; c++)
    if (g_ascii_strcasecmp (section->columns[c], name) == 0)
      return (const double *) log->curves->pdata[s] + c * vit_thermo_log_get_n_rows (log, s);
  return NULL;
}

const double *
vit_thermo_log_find_quantity (VitThermoLog *log, size_t s, const char *quantity)
{
  g_return_val_if_fail (s < log->sections->len && quantity, NULL);
  size_t n = strlen (quantity);
  char **names = ((LogSection *) log->sections->pdata[s])->columns;
  for (; *names; names++)
    {
      const char *name = *names + (g_str_has_prefix (*names, "v_") ? 2 : 0);
      if (g_ascii_strncasecmp (name, quantity, n) == 0 && !g_ascii_isalpha (name[n]))
        return vit_thermo_log_get_column (log, s, *names);
    }
  return NULL;
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
