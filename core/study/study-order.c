/* The order of the runs of a study, and their groups. Runs of a group stand together. */

#include <string.h>

#include "core/study/study-private.h"

static bool
is_in_group (VitStudy *self, guint index, const char *group)
{
  return index < self->runs->len &&
         g_strcmp0 (vit_run_get_group (self->runs->pdata[index]), group) == 0;
}

/* Move an element without freeing it. */
static void
move_element (GPtrArray *array, guint from, guint to)
{
  gpointer element = array->pdata[from];
  if (from < to)
    memmove (array->pdata + from, array->pdata + from + 1, (to - from) * sizeof element);
  else
    memmove (array->pdata + to + 1, array->pdata + to, (from - to) * sizeof element);
  array->pdata[to] = element;
}

bool
vit_study_shift_run (VitStudy *self, guint from, guint to)
{
  if (from == to || from >= self->runs->len || to >= self->runs->len)
    return false;
  move_element (self->runs, from, to);
  move_element (self->groups, from, to);
  move_element (self->labels, from, to);
  move_element (self->places, from, to);
  guint first = MIN (from, to), n = MAX (from, to) - first + 1;
  g_list_model_items_changed (G_LIST_MODEL (self), first, n, n);
  return true;
}

/* A run between two of one group joins it; one that no longer stands beside its group leaves it. */
static void
settle_group (VitStudy *self, guint index)
{
  VitRun *run = self->runs->pdata[index];
  const char *own = vit_run_get_group (run),
             *before = index > 0 ? vit_run_get_group (self->runs->pdata[index - 1]) : NULL;
  bool between = before && is_in_group (self, index + 1, before);
  if (between)
    {
      g_autofree char *joined = g_strdup (before);
      g_object_set (run, "group", joined, NULL);
    }
  else if (own && (index == 0 || !is_in_group (self, index - 1, own)) &&
           !is_in_group (self, index + 1, own))
    for (guint i = 0; i < self->runs->len; i++)
      if (i != index && is_in_group (self, i, own))
        {
          g_object_set (run, "group", NULL, NULL);
          return;
        }
}

void
vit_study_move_run (VitStudy *self, VitRun *run, guint index)
{
  g_return_if_fail (VIT_IS_STUDY (self) && VIT_IS_RUN (run));
  guint from;
  if (!g_ptr_array_find (self->runs, run, &from) ||
      !vit_study_shift_run (self, from, MIN (index, self->runs->len - 1)))
    return;
  settle_group (self, MIN (index, self->runs->len - 1));
  vit_study_mark_modified (self, true);
}

/* Place behind the last run of @group other than @index; @index itself if there is none. */
static guint
find_end_of_group (VitStudy *self, const char *group, guint index)
{
  for (guint i = self->runs->len; group && i-- > 0;)
    if (i != index && is_in_group (self, i, group))
      return i < index ? i + 1 : i;
  return index;
}

void
vit_study_group_run (VitStudy *self, VitRun *run, const char *group)
{
  g_return_if_fail (VIT_IS_STUDY (self) && VIT_IS_RUN (run));
  guint from;
  if (!g_ptr_array_find (self->runs, run, &from))
    return;
  g_autofree char *old = g_strdup (vit_run_get_group (run));
  g_object_set (run, "group", group, NULL);
  const char *own = vit_run_get_group (run);
  if (g_strcmp0 (old, own) == 0)
    return;
  /* One that leaves a group goes behind it, else the group would fall apart. */
  guint to = find_end_of_group (self, own, from);
  if (to == from && !(from > 0 && own && is_in_group (self, from - 1, own)))
    to = find_end_of_group (self, old, from);
  if (vit_study_shift_run (self, from, to))
    vit_study_mark_modified (self, true);
}

void
vit_study_rename_group (VitStudy *self, const char *group, const char *name)
{
  g_return_if_fail (VIT_IS_STUDY (self) && group);
  g_autofree char *old = g_strdup (group);
  g_autoptr (GPtrArray) members = g_ptr_array_new ();
  for (guint i = 0; i < self->runs->len; i++)
    if (is_in_group (self, i, old))
      g_ptr_array_add (members, self->runs->pdata[i]);
  /* The name may be that of another group, which they join. The last leaves first, so that they
   * stay in order. */
  for (guint i = 0; i < members->len; i++)
    vit_study_group_run (self, members->pdata[name ? i : members->len - 1 - i], name);
}

void
vit_study_show_group (VitStudy *self, const char *group, bool shown)
{
  g_return_if_fail (VIT_IS_STUDY (self) && group);
  for (guint i = 0; i < self->runs->len; i++)
    if (is_in_group (self, i, group))
      g_object_set (self->runs->pdata[i], "shown", shown, NULL);
}

void
vit_study_gather_groups (VitStudy *self)
{
  for (guint i = 0; i < self->runs->len; i++)
    {
      const char *group = vit_run_get_group (self->runs->pdata[i]);
      guint end = i + 1;
      while (group && is_in_group (self, end, group))
        end++;
      for (guint k = end; group && k < self->runs->len; k++)
        if (is_in_group (self, k, group))
          vit_study_shift_run (self, k, end++);
    }
}

/* Runs from @index on that stand in one group, or one run alone. */
static guint
find_end_of_block (VitStudy *self, guint index)
{
  const char *group = vit_run_get_group (self->runs->pdata[index]);
  guint end = index + 1;
  while (group && is_in_group (self, end, group))
    end++;
  return end;
}

void
vit_study_move_group (VitStudy *self, const char *group, guint index)
{
  g_return_if_fail (VIT_IS_STUDY (self) && group);
  guint first = 0, to = 0;
  while (first < self->runs->len && !is_in_group (self, first, group))
    first++;
  if (first == self->runs->len)
    return;
  guint end = find_end_of_block (self, first), n = end - first;
  while (to < self->runs->len && to < index)
    {
      guint next = find_end_of_block (self, to);
      /* Within another group: on the side that it comes from, unless it goes past. */
      if (next > index && index < first)
        break;
      to = next;
    }
  for (guint k = 0; k < n; k++)
    if (to < first)
      vit_study_shift_run (self, first + k, to + k);
    else if (to > end)
      vit_study_shift_run (self, first, to - 1);
  if (to < first || to > end)
    vit_study_mark_modified (self, true);
}

/* ---- In the file ---- */

/* Groups of runs as they stand in the file. */
static GPtrArray *
list_written (GKeyFile *keys)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) groups = g_key_file_get_groups (keys, NULL);
  for (char **group = groups; *group; group++)
    if (g_str_has_prefix (*group, "run "))
      g_ptr_array_add (list, g_strdup (*group));
  return list;
}

void
vit_study_write_order (VitStudy *self, GKeyFile *keys)
{
  g_autoptr (GPtrArray) written = list_written (keys);
  bool same = written->len == self->groups->len;
  for (guint i = 0; same && i < written->len; i++)
    same = strcmp (written->pdata[i], self->groups->pdata[i]) == 0;
  if (same)
    g_key_file_remove_key (keys, "study", "order", NULL);
  else
    g_key_file_set_string_list (keys, "study", "order", (const char *const *) self->groups->pdata,
                                self->groups->len);
}

void
vit_study_read_order (VitStudy *self)
{
  g_auto (GStrv) order = g_key_file_get_string_list (self->keys, "study", "order", NULL, NULL);
  guint place = 0;
  for (char **group = order; group && *group; group++)
    {
      guint from;
      if (g_ptr_array_find_with_equal_func (self->groups, *group, g_str_equal, &from) &&
          from >= place)
        vit_study_shift_run (self, from, place++);
    }
  vit_study_gather_groups (self);
}

/* ---- Places in the table of colours ---- */

/* Place that the name of a group tells, "run 3" the third; −1 if it tells none. */
static int
parse_place (const char *group)
{
  guint64 number;
  const char *text = g_str_has_prefix (group, "run ") ? group + strlen ("run ") : "";
  return g_ascii_string_to_unsigned (text, 10, 1, 1 << 20, &number, NULL) ? (int) number - 1 : -1;
}

static bool
is_place_taken (VitStudy *self, guint place)
{
  for (guint i = 0; i < self->places->len; i++)
    if (GPOINTER_TO_UINT (self->places->pdata[i]) == place)
      return true;
  return false;
}

guint
vit_study_find_place (VitStudy *self, const char *group)
{
  int told = parse_place (group);
  guint place = told >= 0 ? (guint) told : 0;
  while (told < 0 && is_place_taken (self, place))
    place++;
  return place;
}

guint
vit_study_get_colour_place (VitStudy *self, VitRun *run)
{
  g_return_val_if_fail (VIT_IS_STUDY (self), 0);
  guint index;
  return g_ptr_array_find (self->runs, run, &index) ? GPOINTER_TO_UINT (self->places->pdata[index])
                                                    : 0;
}
