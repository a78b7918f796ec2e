/* The parser of expressions. It writes code as it goes: each operand is known when the next token
 * is read. Operators bind as in Python; ! binds as a sign does. */

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/nearest.h"
#include "core/expression/expression-private.h"

/* What an operand is, as far as it can be told before there are values. */
typedef enum
{
  IS_NUMBER,
  IS_TRUTH,
  IS_ELEMENT, /* the column of elements */
  IS_SPECIES, /* the name of one */
} ValueKind;

typedef struct
{
  VitOperand operand;
  ValueKind kind;
  unsigned place;
} Value;

typedef struct
{
  const VitExpressionToken *first, *token;
  VitExpression *expression;
  VitSegment *segment; /* that is written */
  GArray *busy;        /* bool by register of the segment */
  unsigned depth, n_operations, n_stages_begun;
  GError **error;
} Parser;

static bool parse_binary (Parser *self, unsigned least, Value *value);

/* ---- Messages ---- */

static void
fail_at (Parser *self, unsigned place, const char *what)
{
  g_set_error (self->error, VIT_ERROR, VIT_ERROR_INVALID, "at character %u: %s", place, what);
}

static char *
describe_token (const VitExpressionToken *token)
{
  if (token->kind == VIT_TOKEN_END)
    return g_strdup ("the end");
  glong length = g_utf8_strlen (token->text, -1);
  g_autofree char *text = g_utf8_substring (token->text, 0, MIN (length, 40));
  return g_strdup_printf ("\"%s\"%s", text, length > 40 ? "…" : "");
}

static bool
fail_expected (Parser *self, const char *expected)
{
  g_autofree char *found = describe_token (self->token);
  g_autofree char *what = g_strdup_printf ("%s was expected, and there is %s", expected, found);
  fail_at (self, self->token->place, what);
  return false;
}

static bool
is_symbol (const VitExpressionToken *token, const char *symbol)
{
  return token->kind == VIT_TOKEN_SYMBOL && strcmp (token->text, symbol) == 0;
}

static bool
expect (Parser *self, const char *symbol, const char *expected)
{
  if (!is_symbol (self->token, symbol))
    return fail_expected (self, expected);
  self->token++;
  return true;
}

static bool
check_number (Parser *self, const Value *value)
{
  if (value->kind == IS_ELEMENT)
    fail_at (self, value->place,
             "an element is no number: it can be compared with a species, as in element == Cu, or "
             "be the second argument of a function of groups");
  else if (value->kind == IS_SPECIES)
    fail_at (self, value->place,
             "the name of a species is no number: it can only be compared, as in element == Cu");
  return value->kind == IS_NUMBER || value->kind == IS_TRUTH;
}

/* ---- Code ---- */

static VitOperand
add_constant (Parser *self, double number)
{
  GArray *constants = self->expression->constants;
  for (guint k = 0; k < constants->len; k++)
    if (memcmp (&g_array_index (constants, double, k), &number, sizeof number) == 0)
      return (VitOperand){ VIT_OPERAND_CONSTANT, k };
  g_array_append_val (constants, number);
  return (VitOperand){ VIT_OPERAND_CONSTANT, constants->len - 1 };
}

static unsigned
add_word (GPtrArray *words, GArray *places, const char *word, unsigned place)
{
  for (guint k = 0; k < words->len; k++)
    if (strcmp (words->pdata[k], word) == 0)
      return k;
  g_ptr_array_add (words, g_strdup (word));
  g_array_append_val (places, place);
  return words->len - 1;
}

static unsigned
take_register (Parser *self)
{
  bool yes = true;
  for (guint k = 0; k < self->busy->len; k++)
    if (!g_array_index (self->busy, bool, k))
      {
        g_array_index (self->busy, bool, k) = true;
        return k;
      }
  g_array_append_val (self->busy, yes);
  self->segment->n_registers = MAX (self->segment->n_registers, self->busy->len);
  return self->busy->len - 1;
}

/* What is made of constants alone is computed at once. */
static bool
fold (Parser *self, const VitBlockOperation *operation, const Value *inputs, Value *value)
{
  double numbers[3] = { 0 }, result;
  for (unsigned k = 0; k < operation->n_inputs; k++)
    {
      if (inputs[k].operand.kind != VIT_OPERAND_CONSTANT)
        return false;
      numbers[k] = g_array_index (self->expression->constants, double, inputs[k].operand.index);
    }
  operation->function (1, &numbers[0], &numbers[1], &numbers[2], &result);
  value->operand = add_constant (self, result);
  return true;
}

static ValueKind
find_kind (const VitBlockOperation *operation, const Value *inputs)
{
  bool choice = operation->returns == VIT_RETURNS_CHOICE && inputs[1].kind == IS_TRUTH &&
                inputs[2].kind == IS_TRUTH;
  return operation->returns == VIT_RETURNS_TRUTH || choice ? IS_TRUTH : IS_NUMBER;
}

/* An element can be compared with a species, and nothing else. */
static bool
check_inputs (Parser *self, const VitBlockOperation *operation, const Value *inputs)
{
  bool equality = operation->n_inputs == 2 &&
                  (operation->function == vit_operation_find_operator ("==")->function ||
                   operation->function == vit_operation_find_operator ("!=")->function);
  if (equality && ((inputs[0].kind == IS_ELEMENT && inputs[1].kind == IS_SPECIES) ||
                   (inputs[0].kind == IS_SPECIES && inputs[1].kind == IS_ELEMENT)))
    return true;
  for (unsigned k = 0; k < operation->n_inputs; k++)
    if (!check_number (self, &inputs[k]))
      return false;
  return true;
}

/* Write an operation; @value may be one of @inputs. */
static bool
emit (Parser *self, const VitBlockOperation *operation, const Value *inputs, Value *value)
{
  Value result = { .kind = find_kind (operation, inputs), .place = inputs[0].place };
  if (!check_inputs (self, operation, inputs))
    return false;
  if (++self->n_operations > VIT_EXPRESSION_MAX_OPERATIONS)
    {
      fail_at (self, self->token->place, "there are too many operations");
      return false;
    }
  if (!fold (self, operation, inputs, &result))
    {
      VitInstruction instruction = { .function = operation->function };
      for (unsigned k = 0; k < operation->n_inputs; k++)
        instruction.inputs[k] = inputs[k].operand;
      /* The result is none of the inputs, so they are let go of afterwards. */
      instruction.out = take_register (self);
      for (unsigned k = 0; k < operation->n_inputs; k++)
        if (inputs[k].operand.kind == VIT_OPERAND_REGISTER)
          g_array_index (self->busy, bool, inputs[k].operand.index) = false;
      g_array_append_val (self->segment->code, instruction);
      result.operand = (VitOperand){ VIT_OPERAND_REGISTER, instruction.out };
    }
  *value = result;
  return true;
}

/* ---- Functions ---- */

/* An argument, as part of the code that is written. */
static bool
parse_argument (Parser *self, Value *value)
{
  return parse_binary (self, VIT_BINDS_OR, value);
}

static bool
fail_arguments (Parser *self, const VitExpressionToken *name, unsigned least, const char *most)
{
  static const char *const words[] = { "no", "one argument", "two arguments", "three arguments" };
  const char *hint = "";
  if (strcmp (name->text, "min") == 0)
    hint = "; the smallest of all atoms is lowest(x)";
  else if (strcmp (name->text, "max") == 0)
    hint = "; the largest of all atoms is highest(x)";
  g_autofree char *what = g_strdup_printf ("%s takes %s%s%s", name->text, words[least], most, hint);
  fail_at (self, name->place, what);
  return false;
}

/* Behind the opening parenthesis. */
static bool
parse_block_function (Parser *self,
                      const VitExpressionToken *name,
                      const VitBlockOperation *operation,
                      Value *value)
{
  Value inputs[3];
  unsigned n = 0;
  const char *more = operation->repeats ? " or more" : "";
  if (is_symbol (self->token, ")"))
    return fail_arguments (self, name, operation->n_inputs, more);
  do
    {
      if (n == operation->n_inputs && !operation->repeats)
        return fail_arguments (self, name, operation->n_inputs, more);
      if (n == operation->n_inputs)
        {
          if (!emit (self, operation, inputs, &inputs[0]))
            return false;
          n = 1;
        }
      if (!parse_argument (self, &inputs[n++]))
        return false;
    }
  while (is_symbol (self->token, ",") && self->token++);
  if (!expect (self, ")", "\",\" or \")\""))
    return false;
  if (n < operation->n_inputs)
    return fail_arguments (self, name, operation->n_inputs, more);
  inputs[0].place = name->place;
  if (!emit (self, operation, inputs, value))
    return false;
  value->place = name->place;
  return true;
}

/* An argument of a function of groups: code of its own. */
static bool
parse_segment (Parser *self, VitSegment *segment, bool may_be_element)
{
  VitSegment *outer = self->segment;
  GArray *outer_busy = self->busy;
  Value value;
  self->segment = segment;
  self->busy = g_array_new (FALSE, FALSE, sizeof (bool));
  bool ok = parse_argument (self, &value);
  g_array_unref (self->busy);
  self->segment = outer;
  self->busy = outer_busy;
  if (!ok)
    return false;
  if (!(value.kind == IS_ELEMENT && may_be_element) && !check_number (self, &value))
    return false;
  segment->result = value.operand;
  return true;
}

static bool
parse_stage (Parser *self, const VitExpressionToken *name, VitStage *stage)
{
  if (is_symbol (self->token, ")"))
    return fail_arguments (self, name, 1, ", and the column of groups may follow");
  if (!parse_segment (self, &stage->argument, false))
    return false;
  if (is_symbol (self->token, ","))
    {
      self->token++;
      stage->has_group = true;
      if (!parse_segment (self, &stage->group, true))
        return false;
      if (is_symbol (self->token, ","))
        return fail_arguments (self, name, 1, ", and one column of groups may follow");
    }
  return expect (self, ")", stage->has_group ? "\")\"" : "\",\" or \")\"");
}

static bool
parse_group_function (Parser *self,
                      const VitExpressionToken *name,
                      VitGroupFunction function,
                      Value *value)
{
  if (++self->n_stages_begun > VIT_EXPRESSION_MAX_GROUPS)
    {
      fail_at (self, name->place, "there are too many functions of groups");
      return false;
    }
  VitStage stage = { .function = function };
  vit_segment_init (&stage.argument);
  vit_segment_init (&stage.group);
  if (!parse_stage (self, name, &stage))
    {
      vit_segment_clear (&stage.argument);
      vit_segment_clear (&stage.group);
      return false;
    }
  /* Those inside are complete by now, and come before. */
  g_array_append_val (self->expression->stages, stage);
  *value = (Value){ .operand = { VIT_OPERAND_STAGE, self->expression->stages->len - 1 },
                    .place = name->place };
  return true;
}

static char *
dup_nearest_function (const char *word)
{
  size_t n;
  const VitExpressionFunction *list = vit_expression_list_functions (&n);
  g_autofree const char **names = g_new0 (const char *, n + 1);
  for (size_t k = 0; k < n; k++)
    names[k] = list[k].name;
  return g_strdup (vit_nearest_word (word, names));
}

static bool
parse_call (Parser *self, Value *value)
{
  const VitExpressionToken *name = self->token;
  const VitBlockOperation *operation = vit_operation_find_function (name->text);
  VitGroupFunction function;
  self->token += 2;
  if (operation)
    return parse_block_function (self, name, operation, value);
  if (vit_operation_find_group (name->text, &function))
    return parse_group_function (self, name, function, value);
  g_autofree char *nearest = dup_nearest_function (name->text);
  g_autofree char *what = g_strdup_printf ("there is no function \"%.40s\"; the nearest is \"%s\"",
                                           name->text, nearest);
  fail_at (self, name->place, what);
  return false;
}

/* ---- Names ---- */

static bool
is_element_name (const VitExpressionToken *token)
{
  return token->kind == VIT_TOKEN_NAME &&
         (strcmp (token->text, "element") == 0 || strcmp (token->text, "species") == 0);
}

static bool
is_equality (const VitExpressionToken *token)
{
  return is_symbol (token, "==") || is_symbol (token, "!=");
}

/* Whether a name or text stands where a species is compared: element == Cu, Cu == element. */
static bool
is_species (const Parser *self)
{
  const VitExpressionToken *token = self->token;
  if (token->kind == VIT_TOKEN_STRING)
    return true;
  if (token->kind != VIT_TOKEN_NAME)
    return false;
  return (token - self->first >= 2 && is_equality (token - 1) && is_element_name (token - 2)) ||
         (!is_element_name (token) && is_equality (token + 1) && is_element_name (token + 2));
}

static void
parse_species (Parser *self, Value *value)
{
  VitExpression *expression = self->expression;
  const VitExpressionToken *word = self->token++;
  unsigned index =
      add_word (expression->species, expression->species_places, word->text, word->place);
  *value = (Value){ { VIT_OPERAND_SPECIES, index }, IS_SPECIES, word->place };
}

static void
parse_name (Parser *self, Value *value)
{
  static const struct
  {
    const char *name;
    double number;
  } constants[] = { { "pi", G_PI }, { "nan", NAN }, { "inf", INFINITY } };
  const VitExpressionToken *name = self->token++;
  VitExpression *expression = self->expression;
  *value = (Value){ .place = name->place };
  for (gsize k = 0; k < G_N_ELEMENTS (constants) && name->kind == VIT_TOKEN_NAME; k++)
    if (strcmp (name->text, constants[k].name) == 0)
      {
        value->operand = add_constant (self, constants[k].number);
        return;
      }
  bool is_element = is_element_name (name);
  const char *column = is_element ? "element" : name->text;
  value->kind = is_element ? IS_ELEMENT : IS_NUMBER;
  value->operand =
      (VitOperand){ VIT_OPERAND_COLUMN,
                    add_word (expression->names, expression->name_places, column, name->place) };
}

/* ---- Operators ---- */

static bool
parse_primary (Parser *self, Value *value)
{
  const VitExpressionToken *token = self->token;
  if (token->kind == VIT_TOKEN_NAME && is_symbol (token + 1, "("))
    return parse_call (self, value);
  if (is_symbol (token, "("))
    {
      self->token++;
      return parse_argument (self, value) && expect (self, ")", "an operator or \")\"");
    }
  if (is_species (self))
    {
      parse_species (self, value);
      return true;
    }
  if (token->kind == VIT_TOKEN_NAME || token->kind == VIT_TOKEN_COLUMN)
    {
      parse_name (self, value);
      return true;
    }
  if (token->kind != VIT_TOKEN_NUMBER)
    return fail_expected (self, "a number, a name or \"(\"");
  *value = (Value){ .operand = add_constant (self, token->number), .place = token->place };
  self->token++;
  return true;
}

static bool
parse_signed (Parser *self, Value *value)
{
  if (self->depth >= VIT_EXPRESSION_MAX_DEPTH)
    {
      fail_at (self, self->token->place, "this is nested too deeply");
      return false;
    }
  self->depth++;
  const VitExpressionToken *token = self->token;
  const VitBlockOperation *sign =
      token->kind == VIT_TOKEN_SYMBOL ? vit_operation_find_sign (token->text) : NULL;
  Value inputs[2];
  bool ok;
  if (sign)
    {
      self->token++;
      ok = parse_signed (self, &inputs[0]) && emit (self, sign, inputs, value);
    }
  else if ((ok = parse_primary (self, value)) &&
           (is_symbol (self->token, "**") || is_symbol (self->token, "^")))
    {
      /* A power binds closer than a sign on its left, and less than one on its right. */
      const VitBlockOperation *power = vit_operation_find_operator (self->token->text);
      inputs[0] = *value;
      self->token++;
      ok = parse_signed (self, &inputs[1]) && emit (self, power, inputs, value);
    }
  self->depth--;
  return ok;
}

static bool
parse_binary (Parser *self, unsigned least, Value *value)
{
  bool compared = false;
  if (!parse_signed (self, value))
    return false;
  while (self->token->kind == VIT_TOKEN_SYMBOL)
    {
      const VitBlockOperation *operation = vit_operation_find_operator (self->token->text);
      if (!operation || operation->binding < least)
        return true;
      if (operation->binding == VIT_BINDS_COMPARISON && compared)
        {
          fail_at (self, self->token->place,
                   "comparisons do not chain: write a < b && b < c for a < b < c");
          return false;
        }
      compared = operation->binding == VIT_BINDS_COMPARISON;
      Value inputs[2] = { *value };
      self->token++;
      if (!parse_binary (self, operation->binding + 1, &inputs[1]) ||
          !emit (self, operation, inputs, value))
        return false;
    }
  return true;
}

/* ---- The whole ---- */

static VitExpression *
new_expression (const char *text)
{
  VitExpression *expression = g_new0 (VitExpression, 1);
  g_atomic_ref_count_init (&expression->refs);
  expression->text = g_strdup (text);
  expression->names = g_ptr_array_new_with_free_func (g_free);
  expression->species = g_ptr_array_new_with_free_func (g_free);
  expression->name_places = g_array_new (FALSE, FALSE, sizeof (unsigned));
  expression->species_places = g_array_new (FALSE, FALSE, sizeof (unsigned));
  expression->constants = g_array_new (FALSE, FALSE, sizeof (double));
  expression->stages = g_array_new (FALSE, TRUE, sizeof (VitStage));
  vit_segment_init (&expression->result);
  return expression;
}

static bool
parse_whole (Parser *self)
{
  Value value;
  if (!parse_argument (self, &value))
    return false;
  if (self->token->kind != VIT_TOKEN_END)
    {
      if (is_symbol (self->token, ")"))
        return fail_expected (self, "an operator or the end");
      bool is_and = self->token->kind == VIT_TOKEN_NAME && strcmp (self->token->text, "and") == 0;
      bool is_or = self->token->kind == VIT_TOKEN_NAME && strcmp (self->token->text, "or") == 0;
      return fail_expected (self, is_and  ? "an operator (and is &&)"
                                  : is_or ? "an operator (or is ||)"
                                          : "an operator");
    }
  if (!check_number (self, &value))
    return false;
  self->expression->result.result = value.operand;
  self->expression->is_condition = value.kind == IS_TRUTH;
  return true;
}

VitExpression *
vit_expression_parse (const char *text, GError **error)
{
  g_return_val_if_fail (text, NULL);
  if (strlen (text) > VIT_EXPRESSION_MAX_LENGTH || !g_utf8_validate (text, -1, NULL))
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID, "the expression is %s",
                   strlen (text) > VIT_EXPRESSION_MAX_LENGTH ? "too long" : "no valid UTF-8");
      return NULL;
    }
  g_autoptr (GArray) tokens = vit_expression_tokenize (text, error);
  if (!tokens)
    return NULL;
  g_autoptr (VitExpression) expression = new_expression (text);
  Parser parser = {
    .first = &g_array_index (tokens, VitExpressionToken, 0),
    .token = &g_array_index (tokens, VitExpressionToken, 0),
    .expression = expression,
    .segment = &expression->result,
    .busy = g_array_new (FALSE, FALSE, sizeof (bool)),
    .error = error,
  };
  bool ok = parse_whole (&parser);
  g_array_unref (parser.busy);
  if (!ok)
    return NULL;
  g_ptr_array_add (expression->names, NULL);
  g_ptr_array_add (expression->species, NULL);
  return g_steal_pointer (&expression);
}
