/* vitrine-cli model */

#include <stdio.h>

#include "app/cli/cli.h"
#include "app/cli/inputs.h"
#include "core/store/atomic-file.h"
#include "core/tml/validation.h"

static gboolean as_json, validate;
static char *csv_path;
static int n_folds = 10, seed = 1;

static const GOptionEntry entries[] = {
  { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, "Report as JSON", NULL },
  { "validate", 0, 0, G_OPTION_ARG_NONE, &validate, "Cross-validate: the paper's Fig. 1", NULL },
  { "csv", 0, 0, G_OPTION_ARG_FILENAME, &csv_path,
    "Write all instances as text: temperature, atom, lg(Δr²/T) of every interval", "FILE" },
  { "folds", 0, 0, G_OPTION_ARG_INT, &n_folds,
    "Folds (default 10); 0 leaves out only the atom itself", "N" },
  { "seed", 0, 0, G_OPTION_ARG_INT, &seed, "Of the folds (default 1)", "N" },
  { NULL },
};

/* One object per class; what validation says of it, if there was one. */
static void
add_classes (JsonBuilder *b, VitModel *model, const VitValidation *v)
{
  size_t n, n_instances = vit_model_get_n_instances (model);
  const double *classes = vit_model_get_classes (model, &n);
  const uint16_t *labels = vit_model_get_labels (model);
  g_autofree size_t *counts = g_new0 (size_t, MAX (n, 1));
  for (size_t i = 0; i < n_instances; i++)
    counts[labels[i]]++;
  json_builder_set_member_name (b, "classes");
  json_builder_begin_array (b);
  for (size_t c = 0; c < n; c++)
    {
      json_builder_begin_object (b);
      vit_cli_add_number (b, "temperature", classes[c]);
      json_builder_set_member_name (b, "n");
      json_builder_add_int_value (b, (gint64) counts[c]);
      if (v)
        {
          vit_cli_add_number (b, "mean", v->mean[c]);
          vit_cli_add_number (b, "sd", v->deviation[c]);
          vit_cli_add_numbers (b, "quantiles", v->quantiles + c * VIT_VALIDATION_QUANTILES,
                               VIT_VALIDATION_QUANTILES);
        }
      json_builder_end_object (b);
    }
  json_builder_end_array (b);
}

static void
print_json (VitModel *model, const VitValidation *v)
{
  size_t n;
  const double *numbers;
  g_autoptr (JsonBuilder) b = json_builder_new ();
  json_builder_begin_object (b);
  add_classes (b, model, v);
  numbers = vit_model_get_default_intervals (model, &n);
  vit_cli_add_numbers (b, "intervals_ps", numbers, n);
  numbers = vit_model_get_intervals (model, &n);
  vit_cli_add_numbers (b, "candidate_intervals_ps", numbers, n);
  numbers = vit_model_get_composition (model, &n);
  vit_cli_add_numbers (b, "composition", numbers, n);
  json_builder_set_member_name (b, "species");
  json_builder_begin_array (b);
  for (const char *const *name = vit_model_get_species (model); *name; name++)
    json_builder_add_string_value (b, *name);
  json_builder_end_array (b);
  json_builder_set_member_name (b, "k");
  json_builder_add_int_value (b, vit_model_get_options (model)->k);
  json_builder_set_member_name (b, "instances");
  json_builder_add_int_value (b, (gint64) vit_model_get_n_instances (model));
  json_builder_set_member_name (b, "provenance");
  json_builder_add_string_value (b, vit_model_get_provenance (model));
  if (v)
    {
      vit_cli_add_number (b, "accuracy", 1 - v->error_rate);
      vit_cli_add_number (b, "error_rate", v->error_rate);
      json_builder_set_member_name (b, "confusion");
      json_builder_begin_array (b);
      for (size_t c = 0; c < v->n_classes; c++)
        {
          json_builder_begin_array (b);
          for (size_t d = 0; d < v->n_classes; d++)
            json_builder_add_int_value (b, (gint64) v->confusion[c * v->n_classes + d]);
          json_builder_end_array (b);
        }
      json_builder_end_array (b);
    }
  json_builder_end_object (b);
  vit_cli_print_json (json_builder_get_root (b));
}

static void
print_list (const char *name, const double *values, size_t n, const char *unit)
{
  printf ("%-13s", name);
  for (size_t i = 0; i < n; i++)
    printf ("%s%g", i > 0 ? ", " : "", values[i]);
  printf (" %s\n", unit);
}

static void
print_text (VitModel *model, const VitValidation *v)
{
  static const char *const frames[] = { "box", "raw", "cage" };
  const VitModelOptions *o = vit_model_get_options (model);
  size_t n, n_species;
  const double *numbers = vit_model_get_classes (model, &n);
  print_list ("classes", numbers, n, "K");
  numbers = vit_model_get_default_intervals (model, &n);
  print_list ("intervals", numbers, n, "ps");
  numbers = vit_model_get_intervals (model, &n);
  print_list ("candidates", numbers, n, "ps");
  printf ("%-13s%zu, k = %u, %s distance%s, displacements: %s%s\n", "instances",
          vit_model_get_n_instances (model), o->k,
          o->metric == VIT_METRIC_EUCLIDEAN ? "Euclidean" : "city-block",
          o->scaling == VIT_SCALING_STANDARDISE ? " on standardised features" : "",
          frames[o->motion.frame], o->motion.keep_drift ? " with drift" : ", drift removed");
  const double *composition = vit_model_get_composition (model, &n_species);
  printf ("%-13s", "composition");
  for (size_t k = 0; k < n_species; k++)
    {
      const char *name = vit_model_get_species (model)[k];
      g_print ("%stype %zu%s%s%s %.1f at.%%", k > 0 ? ", " : "", k + 1, *name ? " (" : "", name,
               *name ? ")" : "", 100 * composition[k]);
    }
  g_print ("\n\n%s\n", vit_model_get_provenance (model));
  if (!v)
    return;
  printf ("\nCross-validation, %d folds, seed %d: share of wrong majorities %.3f\n", n_folds, seed,
          v->error_rate);
  printf ("   true K   mean T_ML K   deviation K   majority by class\n");
  for (size_t c = 0; c < v->n_classes; c++)
    {
      printf ("%9g %13.1f %13.1f  ", v->classes[c], v->mean[c], v->deviation[c]);
      for (size_t d = 0; d < v->n_classes; d++)
        printf (" %6zu", v->confusion[c * v->n_classes + d]);
      printf ("\n");
    }
}

/* Features as they were taken, so that another program can use them. */
static gboolean
write_csv (VitModel *model, GError **error)
{
  size_t n_intervals, n_classes, n = vit_model_get_n_instances (model);
  const double *intervals = vit_model_get_intervals (model, &n_intervals);
  const double *classes = vit_model_get_classes (model, &n_classes);
  const uint16_t *labels = vit_model_get_labels (model);
  const uint32_t *groups = vit_model_get_groups (model);
  g_autofree float *features = g_new (float, MAX (n * n_intervals, 1));
  if (!vit_model_copy_features (model, intervals, n_intervals, features, error))
    return FALSE;
  g_autoptr (GString) text = g_string_new ("temperature (K),atom");
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  for (size_t j = 0; j < n_intervals; j++)
    g_string_append_printf (text, ",lg(dr2/T) at %s ps (lg A2/K)",
                            g_ascii_formatd (number, sizeof number, "%.10g", intervals[j]));
  g_string_append_c (text, '\n');
  for (size_t i = 0; i < n; i++)
    {
      g_string_append (text, g_ascii_formatd (number, sizeof number, "%.10g", classes[labels[i]]));
      g_string_append_printf (text, ",%u", groups[i]);
      for (size_t j = 0; j < n_intervals; j++)
        g_string_append_printf (text, ",%s",
                                g_ascii_formatd (number, sizeof number, "%.9g",
                                                 (double) features[i * n_intervals + j]));
      g_string_append_c (text, '\n');
    }
  return vit_file_replace (csv_path, text->str, text->len, error);
}

VitExit
vit_command_model (int argc, char **argv)
{
  VitExit exit;
  if (!vit_cli_parse (entries, "MODEL", "What is in a model.", &argc, &argv, &exit))
    return exit;
  if (argc != 2 || n_folds == 1)
    return vit_cli_usage ("model",
                          argc != 2 ? "one model is needed" : "--folds must be 0, or 2 or more");
  vit_cli_reads (argv[1]);
  if (!vit_cli_may_write ("model", csv_path, NULL, &exit))
    return exit;
  GError *error = NULL;
  g_autoptr (VitModel) model = vit_model_load (argv[1], &error);
  if (!model)
    return vit_cli_fail (error);
  if (csv_path && !write_csv (model, &error))
    return vit_cli_fail (error);
  g_autoptr (VitValidation) v = NULL;
  if (validate)
    {
      g_autoptr (VitProgress) progress = vit_cli_progress_new ();
      size_t n;
      const double *intervals = vit_model_get_default_intervals (model, &n);
      vit_progress_set_range (progress, 0, 1, "Validating");
      v = vit_validation_cross (model, intervals, n, (unsigned) n_folds, (uint64_t) seed, progress,
                                &error);
      vit_cli_progress_end ();
      if (!v)
        return vit_cli_fail (error);
    }
  if (as_json)
    print_json (model, v);
  else
    print_text (model, v);
  return VIT_EXIT_GOOD;
}
