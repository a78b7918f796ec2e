#pragma once

/* Messages by MPI. */

#include "core/base/communicator.h"

/** vit_mpi_begin: starts MPI; once, at the beginning of the program. */
void vit_mpi_begin (int *argc, char ***argv);

/** vit_mpi_end: ends MPI; by all ranks. */
void vit_mpi_end (void);

/** vit_mpi_abort: ends the whole job at once, from one rank. */
void vit_mpi_abort (int exit_code) G_GNUC_NORETURN;

/** vit_mpi_communicator_new: (transfer full): of all ranks of the job. */
VitCommunicator *vit_mpi_communicator_new (void);

/** vit_mpi_get_library: (transfer none): name and version of the MPI library. */
const char *vit_mpi_get_library (void);
