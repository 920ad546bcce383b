package org.gpugdb.backend.driver;

import java.util.List;
import org.gpugdb.backend.driver.GpuClient.Allocation;

/** {@code collatz}: the number of steps until the sequence of a number reaches 1. */
final class Collatz extends LineSample {
  Collatz(int workItems) {
    super(workItems);
  }

  @Override
  public List<Long> arguments(GpuClient client) throws DriverException {
    int count = global().get(0);
    Allocation start = Sample.fill(client, count, Collatz::start);
    Allocation steps = results(Sample.fill(client, count, i -> 0));
    return List.of(start.address(), steps.address());
  }

  @Override
  public int results() {
    return global().get(0);
  }

  @Override
  int expected(int i) {
    return steps(start(i));
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
