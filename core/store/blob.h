#pragma once

/* Plain numbers and arrays one behind the other in bytes, in the machine's byte order: how results
 * are laid out in the cache. Reading never goes beyond the end. Any thread. */

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** VitBlob: what is written; @too_long: beyond 2 GiB nothing is added, and it must not be kept. */
typedef struct
{
  GByteArray *bytes;
  bool too_long;
} VitBlob;

/** vit_blob_refuse: what is written must not be kept: it would be wrong when it is found again. */
static inline void
vit_blob_refuse (VitBlob *blob)
{
  blob->too_long = true;
}

/** vit_blob_put: appends @n bytes as they are. */
void vit_blob_put (VitBlob *blob, const void *data, size_t n);

/** vit_blob_put_array: appends the number of elements, then @n elements of @width bytes. */
void vit_blob_put_array (VitBlob *blob, const void *data, size_t n, size_t width);

/** vit_blob_put_text: appends @text (nullable). */
void vit_blob_put_text (VitBlob *blob, const char *text);

/** vit_blob_put_strv: appends @texts (nullable) (array zero-terminated=1). */
void vit_blob_put_strv (VitBlob *blob, char *const *texts);

/**
 * VitBlobReader:
 * @data: what is left
 * @n: bytes left
 * @failed: whether something was asked for that is not there; everything after is zero, too
 */
typedef struct
{
  const uint8_t *data;
  size_t n;
  bool failed;
} VitBlobReader;

/** vit_blob_get: takes @n bytes to @to. */
bool vit_blob_get (VitBlobReader *reader, void *to, size_t n);

/** vit_blob_get_array: (transfer full): takes an array; at least one element is allocated. */
void *vit_blob_get_array (VitBlobReader *reader, size_t width, size_t *n);

/** vit_blob_get_array_of: (transfer full): an array that must have @n elements. */
void *vit_blob_get_array_of (VitBlobReader *reader, size_t width, size_t n);

/** vit_blob_get_text: (transfer full) (nullable): */
char *vit_blob_get_text (VitBlobReader *reader);

/** vit_blob_get_strv: (transfer full) (nullable) (array zero-terminated=1): */
char **vit_blob_get_strv (VitBlobReader *reader);

/** vit_blob_is_read: whether all is read and nothing failed. */
bool vit_blob_is_read (const VitBlobReader *reader);
