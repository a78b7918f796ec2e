#pragma once

/* vitrine-mpi frame: results of one frame that is divided over ranks. Knows no MPI. */

#include "app/cli/exit.h"
#include "core/base/communicator.h"
#include "core/base/progress.h"

/**
 * vit_mpi_command_frame: (collective)
 * @argc: with the name of the command
 * @argv: likewise, the same on all ranks
 * @progress: what an interrupt cancels
 * @out: where rank 0 writes results
 * @messages: where rank 0 writes messages
 */
VitExit vit_mpi_command_frame (VitCommunicator *communicator,
                               int argc,
                               char **argv,
                               VitProgress *progress,
                               FILE *out,
                               FILE *messages);
