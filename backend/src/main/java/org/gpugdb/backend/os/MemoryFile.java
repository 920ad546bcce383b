package org.gpugdb.backend.os;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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
  private final FileChannel channel;

  private MemoryFile(int descriptor, FileChannel channel) {
    this.descriptor = descriptor;
    this.channel = channel;
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
    try {
      if (LibC.ftruncate(descriptor, size) < 0) {
        throw failure("ftruncate");
      }
      return new MemoryFile(descriptor, open(ProcessHandle.current().pid(), descriptor));
    } catch (IOException e) {
      LibC.close(descriptor);
      throw e;
    }
  }

  /** Opens a file that a process of this user has open, this one or another. */
  public static FileChannel open(long pid, int descriptor) throws IOException {
    return FileChannel.open(
        Path.of("/proc/" + pid + "/fd/" + descriptor),
        StandardOpenOption.READ,
        StandardOpenOption.WRITE);
  }

  /** The file's descriptor in this process. */
  public int descriptor() {
    return descriptor;
  }

  /**
   * A shared mapping, little-endian; it stays until it is unreachable.
   *
   * @param offset a multiple of 4096
   */
  public ByteBuffer map(long offset, int length) throws IOException {
    return channel.map(MapMode.READ_WRITE, offset, length).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Gives the memory of a range back; who still has it mapped sees zeros. */
  public void discard(long offset, long length) throws IOException {
    int mode = LibC.FALLOC_FL_PUNCH_HOLE | LibC.FALLOC_FL_KEEP_SIZE;
    if (LibC.fallocate(descriptor, mode, offset, length) < 0) {
      throw failure("fallocate");
    }
  }

  /** Closes the descriptor, once; mappings stay. */
  @Override
  public void close() throws IOException {
    channel.close();
    LibC.close(descriptor);
  }

  private static IOException failure(String call) {
    return new IOException(call + ": " + Errno.name(LibC.errno()));
  }
}
