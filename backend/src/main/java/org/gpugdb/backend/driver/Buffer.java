package org.gpugdb.backend.driver;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.gpugdb.backend.kernel.UserBlock;
import org.gpugdb.backend.uapi.GemCloseLayout;
import org.gpugdb.backend.uapi.GemCloseLayout.GemClose;
import org.gpugdb.backend.uapi.GemCreateLayout;
import org.gpugdb.backend.uapi.GemCreateLayout.GemCreate;
import org.gpugdb.backend.uapi.GemMmapOffsetLayout;
import org.gpugdb.backend.uapi.GemMmapOffsetLayout.GemMmapOffset;
import org.gpugdb.backend.uapi.XeRequest;

/** A buffer object. The client's accesses go through its own mapping of it, as on Linux. */
final class Buffer implements HostMemory, AutoCloseable {
  /** Objects are backed, and mapped, in pieces of this size. */
  private static final int CHUNK = 2 << 20;

  private static final int SYSTEM_MEMORY = 1;

  private final DeviceFile device;
  private final int handle;
  private final long size;
  private final long mmapOffset;
  private final Map<Long, UserBlock> chunks = new HashMap<>();

  private Buffer(DeviceFile device, int handle, long size, long mmapOffset) {
    this.device = device;
    this.handle = handle;
    this.size = size;
    this.mmapOffset = mmapOffset;
  }

  /** Creates an object of at least {@code size} bytes, zeroed. */
  static Buffer create(DeviceFile device, long size) throws DriverException {
    long rounded = pages(size);
    int handle;
    try (UserBlock block = device.block(GemCreateLayout.SIZE)) {
      GemCreateLayout.encode(
          block.bytes(),
          new GemCreate(0, rounded, SYSTEM_MEMORY, 0, 0, 0, GemCreateLayout.CACHING_WB));
      device.call("GEM_CREATE", XeRequest.GEM_CREATE, block);
      handle = GemCreateLayout.decode(block.bytes()).handle();
    }
    try (UserBlock block = device.block(GemMmapOffsetLayout.SIZE)) {
      GemMmapOffsetLayout.encode(block.bytes(), new GemMmapOffset(0, handle, 0, 0));
      device.call("GEM_MMAP_OFFSET", XeRequest.GEM_MMAP_OFFSET, block);
      long offset = GemMmapOffsetLayout.decode(block.bytes()).offset();
      return new Buffer(device, handle, rounded, offset);
    }
  }

  static long pages(long size) {
    return (Math.max(size, 1) + 0xfff) & ~0xfffL;
  }

  int handle() {
    return handle;
  }

  /** Size in bytes, a multiple of 4096. */
  long size() {
    return size;
  }

  @Override
  public void write(long offset, ByteBuffer from) throws DriverException {
    ByteBuffer source = from.duplicate();
    for (long at = offset; source.hasRemaining(); ) {
      ByteBuffer piece = piece(at, source.remaining());
      ByteBuffer part = source.slice(source.position(), piece.remaining());
      source.position(source.position() + piece.remaining());
      at += piece.remaining();
      piece.put(part);
    }
  }

  @Override
  public void read(long offset, ByteBuffer into) throws DriverException {
    for (long at = offset; into.hasRemaining(); ) {
      ByteBuffer piece = piece(at, into.remaining());
      at += piece.remaining();
      into.put(piece);
    }
  }

  /** The mapped bytes from an offset on, at most {@code length} and within one chunk. */
  private ByteBuffer piece(long offset, int length) throws DriverException {
    long chunk = offset / CHUNK;
    int within = (int) (offset % CHUNK);
    ByteBuffer bytes = chunk(chunk).bytes();
    return bytes.slice(within, Math.min(length, bytes.limit() - within)).order(bytes.order());
  }

  private UserBlock chunk(long number) throws DriverException {
    UserBlock known = chunks.get(number);
    if (known != null) {
      return known;
    }
    long start = number * CHUNK;
    int length = (int) Math.min(CHUNK, size - start);
    UserBlock mapped =
        device
            .kernel()
            .mmap(device.fd(), mmapOffset + start, length)
            .orElseThrow(() -> new DriverException("mmap of a buffer object failed"));
    chunks.put(number, mapped);
    return mapped;
  }

  @Override
  public void close() throws DriverException {
    chunks.values().forEach(UserBlock::close);
    chunks.clear();
    try (UserBlock block = device.block(GemCloseLayout.SIZE)) {
      GemCloseLayout.encode(block.bytes(), new GemClose(handle));
      device.call("GEM_CLOSE", XeRequest.GEM_CLOSE, block);
    }
  }
}
