#include "ui/gallery/movie.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <math.h>

#include "core/base/error.h"
#include "core/store/atomic-file.h"

bool
vit_movie_can_encode (void)
{
  g_autofree char *ffmpeg = g_find_program_in_path ("ffmpeg");
  return ffmpeg != NULL;
}

static const char *const mp4_arguments[] = { "-c:v",      "libx264",    "-crf",     "18",
                                             "-preset",   "medium",     "-pix_fmt", "yuv420p",
                                             "-movflags", "+faststart", NULL };
static const char *const webm_arguments[] = { "-c:v", "libvpx-vp9", "-crf",    "30", "-b:v",
                                              "0",    "-pix_fmt",   "yuv420p", NULL };
static const char *const colour_arguments[] = { "-vf",
                                                "scale=out_color_matrix=bt709:out_range=tv",
                                                "-colorspace",
                                                "bt709",
                                                "-color_primaries",
                                                "bt709",
                                                "-color_trc",
                                                "bt709",
                                                NULL };

static void
append_words (GPtrArray *words, const char *const *more)
{
  for (; *more; more++)
    g_ptr_array_add (words, g_strdup (*more));
}

static GSubprocess *
start_encoder (const char *path, const VitMovieOptions *options, GError **error)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  char rate[G_ASCII_DTOSTR_BUF_SIZE];
  static const char *const in[] = { "ffmpeg",   "-hide_banner", "-loglevel", "error", "-y", "-f",
                                    "rawvideo", "-pix_fmt",     "rgba",      "-s",    NULL };
  append_words (words, in);
  g_ptr_array_add (words, g_strdup_printf ("%dx%d", options->width, options->height));
  g_ptr_array_add (words, g_strdup ("-r"));
  g_ptr_array_add (words, g_strdup (g_ascii_formatd (rate, sizeof rate, "%.6g", options->rate)));
  g_ptr_array_add (words, g_strdup ("-i"));
  g_ptr_array_add (words, g_strdup ("-"));
  append_words (words, g_str_has_suffix (path, ".webm") ? webm_arguments : mp4_arguments);
  append_words (words, colour_arguments);
  g_ptr_array_add (words, g_strdup (path));
  g_ptr_array_add (words, NULL);
  return g_subprocess_newv ((const char *const *) words->pdata,
                            G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE |
                                G_SUBPROCESS_FLAGS_STDERR_PIPE,
                            error);
}

/* Replace the error of the broken pipe by the message of the encoder. */
static void
set_encoder_error (GSubprocess *encoder, GError **error)
{
  char words[2048];
  GInputStream *stream = g_subprocess_get_stderr_pipe (encoder);
  gssize n = g_input_stream_read (stream, words, sizeof words - 1, NULL, NULL);
  words[MAX (n, 0)] = '\0';
  g_strstrip (words);
  g_clear_error (error);
  g_set_error (error, VIT_ERROR, VIT_ERROR_IO, "ffmpeg failed: %s",
               *words ? words : "it says nothing");
}

bool
vit_movie_encode (VitMovieFrame frame,
                  gpointer data,
                  size_t n,
                  const char *path,
                  const VitMovieOptions *options,
                  VitProgress *progress,
                  GError **error)
{
  g_autoptr (VitNewFile) file =
      vit_new_file_begin (path, 0666, g_str_has_suffix (path, ".webm") ? ".webm" : ".mp4", error);
  g_autoptr (GSubprocess) encoder =
      file ? start_encoder (vit_new_file_get_name (file), options, error) : NULL;
  if (!encoder)
    return false;
  GOutputStream *pipe = g_subprocess_get_stdin_pipe (encoder);
  bool ok = true, stopped = false;
  for (size_t i = 0; i < n && ok; i++)
    {
      const uint8_t *rgba =
          vit_progress_step (progress, i, n, error) ? frame (i, data, error) : NULL;
      if (!rgba)
        {
          ok = false;
          stopped = true;
          break;
        }
      ok = g_output_stream_write_all (
          pipe, rgba, (gsize) options->width * (gsize) options->height * 4, NULL, NULL, NULL);
    }
  if (stopped)
    g_subprocess_force_exit (encoder);
  ok = g_output_stream_close (pipe, NULL, NULL) && ok;
  bool fine = g_subprocess_wait_check (encoder, NULL, NULL) && ok;
  if (!fine && !stopped)
    set_encoder_error (encoder, error);
  return fine && vit_new_file_commit (file, true, error);
}

/* Figures that are drawn one after the other. */
typedef struct
{
  VitFigure **figures;
  const VitMovieOptions *options;
  uint8_t *rgba; /* of the last */
} Reel;

static const uint8_t *
get_frame (size_t index, gpointer data, GError **error)
{
  Reel *reel = data;
  const VitMovieOptions *options = reel->options;
  g_free (reel->rgba);
  reel->rgba = vit_figure_render (reel->figures[index], options->width, options->height,
                                  options->font_size, options->dark);
  return reel->rgba;
}

static bool
encode_movie (VitFigure **figures,
              size_t n,
              const char *path,
              const VitMovieOptions *options,
              VitProgress *progress,
              GError **error)
{
  Reel reel = { figures, options, NULL };
  bool ok = vit_movie_encode (get_frame, &reel, n, path, options, progress, error);
  g_free (reel.rgba);
  return ok;
}

static bool
write_pictures (VitFigure **figures,
                size_t n,
                const char *folder,
                const VitMovieOptions *options,
                char **note,
                VitProgress *progress,
                GError **error)
{
  if (g_mkdir_with_parents (folder, 0777) != 0)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_IO, "%s: %s", folder, g_strerror (errno));
      return false;
    }
  /* One point is one pixel at 72 dpi. */
  VitExportOptions export = { .width = options->width * 25.4 / 72,
                              .height = options->height * 25.4 / 72,
                              .dpi = 72,
                              .font_size = options->font_size,
                              .dark = options->dark };
  for (size_t i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("frame-%05zu.png", i);
      g_autofree char *path = g_build_filename (folder, name, NULL);
      if (!vit_progress_step (progress, i, n, error) ||
          !vit_figure_export (figures[i], path, VIT_FORMAT_PNG, &export, error))
        return false;
    }
  if (note)
    {
      /* Quote the command for a shell, so that it can be pasted into one. */
      g_autofree char *pattern = g_build_filename (folder, "frame-%05d.png", NULL);
      g_autofree char *movie = g_strconcat (folder, ".mp4", NULL);
      g_autofree char *from = g_shell_quote (pattern), *to = g_shell_quote (movie);
      *note =
          g_strdup_printf ("ffmpeg -framerate %g -i %s -c:v libx264 -crf 18 -pix_fmt yuv420p %s",
                           options->rate, from, to);
    }
  return true;
}

bool
vit_movie_write (VitFigure **figures,
                 size_t n,
                 const char *path,
                 const VitMovieOptions *options,
                 char **note,
                 VitProgress *progress,
                 GError **error)
{
  g_return_val_if_fail (figures && n > 0 && path && options, false);
  VitMovieOptions even = *options;
  even.width = MAX (2, even.width / 2 * 2);
  even.height = MAX (2, even.height / 2 * 2);
  if (note)
    *note = NULL;
  bool ok = g_str_has_suffix (path, ".mp4") || g_str_has_suffix (path, ".webm")
                ? encode_movie (figures, n, path, &even, progress, error)
                : write_pictures (figures, n, path, &even, note, progress, error);
  return ok && vit_progress_step (progress, n, n, error);
}
