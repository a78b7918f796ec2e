#pragma once

/* The part of vitrine-cli watch that listens to a simulation over IMD. */

#include "app/cli/cli.h"

/**
 * VitCliImd:
 * @address: HOST:PORT
 * @record: (nullable): the dump that frames are written to
 * @every: steps between frames, where the simulation does not say them
 * @every_given: whether the user said that
 * @idle: seconds without a frame after which it ends; 0: never
 */
typedef struct
{
  const char *address, *record;
  int every;
  gboolean every_given, as_json;
  double idle;
} VitCliImd;

/** vit_cli_watch_imd: until the simulation ends or the user does; @files: a run whose first frame
 * has the atoms of the simulation. */
VitExit vit_cli_watch_imd (const VitCliImd *options, char **files);
