#pragma once

/* The results of vitrine-mpi frame, and what they share. */

#include "app/mpi/frame.h"
#include "core/domain/domain-clusters.h"
#include "core/domain/domain-structure.h"
#include "core/domain/dump-part.h"
#include "core/io/writer.h"

/**
 * VitFrameWork: one rank's
 * @path: the dump
 * @has_reference: whether there is a reference frame
 * @cutoff: Å; 0: not given
 * @face_threshold: fraction of the mean face
 * @weighted: whether bonds weigh as much as the area of their face
 * @of: (nullable): name of the values that clusters and percolation are of
 * @above: atoms with a higher value form clusters; NaN: not given
 * @places: the frame, or the reference frame and the frame
 * @reference: the reference frame, or the frame without one; its rows are in @domain
 * @frame: the frame, if there is a reference frame
 * @domain: atoms of the reference frame, or of the frame without one
 * @x: (nullable): positions in the frame of the atoms of the reference frame; NaN for missing ones
 * @found: (nullable): whether they are there
 * @columns: (element-type VitWriterColumn): what has been computed, of own atoms
 * @arrays: values of @columns
 * @voronoi: (nullable): made once
 * @bonds: (nullable): within the cutoff, made once
 * @summary: what rank 0 prints
 * @n_halo: atoms of halos so far
 */
typedef struct
{
  VitCommunicator *communicator;
  VitProgress *progress;
  const char *path;
  bool has_reference;
  double cutoff, face_threshold;
  bool weighted;
  const char *of;
  double above;
  VitDumpPlaces places;
  VitDumpPart reference, frame;
  VitDomain *domain;
  double *x;
  uint8_t *found;
  GArray *columns;
  GPtrArray *arrays;
  VitDomainVoronoi *voronoi;
  VitDomainBonds *bonds;
  GString *summary;
  uint64_t n_halo;
} VitFrameWork;

/** VitFrameNeeds: what a result is not computed without */
typedef enum
{
  VIT_FRAME_NEEDS_REFERENCE = 1 << 0,
  VIT_FRAME_NEEDS_CUTOFF = 1 << 1,
  VIT_FRAME_NEEDS_OF = 1 << 2,
  VIT_FRAME_NEEDS_ABOVE = 1 << 3,
} VitFrameNeeds;

/**
 * VitFrameResult: a row of the table of results
 * @name: on the command line
 * @words: for the help
 * @needs: #VitFrameNeeds
 * @compute: (collective): adds columns and lines of the summary
 */
typedef struct
{
  const char *name;
  const char *words;
  unsigned needs;
  bool (*compute) (VitFrameWork *work, GError **error);
} VitFrameResult;

/** vit_frame_results: (array length=n): in the order in which they are computed. */
const VitFrameResult *vit_frame_results (size_t *n);

void vit_frame_work_clear (VitFrameWork *work);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (VitFrameWork, vit_frame_work_clear)
