#pragma once

/* A problem in a file, with its place. Values; any thread. */

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/**
 * VitProblem:
 * @file: as the user named it
 * @line: line of the decompressed text, from 1; 0 if the file has no lines
 * @frame: number of the frame, from 0, counting all frames of the run that were begun; -1 for none
 * @step: step of that frame, only if @has_step
 * @damaging: whether a frame was lost (an error) or not (a warning)
 * @message: what is wrong, without the place
 */
typedef struct
{
  char *file;
  uint64_t line;
  int64_t frame;
  int64_t step;
  bool has_step;
  bool damaging;
  char *message;
} VitProblem;

void vit_problem_free (VitProblem *problem);

/**
 * vit_problem_to_string:
 *
 * Returns: (transfer full): `FILE:LINE: frame F (step S): message`
 */
char *vit_problem_to_string (const VitProblem *problem);

VitProblem *vit_problem_new (const char *file,
                             uint64_t line,
                             int64_t frame,
                             bool has_step,
                             int64_t step,
                             bool damaging,
                             const char *message);
VitProblem *vit_problem_copy (const VitProblem *problem);

/** vit_problem_new_from_error: parses the place in the message of @error; without one the problem
 * is of the whole @file. */
VitProblem *vit_problem_new_from_error (const char *file, const GError *error);

/** vit_problems_sort: sorts by the order of the files, then by line. */
void vit_problems_sort (GPtrArray *problems);
