/* vitrine-cli watch --imd: takes frames from a running simulation, and records them. */

#include "app/cli/watch-imd.h"

#include <math.h>
#include <stdio.h>

#include "app/cli/inputs.h"
#include "app/cli/premises.h"
#include "core/live/imd-recorder.h"

/* Microseconds between two looks at what has come. */
#define LOOK 100000

static VitFrame *
read_first_frame (char **files, VitProgress *progress, GError **error)
{
  VitTrajectoryOptions options = { .given = vit_cli_get_premises () };
  g_autoptr (VitTrajectory) run =
      vit_trajectory_open ((const char *const *) files, &options, progress, error);
  return run ? vit_trajectory_read_frame (run, 0, error) : NULL;
}

static void
tell (const VitImdCounts *counts, int version, gboolean as_json)
{
  if (as_json)
    {
      g_autoptr (JsonBuilder) b = json_builder_new ();
      json_builder_begin_object (b);
      json_builder_set_member_name (b, "event");
      json_builder_add_string_value (b, "imd");
      vit_cli_add_number (b, "version", version);
      vit_cli_add_number (b, "received", (double) counts->received);
      vit_cli_add_number (b, "recorded", (double) counts->recorded);
      vit_cli_add_number (b, "left_out", (double) counts->left_out);
      vit_cli_add_number (b, "step", (double) counts->last_step);
      if (isfinite (counts->last_time))
        vit_cli_add_number (b, "time_ps", counts->last_time);
      json_builder_end_object (b);
      vit_cli_print_json_line (json_builder_get_root (b));
    }
  else
    {
      printf ("IMD %d: %" G_GUINT64_FORMAT " frames, step %" G_GINT64_FORMAT, version,
              counts->received, counts->last_step);
      if (isfinite (counts->last_time))
        printf (", %.6g ps", counts->last_time);
      if (counts->recorded > 0)
        printf ("; %" G_GUINT64_FORMAT " recorded", counts->recorded);
      if (counts->left_out > 0)
        printf (", %" G_GUINT64_FORMAT " left out, as they came too fast", counts->left_out);
      printf ("\n");
    }
  fflush (stdout);
}

VitExit
vit_cli_watch_imd (const VitCliImd *options, char **files)
{
  GError *error = NULL;
  VitExit exit = VIT_EXIT_GOOD;
  for (char **file = files; *file; file++)
    vit_cli_reads (*file);
  if (!vit_cli_may_write ("watch", options->record, NULL, &exit))
    return exit;
  g_autoptr (VitProgress) progress = vit_cli_progress_new ();
  VitFrame *like = read_first_frame (files, progress, &error);
  if (!like)
    return vit_cli_fail (error);
  vit_cli_progress_end ();
  VitImdRecorder *recorder =
      vit_imd_recorder_new (options->address, like, options->every, options->record, 0, &error);
  vit_frame_unref (like);
  if (!recorder)
    return vit_cli_fail (error);
  uint64_t told = 0, came = 0;
  bool ended = false, warned = false, silent = false;
  gint64 last_told = 0, last_came = g_get_monotonic_time ();
  while (!ended && !silent && !vit_progress_is_cancelled (progress))
    {
      g_usleep (LOOK);
      gint64 now = g_get_monotonic_time ();
      ended = vit_imd_recorder_has_ended (recorder, &error);
      VitImdCounts counts = vit_imd_recorder_get_counts (recorder);
      last_came = counts.received > came ? now : last_came;
      came = counts.received;
      silent = options->idle > 0 && (double) (now - last_came) > options->idle * G_USEC_PER_SEC;
      int version = vit_imd_get_version (vit_imd_recorder_get_imd (recorder));
      if (version == 2 && !warned && !options->every_given)
        g_printerr ("vitrine-cli: IMD 2 says no steps: they are numbers of frames; give --every "
                    "(warning)\n");
      warned = version == 2;
      bool due = ended || silent || g_get_monotonic_time () - last_told > G_USEC_PER_SEC;
      if (counts.received > told && due)
        {
          tell (&counts, version, options->as_json);
          told = counts.received;
          last_told = g_get_monotonic_time ();
        }
    }
  vit_imd_recorder_free (recorder);
  if (error)
    return vit_cli_fail (error);
  if (silent && !ended)
    g_printerr ("vitrine-cli: %s: %s for %g s (--idle)%s\n", options->address,
                came > 0 ? "no more frames came" : "no frame came", options->idle,
                came > 0 ? " (warning)" : "");
  if (silent && !ended && came == 0)
    return VIT_EXIT_DAMAGED;
  return vit_progress_is_cancelled (progress) ? VIT_EXIT_INTERRUPTED : VIT_EXIT_GOOD;
}
