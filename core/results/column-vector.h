#pragma once

/* Vectors among the columns of a file: three columns whose names differ in the component alone
 * (vx vy vz, velo_1 velo_2 velo_3, c_u[1] c_u[2] c_u[3]). The name of a vector is what they share,
 * and its value the length. Any thread. */

#include "core/io/trajectory.h"

/** VitColumnVector: the names of the three components; borrowed from the trajectory. */
typedef struct
{
  const char *parts[3];
} VitColumnVector;

/** vit_column_vector_find: whether @name is a vector of @trajectory, and no column of it.
 * O(columns)
 */
bool vit_column_vector_find (const char *name, VitTrajectory *trajectory, VitColumnVector *vector);

/** vit_column_vector_add_names: adds the names of all vectors of @trajectory, in the order of the
 * columns. */
void vit_column_vector_add_names (VitTrajectory *trajectory, GStrvBuilder *names);

/** vit_column_vector_read: @values: (out caller-allocates): a length for each atom of the frame, in
 * the unit of the columns. Errors are those of vit_trajectory_read_column(). */
bool vit_column_vector_read (const VitColumnVector *vector,
                             VitTrajectory *trajectory,
                             size_t index,
                             size_t n,
                             double *values,
                             GError **error);
