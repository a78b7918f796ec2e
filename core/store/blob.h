#pragma once

/* The layout of results in the cache: numbers and arrays one after the other, in the machine's byte
 * order. Reading never goes beyond the end. Any thread. */

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** VitBlob: bytes being written; @too_long: they would exceed 2 GiB, no more are added and none may
 * be stored. */
typedef struct
{
  GByteArray *bytes;
  bool too_long;
} VitBlob;

/** vit_blob_refuse: marks the bytes as not to be stored: they would be wrong when they are
 * loaded. */
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
 * @data: bytes that are not read yet
 * @n: their number
 * @failed: whether a read went beyond the end; that read and all later ones give zeros
 */
typedef struct
{
  const uint8_t *data;
  size_t n;
  bool failed;
} VitBlobReader;

/** vit_blob_get: reads @n bytes into @to. */
bool vit_blob_get (VitBlobReader *reader, void *to, size_t n);

/** vit_blob_get_array: (transfer full): reads an array; at least one element is allocated. */
void *vit_blob_get_array (VitBlobReader *reader, size_t width, size_t *n);

/** vit_blob_get_array_of: (transfer full): reads an array that must have @n elements. */
void *vit_blob_get_array_of (VitBlobReader *reader, size_t width, size_t n);

/** vit_blob_get_text: (transfer full) (nullable): reads a text. */
char *vit_blob_get_text (VitBlobReader *reader);

/** vit_blob_get_strv: (transfer full) (nullable) (array zero-terminated=1): reads texts. */
char **vit_blob_get_strv (VitBlobReader *reader);

/** vit_blob_is_read: whether all is read and nothing failed. */
bool vit_blob_is_read (const VitBlobReader *reader);
