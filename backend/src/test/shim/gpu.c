/*
 * Toy hardware threads: each goes round a loop of four-byte instructions without executing any.
 * What it has of a processor is what a debugger must know: a debug bit that stops it, a bit that
 * lets it pass once, one that stops it after one instruction, and the system routine's save area.
 *
 * Caches are as unhelpful as they may be: neither side sees what the other has written until a
 * flush.
 */
#include "machine.h"

#include <elf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_MAPPINGS = 16, PAGE = 0x1000, SLOT = 0x400 };

enum { IN_ROUTINE = 1u << 31 | 1u << 1, SUPPRESS = 1u << 15 };

enum { BREAKPOINT = 1u << 31, HALT = 1u << 30, FORCED = 1u << 26 };

struct slot {
  u64 x[32], f[32];
  u64 sr[32];
  u32 cr[4];
  u32 ce, pad;
  u64 start_ip;
  struct command cmd;
  struct sr_ident ident;
  u8 rest[SLOT - 0x3a0 - sizeof(struct sr_ident)];
};

_Static_assert(sizeof(struct slot) == SLOT, "slot");

enum { SR_RETIRED = 25, SR_HART = 28 };

struct mapping mappings[MAX_MAPPINGS];
int mapping_count;

static struct program program;
static bool running[SLOTS];  /* has work */
static bool attention[SLOTS]; /* is in the system routine */

static void map(u64 start, u64 size) {
  struct mapping *m = &mappings[mapping_count++];
  m->start = start;
  m->size = (size + PAGE - 1) & -(u64)PAGE;
  m->host = calloc(1, m->size);
  m->gpu = calloc(1, m->size);
  m->dirty = calloc(1, m->size);
}

static struct mapping *find(u64 address) {
  for (int i = 0; i < mapping_count; i++) {
    if (address - mappings[i].start < mappings[i].size) {
      return &mappings[i];
    }
  }
  return NULL;
}

static u8 *gpu_byte(u64 address) {
  struct mapping *m = find(address);
  return m ? m->gpu + (address - m->start) : NULL;
}

static struct slot *slot(int i) {
  return (struct slot *)gpu_byte(SAVE_AREA_ADDRESS + sizeof(struct state_save_area)) + i;
}

static struct regset set(size_t offset, int num, int bytes) {
  return (struct regset){.offset = offset, .num = num, .bits = 8 * bytes, .bytes = bytes};
}

static void write_save_area(void) {
  struct state_save_area header = {
      .magic = "tssarea",
      .major = 3,
      .size = sizeof(struct state_save_area) / 8,
      .num_slices = 1,
      .num_subslices_per_slice = DSS,
      .num_eus_per_subslice = EUS,
      .num_threads_per_eu = THREADS,
      .state_save_size = SLOT,
      .sr_magic_offset = offsetof(struct slot, ident),
      .sip_flags = 1, /* CR0.2 and CR0.3 are the whole address of an instruction */
      .scalar = set(offsetof(struct slot, x), 32, 8),
      .acc = set(offsetof(struct slot, f), 32, 8),
      .sr = set(offsetof(struct slot, sr), 32, 8),
      .cr = set(offsetof(struct slot, cr), 1, 16),
      .ce = set(offsetof(struct slot, ce), 1, 4),
      .dbg_reg = set(offsetof(struct slot, start_ip), 1, 8),
      .cmd = set(offsetof(struct slot, cmd), 1, sizeof(struct command)),
  };
  map(SAVE_AREA_ADDRESS, sizeof header + SLOTS * SLOT);
  memcpy(gpu_byte(SAVE_AREA_ADDRESS), &header, sizeof header);
}

static void load_program(void) {
  const Elf64_Ehdr *elf = (const void *)program.file;
  const Elf64_Phdr *segments = (const void *)(program.file + elf->e_phoff);
  for (int i = 0; i < elf->e_phnum; i++) {
    const Elf64_Phdr *s = &segments[i];
    if (s->p_type == PT_LOAD && s->p_memsz > 0) {
      map(s->p_vaddr, s->p_memsz);
      memcpy(gpu_byte(s->p_vaddr), program.file + s->p_offset, s->p_filesz);
    }
  }
}

void gpu_reset(const struct program *new_program) {
  for (int i = 0; i < mapping_count; i++) {
    free(mappings[i].host);
    free(mappings[i].gpu);
    free(mappings[i].dirty);
  }
  mapping_count = 0;
  gpu_stop();
  program = *new_program;
  load_program();
  map(RAM_ADDRESS, RAM_SIZE);
  write_save_area();
  gpu_flush();
}

static u64 get_pc(struct slot *s) { return s->cr[2] | (u64)s->cr[3] << 32; }

static void set_pc(struct slot *s, u64 pc) {
  s->cr[2] = (u32)pc;
  s->cr[3] = pc >> 32;
}

static void enter_routine(int i, u32 reason) {
  struct slot *s = slot(i);
  memcpy(s->ident.magic, "srmagic", 8);
  s->ident.count++;
  s->cr[0] |= IN_ROUTINE;
  s->cr[1] |= reason;
  s->cmd.command = COMMAND_READY;
  attention[i] = true;
}

/* One instruction; false if the thread has stopped before it. */
static bool execute(int i) {
  struct slot *s = slot(i);
  u64 pc = get_pc(s);
  const u8 *code = gpu_byte(pc);
  if ((!code || !(*code & 1)) && !(s->cr[0] & SUPPRESS)) {
    enter_routine(i, BREAKPOINT);
    return false;
  }
  s->cr[0] &= ~SUPPRESS;
  s->sr[SR_RETIRED]++;
  ++*(u64 *)gpu_byte(program.counter);
  set_pc(s, pc + 4 == program.loop_end ? program.loop_start : pc + 4);
  return true;
}

/* Once round the loop, which is enough to meet whatever there is. */
static void go_on(int i) {
  u64 instructions = (program.loop_end - program.loop_start) / 4;
  while (running[i] && !attention[i] && instructions-- > 0 && execute(i)) {
  }
}

static bool all_go_on(void) {
  bool before = gpu_has_attention();
  for (int i = 0; i < SLOTS; i++) {
    go_on(i);
  }
  return gpu_has_attention() && !before;
}

void gpu_start(void) {
  for (int i = 0; i < SLOTS; i++) {
    struct slot *s = slot(i);
    memset(s, 0, sizeof *s);
    set_pc(s, program.loop_start);
    s->start_ip = program.loop_start;
    s->sr[SR_HART] = i;
    running[i] = true;
  }
  all_go_on();
}

void gpu_stop(void) {
  memset(running, 0, sizeof running);
  memset(attention, 0, sizeof attention);
}

void gpu_flush(void) {
  for (int i = 0; i < mapping_count; i++) {
    struct mapping *m = &mappings[i];
    for (u64 b = 0; b < m->size; b++) {
      if (m->dirty[b]) {
        m->gpu[b] = m->host[b];
      } else {
        m->host[b] = m->gpu[b];
      }
    }
    memset(m->dirty, 0, m->size);
  }
  all_go_on();
}

/* Transfers up to the first byte that is not mapped; EINVAL if that is the first one. */
static ssize_t transfer(u8 *to, const u8 *from, size_t count, off_t at) {
  size_t done = 0;
  while (done < count) {
    struct mapping *m = at < 0 ? NULL : find(at + done);
    if (!m) {
      break;
    }
    size_t offset = at + done - m->start;
    size_t length = m->size - offset < count - done ? m->size - offset : count - done;
    if (to) {
      memcpy(to + done, m->host + offset, length);
    } else {
      memcpy(m->host + offset, from + done, length);
      memset(m->dirty + offset, 1, length);
    }
    done += length;
  }
  return done > 0 || count == 0 ? (ssize_t)done : failure(EINVAL);
}

ssize_t gpu_read(void *to, size_t count, off_t at) { return transfer(to, NULL, count, at); }

ssize_t gpu_write(const void *from, size_t count, off_t at) {
  return transfer(NULL, from, count, at);
}

void gpu_interrupt(void) {
  for (int i = 0; i < SLOTS; i++) {
    if (running[i] && !attention[i] && execute(i)) {
      enter_routine(i, HALT | FORCED);
    }
  }
}

static int bit(int i) {
  return i / (EUS * THREADS) * 64 + i / THREADS % EUS * 8 + i % THREADS;
}

void gpu_resume(const u8 *bits) {
  for (int i = 0; i < SLOTS; i++) {
    struct slot *s = slot(i);
    bool wanted = bits[bit(i) / 8] >> bit(i) % 8 & 1;
    if (!wanted || !attention[i] || s->cmd.command != COMMAND_RESUME) {
      continue;
    }
    attention[i] = false;
    s->ident.count++;
    s->cr[0] &= ~IN_ROUTINE;
    bool step = s->cr[1] & BREAKPOINT;
    s->cr[1] &= ~BREAKPOINT;
    if (!step) {
      go_on(i);
    } else if (execute(i)) {
      enter_routine(i, BREAKPOINT);
    }
  }
}

void gpu_attention(u8 *bits) {
  memset(bits, 0, BITMAP);
  for (int i = 0; i < SLOTS; i++) {
    if (attention[i]) {
      bits[bit(i) / 8] |= 1 << bit(i) % 8;
    }
  }
}

bool gpu_has_attention(void) {
  for (int i = 0; i < SLOTS; i++) {
    if (attention[i]) {
      return true;
    }
  }
  return false;
}

/* One word for each thread: idle, runs or stopped. */
void gpu_threads(char *text, size_t size) {
  size_t at = 0;
  for (int i = 0; i < SLOTS; i++) {
    const char *state = attention[i] ? "stopped" : running[i] ? "runs" : "idle";
    at += snprintf(text + at, size - at, at ? " %s" : "%s", state);
  }
}
