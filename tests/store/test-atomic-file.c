/* Files that are written whole: over links, modes, long names, pipes, and what killed programs
 * left.
 */

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/error.h"
#include "core/store/atomic-file.h"

typedef struct
{
  char *folder;
} Fixture;

static void
set_up (Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
  f->folder = g_dir_make_tmp ("vitrine-test-XXXXXX", NULL);
  g_assert_nonnull (f->folder);
}

static guint
count_files (Fixture *f)
{
  guint n = 0;
  g_autoptr (GDir) dir = g_dir_open (f->folder, 0, NULL);
  while (g_dir_read_name (dir))
    n++;
  return n;
}

static void
tear_down (Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (f->folder, 0, NULL);
  const char *name;
  while ((name = g_dir_read_name (dir)))
    {
      g_autofree char *path = g_build_filename (f->folder, name, NULL);
      g_remove (path);
    }
  g_rmdir (f->folder);
  g_free (f->folder);
}

static char *
place (Fixture *f, const char *name)
{
  return g_build_filename (f->folder, name, NULL);
}

static void
write_text (const char *path, const char *text)
{
  g_autoptr (GError) error = NULL;
  vit_file_replace (path, text, strlen (text), &error);
  g_assert_no_error (error);
}

static void
assert_text (const char *path, const char *wanted)
{
  g_autofree char *text = NULL;
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, wanted);
}

static void
assert_refused (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_assert_false (vit_file_replace (path, "new", 3, &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_IO);
  g_assert_nonnull (strstr (error->message, path));
}

static unsigned
mode_of (const char *path)
{
  struct stat info;
  g_assert_cmpint (stat (path, &info), ==, 0);
  return info.st_mode & 07777;
}

/* Each way of writing, as a file system does or does not know files without a name. */
static void
test_modes (Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
  static const unsigned modes[] = { 0600, 0640, 0644, 0666, 0755, 0200 };
  static const char *const endings[] = { NULL, ".mp4" };
  g_autofree char *path = place (f, "study.vitrine");
  mode_t mask = umask (027);
  write_text (path, "first");
  umask (mask);
  g_assert_cmphex (mode_of (path), ==, 0640);
  for (gsize i = 0; i < G_N_ELEMENTS (modes); i++)
    for (gsize e = 0; e < G_N_ELEMENTS (endings); e++)
      {
        g_autoptr (GError) error = NULL;
        g_assert_cmpint (chmod (path, modes[i]), ==, 0);
        g_autoptr (VitNewFile) file = vit_new_file_begin (path, 0666, endings[e], &error);
        g_assert_no_error (error);
        g_assert_true ((vit_new_file_get_name (file) != NULL) == (endings[e] != NULL));
        g_assert_cmpint (write (vit_new_file_get_fd (file), "whole", 5), ==, 5);
        g_assert_true (vit_new_file_commit (file, true, &error));
        g_assert_cmphex (mode_of (path), ==, modes[i]);
      }
  chmod (path, 0600);
  assert_text (path, "whole");
  g_assert_cmpuint (count_files (f), ==, 1);
}

static void
test_what_is_read_only (Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
  g_autofree char *path = place (f, "kept.csv");
  g_autofree char *link = place (f, "link.csv");
  write_text (path, "old");
  g_assert_cmpint (chmod (path, 0444), ==, 0);
  g_assert_cmpint (symlink (path, link), ==, 0);
  assert_refused (path);
  assert_refused (link);
  assert_text (path, "old");
  g_assert_cmphex (mode_of (path), ==, 0444);
  assert_refused (f->folder);
  g_assert_cmpuint (count_files (f), ==, 2);
}

static void
test_links (Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
  g_autofree char *target = place (f, "target");
  g_autofree char *second = place (f, "second");
  g_autofree char *first = place (f, "first");
  g_autofree char *round = place (f, "round");
  /* A link to a link to what does not exist yet, by relative names. */
  g_assert_cmpint (symlink ("target", second), ==, 0);
  g_assert_cmpint (symlink ("second", first), ==, 0);
  for (int i = 0; i < 2; i++)
    {
      write_text (first, i == 0 ? "made" : "replaced");
      assert_text (target, i == 0 ? "made" : "replaced");
      g_assert_true (g_file_test (first, G_FILE_TEST_IS_SYMLINK));
      g_assert_true (g_file_test (second, G_FILE_TEST_IS_SYMLINK));
      g_assert_false (g_file_test (target, G_FILE_TEST_IS_SYMLINK));
    }
  g_assert_cmpint (symlink ("round", round), ==, 0);
  assert_refused (round);
}

/* Names of all lengths, in bytes. */
static void
test_names (Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
  for (int n = 1; n <= 256; n++)
    {
      g_autofree char *name = g_strnfill ((gsize) n, 'x');
      g_autofree char *path = place (f, name);
      if (n > 255)
        assert_refused (path);
      else
        write_text (path, name);
      if (n <= 255)
        assert_text (path, name);
    }
  g_assert_cmpuint (count_files (f), ==, 255);
}

static gpointer
read_pipe (gpointer path)
{
  char *text = NULL;
  g_file_get_contents (path, &text, NULL, NULL);
  return text;
}

static void
test_pipes_and_devices (Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
  g_autofree char *path = place (f, "pipe");
  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  GThread *reader = g_thread_new ("reader", read_pipe, path);
  write_text (path, "through");
  g_autofree char *text = g_thread_join (reader);
  g_assert_cmpstr (text, ==, "through");
  struct stat info;
  g_assert_cmpint (stat (path, &info), ==, 0);
  g_assert_true (S_ISFIFO (info.st_mode));
  write_text ("/dev/null", "lost");
  g_assert_cmpint (stat ("/dev/null", &info), ==, 0);
  g_assert_true (S_ISCHR (info.st_mode));
}

/* What a shell appends to stays behind what was there. */
static void
test_own_descriptors (Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
  g_autofree char *path = place (f, "log");
  write_text (path, "old ");
  int fd = open (path, O_WRONLY | O_APPEND);
  g_autofree char *own = g_strdup_printf ("/dev/fd/%d", fd);
  g_autofree char *process = g_strdup_printf ("/proc/self/fd/%d", fd);
  write_text (own, "new ");
  write_text (process, "newer");
  close (fd);
  assert_text (path, "old new newer");
}

/* A program is killed between the making of a file and its name: nothing is left after the next one
 * has written there, and what a living one makes is left alone. */
static void
test_killed_programs (Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
  g_autofree char *path = place (f, "movie.mp4");
  g_autofree char *other = place (f, "other");
  pid_t child = fork ();
  if (child == 0)
    {
      vit_new_file_begin (path, 0666, ".mp4", NULL);
      vit_new_file_begin (path, 0666, NULL, NULL);
      _exit (0);
    }
  int status;
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_cmpuint (count_files (f), ==, 1);
  g_autofree char *alive = place (f, ".vitrine-alive");
  int fd = open (alive, O_RDWR | O_CREAT, 0600);
  g_assert_cmpint (flock (fd, LOCK_EX), ==, 0);
  write_text (other, "x");
  g_assert_cmpuint (count_files (f), ==, 2);
  g_assert_true (g_file_test (alive, G_FILE_TEST_EXISTS));
  close (fd);
}

static void
test_what_is_given_up (Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
  g_autofree char *path = place (f, "movie.mp4");
  write_text (path, "old");
  vit_new_file_free (vit_new_file_begin (path, 0666, ".mp4", NULL));
  vit_new_file_free (vit_new_file_begin (path, 0666, NULL, NULL));
  g_assert_cmpuint (count_files (f), ==, 1);
  assert_text (path, "old");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add (name, Fixture, NULL, set_up, func, tear_down)
  /* First: a folder is swept once for each program. */
  ADD ("/store/atomic-file/killed", test_killed_programs);
  ADD ("/store/atomic-file/modes", test_modes);
  ADD ("/store/atomic-file/read-only", test_what_is_read_only);
  ADD ("/store/atomic-file/links", test_links);
  ADD ("/store/atomic-file/names", test_names);
  ADD ("/store/atomic-file/pipes", test_pipes_and_devices);
  ADD ("/store/atomic-file/descriptors", test_own_descriptors);
  ADD ("/store/atomic-file/given-up", test_what_is_given_up);
  return g_test_run ();
}
