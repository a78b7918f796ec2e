/* Any bytes as story.json: a story that is read can be written, and is then the same story. */

#include <glib.h>
#include <glib/gstdio.h>

#include "tests/fuzz/replay.h"
#include "ui/story/story-check.h"

static const char seed[] =
    "{\"version\":1,\"title\":\"T\",\"authors\":[\"a\"],\"language\":\"en\",\"study\":"
    "\"s.vitrine\",\"scenes\":[{\"id\":\"one\",\"header\":\"H\",\"figure\":\"slice\",\"state\":{"
    "\"view\":{\"time\":40,\"whole-box\":true,\"filter\":\"element == Cu\"},\"ranges\":{\"cn\":"
    "\"locked;1;2\"},\"runs\":{\"shown\":[\"a; b\"]}},\"highlight\":{\"run\":\"a\",\"region\":[0,0,"
    "0.5,1]},\"annotations\":[{\"kind\":\"arrow\",\"from\":[0,1],\"to\":[2,3],\"words\":\"w\"}],"
    "\"motion\":{\"kind\":\"turn\",\"from\":0,\"to\":360,\"seconds\":6},\"claims\":[{\"name\":"
    "\"n\",\"value\":{\"fact\":\"atoms\"},\"stated\":3.5,\"tolerance\":0.1,\"digits\":1}],"
    "\"question\":{\"kind\":\"choice\",\"prompt\":\"?\",\"choices\":[{\"words\":\"x\",\"value\":{"
    "\"quantity\":\"cn\",\"statistic\":\"pearson\",\"with\":\"d5\"}},{\"words\":\"y\",\"value\":{"
    "\"statistic\":\"share\",\"where\":\"cn > "
    "12\"}}]}},{\"id\":\"two\",\"header\":\"G\",\"linger\":"
    "4,\"question\":{\"kind\":\"where\",\"prompt\":\"?\",\"value\":{\"quantity\":\"d2min\","
    "\"slice\""
    ":true}}}]}";

GBytes *
fuzz_new_seed (void)
{
  return g_bytes_new_static (seed, sizeof seed - 1);
}

static void
ignore (const char *scene, const char *words, bool fails, gpointer data)
{
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t n)
{
  static char *folder;
  if (!folder)
    folder = g_dir_make_tmp ("vitrine-fuzz-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "story.json", NULL);
  g_autoptr (GError) error = NULL;
  if (!g_file_set_contents (path, (const char *) data, (gssize) n, NULL))
    return 0;
  g_autoptr (VitStory) one = vit_story_open (folder, NULL);
  if (one)
    {
      g_autofree char *first = NULL, *second = NULL;
      vit_story_check_texts (one, ignore, NULL);
      if (!vit_story_save (one, &error) || !g_file_get_contents (path, &first, NULL, NULL))
        g_error ("%s", error->message);
      g_autoptr (VitStory) two = vit_story_open (folder, &error);
      if (!two || !vit_story_save (two, &error) || !g_file_get_contents (path, &second, NULL, NULL))
        g_error ("what was saved cannot be read: %s", error->message);
      g_assert_cmpstr (first, ==, second);
    }
  g_unlink (path);
  return 0;
}
