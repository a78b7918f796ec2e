#include "core/domain/domain-write.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/error.h"
#include "core/domain/domain-frame.h"
#include "core/domain/route.h"
#include "core/store/atomic-file.h"

/* Bytes that are written at once. */
#define PIECE ((size_t) 64 << 20)

/* Longest name of a file, with its end. */
#define MAX_NAME 4096

/* ---- Order by id over all ranks ---- */

/* A rank for each range of ids, of equal length. */
static unsigned *
find_destinations (const VitDomain *domain)
{
  const VitAtomRows *atoms = &domain->atoms;
  unsigned size = vit_communicator_get_size (domain->communicator);
  unsigned *destinations = g_new (unsigned, MAX (atoms->n, 1));
  int64_t range[2] = { atoms->n > 0 ? atoms->ids[0] : INT64_MAX,
                       atoms->n > 0 ? atoms->ids[atoms->n - 1] : INT64_MIN };
  g_autofree int64_t *all =
      vit_communicator_gather_all (domain->communicator, range, 2, sizeof *range, NULL, NULL);
  for (unsigned r = 0; r < size; r++)
    {
      range[0] = MIN (range[0], all[2 * r]);
      range[1] = MAX (range[1], all[2 * r + 1]);
    }
  double length = (double) range[1] - (double) range[0] + 1;
  for (size_t i = 0; i < atoms->n; i++)
    {
      double place = ((double) atoms->ids[i] - (double) range[0]) / length * size;
      destinations[i] = (unsigned) MIN (place, size - 1);
    }
  return destinations;
}

static size_t
count_values (const VitWriterColumn *columns, size_t n_columns)
{
  size_t width = 0;
  for (size_t c = 0; c < n_columns; c++)
    width += (size_t) columns[c].components;
  return width;
}

/* Sends atoms with their values to the ranks of their ids; columns of @sorted are all values. */
static void
sort_over_ranks (const VitDomain *domain,
                 const VitWriterColumn *columns,
                 size_t n_columns,
                 VitAtomRows *sorted)
{
  VitAtomRows rows = domain->atoms;
  rows.n_columns = count_values (columns, n_columns);
  g_autofree double *values = rows.columns = g_new (double, MAX (rows.n * rows.n_columns, 1));
  size_t at = 0;
  for (size_t c = 0; c < n_columns; c++)
    {
      size_t width = (size_t) columns[c].components;
      for (size_t i = 0; i < rows.n; i++)
        memcpy (values + i * rows.n_columns + at, columns[c].values + i * width,
                width * sizeof *values);
      at += width;
    }
  g_autofree unsigned *destinations = find_destinations (domain);
  g_auto (VitRoute) route = { 0 };
  vit_route_init (&route, domain->communicator, destinations, rows.n);
  vit_atom_rows_send (&route, &rows, sorted);
  vit_atom_rows_sort (sorted);
}

static void
format_rows (const VitDomain *domain,
             const VitAtomRows *sorted,
             VitWriterFormat format,
             int64_t step,
             bool unwrapped,
             const VitWriterColumn *columns,
             size_t n_columns,
             GString *text)
{
  g_autofree VitWriterColumn *here = g_memdup2 (columns, MAX (n_columns, 1) * sizeof *here);
  g_autoptr (GPtrArray) arrays = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (VitFrame) frame = vit_domain_frame_new (&domain->cell, sorted, unwrapped, step, -1);
  size_t at = 0;
  for (size_t c = 0; c < n_columns; c++)
    {
      size_t width = (size_t) columns[c].components;
      double *values = g_new (double, MAX (sorted->n * width, 1));
      for (size_t i = 0; i < sorted->n; i++)
        memcpy (values + i * width, sorted->columns + i * sorted->n_columns + at,
                width * sizeof *values);
      at += width;
      here[c].values = values;
      g_ptr_array_add (arrays, values);
    }
  vit_writer_append_part (text, format, frame,
                          vit_communicator_get_rank (domain->communicator) == 0, domain->bounds.n,
                          here, n_columns);
}

/* ---- The file ---- */

static bool
set_system_error (const char *path, const char *what, GError **error)
{
  int code = errno;
  g_set_error (error, VIT_ERROR, VIT_ERROR_IO, "%s: cannot be %s: %s", path, what,
               g_strerror (code));
  return false;
}

static bool
write_range (const char *name, const GString *text, uint64_t offset, GError **error)
{
  int fd = open (name, O_WRONLY | O_CLOEXEC);
  if (fd < 0)
    return set_system_error (name, "opened", error);
  bool done = true;
  for (size_t at = 0; at < text->len && done;)
    {
      ssize_t n = pwrite (fd, text->str + at, MIN (text->len - at, PIECE), (off_t) (offset + at));
      if (n > 0)
        at += (size_t) n;
      else if (n == 0 || errno != EINTR)
        done = set_system_error (name, "written", error);
    }
  if (done && fsync (fd) != 0 && errno != EINVAL)
    done = set_system_error (name, "written", error);
  if (close (fd) != 0 && done)
    done = set_system_error (name, "written", error);
  return done;
}

/* Makes an empty file beside @path, of rank 0; @name: (out): its name, on all ranks. */
static bool
begin_file (VitCommunicator *communicator,
            const char *path,
            VitNewFile **file,
            char name[MAX_NAME],
            GError **error)
{
  bool done = true;
  memset (name, 0, MAX_NAME);
  if (vit_communicator_get_rank (communicator) == 0)
    {
      *file = vit_new_file_begin (path, 0666, ".part", error);
      done = *file != NULL;
      if (done && g_strlcpy (name, vit_new_file_get_name (*file), MAX_NAME) >= MAX_NAME)
        {
          errno = ENAMETOOLONG;
          done = set_system_error (path, "written", error);
        }
    }
  if (!vit_communicator_agree (communicator, done, error))
    return false;
  vit_communicator_broadcast (communicator, name, MAX_NAME, 0);
  return true;
}

bool
vit_domain_write (const VitDomain *domain,
                  const char *path,
                  VitWriterFormat format,
                  int64_t step,
                  bool unwrapped,
                  const VitWriterColumn *columns,
                  size_t n_columns,
                  GError **error)
{
  VitCommunicator *communicator = domain->communicator;
  unsigned rank = vit_communicator_get_rank (communicator);
  g_auto (VitAtomRows) sorted = { 0 };
  g_autoptr (VitNewFile) file = NULL;
  char name[MAX_NAME];
  if (!begin_file (communicator, path, &file, name, error))
    return false;
  sort_over_ranks (domain, columns, n_columns, &sorted);
  g_autoptr (GString) text = g_string_new (NULL);
  format_rows (domain, &sorted, format, step, unwrapped, columns, n_columns, text);
  uint64_t n = text->len, offset = 0;
  g_autofree uint64_t *lengths =
      vit_communicator_gather_all (communicator, &n, 1, sizeof n, NULL, NULL);
  for (unsigned r = 0; r < rank; r++)
    offset += lengths[r];
  bool done = vit_communicator_agree (communicator, write_range (name, text, offset, error), error);
  if (done && file)
    done = vit_new_file_commit (file, true, error);
  return vit_communicator_agree (communicator, done, error);
}
