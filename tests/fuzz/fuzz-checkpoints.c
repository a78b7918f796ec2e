/* Any bytes as the states of a decompressor, their table and what it says of the file, with a
 * checksum that fits: what is read may be wrong, but nothing else. */

#include <glib/gstdio.h>
#include <zlib.h>

#include "core/io/packed.h"
#include "core/io/source.h"
#include "tests/fuzz/replay.h"

/* With its layout. */
#include "core/io/checkpoints.c"

#define N_CONTENT 1000000

static char *folder, *packed, *states;
static char *sound;
static gsize n_sound;

static void
set_up (void)
{
  if (folder)
    return;
  folder = g_dir_make_tmp ("vitrine-fuzz-XXXXXX", NULL);
  g_setenv ("VITRINE_CACHE_DIR", folder, TRUE);
  packed = g_build_filename (folder, "r.gz", NULL);
  vit_packed_set_from (0, 100000);
  gzFile out = gzopen (packed, "wb");
  for (unsigned i = 0; i < N_CONTENT / 10; i++)
    gzprintf (out, "%9u\n", i * 2654435761u % 999999999u);
  gzclose (out);
  g_autoptr (VitSource) source = vit_source_open (packed, NULL, NULL);
  g_assert_true (vit_source_finish (source, NULL, NULL));
  g_autofree char *name = g_compute_checksum_for_string (G_CHECKSUM_SHA1, packed, -1);
  states = g_build_filename (folder, "checkpoints", name, NULL);
  g_assert_true (g_file_get_contents (states, &sound, &n_sound, NULL));
}

GBytes *
fuzz_new_seed (void)
{
  set_up ();
  return g_bytes_new (sound, n_sound);
}

/* Keep what says which file this is about, and make the checksum fit. */
static void
repair (char *data, gsize n)
{
  CheckpointsTrailer end, right;
  memcpy (&right, sound + n_sound - sizeof right, sizeof right);
  memcpy (&end, data + n - sizeof end, sizeof end);
  memcpy (end.magic, right.magic, sizeof end.magic);
  memcpy (end.kind, right.kind, sizeof end.kind);
  end.summary.stamp = right.summary.stamp;
  memcpy (end.summary.fingerprint, right.summary.fingerprint, sizeof end.summary.fingerprint);
  end.summary.damage[sizeof end.summary.damage - 1] = '\0';
  gsize room = n - sizeof end;
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (VitCheckpoint));
  /* A table that fills the rest of the file, if the number allows it. */
  end.n_points = MIN (end.n_points, room / sizeof (VitCheckpoint));
  end.table = room - end.n_points * sizeof (VitCheckpoint);
  g_array_append_vals (points, data + end.table, (guint) end.n_points);
  compute_checksum (points, &end, end.checksum);
  memcpy (data + n - sizeof end, &end, sizeof end);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t n)
{
  set_up ();
  g_autofree char *mine = g_memdup2 (data, MAX (n, 1));
  if (n >= sizeof (CheckpointsTrailer))
    repair (mine, n);
  g_assert_true (g_file_set_contents (states, mine, (gssize) n, NULL));
  g_autoptr (VitSource) source = vit_source_open (packed, NULL, NULL);
  char some[5000];
  for (uint64_t at = 0; source && at < N_CONTENT + 100000; at += 90000)
    vit_source_read (source, at, some, sizeof some, NULL);
  return 0;
}
