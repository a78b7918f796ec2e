/* Evaluation of expressions: functions of groups first, in order, then the whole; block by block,
 * all blocks side by side. */

#include <math.h>
#include <string.h>

#include "core/base/parallel.h"
#include "core/expression/expression-private.h"

/* Blocks of a chunk. */
#define CHUNK 16

/* What an operand without registers is at run time: values of all atoms, or a block of one value
 * that every atom has. */
typedef struct
{
  const double *values;
  bool is_block;
} Input;

typedef struct
{
  const VitExpression *expression;
  size_t n;
  Input *inputs[VIT_OPERAND_STAGE + 1]; /* by kind and index */
  GPtrArray *owned;                     /* arrays behind inputs */

  /* The segment that is running. */
  const VitSegment *segment;
  double *out;
  double *registers; /* by worker */
} Machine;

static double *
new_block (Machine *self, double value)
{
  double *block = g_new (double, VIT_EXPRESSION_BLOCK);
  for (size_t i = 0; i < VIT_EXPRESSION_BLOCK; i++)
    block[i] = value;
  g_ptr_array_add (self->owned, block);
  return block;
}

/* ---- Segments ---- */

static const double *
find_input (const Machine *self, VitOperand operand, const double *registers, size_t begin)
{
  if (operand.kind == VIT_OPERAND_NONE)
    return NULL;
  if (operand.kind == VIT_OPERAND_REGISTER)
    return registers + (size_t) operand.index * VIT_EXPRESSION_BLOCK;
  Input input = self->inputs[operand.kind][operand.index];
  return input.is_block ? input.values : input.values + begin;
}

static void
run_block (const Machine *self, double *registers, size_t begin, size_t n)
{
  const VitSegment *segment = self->segment;
  double *out = self->out + begin;
  for (guint k = 0; k < segment->code->len; k++)
    {
      const VitInstruction *step = &g_array_index (segment->code, VitInstruction, k);
      const double *inputs[3];
      for (int j = 0; j < 3; j++)
        inputs[j] = find_input (self, step->inputs[j], registers, begin);
      bool is_last = k + 1 == segment->code->len;
      step->function (n, inputs[0], inputs[1], inputs[2],
                      is_last ? out : registers + (size_t) step->out * VIT_EXPRESSION_BLOCK);
    }
  /* With code the last operation gave the result. */
  if (segment->code->len == 0)
    memcpy (out, find_input (self, segment->result, registers, begin), n * sizeof *out);
}

static bool
run_chunk (size_t begin, size_t end, unsigned worker, void *data, GError **error)
{
  const Machine *self = data;
  double *registers =
      self->registers + (size_t) worker * self->segment->n_registers * VIT_EXPRESSION_BLOCK;
  for (size_t at = begin; at < end; at += VIT_EXPRESSION_BLOCK)
    run_block (self, registers, at, MIN (VIT_EXPRESSION_BLOCK, end - at));
  return true;
}

/* Constants become blocks when they are first used. */
static void
need_constants (Machine *self, const VitSegment *segment)
{
  Input *constants = self->inputs[VIT_OPERAND_CONSTANT];
  for (guint k = 0; k <= segment->code->len; k++)
    for (int j = 0; j < 3; j++)
      {
        VitOperand operand = k < segment->code->len
                                 ? g_array_index (segment->code, VitInstruction, k).inputs[j]
                                 : segment->result;
        if (operand.kind != VIT_OPERAND_CONSTANT || constants[operand.index].values)
          continue;
        double value = g_array_index (self->expression->constants, double, operand.index);
        constants[operand.index] = (Input){ new_block (self, value), true };
      }
}

static bool
run_segment (
    Machine *self, const VitSegment *segment, double *out, VitProgress *progress, GError **error)
{
  size_t room = (size_t) vit_parallel_get_n_threads () * segment->n_registers;
  need_constants (self, segment);
  self->segment = segment;
  self->out = out;
  self->registers = g_new (double, MAX (room, 1) * VIT_EXPRESSION_BLOCK);
  bool ok = vit_parallel_for (self->n, (size_t) CHUNK * VIT_EXPRESSION_BLOCK, run_chunk, self,
                              progress, error);
  g_free (self->registers);
  return ok;
}

/* ---- Functions of groups ---- */

/* The values of a segment, as they are or in memory of their own, @owned. */
static const double *
take_values (
    Machine *self, const VitSegment *segment, double **owned, VitProgress *progress, GError **error)
{
  *owned = NULL;
  if (segment->code->len == 0 && segment->result.kind == VIT_OPERAND_COLUMN)
    return self->inputs[VIT_OPERAND_COLUMN][segment->result.index].values;
  *owned = g_new (double, self->n);
  return run_segment (self, segment, *owned, progress, error) ? *owned : NULL;
}

/* Give every atom the number of its group. */
static double *
spread (const double *results, const uint32_t *labels, size_t n)
{
  double *values = g_new (double, n);
  for (size_t i = 0; i < n; i++)
    values[i] = labels[i] == G_MAXUINT32 ? NAN : results[labels[i]];
  return values;
}

static Input
reduce (Machine *self,
        VitGroupFunction function,
        const double *values,
        const uint32_t *labels,
        uint32_t n_groups)
{
  Input input = { 0 };
  bool is_rank = function.reduction == VIT_REDUCE_RANK;
  size_t room = is_rank ? self->n : MAX (n_groups, 1);
  double *results = g_new (double, room);
  for (size_t i = 0; i < room; i++)
    results[i] = NAN;
  vit_groups_reduce (function, values, self->n, labels, n_groups, results);
  if (is_rank)
    {
      g_ptr_array_add (self->owned, results);
      input.values = results;
      return input;
    }
  if (labels)
    {
      double *all = spread (results, labels, self->n);
      g_ptr_array_add (self->owned, all);
      input.values = all;
    }
  else
    input = (Input){ new_block (self, results[0]), true };
  g_free (results);
  return input;
}

static bool
run_stage (
    Machine *self, const VitStage *stage, Input *result, VitProgress *progress, GError **error)
{
  g_autofree double *own_values = NULL, *own_keys = NULL;
  g_autofree uint32_t *labels = NULL;
  uint32_t n_groups = 1;
  if (stage->has_group)
    {
      const double *keys = take_values (self, &stage->group, &own_keys, progress, error);
      if (!keys)
        return false;
      labels = g_new (uint32_t, self->n);
      n_groups = vit_groups_number (keys, self->n, labels);
      g_clear_pointer (&own_keys, g_free);
    }
  const double *values = take_values (self, &stage->argument, &own_values, progress, error);
  if (!values || !vit_progress_check (progress, error))
    return false;
  *result = reduce (self, stage->function, values, labels, n_groups);
  return true;
}

/* ---- The whole ---- */

static void
take_inputs (Machine *self, const VitExpressionColumns *columns)
{
  const VitExpression *expression = self->expression;
  const char *const *names = vit_expression_get_names (expression);
  const char *const *species = vit_expression_get_species (expression);
  guint n_names = g_strv_length ((char **) names), n_species = g_strv_length ((char **) species);
  self->inputs[VIT_OPERAND_CONSTANT] = g_new0 (Input, expression->constants->len + 1);
  self->inputs[VIT_OPERAND_COLUMN] = g_new0 (Input, n_names + 1);
  self->inputs[VIT_OPERAND_SPECIES] = g_new0 (Input, n_species + 1);
  self->inputs[VIT_OPERAND_STAGE] = g_new0 (Input, expression->stages->len + 1);
  for (guint k = 0; k < n_names; k++)
    self->inputs[VIT_OPERAND_COLUMN][k].values = columns->columns[k];
  for (guint k = 0; k < n_species; k++)
    self->inputs[VIT_OPERAND_SPECIES][k] = (Input){ new_block (self, columns->species[k]), true };
}

bool
vit_expression_evaluate (const VitExpression *expression,
                         const VitExpressionColumns *columns,
                         size_t n,
                         double *values,
                         VitProgress *progress,
                         GError **error)
{
  g_return_val_if_fail (expression && columns && (n == 0 || values) && n < G_MAXUINT32, false);
  if (n == 0)
    return true;
  Machine self = { .expression = expression, .n = n };
  self.owned = g_ptr_array_new_with_free_func (g_free);
  take_inputs (&self, columns);
  guint n_stages = expression->stages->len;
  bool ok = true;
  for (guint k = 0; k <= n_stages && ok; k++)
    {
      VitProgressPart whole = vit_progress_enter (progress, (double) k / (n_stages + 1),
                                                  (double) (k + 1) / (n_stages + 1), NULL);
      ok = k < n_stages ? run_stage (&self, &g_array_index (expression->stages, VitStage, k),
                                     &self.inputs[VIT_OPERAND_STAGE][k], progress, error)
                        : run_segment (&self, &expression->result, values, progress, error);
      if (ok)
        vit_progress_leave (progress, whole);
    }
  for (gsize k = 0; k < G_N_ELEMENTS (self.inputs); k++)
    g_free (self.inputs[k]);
  g_ptr_array_unref (self.owned);
  return ok;
}
