package org.gpugdb.backend.eudebug;

import java.nio.ByteBuffer;
import java.util.function.LongSupplier;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.kernel.KernelInterface;
import org.gpugdb.backend.kernel.UserBlock;
import org.gpugdb.backend.spi.BackendException;

/**
 * The memory of an address space through its descriptor. Addresses may be in the form that the
 * program uses, with the sign extended, or stripped of it, as the kernel wants them.
 *
 * <p>GPU caches: {@link #refresh} before a read that must see what the GPU has written, {@link
 * #flush} after writes that it must see; neither does more than necessary. Used by one thread at a
 * time: opened by the kernel-event thread, then confined to the device loop.
 */
final class VmFile implements AutoCloseable {
  private static final int FIRST_TRANSFER = 1 << 12;
  private static final int MAX_TRANSFER = 1 << 20;

  /** The kernel has tried several times itself before it gives up. */
  private static final int ATTEMPTS = 4;

  private final KernelInterface kernel;
  private final int fd;
  private final int addressBits;
  private UserBlock transfer;
  private boolean written;
  private boolean stale = true;
  private boolean closed;

  /**
   * @param addressBits bits of a GPU virtual address
   */
  VmFile(KernelInterface kernel, int fd, int addressBits) {
    this.kernel = kernel;
    this.fd = fd;
    this.addressBits = addressBits;
    this.transfer = kernel.allocate(FIRST_TRANSFER);
  }

  /** The GPU may have changed memory since the last {@link #refresh}. */
  void markStale() {
    stale = true;
  }

  /** Makes what the GPU has written visible, if there can be anything new. */
  void refresh() throws BackendException {
    if (stale) {
      sync();
    }
  }

  /** Makes what was written here visible to the GPU, if there is anything. */
  void flush() throws BackendException {
    if (written) {
      sync();
    }
  }

  boolean hasUnflushedWrites() {
    return written;
  }

  private void sync() throws BackendException {
    SystemCall.check("flushing the GPU's caches", kernel.fsync(fd));
    stale = false;
    written = false;
  }

  /**
   * Reads up to {@code into.remaining()} bytes.
   *
   * @return bytes read: 0 if the first one is not mapped
   * @throws BackendException.MemoryFault if the client's process does not let go of the mappings
   */
  int read(long address, ByteBuffer into) throws BackendException {
    int total = 0;
    while (into.hasRemaining() && isAddress(address + total)) {
      UserBlock part = part(Math.min(into.remaining(), room(address + total)));
      long offset = offset(address + total);
      long got = transfer(address + total, () -> kernel.pread(fd, part, offset));
      if (got <= 0) {
        requireHole("reading GPU memory", got);
        break;
      }
      into.put(part.bytes().limit((int) got));
      total += (int) got;
    }
    return total;
  }

  boolean isMapped(long address) throws BackendException {
    return read(address, ByteBuffer.allocate(1)) == 1;
  }

  /** Reads exactly {@code into.remaining()} bytes. */
  void readFully(long address, ByteBuffer into) throws BackendException {
    int wanted = into.remaining();
    int got = read(address, into);
    if (got < wanted) {
      throw notMapped(address + got);
    }
  }

  /**
   * Writes all of {@code from}.
   *
   * @throws BackendException.MemoryFault at the first byte that could not be written; what is
   *     before it has been
   */
  void write(long address, ByteBuffer from) throws BackendException {
    long at = address;
    while (from.hasRemaining()) {
      if (!isAddress(at)) {
        throw notMapped(at);
      }
      int length = Math.min(from.remaining(), room(at));
      UserBlock part = part(length);
      part.bytes().put(from.duplicate().limit(from.position() + length));
      long offset = offset(at);
      long put = transfer(at, () -> kernel.pwrite(fd, part, offset));
      if (put <= 0) {
        requireHole("writing GPU memory", put);
        throw notMapped(at);
      }
      written = true;
      from.position(from.position() + (int) put);
      at += put;
    }
  }

  /**
   * A transfer, begun again while the kernel says that it had no moment in which the client's
   * process left its mappings alone. That the bytes are all of one moment's mappings is more than a
   * debugger that stops nobody could find out by itself.
   */
  private static long transfer(long address, LongSupplier call) throws BackendException {
    for (int i = 0; i < ATTEMPTS; i++) {
      long result = call.getAsLong();
      if (result != -Errno.EAGAIN) {
        return result;
      }
    }
    throw new BackendException.MemoryFault(
        address, "the process that it belongs to keeps mapping it anew");
  }

  private static BackendException notMapped(long address) {
    return new BackendException.MemoryFault(address, "nothing is mapped there");
  }

  /** Whether an address has one of its two forms. */
  private boolean isAddress(long address) {
    long high = address >> (addressBits - 1);
    return high == 0 || high == -1 || address >>> addressBits == 0;
  }

  private long offset(long address) {
    return address & ((1L << addressBits) - 1);
  }

  /** Bytes from an address to the end of the address space, as far as one transfer goes. */
  private int room(long address) {
    return (int) Math.min(MAX_TRANSFER, (1L << addressBits) - offset(address));
  }

  private UserBlock part(int length) {
    if (length > transfer.size()) {
      transfer.close();
      transfer = kernel.allocate(Math.max(length, Math.min(2 * transfer.size(), MAX_TRANSFER)));
    }
    return length == transfer.size() ? transfer : transfer.slice(0, length);
  }

  /** Unmapped memory gives EINVAL, memory of a client that is gone EFAULT. */
  private static void requireHole(String call, long result) throws BackendException {
    boolean hole = result == 0 || result == -Errno.EINVAL || result == -Errno.EFAULT;
    if (!hole) {
      throw SystemCall.failure(call, (int) -result);
    }
  }

  /** Idempotent. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      transfer.close();
      kernel.close(fd);
    }
  }
}
