/* The debug interface: sessions, their events, their requests. */
#include "machine.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { QUEUE_LENGTH = 64, READ_MILLIS = 300 };

/* The client: a process that has the device open, and what it has on the device. */

static pid_t client_pid;
static bool client_has_begun;
static bool client_waits; /* for the user fence of its program */
static struct program program;

/* The session, if there is one. */

static int session_fd = -1;
static bool dead;
static struct event *queue[QUEUE_LENGTH];
static int queue_head, queue_length;
static u64 seqno;
static u64 held_fence;   /* seqno of the event that has to be acknowledged */
static int undiscovered; /* events that still have to be read before anything else is allowed */
static int resets;
static char last_request[4096];
static char last_resume[4096]; /* the same, of the last RESUME alone */

/* ---- what a test can see ---- */

static void note(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(last_request, sizeof last_request, format, arguments);
  va_end(arguments);
}

const char *session_last_request(void) { return last_request; }

const char *session_last_resume(void) { return last_resume; }

int session_count_resets(void) { return resets; }

/* ---- events ---- */

static void clear_queue(void) {
  while (queue_length > 0) {
    free(queue[queue_head]);
    queue_head = (queue_head + 1) % QUEUE_LENGTH;
    queue_length--;
  }
}

static u64 emit(int type, int flags, void *event, size_t size) {
  struct event *copy = malloc(size);
  memcpy(copy, event, size);
  copy->len = size;
  copy->type = type;
  copy->flags = flags;
  copy->seqno = ++seqno;
  if (session_fd < 0 || queue_length == QUEUE_LENGTH) {
    free(copy);
    dead |= session_fd >= 0;
    return seqno;
  }
  queue[(queue_head + queue_length++) % QUEUE_LENGTH] = copy;
  mark_readable(session_fd, true);
  return seqno;
}

#define EMIT(type, flags, ...) \
  emit(type, flags, &(__VA_ARGS__), sizeof(__VA_ARGS__))

static void emit_client(int flags) {
  EMIT(EVENT_OPEN, flags, (struct event_client){.client_handle = CLIENT});
}

static void emit_vm(int flags) {
  EMIT(EVENT_VM, flags, (struct event_vm){.client_handle = CLIENT, .vm_handle = VM});
}

static void emit_queue(int flags) {
  struct event_exec_queue event = {
      .client_handle = CLIENT,
      .vm_handle = VM,
      .exec_queue_handle = QUEUE,
      .engine_class = 4,
      .width = 1,
      .lrc_handle = {LRC},
  };
  emit(EVENT_EXEC_QUEUE, flags, &event, sizeof event - sizeof(u64));
}

static void emit_metadata(void) {
  EMIT(EVENT_METADATA, CREATE,
       (struct event_metadata){
           .client_handle = CLIENT, .metadata_handle = ELF, .type = ELF_BINARY, .len = program.size});
  EMIT(EVENT_METADATA, CREATE,
       (struct event_metadata){
           .client_handle = CLIENT, .metadata_handle = SAVE_AREA, .type = SIP_AREA, .len = 8});
  EMIT(EVENT_METADATA, CREATE,
       (struct event_metadata){
           .client_handle = CLIENT, .metadata_handle = STATE_BASES, .type = SBA_AREA, .len = 8});
}

/* The metadata of a mapping: 0 if it has none. */
static u64 metadata_of(int mapping) {
  switch (mappings[mapping].start) {
    case SAVE_AREA_ADDRESS:
      return SAVE_AREA;
    case STATE_BASES_ADDRESS:
      return STATE_BASES;
    default:
      return mapping == 0 ? ELF : 0;
  }
}

/*
 * One bind of every mapping, of which the first of the program carries its file: it comes last, so
 * that all is there when a debugger hears of the program. Areas carry their address.
 */
static void emit_bind(bool fence) {
  u64 bind = EMIT(EVENT_VM_BIND, STATE_CHANGE,
                  (struct event_vm_bind){
                      .client_handle = CLIENT,
                      .vm_handle = VM,
                      .flags = fence ? BIND_UFENCE : 0,
                      .num_binds = mapping_count,
                  });
  for (int i = mapping_count - 1; i >= 0; i--) {
    u64 handle = metadata_of(i);
    u64 op = EMIT(EVENT_VM_BIND_OP, CREATE,
                  (struct event_vm_bind_op){
                      .vm_bind_ref_seqno = bind,
                      .num_extensions = handle != 0,
                      .addr = mappings[i].start,
                      .range = mappings[i].size,
                  });
    if (handle != 0) {
      EMIT(EVENT_VM_BIND_OP_METADATA, CREATE,
           (struct event_vm_bind_op_metadata){.vm_bind_op_ref_seqno = op, .metadata_handle = handle});
    }
  }
  if (fence) {
    held_fence = EMIT(EVENT_VM_BIND_UFENCE, CREATE | NEED_ACK,
                      (struct event_vm_bind_ufence){.vm_bind_ref_seqno = bind});
  }
}

static void emit_attention(struct event_eu_attention *event) {
  size_t size = offsetof(struct event_eu_attention, bitmask) + event->bitmask_size;
  emit(EVENT_EU_ATTENTION, STATE_CHANGE, event, size);
}

void session_attention(void) {
  if (session_fd >= 0 && undiscovered == 0 && gpu_has_attention()) {
    struct event_eu_attention event = {
        .client_handle = CLIENT,
        .exec_queue_handle = QUEUE,
        .lrc_handle = LRC,
        .bitmask_size = gpu_bitmap(),
    };
    gpu_attention(event.bitmask);
    emit_attention(&event);
  }
}

static void bytes(u8 *to, size_t size, u8 first) {
  for (size_t i = 0; i < size; i++) {
    to[i] = first + i;
  }
}

/* An event of each kind, with a number of its own in every byte. */
void session_golden_events(void) {
  const u64 a = 0x1112131415161718, b = 0x2122232425262728, c = 0x3132333435363738,
            d = 0x4142434445464748;
  const struct engine_class_instance one = {0x5152, 0x5354, 0x5556, 0},
                                     two = {0x6162, 0x6364, 0x6566, 0};
  struct event_eu_attention attention = {.client_handle = a, .exec_queue_handle = b,
                                         .lrc_handle = c, .bitmask_size = GOLDEN_BITMAP};
  struct event_pagefault fault = {.client_handle = a, .exec_queue_handle = b, .lrc_handle = c,
                                  .bitmask_size = 3 * GOLDEN_BITMAP, .pagefault_address = d};
  bytes(attention.bitmask, GOLDEN_BITMAP, 0x70);
  bytes(fault.bitmask, sizeof fault.bitmask, 0x80);
  EMIT(EVENT_OPEN, CREATE, (struct event_client){.client_handle = a});
  EMIT(EVENT_VM, DESTROY, (struct event_vm){.client_handle = a, .vm_handle = b});
  EMIT(EVENT_EXEC_QUEUE, CREATE,
       (struct event_exec_queue){.client_handle = a, .vm_handle = b, .exec_queue_handle = c,
                                 .engine_class = 0x51525354, .width = 2,
                                 .lrc_handle = {d, a}});
  emit_attention(&attention);
  EMIT(EVENT_VM_BIND, STATE_CHANGE,
       (struct event_vm_bind){.client_handle = a, .vm_handle = b, .flags = 0x51525354,
                              .num_binds = 0x61626364});
  EMIT(EVENT_VM_BIND_OP, DESTROY,
       (struct event_vm_bind_op){.vm_bind_ref_seqno = a, .num_extensions = b, .addr = c, .range = d});
  EMIT(EVENT_VM_BIND_UFENCE, CREATE | NEED_ACK,
       (struct event_vm_bind_ufence){.vm_bind_ref_seqno = a});
  EMIT(EVENT_METADATA, CREATE,
       (struct event_metadata){.client_handle = a, .metadata_handle = b, .type = c, .len = d});
  EMIT(EVENT_VM_BIND_OP_METADATA, CREATE,
       (struct event_vm_bind_op_metadata){.vm_bind_op_ref_seqno = a, .metadata_handle = b,
                                          .metadata_cookie = c});
  EMIT(EVENT_PAGEFAULT, STATE_CHANGE, fault);
  EMIT(EVENT_SYNC_HOST, STATE_CHANGE,
       (struct event_sync_host){.client_handle = a, .exec_queue_handle = b, .lrc_handle = c});
  EMIT(EVENT_EXEC_QUEUE_PLACEMENTS, CREATE,
       (struct event_exec_queue_placements){.client_handle = a, .vm_handle = b,
                                            .exec_queue_handle = c, .lrc_handle = d,
                                            .num_placements = 2, .instances = {one, two}});
}

/* ---- the client ---- */

void session_reset(pid_t client, const struct program *new_program) {
  clear_queue();
  session_fd = -1;
  client_pid = client;
  client_has_begun = client_waits = dead = false;
  seqno = held_fence = 0;
  undiscovered = resets = 0;
  last_request[0] = last_resume[0] = 0;
  program = *new_program;
}

static void run_program(void) {
  client_waits = false;
  emit_queue(CREATE);
  gpu_start();
  session_attention();
}

/* Loads its program; whoever debugs it says when it may run. */
void session_start_client(void) {
  client_has_begun = true;
  emit_client(CREATE);
  emit_vm(CREATE);
  emit_metadata();
  client_waits = session_fd >= 0;
  emit_bind(client_waits);
  if (!client_waits) {
    run_program();
  }
}

void session_end_client(void) {
  client_has_begun = false;
  gpu_stop();
  emit_queue(DESTROY);
  emit_vm(DESTROY);
  emit_client(DESTROY);
}

static void discover(void) {
  if (client_has_begun) {
    emit_client(CREATE);
    emit_metadata();
    emit_vm(CREATE);
    emit_bind(false);
    emit_queue(CREATE);
  }
  undiscovered = queue_length;
}

static void release_fence(void) {
  held_fence = 0;
  if (client_waits) {
    run_program();
  }
}

/* Its threads have nobody any more who would let them go on. */
void session_closed(void) {
  clear_queue();
  session_fd = -1;
  dead = false;
  release_fence();
  if (gpu_has_attention()) {
    resets++;
    gpu_stop();
  }
}

void session_disconnect(void) {
  dead = true;
  mark_readable(session_fd, true);
}

/* ---- requests on the device ---- */

static int answer(struct device_query *q, const void *data, size_t size) {
  if (q->size == 0) {
    q->size = size;
    return 0;
  }
  if (q->size != size) {
    return failure(EINVAL);
  }
  memcpy((void *)q->data, data, size);
  return 0;
}

static int query(struct device_query *q) {
  note("query extensions=%lx query=%x size=%x data=%d reserved=%lx,%lx", q->extensions, q->query,
       q->size, q->data != 0, q->reserved[0], q->reserved[1]);
  if (fails("DEVICE_QUERY")) {
    return -1;
  }
  struct query_config config = {.num_params = 5, .info = {shape->device | 0x20000, 1, 0x1000, 48, 2}};
  struct query_gt_list gts = {
      .num_gt = 1,
      .gt_list = {{.ip_ver_major = shape->ip_major,
                   .ip_ver_minor = shape->ip_minor,
                   .reference_clock = 19200000}}};
  u32 hardware[] = {1, 1, shape->slices, 70, 1, shape->dss, 15, 1, shape->threads, 3, 1, shape->eus};
  struct topology_mask masks[] = {
      {0, DSS_COMPUTE, 4, {(1 << shape->dss) - 1}},
      {0, L3_BANK, 4, {0xff, 0xff}},
      {0, shape->eu_mask, 4, {(1 << shape->eus) - 1}},
      {1, DSS_GEOMETRY, 4, {0xff}},
  };
  struct query_engines engines = {.num_engines = 2,
                                  .engines = {{{0, 0, 0, 0}, {0}}, {{4, 0, 0, 0}, {0}}}};
  if (q->extensions != 0) {
    return failure(EINVAL);
  }
  switch (q->query) {
    case QUERY_ENGINES:
      return answer(q, &engines, sizeof engines);
    case QUERY_CONFIG:
      return answer(q, &config, sizeof config);
    case QUERY_GT_LIST:
      return answer(q, &gts, sizeof gts);
    case QUERY_HWCONFIG:
      return answer(q, hardware, sizeof hardware);
    case QUERY_TOPOLOGY:
      return answer(q, masks, sizeof masks);
    default:
      return failure(EINVAL);
  }
}

static int connect_to(struct connect *c) {
  note("connect extensions=%lx pid=%lx flags=%x version=%x", c->extensions, c->pid, c->flags,
       c->version);
  if (fails("CONNECT")) {
    return -1;
  }
  if (!is_switched_on()) {
    return failure(ENODEV);
  }
  if (c->extensions != 0 || c->pid == 0 || c->flags != 0 || c->version > 1) {
    return failure(EINVAL);
  }
  if (c->pid > 0x7fffffff || (kill(c->pid, 0) < 0 && errno == ESRCH)) {
    return failure(ENOENT);
  }
  if (session_fd >= 0) {
    return failure(EBUSY);
  }
  c->version = 1;
  session_fd = new_session();
  seqno = 0;
  if ((pid_t)c->pid == client_pid) {
    discover();
  }
  return session_fd;
}

int device_ioctl(unsigned long request, void *argument) {
  switch (request) {
    case DEVICE_QUERY:
      return query(argument);
    case CONNECT:
      return connect_to(argument);
    default:
      return failure(EINVAL);
  }
}

/* ---- requests on a session ---- */

static int read_event(int fd, struct event *e) {
  note("event len=%x type=%x flags=%x seqno=%lx reserved=%lx", e->len, e->type, e->flags, e->seqno,
       e->reserved);
  if (fails("READ_EVENT")) {
    return -1;
  }
  if (e->type != EVENT_READ || e->len < sizeof *e || e->flags != 0 || e->reserved != 0) {
    return failure(EINVAL);
  }
  while (queue_length == 0 && !dead) {
    if (is_nonblocking(fd)) {
      return failure(EAGAIN);
    }
    int ready = wait_until_readable(fd, READ_MILLIS);
    if (ready <= 0) {
      return ready < 0 ? -1 : failure(ENOENT);
    }
  }
  if (dead) {
    return failure(ENOTCONN);
  }
  struct event *first = queue[queue_head];
  if (first->len > e->len) {
    e->len = first->len;
    return failure(EMSGSIZE);
  }
  memcpy(e, first, first->len);
  free(first);
  queue_head = (queue_head + 1) % QUEUE_LENGTH;
  queue_length--;
  mark_readable(session_fd, queue_length > 0);
  undiscovered -= undiscovered > 0;
  return 0;
}

static int open_vm(struct vm_open *v) {
  note("vm_open extensions=%lx client=%lx vm=%lx flags=%lx timeout=%lx", v->extensions,
       v->client_handle, v->vm_handle, v->flags, v->timeout_ns);
  if (fails("VM_OPEN")) {
    return -1;
  }
  if (v->flags != 0 || v->timeout_ns > 10000000000) {
    return failure(EINVAL);
  }
  bool known = client_has_begun && v->client_handle == CLIENT && v->vm_handle == VM;
  return known ? new_vm() : failure(EINVAL);
}

static void note_bitmap(struct eu_control *c) {
  size_t at = strlen(last_request);
  const u8 *bitmap = (void *)c->bitmask_ptr;
  for (u32 i = 0; bitmap && i < c->bitmask_size && i < gpu_bitmap(); i++) {
    at += snprintf(last_request + at, sizeof last_request - at, "%02x", bitmap[i]);
  }
}

static int control(struct eu_control *c) {
  note("eu_control client=%lx cmd=%x flags=%x seqno=%lx queue=%lx lrc=%lx reserved=%x size=%x"
       " bitmap=",
       c->client_handle, c->cmd, c->flags, c->seqno, c->exec_queue_handle, c->lrc_handle,
       c->reserved, c->bitmask_size);
  note_bitmap(c);
  if (c->cmd == RESUME) {
    memcpy(last_resume, last_request, sizeof last_resume);
  }
  if (fails("EU_CONTROL")) {
    memset(&c->seqno, 0xee, 8); /* whoever makes the request again must not rely on it */
    c->bitmask_size = 0xeeeeeeee;
    return -1;
  }
  bool known = client_has_begun && !client_waits && c->client_handle == CLIENT &&
               c->exec_queue_handle == QUEUE && c->lrc_handle == LRC;
  if (c->flags != 0 || c->bitmask_size % 4 != 0 || !known || c->cmd > RESUME ||
      (c->cmd == INTERRUPT_ALL && c->bitmask_size != 0)) {
    return failure(EINVAL);
  }
  u8 bitmap[64] = {0};
  size_t size = c->bitmask_size < gpu_bitmap() ? c->bitmask_size : gpu_bitmap();
  memcpy(bitmap, (void *)c->bitmask_ptr, size);
  if (c->cmd == INTERRUPT_ALL) {
    gpu_interrupt();
  } else if (c->cmd == RESUME) {
    gpu_resume(bitmap);
  } else {
    gpu_attention(bitmap);
  }
  memcpy((void *)c->bitmask_ptr, bitmap, size);
  c->bitmask_size = gpu_bitmap();
  c->seqno = ++seqno;
  if (c->cmd != STOPPED) {
    session_attention();
  }
  return 0;
}

static int read_metadata(struct read_metadata *r) {
  note("read_metadata client=%lx metadata=%lx flags=%x reserved=%x ptr=%d size=%lx",
       r->client_handle, r->metadata_handle, r->flags, r->reserved, r->ptr != 0, r->size);
  if (fails("READ_METADATA")) {
    return -1;
  }
  bool is_elf = r->metadata_handle == ELF;
  const u64 address = r->metadata_handle == SAVE_AREA ? SAVE_AREA_ADDRESS : STATE_BASES_ADDRESS;
  if (r->client_handle != CLIENT || r->flags != 0 || r->metadata_handle < ELF ||
      r->metadata_handle > STATE_BASES) {
    return failure(EINVAL);
  }
  u64 length = is_elf ? program.size : sizeof address;
  if (r->size != 0 && r->size < length) {
    return failure(EINVAL);
  }
  if (r->size != 0) {
    memcpy((void *)r->ptr, is_elf ? (const void *)program.file : &address, length);
  }
  r->size = length;
  return 0;
}

static int acknowledge(struct ack_event *a) {
  note("ack type=%x flags=%x seqno=%lx", a->type, a->flags, a->seqno);
  if (fails("ACK_EVENT")) {
    return -1;
  }
  if (a->flags != 0 || held_fence == 0 || a->seqno != held_fence) {
    return failure(EINVAL);
  }
  release_fence();
  return 0;
}

int session_ioctl(int fd, unsigned long request, void *argument) {
  if (request == READ_EVENT) {
    return read_event(fd, argument);
  }
  if (dead) {
    return failure(ENOTCONN);
  }
  if (undiscovered > 0) {
    return failure(EBUSY);
  }
  switch (request) {
    case VM_OPEN:
      return open_vm(argument);
    case EU_CONTROL:
      return control(argument);
    case READ_METADATA:
      return read_metadata(argument);
    case ACK_EVENT:
      return acknowledge(argument);
    default:
      return failure(EINVAL);
  }
}
