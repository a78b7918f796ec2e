#pragma once

/* The error domain of the project, for all that the outside world can cause (files, options,
 * missing knowledge). Programmer errors are not reported through it. Thread-safe. */

#include <glib.h>

#define VIT_ERROR (vit_error_quark ())

/**
 * VitError:
 * @VIT_ERROR_IO: the operating system refused (open, read, write, rename)
 * @VIT_ERROR_FORMAT: the content is damaged or is not what it claims to be
 * @VIT_ERROR_UNFINISHED: the content ends early, like a file that is still being written
 * @VIT_ERROR_UNSUPPORTED: valid, but not something that this program can use
 * @VIT_ERROR_INVALID: an option or argument is out of range or contradicts another
 * @VIT_ERROR_MISSING: knowledge is needed that only the user has (timestep, temperature, ...)
 * @VIT_ERROR_MISMATCH: two inputs do not belong together (model and run, two frames)
 * @VIT_ERROR_NOT_FOUND: a frame, time, atom or cache entry that does not exist
 * @VIT_ERROR_CANCELLED: the user or a newer request stopped the work
 * @VIT_ERROR_CHANGED: a file changed while it was read; trying again may help
 * @VIT_ERROR_INAPPLICABLE: nothing is wrong, but what was asked for does not exist here
 *
 * Messages about a file begin with `FILE:LINE: frame F (step S): `.
 */
typedef enum
{
  VIT_ERROR_IO,
  VIT_ERROR_FORMAT,
  VIT_ERROR_UNFINISHED,
  VIT_ERROR_UNSUPPORTED,
  VIT_ERROR_INVALID,
  VIT_ERROR_MISSING,
  VIT_ERROR_MISMATCH,
  VIT_ERROR_NOT_FOUND,
  VIT_ERROR_CANCELLED,
  VIT_ERROR_INAPPLICABLE,
  VIT_ERROR_CHANGED,
} VitError;

GQuark vit_error_quark (void);
