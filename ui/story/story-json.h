#pragma once

/* Members of JSON objects that are read with their place and limits: the first that is wrong makes
 * the error `FILE: scenes[3].motion.seconds: …`, and all later calls do nothing. Private to
 * ui/story. */

#include <json-glib/json-glib.h>
#include <stdbool.h>

/**
 * VitJsonReader:
 * @file: (nullable): name for messages
 * @place: where the object is that is being read
 * @error: of the first that is wrong; %NULL while all is well
 * @asked: (nullable) (element-type utf8): places of all members that were looked for, there or not
 */
typedef struct
{
  const char *file;
  GString *place;
  GError *error;
  GHashTable *asked;
} VitJsonReader;

/** vit_json_load: (transfer full) (nullable): the object of a text of @n bytes, at most @deepest
 * arrays and objects inside each other. */
JsonObject *
vit_json_load (const char *file, const char *text, gsize n, int deepest, GError **error);

/** vit_json_fail: sets the error of member @name (nullable) of the present place. */
void vit_json_fail (VitJsonReader *reader, const char *name, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

/** vit_json_enter, vit_json_leave: the place is a member, or an element of one if @index is not
 * −1. */
gsize vit_json_enter (VitJsonReader *reader, const char *name, int index);
void vit_json_leave (VitJsonReader *reader, gsize before);

/** vit_json_ask: a member is known, also where it is not looked for. */
void vit_json_ask (VitJsonReader *reader, const char *name);

/** VitJsonUnasked: @place: of the object that has it, below that which was looked through; @nearest
 * (nullable): that it may be a slip of. */
typedef void (*VitJsonUnasked) (const char *place,
                                const char *name,
                                const char *nearest,
                                gpointer data);

/** vit_json_list_unasked: calls @found for each member of @object, which is at the present place,
 * and of all objects in it of which some member was looked for, that nobody asked for; of @most.
 * @but (nullable): a member that is not looked into. */
void vit_json_list_unasked (VitJsonReader *reader,
                            JsonObject *object,
                            const char *but,
                            guint most,
                            VitJsonUnasked found,
                            gpointer data);

/** vit_json_dup_text: (transfer full) (nullable): at most @most bytes, without control characters
 * but for tabs and line ends. */
char *vit_json_dup_text (
    VitJsonReader *reader, JsonObject *object, const char *name, gsize most, bool required);

/** vit_json_get_number: @usual if it is not there; %NAN for a number that has to be there. */
double vit_json_get_number (VitJsonReader *reader,
                            JsonObject *object,
                            const char *name,
                            double least,
                            double greatest,
                            double usual);
bool vit_json_get_switch (VitJsonReader *reader, JsonObject *object, const char *name, bool usual);

/** vit_json_get_word: index of a text among @words; @usual if it is not there, −1 for one that has
 * to be there. */
int vit_json_get_word (VitJsonReader *reader,
                       JsonObject *object,
                       const char *name,
                       const char *const *words,
                       int usual);

/** vit_json_get_object, vit_json_get_list: (transfer none) (nullable): @most elements, @shortest at
 * least if it is there. */
JsonObject *vit_json_get_object (VitJsonReader *reader, JsonObject *object, const char *name);
JsonArray *
vit_json_get_list (VitJsonReader *reader, JsonObject *object, const char *name, guint most);

/** vit_json_get_element: (transfer none) (nullable): the object at @index of the list @name, whose
 * place is entered. */
JsonObject *vit_json_get_element (VitJsonReader *reader, JsonArray *list, guint index);

/** vit_json_read_numbers: fills @n numbers of a list of that length; %false if it is not there. */
bool vit_json_read_numbers (
    VitJsonReader *reader, JsonObject *object, const char *name, double *numbers, guint n);

/** vit_json_copy: (transfer full): a copy of all that is in @object; %NULL gives an empty one. */
JsonObject *vit_json_copy (JsonObject *object);

/** vit_json_put_text, …: set a member, or take it away where it is @usual (or %NULL, empty). */
void vit_json_put_text (JsonObject *object, const char *name, const char *text);
void vit_json_put_number (JsonObject *object, const char *name, double number, double usual);
void vit_json_put_switch (JsonObject *object, const char *name, bool value, bool usual);

/** vit_json_number_node: (transfer full): a whole number is written without a point. */
JsonNode *vit_json_number_node (double number);
void vit_json_put_numbers (JsonObject *object, const char *name, const double *numbers, guint n);
