package org.gpugdb.backend.emulated.gpu;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.gpugdb.backend.emulated.rv.CodePage;
import org.gpugdb.backend.emulated.rv.GuestPage;
import org.jspecify.annotations.Nullable;

/**
 * Zeroed memory that address spaces map and clients see. Memory is taken in chunks of 2 MiB when
 * they are first touched and goes back once the last reference is dropped: the handle and each
 * mapping, of the GPU or of a client, hold one. Thread-safe.
 */
public final class BufferObject {
  static final int CHUNK_SHIFT = 21;
  private static final int CHUNK_SIZE = 1 << CHUNK_SHIFT;

  private final long size;
  private final VideoMemory.Block memory;
  private final AtomicReferenceArray<@Nullable Chunk> chunks;
  private final AtomicInteger references = new AtomicInteger(1);
  private final AtomicBoolean handleClosed = new AtomicBoolean();

  /**
   * Changes when code in this buffer may have changed; decoded pages of another version are checked
   * again.
   */
  private volatile int codeVersion;

  /** Guarded by this. */
  private int nextPiece;

  private BufferObject(long size, int chunkCount, VideoMemory.Block memory) {
    this.size = size;
    this.memory = memory;
    this.chunks = new AtomicReferenceArray<>(chunkCount);
  }

  /** A buffer in memory of this process. */
  public static BufferObject create(long size) {
    return create(size, VideoMemory.PRIVATE);
  }

  /**
   * A buffer of {@code size} bytes, a positive multiple of 4096, with one reference: the caller's
   * handle.
   */
  public static BufferObject create(long size, VideoMemory memory) {
    long chunkCount = (size + CHUNK_SIZE - 1) >>> CHUNK_SHIFT;
    if (size <= 0 || size % GuestPage.SIZE != 0 || chunkCount > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(String.format(Locale.ROOT, "buffer of %d bytes", size));
    }
    return new BufferObject(size, (int) chunkCount, memory.reserve(size));
  }

  /** Size in bytes. */
  public long size() {
    return size;
  }

  /**
   * The bytes of a range, shared with the GPU, as one direct little-endian buffer. Empty if the
   * range is outside or its chunks are in use already and not contiguous.
   */
  public synchronized Optional<ByteBuffer> view(long offset, int length) {
    if (offset < 0 || length <= 0 || offset > size - length) {
      return Optional.empty();
    }
    int first = (int) (offset >>> CHUNK_SHIFT);
    int last = (int) ((offset + length - 1) >>> CHUNK_SHIFT);
    if (first != last && !makeContiguous(first, last)) {
      return Optional.empty();
    }
    Chunk chunk = chunk(offset);
    int start = chunk.start + inChunk(offset);
    return Optional.of(chunk.bytes.slice(start, length).order(ByteOrder.LITTLE_ENDIAN));
  }

  /** Where the buffer begins in a file that other processes can map; empty if it is in none. */
  public OptionalLong fileOffset() {
    return memory.fileOffset();
  }

  /** Whether the chunks lie, or now come to lie, in one piece of memory. */
  private boolean makeContiguous(int first, int last) {
    Chunk present = chunks.get(first);
    for (int i = first + 1; i <= last; i++) {
      Chunk next = chunks.get(i);
      boolean same = present == null ? next == null : next != null && next.piece == present.piece;
      if (!same) {
        return false;
      }
    }
    return present != null || allocate(first, last);
  }

  private boolean allocate(int first, int last) {
    long bytes = Math.min((long) (last + 1) << CHUNK_SHIFT, size) - ((long) first << CHUNK_SHIFT);
    if (bytes > Integer.MAX_VALUE) {
      return false;
    }
    ByteBuffer whole = memory.map((long) first << CHUNK_SHIFT, (int) bytes);
    int piece = nextPiece++;
    for (int i = first; i <= last; i++) {
      chunks.set(i, new Chunk(whole, (i - first) << CHUNK_SHIFT, piece));
    }
    return true;
  }

  /** Drops the handle's reference. Idempotent. */
  public void closeHandle() {
    if (handleClosed.compareAndSet(false, true)) {
      release();
    }
  }

  /** Whether the memory has gone back. */
  boolean isFreed() {
    return references.get() == 0;
  }

  /** Adds a reference. */
  public void retain() {
    if (references.getAndUpdate(n -> n == 0 ? 0 : n + 1) == 0) {
      throw new IllegalStateException("the buffer is freed");
    }
  }

  /** Drops a reference. */
  public void release() {
    if (references.decrementAndGet() == 0) {
      for (int i = 0; i < chunks.length(); i++) {
        chunks.set(i, null);
      }
      memory.free();
    }
  }

  GuestPage page(long address, long offset, boolean writable) {
    Chunk chunk = chunk(offset);
    return GuestPage.mapped(address, chunk.bytes, chunk.start + inChunk(offset), writable);
  }

  /** The memory that has the byte at an offset, at {@link #index}. Little-endian. */
  ByteBuffer bytes(long offset) {
    return chunk(offset).bytes;
  }

  int index(long offset) {
    return chunk(offset).start + inChunk(offset);
  }

  private static int inChunk(long offset) {
    return (int) (offset & (CHUNK_SIZE - 1));
  }

  /**
   * The decoded page at an offset, as of now or of some moment since code was last {@linkplain
   * #codeChanged changed}.
   */
  CodePage code(long offset) {
    int version = codeVersion;
    Chunk chunk = chunk(offset);
    int start = inChunk(offset);
    int index = start >>> GuestPage.SHIFT;
    DecodedPage known = chunk.decoded[index];
    if (known != null && known.version == version) {
      return known.code;
    }
    DecodedPage fresh =
        DecodedPage.of(chunk.bytes.slice(chunk.start + start, GuestPage.SIZE), version, known);
    chunk.decoded[index] = fresh;
    return fresh.code;
  }

  /** Says that bytes, which may be code, have been changed. */
  synchronized void codeChanged() {
    codeVersion++;
  }

  /** Fills what remains in {@code to}, which must lie within the buffer. */
  void read(long offset, ByteBuffer to) {
    for (long at = offset; to.hasRemaining(); ) {
      int count = Math.min(to.remaining(), CHUNK_SIZE - inChunk(at));
      Chunk chunk = chunk(at);
      to.put(to.position(), chunk.bytes, chunk.start + inChunk(at), count);
      to.position(to.position() + count);
      at += count;
    }
  }

  /** Writes what remains in {@code from}, which must lie within the buffer. */
  void write(long offset, ByteBuffer from) {
    for (long at = offset; from.hasRemaining(); ) {
      int count = Math.min(from.remaining(), CHUNK_SIZE - inChunk(at));
      Chunk chunk = chunk(at);
      chunk.bytes.put(chunk.start + inChunk(at), from, from.position(), count);
      from.position(from.position() + count);
      at += count;
    }
  }

  private Chunk chunk(long offset) {
    int index = (int) (offset >>> CHUNK_SHIFT);
    Chunk chunk = chunks.get(index);
    return chunk != null ? chunk : allocated(index);
  }

  private synchronized Chunk allocated(int index) {
    Chunk chunk = chunks.get(index);
    if (chunk == null) {
      long start = (long) index << CHUNK_SHIFT;
      int bytes = (int) Math.min(CHUNK_SIZE, size - start);
      chunk = new Chunk(memory.map(start, bytes), 0, nextPiece++);
      chunks.set(index, chunk);
    }
    return chunk;
  }

  /** 2 MiB, or the rest of the buffer, from {@code start} of {@code bytes}. */
  private static final class Chunk {
    final ByteBuffer bytes;
    final int start;

    /** Names the memory: chunks of one piece are contiguous. */
    final int piece;

    /** By page. Workers race to fill it; whatever they store is right for the version it names. */
    final @Nullable DecodedPage[] decoded = new DecodedPage[CHUNK_SIZE / GuestPage.SIZE];

    Chunk(ByteBuffer bytes, int start, int piece) {
      this.bytes = bytes.order(ByteOrder.LITTLE_ENDIAN);
      this.start = start;
      this.piece = piece;
    }
  }

  /**
   * Decoded code with the bytes it came from, which makes checking much cheaper than decoding
   * again.
   */
  private static final class DecodedPage {
    final int version;
    final ByteBuffer source;
    final CodePage code;

    private DecodedPage(int version, ByteBuffer source, CodePage code) {
      this.version = version;
      this.source = source;
      this.code = code;
    }

    static DecodedPage of(ByteBuffer page, int version, @Nullable DecodedPage known) {
      ByteBuffer source = ByteBuffer.allocate(GuestPage.SIZE).put(page).flip();
      return known != null && known.source.equals(source)
          ? new DecodedPage(version, source, known.code)
          : new DecodedPage(version, source, CodePage.decode(source, 0));
    }
  }
}
