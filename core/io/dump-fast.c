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

/* Bytes that are read at a time; few enough to stay in the second-level cache. */
#define PIECE ((size_t) 192 << 10)

/* Bytes that may be touched before and after the text of a line. */
#define MARGIN 128

/* A line of text must end within one window. */
#define WINDOW 64

/* Rows per check. The counts of minuses are one byte each and must not overflow. */
#define BATCH 128

/* A row is spread over four lanes of sixteen bytes, for x, y, z and id. Each lane is filled by a
 * shuffle of the sixteen bytes that end with the blank after the number. Byte 0 is the first
 * character, 1 that blank, 2 the point (for an id, the blank before the type), 3 the type, 4 to 15
 * the digits. The limits below apply to the characters minus '0'. */
enum
{
  LANE_FIRST,
  LANE_BLANK,
  LANE_POINT,
  LANE_TYPE,
  LANE_DIGITS,
  LANE = 16
};

#define MINUS ((uint8_t) ('-' - '0'))

/* LaneLayout holds the shuffles by the distance of the blanks around a number. A shuffle of an
 * impossible distance gives zeros, which the checks refuse. */
typedef struct
{
  uint8_t fixed[WINDOW + 1][LANE];
  uint8_t id[WINDOW + 1][LANE];
  uint8_t low[2 * 2 * LANE], high[2 * 2 * LANE]; /* limits of each byte of the lanes */
} LaneLayout;

static void
set_limits (LaneLayout *layout, int lane, int byte, int low, int high)
{
  layout->low[LANE * lane + byte] = (uint8_t) low;
  layout->high[LANE * lane + byte] = (uint8_t) high;
}

/* Allow nine digits, which fit 32 bits whatever they are. */
static void
make_layout (LaneLayout *layout, int decimals, char last_blank)
{
  memset (layout, 0, sizeof *layout);
  memset (layout->fixed, 0x80, sizeof layout->fixed);
  memset (layout->id, 0x80, sizeof layout->id);
  for (int length = decimals + 2; length <= 11; length++)
    {
      uint8_t *to = layout->fixed[length + 1];
      to[LANE_FIRST] = (uint8_t) (15 - length);
      to[LANE_BLANK] = 15;
      to[LANE_POINT] = (uint8_t) (14 - decimals);
      for (int k = 0; k < length - 1; k++)
        to[15 - k] = (uint8_t) (k < decimals ? 14 - k : 13 - k);
    }
  for (int length = 1; length <= 9; length++)
    {
      uint8_t *to = layout->id[length + 2];
      to[LANE_BLANK] = 15;
      to[LANE_TYPE] = 14;
      to[LANE_POINT] = 13;
      for (int k = 0; k < length; k++)
        to[15 - k] = (uint8_t) (12 - k);
    }
  for (int lane = 0; lane < 4; lane++)
    {
      bool id = lane == 3;
      char blank = lane == 2 ? last_blank : ' ', point = id ? ' ' : '.';
      set_limits (layout, lane, LANE_FIRST, 0, 255);
      set_limits (layout, lane, LANE_BLANK, (uint8_t) (blank - '0'), (uint8_t) (blank - '0'));
      set_limits (layout, lane, LANE_POINT, (uint8_t) (point - '0'), (uint8_t) (point - '0'));
      set_limits (layout, lane, LANE_TYPE, id ? 1 : 0, id ? 9 : 0);
      for (int byte = LANE_DIGITS + 3; byte < LANE; byte++)
        set_limits (layout, lane, byte, 0, 9);
    }
}

/* RowTarget is where rows are written to, or the atoms that they are compared with. */
typedef struct
{
  LaneLayout layout;
  int decimals;
  bool long_end; /* a blank or a carriage return stands before the line feed */
  char last_blank;
  const VitAtoms *like; /* nullable: rows must be these atoms; ids and types are not written */
  int64_t *ids;
  uint8_t *types;
  int32_t *fixed; /* 3 n + 1 numbers */
} RowTarget;

/* LaneExtremes are least and largest bytes of the lanes in a batch, and counts of minuses. */
typedef struct
{
  __m256i low[2], high[2], minuses[2];
} LaneExtremes;

#define AVX2 __attribute__ ((target ("avx2,bmi")))
#define INLINE __attribute__ ((target ("avx2,bmi"), always_inline)) static inline

INLINE uint64_t
find_blanks (const char *p)
{
  /* The comparison is signed: bytes above ASCII count as blanks, and the checks refuse them. */
  __m256i limit = _mm256_set1_epi8 (' ' + 1);
  __asm__("" : "+x"(limit)); /* keeps gcc from using a minimum and an equality */
  __m256i a = _mm256_loadu_si256 ((const __m256i *) p),
          b = _mm256_loadu_si256 ((const __m256i *) (p + 32));
  uint32_t low = (uint32_t) _mm256_movemask_epi8 (_mm256_cmpgt_epi8 (limit, a));
  uint32_t high = (uint32_t) _mm256_movemask_epi8 (_mm256_cmpgt_epi8 (limit, b));
  return (uint64_t) high << 32 | low;
}

/* Load two lanes, whose texts end with the blanks at @a and @b. */
INLINE __m256i
load_lanes (const char *a, const char *b, const uint8_t *shuffle_a, const uint8_t *shuffle_b)
{
  __m256i text = _mm256_inserti128_si256 (
      _mm256_castsi128_si256 (_mm_loadu_si128 ((const __m128i *) (a - 15))),
      _mm_loadu_si128 ((const __m128i *) (b - 15)), 1);
  __m256i shuffle = _mm256_inserti128_si256 (
      _mm256_castsi128_si256 (_mm_loadu_si128 ((const __m128i *) shuffle_a)),
      _mm_loadu_si128 ((const __m128i *) shuffle_b), 1);
  return _mm256_shuffle_epi8 (_mm256_sub_epi8 (text, _mm256_set1_epi8 ('0')), shuffle);
}

/* Remove the minus from the lanes and update the extremes that are checked. */
INLINE __m256i
check_lanes (__m256i lanes, __m256i minus, LaneExtremes *seen, int which)
{
  lanes = _mm256_andnot_si256 (minus, lanes);
  seen->low[which] = _mm256_min_epu8 (seen->low[which], lanes);
  seen->high[which] = _mm256_max_epu8 (seen->high[which], lanes);
  seen->minuses[which] = _mm256_sub_epi8 (seen->minuses[which], minus);
  return lanes;
}

/* Combine digits into groups of four, each as 32 bits. */
INLINE __m256i
to_fours (__m256i lanes)
{
  const __m256i tens = _mm256_set_epi64x (0x010a010a010a010a, 0x010a010a00000000,
                                          0x010a010a010a010a, 0x010a010a00000000);
  const __m256i hundreds = _mm256_set1_epi32 (0x00010064);
  return _mm256_madd_epi16 (_mm256_maddubs_epi16 (lanes, tens), hundreds);
}

/* Parse one row: x, y, z and the id. */
INLINE __m128i
parse_row (const char *p, const size_t s[5], const LaneLayout *layout, LaneExtremes *seen)
{
  const __m256i dash = _mm256_set1_epi8 ((char) MINUS);
  const __m256i ten_thousands = _mm256_set1_epi32 (0x00012710),
                hundred_millions = _mm256_set1_epi64x (100000000);
  const __m256i spread = _mm256_set_epi64x (0x0808080808080808, 0, 0x0808080808080808, 0);
  const __m256i places = _mm256_setr_epi32 (0, 4, 2, 6, 0, 0, 0, 0);
  __m256i xy =
      load_lanes (p + s[2], p + s[3], layout->fixed[s[2] - s[1]], layout->fixed[s[3] - s[2]]);
  __m256i zi = load_lanes (p + s[4], p + s[1], layout->fixed[s[4] - s[3]], layout->id[s[1]]);
  __m256i minus_xy = _mm256_cmpeq_epi8 (xy, dash), minus_zi = _mm256_cmpeq_epi8 (zi, dash);
  xy = to_fours (check_lanes (xy, minus_xy, seen, 0));
  zi = to_fours (check_lanes (zi, minus_zi, seen, 1));
  __m256i eights = _mm256_madd_epi16 (_mm256_packus_epi32 (xy, zi), ten_thousands);
  __m256i numbers = _mm256_add_epi64 (_mm256_mul_epu32 (eights, hundred_millions),
                                      _mm256_srli_epi64 (eights, 32));
  __m256i sign = _mm256_shuffle_epi8 (_mm256_unpacklo_epi64 (minus_xy, minus_zi), spread);
  numbers = _mm256_sub_epi64 (_mm256_xor_si256 (numbers, sign), sign);
  return _mm256_castsi256_si128 (_mm256_permutevar8x32_epi32 (numbers, places));
}

/* A minus is valid only as the first character, so the digits must contain as many as the first
 * characters do. */
static bool
check_minuses (const uint8_t *counts)
{
  unsigned among = 0;
  for (int byte = LANE_DIGITS; byte < LANE; byte++)
    among += counts[byte];
  return among == counts[LANE_FIRST];
}

AVX2 static bool
check_seen (const LaneExtremes *seen, const LaneLayout *layout)
{
  uint8_t minuses[4 * LANE];
  __m256i wrong = _mm256_setzero_si256 ();
  for (int k = 0; k < 2; k++)
    {
      __m256i low = _mm256_loadu_si256 ((const __m256i *) (layout->low + 32 * k)),
              high = _mm256_loadu_si256 ((const __m256i *) (layout->high + 32 * k));
      wrong = _mm256_or_si256 (wrong, _mm256_subs_epu8 (low, seen->low[k]));
      wrong = _mm256_or_si256 (wrong, _mm256_subs_epu8 (seen->high[k], high));
      _mm256_storeu_si256 ((__m256i *) (minuses + 32 * k), seen->minuses[k]);
    }
  for (int lane = 0; lane < 4; lane++)
    if (!check_minuses (minuses + LANE * lane))
      return false;
  return _mm256_testz_si256 (wrong, wrong);
}

/* RowStream is a place in a sequence of rows: the beginning of the next row in the text, and its
 * index. */
typedef struct
{
  const char *p;
  size_t row;
} RowStream;

/* RowFaults collects, over rows, the bits that a valid row leaves at 0. */
typedef struct
{
  uint64_t other; /* difference from the atoms that it is compared with */
  uint32_t no_feed;
} RowFaults;

/* tzcnt of a mask without bits is 64, the length of a window; the checks then require the byte
 * there to be the blank. */
INLINE void
next_row (RowStream *stream,
          const RowTarget *out,
          const VitAtoms *like,
          LaneExtremes *seen,
          RowFaults *wrong)
{
  const char *p = stream->p;
  const size_t i = stream->row++;
  uint64_t blanks = find_blanks (p);
  size_t s[5];
  s[0] = _tzcnt_u64 (blanks);
  blanks = _blsr_u64 (blanks);
  s[1] = _tzcnt_u64 (blanks);
  blanks = _blsr_u64 (blanks);
  s[2] = _tzcnt_u64 (blanks);
  blanks = _blsr_u64 (blanks);
  s[3] = _tzcnt_u64 (blanks);
  s[4] = _tzcnt_u64 (_blsr_u64 (blanks));
  __m128i numbers = parse_row (p, s, &out->layout, seen);
  _mm_storeu_si128 ((__m128i *) (out->fixed + 3 * i), numbers);
  uint64_t id = (uint32_t) _mm_extract_epi32 (numbers, 3);
  uint8_t type = (uint8_t) (p[s[1] - 1] - '0');
  if (like)
    wrong->other |= (id ^ (uint64_t) like->ids[i]) | (uint64_t) (type ^ like->types[i]);
  else
    {
      out->ids[i] = (int64_t) id;
      out->types[i] = type;
    }
  stream->p = p += s[4] + (out->long_end ? 2 : 1);
  wrong->no_feed |= (uint32_t) (p[-1] ^ '\n');
}

AVX2 static size_t
count_feeds (const char *p, const char *end)
{
  const __m256i feed = _mm256_set1_epi8 ('\n');
  __m256i sums = _mm256_setzero_si256 ();
  while (end - p >= 32)
    {
      __m256i counts = _mm256_setzero_si256 ();
      for (int k = 0; k < 255 && end - p >= 32; k++, p += 32)
        counts = _mm256_sub_epi8 (
            counts, _mm256_cmpeq_epi8 (_mm256_loadu_si256 ((const __m256i *) p), feed));
      sums = _mm256_add_epi64 (sums, _mm256_sad_epu8 (counts, _mm256_setzero_si256 ()));
    }
  size_t n = (size_t) (_mm256_extract_epi64 (sums, 0) + _mm256_extract_epi64 (sums, 1) +
                       _mm256_extract_epi64 (sums, 2) + _mm256_extract_epi64 (sums, 3));
  for (; p < end; p++)
    n += *p == '\n';
  return n;
}

static const LaneExtremes nothing_seen = { .low = { { -1, -1, -1, -1 }, { -1, -1, -1, -1 } } };

/* Parse rows up to index @end that begin before @stop. */
INLINE bool
parse_one (RowStream *a, size_t end, const char *stop, const RowTarget *out, const VitAtoms *like)
{
  RowFaults wrong = { 0 };
  while (a->row < end && a->p < stop)
    {
      LaneExtremes seen = nothing_seen;
      for (int k = 0; k < BATCH && a->row < end && a->p < stop; k++)
        next_row (a, out, like, &seen, &wrong);
      if (wrong.no_feed || wrong.other || !check_seen (&seen, &out->layout))
        return false;
    }
  return true;
}

/* Parse rows at two places at once, until one of them is done. The end of a row is known late; the
 * processor works on the other place meanwhile. */
INLINE bool
parse_two (RowStream *a,
           size_t end_a,
           const char *stop_a,
           RowStream *b,
           size_t end_b,
           const char *stop,
           const RowTarget *out,
           const VitAtoms *like)
{
  RowFaults wrong = { 0 };
  /* Compare the first place with its stop before every batch only: one batch cannot bring it from
   * its stop past that of the other place. */
  while (a->row < end_a && a->p < stop_a && b->row < end_b && b->p < stop)
    {
      LaneExtremes seen = nothing_seen;
      size_t n = MIN (MIN (end_a - a->row, end_b - b->row), BATCH / 2);
      for (size_t k = 0; k < n && b->p < stop; k++)
        {
          next_row (a, out, like, &seen, &wrong);
          next_row (b, out, like, &seen, &wrong);
        }
      if (wrong.no_feed || wrong.other || !check_seen (&seen, &out->layout))
        return false;
    }
  return true;
}

/* Text shorter than this is parsed at one place. */
#define WORTH_TWO ((ptrdiff_t) 16 << 10)
G_STATIC_ASSERT (WORTH_TWO / 2 > BATCH / 2 * (WINDOW + 2) + 2 * WINDOW);

/* Parse rows up to index @n that begin before @stop, from @p on. Returns: the beginning of the next
 * row; NULL if a row is not of the form. */
INLINE const char *
parse_rows (const char *p,
            const char *stop,
            size_t *row,
            size_t n,
            const RowTarget *out,
            const VitAtoms *like)
{
  RowStream a = { p, *row };
  const char *half = stop - p >= WORTH_TWO ? memchr (p + (stop - p) / 2, '\n', WINDOW) : NULL;
  size_t middle = half ? *row + count_feeds (p, half + 1) : n;
  if (middle >= n)
    {
      bool ok = parse_one (&a, n, stop, out, like);
      *row = a.row;
      return ok ? a.p : NULL;
    }
  RowStream b = { half + 1, middle };
  if (!parse_one (&b, middle + 1, stop, out, like))
    return NULL;
  /* Writing a row overwrites four bytes of the next one. */
  int32_t first = out->fixed[3 * middle];
  if (!parse_two (&a, middle, half + 1, &b, n, stop, out, like) ||
      !parse_one (&a, middle, half + 1, out, like) || a.row != middle || a.p != half + 1 ||
      !parse_one (&b, n, stop, out, like))
    return NULL;
  out->fixed[3 * middle] = first;
  *row = b.row;
  return b.p;
}

AVX2 static const char *
parse_and_store (const char *p, const char *stop, size_t *row, size_t n, const RowTarget *out)
{
  return parse_rows (p, stop, row, n, out, NULL);
}

AVX2 static const char *
parse_and_compare (const char *p, const char *stop, size_t *row, size_t n, const RowTarget *out)
{
  return parse_rows (p, stop, row, n, out, out->like);
}

/* Learn from the first row how its numbers are written. */
static bool
learn_row_form (const char *p, const char *end, RowTarget *out)
{
  const char *feed = memchr (p, '\n', (size_t) (end - p));
  if (!feed || feed - p > WINDOW - 2 || feed == p)
    return false;
  VitToken token;
  const char *q = p;
  out->decimals = -1;
  for (int column = 0; vit_token_next (&q, feed, &token); column++)
    {
      int64_t mantissa;
      int found;
      if (!vit_parse_fixed (token, &mantissa, &found) || column > 4)
        return false;
      if (column == 2)
        out->decimals = found;
    }
  out->long_end = feed[-1] == ' ' || feed[-1] == '\r';
  out->last_blank = out->long_end ? feed[-1] : '\n';
  if (out->decimals < 1 || out->decimals > 6)
    return false;
  make_layout (&out->layout, out->decimals, out->last_blank);
  return true;
}

static bool
read_pieces (VitSource *source, const VitIndexEntry *entry, size_t n, RowTarget *out)
{
  g_autofree char *memory = g_malloc (PIECE + 2 * MARGIN);
  char *text = memory + MARGIN;
  uint64_t at = entry->offset + entry->body, end = entry->offset + entry->length;
  size_t held = 0, row = 0;
  bool learnt = false;
  memset (memory, 0, MARGIN);
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
      if (!learnt && !learn_row_form (text, text + held, out))
        return false;
      learnt = true;
      if (!last && held < WINDOW)
        return false;
      const char *stop = last ? text + held : text + held - WINDOW;
      const char *next = out->like ? parse_and_compare (text, stop, &row, n, out)
                                   : parse_and_store (text, stop, &row, n, out);
      if (!next || (last && row < n) || next > text + held)
        return false;
      held -= (size_t) (next - text);
      memmove (text, next, held);
    }
  /* If the index did not count the rows, no more of them may follow. */
  return !(entry->flags & VIT_INDEX_NOT_COUNTED) || (held == 0 && at == end);
}

bool
vit_dump_fast_read (VitSource *source,
                    const VitIndexEntry *entry,
                    const VitDumpHeader *header,
                    const VitAtoms *like,
                    VitFrameBuilder *builder)
{
  size_t n = (size_t) entry->n_atoms;
  bool form =
      header->n_columns == 5 && header->id == 0 && header->type == 1 && header->position[0] == 2 &&
      header->position[1] == 3 && header->position[2] == 4 &&
      (header->coordinates == VIT_DUMP_WRAPPED || header->coordinates == VIT_DUMP_UNWRAPPED);
  if (!form || n == 0 || entry->body == VIT_INDEX_MAX_BODY || g_atomic_int_get (&disabled) ||
      !__builtin_cpu_supports ("avx2") || !__builtin_cpu_supports ("bmi"))
    return false;
  RowTarget out = { .fixed = g_new (int32_t, 3 * n + 1) };
  builder->n = n;
  builder->fixed = out.fixed;
  bool ok = false;
  if (vit_frame_builder_can_be_like (builder, like))
    {
      out.like = like;
      ok = builder->is_like = read_pieces (source, entry, n, &out);
    }
  if (!ok)
    {
      out.like = NULL;
      out.ids = builder->ids = g_new (int64_t, n);
      out.types = builder->types = g_malloc (n);
      ok = read_pieces (source, entry, n, &out);
    }
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
                    const VitAtoms *like,
                    VitFrameBuilder *builder)
{
  return false;
}

#endif
