// Barriers, fences and the OpenCL 1.x atomics.

#define overloadable __attribute__((overloadable))

// CLK_LOCAL_MEM_FENCE is 1 and CLK_GLOBAL_MEM_FENCE is 2: what the fence register calls
// "work-group" and "device". A wider fence covers a narrower one.
void overloadable mem_fence(cl_mem_fence_flags flags) {
  uint scope = flags & CLK_GLOBAL_MEM_FENCE ? 2 : 1;
  __asm__ volatile("fence rw, rw\n\tcsrw 0x8c2, %0" : : "r"(scope) : "memory");
}

void overloadable read_mem_fence(cl_mem_fence_flags flags) { mem_fence(flags); }
void overloadable write_mem_fence(cl_mem_fence_flags flags) { mem_fence(flags); }

// A hardware thread waits in the csrw until every work-item of its work-group is there.
void overloadable barrier(cl_mem_fence_flags flags) {
  mem_fence(flags);
  __asm__ volatile("csrw 0x8c1, zero" : : : "memory");
}

void overloadable work_group_barrier(cl_mem_fence_flags flags) { barrier(flags); }

// OpenCL 1.x atomics are relaxed; each returns the old value.
#define AMO(name, instruction, space, type)                                                        \
  type overloadable name(volatile space type *object, type operand) {                              \
    type old;                                                                                      \
    __asm__ volatile(instruction " %0, %2, (%1)"                                                   \
                     : "=r"(old) : "r"(object), "r"(operand) : "memory");                          \
    return old;                                                                                    \
  }
#define ATOMICS(space, type, min, max)                                                             \
  AMO(atomic_add, "amoadd.w", space, type)                                                         \
  AMO(atomic_and, "amoand.w", space, type)                                                         \
  AMO(atomic_or, "amoor.w", space, type)                                                           \
  AMO(atomic_xor, "amoxor.w", space, type)                                                         \
  AMO(atomic_xchg, "amoswap.w", space, type)                                                       \
  AMO(atomic_min, min, space, type)                                                                \
  AMO(atomic_max, max, space, type)                                                                \
  type overloadable atomic_sub(volatile space type *object, type operand) {                        \
    return atomic_add(object, (type)-operand);                                                     \
  }                                                                                                \
  type overloadable atomic_inc(volatile space type *object) { return atomic_add(object, (type)1); }\
  type overloadable atomic_dec(volatile space type *object) { return atomic_sub(object, (type)1); }\
  type overloadable atomic_cmpxchg(volatile space type *object, type expected, type desired) {     \
    type old;                                                                                      \
    uint failed;                                                                                   \
    __asm__ volatile("1: lr.w %0, (%2)\n\t"                                                        \
                     "bne %0, %3, 2f\n\t"                                                          \
                     "sc.w %1, %4, (%2)\n\t"                                                       \
                     "bnez %1, 1b\n"                                                               \
                     "2:"                                                                          \
                     : "=&r"(old), "=&r"(failed)                                                   \
                     : "r"(object), "r"(expected), "r"(desired)                                    \
                     : "memory");                                                                  \
    return old;                                                                                    \
  }

ATOMICS(global, int, "amomin.w", "amomax.w")
ATOMICS(global, uint, "amominu.w", "amomaxu.w")
ATOMICS(local, int, "amomin.w", "amomax.w")
ATOMICS(local, uint, "amominu.w", "amomaxu.w")
