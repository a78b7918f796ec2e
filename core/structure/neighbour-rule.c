#include "core/structure/neighbour-rule.h"

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/geometry/species.h"

/* By value of VitNeighbourRule. */
static const char *const rule_names[] = { "voronoi", "cutoff", "nearest", "pairs" };

#define DEFAULT_NEAREST 12

/* Longer cutoffs are mistakes. */
#define MAX_CUTOFF 50.0

bool
vit_neighbour_rule_parse (const char *name, VitNeighbourRule *rule)
{
  for (gsize r = 0; r < G_N_ELEMENTS (rule_names); r++)
    if (g_strcmp0 (rule_names[r], name) == 0)
      {
        *rule = (VitNeighbourRule) r;
        return true;
      }
  return false;
}

/* The type of a name or a number, counted from 0; −1 if there is none. */
static int
find_type (const char *name, const char *const *species)
{
  char *end;
  guint64 number = g_ascii_strtoull (name, &end, 10);
  if (*name && !*end)
    return number >= 1 && number <= VIT_MAX_PAIR_SPECIES ? (int) number - 1 : -1;
  for (int t = 0; species && species[t] && t < VIT_MAX_PAIR_SPECIES; t++)
    if (*species[t] && strcmp (species[t], name) == 0)
      return t;
  return -1;
}

/* What the pieces of a text give: a length for a pair of species or for one. */
typedef struct
{
  const char *kind, *of; /* as in: The cutoff "Cu-Zr" of a pair: */
  unsigned n_names;
  const char *usual;
} PieceKind;

static bool
set_piece_error (
    const PieceKind *kind, const char *piece, const char *why, const char *what, GError **error)
{
  g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID, "The %s \"%s\"%s: %s%s", kind->kind, piece,
               kind->of, why, what);
  return false;
}

/* The types, counted from 0, and the length that a piece gives. */
static bool
read_piece (const PieceKind *kind,
            char *piece,
            const char *const *species,
            int types[2],
            double *length,
            GError **error)
{
  g_autofree char *whole = g_strdup (g_strstrip (piece));
  g_auto (GStrv) words = g_strsplit_set (piece, " =:", -1);
  const char *first = words[0], *number = NULL;
  for (char **word = words + 1; first && *word; word++)
    if (**word && number)
      return set_piece_error (kind, whole, "more than a ",
                              kind->n_names > 1 ? "pair and a number" : "species and a number",
                              error);
    else if (**word)
      number = *word;
  g_auto (GStrv) names = g_strsplit (first ? first : "", kind->n_names > 1 ? "-" : "\n", -1);
  if (g_strv_length (names) != kind->n_names || !number)
    return set_piece_error (kind, whole, "not like ", kind->usual, error);
  for (unsigned k = 0; k < kind->n_names; k++)
    if ((types[k] = find_type (names[k], species)) < 0)
      return set_piece_error (kind, whole, "there is no species ", names[k], error);
  char *end;
  *length = g_ascii_strtod (number, &end);
  return (!*end && *length > 0 && *length <= MAX_CUTOFF) ||
         set_piece_error (kind, whole, "no length in Å: ", number, error);
}

static bool
read_pairs (const PieceKind *kind,
            const char *text,
            const char *const *species,
            double pairs[VIT_MAX_PAIR_SPECIES][VIT_MAX_PAIR_SPECIES],
            GError **error)
{
  g_auto (GStrv) pieces = g_strsplit_set (text ? text : "", ",;", -1);
  memset (pairs, 0, VIT_MAX_PAIR_SPECIES * sizeof *pairs);
  for (char **piece = pieces; *piece; piece++)
    {
      int types[2];
      double length;
      if (!*g_strstrip (*piece))
        continue;
      if (!read_piece (kind, *piece, species, types, &length, error))
        return false;
      pairs[types[0]][types[1]] = pairs[types[1]][types[0]] = length;
    }
  return true;
}

bool
vit_neighbour_choice_set_pairs (VitNeighbourChoice *choice,
                                const char *text,
                                const char *const *species,
                                GError **error)
{
  static const PieceKind cutoff = { "cutoff", " of a pair", 2, "Cu-Zr 3.9" };
  return read_pairs (&cutoff, text, species, choice->pairs, error);
}

bool
vit_pair_distances_read (const char *text,
                         const char *const *species,
                         double pairs[VIT_MAX_PAIR_SPECIES][VIT_MAX_PAIR_SPECIES],
                         GError **error)
{
  static const PieceKind distance = { "distance", " of a pair", 2, "Cu-Zr 2.77" };
  return read_pairs (&distance, text, species, pairs, error);
}

bool
vit_radii_read (const char *text,
                const char *const *species,
                double radii[VIT_MAX_PAIR_SPECIES],
                GError **error)
{
  static const PieceKind radius = { "radius", "", 1, "Cu 1.28" };
  g_auto (GStrv) pieces = g_strsplit_set (text ? text : "", ",;", -1);
  memset (radii, 0, VIT_MAX_PAIR_SPECIES * sizeof *radii);
  for (char **piece = pieces; *piece; piece++)
    {
      int types[2];
      double length;
      if (!*g_strstrip (*piece))
        continue;
      if (!read_piece (&radius, *piece, species, types, &length, error))
        return false;
      radii[types[0]] = length;
    }
  return true;
}

static unsigned
get_nearest (const VitNeighbourChoice *choice)
{
  return choice->nearest > 0 ? choice->nearest : DEFAULT_NEAREST;
}

static void
add_name (GString *text, unsigned type, const char *const *species)
{
  const char *name = vit_species_get (species, type + 1);
  if (*name)
    g_string_append (text, name);
  else
    g_string_append_printf (text, "%u", type + 1);
}

char *
vit_neighbour_choice_dup_text (const VitNeighbourChoice *choice,
                               double face_threshold,
                               const char *const *species)
{
  GString *text = g_string_new (NULL);
  switch (choice->rule)
    {
    case VIT_NEIGHBOURS_CUTOFF:
      g_string_printf (text, "neighbours within %g Å", choice->cutoff);
      break;
    case VIT_NEIGHBOURS_NEAREST:
      g_string_printf (text, "%u nearest neighbours", get_nearest (choice));
      break;
    case VIT_NEIGHBOURS_VORONOI:
      g_string_printf (text, "Voronoi neighbours, faces ≥ %g %%", 100 * face_threshold);
      break;
    case VIT_NEIGHBOURS_PAIRS:
      g_string_append (text, "neighbours within ");
      for (unsigned a = 0; a < VIT_MAX_PAIR_SPECIES; a++)
        for (unsigned b = a; b < VIT_MAX_PAIR_SPECIES; b++)
          if (choice->pairs[a][b] > 0)
            {
              add_name (text, a, species);
              g_string_append (text, "–");
              add_name (text, b, species);
              g_string_append_printf (text, " %g, ", choice->pairs[a][b]);
            }
      g_string_append_printf (text, "else %g Å", choice->cutoff);
    }
  return g_string_free (text, FALSE);
}

static VitNeighbours *
find_pair_neighbours (const VitNeighbourChoice *choice,
                      const VitFrame *frame,
                      const double *x,
                      VitProgress *progress,
                      GError **error)
{
  unsigned n_types = frame->atoms->n_types;
  g_autofree double *cutoffs = g_new (double, MAX ((gsize) n_types * n_types, 1));
  for (unsigned a = 0; a < n_types; a++)
    for (unsigned b = 0; b < n_types; b++)
      {
        bool has = a < VIT_MAX_PAIR_SPECIES && b < VIT_MAX_PAIR_SPECIES && choice->pairs[a][b] > 0;
        cutoffs[a * n_types + b] = has ? choice->pairs[a][b] : choice->cutoff;
      }
  return vit_neighbours_new_pair_cutoff (
      &frame->cell, x, frame->atoms->n, frame->atoms->types, n_types, cutoffs,
      (const char *const *) frame->atoms->species, progress, error);
}

VitNeighbours *
vit_neighbour_choice_find (const VitNeighbourChoice *choice,
                           const VitFrame *frame,
                           const double *x,
                           const VitVoronoi *voronoi,
                           VitProgress *progress,
                           GError **error)
{
  size_t n = frame->atoms->n;
  switch (choice->rule)
    {
    case VIT_NEIGHBOURS_CUTOFF:
      return vit_neighbours_new_cutoff (&frame->cell, x, n, choice->cutoff, progress, error);
    case VIT_NEIGHBOURS_NEAREST:
      return vit_neighbours_new_nearest (&frame->cell, x, n, get_nearest (choice), progress, error);
    case VIT_NEIGHBOURS_PAIRS:
      return find_pair_neighbours (choice, frame, x, progress, error);
    case VIT_NEIGHBOURS_VORONOI:
      break;
    }
  g_return_val_if_fail (voronoi, NULL);
  return vit_neighbours_ref (voronoi->neighbours);
}
