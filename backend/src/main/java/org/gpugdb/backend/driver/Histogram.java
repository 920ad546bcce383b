package org.gpugdb.backend.driver;

import java.nio.ByteBuffer;
import java.util.List;
import org.gpugdb.backend.driver.GpuClient.Allocation;

/** {@code histogram}: how many bytes fall into each of 16 ranges. */
final class Histogram extends LineSample {
  private static final int BINS = 16;

  Histogram(int workItems) {
    super(workItems);
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
    Allocation bins = results(Sample.fill(client, BINS, i -> 0));
    return List.of(data.address(), (long) items, bins.address());
  }

  @Override
  public int results() {
    return BINS;
  }

  private static byte value(int i) {
    return (byte) (i * 7);
  }

  @Override
  int expected(int bin) {
    int count = 0;
    for (int i = 0; i < items; i++) {
      count += Byte.toUnsignedInt(value(i)) * BINS / 256 == bin ? 1 : 0;
    }
    return count;
  }
}
