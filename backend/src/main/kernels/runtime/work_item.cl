// Work-item functions: each reads one control and status register of the hardware thread.
//
// The registers of the three dimensions are neighbours, but a CSR number is part of the
// instruction, so the dimension selects one of three instructions. Dimensions above 2 read the
// value that the OpenCL specification prescribes.

#define overloadable __attribute__((overloadable))
#define CSR(number)                                                                                \
  ({                                                                                               \
    ulong value;                                                                                   \
    __asm__("csrr %0, " #number : "=r"(value));                                                    \
    value;                                                                                         \
  })
#define BY_DIMENSION(x, y, z, otherwise)                                                           \
  switch (dimension) {                                                                             \
    case 0: return CSR(x);                                                                         \
    case 1: return CSR(y);                                                                         \
    case 2: return CSR(z);                                                                         \
    default: return otherwise;                                                                     \
  }

size_t overloadable get_global_id(uint dimension) { BY_DIMENSION(0xcc0, 0xcc1, 0xcc2, 0) }
size_t overloadable get_local_id(uint dimension) { BY_DIMENSION(0xcc4, 0xcc5, 0xcc6, 0) }
size_t overloadable get_group_id(uint dimension) { BY_DIMENSION(0xcc8, 0xcc9, 0xcca, 0) }
size_t overloadable get_local_size(uint dimension) { BY_DIMENSION(0xccc, 0xccd, 0xcce, 1) }
size_t overloadable get_global_size(uint dimension) { BY_DIMENSION(0xcd0, 0xcd1, 0xcd2, 1) }
size_t overloadable get_global_offset(uint dimension) { return 0; }
uint overloadable get_work_dim(void) { return CSR(0xcd4); }

// The global size is a multiple of the local size.
size_t overloadable get_num_groups(uint dimension) {
  return get_global_size(dimension) / get_local_size(dimension);
}
