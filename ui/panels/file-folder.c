#include "ui/panels/file-folder.h"

#include <glib/gstdio.h>
#include <unistd.h>

static char *last; /* folder that the last dialog ended in, or NULL */

/* (transfer full) (nullable): of the file that was opened here last. */
static char *
dup_recent (void)
{
  g_autofree char *uri = NULL;
  gint64 newest = 0;
  GList *items = gtk_recent_manager_get_items (gtk_recent_manager_get_default ());
  for (GList *l = items; l; l = l->next)
    {
      GDateTime *when = gtk_recent_info_get_modified (l->data);
      if (!gtk_recent_info_has_application (l->data, g_get_application_name ()) ||
          !gtk_recent_info_is_local (l->data) || !when || g_date_time_to_unix (when) < newest)
        continue;
      newest = g_date_time_to_unix (when);
      g_free (uri);
      uri = g_strdup (gtk_recent_info_get_uri (l->data));
    }
  g_list_free_full (items, (GDestroyNotify) gtk_recent_info_unref);
  g_autofree char *path = uri ? g_filename_from_uri (uri, NULL, NULL) : NULL;
  return path ? g_path_get_dirname (path) : NULL;
}

static gboolean
is_fit (const char *folder, gboolean saves)
{
  return folder && g_file_test (folder, G_FILE_TEST_IS_DIR) &&
         (!saves || g_access (folder, W_OK) == 0);
}

void
vit_file_folder_begin (GtkFileChooser *chooser, const char *beside)
{
  g_return_if_fail (GTK_IS_FILE_CHOOSER (chooser));
  gboolean saves = gtk_file_chooser_get_action (chooser) != GTK_FILE_CHOOSER_ACTION_OPEN;
  g_autofree char *own = beside ? g_path_get_dirname (beside) : NULL;
  g_autofree char *recent = is_fit (own, saves) || is_fit (last, saves) ? NULL : dup_recent ();
  const char *folders[] = { own, last, recent, g_get_home_dir () };
  for (gsize i = 0; i < G_N_ELEMENTS (folders); i++)
    if (is_fit (folders[i], saves))
      {
        g_autoptr (GFile) folder = g_file_new_for_path (folders[i]);
        gtk_file_chooser_set_current_folder (chooser, folder, NULL);
        return;
      }
}

void
vit_file_folder_keep (GtkFileChooser *chooser)
{
  g_return_if_fail (GTK_IS_FILE_CHOOSER (chooser));
  g_autoptr (GFile) file = gtk_file_chooser_get_file (chooser);
  g_autofree char *path = file ? g_file_get_path (file) : NULL;
  if (!path)
    return;
  g_free (last);
  last = g_path_get_dirname (path);
}
