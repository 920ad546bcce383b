package org.gpugdb.backend.driver;

import java.util.List;
import org.gpugdb.backend.driver.GpuClient.Allocation;
import org.jspecify.annotations.Nullable;

/** {@code reduce}: the sum of each work-group's elements. */
final class Reduction implements Sample {
  private static final int GROUP = 8;

  private final int items;
  private @Nullable Allocation output;

  Reduction(int workItems) {
    this.items = workItems;
  }

  @Override
  public List<Integer> global() {
    return Sample.line(items, GROUP);
  }

  @Override
  public List<Integer> local() {
    return List.of(GROUP, 1, 1);
  }

  @Override
  public List<Long> arguments(GpuClient client) throws DriverException {
    Allocation in = Sample.fill(client, global().get(0), Reduction::element);
    Allocation sums = Sample.fill(client, results(), i -> 0);
    output = sums;
    return List.of(in.address(), sums.address());
  }

  @Override
  public int results() {
    return global().get(0) / GROUP;
  }

  @Override
  public int wrong() throws DriverException {
    return output == null ? 0 : Sample.differing(output, results(), Reduction::sum);
  }

  private static int element(int i) {
    return i % 1000;
  }

  private static int sum(int group) {
    int sum = 0;
    for (int i = group * GROUP; i < (group + 1) * GROUP; i++) {
      sum += element(i);
    }
    return sum;
  }
}
