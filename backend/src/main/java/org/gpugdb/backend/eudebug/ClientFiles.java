package org.gpugdb.backend.eudebug;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.kernel.KernelInterface;
import org.gpugdb.backend.kernel.UserBlock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files of a debugged process, by the names that it gives them: in its own root, which may be that
 * of a container. The debugger may be allowed more than the process, so a name must not lead it
 * astray: links are followed within the process's root, what is no file on a disk is not opened,
 * and what was opened has to be what was looked for. Confined to the kernel-event thread.
 */
final class ClientFiles implements Attachments.Files {
  private static final Logger log = LoggerFactory.getLogger(ClientFiles.class);
  private static final Pattern SLASHES = Pattern.compile("/+");
  private static final List<String> NO_FILES = List.of("/proc/", "/sys/", "/dev/");
  private static final String SHARED_MEMORY = "/dev/shm/";
  private static final int MAX_LINKS = 40;
  private static final int MAX_PARTS = 1_000;

  /** No ELF file of a kernel is near this size. */
  private static final int MAX_BYTES = 1 << 28;

  private static final int TRANSFER = 1 << 20;
  private static final int FLAGS =
      KernelInterface.O_RDONLY
          | KernelInterface.O_NONBLOCK
          | KernelInterface.O_NOFOLLOW
          | KernelInterface.O_CLOEXEC;

  private final KernelInterface kernel;
  private final String root;

  ClientFiles(KernelInterface kernel, int pid) {
    this.kernel = kernel;
    this.root = "/proc/" + pid + "/root";
  }

  /** Why a file is not read. */
  private static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    RefusedException(String why) {
      super(why);
    }
  }

  @Override
  public Optional<ByteBuffer> read(String path) {
    try {
      return Optional.of(readFile(resolve(path)));
    } catch (RefusedException refused) {
      log.warn("'{}', which the debugged program names: {}", path, refused.getMessage());
      return Optional.empty();
    }
  }

  /** The name without links, as the process would resolve it. */
  private String resolve(String path) throws RefusedException {
    if (!path.startsWith("/")) {
      throw new RefusedException("not an absolute path");
    }
    Deque<String> rest = new ArrayDeque<>(parts(path));
    List<String> done = new ArrayList<>();
    int links = 0;
    for (int i = 0; !rest.isEmpty(); i++) {
      String part = rest.removeFirst();
      if (part.equals("..")) {
        done.subList(Math.max(0, done.size() - 1), done.size()).clear();
        continue;
      }
      Optional<String> link = kernel.readlink(root + name(done) + "/" + part);
      if (link.isEmpty()) {
        done.add(part);
        continue;
      }
      if (++links > MAX_LINKS || i > MAX_PARTS) {
        throw new RefusedException("too many symbolic links");
      }
      if (link.get().startsWith("/")) {
        done.clear();
      }
      List<String> target = parts(link.get());
      for (int k = target.size() - 1; k >= 0; k--) {
        rest.addFirst(target.get(k));
      }
    }
    return name(done);
  }

  private static List<String> parts(String path) {
    return SLASHES
        .splitAsStream(path)
        .filter(part -> !part.isEmpty() && !part.equals("."))
        .toList();
  }

  private static String name(List<String> parts) {
    return parts.isEmpty() ? "" : "/" + String.join("/", parts);
  }

  private ByteBuffer readFile(String path) throws RefusedException {
    if (NO_FILES.stream().anyMatch(path::startsWith) && !path.startsWith(SHARED_MEMORY)) {
      throw new RefusedException("not on a disk");
    }
    int fd = kernel.open(root + path, FLAGS);
    if (fd < 0) {
      throw new RefusedException(Errno.name(-fd));
    }
    try {
      requireSame(fd, path);
      return content(fd);
    } finally {
      kernel.close(fd);
    }
  }

  /** A directory may have become a link since it was looked at. */
  private void requireSame(int fd, String path) throws RefusedException {
    String top = kernel.readlink(root).filter(link -> !link.equals("/")).orElse("");
    Optional<String> opened = kernel.readlink("/proc/self/fd/" + fd);
    if (opened.isPresent() && !opened.get().equals(top + path)) {
      throw new RefusedException("it is being replaced");
    }
  }

  private ByteBuffer content(int fd) throws RefusedException {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    byte[] bytes = new byte[TRANSFER];
    try (UserBlock block = kernel.allocate(TRANSFER)) {
      long got = kernel.pread(fd, block, 0);
      while (got > 0) {
        if (content.size() + got > MAX_BYTES) {
          throw new RefusedException("longer than " + MAX_BYTES + " bytes");
        }
        block.bytes().get(bytes, 0, (int) got);
        content.write(bytes, 0, (int) got);
        got = kernel.pread(fd, block, content.size());
      }
      if (got < 0) {
        throw new RefusedException(Errno.name((int) -got));
      }
    }
    return ByteBuffer.wrap(content.toByteArray()).asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }
}
