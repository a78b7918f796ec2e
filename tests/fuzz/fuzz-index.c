/* Any bytes as what a stored index says of a file, while its path, reader and stamp are right. */

#include <glib.h>
#include <glib/gstdio.h>

#include "core/io/timeline.h"
#include "core/io/trajectory.h"
#include "core/store/container.h"
#include "tests/fuzz/replay.h"

#define KIND "VITINDEX"
#define N_ATOMS 20
#define N_FRAMES 4

static char *folder, *dump, *file;
static GVariant *sound;
static uint32_t version;

static void
write_dump (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  for (int k = 0; k < N_FRAMES; k++)
    {
      g_string_append_printf (
          text,
          "ITEM: TIMESTEP\n%d\nITEM: NUMBER OF ATOMS\n%d\nITEM: BOX BOUNDS pp pp "
          "pp\n0 9\n0 9\n0 9\nITEM: ATOMS id type x y z\n",
          100 * k, N_ATOMS);
      for (int i = 0; i < N_ATOMS; i++)
        g_string_append_printf (text, "%d %d %d.5 %d 1\n", i + 1, i % 2 + 1, i % 9, k);
    }
  g_assert_true (g_file_set_contents (dump, text->str, (gssize) text->len, NULL));
  /* A file that was just written is not believed. */
  g_usleep (2100000);
}

static VitTrajectory *
open_dump (void)
{
  const char *const paths[] = { dump, NULL };
  VitTrajectoryOptions options = { .use_index_cache = true };
  return vit_trajectory_open (paths, &options, NULL, NULL);
}

static void
set_up (void)
{
  if (folder)
    return;
  folder = g_dir_make_tmp ("vitrine-fuzz-XXXXXX", NULL);
  g_setenv ("VITRINE_CACHE_DIR", folder, TRUE);
  dump = g_build_filename (folder, "r.dump", NULL);
  write_dump ();
  g_autoptr (VitTrajectory) run = open_dump ();
  g_assert_nonnull (run);
  vit_trajectory_save_index (run);
  g_autofree char *name = g_compute_checksum_for_string (G_CHECKSUM_SHA1, dump, -1);
  file = g_build_filename (folder, "index", name, NULL);
  for (version = 1; !sound && version < 100; version++)
    sound = vit_container_load (file, KIND, version, "index", NULL);
  version--;
  g_assert_nonnull (sound);
}

GBytes *
fuzz_new_seed (void)
{
  set_up ();
  return g_variant_get_data_as_bytes (sound);
}

/* Take all but what says which file this is about from @data. */
static GVariant *
mix (const uint8_t *data, size_t n)
{
  static const char *const kept[] = { "path", "reader", "reader-version", "stamp" };
  g_autoptr (GBytes) bytes = g_bytes_new (data, n);
  g_autoptr (GVariant) given =
      g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE_VARDICT, bytes, FALSE));
  g_autoptr (GVariant) normal = g_variant_get_normal_form (given);
  GVariantDict dict;
  g_variant_dict_init (&dict, normal);
  for (gsize i = 0; i < G_N_ELEMENTS (kept); i++)
    {
      g_autoptr (GVariant) value = g_variant_lookup_value (sound, kept[i], NULL);
      g_variant_dict_insert_value (&dict, kept[i], value);
    }
  return g_variant_dict_end (&dict);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t n)
{
  set_up ();
  g_assert_true (vit_container_save_lightly (file, KIND, version, mix (data, n), NULL));
  g_autoptr (VitTrajectory) run = open_dump ();
  if (!run)
    return 0;
  for (size_t i = 0; i < MIN (vit_trajectory_get_n_frames (run), 6); i++)
    {
      g_autoptr (VitFrame) frame = vit_trajectory_read_frame (run, i, NULL);
      VitCell cell;
      vit_trajectory_read_cell (run, i, &cell, NULL);
      uint8_t key[16];
      vit_trajectory_get_frame_key (run, i, key, NULL);
    }
  g_autoptr (VitTimeline) timeline = vit_timeline_new (run, NULL, NULL, NULL);
  return 0;
}
