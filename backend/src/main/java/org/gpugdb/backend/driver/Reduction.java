package org.gpugdb.backend.driver;

import java.util.List;
import org.gpugdb.backend.driver.GpuClient.Allocation;

/** {@code reduce}: the sum of each work-group's elements. */
final class Reduction extends LineSample {
  Reduction(int workItems) {
    super(workItems);
  }

  @Override
  public List<Long> arguments(GpuClient client) throws DriverException {
    Allocation in = Sample.fill(client, global().get(0), Reduction::element);
    Allocation sums = results(Sample.fill(client, results(), i -> 0));
    return List.of(in.address(), sums.address());
  }

  @Override
  public int results() {
    return global().get(0) / GROUP;
  }

  private static int element(int i) {
    return i % 1000;
  }

  @Override
  int expected(int group) {
    int sum = 0;
    for (int i = group * GROUP; i < (group + 1) * GROUP; i++) {
      sum += element(i);
    }
    return sum;
  }
}
