/* The toy machine: one GPU, one client of it, at most one debugger. One lock guards all of it. */
#ifndef MACHINE_H
#define MACHINE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "uapi.h"

enum { CLIENT = 0x11, VM = 0x22, QUEUE = 0x33, LRC = 0x44 };

enum { ELF = 0x51, SAVE_AREA, STATE_BASES }; /* metadata */

enum { GOLDEN_BITMAP = 16 };

#define SAVE_AREA_ADDRESS 0x0000fff000000000 /* its upper half: addresses are sign-extended */
#define STATE_BASES_ADDRESS 0x0000ffe000000000
#define RAM_ADDRESS 0x90000000
#define RAM_SIZE 0x3000

/* gpu.c: memory and threads. */

struct mapping {
  u64 start, size;
  u8 *host;  /* as the debugger sees it */
  u8 *gpu;   /* as the GPU sees it */
  u8 *dirty; /* which bytes the debugger has written since the last flush */
};

struct program {
  const u8 *file;
  size_t size;
  u64 loop_start, loop_end, counter;
};

/* What the GPU is like. */
struct shape {
  u32 slices, dss, eus, threads; /* dss: of all slices */
  u16 device, ip_major, ip_minor;
  u16 eu_mask; /* the type of the mask that tells EUs */
  /* A thread's slot in the save area: its size, and where in it things are. */
  size_t slot, cr, ident, command, retired, hart, start_ip;
  bool intel; /* instructions, and how their addresses are counted */
  void (*write_save_area)(void);
};

extern const struct shape *shape;

u32 gpu_slots(void);
u32 gpu_bitmap(void); /* bytes */

extern struct mapping mappings[];
extern int mapping_count;

void gpu_reset(const struct program *program, bool intel);
void gpu_start(void);
void gpu_stop(void);
ssize_t gpu_read(void *to, size_t count, off_t at);
ssize_t gpu_write(const void *from, size_t count, off_t at);
void gpu_flush(void);
void gpu_interrupt(void);
void gpu_resume(const u8 *bits);
void gpu_attention(u8 *bits);
bool gpu_has_attention(void);
void gpu_threads(char *text, size_t size);

/* session.c: the debug interface. All return a result or -1 with errno. */

void session_reset(pid_t client, const struct program *program);
void session_start_client(void);
void session_end_client(void);
void session_disconnect(void);
void session_golden_events(void);
void session_attention(void);
void session_closed(void);
int session_count_resets(void);
const char *session_last_request(void);
const char *session_last_resume(void);
int device_ioctl(unsigned long request, void *argument);
int session_ioctl(int fd, unsigned long request, void *argument);

/* mirror.c: a node that answers every request with what the test wants. */

void mirror_answer(const u8 *bytes, u64 size, int result, int error);
u64 mirror_request(u8 *bytes, u64 size);
int mirror_ioctl(unsigned long request, void *argument);

/* libc.c: descriptors, and what a test wants to fail. */

void lock(void);
void unlock(void);
int wait_until_readable(int fd, int millis); /* as poll does; gives the lock up meanwhile */
int new_session(void);
int new_vm(void);
bool is_nonblocking(int fd);
bool is_switched_on(void);
void mark_readable(int fd, bool readable);
bool fails(const char *call); /* then errno is set */
int failure(int error);       /* sets errno, gives -1 */

#endif
