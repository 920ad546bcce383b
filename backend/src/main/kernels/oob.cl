// A blur with a bug to find: the mean of each element and its two neighbours.
//
// The right neighbour of the last element is the element itself. Nobody thought of the left
// neighbour of the first one: 0 - 1 is 4294967295 for an unsigned index, the read goes 16 GiB past
// the array, and work-item 0 stops with a page fault. All the others finish with correct results.

uint left_of(uint i) {
  return i - 1;
}

uint right_of(uint i, uint n) {
  return i + 1 < n ? i + 1 : i;
}

kernel void oob(global const float *in, global float *out, uint n) {
  uint i = get_global_id(0);
  uint left = left_of(i);
  uint right = right_of(i, n);
  float sum = in[left] + in[i] + in[right];
  out[i] = sum / 3;
}
