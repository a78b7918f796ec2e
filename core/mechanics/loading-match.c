/* Where the frames of a trajectory are on a loading curve, and whether their boxes are those that
 * the log prints. */

#include <string.h>

#include "core/mechanics/loading-private.h"

/* How far lengths may differ at the same step, and between rows or from averages. */
#define SAME_LENGTH 1e-4
#define NEAR_LENGTH 5e-3

/* Rows on either side whose range a box between rows may leave by as much again. */
#define NEARBY 2

/* How far a column of strain may differ from that of the boxes: as measures of strain differ. */
#define NEAR_STRAIN 0.01
#define NEAR_STRAIN_PART 0.2

/* Differences from the boxes that tell nothing. */
#define MIN_DEVIATION 1e-3

/* Lengths of boxes may be in the log's unit or in Å. */
#define N_QUANTITIES 4

typedef struct
{
  const VitLoadingCurve *curve;
  const VitLoadingFrames *frames;
  const double *marks;        /* clock or step of the rows */
  const double *at;           /* the same of the frames; NULL for their steps */
  double scale;               /* the trajectory's unit of length over the log's */
  double digit[N_QUANTITIES]; /* of the lengths and the tilt: the last that is printed */
  const double *rows[N_QUANTITIES];
} Matching;

/* A frame between rows @low and @low + 1 of a run. */
typedef struct
{
  size_t first, end; /* rows of the run */
  size_t low;
  double part;
  bool at_row;
} Place;

/* ---- Places ---- */

/* Find the mark at which the next run goes on, as this run counts; the last row of this one where
 * that is not known. The next run has taken over the row that both have. */
static double
find_end (const Matching *m, size_t k)
{
  size_t first = m->curve->starts[k], end = m->curve->starts[k + 1];
  const double *x = m->marks, *time = m->curve->time;
  if (end == m->curve->n || end - first < 2)
    return x[end - 1];
  double rate = (x[end - 1] - x[first]) / (time[end - 1] - time[first]);
  double next = x[end - 1] + rate * (time[end] - time[end - 1]);
  return next > x[end - 1] ? next : x[end - 1];
}

/* Find the rows of run @k around a mark. Returns: whether the run covers it. */
static bool
find_place (const Matching *m, size_t k, double at, Place *place)
{
  size_t first = m->curve->starts[k], end = m->curve->starts[k + 1];
  const double *x = m->marks;
  if (first == end || !(at >= x[first] - 1e-9))
    return false;
  double last = find_end (m, k);
  if (!(at <= last + 1e-9 * fmax (1, fabs (last))))
    return false;
  size_t low = first, high = end;
  while (high - low > 1)
    {
      size_t middle = low + (high - low) / 2;
      if (x[middle] <= at)
        low = middle;
      else
        high = middle;
    }
  double next = low + 1 < end ? x[low + 1] : last;
  double part = next > x[low] ? CLAMP ((at - x[low]) / (next - x[low]), 0, 1) : 0;
  /* A clock is printed with few digits. */
  double near = m->at ? 1e-3 : 1e-9;
  *place = (Place){ first, end, low, part, part < near || part > 1 - near };
  if (part > 1 - near)
    *place = (Place){ first, end, low + 1, 0, true };
  else if (part < near)
    place->part = 0;
  return true;
}

static double
interpolate (const Place *place, const double *values)
{
  double low = values[place->low];
  return place->part > 0 ? low + place->part * (values[place->low + 1] - low) : low;
}

/* Read the mark of a frame as the rows have it. */
static double
get_mark (const Matching *m, size_t frame)
{
  return m->at ? m->at[frame] : (double) m->frames->steps[frame];
}

/* ---- Boxes ---- */

/* Find the last digit of what is printed, of up to a thousand rows. A length that stays at a whole
 * number is printed exactly. */
static double
find_digit (const double *values, size_t n)
{
  double digit = 0.1;
  bool stays = true;
  size_t stride = MAX (n / 1000, 1);
  for (size_t i = 0; i < n; i += stride)
    {
      stays = stays && (values[i] == values[0] || !isfinite (values[i]));
      while (isfinite (values[i]) && digit > 1e-9 &&
             fabs (values[i] / digit - round (values[i] / digit)) > 1e-4)
        digit /= 10;
    }
  return n > 0 && stays && values[0] == round (values[0]) ? 1e-3 : digit;
}

/* Find the quantities whose boxes are known: 0 … 2 lengths, 3 the tilt of the axis. */
static double
get_of_box (const Matching *m, size_t frame, int quantity)
{
  const double *box = m->frames->boxes[frame];
  return m->scale * (quantity < 3                                ? box[quantity]
                     : m->curve->axis >= 3 && m->curve->axis < 6 ? box[m->curve->axis]
                                                                 : NAN);
}

/* Tell how far a length or a tilt is from that of the log; a flip changes a tilt by a whole edge.
 */
static double
get_distance (const Matching *m, size_t frame, int quantity, double of_log)
{
  double distance = fabs (get_of_box (m, frame, quantity) - of_log);
  double edge = quantity == 3 ? m->scale * m->frames->boxes[frame][m->curve->axis == 5 ? 1 : 0] : 0;
  return edge > 0 ? fabs (distance - edge * round (distance / edge)) : distance;
}

static bool
is_same (const Matching *m, size_t frame, const Place *place, int quantity, double of_log)
{
  const double *rows = m->rows[quantity];
  double size = fmax (fabs (of_log), quantity == 3 ? m->scale * m->frames->boxes[frame][0] : 0);
  double distance = get_distance (m, frame, quantity, of_log);
  if (place->at_row && !m->curve->averaged)
    return distance <= SAME_LENGTH * size + 1.5 * m->digit[quantity];
  double least = of_log, most = of_log;
  size_t from = place->low - MIN (place->low - place->first, NEARBY);
  size_t to = MIN (place->low + NEARBY + 1, place->end - 1);
  for (size_t i = from; i <= to; i++)
    {
      least = fmin (least, rows[i]);
      most = fmax (most, rows[i]);
    }
  return distance <= NEAR_LENGTH * size + 1.5 * m->digit[quantity] + (most - least);
}

/* Compare the box of a frame with that of the log. Returns: how many quantities were compared;
 * @differs: the first that differs, or −1. */
static int
compare (const Matching *m, size_t frame, const Place *place, int *differs, double *of_log)
{
  int n = 0;
  *differs = -1;
  for (int q = 0; q < N_QUANTITIES && m->frames->boxes; q++)
    {
      double logged = interpolate (place, m->rows[q]);
      if (!isfinite (logged) || !isfinite (get_of_box (m, frame, q)))
        continue;
      n++;
      if (*differs < 0 && !is_same (m, frame, place, q, logged))
        {
          *differs = q;
          *of_log = logged;
        }
    }
  return n;
}

/* ---- Runs ---- */

/* What was found for a frame. */
typedef struct
{
  bool any, in_time;
  Place place;
  size_t run;
  int n_compared, differs;
  double of_log;
} Found;

/* Find the last run, of those up to @last, whose box agrees and that is not after @bound; else the
 * last that covers the frame. */
static Found
find_run (const Matching *m, size_t frame, size_t last, double bound)
{
  Found best = { .differs = -1 };
  for (size_t k = last + 1; k-- > 0;)
    {
      Found found = { .any = true, .run = k };
      if (!find_place (m, k, get_mark (m, frame), &found.place))
        continue;
      double time = interpolate (&found.place, m->curve->time);
      found.in_time = !isfinite (time) || time <= bound + 1e-6;
      found.n_compared = compare (m, frame, &found.place, &found.differs, &found.of_log);
      bool agrees = found.in_time && found.differs < 0;
      if (agrees)
        return found;
      if (!best.any || (found.in_time && !best.in_time))
        best = found;
    }
  return best;
}

/* Go through the frames from the last to the first: a frame is in no later run than the next. */
static void
put_frames (const Matching *m, VitLoadingMatch *match)
{
  size_t last = m->curve->n_runs - 1, run = last;
  double bound = INFINITY;
  match->n_covered = match->n_compared = 0;
  match->differs = -1;
  for (size_t i = m->frames->n; i-- > 0;)
    {
      match->time[i] = match->strain[i] = NAN;
      Found found = find_run (m, i, run, bound);
      if (!found.any && run < last)
        found = find_run (m, i, last, bound);
      if (!found.any)
        continue;
      match->n_covered++;
      match->n_compared += found.n_compared > 0;
      match->time[i] = interpolate (&found.place, m->curve->time);
      match->strain[i] = interpolate (&found.place, m->curve->strain);
      bound = isfinite (match->time[i]) ? match->time[i] : bound;
      run = found.run;
      if (found.differs < 0)
        continue;
      match->differs = (gssize) i;
      match->edge = found.differs == 3 ? m->curve->axis : found.differs;
      match->of_log = found.of_log / m->scale;
      match->of_box = get_of_box (m, i, found.differs) / m->scale;
    }
}

/* Strain of a box against another, by an axis. */
static double
get_strain (const double box[6], const double first[6], int axis)
{
  static const int height_of[6] = { 0, 1, 2, 1, 2, 2 };
  int height = height_of[axis];
  return axis < 3 ? box[axis] / first[axis] - 1
                  : box[axis] / box[height] - first[axis] / first[height];
}

/* Find the strain of a frame's box that is nearest to @strain: along the axis or, where nobody says
 * it, any axis. */
static double
find_nearest_strain (const Matching *m, size_t frame, size_t first, double strain)
{
  int axis = m->curve->axis;
  double nearest = NAN;
  for (int k = axis < 6 ? axis : 0; k < (axis < 6 ? axis + 1 : 6); k++)
    {
      double of_axis = get_strain (m->frames->boxes[frame], m->frames->boxes[first], k);
      if (isfinite (of_axis) &&
          (isnan (nearest) || fabs (of_axis - strain) < fabs (nearest - strain)))
        nearest = of_axis;
    }
  return nearest;
}

/* Compare a column of strain with the boxes, from the first frame that has both, by any measure of
 * strain. */
static void
compare_strain (const Matching *m, VitLoadingMatch *match)
{
  gssize first = -1;
  double sum = 0;
  for (size_t i = 0; i < m->frames->n; i++)
    {
      if (!isfinite (match->strain[i]))
        continue;
      first = first < 0 ? (gssize) i : first;
      double strain = match->strain[i] - match->strain[first];
      double of_box = find_nearest_strain (m, i, (size_t) first, strain);
      if (!isfinite (of_box))
        continue;
      match->n_compared++;
      sum += (of_box - strain) * (of_box - strain);
      if (match->differs >= 0 ||
          fabs (of_box - strain) <= NEAR_STRAIN + NEAR_STRAIN_PART * fabs (strain))
        continue;
      match->differs = (gssize) i;
      match->edge = VIT_AXIS_UNKNOWN;
      match->of_box = of_box;
      match->of_log = strain;
    }
  match->deviation = sqrt (sum / (double) match->n_compared);
}

/* Whether boxes are in Å while the log has another unit. */
static bool
is_in_angstrom (const Matching *m)
{
  for (size_t i = 0; i < m->frames->n && m->frames->boxes && m->curve->angstrom != 1; i++)
    for (size_t row = 0; row < m->curve->n; row++)
      if (isfinite (m->curve->length[0][row]) && isfinite (m->frames->boxes[i][0]))
        {
          double ratio = m->frames->boxes[i][0] / m->curve->length[0][row];
          return fabs (log (ratio / m->curve->angstrom)) < fabs (log (ratio));
        }
  return false;
}

/* Match by clock, step or time since the first frame. */
static VitLoadingMatch
match_by (Matching *m, const double *marks, const double *at)
{
  m->marks = marks;
  m->at = at;
  VitLoadingMatch match = { .time = g_new (double, m->frames->n),
                            .strain = g_new (double, m->frames->n),
                            .deviation = NAN };
  put_frames (m, &match);
  if (match.n_covered > 0 && match.n_compared == 0 && m->frames->boxes)
    compare_strain (m, &match);
  return match;
}

/* Whether boxes favour one way to find the frames against another that comes first. A steady strain
 * looks the same at any time, so that what covers all frames counts. */
static bool
is_better (const VitLoadingMatch *match, const VitLoadingMatch *before, size_t n)
{
  if (match->n_covered == 0 || before->n_covered == 0)
    return match->n_covered > 0;
  if (match->n_compared == 0 || match->differs >= 0)
    return false;
  return before->differs >= 0 || (match->n_covered == n && before->n_covered < n) ||
         (before->deviation > MIN_DEVIATION && match->deviation < 0.5 * before->deviation);
}

void
vit_loading_match (const VitLoadingCurve *curve,
                   const VitLoadingFrames *frames,
                   VitLoadingMatch *match)
{
  g_return_if_fail (curve && frames && frames->n > 0 && frames->steps && match);
  Matching m = { .curve = curve, .frames = frames, .scale = 1 };
  for (int q = 0; q < N_QUANTITIES; q++)
    {
      m.rows[q] = q < 3 ? curve->length[q] : curve->tilt;
      m.digit[q] = find_digit (m.rows[q], curve->n);
    }
  m.scale = is_in_angstrom (&m) ? 1 / curve->angstrom : 1;
  const double *const ways[][2] = {
    { curve->has_clock ? curve->clock : NULL, frames->clocks },
    { curve->step, NULL },
    { curve->has_clock ? curve->clock : NULL, frames->times },
  };
  *match = (VitLoadingMatch){ .differs = -1, .deviation = NAN };
  for (gsize i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      if (!ways[i][0] || (i != 1 && !ways[i][1]))
        continue;
      VitLoadingMatch other = match_by (&m, ways[i][0], ways[i][1]);
      if (match->time && !is_better (&other, match, frames->n))
        {
          vit_loading_match_clear (&other);
          continue;
        }
      vit_loading_match_clear (match);
      *match = other;
    }
}

void
vit_loading_match_clear (VitLoadingMatch *match)
{
  g_free (match->time);
  g_free (match->strain);
  *match = (VitLoadingMatch){ 0 };
}
