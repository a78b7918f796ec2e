#include "core/store/container.h"

#include <string.h>

#include "core/base/error.h"
#include "core/base/hash.h"
#include "core/store/atomic-file.h"
#include "core/store/read-file.h"
#include "core/store/store.h"

/* Most bytes of a file. */
#define MAX_BYTES ((size_t) 4 << 30)

typedef struct
{
  char kind[VIT_CONTAINER_KIND_BYTES];
  uint32_t version;
  uint32_t reserved;
  uint64_t n;
  uint8_t checksum[16];
} ContainerHeader;

static void
compute_checksum (const void *data, size_t n, uint8_t sum[16])
{
  VitHash hash = { 0 };
  vit_hash_update (&hash, data, n);
  vit_hash_finish (&hash, sum);
}

typedef bool (*ReplaceFunc) (const char *path, const void *data, size_t n, GError **error);

static bool
save_container (const char *path,
                const char *kind,
                uint32_t version,
                GVariant *content,
                ReplaceFunc replace,
                GError **error)
{
  g_return_val_if_fail (path && kind && strlen (kind) == VIT_CONTAINER_KIND_BYTES && content,
                        false);
  g_autoptr (GVariant) owned = g_variant_ref_sink (content);
  ContainerHeader header = { .version = version, .n = g_variant_get_size (owned) };
  memcpy (header.kind, kind, sizeof header.kind);
  compute_checksum (g_variant_get_data (owned), (size_t) header.n, header.checksum);
  g_autofree char *all = g_malloc (sizeof header + (size_t) header.n);
  memcpy (all, &header, sizeof header);
  if (header.n > 0)
    memcpy (all + sizeof header, g_variant_get_data (owned), (size_t) header.n);
  return replace (path, all, sizeof header + (size_t) header.n, error);
}

bool
vit_container_save (
    const char *path, const char *kind, uint32_t version, GVariant *content, GError **error)
{
  return save_container (path, kind, version, content, vit_file_replace, error);
}

bool
vit_container_save_lightly (
    const char *path, const char *kind, uint32_t version, GVariant *content, GError **error)
{
  return save_container (path, kind, version, content, vit_file_replace_lightly, error);
}

bool
vit_container_save_shared (
    const char *path, const char *kind, uint32_t version, GVariant *content, GError **error)
{
  return save_container (path, kind, version, content, vit_store_replace_file, error);
}

static bool
check_header (const char *path,
              const char *data,
              size_t length,
              const char *kind,
              uint32_t version,
              const char *what,
              GError **error)
{
  ContainerHeader header;
  if (length < sizeof header || memcmp (data, kind, sizeof header.kind) != 0)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_FORMAT, "%s: is not a %s", path, what);
      return false;
    }
  memcpy (&header, data, sizeof header);
  if (header.version != version)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_UNSUPPORTED,
                   "%s: the %s has version %u of the format, this program reads version %u", path,
                   what, header.version, version);
      return false;
    }
  uint8_t sum[16];
  bool whole = header.n == length - sizeof header;
  if (whole)
    compute_checksum (data + sizeof header, (size_t) header.n, sum);
  if (whole && memcmp (sum, header.checksum, sizeof sum) == 0)
    return true;
  g_set_error (error, VIT_ERROR, VIT_ERROR_FORMAT,
               "%s: the %s is damaged: its checksum does not fit", path, what);
  return false;
}

/* Skip the check of plain arrays of numbers: any bytes are valid, and GLib would look at every
 * element. */
static bool
is_consistent (GVariant *content)
{
  gsize n = g_variant_n_children (content);
  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (GVariant) entry = g_variant_get_child_value (content, i);
      g_autoptr (GVariant) key = g_variant_get_child_value (entry, 0);
      g_autoptr (GVariant) boxed = g_variant_get_child_value (entry, 1);
      g_autoptr (GVariant) value = g_variant_get_variant (boxed);
      const char *type = g_variant_get_type_string (value);
      bool numbers = type[0] == 'a' && type[1] && strchr ("ynqiuxtd", type[1]) && !type[2];
      if (!g_variant_is_normal_form (key) || (!numbers && !g_variant_is_normal_form (value)))
        return false;
    }
  return true;
}

GVariant *
vit_container_load (
    const char *path, const char *kind, uint32_t version, const char *what, GError **error)
{
  g_return_val_if_fail (path && kind && strlen (kind) == VIT_CONTAINER_KIND_BYTES && what, NULL);
  char *data;
  gsize length;
  char head[VIT_CONTAINER_KIND_BYTES];
  /* Tell what is no container before all of it is in memory. */
  if (vit_file_peek (path, head, sizeof head) == sizeof head &&
      memcmp (head, kind, sizeof head) != 0)
    return check_header (path, head, sizeof head, kind, version, what, error), NULL;
  if (!vit_file_read (path, MAX_BYTES, &data, &length, error))
    return NULL;
  g_autoptr (GBytes) all = g_bytes_new_take (data, length);
  if (!check_header (path, data, length, kind, version, what, error))
    return NULL;
  /* The header is a multiple of 8 bytes long, so the content stays aligned. */
  g_autoptr (GBytes) bytes =
      g_bytes_new_from_bytes (all, sizeof (ContainerHeader), length - sizeof (ContainerHeader));
  g_autoptr (GVariant) content =
      g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE_VARDICT, bytes, FALSE));
  if (is_consistent (content))
    return g_steal_pointer (&content);
  g_set_error (error, VIT_ERROR, VIT_ERROR_FORMAT, "%s: the %s contradicts itself", path, what);
  return NULL;
}

void
vit_container_add_array (GVariantDict *dict,
                         const char *name,
                         const char *type,
                         const void *data,
                         size_t n,
                         size_t width)
{
  g_return_if_fail (dict && name && type);
  g_variant_dict_insert_value (dict, name,
                               g_variant_new_fixed_array (G_VARIANT_TYPE (type), data, n, width));
}

bool
vit_container_take_array (
    GVariant *content, const char *name, const char *type, size_t width, void *out, size_t *n)
{
  g_return_val_if_fail (content && name && type && out && n, false);
  g_autofree char *array = g_strconcat ("a", type, NULL);
  g_autoptr (GVariant) value = g_variant_lookup_value (content, name, G_VARIANT_TYPE (array));
  if (!value)
    return false;
  gsize count;
  const void *data = g_variant_get_fixed_array (value, &count, width);
  *(void **) out = g_malloc0 (MAX (count * width, 1));
  if (count > 0)
    memcpy (*(void **) out, data, count * width);
  *n = count;
  return true;
}
