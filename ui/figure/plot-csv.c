/* The numbers of a plot as text. */

#include <math.h>
#include <string.h>

#include "core/base/csv.h"
#include "core/base/isolate.h"
#include "ui/figure/plot-private.h"
#include "ui/style/number-format.h"

/* Append the text up to </sup> with raised digits as the Unicode characters for them. */
static const char *
append_raised (GString *plain, const char *p)
{
  static const char *const digits[] = { "⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹" };
  while (*p && *p != '<')
    {
      gunichar c = g_utf8_get_char (p);
      if (g_ascii_isdigit (*p))
        g_string_append (plain, digits[*p - '0']);
      else if (c == 0x2212 || c == '-')
        g_string_append (plain, "⁻");
      else
        g_string_append_unichar (plain, c);
      p = g_utf8_next_char (p);
    }
  return p;
}

/* Returns: the text behind the entity at @p, which is appended to @plain. */
static const char *
append_entity (GString *plain, const char *p)
{
  static const struct
  {
    const char *entity;
    char character;
  } entities[] = { { "&lt;", '<' },   { "&gt;", '>' },    { "&amp;", '&' },
                   { "&quot;", '"' }, { "&apos;", '\'' }, { "&#39;", '\'' } };
  for (gsize i = 0; i < G_N_ELEMENTS (entities); i++)
    if (g_str_has_prefix (p, entities[i].entity))
      {
        g_string_append_c (plain, entities[i].character);
        return p + strlen (entities[i].entity);
      }
  g_string_append_c (plain, *p);
  return p + 1;
}

char *
vit_markup_to_plain (const char *markup)
{
  g_autoptr (GString) plain = g_string_new (NULL);
  for (const char *p = markup ? markup : ""; *p;)
    {
      if (g_str_has_prefix (p, "<sup>"))
        p = append_raised (plain, p + strlen ("<sup>"));
      else if (*p == '<')
        {
          if (g_str_has_prefix (p, "<sub>"))
            g_string_append_c (plain, '_');
          const char *end = strchr (p, '>');
          p = end ? end + 1 : p + strlen (p);
        }
      else if (*p == '&')
        p = append_entity (plain, p);
      /* A comment or a head of a column is one line. */
      else if (*p == '\n')
        {
          g_string_append_c (plain, ' ');
          p++;
        }
      else
        g_string_append_c (plain, *p++);
    }
  vit_drop_isolates (plain->str);
  plain->len = strlen (plain->str);
  return g_string_free (g_steal_pointer (&plain), FALSE);
}

static void
add_cell (GString *csv, const char *text, bool first)
{
  if (!first)
    g_string_append_c (csv, ',');
  vit_csv_append_cell (csv, text);
}

static void
add_number (GString *csv, double value, bool first)
{
  char text[VIT_NUMBER_BYTES];
  add_cell (csv, vit_format_number (value, 9, text), first);
}

/* Heads and values of further columns of a map. */
static void
add_more_names (const VitPlot *plot, GString *csv)
{
  for (int m = 0; m < VIT_MAP_MAX_MORE && plot->map_more[m]; m++)
    {
      g_autofree char *name = vit_markup_to_plain (plot->map_more_names[m]);
      add_cell (csv, name, false);
    }
  g_string_append_c (csv, '\n');
}

static void
add_more_values (const VitPlot *plot, size_t at, GString *csv)
{
  for (int m = 0; m < VIT_MAP_MAX_MORE && plot->map_more[m]; m++)
    add_number (csv, plot->map_more[m][at], false);
  g_string_append_c (csv, '\n');
}

static void
add_map (const VitPlot *plot, GString *csv)
{
  g_autofree char *x = vit_markup_to_plain (plot->x.label),
                  *y = vit_markup_to_plain (plot->y.label);
  g_autofree char *z = vit_markup_to_plain (plot->map_label);
  add_cell (csv, x, true);
  if (plot->x_names)
    {
      add_cell (csv, y, false);
      add_cell (csv, z, false);
      add_more_names (plot, csv);
      for (size_t i = 0; i < plot->map_x; i++)
        for (size_t j = 0; j < plot->map_y; j++)
          {
            add_cell (csv, plot->x_names[i], true);
            add_cell (csv, plot->y_names[j], false);
            add_number (csv, (double) plot->map[i * plot->map_y + j], false);
            add_more_values (plot, i * plot->map_y + j, csv);
          }
      return;
    }
  g_autofree char *from = g_strdup_printf ("%s from", y), *to = g_strdup_printf ("%s to", y);
  add_cell (csv, from, false);
  add_cell (csv, to, false);
  add_cell (csv, z, false);
  add_more_names (plot, csv);
  for (size_t i = 0; i < plot->map_x; i++)
    for (size_t j = 0; j < plot->map_y; j++)
      {
        add_number (csv,
                    plot->map_points ? plot->map_points[i]
                                     : 0.5 * (plot->x_edges[i] + plot->x_edges[i + 1]),
                    true);
        add_number (csv, plot->y_edges[j], false);
        add_number (csv, plot->y_edges[j + 1], false);
        add_number (csv, (double) plot->map[i * plot->map_y + j], false);
        add_more_values (plot, i * plot->map_y + j, csv);
      }
}

/* The head of a column: @what, with the name of its series in front where that is not empty. */
static void
add_column_name (GString *csv, const char *label, const char *what, bool first)
{
  g_autofree char *name = *label ? g_strdup_printf ("%s: %s", label, what) : g_strdup (what);
  add_cell (csv, name, first);
}

/* Each series has columns of its own, including x, as the series need not share their x. */
static void
add_series (const VitPlot *plot, GString *csv)
{
  g_autofree char *x = vit_markup_to_plain (plot->x.label);
  size_t rows = 0;
  for (guint s = 0; s < plot->series->len; s++)
    {
      const Series *series = &g_array_index (plot->series, Series, s);
      g_autofree char *y =
          vit_markup_to_plain (series->style.second ? plot->y2.label : plot->y.label);
      g_autofree char *label = vit_markup_to_plain (series->name ? series->name : series->label);
      const char *of = plot->series->len > 1 ? label : "";
      if (series->style.steps)
        {
          g_autofree char *from = g_strdup_printf ("%s from", x),
                          *to = g_strdup_printf ("%s to", x);
          add_column_name (csv, of, from, s == 0);
          add_column_name (csv, of, to, false);
        }
      else
        add_column_name (csv, of, x, s == 0);
      add_column_name (csv, label, y, false);
      if (series->error)
        add_column_name (csv, of, series->error_below ? "error bar up" : "error bar", false);
      if (series->error_below)
        add_column_name (csv, of, "error bar down", false);
      g_autofree char *more = series->more ? vit_markup_to_plain (series->more_name) : NULL;
      if (more)
        add_column_name (csv, of, more, false);
      rows = MAX (rows, series->n);
    }
  g_string_append_c (csv, '\n');
  for (size_t i = 0; i < rows; i++)
    {
      for (guint s = 0; s < plot->series->len; s++)
        {
          const Series *series = &g_array_index (plot->series, Series, s);
          bool inside = i < series->n;
          add_number (csv, inside ? series->x[i] : NAN, s == 0);
          if (series->style.steps)
            add_number (csv, inside ? series->x[i + 1] : NAN, false);
          add_number (csv, inside ? series->y[i] : NAN, false);
          if (series->error)
            add_number (csv, inside ? series->error[i] : NAN, false);
          if (series->error_below)
            add_number (csv, inside ? series->error_below[i] : NAN, false);
          if (series->more)
            add_number (csv, inside ? series->more[i] : NAN, false);
        }
      g_string_append_c (csv, '\n');
    }
}

/* A note whose numbers are given as further columns is left out of the table. */
static bool
has_own_note (const Bars *bars)
{
  return bars->notes && !bars->more[0];
}

static void
add_bars (const VitPlot *plot, GString *csv)
{
  g_autofree char *unit = vit_markup_to_plain (plot->horizontal ? plot->x.label : plot->y.label);
  guint with_more = 0;
  for (guint k = 0; k < plot->bars->len; k++)
    with_more += g_array_index (plot->bars, Bars, k).more[0] != NULL;
  bool alone = with_more == 1;
  g_string_append (csv, "category");
  for (guint k = 0; k < plot->bars->len; k++)
    {
      const Bars *bars = &g_array_index (plot->bars, Bars, k);
      g_autofree char *label = vit_markup_to_plain (bars->label);
      g_autofree char *name = *label && *unit ? g_strdup_printf ("%s: %s", label, unit)
                                              : g_strconcat (label, unit, NULL);
      add_cell (csv, name, false);
      const char *const more[] = { bars->low ? "from" : NULL, bars->high ? "to" : NULL,
                                   bars->baseline ? "baseline" : NULL,
                                   has_own_note (bars) ? "note" : NULL };
      const char *of = plot->bars->len > 1 ? label : "";
      for (gsize m = 0; m < G_N_ELEMENTS (more); m++)
        if (more[m])
          add_column_name (csv, of, more[m], false);
      for (int m = 0; m < VIT_BARS_MAX_MORE; m++)
        if (bars->more[m])
          {
            g_autofree char *own = vit_markup_to_plain (bars->more_names[m]);
            add_column_name (csv, alone ? "" : of, own, false);
          }
    }
  g_string_append_c (csv, '\n');
  for (guint i = 0; plot->categories[i]; i++)
    {
      g_autofree char *category = vit_markup_to_plain (plot->categories[i]);
      add_cell (csv, category, true);
      for (guint k = 0; k < plot->bars->len; k++)
        {
          const Bars *bars = &g_array_index (plot->bars, Bars, k);
          add_number (csv, bars->values[i], false);
          const double *const more[] = { bars->low, bars->high, bars->baseline };
          for (gsize m = 0; m < G_N_ELEMENTS (more); m++)
            if (more[m])
              add_number (csv, more[m][i], false);
          g_autofree char *note = has_own_note (bars) ? vit_markup_to_plain (bars->notes[i]) : NULL;
          if (note)
            add_cell (csv, note, false);
          for (int m = 0; m < VIT_BARS_MAX_MORE; m++)
            if (bars->more[m])
              add_number (csv, bars->more[m][i], false);
        }
      g_string_append_c (csv, '\n');
    }
}

void
vit_plot_set_csv (VitPlot *plot, char *(*make) (gconstpointer), gpointer data, GDestroyNotify free)
{
  g_return_if_fail (plot && make && !plot->make_csv);
  plot->make_csv = make;
  plot->csv_data = data;
  plot->free_csv_data = free;
}

char *
vit_plot_dup_csv (const VitPlot *plot)
{
  g_return_val_if_fail (plot, NULL);
  if (plot->make_csv)
    return plot->make_csv (plot->csv_data);
  g_autoptr (GString) csv = g_string_new (NULL);
  if (plot->bars->len > 0)
    add_bars (plot, csv);
  else if (plot->map)
    add_map (plot, csv);
  else
    add_series (plot, csv);
  return g_string_free (g_steal_pointer (&csv), FALSE);
}
