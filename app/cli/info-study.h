#pragma once

/* What the runs of a study are and rest on. */

#include "app/cli/cli.h"

/** vit_cli_info_study: prints the files and the premises of each run of a study, as they are with
 * what the command line gives. */
VitExit vit_cli_info_study (const char *path, gboolean as_json);
