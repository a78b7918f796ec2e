/* Rows that count. A table of a log has steps that rise; what `fix print` writes between its rows
 * may have as many numbers and is none of them. */

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/io/column-name.h"
#include "core/io/thermo-log-private.h"

/* Rows ahead that tell a step that begins anew from a stray row. */
#define AHEAD 10

static double
get_value (const VitLogSection *section, size_t row, guint column)
{
  return g_array_index (section->values, double, row * section->n_columns + column);
}

static size_t
count_rows (const VitLogSection *section)
{
  return section->n_columns > 0 ? section->values->len / section->n_columns : 0;
}

/* Find the column by which rows are ordered: step, else time; −1 without. */
static gssize
find_clock (const VitLogSection *section)
{
  gssize clock = -1;
  for (guint c = 0; c < section->n_columns; c++)
    {
      g_auto (VitColumnName) name = { 0 };
      vit_column_name_parse (section->columns[c], &name);
      const char *base = g_str_has_prefix (name.base, "v_") ? name.base + 2 : name.base;
      if (strcmp (base, "step") == 0 || strcmp (base, "timestep") == 0)
        return c;
      if (clock < 0 && (strcmp (base, "time") == 0 || strcmp (base, "time t") == 0))
        clock = c;
    }
  return clock;
}

/* A copy with neither rows nor columns. */
static VitLogSection *
copy_settings (const VitLogSection *section)
{
  VitLogSection *copy = g_memdup2 (section, sizeof *section);
  copy->columns = copy->units = NULL;
  copy->n_missing = NULL;
  copy->places = NULL;
  copy->style = g_strdup (section->style);
  copy->values = g_array_new (FALSE, FALSE, sizeof (double));
  copy->box_is_new = false;
  return copy;
}

static VitLogSection *
copy_section (const VitLogSection *section)
{
  VitLogSection *copy = copy_settings (section);
  copy->columns = g_strdupv (section->columns);
  copy->units = g_strdupv (section->units);
  return copy;
}

static void
append_row (VitLogSection *to, const VitLogSection *from, size_t row)
{
  g_array_append_vals (to->values, &g_array_index (from->values, double, row * from->n_columns),
                       from->n_columns);
}

/* ---- Tables of a log ---- */

/* Whether the steps begin anew at @row: what follows stays below what was before, and rises. */
static bool
begins_anew (const VitLogSection *section, guint clock, size_t row, size_t n)
{
  double before = get_value (section, row - 1, clock);
  size_t last = MIN (row + AHEAD, n);
  if (!(get_value (section, row, clock) < before) || last - row < 3)
    return false;
  for (size_t i = row; i < last; i++)
    if (!(get_value (section, i, clock) < before) ||
        (i > row && !(get_value (section, i, clock) > get_value (section, i - 1, clock))))
      return false;
  return true;
}

/* How much a row differs from another, column by column. */
static double
measure_difference (const VitLogSection *section, size_t a, size_t b)
{
  double sum = 0;
  for (guint c = 0; c < section->n_columns; c++)
    {
      double x = get_value (section, a, c), y = get_value (section, b, c);
      double scale = fabs (x) + fabs (y);
      sum += scale > 0 && isfinite (scale) ? fabs (x - y) / scale : 0;
    }
  return sum;
}

/* Find the longest series of rows with rising steps between @first and @last. @keep gets their
 * numbers. Returns: how many. O(n log n) */
static size_t
find_rising (const VitLogSection *section, guint clock, size_t first, size_t last, size_t *keep)
{
  size_t n = last - first, length = 0;
  g_autofree size_t *tails = g_new (size_t, n + 1);
  g_autofree gssize *before = g_new (gssize, n + 1);
  for (size_t i = 0; i < n; i++)
    {
      double step = get_value (section, first + i, clock);
      /* Only the first and the last row are no multiples of the interval that the log states. */
      bool odd = section->every > 0 && i > 0 && i < n - 1 && fmod (step, section->every) != 0;
      if (!isfinite (step) || step != floor (step) || odd)
        continue;
      size_t low = 0, high = length;
      while (low < high)
        {
          size_t middle = (low + high) / 2;
          if (get_value (section, first + tails[middle], clock) < step)
            low = middle + 1;
          else
            high = middle;
        }
      before[i] = low > 0 ? (gssize) tails[low - 1] : -1;
      tails[low] = i;
      length = MAX (length, low + 1);
    }
  gssize at = length > 0 ? (gssize) tails[length - 1] : -1;
  for (size_t k = length; k-- > 0; at = before[at])
    keep[k] = first + (size_t) at;
  return length;
}

/* Of rows with the same step take the one that continues the row before it. */
static void
prefer_continuation (
    const VitLogSection *section, guint clock, size_t first, size_t last, size_t *keep, size_t n)
{
  for (size_t k = 0; k < n; k++)
    {
      double step = get_value (section, keep[k], clock);
      size_t from = k > 0 ? keep[k - 1] + 1 : first, to = k + 1 < n ? keep[k + 1] : last;
      /* The first row is compared with the one after it. */
      size_t like = k > 0 ? keep[k - 1] : n > 1 ? keep[1] : keep[0];
      double least = INFINITY;
      size_t chosen = keep[k];
      for (size_t i = from; i < to; i++)
        if (get_value (section, i, clock) == step)
          {
            double difference = measure_difference (section, like, i);
            if (difference < least)
              {
                least = difference;
                chosen = i;
              }
          }
      keep[k] = chosen;
    }
}

static int
compare_numbers (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;
  return x < y ? -1 : x > y;
}

/* Drop rows between the first and the last whose step is no multiple of the usual interval.
 * Returns: how many rows stay. */
static size_t
drop_odd_steps (const VitLogSection *section, guint clock, size_t *keep, size_t n)
{
  if (n < 4)
    return n;
  g_autofree double *intervals = g_new (double, n);
  for (size_t k = 1; k < n; k++)
    intervals[k - 1] =
        get_value (section, keep[k], clock) - get_value (section, keep[k - 1], clock);
  qsort (intervals, n - 1, sizeof *intervals, compare_numbers);
  double interval = intervals[(n - 1) / 2];
  size_t kept = 0, n_multiple = 0;
  for (size_t k = 0; k < n; k++)
    n_multiple += fmod (get_value (section, keep[k], clock), interval) == 0;
  if (!(interval > 0) || 2 * n_multiple < n)
    return n;
  for (size_t k = 0; k < n; k++)
    if (k == 0 || k == n - 1 || fmod (get_value (section, keep[k], clock), interval) == 0)
      keep[kept++] = keep[k];
  return kept;
}

/* Add what counts of the rows from @first to @last as a section of its own. */
static void
add_rising (VitThermoLog *log,
            GPtrArray *into,
            const VitLogSection *section,
            guint clock,
            size_t first,
            size_t last)
{
  size_t n = last - first;
  g_autofree size_t *keep = g_new (size_t, n + 1);
  size_t n_keep = find_rising (section, clock, first, last, keep);
  if (n_keep < n)
    {
      prefer_continuation (section, clock, first, last, keep, n_keep);
      n_keep = drop_odd_steps (section, clock, keep, n_keep);
    }
  VitLogSection *copy = copy_section (section);
  copy->box_is_new = section->box_is_new && first == 0;
  for (size_t k = 0; k < n_keep; k++)
    append_row (copy, section, keep[k]);
  log->n_stray += n - n_keep;
  g_ptr_array_add (into, copy);
}

static bool
is_rising (const VitLogSection *section, guint clock)
{
  size_t n = count_rows (section);
  for (size_t i = 0; i < n; i++)
    {
      double step = get_value (section, i, clock);
      if (!isfinite (step) || (i > 0 && !(step > get_value (section, i - 1, clock))))
        return false;
    }
  return true;
}

static void
clean_log_section (VitThermoLog *log, GPtrArray *into, const VitLogSection *section, guint clock)
{
  size_t n = count_rows (section), first = 0;
  for (size_t i = 1; i <= n; i++)
    if (i == n || begins_anew (section, clock, i, n))
      {
        add_rising (log, into, section, clock, first, i);
        first = i;
      }
}

/* ---- Files of columns ---- */

/* Average rows of equal time, which counts once; begin a section where it falls. */
static void
clean_table_section (VitThermoLog *log, GPtrArray *into, const VitLogSection *section, guint clock)
{
  size_t n = count_rows (section), first = 0;
  VitLogSection *copy = copy_section (section);
  copy->box_is_new = section->box_is_new;
  g_autofree double *mean = g_new (double, section->n_columns);
  while (first < n)
    {
      double time = get_value (section, first, clock);
      size_t last = first + 1;
      while (last < n && get_value (section, last, clock) == time)
        last++;
      if (!isfinite (time))
        {
          log->n_stray += last - first;
          first = last;
          continue;
        }
      size_t rows = count_rows (copy);
      if (rows > 0 && time < get_value (copy, rows - 1, clock))
        {
          g_ptr_array_add (into, copy);
          copy = copy_section (section);
        }
      for (guint c = 0; c < section->n_columns; c++)
        {
          double sum = 0, count = 0;
          for (size_t i = first; i < last; i++)
            if (isfinite (get_value (section, i, c)))
              {
                sum += get_value (section, i, c);
                count++;
              }
          mean[c] = last == first + 1 ? get_value (section, first, c) : sum / count;
        }
      g_array_append_vals (copy->values, mean, section->n_columns);
      first = last;
    }
  g_ptr_array_add (into, copy);
}

/* Length of the label before a name, `LABEL: `; 0 without. */
static size_t
get_label_length (const char *name)
{
  const char *colon = g_strrstr (name, ": ");
  return colon ? (size_t) (colon + 2 - name) : 0;
}

/* Part curves that stand side by side, `LABEL: time (ps),LABEL: strain (%)`, as figures are
 * exported. */
static bool
part_curves (GPtrArray *into, const VitLogSection *section)
{
  size_t n = count_rows (section);
  bool any = false;
  for (guint c = 0; c < section->n_columns; c++)
    {
      bool labelled = g_strrstr (section->columns[c], ": ") != NULL;
      /* Those of the first curve may have no label. */
      if (any && !labelled)
        return false;
      any = any || labelled;
    }
  if (!any)
    return false;
  for (guint c = 0, next; c < section->n_columns; c = next)
    {
      const char *name = section->columns[c];
      size_t length = get_label_length (name);
      for (next = c + 1; next < section->n_columns; next++)
        if (get_label_length (section->columns[next]) != length ||
            strncmp (section->columns[next], name, length) != 0)
          break;
      VitLogSection *part = copy_settings (section);
      part->n_columns = next - c;
      part->columns = g_new0 (char *, part->n_columns + 1);
      for (guint k = 0; k < part->n_columns; k++)
        part->columns[k] = g_strdup (section->columns[c + k] + length);
      if (section->units)
        {
          part->units = g_new0 (char *, part->n_columns + 1);
          for (guint k = 0; k < part->n_columns; k++)
            part->units[k] = g_strdup (section->units[c + k]);
        }
      part->beside = c > 0;
      for (size_t i = 0; i < n; i++)
        if (isfinite (get_value (section, i, c)))
          g_array_append_vals (part->values,
                               &g_array_index (section->values, double, i * section->n_columns + c),
                               part->n_columns);
      g_ptr_array_add (into, part);
    }
  return true;
}

static GPtrArray *
part_sections (GPtrArray *sections)
{
  GPtrArray *parted = g_ptr_array_new_with_free_func (vit_log_section_free);
  for (guint s = 0; s < sections->len; s++)
    {
      const VitLogSection *section = sections->pdata[s];
      if (section->n_columns > 0 && !part_curves (parted, section))
        {
          VitLogSection *copy = copy_section (section);
          copy->box_is_new = section->box_is_new;
          g_array_append_vals (copy->values, section->values->data, section->values->len);
          g_ptr_array_add (parted, copy);
        }
    }
  return parted;
}

void
vit_log_clean (VitThermoLog *log)
{
  if (log->is_table)
    {
      GPtrArray *parted = part_sections (log->sections);
      g_ptr_array_unref (log->sections);
      log->sections = parted;
    }
  GPtrArray *clean = g_ptr_array_new_with_free_func (vit_log_section_free);
  for (guint s = 0; s < log->sections->len; s++)
    {
      VitLogSection *section = log->sections->pdata[s];
      vit_log_drop_gaps (section);
      gssize clock = find_clock (section);
      if (clock < 0 || is_rising (section, (guint) clock))
        {
          g_ptr_array_add (clean, section);
          log->sections->pdata[s] = NULL;
        }
      else if (log->is_table)
        clean_table_section (log, clean, section, (guint) clock);
      else
        clean_log_section (log, clean, section, (guint) clock);
    }
  g_ptr_array_set_free_func (log->sections, NULL);
  for (guint s = 0; s < log->sections->len; s++)
    if (log->sections->pdata[s])
      vit_log_section_free (log->sections->pdata[s]);
  g_ptr_array_unref (log->sections);
  log->sections = clean;
  for (guint s = clean->len; s-- > 0;)
    if (count_rows (clean->pdata[s]) == 0)
      g_ptr_array_remove_index (clean, s);
  /* Tables of a file of columns are numbered as they are read; those of a log as they stand. */
  for (guint s = 0; s < clean->len; s++)
    if (log->is_table)
      ((VitLogSection *) clean->pdata[s])->number = s + 1;
}
