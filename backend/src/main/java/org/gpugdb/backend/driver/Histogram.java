package org.gpugdb.backend.driver;

import java.nio.ByteBuffer;
import java.util.List;
import org.gpugdb.backend.driver.GpuClient.Allocation;
import org.jspecify.annotations.Nullable;

/** {@code histogram}: how many bytes fall into each of 16 ranges. */
final class Histogram implements Sample {
  private static final int GROUP = 8;
  private static final int BINS = 16;

  private final int items;
  private @Nullable Allocation output;

  Histogram(int workItems) {
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
  public List<Integer> localArguments() {
    return List.of(BINS * Integer.BYTES);
  }

  @Override
  public List<Long> arguments(GpuClient client) throws DriverException {
    byte[] bytes = new byte[items];
    for (int i = 0; i < items; i++) {
      bytes[i] = value(i);
    }
    Allocation data = client.allocate(items);
    data.memory().write(0, ByteBuffer.wrap(bytes));
    Allocation bins = Sample.fill(client, BINS, i -> 0);
    output = bins;
    return List.of(data.address(), (long) items, bins.address());
  }

  @Override
  public int results() {
    return BINS;
  }

  @Override
  public int wrong() throws DriverException {
    return output == null ? 0 : Sample.differing(output, results(), this::count);
  }

  private static byte value(int i) {
    return (byte) (i * 7);
  }

  private int count(int bin) {
    int count = 0;
    for (int i = 0; i < items; i++) {
      count += Byte.toUnsignedInt(value(i)) * BINS / 256 == bin ? 1 : 0;
    }
    return count;
  }
}
