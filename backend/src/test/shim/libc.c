/*
 * A C library with one GPU in it. It is loaded in place of the real one, to which everything goes
 * that is not about that GPU: its device nodes and its files in sysfs are those below a directory
 * of the test's, and ioctl, pread, pwrite and fsync on its descriptors are answered here.
 */
#define _GNU_SOURCE
#include "machine.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

enum { MAX_FDS = 4096, MAX_FAILURES = 8 };

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static char root[PATH_MAX];
static enum { OTHER, SESSION, VM_FILE } kinds[MAX_FDS];

/* ---- the real library ---- */

static void *real(const char *name) {
  static void *library;
  if (!library) {
    library = dlopen("libc.so.6", RTLD_LAZY);
  }
  return dlsym(library, name);
}

#define REAL(name) ((__typeof__(&name))real(#name))

/* ---- for the machine ---- */

void lock(void) { pthread_mutex_lock(&mutex); }

void unlock(void) { pthread_mutex_unlock(&mutex); }

/* Whoever waits for an event, and the signal that only waiting threads take. */
static pthread_t waiting;
static bool is_waiting;
#define INTERRUPT (SIGRTMIN + 4)

int wait_until_readable(int fd, int millis) {
  struct pollfd event = {.fd = fd, .events = POLLIN};
  struct timespec time = {millis / 1000, millis % 1000 * 1000000};
  sigset_t interrupt, before;
  sigemptyset(&interrupt);
  sigaddset(&interrupt, INTERRUPT);
  pthread_sigmask(SIG_BLOCK, &interrupt, &before);
  waiting = pthread_self();
  is_waiting = true;
  unlock();
  int ready = REAL(ppoll)(&event, 1, &time, &before);
  int error = errno;
  lock();
  is_waiting = false;
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  errno = error;
  return ready;
}

static void ignore(int signal) { (void)signal; }

int failure(int error) {
  errno = error;
  return -1;
}

static int new_file(int kind) {
  int fd = eventfd(0, kind == SESSION ? 0 : EFD_CLOEXEC);
  kinds[fd] = kind;
  return fd;
}

int new_session(void) { return new_file(SESSION); }

int new_vm(void) { return new_file(VM_FILE); }

void mark_readable(int fd, bool readable) {
  eventfd_t count;
  struct pollfd now = {.fd = fd, .events = POLLIN};
  bool is_readable = REAL(poll)(&now, 1, 0) > 0;
  if (readable && !is_readable) {
    eventfd_write(fd, 1);
  } else if (!readable && is_readable) {
    eventfd_read(fd, &count);
  }
}

bool is_nonblocking(int fd) { return REAL(fcntl)(fd, F_GETFL) & O_NONBLOCK; }

/* ---- failures ---- */

static struct {
  char call[32];
  int error, times;
} failures[MAX_FAILURES];

bool fails(const char *call) {
  for (int i = 0; i < MAX_FAILURES; i++) {
    if (failures[i].times > 0 && strcmp(failures[i].call, call) == 0) {
      failures[i].times--;
      errno = failures[i].error;
      return true;
    }
  }
  return false;
}

static bool fails_now(const char *call) {
  lock();
  bool failed = fails(call);
  unlock();
  return failed;
}

/* ---- paths ---- */

static const char *redirect(const char *path, char *buffer) {
  bool ours = strncmp(path, "/dev/dri/", 9) == 0 || strncmp(path, "/sys/class/drm/", 15) == 0;
  if (!ours || !root[0]) {
    return path;
  }
  snprintf(buffer, PATH_MAX, "%s%s", root, path);
  return buffer;
}

bool is_switched_on(void) {
  char path[PATH_MAX];
  char state = 0;
  const char *file = "/sys/class/drm/card77/device/prelim_enable_eudebug";
  int fd = REAL(open)(redirect(file, path), O_RDONLY);
  bool read_it = fd >= 0 && REAL(pread)(fd, &state, 1, 0) == 1;
  REAL(close)(fd);
  return read_it && state == '1';
}

/* The name of the device node that a descriptor is of, "" if of none. */
static const char *node(int fd, char *target) {
  char link[64], devices[PATH_MAX + 16];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  snprintf(devices, sizeof devices, "%s/dev/dri/", root);
  size_t length = strlen(devices);
  memset(target, 0, PATH_MAX);
  bool ours = REAL(readlink)(link, target, PATH_MAX - 1) > 0 && root[0] &&
              strncmp(target, devices, length) == 0;
  return ours ? target + length : "";
}

static bool is(int fd, int kind) { return fd >= 0 && fd < MAX_FDS && (int)kinds[fd] == kind; }

/* ---- what the program calls ---- */

int open(const char *path, int flags, ...) {
  char buffer[PATH_MAX];
  va_list arguments;
  va_start(arguments, flags);
  int mode = va_arg(arguments, int);
  va_end(arguments);
  return fails_now("open") ? -1 : REAL(open)(redirect(path, buffer), flags, mode);
}

DIR *opendir(const char *path) {
  char buffer[PATH_MAX];
  return REAL(opendir)(redirect(path, buffer));
}

ssize_t readlink(const char *restrict path, char *restrict to, size_t size) {
  char buffer[PATH_MAX];
  ssize_t length = REAL(readlink)(redirect(path, buffer), to, size);
  ssize_t prefix = strlen(root);
  if (prefix > 0 && length > prefix && memcmp(to, root, prefix) == 0) {
    memmove(to, to + prefix, length - prefix);
    return length - prefix;
  }
  return length;
}

int close(int fd) {
  lock();
  if (is(fd, SESSION)) {
    session_closed();
  }
  if (fd >= 0 && fd < MAX_FDS) {
    kinds[fd] = OTHER;
  }
  unlock();
  return REAL(close)(fd);
}

int ioctl(int fd, unsigned long request, ...) {
  va_list arguments;
  va_start(arguments, request);
  void *argument = va_arg(arguments, void *);
  va_end(arguments);
  char buffer[PATH_MAX];
  lock();
  const char *name = node(fd, buffer);
  int result;
  if (is(fd, SESSION)) {
    result = session_ioctl(fd, request, argument);
  } else if (strcmp(name, "mirror") == 0) {
    result = mirror_ioctl(request, argument);
  } else if (name[0]) {
    result = device_ioctl(request, argument);
  } else {
    result = REAL(ioctl)(fd, request, argument);
  }
  int error = errno;
  unlock();
  errno = error;
  return result;
}

ssize_t pread(int fd, void *to, size_t count, off_t at) {
  lock();
  bool ours = is(fd, VM_FILE);
  ssize_t result = !ours ? 0 : fails("pread") ? -1 : gpu_read(to, count, at);
  int error = errno;
  unlock();
  errno = error;
  return ours ? result : REAL(pread)(fd, to, count, at);
}

ssize_t pwrite(int fd, const void *from, size_t count, off_t at) {
  lock();
  bool ours = is(fd, VM_FILE);
  ssize_t result = !ours ? 0 : fails("pwrite") ? -1 : gpu_write(from, count, at);
  int error = errno;
  unlock();
  errno = error;
  return ours ? result : REAL(pwrite)(fd, from, count, at);
}

int fsync(int fd) {
  lock();
  bool ours = is(fd, VM_FILE);
  int result = 0;
  if (ours && fails("fsync")) {
    result = -1;
  } else if (ours) {
    gpu_flush();
    session_attention();
  }
  int error = errno;
  unlock();
  errno = error;
  return ours ? result : REAL(fsync)(fd);
}

int poll(struct pollfd *descriptors, nfds_t count, int millis) {
  return fails_now("poll") ? -1 : REAL(poll)(descriptors, count, millis);
}

/* ---- what the test calls ---- */

/* Everything anew: the tree of the GPU's files, its client, and the program that will run. */
void shim_reset(const char *tree, int client, const u8 *elf, u64 size, u64 loop_start,
                u64 loop_end, u64 counter, bool intel) {
  u8 *file = malloc(size); /* forgotten by the next reset: a test has only a few */
  memcpy(file, elf, size);
  struct program program = {file, size, loop_start, loop_end, counter};
  lock();
  snprintf(root, sizeof root, "%s", tree);
  memset(kinds, 0, sizeof kinds);
  memset(failures, 0, sizeof failures);
  session_reset(client, &program);
  gpu_reset(&program, intel);
  unlock();
}

/* The next calls of a name fail. */
void shim_fail(const char *call, int error, int times) {
  lock();
  for (int i = 0; i < MAX_FAILURES; i++) {
    if (failures[i].times == 0) {
      snprintf(failures[i].call, sizeof failures[i].call, "%s", call);
      failures[i].error = error;
      failures[i].times = times;
      break;
    }
  }
  unlock();
}

/* How many failures nobody has met yet. */
int shim_failures_left(void) {
  int left = 0;
  lock();
  for (int i = 0; i < MAX_FAILURES; i++) {
    left += failures[i].times;
  }
  unlock();
  return left;
}

#define LOCKED(name, action) \
  void name(void) {          \
    lock();                  \
    action();                \
    unlock();                \
  }

LOCKED(shim_start_client, session_start_client)
LOCKED(shim_end_client, session_end_client)
LOCKED(shim_disconnect, session_disconnect)
LOCKED(shim_golden_events, session_golden_events)

/* Sends a signal to the thread that waits for an event, if one does. */
bool shim_interrupt(void) {
  struct sigaction action = {.sa_handler = ignore};
  lock();
  bool sent = is_waiting && sigaction(INTERRUPT, &action, NULL) == 0 &&
              pthread_kill(waiting, INTERRUPT) == 0;
  unlock();
  return sent;
}

/* What the mirror answers from now on. */
void shim_mirror(const u8 *bytes, u64 size, int result, int error) {
  lock();
  mirror_answer(bytes, size, result, error);
  unlock();
}

/* The last request that the mirror was made, and its argument's bytes as they came. */
u64 shim_mirrored(u8 *bytes, u64 size) {
  lock();
  u64 request = mirror_request(bytes, size);
  unlock();
  return request;
}

int shim_resets(void) {
  lock();
  int resets = session_count_resets();
  unlock();
  return resets;
}

/* The fields of the last request, as C has read them. */
void shim_last_request(char *text, u64 size) {
  lock();
  snprintf(text, size, "%s", session_last_request());
  unlock();
}

/* The same of the last request that let threads go on, whatever came after it. */
void shim_last_resume(char *text, u64 size) {
  lock();
  snprintf(text, size, "%s", session_last_resume());
  unlock();
}

void shim_threads(char *text, u64 size) {
  lock();
  gpu_threads(text, size);
  unlock();
}

/* A byte as the GPU sees it. */
int shim_gpu_byte(u64 address) {
  lock();
  int value = -1;
  for (int i = 0; i < mapping_count; i++) {
    if (address - mappings[i].start < mappings[i].size) {
      value = mappings[i].gpu[address - mappings[i].start];
    }
  }
  unlock();
  return value;
}
