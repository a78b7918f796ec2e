/* Any bytes as a file: opened as a trajectory, every frame read, every column; or as a log. Which
 * of the readers it is for is a matter of the seeds: a file is told by its content. Small files are
 * read as such, or as large ones are. */

#include <glib.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/io/dump-jump.h"
#include "core/io/packed.h"
#include "core/io/thermo-log.h"
#include "core/io/trajectory.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t n);

#ifdef FUZZ_LOG

static void
read_all (const char *path)
{
  g_autoptr (VitThermoLog) log = vit_thermo_log_open (path, NULL, NULL);
}

#else

static void
read_all (const char *path)
{
  const char *const paths[] = { path, NULL };
#ifdef FUZZ_LARGE
  /* As if the file were large. */
  vit_dump_jump_set_from (0);
  vit_packed_set_from (0, 5000);
#endif
  g_autoptr (VitTrajectory) run = vit_trajectory_open (paths, NULL, NULL, NULL);
  if (!run)
    return;
  size_t kept;
  G_GNUC_UNUSED g_autoptr (GPtrArray) problems =
      vit_trajectory_check (run, &kept, NULL, NULL, NULL);
  vit_trajectory_get_basis (run, vit_trajectory_get_n_frames (run) - 1);
  vit_trajectory_get_premises (run);
  VitFrameInfo info;
  vit_trajectory_get_frame_info (run, 0, &info);
  g_autofree double *values = g_new (double, MAX (info.n_atoms, 1));
  for (const char *const *column = vit_trajectory_get_columns (run); *column; column++)
    vit_trajectory_read_column (run, 0, *column, values, NULL);
}

#endif

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t n)
{
  int fd = memfd_create ("fuzz", 0);
  g_autofree char *path = g_strdup_printf ("/proc/self/fd/%d", fd);
  if (write (fd, data, n) == (ssize_t) n)
    read_all (path);
  close (fd);
  return 0;
}

#ifdef FUZZ_REPLAY

/* Without libFuzzer: goes over the files of a folder once. */
int
main (int argc, char **argv)
{
  g_autoptr (GDir) dir = g_dir_open (argv[1], 0, NULL);
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
  g_print ("1..%d\n", count);
  return 0;
}

#endif
