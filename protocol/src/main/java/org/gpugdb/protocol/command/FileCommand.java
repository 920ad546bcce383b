package org.gpugdb.protocol.command;

/**
 * Files of the target, read-only; see the GDB manual, "Host I/O Packets". Flags and modes are those
 * of the File-I/O protocol.
 */
public sealed interface FileCommand extends Command {
  /** {@code vFile:setfs}: as which process sees it; {@link ThreadSelector#ANY} for the server. */
  record SelectFileSystem(long pid) implements FileCommand {}

  /** {@code vFile:open}. */
  record OpenFile(String path, int flags, int mode) implements FileCommand {}

  /** {@code vFile:close}. */
  record CloseFile(int descriptor) implements FileCommand {}

  /**
   * {@code vFile:pread}.
   *
   * @param length the most bytes wanted, cut to what one packet can carry
   * @param offset in bytes, unsigned
   */
  record ReadFile(int descriptor, int length, long offset) implements FileCommand {}

  /** {@code vFile:fstat}. */
  record DescribeFile(int descriptor) implements FileCommand {}

  /**
   * {@code vFile:stat vFile:lstat}.
   *
   * @param followLinks whether a symbolic link stands for what it points to
   */
  record DescribePath(String path, boolean followLinks) implements FileCommand {}

  /** {@code vFile:readlink}. */
  record ReadLink(String path) implements FileCommand {}
}
