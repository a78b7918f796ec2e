#pragma once

/* Takes the frames of a running simulation over IMD (core/live/imd.h) and writes them into a LAMMPS
 * dump or extended XYZ, which grows like one that the simulation writes and is analysed like it. A
 * thread of its own writes, so that a slow disk keeps the simulation from nothing: frames for which
 * there is no room meanwhile are left out, and counted. Any thread. */

#include "core/io/frame.h"
#include "core/live/imd.h"

typedef struct _VitImdRecorder VitImdRecorder;

/**
 * VitImdCounts:
 * @received: frames that came
 * @recorded: frames that are in the file
 * @left_out: frames that came faster than they could be written
 * @last_step: of the last frame that was recorded, or that came if nothing is recorded
 * @last_time: ps; NaN without
 */
typedef struct
{
  uint64_t received, recorded, left_out;
  int64_t last_step;
  double last_time;
} VitImdCounts;

/**
 * vit_imd_recorder_new:
 * @address: HOST:PORT
 * @like: a frame of the simulation, such as its data file: atoms, and the box where the server
 * sends none
 * @every: steps from one frame to the next, where the server does not say them
 * @path: (nullable): the file, which must not be there yet: extended XYZ if its name ends so, else
 * a dump; %NULL: nothing is written
 * @most: bytes of the file, beyond which it is begun anew with the next frame; 0: no bound
 * @error: an error of the system, or %VIT_ERROR_INVALID
 */
VitImdRecorder *vit_imd_recorder_new (const char *address,
                                      VitFrame *like,
                                      int64_t every,
                                      const char *path,
                                      uint64_t most,
                                      GError **error);

/** vit_imd_recorder_free: ends the connection; what has come is written. %NULL is allowed. */
void vit_imd_recorder_free (VitImdRecorder *recorder);

/** vit_imd_recorder_get_imd: (transfer none): the connection. */
VitImd *vit_imd_recorder_get_imd (VitImdRecorder *recorder);

/** vit_imd_recorder_get_counts: so far. */
VitImdCounts vit_imd_recorder_get_counts (VitImdRecorder *recorder);

/** vit_imd_recorder_has_ended: whether nothing more comes and all is written; @error (nullable)
 * receives why, unless the server has said goodbye. */
bool vit_imd_recorder_has_ended (VitImdRecorder *recorder, GError **error);
