#include "core/io/inflater.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

#include "config.h"
#include "core/base/error.h"
#include "core/io/next-member.h"

#if VIT_HAVE_ISAL
#include <isa-l.h>
#else
#include <zlib.h>
#endif

/* Shortest frame of zstd and member of gzip: nothing begins before. */
#define SHORTEST_ZSTD 4
#define SHORTEST_GZIP 18

/* Lost parts after which the rest is given up. */
#define MANY_LOST 65536

/* Bytes of input in memory; few enough to stay in the processor's cache beside the output. */
#define INPUT ((size_t) 64 << 10)

struct _VitInflater
{
  int fd;
  uint8_t *input; /* INPUT */
  const uint8_t *next;
  size_t left;      /* bytes of input from next on */
  uint64_t packed;  /* offset in the file after the input */
  uint64_t content; /* offset of the next byte of content */
  uint64_t member;  /* offset in the file of the member that was begun last */
  uint8_t last;     /* byte of content before it */
  bool ends_line;   /* an end of a line comes next, where a member was damaged */
  bool at_end;      /* the end of the file is reached */
  bool in_member;
  bool done;
  char *damage;
  VitLostParts lost;

  uint64_t interval, next_save;
  VitInflaterSave save;
  void *save_data;

  /* zstd only */
  ZSTD_DStream *zstd;
  uint8_t *held; /* content of a frame that is not at its end, or that waits for the caller */
  size_t room, n_held, n_given;
  bool waits;   /* what is held waits for the caller */
  bool through; /* the frame is larger than what is held */

  /* gzip only */
#if VIT_HAVE_ISAL
  struct inflate_state state;
#else
  z_stream stream;
  /* Of a member that was entered in its middle. */
  bool raw;
  size_t trailer; /* bytes of checksum and length that remain to be read */
  uint8_t checks[8];
  uint32_t sum, length; /* of its content so far */
#endif
};

/* Fill the input if it is empty; false with @error. */
static bool
fill_input (VitInflater *self, GError **error)
{
  ssize_t got;
  if (self->left > 0 || self->at_end)
    return true;
  do
    got = pread (self->fd, self->input, INPUT, (off_t) self->packed);
  while (got < 0 && errno == EINTR);
  if (got < 0)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_IO, "cannot read: %s", g_strerror (errno));
      return false;
    }
  self->next = self->input;
  self->left = (size_t) got;
  self->packed += (uint64_t) got;
  self->at_end = got == 0;
  return true;
}

static void
end_with_damage (VitInflater *self, const char *damage)
{
  self->damage = g_strdup (damage);
  self->done = true;
}

/* Go on behind the damage of a member or frame, if there is more. Returns: whether there is */
static bool
go_on (VitInflater *self)
{
  struct stat info;
  VitCompression compression = self->zstd ? VIT_COMPRESSION_ZSTD : VIT_COMPRESSION_GZIP;
  uint64_t size = fstat (self->fd, &info) == 0 ? (uint64_t) info.st_size : 0;
  uint64_t from = self->member + (self->zstd ? SHORTEST_ZSTD : SHORTEST_GZIP);
  uint64_t next =
      self->lost.n < MANY_LOST ? vit_find_next_member (compression, self->fd, from, size) : 0;
  if (next == 0)
    return false;
  if (self->lost.n < VIT_MOST_LOST)
    self->lost.parts[self->lost.n] = (VitLostPart){ self->content, self->member, next };
  self->lost.n++;
  g_clear_pointer (&self->damage, g_free);
  self->packed = next;
  self->left = 0;
  self->done = self->at_end = self->in_member = false;
  return true;
}

/* The checksum of a member is wrong. Nothing is lost if it is the last one. */
static void
end_with_checksum (VitInflater *self)
{
  struct stat info;
  bool last =
      self->left <= 8 && fstat (self->fd, &info) == 0 && (uint64_t) info.st_size <= self->packed;
  end_with_damage (self, last ? VIT_CHECKSUM_ALONE : "the gzip data are damaged (wrong checksum)");
}

/* ---- Engines: inflate_member() unpacks from the current member and returns the bytes written ----
 */

/* Numbers before the state of an engine: place in the file, whether it is in a member, where that
 * began, byte of content before. */
#define PLACE 4
#define PLACE_BYTES (PLACE * sizeof (uint64_t))

static void
save_place (const VitInflater *self, uint64_t place[PLACE])
{
  place[0] = self->packed - self->left;
  place[1] = self->in_member;
  place[2] = self->member;
  place[3] = self->last;
}

static void
restore_place (VitInflater *self, const void *bytes)
{
  uint64_t place[PLACE];
  memcpy (place, bytes, sizeof place);
  self->packed = place[0];
  self->in_member = place[1] != 0;
  self->member = place[2];
  self->last = (uint8_t) place[3];
}

#if VIT_HAVE_ISAL

static const char *
get_engine_kind (void)
{
  static char kind[48];
  static gsize once;
  if (g_once_init_enter (&once))
    {
      g_snprintf (kind, sizeof kind, "ISA-L %d.%d.%d %zu 2", ISAL_MAJOR_VERSION, ISAL_MINOR_VERSION,
                  ISAL_PATCH_VERSION, sizeof (struct inflate_state));
      g_once_init_leave (&once, 1);
    }
  return kind;
}

static void
engine_start (VitInflater *self)
{
  isal_inflate_init (&self->state);
}

static void
engine_stop (VitInflater *self)
{
}

static void
begin_member (VitInflater *self)
{
  isal_inflate_reset (&self->state);
  self->state.crc_flag = ISAL_GZIP;
}

static size_t
inflate_member (VitInflater *self, uint8_t *out, size_t n)
{
  struct inflate_state *state = &self->state;
  state->next_in = (uint8_t *) self->next;
  state->avail_in = (uint32_t) self->left;
  state->next_out = out;
  state->avail_out = (uint32_t) n;
  int status = isal_inflate (state);
  self->next = state->next_in;
  self->left = state->avail_in;
  size_t wrote = n - state->avail_out;
  if (status == ISAL_INCORRECT_CHECKSUM)
    end_with_checksum (self);
  else if (status == ISAL_INVALID_WRAPPER)
    end_with_damage (self, "the gzip data are damaged (what should be a gzip header is none)");
  else if (status != ISAL_DECOMP_OK && status != ISAL_END_INPUT && status != ISAL_OUT_OVERFLOW)
    end_with_damage (self, "the gzip data are damaged (invalid data)");
  else if (state->block_state == ISAL_BLOCK_FINISH)
    self->in_member = false;
  return wrote;
}

/* Save the engine as plain memory, without its pointers, which are set again at every call, and
 * without old output. */
static void
save_state (VitInflater *self)
{
  g_autofree struct
  {
    uint64_t place[PLACE];
    struct inflate_state state;
  } *saved = g_malloc0 (sizeof *saved);
  save_place (self, saved->place);
  memcpy (&saved->state, &self->state, sizeof self->state);
  saved->state.next_in = saved->state.next_out = NULL;
  saved->state.avail_in = saved->state.avail_out = 0;
  /* Deflate refers back at most one window. */
  int32_t shift = saved->state.tmp_out_valid - ISAL_DEF_HIST_SIZE;
  if (shift > 0 && saved->state.tmp_out_processed >= shift)
    {
      memmove (saved->state.tmp_out_buffer, saved->state.tmp_out_buffer + shift,
               ISAL_DEF_HIST_SIZE);
      saved->state.tmp_out_valid -= shift;
      saved->state.tmp_out_processed -= shift;
    }
  size_t valid = (size_t) MAX (saved->state.tmp_out_valid, 0);
  if (valid < sizeof saved->state.tmp_out_buffer)
    memset (saved->state.tmp_out_buffer + valid, 0, sizeof saved->state.tmp_out_buffer - valid);
  self->save (self->content, saved, sizeof *saved, self->save_data);
}

static bool
restore_state (VitInflater *self, const void *state, size_t n)
{
  const uint8_t *bytes = state;
  if (n != PLACE_BYTES + sizeof self->state)
    return false;
  restore_place (self, bytes);
  memcpy (&self->state, bytes + PLACE_BYTES, sizeof self->state);
  return true;
}

#else

static const char *
get_engine_kind (void)
{
  return "zlib blocks 3";
}

static void
engine_start (VitInflater *self)
{
  if (inflateInit2 (&self->stream, 15 + 16) != Z_OK)
    end_with_damage (self, "cannot start zlib");
}

static void
engine_stop (VitInflater *self)
{
  inflateEnd (&self->stream);
}

static void
begin_member (VitInflater *self)
{
  inflateReset2 (&self->stream, 15 + 16);
  self->raw = false;
  self->sum = self->length = 0;
}

/* The place, the number of unused bits, checksum and length of the content of the member. */
#define ZLIB_HEAD (PLACE_BYTES + 24)

/* Save the state between two blocks: the last 32 KiB of output and the unused bits of a byte. */
static void
save_state (VitInflater *self)
{
  uint64_t place[PLACE];
  uint8_t saved[ZLIB_HEAD + 32768] = { 0 };
  uInt n = 32768;
  save_place (self, place);
  memcpy (saved, place, sizeof place);
  saved[PLACE_BYTES] = (uint8_t) ((unsigned) self->stream.data_type & 7);
  memcpy (saved + PLACE_BYTES + 8, &self->sum, sizeof self->sum);
  memcpy (saved + PLACE_BYTES + 16, &self->length, sizeof self->length);
  inflateGetDictionary (&self->stream, saved + ZLIB_HEAD, &n);
  self->save (self->content, saved, ZLIB_HEAD + n, self->save_data);
}

static bool
restore_state (VitInflater *self, const void *state, size_t n)
{
  const uint8_t *bytes = state;
  if (n < ZLIB_HEAD || n > ZLIB_HEAD + 32768 || bytes[PLACE_BYTES] > 7)
    return false;
  unsigned bits = bytes[PLACE_BYTES];
  restore_place (self, bytes);
  memcpy (&self->sum, bytes + PLACE_BYTES + 8, sizeof self->sum);
  memcpy (&self->length, bytes + PLACE_BYTES + 16, sizeof self->length);
  self->in_member = self->raw = true;
  uint8_t before;
  inflateReset2 (&self->stream, -15);
  if (bits > 0)
    {
      if (pread (self->fd, &before, 1, (off_t) self->packed - 1) != 1)
        return false;
      inflatePrime (&self->stream, (int) bits, before >> (8 - bits));
    }
  return inflateSetDictionary (&self->stream, bytes + ZLIB_HEAD, (uInt) (n - ZLIB_HEAD)) == Z_OK;
}

static uint32_t
read_le32 (const uint8_t *p)
{
  return (uint32_t) p[0] | (uint32_t) p[1] << 8 | (uint32_t) p[2] << 16 | (uint32_t) p[3] << 24;
}

/* What zlib does for a member that it has seen from its beginning. */
static void
check_trailer (VitInflater *self)
{
  size_t n = MIN (self->trailer, self->left);
  memcpy (self->checks + sizeof self->checks - self->trailer, self->next, n);
  self->next += n;
  self->left -= n;
  self->trailer -= n;
  self->in_member = self->trailer > 0;
  if (!self->in_member &&
      (read_le32 (self->checks) != self->sum || read_le32 (self->checks + 4) != self->length))
    end_with_checksum (self);
}

static size_t
inflate_member (VitInflater *self, uint8_t *out, size_t n)
{
  z_stream *stream = &self->stream;
  bool due = self->save && self->content >= self->next_save;
  if (self->trailer > 0)
    {
      check_trailer (self);
      return 0;
    }
  stream->next_in = (uint8_t *) self->next;
  stream->avail_in = (uInt) self->left;
  stream->next_out = out;
  stream->avail_out = (uInt) n;
  int status = inflate (stream, due ? Z_BLOCK : Z_NO_FLUSH);
  self->next = stream->next_in;
  self->left = stream->avail_in;
  size_t wrote = n - stream->avail_out;
  self->length += (uint32_t) wrote;
  self->sum =
      self->raw ? (uint32_t) crc32 (self->sum, out, (uInt) wrote) : (uint32_t) stream->adler;
  if (status == Z_STREAM_END)
    {
      self->trailer = self->raw ? 8 : 0;
      self->in_member = self->raw;
    }
  else if (status == Z_DATA_ERROR && stream->msg && strstr (stream->msg, "check"))
    end_with_checksum (self);
  else if (status != Z_OK && status != Z_BUF_ERROR)
    {
      g_autofree char *what =
          g_strdup_printf ("the gzip data are damaged (%s)", stream->msg ? stream->msg : "zlib");
      end_with_damage (self, what);
    }
  else if (due && (stream->data_type & 128) && !(stream->data_type & 64))
    {
      self->content += wrote;
      save_state (self);
      self->next_save = self->content + self->interval;
      self->content -= wrote;
    }
  return wrote;
}

#endif

/* ---- zstd ---- */

/* Give the caller what waits. */
static void
give_held (VitInflater *self, ZSTD_outBuffer *out)
{
  size_t n = MIN (self->n_held - self->n_given, out->size - out->pos);
  memcpy ((uint8_t *) out->dst + out->pos, self->held + self->n_given, n);
  out->pos += n;
  self->n_given += n;
  if (self->n_given < self->n_held)
    return;
  self->waits = false;
  self->n_held = self->n_given = 0;
}

static void
release_held (VitInflater *self)
{
  self->waits = self->n_held > 0;
  self->content += self->n_held;
  if (self->n_held > 0)
    self->last = self->held[self->n_held - 1];
}

static void
make_room (VitInflater *self)
{
  if (self->n_held < self->room || self->room == VIT_INFLATER_HELD)
    return;
  self->room = CLAMP (2 * self->room, INPUT, VIT_INFLATER_HELD);
  self->held = g_realloc (self->held, self->room);
}

/* Nothing of a frame that is damaged is content, unless it is too large, or the last one. */
static void
meet_damage (VitInflater *self, size_t status)
{
  if (go_on (self))
    {
      ZSTD_DCtx_reset (self->zstd, ZSTD_reset_session_only);
      self->n_held = 0;
      make_room (self);
      if (self->content > 0 && self->last != '\n')
        self->held[self->n_held++] = '\n';
      release_held (self);
      return;
    }
  g_autofree char *what =
      g_strdup_printf ("the zstd data are damaged (%s)", ZSTD_getErrorName (status));
  end_with_damage (self, what);
  release_held (self);
}

static void
save_zstd (VitInflater *self)
{
  uint64_t place[PLACE];
  if (!self->save || self->in_member || self->content < self->next_save)
    return;
  save_place (self, place);
  self->save (self->content, place, sizeof place, self->save_data);
  self->next_save = self->content + self->interval;
}

/* Unpack some more of a frame to where it is held, or to the caller. */
static void
unpack_zstd (VitInflater *self, ZSTD_outBuffer *to)
{
  if (!self->in_member)
    {
      self->member = self->packed - self->left;
      self->through = false;
    }
  make_room (self);
  ZSTD_inBuffer in = { self->next, self->left, 0 };
  ZSTD_outBuffer held = { self->held, self->room, self->n_held };
  ZSTD_outBuffer *out = self->through ? to : &held;
  size_t before = out->pos, had = self->left;
  size_t left = ZSTD_decompressStream (self->zstd, out, &in);
  size_t made = out->pos - before;
  if (!self->through)
    self->n_held = held.pos;
  else if (made > 0)
    {
      self->content += made;
      self->last = ((uint8_t *) to->dst)[to->pos - 1];
    }
  self->next += in.pos;
  self->left -= in.pos;
  if (ZSTD_isError (left))
    {
      meet_damage (self, left);
      return;
    }
  self->in_member = left != 0;
  bool is_full = self->n_held == VIT_INFLATER_HELD;
  if (had == 0 && made == 0)
    end_with_damage (self, "the zstd " VIT_ENDS_EARLY);
  if (self->through || (self->in_member && !is_full && !self->done))
    return save_zstd (self);
  self->through = is_full;
  release_held (self);
  save_zstd (self);
}

static ssize_t
read_zstd (VitInflater *self, uint8_t *buffer, size_t n, GError **error)
{
  ZSTD_outBuffer out = { buffer, n, 0 };
  for (;;)
    {
      if (self->waits)
        give_held (self, &out);
      if (out.pos == n || (self->done && !self->waits))
        return (ssize_t) out.pos;
      if (!fill_input (self, error))
        return -1;
      if (self->left == 0 && !self->in_member)
        self->done = true;
      else
        unpack_zstd (self, &out);
    }
}

/* ---- Members ---- */

const char *
vit_inflater_get_kind (VitCompression compression)
{
  return compression == VIT_COMPRESSION_ZSTD ? "zstd frames 2" : get_engine_kind ();
}

VitInflater *
vit_inflater_new (VitCompression compression, int fd)
{
  VitInflater *self = g_new0 (VitInflater, 1);
  self->fd = fd;
  self->input = g_malloc (INPUT);
  if (compression == VIT_COMPRESSION_ZSTD)
    {
      self->zstd = ZSTD_createDStream ();
      ZSTD_initDStream (self->zstd);
      ZSTD_DCtx_setParameter (self->zstd, ZSTD_d_windowLogMax, 27);
    }
  else
    engine_start (self);
  return self;
}

VitInflater *
vit_inflater_restore (
    VitCompression compression, int fd, uint64_t content, const void *state, size_t n)
{
  g_autoptr (VitInflater) self = vit_inflater_new (compression, fd);
  self->content = content;
  if (!self->zstd)
    return restore_state (self, state, n) ? g_steal_pointer (&self) : NULL;
  if (n != PLACE_BYTES)
    return NULL;
  restore_place (self, state);
  return g_steal_pointer (&self);
}

void
vit_inflater_free (VitInflater *self)
{
  if (!self)
    return;
  if (self->zstd)
    ZSTD_freeDStream (self->zstd);
  else
    engine_stop (self);
  g_free (self->damage);
  g_free (self->held);
  g_free (self->input);
  g_free (self);
}

void
vit_inflater_set_save (VitInflater *self, uint64_t interval, VitInflaterSave save, void *data)
{
  self->interval = interval;
  self->next_save = self->content + interval;
  self->save = save;
  self->save_data = data;
}

/* Returns: whether another member follows; zeros may stand between members. */
static bool
begin_next_member (VitInflater *self, GError **error)
{
  for (;;)
    {
      if (!fill_input (self, error))
        return false;
      while (self->left > 0 && *self->next == 0)
        {
          self->next++;
          self->left--;
        }
      if (self->left > 0 || self->at_end)
        break;
    }
  if (self->left == 0)
    {
      self->done = true;
      return true;
    }
  self->member = self->packed - self->left;
  begin_member (self);
  self->in_member = true;
  return true;
}

ssize_t
vit_inflater_read (VitInflater *self, void *buffer, size_t n, GError **error)
{
  size_t done = 0;
  if (self->zstd)
    return read_zstd (self, buffer, n, error);
  while (done < n && !self->done)
    {
      if (self->ends_line)
        {
          ((uint8_t *) buffer)[done++] = self->last = '\n';
          self->content++;
          self->ends_line = false;
          continue;
        }
      if (!self->in_member && !begin_next_member (self, error))
        return -1;
      if (self->done)
        break;
      if (!fill_input (self, error))
        return -1;
      size_t left = self->left, wrote = inflate_member (self, (uint8_t *) buffer + done, n - done);
      done += wrote;
      self->content += wrote;
      if (wrote > 0)
        self->last = ((uint8_t *) buffer)[done - 1];
      if (wrote == 0 && left == 0 && self->left == 0 && self->at_end && self->in_member &&
          !self->done)
        end_with_damage (self, "the gzip " VIT_ENDS_EARLY);
      else if (self->damage && go_on (self))
        self->ends_line = self->content > 0 && self->last != '\n';
    }
#if VIT_HAVE_ISAL
  if (self->save && !self->done && !self->ends_line && self->content >= self->next_save)
    {
      save_state (self);
      self->next_save = self->content + self->interval;
    }
#endif
  return (ssize_t) done;
}

const VitLostParts *
vit_inflater_get_lost (const VitInflater *self)
{
  return &self->lost;
}

const char *
vit_inflater_get_damage (const VitInflater *self)
{
  return self->damage;
}

uint64_t
vit_inflater_tell_packed (const VitInflater *self)
{
  return self->packed - self->left;
}
