package org.gpugdb.backend.driver;

import java.util.List;
import org.gpugdb.backend.driver.GpuClient.Allocation;

/** {@code vadd}: c[i] = a[i] + b[i]; {@code a} and {@code c} are memory of the process itself. */
final class VectorAddition extends LineSample {
  VectorAddition(int workItems) {
    super(workItems);
  }

  @Override
  public List<Long> arguments(GpuClient client) throws DriverException {
    Allocation a = Sample.share(client, items, i -> Float.floatToRawIntBits(a(i)));
    Allocation b = Sample.floats(client, items, VectorAddition::b);
    Allocation c = results(Sample.share(client, items, i -> 0));
    return List.of(a.address(), b.address(), c.address(), (long) items);
  }

  @Override
  public int results() {
    return items;
  }

  @Override
  int expected(int i) {
    return Float.floatToRawIntBits(a(i) + b(i));
  }

  private static float a(int i) {
    return i;
  }

  private static float b(int i) {
    return 0.5f * i;
  }
}
