package org.gpugdb.backend.driver;

import java.util.List;
import org.gpugdb.backend.driver.GpuClient.Allocation;
import org.jspecify.annotations.Nullable;

/** {@code vadd}: c[i] = a[i] + b[i]; {@code a} and {@code c} are memory of the process itself. */
final class VectorAddition implements Sample {
  private static final int GROUP = 8;

  private final int items;
  private @Nullable Allocation output;

  VectorAddition(int workItems) {
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
    Allocation a = Sample.share(client, items, i -> Float.floatToRawIntBits(a(i)));
    Allocation b = Sample.floats(client, items, VectorAddition::b);
    Allocation c = Sample.share(client, items, i -> 0);
    output = c;
    return List.of(a.address(), b.address(), c.address(), (long) items);
  }

  @Override
  public int results() {
    return items;
  }

  @Override
  public int wrong() throws DriverException {
    return output == null
        ? 0
        : Sample.differing(output, results(), i -> Float.floatToRawIntBits(a(i) + b(i)));
  }

  private static float a(int i) {
    return i;
  }

  private static float b(int i) {
    return 0.5f * i;
  }
}
