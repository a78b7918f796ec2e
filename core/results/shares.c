#include "core/results/shares.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/error.h"
#include "core/store/store.h"

/* Units are computed together as long as that takes less than this, µs: so long may a signal have
 * to wait, and so much is lost by a crash. */
#define TOGETHER_MICROSECONDS 1000000
#define MOST_TOGETHER 64

/* Most leases there are: a piece is as many units as that needs. */
#define MOST_PIECES 2048

/* Seconds between renewals of a lease, and after which it is passed over. */
#define RENEWED 10
#define EXPIRED 60
/* The same for a lease that nobody has written his name into. */
#define UNWRITTEN 3

/* Time between looks for units that others have not finished, µs. */
#define WAIT_MICROSECONDS 100000
#define LONGEST_WAIT_MICROSECONDS 1000000

/* Part of the units that nobody is at which a process takes at once, so that none ends long before
 * the others. */
#define SHARE_OF_FREE 16

void
vit_share_get_part (size_t n, size_t index, size_t n_parts, size_t *begin, size_t *end)
{
  g_return_if_fail (index < n_parts && begin && end);
  size_t each = n / n_parts, rest = n % n_parts;
  *begin = index * each + MIN (index, rest);
  *end = *begin + each + (index < rest ? 1 : 0);
}

/* ---- Some units at a time ---- */

/* A number of units that takes about a second. */
typedef struct
{
  size_t n;
} Pace;

static void
adapt (Pace *pace, gint64 took)
{
  if (took < TOGETHER_MICROSECONDS / 2)
    pace->n = MIN (2 * pace->n, MOST_TOGETHER);
  else if (took > TOGETHER_MICROSECONDS)
    pace->n = MAX (pace->n / 2, 1);
}

static bool
compute (const VitTask *task,
         const size_t *units,
         size_t n,
         Pace *pace,
         VitTaskReport *report,
         VitProgress *progress,
         GError **error)
{
  gint64 began = g_get_monotonic_time ();
  if (!task->compute (units, n, task->data, progress, error))
    return false;
  report->n_computed += n;
  if (n >= pace->n)
    adapt (pace, g_get_monotonic_time () - began);
  return true;
}

static bool
is_stopping (const VitTask *task)
{
  return task->is_stopping && task->is_stopping (task->data);
}

bool
vit_share_run_part (const VitTask *task,
                    size_t begin,
                    size_t end,
                    VitTaskReport *report,
                    VitProgress *progress,
                    GError **error)
{
  g_return_val_if_fail (task && report && begin <= end && end <= task->n, false);
  *report = (VitTaskReport){ .stopped = false };
  Pace pace = { 1 };
  for (size_t at = begin; at < end;)
    {
      size_t units[MOST_TOGETHER], n = 0, first = at;
      size_t most = MIN (pace.n, task->get_most (at, task->data)), reach = end;
      for (; at < reach && n < most; at++)
        if (task->is_done (at, task->data))
          report->n_there++;
        else
          {
            /* Units further on may be of another run. */
            if (n == 0)
              {
                size_t together = task->get_most (at, task->data);
                most = MIN (pace.n, together);
                reach = MIN (end, at + together);
              }
            units[n++] = at;
          }
      if (n == 0)
        continue;
      if (is_stopping (task))
        {
          report->stopped = true;
          return true;
        }
      VitProgressPart whole =
          vit_progress_enter (progress, (double) (first - begin) / (double) (end - begin),
                              (double) (at - begin) / (double) (end - begin), NULL);
      if (!compute (task, units, n, &pace, report, progress, error))
        return false;
      vit_progress_leave (progress, whole);
    }
  return true;
}

/* ---- Leases ---- */

typedef enum
{
  FREE,
  TAKEN, /* another process is at it */
  OWN,
  DONE,
} PieceState;

typedef struct
{
  const VitTask *task;
  const char *folder;
  size_t piece; /* units */
  size_t n_pieces;
  uint8_t *states; /* PieceState */
  GMutex lock;
  GCond changed;
  GPtrArray *held; /* paths of leases, which a thread renews */
  bool over;
} Claims;

static size_t
get_piece_length (size_t n)
{
  return MAX ((n + MOST_PIECES - 1) / MOST_PIECES, 1);
}

static char *
new_lease_path (const char *folder, size_t piece)
{
  char name[32];
  g_snprintf (name, sizeof name, "%zu.lease", piece);
  return g_build_filename (folder, name, NULL);
}

static void *
renew_leases (void *data)
{
  Claims *claims = data;
  g_mutex_lock (&claims->lock);
  while (!claims->over)
    {
      gint64 until = g_get_monotonic_time () + RENEWED * G_TIME_SPAN_SECOND;
      while (!claims->over && g_cond_wait_until (&claims->changed, &claims->lock, until))
        ;
      for (guint i = 0; i < claims->held->len && !claims->over; i++)
        utimensat (AT_FDCWD, claims->held->pdata[i], NULL, 0);
    }
  g_mutex_unlock (&claims->lock);
  return NULL;
}

bool
vit_share_has_ended (const char *host, const char *process)
{
  g_return_val_if_fail (host && process, false);
  if (strcmp (host, g_get_host_name ()) != 0)
    return false;
  gint64 pid = g_ascii_strtoll (process, NULL, 10);
  return pid > 1 && pid <= G_MAXINT && kill ((pid_t) pid, 0) != 0 && errno == ESRCH;
}

/* Whether the process of a lease has ended, as far as this host can tell. */
static bool
has_ended (const char *path)
{
  g_autofree char *text = NULL;
  if (!g_file_get_contents (path, &text, NULL, NULL))
    return false;
  g_auto (GStrv) words = g_strsplit (g_strstrip (text), " ", 3);
  return g_strv_length (words) >= 2 && vit_share_has_ended (words[0], words[1]);
}

/* The time of the file system, which need not be this host's. */
static gint64
ask_time (const char *folder)
{
  struct stat info;
  g_autofree char *name = g_strconcat (vit_store_get_writer (), ".time", NULL);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  int fd = open (path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  bool ok = fd >= 0 && write (fd, "t", 1) == 1 && fstat (fd, &info) == 0;
  if (fd >= 0)
    close (fd);
  unlink (path);
  return ok ? info.st_mtim.tv_sec : g_get_real_time () / G_USEC_PER_SEC;
}

static bool
is_expired (const char *path, gint64 now)
{
  struct stat info;
  if (stat (path, &info) != 0)
    return true;
  /* Whoever made an empty one was killed before he could write into it. */
  gint64 lives = info.st_size > 0 ? EXPIRED : UNWRITTEN;
  return now - info.st_mtim.tv_sec > lives || has_ended (path);
}

/* Returns: whether this process has the lease now. */
static bool
take_lease (Claims *claims, size_t piece)
{
  g_autofree char *path = new_lease_path (claims->folder, piece);
  int fd = open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  /* A process that ended may have removed the folder. */
  if (fd < 0 && errno == ENOENT && vit_store_make_folder (claims->folder) == 0)
    fd = open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (fd < 0 && errno == EEXIST)
    {
      claims->states[piece] = TAKEN;
      return false;
    }
  /* Where leases cannot be written, work goes on without: they are hints. */
  if (fd >= 0)
    {
      g_autofree char *text = g_strdup_printf ("%s %d %s\n", g_get_host_name (), (int) getpid (),
                                               vit_store_get_writer ());
      if (write (fd, text, strlen (text)) < 0)
        g_debug ("%s: cannot be written", path);
      close (fd);
    }
  claims->states[piece] = OWN;
  g_mutex_lock (&claims->lock);
  g_ptr_array_add (claims->held, g_steal_pointer (&path));
  g_mutex_unlock (&claims->lock);
  return true;
}

static void
end_leases (Claims *claims)
{
  g_mutex_lock (&claims->lock);
  for (guint i = 0; i < claims->held->len; i++)
    unlink (claims->held->pdata[i]);
  g_ptr_array_set_size (claims->held, 0);
  g_mutex_unlock (&claims->lock);
}

/* ---- Taking what nobody is at ---- */

/* See which pieces others are at. */
static void
look_at_leases (Claims *claims)
{
  for (size_t p = 0; p < claims->n_pieces; p++)
    if (claims->states[p] == TAKEN)
      claims->states[p] = FREE;
  g_autoptr (GDir) dir = g_dir_open (claims->folder, 0, NULL);
  const char *name;
  while (dir && (name = g_dir_read_name (dir)))
    {
      char *end;
      guint64 piece = g_ascii_strtoull (name, &end, 10);
      if (end != name && strcmp (end, ".lease") == 0 && piece < claims->n_pieces &&
          claims->states[piece] == FREE)
        claims->states[piece] = TAKEN;
    }
}

/* The end of the free stretch at @piece. */
static size_t
find_stretch_end (const Claims *claims, size_t piece)
{
  while (piece < claims->n_pieces && claims->states[piece] == FREE)
    piece++;
  return piece;
}

/* Where to go on: next to what was done last, else amid the longest stretch; all of it where nobody
 * has begun. Returns: n_pieces if nothing is free. */
static size_t
pick_piece (const Claims *claims, size_t next)
{
  if (next < claims->n_pieces && claims->states[next] == FREE)
    return next;
  size_t best = claims->n_pieces, longest = 0;
  for (size_t p = 0; p < claims->n_pieces; p++)
    {
      size_t end = find_stretch_end (claims, p);
      if (end - p > longest)
        {
          longest = end - p;
          /* A stretch behind something that is done has nobody coming up to it. */
          bool followed = p > 0 && claims->states[p - 1] == TAKEN;
          best = followed ? p + longest / 2 : p;
        }
      p = MAX (end, p + 1) - 1;
    }
  return best;
}

static size_t
count_free (const Claims *claims)
{
  size_t n = 0;
  for (size_t p = 0; p < claims->n_pieces; p++)
    n += claims->states[p] == FREE;
  return n;
}

static size_t
get_begin (const Claims *claims, size_t piece)
{
  return piece * claims->piece;
}

static size_t
get_end (const Claims *claims, size_t piece)
{
  return MIN ((piece + 1) * claims->piece, claims->task->n);
}

/* List what is missing of a piece; one of which nothing is missing is done. */
static size_t
list_missing (Claims *claims, size_t piece, size_t *units)
{
  const VitTask *task = claims->task;
  size_t n = 0;
  for (size_t unit = get_begin (claims, piece); unit < get_end (claims, piece); unit++)
    if (!task->is_done (unit, task->data))
      units[n++] = unit;
  if (n == 0)
    claims->states[piece] = DONE;
  return n;
}

/* Take pieces from @first on, and compute them. @next: (out): the piece after them. */
static bool
compute_pieces (Claims *claims,
                size_t first,
                Pace *pace,
                size_t *next,
                VitTaskReport *report,
                VitProgress *progress,
                GError **error)
{
  const VitTask *task = claims->task;
  size_t most = MIN (pace->n, MAX (count_free (claims) * claims->piece / SHARE_OF_FREE, 1));
  g_autofree size_t *units = g_new (size_t, most + claims->piece);
  size_t n = 0, limit = 0, from = first;
  if (task->refresh)
    task->refresh (task->data);
  for (*next = first; *next < claims->n_pieces && n < most && claims->states[*next] == FREE;)
    {
      size_t before = n, begin = get_begin (claims, *next);
      if (n > 0 && get_end (claims, *next) - get_begin (claims, from) > limit)
        break;
      n += list_missing (claims, *next, units + n);
      if (n > before && before == 0)
        {
          from = *next;
          limit = task->get_most (begin, task->data);
        }
      if (n > before && !take_lease (claims, *next))
        {
          n = before;
          break;
        }
      (*next)++;
    }
  bool ok = true;
  /* Somebody may have finished one just before its lease was taken. */
  if (task->refresh && n > 0)
    task->refresh (task->data);
  size_t kept = 0;
  for (size_t i = 0; i < n; i++)
    if (!task->is_done (units[i], task->data))
      units[kept++] = units[i];
  n = kept;
  for (size_t at = 0; at < n && ok && !is_stopping (task);)
    {
      /* Those beyond may be of another run. */
      size_t reach = units[at] + MAX (task->get_most (units[at], task->data), 1), count = 1;
      while (at + count < n && units[at + count] < reach)
        count++;
      ok = compute (task, units + at, count, pace, report, progress, error);
      at += count;
    }
  end_leases (claims);
  for (size_t p = first; p < *next && ok; p++)
    if (claims->states[p] == OWN)
      claims->states[p] = is_stopping (task) ? FREE : DONE;
  return ok;
}

/* Nothing is free: see what others have finished, and take over what nobody is at any more.
 * Returns: whether all is done. */
static bool
look_again (Claims *claims)
{
  const VitTask *task = claims->task;
  g_autofree size_t *units = g_new (size_t, claims->piece);
  gint64 now = ask_time (claims->folder);
  bool all = true;
  if (task->refresh)
    task->refresh (task->data);
  for (size_t p = 0; p < claims->n_pieces; p++)
    {
      if (claims->states[p] == DONE || list_missing (claims, p, units) == 0)
        continue;
      all = false;
      g_autofree char *path = new_lease_path (claims->folder, p);
      if (is_expired (path, now))
        {
          unlink (path);
          claims->states[p] = FREE;
        }
    }
  return all;
}

static bool
run (Claims *claims, VitTaskReport *report, VitProgress *progress, GError **error)
{
  Pace pace = { 1 };
  gint64 wait = WAIT_MICROSECONDS;
  size_t next = claims->n_pieces;
  for (;;)
    {
      if (is_stopping (claims->task))
        {
          report->stopped = true;
          return true;
        }
      look_at_leases (claims);
      size_t piece = pick_piece (claims, next);
      size_t free = count_free (claims);
      VitProgressPart whole = vit_progress_enter (
          progress, 1 - (double) free / (double) MAX (claims->n_pieces, 1), 1, NULL);
      if (piece < claims->n_pieces)
        {
          wait = WAIT_MICROSECONDS;
          if (!compute_pieces (claims, piece, &pace, &next, report, progress, error))
            return false;
        }
      else if (look_again (claims))
        return true;
      else if (count_free (claims) == 0)
        {
          g_usleep ((gulong) wait);
          wait = MIN (wait * 3 / 2, LONGEST_WAIT_MICROSECONDS);
          if (!vit_progress_step (progress, 0, 1, error))
            return false;
        }
      vit_progress_leave (progress, whole);
    }
}

bool
vit_share_run_claims (const VitTask *task,
                      const char *folder,
                      VitTaskReport *report,
                      VitProgress *progress,
                      GError **error)
{
  g_return_val_if_fail (task && folder && report, false);
  *report = (VitTaskReport){ .stopped = false };
  g_autofree char *parent = g_path_get_dirname (folder);
  if (vit_store_make_folder (parent) != 0 || vit_store_make_folder (folder) != 0)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_IO, "%s: cannot make the folder: %s", folder,
                   g_strerror (errno));
      return false;
    }
  Claims claims = { .task = task, .folder = folder, .piece = get_piece_length (task->n) };
  claims.n_pieces = (task->n + claims.piece - 1) / claims.piece;
  claims.states = g_new0 (uint8_t, MAX (claims.n_pieces, 1));
  claims.held = g_ptr_array_new_with_free_func (g_free);
  g_mutex_init (&claims.lock);
  g_cond_init (&claims.changed);
  GThread *thread = g_thread_new ("leases", renew_leases, &claims);
  bool ok = run (&claims, report, progress, error);
  end_leases (&claims);
  g_mutex_lock (&claims.lock);
  claims.over = true;
  g_cond_broadcast (&claims.changed);
  g_mutex_unlock (&claims.lock);
  g_thread_join (thread);
  report->n_there = ok && !report->stopped ? task->n - report->n_computed : 0;
  g_rmdir (folder); /* the last one out */
  g_ptr_array_unref (claims.held);
  g_mutex_clear (&claims.lock);
  g_cond_clear (&claims.changed);
  g_free (claims.states);
  return ok;
}

size_t
vit_share_count_claims (const char *folder, size_t n)
{
  g_return_val_if_fail (folder, 0);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  size_t count = 0;
  gint64 now = dir ? g_get_real_time () / G_USEC_PER_SEC : 0;
  while (dir && (name = g_dir_read_name (dir)))
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      if (g_str_has_suffix (name, ".lease") && !is_expired (path, now))
        count += get_piece_length (n);
    }
  return MIN (count, n);
}
