// How often each range of byte values occurs.
//
// A work-group counts in shared local memory, where atomic increments are cheap, and adds its
// counts to the global ones at the end. Work-items take every global-size-th byte, so any number
// of them can handle any number of bytes.

#define BINS 16

uint bin_of(uchar value) {
  return value * BINS / 256;
}

// partial has room for BINS counts, and bins starts with zeros.
kernel void histogram(global const uchar *data, uint n, global uint *bins, local uint *partial) {
  uint lane = get_local_id(0);
  uint lanes = get_local_size(0);

  for (uint bin = lane; bin < BINS; bin += lanes) {
    partial[bin] = 0;
  }
  barrier(CLK_LOCAL_MEM_FENCE);

  for (uint i = get_global_id(0); i < n; i += get_global_size(0)) {
    uint bin = bin_of(data[i]);
    atomic_inc(&partial[bin]);
  }
  barrier(CLK_LOCAL_MEM_FENCE);

  for (uint bin = lane; bin < BINS; bin += lanes) {
    atomic_add(&bins[bin], partial[bin]);
  }
}
