#include "core/study/options.h"

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/nearest.h"
#include "core/study/options-private.h"

const VitOption *
vit_option_list (size_t *n)
{
  *n = vit_option_table_length;
  return vit_option_table;
}

const VitOption *
vit_option_find (const char *group, const char *key)
{
  g_return_val_if_fail (group && key, NULL);
  for (gsize i = 0; i < vit_option_table_length; i++)
    if (strcmp (vit_option_table[i].key, key) == 0 &&
        strcmp (vit_option_table[i].group, group) == 0)
      return &vit_option_table[i];
  return NULL;
}

const VitOption *
vit_option_find_nearest (const char *name)
{
  g_return_val_if_fail (name, NULL);
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  for (gsize i = 0; i < vit_option_table_length; i++)
    {
      const VitOption *option = &vit_option_table[i];
      g_ptr_array_add (words, g_strdup_printf ("%s.%s", option->group, option->key));
      g_ptr_array_add (words, g_strdup (option->key));
    }
  g_ptr_array_add (words, NULL);
  const char *nearest = vit_nearest_word (name, (const char *const *) words->pdata);
  guint place;
  g_ptr_array_find (words, nearest, &place);
  return &vit_option_table[place / 2];
}

/* ---- Values ---- */

static bool
is_text (const VitOption *option)
{
  return option->type == VIT_OPTION_TEXT || option->type == VIT_OPTION_RUN ||
         option->type == VIT_OPTION_FILE;
}

static char **
text_at (const VitOption *option, const VitOptions *options)
{
  return (char **) ((char *) options + option->offset);
}

static void
store_number (const VitOption *option, VitOptions *options, double value)
{
  char *place = (char *) options + option->offset;
  switch (option->type)
    {
    case VIT_OPTION_SWITCH:
      *(bool *) place = value != 0;
      break;
    case VIT_OPTION_INTEGER:
    case VIT_OPTION_CHOICE:
      *(int *) place = (int) value;
      break;
    default:
      *(double *) place = value;
    }
}

double
vit_option_get_number (const VitOption *option, const VitOptions *options)
{
  g_return_val_if_fail (option && options && !is_text (option), 0);
  const char *place = (const char *) options + option->offset;
  switch (option->type)
    {
    case VIT_OPTION_SWITCH:
      return *(const bool *) place;
    case VIT_OPTION_INTEGER:
    case VIT_OPTION_CHOICE:
      return *(const int *) place;
    default:
      return *(const double *) place;
    }
}

const char *
vit_option_get_text (const VitOption *option, const VitOptions *options)
{
  g_return_val_if_fail (option && options && is_text (option), "");
  return *text_at (option, options);
}

const char *
vit_option_get_word (const VitOption *option, const VitOptions *options)
{
  g_return_val_if_fail (option && options && option->choices, "");
  return option->choices[(int) vit_option_get_number (option, options)].word;
}

VitOptions *
vit_options_new (void)
{
  VitOptions *options = g_new0 (VitOptions, 1);
  for (gsize i = 0; i < vit_option_table_length; i++)
    if (is_text (&vit_option_table[i]))
      *text_at (&vit_option_table[i], options) = g_strdup (vit_option_table[i].usual_text);
    else
      store_number (&vit_option_table[i], options, vit_option_table[i].usual);
  return options;
}

VitOptions *
vit_options_copy (const VitOptions *options)
{
  VitOptions *copy = g_memdup2 (options, sizeof *options);
  for (gsize i = 0; i < vit_option_table_length; i++)
    if (is_text (&vit_option_table[i]))
      *text_at (&vit_option_table[i], copy) = g_strdup (*text_at (&vit_option_table[i], options));
  return copy;
}

void
vit_options_free (VitOptions *options)
{
  if (!options)
    return;
  for (gsize i = 0; i < vit_option_table_length; i++)
    if (is_text (&vit_option_table[i]))
      g_free (*text_at (&vit_option_table[i], options));
  g_free (options);
}

/* ---- Text ---- */

static bool
fail_to_parse (const VitOption *option, const char *text, const char *what, GError **error)
{
  g_autofree char *shown = g_strndup (text, 60);
  g_autofree char *clean = g_utf8_make_valid (shown, -1);
  g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID, "\"%s\" is no value of %s.%s: %s", clean,
               option->group, option->key, what);
  return false;
}

bool
vit_option_parse_switch (const char *text, bool *value)
{
  static const char *const yes[] = { "1", "yes", "true", "on" };
  static const char *const no[] = { "0", "no", "false", "off" };
  for (gsize i = 0; i < G_N_ELEMENTS (yes); i++)
    {
      bool on = g_ascii_strcasecmp (text, yes[i]) == 0;
      if (on || g_ascii_strcasecmp (text, no[i]) == 0)
        {
          *value = on;
          return true;
        }
    }
  return false;
}

static bool
parse_switch (const VitOption *option, const char *text, VitOptions *options, GError **error)
{
  bool on;
  if (!vit_option_parse_switch (text, &on))
    return fail_to_parse (option, text, "yes or no", error);
  store_number (option, options, on);
  return true;
}

/* Clamp a number beyond the limits of a choice whose words are the numbers 0 … n − 1. Returns:
 * whether @text was such a number. */
static bool
clamp_choice (const VitOption *option, const char *text, VitOptions *options, char **said)
{
  int n = 0;
  char *end;
  double value = g_ascii_strtod (text, &end);
  while (option->choices[n].word && g_ascii_isdigit (*option->choices[n].word))
    n++;
  if (!*text || *end || !isfinite (value) || n == 0 || option->choices[n].word ||
      (value >= 0 && value < n))
    return false;
  store_number (option, options, value < 0 ? 0 : n - 1);
  if (said)
    *said = g_strdup_printf ("%s.%s=%s is %s the limit: %s is taken", option->group, option->key,
                             text, value < 0 ? "below" : "above",
                             option->choices[value < 0 ? 0 : n - 1].word);
  return true;
}

/* Accept the word of a choice or its label. */
static bool
parse_choice (
    const VitOption *option, const char *text, VitOptions *options, char **said, GError **error)
{
  if (clamp_choice (option, text, options, said))
    return true;
  g_autoptr (GString) words = g_string_new (NULL);
  for (int i = 0; option->choices[i].word; i++)
    {
      if (strcmp (option->choices[i].word, text) == 0 ||
          strcmp (option->choices[i].name, text) == 0)
        {
          store_number (option, options, i);
          return true;
        }
      bool digit = g_ascii_isdigit (*option->choices[i].word);
      g_string_append_printf (words, "%s%s", i > 0 ? ", " : "there are ",
                              digit ? option->choices[i].name : option->choices[i].word);
    }
  return fail_to_parse (option, text, words->str, error);
}

/* Format a limit with its unit, for messages. */
static char *
format_limit (const VitOption *option, double limit)
{
  return g_strdup_printf ("%.12g%s%s", limit, option->unit ? " " : "",
                          option->unit ? option->unit : "");
}

static bool
parse_number (
    const VitOption *option, const char *text, VitOptions *options, char **said, GError **error)
{
  char *end;
  double value = g_ascii_strtod (text, &end);
  if (!*text || *end || !isfinite (value))
    return fail_to_parse (option, text, "a finite number is needed", error);
  if (option->type == VIT_OPTION_INTEGER && value != floor (value))
    return fail_to_parse (option, text, "a whole number is needed", error);
  double limit = value < option->minimum ? option->minimum
                 : option->below_maximum && value >= option->maximum
                     ? option->maximum - pow (10, -option->digits)
                 : value > option->maximum ? option->maximum
                                           : value;
  if (limit != value && said)
    {
      bool below = value < option->minimum;
      g_autofree char *nearest = format_limit (option, below ? option->minimum : option->maximum);
      *said = g_strdup_printf ("%s.%s=%s is %s the limit: %s%s is taken", option->group,
                               option->key, text, below ? "below" : "above",
                               !below && option->below_maximum ? "just below " : "", nearest);
    }
  store_number (option, options, limit);
  return true;
}

bool
vit_option_parse (
    const VitOption *option, const char *text, VitOptions *options, char **said, GError **error)
{
  g_return_val_if_fail (option && text && options, false);
  g_autofree char *own = g_strstrip (g_strdup (text));
  if (said)
    *said = NULL;
  switch (option->type)
    {
    case VIT_OPTION_SWITCH:
      return parse_switch (option, own, options, error);
    case VIT_OPTION_CHOICE:
      return parse_choice (option, own, options, said, error);
    case VIT_OPTION_INTEGER:
    case VIT_OPTION_NUMBER:
      return parse_number (option, own, options, said, error);
    default:
      if (!g_utf8_validate (own, -1, NULL))
        return fail_to_parse (option, text, "it is not UTF-8", error);
      if (option->type == VIT_OPTION_TEXT && strlen (own) > VIT_OPTION_MAX_TEXT)
        return fail_to_parse (option, text, "it is too long", error);
      g_free (*text_at (option, options));
      *text_at (option, options) = g_strdup (*own ? own : option->usual_text);
      return true;
    }
}

void
vit_option_reset (const VitOption *option, VitOptions *options)
{
  g_return_if_fail (option && options);
  if (is_text (option))
    {
      g_free (*text_at (option, options));
      *text_at (option, options) = g_strdup (option->usual_text);
    }
  else
    store_number (option, options, option->usual);
}

char *
vit_option_format (const VitOption *option, const VitOptions *options)
{
  g_return_val_if_fail (option && options, NULL);
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  if (is_text (option))
    return g_strdup (*text_at (option, options));
  if (option->type == VIT_OPTION_CHOICE)
    return g_strdup (vit_option_get_word (option, options));
  return g_strdup (
      g_ascii_formatd (text, sizeof text, "%.12g", vit_option_get_number (option, options)));
}

bool
vit_option_equal (const VitOption *option, const VitOptions *a, const VitOptions *b)
{
  g_return_val_if_fail (option && a && b, false);
  if (is_text (option))
    return strcmp (*text_at (option, a), *text_at (option, b)) == 0;
  double x = vit_option_get_number (option, a), y = vit_option_get_number (option, b);
  return x == y || (isnan (x) && isnan (y));
}

bool
vit_option_is_usual (const VitOption *option, const VitOptions *options)
{
  g_return_val_if_fail (option && options, false);
  if (is_text (option))
    return strcmp (*text_at (option, options), option->usual_text) == 0;
  double value = vit_option_get_number (option, options);
  return value == option->usual || (isnan (value) && isnan (option->usual));
}

/* ---- Keys of results ---- */

static bool
is_need_met (const VitOption *option, const VitOptionNeed *need, const VitOptions *options)
{
  const VitOption *other = vit_option_find (need->group ? need->group : option->group, need->key);
  if (other->type == VIT_OPTION_SWITCH)
    return (vit_option_get_number (other, options) != 0) == (*need->word == '1');
  const char *now =
      is_text (other) ? vit_option_get_text (other, options) : vit_option_get_word (other, options);
  return strcmp (now, need->word) == 0;
}

VitAffects
vit_option_get_affects (const VitOption *option, const VitOptions *options)
{
  g_return_val_if_fail (option && options, 0);
  VitAffects conditional = 0, met = 0;
  for (gsize k = 0; k < G_N_ELEMENTS (option->needs) && option->needs[k].key; k++)
    {
      conditional |= option->needs[k].affects;
      if (is_need_met (option, &option->needs[k], options))
        met |= option->needs[k].affects;
    }
  return option->affects & (~conditional | met);
}

double
vit_options_get_cutoff (const VitOptions *options)
{
  g_return_val_if_fail (options, 0);
  return options->analysis.cutoff > 0 ? options->analysis.cutoff : options->analysis.cutoff_found;
}

bool
vit_options_have_range (const VitOptions *options)
{
  g_return_val_if_fail (options, true);
  const VitOption *column = vit_option_find ("view", "colour-column"),
                  *minimum = vit_option_find ("view", "colour-minimum"),
                  *maximum = vit_option_find ("view", "colour-maximum");
  return vit_option_is_usual (column, options) || !vit_option_is_usual (minimum, options) ||
         !vit_option_is_usual (maximum, options);
}

double
vit_options_get_strain_sign (const VitOptions *options)
{
  g_return_val_if_fail (options, 1);
  return options->mechanics.flip ? -1 : 1;
}

/* Write numbers to their last bit: equal-looking numbers of a study and of a command line may
 * differ there. */
static void
describe_value (const VitOption *option, const VitOptions *options, GString *key)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  g_string_append (
      key, is_text (option)
               ? *text_at (option, options)
               : g_ascii_dtostr (number, sizeof number, vit_option_get_number (option, options)));
}

void
vit_options_describe (const VitOptions *options, VitAffects affects, GString *key)
{
  g_return_if_fail (options && key);
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  for (gsize i = 0; i < vit_option_table_length; i++)
    {
      const VitOption *option = &vit_option_table[i];
      if (!(vit_option_get_affects (option, options) & affects) ||
          option->offset == offsetof (VitOptions, analysis.cutoff_found))
        continue;
      g_string_append_printf (key, "%s.%s=", option->group, option->key);
      if (option->offset == offsetof (VitOptions, analysis.cutoff))
        g_string_append (key,
                         g_ascii_dtostr (number, sizeof number, vit_options_get_cutoff (options)));
      else
        describe_value (option, options, key);
      g_string_append_c (key, ';');
    }
}

double
vit_option_round (const VitOption *option, double value)
{
  g_return_val_if_fail (option, value);
  double unit = pow (10, option->digits);
  return isfinite (value) ? round (value * unit) / unit : value;
}
