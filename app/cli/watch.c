/* vitrine-cli watch: follows runs that are still being written, and says what has come. */

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "app/cli/inputs.h"
#include "app/cli/options.h"
#include "app/cli/premises.h"
#include "app/cli/watch-imd.h"
#include "app/cli/watch-motion.h"
#include "core/live/alarms.h"
#include "core/live/run-follower.h"

/* Milliseconds between two looks at whether to end. */
#define LOOK 200

static char *model_path, *log_path, *on_alarm_command;
static char *imd_address, *record;
static int every;
static double idle_seconds;
static gboolean as_json;

static const GOptionEntry entries[] = {
  { "model", 'm', 0, G_OPTION_ARG_FILENAME, &model_path, "T_ML model, of files", "MODEL" },
  VIT_CLI_TEMPERATURE_ENTRY{ "log", 0, 0, G_OPTION_ARG_FILENAME, &log_path,
                             "LAMMPS log or strain file that is written with the files", "FILE" },
  { "idle", 0, 0, G_OPTION_ARG_DOUBLE, &idle_seconds,
    "End when nothing has been written for so long, and all is computed", "SECONDS" },
  { "on-alarm", 0, 0, G_OPTION_ARG_STRING, &on_alarm_command,
    "Command line that is run at an alarm, with VITRINE_RUN, VITRINE_ALARM, VITRINE_TIME and "
    "VITRINE_VALUE "
    "in its environment; no study can give it",
    "COMMAND" },
  { "imd", 0, 0, G_OPTION_ARG_STRING, &imd_address,
    "Listen to a running simulation (IMD 2 or 3); the files say its atoms and box", "HOST:PORT" },
  { "output", 'o', 0, G_OPTION_ARG_FILENAME, &record,
    "Dump, or extended XYZ if it ends in .xyz or .extxyz, that frames of --imd are written to, "
    "which can be followed in turn; a new "
    "file",
    "FILE" },
  { "every", 0, 0, G_OPTION_ARG_INT, &every,
    "Steps between frames of --imd, where the simulation does not say them (IMD 2)", "STEPS" },
  { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, "Each event as a line of JSON", NULL },
  VIT_CLI_ORDER_ENTRY VIT_CLI_RUN_ENTRIES{ NULL },
};

/* What is followed, and the loop in which. */
typedef struct
{
  VitAnalyses *analyses;
  VitProgress *progress;
  GPtrArray *followers; /* element-type VitRunFollower */
  VitAlarms *alarms;
  VitCliMotion *motion;
  guint n_commands; /* that are running */
  GMainLoop *loop;
  bool ended; /* nothing comes any more: what waited is made of the frames that there are */
} Watch;

/* ---- What is said ---- */

/* A member is left out where it is not known. */
static void
add_member (JsonBuilder *b, const char *name, double value)
{
  if (isfinite (value))
    vit_cli_add_number (b, name, value);
}

static JsonBuilder *
begin_event (const char *event, VitRun *run)
{
  JsonBuilder *b = json_builder_new ();
  json_builder_begin_object (b);
  json_builder_set_member_name (b, "event");
  json_builder_add_string_value (b, event);
  json_builder_set_member_name (b, "run");
  json_builder_add_string_value (b, vit_run_get_label (run));
  return b;
}

static void
end_event (JsonBuilder *b)
{
  json_builder_end_object (b);
  vit_cli_print_json_line (json_builder_get_root (b));
  g_object_unref (b);
}

static void tell (VitRun *run, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
tell (VitRun *run, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *message = g_strdup_vprintf (format, args);
  va_end (args);
  g_print ("%s: %s\n", vit_run_get_label (run), message);
  fflush (stdout);
}

static double
get_end (VitRun *run)
{
  VitTimeline *timeline = vit_run_get_timeline (run);
  size_t n = timeline ? vit_timeline_get_n_used (timeline) : 0;
  return n > 0 ? vit_timeline_get_times (timeline)[vit_timeline_get_frame_at (timeline, n - 1)]
               : NAN;
}

/* Strain at the last frame. */
static double
get_strain (VitRun *run)
{
  size_t n;
  const double *strain = vit_run_get_strain (run, &n);
  VitTimeline *timeline = vit_run_get_timeline (run);
  size_t used = timeline ? vit_timeline_get_n_used (timeline) : 0;
  return strain && used > 0 ? strain[vit_timeline_get_frame_at (timeline, used - 1)] : NAN;
}

/* The last value that the log of @run has in a column of its loading. */
static double
get_last (VitRun *run, size_t column)
{
  const VitLoadingCurve *curve = vit_run_get_loading (run);
  const double *values = curve ? G_STRUCT_MEMBER (const double *, curve, column) : NULL;
  size_t n = curve ? curve->n : 0;
  while (values && n > 0 && !isfinite (values[n - 1]))
    n--;
  return values && n > 0 ? values[n - 1] : NAN;
}

/* The first frame without a final T_ML, ps. */
static double
get_waiting (VitRun *run, VitTmlSeries *series)
{
  VitTimeline *timeline = vit_run_get_timeline (run);
  double final = vit_tml_series_get_final (series);
  for (size_t k = 0; timeline && k < vit_timeline_get_n_used (timeline); k++)
    {
      double time = vit_timeline_get_times (timeline)[vit_timeline_get_frame_at (timeline, k)];
      if (!(time <= final))
        return time;
    }
  return NAN;
}

static void
on_grown (VitRunFollower *follower, guint64 before, guint64 now, Watch *watch)
{
  VitRun *run = vit_run_follower_get_run (follower);
  VitTmlSeries *series = vit_analyses_get_tml (watch->analyses, run);
  double final = series ? vit_tml_series_get_final (series) : NAN,
         waiting = series ? get_waiting (run, series) : NAN,
         wait = series ? vit_tml_series_get_wait (series, waiting) : NAN;
  double stress = get_last (run, G_STRUCT_OFFSET (VitLoadingCurve, stress)),
         temperature = get_last (run, G_STRUCT_OFFSET (VitLoadingCurve, temperature));
  bool reduced = vit_run_get_loading (run) && vit_run_get_loading (run)->reduced;
  vit_cli_motion_look (watch->motion, run);
  if (as_json)
    {
      JsonBuilder *b = begin_event ("frames", run);
      vit_cli_add_number (b, "frames", (double) now);
      add_member (b, "end_ps", get_end (run));
      add_member (b, "strain", get_strain (run));
      add_member (b, reduced ? "stress" : "stress_gpa", stress);
      add_member (b, reduced ? "temperature" : "temperature_k", temperature);
      add_member (b, "t_ml_final_ps", final);
      add_member (b, "t_ml_next_in_ps", wait);
      end_event (b);
      return;
    }
  g_autoptr (GString) text = g_string_new (NULL);
  g_string_printf (text, "%" G_GUINT64_FORMAT " frames up to %.6g ps", now, get_end (run));
  if (isfinite (get_strain (run)))
    g_string_append_printf (text, ", ε %.3g %%", 100 * get_strain (run));
  if (isfinite (stress))
    g_string_append_printf (text, ", σ %.3g%s", stress, reduced ? "" : " GPa");
  if (isfinite (temperature))
    g_string_append_printf (text, ", T %.4g%s", temperature, reduced ? "" : " K");
  if (isfinite (final))
    g_string_append_printf (text, ", T_ML final up to %.6g ps", final);
  if (isfinite (wait))
    {
      g_autofree char *until = vit_run_follower_dup_wait (follower, wait);
      g_string_append_printf (text, ", that of %.6g ps %s", waiting, until);
    }
  tell (run, "%s", text->str);
}

static void
on_moved (VitRun *run, const VitCliMoved *moved, void *data)
{
  if (!as_json)
    {
      tell (run, "over the %.6g ps up to %.6g ps: |Δr| %.3g Å, D²min mean %.3g Å², largest %.3g Å²",
            moved->interval, moved->time, moved->distance, moved->d2min, moved->largest);
      return;
    }
  JsonBuilder *b = begin_event ("motion", run);
  vit_cli_add_number (b, "time_ps", moved->time);
  vit_cli_add_number (b, "past_ps", moved->interval);
  add_member (b, "distance_a", moved->distance);
  add_member (b, "d2min_a2", moved->d2min);
  add_member (b, "d2min_largest_a2", moved->largest);
  end_event (b);
}

static void
on_news (VitRunFollower *follower, const char *text, Watch *watch)
{
  VitRun *run = vit_run_follower_get_run (follower);
  if (!as_json)
    {
      tell (run, "%s", text);
      return;
    }
  JsonBuilder *b = begin_event ("news", run);
  json_builder_set_member_name (b, "text");
  json_builder_add_string_value (b, text);
  end_event (b);
}

static void
on_landed (VitAnalyses *analyses, VitRun *run, guint index, Watch *watch)
{
  VitTmlSeries *series = vit_analyses_get_tml (analyses, run);
  double time = vit_tml_series_get_time (series, index);
  if (vit_tml_series_get_state (series, index) == VIT_TML_FAILED)
    {
      g_printerr ("%s: %.6g ps: %s\n", vit_run_get_label (run), time,
                  vit_tml_series_get_reason (series, index));
      return;
    }
  g_autoptr (VitTmlStarts) starts = vit_tml_series_get_starts (series, (int) index);
  g_autoptr (GError) error = NULL;
  g_autoptr (VitTmlResult) result =
      starts->n == 1 ? vit_tml_starts_get (starts, 0, NULL, &error) : NULL;
  if (!result)
    return;
  double t_g = vit_study_get_liquid_rule (vit_analyses_get_study (analyses))->t_g;
  double fraction = vit_tml_result_get_liquid_fraction (result, t_g);
  double mean = vit_tml_result_get_mean (result);
  if (as_json)
    {
      JsonBuilder *b = begin_event ("t_ml", run);
      vit_cli_add_number (b, "time_ps", time);
      add_member (b, "mean_k", mean);
      add_member (b, "liquid_fraction", fraction);
      end_event (b);
    }
  else
    tell (run, "T_ML at %.6g ps: mean %.1f K, T_ML > T_g in %.2f %% of the atoms", time, mean,
          100 * fraction);
}

/* ---- Alarms ---- */

static void
on_command_ended (GPid pid, int status, gpointer data)
{
  Watch *watch = data;
  g_autoptr (GError) error = NULL;
  watch->n_commands--;
  g_spawn_close_pid (pid);
  if (!g_spawn_check_wait_status (status, &error))
    g_printerr ("vitrine-cli: --on-alarm: %s\n", error->message);
}

/* Run the command with what it is about in its environment: nothing of a file becomes part of a
 * command line. */
static void
run_command (Watch *watch, VitRun *run, const VitAlarm *alarm, const char *text)
{
  char time[G_ASCII_DTOSTR_BUF_SIZE], value[G_ASCII_DTOSTR_BUF_SIZE];
  const char *words[] = { "/bin/sh", "-c", on_alarm_command, NULL };
  GPid pid;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) environment = g_get_environ ();
  g_ascii_dtostr (time, sizeof time, alarm->time);
  g_ascii_dtostr (value, sizeof value, alarm->value);
  environment = g_environ_setenv (environment, "VITRINE_RUN", vit_run_get_label (run), TRUE);
  environment = g_environ_setenv (environment, "VITRINE_ALARM", vit_alarm_name (alarm->kind), TRUE);
  environment = g_environ_setenv (environment, "VITRINE_TIME", time, TRUE);
  environment = g_environ_setenv (environment, "VITRINE_VALUE", value, TRUE);
  environment = g_environ_setenv (environment, "VITRINE_TEXT", text, TRUE);
  if (!g_spawn_async (NULL, (char **) words, environment, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL,
                      &pid, &error))
    {
      g_printerr ("vitrine-cli: --on-alarm: %s\n", error->message);
      return;
    }
  watch->n_commands++;
  g_child_watch_add (pid, on_command_ended, watch);
}

static void
on_alarm (VitAlarms *alarms, VitRun *run, const VitAlarm *alarm, Watch *watch)
{
  g_autofree char *text = vit_alarm_dup_text (alarm);
  if (as_json)
    {
      JsonBuilder *b = begin_event ("alarm", run);
      json_builder_set_member_name (b, "alarm");
      json_builder_add_string_value (b, vit_alarm_name (alarm->kind));
      vit_cli_add_number (b, "time_ps", alarm->time);
      vit_cli_add_number (b, "value", alarm->value);
      json_builder_set_member_name (b, "news");
      json_builder_add_boolean_value (b, alarm->news);
      end_event (b);
    }
  else
    tell (run, "%s: %s", alarm->news ? "alarm" : "before it was followed", text);
  if (alarm->news && on_alarm_command)
    run_command (watch, run, alarm, text);
}

/* ---- Following ---- */

static bool
is_busy (Watch *watch)
{
  VitStudy *study = vit_analyses_get_study (watch->analyses);
  bool busy = watch->n_commands > 0 || vit_alarms_is_busy (watch->alarms) ||
              vit_cli_motion_is_busy (watch->motion);
  for (guint i = 0; i < watch->followers->len; i++)
    {
      VitRun *run = vit_study_get_run (study, i);
      VitTmlSeries *series = vit_analyses_get_tml (watch->analyses, run);
      busy = busy || vit_run_get_job (run) || (series && vit_tml_series_is_running (series)) ||
             vit_run_follower_get_pause (watch->followers->pdata[i]) < idle_seconds;
    }
  return busy;
}

static gboolean
look_whether_to_end (gpointer data)
{
  Watch *watch = data;
  bool idle = idle_seconds > 0 && !is_busy (watch);
  if (idle && !watch->ended)
    {
      watch->ended = true;
      VitStudy *study = vit_analyses_get_study (watch->analyses);
      for (guint i = 0; i < vit_study_get_n_runs (study); i++)
        vit_run_set_live (vit_study_get_run (study, i), false);
      return G_SOURCE_CONTINUE;
    }
  if (idle || vit_progress_is_cancelled (watch->progress))
    {
      g_main_loop_quit (watch->loop);
      return G_SOURCE_REMOVE;
    }
  return G_SOURCE_CONTINUE;
}

static void
follow_runs (Watch *watch)
{
  VitStudy *study = vit_analyses_get_study (watch->analyses);
  for (guint i = 0; i < vit_study_get_n_runs (study); i++)
    {
      VitRun *run = vit_study_get_run (study, i);
      const GError *error = vit_run_get_error (run);
      if (error && !vit_run_get_trajectory (run))
        g_printerr ("%s: %s: it is waited for\n", vit_run_get_label (run), error->message);
      VitRunFollower *follower = vit_run_follower_new (run);
      g_signal_connect (follower, "grown", G_CALLBACK (on_grown), watch);
      g_signal_connect (follower, "news", G_CALLBACK (on_news), watch);
      g_ptr_array_add (watch->followers, follower);
      if (vit_run_get_trajectory (run))
        on_grown (follower, 0, vit_trajectory_get_n_frames (vit_run_get_trajectory (run)), watch);
    }
  watch->alarms = vit_alarms_new (watch->analyses);
  g_signal_connect (watch->alarms, "alarm", G_CALLBACK (on_alarm), watch);
  for (guint i = 0; i < vit_study_get_n_runs (study); i++)
    {
      size_t n;
      VitRun *run = vit_study_get_run (study, i);
      const VitAlarm *known = vit_alarms_get (watch->alarms, run, &n);
      for (size_t k = 0; k < n; k++)
        on_alarm (watch->alarms, run, &known[k], watch);
    }
  g_signal_connect (watch->analyses, "landed", G_CALLBACK (on_landed), watch);
  vit_analyses_start (watch->analyses);
  /* It goes when it ends the loop. */
  g_timeout_add (LOOK, look_whether_to_end, watch);
  g_main_loop_run (watch->loop);
}

/* Files are a study of one run. */
static VitStudy *
new_study (char **files)
{
  g_autoptr (VitStudy) study = vit_study_new ();
  vit_cli_order_files (files);
  g_autoptr (VitRun) run = vit_run_new ((const char *const *) files);
  if (log_path)
    {
      g_autofree char *absolute = g_canonicalize_filename (log_path, NULL);
      g_object_set (run, "log", absolute, NULL);
    }
  if (model_path)
    vit_study_set_model_path (study, model_path);
  vit_study_add_run (study, run);
  return g_steal_pointer (&study);
}

VitExit
vit_command_watch (int argc, char **argv)
{
  VitExit exit;
  GError *error = NULL;
  if (!vit_cli_parse_study (entries, "STUDY | FILE…",
                            "Follows runs that are still being written: several files are one run. "
                            "T_ML of a start time is computed once its longest interval is there.",
                            NULL, &argc, &argv, &exit))
    return exit;
  if (argc < 2)
    return vit_cli_usage ("watch", "a study or files are needed");
  if ((record || every != 0) && !imd_address)
    return vit_cli_usage ("watch", "--output and --every belong to --imd");
  if (imd_address)
    {
      const VitCliImd imd = {
        imd_address, record, MAX (every, 1), every > 0, as_json, idle_seconds
      };
      return vit_cli_watch_imd (&imd, argv + 1);
    }
  bool of_study = argc == 2 && vit_cli_is_study (argv[1]);
  if (of_study && (model_path || log_path))
    return vit_cli_usage ("watch", "a study has its own model and logs");
  g_autoptr (VitStudy) study = of_study ? vit_study_load (argv[1], &error) : new_study (argv + 1);
  if (!study)
    return vit_cli_fail (error);
  for (guint i = 0; i < vit_study_get_n_runs (study); i++)
    vit_run_set_live (vit_study_get_run (study, i), true);
  g_autoptr (VitProgress) progress = vit_cli_progress_new ();
  g_autoptr (VitAnalyses) analyses = vit_cli_open (study, progress, &exit);
  if (!analyses)
    return exit;
  vit_cli_progress_end ();
  Watch watch = { .analyses = analyses, .progress = progress };
  watch.followers = g_ptr_array_new_with_free_func (g_object_unref);
  watch.motion = vit_cli_motion_new (analyses, on_moved, &watch);
  watch.loop = g_main_loop_new (NULL, FALSE);
  follow_runs (&watch);
  g_signal_handlers_disconnect_by_data (analyses, &watch);
  g_object_unref (watch.alarms);
  vit_cli_motion_free (watch.motion);
  g_ptr_array_unref (watch.followers);
  g_main_loop_unref (watch.loop);
  return vit_progress_is_cancelled (progress) ? VIT_EXIT_INTERRUPTED : vit_cli_study_exit (study);
}
