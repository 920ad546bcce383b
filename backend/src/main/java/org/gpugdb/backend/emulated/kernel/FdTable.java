package org.gpugdb.backend.emulated.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.gpugdb.backend.kernel.Errno;

/** The descriptors of one process. */
final class FdTable {
  /** After standard input, output and error. */
  private static final int FIRST = 3;

  private static final int LIMIT = 1024;

  private record Descriptor(OpenFile file, boolean closeOnExec) {}

  private final TreeMap<Integer, Descriptor> descriptors = new TreeMap<>();

  /** Gives the file the lowest free number. */
  int install(OpenFile file, boolean closeOnExec) throws ErrnoException {
    int fd = FIRST;
    while (descriptors.containsKey(fd)) {
      fd++;
    }
    ErrnoException.require(fd < LIMIT, Errno.EMFILE);
    descriptors.put(fd, new Descriptor(file, closeOnExec));
    file.acquire();
    return fd;
  }

  OpenFile get(int fd) throws ErrnoException {
    return descriptor(fd).file();
  }

  boolean closeOnExec(int fd) throws ErrnoException {
    return descriptor(fd).closeOnExec();
  }

  void setCloseOnExec(int fd, boolean closeOnExec) throws ErrnoException {
    descriptors.put(fd, new Descriptor(get(fd), closeOnExec));
  }

  void close(int fd) throws ErrnoException {
    OpenFile file = get(fd);
    descriptors.remove(fd);
    file.drop();
  }

  void closeAll() {
    List<Descriptor> all = new ArrayList<>(descriptors.values());
    descriptors.clear();
    all.forEach(descriptor -> descriptor.file().drop());
  }

  /** Every open file, once for each descriptor. */
  List<OpenFile> files() {
    return descriptors.values().stream().map(Descriptor::file).toList();
  }

  /** The open descriptors, in ascending order. */
  List<Integer> numbers() {
    return List.copyOf(descriptors.keySet());
  }

  Optional<OpenFile> find(int fd) {
    return Optional.ofNullable(descriptors.get(fd)).map(Descriptor::file);
  }

  private Descriptor descriptor(int fd) throws ErrnoException {
    Descriptor descriptor = descriptors.get(fd);
    if (descriptor == null) {
      throw new ErrnoException(Errno.EBADF);
    }
    return descriptor;
  }
}
