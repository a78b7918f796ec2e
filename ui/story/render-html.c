/* A story as one HTML page. */

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/store/atomic-file.h"
#include "core/store/read-file.h"
#include "ui/story/render-private.h"
#include "ui/story/story-limits.h"
#include "ui/story/story-text.h"

/* Of pictures, where nothing else is set. */
#define DPI 150

static const char style[] =
    ":root{color-scheme:light dark}"
    "body{font:1.05rem/1.55 system-ui,'DejaVu Sans',sans-serif;max-width:50rem;margin:0 auto;"
    "padding:1rem 1.2rem 4rem}"
    "h1{line-height:1.2;margin-bottom:.2rem}h2{line-height:1.25;margin-top:0}"
    ".by{opacity:.75;margin-top:0}"
    "section{border-top:1px solid #8886;padding-top:2rem;margin-top:2.5rem}"
    "figure{margin:1rem 0}figure img,p img{max-width:100%;height:auto;background:#fff}"
    "blockquote{border-left:.25rem solid #8886;margin-left:0;padding-left:1rem}"
    "code,pre{font-family:'DejaVu Sans Mono',monospace;font-size:.92em}pre{overflow:auto}"
    ".missing{border:1px dashed #8888;padding:1rem}"
    "form{border:1px solid #8886;border-radius:.6rem;padding:1rem 1.2rem;margin:1.2rem 0}"
    "form label{display:block;padding:.3rem 0}form .prompt{font-weight:600;margin:0 0 .6rem}"
    "form input[type=number]{font:inherit;width:9rem}"
    "button{font:inherit;padding:.35rem 1.1rem;margin-top:.7rem}"
    "label.right{outline:2px solid #0a7d4f;outline-offset:2px}"
    "label.wrong{outline:2px dashed #b3470c;outline-offset:2px}"
    ".verdict{font-weight:600}"
    "svg{max-width:100%;height:auto;background:#fff;touch-action:manipulation}"
    "svg circle{stroke:#0005;stroke-width:.08;cursor:pointer}"
    ".t0{fill:#d6a56f}.t1{fill:#9db8d2}.t2{fill:#a9c9a4}.t3{fill:#c7b3d6}"
    "svg circle.picked{stroke:#000;stroke-width:.55}"
    "form.done svg circle{cursor:default}form.done svg circle.hit{fill:#8c1d7f}"
    "@media print{section{break-before:page}}";

/* Answers are locked when they are given. Everything that is shown goes through textContent. */
static const char script[] =
    "'use strict';document.querySelectorAll('form').forEach(f=>{"
    "const d=f.querySelector('details'),b=f.querySelector('button'),v=f.querySelector('.verdict');"
    "const k=f.dataset.kind,n=+f.dataset.clicks;d.hidden=true;"
    "const ready=()=>{b.disabled=k==='where'?f.querySelectorAll('.picked').length!==n:"
    "k==='number'?f.elements.a.value==='':!f.querySelector('input:checked')};ready();"
    "f.addEventListener('input',ready);"
    "f.querySelectorAll('circle').forEach(c=>c.addEventListener('click',()=>{"
    "if(f.classList.contains('done'))return;"
    "if(c.classList.contains('picked')||f.querySelectorAll('.picked').length<n)"
    "c.classList.toggle('picked');ready()}));"
    "f.addEventListener('submit',e=>{e.preventDefault();if(f.classList.contains('done'))return;"
    "f.classList.add('done');b.disabled=true;"
    "f.querySelectorAll('input').forEach(i=>i.disabled=true);let t;"
    "if(k==='where'){const p=[...f.querySelectorAll('.picked')],"
    "h=p.filter(c=>c.dataset.h==='1').length;"
    "f.querySelectorAll('circle').forEach(c=>{if(c.dataset.h==='1'){c.classList.add('hit');"
    "c.parentNode.appendChild(c)}});"
    "t=h+' of '+n+' are hits. Chance has '+f.dataset.expected+', and with 95 % '+f.dataset.low+"
    "' to '+f.dataset.high+'. '+(h>+f.dataset.high?'That is better than chance.':"
    "'That is no better than chance.')}"
    "else if(k==='number'){const x=+f.elements.a.value;"
    "t=Math.abs(x-+f.dataset.truth)<=+f.dataset.tolerance*(1+1e-9)?'Right.':'Not right.'}"
    "else{let good=false;f.querySelectorAll('label').forEach(l=>{const i=l.querySelector('input');"
    "const r=i.dataset.r==='1';if(i.checked)good=r;if(r)l.classList.add('right');"
    "else if(i.checked)l.classList.add('wrong')});t=good?'Right.':'Not right.'}"
    "v.textContent=t;d.hidden=false;d.open=true})});";

static void
append_escaped (GString *html, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text ? text : "", -1);
  g_string_append (html, escaped);
}

static void
append_number (GString *html, const char *name, double number)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  g_string_append_printf (html, " data-%s=\"%s\"", name,
                          g_ascii_formatd (text, sizeof text, "%.12g", number));
}

/* ---- Pictures ---- */

static bool
append_picture (GString *html,
                VitStoryStage *stage,
                const VitSceneParts *parts,
                const char *folder,
                GError **error)
{
  if (!parts->figure)
    {
      g_string_append (html, "<p class=\"missing\">");
      append_escaped (html, parts->why);
      g_string_append (html, "</p>\n");
      return true;
    }
  g_autofree char *path = g_build_filename (folder, "picture.png", NULL), *data = NULL;
  gsize n;
  VitExportOptions options;
  bool ok = vit_story_stage_lay_out (stage, parts->scene, parts->figure, VIT_FORMAT_PNG, DPI,
                                     &options, error) &&
            vit_figure_export (parts->figure, path, VIT_FORMAT_PNG, &options, error) &&
            vit_file_read (path, VIT_STORY_MAX_PICTURE, &data, &n, error);
  g_unlink (path);
  if (!ok)
    return false;
  g_autofree char *coded = g_base64_encode ((const guchar *) data, n);
  g_string_append (html, "<figure><img alt=\"");
  append_escaped (html, parts->scene->header);
  g_string_append_printf (html, "\" src=\"data:image/png;base64,%s\"></figure>\n", coded);
  return true;
}

/* ---- Questions ---- */

static void
append_answers (GString *html, const VitTruth *truth)
{
  for (guint i = 0; i < truth->n_answers; i++)
    {
      g_string_append_printf (html, "<label><input type=\"radio\" name=\"a\"%s> ",
                              truth->right[i] ? " data-r=\"1\"" : "");
      append_escaped (html, truth->words[i]);
      g_string_append (html, "</label>\n");
    }
}

/* Draw the atoms of the slice in the order of their ids, so that it does not tell the truth. */
static void
append_map (GString *html, const VitTruth *truth)
{
  g_autofree size_t *order = vit_truth_new_order (truth);
  double width = truth->face[0], height = truth->face[1];
  char x[G_ASCII_DTOSTR_BUF_SIZE], y[G_ASCII_DTOSTR_BUF_SIZE];
  g_string_append_printf (html,
                          "<svg viewBox=\"-1.5 -1.5 %d %d\" width=\"640\" role=\"img\" "
                          "aria-label=\"Atoms of the slice\">\n",
                          (int) ceil (width) + 3, (int) ceil (height) + 3);
  for (size_t k = 0; k < truth->n_atoms; k++)
    {
      size_t i = order[k];
      g_ascii_formatd (x, sizeof x, "%.2f", truth->places[i][0] * width);
      g_ascii_formatd (y, sizeof y, "%.2f", (1 - truth->places[i][1]) * height);
      g_string_append_printf (html, "<circle class=\"t%d\" cx=\"%s\" cy=\"%s\" r=\"1.15\"%s/>\n",
                              (truth->types[i] + 3) % 4, x, y,
                              i < truth->n_top ? " data-h=\"1\"" : "");
    }
  g_string_append (html, "</svg>\n");
}

static void
append_question (GString *html, const VitStory *story, const VitSceneParts *parts)
{
  static const char *const kinds[] = { "choice", "number", "where", "choice" };
  const VitQuestion *question = parts->scene->question;
  const VitTruth *truth = parts->truth;
  if (!truth)
    {
      g_string_append (html, "<p class=\"missing\">");
      append_escaped (html, question->prompt);
      g_string_append (html, " ");
      append_escaped (html, parts->truth_why);
      g_string_append (html, "</p>\n");
      return;
    }
  g_string_append_printf (html, "<form data-kind=\"%s\"", kinds[truth->kind]);
  guint clicks = (guint) MIN (question->clicks, truth->n_atoms);
  if (truth->kind == VIT_QUESTION_WHERE)
    {
      VitHypergeometric chance = { truth->n_atoms, truth->n_top, clicks };
      size_t low, high;
      vit_hypergeometric_band (&chance, 0.95, &low, &high);
      g_string_append_printf (html,
                              " data-clicks=\"%u\" data-expected=\"%.2g\" data-low=\"%zu\" "
                              "data-high=\"%zu\"",
                              clicks, vit_hypergeometric_mean (&chance), low, high);
    }
  else if (truth->kind == VIT_QUESTION_NUMBER)
    {
      append_number (html, "truth", truth->number);
      append_number (html, "tolerance",
                     question->relative ? question->tolerance * ABS (truth->number)
                                        : question->tolerance);
    }
  g_string_append (html, ">\n<p class=\"prompt\">");
  append_escaped (html, question->prompt);
  g_string_append (html, "</p>\n");
  if (truth->kind == VIT_QUESTION_NUMBER)
    {
      g_string_append (html, "<label><input type=\"number\" step=\"any\" name=\"a\"> ");
      append_escaped (html, question->unit);
      g_string_append (html, "</label>\n");
    }
  else if (truth->kind == VIT_QUESTION_WHERE)
    append_map (html, truth);
  else
    append_answers (html, truth);
  g_autofree char *words = vit_truth_dup_words (question, truth);
  g_autofree char *explanation =
      question->explanation ? vit_story_text_dup_html (story, parts->scene, question->explanation)
                            : NULL;
  g_string_append (html, "<button>Answer</button>\n<p class=\"verdict\" aria-live=\"polite\"></p>\n"
                         "<details><summary>The answer</summary>\n<p>");
  append_escaped (html, words);
  g_string_append_printf (html, "</p>\n%s</details>\n</form>\n", explanation ? explanation : "");
}

/* ---- The page ---- */

static void
append_head (GString *html, const VitStory *story)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize n = sizeof digest;
  g_checksum_update (sum, (const guchar *) script, sizeof script - 1);
  g_checksum_get_digest (sum, digest, &n);
  g_autofree char *hash = g_base64_encode (digest, n);
  g_string_append (html, "<!DOCTYPE html>\n<html lang=\"");
  append_escaped (html, story->language ? story->language : "en");
  g_string_append_printf (
      html,
      "\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
      "content=\"width=device-width, initial-scale=1\">\n<meta "
      "http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; "
      "style-src 'unsafe-inline'; script-src 'sha256-%s'; form-action 'none'; base-uri 'none'\">\n"
      "<title>",
      hash);
  append_escaped (html, story->title);
  g_string_append_printf (html, "</title>\n<style>%s</style>\n</head>\n<body>\n<h1>", style);
  append_escaped (html, story->title);
  g_string_append (html, "</h1>\n");
  g_autofree char *authors = g_strjoinv (", ", story->authors);
  if (*authors)
    {
      g_string_append (html, "<p class=\"by\">");
      append_escaped (html, authors);
      g_string_append (html, "</p>\n");
    }
}

bool
vit_story_render_html (
    VitStoryStage *stage, const char *path, GPtrArray *notes, VitProgress *progress, GError **error)
{
  g_autoptr (GString) html = g_string_new (NULL);
  g_autofree char *folder = g_dir_make_tmp ("vitrine-story-XXXXXX", error);
  const VitStory *story = stage->story;
  bool ok = folder != NULL;
  append_head (html, story);
  for (guint i = 0; i < story->scenes->len && ok; i++)
    {
      VitSceneParts parts;
      ok = vit_scene_parts_make (&parts, stage, i, notes, progress, error);
      if (!ok)
        break;
      g_autofree char *text = vit_story_text_dup_html (story, parts.scene, NULL);
      g_string_append_printf (html, "<section id=\"scene-%s\">\n<h2>", parts.scene->id);
      append_escaped (html, parts.scene->header);
      g_string_append (html, "</h2>\n");
      ok = append_picture (html, stage, &parts, folder, error);
      g_string_append (html, text);
      if (parts.scene->question)
        append_question (html, story, &parts);
      g_string_append (html, "</section>\n");
      vit_scene_parts_clear (&parts);
    }
  g_string_append_printf (html, "<script>%s</script>\n</body>\n</html>\n", script);
  if (folder)
    g_rmdir (folder);
  return ok && vit_file_replace (path, html->str, html->len, error);
}
