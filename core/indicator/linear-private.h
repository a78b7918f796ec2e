#pragma once

#include "core/indicator/gram.h"
#include "core/indicator/linear.h"

/* Rows of one group of species that is fitted together, as [1, z_1 … z_p, y, 0 …]: z are features
 * less the mean over the standard deviation of all rows of the species, y the target less a number.
 */
typedef struct
{
  const VitGramKernels *kernels;
  VitLinearKind kind;
  size_t n, p, width;
  unsigned n_types; /* of this group */
  double *rows;
  uint8_t *types;          /* 0 … n_types − 1 */
  uint32_t *origin;        /* of each row: its number in VitLinearRows */
  double *centre, *spread; /* n_types × p */
  double y_centre;
  const VitLinearRows *source;
  /* Sums over the rows of one type and one zone. */
  size_t n_classes;
  uint64_t *zones;
  uint8_t *class_types;
  size_t *starts;     /* n_classes + 1, into @sorted */
  uint32_t *sorted;   /* rows by class */
  double **grams;     /* width × width, lower triangle */
  double **null_sums; /* n_nulls × (p + 1) */
} VitLinearGroup;

/* What is fitted: the sums of the rows that are not left out, standardised. */
typedef struct
{
  size_t p;
  unsigned n_types;
  double *n; /* by type */
  double total;
  double *means, *scales; /* n_types × p, of z; a scale of 0: no feature */
  double *y_means;        /* (1 + n_nulls) × n_types */
  double *r;              /* p × p: Σ uᵀu / total, lower triangle */
  double *c;              /* (1 + n_nulls) × p: Σ u (y − ȳ) / total */
} VitLinearNormal;

/* Weights in units of z, for each type. */
typedef struct
{
  double *weights; /* n_types × p */
  double *biases;  /* n_types */
} VitLinearFit;

/* Rows of one group; @per_species: the species of number @type alone, else all. */
VitLinearGroup *
vit_linear_group_new (const VitLinearRows *rows, VitLinearKind kind, bool one, unsigned type);
void vit_linear_group_free (VitLinearGroup *group);
bool vit_linear_group_sum (VitLinearGroup *group, VitProgress *progress, GError **error);

/* @left_out: bits of zones whose rows are left out. */
VitLinearNormal *vit_linear_normal_new (const VitLinearGroup *group, uint64_t left_out);
void vit_linear_normal_free (VitLinearNormal *normal);

/* The lower triangle becomes L with r + penalty = L Lᵀ; features without scale are skipped. */
void vit_linear_factor (const VitLinearNormal *normal, double weight, double penalty, double *l);
/* The same of the lower triangle of any @p × @p matrix, in place. */
void vit_linear_factor_lower (double *l, size_t p);
void vit_linear_solve (const double *l, size_t p, double *x);

/* The second derivative of the loss where all rows of a species have the same chance, by which sums
 * of squares are multiplied: 1 of ridge regression. */
double vit_linear_get_weight (const VitLinearGroup *group, const VitLinearNormal *normal);

/* From the sums alone: ridge regression; of classes the first Newton step from equal chances, which
 * is all of it but for the third order of the weights. @l: of vit_linear_factor() with
 * vit_linear_get_weight(). @which: 0 of the target, else of a null. */
void vit_linear_fit_sums (const VitLinearGroup *group,
                          const VitLinearNormal *normal,
                          const double *l,
                          unsigned which,
                          VitLinearFit *fit);

/* The regression of classes to the end, from vit_linear_fit_sums(). */
bool vit_linear_fit_logistic (const VitLinearGroup *group,
                              const VitLinearNormal *normal,
                              uint64_t left_out,
                              double penalty,
                              const double *l,
                              double tolerance,
                              VitLinearFit *fit,
                              VitProgress *progress,
                              GError **error);

void vit_linear_fit_init (VitLinearFit *fit, const VitLinearGroup *group);
void vit_linear_fit_clear (VitLinearFit *fit);
double vit_linear_fit_apply (const VitLinearGroup *group, const VitLinearFit *fit, size_t row);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitLinearGroup, vit_linear_group_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitLinearNormal, vit_linear_normal_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (VitLinearFit, vit_linear_fit_clear)
