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

enum { MAX_MAPPINGS = 16, PAGE = 0x1000, MAX_SLOTS = 512 };

enum { IN_ROUTINE = 1u << 31 | 1u << 1, SUPPRESS = 1u << 15 };

enum { BREAKPOINT = 1u << 31, HALT = 1u << 30, FORCED = 1u << 26 };

static void write_toy_save_area(void);
static void write_intel_save_area(void);

/* Eight threads that count in 64-bit registers. */
static const struct shape TOY = {
    .slices = 1,
    .dss = 2,
    .eus = 2,
    .threads = 2,
    .device = 0x5256,
    .ip_major = 20,
    .ip_minor = 1,
    .eu_mask = EU_PER_DSS,
    .slot = 0x400,
    .cr = 0x300,
    .start_ip = 0x318,
    .command = 0x320,
    .ident = 0x3a0,
    .retired = 0x2c8,
    .hart = 0x2e0,
    .write_save_area = write_toy_save_area,
};

/* Lunar Lake, as its system routine saves threads. */
static const struct shape INTEL = {
    .slices = 2,
    .dss = 8,
    .eus = 8,
    .threads = 8,
    .device = 0x64a0,
    .ip_major = 20,
    .ip_minor = 4,
    .eu_mask = SIMD16_EU_PER_DSS,
    .slot = 0x4400,
    .cr = 0x4060,
    .start_ip = 0x4300,
    .command = 0x4260,
    .ident = 0x4244,
    .retired = 0x08, /* r0.2 */
    .hart = 0x10,    /* r0.4 */
    .intel = true,
    .write_save_area = write_intel_save_area,
};

const struct shape *shape = &TOY;

struct mapping mappings[MAX_MAPPINGS];
int mapping_count;

static struct program program;
static bool running[MAX_SLOTS];  /* has work */
static bool attention[MAX_SLOTS]; /* is in the system routine */

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

u32 gpu_slots(void) { return shape->dss * shape->eus * shape->threads; }

u32 gpu_bitmap(void) { return shape->dss * 8; }

static u8 *slot(int i) {
  size_t header =
      shape->intel ? sizeof(struct state_save_area_2) : sizeof(struct state_save_area);
  return gpu_byte(SAVE_AREA_ADDRESS) + header + i * shape->slot;
}

static u32 *cr(int i) { return (u32 *)(slot(i) + shape->cr); }

static struct sr_ident *ident(int i) { return (struct sr_ident *)(slot(i) + shape->ident); }

static struct command *command(int i) { return (struct command *)(slot(i) + shape->command); }

static struct regset set(size_t offset, int num, int bytes) {
  return (struct regset){.offset = offset, .num = num, .bits = 8 * bytes, .bytes = bytes};
}

static void write_toy_save_area(void) {
  struct state_save_area header = {
      .magic = "tssarea",
      .major = 3,
      .size = sizeof(struct state_save_area) / 8,
      .num_slices = 1,
      .num_subslices_per_slice = shape->dss,
      .num_eus_per_subslice = shape->eus,
      .num_threads_per_eu = shape->threads,
      .state_save_size = shape->slot,
      .sr_magic_offset = shape->ident,
      .sip_flags = 1, /* CR0.2 and CR0.3 are the whole address of an instruction */
      .scalar = set(0, 32, 8),
      .acc = set(0x100, 32, 8),
      .sr = set(0x200, 32, 8),
      .cr = set(shape->cr, 1, 16),
      .ce = set(0x310, 1, 4),
      .dbg_reg = set(shape->start_ip, 1, 8),
      .cmd = set(shape->command, 1, sizeof(struct command)),
  };
  map(SAVE_AREA_ADDRESS, sizeof header + gpu_slots() * shape->slot);
  memcpy(gpu_byte(SAVE_AREA_ADDRESS), &header, sizeof header);
}

static void write_intel_save_area(void) {
  struct state_save_area_2 header = {
      .magic = "tssarea",
      .major = 2,
      .minor = 2,
      .size = sizeof(struct state_save_area_2) / 8,
      .num_slices = shape->slices,
      .num_subslices_per_slice = shape->dss / shape->slices,
      .num_eus_per_subslice = shape->eus,
      .num_threads_per_eu = shape->threads,
      .state_save_size = shape->slot,
      .sr_magic_offset = shape->ident,
      .grf = set(0, 256, 64),
      .addr = set(0x4000, 1, 32),
      .flag = set(0x4020, 4, 4),
      .emask = set(0x403c, 1, 4),
      .sr = set(0x4040, 1, 16),
      .cr = set(shape->cr, 1, 12),
      .notification = set(0x4080, 1, 12),
      .tdr = set(0x40a0, 1, 16),
      .acc = set(0x40c0, 4, 64),
      .mme = set(0x41c0, 2, 32),
      .ce = set(0x4220, 1, 4),
      .cmd = set(shape->command, 1, sizeof(struct command)),
      .tm = set(0x4200, 1, 20),
      .fc = set(0x4320, 3, 64),
      .dbg = set(0x4240, 1, 4),
      .ctx = set(0x42e0, 1, 8),
      .dbg_reg = set(shape->start_ip, 1, 8),
  };
  struct state_bases bases = {
      .magic = "sbaarea",
      .version = 1,
      .surface = 0x5000,
      .instruction = program.loop_start & -(u64)PAGE,
  };
  map(SAVE_AREA_ADDRESS, sizeof header + gpu_slots() * shape->slot);
  memcpy(gpu_byte(SAVE_AREA_ADDRESS), &header, sizeof header);
  map(STATE_BASES_ADDRESS, sizeof bases);
  memcpy(gpu_byte(STATE_BASES_ADDRESS), &bases, sizeof bases);
}

/* The loop as instructions of 16 bytes, but the second one, which has 8. */
static void write_intel_code(void) {
  enum { MOV = 0x61, COMPACT = 0x20 };
  memset(gpu_byte(program.loop_start), 0, program.loop_end - program.loop_start);
  for (u64 at = program.loop_start; at < program.loop_end;) {
    bool compact = at == program.loop_start + 16;
    gpu_byte(at)[0] = MOV;
    gpu_byte(at)[3] = compact ? COMPACT : 0;
    at += compact ? 8 : 16;
  }
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

void gpu_reset(const struct program *new_program, bool intel) {
  for (int i = 0; i < mapping_count; i++) {
    free(mappings[i].host);
    free(mappings[i].gpu);
    free(mappings[i].dirty);
  }
  mapping_count = 0;
  gpu_stop();
  program = *new_program;
  shape = intel ? &INTEL : &TOY;
  load_program();
  map(RAM_ADDRESS, RAM_SIZE);
  shape->write_save_area();
  if (intel) {
    write_intel_code();
  }
  gpu_flush();
}

static u64 base(void) {
  return shape->intel ? ((struct state_bases *)gpu_byte(STATE_BASES_ADDRESS))->instruction : 0;
}

static u64 get_pc(int i) {
  return base() + cr(i)[2] + (shape->intel ? 0 : (u64)cr(i)[3] << 32);
}

static void set_pc(int i, u64 pc) {
  cr(i)[2] = (u32)(pc - base());
  if (!shape->intel) {
    cr(i)[3] = pc >> 32;
  }
}

static void enter_routine(int i, u32 reason) {
  memcpy(ident(i)->magic, "srmagic", 8);
  ident(i)->count++;
  cr(i)[0] |= IN_ROUTINE;
  cr(i)[1] |= reason;
  command(i)->command = COMMAND_READY;
  attention[i] = true;
}

static bool is_compact(const u8 *code) { return code[3] & 0x20; }

static bool has_debug_bit(const u8 *code) {
  if (!shape->intel) {
    return !(code[0] & 1);
  }
  return is_compact(code) ? code[0] & 0x80 : code[3] & 0x40;
}

static int length(const u8 *code) { return !shape->intel ? 4 : is_compact(code) ? 8 : 16; }

/* One instruction; false if the thread has stopped before it. */
static bool execute(int i) {
  u64 pc = get_pc(i);
  const u8 *code = gpu_byte(pc);
  if ((!code || has_debug_bit(code)) && !(cr(i)[0] & SUPPRESS)) {
    enter_routine(i, BREAKPOINT);
    return false;
  }
  cr(i)[0] &= ~SUPPRESS;
  ++*(u64 *)(slot(i) + shape->retired);
  ++*(u64 *)gpu_byte(program.counter);
  u64 next = pc + length(code);
  set_pc(i, next >= program.loop_end ? program.loop_start : next);
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
  for (int i = 0; i < (int)gpu_slots(); i++) {
    go_on(i);
  }
  return gpu_has_attention() && !before;
}

void gpu_start(void) {
  for (int i = 0; i < (int)gpu_slots(); i++) {
    memset(slot(i), 0, shape->slot);
    set_pc(i, program.loop_start);
    *(u64 *)(slot(i) + shape->start_ip) = program.loop_start;
    *(u64 *)(slot(i) + shape->hart) = i;
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
  for (int i = 0; i < (int)gpu_slots(); i++) {
    if (running[i] && !attention[i] && execute(i)) {
      enter_routine(i, HALT | FORCED);
    }
  }
}

static int bit(int i) {
  int eus = shape->eus, threads = shape->threads;
  return i / (eus * threads) * 64 + i / threads % eus * 8 + i % threads;
}

void gpu_resume(const u8 *bits) {
  for (int i = 0; i < (int)gpu_slots(); i++) {
    bool wanted = bits[bit(i) / 8] >> bit(i) % 8 & 1;
    if (!wanted || !attention[i] || command(i)->command != COMMAND_RESUME) {
      continue;
    }
    attention[i] = false;
    ident(i)->count++;
    cr(i)[0] &= ~IN_ROUTINE;
    bool step = cr(i)[1] & BREAKPOINT;
    cr(i)[1] &= ~BREAKPOINT;
    if (!step) {
      go_on(i);
    } else if (execute(i)) {
      enter_routine(i, BREAKPOINT);
    }
  }
}

void gpu_attention(u8 *bits) {
  memset(bits, 0, gpu_bitmap());
  for (int i = 0; i < (int)gpu_slots(); i++) {
    if (attention[i]) {
      bits[bit(i) / 8] |= 1 << bit(i) % 8;
    }
  }
}

bool gpu_has_attention(void) {
  for (int i = 0; i < (int)gpu_slots(); i++) {
    if (attention[i]) {
      return true;
    }
  }
  return false;
}

/* One word for each thread: idle, runs or stopped. */
void gpu_threads(char *text, size_t size) {
  size_t at = 0;
  for (int i = 0; i < (int)gpu_slots(); i++) {
    const char *state = attention[i] ? "stopped" : running[i] ? "runs" : "idle";
    at += snprintf(text + at, size - at, at ? " %s" : "%s", state);
  }
}
