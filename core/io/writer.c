#include "core/io/writer.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/number-text.h"
#include "core/geometry/species.h"

/* Digits up to which a number has no exponent. */
#define PLAIN_DIGITS 6

void
vit_writer_append_number (GString *text, double value)
{
  if (isnan (value))
    g_string_append (text, "nan");
  else
    vit_number_append (text, value, PLAIN_DIGITS);
}

static const char *
species_of (const VitAtoms *atoms, size_t i)
{
  return vit_species_get ((const char *const *) atoms->species, atoms->types[i]);
}

char *
vit_writer_column_name (const VitWriterColumn *column, int k)
{
  if (column->components == 1)
    return g_strdup (column->name);
  return column->component_names ? g_strdup (column->component_names[k])
                                 : g_strdup_printf ("%s_%c", column->name, "xyz"[k]);
}

/* Of a frame that is written in parts. */
typedef struct
{
  bool first;     /* whether a header comes first */
  uint64_t n_all; /* atoms of all parts */
} FramePart;

/* ---- CSV ---- */

static void
append_csv_header (GString *text, bool several, const VitWriterColumn *columns, size_t n)
{
  if (several)
    g_string_append (text, "time (ps),");
  g_string_append (text, "id,type,x (Å),y (Å),z (Å)");
  for (size_t c = 0; c < n; c++)
    for (int k = 0; k < columns[c].components; k++)
      {
        g_autofree char *name = vit_writer_column_name (&columns[c], k);
        g_string_append_printf (text, ",%s", name);
        if (*columns[c].unit)
          g_string_append_printf (text, " (%s)", columns[c].unit);
      }
  g_string_append_c (text, '\n');
}

static void
append_csv (GString *text,
            const FramePart *part,
            const VitFrame *frame,
            double time,
            const char *premises,
            bool several,
            const VitWriterColumn *columns,
            size_t n)
{
  if (text->len == 0 && part->first)
    {
      if (premises)
        g_string_append_printf (text, "# %s\n", premises);
      append_csv_header (text, several, columns, n);
    }
  for (size_t i = 0; i < frame->atoms->n; i++)
    {
      double x[3];
      vit_frame_get_position (frame, i, x);
      if (several)
        {
          vit_writer_append_number (text, time);
          g_string_append_c (text, ',');
        }
      g_string_append_printf (text, "%" G_GINT64_FORMAT ",%u", frame->atoms->ids[i],
                              frame->atoms->types[i]);
      for (int k = 0; k < 3; k++)
        {
          g_string_append_c (text, ',');
          vit_writer_append_number (text, x[k]);
        }
      for (size_t c = 0; c < n; c++)
        for (int k = 0; k < columns[c].components; k++)
          {
            double value = columns[c].values[i * (size_t) columns[c].components + (size_t) k];
            g_string_append_c (text, ',');
            if (!isnan (value))
              vit_writer_append_number (text, value);
          }
      g_string_append_c (text, '\n');
    }
}

/* ---- Extended XYZ ---- */

static void
append_lattice (GString *text, const VitCell *cell)
{
  g_string_append (text, "Lattice=\"");
  for (int k = 0; k < 3; k++)
    for (int j = 0; j < 3; j++)
      {
        if (k + j > 0)
          g_string_append_c (text, ' ');
        vit_writer_append_number (text, cell->h[k][j]);
      }
  g_string_append (text, "\" Origin=\"");
  for (int j = 0; j < 3; j++)
    {
      if (j > 0)
        g_string_append_c (text, ' ');
      vit_writer_append_number (text, cell->origin[j]);
    }
  g_string_append (text, "\" ");
}

/* A frame without a box gets none. */
static void
append_extxyz_header (GString *text,
                      const FramePart *part,
                      const VitFrame *frame,
                      double time,
                      const char *premises,
                      const VitWriterColumn *columns,
                      size_t n)
{
  const VitCell *cell = &frame->cell;
  g_string_append_printf (text, "%" G_GUINT64_FORMAT "\n", part->n_all);
  if (frame->has_cell)
    append_lattice (text, cell);
  g_string_append (text, "Properties=species:S:1:pos:R:3:id:I:1:type:I:1");
  for (size_t c = 0; c < n; c++)
    {
      /* A colon ends the name of a property. */
      g_autofree char *name = g_strdelimit (g_strdup (columns[c].name), ":", '.');
      g_string_append_printf (text, ":%s:R:%d", name, columns[c].components);
    }
  g_string_append_printf (text, " pbc=\"%c %c %c\" Step=%" G_GINT64_FORMAT,
                          cell->periodic[0] ? 'T' : 'F', cell->periodic[1] ? 'T' : 'F',
                          cell->periodic[2] ? 'T' : 'F', frame->step);
  if (isfinite (time))
    {
      g_string_append (text, " Time=");
      vit_writer_append_number (text, time);
      g_string_append (text, " Time_unit=ps");
    }
  if (premises)
    {
      g_autofree char *quoted = g_strdelimit (g_strdup (premises), "\"", '\'');
      g_string_append_printf (text, " premises=\"%s\"", quoted);
    }
  g_string_append_c (text, '\n');
}

static void
append_extxyz (GString *text,
               const FramePart *part,
               const VitFrame *frame,
               double time,
               const char *premises,
               const VitWriterColumn *columns,
               size_t n)
{
  if (part->first)
    append_extxyz_header (text, part, frame, time, premises, columns, n);
  for (size_t i = 0; i < frame->atoms->n; i++)
    {
      const char *species = species_of (frame->atoms, i);
      double x[3];
      vit_frame_get_position (frame, i, x);
      if (*species)
        g_string_append (text, species);
      else
        g_string_append_printf (text, "X%u", frame->atoms->types[i]);
      for (int k = 0; k < 3; k++)
        {
          g_string_append_c (text, ' ');
          vit_writer_append_number (text, x[k]);
        }
      g_string_append_printf (text, " %" G_GINT64_FORMAT " %u", frame->atoms->ids[i],
                              frame->atoms->types[i]);
      for (size_t c = 0; c < n; c++)
        for (int k = 0; k < columns[c].components; k++)
          {
            g_string_append_c (text, ' ');
            vit_writer_append_number (
                text, columns[c].values[i * (size_t) columns[c].components + (size_t) k]);
          }
      g_string_append_c (text, '\n');
    }
}

/* ---- LAMMPS dump ---- */

static void
append_xyz_row (GString *text, double a, double b, double c, int n)
{
  const double row[3] = { a, b, c };
  for (int k = 0; k < n; k++)
    {
      if (k > 0)
        g_string_append_c (text, ' ');
      vit_writer_append_number (text, row[k]);
    }
  g_string_append_c (text, '\n');
}

static bool
is_restricted (const VitCell *cell)
{
  return cell->h[0][1] == 0 && cell->h[0][2] == 0 && cell->h[1][2] == 0;
}

static void
append_box (GString *text, const VitCell *cell)
{
  const char *names[3];
  for (int k = 0; k < 3; k++)
    names[k] = cell->periodic[k] ? "pp" : "ff";
  const double *o = cell->origin;
  if (!is_restricted (cell))
    {
      g_string_append_printf (text, "ITEM: BOX BOUNDS abc origin %s %s %s\n", names[0], names[1],
                              names[2]);
      for (int k = 0; k < 3; k++)
        {
          GString *row = g_string_new (NULL);
          append_xyz_row (row, cell->h[k][0], cell->h[k][1], cell->h[k][2], 3);
          g_string_truncate (row, row->len - 1);
          g_string_append_printf (text, "%s ", row->str);
          g_string_free (row, TRUE);
          append_xyz_row (text, o[k], 0, 0, 1);
        }
      return;
    }
  double xy = cell->h[1][0], xz = cell->h[2][0], yz = cell->h[2][1];
  bool tilted = xy != 0 || xz != 0 || yz != 0;
  double lx = cell->h[0][0], ly = cell->h[1][1], lz = cell->h[2][2];
  g_string_append_printf (text, "ITEM: BOX BOUNDS %s%s %s %s\n", tilted ? "xy xz yz " : "",
                          names[0], names[1], names[2]);
  append_xyz_row (text, o[0] + fmin (fmin (0, xy), fmin (xz, xy + xz)),
                  o[0] + lx + fmax (fmax (0, xy), fmax (xz, xy + xz)), xy, tilted ? 3 : 2);
  append_xyz_row (text, o[1] + fmin (0, yz), o[1] + ly + fmax (0, yz), xz, tilted ? 3 : 2);
  append_xyz_row (text, o[2], o[2] + lz, yz, tilted ? 3 : 2);
}

/* Returns: whether every type that occurs has a name without blanks. */
static bool
has_names (const VitAtoms *atoms)
{
  for (size_t i = 0; i < atoms->n; i++)
    {
      const char *name = species_of (atoms, i);
      if (!*name || strpbrk (name, " \t"))
        return false;
    }
  return atoms->n > 0;
}

static void
append_dump_header (GString *text,
                    const FramePart *part,
                    const VitFrame *frame,
                    bool named,
                    double time,
                    const VitWriterColumn *columns,
                    size_t n)
{
  const char *axes = frame->unwrapped ? "xu yu zu" : "x y z";
  if (isfinite (time))
    {
      g_string_append (text, "ITEM: TIME\n");
      append_xyz_row (text, time, 0, 0, 1);
    }
  g_string_append_printf (
      text, "ITEM: TIMESTEP\n%" G_GINT64_FORMAT "\nITEM: NUMBER OF ATOMS\n%" G_GUINT64_FORMAT "\n",
      frame->step, part->n_all);
  append_box (text, &frame->cell);
  g_string_append_printf (text, "ITEM: ATOMS id type %s%s", named ? "element " : "", axes);
  for (size_t c = 0; c < n; c++)
    for (int k = 0; k < columns[c].components; k++)
      {
        g_autofree char *name = vit_writer_column_name (&columns[c], k);
        g_string_append_printf (text, " %s", name);
      }
  g_string_append_c (text, '\n');
}

static void
append_dump (GString *text,
             const FramePart *part,
             const VitFrame *frame,
             double time,
             const VitWriterColumn *columns,
             size_t n)
{
  bool named = has_names (frame->atoms);
  if (part->first)
    append_dump_header (text, part, frame, named, time, columns, n);
  for (size_t i = 0; i < frame->atoms->n; i++)
    {
      double x[3];
      vit_frame_get_position (frame, i, x);
      g_string_append_printf (text, "%" G_GINT64_FORMAT " %u", frame->atoms->ids[i],
                              frame->atoms->types[i]);
      if (named)
        g_string_append_printf (text, " %s", species_of (frame->atoms, i));
      for (int k = 0; k < 3; k++)
        {
          g_string_append_c (text, ' ');
          vit_writer_append_number (text, x[k]);
        }
      for (size_t c = 0; c < n; c++)
        for (int k = 0; k < columns[c].components; k++)
          {
            g_string_append_c (text, ' ');
            vit_writer_append_number (
                text, columns[c].values[i * (size_t) columns[c].components + (size_t) k]);
          }
      g_string_append_c (text, '\n');
    }
}

static void
append_part (GString *text,
             const FramePart *part,
             VitWriterFormat format,
             const VitFrame *frame,
             double time,
             const char *premises,
             bool several,
             const VitWriterColumn *columns,
             size_t n_columns)
{
  g_return_if_fail (text && frame);
  g_autofree char *line = premises ? g_strdelimit (g_strdup (premises), "\r\n", ' ') : NULL;
  switch (format)
    {
    case VIT_WRITER_NONE:
      g_return_if_reached ();
    case VIT_WRITER_CSV:
      append_csv (text, part, frame, time, line, several, columns, n_columns);
      break;
    case VIT_WRITER_EXTXYZ:
      append_extxyz (text, part, frame, time, line, columns, n_columns);
      break;
    case VIT_WRITER_LAMMPS_DUMP:
      append_dump (text, part, frame, time, columns, n_columns);
      break;
    }
}

void
vit_writer_append (GString *text,
                   VitWriterFormat format,
                   const VitFrame *frame,
                   double time,
                   const char *premises,
                   bool several,
                   const VitWriterColumn *columns,
                   size_t n_columns)
{
  g_return_if_fail (text && frame);
  append_part (text, &(FramePart){ true, frame->atoms->n }, format, frame, time, premises, several,
               columns, n_columns);
}

void
vit_writer_append_part (GString *text,
                        VitWriterFormat format,
                        const VitFrame *frame,
                        bool first,
                        uint64_t n_all,
                        const VitWriterColumn *columns,
                        size_t n_columns)
{
  g_return_if_fail (text && frame);
  append_part (text, &(FramePart){ first, n_all }, format, frame, NAN, NULL, false, columns,
               n_columns);
}
