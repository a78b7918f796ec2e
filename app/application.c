#include "app/application.h"

#include "app/colour-scheme.h"
#include "app/frame-turns.h"
#include "app/menu-names.h"
#include "app/samples.h"
#include "app/text-scale.h"
#include "app/window-actions.h"
#include "app/window.h"
#include "core/base/turn-queue.h"
#include "core/base/turns.h"
#include "config.h"
#include "ui/views/software-gl.h"

struct _VitApplication
{
  GtkApplication parent_instance;

  char *demo;          /* path of the study that the first window opens (nullable) */
  VitTurnQueue *start; /* what a start is made of: a turn each, as the first one is GTK's own */
};

G_DEFINE_FINAL_TYPE (VitApplication, vit_application, GTK_TYPE_APPLICATION)

#define APPLICATION_ID "org.vitrine.Vitrine"

/* ---- A start, in pieces ---- */

/* One window that is being opened; freed with its last piece. */
typedef struct
{
  GApplication *application;
  VitWindow *window; /* nullable, weak */
  GFile **files;     /* (array length=n_files) */
  guint n_files;
} Start;

static void
clear_start (gpointer data)
{
  Start *start = data;
  for (guint i = 0; i < start->n_files; i++)
    g_object_unref (start->files[i]);
  g_free (start->files);
  g_clear_weak_pointer (&start->window);
  g_application_release (start->application);
}

static void
release_start (gpointer data)
{
  g_rc_box_release_full (data, clear_start);
}

static void
avoid_software_gl (void *data)
{
  VIT_TURN_PART ("start", "OpenGL");
  vit_software_gl_avoid (gdk_display_get_default ());
}

static void
make_window (void *data)
{
  VIT_TURN_PART ("start", "window");
  Start *start = data;
  g_set_weak_pointer (&start->window, vit_window_new_bare (GTK_APPLICATION (start->application)));
}

static void
furnish_window (void *data)
{
  VIT_TURN_PART ("start", "pages");
  Start *start = data;
  if (start->window)
    vit_window_furnish (start->window, vit_window_actions_get ());
}

static void
present_window (void *data)
{
  VIT_TURN_PART ("start", "present");
  Start *start = data;
  if (start->window)
    gtk_window_present (GTK_WINDOW (start->window));
}

static void
open_files (void *data)
{
  VIT_TURN_PART ("start", "files");
  Start *start = data;
  VitApplication *self = VIT_APPLICATION (start->application);
  g_autofree char *demo = g_steal_pointer (&self->demo);
  if (start->window && start->n_files > 0)
    vit_window_open_files (start->window, start->files, start->n_files);
  else if (start->window && demo)
    vit_window_open_study (start->window, demo);
}

static void
start_window (GApplication *application, GFile **files, int n_files)
{
  static void (*const pieces[]) (void *) = { avoid_software_gl, make_window, furnish_window,
                                             present_window, open_files };
  VitApplication *self = VIT_APPLICATION (application);
  Start *start = g_rc_box_new0 (Start);
  start->application = application;
  start->n_files = (guint) n_files;
  start->files = g_new (GFile *, n_files);
  for (int i = 0; i < n_files; i++)
    start->files[i] = g_object_ref (files[i]);
  g_application_hold (application);
  for (gsize i = 0; i < G_N_ELEMENTS (pieces); i++)
    vit_turn_queue_add (self->start, pieces[i], g_rc_box_acquire (start), release_start);
  release_start (start);
}

static void
vit_application_activate (GApplication *application)
{
  start_window (application, NULL, 0);
}

static void
vit_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  start_window (application, files, n_files);
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

  vit_menu_names_start ();
  vit_frame_turns_start ();
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
  VitApplication *self = VIT_APPLICATION (object);
  g_free (self->demo);
  vit_turn_queue_free (self->start);
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
  self->start = vit_turn_queue_new (NULL, VIT_TURN_BEFORE_DRAWING, false);
  g_application_add_main_option_entries (G_APPLICATION (self), options);
  g_application_set_option_context_parameter_string (G_APPLICATION (self),
                                                     "[STUDY | STORY | FILE…]");
  g_application_set_option_context_summary (
      G_APPLICATION (self),
      "Shows which atoms of a metallic glass flow: opens a study (*.vitrine, *.vitpack), a "
      "story (story.json, *.vitstory), or trajectories.");
}
