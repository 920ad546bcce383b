package org.gpugdb.backend.emulated.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.gpugdb.backend.kernel.UserBlock;

/** A range of a process's memory, in the hands of the process. */
final class MappedBlock implements UserBlock {
  private final long address;
  private final ByteBuffer bytes;
  private final Runnable unmap;

  /**
   * @param bytes exactly the block's bytes
   * @param unmap what closing does; idempotent
   */
  MappedBlock(long address, ByteBuffer bytes, Runnable unmap) {
    this.address = address;
    this.bytes = bytes;
    this.unmap = unmap;
  }

  @Override
  public long address() {
    return address;
  }

  @Override
  public int size() {
    return bytes.capacity();
  }

  @Override
  public ByteBuffer bytes() {
    return bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).clear();
  }

  @Override
  public UserBlock slice(int offset, int length) {
    return new MappedBlock(address + offset, bytes.slice(offset, length), () -> {});
  }

  @Override
  public void close() {
    unmap.run();
  }
}
