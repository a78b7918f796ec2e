/* A story as a handout: one scene a page, answers at the end. */

#include <cairo-pdf.h>
#include <math.h>

#include "core/base/error.h"
#include "core/store/atomic-file.h"
#include "ui/figure/canvas.h"
#include "ui/story/story-page.h"
#include "ui/story/story-text.h"

/* A4 in points. */
#define PAGE_WIDTH 595.276
#define PAGE_HEIGHT 841.89
#define MARGIN 56.7
#define FOOT 34.0

/* Of pictures, where nothing else is set. */
#define DPI 200

/* Part of the page that a picture may take, and least where the text is long. */
#define MOST_PICTURE 0.55
#define LEAST_PICTURE 0.3

typedef struct
{
  cairo_t *cr;
  VitTypesetter set;
  VitStoryStage *stage;
  const VitStory *story;
  guint page;
} Handout;

static cairo_status_t
append_bytes (void *closure, const unsigned char *data, unsigned int n)
{
  g_byte_array_append (closure, data, n);
  return CAIRO_STATUS_SUCCESS;
}

static void
begin_page (Handout *self)
{
  self->page++;
  self->set.y = MARGIN;
  self->set.draws = true;
  cairo_set_source_rgb (self->cr, 0, 0, 0);
}

static void
end_page (Handout *self)
{
  g_autofree char *number = g_strdup_printf ("%u", self->page);
  g_autoptr (VitCanvas) canvas = vit_canvas_new_cairo (self->cr, NULL);
  g_autofree char *title = g_markup_escape_text (self->story->title, -1);
  g_autofree char *shortened = vit_canvas_shorten (canvas, 8, title, PAGE_WIDTH - 2 * MARGIN - 60);
  vit_canvas_set_colour (canvas, vit_theme_get_paper ()->dim);
  vit_canvas_text (canvas, MARGIN, PAGE_HEIGHT - FOOT, 0, 0.5, 8, false, shortened);
  vit_canvas_text (canvas, PAGE_WIDTH - MARGIN, PAGE_HEIGHT - FOOT, 1, 0.5, 8, false, number);
  cairo_show_page (self->cr);
}

static double
get_bottom (void)
{
  return PAGE_HEIGHT - MARGIN - 10;
}

/* ---- Scenes ---- */

static double
measure_text (Handout *self, const VitSceneParts *parts, GPtrArray *blocks)
{
  double y = self->set.y;
  self->set.draws = false;
  vit_typesetter_set_blocks (&self->set, blocks, 0, INFINITY, true);
  if (parts->scene->question)
    vit_typesetter_set_question (&self->set, parts);
  double height = self->set.y - y;
  self->set.y = y;
  self->set.draws = true;
  return height;
}

/* The picture takes what its shape wants and the text leaves. */
static void
put_picture (Handout *self, const VitSceneParts *parts, double text_height)
{
  double width = self->set.width, room = get_bottom () - self->set.y;
  g_autoptr (GError) error = NULL;
  VitExportOptions options;
  if (!parts->figure || !vit_story_stage_lay_out (self->stage, parts->scene, parts->figure,
                                                  VIT_FORMAT_PDF, DPI, &options, &error))
    {
      vit_typesetter_set_plain (&self->set, error ? error->message : parts->why, 1, false);
      return;
    }
  double size = options.font_size;
  double height = width / vit_figure_get_shape (parts->figure, width, size);
  double most = fmin (MOST_PICTURE * PAGE_HEIGHT,
                      fmax (room - text_height - 10, LEAST_PICTURE * PAGE_HEIGHT));
  height = fmin (height, most);
  g_autoptr (VitCanvas) canvas =
      vit_canvas_new_cairo (self->cr, vit_figure_get_style (parts->figure));
  vit_figure_draw (parts->figure, canvas, (VitRect){ self->set.x, self->set.y, width, height },
                   size, options.dpi / 72, vit_theme_get_paper (), NULL);
  cairo_set_source_rgb (self->cr, 0, 0, 0);
  self->set.y += height + 12;
}

static void
put_scene (Handout *self, const VitSceneParts *parts, guint index)
{
  g_autoptr (GPtrArray) blocks = vit_story_text_parse (parts->scene, NULL, false);
  begin_page (self);
  if (index == 0)
    {
      g_autofree char *authors = g_strjoinv (", ", self->story->authors);
      vit_typesetter_set_plain (&self->set, self->story->title, 1.9, true);
      if (*authors)
        vit_typesetter_set_plain (&self->set, authors, 1, false);
      self->set.y += 8;
    }
  vit_typesetter_set_plain (&self->set, parts->scene->header, 1.45, true);
  put_picture (self, parts, measure_text (self, parts, blocks));
  guint next = vit_typesetter_set_blocks (&self->set, blocks, 0, get_bottom (), false);
  while (next < blocks->len)
    {
      end_page (self);
      begin_page (self);
      next = vit_typesetter_set_blocks (&self->set, blocks, next, get_bottom (), true);
    }
  if (parts->scene->question)
    {
      double top = self->set.y;
      self->set.draws = false;
      vit_typesetter_set_question (&self->set, parts);
      bool fits = self->set.y <= get_bottom ();
      self->set.y = top;
      self->set.draws = true;
      if (!fits)
        {
          end_page (self);
          begin_page (self);
        }
      vit_typesetter_set_question (&self->set, parts);
    }
  end_page (self);
}

/* ---- Answers ---- */

/* What stands on the last pages of a scene with a question. */
typedef struct
{
  const VitStoryScene *scene;
  char *words;
  VitTruth *truth; /* nullable */
} Answer;

static void
clear_answer (gpointer data)
{
  Answer *answer = data;
  g_free (answer->words);
  vit_truth_free (answer->truth);
}

/* The prompt with what is right, and a map of the atoms that are. */
static void
set_answer (Handout *self, const Answer *answer)
{
  vit_typesetter_set_plain (&self->set, answer->scene->question->prompt, 1, true);
  vit_typesetter_set_plain (&self->set, answer->words, 1, false);
  if (answer->truth && answer->truth->kind == VIT_QUESTION_WHERE)
    vit_typesetter_set_atoms (&self->set, answer->truth);
}

static void
put_answers (Handout *self, GArray *answers)
{
  begin_page (self);
  vit_typesetter_set_plain (&self->set, "Answers", 1.45, true);
  for (guint i = 0; i < answers->len; i++)
    {
      const Answer *answer = &g_array_index (answers, Answer, i);
      const VitQuestion *question = answer->scene->question;
      g_autoptr (GPtrArray) blocks = vit_story_text_parse (
          answer->scene, question->explanation ? question->explanation : "", false);
      double top = self->set.y;
      self->set.draws = false;
      set_answer (self, answer);
      bool fits = self->set.y <= get_bottom ();
      self->set.draws = true;
      self->set.y = top;
      if (!fits)
        {
          end_page (self);
          begin_page (self);
        }
      set_answer (self, answer);
      guint next = vit_typesetter_set_blocks (&self->set, blocks, 0, get_bottom (), false);
      while (next < blocks->len)
        {
          end_page (self);
          begin_page (self);
          next = vit_typesetter_set_blocks (&self->set, blocks, next, get_bottom (), true);
        }
      self->set.y += 12;
    }
  end_page (self);
}

static void
add_answer (GArray *answers, VitSceneParts *parts)
{
  if (!parts->scene->question)
    return;
  Answer answer = { parts->scene,
                    parts->truth ? vit_truth_dup_words (parts->scene->question, parts->truth)
                                 : g_strdup (parts->truth_why),
                    g_steal_pointer (&parts->truth) };
  g_array_append_val (answers, answer);
}

bool
vit_story_render_pdf (
    VitStoryStage *stage, const char *path, GPtrArray *notes, VitProgress *progress, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  cairo_surface_t *surface =
      cairo_pdf_surface_create_for_stream (append_bytes, bytes, PAGE_WIDTH, PAGE_HEIGHT);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, stage->story->title);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATOR, "Vitrine");
  /* Without a date the same story is the same file. */
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATE_DATE, "");
  Handout self = { .cr = cairo_create (surface), .stage = stage, .story = stage->story };
  vit_typesetter_init (&self.set, self.cr, stage->story);
  self.set.x = MARGIN;
  self.set.width = PAGE_WIDTH - 2 * MARGIN;
  g_autoptr (GArray) answers = g_array_new (FALSE, FALSE, sizeof (Answer));
  g_array_set_clear_func (answers, clear_answer);
  bool ok = true;
  for (guint i = 0; i < stage->story->scenes->len && ok; i++)
    {
      VitSceneParts parts;
      ok = vit_scene_parts_make (&parts, stage, i, notes, progress, error);
      if (!ok)
        break;
      put_scene (&self, &parts, i);
      add_answer (answers, &parts);
      vit_scene_parts_clear (&parts);
    }
  if (ok && answers->len > 0)
    put_answers (&self, answers);
  vit_typesetter_clear (&self.set);
  cairo_destroy (self.cr);
  cairo_surface_finish (surface);
  if (ok && cairo_surface_status (surface) != CAIRO_STATUS_SUCCESS)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_IO, "%s: %s", path,
                   cairo_status_to_string (cairo_surface_status (surface)));
      ok = false;
    }
  cairo_surface_destroy (surface);
  return ok && vit_file_replace (path, bytes->data, bytes->len, error);
}
