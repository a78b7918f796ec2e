#include "ui/panels/story-parts.h"

#include <math.h>
#include <string.h>

#include "ui/panels/fact-choice.h"
#include "ui/panels/story-draft.h"
#include "ui/panels/story-fields.h"
#include "ui/panels/text-box.h"
#include "ui/story/story-json.h"

/* ---- The widget ---- */

struct _VitStoryParts
{
  GtkWidget parent_instance;

  VitStoryPlayer *player; /* nullable */
  GSignalGroup *player_signals;
  GtkWidget *box, *problem, *reading; /* @reading: the question in words, with its form */
  GtkWidget *expanders[VIT_STORY_N_SECTIONS];
  JsonObject *draft; /* of the scene, with what is not right yet; NULL without a scene */
  gboolean filling, taking;
  guint refilling; /* source, or 0 */
};

G_DEFINE_FINAL_TYPE (VitStoryParts, vit_story_parts, GTK_TYPE_WIDGET)

/* A field of the form: where its member is. */
typedef struct
{
  VitStoryParts *parts;
  const VitStorySection *section;
  const VitStoryField *field;
  int index; /* of the element of a list; −1 of an object */
} Place;

static void fill (VitStoryParts *self);

static JsonObject *
find_object (VitStoryParts *self, const VitStorySection *section, int index, bool make)
{
  JsonNode *node = self->draft
                       ? vit_story_draft_find (self->draft, section->path, make ? index >= 0 : -1)
                       : NULL;
  if (!node)
    return NULL;
  if (index < 0)
    return JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  JsonArray *list = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  return list && (guint) index < json_array_get_length (list)
             ? json_array_get_object_element (list, (guint) index)
             : NULL;
}

/* ---- From the form to the scene ---- */

static void
say (VitStoryParts *self, const char *words)
{
  gtk_label_set_text (GTK_LABEL (self->problem), words ? words : "");
  gtk_widget_set_visible (self->problem, words != NULL);
}

/* Read the question back: what is right, and what the data say. */
static void
read_back (VitStoryParts *self)
{
  VitStoryScene *scene = self->player ? vit_story_player_get_scene (self->player) : NULL;
  if (!self->reading || !scene || !scene->question)
    return;
  const GError *error;
  VitStudy *study = vit_session_get_study (vit_story_player_get_session (self->player));
  const VitTruth *truth = vit_story_player_get_truth (self->player, &error);
  g_autofree char *asked = vit_question_dup_words (scene->question, study);
  g_autofree char *said = truth ? vit_truth_dup_words (scene->question, truth) : NULL;
  g_autofree char *words = g_strdup_printf ("%s: %s", asked,
                                            said    ? said
                                            : error ? error->message
                                                    : "…");
  gtk_label_set_text (GTK_LABEL (self->reading), words);
}

/* What is in the editor beside this form is newer there. */
static void
take_draft (VitStoryParts *self)
{
  VitStoryScene *scene = vit_story_player_get_scene (self->player);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) now = vit_story_scene_to_json (scene);
  static const char *const others[] = { "header", "notes", "state", "figure", "text" };
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    {
      JsonNode *node = json_object_get_member (now, others[i]);
      if (node)
        json_object_set_member (self->draft, others[i], json_node_copy (node));
      else if (json_object_has_member (self->draft, others[i]))
        json_object_remove_member (self->draft, others[i]);
    }
  vit_story_draft_tidy (self->draft);
  vit_story_player_finish (self->player);
  vit_story_player_forget_questions (self->player);
  bool right = vit_story_scene_take_json (scene, self->draft, &error);
  vit_story_player_ask_anew (self->player);
  say (self, right ? NULL : error->message);
  /* The scene keeps what it took. */
  g_autoptr (JsonObject) taken = self->draft;
  self->draft = vit_json_copy (taken);
  if (!right)
    return;
  self->taking = TRUE;
  vit_story_player_follow (self->player, vit_story_player_get_index (self->player));
  vit_story_player_mark_edited (self->player, true);
  self->taking = FALSE;
  read_back (self);
}

/* Set a member, or take it away where @node (transfer full) (nullable) is %NULL. */
static void
set_member (const Place *place, JsonNode *node)
{
  JsonObject *object = find_object (place->parts, place->section, place->index, true);
  const char *dot = strrchr (place->field->path, '.');
  const char *name = dot ? dot + 1 : place->field->path;
  if (object && dot)
    {
      g_autofree char *path = g_strndup (place->field->path, (gsize) (dot - place->field->path));
      JsonNode *inner = vit_story_draft_find (object, path, 0);
      object = inner && JSON_NODE_HOLDS_OBJECT (inner) ? json_node_get_object (inner) : NULL;
    }
  if (object && node)
    json_object_set_member (object, name, node);
  else if (object && json_object_has_member (object, name))
    json_object_remove_member (object, name);
  take_draft (place->parts);
}

static void
take_text (const Place *place, const char *text)
{
  bool is_number =
      place->field->kind == VIT_FIELD_NUMBER || place->field->kind == VIT_FIELD_NUMBERS;
  if (place->parts->filling)
    return;
  if (!is_number || !*text)
    {
      set_member (place, *text ? json_node_init_string (json_node_alloc (), text) : NULL);
      return;
    }
  JsonNode *node = vit_story_draft_parse_numbers (text, place->field->kind == VIT_FIELD_NUMBERS);
  if (node)
    {
      set_member (place, node);
      return;
    }
  g_autofree char *words =
      g_strdup_printf ("%s: “%s” is no %s", place->field->label, text,
                       place->field->kind == VIT_FIELD_NUMBER ? "number" : "numbers");
  say (place->parts, words);
}

static void
on_entry (GtkEditable *entry, const Place *place)
{
  take_text (place, gtk_editable_get_text (entry));
}

static void
on_buffer (GtkTextBuffer *buffer, const Place *place)
{
  GtkTextIter start, end;
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  g_autofree char *text = gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
  take_text (place, text);
}

static void
on_switch (GtkCheckButton *button, const Place *place)
{
  if (!place->parts->filling)
    set_member (place, gtk_check_button_get_active (button)
                           ? json_node_init_boolean (json_node_alloc (), TRUE)
                           : NULL);
}

static gboolean
on_refill (gpointer data)
{
  VitStoryParts *self = data;
  self->refilling = 0;
  fill (self);
  return G_SOURCE_REMOVE;
}

static void
queue_refill (VitStoryParts *self)
{
  if (self->refilling == 0)
    self->refilling = g_idle_add (on_refill, self);
}

/* The kind of the object with a field, or, of answers, of the question; empty for none. */
static char *
dup_kind (VitStoryParts *self, const VitStorySection *section, int index)
{
  JsonObject *object = find_object (self, section, index, false);
  JsonNode *node = section->of ? vit_story_draft_find (self->draft, section->of, -1)
                   : object    ? json_object_get_member (object, "kind")
                               : NULL;
  return g_strdup (node && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : "");
}

/* The fields that an object then has are others. */
static void
choose_word (const Place *place, const char *word)
{
  VitStoryParts *self = place->parts;
  const char *path = place->field->path;
  bool is_kind = strcmp (path, "kind") == 0, is_value = g_str_has_prefix (path, "value.");
  if (self->filling)
    return;
  if (place->section->moves && is_kind)
    {
      JsonObject *object = find_object (self, place->section, -1, true);
      json_object_set_string_member (object, "kind", word);
      vit_story_draft_complete_motion (
          self->draft, vit_session_get_time (vit_story_player_get_session (self->player)));
      take_draft (self);
      queue_refill (self);
      return;
    }
  JsonObject *object = find_object (self, place->section, place->index, false);
  if (is_kind)
    vit_story_draft_drop_unused (object, place->section->fields, word);
  if (is_kind || is_value)
    queue_refill (self);
  JsonObject *value = is_value ? vit_story_draft_get_value (object) : NULL;
  if (value && *word)
    {
      g_autofree char *kind = dup_kind (self, place->section, place->index);
      json_object_set_string_member (value, strchr (path, '.') + 1, word);
      vit_story_draft_drop_unused (object, place->section->fields, kind);
    }
  set_member (place, *word ? json_node_init_string (json_node_alloc (), word) : NULL);
}

static void
on_word (GtkDropDown *drop, GParamSpec *spec, const Place *place)
{
  choose_word (place, place->field->words[gtk_drop_down_get_selected (drop)]);
}

static void
on_fact (GtkDropDown *drop, GParamSpec *spec, const Place *place)
{
  choose_word (place, vit_fact_choice_get (drop));
}

static void
on_add (GtkButton *button, const Place *place)
{
  VitStoryParts *self = place->parts;
  g_autoptr (JsonNode) node = json_from_string (place->section->added, NULL);
  JsonNode *at =
      vit_story_draft_find (self->draft, place->section->path, place->section->one != NULL);
  if (at && place->section->one && JSON_NODE_HOLDS_ARRAY (at))
    {
      JsonArray *list = json_node_get_array (at);
      JsonObject *object = json_node_dup_object (node);
      /* Names are there once. */
      if (json_object_has_member (object, "name"))
        {
          g_autofree char *name = g_strdup_printf ("number-%u", json_array_get_length (list) + 1);
          json_object_set_string_member (object, "name", name);
        }
      json_array_add_object_element (list, object);
    }
  else
    json_object_set_member (self->draft, place->section->path, json_node_copy (node));
  take_draft (self);
  queue_refill (self);
}

static void
on_remove (GtkButton *button, const Place *place)
{
  VitStoryParts *self = place->parts;
  JsonNode *node = vit_story_draft_find (self->draft, place->section->path, -1);
  if (node && place->index >= 0 && JSON_NODE_HOLDS_ARRAY (node))
    json_array_remove_element (json_node_get_array (node), (guint) place->index);
  else if (node)
    json_object_remove_member (self->draft, place->section->path);
  take_draft (self);
  queue_refill (self);
}

/* ---- From the scene to the form ---- */

static char *
dup_member (const Place *place, JsonNode **found)
{
  JsonObject *object = find_object (place->parts, place->section, place->index, false);
  JsonNode *node = object ? vit_story_draft_find (object, place->field->path, -1) : NULL;
  *found = node;
  if (!node)
    return g_strdup ("");
  if (place->field->kind == VIT_FIELD_NUMBER || place->field->kind == VIT_FIELD_NUMBERS)
    return vit_story_draft_dup_numbers (node);
  return g_strdup (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
                       ? json_node_get_string (node)
                       : "");
}

static Place *
new_place (VitStoryParts *self,
           const VitStorySection *section,
           const VitStoryField *field,
           int index,
           GtkWidget *of)
{
  Place *place = g_new (Place, 1);
  *place = (Place){ self, section, field, index };
  g_object_set_data_full (G_OBJECT (of), "place", place, g_free);
  return place;
}

static GtkWidget *
new_field (VitStoryParts *self,
           const VitStorySection *section,
           const VitStoryField *field,
           int index)
{
  static const char *const none[] = { NULL };
  JsonNode *node;
  Place at_field = { self, section, field, index };
  g_autofree char *text = dup_member (&at_field, &node);
  GtkWidget *widget = field->kind == VIT_FIELD_WORD        ? gtk_drop_down_new_from_strings (none)
                      : field->kind == VIT_FIELD_FACT      ? vit_fact_choice_new (text)
                      : field->kind == VIT_FIELD_SWITCH    ? gtk_check_button_new ()
                      : field->kind == VIT_FIELD_LONG_TEXT ? gtk_text_view_new ()
                                                           : gtk_entry_new ();
  Place *place = new_place (self, section, field, index, widget);
  if (field->kind == VIT_FIELD_FACT)
    g_signal_connect (widget, "notify::selected", G_CALLBACK (on_fact), place);
  else if (field->kind == VIT_FIELD_WORD)
    {
      GtkStringList *list = gtk_string_list_new (NULL);
      guint at = 0;
      for (guint i = 0; field->words[i]; i++)
        {
          gtk_string_list_append (list, *field->words[i] ? field->words[i] : "—");
          at = strcmp (field->words[i], text) == 0 ? i : at;
        }
      gtk_drop_down_set_model (GTK_DROP_DOWN (widget), G_LIST_MODEL (list));
      g_object_unref (list);
      gtk_drop_down_set_selected (GTK_DROP_DOWN (widget), at);
      g_signal_connect (widget, "notify::selected", G_CALLBACK (on_word), place);
    }
  else if (field->kind == VIT_FIELD_SWITCH)
    {
      gtk_check_button_set_active (GTK_CHECK_BUTTON (widget), node &&
                                                                  JSON_NODE_HOLDS_VALUE (node) &&
                                                                  json_node_get_boolean (node));
      g_signal_connect (widget, "toggled", G_CALLBACK (on_switch), place);
    }
  else if (field->kind == VIT_FIELD_LONG_TEXT)
    {
      GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (widget));
      gtk_text_buffer_set_text (buffer, text, -1);
      gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (widget), GTK_WRAP_WORD_CHAR);
      gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (widget), FALSE);
      gtk_widget_set_size_request (widget, -1, 60);
      gtk_widget_add_css_class (widget, "frame");
      g_signal_connect (buffer, "changed", G_CALLBACK (on_buffer), place);
    }
  else
    {
      gtk_editable_set_text (GTK_EDITABLE (widget), text);
      gtk_editable_set_width_chars (GTK_EDITABLE (widget), 6);
      g_signal_connect (widget, "changed", G_CALLBACK (on_entry), place);
    }
  g_autofree char *name =
      index < 0 ? g_strdup_printf ("%s: %s", section->title, field->label)
                : g_strdup_printf ("%s %d: %s", section->one, index + 1, field->label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  if (field->tooltip)
    gtk_widget_set_tooltip_text (widget, field->tooltip);
  gtk_widget_set_hexpand (widget, TRUE);
  return widget;
}

static GtkWidget *
new_button (VitStoryParts *self,
            const VitStorySection *section,
            int index,
            const char *icon,
            const char *words,
            void (*clicked) (GtkButton *, const Place *))
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);
  gtk_widget_set_tooltip_text (button, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, words,
                                  -1);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  g_signal_connect (button, "clicked", G_CALLBACK (clicked),
                    new_place (self, section, NULL, index, button));
  return button;
}

static GtkWidget *
new_form (VitStoryParts *self, const VitStorySection *section, int index)
{
  GtkWidget *grid = gtk_grid_new ();
  gtk_grid_set_row_spacing (GTK_GRID (grid), 3);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 6);
  int row = 0;
  g_autofree char *kind = dup_kind (self, section, index);
  JsonObject *value = vit_story_draft_get_value (find_object (self, section, index, false));
  for (const VitStoryField *field = section->fields; field->path; field++)
    {
      if (!vit_story_field_is_of (field, kind) || !vit_story_field_is_used (field, value))
        continue;
      GtkWidget *label = gtk_label_new (field->label);
      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_widget_add_css_class (label, "caption");
      gtk_grid_attach (GTK_GRID (grid), label, 0, row, 1, 1);
      gtk_grid_attach (GTK_GRID (grid), new_field (self, section, field, index), 1, row++, 1, 1);
    }
  return grid;
}

static void
add_remove (VitStoryParts *self, GtkBox *box, const VitStorySection *section, int index)
{
  g_autofree char *words = index < 0 ? g_strdup_printf ("Remove: %s", section->title)
                                     : g_strdup_printf ("Remove %s %d", section->one, index + 1);
  gtk_box_append (box, new_button (self, section, index, "list-remove-symbolic", words, on_remove));
}

/* What adds to a section, and what edits it by pointer, in a row. */
static GtkWidget *
new_tools (const VitStorySection *section, GtkWidget *add)
{
  GtkWidget *flow = gtk_flow_box_new ();
  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (flow), GTK_SELECTION_NONE);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (flow), VIT_STORY_MAX_TOOLS + 1);
  if (add)
    gtk_flow_box_append (GTK_FLOW_BOX (flow), add);
  for (const VitStorySectionTool *tool = section->tools; tool->action; tool++)
    {
      GtkWidget *button = gtk_button_new_with_label (tool->words);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), tool->action);
      gtk_widget_set_tooltip_text (button, tool->tooltip);
      gtk_flow_box_append (GTK_FLOW_BOX (flow), button);
    }
  /* The buttons have the focus, not what they lie in. */
  for (GtkWidget *child = gtk_widget_get_first_child (flow); child;
       child = gtk_widget_get_next_sibling (child))
    gtk_widget_set_focusable (child, FALSE);
  return flow;
}

static GtkWidget *
new_sentence (void)
{
  GtkWidget *label = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  return label;
}

static void
fill_section (VitStoryParts *self, gsize i)
{
  const VitStorySection *section = &vit_story_sections[i];
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  JsonNode *node = self->draft ? vit_story_draft_find (self->draft, section->path, -1) : NULL;
  guint n =
      node && JSON_NODE_HOLDS_ARRAY (node) ? json_array_get_length (json_node_get_array (node)) : 0;
  bool is_question = strcmp (section->path, "question") == 0;
  for (guint k = 0; section->one && k < n; k++)
    {
      gtk_box_append (GTK_BOX (box), new_form (self, section, (int) k));
      add_remove (self, GTK_BOX (box), section, (int) k);
    }
  g_autofree char *words =
      g_strdup_printf ("Add: %s", section->one ? section->one : section->title);
  bool adds = section->one || (is_question && !node);
  if (!adds)
    gtk_box_append (GTK_BOX (box), new_form (self, section, -1));
  if (is_question)
    self->reading = NULL;
  if (is_question && node)
    {
      self->reading = new_sentence ();
      gtk_widget_add_css_class (self->reading, "dim-label");
      gtk_box_append (GTK_BOX (box), self->reading);
      read_back (self);
    }
  GtkWidget *add = adds ? new_button (self, section, -1, "list-add-symbolic", words, on_add) : NULL;
  if (add || section->tools[0].action)
    gtk_box_append (GTK_BOX (box), new_tools (section, add));
  if (!section->one && node)
    add_remove (self, GTK_BOX (box), section, -1);
  g_autofree char *title = n > 0                   ? g_strdup_printf ("%s (%u)", section->title, n)
                           : node && !section->one ? g_strdup_printf ("%s •", section->title)
                                                   : g_strdup (section->title);
  if (g_strcmp0 (gtk_expander_get_label (GTK_EXPANDER (self->expanders[i])), title) != 0)
    gtk_expander_set_label (GTK_EXPANDER (self->expanders[i]), title);
  gtk_expander_set_child (GTK_EXPANDER (self->expanders[i]), box);
  g_autofree char *kind = dup_kind (self, section, -1);
  gtk_widget_set_visible (self->expanders[i],
                          !section->of || g_strv_contains (section->kinds, kind));
}

static void
fill (VitStoryParts *self)
{
  gtk_widget_set_sensitive (self->box, self->draft != NULL);
  self->filling = TRUE;
  for (gsize i = 0; self->draft && i < VIT_STORY_N_SECTIONS; i++)
    fill_section (self, i);
  self->filling = FALSE;
}

/* The form stays while its own changes come back. */
static void
on_scene_changed (VitStoryParts *self)
{
  if (self->taking)
    return;
  VitStoryScene *scene = self->player ? vit_story_player_get_scene (self->player) : NULL;
  g_clear_pointer (&self->draft, json_object_unref);
  if (scene)
    self->draft = vit_story_scene_to_json (scene);
  say (self, NULL);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    queue_refill (self);
}

void
vit_story_parts_set_player (VitStoryParts *self, VitStoryPlayer *player)
{
  g_return_if_fail (VIT_IS_STORY_PARTS (self));
  g_set_object (&self->player, player);
  g_signal_group_set_target (self->player_signals, player);
  on_scene_changed (self);
}

static void
vit_story_parts_dispose (GObject *object)
{
  VitStoryParts *self = VIT_STORY_PARTS (object);
  g_clear_handle_id (&self->refilling, g_source_remove);
  g_clear_object (&self->player_signals);
  g_clear_object (&self->player);
  g_clear_pointer (&self->draft, json_object_unref);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (vit_story_parts_parent_class)->dispose (object);
}

static void
vit_story_parts_class_init (VitStoryPartsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vit_story_parts_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
vit_story_parts_init (VitStoryParts *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  self->problem = new_sentence ();
  gtk_widget_add_css_class (self->problem, "doubt");
  gtk_widget_set_visible (self->problem, FALSE);
  for (gsize i = 0; i < VIT_STORY_N_SECTIONS; i++)
    {
      self->expanders[i] = gtk_expander_new (vit_story_sections[i].title);
      gtk_box_append (GTK_BOX (self->box), self->expanders[i]);
    }
  gtk_box_append (GTK_BOX (self->box), self->problem);
  g_signal_connect_swapped (self, "map", G_CALLBACK (queue_refill), self);
  self->player_signals = g_signal_group_new (VIT_TYPE_STORY_PLAYER);
  g_signal_group_connect_swapped (self->player_signals, "scene-changed",
                                  G_CALLBACK (on_scene_changed), self);
  g_signal_group_connect_swapped (self->player_signals, "notes-changed",
                                  G_CALLBACK (on_scene_changed), self);
  g_signal_group_connect_swapped (self->player_signals, "question-changed", G_CALLBACK (read_back),
                                  self);
}

GtkWidget *
vit_story_parts_new (void)
{
  return g_object_new (VIT_TYPE_STORY_PARTS, NULL);
}
