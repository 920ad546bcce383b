package org.gpugdb.backend.driver;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntUnaryOperator;
import org.gpugdb.backend.driver.GpuClient.Allocation;

/** One of the shipped kernels with input of its own and the host's own idea of the result. */
interface Sample {
  /** The sample for a kernel of that name, with about so many work-items. */
  static Sample of(String kernel, int workItems) throws DriverException {
    return switch (kernel) {
      case "vadd" -> new VectorAddition(workItems);
      case "reduce" -> new Reduction(workItems);
      case "matmul" -> new MatrixProduct(workItems);
      case "collatz" -> new Collatz(workItems);
      case "histogram" -> new Histogram(workItems);
      case "oob" -> new OutOfBounds(workItems);
      case "hello" -> new Hello(workItems);
      default ->
          throw new DriverException(
              "there is no kernel '"
                  + kernel
                  + "' (expected vadd, reduce, matmul, collatz, histogram, oob or hello)");
    };
  }

  /** Number of work-items in x, y, z. */
  List<Integer> global();

  /** Work-group size in x, y, z. */
  List<Integer> local();

  /** Bytes of shared local memory for each {@code local} argument, in order. */
  default List<Integer> localArguments() {
    return List.of();
  }

  /** Creates the input and gives the arguments that are not {@code local}, in order, raw bits. */
  List<Long> arguments(GpuClient client) throws DriverException;

  /** Number of results that are there after a dispatch. */
  int results();

  /** How many of them are not what the host computes; clears them for the next dispatch. */
  int wrong() throws DriverException;

  /** A one-dimensional grid of {@code items} rounded up to whole groups of {@code group}. */
  static List<Integer> line(int items, int group) {
    return List.of((items + group - 1) / group * group, 1, 1);
  }

  static Allocation floats(GpuClient client, int count, IntToDoubleFunction value)
      throws DriverException {
    return fill(client, count, i -> Float.floatToRawIntBits((float) value.applyAsDouble(i)));
  }

  static Allocation fill(GpuClient client, int count, IntUnaryOperator value)
      throws DriverException {
    return fill(client.allocate((long) count * Integer.BYTES), count, value);
  }

  /** Like {@link #fill(GpuClient, int, IntUnaryOperator)}, in memory of the process itself. */
  static Allocation share(GpuClient client, int count, IntUnaryOperator value)
      throws DriverException {
    return fill(client.share(count * Integer.BYTES), count, value);
  }

  private static Allocation fill(Allocation allocation, int count, IntUnaryOperator value)
      throws DriverException {
    ByteBuffer bytes = words(count);
    for (int i = 0; i < count; i++) {
      bytes.putInt(value.applyAsInt(i));
    }
    allocation.memory().write(0, bytes.flip());
    return allocation;
  }

  /**
   * Counts the 32-bit results that differ from what they should be, and sets them to zero, so that
   * what a dispatch left cannot pass for the next one's.
   */
  static int differing(Allocation results, int count, IntUnaryOperator expected)
      throws DriverException {
    ByteBuffer bytes = words(count);
    results.memory().read(0, bytes);
    int differing = 0;
    for (int i = 0; i < count; i++) {
      differing += bytes.getInt(i * Integer.BYTES) == expected.applyAsInt(i) ? 0 : 1;
    }
    results.memory().write(0, words(count));
    return differing;
  }

  private static ByteBuffer words(int count) {
    return ByteBuffer.allocate(count * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
  }
}
