package org.gpugdb.backend.emulated.kernel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.Condition;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.kernel.KernelInterface;
import org.gpugdb.backend.uapi.DebugData;

/**
 * A file of the real machine that a client has named as debug data, read-only. No other file of the
 * real machine is in the emulated one.
 */
final class DebugDataFile extends OpenFile {
  private final FileChannel channel;
  private final Condition never;

  private DebugDataFile(String path, FileChannel channel, KernelLock lock) {
    super(path, KernelInterface.O_RDONLY);
    this.channel = channel;
    this.never = lock.newCondition();
  }

  /**
   * Opens a file, if it is debug data of a process into which the caller may look.
   *
   * @param path as the process has named it
   */
  static OpenFile open(EmulatedProcess caller, String path, int flags, EmulatedKernel kernel)
      throws ErrnoException {
    ErrnoException.require(isNamed(caller, path, kernel), Errno.ENOENT);
    ErrnoException.require((flags & 3) == KernelInterface.O_RDONLY, Errno.EACCES);
    try {
      FileChannel channel = FileChannel.open(Path.of(path), StandardOpenOption.READ);
      return new DebugDataFile(path, channel, kernel.lock());
    } catch (IOException | InvalidPathException missing) {
      throw new ErrnoException(Errno.ENOENT);
    }
  }

  private static boolean isNamed(EmulatedProcess caller, String path, EmulatedKernel kernel) {
    return kernel.clients().stream()
        .filter(client -> caller.mayAccess(client.owner()))
        .flatMap(client -> client.vms().values().stream())
        .flatMap(vm -> vm.debugData().stream())
        .map(DebugData::path)
        .anyMatch(path::equals);
  }

  @Override
  int read(long offset, ByteBuffer to) throws ErrnoException {
    try {
      return Math.max(0, channel.read(to, offset));
    } catch (IOException e) {
      throw new ErrnoException(Errno.EIO);
    }
  }

  @Override
  void release() {
    try {
      channel.close();
    } catch (IOException ignored) {
      // It was only read: nothing is lost.
    }
  }

  @Override
  Condition readinessChanged() {
    return never;
  }
}
