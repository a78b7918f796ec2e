#include "ui/panels/fact-choice.h"

#include <string.h>

#include "ui/panels/drop-down.h"
#include "ui/story/story-value.h"

static char *
dup_fact_words (const char *name)
{
  const VitStoryFact *fact = vit_story_fact_find (name);
  g_autofree char *words = !fact         ? NULL
                           : *fact->unit ? g_strdup_printf ("%s (%s)", fact->words, fact->unit)
                                         : g_strdup (fact->words);
  return words ? g_markup_escape_text (words, -1) : NULL;
}

static char *
dup_fact_searched (const char *name)
{
  const VitStoryFact *fact = vit_story_fact_find (name);
  return g_strjoin (" ", name, fact ? fact->words : "", NULL);
}

GtkWidget *
vit_fact_choice_new (const char *chosen)
{
  size_t n;
  const VitStoryFact *facts = vit_story_fact_list (&n);
  GtkStringList *list = gtk_string_list_new ((const char *const[]){ "—", NULL });
  guint at = 0;
  for (size_t i = 0; i < n; i++)
    {
      gtk_string_list_append (list, facts[i].name);
      at = strcmp (facts[i].name, chosen) == 0 ? (guint) i + 1 : at;
    }
  GtkWidget *drop = gtk_drop_down_new (G_LIST_MODEL (list), NULL);
  vit_drop_down_show_markup (GTK_DROP_DOWN (drop), NULL);
  vit_drop_down_explain (GTK_DROP_DOWN (drop), dup_fact_words);
  vit_drop_down_search (GTK_DROP_DOWN (drop), dup_fact_searched);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (drop), at);
  return drop;
}

const char *
vit_fact_choice_get (GtkDropDown *drop)
{
  size_t n;
  const VitStoryFact *facts = vit_story_fact_list (&n);
  guint at = gtk_drop_down_get_selected (drop);
  return at > 0 && at <= n ? facts[at - 1].name : "";
}
