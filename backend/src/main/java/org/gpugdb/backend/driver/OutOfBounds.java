package org.gpugdb.backend.driver;

import java.util.List;
import org.gpugdb.backend.driver.GpuClient.Allocation;

/** {@code oob}: the mean of each element and its neighbours, with the planted bug. */
final class OutOfBounds extends LineSample {
  OutOfBounds(int workItems) {
    super(workItems);
  }

  @Override
  public List<Long> arguments(GpuClient client) throws DriverException {
    int count = global().get(0);
    Allocation in = Sample.floats(client, count, OutOfBounds::element);
    Allocation out = results(Sample.fill(client, count, i -> 0));
    return List.of(in.address(), out.address(), (long) count);
  }

  @Override
  public int results() {
    return global().get(0);
  }

  private static float element(int i) {
    return i;
  }

  /** Work-item 0 reads zero where its left neighbour should be, once its fault is resolved. */
  @Override
  int expected(int i) {
    float left = i == 0 ? 0 : element(i - 1);
    float right = i + 1 < results() ? element(i + 1) : element(i);
    return Float.floatToRawIntBits((left + element(i) + right) / 3);
  }
}
