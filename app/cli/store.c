/* vitrine-cli store: what is in a store of results, and whether it is whole. */

#include <stdio.h>
#include <string.h>

#include "app/cli/cli.h"
#include "core/store/store.h"

static void
print_hex (const uint8_t *bytes, size_t n)
{
  for (size_t i = 0; i < n; i++)
    printf ("%02x", bytes[i]);
}

/* One line for each kind of result. */
static VitExit
list (VitStore *store)
{
  g_autoptr (GArray) entries = vit_store_list (store);
  uint64_t bytes = 0, all = 0;
  for (guint i = 0, first = 0; i < entries->len; i++)
    {
      const VitStoreEntry *entry = &g_array_index (entries, VitStoreEntry, i), *next = entry + 1;
      bytes += entry->n;
      all += entry->n;
      if (i + 1 < entries->len && strcmp (entry->kind, next->kind) == 0)
        continue;
      printf ("%-24s %8u results %14" G_GUINT64_FORMAT " bytes%s\n", entry->kind, i + 1 - first,
              bytes, entry->flags & VIT_STORE_OF_FILES ? " (of files as they are)" : "");
      first = i + 1;
      bytes = 0;
    }
  printf ("%-24s %8u results %14" G_GUINT64_FORMAT " bytes\n", "all", entries->len, all);
  return VIT_EXIT_GOOD;
}

/* What two stores of one study have in common, whoever computed it, where and when. */
static VitExit
dump (VitStore *store)
{
  g_autoptr (GArray) entries = vit_store_list (store);
  for (guint i = 0; i < entries->len; i++)
    {
      const VitStoreEntry *entry = &g_array_index (entries, VitStoreEntry, i);
      if (entry->flags & VIT_STORE_OF_FILES)
        continue;
      printf ("%s ", entry->kind);
      print_hex (entry->key, sizeof entry->key);
      printf (" %" G_GUINT64_FORMAT " ", entry->n);
      print_hex (entry->sum, sizeof entry->sum);
      putchar ('\n');
    }
  return VIT_EXIT_GOOD;
}

static VitExit
verify (VitStore *store)
{
  VitStoreReport report;
  vit_store_verify (store, &report);
  for (guint i = 0; i < report.messages->len; i++)
    g_printerr ("%s: %s\n", vit_store_get_folder (store), (char *) report.messages->pdata[i]);
  printf ("%zu results are whole", report.n_entries);
  if (report.n_again > 0)
    printf (", %zu of them stored more than once", report.n_again);
  if (report.n_damaged > 0)
    printf (", %zu damaged", report.n_damaged);
  if (report.n_different > 0)
    printf (", %zu not the same as another of their key", report.n_different);
  if (report.n_tables > 0)
    printf (", %zu tables damaged", report.n_tables);
  printf ("; %" G_GUINT64_FORMAT " bytes, %" G_GUINT64_FORMAT " of them never published\n",
          report.bytes, report.unpublished);
  bool whole = report.n_damaged + report.n_different + report.n_tables == 0;
  vit_store_report_clear (&report);
  return whole ? VIT_EXIT_GOOD : VIT_EXIT_DAMAGED;
}

VitExit
vit_command_store (int argc, char **argv)
{
  static const GOptionEntry none[] = { { NULL } };
  static const struct
  {
    const char *name;
    VitExit (*run) (VitStore *store);
  } words[] = { { "list", list }, { "dump", dump }, { "verify", verify } };
  VitExit exit;
  GError *error = NULL;
  if (!vit_cli_parse_described (
          none, "list|dump|verify DIR", "What is in a store of results, and whether it is whole.",
          "Words:\n"
          "  list         how many results of each kind there are\n"
          "  dump         a line for each result, sorted: kind, key, bytes, hash; two stores of a "
          "study have the same lines, whoever computed them, where and when\n"
          "  verify       reads everything and says what is damaged, with exit code 1; that counts "
          "as missing and is computed again",
          &argc, &argv, &exit))
    return exit;
  if (argc != 3)
    return vit_cli_usage ("store", "list, dump or verify, and one folder are needed");
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (strcmp (argv[1], words[i].name) == 0)
      {
        g_autoptr (VitStore) store = vit_store_open (argv[2], false, &error);
        return store ? words[i].run (store) : vit_cli_fail (error);
      }
  return vit_cli_usage ("store", "there is no \"%s\": list, dump, verify", argv[1]);
}
