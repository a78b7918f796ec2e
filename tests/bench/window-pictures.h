#pragma once

/* Pictures of a view of atoms in the real window, counted and timed, for the benches. Main thread.
 */

#include "ui/views/atom-view.h"
#include "ui/views/slice-view.h"
#include "tests/app/harness.h"

/** pictures_wait: until there has been no job for half a second. */
void pictures_wait (void);

/** pictures_enlarge: the first map of the window alone, with @width × @height pixels of atoms.
 * Returns: (transfer none): the map */
VitSliceView *pictures_enlarge (VitWindow *window, int width, int height);

/**
 * PicturesKind:
 * @PICTURES_PLAY: the playhead runs; pictures with new positions count
 * @PICTURES_SAME: the same atoms are drawn again and again
 * @PICTURES_TURN: the whole box is turned by a degree for each picture
 * @PICTURES_SLICE: the slice is moved by a thousandth for each picture
 */
typedef enum
{
  PICTURES_PLAY,
  PICTURES_SAME,
  PICTURES_TURN,
  PICTURES_SLICE,
} PicturesKind;

/**
 * pictures_count:
 * @cost: (out): processor time of a picture: of the main thread, and of all, ms
 *
 * Returns: pictures a second
 */
double pictures_count (
    VitWindow *window, VitSliceView *view, PicturesKind kind, double seconds, double cost[2]);
