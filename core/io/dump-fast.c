#include "core/io/dump-fast.h"

#include <string.h>

#include "core/io/text.h"

static gint disabled;

void
vit_dump_fast_set_enabled (bool enabled)
{
  g_atomic_int_set (&disabled, !enabled);
}

#if defined(__x86_64__) && defined(__GNUC__)

#include <immintrin.h>

/* Read at a time; small enough to stay in the second-level cache. */
#define PIECE ((size_t) 192 << 10)

/* Bytes that may be touched before and after the text of a line. */
#define MARGIN 64

/* A line of text must end within one window. */
#define WINDOW 64

/* Shuffles that put the digits of a number of some length, whose last byte is byte 15, at the end
 * and zeros before. */
typedef struct
{
  uint8_t fixed[17][16]; /* with a point before the last decimals; the length counts the point */
  uint8_t integer[17][16];
} Shuffles;

static void
make_shuffles (Shuffles *shuffles, int decimals)
{
  for (int length = 0; length <= 16; length++)
    for (int i = 0; i < 16; i++)
      {
        shuffles->integer[length][i] = i >= 16 - length ? (uint8_t) i : 0x80;
        /* Digits before the point move up by one. */
        int from = i >= 16 - decimals ? i : i - 1;
        shuffles->fixed[length][i] = from >= 16 - length && from >= 0 ? (uint8_t) from : 0x80;
      }
}

/* What the rows are written to. */
typedef struct
{
  const Shuffles *shuffles;
  int decimals;
  bool trailing_blank;
  int64_t *ids;
  uint8_t *types;
  int32_t *fixed;
} Output;

#define AVX2 __attribute__ ((target ("avx2,bmi")))

AVX2 static inline uint64_t
find_blanks (const char *p)
{
  const __m256i blank = _mm256_set1_epi8 (' ');
  __m256i a = _mm256_loadu_si256 ((const __m256i *) p),
          b = _mm256_loadu_si256 ((const __m256i *) (p + 32));
  uint32_t low =
      (uint32_t) _mm256_movemask_epi8 (_mm256_cmpeq_epi8 (_mm256_min_epu8 (a, blank), a));
  uint32_t high =
      (uint32_t) _mm256_movemask_epi8 (_mm256_cmpeq_epi8 (_mm256_min_epu8 (b, blank), b));
  return (uint64_t) high << 32 | low;
}

AVX2 static inline __m256i
load_pair (const char *end_a, const char *end_b, const uint8_t *shuffle_a, const uint8_t *shuffle_b)
{
  __m256i text = _mm256_inserti128_si256 (
      _mm256_castsi128_si256 (_mm_loadu_si128 ((const __m128i *) (end_a - 16))),
      _mm_loadu_si128 ((const __m128i *) (end_b - 16)), 1);
  __m256i shuffle = _mm256_inserti128_si256 (
      _mm256_castsi128_si256 (_mm_loadu_si128 ((const __m128i *) shuffle_a)),
      _mm_loadu_si128 ((const __m128i *) shuffle_b), 1);
  return _mm256_shuffle_epi8 (_mm256_sub_epi8 (text, _mm256_set1_epi8 ('0')), shuffle);
}

/* Sixteen digits of each half become the upper and the lower eight as 32-bit numbers. */
AVX2 static inline __m256i
to_numbers (__m256i digits)
{
  const __m256i tens = _mm256_set1_epi16 (0x010a), hundreds = _mm256_set1_epi32 (0x00010064),
                ten_thousands = _mm256_set1_epi32 (0x00012710);
  __m256i pairs = _mm256_maddubs_epi16 (digits, tens);
  __m256i fours = _mm256_madd_epi16 (pairs, hundreds);
  return _mm256_madd_epi16 (_mm256_packus_epi32 (fours, fours), ten_thousands);
}

static inline int32_t
join (uint64_t halves)
{
  return (int32_t) ((uint32_t) halves * 100000000u + (uint32_t) (halves >> 32));
}

/* Lines from @p on, of which the last must begin before @stop; returns where the next one begins,
 * or NULL if one is not of the form. */
AVX2 static const char *
parse_lines (const char *p, const char *stop, size_t *row, size_t n, const Output *out)
{
  const int d = out->decimals;
  const unsigned room = (unsigned) (10 - d - 2);
  __m256i largest = _mm256_setzero_si256 ();
  uint32_t bad = 0;
  const int trailing = out->trailing_blank;
  const char last_blank = trailing ? ' ' : '\n';
  const uint8_t (*shuffle)[16] = out->shuffles->fixed, (*shuffle_id)[16] = out->shuffles->integer;
  int64_t *const restrict ids = out->ids;
  uint8_t *const restrict types = out->types;
  int32_t *const restrict fixed = out->fixed;
  size_t i = *row;
  for (; i < n && p < stop; i++)
    {
      uint64_t blanks = find_blanks (p);
      /* Of a mask that has run empty tzcnt says 64, which the lengths below refuse. */
      int s0 = (int) _tzcnt_u64 (blanks);
      blanks = _blsr_u64 (blanks);
      int s1 = (int) _tzcnt_u64 (blanks);
      blanks = _blsr_u64 (blanks);
      int s2 = (int) _tzcnt_u64 (blanks);
      blanks = _blsr_u64 (blanks);
      int s3 = (int) _tzcnt_u64 (blanks);
      blanks = _blsr_u64 (blanks);
      int s4 = (int) _tzcnt_u64 (blanks);

      int nx = p[s1 + 1] == '-', ny = p[s2 + 1] == '-', nz = p[s3 + 1] == '-';
      int lx = s2 - s1 - 1 - nx, ly = s3 - s2 - 1 - ny, lz = s4 - s3 - 1 - nz;
      /* One digit of type; an id of up to 16; coordinates with a digit before the point and nine
       * digits in all. */
      if (((unsigned) (s1 - s0 - 2) | ((unsigned) (s0 - 1) > 15u) |
           ((unsigned) (lx - d - 2) > room) | ((unsigned) (ly - d - 2) > room) |
           ((unsigned) (lz - d - 2) > room)) != 0)
        return NULL;
      bad |= (uint32_t) (p[s2 - 1 - d] ^ '.') | (uint32_t) (p[s3 - 1 - d] ^ '.') |
             (uint32_t) (p[s4 - 1 - d] ^ '.');
      bad |= (uint32_t) (p[s0] ^ ' ') | (uint32_t) (p[s1] ^ ' ') | (uint32_t) (p[s2] ^ ' ') |
             (uint32_t) (p[s3] ^ ' ');
      bad |= (uint32_t) (p[s4 + trailing] ^ '\n') | (uint32_t) (p[s4] ^ last_blank);
      unsigned type = (unsigned) (uint8_t) p[s0 + 1] - '0';
      bad |= (uint32_t) (type - 1 > 8u);

      __m256i xy = load_pair (p + s2, p + s3, shuffle[lx], shuffle[ly]);
      __m256i zi = load_pair (p + s4, p + s0, shuffle[lz], shuffle_id[s0]);
      largest = _mm256_max_epu8 (largest, _mm256_max_epu8 (xy, zi));
      xy = to_numbers (xy);
      zi = to_numbers (zi);
      int32_t x = join ((uint64_t) _mm256_extract_epi64 (xy, 0)),
              y = join ((uint64_t) _mm256_extract_epi64 (xy, 2));
      int32_t z = join ((uint64_t) _mm256_extract_epi64 (zi, 0));
      uint64_t id = (uint64_t) _mm256_extract_epi64 (zi, 2);
      fixed[3 * i] = (x ^ -nx) + nx;
      fixed[3 * i + 1] = (y ^ -ny) + ny;
      fixed[3 * i + 2] = (z ^ -nz) + nz;
      ids[i] = (int64_t) ((id & 0xffffffffu) * 100000000u + (id >> 32));
      types[i] = (uint8_t) type;
      p += s4 + 1 + trailing;
    }
  *row = i;
  __m256i over = _mm256_subs_epu8 (largest, _mm256_set1_epi8 (9));
  return bad || !_mm256_testz_si256 (over, over) ? NULL : p;
}

/* How the numbers of the first row are written. */
static bool
learn (const char *p, const char *end, int *decimals, bool *trailing_blank)
{
  const char *feed = memchr (p, '\n', (size_t) (end - p));
  if (!feed || feed - p > WINDOW - 2 || feed == p)
    return false;
  VitToken token;
  const char *q = p;
  *decimals = -1;
  for (int column = 0; vit_token_next (&q, feed, &token); column++)
    {
      int64_t mantissa;
      int found;
      if (!vit_parse_fixed (token, &mantissa, &found) || column > 4)
        return false;
      if (column == 2)
        *decimals = found;
    }
  *trailing_blank = feed[-1] == ' ';
  return *decimals >= 1 && *decimals <= 6;
}

static bool
read_pieces (VitSource *source, const VitIndexEntry *entry, size_t n, Output *out)
{
  g_autofree char *memory = g_malloc0 (PIECE + 2 * MARGIN);
  char *text = memory + MARGIN;
  uint64_t at = entry->offset + entry->body, end = entry->offset + entry->length;
  size_t held = 0, row = 0;
  Shuffles shuffles;
  bool learnt = false;
  while (row < n)
    {
      size_t wanted = (size_t) MIN ((uint64_t) (PIECE - held), end - at);
      ssize_t got = vit_source_read (source, at, text + held, wanted, NULL);
      if (got <= 0 && held == 0)
        return false;
      at += got > 0 ? (uint64_t) got : 0;
      held += got > 0 ? (size_t) got : 0;
      bool last = at >= end || got <= 0;
      memset (text + held, 0, MARGIN);
      if (!learnt)
        {
          if (!learn (text, text + held, &out->decimals, &out->trailing_blank))
            return false;
          make_shuffles (&shuffles, out->decimals);
          out->shuffles = &shuffles;
          learnt = true;
        }
      if (!last && held < WINDOW)
        return false;
      const char *stop = last ? text + held : text + held - WINDOW;
      const char *next = parse_lines (text, stop, &row, n, out);
      if (!next || (last && row < n) || next > text + held)
        return false;
      held -= (size_t) (next - text);
      memmove (text, next, held);
    }
  return true;
}

bool
vit_dump_fast_read (VitSource *source,
                    const VitIndexEntry *entry,
                    const VitDumpHeader *header,
                    VitFrameBuilder *builder)
{
  size_t n = (size_t) entry->n_atoms;
  bool form =
      header->n_columns == 5 && header->id == 0 && header->type == 1 && header->position[0] == 2 &&
      header->position[1] == 3 && header->position[2] == 4 &&
      (header->coordinates == VIT_DUMP_WRAPPED || header->coordinates == VIT_DUMP_UNWRAPPED);
  if (!form || n == 0 || g_atomic_int_get (&disabled) || !__builtin_cpu_supports ("avx2") ||
      !__builtin_cpu_supports ("bmi"))
    return false;
  builder->n = n;
  builder->ids = g_new (int64_t, n);
  builder->types = g_malloc (n);
  builder->fixed = g_new (int32_t, 3 * n);
  Output out = { .ids = builder->ids, .types = builder->types, .fixed = builder->fixed };
  bool ok = read_pieces (source, entry, n, &out);
  builder->decimals = out.decimals;
  if (!ok)
    vit_frame_builder_clear (builder);
  return ok;
}

#else

bool
vit_dump_fast_read (VitSource *source,
                    const VitIndexEntry *entry,
                    const VitDumpHeader *header,
                    VitFrameBuilder *builder)
{
  return false;
}

#endif
