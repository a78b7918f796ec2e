/* What was done, told over the lower edge of the window. */

#include "app/window-private.h"

static void
open_folder (void *folder)
{
  g_autoptr (GFile) file = g_file_new_for_path (folder);
  g_autofree char *uri = g_file_get_uri (file);
  gtk_show_uri (NULL, uri, GDK_CURRENT_TIME);
}

void
vit_window_show_written (VitWindow *self, const char *path, const char *beside)
{
  g_return_if_fail (VIT_IS_WINDOW (self) && path);
  g_autofree char *name = g_filename_display_basename (path),
                  *other = beside ? g_filename_display_basename (beside) : NULL,
                  *text = other ? g_strdup_printf ("%s and %s are written", name, other)
                                : g_strdup_printf ("%s is written", name);
  vit_toast_show (self->toast, text, "Open Folder", open_folder, g_path_get_dirname (path), g_free);
}

void
vit_window_show_atoms_written (VitWindow *self, const char *path, const char *count)
{
  g_return_if_fail (VIT_IS_WINDOW (self) && path && count);
  g_autofree char *name = g_filename_display_basename (path),
                  *text = g_strdup_printf ("%s are written to %s", count, name);
  vit_toast_show (self->toast, text, "Open Folder", open_folder, g_path_get_dirname (path), g_free);
}

void
vit_window_show_note (VitWindow *self, const char *text)
{
  g_return_if_fail (VIT_IS_WINDOW (self) && text);
  vit_toast_show (self->toast, text, NULL, NULL, NULL, NULL);
}

/* A toast that offers to take a step back. */
typedef struct
{
  VitWindow *window;
  char *step; /* as the steps of undo call it */
} StepOffer;

static void
free_offer (void *data)
{
  StepOffer *offer = data;
  g_clear_object (&offer->window);
  g_free (offer->step);
  g_free (offer);
}

/* Only that step: what was done since then is not taken back instead of it. */
static void
take_back_step (void *data)
{
  const StepOffer *offer = data;
  VitWindow *self = offer->window;
  if (self->undo && g_strcmp0 (vit_undo_get_past (self->undo), offer->step) == 0)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.undo", NULL);
  else
    vit_window_show_note (self, "There were other changes since: undo them first");
}

void
vit_window_show_removed (VitWindow *self, const char *name)
{
  if (!self->undo)
    return;
  vit_undo_flush (self->undo);
  StepOffer *offer = g_new (StepOffer, 1);
  *offer = (StepOffer){ g_object_ref (self), g_strdup (vit_undo_get_past (self->undo)) };
  g_autofree char *text = g_strdup_printf ("Removed from the study: %s", name);
  vit_toast_show (self->toast, text, "Undo", take_back_step, offer, free_offer);
}

static void
present (void *window)
{
  gtk_window_present (window);
}

void
vit_window_tell_of_other (VitWindow *window, VitWindow *other)
{
  const char *path = other->study ? vit_study_get_path (other->study) : NULL;
  g_autofree char *name = path ? g_filename_display_basename (path) : NULL;
  g_autofree char *text =
      !vit_window_has_changes (other)
          ? g_strdup ("The story that is not saved is still open in its own window")
      : name ? g_strdup_printf ("%s, with unsaved changes, is still open in its own window", name)
             : g_strdup ("The study that is not saved is still open in its own window");
  vit_toast_show (window->toast, text, "Show It", present, g_object_ref (other), g_object_unref);
}
