#include "core/study/study-folder.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "core/base/error.h"
#include "core/store/atomic-file.h"
#include "core/store/read-file.h"
#include "core/store/scratch.h"
#include "core/study/study-moved.h"

#define DATA "data/"

struct _VitStudyFolder
{
  char *path;
  uint64_t most;
  GHashTable *names; /* path of a file → its name in the folder */
  GHashTable *runs;  /* VitRun → names of its files */
  GError *error;     /* of a file that could not be taken */
};

VitStudyFolder *
vit_study_folder_new (uint64_t most, GError **error)
{
  g_autofree char *path = vit_scratch_folder_new (error);
  if (!path)
    return NULL;
  VitStudyFolder *self = g_new0 (VitStudyFolder, 1);
  self->path = g_steal_pointer (&path);
  self->most = most;
  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->runs = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_strfreev);
  return self;
}

void
vit_study_folder_free (VitStudyFolder *self)
{
  if (!self)
    return;
  vit_scratch_folder_remove (self->path);
  g_hash_table_unref (self->names);
  g_hash_table_unref (self->runs);
  g_clear_error (&self->error);
  g_free (self->path);
  g_free (self);
}

const char *
vit_study_folder_get_path (VitStudyFolder *self)
{
  g_return_val_if_fail (self, NULL);
  return self->path;
}

char *
vit_study_folder_dup_free_name (VitStudyFolder *self, const char *path, const char *ending)
{
  static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
  static const char *const packers[] = { ".zst", ".gz", ".xz", ".bz2" };
  g_return_val_if_fail (self && path, NULL);
  g_autofree char *base = g_path_get_basename (path);
  g_strcanon (base, letters, '-');
  for (gsize i = 0; ending && i < G_N_ELEMENTS (packers); i++)
    if (g_str_has_suffix (base, packers[i]))
      base[strlen (base) - strlen (packers[i])] = '\0';
  for (int k = 1;; k++)
    {
      g_autofree char *number = k > 1 ? g_strdup_printf ("%d-", k) : g_strdup ("");
      g_autofree char *name =
          g_strconcat (DATA, number, *base == '.' ? "x" : "", base, ending ? ending : "", NULL);
      g_autofree char *to = g_build_filename (self->path, name, NULL);
      if (!g_file_test (to, G_FILE_TEST_EXISTS))
        return g_steal_pointer (&name);
    }
}

char *
vit_study_folder_dup_file (VitStudyFolder *self, const char *name, GError **error)
{
  g_return_val_if_fail (self && name, NULL);
  g_autofree char *to = g_build_filename (self->path, name, NULL);
  g_autofree char *folder = g_path_get_dirname (to);
  if (g_mkdir_with_parents (folder, 0700) == 0)
    return g_steal_pointer (&to);
  g_set_error (error, VIT_ERROR, VIT_ERROR_IO, "%s: %s", folder, g_strerror (errno));
  return NULL;
}

bool
vit_study_folder_put (VitStudyFolder *self, const char *name, GBytes *bytes, GError **error)
{
  gsize n;
  g_autofree char *to = vit_study_folder_dup_file (self, name, error);
  const void *data = g_bytes_get_data (bytes, &n);
  return to && vit_file_replace_lightly (to, n > 0 ? data : "", n, error);
}

char *
vit_study_folder_take_file (VitStudyFolder *self, const char *path, GError **error)
{
  g_return_val_if_fail (self && path, NULL);
  const char *known = g_hash_table_lookup (self->names, path);
  if (known)
    return g_strdup (known);
  char *data;
  gsize n;
  if (!vit_file_read (path, self->most, &data, &n, error))
    return NULL;
  g_autoptr (GBytes) bytes = g_bytes_new_take (data, n);
  g_autofree char *name = vit_study_folder_dup_free_name (self, path, NULL);
  if (!vit_study_folder_put (self, name, bytes, error))
    return NULL;
  g_hash_table_insert (self->names, g_strdup (path), g_strdup (name));
  return g_steal_pointer (&name);
}

void
vit_study_folder_set_run (VitStudyFolder *self, VitRun *run, char **names)
{
  g_return_if_fail (self && VIT_IS_RUN (run));
  if (!names)
    {
      names = g_new0 (char *, 2);
      names[0] = vit_study_folder_dup_free_name (self, vit_run_get_paths (run)[0], NULL);
      g_hash_table_insert (self->runs, run, names);
    }
  else
    g_hash_table_insert (self->runs, run, g_strdupv (names));
}

static char **
list_run (VitRun *run, gpointer data)
{
  return g_strdupv (g_hash_table_lookup (((VitStudyFolder *) data)->runs, run));
}

static char *
name_file (const char *path, gpointer data)
{
  VitStudyFolder *self = data;
  GError *inner = NULL;
  char *name = vit_study_folder_take_file (self, path, &inner);
  if (inner && !self->error)
    self->error = inner;
  else
    g_clear_error (&inner);
  return name;
}

bool
vit_study_folder_write (VitStudyFolder *self, VitStudy *study, GError **error)
{
  g_return_val_if_fail (self && VIT_IS_STUDY (study), false);
  VitStudyMove move = { list_run, name_file, self };
  char *text = vit_study_dup_moved (study, &move);
  g_autoptr (GBytes) bytes = g_bytes_new_take (text, strlen (text));
  if (!self->error)
    return vit_study_folder_put (self, VIT_STUDY_FOLDER_STUDY, bytes, error);
  g_propagate_error (error, g_steal_pointer (&self->error));
  return false;
}
