/* Texts that are broken into lines or shortened, and characters that no font has. */

#include <string.h>

#include "ui/figure/canvas-private.h"

/* ---- Characters that no font has ---- */

/* Length of a list of them beyond which no more are named, bytes. */
#define LONGEST_LIST 100

static GMutex missing_lock;
static GTree *missing; /* code points, in order */

static int
compare_code_points (gconstpointer a, gconstpointer b)
{
  guint p = GPOINTER_TO_UINT (a), q = GPOINTER_TO_UINT (b);
  return p < q ? -1 : p > q;
}

void
vit_canvas_note_missing (PangoLayout *layout)
{
  if (pango_layout_get_unknown_glyphs_count (layout) == 0)
    return;
  g_mutex_lock (&missing_lock);
  if (!missing)
    missing = g_tree_new (compare_code_points);
  for (GSList *l = pango_layout_get_lines_readonly (layout); l; l = l->next)
    for (GSList *r = ((PangoLayoutLine *) l->data)->runs; r; r = r->next)
      {
        const PangoGlyphString *glyphs = ((PangoGlyphItem *) r->data)->glyphs;
        for (int i = 0; i < glyphs->num_glyphs; i++)
          {
            PangoGlyph glyph = glyphs->glyphs[i].glyph;
            guint code = glyph & ~PANGO_GLYPH_UNKNOWN_FLAG;
            if (glyph != PANGO_GLYPH_EMPTY && (glyph & PANGO_GLYPH_UNKNOWN_FLAG))
              g_tree_insert (missing, GUINT_TO_POINTER (code), GUINT_TO_POINTER (code));
          }
      }
  g_mutex_unlock (&missing_lock);
}

static gboolean
append_code_point (gpointer key, gpointer value, gpointer data)
{
  GString *text = data;
  gunichar code = GPOINTER_TO_UINT (key);
  g_string_append (text, text->len > 0 ? ", " : "");
  if (g_unichar_validate (code) && g_unichar_isprint (code))
    {
      g_string_append_unichar (text, code);
      g_string_append_c (text, ' ');
    }
  g_string_append_printf (text, "U+%04X", code);
  return text->len > LONGEST_LIST;
}

char *
vit_canvas_dup_missing_text (void)
{
  g_autoptr (GString) names = g_string_new (NULL);
  g_mutex_lock (&missing_lock);
  if (missing)
    g_tree_foreach (missing, append_code_point, names);
  g_mutex_unlock (&missing_lock);
  return names->len == 0
             ? NULL
             : g_strdup_printf ("No font of this computer has %s: boxes are drawn in their place. "
                                "Packages such as fonts-wqy-microhei and fonts-noto bring more.",
                                names->str);
}

/* The longest unit, as in "GPa", in characters. */
#define MAX_UNIT 3

/* The length of the unit at @p: a short word or sign up to a blank, a stop or a tag; 0 for none. */
static gsize
measure_unit (const char *p)
{
  if (g_ascii_isdigit (*p) || g_ascii_ispunct (*p))
    return *p == '%' ? 1 : 0;
  gsize bytes = strcspn (p, " ,;:.)<");
  return g_utf8_strlen (p, (gssize) bytes) <= MAX_UNIT ? bytes : 0;
}

static bool
is_relation (const char *p)
{
  static const char *const signs[] = { "=", "±", "×", "&gt;", "&lt;" };
  for (gsize i = 0; i < G_N_ELEMENTS (signs); i++)
    if (g_str_has_prefix (p, signs[i]))
      return true;
  return false;
}

/* Whether what the blank at @p parts belongs together: a number and its unit or symbol, or both
 * sides of a relation. @from: where the word before it begins, or one before that. */
static bool
belongs_together (const char *from, const char *p)
{
  const char *blank = g_strrstr_len (from, p - from, " "), *word = blank ? blank + 1 : from;
  bool symbol = p > word && g_ascii_isdigit (p[1]) && measure_unit (word) == (gsize) (p - word);
  bool unit = p > from && g_ascii_isdigit (p[-1]) && measure_unit (p + 1) > 0;
  return symbol || unit || is_relation (p + 1) || is_relation (word);
}

/* A line may end at a space that lies neither inside a tag nor between an opening and a closing
 * tag, and that parts nothing that belongs together unless @anywhere. */
static const char *
next_break (const char *p, bool anywhere)
{
  const char *from = p;
  int depth = 0;
  for (bool tag = false; *p; p++)
    {
      if (*p == '<')
        {
          tag = true;
          depth += p[1] == '/' ? -1 : 1;
        }
      else if (*p == '>')
        tag = false;
      else if (*p == ' ' && !tag && depth == 0 && (anywhere || !belongs_together (from, p)))
        break;
    }
  return p;
}

GPtrArray *
vit_canvas_wrap (VitCanvas *canvas, double size, const char *markup, double width)
{
  g_return_val_if_fail (canvas && markup, NULL);
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) line = g_string_new (NULL);
  for (const char *p = markup; *p;)
    {
      const char *end = next_break (p, false);
      gsize before = line->len;
      double w;
      g_autofree char *piece = g_strndup (p, (gsize) (end - p));
      vit_canvas_measure (canvas, size, piece, &w, NULL);
      if (w > width)
        end = next_break (p, true);
      if (before > 0)
        g_string_append_c (line, ' ');
      g_string_append_len (line, p, end - p);
      vit_canvas_measure (canvas, size, line->str, &w, NULL);
      if (w > width && before > 0)
        {
          g_string_truncate (line, before);
          g_ptr_array_add (lines, g_strdup (line->str));
          g_string_truncate (line, 0);
          g_string_append_len (line, p, end - p);
        }
      p = *end ? end + 1 : end;
    }
  if (line->len > 0)
    g_ptr_array_add (lines, g_strdup (line->str));
  return lines;
}

GPtrArray *
vit_canvas_wrap_to (VitCanvas *canvas, double size, const char *markup, double width, guint most)
{
  GPtrArray *lines = vit_canvas_wrap (canvas, size, markup, width);
  g_return_val_if_fail (lines && most > 0, lines);
  if (lines->len <= most)
    return lines;
  double ellipsis;
  vit_canvas_measure (canvas, size, " …", &ellipsis, NULL);
  g_ptr_array_unref (lines);
  lines = vit_canvas_wrap (canvas, size, markup, width - ellipsis);
  g_ptr_array_set_size (lines, (int) most);
  char *last = lines->pdata[most - 1];
  lines->pdata[most - 1] = g_strconcat (last, " …", NULL);
  g_free (last);
  return lines;
}

/* Keep the first and the last characters of @plain, @kept of @n in all, with an ellipsis between.
 */
static char *
cut_middle (const char *plain, glong n, glong kept)
{
  g_autofree char *head = g_utf8_substring (plain, 0, (kept + 1) / 2);
  g_autofree char *cut =
      g_strconcat (head, "…", g_utf8_offset_to_pointer (plain, n - kept / 2), NULL);
  return g_markup_escape_text (cut, -1);
}

/* Keep characters @first to before @end of @plain, @kept of the others: those before them, then
 * those behind. */
static char *
cut_around (const char *plain, glong n, glong first, glong end, glong kept)
{
  glong before = MIN (kept, first), after = MIN (kept - before, n - end);
  g_autofree char *head = g_utf8_substring (plain, 0, before),
                  *core = g_utf8_substring (plain, first, end),
                  *tail = g_utf8_substring (plain, end, end + after);
  g_autofree char *cut =
      g_strconcat (head, before < first ? "…" : "", core, tail, after < n - end ? "…" : "", NULL);
  return g_markup_escape_text (cut, -1);
}

/* The words of @plain that have digits, with what is between them: numbers tell names apart. */
static void
find_numbers (const char *plain, glong *first, glong *end)
{
  glong at = 0, begin = 0;
  bool has_digit = false;
  *first = *end = 0;
  for (const char *p = plain;; p = g_utf8_next_char (p), at++)
    {
      if (*p && *p != ' ' && *p != ',')
        {
          has_digit = has_digit || g_ascii_isdigit (*p);
          continue;
        }
      if (has_digit)
        {
          *first = *end > 0 ? *first : begin;
          *end = at;
        }
      has_digit = false;
      begin = at + 1;
      if (!*p)
        return;
    }
}

/* What @plain has and others have not: between what all begin and end with, in whole words. */
static void
find_difference (const char *plain, const char *const *others, guint n, glong *first, glong *end)
{
  glong length = g_utf8_strlen (plain, -1), head = length, tail = length;
  for (guint k = 0; k < n; k++)
    {
      const char *other = others[k], *a = plain, *b = other;
      if (strcmp (plain, other) == 0)
        continue;
      glong same = 0;
      for (; *a && g_utf8_get_char (a) == g_utf8_get_char (b); same++)
        {
          a = g_utf8_next_char (a);
          b = g_utf8_next_char (b);
        }
      head = MIN (head, same);
      glong most = MIN (length, g_utf8_strlen (other, -1)) - head;
      a = plain + strlen (plain);
      b = other + strlen (other);
      for (same = 0; same < most; same++)
        {
          a = g_utf8_prev_char (a);
          b = g_utf8_prev_char (b);
          if (g_utf8_get_char (a) != g_utf8_get_char (b))
            break;
        }
      tail = MIN (tail, same);
    }
  *first = *end = 0;
  if (head == length)
    return;
  tail = MIN (tail, length - head);
  const char *p = g_utf8_offset_to_pointer (plain, head),
             *q = g_utf8_offset_to_pointer (plain, length - tail);
  for (; p > plain && p[-1] != ' '; p = g_utf8_prev_char (p))
    head--;
  for (; *q && *q != ' ' && *q != ','; q = g_utf8_next_char (q))
    tail--;
  *first = head;
  *end = length - tail;
}

typedef struct
{
  const char *plain;
  glong n, first, end; /* of characters, and what is kept of them */
} Cut;

static char *
cut_to (const Cut *cut, glong kept)
{
  return cut->end > cut->first ? cut_around (cut->plain, cut->n, cut->first, cut->end, kept)
                               : cut_middle (cut->plain, cut->n, kept);
}

/* (nullable): with as many characters as there is room for, if @least of them fit. */
static char *
fit (VitCanvas *canvas, double size, double width, const Cut *cut, glong least)
{
  glong fits = least - 1, too_many = cut->n - (cut->end - cut->first);
  while (fits + 1 < too_many)
    {
      double w;
      glong kept = (fits + too_many) / 2;
      g_autofree char *tried = cut_to (cut, kept);
      vit_canvas_measure (canvas, size, tried, &w, NULL);
      if (w <= width)
        fits = kept;
      else
        too_many = kept;
    }
  return fits >= least ? cut_to (cut, fits) : NULL;
}

char *
vit_canvas_shorten_among (VitCanvas *canvas,
                          double size,
                          const char *markup,
                          double width,
                          const char *const *others,
                          guint n_others)
{
  g_return_val_if_fail (canvas && markup, NULL);
  g_autofree char *plain = NULL;
  double w;
  vit_canvas_measure (canvas, size, markup, &w, NULL);
  if (w <= width || !pango_parse_markup (markup, -1, 0, NULL, &plain, NULL, NULL))
    return g_strdup (markup);
  Cut cut = { .plain = plain, .n = g_utf8_strlen (plain, -1) };
  find_difference (plain, others, n_others, &cut.first, &cut.end);
  char *text = cut.end > cut.first ? fit (canvas, size, width, &cut, 0) : NULL;
  if (!text)
    {
      find_numbers (plain, &cut.first, &cut.end);
      text = cut.end > cut.first ? fit (canvas, size, width, &cut, 0) : NULL;
    }
  if (!text)
    {
      cut.first = cut.end = 0;
      text = fit (canvas, size, width, &cut, 1);
    }
  return text ? text : cut_middle (plain, cut.n, 1);
}

char *
vit_canvas_shorten (VitCanvas *canvas, double size, const char *markup, double width)
{
  return vit_canvas_shorten_among (canvas, size, markup, width, NULL, 0);
}
