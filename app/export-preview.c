#include "app/export-preview.h"

#include <math.h>

#include "core/base/job.h"

/* Time without a change after which a picture is made, ms. */
#define QUIET 200

/* Pixels per mm of a screen that does not tell its size: 96 dpi. */
#define USUAL_PER_MM (96 / 25.4)

struct _VitExportPreview
{
  const VitExportSource *source;
  GtkWidget *widget, *summary, *rules, *judged; /* @judged: what @rules scroll in */
  GtkPicture *picture;
  GtkSpinner *spinner;
  VitFigureSettings *settings; /* asked for */
  VitFormat format;
  bool dark;
  guint waiting; /* event source */
  VitJob *job;
  GPtrArray *results; /* that are shown, nullable */
  VitMendFunc mend;
  void *data;
};

/* Input and result of a job. */
typedef struct
{
  VitFigure *figure;
  VitFigureSettings *settings;
  VitFormat format;
  bool dark;
  double per_point; /* pixels */

  int width, height;
  uint8_t *rgba;
  double mm[2];
  char *title;        /* of the journal, nullable */
  char *doubt;        /* nullable */
  GPtrArray *results; /* nullable */
} Drawing;

static void
drawing_free (gpointer data)
{
  Drawing *drawing = data;
  vit_figure_free (drawing->figure);
  vit_figure_settings_free (drawing->settings);
  g_free (drawing->rgba);
  g_free (drawing->title);
  g_free (drawing->doubt);
  if (drawing->results)
    g_ptr_array_unref (drawing->results);
  g_free (drawing);
}

static void *
do_draw (void *data, VitProgress *progress, GError **error)
{
  Drawing *own = data;
  const char *name = own->settings->texts[VIT_FIGURE_JOURNAL];
  VitExportOptions options;
  g_autoptr (VitJournal) journal = name ? vit_journal_load (name, error) : NULL;
  if ((name && !journal) || !vit_journal_lay_out (journal, own->settings, own->format, own->dark,
                                                  own->figure, &options, error))
    return NULL;
  Drawing *drawing = g_new0 (Drawing, 1);
  double width, height;
  vit_figure_measure (own->figure, &options, &width, &height);
  drawing->doubt = vit_journal_dup_doubt (own->settings, own->format, own->figure, &options);
  drawing->mm[0] = width * 25.4 / 72;
  drawing->mm[1] = height * 25.4 / 72;
  drawing->rgba =
      vit_figure_preview (own->figure, &options, own->per_point, &drawing->width, &drawing->height);
  if (!journal)
    return drawing;
  drawing->title = g_strdup (journal->title);
  g_autoptr (VitFigureRecord) record = vit_figure_record (own->figure, &options);
  drawing->results = vit_journal_check (journal, record, &options, own->format);
  vit_journal_find_mends (journal, own->settings, own->format, own->dark, own->figure,
                          drawing->results);
  return drawing;
}

/* ---- Showing ---- */

static void
on_mend (GtkButton *button, VitExportPreview *preview)
{
  guint i = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "rule"));
  const VitRuleResult *result = preview->results->pdata[i];
  preview->mend (result->mend, preview->data);
}

static GtkWidget *
new_line (const char *markup, const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);
  gtk_label_set_markup (GTK_LABEL (label), markup);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_set_hexpand (label, TRUE);
  if (css_class)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
add_rule (VitExportPreview *preview, guint i, int row)
{
  const VitRuleResult *result = preview->results->pdata[i];
  bool fails = result->verdict == VIT_VERDICT_FAILS;
  GtkGrid *grid = GTK_GRID (preview->rules);
  GtkWidget *sign =
      gtk_image_new_from_icon_name (fails ? "dialog-warning-symbolic" : "object-select-symbolic");
  g_autofree char *markup =
      g_markup_printf_escaped ("<b>%s</b>  %s", result->title, result->said ? result->said : "");
  g_autofree char *tip = g_strdup_printf (
      "%s: rule %s%s%s", fails ? "Fails" : "Holds", vit_rule_source_name (result->source),
      result->note ? "; " : "", result->note ? result->note : "");
  GtkWidget *words = new_line (markup, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (sign), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  fails ? "Fails" : "Holds", -1);
  gtk_widget_set_valign (sign, GTK_ALIGN_START);
  if (fails)
    gtk_widget_add_css_class (sign, "error");
  gtk_widget_set_tooltip_text (words, tip);
  gtk_grid_attach (grid, sign, 0, row, 1, 1);
  gtk_grid_attach (grid, words, 1, row, 1, 1);
  GtkWidget *source = new_line (result->source == VIT_RULE_READ     ? "read"
                                : result->source == VIT_RULE_MEMORY ? "from memory"
                                                                    : "ours",
                                "dim-label");
  gtk_widget_set_hexpand (source, FALSE);
  gtk_widget_set_valign (source, GTK_ALIGN_START);
  gtk_grid_attach (grid, source, 2, row, 1, 1);
  if (!result->mend)
    return;
  g_autofree char *text = g_strdup_printf ("Take %s", result->mend->words);
  GtkWidget *button = gtk_button_new_with_label (text);
  gtk_label_set_wrap (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))), TRUE);
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  g_object_set_data (G_OBJECT (button), "rule", GUINT_TO_POINTER (i));
  g_signal_connect (button, "clicked", G_CALLBACK (on_mend), preview);
  gtk_grid_attach (grid, button, 1, row + 1, 1, 1);
}

/* Rules that fail come first. */
static void
show_rules (VitExportPreview *preview)
{
  int row = 0;
  gtk_widget_set_visible (preview->judged, preview->results != NULL);
  for (GtkWidget *child; (child = gtk_widget_get_first_child (preview->rules));)
    gtk_grid_remove (GTK_GRID (preview->rules), child);
  for (int failing = 1; preview->results && failing >= 0; failing--)
    for (guint i = 0; i < preview->results->len; i++)
      {
        VitVerdict verdict = ((VitRuleResult *) preview->results->pdata[i])->verdict;
        if (verdict == VIT_VERDICT_NONE || (verdict == VIT_VERDICT_FAILS) != failing)
          continue;
        add_rule (preview, i, row);
        row += 2;
      }
}

static void
show_drawing (VitExportPreview *preview, Drawing *drawing)
{
  gsize n = (gsize) drawing->width * (gsize) drawing->height * 4;
  g_autoptr (GBytes) bytes = g_bytes_new_take (g_steal_pointer (&drawing->rgba), n);
  g_autoptr (GdkTexture) texture = gdk_memory_texture_new (
      drawing->width, drawing->height, GDK_MEMORY_R8G8B8A8, bytes, 4 * (gsize) drawing->width);
  gtk_picture_set_paintable (preview->picture, GDK_PAINTABLE (texture));
  g_clear_pointer (&preview->results, g_ptr_array_unref);
  preview->results = g_steal_pointer (&drawing->results);
  guint fails = preview->results ? vit_journal_count_failures (preview->results) : 0;
  g_autofree char *judged = !preview->results ? NULL
                            : fails == 0 ? g_strdup_printf ("; %s: all rules hold", drawing->title)
                            : fails == 1
                                ? g_strdup_printf ("; %s: one rule fails", drawing->title)
                                : g_strdup_printf ("; %s: %u rules fail", drawing->title, fails);
  g_autofree char *text = g_strdup_printf (
      "True size: %.4g × %.4g mm%s%s%s", drawing->mm[0], drawing->mm[1], judged ? judged : "",
      drawing->doubt ? "\n" : "", drawing->doubt ? drawing->doubt : "");
  gtk_label_set_text (GTK_LABEL (preview->summary), text);
  show_rules (preview);
}

static void
on_drawn (VitJob *job, void *data)
{
  VitExportPreview *preview = data;
  g_autoptr (GError) error = NULL;
  Drawing *drawing = vit_job_take_result (job, &error);
  g_clear_object (&preview->job);
  gtk_spinner_stop (preview->spinner);
  if (drawing)
    show_drawing (preview, drawing);
  else
    gtk_label_set_text (GTK_LABEL (preview->summary), error ? error->message : "");
  if (drawing)
    drawing_free (drawing);
}

/* ---- Making ---- */

/* Pixels per point of the screen that the window is on. */
static double
find_scale (GtkWidget *widget)
{
  GtkNative *native = gtk_widget_get_native (widget);
  GdkSurface *surface = native ? gtk_native_get_surface (native) : NULL;
  GdkMonitor *monitor =
      surface ? gdk_display_get_monitor_at_surface (gtk_widget_get_display (widget), surface)
              : NULL;
  double per_mm = USUAL_PER_MM;
  if (monitor && gdk_monitor_get_width_mm (monitor) > 0)
    {
      GdkRectangle area;
      gdk_monitor_get_geometry (monitor, &area);
      double told = (double) area.width / gdk_monitor_get_width_mm (monitor);
      /* What screens tell may be made up. */
      if (told > 1.5 && told < 20)
        per_mm = told;
    }
  return per_mm * 25.4 / 72;
}

static void
start (VitExportPreview *preview)
{
  g_autoptr (GError) error = NULL;
  VitSession *session = preview->source->session;
  VitFigure *figure = vit_export_source_make_figure (
      preview->source, NULL, vit_session_get_time (session), false, preview->dark, &error);
  if (!figure)
    {
      gtk_label_set_text (GTK_LABEL (preview->summary), error ? error->message : "");
      return;
    }
  Drawing *drawing = g_new0 (Drawing, 1);
  drawing->figure = figure;
  drawing->settings = vit_figure_settings_copy (preview->settings);
  drawing->format = preview->format;
  drawing->dark = preview->dark;
  drawing->per_point = find_scale (preview->widget);
  gtk_spinner_start (preview->spinner);
  preview->job = vit_job_start (VIT_JOB_MOMENT, "Drawing", do_draw, drawing, drawing_free,
                                drawing_free, on_drawn, preview);
}

static gboolean
on_quiet (gpointer data)
{
  VitExportPreview *preview = data;
  preview->waiting = 0;
  /* A picture that is on its way is none of these settings'. */
  vit_job_cancel (preview->job);
  g_clear_object (&preview->job);
  start (preview);
  return G_SOURCE_REMOVE;
}

void
vit_export_preview_update (VitExportPreview *preview,
                           const VitFigureSettings *settings,
                           VitFormat format,
                           bool dark)
{
  vit_figure_settings_free (preview->settings);
  preview->settings = vit_figure_settings_copy (settings);
  preview->format = format == VIT_FORMAT_CSV ? VIT_FORMAT_PDF : format;
  preview->dark = dark;
  g_clear_handle_id (&preview->waiting, g_source_remove);
  preview->waiting = g_timeout_add (QUIET, on_quiet, preview);
}

static GtkWidget *
new_scrolled (GtkWidget *child, int least, bool fill)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), child);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scrolled), least);
  /* A figure that goes on below the edge is seen to do so. */
  gtk_scrolled_window_set_overlay_scrolling (GTK_SCROLLED_WINDOW (scrolled), FALSE);
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_widget_set_hexpand (scrolled, fill);
  return scrolled;
}

/* All of a figure is seen where it is not in its true size; none is enlarged. */
static void
on_true_size (GtkCheckButton *button, VitExportPreview *preview)
{
  gboolean is_true = gtk_check_button_get_active (button);
  gtk_picture_set_can_shrink (preview->picture, !is_true);
  gtk_picture_set_alternative_text (preview->picture, is_true ? "The figure in its true size"
                                                              : "The figure, all of it");
}

VitExportPreview *
vit_export_preview_new (const VitExportSource *source, bool true_size, VitMendFunc mend, void *data)
{
  VitExportPreview *preview = g_new0 (VitExportPreview, 1);
  preview->source = source;
  preview->mend = mend;
  preview->data = data;
  preview->widget = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  preview->spinner = GTK_SPINNER (gtk_spinner_new ());
  preview->summary = new_line ("", NULL);
  preview->picture = GTK_PICTURE (gtk_picture_new ());
  gtk_widget_set_halign (GTK_WIDGET (preview->picture), GTK_ALIGN_CENTER);
  gtk_widget_set_valign (GTK_WIDGET (preview->picture), GTK_ALIGN_CENTER);
  GtkWidget *button = gtk_check_button_new_with_label ("In true size");
  gtk_widget_set_tooltip_text (button, "As large as it will be printed; else all of it is seen");
  gtk_widget_set_valign (button, GTK_ALIGN_START);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (button), true_size);
  g_signal_connect (button, "toggled", G_CALLBACK (on_true_size), preview);
  on_true_size (GTK_CHECK_BUTTON (button), preview);
  preview->rules = gtk_grid_new ();
  gtk_widget_set_hexpand (preview->rules, TRUE);
  gtk_widget_set_margin_end (preview->rules, 12);
  gtk_grid_set_column_spacing (GTK_GRID (preview->rules), 8);
  gtk_grid_set_row_spacing (GTK_GRID (preview->rules), 3);
  gtk_box_append (GTK_BOX (line), preview->summary);
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (preview->spinner));
  gtk_box_append (GTK_BOX (line), button);
  gtk_box_append (GTK_BOX (preview->widget),
                  new_scrolled (GTK_WIDGET (preview->picture), 200, true));
  gtk_box_append (GTK_BOX (preview->widget), line);
  /* Without a journal the figure has all of the room. */
  preview->judged = new_scrolled (preview->rules, 120, true);
  gtk_widget_set_visible (preview->judged, FALSE);
  gtk_box_append (GTK_BOX (preview->widget), preview->judged);
  return preview;
}

void
vit_export_preview_free (VitExportPreview *preview)
{
  if (!preview)
    return;
  g_clear_handle_id (&preview->waiting, g_source_remove);
  vit_job_cancel (preview->job);
  g_clear_object (&preview->job);
  vit_figure_settings_free (preview->settings);
  if (preview->results)
    g_ptr_array_unref (preview->results);
  g_free (preview);
}

GtkWidget *
vit_export_preview_get_widget (VitExportPreview *preview)
{
  return preview->widget;
}
