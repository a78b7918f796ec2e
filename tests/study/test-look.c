/* Looks: what is taken is given back, for every option of the table. */

#include <glib.h>
#include <string.h>

#include "core/study/study-look.h"
#include "tests/support/folder.h"

static char *folder;

static VitStudy *
make (void)
{
  g_autofree char *path = g_build_filename (folder, "look.vitrine", NULL);
  g_autoptr (GError) error = NULL;
  g_file_set_contents (path,
                       "[study]\nversion=1\n[run 1]\nfiles=a.dump;\nlabel=one; two\n[run 2]\n"
                       "files=b.dump;\nlabel=b\nshown=false\n[view]\ntime=12.5\n",
                       -1, NULL);
  VitStudy *study = vit_study_load (path, &error);
  g_assert_no_error (error);
  return study;
}

/* A value of an option that is not its default; %NULL for one that is no part of a look. */
static char *
dup_other (const VitOption *option)
{
  if (!vit_look_is_part (option))
    return NULL;
  switch (option->type)
    {
    case VIT_OPTION_SWITCH:
      return g_strdup (option->usual != 0 ? "0" : "1");
    case VIT_OPTION_CHOICE:
      return g_strdup (option->choices[option->usual == 0 ? 1 : 0].word);
    case VIT_OPTION_RUN:
      return g_strdup ("one; two");
    case VIT_OPTION_TEXT:
      return g_strdup ("cn");
    default:
      {
        double low = option->minimum, high = MIN (option->maximum, low + 1000);
        return g_strdup_printf ("%g", option->type == VIT_OPTION_INTEGER
                                          ? (option->usual == low ? low + 1 : low)
                                          : low + (high - low) * 0.4);
      }
    }
}

static void
test_all_options (void)
{
  g_autoptr (VitStudy) study = make ();
  g_autoptr (GKeyFile) base = vit_study_dup_look (study);
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
  size_t n, n_set = 0;
  const VitOption *table = vit_option_list (&n);
  for (size_t i = 0; i < n; i++)
    {
      g_autoptr (GKeyFile) look = g_key_file_new ();
      g_autofree char *other = dup_other (&table[i]);
      if (!other)
        continue;
      g_key_file_set_string (look, table[i].group, table[i].key, other);
      vit_study_take_look (study, base, look, notes);
      g_autofree char *now = vit_study_dup_option_text (study, table[i].group, table[i].key);
      g_assert_cmpuint (notes->len, ==, 0);
      g_autoptr (GKeyFile) taken = vit_study_dup_look (study);
      g_autofree char *written = g_key_file_get_string (taken, table[i].group, table[i].key, NULL);
      g_assert_cmpstr (written, ==, now);
      if (table[i].type != VIT_OPTION_NUMBER && table[i].type != VIT_OPTION_INTEGER)
        g_assert_cmpstr (written, ==, other);
      n_set += strcmp (written, other) == 0;
      vit_study_take_look (study, base, NULL, notes);
      g_autoptr (GKeyFile) after = vit_study_dup_look (study);
      g_autofree char *a = g_key_file_to_data (base, NULL, NULL);
      g_autofree char *b = g_key_file_to_data (after, NULL, NULL);
      g_assert_cmpstr (a, ==, b);
    }
  g_assert_cmpuint (n_set, >, n / 2);
}

static void
test_runs_and_ranges (void)
{
  g_autoptr (VitStudy) study = make ();
  g_autoptr (GKeyFile) base = vit_study_dup_look (study), look = g_key_file_new ();
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
  const char *shown[] = { "b" };
  g_key_file_set_string_list (look, "runs", "shown", shown, 1);
  g_key_file_set_value (look, "ranges", "d5", "percentiles;2;98");
  g_key_file_set_value (look, "ranges", "cn", "locked;8;16");
  vit_study_take_look (study, base, look, notes);
  g_assert_cmpuint (notes->len, ==, 0);
  g_assert_false (vit_run_get_shown (vit_study_get_run (study, 0)));
  g_assert_true (vit_run_get_shown (vit_study_get_run (study, 1)));
  VitColourRange range = vit_study_get_range (study, "d5");
  g_assert_cmpint (range.mode, ==, VIT_RANGE_PERCENTILES);
  g_assert_cmpfloat (vit_study_get_range (study, "cn").high, ==, 16);
  vit_study_take_look (study, base, NULL, NULL);
  g_assert_true (vit_run_get_shown (vit_study_get_run (study, 0)));
  g_assert_false (vit_run_get_shown (vit_study_get_run (study, 1)));
  g_assert_cmpint (vit_study_get_range (study, "cn").mode, ==, VIT_RANGE_FREE);
}

/* A range that the study has for one quantity is not that of another. */
static void
test_other_quantity (void)
{
  g_autoptr (VitStudy) study = make ();
  vit_study_set_option (study, "view", "colour-maximum", "900", NULL);
  g_autoptr (GKeyFile) base = vit_study_dup_look (study), look = g_key_file_new ();
  g_key_file_set_string (look, "view", "colour-column", "d5");
  vit_study_take_look (study, base, look, NULL);
  g_assert_cmpint (vit_study_get_range (study, "d5").mode, ==, VIT_RANGE_FREE);
  vit_study_take_look (study, base, NULL, NULL);
  g_assert_cmpfloat (vit_study_get_range (study, "t_ml").high, ==, 900);
}

static void
test_notes (void)
{
  static const struct
  {
    const char *group, *key, *value, *said;
  } wrong[] = {
    { "view", "tine", "4", "view.time" },
    { "view", "time", "soon", "number" },
    { "view", "slice-position", "7", "slice-position" },
    { "mechanics", "quench-log", "/etc/passwd", "no matter of a view" },
    { "structure", "baseline", "c", "no run" },
    { "runs", "shown", "one;", "no run" },
    { "ranges", "cn", "locked;2;1", "cn" },
  };
  g_autoptr (VitStudy) study = make ();
  g_autoptr (GKeyFile) base = vit_study_dup_look (study);
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GKeyFile) look = g_key_file_new ();
      g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
      g_key_file_set_value (look, wrong[i].group, wrong[i].key, wrong[i].value);
      vit_study_take_look (study, base, look, notes);
      g_assert_cmpuint (notes->len, ==, 1);
      g_test_message ("%s", (const char *) notes->pdata[0]);
      g_assert_nonnull (strstr (notes->pdata[0], wrong[i].said));
    }
  g_autofree char *log = vit_study_dup_option_path (study, "mechanics", "quench-log");
  g_assert_null (log);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  folder = folder_new ();
  g_test_add_func ("/look/all-options", test_all_options);
  g_test_add_func ("/look/runs-and-ranges", test_runs_and_ranges);
  g_test_add_func ("/look/other-quantity", test_other_quantity);
  g_test_add_func ("/look/notes", test_notes);
  int result = g_test_run ();
  folder_remove (folder);
  return result;
}
