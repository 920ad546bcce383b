// Sum of an array, one partial sum for each work-group.
//
// The work-items of a group fold their elements in shared local memory: half of them adds the
// other half's elements to its own, then a quarter, until one element holds the sum. The barriers
// keep a work-item from reading an element that its neighbour has not written yet. To watch it,
// stop one work-item in the loop and print tmp: every group has its own.

#define GROUP_SIZE 8

int combine(int mine, int theirs) {
  int sum = mine + theirs;
  return sum;
}

kernel __attribute__((reqd_work_group_size(GROUP_SIZE, 1, 1)))
void reduce(global const int *in, global int *sums) {
  local int tmp[GROUP_SIZE];
  uint lane = get_local_id(0);

  tmp[lane] = in[get_global_id(0)];
  barrier(CLK_LOCAL_MEM_FENCE);

  for (uint distance = GROUP_SIZE / 2; distance > 0; distance /= 2) {
    if (lane < distance) {
      tmp[lane] = combine(tmp[lane], tmp[lane + distance]);
    }
    barrier(CLK_LOCAL_MEM_FENCE);
  }

  if (lane == 0) {
    sums[get_group_id(0)] = tmp[0];
  }
}
