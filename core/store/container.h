#pragma once

/* Named, typed data in one file that carries its kind, the version of its layout and a checksum.
 * Any thread.
 *
 * 40 bytes of header in the machine's byte order (kind, version, length, checksum), then one
 * GVariant dictionary. Typed arrays in it are stored as they lie in memory. */

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/** VIT_CONTAINER_KIND_BYTES: length of the name of a kind. */
#define VIT_CONTAINER_KIND_BYTES 8

/**
 * vit_container_save:
 * @kind: %VIT_CONTAINER_KIND_BYTES characters
 * @version: version of the layout of @content
 * @content: an `a{sv}`; a floating reference is taken
 *
 * The file is written whole or not at all: to a temporary name, synced and renamed.
 */
bool vit_container_save (
    const char *path, const char *kind, uint32_t version, GVariant *content, GError **error);

/** vit_container_save_lightly: the same without waiting for the disk; see
 * vit_file_replace_lightly(). */
bool vit_container_save_lightly (
    const char *path, const char *kind, uint32_t version, GVariant *content, GError **error);

/** vit_container_save_shared: the same into the folder of a store, see vit_store_replace_file(). */
bool vit_container_save_shared (
    const char *path, const char *kind, uint32_t version, GVariant *content, GError **error);

/**
 * vit_container_load:
 * @kind: the expected kind
 * @version: the expected version
 * @what: name of such a file in messages, as in "T_ML model"
 * @error: %VIT_ERROR_IO; %VIT_ERROR_FORMAT if it is of another kind or its checksum does not fit;
 *   %VIT_ERROR_UNSUPPORTED for another version
 *
 * No allocation is larger than the size of the file justifies.
 *
 * Returns: (transfer full): an `a{sv}` in normal form
 */
GVariant *vit_container_load (
    const char *path, const char *kind, uint32_t version, const char *what, GError **error);

/** vit_container_add_array: adds @n elements of @width bytes and GVariant type @type under
 * @name. */
void vit_container_add_array (GVariantDict *dict,
                              const char *name,
                              const char *type,
                              const void *data,
                              size_t n,
                              size_t width);

/**
 * vit_container_take_array:
 * @out: (out) (transfer full): a pointer to the elements
 * @n: (out): number of elements
 *
 * Returns: %false if there is no array of that name and type
 */
bool vit_container_take_array (
    GVariant *content, const char *name, const char *type, size_t width, void *out, size_t *n);
