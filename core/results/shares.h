#pragma once

/* Units of work that several processes share: each takes a part that was agreed upon, or what
 * nobody else is at. The units are known by a task (such as #VitWork); nothing here knows what they
 * are. A process that ends, however it ends, leaves to others what it has not published. */

#include <stdbool.h>
#include <stddef.h>

#include "core/base/progress.h"

/**
 * VitTask: units of work
 * @n: their number
 * @refresh: (nullable): sees what others have published
 * @is_done: whether a unit is published
 * @get_most: how many units from @unit on may be computed together
 * @compute: computes units (ascending) and publishes them
 * @is_stopping: (nullable): whether no more units should be begun
 * @data: for all of them
 */
typedef struct
{
  size_t n;
  void (*refresh) (void *data);
  bool (*is_done) (size_t unit, void *data);
  size_t (*get_most) (size_t unit, void *data);
  bool (*compute) (
      const size_t *units, size_t n, void *data, VitProgress *progress, GError **error);
  bool (*is_stopping) (void *data);
  void *data;
} VitTask;

/**
 * VitTaskReport: what became of a part
 * @n_there: units that were done before
 * @n_computed: units that this process computed
 * @stopped: whether units are left because of @is_stopping
 */
typedef struct
{
  size_t n_there, n_computed;
  bool stopped;
} VitTaskReport;

/** vit_share_get_part: units @begin … @end − 1 of part @index of @n_parts. */
void vit_share_get_part (size_t n, size_t index, size_t n_parts, size_t *begin, size_t *end);

/**
 * vit_share_run_part: computes what is missing of the units @begin … @end − 1, in order
 *
 * Units are computed some at a time, as many as take about a second.
 */
bool vit_share_run_part (const VitTask *task,
                         size_t begin,
                         size_t end,
                         VitTaskReport *report,
                         VitProgress *progress,
                         GError **error);

/**
 * vit_share_run_claims:
 * @folder: where all processes put their leases; is made if need be
 *
 * Computes what nobody else is at, until all units are done. A lease is a hint: it is a file with
 * the name of a piece of the units, renewed while its process works, and passed over when it has
 * not been for a minute or its process has ended on this host. Two processes that are at one unit
 * do no harm. A process goes on where it is, next to the frames that it has read, and then to the
 * middle of the longest stretch that nobody is at.
 */
bool vit_share_run_claims (const VitTask *task,
                           const char *folder,
                           VitTaskReport *report,
                           VitProgress *progress,
                           GError **error);

/** vit_share_has_ended: whether the process of that number on that host has ended, as far as this
 * host can tell. */
bool vit_share_has_ended (const char *host, const char *process);

/** vit_share_count_claims: units that processes are at now, by the leases in @folder. */
size_t vit_share_count_claims (const char *folder, size_t n);
