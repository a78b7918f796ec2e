#include "app/export-dialog.h"

#include <math.h>

#include "app/dialogs.h"
#include "app/export-looks.h"
#include "app/export-preview.h"
#include "app/export-work.h"
#include "app/page.h"
#include "app/window.h"
#include "ui/journal/source-data.h"
#include "ui/panels/ask-window.h"
#include "ui/panels/help-topic.h"
#include "ui/panels/scroll-focus.h"

/* Place of the numbers among the formats of a figure. */
#define NUMBERS 3

/* The dialog, from the first question to the written file. */
typedef struct
{
  GtkWindow *window;
  GtkWidget *grid;
  GtkSpinButton *width, *height, *font_size, *rate, *from, *to, *turn, *turn_seconds; /* movie */
  GtkDropDown *format;
  GtkCheckButton *dark, *source_data, *developing;
  VitExportLooks *looks;     /* of a figure */
  VitExportPreview *preview; /* likewise */
  VitFigureSettings *initial;
  GtkWidget *buttons, *about_numbers;
  GtkWidget *progress_box;
  GtkProgressBar *progress;
  GtkLabel *status;
  GtkButton *stop;
  VitExportSource source;
  bool movie;
  bool numbers;
  char *path;
  VitExportWork *work; /* started last (nullable) */
} ExportDialog;

static void
dialog_free (gpointer data)
{
  ExportDialog *dialog = data;
  vit_export_work_free (dialog->work);
  vit_export_preview_free (dialog->preview);
  vit_export_looks_free (dialog->looks);
  vit_figure_settings_free (dialog->initial);
  vit_export_source_unref (&dialog->source);
  g_free (dialog->path);
  g_free (dialog);
}

/* ---- Writing ---- */

static void
fail (ExportDialog *dialog, const char *message)
{
  gtk_widget_set_visible (dialog->progress_box, TRUE);
  gtk_widget_set_visible (GTK_WIDGET (dialog->progress), FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (dialog->status), "error");
  gtk_label_set_text (dialog->status, message);
  gtk_widget_set_sensitive (dialog->grid, TRUE);
  gtk_widget_set_sensitive (dialog->buttons, TRUE);
}

static void
show_progress (ExportDialog *dialog, const char *status)
{
  gtk_widget_set_sensitive (dialog->grid, FALSE);
  gtk_widget_set_sensitive (dialog->buttons, FALSE);
  gtk_widget_set_visible (dialog->progress_box, TRUE);
  gtk_widget_set_visible (GTK_WIDGET (dialog->progress), TRUE);
  gtk_widget_remove_css_class (GTK_WIDGET (dialog->status), "error");
  gtk_label_set_text (dialog->status, status);
}

/* Shows the command that joins the pictures, so that it can be copied. */
static void
show_command (ExportDialog *dialog, const char *command)
{
  gtk_widget_set_visible (GTK_WIDGET (dialog->progress), FALSE);
  g_autofree char *text =
      g_strdup_printf ("The pictures are written. This command joins them:\n\n%s", command);
  gtk_label_set_text (dialog->status, text);
  gtk_label_set_selectable (dialog->status, TRUE);
  gtk_button_set_label (dialog->stop, "Close");
}

/* With the source data that lie beside the figure. */
static void
tell_written (VitWindow *window, ExportDialog *dialog)
{
  bool has_data = dialog->source_data && gtk_check_button_get_active (dialog->source_data);
  g_autofree char *zip = has_data ? vit_source_data_dup_path (dialog->path) : NULL;
  vit_window_show_written (window, dialog->path, zip);
}

static void
on_work_changed (VitExportWork *work, void *data)
{
  ExportDialog *dialog = data;
  VitExportStage stage = vit_export_work_get_stage (work);
  const char *message = vit_export_work_get_message (work);
  double fraction = vit_export_work_get_fraction (work);
  if (stage == VIT_EXPORT_FAILED)
    fail (dialog, message);
  else if (stage == VIT_EXPORT_WRITTEN && message)
    show_command (dialog, message);
  else if (stage == VIT_EXPORT_WRITTEN)
    {
      GtkWindow *parent = gtk_window_get_transient_for (dialog->window);
      if (VIT_IS_WINDOW (parent))
        tell_written (VIT_WINDOW (parent), dialog);
      gtk_window_destroy (dialog->window);
    }
  else
    {
      show_progress (dialog, stage == VIT_EXPORT_COMPUTING ? "Computing…" : "Drawing…");
      if (fraction < 0)
        gtk_progress_bar_pulse (dialog->progress);
      else
        gtk_progress_bar_set_fraction (dialog->progress, fraction);
    }
}

/* Takes the times. */
static void
start_work (ExportDialog *dialog, const VitExportPlan *plan, GArray *times)
{
  vit_export_work_free (dialog->work);
  show_progress (dialog, "Computing…");
  dialog->work = vit_export_work_start (plan, times, on_work_changed, dialog);
}

static bool
is_dark (ExportDialog *dialog)
{
  return gtk_check_button_get_active (dialog->dark);
}

/* The name that settings are kept under. */
static const char *
get_figure_name (ExportDialog *dialog)
{
  const VitExportSource *source = &dialog->source;
  return source->n == 1 || !source->name ? source->names[0] : source->name;
}

static void
write_figure (ExportDialog *dialog)
{
  VitFormat format;
  if (!vit_format_from_path (dialog->path, &format))
    {
      fail (dialog, "The name must end in .svg, .pdf, .png or .csv.");
      return;
    }
  double time = vit_session_get_time (dialog->source.session);
  GArray *times = g_array_new (FALSE, FALSE, sizeof (double));
  g_array_append_val (times, time);
  VitExportPlan plan = { .source = dialog->source,
                         .path = dialog->path,
                         .format = format,
                         .settings = vit_export_looks_get (dialog->looks),
                         .dark = is_dark (dialog),
                         .source_data = gtk_check_button_get_active (dialog->source_data) };
  /* What was set for the figure is kept with the study. */
  if (!vit_figure_settings_equal (plan.settings, dialog->initial))
    vit_study_set_figure_settings (vit_session_get_study (dialog->source.session),
                                   get_figure_name (dialog), plan.settings);
  start_work (dialog, &plan, times);
}

/* Times of the pictures: the start times of the first shown run between two times. */
static GArray *
get_movie_times (ExportDialog *dialog)
{
  GArray *times = g_array_new (FALSE, FALSE, sizeof (double));
  double from = gtk_spin_button_get_value (dialog->from),
         to = gtk_spin_button_get_value (dialog->to);
  VitRun *run = vit_session_get_shown (dialog->source.session, 0);
  VitTmlSeries *series =
      run ? vit_analyses_get_tml (vit_session_get_analyses (dialog->source.session), run) : NULL;
  for (guint i = 0; series && i < vit_tml_series_get_n (series); i++)
    {
      double time = vit_tml_series_get_time (series, i);
      if (time >= from - 1e-9 && time <= to + 1e-9)
        g_array_append_val (times, time);
    }
  return times;
}

static void
write_movie (ExportDialog *dialog)
{
  VitExportPlan plan = { .source = dialog->source, .path = dialog->path, .movie = true };
  plan.movie_options =
      (VitMovieOptions){ .width = (int) gtk_spin_button_get_value (dialog->width),
                         .height = (int) gtk_spin_button_get_value (dialog->height),
                         .rate = gtk_spin_button_get_value (dialog->rate),
                         .font_size = gtk_spin_button_get_value (dialog->font_size),
                         .dark = is_dark (dialog) };
  plan.turn = gtk_spin_button_get_value (dialog->turn);
  GArray *times = get_movie_times (dialog);
  vit_study_set_option_number (vit_session_get_study (dialog->source.session), "view",
                               "turn-seconds", gtk_spin_button_get_value (dialog->turn_seconds));
  if (times->len == 1 && plan.turn != 0)
    {
      double time = g_array_index (times, double, 0);
      g_array_unref (times);
      times = vit_export_repeat_time (time, plan.turn, plan.movie_options.rate,
                                      gtk_spin_button_get_value (dialog->turn_seconds));
    }
  start_work (dialog, &plan, times);
}

/* ---- The dialog ---- */

static void
on_name_chosen (GListModel *files, gpointer data)
{
  ExportDialog *dialog = data;
  g_autoptr (GFile) file = g_list_model_get_item (files, 0);
  g_free (dialog->path);
  dialog->path = file ? g_file_get_path (file) : NULL;
  VitStudy *study = vit_session_get_study (dialog->source.session);
  if (dialog->path && vit_study_reads (study, dialog->path))
    fail (dialog, "The study reads this file: it is not written over.");
  else if (dialog->path && dialog->movie)
    write_movie (dialog);
  else if (dialog->path)
    write_figure (dialog);
}

static void
on_choose (ExportDialog *dialog)
{
  static const char *const figure_endings[] = { "svg", "pdf", "png", "csv" };
  static const char *const movie_endings[] = { "mp4", "webm", "frames" };
  guint i = gtk_drop_down_get_selected (dialog->format);
  const char *ending = dialog->movie
                           ? (vit_movie_can_encode () ? movie_endings[i] : movie_endings[2])
                           : figure_endings[i];
  g_autofree char *base = vit_export_source_dup_name (&dialog->source),
                  *name = g_strdup_printf ("%s.%s", base, ending);
  vit_choose_files (dialog->window, gtk_window_get_title (dialog->window),
                    GTK_FILE_CHOOSER_ACTION_SAVE, FALSE, NULL, 0, name, on_name_chosen, dialog);
}

static void
on_cancel (ExportDialog *dialog)
{
  gtk_window_destroy (dialog->window);
}

static GtkSpinButton *
add_number (ExportDialog *dialog,
            int row,
            const char *text,
            double low,
            double high,
            double step,
            double value,
            const char *tip)
{
  GtkWidget *label = gtk_label_new (text);
  GtkWidget *spin = gtk_spin_button_new_with_range (low, high, step);
  gtk_label_set_xalign (GTK_LABEL (label), 1);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (spin), value);
  gtk_spin_button_set_digits (GTK_SPIN_BUTTON (spin), step < 1 ? 1 : 0);
  gtk_widget_set_tooltip_text (spin, tip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (spin), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_grid_attach (GTK_GRID (dialog->grid), label, 0, row, 1, 1);
  gtk_grid_attach (GTK_GRID (dialog->grid), spin, 1, row, 1, 1);
  return GTK_SPIN_BUTTON (spin);
}

/* A number of the study, in [view]. */
static GtkSpinButton *
add_option (ExportDialog *dialog, int row, const char *key)
{
  const VitOption *option = vit_option_find ("view", key);
  const VitOptions *options =
      vit_study_get_options (vit_session_get_study (dialog->source.session));
  GtkSpinButton *spin = add_number (dialog, row, option->label, option->minimum, option->maximum,
                                    option->step, option->usual, option->tooltip);
  gtk_spin_button_set_digits (spin, (guint) option->digits);
  gtk_spin_button_set_value (spin, vit_option_get_number (option, options));
  return spin;
}

static GtkDropDown *
add_format (ExportDialog *dialog, int row)
{
  static const char *const figures[] = { "SVG (vector, text stays text)", "PDF (vector)",
                                         "PNG (pixels)", "CSV (the numbers)", NULL };
  static const char *const movies[] = { "MP4 (H.264)", "WebM (VP9)", "PNG files", NULL };
  static const char *const no_encoder[] = { "PNG files (ffmpeg is not installed)", NULL };
  GtkWidget *label = gtk_label_new ("Format");
  GtkWidget *format = gtk_drop_down_new_from_strings (!dialog->movie            ? figures
                                                      : vit_movie_can_encode () ? movies
                                                                                : no_encoder);
  gtk_label_set_xalign (GTK_LABEL (label), 1);
  if (dialog->numbers)
    gtk_drop_down_set_selected (GTK_DROP_DOWN (format), NUMBERS);
  gtk_accessible_update_property (GTK_ACCESSIBLE (format), GTK_ACCESSIBLE_PROPERTY_LABEL, "Format",
                                  -1);
  gtk_grid_attach (GTK_GRID (dialog->grid), label, 0, row, 1, 1);
  gtk_grid_attach (GTK_GRID (dialog->grid), format, 1, row, 1, 1);
  return GTK_DROP_DOWN (format);
}

/* The figure is to look otherwise. */
static void
on_looks (void *data)
{
  static const VitFormat formats[] = { VIT_FORMAT_SVG, VIT_FORMAT_PDF, VIT_FORMAT_PNG,
                                       VIT_FORMAT_CSV };
  ExportDialog *dialog = data;
  guint i = MIN (gtk_drop_down_get_selected (dialog->format), G_N_ELEMENTS (formats) - 1);
  if (formats[i] != VIT_FORMAT_CSV && dialog->preview)
    vit_export_preview_update (dialog->preview, vit_export_looks_get (dialog->looks), formats[i],
                               is_dark (dialog));
}

/* Size of the dialog of a figure, where the screen has room for it. */
#define FIGURE_WIDTH 960
#define FIGURE_HEIGHT 660

/* Numbers have no looks. */
static void
on_format (ExportDialog *dialog)
{
  bool numbers = gtk_drop_down_get_selected (dialog->format) == NUMBERS;
  vit_export_looks_show (dialog->looks, !numbers);
  gtk_widget_set_visible (GTK_WIDGET (dialog->dark), !numbers);
  gtk_widget_set_visible (dialog->about_numbers, numbers);
  gtk_window_set_title (dialog->window, numbers ? "Export Numbers" : "Export Figure");
  if (!dialog->preview)
    return;
  gtk_widget_set_visible (vit_export_preview_get_widget (dialog->preview), !numbers);
  gtk_window_set_default_size (dialog->window, numbers ? -1 : FIGURE_WIDTH,
                               numbers ? -1 : FIGURE_HEIGHT);
  on_looks (dialog);
}

static void
on_developing (ExportDialog *dialog)
{
  dialog->source.developing = gtk_check_button_get_active (dialog->developing);
  on_looks (dialog);
}

/* Maps of runs that are being written. */
static void
add_developing (ExportDialog *dialog, int *row)
{
  bool maps = dialog->source.montage != NULL;
  for (int i = 0; i < dialog->source.n; i++)
    {
      const VitFigureSpec *spec = vit_gallery_find (dialog->source.names[i]);
      maps = maps || (spec->shows_tml && (spec->follows & VIT_FOLLOWS_COLOURS));
    }
  if (!maps || !vit_session_is_live (dialog->source.session))
    return;
  const VitOption *option = vit_option_find ("view", "developing");
  dialog->developing = GTK_CHECK_BUTTON (gtk_check_button_new_with_label (option->label));
  gtk_widget_set_tooltip_text (GTK_WIDGET (dialog->developing), option->tooltip);
  g_signal_connect_swapped (dialog->developing, "toggled", G_CALLBACK (on_developing), dialog);
  gtk_grid_attach (GTK_GRID (dialog->grid), GTK_WIDGET (dialog->developing), 1, (*row)++, 1, 1);
}

/* What goes with the file of a figure. */
static void
add_file_controls (ExportDialog *dialog, int *row)
{
  dialog->about_numbers = gtk_label_new (
      "The numbers of what the figure shows, each column with its unit, and what they rest on");
  gtk_label_set_wrap (GTK_LABEL (dialog->about_numbers), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (dialog->about_numbers), 40);
  gtk_label_set_xalign (GTK_LABEL (dialog->about_numbers), 0);
  gtk_grid_attach (GTK_GRID (dialog->grid), dialog->about_numbers, 1, (*row)++, 1, 1);
  add_developing (dialog, row);
  gtk_grid_attach (GTK_GRID (dialog->grid), GTK_WIDGET (dialog->dark), 1, (*row)++, 1, 1);
  dialog->source_data = GTK_CHECK_BUTTON (gtk_check_button_new_with_label ("Source data (zip)"));
  gtk_widget_set_tooltip_text (GTK_WIDGET (dialog->source_data),
                               "The numbers of each panel, what they rest on, the study and the "
                               "command, in a zip beside the figure");
  gtk_grid_attach (GTK_GRID (dialog->grid), GTK_WIDGET (dialog->source_data), 1, (*row)++, 1, 1);
}

static void
on_mend (const VitMend *mend, void *data)
{
  vit_export_looks_mend (((ExportDialog *) data)->looks, mend);
}

static void
add_controls (ExportDialog *dialog)
{
  int row = 0;
  dialog->format = add_format (dialog, row++);
  dialog->dark = GTK_CHECK_BUTTON (gtk_check_button_new_with_label ("Dark background"));
  if (dialog->movie)
    {
      double start, end;
      vit_session_get_extent (dialog->source.session, &start, &end);
      dialog->from =
          add_number (dialog, row++, "From (ps)", start, end, 1, start, "First start time");
      dialog->to = add_number (dialog, row++, "To (ps)", start, end, 1, end, "Last start time");
      dialog->rate = add_number (dialog, row++, "Pictures per second", 1, 60, 1, 10,
                                 "A start time is a picture");
      dialog->turn = add_number (dialog, row++, "Turn by (°)", -3600, 3600, 90, 0,
                                 "The whole box turns by so many degrees");
      dialog->turn_seconds = add_option (dialog, row++, "turn-seconds");
      gboolean whole = vit_session_get_slice (dialog->source.session)->whole;
      gtk_widget_set_sensitive (GTK_WIDGET (dialog->turn), whole);
      gtk_widget_set_sensitive (GTK_WIDGET (dialog->turn_seconds), whole);
      dialog->width = add_number (dialog, row++, "Width (px)", 100, 7680, 10, 1280, "Pixels");
      dialog->height = add_number (dialog, row++, "Height (px)", 100, 4320, 10,
                                   dialog->source.n > 1 ? 960 : 720, "Pixels");
      dialog->font_size = add_number (dialog, row++, "Font size (px)", 6, 72, 1, 15, "Of labels");
    }
  else
    {
      VitFigureSettings *settings = vit_study_get_figure_settings (
          vit_session_get_study (dialog->source.session), get_figure_name (dialog));
      dialog->initial = settings;
      /* Pages are wider than figures. */
      if (dialog->source.n > 1 && !settings->texts[VIT_FIGURE_WIDTH] &&
          !settings->texts[VIT_FIGURE_JOURNAL])
        vit_figure_settings_set (settings, VIT_FIGURE_WIDTH, "180", NULL);
      dialog->looks = vit_export_looks_new (settings, on_looks, dialog);
      add_file_controls (dialog, &row);
      row = vit_export_looks_attach (dialog->looks, GTK_GRID (dialog->grid), row);
    }
  if (dialog->movie)
    {
      gtk_grid_attach (GTK_GRID (dialog->grid), GTK_WIDGET (dialog->dark), 1, row, 1, 1);
      return;
    }
  g_signal_connect_swapped (dialog->dark, "toggled", G_CALLBACK (on_looks), dialog);
  g_signal_connect_swapped (dialog->format, "notify::selected", G_CALLBACK (on_format), dialog);
}

static GtkWidget *
new_buttons (ExportDialog *dialog)
{
  dialog->buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  gtk_widget_set_halign (dialog->buttons, GTK_ALIGN_END);
  GtkWidget *cancel = gtk_button_new_with_label ("Cancel");
  GtkWidget *choose = gtk_button_new_with_label ("Choose Name…");
  gtk_widget_add_css_class (choose, "suggested-action");
  g_signal_connect_swapped (cancel, "clicked", G_CALLBACK (on_cancel), dialog);
  g_signal_connect_swapped (choose, "clicked", G_CALLBACK (on_choose), dialog);
  gtk_box_append (GTK_BOX (dialog->buttons), cancel);
  gtk_box_append (GTK_BOX (dialog->buttons), choose);
  gtk_window_set_default_widget (dialog->window, choose);
  return dialog->buttons;
}

static GtkWidget *
new_progress (ExportDialog *dialog)
{
  dialog->progress_box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  dialog->progress = GTK_PROGRESS_BAR (gtk_progress_bar_new ());
  dialog->status = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (dialog->status, TRUE);
  gtk_label_set_max_width_chars (dialog->status, 48);
  gtk_label_set_xalign (dialog->status, 0);
  GtkWidget *stop = gtk_button_new_with_label ("Stop");
  dialog->stop = GTK_BUTTON (stop);
  gtk_widget_set_halign (stop, GTK_ALIGN_END);
  g_signal_connect_swapped (stop, "clicked", G_CALLBACK (on_cancel), dialog);
  gtk_box_append (GTK_BOX (dialog->progress_box), GTK_WIDGET (dialog->progress));
  gtk_box_append (GTK_BOX (dialog->progress_box), GTK_WIDGET (dialog->status));
  gtk_box_append (GTK_BOX (dialog->progress_box), stop);
  gtk_widget_set_visible (dialog->progress_box, FALSE);
  return dialog->progress_box;
}

/* Controls to the left, the figure to the right. */
static GtkWidget *
new_figure_body (ExportDialog *dialog)
{
  GtkWidget *body = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 18);
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  dialog->preview = vit_export_preview_new (&dialog->source, true, on_mend, dialog);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), dialog->grid);
  vit_scroll_over_numbers (GTK_SCROLLED_WINDOW (scrolled));
  gtk_widget_set_hexpand (scrolled, FALSE);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_widget_set_margin_end (dialog->grid, 12);
  gtk_widget_set_vexpand (body, TRUE);
  gtk_box_append (GTK_BOX (body), scrolled);
  gtk_box_append (GTK_BOX (body), vit_export_preview_get_widget (dialog->preview));
  return body;
}

static void
open_dialog (GtkWindow *parent, const VitExportSource *source, bool movie, bool numbers)
{
  ExportDialog *dialog = g_new0 (ExportDialog, 1);
  dialog->source = *source;
  vit_export_source_ref (&dialog->source);
  dialog->movie = movie;
  dialog->numbers = numbers;

  dialog->window = GTK_WINDOW (gtk_window_new ());
  vit_help_topic_set_dialog (GTK_WINDOW (dialog->window), "export");
  g_object_set_data_full (G_OBJECT (dialog->window), "dialog", dialog, dialog_free);
  gtk_window_set_title (dialog->window, movie ? "Export Movie" : "Export Figure");
  gtk_window_set_transient_for (dialog->window, parent);
  gtk_window_set_modal (dialog->window, TRUE);
  gtk_window_set_resizable (dialog->window, !movie);
  vit_close_with_escape (dialog->window);

  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  gtk_widget_set_margin_start (box, 20);
  gtk_widget_set_margin_end (box, 20);
  gtk_widget_set_margin_top (box, 20);
  gtk_widget_set_margin_bottom (box, 20);
  dialog->grid = gtk_grid_new ();
  gtk_grid_set_row_spacing (GTK_GRID (dialog->grid), 8);
  gtk_grid_set_column_spacing (GTK_GRID (dialog->grid), 12);
  add_controls (dialog);
  gtk_box_append (GTK_BOX (box), movie ? dialog->grid : new_figure_body (dialog));
  gtk_box_append (GTK_BOX (box), new_progress (dialog));
  gtk_box_append (GTK_BOX (box), new_buttons (dialog));
  gtk_window_set_child (dialog->window, box);
  if (!movie)
    on_format (dialog);
  gtk_window_present (dialog->window);
  if (!movie)
    on_looks (dialog);
}

void
vit_export_figure (GtkWindow *parent, const VitExportSource *source, bool numbers)
{
  open_dialog (parent, source, false, numbers);
}

void
vit_export_movie (GtkWindow *parent, const VitExportSource *source)
{
  open_dialog (parent, source, true, false);
}
