package org.gpugdb.backend.eudebug;

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gpugdb.backend.uapi.DebugRequest;
import org.gpugdb.backend.uapi.Dialect;
import org.gpugdb.backend.uapi.XeRequest;

/** The ioctl requests that a debugger makes: none that a GPU client makes, and no other. */
public final class DebuggerRequests {
  private static final Set<DebugRequest> OF_DIALECT =
      EnumSet.of(
          DebugRequest.CONNECT,
          DebugRequest.READ_EVENT,
          DebugRequest.VM_OPEN,
          DebugRequest.EU_CONTROL,
          DebugRequest.READ_METADATA,
          DebugRequest.ACK_EVENT);

  private DebuggerRequests() {}

  /** Their codes in a dialect, unsigned 32-bit. */
  public static Set<Long> of(Dialect dialect) {
    return Stream.concat(
            Stream.of(XeRequest.DEVICE_QUERY),
            OF_DIALECT.stream().filter(dialect::has).map(dialect::code))
        .collect(Collectors.toUnmodifiableSet());
  }
}
