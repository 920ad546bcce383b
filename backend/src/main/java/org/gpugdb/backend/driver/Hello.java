package org.gpugdb.backend.driver;

import java.util.List;

/** {@code hello}: prints; there is no result to check. */
final class Hello implements Sample {
  private static final int GROUP = 8;
  private static final long SEED = 7;
  private static final double SCALE = 0.25;

  private final int items;

  Hello(int workItems) {
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
  public List<Long> arguments(GpuClient client) {
    return List.of(SEED, Double.doubleToRawLongBits(SCALE), (long) global().get(0));
  }

  @Override
  public int results() {
    return 0;
  }

  @Override
  public int wrong() {
    return 0;
  }
}
