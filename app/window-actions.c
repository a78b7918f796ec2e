#include "app/cluster-window.h"
#include "app/imd-dialog.h"
#include "app/window-actions.h"
#include "app/window-view-actions.h"

#include <string.h>

#include "app/dialogs.h"
#include "app/copy-command.h"
#include "app/export-atoms.h"
#include "app/export-copy.h"
#include "app/export-dialog.h"
#include "app/help.h"
#include "app/montage-dialog.h"
#include "app/pages.h"
#include "app/samples.h"
#include "app/window-private.h"
#include "config.h"
#include "core/base/job.h"
#include "core/io/formats.h"

static const VitFileKind study_kinds[] = {
  { "Vitrine studies and stories", { "*.vitrine", "*.vitpack", "*.vitstory", "story.json" } },
};

static void
on_files_chosen (GListModel *list, gpointer data)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    g_ptr_array_add (files, g_list_model_get_item (list, i));
  vit_window_open_files (data, (GFile **) files->pdata, files->len);
}

/* A line of the filter for every kind of files that is read. */
static void
choose_runs (VitWindow *self, const char *title)
{
  size_t n;
  const VitFileFormat *formats = vit_formats_get (&n);
  g_autoptr (GPtrArray) owned = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  g_autoptr (GArray) kinds = g_array_new (FALSE, TRUE, sizeof (VitFileKind));
  VitFileKind everything = { "Everything that Vitrine reads", { "*" } };
  g_array_append_val (kinds, everything);
  g_array_append_val (kinds, study_kinds[0]);
  for (size_t i = 0; i < n; i++)
    {
      bool known = !formats[i].reader;
      for (guint k = 0; k < kinds->len && !known; k++)
        known = strcmp (g_array_index (kinds, VitFileKind, k).name, formats[i].kind) == 0;
      if (known)
        continue;
      VitFileKind kind = { .name = formats[i].kind };
      char **patterns = vit_formats_get_patterns (kind.name);
      g_ptr_array_add (owned, patterns);
      for (gsize k = 0; k < G_N_ELEMENTS (kind.patterns) && patterns[k]; k++)
        kind.patterns[k] = patterns[k];
      g_array_append_val (kinds, kind);
    }
  vit_choose_files (GTK_WINDOW (self), title, GTK_FILE_CHOOSER_ACTION_OPEN, TRUE,
                    (const VitFileKind *) (void *) kinds->data, kinds->len, NULL, on_files_chosen,
                    self);
}

static void
act_open (VitWindow *self, const char *target)
{
  choose_runs (self, "Open");
}

static void
act_add_run (VitWindow *self, const char *target)
{
  choose_runs (self, "Add a Run");
}

static void
act_open_demo (VitWindow *self, const char *target)
{
  g_autofree char *demo = vit_samples_find_demo ();
  if (demo)
    vit_window_open_study_or_anew (self, demo);
}

static void
act_save (VitWindow *self, const char *target)
{
  vit_window_save (self, FALSE, NULL);
}

static void
act_save_as (VitWindow *self, const char *target)
{
  vit_window_save (self, TRUE, NULL);
}

static void
act_reload (VitWindow *self, const char *target)
{
  for (guint i = 0; i < vit_study_get_n_runs (self->study); i++)
    vit_run_reload (vit_study_get_run (self->study, i));
}

static void
act_cluster (VitWindow *self, const char *target)
{
  vit_cluster_window_show (self);
}

static void
act_imd (VitWindow *self, const char *target)
{
  vit_imd_dialog_show (self);
}

static void
act_close (VitWindow *self, const char *target)
{
  gtk_window_close (GTK_WINDOW (self));
}

/* ---- Steps ---- */

static void
press_action (VitWindow *self, const char *action)
{
  gtk_widget_activate_action (GTK_WIDGET (self), action, NULL);
}

static void
press_undo (void *window)
{
  press_action (window, "win.undo");
}

static void
press_redo (void *window)
{
  press_action (window, "win.redo");
}

static void
act_undo (VitWindow *self, const char *target)
{
  g_autofree char *what = vit_undo_back (self->undo);
  g_autofree char *text = what ? g_strdup_printf ("Undone: %s", what) : NULL;
  if (text)
    vit_toast_show (self->toast, text, "Redo", press_redo, self, NULL);
}

static void
act_redo (VitWindow *self, const char *target)
{
  g_autofree char *what = vit_undo_forward (self->undo);
  g_autofree char *text = what ? g_strdup_printf ("Done again: %s", what) : NULL;
  if (text)
    vit_toast_show (self->toast, text, "Undo", press_undo, self, NULL);
}

/* ---- Export ---- */

static void
act_export_page (VitWindow *self, const char *target)
{
  VitExportSource source = vit_page_get_source (vit_window_get_page (self));
  vit_export_figure (GTK_WINDOW (self), &source, false);
}

static void
act_export_movie (VitWindow *self, const char *target)
{
  VitExportSource source = vit_page_get_source (vit_window_get_page (self));
  vit_export_movie (GTK_WINDOW (self), &source);
}

static void
act_export_filmstrip (VitWindow *self, const char *target)
{
  VitExportSource source = { .session = self->session, .names = { "filmstrip" }, .n = 1 };
  vit_export_figure (GTK_WINDOW (self), &source, false);
}

static void
act_compose (VitWindow *self, const char *target)
{
  vit_montage_dialog_open (GTK_WINDOW (self), self->session);
}

static void
act_export_atoms (VitWindow *self, const char *target)
{
  vit_export_atoms (GTK_WINDOW (self), self->session);
}

static void
act_copy (VitWindow *self, const char *target)
{
  VitPage *page = vit_window_get_page (self);
  VitExportSource source = vit_page_get_source (page);
  vit_export_copy (GTK_WIDGET (page), &source);
}

static GtkWindow *
window_of (GtkWidget *widget)
{
  return GTK_WINDOW (gtk_widget_get_root (widget));
}

static void
act_view_export (GtkWidget *widget, const VitExportSource *source)
{
  vit_export_figure (window_of (widget), source, false);
}

static void
act_view_numbers (GtkWidget *widget, const VitExportSource *source)
{
  vit_export_figure (window_of (widget), source, true);
}

static void
act_view_movie (GtkWidget *widget, const VitExportSource *source)
{
  vit_export_movie (window_of (widget), source);
}

/* ---- The program ---- */

static void *
clear_cache (void *cache, VitProgress *progress, GError **error)
{
  vit_cache_clear (cache, error);
  return NULL;
}

static void
on_cache_cleared (VitJob *job, void *data)
{
  g_autoptr (VitWindow) self = data;
  g_autoptr (GError) error = NULL;
  vit_job_take_result (job, &error);
  if (error && self->problems)
    vit_problem_bar_show_error (self->problems, error->message);
}

/* Removes in a job: a gigabyte of files takes a third of a second. */
static void
act_clear_cache (VitWindow *self, const char *target)
{
  if (!self->cache)
    return;
  g_autoptr (VitJob) job =
      vit_job_start (VIT_JOB_MOMENT, "Clearing the cache", clear_cache, vit_cache_ref (self->cache),
                     (GDestroyNotify) vit_cache_unref, NULL, on_cache_cleared, g_object_ref (self));
}

static void
act_about (VitWindow *self, const char *target)
{
  gtk_show_about_dialog (GTK_WINDOW (self), "program-name", "Vitrine", "version", VIT_VERSION,
                         "logo-icon-name", "org.vitrine.Vitrine", "license-type",
                         GTK_LICENSE_MIT_X11, "comments", "Which atoms of a metallic glass flow",
                         NULL);
}

static void
act_quit (GtkApplication *application)
{
  /* Close one by one: each window may have something to save. */
  GList *windows = g_list_copy (gtk_application_get_windows (application));
  for (GList *l = windows; l; l = l->next)
    gtk_window_close (GTK_WINDOW (l->data));
  g_list_free (windows);
}

/* In any window, dialogs as well. */
static void
act_help (GtkApplication *application)
{
  GtkWindow *window = gtk_application_get_active_window (application);
  GListModel *all = gtk_window_get_toplevels ();
  for (guint i = 0; i < g_list_model_get_n_items (all); i++)
    {
      g_autoptr (GtkWindow) one = g_list_model_get_item (all, i);
      if (gtk_window_is_active (one))
        window = one;
    }
  g_autofree char *topic = window ? vit_help_find_topic (window) : NULL;
  if (window)
    vit_help_show (window, topic);
}

static void
act_new_window (GtkApplication *application)
{
  gtk_window_present (GTK_WINDOW (vit_window_new (application, vit_window_actions_get ())));
}

/* ---- Table ---- */

/* Two lines a row. Every page has a row too, and story-actions.c those of stories: see new_table().
 */
/* clang-format off */
static const VitAction actions[] = {
  { "win.open", "Open…", VIT_ACTIONS_OF_FILES, VIT_MENU_NONE, 0, { "<Control>o" },
    VIT_ALWAYS, FALSE, { .window = act_open } },
  { "win.add-run", "Add Run…", VIT_ACTIONS_OF_FILES, VIT_MENU_OPEN, 0, { "<Control><Shift>o" },
    VIT_ALWAYS, FALSE, { .window = act_add_run } },
  { "win.open-demo", "Open the Demo Study", VIT_ACTIONS_OF_FILES, VIT_MENU_OPEN, 0, { NULL },
    VIT_ALWAYS, FALSE, { .window = act_open_demo } },
  { "app.new-window", "New Window", VIT_ACTIONS_OF_WINDOW, VIT_MENU_OPEN, 1, { "<Control>n" },
    VIT_ALWAYS, FALSE, { .application = act_new_window } },
  { "win.train-model", "Train a Model…", VIT_ACTIONS_OF_FILES, VIT_MENU_MAIN, 0, { NULL },
    VIT_WITH_STUDY, FALSE, { .window = vit_act_train_model } },
  { "win.train-indicator", "Train an Indicator…", VIT_ACTIONS_OF_FILES, VIT_MENU_NONE, 0, { NULL },
    VIT_WITH_RUN, FALSE, { .window = vit_act_train_indicator } },
  { "win.save", "Save Study", VIT_ACTIONS_OF_FILES, VIT_MENU_MAIN, 0, { "<Control>s" },
    VIT_WITH_STUDY, FALSE, { .window = act_save } },
  { "win.save-as", "Save Study As…", VIT_ACTIONS_OF_FILES, VIT_MENU_MAIN, 0, { "<Control><Shift>s" },
    VIT_WITH_STUDY, FALSE, { .window = act_save_as } },
  { "win.reload", "Read Files Again", VIT_ACTIONS_OF_FILES, VIT_MENU_MAIN, 0, { "<Control>r", "F5" },
    VIT_WITH_STUDY, FALSE, { .window = act_reload } },
  { "win.cluster", "Cluster…", VIT_ACTIONS_OF_FILES, VIT_MENU_MAIN, 0, { "<Control><Shift>j" },
    VIT_WITH_STUDY, FALSE, { .window = act_cluster } },
  { "win.imd", "Listen to a Simulation…", VIT_ACTIONS_OF_FILES, VIT_MENU_OPEN, 0, { "<Control><Shift>l" },
    VIT_WITH_RUN, FALSE, { .window = act_imd } },
  { "win.undo", "Undo", VIT_ACTIONS_OF_FILES, VIT_MENU_MAIN, 1, { "<Control>z" },
    VIT_WITH_STUDY, TRUE, { .window = act_undo } },
  { "win.redo", "Redo", VIT_ACTIONS_OF_FILES, VIT_MENU_MAIN, 1, { "<Control><Shift>z", "<Control>y" },
    VIT_WITH_STUDY, TRUE, { .window = act_redo } },
  { "win.export-page", "Export Page as Figure…", VIT_ACTIONS_OF_FILES, VIT_MENU_EXPORT, 0, { "<Control>e" },
    VIT_WITH_RUN, FALSE, { .window = act_export_page } },
  { "win.export-filmstrip", "Export Filmstrip of Slices…", VIT_ACTIONS_OF_FILES, VIT_MENU_EXPORT, 0, { NULL },
    VIT_WITH_RUN, FALSE, { .window = act_export_filmstrip } },
  { "win.export-movie", "Export Page as Movie…", VIT_ACTIONS_OF_FILES, VIT_MENU_EXPORT, 0, { "<Control><Shift>e" },
    VIT_WITH_RUN, FALSE, { .window = act_export_movie } },
  { "win.compose", "Compose Figure…", VIT_ACTIONS_OF_FILES, VIT_MENU_EXPORT, 0, { NULL },
    VIT_WITH_RUN, FALSE, { .window = act_compose } },
  { "win.export-atoms", "Export Atoms…", VIT_ACTIONS_OF_FILES, VIT_MENU_EXPORT, 0, { "<Control><Shift>a" },
    VIT_WITH_RUN, FALSE, { .window = act_export_atoms } },
  { "win.copy", "Copy Page", VIT_ACTIONS_OF_FILES, VIT_MENU_EXPORT, 1, { "<Control>c" },
    VIT_WITH_RUN, TRUE, { .window = act_copy } },
  { "view.export", "Export Figure…", VIT_ACTIONS_OF_FILES, VIT_MENU_VIEW, 0, { NULL },
    VIT_ALWAYS, FALSE, { .view = act_view_export } },
  { "view.export-csv", "Export Numbers (CSV)…", VIT_ACTIONS_OF_FILES, VIT_MENU_VIEW, 0, { NULL },
    VIT_ALWAYS, FALSE, { .view = act_view_numbers } },
  { "view.export-movie", "Export Movie…", VIT_ACTIONS_OF_FILES, VIT_MENU_VIEW, 0, { NULL },
    VIT_ALWAYS, FALSE, { .view = act_view_movie } },
  { "view.add-to-montage", "Add to Montage…", VIT_ACTIONS_OF_FILES, VIT_MENU_VIEW, 0, { NULL },
    VIT_ALWAYS, FALSE, { .view = vit_montage_dialog_add } },
  { "view.copy", "Copy", VIT_ACTIONS_OF_FILES, VIT_MENU_VIEW, 1, { NULL },
    VIT_ALWAYS, FALSE, { .view = vit_export_copy } },
  { "view.copy-command", "Copy as Command", VIT_ACTIONS_OF_FILES, VIT_MENU_VIEW, 1, { NULL },
    VIT_ALWAYS, FALSE, { .view = vit_copy_command } },
  { "win.rename-run", "Rename", VIT_ACTIONS_OF_RUNS, VIT_MENU_RUN, 0, { "F2" },
    VIT_WITH_STUDY, FALSE, { .window = vit_act_rename_run } },
  { "win.colour-run", "Colour…", VIT_ACTIONS_OF_RUNS, VIT_MENU_RUN, 0, { "<Control><Shift>c" },
    VIT_WITH_STUDY, FALSE, { .window = vit_act_colour_run } },
  { "win.group-run", "Group…", VIT_ACTIONS_OF_RUNS, VIT_MENU_RUN, 0, { "<Control>g" },
    VIT_WITH_STUDY, FALSE, { .window = vit_act_group_run } },
  { "win.run-up", "Move Up", VIT_ACTIONS_OF_RUNS, VIT_MENU_RUN, 1, { "<Alt>Up" },
    VIT_WITH_STUDY, FALSE, { .window = vit_act_run_up } },
  { "win.run-down", "Move Down", VIT_ACTIONS_OF_RUNS, VIT_MENU_RUN, 1, { "<Alt>Down" },
    VIT_WITH_STUDY, FALSE, { .window = vit_act_run_down } },
  { "win.play", "Play or Pause", VIT_ACTIONS_OF_TIME, VIT_MENU_NONE, 0, { "space" },
    VIT_WITH_RUN, TRUE, { .window = vit_act_play } },
  { "win.step-back", "Previous Start Time", VIT_ACTIONS_OF_TIME, VIT_MENU_NONE, 0, { "Left" },
    VIT_WITH_RUN, TRUE, { .window = vit_act_step_back } },
  { "win.step-forward", "Next Start Time", VIT_ACTIONS_OF_TIME, VIT_MENU_NONE, 0, { "Right" },
    VIT_WITH_RUN, TRUE, { .window = vit_act_step_forward } },
  { "win.first", "First Time", VIT_ACTIONS_OF_TIME, VIT_MENU_NONE, 0, { "Home" },
    VIT_WITH_RUN, TRUE, { .window = vit_act_first } },
  { "win.last", "Last Time", VIT_ACTIONS_OF_TIME, VIT_MENU_NONE, 0, { "End" },
    VIT_WITH_RUN, TRUE, { .window = vit_act_last } },
  { "win.go-to-time", "Go to a Time…", VIT_ACTIONS_OF_TIME, VIT_MENU_NONE, 0, { "<Control>l" },
    VIT_WITH_RUN, FALSE, { .window = vit_act_go_to_time } },
  { "win.follow-end", "Follow the End", VIT_ACTIONS_OF_TIME, VIT_MENU_NONE, 0, { "<Control>End" },
    VIT_WITH_RUN, TRUE, { .window = vit_act_follow_end } },
  { "win.slice-down", "Slice Down", VIT_ACTIONS_OF_MAPS, VIT_MENU_NONE, 0, { "Page_Down" },
    VIT_WITH_RUN, TRUE, { .window = vit_act_slice_down } },
  { "win.slice-up", "Slice Up", VIT_ACTIONS_OF_MAPS, VIT_MENU_NONE, 0, { "Page_Up" },
    VIT_WITH_RUN, TRUE, { .window = vit_act_slice_up } },
  { "win.whole-box", "Slice or Whole Box", VIT_ACTIONS_OF_MAPS, VIT_MENU_NONE, 0, { "<Control>3" },
    VIT_WITH_RUN, FALSE, { .window = vit_act_whole_box } },
  { "win.camera::x", "Whole Box along x", VIT_ACTIONS_OF_MAPS, VIT_MENU_NONE, 0, { "<Alt>x" },
    VIT_WITH_RUN, FALSE, { .window = vit_act_camera } },
  { "win.camera::-x", "Whole Box along −x", VIT_ACTIONS_OF_MAPS, VIT_MENU_NONE, 0, { "<Alt><Shift>x" },
    VIT_WITH_RUN, FALSE, { .window = vit_act_camera } },
  { "win.camera::y", "Whole Box along y", VIT_ACTIONS_OF_MAPS, VIT_MENU_NONE, 0, { "<Alt>y" },
    VIT_WITH_RUN, FALSE, { .window = vit_act_camera } },
  { "win.camera::-y", "Whole Box along −y", VIT_ACTIONS_OF_MAPS, VIT_MENU_NONE, 0, { "<Alt><Shift>y" },
    VIT_WITH_RUN, FALSE, { .window = vit_act_camera } },
  { "win.camera::z", "Whole Box along z", VIT_ACTIONS_OF_MAPS, VIT_MENU_NONE, 0, { "<Alt>z" },
    VIT_WITH_RUN, FALSE, { .window = vit_act_camera } },
  { "win.camera::-z", "Whole Box along −z", VIT_ACTIONS_OF_MAPS, VIT_MENU_NONE, 0, { "<Alt><Shift>z" },
    VIT_WITH_RUN, FALSE, { .window = vit_act_camera } },
  { "win.camera::load", "Whole Box along the Load Axis", VIT_ACTIONS_OF_MAPS, VIT_MENU_NONE, 0, { "<Alt>l" },
    VIT_WITH_RUN, FALSE, { .window = vit_act_camera } },
  { "win.camera::front", "Whole Box from the Front Right", VIT_ACTIONS_OF_MAPS, VIT_MENU_NONE, 0, { "<Alt>f" },
    VIT_WITH_RUN, FALSE, { .window = vit_act_camera } },
  { "win.perspective", "Perspective", VIT_ACTIONS_OF_MAPS, VIT_MENU_NONE, 0, { "<Alt>p" },
    VIT_WITH_RUN, FALSE, { .window = vit_act_perspective } },
  { "win.turntable", "Turntable", VIT_ACTIONS_OF_MAPS, VIT_MENU_NONE, 0, { "<Alt>t" },
    VIT_WITH_RUN, FALSE, { .window = vit_act_turntable } },
  { "win.restore-views", "All Views Again, Then No Picked Atoms", VIT_ACTIONS_OF_PAGES, VIT_MENU_NONE, 0, { "Escape" },
    VIT_WITH_STUDY, FALSE, { .window = vit_act_restore_views } },
  { "win.toggle-runs", "Show Runs", VIT_ACTIONS_OF_WINDOW, VIT_MENU_MAIN, 2, { "F9" },
    VIT_WITH_STUDY, FALSE, { .window = vit_act_toggle_runs } },
  { "win.toggle-inspector", "Show Inspector", VIT_ACTIONS_OF_WINDOW, VIT_MENU_MAIN, 2, { "<Shift>F9" },
    VIT_WITH_STUDY, FALSE, { .window = vit_act_toggle_inspector } },
  { "win.next-pane", "Next Pane", VIT_ACTIONS_OF_WINDOW, VIT_MENU_NONE, 0, { "F6" },
    VIT_WITH_STUDY, FALSE, { .window = vit_act_next_pane } },
  { "win.previous-pane", "Previous Pane", VIT_ACTIONS_OF_WINDOW, VIT_MENU_NONE, 0, { "<Shift>F6" },
    VIT_WITH_STUDY, FALSE, { .window = vit_act_previous_pane } },
  { "win.fullscreen", "Full Screen", VIT_ACTIONS_OF_WINDOW, VIT_MENU_MAIN, 2, { "F11" },
    VIT_ALWAYS, FALSE, { .window = vit_act_fullscreen } },
  { "win.larger", "Larger", VIT_ACTIONS_OF_WINDOW, VIT_MENU_MAIN, 2, { "<Control>plus", "<Control>equal", "<Control>KP_Add" },
    VIT_ALWAYS, FALSE, { .window = vit_act_larger } },
  { "win.smaller", "Smaller", VIT_ACTIONS_OF_WINDOW, VIT_MENU_MAIN, 2, { "<Control>minus", "<Control>KP_Subtract" },
    VIT_ALWAYS, FALSE, { .window = vit_act_smaller } },
  { "win.usual-size", "Usual Size", VIT_ACTIONS_OF_WINDOW, VIT_MENU_MAIN, 2, { "<Control>0" },
    VIT_ALWAYS, FALSE, { .window = vit_act_usual_size } },
  { "win.problems", "Problems in the Files", VIT_ACTIONS_OF_WINDOW, VIT_MENU_MAIN, 3, { "<Control>p" },
    VIT_WITH_STUDY, FALSE, { .window = vit_act_problems } },
  { "win.clear-cache", "Clear the Cache of Results", VIT_ACTIONS_OF_WINDOW, VIT_MENU_MAIN, 3, { NULL },
    VIT_ALWAYS, FALSE, { .window = act_clear_cache } },
  { "app.help", "Manual", VIT_ACTIONS_OF_WINDOW, VIT_MENU_MAIN, 4, { "F1" },
    VIT_ALWAYS, FALSE, { .application = act_help } },
  { "win.show-help-overlay", "Keyboard Shortcuts", VIT_ACTIONS_OF_WINDOW, VIT_MENU_MAIN, 4, { "<Control>question" },
    VIT_ALWAYS, FALSE, { .window = vit_act_shortcuts } },
  { "win.about", "About Vitrine", VIT_ACTIONS_OF_WINDOW, VIT_MENU_MAIN, 4, { NULL },
    VIT_ALWAYS, FALSE, { .window = act_about } },
  { "win.close", "Close Window", VIT_ACTIONS_OF_WINDOW, VIT_MENU_NONE, 0, { "<Control>w" },
    VIT_ALWAYS, FALSE, { .window = act_close } },
  { "app.quit", "Quit", VIT_ACTIONS_OF_WINDOW, VIT_MENU_NONE, 0, { "<Control>q" },
    VIT_ALWAYS, FALSE, { .application = act_quit } },
};
/* clang-format on */

static VitActionTable *
new_table (void)
{
  gsize n_pages;
  const VitPageSpec *pages = vit_page_list (&n_pages);
  gsize n_stories, n;
  const VitAction *stories = vit_story_actions_list (&n_stories);
  n = n_stories + G_N_ELEMENTS (actions);
  VitAction *rows = g_new0 (VitAction, n + n_pages);
  /* The tour stands first among the helps. */
  if (n_stories > 0)
    memcpy (rows, stories, n_stories * sizeof *rows);
  memcpy (rows + n_stories, actions, sizeof actions);
  for (gsize i = 0; i < n_pages; i++)
    rows[n + i] = (VitAction){ .name = g_strconcat ("win.page::", pages[i].name, NULL),
                               .title = pages[i].title,
                               .group = VIT_ACTIONS_OF_PAGES,
                               .menu = VIT_MENU_PAGES,
                               .keys = { pages[i].key },
                               .level = VIT_WITH_STUDY,
                               .on = { .window = vit_act_page } };
  VitActionTable *table = g_new (VitActionTable, 1);
  *table = (VitActionTable){ rows, n + n_pages };
  return table;
}

const VitActionTable *
vit_window_actions_get (void)
{
  static const VitActionTable *table;
  if (!table)
    table = new_table ();
  return table;
}
