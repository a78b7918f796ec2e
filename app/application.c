#include "app/application.h"

#include "app/colour-scheme.h"
#include "app/window.h"
#include "config.h"
#include "core/tml/model.h"
#include "ui/style/theme.h"

struct _VitApplication
{
  GtkApplication parent_instance;

  char *demo; /* to be opened in place of an empty window */
};

G_DEFINE_FINAL_TYPE (VitApplication, vit_application, GTK_TYPE_APPLICATION)

#define APPLICATION_ID "org.vitrine.Vitrine"

/* A bundled file, installed or in the source tree. */
static char *
find_sample (const char *name)
{
  const char *folder = g_getenv ("VITRINE_DATADIR");
  g_autofree char *installed =
      g_build_filename (folder ? folder : VIT_DATADIR, "samples", name, NULL);
  if (g_file_test (installed, G_FILE_TEST_EXISTS))
    return g_steal_pointer (&installed);

  g_autofree char *in_tree = g_build_filename (VIT_SOURCE_ROOT, "resources", "samples", name, NULL);
  return g_file_test (in_tree, G_FILE_TEST_EXISTS) ? g_steal_pointer (&in_tree) : NULL;
}

char *
vit_application_find_demo (void)
{
  return find_sample ("demo.vitrine");
}

char *
vit_application_find_model (void)
{
  return find_sample ("CuZr" VIT_MODEL_SUFFIX);
}

static VitWindow *
new_window (GApplication *application)
{
  VitWindow *window = vit_window_new (GTK_APPLICATION (application));
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
      VIT_APPLICATION (application)->demo = vit_application_find_demo ();
      if (!VIT_APPLICATION (application)->demo)
        {
          g_printerr ("vitrine: the demo study is not installed\n");
          return 1;
        }
    }
  return -1;
}

static void
on_quit (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  /* Each window may have something to save. */
  GList *windows = g_list_copy (gtk_application_get_windows (GTK_APPLICATION (data)));
  for (GList *l = windows; l; l = l->next)
    gtk_window_close (GTK_WINDOW (l->data));
  g_list_free (windows);
}

static void
on_new_window (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  new_window (G_APPLICATION (data));
}

typedef struct
{
  const char *action;
  const char *keys[4];
} Shortcut;

static const Shortcut shortcuts[] = {
  { "app.quit", { "<Control>q" } },
  { "app.new-window", { "<Control>n" } },
  { "win.open", { "<Control>o" } },
  { "win.add-run", { "<Control><Shift>o" } },
  { "win.save", { "<Control>s" } },
  { "win.save-as", { "<Control><Shift>s" } },
  { "win.reload", { "<Control>r", "F5" } },
  { "win.export-page", { "<Control>e" } },
  { "win.export-movie", { "<Control><Shift>e" } },
  { "win.close", { "<Control>w" } },
  { "win.whole-box", { "<Control>3" } },
  { "win.restore-views", { "Escape" } },
  { "win.toggle-runs", { "F9" } },
  { "win.toggle-inspector", { "<Shift>F9" } },
  { "win.fullscreen", { "F11" } },
  { "win.problems", { "<Control>p" } },
  { "win.page(1)", { "<Alt>1" } },
  { "win.page(2)", { "<Alt>2" } },
  { "win.page(3)", { "<Alt>3" } },
  { "win.page(4)", { "<Alt>4" } },
  { "win.page(5)", { "<Alt>5" } },
  { "win.page(6)", { "<Alt>6" } },
  { "win.show-help-overlay", { "<Control>question", "F1" } },
};

/* Keys that text is edited with: they are its own while it has the focus. */
static const Shortcut text_keys[] = {
  { "win.copy", { "<Control>c" } },      { "win.play", { "space" } },
  { "win.step-back", { "Left" } },       { "win.step-forward", { "Right" } },
  { "win.first", { "Home" } },           { "win.last", { "End" } },
  { "win.slice-down", { "Page_Down" } }, { "win.slice-up", { "Page_Up" } },
};

void
vit_application_set_typing (GtkApplication *application, gboolean typing)
{
  static const char *const none[] = { NULL };
  for (gsize i = 0; i < G_N_ELEMENTS (text_keys); i++)
    gtk_application_set_accels_for_action (application, text_keys[i].action,
                                           typing ? none : text_keys[i].keys);
}

static void
set_shortcuts (GtkApplication *application)
{
  for (gsize i = 0; i < G_N_ELEMENTS (shortcuts); i++)
    gtk_application_set_accels_for_action (application, shortcuts[i].action, shortcuts[i].keys);
  vit_application_set_typing (application, FALSE);
}

static void
vit_application_startup (GApplication *application)
{
  static const GActionEntry actions[] = {
    { "quit", on_quit },
    { "new-window", on_new_window },
  };

  G_APPLICATION_CLASS (vit_application_parent_class)->startup (application);
  g_action_map_add_action_entries (G_ACTION_MAP (application), actions, G_N_ELEMENTS (actions),
                                   application);
  set_shortcuts (GTK_APPLICATION (application));
  gtk_window_set_default_icon_name (APPLICATION_ID);

  vit_colour_scheme_follow ();

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
