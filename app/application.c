#include "app/application.h"

#include "app/colour-scheme.h"
#include "app/text-scale.h"
#include "app/samples.h"
#include "app/window-actions.h"
#include "app/window.h"
#include "config.h"
#include "ui/views/software-gl.h"

struct _VitApplication
{
  GtkApplication parent_instance;

  char *demo; /* path of the study that the first window opens (nullable) */
};

G_DEFINE_FINAL_TYPE (VitApplication, vit_application, GTK_TYPE_APPLICATION)

#define APPLICATION_ID "org.vitrine.Vitrine"

static VitWindow *
new_window (GApplication *application)
{
  VitWindow *window = vit_window_new (GTK_APPLICATION (application), vit_window_actions_get ());
  gtk_window_present (GTK_WINDOW (window));
  return window;
}

static void
vit_application_activate (GApplication *application)
{
  VitApplication *self = VIT_APPLICATION (application);
  VitWindow *window = new_window (application);
  if (self->demo)
    vit_window_open_study (window, self->demo);
  g_clear_pointer (&self->demo, g_free);
}

static void
vit_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  VitWindow *window = new_window (application);
  vit_window_open_files (window, files, (guint) n_files);
}

static int
vit_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("Vitrine %s\n", VIT_VERSION);
      return 0;
    }
  if (g_variant_dict_contains (options, "demo"))
    {
      VIT_APPLICATION (application)->demo = vit_samples_find_demo ();
      if (!VIT_APPLICATION (application)->demo)
        {
          g_printerr ("vitrine: the demo study is not installed\n");
          return 1;
        }
    }
  return -1;
}

static void
vit_application_startup (GApplication *application)
{
  G_APPLICATION_CLASS (vit_application_parent_class)->startup (application);
  vit_actions_add_to_application (vit_window_actions_get (), GTK_APPLICATION (application));
  gtk_window_set_default_icon_name (APPLICATION_ID);

  vit_software_gl_avoid (gdk_display_get_default ());
  vit_colour_scheme_follow ();
  vit_text_scale_start ();

  g_autoptr (GtkCssProvider) css = gtk_css_provider_new ();
  gtk_css_provider_load_from_resource (css, "/org/vitrine/Vitrine/style.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (), GTK_STYLE_PROVIDER (css),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}

VitApplication *
vit_application_new (void)
{
  return g_object_new (VIT_TYPE_APPLICATION, "application-id", APPLICATION_ID, "flags",
                       G_APPLICATION_HANDLES_OPEN | G_APPLICATION_NON_UNIQUE, NULL);
}

static void
vit_application_finalize (GObject *object)
{
  g_free (VIT_APPLICATION (object)->demo);
  G_OBJECT_CLASS (vit_application_parent_class)->finalize (object);
}

static void
vit_application_class_init (VitApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);
  G_OBJECT_CLASS (klass)->finalize = vit_application_finalize;
  application_class->activate = vit_application_activate;
  application_class->open = vit_application_open;
  application_class->startup = vit_application_startup;
  application_class->handle_local_options = vit_application_handle_local_options;
}

static void
vit_application_init (VitApplication *self)
{
  static const GOptionEntry options[] = {
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, "Print the version and leave", NULL },
    { "demo", 0, 0, G_OPTION_ARG_NONE, NULL, "Open the demo study", NULL },
    { NULL },
  };
  g_application_add_main_option_entries (G_APPLICATION (self), options);
  g_application_set_option_context_parameter_string (G_APPLICATION (self), "[STUDY | FILE…]");
  g_application_set_option_context_summary (
      G_APPLICATION (self),
      "Shows which atoms of a metallic glass flow: opens a study (*.vitrine), or trajectories.");
}
