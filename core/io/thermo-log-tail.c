/* A log that is being written: what is new of it is parsed where the parser has stopped. One that
 * is packed is unpacked from its beginning, which takes a fraction of parsing it. */

#include <string.h>

#include "core/base/error.h"
#include "core/io/thermo-log-private.h"

/* Bytes at the beginning of the file, and before the place where the parser has stopped, that say
 * that it has only grown. */
#define SPOT 256

typedef struct
{
  VitLogParser parser; /* of the lines so far, without what is done at the end of a file */
  VitThermoLog *raw;   /* that it fills */
  uint64_t offset, number;
  uint64_t inode, size; /* of the file, as it lies on the disk */
  uint8_t spots[2][SPOT];
} VitLogTail;

void
vit_log_tail_free (void *data)
{
  VitLogTail *tail = data;
  if (!tail)
    return;
  vit_log_parser_clear (&tail->parser);
  vit_thermo_log_unref (tail->raw);
  g_free (tail);
}

static VitLogTail *
tail_new (void)
{
  VitLogTail *tail = g_new0 (VitLogTail, 1);
  tail->raw = vit_log_new ();
  tail->number = 1;
  vit_log_parser_init (&tail->parser, tail->raw, NULL);
  return tail;
}

/* ---- Whether a file has only grown ---- */

static bool
read_spots (VitSource *source, uint64_t offset, uint8_t spots[2][SPOT])
{
  memset (spots, 0, 2 * SPOT);
  size_t n = MIN (offset, SPOT);
  return vit_source_read_exactly (source, 0, spots[0], n, NULL) &&
         vit_source_read_exactly (source, offset - n, spots[1], n, NULL);
}

static bool
has_grown (const VitLogTail *tail, VitSource *source, const VitSourceStamp *stamp)
{
  uint8_t spots[2][SPOT];
  return stamp->inode == tail->inode && stamp->size >= tail->size &&
         read_spots (source, tail->offset, spots) && memcmp (spots, tail->spots, sizeof spots) == 0;
}

/* ---- What readers see ---- */

static VitLogSection *
copy_section (const VitLogSection *section)
{
  VitLogSection *copy = g_memdup2 (section, sizeof *section);
  copy->columns = g_strdupv (section->columns);
  copy->units = g_strdupv (section->units);
  copy->style = g_strdup (section->style);
  copy->values = g_array_copy (section->values);
  if (section->n_missing)
    copy->n_missing = g_memdup2 (section->n_missing, section->n_columns * sizeof (guint));
  return copy;
}

/* The log as it would be if the file ended here. */
static VitThermoLog *
new_log (const VitLogTail *tail, const char *path, GError **error)
{
  g_autoptr (VitThermoLog) log = vit_log_new ();
  VitLogParser parser = tail->parser;
  parser.log = log;
  log->is_table = tail->raw->is_table;
  log->n_stray = tail->raw->n_stray;
  for (guint s = 0; s < tail->raw->sections->len; s++)
    {
      const VitLogSection *section = tail->raw->sections->pdata[s];
      VitLogSection *copy = copy_section (section);
      g_ptr_array_add (log->sections, copy);
      parser.section = tail->parser.section == section ? copy : parser.section;
    }
  g_autoptr (GHashTable) multi = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autoptr (GArray) row = g_array_copy (tail->parser.row);
  for (guint i = 0; i < tail->parser.names->len; i++)
    {
      char *name = g_strdup (tail->parser.names->pdata[i]);
      const double *value = g_hash_table_lookup (tail->parser.multi, name);
      g_hash_table_insert (multi, name, g_memdup2 (value, sizeof *value));
      g_ptr_array_add (names, name);
    }
  parser.multi = multi;
  parser.names = names;
  parser.row = row;
  return vit_log_finish (&parser, path, error) ? g_steal_pointer (&log) : NULL;
}

VitThermoLog *
vit_thermo_log_follow (VitThermoLog *old, const char *path, VitProgress *progress, GError **error)
{
  g_return_val_if_fail (path, NULL);
  g_autoptr (VitSource) source = vit_source_open (path, progress, error);
  VitSourceStamp stamp;
  if (!source)
    return NULL;
  vit_source_get_stamp (source, &stamp);
  /* One who follows takes it; a second one begins anew. */
  VitLogTail *tail = old ? __atomic_exchange_n (&old->tail, NULL, __ATOMIC_ACQ_REL) : NULL;
  if (tail && !has_grown (tail, source, &stamp))
    g_clear_pointer (&tail, vit_log_tail_free);
  if (!tail)
    tail = tail_new ();
  tail->inode = stamp.inode;
  tail->size = stamp.size;
  bool ok =
      vit_log_read_lines (&tail->parser, source, &tail->offset, &tail->number, progress, error) &&
      read_spots (source, tail->offset, tail->spots);
  VitThermoLog *log = ok ? new_log (tail, path, error) : NULL;
  if (log)
    log->tail = tail;
  else
    vit_log_tail_free (tail);
  return log;
}
