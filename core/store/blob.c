#include "core/store/blob.h"

#include <string.h>

#define NO_ARRAY UINT64_MAX
#define LONGEST ((size_t) 1 << 31)

void
vit_blob_put (VitBlob *blob, const void *data, size_t n)
{
  blob->too_long |= n > LONGEST || blob->bytes->len > LONGEST - n;
  if (n > 0 && !blob->too_long)
    g_byte_array_append (blob->bytes, data, (guint) n);
}

void
vit_blob_put_array (VitBlob *blob, const void *data, size_t n, size_t width)
{
  uint64_t count = n;
  vit_blob_put (blob, &count, sizeof count);
  vit_blob_put (blob, data, n * width);
}

void
vit_blob_put_text (VitBlob *blob, const char *text)
{
  uint64_t none = NO_ARRAY;
  if (text)
    vit_blob_put_array (blob, text, strlen (text), 1);
  else
    vit_blob_put (blob, &none, sizeof none);
}

void
vit_blob_put_strv (VitBlob *blob, char *const *texts)
{
  uint64_t count = texts ? g_strv_length ((char **) texts) : NO_ARRAY;
  vit_blob_put (blob, &count, sizeof count);
  for (; texts && *texts; texts++)
    vit_blob_put_text (blob, *texts);
}

bool
vit_blob_get (VitBlobReader *reader, void *to, size_t n)
{
  if (reader->failed || n > reader->n)
    {
      reader->failed = true;
      memset (to, 0, n);
      return false;
    }
  if (n > 0)
    memcpy (to, reader->data, n);
  reader->data += n;
  reader->n -= n;
  return true;
}

void *
vit_blob_get_array (VitBlobReader *reader, size_t width, size_t *n)
{
  uint64_t count = 0;
  *n = 0;
  if (!vit_blob_get (reader, &count, sizeof count) || count > reader->n / width)
    {
      reader->failed = true;
      return g_malloc0 (width);
    }
  void *data = g_malloc0 (MAX (count, 1) * width);
  vit_blob_get (reader, data, count * width);
  *n = count;
  return data;
}

void *
vit_blob_get_array_of (VitBlobReader *reader, size_t width, size_t n)
{
  size_t found;
  void *data = vit_blob_get_array (reader, width, &found);
  if (found == n && !reader->failed)
    return data;
  reader->failed = true;
  g_free (data);
  return g_malloc0_n (MAX (n, 1), width);
}

char *
vit_blob_get_text (VitBlobReader *reader)
{
  uint64_t count = NO_ARRAY;
  if (!vit_blob_get (reader, &count, sizeof count) || count == NO_ARRAY)
    return NULL;
  if (count > reader->n)
    {
      reader->failed = true;
      return NULL;
    }
  char *text = g_strndup ((const char *) reader->data, count);
  reader->data += count;
  reader->n -= count;
  return text;
}

char **
vit_blob_get_strv (VitBlobReader *reader)
{
  uint64_t count = NO_ARRAY;
  if (!vit_blob_get (reader, &count, sizeof count) || count == NO_ARRAY)
    return NULL;
  /* Each text is preceded by its length. */
  if (count > reader->n / sizeof count)
    {
      reader->failed = true;
      return NULL;
    }
  char **texts = g_new0 (char *, count + 1);
  for (uint64_t i = 0; i < count; i++)
    {
      char *text = vit_blob_get_text (reader);
      texts[i] = text ? text : g_strdup ("");
    }
  return texts;
}

bool
vit_blob_is_read (const VitBlobReader *reader)
{
  return !reader->failed && reader->n == 0;
}
