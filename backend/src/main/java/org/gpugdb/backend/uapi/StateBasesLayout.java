package org.gpugdb.backend.uapi;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What the client's driver library keeps in the range that it calls {@link MetadataType#SBA_AREA}:
 * where parts of the address space begin.
 *
 * <pre>
 *      +---------------------------------------------------------------+
 *    0 |                       magic, "sbaarea"                        |
 *      +---------------------------------------------------------------+
 *    8 |                               0                               |
 *      +---------------------------------------------------------------+
 *   16 |version|                       0                               |
 *      +---------------------------------------------------------------+
 *   24 |  general, surface, dynamic, indirect object, instruction,     |
 *      |  bindless surface, bindless sampler: 8 bytes each             |
 *      +---------------------------------------------------------------+
 * </pre>
 *
 * <p>Source: Intel compute-runtime, state base address tracking; packed.
 */
public final class StateBasesLayout {
  public static final int SIZE = 80;
  public static final int MAGIC_OFFSET = 0;
  public static final int VERSION_OFFSET = 16;
  public static final int BASES_OFFSET = 24;

  /** How many bases there are. */
  public static final int BASES = 7;

  /** "sbaarea" and a NUL, little-endian. */
  private static final long MAGIC = 0x0061_6572_6161_6273L;

  private StateBasesLayout() {}

  /** The bases, in the order above; empty if there is no such area at the buffer's position. */
  public static Optional<List<Long>> decode(ByteBuffer buffer) {
    ByteBuffer struct = Struct.at(buffer, SIZE);
    return struct.getLong(MAGIC_OFFSET) != MAGIC
        ? Optional.empty()
        : Optional.of(
            IntStream.range(0, BASES)
                .mapToObj(i -> struct.getLong(BASES_OFFSET + i * Long.BYTES))
                .toList());
  }

  /** Writes an area, unnamed bytes as zero, at the buffer's position, which stays. */
  public static void encode(ByteBuffer buffer, List<Long> bases) {
    ByteBuffer struct = Struct.cleared(buffer, SIZE);
    struct.putLong(MAGIC_OFFSET, MAGIC);
    struct.put(VERSION_OFFSET, (byte) 1);
    for (int i = 0; i < BASES; i++) {
      struct.putLong(BASES_OFFSET + i * Long.BYTES, bases.get(i));
    }
  }
}
