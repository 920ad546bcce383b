package org.gpugdb.backend.os;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.gpugdb.backend.kernel.Errno;

/**
 * Another process, while it runs: its memory and its end. It is neither traced nor stopped.
 *
 * <p>The process is identified by a pidfd, so that a later process with the same number is not
 * taken for it. Memory calls name the number, though: they fail from the moment at which {@link
 * #awaitExit} has seen the end, so somebody should always be waiting there.
 *
 * <p>Memory is copied page by page with {@code process_vm_readv} and {@code process_vm_writev},
 * which respect the process's page protection. Source and destination are aligned alike, and reads
 * take whole 8-byte words: an aligned word is seen old or new, never half. So is a written one; a
 * write of fewer than 8 bytes is one copy of that length, whose atomicity is the processor's
 * affair.
 */
public final class LiveProcess implements AutoCloseable {
  private static final int PAGE = 0x1000;
  private static final int WORD_MASK = Long.BYTES - 1;
  private static final int POLLIN = 1;

  private final int pid;
  private final int pidfd;
  private volatile boolean exited;

  /** Held shared while the pidfd is used. */
  private final ReadWriteLock pidfdLock = new ReentrantReadWriteLock();

  private boolean closed;

  private LiveProcess(int pid, int pidfd) {
    this.pid = pid;
    this.pidfd = pidfd;
  }

  /**
   * @throws IOException if there is no such process
   */
  public static LiveProcess open(int pid) throws IOException {
    long pidfd = LibC.syscall(LibC.SYS_PIDFD_OPEN, pid, 0, 0);
    if (pidfd < 0) {
      throw new IOException("process " + pid + ": " + Errno.name(LibC.errno()));
    }
    return new LiveProcess(pid, (int) pidfd);
  }

  /**
   * Allows a process to read and write this process's memory where the system restricts that to
   * parents and root (Yama); does nothing elsewhere.
   */
  public static void allowAccessBy(int pid) {
    LibC.prctl(LibC.PR_SET_PTRACER, pid, 0, 0, 0);
  }

  public int pid() {
    return pid;
  }

  /**
   * Waits for the process's end, at most {@code millis} milliseconds.
   *
   * @return whether it has ended, or was {@linkplain #close forgotten}
   */
  public boolean awaitExit(int millis) {
    pidfdLock.readLock().lock();
    try (Memory descriptor = new Memory(Long.BYTES)) {
      descriptor.setInt(0, pidfd);
      descriptor.setInt(Integer.BYTES, POLLIN);
      if (!closed && LibC.poll(Pointer.nativeValue(descriptor), 1, millis) == 1) {
        exited = true;
      }
    } finally {
      pidfdLock.readLock().unlock();
    }
    return exited;
  }

  /**
   * Reads into {@code to} from its position to its limit, advancing the position, up to the first
   * byte that the process itself could not read.
   *
   * @return bytes read, or a negative error number when there is not one
   */
  public int read(long address, ByteBuffer to) {
    Copy copy = Copy.OF_THREAD.get();
    int done = 0;
    while (to.hasRemaining()) {
      long at = address + done;
      int length = pieceLength(at, to.remaining());
      int within = (int) (at & WORD_MASK);
      long start = at - within;
      int words = (within + length + WORD_MASK) & ~WORD_MASK;
      int result = exited ? -Errno.ESRCH : copy.read(pid, start, words);
      if (result < 0) {
        return done > 0 ? done : result;
      }
      to.put(copy.page.slice((int) (start & (PAGE - 1)) + within, length));
      done += length;
    }
    return done;
  }

  /**
   * Writes {@code from} from its position to its limit, advancing the position, up to the first
   * byte that the process itself could not write.
   *
   * @return bytes written, or a negative error number when there is not one
   */
  public int write(long address, ByteBuffer from) {
    Copy copy = Copy.OF_THREAD.get();
    int done = 0;
    while (from.hasRemaining()) {
      long at = address + done;
      int length = pieceLength(at, from.remaining());
      copy.page.slice((int) (at & (PAGE - 1)), length).put(from.slice(from.position(), length));
      int result = exited ? -Errno.ESRCH : copy.write(pid, at, length);
      if (result < 0) {
        return done > 0 ? done : result;
      }
      from.position(from.position() + length);
      done += length;
    }
    return done;
  }

  /** What lies in one page: such a piece is copied whole or not at all. */
  private static int pieceLength(long at, int length) {
    return Math.min(length, PAGE - (int) (at & (PAGE - 1)));
  }

  /** Forgets the process, after those who wait for its end. Idempotent. */
  @Override
  public void close() {
    exited = true;
    pidfdLock.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        LibC.close(pidfd);
      }
    } finally {
      pidfdLock.writeLock().unlock();
    }
  }

  /** One thread's page on our side, and the two vectors that describe a copy. */
  private static final class Copy {
    static final ThreadLocal<Copy> OF_THREAD = ThreadLocal.withInitial(Copy::new);

    private static final int VECTOR = 16;

    final ByteBuffer page;
    private final long pageAddress;
    private final Memory local = new Memory(2 * VECTOR);
    private final Pointer remote = local.share(VECTOR);
    private final ByteBuffer words =
        local.getByteBuffer(0, 2 * VECTOR).order(ByteOrder.nativeOrder());

    Copy() {
      page = ByteBuffer.allocateDirect(2 * PAGE).alignedSlice(PAGE);
      pageAddress = Pointer.nativeValue(Native.getDirectBufferPointer(page));
    }

    /** Fills the same part of {@link #page}. */
    int read(int pid, long address, int length) {
      describe(address, length);
      return (int) LibC.result(LibC.process_vm_readv(pid, local, 1, remote, 1, 0));
    }

    /** Takes the same part of {@link #page}. */
    int write(int pid, long address, int length) {
      describe(address, length);
      return (int) LibC.result(LibC.process_vm_writev(pid, local, 1, remote, 1, 0));
    }

    private void describe(long address, int length) {
      words.putLong(0, pageAddress + (address & (PAGE - 1)));
      words.putLong(Long.BYTES, length);
      words.putLong(VECTOR, address);
      words.putLong(VECTOR + Long.BYTES, length);
    }
  }
}
