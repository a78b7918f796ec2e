#include "ui/journal/check.h"

#include <math.h>
#include <string.h>

#include "ui/journal/check-private.h"
#include "ui/style/colour-vision.h"

#define MM (25.4 / 72)

/* What a length may be off, mm, and a size of text or a line, points. */
#define EXACT_MM 0.05
#define EXACT 0.01

/* What a rule is held against. */
typedef struct
{
  const VitJournal *journal;
  const VitFigureRecord *record;
  const VitExportOptions *options;
  VitFormat format;
} Case;

typedef VitVerdict (*RuleFunc) (const Case *c, char **said);

static VitVerdict
judge (bool holds)
{
  return holds ? VIT_VERDICT_HOLDS : VIT_VERDICT_FAILS;
}

/* ---- The page ---- */

static VitVerdict
check_width (const Case *c, char **said)
{
  const VitJournal *j = c->journal;
  double width = c->record->width * MM;
  g_autoptr (GString) classes = g_string_new (NULL);
  for (guint i = 0; i < j->n_widths; i++)
    {
      if (fabs (width - j->widths[i]) < EXACT_MM)
        {
          *said = g_strdup_printf ("%.4g mm, %s", j->widths[i], j->width_names[i]);
          return VIT_VERDICT_HOLDS;
        }
      g_string_append_printf (classes, "%s%.4g (%s)", i > 0 ? ", " : "", j->widths[i],
                              j->width_names[i]);
    }
  *said = g_strdup_printf ("%.4g mm is none of %s", width, classes->str);
  return j->n_widths > 0 ? VIT_VERDICT_FAILS : VIT_VERDICT_NONE;
}

static VitVerdict
check_height (const Case *c, char **said)
{
  double height = c->record->height * MM, most = c->journal->height;
  *said = g_strdup_printf ("%.4g mm of at most %.4g", height, most);
  return most > 0 ? judge (height < most + EXACT_MM) : VIT_VERDICT_NONE;
}

/* Least width and height of axes and pictures, of the size of labels. */
#define LEAST_WIDTH 5.0
#define LEAST_HEIGHT 4.0

static VitVerdict
check_room (const Case *c, char **said)
{
  const VitRecordPanel *least = NULL;
  for (guint i = 0; i < c->record->panels->len; i++)
    {
      const VitRecordPanel *panel = &g_array_index (c->record->panels, VitRecordPanel, i);
      if (!least || fmin (panel->rect.width / LEAST_WIDTH, panel->rect.height / LEAST_HEIGHT) <
                        fmin (least->rect.width / LEAST_WIDTH, least->rect.height / LEAST_HEIGHT))
        least = panel;
    }
  if (!least)
    return VIT_VERDICT_NONE;
  *said = g_strdup_printf ("the smallest axes or picture is %.3g by %.3g mm",
                           least->rect.width * MM, least->rect.height * MM);
  return judge (least->rect.width > LEAST_WIDTH * least->font &&
                least->rect.height > LEAST_HEIGHT * least->font);
}

static VitVerdict
check_file (const Case *c, char **said)
{
  static const char *const endings[] = { "svg", "pdf", "png", "csv" };
  const char *ending = endings[c->format];
  if (!c->journal->kinds)
    return VIT_VERDICT_NONE;
  g_autofree char *all = g_strjoinv (", ", c->journal->kinds);
  *said = g_strdup_printf ("%s; taken are %s", ending, all);
  return judge (g_strv_contains ((const char *const *) c->journal->kinds, ending));
}

/* ---- Text ---- */

static VitVerdict
check_smallest (const Case *c, char **said)
{
  const VitJournal *j = c->journal;
  const VitRecordText *smallest = NULL, *index = NULL;
  for (guint i = 0; i < c->record->texts->len; i++)
    {
      const VitRecordText *text = &g_array_index (c->record->texts, VitRecordText, i);
      if (!smallest || text->size < smallest->size)
        smallest = text;
      if (text->index_size > 0 && (!index || text->index_size < index->index_size))
        index = text;
    }
  if (!smallest || !(j->smallest > 0))
    return VIT_VERDICT_NONE;
  bool holds = smallest->size > j->smallest - EXACT;
  if (index && j->smallest_index > 0)
    holds = holds && index->index_size > j->smallest_index - EXACT;
  g_autofree char *indices =
      index ? g_strdup_printf ("; indices %.3g pt%s", index->index_size,
                               j->smallest_index > 0 ? "" : ", of which there is no rule")
            : NULL;
  *said = g_strdup_printf ("%.3g pt, “%s”; at least %.3g%s", smallest->size, smallest->text,
                           j->smallest, indices ? indices : "");
  return judge (holds);
}

static VitVerdict
check_largest (const Case *c, char **said)
{
  const VitRecordText *largest = NULL;
  for (guint i = 0; i < c->record->texts->len; i++)
    {
      const VitRecordText *text = &g_array_index (c->record->texts, VitRecordText, i);
      if (text->role != VIT_ROLE_LETTER && (!largest || text->size > largest->size))
        largest = text;
    }
  if (!largest || !(c->journal->largest > 0))
    return VIT_VERDICT_NONE;
  *said = g_strdup_printf ("%.3g pt, “%s”; at most %.3g", largest->size, largest->text,
                           c->journal->largest);
  return judge (largest->size < c->journal->largest + EXACT);
}

static VitVerdict
check_letters (const Case *c, char **said)
{
  const VitJournal *j = c->journal;
  guint n = 0;
  for (guint i = 0; i < c->record->texts->len; i++)
    {
      const VitRecordText *text = &g_array_index (c->record->texts, VitRecordText, i);
      if (text->role != VIT_ROLE_LETTER)
        continue;
      n++;
      bool sized = !(j->letter_size > 0) || fabs (text->size - j->letter_size) < EXACT;
      if (sized && text->bold == j->letter_bold)
        continue;
      *said = g_strdup_printf ("“%s” has %.3g pt%s", text->text, text->size,
                               text->bold ? ", bold" : "");
      return VIT_VERDICT_FAILS;
    }
  *said = g_strdup_printf ("%u, as %s, %.3g pt%s", n, j->letters ? j->letters : "a", j->letter_size,
                           j->letter_bold ? ", bold" : "");
  return n > 0 && j->letters ? VIT_VERDICT_HOLDS : VIT_VERDICT_NONE;
}

/* Whether a font was taken for letters or digits, and not only for signs that others lack. */
static bool
has_letters (const VitRecordFont *font)
{
  for (const char *p = font->characters->str; *p; p++)
    if (g_ascii_isalnum (*p))
      return true;
  return false;
}

static VitVerdict
check_font (const Case *c, char **said)
{
  if (!c->journal->families || c->record->fonts->len == 0)
    return VIT_VERDICT_NONE;
  g_auto (GStrv) wanted = g_strsplit (c->journal->families, ",", -1);
  g_autoptr (GString) text = g_string_new (NULL);
  bool holds = true;
  for (guint i = 0; i < c->record->fonts->len; i++)
    {
      const VitRecordFont *font = &g_array_index (c->record->fonts, VitRecordFont, i);
      bool compatible = false;
      for (char **name = wanted; *name && !compatible; name++)
        compatible = vit_fonts_are_compatible (g_strstrip (*name), font->family);
      holds = holds && font->outline && (compatible || !has_letters (font));
      g_string_append_printf (text, "%s%s", text->len > 0 ? "; " : "", font->family);
      if (!has_letters (font))
        g_string_append_printf (text, " for %s", font->characters->str);
      else
        g_string_append_printf (text, compatible ? ", as wide as %s" : ", not as wide as %s",
                                wanted[0]);
    }
  *said = g_string_free (g_steal_pointer (&text), FALSE);
  return judge (holds);
}

static VitVerdict
check_editable (const Case *c, char **said)
{
  if (!c->journal->editable)
    return VIT_VERDICT_NONE;
  if (c->format == VIT_FORMAT_PNG)
    {
      *said = g_strdup ("in PNG text is pixels: take PDF or SVG");
      return VIT_VERDICT_FAILS;
    }
  for (guint i = 0; i < c->record->fonts->len; i++)
    {
      const VitRecordFont *font = &g_array_index (c->record->fonts, VitRecordFont, i);
      if (font->outline)
        continue;
      *said = g_strdup_printf ("%s has no outlines that a file could embed", font->family);
      return VIT_VERDICT_FAILS;
    }
  *said = g_strdup (c->format == VIT_FORMAT_PDF
                        ? "text, with what it needs of its fonts embedded"
                        : "text; its fonts are named, not embedded, as SVG has it");
  return VIT_VERDICT_HOLDS;
}

static VitVerdict
check_contrast (const Case *c, char **said)
{
  const VitRecordText *least = NULL;
  for (guint i = 0; i < c->record->texts->len; i++)
    {
      const VitRecordText *text = &g_array_index (c->record->texts, VitRecordText, i);
      if (text->contrast > 0 && (!least || text->contrast < least->contrast))
        least = text;
    }
  if (!least)
    return VIT_VERDICT_NONE;
  *said = g_strdup_printf ("%.3g : 1, “%s”; at least %.3g", least->contrast, least->text,
                           c->journal->contrast);
  return judge (least->contrast >= c->journal->contrast);
}

static VitVerdict
check_coloured (const Case *c, char **said)
{
  if (c->journal->coloured)
    return VIT_VERDICT_NONE;
  for (guint i = 0; i < c->record->texts->len; i++)
    {
      const VitRecordText *text = &g_array_index (c->record->texts, VitRecordText, i);
      const VitRgba *k = &text->colour;
      if (fmax (k->red, fmax (k->green, k->blue)) - fmin (k->red, fmin (k->green, k->blue)) < 0.02)
        continue;
      *said = g_strdup_printf ("“%s” is coloured", text->text);
      return VIT_VERDICT_FAILS;
    }
  *said = g_strdup ("all text is black, grey or white");
  return VIT_VERDICT_HOLDS;
}

static VitVerdict
check_caption (const Case *c, char **said)
{
  if (c->journal->caption)
    return VIT_VERDICT_NONE;
  for (guint i = 0; i < c->record->texts->len; i++)
    if (g_array_index (c->record->texts, VitRecordText, i).role == VIT_ROLE_CAPTION)
      {
        *said = g_strdup ("a caption stands in the figure");
        return VIT_VERDICT_FAILS;
      }
  *said = g_strdup ("none in the figure");
  return VIT_VERDICT_HOLDS;
}

static VitVerdict
check_overlap (const Case *c, char **said)
{
  *said = vit_check_overlap (c->record);
  bool holds = *said == NULL;
  if (holds)
    *said = g_strdup ("no text lies on text or curves");
  return judge (holds);
}

/* ---- Lines and curves ---- */

static VitVerdict
check_lines (const Case *c, char **said)
{
  double thinnest = INFINITY;
  for (guint i = 0; i < c->record->lines->len; i++)
    {
      double width = g_array_index (c->record->lines, VitRecordLine, i).width;
      if (width > 0)
        thinnest = fmin (thinnest, width);
    }
  if (!isfinite (thinnest) || !(c->journal->thinnest > 0))
    return VIT_VERDICT_NONE;
  *said = g_strdup_printf ("%.3g pt; at least %.3g", thinnest, c->journal->thinnest);
  return judge (thinnest > c->journal->thinnest - EXACT);
}

/* Whether two curves are told apart by something else than their colours. */
static bool
differ_in_shape (const VitRecordCurve *a, const VitRecordCurve *b)
{
  if (a->bars || b->bars)
    return a->bars != b->bars || a->pattern != b->pattern || a->hollow != b->hollow;
  bool dashed_a = a->dash > 0, dashed_b = b->dash > 0;
  return a->pattern != b->pattern || dashed_a != dashed_b || (a->direct && b->direct) ||
         (a->marker > 0) != (b->marker > 0) || (a->width > 0) != (b->width > 0) ||
         (a->marker > 0 && a->hollow != b->hollow);
}

static bool
is_same_colour (VitRgba a, VitRgba b)
{
  return fabs (a.red - b.red) + fabs (a.green - b.green) + fabs (a.blue - b.blue) < 1e-6;
}

static VitVerdict
check_apart (const Case *c, char **said)
{
  double least = INFINITY;
  VitVision to = VIT_VISION_FULL;
  const VitRecordCurve *one = NULL, *other = NULL;
  guint n = 0;
  for (guint i = 0; i < c->record->curves->len; i++)
    for (guint k = i + 1; k < c->record->curves->len; k++)
      {
        const VitRecordCurve *a = &g_array_index (c->record->curves, VitRecordCurve, i),
                             *b = &g_array_index (c->record->curves, VitRecordCurve, k);
        /* Parts of one thing have one colour on purpose. */
        if (a->panel != b->panel || is_same_colour (a->meant, b->meant))
          continue;
        n++;
        VitVision vision;
        double difference = vit_colour_least_difference (a->colour, b->colour, &vision);
        if (differ_in_shape (a, b) || difference >= least)
          continue;
        least = difference;
        to = vision;
        one = a;
        other = b;
      }
  if (n == 0)
    return VIT_VERDICT_NONE;
  if (!one)
    *said = g_strdup ("told apart by more than their colours");
  else
    *said = g_strdup_printf ("ΔE %.3g, %s, of “%s” and “%s”; at least %.3g", least,
                             vit_vision_name (to), one->label ? one->label : "a curve",
                             other->label ? other->label : "another", c->journal->difference);
  return judge (!one || least >= c->journal->difference);
}

/* ---- Images and axes ---- */

static VitVerdict
check_resolution (const Case *c, char **said)
{
  const VitJournal *j = c->journal;
  VitArtKind art = vit_journal_get_art (c->record);
  static const char *const kinds[] = { "line art", "a combination", "a halftone" };
  if (c->format == VIT_FORMAT_PNG)
    {
      *said = g_strdup_printf ("%.0f dpi; %s has at least %.0f", c->options->dpi, kinds[art],
                               j->dpi[art]);
      return j->dpi[art] > 0 ? judge (c->options->dpi > j->dpi[art] - 0.5) : VIT_VERDICT_NONE;
    }
  double least = INFINITY, wanted = j->dpi[VIT_ART_COMBINATION];
  for (guint i = 0; i < c->record->images->len; i++)
    {
      const VitRecordImage *image = &g_array_index (c->record->images, VitRecordImage, i);
      if (image->width > 1 && image->height > 1)
        least = fmin (least, 72 * fmin (image->width / image->rect.width,
                                        image->height / image->rect.height));
    }
  if (!isfinite (least) || !(wanted > 0))
    return VIT_VERDICT_NONE;
  *said = g_strdup_printf ("%.0f dpi; a combination has at least %.0f", least, wanted);
  /* Pixels are whole. */
  return judge (least > 0.98 * wanted);
}

/* What is a number without a unit, as axes have it. */
static bool
is_dimensionless (const char *label)
{
  static const char *const beginnings[] = {
    "density",
    "s(i, j)",
    "g(r)",
    "ρ",
    "α",
    "η",
    "q_",
    "w_",
    "ŵ",
    "w̄",
    "q̄",
    "ReliefF weight",
    "atoms in a region",
    "regions of that size",
    "height",
    "CN",
    "Gini",
    "AUC",
    "correlation",
    "cluster",
    "regions",
    "number",
    "largest region",
    "f_5",
    "fivefold",
    "C(",
    "distance (decades)",
    "LA fraction",
    "share",
    "recall",
    "precision",
    "AUC",
    "|Pearson",
    "Spearman",
    "indicator",
    "tenth",
    "mean of the target",
    "fraction of atoms",
    "difference",
    "atoms",
    "training instances",
    "neighbours",
    "persistence",
    "η",
  };
  for (gsize i = 0; i < G_N_ELEMENTS (beginnings); i++)
    if (g_str_has_prefix (label, beginnings[i]))
      return true;
  return false;
}

static bool
has_unit (const char *label)
{
  const char *open = strstr (label, " (");
  return open && strchr (open, ')') > open + 2;
}

static VitVerdict
check_units (const Case *c, char **said)
{
  for (guint i = 0; i < c->record->axes->len; i++)
    {
      const VitRecordAxis *axis = &g_array_index (c->record->axes, VitRecordAxis, i);
      if (axis->named ||
          (axis->label && (has_unit (axis->label) || is_dimensionless (axis->label))))
        continue;
      *said = axis->label ? g_strdup_printf ("“%s” has no unit", axis->label)
                          : g_strdup_printf ("an axis (%s) has no label", axis->name);
      return VIT_VERDICT_FAILS;
    }
  *said = g_strdup_printf ("%u axes", c->record->axes->len);
  return c->record->axes->len > 0 ? VIT_VERDICT_HOLDS : VIT_VERDICT_NONE;
}

/* ---- All ---- */

static const struct
{
  const char *name, *title;
  VitJournalSection section;
  RuleFunc func;
} rules[] = {
  { "width", "Width", VIT_JOURNAL_WIDTH, check_width },
  { "height", "Height", VIT_JOURNAL_HEIGHT, check_height },
  { "room", "Room for every panel", VIT_JOURNAL_OVERLAP, check_room },
  { "smallest-text", "Smallest text", VIT_JOURNAL_TEXT, check_smallest },
  { "largest-text", "Largest text", VIT_JOURNAL_TEXT, check_largest },
  { "font", "Font", VIT_JOURNAL_FONT, check_font },
  { "editable-text", "Text stays text", VIT_JOURNAL_FONT, check_editable },
  { "coloured-text", "No coloured text", VIT_JOURNAL_TEXT, check_coloured },
  { "contrast", "Contrast of text", VIT_JOURNAL_CONTRAST, check_contrast },
  { "overlap", "Nothing overlaps", VIT_JOURNAL_OVERLAP, check_overlap },
  { "lines", "Thinnest line", VIT_JOURNAL_LINES, check_lines },
  { "curves-apart", "Curves told apart", VIT_JOURNAL_COLOURS, check_apart },
  { "units", "Units on axes", VIT_JOURNAL_AXES, check_units },
  { "resolution", "Resolution", VIT_JOURNAL_RESOLUTION, check_resolution },
  { "letters", "Letters of panels", VIT_JOURNAL_LETTERS, check_letters },
  { "caption", "Caption", VIT_JOURNAL_CAPTION, check_caption },
  { "file", "Kind of file", VIT_JOURNAL_FILES, check_file },
};

const char *
vit_rule_source_name (VitRuleSource source)
{
  static const char *const names[] = { "read at the journal", "from memory", "of this program" };
  return names[CLAMP (source, 0, VIT_RULE_OWN)];
}

static void
result_free (gpointer data)
{
  VitRuleResult *result = data;
  for (int i = 0; result->mend && i < VIT_MOST_MENDS; i++)
    g_free (result->mend->set[i].value);
  g_free (result->mend);
  g_free (result->said);
  g_free (result->note);
  g_free (result);
}

GPtrArray *
vit_journal_check (const VitJournal *journal,
                   const VitFigureRecord *record,
                   const VitExportOptions *options,
                   VitFormat format)
{
  g_return_val_if_fail (journal && record && options, NULL);
  GPtrArray *results = g_ptr_array_new_with_free_func (result_free);
  const Case c = { journal, record, options, format };
  for (gsize i = 0; i < G_N_ELEMENTS (rules); i++)
    {
      VitRuleResult *result = g_new0 (VitRuleResult, 1);
      result->name = rules[i].name;
      result->title = rules[i].title;
      result->source = journal->sources[rules[i].section];
      result->note = g_strdup (journal->notes[rules[i].section]);
      result->verdict = rules[i].func (&c, &result->said);
      if (result->verdict == VIT_VERDICT_NONE)
        g_clear_pointer (&result->said, g_free);
      g_ptr_array_add (results, result);
    }
  return results;
}

guint
vit_journal_count_failures (GPtrArray *results)
{
  guint n = 0;
  for (guint i = 0; i < results->len; i++)
    n += ((VitRuleResult *) results->pdata[i])->verdict == VIT_VERDICT_FAILS;
  return n;
}
