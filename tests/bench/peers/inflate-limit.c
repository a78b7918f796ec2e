// Decompression limit: inflate_limit FILE zlib|isal|libdeflate|zstd   (streaming 1 MiB output
// blocks; libdeflate needs the whole member)
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <zlib.h>
#include <zstd.h>
#include <libdeflate.h>
#include <isa-l.h>
static double
now (void)
{
  struct timespec t;
  clock_gettime (CLOCK_MONOTONIC, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}
int
main (int c, char **v)
{
  FILE *f = fopen (v[1], "rb");
  double t = now ();
  size_t total = 0;
  const size_t IB = 1 << 18, OB = 1 << 20;
  unsigned char *in = malloc (IB), *out = malloc (OB);
  if (!strcmp (v[2], "zlib"))
    {
      z_stream s;
      memset (&s, 0, sizeof s);
      inflateInit2 (&s, 31);
      int r = Z_OK;
      for (;;)
        {
          if (!s.avail_in)
            {
              s.avail_in = fread (in, 1, IB, f);
              s.next_in = in;
              if (!s.avail_in)
                break;
            }
          s.next_out = out;
          s.avail_out = OB;
          r = inflate (&s, 0);
          total += OB - s.avail_out;
          if (r == Z_STREAM_END)
            {
              inflateReset2 (&s, 31);
            }
          else if (r != Z_OK)
            break;
        }
    }
  else if (!strcmp (v[2], "isal"))
    {
      struct inflate_state *s = malloc (sizeof *s);
      isal_inflate_init (s);
      s->crc_flag = ISAL_GZIP;
      s->avail_in = 0;
      for (;;)
        {
          if (!s->avail_in)
            {
              s->avail_in = fread (in, 1, IB, f);
              s->next_in = in;
              if (!s->avail_in)
                break;
            }
          s->next_out = out;
          s->avail_out = OB;
          int r = isal_inflate (s);
          total += OB - s->avail_out;
          if (r)
            break;
          if (s->block_state == ISAL_BLOCK_FINISH)
            {
              isal_inflate_reset (s);
              s->crc_flag = ISAL_GZIP;
              if (!s->avail_in && feof (f))
                break;
            }
        }
      printf ("state_bytes %zu\n", sizeof *s);
    }
  else if (!strcmp (v[2], "libdeflate"))
    {
      fseek (f, 0, SEEK_END);
      size_t n = ftell (f);
      rewind (f);
      unsigned char *b = malloc (n);
      if (fread (b, 1, n, f) != n)
        return 1;
      unsigned isz;
      memcpy (&isz, b + n - 4, 4);
      unsigned char *o = malloc (isz);
      struct libdeflate_decompressor *d = libdeflate_alloc_decompressor ();
      size_t got;
      if (libdeflate_gzip_decompress (d, b, n, o, isz, &got))
        return 2;
      total = got;
    }
  else
    {
      ZSTD_DStream *d = ZSTD_createDStream ();
      ZSTD_inBuffer ib = { in, 0, 0 };
      for (;;)
        {
          if (ib.pos == ib.size)
            {
              ib.size = fread (in, 1, IB, f);
              ib.pos = 0;
              if (!ib.size)
                break;
            }
          ZSTD_outBuffer ob = { out, OB, 0 };
          size_t r = ZSTD_decompressStream (d, &ob, &ib);
          if (ZSTD_isError (r))
            return 3;
          total += ob.pos;
        }
    }
  double d = now () - t;
  printf ("seconds %.6f\nGB_per_s_out %.3f\nchecksum %zu\n", d, total / d / 1e9, total);
  return 0;
}
