#pragma once

/* vitrine-mpi run: the units of a study (core/results/work.h) over ranks. Knows no MPI. */

#include "app/cli/exit.h"
#include "core/base/communicator.h"
#include "core/base/progress.h"

/** vit_mpi_command_run: (collective): as vit_mpi_command_frame(); on the main thread of each rank.
 */
VitExit vit_mpi_command_run (VitCommunicator *communicator,
                             int argc,
                             char **argv,
                             VitProgress *progress,
                             FILE *out,
                             FILE *messages);
