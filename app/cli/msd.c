/* vitrine-cli msd */

#include <math.h>
#include <stdio.h>

#include "app/cli/inputs.h"
#include "app/cli/premises.h"
#include "core/base/error.h"
#include "core/geometry/species.h"
#include "core/io/elements.h"
#include "core/mechanics/rheology.h"
#include "core/motion/msd.h"
#include "core/store/atomic-file.h"

static gboolean as_json, kelvin_voigt;
static char *output;
static int max_lags = 40, max_origins = 50;

static const GOptionEntry entries[] = {
  { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output, "The curves as CSV", "FILE" },
  { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, "Report as JSON", NULL },
  VIT_CLI_TEMPERATURE_ENTRY{ "kelvin-voigt", 0, 0, G_OPTION_ARG_NONE, &kelvin_voigt,
                             "Kelvin–Voigt in series with a dashpot instead of the Jeffreys model",
                             NULL },
  { "lags", 0, 0, G_OPTION_ARG_INT, &max_lags, "Intervals, about (default 40)", "N" },
  { "origins", 0, 0, G_OPTION_ARG_INT, &max_origins, "Time origins at most (default 50)", "N" },
  VIT_CLI_ORDER_ENTRY VIT_CLI_RUN_ENTRIES VIT_CLI_PREMISE_ENTRIES{ NULL },
};

static gboolean
write_csv (const VitMsd *msd, const VitPremises *premises, GError **error)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char *line =
      vit_premises_describe (premises, VIT_PREMISES_OF_MOTION | VIT_PREMISES_OF_SPECIES);
  g_autoptr (GString) text = g_string_new (NULL);
  if (line)
    g_string_append_printf (text, "# %s\n", line);
  g_string_append (text, "interval (ps),origins");
  for (unsigned t = 0; t <= msd->n_types; t++)
    {
      g_autofree char *name =
          t == 0 ? g_strdup ("all") : vit_species_dup_name ((const char *const *) msd->species, t);
      g_string_append_printf (text, ",MSD of %s (Å²),alpha2 of %s", name, name);
    }
  g_string_append_c (text, '\n');
  for (size_t k = 0; k < msd->n; k++)
    {
      g_string_append (text, g_ascii_formatd (number, sizeof number, "%.10g", msd->lags[k]));
      g_string_append_printf (text, ",%u", msd->origins[k]);
      for (unsigned t = 0; t <= msd->n_types; t++)
        {
          const double values[] = { msd->msd[t * msd->n + k], msd->alpha2[t * msd->n + k] };
          for (int v = 0; v < 2; v++)
            g_string_append_printf (text, ",%s",
                                    g_ascii_formatd (number, sizeof number, "%.9g", values[v]));
        }
      g_string_append_c (text, '\n');
    }
  return vit_file_replace (output, text->str, text->len, error);
}

/* 1/⟨1/mᵢ⟩ in u; NaN where a species is no element. */
static double
mean_mass (const VitMsd *msd)
{
  double inverse = 0;
  for (unsigned t = 1; t <= msd->n_types; t++)
    if (msd->counts[t] > 0)
      inverse += (double) msd->counts[t] / (double) msd->counts[0] /
                 vit_element_mass (vit_species_get ((const char *const *) msd->species, t));
  return 1 / inverse;
}

static void
print_json (const VitMsd *msd, const VitRheologyFit *fit, double mass, const VitPremises *premises)
{
  g_autoptr (JsonBuilder) b = json_builder_new ();
  json_builder_begin_object (b);
  vit_cli_add_numbers (b, "intervals_ps", msd->lags, msd->n);
  vit_cli_add_numbers (b, "msd_A2", msd->msd, msd->n);
  vit_cli_add_numbers (b, "alpha2", msd->alpha2, msd->n);
  json_builder_set_member_name (b, "displacements");
  json_builder_add_int_value (b, (gint64) msd->n_displacements);
  json_builder_set_member_name (b, "displacements_left_out");
  json_builder_add_int_value (b, (gint64) msd->n_skipped);
  json_builder_set_member_name (b, "pairs_of_frames_left_out");
  json_builder_add_int_value (b, (gint64) msd->n_lost);
  if (fit)
    {
      json_builder_set_member_name (b, "fit");
      json_builder_begin_object (b);
      vit_cli_add_number (b, "mass_u", mass);
      vit_cli_add_number (b, "k_eV_per_A2", fit->parameters.k);
      vit_cli_add_number (b, "eta1_eV_ps_per_A2", fit->parameters.eta1);
      vit_cli_add_number (b, "eta2_eV_ps_per_A2", fit->parameters.eta2);
      vit_cli_add_number (b, "error_lg_k", fit->error_lg_k);
      vit_cli_add_number (b, "error_lg_eta1", fit->error_lg_eta1);
      vit_cli_add_number (b, "error_lg_eta2", fit->error_lg_eta2);
      vit_cli_add_number (b, "residual", fit->residual);
      json_builder_set_member_name (b, "eta1_is_lower_bound");
      json_builder_add_boolean_value (b, fit->eta1_is_bound);
      json_builder_end_object (b);
    }
  vit_cli_add_premises (b, premises);
  json_builder_end_object (b);
  vit_cli_print_json (json_builder_get_root (b));
}

static void
print_text (const VitMsd *msd, const VitRheologyFit *fit, double mass)
{
  printf ("   Δt (ps)  origins    MSD (Å²)   alpha2\n");
  for (size_t k = 0; k < msd->n; k++)
    {
      /* Atoms that do not move have no shape of their distribution. */
      g_autofree char *alpha2 =
          isfinite (msd->alpha2[k]) ? g_strdup_printf ("%.3f", msd->alpha2[k]) : g_strdup ("-");
      printf ("%10.4g %8u %11.5g %8s\n", msd->lags[k], msd->origins[k], msd->msd[k], alpha2);
    }
  if (fit)
    printf ("k = %.4g eV/Å² (lg ± %.3f), eta1 %s %.4g (± %.3f), eta2 = %.4g eV ps/Å² (± %.3f), "
            "m = %.4g u, residual %.3f in lg MSD\n",
            fit->parameters.k, fit->error_lg_k, fit->eta1_is_bound ? ">" : "=",
            fit->parameters.eta1, fit->error_lg_eta1, fit->parameters.eta2, fit->error_lg_eta2,
            mass, fit->residual);
}

/* What the curves leave out. */
static void
print_remarks (const VitMsd *msd, const char *file)
{
  if (msd->n_skipped > 0)
    g_printerr ("%s: %zu of %zu displacements are left out: atoms that come and go, or whose "
                "positions are not finite (warning)\n",
                file, msd->n_skipped, msd->n_displacements);
  if (msd->ambiguous >= 0)
    g_printerr ("%s: an atom moves by nearly half a box edge into frame %zd: unwrapping it is "
                "ambiguous (warning)\n",
                file, msd->ambiguous);
  double latest, longest = vit_msd_find_partial (msd, &latest);
  if (longest > 0)
    g_printerr ("%s: intervals up to %.3g ps are averages over origins up to %.3g ps alone, longer "
                "ones over all of the run (warning)\n",
                file, longest, latest);
  for (guint i = 0; msd->damage && i < msd->damage->len; i++)
    g_printerr ("%s\n", (const char *) msd->damage->pdata[i]);
  if (msd->n_lost > 0)
    g_printerr ("%s: %zu of %zu pairs of frames are left out: frames that cannot be read\n", file,
                msd->n_lost, msd->n_pairs);
}

VitExit
vit_command_msd (int argc, char **argv)
{
  VitExit exit;
  if (!vit_cli_parse (entries, "FILE…", "Mean-square displacement of a run and its rheology.",
                      &argc, &argv, &exit))
    return exit;
  if (argc < 2)
    return vit_cli_usage ("msd", "a FILE is needed");
  vit_cli_order_files (argv + 1);
  for (int i = 1; i < argc; i++)
    vit_cli_reads (argv[i]);
  if (!vit_cli_may_write ("msd", output, NULL, &exit))
    return exit;
  GError *error = NULL;
  g_autoptr (VitProgress) progress = vit_cli_progress_new ();
  VitMsdOptions how = { .max_lags = (unsigned) max_lags, .max_origins = (unsigned) max_origins };
  g_autoptr (VitRun) run =
      vit_cli_open_timed_run ((const char *const *) argv + 1, progress, &error);
  if (!run)
    return vit_cli_fail (error);
  VitTrajectory *trajectory = vit_run_get_trajectory (run);
  double temperature = vit_run_get_temperature (run);
  g_autoptr (VitMsd) msd =
      vit_msd_new (trajectory, vit_run_get_timeline (run), &how, progress, &error);
  vit_cli_progress_end ();
  if (!msd || (output && !write_csv (msd, vit_run_get_premises (run), &error)))
    return vit_cli_fail (error);
  print_remarks (msd, argv[1]);
  VitRheologyFit fit;
  double mass = mean_mass (msd);
  bool fitted = false;
  if (temperature > 0 && msd->dimension == 2)
    g_printerr ("vitrine-cli: no fit: the atoms move in a plane, and the models are of motion in "
                "three dimensions (premise dimension)\n");
  else if (temperature > 0 && isfinite (mass))
    {
      fitted = vit_rheology_fit (kelvin_voigt ? VIT_RHEOLOGY_KELVIN_VOIGT : VIT_RHEOLOGY_JEFFREYS,
                                 msd->lags, msd->msd, msd->n, mass * VIT_ATOMIC_MASS,
                                 VIT_BOLTZMANN * temperature, &fit, &error);
      if (!fitted)
        g_printerr ("vitrine-cli: %s\n", error->message);
      g_clear_error (&error);
    }
  else if (temperature > 0)
    g_printerr ("vitrine-cli: no fit: the species are not all elements; give --species\n");
  if (as_json)
    print_json (msd, fitted ? &fit : NULL, mass, vit_run_get_premises (run));
  else
    print_text (msd, fitted ? &fit : NULL, mass);
  VitExit of_run = vit_cli_run_exit (trajectory, TRUE);
  return msd->n_lost > 0 ? VIT_EXIT_DAMAGED : of_run;
}
