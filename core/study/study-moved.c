#include "core/study/study-moved.h"

#include "core/study/study-private.h"

static void
move_file (
    GKeyFile *keys, const char *group, const char *key, const char *path, const VitStudyMove *move)
{
  g_autofree char *name = path ? move->name_file (path, move->data) : NULL;
  vit_study_write_optional (keys, group, key, name);
}

char *
vit_study_dup_moved (VitStudy *self, const VitStudyMove *move)
{
  g_return_val_if_fail (VIT_IS_STUDY (self) && move, NULL);
  g_autofree char *written = g_key_file_to_data (self->keys, NULL, NULL);
  g_autoptr (GKeyFile) keys = g_key_file_new ();
  g_key_file_load_from_data (keys, written, (gsize) -1, G_KEY_FILE_KEEP_COMMENTS, NULL);
  vit_study_write_keys (self, keys, "/");
  for (guint i = 0; i < self->runs->len; i++)
    {
      const char *group = self->groups->pdata[i];
      g_auto (GStrv) files = move->list_run (self->runs->pdata[i], move->data);
      g_key_file_set_string_list (keys, group, "files", (const char *const *) files,
                                  g_strv_length (files));
      move_file (keys, group, "log", vit_run_get_log (self->runs->pdata[i]), move);
    }
  move_file (keys, "model", "file", self->model_path, move);
  size_t n;
  const VitOption *table = vit_option_list (&n);
  for (size_t i = 0; i < n; i++)
    {
      g_autofree char *path = table[i].type == VIT_OPTION_FILE
                                  ? vit_study_dup_option_path (self, table[i].group, table[i].key)
                                  : NULL;
      if (table[i].type == VIT_OPTION_FILE)
        move_file (keys, table[i].group, table[i].key, path, move);
    }
  return g_key_file_to_data (keys, NULL, NULL);
}
