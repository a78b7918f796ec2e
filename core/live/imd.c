#include "core/live/imd.h"

#include <gio/gio.h>
#include <math.h>
#include <string.h>

#include "core/base/error.h"

/* Types of packets. */
enum
{
  IMD_DISCONNECT = 0,
  IMD_ENERGIES = 1,
  IMD_COORDINATES = 2,
  IMD_GO = 3,
  IMD_HANDSHAKE = 4,
  IMD_KILL = 5,
  IMD_PAUSE = 7,
  IMD_RATE = 8,
  IMD_IO_ERROR = 9,
  IMD_SESSION = 10,
  IMD_RESUME = 11,
  IMD_TIME = 12,
  IMD_BOX = 13,
  IMD_VELOCITIES = 14,
  IMD_FORCES = 15,
  IMD_WAIT = 16,
};

/* Seconds until a server has to answer, and within which what it has begun to send has to come. */
#define PATIENCE 20

/* Positions beyond this, Å, are none, and neither are those that are so near to zero: numbers whose
 * bytes are in the other order are mostly one of these. */
#define FARTHEST 1e8f
#define NEAREST 1e-30f

#define ENERGY_BYTES 40
#define TIME_BYTES 24
#define BOX_BYTES 36

struct _VitImd
{
  char *address;
  size_t n_atoms;
  VitImdFunc func;
  void *data;
  GThread *thread;
  GCancellable *cancellable;
  GSocketConnection *connection; /* of the thread */
  bool swaps;                    /* of the thread: bodies have the other byte order */
  char *body;                    /* of the thread: n_atoms × 12 bytes */

  GMutex lock; /* protects the fields below */
  VitImdFrame *newest;
  int version;
  bool ended;
  GError *error;
};

VitImdFrame *
vit_imd_frame_ref (VitImdFrame *frame)
{
  g_atomic_ref_count_inc (&frame->refs);
  return frame;
}

void
vit_imd_frame_unref (VitImdFrame *frame)
{
  if (g_atomic_ref_count_dec (&frame->refs))
    g_free (frame);
}

/* ---- Bytes ---- */

static bool fail (VitImd *self, GError **error, const char *format, ...) G_GNUC_PRINTF (3, 4);

static bool
fail (VitImd *self, GError **error, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *text = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, VIT_ERROR, VIT_ERROR_FORMAT, "%s: %s", self->address, text);
  return false;
}

/* @patient: whether the server may take its time until it begins. */
static bool
read_bytes (VitImd *self, void *bytes, size_t n, bool patient, GError **error)
{
  GSocket *socket = g_socket_connection_get_socket (self->connection);
  GInputStream *input = g_io_stream_get_input_stream (G_IO_STREAM (self->connection));
  gsize got = 0;
  g_autoptr (GError) inner = NULL;
  if (patient)
    {
      g_socket_set_timeout (socket, 0);
      gssize first = g_input_stream_read (input, bytes, n, self->cancellable, &inner);
      got = first > 0 ? (gsize) first : 0;
      if (first == 0)
        return fail (self, error, "the simulation has closed the connection");
    }
  gsize rest = 0;
  g_socket_set_timeout (socket, PATIENCE);
  if (!inner && got < n)
    g_input_stream_read_all (input, (char *) bytes + got, n - got, &rest, self->cancellable,
                             &inner);
  if (!inner && got + rest == n)
    return true;
  if (g_error_matches (inner, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return fail (self, error, "it has begun to send something and stopped in the middle");
  if (!inner)
    return fail (self, error, "the connection ends in the middle of what was sent");
  return fail (self, error, "%s", inner->message);
}

static uint32_t
get_u32 (VitImd *self, const char *from)
{
  uint32_t word;
  memcpy (&word, from, sizeof word);
  return self->swaps ? GUINT32_SWAP_LE_BE (word) : word;
}

static uint64_t
get_u64 (VitImd *self, const char *from)
{
  uint64_t word;
  memcpy (&word, from, sizeof word);
  return self->swaps ? GUINT64_SWAP_LE_BE (word) : word;
}

static float
get_float (VitImd *self, const char *from)
{
  uint32_t word = get_u32 (self, from);
  float number;
  memcpy (&number, &word, sizeof number);
  return number;
}

static double
get_double (VitImd *self, const char *from)
{
  uint64_t word = get_u64 (self, from);
  double number;
  memcpy (&number, &word, sizeof number);
  return number;
}

static bool
read_header (VitImd *self, bool patient, int32_t *type, int32_t *length, GError **error)
{
  uint32_t words[2];
  if (!read_bytes (self, words, sizeof words, patient, error))
    return false;
  *type = (int32_t) GUINT32_FROM_BE (words[0]);
  *length = (int32_t) GUINT32_FROM_BE (words[1]);
  return true;
}

static bool
send_header (VitImd *self, int32_t type, GError **error)
{
  const uint32_t words[2] = { GUINT32_TO_BE ((uint32_t) type), 0 };
  GOutputStream *output = g_io_stream_get_output_stream (G_IO_STREAM (self->connection));
  g_autoptr (GError) inner = NULL;
  return g_output_stream_write_all (output, words, sizeof words, NULL, NULL, &inner)
             ? true
             : fail (self, error, "%s", inner->message);
}

/* ---- The beginning ---- */

/* The length of the handshake is the version in the byte order of the server. */
static bool
shake_hands (VitImd *self, GError **error)
{
  uint32_t words[2];
  if (!read_bytes (self, words, sizeof words, false, error))
    return false;
  uint32_t own = words[1], other = GUINT32_SWAP_LE_BE (words[1]);
  if (GUINT32_FROM_BE (words[0]) != IMD_HANDSHAKE)
    return fail (self, error, "it does not speak IMD");
  bool known = own == 2 || own == 3 || other == 2 || other == 3;
  if (!known)
    return fail (self, error, "it speaks a version of IMD that is neither 2 nor 3");
  self->swaps = own != 2 && own != 3;
  int version = (int) (self->swaps ? other : own);
  if (version == 3)
    {
      int32_t type, length;
      char session[7];
      if (!read_header (self, false, &type, &length, error))
        return false;
      if (type != IMD_SESSION || length != (int32_t) sizeof session)
        return fail (self, error, "it does not say what it sends");
      if (!read_bytes (self, session, sizeof session, false, error))
        return false;
      if (!session[3])
        return fail (self, error, "it sends no coordinates: its session has them off");
    }
  g_mutex_lock (&self->lock);
  self->version = version;
  g_mutex_unlock (&self->lock);
  return send_header (self, IMD_GO, error);
}

/* ---- Frames ---- */

/* What was sent before the coordinates of a frame. */
typedef struct
{
  bool has_time, has_box;
  double time;
  int64_t step;
  double box[9];
} Head;

static bool
read_per_atom (VitImd *self, int32_t length, const char *what, GError **error)
{
  if (length < 0 || (size_t) length != self->n_atoms)
    return fail (self, error, "it sends %s of %d atoms, where there are %zu", what, length,
                 self->n_atoms);
  return read_bytes (self, self->body, 12 * self->n_atoms, false, error);
}

static bool
read_coordinates (VitImd *self, int32_t length, Head *head, uint64_t number, GError **error)
{
  if (!read_per_atom (self, length, "coordinates", error))
    return false;
  VitImdFrame *frame = g_malloc (sizeof *frame + 3 * self->n_atoms * sizeof (float));
  *frame = (VitImdFrame){ .number = number,
                          .has_time = head->has_time,
                          .has_box = head->has_box,
                          .time = head->time,
                          .step = head->step,
                          .n = self->n_atoms };
  memcpy (frame->box, head->box, sizeof frame->box);
  g_atomic_ref_count_init (&frame->refs);
  *head = (Head){ 0 };
  for (size_t i = 0; i < 3 * self->n_atoms; i++)
    {
      float x = frame->positions[i] = get_float (self, self->body + 4 * i);
      if (x == 0 || (isfinite (x) && fabsf (x) <= FARTHEST && fabsf (x) >= NEAREST))
        continue;
      vit_imd_frame_unref (frame);
      return fail (
          self, error,
          "atom %zu is at no position: the byte order is not that of the handshake, or the "
          "simulation has failed",
          i / 3 + 1);
    }
  if (self->func)
    self->func (frame, NULL, self->data);
  g_mutex_lock (&self->lock);
  g_clear_pointer (&self->newest, vit_imd_frame_unref);
  self->newest = frame;
  g_mutex_unlock (&self->lock);
  return true;
}

static bool
read_time (VitImd *self, Head *head, GError **error)
{
  char bytes[TIME_BYTES];
  if (!read_bytes (self, bytes, sizeof bytes, false, error))
    return false;
  head->time = get_double (self, bytes + 8);
  head->step = (int64_t) get_u64 (self, bytes + 16);
  head->has_time = isfinite (head->time);
  return true;
}

static bool
read_box (VitImd *self, Head *head, GError **error)
{
  char bytes[BOX_BYTES];
  if (!read_bytes (self, bytes, sizeof bytes, false, error))
    return false;
  head->has_box = true;
  for (int k = 0; k < 9; k++)
    {
      head->box[k] = (double) get_float (self, bytes + 4 * k);
      head->has_box =
          head->has_box && isfinite (head->box[k]) && fabs (head->box[k]) <= (double) FARTHEST;
    }
  return head->has_box ? true : fail (self, error, "it sends a box that is none");
}

/* Returns: whether there is more to come; %false without @error: the server said goodbye. */
static bool
read_packet (VitImd *self, Head *head, uint64_t *number, GError **error)
{
  char energies[ENERGY_BYTES];
  int32_t type, length;
  if (!read_header (self, true, &type, &length, error))
    return false;
  switch (type)
    {
    case IMD_COORDINATES:
      return read_coordinates (self, length, head, ++*number, error);
    case IMD_VELOCITIES:
      return read_per_atom (self, length, "velocities", error);
    case IMD_FORCES:
      return read_per_atom (self, length, "forces", error);
    case IMD_ENERGIES:
      return length == 1 ? read_bytes (self, energies, sizeof energies, false, error)
                         : fail (self, error, "energies of length %d are none", length);
    case IMD_TIME:
      return length == 1 ? read_time (self, head, error)
                         : fail (self, error, "a time of length %d is none", length);
    case IMD_BOX:
      return length == 1 ? read_box (self, head, error)
                         : fail (self, error, "a box of length %d is none", length);
    case IMD_PAUSE:
    case IMD_RESUME:
    case IMD_WAIT:
    case IMD_RATE:
      return true;
    case IMD_DISCONNECT:
    case IMD_KILL:
      return false;
    case IMD_IO_ERROR:
      return fail (self, error, "it says that it could not send or receive");
    default:
      return fail (self, error, "it sends packets of the unknown type %d", type);
    }
}

/* ---- The thread ---- */

static bool
take_all (VitImd *self, GError **error)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GError) inner = NULL;
  Head head = { 0 };
  uint64_t number = 0;
  g_socket_client_set_timeout (client, PATIENCE);
  g_socket_client_set_enable_proxy (client, FALSE);
  self->connection =
      g_socket_client_connect_to_host (client, self->address, 0, self->cancellable, &inner);
  if (!self->connection)
    return fail (self, error, "%s", inner->message);
  if (!shake_hands (self, error))
    return false;
  g_autoptr (GError) why = NULL;
  while (read_packet (self, &head, &number, &why))
    ;
  if (!why)
    return true;
  g_propagate_error (error, g_steal_pointer (&why));
  return false;
}

static gpointer
run (gpointer data)
{
  VitImd *self = data;
  GError *error = NULL;
  take_all (self, &error);
  bool stopped = g_cancellable_is_cancelled (self->cancellable);
  if (stopped)
    g_clear_error (&error);
  if (self->connection)
    {
      if (stopped)
        send_header (self, IMD_DISCONNECT, NULL);
      g_io_stream_close (G_IO_STREAM (self->connection), NULL, NULL);
      g_clear_object (&self->connection);
    }
  if (self->func)
    self->func (NULL, error, self->data);
  g_mutex_lock (&self->lock);
  self->ended = true;
  self->error = error;
  g_mutex_unlock (&self->lock);
  return NULL;
}

VitImd *
vit_imd_new (const char *address, size_t n_atoms, VitImdFunc func, void *data, GError **error)
{
  g_return_val_if_fail (address && n_atoms > 0, NULL);
  g_autoptr (GSocketConnectable) place = g_network_address_parse (address, 0, NULL);
  if (!place || g_network_address_get_port (G_NETWORK_ADDRESS (place)) == 0)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID, "%s is not HOST:PORT", address);
      return NULL;
    }
  VitImd *self = g_new0 (VitImd, 1);
  g_mutex_init (&self->lock);
  self->address = g_strdup (address);
  self->n_atoms = n_atoms;
  self->func = func;
  self->data = data;
  self->body = g_malloc (12 * n_atoms);
  self->cancellable = g_cancellable_new ();
  self->thread = g_thread_new ("imd", run, self);
  return self;
}

void
vit_imd_free (VitImd *self)
{
  if (!self)
    return;
  g_cancellable_cancel (self->cancellable);
  g_thread_join (self->thread);
  g_object_unref (self->cancellable);
  g_clear_pointer (&self->newest, vit_imd_frame_unref);
  g_clear_error (&self->error);
  g_mutex_clear (&self->lock);
  g_free (self->address);
  g_free (self->body);
  g_free (self);
}

VitImdFrame *
vit_imd_take (VitImd *self)
{
  g_return_val_if_fail (self, NULL);
  g_mutex_lock (&self->lock);
  VitImdFrame *frame = g_steal_pointer (&self->newest);
  g_mutex_unlock (&self->lock);
  return frame;
}

int
vit_imd_get_version (VitImd *self)
{
  g_return_val_if_fail (self, 0);
  g_mutex_lock (&self->lock);
  int version = self->version;
  g_mutex_unlock (&self->lock);
  return version;
}

bool
vit_imd_has_ended (VitImd *self, GError **error)
{
  g_return_val_if_fail (self, true);
  g_mutex_lock (&self->lock);
  bool ended = self->ended;
  if (ended && self->error)
    g_propagate_error (error, g_error_copy (self->error));
  g_mutex_unlock (&self->lock);
  return ended;
}
