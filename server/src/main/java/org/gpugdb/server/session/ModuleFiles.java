package org.gpugdb.server.session;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.spi.LoadedModule;
import org.gpugdb.protocol.reply.FileStatus;
import org.gpugdb.protocol.wire.Bytes;

/**
 * The modules of the attached spaces as read-only files, so that clients need no copies: {@code
 * /p1/3/vadd.elf} is module 3 of process 1. A name stands for the same bytes for ever, for clients
 * keep what they have read.
 */
final class ModuleFiles {
  private static final int MAX_OPEN = 256;

  private final Debuggee debuggee;
  private final Map<Integer, LoadedModule> open = new HashMap<>();
  private int nextDescriptor = 3;

  ModuleFiles(Debuggee debuggee) {
    this.debuggee = debuggee;
  }

  /** Where clients find a module's file. */
  static String path(LoadedModule module) {
    return "/" + module.space() + "/" + module.id() + "/" + module.name();
  }

  /** The module whose file has a path. */
  Optional<LoadedModule> find(String path) throws BackendException {
    return debuggee.modules().stream().filter(module -> path(module).equals(path)).findFirst();
  }

  /** A new descriptor; empty if there are too many. */
  Optional<Integer> open(LoadedModule module) {
    if (open.size() >= MAX_OPEN) {
      return Optional.empty();
    }
    int descriptor = nextDescriptor++;
    open.put(descriptor, module);
    return Optional.of(descriptor);
  }

  /** The module behind a descriptor. */
  Optional<LoadedModule> opened(int descriptor) {
    return Optional.ofNullable(open.get(descriptor));
  }

  /** Whether the descriptor was open. */
  boolean close(int descriptor) {
    return open.remove(descriptor) != null;
  }

  static FileStatus status(LoadedModule module) {
    return new FileStatus(module.id(), FileStatus.REGULAR_READ_ONLY, module.elf().remaining(), 0);
  }

  /** Up to {@code length} bytes from {@code offset} (unsigned) on; none behind the end. */
  static Bytes read(LoadedModule module, long offset, int length) {
    ByteBuffer elf = module.elf().duplicate();
    if (Long.compareUnsigned(offset, elf.remaining()) >= 0) {
      return Bytes.EMPTY;
    }
    int start = elf.position() + (int) offset;
    byte[] bytes = new byte[Math.min(length, elf.limit() - start)];
    elf.get(start, bytes);
    return Bytes.adopt(bytes);
  }
}
