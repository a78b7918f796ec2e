#pragma once

/* The parts of a tessellation on its way. Private to core/structure. */

#include "core/geometry/grid.h"
#include "core/structure/voronoi.h"

/* One face as its cell sees it: the neighbour, and the image of it as the grid counts. */
typedef struct
{
  uint32_t atom;
  float area;
  int8_t image[3];
  uint8_t edges;
} VitVoronoiFace;

/* The cells of one row of bins, atom after atom. Written by one worker. */
typedef struct
{
  uint32_t *ranks;      /* of each atom */
  uint16_t *n_faces_of; /* of each atom */
  size_t n_atoms;
  VitVoronoiFace *faces;
  size_t n_faces;
  size_t room_faces;
} VitVoronoiRow;

/* All atoms whose cells fit into the reach of one grid. */
typedef struct
{
  VitGrid *grid;
  VitVoronoiRow *rows;
  size_t n_rows;
} VitVoronoiPass;

void vit_voronoi_row_clear (VitVoronoiRow *row);
void vit_voronoi_pass_free (VitVoronoiPass *pass);

/* Computes all cells; volumes by atom, and in @passes one VitVoronoiPass per reach needed. */
bool vit_voronoi_tessellate (const VitCell *cell,
                             const double *x,
                             size_t n,
                             double *volumes,
                             GPtrArray *passes,
                             VitProgress *progress,
                             GError **error);

/* Drops faces below the threshold, and those that only one side has. */
void vit_voronoi_make_symmetric (VitVoronoi *voronoi, double face_threshold);
