package org.gpugdb.backend.driver;

import java.util.List;
import org.gpugdb.backend.driver.GpuClient.Allocation;
import org.jspecify.annotations.Nullable;

/** {@code matmul}: the product of two square matrices. */
final class MatrixProduct implements Sample {
  private static final int TILE = 4;

  /** Rows and columns. */
  private final int n;

  private @Nullable Allocation output;

  MatrixProduct(int workItems) {
    this.n = Math.max(TILE, (int) Math.sqrt(workItems) / TILE * TILE);
  }

  @Override
  public List<Integer> global() {
    return List.of(n, n, 1);
  }

  @Override
  public List<Integer> local() {
    return List.of(TILE, TILE, 1);
  }

  @Override
  public List<Long> arguments(GpuClient client) throws DriverException {
    Allocation a = Sample.floats(client, n * n, MatrixProduct::a);
    Allocation b = Sample.floats(client, n * n, MatrixProduct::b);
    Allocation c = Sample.fill(client, n * n, i -> 0);
    output = c;
    return List.of(a.address(), b.address(), c.address(), (long) n);
  }

  @Override
  public int results() {
    return n * n;
  }

  @Override
  public int wrong() throws DriverException {
    return output == null ? 0 : Sample.differing(output, results(), this::element);
  }

  /** Small whole numbers: every sum of products is exact in any order and rounding. */
  private static float a(int i) {
    return i % 7;
  }

  private static float b(int i) {
    return i % 5 - 2;
  }

  private int element(int i) {
    float sum = 0;
    for (int k = 0; k < n; k++) {
      sum += a(i / n * n + k) * b(k * n + i % n);
    }
    return Float.floatToRawIntBits(sum);
  }
}
