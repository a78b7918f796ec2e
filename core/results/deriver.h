#pragma once

/* Results of a run at a time under the options of the study, made on request: in the background for
 * a window, at once for a program without a main loop.
 *
 * A VitDerivation says how one kind of result is made. The deriver keeps the newest result of every
 * kind and run in memory, and all results on disk. When inputs have changed, the old result stays
 * until the new one lands; of the requests that come meanwhile only the newest is served. A GObject
 * of the main thread. */

#include "core/base/job.h"
#include "core/results/analyses.h"
#include "core/results/stored.h"
#include "core/store/blob.h"

/** VitDerivation: see below. */
typedef struct _VitDerivation VitDerivation;

/**
 * VitDerivation: one kind of result, constant
 * @name: name in keys and traces
 * @title: what is being done, for progress displays
 * @lane: queue that its jobs run in
 * @prepare: on the main thread, without noticeable delay: takes references to the immutable inputs
 *   and appends a description of them to @key, such that equal keys mean equal results; %NULL with
 *   %VIT_ERROR_MISSING if an input does not exist yet
 * @compute: makes the result; any thread
 * @free_input: frees what @prepare returned
 * @unref: releases what @compute or @load returned
 * @version: version of the kernel and the layout on disk; 0: not stored on disk
 * @of_results: whether other results that are stored are made on the way: a store that is filled
 * gets them, too, also where this one is found in the cache
 * @add_key: adds to the key on disk everything that the result depends on; any thread; the key of
 *   @base is in it already
 * @save: writes the result; vit_blob_refuse() keeps it from being stored
 * @load: reads the result; %NULL if the bytes are not what @save wrote
 * @base: (nullable): another kind that this one is made from, for the same run and time
 * @take_base: needed with @base; gives the result of that kind to the input, on the main thread; it
 *   outlives the input and the result made from it, so that they may point into it
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
  bool of_results;
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
 * failed; run is %NULL for a result of the whole study.
 */
VitDeriver *vit_deriver_new (VitAnalyses *analyses, bool background);

/**
 * vit_deriver_get:
 * @run: (nullable): for results of a run
 * @time: ps
 * @error: %VIT_ERROR_MISSING while it is being made or an input is missing, else why it cannot be
 *   made
 *
 * Returns: (transfer none) (nullable): the newest result; while the next one is made, that of
 *   earlier inputs; valid until the next call
 */
gconstpointer vit_deriver_get (
    VitDeriver *deriver, const VitDerivation *kind, VitRun *run, double time, GError **error);

/** vit_deriver_forget: drops all results of @run, which is another one now: none of them stands in
 * for the next. */
void vit_deriver_forget (VitDeriver *deriver, VitRun *run);

/** vit_deriver_begin: begins a round of requests, in which results in memory are traced once more,
 * as `memory`. */
void vit_deriver_begin (VitDeriver *deriver);

/**
 * vit_deriver_request:
 * @current: (inout): set to %false if the newest result is not yet that of the present inputs
 *
 * Like vit_deriver_get(), without returning the result.
 *
 * Returns: number of results or failures of that kind and run that have landed so far
 */
guint vit_deriver_request (
    VitDeriver *deriver, const VitDerivation *kind, VitRun *run, double time, bool *current);

/**
 * VitDeriverWork: what becomes of a result
 * @running: whether it is being made
 * @stopped: whether its making was stopped
 * @fraction: 0 … 1
 * @seconds: since it began
 */
typedef struct
{
  bool running, stopped;
  double fraction, seconds;
} VitDeriverWork;

VitDeriverWork vit_deriver_get_work (VitDeriver *deriver, const VitDerivation *kind, VitRun *run);

/** vit_deriver_stop: stops the making of a result, which then fails with %VIT_ERROR_CANCELLED until
 * its inputs change or vit_deriver_go_on() is called. Nothing happens where none is made. */
void vit_deriver_stop (VitDeriver *deriver, const VitDerivation *kind, VitRun *run);
void vit_deriver_go_on (VitDeriver *deriver, const VitDerivation *kind, VitRun *run);

/** vit_deriver_is_busy: whether anything is being made; @fraction and @title (nullable) receive its
 * progress and name. */
bool vit_deriver_is_busy (VitDeriver *deriver, double *fraction, const char **title);
