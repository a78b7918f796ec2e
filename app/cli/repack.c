/* vitrine-cli repack: a trajectory packed so that each of its frames is reached at once. */

#include "app/cli/cli.h"
#include "core/io/repack.h"

static char *output;
static int level = 3;

VitExit
vit_command_repack (int argc, char **argv)
{
  static const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output, "The packed file", "FILE.zst" },
    { "level", 0, 0, G_OPTION_ARG_INT, &level, "How hard to pack, 1 to 19 (default 3)", "N" },
    { NULL },
  };
  VitExit exit;
  GError *error = NULL;
  VitRepacked repacked;
  if (!vit_cli_parse_described (
          entries, "DUMP -o FILE.zst",
          "Packs a trajectory, plain or packed, so that any frame of it is reached at once.",
          "zstd(1) writes one frame, which every process has to unpack from its beginning. Here "
          "each "
          "frame of the trajectory is one of zstd, or several; zstd -d gives the same bytes back.",
          &argc, &argv, &exit))
    return exit;
  if (argc != 2 || !output)
    return vit_cli_usage ("repack", "one trajectory and -o are needed");
  g_autoptr (VitProgress) progress = vit_cli_progress_new ();
  if (!vit_repack (argv[1], output, level, &repacked, progress, &error))
    return vit_cli_fail (error);
  vit_cli_progress_end ();
  g_autofree char *from = g_format_size_full (repacked.n_bytes, G_FORMAT_SIZE_IEC_UNITS),
                  *to = g_format_size_full (repacked.n_packed, G_FORMAT_SIZE_IEC_UNITS);
  g_print ("%s: %zu frames, %s packed into %s\n", output, repacked.n_frames, from, to);
  return VIT_EXIT_GOOD;
}
