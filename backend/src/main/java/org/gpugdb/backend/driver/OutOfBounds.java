package org.gpugdb.backend.driver;

import java.util.List;
import org.gpugdb.backend.driver.GpuClient.Allocation;
import org.jspecify.annotations.Nullable;

/** {@code oob}: the mean of each element and its neighbours, with the planted bug. */
final class OutOfBounds implements Sample {
  private static final int GROUP = 8;

  private final int items;
  private @Nullable Allocation output;

  OutOfBounds(int workItems) {
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
    Allocation in = Sample.floats(client, count, OutOfBounds::element);
    Allocation out = Sample.fill(client, count, i -> 0);
    output = out;
    return List.of(in.address(), out.address(), (long) count);
  }

  @Override
  public int results() {
    return global().get(0);
  }

  @Override
  public int wrong() throws DriverException {
    return output == null ? 0 : Sample.differing(output, results(), this::mean);
  }

  private static float element(int i) {
    return i;
  }

  /** Work-item 0 reads zero where its left neighbour should be, once its fault is resolved. */
  private int mean(int i) {
    float left = i == 0 ? 0 : element(i - 1);
    float right = i + 1 < results() ? element(i + 1) : element(i);
    return Float.floatToRawIntBits((left + element(i) + right) / 3);
  }
}
