#pragma once

/* Who is a neighbour (SCIENCE §5). */

/** VitNeighbourRule: */
typedef enum
{
  VIT_NEIGHBOURS_VORONOI, /* who shares a face of the Voronoi cell */
  VIT_NEIGHBOURS_CUTOFF,  /* who is within r_c */
  VIT_NEIGHBOURS_NEAREST, /* the nearest so many */
} VitNeighbourRule;
