#include "app/export-dialog.h"

#include <math.h>

#include "app/dialogs.h"
#include "core/base/job.h"
#include "ui/gallery/gallery.h"
#include "ui/gallery/movie.h"
#include "ui/views/chart-view.h"

/* Pictures for the clipboard, px. */
#define COPY_WIDTH 1600
#define COPY_FONT 22.0

/* The dialog, from the first question to the written file. */
typedef struct
{
  GtkWindow *window;
  GtkWidget *grid;
  GtkSpinButton *width, *height, *dpi, *font_size, *rate, *from, *to;
  GtkDropDown *format;
  GtkCheckButton *dark;
  GtkWidget *buttons;
  GtkWidget *progress_box;
  GtkProgressBar *progress;
  GtkLabel *status;
  GtkButton *stop;
  VitExportSource source;
  VitSession *session;
  bool movie;
  bool numbers;
  VitJob *job;
  char *path;
  gulong progress_handler;
  VitDeriver *deriver; /* makes what the figures need, at each of their times */
  GArray *times;       /* of the figures that are made */
  guint next;          /* which of them */
  guint stepping;      /* source that makes it */
  struct _Work *work;  /* what has been made */
} Dialog;

static void work_free (gpointer data);

static void
dialog_free (gpointer data)
{
  Dialog *dialog = data;
  vit_job_cancel (dialog->job);
  if (dialog->job)
    g_signal_handlers_disconnect_by_data (dialog->job, dialog);
  g_clear_object (&dialog->job);
  for (int i = 0; i < dialog->source.n; i++)
    g_clear_object (&dialog->source.runs[i]);
  g_clear_handle_id (&dialog->stepping, g_source_remove);
  if (dialog->deriver)
    g_signal_handlers_disconnect_by_data (dialog->deriver, dialog);
  g_clear_object (&dialog->deriver);
  g_clear_pointer (&dialog->times, g_array_unref);
  g_clear_pointer (&dialog->work, work_free);
  g_clear_object (&dialog->session);
  g_free (dialog->path);
  g_free (dialog);
}

/* ---- Figures ---- */

static VitFigure *
make_figure (const VitExportSource *source,
             VitDeriver *deriver,
             double time,
             bool playhead,
             bool dark,
             GError **error)
{
  VitFigure *children[VIT_EXPORT_MAX_FIGURES];
  int n = 0;
  for (int i = 0; i < source->n; i++)
    {
      g_autoptr (GPtrArray) runs = g_ptr_array_new ();
      g_autoptr (GError) one = NULL;
      VitGalleryRequest request = { 0 };
      if (source->runs[i])
        g_ptr_array_add (runs, source->runs[i]);
      vit_session_fill_request (source->session, &request, runs);
      if (deriver)
        request.deriver = deriver;
      request.time = time;
      request.playhead = playhead;
      request.dark = dark;
      VitFigure *figure = vit_gallery_make (source->names[i], &request, &one);
      if (figure)
        children[n++] = figure;
      else if (source->n == 1)
        g_propagate_error (error, g_steal_pointer (&one));
    }
  if (n == 0)
    {
      if (error && !*error)
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "There is nothing to export yet.");
      return NULL;
    }
  return n == 1 ? children[0] : vit_figure_new_page (children, n, 2);
}

/* ---- The work ---- */

typedef struct _Work
{
  VitFigure **figures;
  size_t n;
  char *path;
  VitFormat format;
  VitExportOptions options;
  VitMovieOptions movie_options;
  bool movie;
} Work;

static void
work_free (gpointer data)
{
  Work *work = data;
  if (!work)
    return;
  for (size_t i = 0; i < work->n; i++)
    vit_figure_free (work->figures[i]);
  g_free (work->figures);
  g_free (work->path);
  g_free (work);
}

static void *
do_work (void *data, VitProgress *progress, GError **error)
{
  Work *work = data;
  char *note = NULL;
  bool ok = work->movie ? vit_movie_write (work->figures, work->n, work->path, &work->movie_options,
                                           &note, progress, error)
                        : vit_figure_export (work->figures[0], work->path, work->format,
                                             &work->options, error);
  if (!ok)
    return NULL;
  return note ? note : g_strdup_printf ("Written: %s", work->path);
}

static void
fail (Dialog *dialog, const char *message)
{
  gtk_widget_set_visible (dialog->progress_box, TRUE);
  gtk_widget_set_visible (GTK_WIDGET (dialog->progress), FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (dialog->status), "error");
  gtk_label_set_text (dialog->status, message);
  gtk_widget_set_sensitive (dialog->grid, TRUE);
  gtk_widget_set_sensitive (dialog->buttons, TRUE);
}

static void
on_done (VitJob *job, void *data)
{
  Dialog *dialog = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *note = vit_job_take_result (job, &error);
  g_signal_handlers_disconnect_by_data (job, dialog);
  g_clear_object (&dialog->job);
  if (!note)
    {
      fail (dialog, error ? error->message : "It failed.");
      return;
    }
  if (g_str_has_prefix (note, "Written: "))
    {
      gtk_window_destroy (dialog->window);
      return;
    }
  /* The command that joins the pictures: to be copied. */
  gtk_widget_set_visible (GTK_WIDGET (dialog->progress), FALSE);
  g_autofree char *text =
      g_strdup_printf ("The pictures are written. This command joins them:\n\n%s", note);
  gtk_label_set_text (dialog->status, text);
  gtk_label_set_selectable (dialog->status, TRUE);
  gtk_button_set_label (dialog->stop, "Close");
}

static void
on_fraction (VitJob *job, GParamSpec *pspec, Dialog *dialog)
{
  gtk_progress_bar_set_fraction (dialog->progress, vit_job_get_fraction (job));
}

static void
show_progress (Dialog *dialog, const char *status)
{
  gtk_widget_set_sensitive (dialog->grid, FALSE);
  gtk_widget_set_sensitive (dialog->buttons, FALSE);
  gtk_widget_set_visible (dialog->progress_box, TRUE);
  gtk_widget_set_visible (GTK_WIDGET (dialog->progress), TRUE);
  gtk_widget_remove_css_class (GTK_WIDGET (dialog->status), "error");
  gtk_label_set_text (dialog->status, status);
}

static void
start_work (Dialog *dialog, Work *work)
{
  show_progress (dialog, "Drawing…");
  dialog->job = vit_job_start (VIT_JOB_LASTING, "Exporting", do_work, work, work_free, g_free,
                               on_done, dialog);
  g_signal_connect (dialog->job, "notify::fraction", G_CALLBACK (on_fraction), dialog);
}

static bool
is_dark (Dialog *dialog)
{
  return gtk_check_button_get_active (dialog->dark);
}

/* ---- Making the figures: one after the other, each when all that it shows is there ---- */

static gboolean
on_step (gpointer data)
{
  Dialog *dialog = data;
  Work *work = dialog->work;
  g_autoptr (GError) error = NULL;
  dialog->stepping = 0;
  VitFigure *figure = make_figure (&dialog->source, dialog->deriver,
                                   g_array_index (dialog->times, double, dialog->next), work->movie,
                                   is_dark (dialog), &error);
  if (vit_deriver_is_busy (dialog->deriver, NULL, NULL))
    {
      /* It may show what was asked for before: again when the rest has landed. */
      g_clear_pointer (&figure, vit_figure_free);
      gtk_progress_bar_pulse (dialog->progress);
      return G_SOURCE_REMOVE;
    }
  if (figure)
    work->figures[work->n++] = figure;
  dialog->next++;
  gtk_progress_bar_set_fraction (dialog->progress,
                                 (double) dialog->next / (double) dialog->times->len);
  if (dialog->next < dialog->times->len)
    dialog->stepping = g_idle_add (on_step, dialog);
  else if (work->n > 0)
    start_work (dialog, g_steal_pointer (&dialog->work));
  else
    {
      g_clear_pointer (&dialog->work, work_free);
      fail (dialog, error ? error->message : "Nothing has been computed in this span yet.");
    }
  return G_SOURCE_REMOVE;
}

static void
on_derived (Dialog *dialog)
{
  if (dialog->work && dialog->stepping == 0)
    dialog->stepping = g_idle_add (on_step, dialog);
}

/* Takes both. */
static void
make_figures (Dialog *dialog, Work *work, GArray *times)
{
  g_clear_pointer (&dialog->work, work_free);
  g_clear_pointer (&dialog->times, g_array_unref);
  if (!dialog->deriver)
    {
      dialog->deriver = vit_deriver_new (vit_session_get_analyses (dialog->session), true);
      g_signal_connect_swapped (dialog->deriver, "changed", G_CALLBACK (on_derived), dialog);
    }
  work->figures = g_new0 (VitFigure *, MAX (times->len, 1));
  dialog->work = work;
  dialog->times = times;
  dialog->next = 0;
  if (times->len == 0)
    {
      g_clear_pointer (&dialog->work, work_free);
      fail (dialog, "Nothing has been computed in this span yet.");
      return;
    }
  show_progress (dialog, "Computing…");
  dialog->stepping = g_idle_add (on_step, dialog);
}

static void
write_figure (Dialog *dialog)
{
  VitFormat format;
  if (!vit_format_from_path (dialog->path, &format))
    {
      fail (dialog, "The name must end in .svg, .pdf, .png or .csv.");
      return;
    }
  double time = vit_session_get_time (dialog->session);
  GArray *times = g_array_new (FALSE, FALSE, sizeof (double));
  g_array_append_val (times, time);
  Work *work = g_new0 (Work, 1);
  work->path = g_strdup (dialog->path);
  work->format = format;
  work->options = (VitExportOptions){ .width = gtk_spin_button_get_value (dialog->width),
                                      .height = gtk_spin_button_get_value (dialog->height),
                                      .dpi = gtk_spin_button_get_value (dialog->dpi),
                                      .font_size = gtk_spin_button_get_value (dialog->font_size),
                                      .dark = is_dark (dialog) };
  make_figures (dialog, work, times);
}

/* A picture per start time of the first shown run between the two times. */
static GArray *
get_movie_times (Dialog *dialog)
{
  GArray *times = g_array_new (FALSE, FALSE, sizeof (double));
  double from = gtk_spin_button_get_value (dialog->from),
         to = gtk_spin_button_get_value (dialog->to);
  VitRun *run = vit_session_get_shown (dialog->session, 0);
  VitTmlSeries *series =
      run ? vit_analyses_get_tml (vit_session_get_analyses (dialog->session), run) : NULL;
  for (guint i = 0; series && i < vit_tml_series_get_n (series); i++)
    {
      double time = vit_tml_series_get_time (series, i);
      if (time >= from - 1e-9 && time <= to + 1e-9)
        g_array_append_val (times, time);
    }
  return times;
}

static void
write_movie (Dialog *dialog)
{
  Work *work = g_new0 (Work, 1);
  work->movie = true;
  work->path = g_strdup (dialog->path);
  work->movie_options =
      (VitMovieOptions){ .width = (int) gtk_spin_button_get_value (dialog->width),
                         .height = (int) gtk_spin_button_get_value (dialog->height),
                         .rate = gtk_spin_button_get_value (dialog->rate),
                         .font_size = gtk_spin_button_get_value (dialog->font_size),
                         .dark = is_dark (dialog) };
  make_figures (dialog, work, get_movie_times (dialog));
}

/* ---- The dialog ---- */

static void
on_name_chosen (GListModel *files, gpointer data)
{
  Dialog *dialog = data;
  g_autoptr (GFile) file = g_list_model_get_item (files, 0);
  g_free (dialog->path);
  dialog->path = file ? g_file_get_path (file) : NULL;
  if (dialog->path && dialog->movie)
    write_movie (dialog);
  else if (dialog->path)
    write_figure (dialog);
}

static void
on_choose (Dialog *dialog)
{
  static const char *const figure_endings[] = { "svg", "pdf", "png", "csv" };
  static const char *const movie_endings[] = { "mp4", "webm", "frames" };
  guint i = gtk_drop_down_get_selected (dialog->format);
  const char *ending = dialog->movie
                           ? (vit_movie_can_encode () ? movie_endings[i] : movie_endings[2])
                           : figure_endings[i];
  g_autofree char *name = g_strdup_printf (
      "%s.%s", dialog->source.name ? dialog->source.name : dialog->source.names[0], ending);
  vit_choose_files (dialog->window, dialog->movie ? "Export Movie" : "Export Figure",
                    GTK_FILE_CHOOSER_ACTION_SAVE, FALSE, NULL, 0, name, on_name_chosen, dialog);
}

static void
on_cancel (Dialog *dialog)
{
  gtk_window_destroy (dialog->window);
}

static GtkSpinButton *
add_number (Dialog *dialog,
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

static GtkDropDown *
add_format (Dialog *dialog, int row)
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
    gtk_drop_down_set_selected (GTK_DROP_DOWN (format), 3);
  gtk_accessible_update_property (GTK_ACCESSIBLE (format), GTK_ACCESSIBLE_PROPERTY_LABEL, "Format",
                                  -1);
  gtk_grid_attach (GTK_GRID (dialog->grid), label, 0, row, 1, 1);
  gtk_grid_attach (GTK_GRID (dialog->grid), format, 1, row, 1, 1);
  return GTK_DROP_DOWN (format);
}

static void
add_controls (Dialog *dialog)
{
  int row = 0;
  dialog->format = add_format (dialog, row++);
  if (dialog->movie)
    {
      double start, end;
      vit_session_get_extent (dialog->session, &start, &end);
      dialog->from =
          add_number (dialog, row++, "From (ps)", start, end, 1, start, "First start time");
      dialog->to = add_number (dialog, row++, "To (ps)", start, end, 1, end, "Last start time");
      dialog->rate = add_number (dialog, row++, "Pictures per second", 1, 60, 1, 10,
                                 "A start time is a picture");
      dialog->width = add_number (dialog, row++, "Width (px)", 100, 7680, 10, 1280, "Pixels");
      dialog->height = add_number (dialog, row++, "Height (px)", 100, 4320, 10,
                                   dialog->source.n > 1 ? 960 : 720, "Pixels");
      dialog->font_size = add_number (dialog, row++, "Font size (px)", 6, 72, 1, 15, "Of labels");
    }
  else
    {
      bool page = dialog->source.n > 1;
      dialog->width = add_number (dialog, row++, "Width (mm)", 10, 2000, 1, page ? 180 : 140,
                                  "A journal's column is 86 to 90 mm, its page 170 to 180 mm");
      dialog->height = add_number (dialog, row++, "Height (mm, 0: as it suits)", 0, 2000, 1, 0,
                                   "0 takes what suits the figure");
      dialog->dpi = add_number (dialog, row++, "Resolution (dpi)", 20, 2400, 10, 300,
                                "Of PNG files, and of atoms inside SVG and PDF");
      dialog->font_size = add_number (dialog, row++, "Font size (pt)", 2, 72, 0.5, 9, "Of labels");
    }
  dialog->dark = GTK_CHECK_BUTTON (gtk_check_button_new_with_label ("Dark background"));
  gtk_grid_attach (GTK_GRID (dialog->grid), GTK_WIDGET (dialog->dark), 1, row, 1, 1);
}

static GtkWidget *
new_buttons (Dialog *dialog)
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
new_progress (Dialog *dialog)
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

static gboolean
on_escape (GtkWidget *widget, GVariant *args, gpointer data)
{
  gtk_window_close (GTK_WINDOW (widget));
  return TRUE;
}

static void
open_dialog (GtkWindow *parent, const VitExportSource *source, bool movie, bool numbers)
{
  Dialog *dialog = g_new0 (Dialog, 1);
  dialog->source = *source;
  dialog->session = g_object_ref (source->session);
  for (int i = 0; i < source->n; i++)
    if (dialog->source.runs[i])
      g_object_ref (dialog->source.runs[i]);
  dialog->movie = movie;
  dialog->numbers = numbers;

  dialog->window = GTK_WINDOW (gtk_window_new ());
  g_object_set_data_full (G_OBJECT (dialog->window), "dialog", dialog, dialog_free);
  gtk_window_set_title (dialog->window, movie ? "Export Movie" : "Export Figure");
  gtk_window_set_transient_for (dialog->window, parent);
  gtk_window_set_modal (dialog->window, TRUE);
  gtk_window_set_resizable (dialog->window, FALSE);
  GtkEventController *keys = gtk_shortcut_controller_new ();
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys),
      gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0),
                        gtk_callback_action_new (on_escape, NULL, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (dialog->window), keys);

  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  gtk_widget_set_margin_start (box, 20);
  gtk_widget_set_margin_end (box, 20);
  gtk_widget_set_margin_top (box, 20);
  gtk_widget_set_margin_bottom (box, 20);
  dialog->grid = gtk_grid_new ();
  gtk_grid_set_row_spacing (GTK_GRID (dialog->grid), 8);
  gtk_grid_set_column_spacing (GTK_GRID (dialog->grid), 12);
  add_controls (dialog);
  gtk_box_append (GTK_BOX (box), dialog->grid);
  gtk_box_append (GTK_BOX (box), new_progress (dialog));
  gtk_box_append (GTK_BOX (box), new_buttons (dialog));
  gtk_window_set_child (dialog->window, box);
  gtk_window_present (dialog->window);
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

/* ---- To the clipboard ---- */

typedef struct
{
  VitFigure *figure;
  int width, height;
} Copy;

static void
copy_free (gpointer data)
{
  Copy *copy = data;
  vit_figure_free (copy->figure);
  g_free (copy);
}

static void *
do_copy (void *data, VitProgress *progress, GError **error)
{
  Copy *copy = data;
  gsize n = (gsize) copy->width * (gsize) copy->height * 4;
  uint8_t *rgba = vit_figure_render (copy->figure, copy->width, copy->height, COPY_FONT, false);
  g_autoptr (GBytes) bytes = g_bytes_new_take (rgba, n);
  return gdk_memory_texture_new (copy->width, copy->height, GDK_MEMORY_R8G8B8A8, bytes,
                                 (gsize) copy->width * 4);
}

static void
on_copied (VitJob *job, void *data)
{
  GtkWidget *widget = data;
  g_autoptr (GdkTexture) texture = vit_job_take_result (job, NULL);
  if (texture)
    gdk_clipboard_set_texture (gtk_widget_get_clipboard (widget), texture);
  g_object_unref (widget);
  g_object_unref (job);
}

void
vit_export_copy (GtkWidget *widget, const VitExportSource *source)
{
  static const char *const buttons[] = { "Close", NULL };
  g_autoptr (GError) error = NULL;
  VitFigure *figure =
      make_figure (source, NULL, vit_session_get_time (source->session), false, false, &error);
  if (!figure)
    {
      vit_ask (GTK_WINDOW (gtk_widget_get_root (widget)), "Nothing Was Copied",
               error ? error->message : "There is nothing to copy yet.", buttons, -1, NULL, NULL);
      return;
    }
  Copy *copy = g_new0 (Copy, 1);
  copy->figure = figure;
  copy->width = COPY_WIDTH;
  copy->height =
      CLAMP ((int) (COPY_WIDTH / vit_figure_get_shape (figure, COPY_WIDTH, COPY_FONT)), 200, 6000);
  /* The job lives until on_copied(). */
  vit_job_start (VIT_JOB_MOMENT, "Copying", do_copy, copy, copy_free, g_object_unref, on_copied,
                 g_object_ref (widget));
}
