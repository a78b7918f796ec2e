#pragma once

/* The atoms that are followed through time, by id, the same in every run, in the order in which
 * they were picked. A value; any thread. */

#include "core/study/options.h"

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/** VIT_FOLLOWED_MOST: greatest number of atoms that are followed. */
#define VIT_FOLLOWED_MOST 12

/**
 * VitFollowedAtoms:
 * @ids: (array length=n): each once
 */
typedef struct
{
  int64_t ids[VIT_FOLLOWED_MOST];
  guint n;
} VitFollowedAtoms;

/** vit_followed_atoms_find: place of @id; −1 if it is not followed. */
int vit_followed_atoms_find (const VitFollowedAtoms *atoms, int64_t id);

/** vit_followed_atoms_add: adds @id at the end. Returns: whether it was added: it is not if it is
 * there, or if there is no room. */
bool vit_followed_atoms_add (VitFollowedAtoms *atoms, int64_t id);

/** vit_followed_atoms_remove: takes @id out; the others move up. Returns: whether it was there. */
bool vit_followed_atoms_remove (VitFollowedAtoms *atoms, int64_t id);

bool vit_followed_atoms_equal (const VitFollowedAtoms *a, const VitFollowedAtoms *b);

/** vit_followed_atoms_dup_text: (transfer full): "17;42", for the study. */
char *vit_followed_atoms_dup_text (const VitFollowedAtoms *atoms);

/** vit_followed_atoms_read_view: sets @atoms to those that were followed when the study was saved.
 * Returns: whether there was any. */
bool vit_followed_atoms_read_view (VitFollowedAtoms *atoms, const VitViewOptions *view);

/** vit_followed_atoms_read: sets @atoms to what @text says; what is no id is left out. */
void vit_followed_atoms_read (VitFollowedAtoms *atoms, const char *text);
