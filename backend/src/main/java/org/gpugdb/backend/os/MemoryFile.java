package org.gpugdb.backend.os;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.gpugdb.backend.kernel.Errno;

/**
 * A file that exists in memory only, and that other processes of the same user can map through its
 * descriptor in {@code /proc}. It takes memory where it was written.
 */
public final class MemoryFile implements AutoCloseable {
  private final int descriptor;

  /** Guarded by this. */
  private boolean closed;

  private MemoryFile(int descriptor) {
    this.descriptor = descriptor;
  }

  /**
   * Creates a file of zeros.
   *
   * @param name what {@code /proc/PID/maps} calls it
   * @param size in bytes; may be far larger than memory
   */
  public static MemoryFile create(String name, long size) throws IOException {
    int descriptor = LibC.memfd_create(name, LibC.MFD_CLOEXEC);
    if (descriptor < 0) {
      throw failure("memfd_create");
    }
    if (LibC.ftruncate(descriptor, size) < 0) {
      IOException failure = failure("ftruncate");
      LibC.close(descriptor);
      throw failure;
    }
    return new MemoryFile(descriptor);
  }

  /**
   * A shared mapping of a file that a process of this user has open, this one or another. It is
   * little-endian, and stays until it is unreachable. An interrupt does not disturb it.
   *
   * @param offset a multiple of 4096
   */
  public static ByteBuffer map(long pid, int descriptor, long offset, int length)
      throws IOException {
    Path file = Path.of("/proc/" + pid + "/fd/" + descriptor);
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        try (FileChannel channel =
            FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
          return channel.map(MapMode.READ_WRITE, offset, length).order(ByteOrder.LITTLE_ENDIAN);
        } catch (ClosedByInterruptException e) {
          interrupted |= Thread.interrupted();
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** The file's descriptor in this process. */
  public int descriptor() {
    return descriptor;
  }

  /** A shared mapping, as the other {@link #map(long, int, long, int) map} makes it. */
  public synchronized ByteBuffer map(long offset, int length) throws IOException {
    if (closed) {
      throw new ClosedChannelException();
    }
    return map(ProcessHandle.current().pid(), descriptor, offset, length);
  }

  /**
   * Gives the memory of a range back; who still has it mapped sees zeros. Does nothing once the
   * file is closed.
   */
  public synchronized void discard(long offset, long length) throws IOException {
    int mode = LibC.FALLOC_FL_PUNCH_HOLE | LibC.FALLOC_FL_KEEP_SIZE;
    if (!closed && LibC.fallocate(descriptor, mode, offset, length) < 0) {
      throw failure("fallocate");
    }
  }

  /** Closes the descriptor; mappings stay. Idempotent. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      LibC.close(descriptor);
    }
  }

  private static IOException failure(String call) {
    return new IOException(call + ": " + Errno.name(LibC.errno()));
  }
}
