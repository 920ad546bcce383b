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

/**
 * The debug side of the device: its switch and its sessions, at most one for each process or, where
 * sessions are with clients, for each client.
 */
final class Eudebug {
  private static final int VERSION = 1;

  private final EmulatedKernel kernel;
  private final DiscoveryGate discoveryGate;
  private final Map<SessionScope, DebugSession> sessions = new HashMap<>();
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

  /** The session that a client belongs to. */
  Optional<DebugSession> session(DrmFile client) {
    return Optional.ofNullable(
        sessions.get(
            kernel.dialect().byProcess()
                ? new SessionScope.OfProcess(client.owner())
                : new SessionScope.OfFile(client)));
  }

  /** A write to the switch: a kernel boolean. A real change resets the device. */
  void setEnabled(String text) throws ErrnoException {
    boolean wanted = parseBoolean(text);
    if (wanted == enabled) {
      return;
    }
    require(wanted || sessions.isEmpty(), Errno.EBUSY);
    require(kernel.virtualFunctions().count() == 0, kernel.dialect().rules().dividedSwitchErrno());
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
    require(args.extensions() == 0 && args.flags() == 0, Errno.EINVAL);
    require(args.version() == 0 || args.version() == VERSION, Errno.EINVAL);
    SessionScope scope =
        kernel.dialect().byProcess()
            ? process(args.target(), call.caller())
            : file(args.target(), call.caller());
    require(!sessions.containsKey(scope), Errno.EBUSY);
    DebugSession session = new DebugSession(kernel, scope);
    int fd =
        call.caller()
            .descriptors()
            .install(new SessionFile(kernel, session), /* closeOnExec= */ false);
    call.argument().putInt(ConnectLayout.VERSION_OFFSET, VERSION);
    sessions.put(scope, session);
    kernel.debuggerConnected(scope, true);
    kernel.attention().debuggersChanged(true);
    kernel.startDaemon("discovery of " + scope, new Discovery(kernel, session));
    return fd;
  }

  private SessionScope process(long pid, EmulatedProcess caller) throws ErrnoException {
    require(pid != 0, Errno.EINVAL);
    require(pid > 0 && pid <= Integer.MAX_VALUE, Errno.ENOENT);
    EmulatedProcess target = kernel.findProcess((int) pid, Errno.ENOENT);
    require(caller.mayAccess(target), Errno.EACCES);
    return new SessionScope.OfProcess(target);
  }

  /** Who has a descriptor may debug. The errors are inferred. */
  private static SessionScope file(long fd, EmulatedProcess caller) throws ErrnoException {
    require(fd >= 0 && fd <= Integer.MAX_VALUE, Errno.EBADF);
    if (caller.descriptors().get((int) fd) instanceof DrmFile client) {
      return new SessionScope.OfFile(client);
    }
    throw new ErrnoException(Errno.EINVAL);
  }

  /** A session is over: what it was with can be debugged anew. */
  void ended(DebugSession session) {
    sessions.remove(session.scope(), session);
    kernel.debuggerConnected(session.scope(), false);
    kernel.attention().debuggersChanged(!sessions.isEmpty());
  }

  /** The kernel goes down. */
  void close() {
    List.copyOf(sessions.values()).forEach(session -> session.detach(Errno.ENODEV));
  }
}
