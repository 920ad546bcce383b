package org.gpugdb.backend.uapi;

import java.nio.ByteBuffer;

/** Reads and writes a struct whose fields stand elsewhere in each {@link Dialect}. Immutable. */
abstract class DialectStruct {
  private final StructLayout layout;

  DialectStruct(StructLayout layout) {
    this.layout = layout;
  }

  final StructLayout layout() {
    return layout;
  }

  /** Size in bytes; of the fixed part, if the struct ends in an array. */
  public final int size() {
    return layout.size();
  }

  /** The struct's bytes at the buffer's position, which stays. */
  final ByteBuffer at(ByteBuffer buffer) {
    return Struct.at(buffer, size());
  }

  /** Like {@link #at}, all bytes set to zero. */
  final ByteBuffer cleared(ByteBuffer buffer) {
    return Struct.cleared(buffer, size());
  }
}
