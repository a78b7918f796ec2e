/* GTK before 4.20 does not ask the desktop whether it is dark: it knows only themes. */

#include "app/colour-scheme.h"

#include <gtk/gtk.h>
#include <string.h>

#define NAMESPACE "org.freedesktop.appearance"
#define KEY "color-scheme"
#define SETTING "gtk-application-prefer-dark-theme"

/* Values of the portal. */
enum
{
  PREFERS_DARK = 1,
  PREFERS_LIGHT = 2,
};

/* Setting of GTK's own configuration. */
static gboolean own_wish;

static void
apply (GVariant *value)
{
  g_autoptr (GVariant) inner = g_variant_ref (value);
  while (g_variant_is_of_type (inner, G_VARIANT_TYPE_VARIANT))
    {
      GVariant *next = g_variant_get_variant (inner);
      g_variant_unref (inner);
      inner = next;
    }
  if (!g_variant_is_of_type (inner, G_VARIANT_TYPE_UINT32))
    return;
  guint32 wish = g_variant_get_uint32 (inner);
  gboolean dark = wish == PREFERS_DARK || (wish != PREFERS_LIGHT && own_wish);
  g_object_set (gtk_settings_get_default (), SETTING, dark, NULL);
}

static void
on_signal (GDBusProxy *portal, const char *sender, const char *signal, GVariant *parameters)
{
  if (g_strcmp0 (signal, "SettingChanged") != 0 ||
      !g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(ssv)")))
    return;
  const char *group, *key;
  g_autoptr (GVariant) value = NULL;
  g_variant_get (parameters, "(&s&sv)", &group, &key, &value);
  if (strcmp (group, NAMESPACE) == 0 && strcmp (key, KEY) == 0)
    apply (value);
}

static void
on_read (GObject *portal, GAsyncResult *result, gpointer data)
{
  g_autoptr (GVariant) answer = g_dbus_proxy_call_finish (G_DBUS_PROXY (portal), result, NULL);
  if (!answer || !g_variant_is_of_type (answer, G_VARIANT_TYPE ("(v)")))
    return;
  g_autoptr (GVariant) value = g_variant_get_child_value (answer, 0);
  apply (value);
}

static void
on_portal (GObject *source, GAsyncResult *result, gpointer data)
{
  GDBusProxy *portal = g_dbus_proxy_new_for_bus_finish (result, NULL);
  if (!portal)
    return;
  /* The proxy is kept as long as the program runs. */
  g_object_set_data_full (G_OBJECT (gtk_settings_get_default ()), "vit-portal", portal,
                          g_object_unref);
  g_signal_connect (portal, "g-signal", G_CALLBACK (on_signal), NULL);
  g_dbus_proxy_call (portal, "Read", g_variant_new ("(ss)", NAMESPACE, KEY), G_DBUS_CALL_FLAGS_NONE,
                     -1, NULL, on_read, NULL);
}

void
vit_colour_scheme_follow (void)
{
  g_object_get (gtk_settings_get_default (), SETTING, &own_wish, NULL);
  g_dbus_proxy_new_for_bus (G_BUS_TYPE_SESSION, G_DBUS_PROXY_FLAGS_DO_NOT_LOAD_PROPERTIES, NULL,
                            "org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop",
                            "org.freedesktop.portal.Settings", NULL, on_portal, NULL);
}
