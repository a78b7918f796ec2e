#include "core/live/imd-recorder.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/base/error.h"
#include "core/io/formats.h"
#include "core/io/writer.h"

/* Memory for frames that wait to be written, bytes, and the least number of them. */
#define MOST_WAITING ((size_t) 256 << 20)
#define LEAST_WAITING 4

struct _VitImdRecorder
{
  VitImd *imd;
  VitAtoms *atoms;
  VitCell cell;
  int64_t every;
  char *path;
  uint64_t most_bytes, n_bytes; /* of the file */
  VitWriterFormat format;
  FILE *file; /* nullable */
  GThread *thread;
  GAsyncQueue *queue; /* element-type VitImdFrame; the recorder itself at the end */
  int most;
  GMutex lock; /* protects the fields below */
  VitImdCounts counts;
  bool written; /* all that came */
  GError *error;
};

/* ---- The file ---- */

/* A box as a LAMMPS dump has it: the edges of the box that holds it, and its tilts. */
static void
append_box (GString *text, const VitCell *cell)
{
  static const char *const edges[] = { "ff", "pp" };
  const double (*h)[3] = cell->h;
  double xy = h[1][0], xz = h[2][0], yz = h[2][1];
  bool tilted = xy != 0 || xz != 0 || yz != 0;
  double low[3] = { fmin (fmin (0, xy), fmin (xz, xy + xz)), fmin (0, yz), 0 };
  double high[3] = { fmax (fmax (0, xy), fmax (xz, xy + xz)), fmax (0, yz), 0 };
  const double tilts[3] = { xy, xz, yz };
  g_string_append_printf (text, "ITEM: BOX BOUNDS %s%s %s %s\n", tilted ? "xy xz yz " : "",
                          edges[cell->periodic[0]], edges[cell->periodic[1]],
                          edges[cell->periodic[2]]);
  for (int k = 0; k < 3; k++)
    {
      const double numbers[3] = { cell->origin[k] + low[k], cell->origin[k] + h[k][k] + high[k],
                                  tilts[k] };
      for (int c = 0; c < (tilted ? 3 : 2); c++)
        {
          char number[G_ASCII_DTOSTR_BUF_SIZE];
          g_string_append_printf (text, "%s%s", c > 0 ? " " : "",
                                  g_ascii_formatd (number, sizeof number, "%.12g", numbers[c]));
        }
      g_string_append_c (text, '\n');
    }
}

/* Decimals by hand: printf() asks for the locale, and takes most of the time. */
static void
append_position (GString *text, float x)
{
  char digits[32];
  int64_t fixed = llround ((double) x * 1e5);
  uint64_t size = (uint64_t) (fixed < 0 ? -fixed : fixed);
  int n = g_snprintf (digits, sizeof digits, "%06" G_GUINT64_FORMAT, size);
  g_string_append_c (text, ' ');
  if (fixed < 0)
    g_string_append_c (text, '-');
  g_string_append_len (text, digits, n - 5);
  g_string_append_c (text, '.');
  g_string_append_len (text, digits + n - 5, 5);
}

/* Positions have the decimals that a dump has. */
static void
append_extxyz (VitImdRecorder *self, const VitImdFrame *from, int64_t step, GString *text)
{
  g_autofree double *real = g_new (double, 3 * from->n);
  VitFrame frame = { .atoms = self->atoms,
                     .cell = self->cell,
                     .has_cell = true,
                     .dimension = 3,
                     .step = step,
                     .time = NAN,
                     .unwrapped = true,
                     .real = real };
  if (from->has_box)
    memcpy (frame.cell.h, from->box, sizeof frame.cell.h);
  for (size_t i = 0; i < 3 * from->n; i++)
    real[i] = (double) llround ((double) from->positions[i] * 1e5) / 1e5;
  vit_writer_append (text, VIT_WRITER_EXTXYZ, &frame, from->has_time ? from->time : NAN, NULL, true,
                     NULL, 0);
}

static bool
append_dump (
    VitImdRecorder *self, const VitImdFrame *frame, int64_t step, GString *text, GError **error)
{
  VitCell cell = self->cell;
  const VitAtoms *atoms = self->atoms;
  if (frame->has_box)
    memcpy (cell.h, frame->box, sizeof cell.h);
  if (cell.h[0][1] != 0 || cell.h[0][2] != 0 || cell.h[1][2] != 0)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_UNSUPPORTED,
                   "%s: a LAMMPS dump cannot have a box whose first vector is not along x",
                   self->path);
      return false;
    }
  if (frame->has_time)
    {
      char number[G_ASCII_DTOSTR_BUF_SIZE];
      g_string_append_printf (text, "ITEM: UNITS\nmetal\nITEM: TIME\n%s\n",
                              g_ascii_formatd (number, sizeof number, "%.12g", frame->time));
    }
  g_string_append_printf (
      text, "ITEM: TIMESTEP\n%" G_GINT64_FORMAT "\nITEM: NUMBER OF ATOMS\n%zu\n", step, frame->n);
  append_box (text, &cell);
  g_string_append (text, "ITEM: ATOMS id type xu yu zu\n");
  for (size_t i = 0; i < frame->n; i++)
    {
      g_string_append_printf (text, "%" G_GINT64_FORMAT " %u", atoms->ids[i], atoms->types[i]);
      for (int k = 0; k < 3; k++)
        append_position (text, frame->positions[3 * i + (size_t) k]);
      g_string_append_c (text, '\n');
    }
  return true;
}

static bool
write_frame (VitImdRecorder *self, const VitImdFrame *frame, int64_t step, GError **error)
{
  g_autoptr (GString) text = g_string_sized_new (200 + 48 * frame->n);
  if (self->format == VIT_WRITER_EXTXYZ)
    append_extxyz (self, frame, step, text);
  else if (!append_dump (self, frame, step, text, error))
    return false;
  errno = 0;
  if (self->most_bytes > 0 && self->n_bytes + text->len > self->most_bytes)
    {
      if (ftruncate (fileno (self->file), 0) != 0)
        {
          g_set_error (error, VIT_ERROR, VIT_ERROR_IO, "%s: %s", self->path, g_strerror (errno));
          return false;
        }
      rewind (self->file);
      self->n_bytes = 0;
    }
  self->n_bytes += text->len;
  if (fwrite (text->str, 1, text->len, self->file) == text->len && fflush (self->file) == 0)
    return true;
  g_set_error (error, VIT_ERROR, VIT_ERROR_IO, "%s: %s", self->path,
               errno ? g_strerror (errno) : "it cannot be written");
  return false;
}

/* ---- The thread ---- */

static void
record (VitImdRecorder *self, const VitImdFrame *frame)
{
  int64_t step = frame->has_time ? frame->step : (int64_t) frame->number * self->every;
  g_autoptr (GError) error = NULL;
  g_mutex_lock (&self->lock);
  bool failed = self->error != NULL;
  g_mutex_unlock (&self->lock);
  /* What was left half written by a full disk is not written on. */
  bool written = self->file && !failed && write_frame (self, frame, step, &error);
  g_mutex_lock (&self->lock);
  self->counts.recorded += written;
  if (written || !self->file)
    {
      self->counts.last_step = step;
      self->counts.last_time = frame->has_time ? frame->time : NAN;
    }
  if (error && !self->error)
    self->error = g_steal_pointer (&error);
  g_mutex_unlock (&self->lock);
}

static gpointer
write_all (gpointer data)
{
  VitImdRecorder *self = data;
  for (gpointer next = g_async_queue_pop (self->queue); next != self;
       next = g_async_queue_pop (self->queue))
    {
      record (self, next);
      vit_imd_frame_unref (next);
    }
  g_mutex_lock (&self->lock);
  self->written = true;
  g_mutex_unlock (&self->lock);
  return NULL;
}

/* In the thread of the connection. */
static void
on_frame (const VitImdFrame *frame, const GError *error, void *data)
{
  VitImdRecorder *self = data;
  if (!frame)
    {
      g_async_queue_push (self->queue, self);
      return;
    }
  bool room = g_async_queue_length (self->queue) < self->most;
  g_mutex_lock (&self->lock);
  self->counts.received++;
  self->counts.left_out += !room;
  g_mutex_unlock (&self->lock);
  if (room)
    g_async_queue_push (self->queue, vit_imd_frame_ref ((VitImdFrame *) frame));
}

/* ---- The recorder ---- */

static FILE *
create_file (const char *path, GError **error)
{
  int fd = open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  FILE *file = fd >= 0 ? fdopen (fd, "w") : NULL;
  if (!file)
    g_set_error (error, VIT_ERROR, VIT_ERROR_IO, "%s: %s", path, g_strerror (errno));
  return file;
}

VitImdRecorder *
vit_imd_recorder_new (const char *address,
                      VitFrame *like,
                      int64_t every,
                      const char *path,
                      uint64_t most,
                      GError **error)
{
  g_return_val_if_fail (address && like && every > 0, NULL);
  if (like->atoms->n == 0 || !like->atoms->unique)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID,
                   "the file that says the atoms has none, or two of one id");
      return NULL;
    }
  VitImdRecorder *self = g_new0 (VitImdRecorder, 1);
  g_mutex_init (&self->lock);
  self->atoms = vit_atoms_ref (like->atoms);
  self->cell = like->cell;
  self->every = every;
  self->path = g_strdup (path);
  self->most_bytes = most;
  if (path)
    vit_formats_find_writer (path, &self->format);
  self->counts.last_time = NAN;
  self->queue = g_async_queue_new ();
  self->most = (int) MAX (MOST_WAITING / (12 * like->atoms->n), LEAST_WAITING);
  self->file = path ? create_file (path, error) : NULL;
  if (path && !self->file)
    {
      vit_imd_recorder_free (self);
      return NULL;
    }
  self->imd = vit_imd_new (address, like->atoms->n, on_frame, self, error);
  if (!self->imd)
    {
      if (path)
        unlink (path);
      vit_imd_recorder_free (self);
      return NULL;
    }
  self->thread = g_thread_new ("imd record", write_all, self);
  return self;
}

void
vit_imd_recorder_free (VitImdRecorder *self)
{
  if (!self)
    return;
  /* The end of the connection ends the other thread. */
  vit_imd_free (self->imd);
  if (self->thread)
    g_thread_join (self->thread);
  if (self->file)
    fclose (self->file);
  g_async_queue_unref (self->queue);
  vit_atoms_unref (self->atoms);
  g_clear_error (&self->error);
  g_mutex_clear (&self->lock);
  g_free (self->path);
  g_free (self);
}

VitImd *
vit_imd_recorder_get_imd (VitImdRecorder *self)
{
  return self->imd;
}

VitImdCounts
vit_imd_recorder_get_counts (VitImdRecorder *self)
{
  g_mutex_lock (&self->lock);
  VitImdCounts counts = self->counts;
  g_mutex_unlock (&self->lock);
  return counts;
}

bool
vit_imd_recorder_has_ended (VitImdRecorder *self, GError **error)
{
  g_autoptr (GError) why = NULL;
  bool ended = vit_imd_has_ended (self->imd, &why);
  g_mutex_lock (&self->lock);
  ended = ended && self->written;
  /* A file that cannot be written is said first; nothing more is recorded then. */
  if (self->error)
    {
      g_propagate_error (error, g_error_copy (self->error));
      ended = true;
    }
  else if (ended && why)
    g_propagate_error (error, g_steal_pointer (&why));
  g_mutex_unlock (&self->lock);
  return ended;
}
