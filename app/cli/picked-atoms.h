#pragma once

/* Atoms that the command line names by their ids. Main thread. */

#include "app/cli/cli.h"
#include "core/study/atom-set.h"
#include "core/study/followed-atoms.h"

/** vit_cli_take_followed: (element-type VitRun): the atoms of @texts, ids, each of which one of
 * @runs has; %NULL takes those of them that @study follows; %FALSE after a message. */
gboolean vit_cli_take_followed (const char *command,
                                char **texts,
                                VitStudy *study,
                                GPtrArray *runs,
                                VitFollowedAtoms *atoms,
                                VitExit *exit);

/** vit_cli_take_atoms: (element-type VitRun): @text (nullable): "1,2,3" of the first of @runs, or
 * "LABEL:1,2,3"; %NULL takes those picked in @study, of a run among @runs; @set: (out) (transfer
 * full) (nullable); %FALSE after a message. */
gboolean vit_cli_take_atoms (const char *command,
                             const char *text,
                             VitStudy *study,
                             GPtrArray *runs,
                             VitAtomSet **set,
                             VitExit *exit);
