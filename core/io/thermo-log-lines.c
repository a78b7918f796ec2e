/* Lines of a LAMMPS log: settings that the script repeats, and tables in one-line, multi-line and
 * YAML style. */

#include <math.h>
#include <string.h>

#include "core/io/text.h"
#include "core/io/thermo-log-private.h"

void
vit_log_section_free (gpointer data)
{
  VitLogSection *section = data;
  g_strfreev (section->columns);
  g_strfreev (section->units);
  g_clear_pointer (&section->values, g_array_unref);
  g_clear_pointer (&section->places, g_hash_table_unref);
  g_free (section->n_missing);
  g_free (section->style);
  g_free (section);
}

gssize
vit_log_section_find (const VitLogSection *section, const char *name)
{
  g_autofree char *lower = g_ascii_strdown (name, -1);
  return (gssize) GPOINTER_TO_UINT (g_hash_table_lookup (section->places, lower)) - 1;
}

VitLogSection *
vit_log_begin_section (VitLogParser *parser, char **columns)
{
  VitLogSection *section = g_new0 (VitLogSection, 1);
  section->columns = columns;
  section->n_columns = g_strv_length (columns);
  section->values = g_array_new (FALSE, FALSE, sizeof (double));
  section->number = parser->log->sections->len + 1;
  section->style = g_strdup (parser->style);
  section->timestep = parser->timestep;
  section->every = parser->every;
  memcpy (section->box, parser->box, sizeof section->box);
  section->box_is_new = parser->box_is_new;
  section->minimises = parser->minimises;
  section->lacks_units =
      parser->is_whole && parser->shows_input && !parser->has_restart && !parser->style;
  section->n_atoms = parser->n_atoms;
  section->varies = parser->varies;
  parser->box_is_new = false;
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
add_row (VitLogParser *parser, const char *p, const char *end)
{
  VitLogSection *section = parser->section;
  double *row = (double *) (void *) parser->row->data;
  if (!section || !parse_row (p, end, row, section->n_columns))
    return false;
  g_array_append_vals (section->values, row, section->n_columns);
  return true;
}

/* Whether a line begins with a number. */
static bool
is_number (const char *p, const char *end)
{
  VitToken token;
  double value;
  return vit_token_next (&p, end, &token) && vit_parse_double (token, &value);
}

static bool
starts_with (const char *p, const char *end, const char *prefix)
{
  size_t n = strlen (prefix);
  return (size_t) (end - p) >= n && memcmp (p, prefix, n) == 0;
}

/* How many names of the step that is being read the table has, and how many all its steps have. */
static guint
count_known (VitLogParser *parser, guint *n_common)
{
  const VitLogSection *section = parser->section;
  guint known = 0;
  *n_common = 0;
  for (guint c = 0; c < section->n_columns; c++)
    {
      bool common = section->n_missing[c] == 0;
      *n_common += common;
      known += common && g_hash_table_contains (parser->multi, section->columns[c]);
    }
  return known;
}

/* Add the row of a step in multi-line style: `------------ Step 0 ----- CPU = 0.0 ------------`,
 * then lines of `name = value`. The columns are the names of the first step; what `fix print`
 * writes between steps looks like them. */
void
vit_log_flush (VitLogParser *parser, bool ended)
{
  if (!parser->names || parser->names->len == 0)
    return;
  VitLogSection *section = parser->section;
  guint n = parser->names->len, n_common = 0;
  guint known = section && section->n_missing ? count_known (parser, &n_common) : 0;
  /* A step with next to none of the names is of another table. */
  bool fits = n_common > 0 && 2 * known > n_common;
  /* The last step of the file, or the first of a table at its end, may be incomplete. */
  bool cut = ended && (!fits || known < n_common);
  if (cut)
    parser->log->n_stray++;
  else if (!fits)
    {
      g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
      for (guint i = 0; i < n; i++)
        g_strv_builder_add (names, parser->names->pdata[i]);
      section = vit_log_begin_section (parser, g_strv_builder_end (names));
      section->n_missing = g_new0 (guint, section->n_columns);
    }
  for (guint c = 0; !cut && c < section->n_columns; c++)
    {
      const double *value = g_hash_table_lookup (parser->multi, section->columns[c]);
      double number = value ? *value : NAN;
      g_array_append_val (section->values, number);
      section->n_missing[c] += !value;
    }
  g_ptr_array_set_size (parser->names, 0);
  g_hash_table_remove_all (parser->multi);
}

void
vit_log_drop_gaps (VitLogSection *section)
{
  if (!section->n_missing || section->n_columns == 0)
    return;
  guint n = section->n_columns, rows = section->values->len / n, kept = 0;
  g_autofree guint *keep = g_new (guint, n);
  for (guint c = 0; c < n; c++)
    if (2 * section->n_missing[c] <= rows)
      keep[kept++] = c;
    else
      g_clear_pointer (&section->columns[c], g_free);
  if (kept == n)
    return;
  double *values = (double *) (void *) section->values->data;
  for (guint r = 0; r < rows; r++)
    for (guint k = 0; k < kept; k++)
      values[r * kept + k] = values[r * n + keep[k]];
  for (guint k = 0; k < kept; k++)
    section->columns[k] = section->columns[keep[k]];
  section->columns[kept] = NULL;
  section->n_columns = kept;
  g_array_set_size (section->values, rows * kept);
}

static void
add_multi (VitLogParser *parser, const char *name, double value)
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
parse_multi (VitLogParser *parser, const char *p, const char *end)
{
  g_autofree char *text = g_strndup (p, (gsize) (end - p));
  if (begins_multi (p, end))
    {
      vit_log_flush (parser, false);
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
parse_yaml (VitLogParser *parser, const char *p, const char *end)
{
  if (starts_with (p, end, "keywords:"))
    {
      vit_log_begin_section (parser, split_yaml_names (p + 9, end));
      return;
    }
  if (!starts_with (p, end, "- [") || !parser->section)
    return;
  g_autofree char *text = g_strndup (p + 2, (gsize) (end - p - 2));
  g_strdelimit (text, "[],", ' ');
  if (!add_row (parser, text, text + strlen (text)))
    parser->log->n_stray++;
}

/* End a table at `Loop time of 1.5 on 4 procs for 5000 steps with 5324 atoms`. */
static void
end_section (VitLogParser *parser, const char *p, const char *end)
{
  VitToken token;
  double number = NAN, before = NAN;
  bool with = false;
  while (vit_token_next (&p, end, &token))
    {
      if (with && vit_token_equal (token, "atoms"))
        parser->n_atoms = before;
      with = vit_parse_double (token, &number);
      before = with ? number : NAN;
    }
  if (parser->section)
    parser->section->n_atoms = parser->n_atoms;
  parser->section = NULL;
}

/* Parse `5324 atoms`, which is printed when a file was read. */
static void
parse_count (VitLogParser *parser, const char *p, const char *end)
{
  VitToken number, word, rest;
  double n;
  if (!parser->adds_atoms && vit_token_next (&p, end, &number) && vit_parse_double (number, &n) &&
      vit_token_next (&p, end, &word) && vit_token_equal (word, "atoms") &&
      !vit_token_next (&p, end, &rest))
    parser->n_atoms = n;
}

/* Atoms are added to or taken from those of a file: only the end of a run says how many there are.
 */
static void
forget_count (VitLogParser *parser)
{
  parser->n_atoms = NAN;
  parser->adds_atoms = true;
}

/* Parse a table in one-line style: a line of names, then rows. The names follow the line about
 * memory, or begin with Step if a log lacks that line. Other lines between the rows are skipped. */
static void
parse_table (VitLogParser *parser, const char *p, const char *end)
{
  bool names = parser->names_next && !g_ascii_isdigit (*p) && *p != '-';
  parser->names_next = false;
  if (names || (starts_with (p, end, "Step") && (size_t) (end - p) > 4 && vit_is_blank (p[4])))
    vit_log_begin_section (parser, split_names (p, end));
  else if (starts_with (p, end, "Loop time"))
    end_section (parser, p, end);
  else if (!add_row (parser, p, end))
    {
      parse_count (parser, p, end);
      parser->log->n_stray += parser->section && is_number (p, end);
    }
}

static void
set_style (VitLogParser *parser, VitToken value)
{
  g_free (parser->style);
  parser->style = vit_token_dup (value);
  /* Every style has a timestep of its own. */
  parser->timestep = NAN;
}

/* Parse the lengths of a box as in `orthogonal box = (0 0 0) to (10 10 10)`. */
static void
parse_box (VitLogParser *parser, const char *p, const char *end)
{
  if (!g_strstr_len (p, end - p, " box = ("))
    return;
  g_autofree char *text = g_strndup (p, (gsize) (end - p));
  const char *box = strstr (text, " box = (");
  double bounds[6];
  int n = 0;
  g_autofree char *numbers = g_strdup (box + strlen (" box = ("));
  g_strdelimit (numbers, "()", ' ');
  const char *q = numbers, *last = numbers + strlen (numbers);
  VitToken token;
  while (n < 6 && vit_token_next (&q, last, &token))
    if (vit_parse_double (token, &bounds[n]))
      n++;
    else if (!vit_token_equal (token, "to"))
      return;
  for (int k = 0; n == 6 && k < 3; k++)
    parser->box[k] = bounds[k + 3] - bounds[k];
  parser->box_is_new = parser->box_is_new || n == 6;
}

/* `fix ID group dt/reset …` changes the timestep until `unfix ID`; what it is then only a further
 * `timestep` says. */
static void
parse_fix (VitLogParser *parser, VitToken name, VitToken id, const char *q, const char *end)
{
  VitToken style;
  if (vit_token_equal (name, "fix") && vit_token_next (&q, end, &style) &&
      vit_token_equal (style, "dt/reset"))
    {
      g_free (parser->varying);
      parser->varying = vit_token_dup (id);
      parser->varies = true;
    }
  else if (vit_token_equal (name, "unfix") && parser->varying &&
           vit_token_equal (id, parser->varying))
    g_clear_pointer (&parser->varying, g_free);
}

static void
set_timestep (VitLogParser *parser, double timestep)
{
  parser->timestep = timestep;
  parser->varies = parser->varying != NULL;
}

/* Note what the log shows of its input: without `units` among it LAMMPS takes lj. */
static void
note_input (VitLogParser *parser, VitToken name, VitToken value)
{
  static const char *const setup[] = { "boundary",   "atom_style", "read_data", "lattice",
                                       "create_box", "pair_style", "dimension" };
  if (vit_token_equal (name, "LAMMPS") && *value.text == '(')
    parser->is_whole = true;
  if (vit_token_equal (name, "read_restart"))
    parser->has_restart = true;
  for (gsize i = 0; i < G_N_ELEMENTS (setup); i++)
    parser->shows_input = parser->shows_input || vit_token_equal (name, setup[i]);
}

/* Parse commands such as `units metal` and `timestep 0.002 # ps`, which the log repeats from the
 * script, and what LAMMPS prints when it sets a run up. */
static void
parse_setting (VitLogParser *parser, const char *p, const char *end)
{
  const char *remark = memchr (p, '#', (size_t) (end - p));
  VitToken name, value, rest;
  const char *q = p;
  end = remark ? remark : end;
  if (!vit_token_next (&q, end, &name) || !vit_token_next (&q, end, &value))
    return;
  note_input (parser, name, value);
  double number;
  bool alone = !vit_token_next (&q, end, &rest);
  if (alone && vit_token_equal (name, "units") && g_ascii_isalpha (*value.text))
    set_style (parser, value);
  else if (alone && vit_token_equal (name, "timestep") && vit_parse_double (value, &number))
    set_timestep (parser, number);
  else if (vit_token_equal (name, "thermo"))
    parser->every = alone && vit_parse_double (value, &number) && number > 0 ? number : 0;
  else if (vit_token_equal (name, "run"))
    parser->minimises = false;
  else if (vit_token_equal (name, "minimize"))
    parser->minimises = true;
  else if (starts_with (p, end, "Setting up"))
    parser->minimises = g_strstr_len (p, end - p, "minimization") != NULL;
  else if (starts_with (p, end, "Unit style") && vit_token_next (&q, end, &value))
    set_style (parser, value);
  else if (starts_with (p, end, "Time step ") && vit_token_next (&q, end, &value) &&
           vit_parse_double (value, &number))
    set_timestep (parser, number);
  else if (vit_token_equal (name, "create_atoms") || vit_token_equal (name, "delete_atoms") ||
           (vit_token_equal (name, "read_data") && g_strstr_len (p, end - p, " add ")))
    forget_count (parser);
  else
    parse_fix (parser, name, value, q, end);
}

void
vit_log_parse_line (VitLogParser *parser, const char *p, const char *end)
{
  if (starts_with (p, end, "WARNING") || starts_with (p, end, "ERROR"))
    return;
  if (g_ascii_isalpha (*p))
    {
      parse_setting (parser, p, end);
      parse_box (parser, p, end);
    }
  if (starts_with (p, end, "Minimization stats") && parser->log->sections->len > 0)
    ((VitLogSection *) g_ptr_array_index (parser->log->sections, parser->log->sections->len - 1))
        ->minimises = true;
  if (starts_with (p, end, "Per MPI rank memory") || starts_with (p, end, "Memory usage per proc"))
    {
      vit_log_flush (parser, false);
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
  vit_log_flush (parser, false);
  parse_table (parser, p, end);
}
