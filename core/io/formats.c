#include "core/io/formats.h"

#include <string.h>

#include "core/base/error.h"
#include "core/io/foreign.h"

extern const VitReader vit_reader_lammps_dump;
extern const VitReader vit_reader_lammps_binary;
extern const VitReader vit_reader_lammps_data;
extern const VitReader vit_reader_xyz;

static const VitFileFormat formats[] = {
  {
      .title = "LAMMPS text dump",
      .kind = "LAMMPS dumps",
      .endings = { ".dump", ".lammpstrj" },
      .beginnings = { "dump." },
      .told_by = "a line that begins with ITEM:",
      .clock = VIT_CLOCK_LAMMPS,
      .has_types = true,
      .has_cells = true,
      .has_images = true,
      .reader = &vit_reader_lammps_dump,
      .writer = VIT_WRITER_LAMMPS_DUMP,
      .reference = "https://docs.lammps.org/dump.html",
  },
  {
      .title = "LAMMPS binary dump",
      .kind = "LAMMPS dumps",
      .endings = { ".bin" },
      .told_by = "the word DUMP, or a first header that makes sense",
      .clock = VIT_CLOCK_LAMMPS,
      .has_types = true,
      .has_cells = true,
      .has_images = true,
      .reader = &vit_reader_lammps_binary,
      .reference = "https://docs.lammps.org/dump.html",
  },
  {
      .title = "XYZ",
      .kind = "XYZ",
      .endings = { ".xyz", ".extxyz" },
      .told_by = "a number alone in the first line",
      .clock = VIT_CLOCK_TOLD,
      .has_types = true,
      .has_cells = true,
      .reader = &vit_reader_xyz,
      .writer = VIT_WRITER_EXTXYZ,
      .reference = "https://github.com/libAtoms/extxyz",
  },
  {
      .title = "LAMMPS data file",
      .kind = "LAMMPS data",
      .endings = { ".data" },
      .beginnings = { "data." },
      .told_by = "a number of atoms in the header",
      .clock = VIT_CLOCK_NONE,
      .has_types = true,
      .has_cells = true,
      .has_images = true,
      .reader = &vit_reader_lammps_data,
      .reference = "https://docs.lammps.org/read_data.html",
  },
  {
      .title = "CSV",
      .kind = "Tables",
      .endings = { ".csv" },
      .told_by = "its ending; it is written only",
      .clock = VIT_CLOCK_PICOSECONDS,
      .has_types = true,
      .writer = VIT_WRITER_CSV,
      .reference = "https://www.rfc-editor.org/rfc/rfc4180",
  },
};

/* Endings of packed files: see VitCompression. */
static const char *const packers[] = { ".zst", ".gz", ".xz", ".bz2" };

const VitFileFormat *
vit_formats_get (size_t *n)
{
  *n = G_N_ELEMENTS (formats);
  return formats;
}

/* List the titles of all formats that can be read, as in "XYZ or LAMMPS data file". */
static char *
list_readable_titles (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  gsize n = 0, k = 0;
  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    n += formats[i].reader != NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    if (formats[i].reader)
      {
        g_string_append_printf (text, "%s%s",
                                k == 0      ? ""
                                : k + 1 < n ? ", "
                                            : " or ",
                                formats[i].title);
        k++;
      }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

const VitFileFormat *
vit_formats_find (VitSource *source, GError **error)
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
  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    if (formats[i].reader && formats[i].reader->sniff (head, (size_t) n))
      return &formats[i];
  VitLostParts lost = { 0 };
  if (vit_source_get_compression (source) != VIT_COMPRESSION_NONE)
    vit_source_get_lost (source, &lost);
  if (lost.n > 0 && lost.parts[0].content == 0)
    {
      g_set_error (
          error, VIT_ERROR, VIT_ERROR_FORMAT,
          "%s: compressed data is damaged at its beginning, which is left out: what follows "
          "does not begin as a file that is read",
          path);
      return NULL;
    }
  g_autofree char *titles = list_readable_titles ();
  g_autofree char *foreign = vit_foreign_describe (head, (size_t) n);
  g_set_error (error, VIT_ERROR, VIT_ERROR_FORMAT, "%s:1: not a %s: %s", path, titles, foreign);
  return NULL;
}

const VitFileFormat *
vit_formats_find_title (const char *title)
{
  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    if (strcmp (formats[i].title, title) == 0)
      return &formats[i];
  return NULL;
}

const VitFileFormat *
vit_formats_of_reader (const VitReader *reader)
{
  gsize i = 0;
  while (formats[i].reader != reader)
    i++;
  return &formats[i];
}

/* ---- Names ---- */

bool
vit_formats_find_writer (const char *path, VitWriterFormat *writer)
{
  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    for (const char *const *ending = formats[i].endings; *ending; ending++)
      if (formats[i].writer != VIT_WRITER_NONE && g_str_has_suffix (path, *ending))
        {
          *writer = formats[i].writer;
          return true;
        }
  return false;
}

char *
vit_formats_list_written (void)
{
  g_autoptr (GPtrArray) endings = g_ptr_array_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    for (const char *const *ending = formats[i].endings; *ending; ending++)
      if (formats[i].writer != VIT_WRITER_NONE)
        g_ptr_array_add (endings, (void *) *ending);
  g_autoptr (GString) text = g_string_new (NULL);
  for (guint i = 0; i < endings->len; i++)
    g_string_append_printf (text, "%s%s",
                            i == 0                 ? ""
                            : i + 1 < endings->len ? ", "
                                                   : " or ",
                            (const char *) endings->pdata[i]);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
strip_ending (char *name, const char *ending)
{
  if (g_str_has_suffix (name, ending) && strlen (name) > strlen (ending))
    name[strlen (name) - strlen (ending)] = '\0';
}

char *
vit_formats_strip_ending (const char *name)
{
  char *stripped = g_strdup (name);
  for (gsize i = 0; i < G_N_ELEMENTS (packers); i++)
    strip_ending (stripped, packers[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    for (const char *const *ending = formats[i].endings; formats[i].reader && *ending; ending++)
      strip_ending (stripped, *ending);
  return stripped;
}

char **
vit_formats_get_patterns (const char *kind)
{
  g_autoptr (GStrvBuilder) patterns = g_strv_builder_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      if (strcmp (formats[i].kind, kind) != 0)
        continue;
      for (const char *const *ending = formats[i].endings; *ending; ending++)
        {
          g_autofree char *pattern = g_strdup_printf ("*%s*", *ending);
          g_strv_builder_add (patterns, pattern);
        }
      for (const char *const *beginning = formats[i].beginnings; *beginning; beginning++)
        {
          g_autofree char *pattern = g_strdup_printf ("%s*", *beginning);
          g_strv_builder_add (patterns, pattern);
        }
    }
  return g_strv_builder_end (patterns);
}
