package org.gpugdb.backend.driver;

import java.util.List;
import org.gpugdb.backend.driver.GpuClient.Allocation;
import org.jspecify.annotations.Nullable;

/** A sample over a line of work-items in groups of eight, with one array of 32-bit results. */
abstract class LineSample implements Sample {
  static final int GROUP = 8;

  /** Work-items that were asked for; the grid is this rounded up to whole groups. */
  final int items;

  private @Nullable Allocation output;

  LineSample(int items) {
    this.items = items;
  }

  /** Result number {@code i} as the host computes it, raw bits. */
  abstract int expected(int i);

  /** Says where the results will be. */
  final Allocation results(Allocation results) {
    output = results;
    return results;
  }

  @Override
  public final List<Integer> global() {
    return Sample.line(items, GROUP);
  }

  @Override
  public final List<Integer> local() {
    return List.of(GROUP, 1, 1);
  }

  @Override
  public final int wrong() throws DriverException {
    return output == null ? 0 : Sample.differing(output, results(), this::expected);
  }
}
