#pragma once

/* Results that follow from a run at a time and from the options of the study, made when somebody
 * asks for them: in the background for a window, at once for a program without a main loop.
 *
 * A VitDerivation says how one kind of result is made. The deriver keeps the newest result of every
 * kind and run in memory and all of them on disk; when inputs have changed the last one stays until
 * the new one lands, and requests that come meanwhile are merged into the newest. A GObject of the
 * main thread. */

#include "core/base/job.h"
#include "core/results/analyses.h"
#include "core/results/stored.h"
#include "core/store/blob.h"

/** VitDerivation: see below. */
typedef struct _VitDerivation VitDerivation;

/**
 * VitDerivation: one kind of result, constant
 * @name: plain
 * @title: what is being done, for people
 * @lane: what it may wait for
 * @prepare: on the main thread, in no time: takes references to the immutable inputs and describes
 *   them in @key: equal keys mean equal results; %NULL with %VIT_ERROR_MISSING where an input is
 *   not there yet
 * @compute: on any thread
 * @free_input: what @prepare returned
 * @unref: what @compute returned
 * @version: of the kernel and the layout on disk; 0: not kept on disk
 * @add_key: on any thread: adds to the key on disk all that the result rests on; the key of @base
 *   is there already
 * @save: lays the result out; see vit_blob_refuse() for one that must not be found again
 * @load: the same result again; %NULL where the bytes are not what @save wrote
 * @base: (nullable): another kind, of the same run and time, that this one is made from
 * @take_base: with @base: on the main thread: its result, which outlives the input and whatever is
 *   made from that, so that a result may point into it
 */
struct _VitDerivation
{
  const char *name;
  const char *title;
  VitJobQueue lane;
  gpointer (*prepare) (
      VitAnalyses *analyses, VitRun *run, double time, GString *key, GError **error);
  gpointer (*compute) (gpointer input, VitProgress *progress, GError **error);
  GDestroyNotify free_input;
  GDestroyNotify unref;
  unsigned version;
  void (*add_key) (gconstpointer input, VitStored *stored);
  void (*save) (gconstpointer result, VitBlob *blob);
  gpointer (*load) (VitBlobReader *reader, gconstpointer input);
  const VitDerivation *base;
  void (*take_base) (gpointer input, gconstpointer base);
};

#define VIT_TYPE_DERIVER (vit_deriver_get_type ())
G_DECLARE_FINAL_TYPE (VitDeriver, vit_deriver, VIT, DERIVER, GObject)

/**
 * vit_deriver_new:
 * @background: whether results are made by jobs; %false makes them inside vit_deriver_get()
 *
 * Signals: `changed` (const char *name, VitRun *run) when a result of that kind has landed or
 * failed; run is %NULL for one of the study.
 */
VitDeriver *vit_deriver_new (VitAnalyses *analyses, bool background);

/**
 * vit_deriver_get:
 * @run: (nullable): for results of a run
 * @time: ps
 * @error: %VIT_ERROR_MISSING while it is being made or an input lacks, else why it cannot be made
 *
 * Returns: (transfer none) (nullable): the newest result, which may be that of earlier inputs while
 *   the next one is made; valid until the next call
 */
gconstpointer vit_deriver_get (
    VitDeriver *deriver, const VitDerivation *kind, VitRun *run, double time, GError **error);

/** vit_deriver_begin: somebody else asks from now on: what is there already is traced once more, as
 * `memory`. */
void vit_deriver_begin (VitDeriver *deriver);

/**
 * vit_deriver_request:
 * @current: (inout): becomes %false if the newest result is not that of today's inputs yet
 *
 * As vit_deriver_get(), without looking at the result.
 *
 * Returns: how many results or failures of that kind and run have landed
 */
guint vit_deriver_request (
    VitDeriver *deriver, const VitDerivation *kind, VitRun *run, double time, bool *current);

/** vit_deriver_is_busy: whether anything is being made; @fraction and @title (nullable) tell how
 *  far and what. */
bool vit_deriver_is_busy (VitDeriver *deriver, double *fraction, const char **title);
