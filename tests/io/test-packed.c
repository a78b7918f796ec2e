/* Random access to packed content: the bytes are those of gzip, whatever was asked for before. */

#include <bzlib.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>

#include "core/base/parallel.h"
#include "core/io/packed.h"
#include "core/io/source.h"
#include "core/io/trajectory.h"

static char *folder, *path;

static void
append_member (GByteArray *packed, const void *data, size_t n, int level)
{
  z_stream stream = { 0 };
  g_assert_cmpint (deflateInit2 (&stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), ==,
                   Z_OK);
  size_t bound = deflateBound (&stream, n) + 64;
  g_autofree uint8_t *out = g_malloc (bound);
  stream.next_in = (uint8_t *) data;
  stream.avail_in = (uInt) n;
  stream.next_out = out;
  stream.avail_out = (uInt) bound;
  g_assert_cmpint (deflate (&stream, Z_FINISH), ==, Z_STREAM_END);
  g_byte_array_append (packed, out, (guint) (bound - stream.avail_out));
  deflateEnd (&stream);
}

/* Numbers in text, with a stretch that cannot be packed and one that is all the same. */
static GString *
new_content (size_t n)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (3);
  GString *text = g_string_new (NULL);
  while (text->len < n)
    g_string_append_printf (text, "%d %.4f\n", g_rand_int_range (random, 1, 9999),
                            g_rand_double_range (random, -99, 99));
  for (size_t i = n / 4; i < n / 4 + n / 8; i++)
    text->str[i] = (char) g_rand_int (random);
  memset (text->str + n / 2, 'x', n / 8);
  g_string_truncate (text, n);
  return text;
}

static VitSource *
open_source (const GByteArray *packed)
{
  g_assert_true (g_file_set_contents (path, (const char *) packed->data, packed->len, NULL));
  g_autoptr (GError) error = NULL;
  VitSource *source = vit_source_open (path, NULL, &error);
  g_assert_no_error (error);
  return source;
}

static void
read_everywhere (VitSource *source, const GString *content, guint32 seed)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  g_autofree char *buffer = g_malloc (content->len + 1);
  for (int k = 0; k < 60; k++)
    {
      size_t at = (size_t) g_rand_int_range (random, 0, (int) content->len),
             n = (size_t) g_rand_int_range (random, 1, k % 5 == 0 ? 900000 : 5000);
      ssize_t got = vit_source_read (source, at, buffer, n, NULL);
      g_assert_cmpint (got, ==, (ssize_t) MIN (n, content->len - at));
      g_assert_cmpmem (buffer, (size_t) got, content->str + at, (size_t) got);
    }
  g_assert_cmpuint (vit_source_get_size (source), ==, content->len);
}

static void
read_in_order (VitSource *source, const GString *content, size_t step)
{
  g_autofree char *buffer = g_malloc (step);
  for (size_t at = 0; at < content->len; at += step)
    {
      ssize_t got = vit_source_read (source, at, buffer, step, NULL);
      g_assert_cmpint (got, ==, (ssize_t) MIN (step, content->len - at));
      g_assert_cmpmem (buffer, (size_t) got, content->str + at, (size_t) got);
    }
}

static void
test_gzip (void)
{
  g_autoptr (GString) content = new_content (3000000);
  for (int levels = 0; levels < 4; levels++)
    for (unsigned threads = 1; threads < 3; threads++)
      {
        vit_parallel_set_n_threads (threads);
        g_autoptr (GByteArray) packed = g_byte_array_new ();
        size_t at = 0, part = levels == 3 ? 77777 : content->len;
        for (int k = 0; at < content->len; at += part, k++)
          {
            append_member (packed, content->str + at, MIN (part, content->len - at),
                           levels == 3 ? k % 10 : 3 * levels);
            if (levels == 3 && k % 7 == 0)
              append_member (packed, "", 0, 6);
          }
        uint8_t zeros[300] = { 0 };
        if (levels == 2)
          g_byte_array_append (packed, zeros, sizeof zeros);
        g_autoptr (VitSource) source = open_source (packed);
        if (threads == 1)
          read_everywhere (source, content, 1);
        read_in_order (source, content, 100000);
        read_everywhere (source, content, 2);
        g_assert_null (vit_source_get_damage (source));

        /* From the states that were kept. */
        g_autoptr (VitSource) again = vit_source_open (path, NULL, NULL);
        g_assert_cmpuint (vit_source_get_size_bound (again), ==, content->len);
        read_everywhere (again, content, 3);

        /* Given up in the midst. */
        g_byte_array_append (packed, zeros, 1);
        g_autoptr (VitSource) begun = open_source (packed);
        char head[100];
        g_assert_cmpint (vit_source_read (begun, 300000, head, 100, NULL), ==, 100);
      }
  vit_parallel_set_n_threads (0);
}

static void
test_damaged (void)
{
  g_autoptr (GString) content = new_content (1000000);
  g_autoptr (GByteArray) whole = g_byte_array_new ();
  append_member (whole, content->str, content->len, 6);
  size_t room = 8 * content->len;
  g_autofree char *buffer = g_malloc (room);
  for (int damage = 0; damage < 5; damage++)
    for (int again = 0; again < 2; again++)
      {
        g_autoptr (GByteArray) packed = g_byte_array_new ();
        g_byte_array_append (packed, whole->data, whole->len);
        if (damage == 0)
          g_byte_array_set_size (packed, packed->len / 2);
        else if (damage == 1)
          g_byte_array_set_size (packed, packed->len - 3);
        else if (damage == 2)
          g_byte_array_append (packed, (const uint8_t *) "garbage follows here", 20);
        else if (damage == 3)
          packed->data[packed->len - 6] ^= 0x10;
        else
          memset (packed->data + packed->len / 2, 0xff, 2000);
        g_autoptr (VitSource) source =
            again ? vit_source_open (path, NULL, NULL) : open_source (packed);
        ssize_t got = vit_source_read (source, 0, buffer, room, NULL);
        const char *what = vit_source_get_damage (source);
        g_assert_nonnull (what);
        g_assert_cmpuint (vit_source_get_size (source), ==, (uint64_t) got);
        if (damage <= 1)
          g_assert_nonnull (strstr (what, "end early"));
        if (damage == 0)
          g_assert_cmpint (got, <, (ssize_t) content->len * 2 / 3);
        else if (damage < 4)
          g_assert_cmpint (got, ==, (ssize_t) content->len);
        /* What comes after invalid data is anything. */
        size_t good = damage < 4 ? (size_t) got : content->len / 3;
        g_assert_cmpmem (buffer, good, content->str, good);
      }
}

static void
append_zstd (GByteArray *packed, const void *data, size_t n)
{
  size_t bound = ZSTD_compressBound (n);
  g_autofree uint8_t *out = g_malloc (bound);
  size_t got = ZSTD_compress (out, bound, data, n, 3);
  g_assert_false (ZSTD_isError (got));
  g_byte_array_append (packed, out, (guint) got);
}

static void
test_zstd (void)
{
  g_autoptr (GString) content = new_content (3000000);
  static const uint8_t skippable[] = { 0x53, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3 };
  for (size_t part = 100001; part <= content->len; part *= 29)
    for (unsigned threads = 1; threads < 3; threads++)
      {
        vit_parallel_set_n_threads (threads);
        g_autoptr (GByteArray) packed = g_byte_array_new ();
        for (size_t at = 0; at < content->len; at += part)
          {
            append_zstd (packed, content->str + at, MIN (part, content->len - at));
            g_byte_array_append (packed, skippable, sizeof skippable);
          }
        g_autoptr (VitSource) source = open_source (packed);
        if (threads == 1)
          read_everywhere (source, content, 5);
        read_in_order (source, content, 70000);
        read_everywhere (source, content, 6);
        g_assert_null (vit_source_get_damage (source));
        g_autoptr (VitSource) again = vit_source_open (path, NULL, NULL);
        g_assert_cmpuint (vit_source_get_size_bound (again), ==, content->len);
        read_everywhere (again, content, 7);

        /* Cut, and followed by what is no zstd. */
        for (int damage = 0; damage < 2; damage++)
          {
            g_autoptr (GByteArray) bad = g_byte_array_new ();
            g_byte_array_append (bad, packed->data, packed->len);
            if (damage == 0)
              g_byte_array_set_size (bad, bad->len - 500);
            else
              g_byte_array_append (bad, (const uint8_t *) "garbage follows here", 20);
            g_autoptr (VitSource) cut = open_source (bad);
            const char *what = vit_source_get_damage (cut);
            g_assert_nonnull (what);
            g_assert_nonnull (strstr (what, damage == 0 ? "end early" : "damaged"));
            uint64_t n = vit_source_get_size (cut);
            g_assert_cmpuint (n, <=, content->len);
            g_autofree char *buffer = g_malloc (content->len);
            g_assert_cmpint (vit_source_read (cut, 0, buffer, n, NULL), ==, (ssize_t) n);
            g_assert_cmpmem (buffer, n, content->str, n);
            g_assert_cmpuint (n, >, damage == 0 ? content->len / 3 : content->len - 1);
          }
      }
  vit_parallel_set_n_threads (0);
}

static void
test_bzip2 (void)
{
  g_autoptr (GString) content = new_content (700000);
  g_autoptr (GByteArray) packed = g_byte_array_new ();
  for (size_t at = 0; at < content->len; at += 400000)
    {
      unsigned n = (unsigned) MIN ((size_t) 400000, content->len - at), room = n + n / 50 + 1000;
      g_autofree char *out = g_malloc (room);
      g_assert_cmpint (BZ2_bzBuffToBuffCompress (out, &room, content->str + at, n, 1, 0, 0), ==,
                       BZ_OK);
      g_byte_array_append (packed, (const uint8_t *) out, room);
    }
  g_autoptr (VitSource) source = open_source (packed);
  read_everywhere (source, content, 8);
  g_assert_null (vit_source_get_damage (source));
  g_byte_array_set_size (packed, packed->len - 20000);
  g_autoptr (VitSource) cut = open_source (packed);
  g_assert_nonnull (strstr (vit_source_get_damage (cut), "end early"));
  g_assert_cmpuint (vit_source_get_size (cut), >=, 400000);
}

/* The kept states are damaged or gone: they are not needed. */
static void
test_lost_states (void)
{
  g_autoptr (GString) content = new_content (1000000);
  g_autoptr (GByteArray) packed = g_byte_array_new ();
  append_member (packed, content->str, content->len, 6);
  g_autoptr (VitSource) source = open_source (packed);
  read_in_order (source, content, 50000);
  vit_source_finish (source, NULL, NULL);
  g_autofree char *states = g_build_filename (folder, "checkpoints", NULL);
  g_autoptr (GDir) dir = g_dir_open (states, 0, NULL);
  g_autofree char *file = g_build_filename (states, g_dir_read_name (dir), NULL);
  g_autofree char *data = NULL;
  gsize n;
  g_assert_true (g_file_get_contents (file, &data, &n, NULL));
  for (gsize at = 10; at < n; at += n / 37)
    {
      data[at] ^= 0x55;
      g_assert_true (
          g_file_set_contents (file, data, (gssize) (at % 3 == 0 ? n : n - at % 5), NULL));
      data[at] ^= 0x55;
      g_autoptr (VitSource) again = vit_source_open (path, NULL, NULL);
      read_everywhere (again, content, 4);
    }
}

/* A bit is flipped in the table of the states or in what is said of the file: one after the other.
 */
static void
test_flipped_table (void)
{
  g_autoptr (GString) content = new_content (1000000);
  g_autoptr (GByteArray) packed = g_byte_array_new ();
  append_member (packed, content->str, content->len, 6);
  g_autoptr (VitSource) source = open_source (packed);
  vit_source_finish (source, NULL, NULL);
  g_autofree char *states = g_build_filename (folder, "checkpoints", NULL);
  g_autoptr (GDir) dir = g_dir_open (states, 0, NULL);
  g_autofree char *file = g_build_filename (states, g_dir_read_name (dir), NULL);
  g_autofree char *data = NULL;
  gsize n;
  g_assert_true (g_file_get_contents (file, &data, &n, NULL));
  for (gsize at = n - 400; at < n; at++)
    {
      data[at] ^= (char) (1 << at % 8);
      g_assert_true (g_file_set_contents (file, data, (gssize) n, NULL));
      data[at] ^= (char) (1 << at % 8);
      g_autoptr (VitSource) again = vit_source_open (path, NULL, NULL);
      char some[100];
      g_assert_cmpuint (vit_source_get_size (again), ==, content->len);
      g_assert_null (vit_source_get_damage (again));
      g_assert_cmpint (vit_source_read (again, 900000, some, sizeof some, NULL), ==, sizeof some);
      g_assert_cmpmem (some, sizeof some, content->str + 900000, sizeof some);
    }
}

/* The first bytes are known before the rest is unpacked: the rest is none. */
static void
test_head (void)
{
  g_autoptr (GString) content = new_content (300000);
  g_autoptr (GByteArray) packed = g_byte_array_new ();
  unsigned room = 400000;
  g_autofree char *out = g_malloc (room);
  g_assert_cmpint (BZ2_bzBuffToBuffCompress (out, &room, content->str, 300000, 1, 0, 0), ==, BZ_OK);
  g_byte_array_append (packed, (const uint8_t *) out, room / 2);
  g_assert_true (g_file_set_contents (path, (const char *) packed->data, packed->len, NULL));
  g_autoptr (GError) error = NULL;
  g_autoptr (VitSource) source = vit_source_open_late (path, &error);
  g_assert_no_error (error);
  char some[4096];
  for (size_t at = 0; at < 60000; at += 7777)
    {
      g_assert_cmpint (vit_source_read (source, at, some, 4096, &error), ==, 4096);
      g_assert_cmpmem (some, 4096, content->str + at, 4096);
    }
  g_assert_cmpint (vit_source_read (source, 70000, some, 4096, &error), ==, 4096);
  g_assert_cmpmem (some, 4096, content->str + 70000, 4096);
  g_assert_nonnull (vit_source_get_damage (source));
}

/* A member or frame that is damaged costs itself: what others have is there, from wherever it is
 * read, also from states that were kept. */
static void
test_goes_on (void)
{
  g_autoptr (GString) text = new_content (3000000);
  size_t part = 177777, room = text->len + 100;
  g_autofree char *first = g_malloc (room), *again = g_malloc (room);
  for (int kind = 0; kind < 4; kind++)
    for (unsigned threads = 1; threads < 3; threads++)
      {
        bool is_zstd = kind % 2;
        /* Some are unpacked into a file, others read where they are. */
        vit_packed_set_from (kind < 2 ? 0 : 100 << 20, 300000);
        vit_parallel_set_n_threads (threads);
        g_autoptr (GByteArray) packed = g_byte_array_new ();
        guint begin = 0, end = 0;
        for (size_t at = 0, k = 0; at < text->len; at += part, k++)
          {
            begin = k == 5 ? packed->len : begin;
            if (is_zstd)
              append_zstd (packed, text->str + at, MIN (part, text->len - at));
            else
              append_member (packed, text->str + at, MIN (part, text->len - at), 6);
            end = k == 5 ? packed->len : end;
          }
        /* Frames without a checksum tell by their heads. */
        memset (packed->data + (is_zstd ? begin : (begin + end) / 2), 0xff, is_zstd ? 4 : 40);
        g_autoptr (VitSource) source = open_source (packed);
        ssize_t got = vit_source_read (source, 0, first, room, NULL);
        VitLostParts lost;
        vit_source_get_lost (source, &lost);
        g_assert_null (vit_source_get_damage (source));
        g_assert_cmpuint (lost.n, ==, 1);
        g_assert_cmpuint (lost.parts[0].begin, ==, begin);
        g_assert_cmpuint (lost.parts[0].end, ==, end);
        g_assert_cmpuint (vit_source_get_size (source), ==, (uint64_t) got);
        g_assert_cmpuint (lost.parts[0].content, >=, 5 * part);
        g_assert_cmpuint (lost.parts[0].content, <=, (is_zstd ? 5 : 6) * part);
        g_assert_cmpmem (first, 5 * part, text->str, 5 * part);
        size_t rest = text->len - 6 * part;
        g_assert_cmpmem (first + got - rest, rest, text->str + 6 * part, rest);
        /* The part begins a line of its own. */
        g_assert_cmpint (first[(size_t) got - rest - 1], ==, '\n');
        g_autoptr (VitSource) other = vit_source_open (path, NULL, NULL);
        g_autoptr (GRand) random = g_rand_new_with_seed (8);
        for (int k = 0; k < 60; k++)
          {
            size_t at = (size_t) g_rand_int_range (random, 0, (int) got),
                   n = (size_t) g_rand_int_range (random, 1, 300000);
            ssize_t some = vit_source_read (k % 2 ? source : other, at, again, n, NULL);
            g_assert_cmpint (some, ==, (ssize_t) MIN (n, (size_t) got - at));
            g_assert_cmpmem (again, (size_t) some, first + at, (size_t) some);
          }
        vit_source_get_lost (other, &lost);
        g_assert_cmpuint (lost.n, ==, 1);
      }
  vit_parallel_set_n_threads (0);
  vit_packed_set_from (0, 200000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("vitrine-test-XXXXXX", NULL);
  g_setenv ("VITRINE_CACHE_DIR", folder, TRUE);
  path = g_build_filename (folder, "content", NULL);
  vit_packed_set_from (0, 200000);
  g_test_add_func ("/io/packed/gzip", test_gzip);
  g_test_add_func ("/io/packed/damaged", test_damaged);
  g_test_add_func ("/io/packed/zstd", test_zstd);
  g_test_add_func ("/io/packed/bzip2", test_bzip2);
  g_test_add_func ("/io/packed/lost-states", test_lost_states);
  g_test_add_func ("/io/packed/flipped-table", test_flipped_table);
  g_test_add_func ("/io/packed/head", test_head);
  g_test_add_func ("/io/packed/goes-on", test_goes_on);
  int failed = g_test_run ();
  g_autofree char *states = g_build_filename (folder, "checkpoints", NULL);
  g_autoptr (GDir) dir = g_dir_open (states, 0, NULL);
  for (const char *name; dir && (name = g_dir_read_name (dir));)
    {
      g_autofree char *file = g_build_filename (states, name, NULL);
      g_unlink (file);
    }
  g_rmdir (states);
  g_autofree char *unpacked = g_build_filename (folder, "unpacked", NULL);
  g_rmdir (unpacked);
  g_unlink (path);
  g_rmdir (folder);
  g_free (path);
  g_free (folder);
  return failed;
}
