#pragma once

/* What a species is called. Types are counted from 1; names are by type − 1, an empty name is none,
 * and a list of names may be shorter than the types. Any thread. */

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** vit_species_get: (transfer none): the name of @type in @names (nullable)
 * (array zero-terminated=1); empty if it has none. */
const char *vit_species_get (const char *const *names, unsigned type);

/** vit_species_dup_name: (transfer full): for sentences: "Zr", or "type 2" without a name. */
char *vit_species_dup_name (const char *const *names, unsigned type);

/**
 * vit_species_new_names:
 * @given: (nullable) (array zero-terminated=1): names that the user gave
 * @own: (nullable) (array zero-terminated=1): names of the file
 *
 * Returns: (transfer full) (array zero-terminated=1): for legends and columns, what each of
 *   @n_types types is called: by the user's name, else the file's, else its number
 */
char **vit_species_new_names (const char *const *given, const char *const *own, unsigned n_types);

/**
 * vit_species_check:
 * @types: type of each of @n atoms
 * @names: (nullable) (array zero-terminated=1): names, for the error
 * @what: what is made for @n_types types: "g(r) is"
 *
 * Returns: whether each type is one of 1 to @n_types; VIT_ERROR_MISMATCH names the first atom that
 *   is of another. O(n)
 */
bool vit_species_check (const uint8_t *types,
                        size_t n,
                        unsigned n_types,
                        const char *const *names,
                        const char *what,
                        GError **error);
