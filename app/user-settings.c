#include "app/user-settings.h"

#include "core/store/atomic-file.h"

#define GROUP "window"

/* Least and greatest width and height that are believed, px. */
#define SMALLEST 300
#define LARGEST 16384

static char *
dup_path (void)
{
  return g_build_filename (g_get_user_config_dir (), "vitrine", "settings.ini", NULL);
}

static GKeyFile *
read_keys (void)
{
  g_autofree char *path = dup_path ();
  GKeyFile *keys = g_key_file_new ();
  g_key_file_load_from_file (keys, path, G_KEY_FILE_KEEP_COMMENTS, NULL);
  return keys;
}

static void
write_keys (GKeyFile *keys)
{
  gsize n;
  g_autofree char *path = dup_path (), *folder = g_path_get_dirname (path),
                  *text = g_key_file_to_data (keys, &n, NULL);
  if (g_mkdir_with_parents (folder, 0700) == 0)
    vit_file_replace (path, text, n, NULL);
}

void
vit_user_settings_load_window (GtkWindow *window)
{
  g_return_if_fail (GTK_IS_WINDOW (window));
  g_autoptr (GKeyFile) keys = read_keys ();
  int width = g_key_file_get_integer (keys, GROUP, "width", NULL),
      height = g_key_file_get_integer (keys, GROUP, "height", NULL);
  if (MIN (width, height) >= SMALLEST && MAX (width, height) <= LARGEST)
    gtk_window_set_default_size (window, width, height);
  if (g_key_file_get_boolean (keys, GROUP, "maximised", NULL))
    gtk_window_maximize (window);
}

void
vit_user_settings_save_window (GtkWindow *window)
{
  g_return_if_fail (GTK_IS_WINDOW (window));
  g_autoptr (GKeyFile) keys = read_keys ();
  int width, height;
  /* Of a window that fills the screen it is the size that it had before. */
  gtk_window_get_default_size (window, &width, &height);
  g_key_file_set_integer (keys, GROUP, "width", width);
  g_key_file_set_integer (keys, GROUP, "height", height);
  g_key_file_set_boolean (keys, GROUP, "maximised", gtk_window_is_maximized (window));
  write_keys (keys);
}

double
vit_user_settings_get_number (const char *group, const char *key, double usual)
{
  g_autoptr (GKeyFile) keys = read_keys ();
  g_autoptr (GError) error = NULL;
  double value = g_key_file_get_double (keys, group, key, &error);
  return error ? usual : value;
}

void
vit_user_settings_set_number (const char *group, const char *key, double value)
{
  g_autoptr (GKeyFile) keys = read_keys ();
  g_key_file_set_double (keys, group, key, value);
  write_keys (keys);
}
