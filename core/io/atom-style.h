#pragma once

/* Atom styles of LAMMPS data files: where type and position stand in a row. Constant data, any
 * thread. */

#include "core/io/text.h"

/**
 * VitAtomStyle:
 * @style: as in the command `atom_style`
 * @type: column of the type
 * @x: column of the first coordinate
 * @n: number of columns before the image flags; 0 if it varies, so that image flags cannot be
 *   recognised
 */
typedef struct
{
  const char *style;
  int type, x, n;
} VitAtomStyle;

/** VIT_ATOM_STYLE_MAX_TOKENS: tokens of a row that are looked at. */
#define VIT_ATOM_STYLE_MAX_TOKENS 24

/** vit_atom_style_find: (transfer none) (nullable): a style by its name. */
const VitAtomStyle *vit_atom_style_find (const char *name);

/** vit_atom_style_list: (transfer full): all names, with commas between them. */
char *vit_atom_style_list (void);

/**
 * VitAtomStyleGuess: how well the usual styles fit rows that are seen one after the other
 */
typedef struct _VitAtomStyleGuess VitAtomStyleGuess;

/** vit_atom_style_guess_new: @n_types: types that the file declares; 0 if not known. */
VitAtomStyleGuess *vit_atom_style_guess_new (int64_t n_types);
void vit_atom_style_guess_free (VitAtomStyleGuess *guess);

/** vit_atom_style_guess_add: looks at a row of @n tokens. */
void vit_atom_style_guess_add (VitAtomStyleGuess *guess, const VitToken *tokens, int n);

/**
 * vit_atom_style_guess_choose:
 * @n_fitting: (out): number of styles that fit all rows
 *
 * Of several styles that fit, the one that tells more types apart; of these the first of atomic,
 * molecular, charge, full and rarer ones.
 *
 * Returns: (transfer none) (nullable): the style; %NULL if none fits
 */
const VitAtomStyle *vit_atom_style_guess_choose (const VitAtomStyleGuess *guess, int *n_fitting);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitAtomStyleGuess, vit_atom_style_guess_free)
