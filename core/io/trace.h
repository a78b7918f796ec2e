#pragma once

/* Traces of reading files, for diagnosis and tests: see core/base/trace.h. Any thread. */

#include <stddef.h>

/** VitTraceFile: an event */
typedef enum
{
  VIT_TRACE_READ,   /* a frame was read and parsed */
  VIT_TRACE_HASHED, /* all bytes of a frame were hashed for its key */
  VIT_TRACE_BOX,    /* the box of a frame was read, and nothing else of it */
  VIT_N_TRACES
} VitTraceFile;

/** vit_trace_file: traces and counts an event; @frame is its index in the run. */
void vit_trace_file (VitTraceFile event, const char *path, size_t frame);

/** vit_trace_count: number of events so far. */
size_t vit_trace_count (VitTraceFile event);
