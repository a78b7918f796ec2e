/* Any bytes as the file of a command: `atoms` with every property, or `mechanics`. */

#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "app/cli/cli.h"
#include "core/results/quantity.h"
#include "tests/fuzz/replay.h"

#ifdef FUZZ_ATOMS

GBytes *
fuzz_new_seed (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  for (int k = 0; k < 2; k++)
    {
      g_string_append_printf (
          text,
          "ITEM: TIME\n%d\nITEM: TIMESTEP\n%d\nITEM: NUMBER OF ATOMS\n27\nITEM: BOX "
          "BOUNDS xy xz yz pp pp pp\n0 9 1\n0 8 0\n0 8 0\nITEM: ATOMS id type xu "
          "yu zu\n",
          k, 100 * k);
      for (int i = 0; i < 27; i++)
        g_string_append_printf (text, "%d %d %d.%d %d.%d %d.5\n", i + 1, i % 2 + 1, i % 3 * 3 - 1,
                                (i + k) % 10, i / 3 % 3 * 3 - 1, i % 7, i / 9 * 3 - 1);
    }
  return g_string_free_to_bytes (g_steal_pointer (&text));
}

static void
run_command (char *path)
{
  static char *names;
  if (!names)
    {
      size_t n;
      const VitQuantity *list = vit_quantity_list (&n);
      g_autoptr (GString) text = g_string_new (NULL);
      for (size_t i = 0; i < n; i++)
        if (!(list[i].needs & VIT_NEEDS_MODEL) && strcmp (list[i].name, "cluster") != 0)
          g_string_append_printf (text, "%s%s", text->len > 0 ? "," : "", list[i].name);
      names = g_string_free (g_steal_pointer (&text), FALSE);
    }
  const char *words[] = { "atoms", path, "--frame", "0", "--to-frame", "1", "-p", names, NULL };
  char **argv = (char **) words;
  vit_command_atoms ((int) G_N_ELEMENTS (words) - 1, argv);
}

#else

GBytes *
fuzz_new_seed (void)
{
  g_autoptr (GString) text = g_string_new ("units metal\ntimestep 0.001\nrun 400\n"
                                           "Step Temp Volume Lx Ly Lz Pxx Pyy Pzz\n");
  for (int k = 0; k < 40; k++)
    g_string_append_printf (text, "%d %d %d 10 10 %d.%02d 0 0 -%d\n", 10 * k, 1500 - 30 * k,
                            1100 - k, 10 + k / 50, 2 * k % 100, 900 * k);
  g_string_append (text, "Loop time of 1 on 1 procs for 400 steps with 100 atoms\n");
  return g_string_free_to_bytes (g_steal_pointer (&text));
}

static void
run_command (char *path)
{
  /* With a period it is of cycles. */
  for (int n = 4; n >= 2; n -= 2)
    {
      const char *words[] = { "mechanics", path, n > 2 ? "--period" : NULL, "0.1", NULL };
      char **argv = (char **) words;
      vit_command_mechanics (n, argv);
    }
}

#endif

static void
say_nothing (const char *text)
{
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t n)
{
  g_set_printerr_handler (say_nothing);
  g_setenv ("VITRINE_CACHE_DIR", "", TRUE);
  fflush (stdout);
  int out = dup (STDOUT_FILENO), nowhere = open ("/dev/null", O_WRONLY);
  dup2 (nowhere, STDOUT_FILENO);
  int fd = memfd_create ("fuzz", 0);
  g_autofree char *path = g_strdup_printf ("/proc/self/fd/%d", fd);
  if (write (fd, data, n) == (ssize_t) n)
    run_command (path);
  close (fd);
  fflush (stdout);
  dup2 (out, STDOUT_FILENO);
  close (out);
  close (nowhere);
  return 0;
}
