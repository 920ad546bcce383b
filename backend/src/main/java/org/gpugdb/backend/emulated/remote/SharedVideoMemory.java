package org.gpugdb.backend.emulated.remote;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.gpugdb.backend.emulated.gpu.VideoMemory;
import org.gpugdb.backend.os.MemoryFile;

/**
 * Video memory that other processes can map: one sparse memory file, in which every buffer gets a
 * place that no other buffer ever had, so that what is mapped too long shows nobody else's bytes.
 */
public final class SharedVideoMemory implements VideoMemory, AutoCloseable {
  private static final long FILE_SIZE = 1L << 56;
  private static final long ALIGNMENT = 2 << 20;

  private final MemoryFile file;
  private final AtomicLong next = new AtomicLong();
  private final Cleaner cleaner = Cleaner.create();

  private SharedVideoMemory(MemoryFile file) {
    this.file = file;
  }

  public static SharedVideoMemory create() throws IOException {
    return new SharedVideoMemory(MemoryFile.create("gpu-memory", FILE_SIZE));
  }

  /** The file's descriptor in this process. */
  int descriptor() {
    return file.descriptor();
  }

  @Override
  public Block reserve(long size) {
    long aligned = (size + ALIGNMENT - 1) & -ALIGNMENT;
    return new FileBlock(next.getAndAdd(aligned), size);
  }

  /** Closes the file; what is mapped stays. */
  @Override
  public void close() {
    file.close();
  }

  private final class FileBlock implements Block {
    private final long start;
    private final long size;
    private volatile boolean freed;

    FileBlock(long start, long size) {
      this.start = start;
      this.size = size;
    }

    @Override
    public ByteBuffer map(long offset, int length) {
      try {
        ByteBuffer bytes = file.map(start + offset, length);
        cleaner.register(bytes, this::discardIfFreed);
        return bytes;
      } catch (IOException e) {
        throw new UncheckedIOException("no video memory", e);
      }
    }

    @Override
    public OptionalLong fileOffset() {
      return OptionalLong.of(start);
    }

    @Override
    public void free() {
      freed = true;
      discardIfFreed();
    }

    /** Run once more when nobody can write here any longer, as a hardware thread may until then. */
    private void discardIfFreed() {
      try {
        if (freed) {
          file.discard(start, size);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
