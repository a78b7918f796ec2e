#pragma once

/* Without libFuzzer: goes over the files of a folder, and over seeded mutations of what the target
 * begins with. */

#include <glib.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t n);

/** fuzz_new_seed: (transfer full): a sound input. */
GBytes *fuzz_new_seed (void);

#ifdef FUZZ_REPLAY

#define N_MUTATIONS 400

/* Flip bits, overwrite numbers by extremes, repeat, cut. */
static void
mutate (GByteArray *data, GRand *random)
{
  static const uint64_t extremes[] = {
    0, 1, 0x7fffffff, 0xffffffff, 0x7fffffffffffffff, UINT64_MAX
  };
  for (int k = g_rand_int_range (random, 1, 6); k > 0 && data->len > 8; k--)
    {
      guint at = (guint) g_rand_int_range (random, 0, (gint32) data->len - 8);
      switch (g_rand_int_range (random, 0, 5))
        {
        case 0:
          data->data[at] ^= (uint8_t) (1 << g_rand_int_range (random, 0, 8));
          break;
        case 1:
          data->data[at] = (uint8_t) g_rand_int_range (random, 0, 256);
          break;
        case 2:
          memcpy (data->data + at / 8 * 8, &extremes[g_rand_int_range (random, 0, 6)], 8);
          break;
        case 3:
          memmove (data->data + at, data->data + data->len / 2, MIN (8, data->len - at));
          break;
        default:
          if (g_rand_int_range (random, 0, 4) == 0)
            g_byte_array_set_size (data, at);
        }
    }
}

int
main (int argc, char **argv)
{
  g_autoptr (GBytes) seed = fuzz_new_seed ();
  if (argc > 2 && strcmp (argv[1], "--seed") == 0)
    return !g_file_set_contents (argv[2], g_bytes_get_data (seed, NULL),
                                 (gssize) g_bytes_get_size (seed), NULL);
  g_autoptr (GDir) dir = argc > 1 ? g_dir_open (argv[1], 0, NULL) : NULL;
  const char *name;
  int count = 0;
  while (dir && (name = g_dir_read_name (dir)))
    {
      g_autofree char *path = g_build_filename (argv[1], name, NULL);
      g_autofree char *data = NULL;
      gsize n;
      if (!g_file_get_contents (path, &data, &n, NULL))
        continue;
      LLVMFuzzerTestOneInput ((const uint8_t *) data, n);
      g_print ("ok %d %s\n", ++count, name);
    }
  g_autoptr (GRand) random = g_rand_new_with_seed (20);
  for (int k = 0; k < N_MUTATIONS; k++)
    {
      g_autoptr (GByteArray) data = g_byte_array_new ();
      g_byte_array_append (data, g_bytes_get_data (seed, NULL), (guint) g_bytes_get_size (seed));
      if (k > 0)
        mutate (data, random);
      LLVMFuzzerTestOneInput (data->data, data->len);
    }
  g_print ("ok %d mutations of a sound input\n1..%d\n", count + 1, count + 1);
  return 0;
}

#endif
