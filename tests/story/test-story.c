/* Stories: what is written is read; what is not known is kept; what a stranger may send is refused
 * with a message that names the place. */

#include <glib.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

#include "core/base/error.h"
#include "tests/support/folder.h"
#include "ui/story/story-check.h"
#include "ui/story/story-json.h"
#include "ui/story/story-limits.h"
#include "ui/story/story-text.h"

static char *folder;

/* (transfer full): a folder of a story with that text in it. */
static char *
write_story (const char *json)
{
  static int count;
  g_autofree char *name = g_strdup_printf ("s%d", count++);
  char *path = g_build_filename (folder, name, NULL);
  g_autofree char *scenes = g_build_filename (path, "scenes", NULL);
  g_autofree char *text = g_build_filename (scenes, "01.md", NULL);
  g_autofree char *file = g_build_filename (path, "story.json", NULL);
  g_mkdir_with_parents (scenes, 0700);
  g_file_set_contents (text, "A text.\n", -1, NULL);
  g_file_set_contents (file, json, -1, NULL);
  return path;
}

static void
refuse (const char *json, const char *said)
{
  g_autofree char *path = write_story (json);
  g_autoptr (GError) error = NULL;
  g_autoptr (VitStory) story = vit_story_open (path, &error);
  g_assert_null (story);
  g_test_message ("%.300s", error->message);
  if (!strstr (error->message, said))
    g_error ("\"%.300s\" does not say \"%s\"", error->message, said);
  g_assert_nonnull (strstr (error->message, "story.json"));
  g_assert_cmpuint (strlen (error->message), <, 2000);
}

/* ---- Reading and writing ---- */

static char *
open_data (VitStory **story)
{
  g_autoptr (GError) error = NULL;
  char *path = g_test_build_filename (G_TEST_DIST, "data", "story", NULL);
  *story = vit_story_open (path, &error);
  g_assert_no_error (error);
  return path;
}

static void
test_read (void)
{
  g_autoptr (VitStory) story = NULL;
  g_autofree char *path = open_data (&story);
  g_assert_cmpuint (story->scenes->len, ==, 3);
  g_assert_cmpint (vit_story_find (story, "yields"), ==, 2);
  VitStoryScene *scene = vit_story_get (story, 0);
  g_assert_cmpstr (scene->header, ==, "Which atoms move?");
  g_assert_true (g_str_has_prefix (scene->text, "# Most atoms"));
  g_assert_cmpint (scene->motion.kind, ==, VIT_MOTION_PLAY);
  g_assert_cmpuint (scene->claims->len, ==, 2);
  g_assert_cmpuint (scene->annotations->len, ==, 1);
  g_assert_cmpstr (scene->highlight.widget, ==, "time-scrubber");
  g_autofree char *time = g_key_file_get_string (scene->look, "view", "time", NULL);
  g_assert_cmpstr (time, ==, "40");
  VitQuestion *question = vit_story_get (story, 1)->question;
  g_assert_cmpint (question->kind, ==, VIT_QUESTION_WHERE);
  g_assert_true (question->value->slice);
  g_assert_cmpint (vit_story_get (story, 2)->question->pick, ==, VIT_PICK_TRUE);
  g_assert_cmpint (vit_story_get (story, 2)->transition, ==, VIT_TRANSITION_CUT);
}

static char *
dup_file (const char *path)
{
  g_autofree char *file = g_build_filename (path, "story.json", NULL);
  char *text = NULL;
  g_file_get_contents (file, &text, NULL, NULL);
  return text;
}

/* What is written again and read again is the same, to the byte from the second time on. */
static void
test_round_trip (void)
{
  static const char json[] =
      "{\"version\":1,\"title\":\"T\",\"future\":{\"a\":[1,2,{\"b\":null}]},\"scenes\":[{\"id\":"
      "\"one\",\"header\":\"H\",\"text\":\"scenes/01.md\",\"sound\":\"a.ogg\",\"state\":{\"view\":{"
      "\"time\":40,\"smell\":3,\"whole-box\":true,\"filter\":\"element == "
      "Cu\"},\"later\":{\"x\":1},"
      "\"ranges\":{\"c_s[1]\":\"locked;1;2\"},\"runs\":{\"shown\":[\"a; "
      "b\"]}},\"motion\":{\"kind\":"
      "\"turn\",\"from\":0,\"to\":360,\"seconds\":6,\"ease\":\"in\"},\"claims\":[{\"name\":\"n\","
      "\"value\":{\"fact\":\"atoms\",\"more\":1},\"stated\":3.5,\"tolerance\":0.1,\"digits\":1,"
      "\"who\":\"me\"}],\"question\":{\"kind\":\"choice\",\"prompt\":\"?\",\"value\":{\"fact\":"
      "\"strain\"},\"choices\":[{\"words\":\"small\",\"to\":1,\"hint\":\"h\"},{\"words\":\"large\","
      "\"from\":1}]}}]}";
  g_autofree char *path = write_story (json);
  g_autoptr (VitStory) one = vit_story_open (path, NULL);
  g_assert_nonnull (one);
  g_assert_true (vit_story_save (one, NULL));
  g_autofree char *first = dup_file (path);
  static const char *const kept[] = { "\"future\"",
                                      "\"sound\" : \"a.ogg\"",
                                      "\"smell\" : 3",
                                      "\"later\"",
                                      "\"ease\" : \"in\"",
                                      "\"more\" : 1",
                                      "\"who\" : \"me\"",
                                      "\"hint\" : \"h\"",
                                      "\"a; b\"",
                                      "\"c_s[1]\" : \"locked;1;2\"",
                                      "\"whole-box\" : true" };
  for (gsize i = 0; i < G_N_ELEMENTS (kept); i++)
    if (!strstr (first, kept[i]))
      g_error ("%s was lost in %s", kept[i], first);
  g_autoptr (VitStory) two = vit_story_open (path, NULL);
  g_assert_true (vit_story_save (two, NULL));
  g_autofree char *second = dup_file (path);
  g_assert_cmpstr (first, ==, second);
  const VitStoryScene *scene = vit_story_get (two, 0);
  g_assert_cmpfloat (((VitChoice *) scene->question->choices->pdata[0])->to, ==, 1);
  g_assert_true (isinf (((VitChoice *) scene->question->choices->pdata[1])->to));
  g_assert_cmpfloat (scene->motion.to, ==, 360);
  g_autofree char *range = g_key_file_get_value (scene->look, "ranges", "c_s%5B1%5D", NULL);
  g_assert_cmpstr (range, ==, "locked;1;2");
}

/* Numbers that json-glib would write as 1e-08.0. */
static void
test_powers_of_ten (void)
{
  static const double numbers[] = { 1e-8, 1e-10, 1e20, -1e297 };
  g_autoptr (JsonObject) object = json_object_new ();
  vit_json_put_numbers (object, "numbers", numbers, G_N_ELEMENTS (numbers));
  g_autoptr (JsonObject) copy = vit_json_copy (object);
  JsonArray *list = json_object_get_array_member (copy, "numbers");
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    g_assert_cmpfloat (json_array_get_double_element (list, i), ==, numbers[i]);
}

static void
test_making (void)
{
  g_autofree char *path = g_build_filename (folder, "made", NULL);
  g_autoptr (VitStory) story = vit_story_new (path);
  g_autoptr (VitStudy) study = vit_study_new ();
  g_autoptr (GError) error = NULL;
  g_free (story->title);
  story->title = g_strdup ("Made");
  vit_story_attach (story, study);
  vit_study_set_option (study, "view", "time", "33", NULL);
  VitStoryScene *a = vit_story_add (story, 0, study);
  vit_study_set_option (study, "view", "time", "44", NULL);
  vit_study_set_option (study, "structure", "face-threshold", "5", NULL);
  VitStoryScene *b = vit_story_add (story, 1, study);
  g_assert_cmpstr (a->id, !=, b->id);
  g_assert_cmpstr (a->text_path, !=, b->text_path);
  g_free (b->text);
  b->text = g_strdup ("*b*\n");
  vit_story_move (story, 1, 0);
  g_assert_true (vit_story_get (story, 0) == b);
  g_assert_true (vit_story_save (story, &error));
  g_assert_no_error (error);
  g_autoptr (VitStory) again = vit_story_open (path, &error);
  g_assert_no_error (error);
  vit_study_set_option (study, "view", "time", NULL, NULL);
  vit_study_set_option (study, "structure", "face-threshold", NULL, NULL);
  vit_story_attach (again, study);
  vit_story_show (again, vit_story_get (again, 0), study, NULL);
  g_assert_cmpfloat (vit_study_get_options (study)->view.time, ==, 44);
  g_assert_cmpfloat (vit_study_get_options (study)->structure.face_threshold, ==, 5);
  g_assert_cmpstr (vit_story_get (again, 0)->text, ==, "*b*\n");
  vit_story_show (again, vit_story_get (again, 1), study, NULL);
  g_assert_cmpfloat (vit_study_get_options (study)->view.time, ==, 33);
  g_assert_cmpfloat (vit_study_get_options (study)->structure.face_threshold, ==, 0);
  vit_story_remove (again, 1);
  g_assert_cmpuint (again->scenes->len, ==, 1);
}

/* ---- What is refused ---- */

#define SCENE "{\"id\":\"a\",\"header\":\"H\""
#define STORY(rest) "{\"version\":1,\"title\":\"T\",\"scenes\":[" SCENE rest "}]}"
#define CLAIM(value) STORY (",\"claims\":[{\"name\":\"c\",\"value\":" value "}]")
#define QUESTION(rest) STORY (",\"question\":{\"prompt\":\"?\"," rest "}")

static void
test_refused (void)
{
  refuse ("[]", "no JSON object");
  refuse ("{\"version\":1,\"title\":\"T\",\"scenes\":[{\"id\":\"a\",\"header\":\"H\",\"claims\":[{"
          "\"name\":"
          "\"n\",\"value\":{\"fact\":\"class-mean\"},\"stated\":1,\"tolerance\":1}]}]}",
          "scenes[0].claims[0].value.at: is missing: the class");
  refuse ("{\"version\":1", "no JSON");
  refuse ("{\"title\":\"T\",\"scenes\":[]}", "version: is missing");
  refuse ("{\"version\":2,\"title\":\"T\",\"scenes\":[]}", "version: is 2");
  refuse ("{\"version\":1,\"scenes\":[]}", "title: is missing");
  refuse ("{\"version\":1,\"title\":\"T\"}", "scenes: is missing");
  refuse ("{\"version\":1,\"title\":\"T\",\"scenes\":[7]}", "scenes[0]: is no object");
  refuse ("{\"version\":1,\"title\":\"T\",\"scenes\":[" SCENE "}," SCENE "}]}",
          "scenes[1].id: \"a\" is there twice");
  refuse ("{\"version\":1,\"title\":\"T\",\"scenes\":[{\"id\":\"../a\",\"header\":\"H\"}]}",
          "scenes[0].id");
  refuse ("{\"version\":1,\"title\":\"a\\u0007b\",\"scenes\":[]}", "title");
  refuse ("{\"version\":1,\"title\":\"\xff\",\"scenes\":[]}", "UTF-8");
}

static void
test_numbers (void)
{
  refuse (STORY (",\"linger\":1e999"), "scenes[0].linger");
  refuse (STORY (",\"linger\":NaN"), "no JSON");
  refuse (STORY (",\"linger\":-1"), "scenes[0].linger");
  refuse (STORY (",\"linger\":99999999999999999999999"), "linger");
  refuse (STORY (",\"motion\":{\"kind\":\"play\",\"from\":0,\"to\":1,\"seconds\":1e9}"),
          "scenes[0].motion.seconds");
  refuse (STORY (",\"motion\":{\"kind\":\"sweep\",\"from\":0,\"to\":2,\"seconds\":1}"),
          "scenes[0].motion.to");
  refuse (STORY (",\"motion\":{\"kind\":\"fly\",\"from\":0,\"to\":2,\"seconds\":1}"),
          "none, play, sweep, turn");
  refuse (STORY (",\"highlight\":{\"region\":[0,0,1]}"), "scenes[0].highlight.region");
  refuse (STORY (",\"highlight\":{\"region\":[0,0,0,1]}"), "region");
  refuse (STORY (",\"state\":{\"view\":{\"time\":1e300}}"), "scenes[0].state.view.time");
  refuse (STORY (",\"state\":{\"view\":{\"time\":[1]}}"), "scenes[0].state.view.time");
  refuse (STORY (",\"claims\":[{\"name\":\"c\",\"value\":{\"fact\":\"atoms\"},\"stated\":1,"
                 "\"tolerance\":-1}]"),
          "scenes[0].claims[0].tolerance");
  refuse (STORY (",\"claims\":[{\"name\":\"c\",\"value\":{\"fact\":\"atoms\"},\"stated\":1,"
                 "\"tolerance\":1,\"digits\":400}]"),
          "digits");
}

static void
test_values (void)
{
  refuse (CLAIM ("{\"fact\":\"weather\"}"), "yield-strain");
  refuse (CLAIM ("{}"), "value.quantity: is missing");
  refuse (CLAIM ("{\"quantity\":\"t_ml +\"}"), "claims[0].value.quantity");
  refuse (CLAIM ("{\"quantity\":\"t_ml\",\"statistic\":\"mode\"}"), "mean, median");
  refuse (CLAIM ("{\"quantity\":\"t_ml\",\"statistic\":\"pearson\"}"), "value.with");
  refuse (CLAIM ("{\"statistic\":\"share\"}"), "value.where");
  refuse (QUESTION ("\"kind\":\"guess\""), "choice, number, where, run");
  refuse (QUESTION ("\"kind\":\"number\",\"tolerance\":1"), "how the truth is computed");
  refuse (QUESTION ("\"kind\":\"number\",\"value\":{\"fact\":\"atoms\"}"), "tolerance: is missing");
  refuse (QUESTION ("\"kind\":\"where\",\"value\":{\"fact\":\"atoms\"}"), "each atom");
  refuse (QUESTION ("\"kind\":\"choice\",\"choices\":[{\"words\":\"a\",\"value\":{\"fact\":"
                    "\"atoms\"}}]"),
          "fewer than two");
  refuse (QUESTION ("\"kind\":\"choice\",\"choices\":[{\"words\":\"a\"},{\"words\":\"b\"}]"),
          "choices[0].value");
}

/* Sizes that are beyond all sense. */
static void
test_large (void)
{
  g_autoptr (GString) deep = g_string_new ("{\"version\":1,\"title\":\"T\",\"scenes\":[],\"x\":");
  for (int i = 0; i < 200000; i++)
    g_string_append_c (deep, '[');
  refuse (deep->str, "deeper than");
  g_autofree char *mega = g_strnfill (1 << 20, 'a');
  g_autofree char *id =
      g_strdup_printf ("{\"version\":1,\"title\":\"T\",\"scenes\":[{\"id\":\"%s\","
                       "\"header\":\"H\"}]}",
                       mega);
  refuse (id, "scenes[0].id: has 1048576 bytes");
  g_autofree char *title = g_strdup_printf ("{\"version\":1,\"title\":\"%s\",\"scenes\":[]}", mega);
  refuse (title, "title: has 1048576 bytes");
  g_autoptr (GString) many = g_string_new ("{\"version\":1,\"title\":\"T\",\"scenes\":[");
  for (int i = 0; i <= VIT_STORY_MAX_SCENES; i++)
    g_string_append_printf (many, "%s{\"id\":\"s%d\",\"header\":\"H\"}", i > 0 ? "," : "", i);
  g_string_append (many, "]}");
  refuse (many->str, "scenes: has 501 elements");
  g_autofree char *huge = g_strnfill (VIT_STORY_MAX_JSON_BYTES + 1, ' ');
  refuse (huge, "story.json");
}

/* ---- Files outside ---- */

static void
test_texts_outside (void)
{
  static const char *const paths[] = { "../secret.md",
                                       "/etc/passwd",
                                       "scenes/../../secret.md",
                                       "scenes//01.md",
                                       "scenes/./01.md",
                                       "C:\\\\x.md",
                                       "" };
  g_autofree char *secret = g_build_filename (folder, "secret.md", NULL);
  g_file_set_contents (secret, "secret", -1, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autofree char *json = g_strdup_printf (STORY (",\"text\":\"%s\""), paths[i]);
      refuse (json, "scenes[0].text");
    }
  refuse (STORY (",\"text\":\"scenes/02.md\""), "scenes[0].text");
}

static void
test_links (void)
{
  g_autofree char *path = write_story (STORY (",\"text\":\"scenes/link.md\""));
  g_autofree char *link = g_build_filename (path, "scenes", "link.md", NULL);
  g_autoptr (GError) error = NULL;
  g_assert_cmpint (symlink ("/etc/passwd", link), ==, 0);
  g_assert_null (vit_story_open (path, &error));
  g_assert_nonnull (strstr (error->message, "leads out of the folder"));
  g_clear_error (&error);
  /* A link that stays inside is as good as a file. */
  g_unlink (link);
  g_assert_cmpint (symlink ("01.md", link), ==, 0);
  g_autoptr (VitStory) story = vit_story_open (path, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (vit_story_get (story, 0)->text, ==, "A text.\n");
}

/* A study, whose text is given, beside a story. */
static void
check_study (const char *study, const char *link, const char *said)
{
  g_autofree char *path =
      write_story ("{\"version\":1,\"title\":\"T\",\"study\":\"s.vitrine\",\"scenes\":[]}");
  g_autofree char *file = g_build_filename (path, "s.vitrine", NULL);
  g_autofree char *data = g_build_filename (path, "in.dump", NULL);
  g_autofree char *linked = g_build_filename (path, "link.dump", NULL);
  g_autoptr (GError) error = NULL;
  g_file_set_contents (file, study, -1, NULL);
  g_file_set_contents (data, "x", -1, NULL);
  if (link)
    g_assert_cmpint (symlink (link, linked), ==, 0);
  g_autoptr (VitStory) story = vit_story_open (path, &error);
  g_assert_no_error (error);
  g_autoptr (VitStudy) loaded = vit_story_load_study (story, &error);
  if (!said)
    {
      g_assert_no_error (error);
      return;
    }
  g_assert_null (loaded);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, said));
}

static void
test_studies (void)
{
  check_study ("[study]\nversion=1\n[run 1]\nfiles=in.dump;\n", NULL, NULL);
  check_study ("[study]\nversion=1\n[run 1]\nfiles=*.dump;\n", "in.dump", NULL);
  check_study ("[study]\nversion=1\n[run 1]\nfiles=/etc/passwd;\n", NULL, "outside");
  check_study ("[study]\nversion=1\n[run 1]\nfiles=../../x.dump;\n", NULL, "outside");
  check_study ("[study]\nversion=1\n[run 1]\nfiles=file:%2Fetc%2Fpasswd;\n", NULL, "outside");
  check_study ("[study]\nversion=1\n[run 1]\nfiles=/etc/*;\n", NULL, "outside");
  check_study ("[study]\nversion=1\n[run 1]\nfiles=*/../../*;\n", NULL, "outside");
  check_study ("[study]\nversion=1\n[run 1]\nfiles=in.dump;\nlog=/etc/passwd\n", NULL, "outside");
  check_study ("[study]\nversion=1\n[model]\nfile=/etc/passwd\n", NULL, "outside");
  check_study ("[study]\nversion=1\n[mechanics]\nquench-log=/etc/passwd\n", NULL, "outside");
  check_study ("[study]\nversion=1\n[mechanics]\nstress-strain-log=../x\n", NULL, "outside");
  check_study ("[study]\nversion=1\n[figure slice]\njournal=/etc/x.journal\n", NULL, "journal");
  check_study ("[study]\nversion=1\n[figure slice]\njournal=nature\n", NULL, NULL);
  check_study ("[study]\nversion=1\n[run 1]\nfiles=*.dump;\n", "/etc/passwd", "link");
  check_study ("[study]\nversion=1\n[run 1]\nfiles=link.dump/passwd;\n", "/etc", "link");
}

static void
test_bundled (void)
{
  static const char *const names[] = { "bundled:../../../etc/passwd", "bundled:/etc/passwd",
                                       "bundled:", "bundled:none.vitrine" };
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *json = g_strdup_printf (
          "{\"version\":1,\"title\":\"T\",\"study\":\"%s\",\"scenes\":[]}", names[i]);
      g_autofree char *path = write_story (json);
      g_autoptr (GError) error = NULL;
      g_autoptr (VitStory) story = vit_story_open (path, &error);
      g_assert_no_error (error);
      g_assert_null (vit_story_load_study (story, &error));
      g_assert_nonnull (error);
    }
}

/* ---- Texts ---- */

static VitStoryScene *
set_text (VitStory *story, const char *text)
{
  VitStoryScene *scene = vit_story_get (story, 0);
  g_free (scene->text);
  scene->text = g_strdup (text);
  return scene;
}

static void
test_html (void)
{
  static const struct
  {
    const char *text, *there, *not_there;
  } cases[] = {
    { "<script>alert(1)</script>\n", "", "script" },
    { "a <img src=x onerror=alert(1)> b", "a  b", "onerror" },
    { "[x](javascript:alert(1))", "x", "javascript" },
    { "[x](https://example.org/a.js)", "x", "example" },
    { "![x](https://example.org/a.png)", "x", "example" },
    { "![x](../../secret.png)", "x", "secret" },
    { "![x](data:text/html;base64,AAAA)", "x", "data:" },
    { "[x](scene:where \"t\\\" onclick=alert(1)\")", "href=\"#scene-where\"", "onclick" },
    { "`</p><script>`", "&lt;/p&gt;&lt;script&gt;", "<script" },
    { "{{liquid}} and {{other}}", "15.9 % and ?", "{{" },
    { "[x](time:40)", "x", "href" },
    { "&lt;script&gt;", "&lt;script&gt;", "<script" },
  };
  g_autoptr (VitStory) story = NULL;
  g_autofree char *path = open_data (&story);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const VitStoryScene *scene = set_text (story, cases[i].text);
      g_autofree char *html = vit_story_text_dup_html (story, scene, NULL);
      g_test_message ("%s", html);
      g_assert_nonnull (strstr (html, cases[i].there));
      g_assert_null (strstr (html, cases[i].not_there));
    }
}

static void
test_blocks (void)
{
  g_autoptr (VitStory) story = NULL;
  g_autofree char *path = open_data (&story);
  const VitStoryScene *scene =
      set_text (story, "# A & *b*\n\nfirst\nline [go](scene:where) [web](http://x) "
                       "[no](ftp://x)\n\n2. two\n3. three\n   - "
                       "deep\n\n> said\n\n    code <\n\n---\n\n![alt](p.png)\n");
  g_autoptr (GPtrArray) blocks = vit_story_text_parse (scene, NULL, true);
  static const struct
  {
    VitBlockKind kind;
    int level, indent;
    const char *marker, *markup;
  } expected[] = {
    { VIT_BLOCK_HEADING, 1, 0, NULL, "A &amp; <i>b</i>" },
    { VIT_BLOCK_PARAGRAPH, 0, 0, NULL,
      "first line <a href=\"scene:where\">go</a> <a href=\"http://x\">web</a> no" },
    { VIT_BLOCK_PARAGRAPH, 0, 1, "2.", "two" },
    { VIT_BLOCK_PARAGRAPH, 0, 1, "3.", "three" },
    { VIT_BLOCK_PARAGRAPH, 0, 2, "•", "deep" },
    { VIT_BLOCK_PARAGRAPH, 0, 1, NULL, "said" },
    { VIT_BLOCK_CODE, 0, 0, NULL, "code &lt;" },
    { VIT_BLOCK_RULE, 0, 0, NULL, "" },
    { VIT_BLOCK_PICTURE, 0, 0, NULL, "alt" },
  };
  g_assert_cmpuint (blocks->len, ==, G_N_ELEMENTS (expected));
  for (gsize i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      const VitBlock *block = blocks->pdata[i];
      g_assert_cmpint (block->kind, ==, expected[i].kind);
      g_assert_cmpint (block->level, ==, expected[i].level);
      g_assert_cmpint (block->indent, ==, expected[i].indent);
      g_assert_cmpstr (block->marker, ==, expected[i].marker);
      g_assert_cmpstr (block->markup, ==, expected[i].markup);
    }
  g_assert_true (((VitBlock *) blocks->pdata[5])->quoted);
  g_assert_cmpstr (((VitBlock *) blocks->pdata[8])->picture, ==, "p.png");
}

static void
test_numbers_in_texts (void)
{
  static const char *const expected[] = { "40 ps", "-3.5 %", "0.2 GPa", "20 Å", "90°" };
  g_autoptr (VitStory) story = NULL;
  g_autofree char *path = open_data (&story);
  const VitStoryScene *scene = set_text (
      story,
      "After 40 ps {{liquid}} of 12 atoms, in 1936, at *-3.5 %* and 0.2 GPa or 20\u00a0Å, 40 "
      "ps, 90°, step 5 Kelvin, <b>7 K</b>\n");
  g_autoptr (GPtrArray) numbers = vit_story_text_find_numbers (scene, NULL);
  for (guint i = 0; i < numbers->len; i++)
    g_test_message ("%s", (const char *) numbers->pdata[i]);
  g_assert_cmpuint (numbers->len, ==, G_N_ELEMENTS (expected) + 1); /* and 7 K */
  g_assert_cmpstr (numbers->pdata[0], ==, expected[0]);
  g_assert_cmpstr (numbers->pdata[1], ==, expected[1]);
  g_assert_cmpstr (numbers->pdata[2], ==, expected[2]);
  g_assert_cmpstr (numbers->pdata[4], ==, expected[4]);
}

/* Numbers of claims as they are printed. */
static void
test_claim_texts (void)
{
  static const struct
  {
    double stated;
    int digits;
    const char *unit, *text;
  } cases[] = {
    { 15.93, 1, "%", "15.9 %" },
    { -2, 1, "GPa", "−2.0 GPa" },
    { 5324, 0, NULL, "5324" },
    { 7.46e6, 1, "s⁻¹", "7.5 × 10⁶ s⁻¹" },
    { -2.03e17, 2, "K", "−2.03 × 10¹⁷ K" },
    { 3e-5, 0, NULL, "3 × 10⁻⁵" },
    { 0, 2, NULL, "0.00" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      VitClaim claim = { .stated = cases[i].stated,
                         .digits = cases[i].digits,
                         .unit = (char *) cases[i].unit };
      g_autofree char *text = vit_claim_dup_text (&claim);
      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
on_finding (const char *scene, const char *words, bool fails, gpointer data)
{
  if (fails)
    g_ptr_array_add (data, g_strdup (words));
}

static void
test_findings (void)
{
  static const struct
  {
    const char *text, *said;
  } cases[] = {
    { "[x](scene:nowhere)", "nowhere" },
    { "[x](ftp://a.b)", "ftp://a.b" },
    { "[x](http://me@a.b)", "http://me@a.b" },
    { "[x](atom:1.5)", "atom:1.5" },
    { "[x](time:soon)", "time:soon" },
    { "{{liquid}} {{mean}} {{n}}", "{{n}}" },
    { "<b>x</b>", "raw HTML" },
    { "![x](no.png)", "no.png" },
    { "![x](story.json)", "PNG or JPEG" },
  };
  g_autoptr (VitStory) story = NULL;
  g_autofree char *path = open_data (&story);
  g_autoptr (GPtrArray) none = g_ptr_array_new_with_free_func (g_free);
  vit_story_check_texts (story, on_finding, none);
  g_assert_cmpuint (none->len, ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_free);
      set_text (story, cases[i].text);
      vit_story_check_texts (story, on_finding, found);
      g_assert_cmpuint (found->len, >, 0);
      g_assert_nonnull (strstr (found->pdata[0], cases[i].said));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  folder = folder_new ();
  g_test_add_func ("/story/read", test_read);
  g_test_add_func ("/story/round-trip", test_round_trip);
  g_test_add_func ("/story/powers-of-ten", test_powers_of_ten);
  g_test_add_func ("/story/making", test_making);
  g_test_add_func ("/story/refused", test_refused);
  g_test_add_func ("/story/numbers", test_numbers);
  g_test_add_func ("/story/values", test_values);
  g_test_add_func ("/story/large", test_large);
  g_test_add_func ("/story/texts-outside", test_texts_outside);
  g_test_add_func ("/story/links", test_links);
  g_test_add_func ("/story/studies", test_studies);
  g_test_add_func ("/story/bundled", test_bundled);
  g_test_add_func ("/story/html", test_html);
  g_test_add_func ("/story/blocks", test_blocks);
  g_test_add_func ("/story/numbers-in-texts", test_numbers_in_texts);
  g_test_add_func ("/story/claim-texts", test_claim_texts);
  g_test_add_func ("/story/findings", test_findings);
  int result = g_test_run ();
  folder_remove (folder);
  return result;
}
