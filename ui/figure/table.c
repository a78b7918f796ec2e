#include "ui/figure/table.h"

#include <string.h>

#include "core/base/csv.h"
#include "ui/figure/canvas-private.h"
#include "ui/figure/plot.h"

typedef struct
{
  char **cells;
  bool begins_group;
} TableRow;

struct _VitTable
{
  char **columns;
  GArray *rows; /* element-type Row */
  char *caption, *csv;
};

static void
clear_table_row (gpointer data)
{
  g_strfreev (((TableRow *) data)->cells);
}

VitTable *
vit_table_new (const char *const *columns)
{
  VitTable *table = g_new0 (VitTable, 1);
  table->columns = g_strdupv ((char **) columns);
  table->rows = g_array_new (FALSE, FALSE, sizeof (TableRow));
  g_array_set_clear_func (table->rows, clear_table_row);
  return table;
}

void
vit_table_free (VitTable *table)
{
  if (!table)
    return;
  g_strfreev (table->columns);
  g_array_unref (table->rows);
  g_free (table->caption);
  g_free (table->csv);
  g_free (table);
}

void
vit_table_add (VitTable *table, const char *const *cells, bool begins_group)
{
  g_return_if_fail (g_strv_length ((char **) cells) == g_strv_length (table->columns));
  TableRow row = { g_strdupv ((char **) cells), begins_group };
  g_array_append_val (table->rows, row);
}

void
vit_table_set_caption (VitTable *table, const char *markup)
{
  g_free (table->caption);
  table->caption = g_strdup (markup);
}

const char *
vit_table_get_caption (const VitTable *table)
{
  return table->caption;
}

char *
vit_table_dup_headings (const VitTable *table)
{
  return g_strjoinv ("\n", table->columns);
}

void
vit_table_set_csv (VitTable *table, const char *csv)
{
  g_free (table->csv);
  table->csv = g_strdup (csv);
}

static const char *
get_cell (const VitTable *table, guint row, guint column)
{
  return g_array_index (table->rows, TableRow, row).cells[column];
}

/* Set the width of each column at a font size, points. Returns: their sum. */
static double
measure_columns (const VitTable *table, VitCanvas *canvas, double font_size, double *widths)
{
  double sum = 0, width;
  for (guint c = 0; table->columns[c]; c++)
    {
      vit_canvas_measure (canvas, font_size, table->columns[c], &widths[c], NULL);
      for (guint r = 0; r < table->rows->len; r++)
        {
          vit_canvas_measure (canvas, font_size, get_cell (table, r, c), &width, NULL);
          widths[c] = MAX (widths[c], width);
        }
      sum += widths[c];
    }
  return sum;
}

/* The first column has words and is aligned to the left, the others have numbers. */
static void
draw_row (const VitTable *table,
          VitCanvas *canvas,
          char **cells,
          const double *widths,
          double gap,
          double x,
          double y,
          double font_size)
{
  for (guint c = 0; table->columns[c]; c++)
    {
      bool words = c == 0;
      vit_canvas_text (canvas, words ? x : x + widths[c], y, words ? 0 : 1, 0.5, font_size, false,
                       cells[c]);
      x += widths[c] + gap;
    }
}

static const char *
get_drawn_caption (const VitTable *table, VitCanvas *canvas)
{
  return table->caption && vit_canvas_get_style (canvas)->caption ? table->caption : "";
}

void
vit_table_draw (
    const VitTable *table, VitCanvas *canvas, VitRect rect, double font_size, const VitTheme *theme)
{
  guint n = g_strv_length (table->columns), rows = table->rows->len + 1;
  g_autofree double *widths = g_new0 (double, n);
  double size = font_size, sum = measure_columns (table, canvas, size, widths), line,
         room = rect.width - 2 * font_size, caption_size = 0.82 * font_size;
  g_autoptr (GPtrArray) caption =
      vit_canvas_wrap (canvas, caption_size, get_drawn_caption (table, canvas), room);
  vit_canvas_measure (canvas, caption_size, "X", NULL, &line);
  double below = caption->len * line + (caption->len > 0 ? 0.5 * font_size : 0);
  double height = MIN ((rect.height - below) / rows, 2.1 * font_size);
  /* Shrink the font where the table would not fit. */
  double fit = MIN (1, MIN (room / (sum + (n - 1) * font_size), height / (1.35 * font_size)));
  if (fit < 1)
    {
      size = fit * font_size;
      sum = measure_columns (table, canvas, size, widths);
    }
  double gap = n > 1 ? MIN ((room - sum) / (n - 1), 3 * size) : 0;
  double width = sum + gap * (n - 1), x = rect.x + (rect.width - width) / 2, y = rect.y;
  vit_canvas_set_colour (canvas, theme->foreground);
  draw_row (table, canvas, table->columns, widths, gap, x, y + height / 2, size);
  for (guint r = 0; r < table->rows->len; r++)
    {
      const TableRow *row = &g_array_index (table->rows, TableRow, r);
      y += height;
      vit_canvas_set_colour (canvas, row->begins_group ? theme->foreground : theme->grid);
      vit_canvas_set_stroke (canvas, row->begins_group ? VIT_STROKE_HEAVY_RULE : VIT_STROKE_RULE,
                             0);
      vit_canvas_line (canvas, x - 0.4 * size, y, x + width + 0.4 * size, y);
      vit_canvas_set_colour (canvas, theme->foreground);
      draw_row (table, canvas, row->cells, widths, gap, x, y + height / 2, size);
    }
  vit_canvas_set_role (canvas, VIT_ROLE_CAPTION, 0);
  vit_canvas_set_colour (canvas, theme->dim);
  for (guint i = 0; i < caption->len; i++)
    vit_canvas_text (canvas, rect.x + font_size,
                     rect.y + rect.height - (caption->len - 1 - i) * line, 0, 1, caption_size,
                     false, caption->pdata[i]);
  vit_canvas_set_role (canvas, VIT_ROLE_PLAIN, 0);
}

static void
add_csv_row (GString *csv, char **cells)
{
  for (guint c = 0; cells[c]; c++)
    {
      g_autofree char *plain = vit_markup_to_plain (cells[c]);
      if (c > 0)
        g_string_append_c (csv, ',');
      vit_csv_append_cell (csv, plain);
    }
  g_string_append_c (csv, '\n');
}

char *
vit_table_dup_csv (const VitTable *table)
{
  GString *csv = g_string_new (table->csv);
  if (table->csv)
    return g_string_free (csv, FALSE);
  add_csv_row (csv, table->columns);
  for (guint r = 0; r < table->rows->len; r++)
    add_csv_row (csv, g_array_index (table->rows, TableRow, r).cells);
  return g_string_free (csv, FALSE);
}

double
vit_table_get_shape (const VitTable *table,
                     double width,
                     double font_size,
                     const VitFigureStyle *style)
{
  return width /
         ((table->rows->len + 1) * 1.8 * font_size + (style->caption ? 3 : 0.5) * font_size);
}
