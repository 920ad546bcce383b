package org.gpugdb.backend.driver;

import java.util.List;
import org.gpugdb.backend.driver.GpuClient.Allocation;
import org.jspecify.annotations.Nullable;

/** {@code collatz}: the number of steps until the sequence of a number reaches 1. */
final class Collatz implements Sample {
  private static final int GROUP = 8;

  private final int items;
  private @Nullable Allocation output;

  Collatz(int workItems) {
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
    int count = global().get(0);
    Allocation start = Sample.fill(client, count, Collatz::start);
    Allocation steps = Sample.fill(client, count, i -> 0);
    output = steps;
    return List.of(start.address(), steps.address());
  }

  @Override
  public int results() {
    return global().get(0);
  }

  @Override
  public int wrong() throws DriverException {
    return output == null ? 0 : Sample.differing(output, results(), i -> steps(start(i)));
  }

  private static int start(int i) {
    return i + 1;
  }

  private static int steps(long n) {
    int count = 0;
    for (long at = n; at != 1; count++) {
      at = at % 2 == 0 ? at / 2 : 3 * at + 1;
    }
    return count;
  }
}
