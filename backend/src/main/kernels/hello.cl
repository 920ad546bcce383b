// What a kernel can say: printf, and assert for what must not happen.
//
// Every work-item prints a line. Those whose number is not below limit fail the assertion.

#include <assert.h>

kernel void hello(long seed, double scale, uint limit) {
  size_t i = get_global_id(0);
  double value = (seed + (long)i) * scale;
  printf("work-item %zu of group %zu: %ld + %zu times %g is %f\n", i, get_group_id(0), seed, i,
         scale, value);
  assert(i < limit);
}
