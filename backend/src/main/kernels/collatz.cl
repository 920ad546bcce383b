// How many steps the Collatz sequence of a number takes to reach 1.
//
// The loop takes a different number of rounds in each work-item, so hardware threads end one by
// one. 0 is its own successor: a work-item that starts there hangs, which makes this kernel the
// place to practise interrupting a GPU that does not come back.

ulong next(ulong n) {
  return n % 2 == 0 ? n / 2 : 3 * n + 1;
}

kernel void collatz(global const uint *start, global uint *steps) {
  size_t i = get_global_id(0);
  ulong n = start[i];
  uint count = 0;
  while (n != 1) {
    n = next(n);
    count++;
  }
  steps[i] = count;
}
