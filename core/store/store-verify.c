#include <string.h>
#include <sys/stat.h>

#include "core/store/store-private.h"

static void say (VitStoreReport *report, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
say (VitStoreReport *report, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_ptr_array_add (report->messages, g_strdup_vprintf (format, args));
  va_end (args);
}

/* Sum up what no table names, and tables that are none. */
static void
verify_segments (VitStore *store, VitStoreReport *report)
{
  g_autoptr (GDir) dir = g_dir_open (store->segment_folder, 0, NULL);
  const char *name;
  while (dir && (name = g_dir_read_name (dir)))
    {
      struct stat info;
      g_autofree char *path = g_build_filename (store->segment_folder, name, NULL);
      if (!g_str_has_suffix (name, VIT_STORE_DATA_SUFFIX) || stat (path, &info) != 0)
        continue;
      report->bytes += (uint64_t) info.st_size;
      report->unpublished += (uint64_t) info.st_size;
    }
  for (guint i = 0; i < store->segments->len; i++)
    {
      const VitStoreSegment *segment = store->segments->pdata[i];
      report->n_tables += segment->damaged;
      if (segment->damaged)
        say (report,
             "%s" VIT_STORE_TABLE_SUFFIX ": the table is damaged: its results count as missing",
             segment->name);
      else if (segment->size == -1)
        {
          report->n_damaged++;
          say (report,
               "%s" VIT_STORE_DATA_SUFFIX
               ": is shorter than its table says: what was cut counts as "
               "missing",
               segment->name);
        }
    }
}

static void
verify_entry (VitStore *store, guint index, VitStoreReport *report)
{
  const VitStoreEntry *entry = vit_store_get_entry (store, index);
  VitStoreSegment *segment = store->segments->pdata[entry->segment];
  guint place = GPOINTER_TO_UINT (g_hash_table_lookup (store->places, entry->key)) - 1;
  g_autofree char *path = vit_store_new_path (store, segment, VIT_STORE_DATA_SUFFIX);
  g_autoptr (GBytes) bytes = vit_store_read_entry (path, entry);
  uint64_t size = sizeof (VitStoreRecord) + entry->n;
  report->unpublished -= MIN (report->unpublished, size);
  if (!bytes)
    {
      report->n_damaged++;
      say (report,
           "%s" VIT_STORE_DATA_SUFFIX ": a result of kind %s is damaged: it counts as missing",
           segment->name, entry->kind);
      vit_store_give_up_entry (store, index);
      return;
    }
  report->n_entries += place == index;
  report->n_again += place != index;
  if (place == index || (entry->flags & VIT_STORE_OF_FILES) ||
      memcmp (vit_store_get_entry (store, place)->sum, entry->sum, 16) == 0)
    return;
  report->n_different++;
  say (report,
       "%s" VIT_STORE_DATA_SUFFIX ": a result of kind %s is not what another program has computed",
       segment->name, entry->kind);
}

/* What was found is kept for vit_store_check(). @infos: (array): of segments before they were read
 */
static void
keep_marks (VitStore *store, const struct stat *infos)
{
  for (guint i = 0; i < store->segments->len; i++)
    {
      const VitStoreSegment *segment = store->segments->pdata[i];
      if (!segment->own && infos[i].st_size > 0)
        vit_store_mark_segment (store, i, &infos[i]);
    }
}

void
vit_store_verify (VitStore *store, VitStoreReport *report)
{
  g_return_if_fail (store && report);
  *report = (VitStoreReport){ .messages = g_ptr_array_new_with_free_func (g_free) };
  g_mutex_lock (&store->lock);
  g_autofree struct stat *infos = g_new0 (struct stat, MAX (store->segments->len, 1));
  for (guint i = 0; i < store->segments->len; i++)
    {
      g_autofree char *path =
          vit_store_new_path (store, store->segments->pdata[i], VIT_STORE_DATA_SUFFIX);
      if (stat (path, &infos[i]) != 0)
        infos[i].st_size = 0;
    }
  verify_segments (store, report);
  for (guint i = 0; i < store->entries->len; i++)
    verify_entry (store, i, report);
  keep_marks (store, infos);
  g_mutex_unlock (&store->lock);
}

void
vit_store_report_clear (VitStoreReport *report)
{
  g_clear_pointer (&report->messages, g_ptr_array_unref);
}
