#pragma once

/* A client of a running simulation: Interactive Molecular Dynamics (IMD), versions 2 and 3, as
 * LAMMPS' `fix imd` speaks it (https://imdclient.readthedocs.io, protocol v3). A thread of its own
 * takes all that the server sends as fast as it comes, so that the simulation never waits; of
 * frames that nobody has taken the newest stays. It connects to where the user said and nowhere
 * else, and sends nothing but "go" and "disconnect". What the server sends is not believed: every
 * size is bounded by the number of atoms that is known before. Any thread. */

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * VitImdFrame:
 * @number: frames that the server has sent, this one included
 * @has_time: whether @time (ps) and @step are the server's (version 3)
 * @has_box: whether @box is (version 3): rows a, b, c, Å
 * @n: atoms
 * @positions: (array length=3·n): Å, in the order of the ids
 */
typedef struct
{
  gatomicrefcount refs;
  uint64_t number;
  bool has_time, has_box;
  double time;
  int64_t step;
  double box[9];
  size_t n;
  float positions[];
} VitImdFrame;

VitImdFrame *vit_imd_frame_ref (VitImdFrame *frame);
void vit_imd_frame_unref (VitImdFrame *frame);

typedef struct _VitImd VitImd;

/**
 * VitImdFunc: a frame has come, or the connection has ended
 * @frame: (nullable): %NULL at the end
 * @error: (nullable): at the end, why, unless the server has said goodbye
 *
 * Called in the thread of the connection, which takes nothing more from the server meanwhile.
 */
typedef void (*VitImdFunc) (const VitImdFrame *frame, const GError *error, void *data);

/**
 * vit_imd_new:
 * @address: HOST:PORT
 * @n_atoms: atoms that a frame has, at least one
 * @func: (nullable): for each frame
 * @error: %VIT_ERROR_INVALID if @address is none
 *
 * Starts to connect in the background.
 */
VitImd *
vit_imd_new (const char *address, size_t n_atoms, VitImdFunc func, void *data, GError **error);

/** vit_imd_free: says goodbye to the server, and waits for the thread. %NULL is allowed. */
void vit_imd_free (VitImd *imd);

/** vit_imd_take: (transfer full) (nullable): the newest frame, if it has not been taken yet. */
VitImdFrame *vit_imd_take (VitImd *imd);

/** vit_imd_get_version: 2 or 3; 0 before the server has said it. */
int vit_imd_get_version (VitImd *imd);

/** vit_imd_has_ended: whether nothing more comes; @error (nullable) receives why, unless the server
 * has said goodbye. */
bool vit_imd_has_ended (VitImd *imd, GError **error);
