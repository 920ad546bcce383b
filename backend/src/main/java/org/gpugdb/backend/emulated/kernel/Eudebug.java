package org.gpugdb.backend.emulated.kernel;

import static org.gpugdb.backend.emulated.kernel.ErrnoException.require;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.uapi.ConnectLayout;
import org.gpugdb.backend.uapi.ConnectLayout.Connect;

/** The debug side of the device: its switch and its sessions, at most one for each process. */
final class Eudebug {
  private static final int VERSION = 1;

  private final EmulatedKernel kernel;
  private final DiscoveryGate discoveryGate;
  private final Map<EmulatedProcess, DebugSession> sessions = new HashMap<>();
  private boolean enabled;

  Eudebug(EmulatedKernel kernel, boolean enabled) {
    this.kernel = kernel;
    this.discoveryGate = new DiscoveryGate(kernel.lock());
    this.enabled = enabled;
  }

  DiscoveryGate discoveryGate() {
    return discoveryGate;
  }

  boolean enabled() {
    return enabled;
  }

  Optional<DebugSession> session(EmulatedProcess process) {
    return Optional.ofNullable(sessions.get(process));
  }

  /** A write to the switch: a kernel boolean. A real change resets the device. */
  void setEnabled(String text) throws ErrnoException {
    boolean wanted = parseBoolean(text);
    if (wanted == enabled) {
      return;
    }
    require(wanted || sessions.isEmpty(), Errno.EBUSY);
    enabled = wanted;
    kernel.device().reset("debugging was switched " + (wanted ? "on" : "off"));
  }

  private static boolean parseBoolean(String text) throws ErrnoException {
    String word = text.strip().toLowerCase(Locale.ROOT);
    if (word.startsWith("1") || word.startsWith("y") || word.startsWith("on")) {
      return true;
    }
    require(word.startsWith("0") || word.startsWith("n") || word.startsWith("of"), Errno.EINVAL);
    return false;
  }

  /** CONNECT. */
  int connect(DrmCall call) throws ErrnoException {
    Connect args = ConnectLayout.decode(call.argument());
    require(enabled, Errno.ENODEV);
    require(args.extensions() == 0 && args.flags() == 0 && args.target() != 0, Errno.EINVAL);
    require(args.version() == 0 || args.version() == VERSION, Errno.EINVAL);
    require(args.target() > 0 && args.target() <= Integer.MAX_VALUE, Errno.ENOENT);
    EmulatedProcess target = kernel.findProcess((int) args.target(), Errno.ENOENT);
    require(call.caller().mayAccess(target), Errno.EACCES);
    require(!sessions.containsKey(target), Errno.EBUSY);
    DebugSession session = new DebugSession(this, target, new EventQueue(kernel.lock()));
    int fd =
        call.caller()
            .descriptors()
            .install(new SessionFile(kernel, session), /* closeOnExec= */ false);
    call.argument().putInt(ConnectLayout.VERSION_OFFSET, VERSION);
    sessions.put(target, session);
    kernel.debuggerConnected(target, true);
    kernel.startDaemon("discovery of " + target.pid(), new Discovery(kernel, session));
    return fd;
  }

  /** A session is over: the process can be debugged anew. */
  void ended(DebugSession session) {
    sessions.remove(session.target(), session);
    kernel.debuggerConnected(session.target(), false);
    kernel.attention().lookSoon();
  }

  /** The kernel goes down. */
  void close() {
    List.copyOf(sessions.values()).forEach(session -> session.detach(Errno.ENODEV));
  }
}
