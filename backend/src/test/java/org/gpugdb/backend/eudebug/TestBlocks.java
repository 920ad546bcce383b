package org.gpugdb.backend.eudebug;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.TreeMap;
import org.gpugdb.backend.kernel.UserBlock;

/**
 * Memory of a pretended process: blocks with addresses, so that nested pointers can be followed.
 */
final class TestBlocks {
  private final TreeMap<Long, Block> blocks = new TreeMap<>();
  private long next = 0x5000_0000L;

  UserBlock allocate(int size) {
    Block block =
        new Block(next, ByteBuffer.allocateDirect(size).order(ByteOrder.LITTLE_ENDIAN), this);
    blocks.put(next, block);
    next += (size + 31) & ~15;
    return block;
  }

  /** The bytes that a nested pointer points to. */
  ByteBuffer at(long address, int length) {
    Map.Entry<Long, Block> entry = blocks.floorEntry(address);
    if (entry == null) {
      throw new AssertionError("wild pointer 0x" + Long.toHexString(address));
    }
    int offset = (int) (address - entry.getKey());
    return entry.getValue().bytes.slice(offset, length).order(ByteOrder.LITTLE_ENDIAN);
  }

  int open() {
    return blocks.size();
  }

  private record Block(long address, ByteBuffer bytes, TestBlocks owner) implements UserBlock {
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
      return new Part(address + offset, bytes.slice(offset, length).order(ByteOrder.LITTLE_ENDIAN));
    }

    @Override
    public void close() {
      owner.blocks.remove(address);
    }
  }

  private record Part(long address, ByteBuffer memory) implements UserBlock {
    @Override
    public int size() {
      return memory.capacity();
    }

    @Override
    public ByteBuffer bytes() {
      return memory.duplicate().order(ByteOrder.LITTLE_ENDIAN).clear();
    }

    @Override
    public UserBlock slice(int offset, int length) {
      return new Part(
          address + offset, memory.slice(offset, length).order(ByteOrder.LITTLE_ENDIAN));
    }

    @Override
    public void close() {}
  }
}
