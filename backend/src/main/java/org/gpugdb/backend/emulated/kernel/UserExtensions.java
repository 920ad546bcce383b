package org.gpugdb.backend.emulated.kernel;

import java.nio.ByteBuffer;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.uapi.UserExtensionLayout;
import org.gpugdb.backend.uapi.UserExtensionLayout.UserExtension;

/** Walks the chain of extensions of a request. */
final class UserExtensions {
  private static final int MAX_LENGTH = 16;

  /** Takes one extension. */
  interface Visitor {
    /**
     * @param name which extension
     * @param address where it stands in the caller's memory
     */
    void visit(int name, long address) throws ErrnoException;
  }

  private UserExtensions() {}

  static void walk(ProcessMemory memory, long first, Visitor visitor) throws ErrnoException {
    int length = 0;
    for (long address = first; address != 0; ) {
      ErrnoException.require(length < MAX_LENGTH, Errno.E2BIG);
      length++;
      ByteBuffer head = memory.copyIn(address, UserExtensionLayout.SIZE);
      UserExtension extension = UserExtensionLayout.decode(head);
      visitor.visit(extension.name(), address);
      address = extension.nextExtension();
    }
  }
}
