#pragma once

/* An expression as it is kept: straight code for a machine of registers that hold a block of atoms
 * each. See expression.h. */

#include <stdint.h>

#include "core/expression/expression.h"

/** VIT_EXPRESSION_BLOCK: atoms that an operation goes over at once; a register stays in the cache
 * of the processor. */
#define VIT_EXPRESSION_BLOCK 1024

/** VitBlockFunc: an operation on @n values; @out is none of the inputs. An operation of fewer than
 * three inputs leaves the others alone. */
typedef void (*VitBlockFunc) (size_t n,
                              const double *restrict a,
                              const double *restrict b,
                              const double *restrict c,
                              double *restrict out);

/** VitOperandKind: where an input of an operation lies */
typedef enum
{
  VIT_OPERAND_NONE,
  VIT_OPERAND_REGISTER,
  VIT_OPERAND_CONSTANT,
  VIT_OPERAND_COLUMN,
  VIT_OPERAND_SPECIES, /* the number of a species, known when columns are */
  VIT_OPERAND_STAGE,   /* the result of a function of groups */
} VitOperandKind;

typedef struct
{
  VitOperandKind kind;
  unsigned index;
} VitOperand;

/** VitInstruction: @out is a register */
typedef struct
{
  VitBlockFunc function;
  VitOperand inputs[3];
  unsigned out;
} VitInstruction;

/**
 * VitSegment: code that gives one value per atom
 * @code: (element-type VitInstruction):
 * @n_registers: that it uses
 * @result: where its value is at the end
 */
typedef struct
{
  GArray *code;
  unsigned n_registers;
  VitOperand result;
} VitSegment;

/**
 * VitReduction: what is made of the values of a group
 * @VIT_REDUCE_RANK: the one that differs within a group
 */
typedef enum
{
  VIT_REDUCE_COUNT,
  VIT_REDUCE_SUM,
  VIT_REDUCE_MEAN,
  VIT_REDUCE_VARIANCE,
  VIT_REDUCE_DEVIATION,
  VIT_REDUCE_LOWEST,
  VIT_REDUCE_HIGHEST,
  VIT_REDUCE_MEDIAN,
  VIT_REDUCE_RANK,
} VitReduction;

/**
 * VitGroupFunction:
 * @skips_nan: whether NaN is left out; otherwise one NaN makes the group's value NaN
 */
typedef struct
{
  VitReduction reduction;
  bool skips_nan;
} VitGroupFunction;

/** VitStage: a function of groups; stages run in order, before the segment of the expression. */
typedef struct
{
  VitGroupFunction function;
  VitSegment argument;
  bool has_group;
  VitSegment group;
} VitStage;

struct _VitExpression
{
  gatomicrefcount refs;
  char *text;
  GPtrArray *names;       /* utf8; once parsed, NULL at the end */
  GPtrArray *species;     /* likewise */
  GArray *name_places;    /* unsigned: characters of the first mentions, from 1 */
  GArray *species_places; /* likewise */
  GArray *constants;      /* double */
  GArray *stages;         /* VitStage */
  VitSegment result;
  bool is_condition;
};

/** VitReturns: what a function gives, for conditions */
typedef enum
{
  VIT_RETURNS_NUMBER,
  VIT_RETURNS_TRUTH,
  VIT_RETURNS_CHOICE, /* truth if both of its last arguments are */
} VitReturns;

/**
 * VitBlockOperation: an operator or a function of single atoms
 * @word: as it is written
 * @n_inputs: 1, 2 or 3
 * @repeats: of a function of two: takes more, from left to right
 * @binding: of an operator between two: how strongly it binds
 */
typedef struct
{
  const char *word;
  unsigned n_inputs;
  bool repeats;
  VitReturns returns;
  unsigned binding;
  VitBlockFunc function;
} VitBlockOperation;

/** VIT_BINDS: how strongly operators between two bind; those of one and powers bind closer */
enum
{
  VIT_BINDS_OR = 1,
  VIT_BINDS_AND,
  VIT_BINDS_COMPARISON,
  VIT_BINDS_SUM,
  VIT_BINDS_PRODUCT,
  VIT_BINDS_POWER,
};

/** vit_operation_find_operator: (nullable): an operator between two. */
const VitBlockOperation *vit_operation_find_operator (const char *word);

/** vit_operation_find_sign: (nullable): an operator in front of one. */
const VitBlockOperation *vit_operation_find_sign (const char *word);

/** vit_operation_find_function: (nullable): a function of single atoms. */
const VitBlockOperation *vit_operation_find_function (const char *word);

/** vit_operation_find_group: whether @word is a function of groups. */
bool vit_operation_find_group (const char *word, VitGroupFunction *function);

/**
 * vit_groups_number:
 * @keys: (array length=n): equal ones are a group; NaN is in none
 * @labels: (out caller-allocates): n: from 0 in the order of first appearance; %G_MAXUINT32 for NaN
 *
 * Returns: number of groups. O(n)
 */
uint32_t vit_groups_number (const double *keys, size_t n, uint32_t *labels);

/**
 * vit_groups_reduce:
 * @labels: (nullable): by atom; %NULL is one group of all
 * @results: (out caller-allocates): one per group, or one per atom for ranks; atoms of no group are
 *   left alone
 *
 * O(n + groups)
 */
void vit_groups_reduce (VitGroupFunction function,
                        const double *values,
                        size_t n,
                        const uint32_t *labels,
                        uint32_t n_groups,
                        double *results);

/** vit_segment_init: without code. */
void vit_segment_init (VitSegment *segment);
void vit_segment_clear (VitSegment *segment);

/** VitTokenKind: a piece of a text */
typedef enum
{
  VIT_TOKEN_END,
  VIT_TOKEN_NUMBER,
  VIT_TOKEN_NAME,
  VIT_TOKEN_COLUMN, /* a name in backquotes */
  VIT_TOKEN_STRING, /* in quotes */
  VIT_TOKEN_SYMBOL,
} VitExpressionTokenKind;

/**
 * VitExpressionToken:
 * @place: its first character, from 1
 * @text: name, content of quotes, or symbol
 * @number: of a number
 */
typedef struct
{
  VitExpressionTokenKind kind;
  unsigned place;
  char *text;
  double number;
} VitExpressionToken;

/** vit_expression_tokenize: (transfer full) (element-type VitExpressionToken): all tokens, the last
 * of which is the end. O(length) */
GArray *vit_expression_tokenize (const char *text, GError **error);
