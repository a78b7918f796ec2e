#include "core/io/foreign.h"

#include <stdbool.h>
#include <string.h>

#include "core/io/text.h"

#define CONVERT "write the run as LAMMPS dump or extended XYZ (OVITO and ASE do)"
#define UNPACK "unpack it first"
#define NO_ATOMS "it holds no atoms"

/* Signature is bytes at a place of the file. */
typedef struct
{
  VitForeign what;
  size_t at;
  const char *bytes;
  size_t n;
} Signature;

#define BYTES(text) text, sizeof (text) - 1

static const Signature signatures[] = {
  { { "a netCDF file", CONVERT }, 0, BYTES ("CDF\001") },
  { { "a netCDF file", CONVERT }, 0, BYTES ("CDF\002") },
  { { "a netCDF file", CONVERT }, 0, BYTES ("CDF\005") },
  { { "an HDF5 file (netCDF 4, H5MD …)", CONVERT }, 0, BYTES ("\211HDF\r\n\032\n") },
  { { "a DCD trajectory", CONVERT }, 4, BYTES ("CORD") },
  { { "a DCD file of velocities", NO_ATOMS " in places" }, 4, BYTES ("VELD") },
  { { "an XTC trajectory of GROMACS", CONVERT }, 0, BYTES ("\0\0\007\313") },
  { { "an XTC trajectory of GROMACS", CONVERT }, 0, BYTES ("\0\0\007\347") },
  { { "a TRR trajectory of GROMACS", CONVERT }, 0, BYTES ("\0\0\007\311") },
  { { "a GSD trajectory", CONVERT }, 0, BYTES ("\337\145\337\145\337\145\337\145") },
  { { "an ASE trajectory", CONVERT }, 0, BYTES ("- of Ulm") },
  { { "a restart file of LAMMPS", "turn it into a data file: lmp -restart2data FILE OUTPUT" },
    0,
    BYTES ("LammpS RestartT") },
  { { "a log of LAMMPS", "vitrine-cli mechanics reads it; here a trajectory is needed" },
    0,
    BYTES ("LAMMPS (") },
  { { "a study of Vitrine", "open it with vitrine, or give it to vitrine-cli run or figure" },
    0,
    BYTES ("[Vitrine") },
  { { "a study of Vitrine", "open it with vitrine, or give it to vitrine-cli run or figure" },
    0,
    BYTES ("[vitrine") },
  { { "a study of Vitrine", "open it with vitrine, or give it to vitrine-cli run or figure" },
    0,
    BYTES ("[study") },
  { { "a T_ML model of Vitrine", "give it with --model; vitrine-cli model tells what is in it" },
    0,
    BYTES ("VitModel") },
  { { "an index of Vitrine's cache", NO_ATOMS }, 0, BYTES ("VITINDEX") },
  { { "a PDF document", NO_ATOMS }, 0, BYTES ("%PDF") },
  { { "a PostScript file", NO_ATOMS }, 0, BYTES ("%!PS") },
  { { "a PNG image", NO_ATOMS }, 0, BYTES ("\211PNG\r\n\032\n") },
  { { "a JPEG image", NO_ATOMS }, 0, BYTES ("\377\330\377") },
  { { "a GIF image", NO_ATOMS }, 0, BYTES ("GIF8") },
  { { "a TIFF image", NO_ATOMS }, 0, BYTES ("II*\0") },
  { { "a TIFF image", NO_ATOMS }, 0, BYTES ("MM\0*") },
  { { "a WebP image", NO_ATOMS }, 8, BYTES ("WEBP") },
  { { "an AVI movie", NO_ATOMS }, 8, BYTES ("AVI ") },
  { { "a BMP image", NO_ATOMS }, 0, BYTES ("BM") },
  { { "a movie", NO_ATOMS }, 4, BYTES ("ftyp") },
  { { "a movie", NO_ATOMS }, 0, BYTES ("\032E\337\243") },
  /* Archives by the name of their first file. */
  { { "a document of an office program", NO_ATOMS }, 30, BYTES ("[Content_Types].xml") },
  { { "a document of an office program", NO_ATOMS }, 30, BYTES ("word/") },
  { { "a table of an office program", NO_ATOMS }, 30, BYTES ("xl/") },
  { { "slides of an office program", NO_ATOMS }, 30, BYTES ("ppt/") },
  { { "a document of an office program", NO_ATOMS }, 30, BYTES ("mimetypeapplication/vnd.") },
  { { "a book", NO_ATOMS }, 30, BYTES ("mimetypeapplication/epub") },
  { { "a ZIP archive, as packs of Vitrine are",
      "give a pack its ending, .vitpack; unpack another archive" },
    30,
    BYTES ("data/") },
  { { "a ZIP archive (or a file of NumPy)", UNPACK }, 0, BYTES ("PK\003\004") },
  { { "a ZIP archive", UNPACK }, 0, BYTES ("PK\005\006") },
  { { "a tar archive", UNPACK }, 257, BYTES ("ustar") },
  { { "a 7z archive", UNPACK }, 0, BYTES ("7z\274\257\047\034") },
  { { "a RAR archive", UNPACK }, 0, BYTES ("Rar!") },
  { { "an LZ4 file", UNPACK }, 0, BYTES ("\004\042\115\030") },
  { { "a file of compress(1)", UNPACK }, 0, BYTES ("\037\235") },
  { { "a lzip file", UNPACK }, 0, BYTES ("LZIP") },
  { { "an array of NumPy", CONVERT }, 0, BYTES ("\223NUMPY") },
  { { "a program", NO_ATOMS }, 0, BYTES ("\177ELF") },
  { { "a data base of SQLite", CONVERT }, 0, BYTES ("SQLite format 3") },
  { { "a pointer of Git LFS and not the file itself", "fetch the file: git lfs pull" },
    0,
    BYTES ("version https://git-lfs") },
};

/* ---- Text ---- */

/* Line is one of the first lines of a text. */
typedef struct
{
  const char *begin, *end;
} Line;

#define N_LINES 8

static size_t
split_lines (const char *head, size_t n, Line lines[N_LINES])
{
  size_t count = 0;
  for (const char *p = head; p < head + n && count < N_LINES;)
    {
      const char *feed = memchr (p, '\n', (size_t) (head + n - p));
      const char *end = feed ? feed : head + n;
      lines[count++] = (Line){ p, vit_strip_line (p, end) };
      p = end + 1;
    }
  return count;
}

static bool
begins (const Line *line, const char *text)
{
  size_t n = strlen (text);
  return (size_t) (line->end - line->begin) >= n && memcmp (line->begin, text, n) == 0;
}

/* Returns: whether a line is @wanted numbers and nothing else. */
static bool
is_numbers (const Line *line, int wanted)
{
  const char *p = line->begin;
  VitToken token;
  double value;
  int n = 0;
  while (vit_token_next (&p, line->end, &token))
    {
      if (!vit_parse_double (token, &value))
        return false;
      n++;
    }
  return n == wanted;
}

static bool
is_pdb (const Line *lines, size_t n)
{
  static const char *const records[] = { "HEADER ", "CRYST1",  "ATOM  ",  "HETATM",
                                         "MODEL ",  "REMARK ", "COMPND ", "TITLE     " };
  for (gsize i = 0; n > 0 && i < G_N_ELEMENTS (records); i++)
    if (begins (&lines[0], records[i]))
      return true;
  return false;
}

/* A scale and three vectors, as VASP writes them. */
static bool
is_poscar (const Line *lines, size_t n)
{
  return n >= 7 && (is_numbers (&lines[1], 1) || is_numbers (&lines[1], 3)) &&
         is_numbers (&lines[2], 3) && is_numbers (&lines[3], 3) && is_numbers (&lines[4], 3);
}

static bool
is_gro (const Line *lines, size_t n)
{
  const char *p = n >= 3 ? lines[1].begin : NULL;
  VitToken token;
  int64_t count;
  return p && vit_token_next (&p, lines[1].end, &token) && p == lines[1].end &&
         vit_parse_integer (token, &count) == VIT_INTEGER_OK && lines[2].end - lines[2].begin >= 44;
}

static bool
is_yaml (const Line *lines, size_t n)
{
  return n >= 2 && begins (&lines[0], "---") && lines[0].end - lines[0].begin == 3;
}

static bool
contains (const char *head, const char *text)
{
  return strstr (head, text) != NULL;
}

/* Rows of as many numbers each, below a head or without one. */
static bool
is_table (const Line *lines, size_t n)
{
  if (n < 4)
    return false;
  int columns = (int) vit_token_count (lines[n - 2].begin, lines[n - 2].end);
  return columns >= 2 && is_numbers (&lines[n - 2], columns) && is_numbers (&lines[n - 3], columns);
}

static const VitForeign *
find_text (const char *head, size_t n)
{
  static const VitForeign cfg = { "an AtomEye configuration (cfg)", CONVERT },
                          mtp = { "a configuration of MLIP (cfg)", CONVERT },
                          poscar = { "a POSCAR or XDATCAR of VASP", CONVERT },
                          pdb = { "a PDB file", CONVERT }, cif = { "a CIF file", CONVERT },
                          gro = { "a GRO file of GROMACS", CONVERT },
                          yaml = { "a YAML dump of LAMMPS",
                                   "write the run with dump custom, or convert it to extended "
                                   "XYZ" },
                          log = { "a log of LAMMPS",
                                  "vitrine-cli mechanics reads it; here a trajectory is needed" },
                          table = { "a table of columns",
                                    "vitrine-cli mechanics reads strain and stress; here a "
                                    "trajectory is needed" },
                          input = { "an input script of LAMMPS", "give what it writes: a dump" },
                          study = { "a study of Vitrine",
                                    "open it with vitrine, or give it to vitrine-cli run or "
                                    "figure" },
                          svg = { "an SVG image", NO_ATOMS },
                          html = { "a web page", "download the file itself" },
                          json = { "a JSON file", CONVERT }, xml = { "an XML file", CONVERT };
  Line lines[N_LINES];
  size_t count = split_lines (head, n, lines);
  if (contains (head, "\n[run ") || contains (head, "\n[Run ") || contains (head, "\nvitrine="))
    return &study;
  if (contains (head, "Number of particles"))
    return &cfg;
  if (contains (head, "BEGIN_CFG"))
    return &mtp;
  if (is_pdb (lines, count))
    return &pdb;
  if (is_yaml (lines, count))
    return &yaml;
  if (contains (head, "<svg"))
    return &svg;
  if (contains (head, "<!DOCTYPE html") || contains (head, "<html") || contains (head, "<HTML"))
    return &html;
  if (count > 0 && begins (&lines[0], "<?xml"))
    return &xml;
  if (count > 0 && begins (&lines[0], "data_"))
    return &cif;
  if (contains (head, "Loop time of") || contains (head, "Per MPI rank memory") ||
      contains (head, "\nStep "))
    return &log;
  if (is_poscar (lines, count))
    return &poscar;
  if (is_gro (lines, count))
    return &gro;
  if (contains (head, "pair_style") || contains (head, "atom_style") ||
      contains (head, "read_data"))
    return &input;
  if (count > 0 && (begins (&lines[0], "{") || begins (&lines[0], "[{")))
    return &json;
  if (is_table (lines, count))
    return &table;
  return NULL;
}

/* ---- All ---- */

static bool
is_text (const char *head, size_t n)
{
  size_t strange = 0;
  for (size_t i = 0; i < n; i++)
    strange += (unsigned char) head[i] < 32 && !strchr ("\t\n\r\f\v", head[i]);
  return n > 0 && strange == 0;
}

const VitForeign *
vit_foreign_find (const char *head, size_t n)
{
  for (gsize i = 0; i < G_N_ELEMENTS (signatures); i++)
    {
      const Signature *s = &signatures[i];
      /* Two or three letters may begin any text. */
      if (s->n < 4 && is_text (head, n))
        continue;
      if (n >= s->at + s->n && memcmp (head + s->at, s->bytes, s->n) == 0)
        return &s->what;
    }
  return is_text (head, n) ? find_text (head, n) : NULL;
}

char *
vit_foreign_describe (const char *head, size_t n)
{
  const VitForeign *found = vit_foreign_find (head, n);
  if (found)
    return g_strdup_printf ("this is %s: %s", found->name, found->advice);
  return g_strdup (is_text (head, n) ? "the text is of no format that is known"
                                     : "the binary content is of no format that is known");
}
