#pragma once

/* What commands share that compute parts of a study or say how far it is. */

#include "app/cli/cli.h"
#include "core/results/shares.h"
#include "core/results/work-status.h"

/** vit_cli_task_of_work: the units of @work as a task; borrows it. */
VitTask vit_cli_task_of_work (VitWork *work);

/** vit_cli_task_of_preparation: what comes before the first unit, as a task of one unit. */
VitTask vit_cli_task_of_preparation (VitWork *work);

/** vit_cli_task_of_runs: what is made of whole runs, as a task. */
VitTask vit_cli_task_of_runs (VitWork *work);

/** vit_cli_describe_results: (transfer full): the words for --results, for help. */
char *vit_cli_describe_results (void);
