#pragma once

/* What the files of the thermo log share: a table that is being read, and the parser's state. */

#include "core/io/line-reader.h"
#include "core/io/thermo-log.h"

/** VitLogSection: one table. */
typedef struct
{
  char **columns;
  char **units; /* of the columns as a header of its own gives them; nullable */
  guint n_columns;
  GArray *values; /* double, row by row */
  guint number;   /* of the table in the file, from 1 */
  char *style;    /* units in force when the run began; nullable */
  double timestep;
  double every;    /* steps between rows, of the command thermo; 0 if not known */
  double box[3];   /* lengths that the log printed last; NaN without */
  bool box_is_new; /* the log printed a box since the table before */
  double n_atoms;  /* that the run went over; NaN if the log does not say it */
  bool varies;     /* a fix changes the timestep while the run goes on */
  bool minimises;
  bool beside;        /* of the same lines as the table before */
  bool lacks_units;   /* the log shows its input, which does not set units */
  GHashTable *places; /* name in lower case → its column + 1 */
  guint *n_missing;   /* multi-line style: steps that lack the column; nullable */
} VitLogSection;

struct _VitThermoLog
{
  gatomicrefcount refs;
  GPtrArray *sections;
  GPtrArray *curves; /* per section: double *, column by column */
  bool is_table;
  size_t n_stray; /* rows that were left out */
  void *tail;     /* atomic; nullable: a VitLogTail, of a log that is followed */
};

/** VitLogParser: state between lines. */
typedef struct
{
  VitThermoLog *log;
  VitLogSection *section; /* section that is being filled; NULL between tables */
  GHashTable *multi;      /* multi-line style: name → value of the step that is being read */
  GPtrArray *names;       /* names of multi, in order */
  GArray *row;            /* double: the row that is being parsed */
  bool yaml;
  bool names_next; /* the next line holds the names of a table */

  char *style;
  bool is_whole;    /* the log has its first line */
  bool shows_input; /* commands that come before a run */
  bool has_restart; /* which brings units of its own */
  double timestep, every;
  double box[3];
  bool box_is_new, minimises;
  double n_atoms;  /* as it was said last; NaN */
  bool adds_atoms; /* numbers that are said before a run are not those of all atoms */
  char *varying;   /* ID of the fix that changes the timestep; NULL without */
  bool varies;     /* the timestep may be another one than was said last */

  /* Of a file of columns */
  const char *const *given; /* names of the user's; nullable */
  GPtrArray *headers;       /* lines before the first numbers */
  char *header;             /* line that the names were taken from; nullable */
  uint64_t first_numbers;   /* line of the first row; 0 before it */
  guint n_numbers;
  char separator;
  bool at_start;     /* nothing yet distinguishes a log from a file of columns */
  bool columns_only; /* the file is no log */
} VitLogParser;

void vit_log_section_free (gpointer section);

/* thermo-log.c */

/** vit_log_new: (transfer full): without any table. */
VitThermoLog *vit_log_new (void);

/** vit_log_parser_init: begins to read a file into @log, which it does not own. */
void vit_log_parser_init (VitLogParser *parser, VitThermoLog *log, const char *const *columns);
void vit_log_parser_clear (VitLogParser *parser);

/** vit_log_read_lines: reads the whole lines from @offset on, where line @number begins, and leaves
 * both behind the last of them. Returns: whether they could be read */
bool vit_log_read_lines (VitLogParser *parser,
                         VitSource *source,
                         uint64_t *offset,
                         uint64_t *number,
                         VitProgress *progress,
                         GError **error);

/** vit_log_finish: after the last line: makes the log what its readers see. Returns: whether there
 * is any table */
bool vit_log_finish (VitLogParser *parser, const char *path, GError **error);

/* thermo-log-tail.c */

/** vit_log_tail_free: of a log. */
void vit_log_tail_free (void *tail);

/* thermo-log-lines.c */

/** vit_log_begin_section: takes @columns. */
VitLogSection *vit_log_begin_section (VitLogParser *parser, char **columns);

/** vit_log_parse_line: a line of a log without blanks at its ends. */
void vit_log_parse_line (VitLogParser *parser, const char *p, const char *end);

/** vit_log_section_find: column of a name, whatever its case; −1 without. */
gssize vit_log_section_find (const VitLogSection *section, const char *name);

/** vit_log_drop_gaps: takes out the columns of multi-line style that most steps lack: what
 * `fix print` writes between them. */
void vit_log_drop_gaps (VitLogSection *section);

/** vit_log_flush: ends the step that is being read in multi-line style. */
void vit_log_flush (VitLogParser *parser, bool ended);

/** vit_log_parse_start: a line while it is not known what the file is. */
bool vit_log_parse_start (
    VitLogParser *parser, const VitLine *line, const char *p, const char *end, GError **error);

/** vit_log_parse_columns: a line of a file of columns. */
void vit_log_parse_columns (VitLogParser *parser, const char *p, const char *end);

/** vit_log_explain: (transfer full): why the file is no table of columns. */
char *vit_log_explain (VitLogParser *parser);

/** vit_log_clean: leaves out rows that are no rows of their table, begins sections where a step or
 * a time begins anew, and parts curves that stand side by side. */
void vit_log_clean (VitThermoLog *log);
