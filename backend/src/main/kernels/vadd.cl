// Vector addition: the smallest kernel worth debugging. Every work-item adds one pair.

float add(float x, float y) {
  float sum = x + y;
  return sum;
}

// n is the length of the vectors; work-items beyond it have nothing to do.
kernel void vadd(global const float *a, global const float *b, global float *c, uint n) {
  size_t i = get_global_id(0);
  if (i < n) {
    c[i] = add(a[i], b[i]);
  }
}
