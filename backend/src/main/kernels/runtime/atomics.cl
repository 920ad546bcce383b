// The atomic functions of OpenCL 1.x, which are relaxed. Each returns the old value.

#define overloadable __attribute__((overloadable))

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
