#include "core/io/atom-style.h"

#include <math.h>

static const VitAtomStyle styles[] = {
  { "atomic", 1, 2, 5 },       { "charge", 1, 3, 6 },   { "molecular", 2, 3, 6 },
  { "bond", 2, 3, 6 },         { "angle", 2, 3, 6 },    { "full", 2, 4, 7 },
  { "amoeba", 2, 4, 7 },       { "sphere", 1, 4, 7 },   { "bpm/sphere", 2, 5, 8 },
  { "ellipsoid", 1, 4, 7 },    { "body", 1, 4, 7 },     { "dipole", 1, 3, 9 },
  { "dielectric", 1, 3, 13 },  { "electron", 1, 5, 8 }, { "wavepacket", 1, 8, 11 },
  { "line", 2, 5, 8 },         { "tri", 2, 5, 8 },      { "template", 4, 5, 8 },
  { "peri", 1, 4, 7 },         { "dpd", 1, 3, 6 },      { "edpd", 1, 4, 7 },
  { "mdpd", 1, 3, 6 },         { "tdpd", 1, 2, 0 },     { "sph", 1, 5, 8 },
  { "meso", 1, 5, 8 },         { "smd", 1, 10, 13 },    { "spin", 1, 2, 9 },
  { "mesont", 2, 8, 11 },      { "oxdna", 1, 2, 5 },    { "rheo", 1, 4, 7 },
  { "rheo/thermal", 1, 5, 8 }, { "hybrid", 1, 2, 0 },
};

/* Usual is a style that is thought of where none is named, in order of preference. */
typedef struct
{
  const char *style;
  int molecule;   /* column of the number of the molecule; −1 for none */
  int reals, end; /* columns of numbers that need not be whole, before the position */
} UsualStyle;

static const UsualStyle usual[] = {
  { "atomic", -1, 2, 2 }, { "molecular", 1, 3, 3 }, { "charge", -1, 2, 3 }, { "full", 1, 3, 4 },
  { "sphere", -1, 2, 4 }, { "spin", -1, 2, 2 },     { "dipole", -1, 2, 3 },
};

#define N_USUAL ((int) G_N_ELEMENTS (usual))

struct _VitAtomStyleGuess
{
  int64_t n_types;
  size_t n_rows;
  bool fits[G_N_ELEMENTS (usual)];
  bool seen[G_N_ELEMENTS (usual)][256];
};

const VitAtomStyle *
vit_atom_style_find (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (styles); i++)
    if (strcmp (styles[i].style, name) == 0)
      return &styles[i];
  return NULL;
}

char *
vit_atom_style_list (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (styles); i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", styles[i].style);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

VitAtomStyleGuess *
vit_atom_style_guess_new (int64_t n_types)
{
  VitAtomStyleGuess *self = g_new0 (VitAtomStyleGuess, 1);
  self->n_types = n_types > 0 ? MIN (n_types, 255) : 255;
  memset (self->fits, true, sizeof self->fits);
  return self;
}

void
vit_atom_style_guess_free (VitAtomStyleGuess *self)
{
  g_free (self);
}

static bool
are_whole (const VitToken *tokens, int n)
{
  int64_t value;
  for (int k = 0; k < n; k++)
    if (vit_parse_integer (tokens[k], &value) != VIT_INTEGER_OK)
      return false;
  return true;
}

static bool
are_numbers (const VitToken *tokens, int n)
{
  double value;
  for (int k = 0; k < n; k++)
    if (!vit_parse_double (tokens[k], &value))
      return false;
  return true;
}

/* Returns: whether three numbers are a direction, or all 0. */
static bool
are_direction (const VitToken *tokens)
{
  double v[3], square = 0;
  for (int k = 0; k < 3; k++)
    square += vit_parse_double (tokens[k], &v[k]) ? v[k] * v[k] : 4;
  return square == 0 || fabs (square - 1) < 0.01;
}

/* Returns: whether a row can be of a style; its type goes to @type. */
static bool
fits_row (const VitAtomStyleGuess *self,
          const UsualStyle *candidate,
          const VitToken *t,
          int n,
          int64_t *type)
{
  const VitAtomStyle *style = vit_atom_style_find (candidate->style);
  int64_t molecule;
  bool images = n == style->n + 3 && are_whole (t + style->n, 3);
  if (n > VIT_ATOM_STYLE_MAX_TOKENS || (n != style->n && !images))
    return false;
  if (vit_parse_integer (t[style->type], type) != VIT_INTEGER_OK || *type < 1 ||
      *type > self->n_types)
    return false;
  if (candidate->molecule >= 0 &&
      (vit_parse_integer (t[candidate->molecule], &molecule) != VIT_INTEGER_OK || molecule < 0))
    return false;
  /* Whole numbers are image flags and no dipole moments. */
  if (strcmp (style->style, "dipole") == 0 && are_whole (t + n - 3, 3))
    return false;
  if (strcmp (style->style, "spin") == 0 && !are_direction (t + style->x + 3))
    return false;
  return are_numbers (t + candidate->reals, candidate->end - candidate->reals) &&
         are_numbers (t + style->x, style->n - style->x);
}

void
vit_atom_style_guess_add (VitAtomStyleGuess *self, const VitToken *tokens, int n)
{
  self->n_rows++;
  for (int k = 0; k < N_USUAL; k++)
    {
      int64_t type;
      self->fits[k] = self->fits[k] && fits_row (self, &usual[k], tokens, n, &type);
      if (self->fits[k])
        self->seen[k][type] = true;
    }
}

const VitAtomStyle *
vit_atom_style_guess_choose (const VitAtomStyleGuess *self, int *n_fitting)
{
  int best = -1, most = 0;
  *n_fitting = 0;
  for (int k = 0; k < N_USUAL && self->n_rows > 0; k++)
    {
      int n_seen = 0;
      for (int t = 0; t < 256; t++)
        n_seen += self->seen[k][t];
      if (!self->fits[k])
        continue;
      (*n_fitting)++;
      if (best < 0 || n_seen > most)
        {
          best = k;
          most = n_seen;
        }
    }
  return best >= 0 ? vit_atom_style_find (usual[best].style) : NULL;
}
