// Product of two square matrices, c = a * b, tile by tile.
//
// A work-group computes one tile of c. It moves along a row of tiles of a and a column of tiles of
// b: each work-item fetches one element of both tiles into shared local memory, and then each
// element there is used TILE times.

#define TILE 4

// Row `row` of one tile times column `column` of the other.
float dot_tile(local float (*a)[TILE], local float (*b)[TILE], uint row, uint column) {
  float sum = 0;
  for (uint k = 0; k < TILE; k++) {
    sum += a[row][k] * b[k][column];
  }
  return sum;
}

// n is the number of rows and of columns, a multiple of TILE. Matrices are stored row by row.
kernel __attribute__((reqd_work_group_size(TILE, TILE, 1)))
void matmul(global const float *a, global const float *b, global float *c, uint n) {
  local float tile_a[TILE][TILE];
  local float tile_b[TILE][TILE];
  uint column = get_global_id(0);
  uint row = get_global_id(1);
  uint x = get_local_id(0);
  uint y = get_local_id(1);

  float sum = 0;
  for (uint tile = 0; tile < n; tile += TILE) {
    tile_a[y][x] = a[row * n + tile + x];
    tile_b[y][x] = b[(tile + y) * n + column];
    barrier(CLK_LOCAL_MEM_FENCE);
    sum += dot_tile(tile_a, tile_b, y, x);
    barrier(CLK_LOCAL_MEM_FENCE);
  }
  c[row * n + column] = sum;
}
