#include "core/io/column-rows.h"

#include "core/io/frame-builder.h"
#include "core/io/text.h"

bool
vit_read_column_rows (VitLineReader *reader,
                      VitSource *source,
                      const VitIndexEntry *entry,
                      const VitReadContext *context,
                      const char *name,
                      int wanted,
                      int id,
                      double *values,
                      GError **error)
{
  size_t n = (size_t) entry->n_atoms;
  g_autofree int64_t *ids = id >= 0 ? g_new (int64_t, MAX (n, 1)) : NULL;
  g_autofree double *rows = g_new (double, MAX (n, 1));
  for (size_t row = 0; row < n; row++)
    {
      VitLine line;
      VitLineStatus status;
      do
        status = vit_line_reader_next (reader, &line, error);
      while (status == VIT_LINE_OK && line.begin < line.end && *line.begin == '#');
      if (status == VIT_LINE_END)
        vit_set_damage (error, source, entry, context, reader->number,
                        "the frame has %zu of %zu rows", row, n);
      if (status != VIT_LINE_OK)
        return false;
      const char *p = line.begin, *end = vit_strip_line (line.begin, line.end);
      VitToken token;
      bool has_id = id < 0, has_number = false;
      for (int column = 0; column <= MAX (wanted, id) && vit_token_next (&p, end, &token); column++)
        {
          if (column == id)
            has_id = vit_parse_integer (token, &ids[row]) == VIT_INTEGER_OK;
          if (column == wanted)
            has_number = vit_parse_double (token, &rows[row]);
        }
      if (!has_id || !has_number)
        {
          vit_set_damage (error, source, entry, context, line.number,
                          has_id ? "no number in column %s" : "no id beside column %s", name);
          return false;
        }
    }
  g_autofree uint32_t *order = ids ? vit_frame_order (ids, n) : NULL;
  for (size_t i = 0; i < n; i++)
    values[i] = rows[order ? order[i] : i];
  return true;
}
