#include "app/export-work.h"

#include <math.h>

#include "app/copy-command.h"
#include "core/base/job.h"
#include "ui/journal/source-data.h"

/* Input of the job. */
typedef struct
{
  VitExportPlan plan; /* without its source */
  VitFigure **figures;
  size_t n;
  VitFigureSettings *settings;
  VitSourceData *source_data; /* nullable */
} Pictures;

struct _VitExportWork
{
  VitExportSource source;
  Pictures *pictures;  /* until they are drawn */
  VitDeriver *deriver; /* makes the results of the figures at each of their times */
  GArray *times;       /* ps, of the figures */
  guint next;          /* index of the time whose figure is made */
  guint stepping;      /* event source that makes the next figure */
  VitJob *job;

  VitExportStage stage;
  double fraction;
  char *message;
  VitExportFunc changed;
  void *data;
};

static void
pictures_free (gpointer data)
{
  Pictures *pictures = data;
  if (!pictures)
    return;
  for (size_t i = 0; i < pictures->n; i++)
    vit_figure_free (pictures->figures[i]);
  g_free (pictures->figures);
  g_free (pictures->plan.path);
  vit_figure_settings_free (pictures->settings);
  vit_source_data_free (pictures->source_data);
  g_free (pictures);
}

/* Ends the work, which may be gone afterwards. */
static void
report (VitExportWork *work, VitExportStage stage, double fraction)
{
  work->stage = stage;
  work->fraction = fraction;
  work->changed (work, work->data);
}

static void
fail (VitExportWork *work, const char *message)
{
  work->message = g_strdup (message);
  report (work, VIT_EXPORT_FAILED, 0);
}

/* ---- Drawing and writing ---- */

static bool
write_figure (const Pictures *pictures, GError **error)
{
  const VitExportPlan *plan = &pictures->plan;
  VitFigure *figure = pictures->figures[0];
  const char *name = pictures->settings->texts[VIT_FIGURE_JOURNAL];
  VitExportOptions options;
  g_autoptr (VitJournal) journal = name ? vit_journal_load (name, error) : NULL;
  if ((name && !journal) ||
      !vit_journal_lay_out (journal, pictures->settings, plan->format, plan->dark, figure, &options,
                            error) ||
      !vit_figure_export (figure, plan->path, plan->format, &options, error))
    return false;
  g_autofree char *zip = vit_source_data_dup_path (plan->path);
  return !pictures->source_data || vit_source_data_save (pictures->source_data, zip, error);
}

/* Returns the command that is left to the user, "" if there is none. */
static void *
do_write (void *data, VitProgress *progress, GError **error)
{
  Pictures *pictures = data;
  const VitExportPlan *plan = &pictures->plan;
  char *note = NULL;
  bool ok = plan->movie ? vit_movie_write (pictures->figures, pictures->n, plan->path,
                                           &plan->movie_options, &note, progress, error)
                        : write_figure (pictures, error);
  if (!ok)
    return NULL;
  return note ? note : g_strdup ("");
}

static void
on_written (VitJob *job, void *data)
{
  VitExportWork *work = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *note = vit_job_take_result (job, &error);
  g_signal_handlers_disconnect_by_data (job, work);
  g_clear_object (&work->job);
  if (!note)
    {
      fail (work, error ? error->message : "It failed.");
      return;
    }
  if (*note)
    work->message = g_steal_pointer (&note);
  report (work, VIT_EXPORT_WRITTEN, 1);
}

static void
on_fraction (VitJob *job, GParamSpec *pspec, VitExportWork *work)
{
  report (work, VIT_EXPORT_DRAWING, vit_job_get_fraction (job));
}

/* What goes with the figure, while study and session may be asked. */
static void
take_source_data (VitExportWork *work)
{
  Pictures *pictures = work->pictures;
  const VitExportSource *source = &work->source;
  const char *name = source->n == 1 || !source->name ? source->names[0] : source->name;
  bool is_one = source->n == 1 || source->montage;
  g_autofree char *command = is_one ? vit_command_dup_line (source, 0, NULL) : NULL;
  g_autoptr (GPtrArray) runs = g_ptr_array_new ();
  if (source->n == 1 && source->runs[0])
    g_ptr_array_add (runs, source->runs[0]);
  pictures->source_data =
      vit_source_data_new (vit_session_get_study (source->session), name, pictures->figures[0],
                           command, runs->len > 0 ? runs : NULL);
}

static void
start_writing (VitExportWork *work)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *zip = vit_source_data_dup_path (work->pictures->plan.path);
  if (work->pictures->plan.source_data && !vit_source_data_may_replace (zip, &error))
    {
      fail (work, error->message);
      return;
    }
  if (work->pictures->plan.source_data)
    take_source_data (work);
  work->job =
      vit_job_start (VIT_JOB_LASTING, "Exporting", do_write, g_steal_pointer (&work->pictures),
                     pictures_free, g_free, on_written, work);
  g_signal_connect (work->job, "notify::fraction", G_CALLBACK (on_fraction), work);
  report (work, VIT_EXPORT_DRAWING, 0);
}

/* ---- Making the figures ---- */

/* A movie of whole turns goes on from its end to its beginning; another ends where it is told. */
static void
set_turn (VitExportWork *work)
{
  double turn = work->pictures->plan.turn;
  bool closed = fmod (turn, 360) == 0;
  guint n = closed ? work->times->len : MAX (work->times->len, 2) - 1;
  work->source.turns = turn != 0;
  work->source.turn = turn * work->next / n;
}

static gboolean
on_step (gpointer data)
{
  VitExportWork *work = data;
  Pictures *pictures = work->pictures;
  const VitExportPlan *plan = &pictures->plan;
  g_autoptr (GError) error = NULL;
  work->stepping = 0;
  if (work->next < work->times->len)
    {
      set_turn (work);
      VitFigure *figure = vit_export_source_make_figure (
          &work->source, work->deriver, g_array_index (work->times, double, work->next),
          plan->movie, plan->movie ? plan->movie_options.dark : plan->dark, &error);
      if (vit_deriver_is_busy (work->deriver, NULL, NULL))
        {
          /* The figure may show an earlier result: make it again when all results have landed. */
          g_clear_pointer (&figure, vit_figure_free);
          report (work, VIT_EXPORT_COMPUTING, -1);
          return G_SOURCE_REMOVE;
        }
      if (figure)
        pictures->figures[pictures->n++] = figure;
      work->next++;
    }
  if (work->next < work->times->len)
    {
      work->stepping = g_idle_add (on_step, work);
      report (work, VIT_EXPORT_COMPUTING, (double) work->next / work->times->len);
    }
  else if (pictures->n > 0)
    start_writing (work);
  else
    fail (work, error ? error->message : "Nothing has been computed in this span yet.");
  return G_SOURCE_REMOVE;
}

static void
on_derived (VitExportWork *work)
{
  if (work->pictures && work->stage == VIT_EXPORT_COMPUTING && work->stepping == 0)
    work->stepping = g_idle_add (on_step, work);
}

GArray *
vit_export_repeat_time (double time, double turn, double rate, double seconds)
{
  g_return_val_if_fail (rate > 0 && seconds > 0, NULL);
  GArray *times = g_array_new (FALSE, FALSE, sizeof (double));
  /* Rounded: a product such as 10 · 0.7 is not a whole number. */
  guint n = (guint) MAX (lrint (rate * seconds * fabs (turn) / 360), 1);
  for (guint i = 0; i < n; i++)
    g_array_append_val (times, time);
  return times;
}

VitExportWork *
vit_export_work_start (const VitExportPlan *plan, GArray *times, VitExportFunc changed, void *data)
{
  VitExportWork *work = g_new0 (VitExportWork, 1);
  work->source = plan->source;
  vit_export_source_ref (&work->source);
  work->pictures = g_new0 (Pictures, 1);
  work->pictures->plan = *plan;
  work->pictures->plan.source = (VitExportSource){ 0 };
  work->pictures->plan.path = g_strdup (plan->path);
  work->pictures->settings =
      plan->settings ? vit_figure_settings_copy (plan->settings) : vit_figure_settings_new ();
  work->pictures->figures = g_new0 (VitFigure *, MAX (times->len, 1));
  work->times = times;
  work->changed = changed;
  work->data = data;
  work->deriver = vit_deriver_new (vit_session_get_analyses (plan->source.session), true);
  g_signal_connect_swapped (work->deriver, "changed", G_CALLBACK (on_derived), work);
  work->stepping = g_idle_add (on_step, work);
  return work;
}

void
vit_export_work_free (VitExportWork *work)
{
  if (!work)
    return;
  vit_job_cancel (work->job);
  if (work->job)
    g_signal_handlers_disconnect_by_data (work->job, work);
  g_clear_object (&work->job);
  g_clear_handle_id (&work->stepping, g_source_remove);
  g_signal_handlers_disconnect_by_data (work->deriver, work);
  g_clear_object (&work->deriver);
  g_array_unref (work->times);
  pictures_free (work->pictures);
  vit_export_source_unref (&work->source);
  g_free (work->message);
  g_free (work);
}

VitExportStage
vit_export_work_get_stage (const VitExportWork *work)
{
  return work->stage;
}

double
vit_export_work_get_fraction (const VitExportWork *work)
{
  return work->fraction;
}

const char *
vit_export_work_get_message (const VitExportWork *work)
{
  return work->message;
}
