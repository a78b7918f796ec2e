#pragma once

/* A short message over the lower edge of a window that goes by itself, with a button or without:
 * what was undone, what was written. It takes no room. A GtkWidget; main thread. */

#include <gtk/gtk.h>

#define VIT_TYPE_TOAST (vit_toast_get_type ())
G_DECLARE_FINAL_TYPE (VitToast, vit_toast, VIT, TOAST, GtkWidget)

GtkWidget *vit_toast_new (void);

/**
 * vit_toast_show:
 * @button: (nullable): title of the button; %NULL for none
 * @pressed: (nullable): what the button does; the message goes then
 * @destroy: (nullable): frees @data
 *
 * Shows a message in place of the one before. It stays for some seconds, and as long as the pointer
 * is over it.
 */
void vit_toast_show (VitToast *toast,
                     const char *text,
                     const char *button,
                     void (*pressed) (void *data),
                     void *data,
                     GDestroyNotify destroy);

/** vit_toast_get_text: (transfer none) (nullable): the message that is shown. */
const char *vit_toast_get_text (VitToast *toast);
