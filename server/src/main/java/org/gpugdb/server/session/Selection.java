package org.gpugdb.server.session;

import java.util.function.Supplier;
import org.gpugdb.backend.spi.AddressSpaceId;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.spi.Context;
import org.gpugdb.backend.spi.ThreadId;
import org.gpugdb.protocol.command.ThreadSelector;
import org.gpugdb.protocol.wire.Ptid;
import org.gpugdb.server.view.ClientView;

/** Which threads a client means: what it names, and what it has chosen for when it names none. */
final class Selection {
  private final Supplier<ClientView> view;
  private final int slots;
  private ThreadSelector access = ThreadSelector.ANY_THREAD;
  private ThreadSelector resume = ThreadSelector.ANY_THREAD;

  /**
   * @param slots number of hardware threads of the device
   */
  Selection(Supplier<ClientView> view, int slots) {
    this.view = view;
    this.slots = slots;
  }

  /** The protocol's name of a thread. */
  static Ptid ptid(ThreadId thread) {
    return new Ptid(thread.space().number(), thread.slot() + 1L);
  }

  /** From now on a command that names no thread means this one. Not checked before it is used. */
  void chooseForAccess(ThreadSelector thread) {
    access = thread;
  }

  /** From now on {@code c} and {@code s} are for these threads. */
  void chooseForResume(ThreadSelector threads) {
    resume = threads;
  }

  ThreadSelector forResume() {
    return resume;
  }

  /** The chosen thread, else the one that stopped. */
  ThreadId current() throws BackendException {
    return access.namesThread()
        ? named(access)
        : view.get().focus().orElseThrow(Selection::nothing);
  }

  /** The one thread that a selector means. */
  ThreadId resolve(ThreadSelector selector) throws BackendException {
    if (selector.namesThread()) {
      return named(selector);
    }
    if (!selector.namesProcess()) {
      return current();
    }
    AddressSpaceId space = space(selector.pid());
    return view.get()
        .focus()
        .filter(thread -> thread.space().equals(space))
        .orElseGet(() -> firstOf(space));
  }

  /** An attached space by its process id. */
  AddressSpaceId space(long pid) throws BackendException {
    for (AddressSpaceId space : view.get().spaces()) {
      if (space.number() == pid) {
        return space;
      }
    }
    throw new BackendException.InvalidArgument("process " + pid + " is not attached");
  }

  /** Whose memory is meant: the current thread's if it is stopped, else its space's. */
  Context memory() throws BackendException {
    ThreadId thread = current();
    return view.get().stoppedThreads().containsKey(thread)
        ? Context.of(thread)
        : Context.of(thread.space());
  }

  private ThreadId named(ThreadSelector selector) throws BackendException {
    AddressSpaceId space =
        selector.namesProcess()
            ? space(selector.pid())
            : view.get().focus().orElseThrow(Selection::nothing).space();
    if (selector.tid() > slots) {
      throw new BackendException.InvalidArgument(
          "thread id: got " + selector.tid() + " (expected 1 to " + slots + ")");
    }
    return new ThreadId(space, (int) (selector.tid() - 1));
  }

  private ThreadId firstOf(AddressSpaceId space) {
    return view.get().threadList().stream()
        .filter(thread -> thread.space().equals(space))
        .findFirst()
        .orElseGet(() -> new ThreadId(space, 0));
  }

  private static BackendException nothing() {
    return new BackendException.InvalidArgument("no process is attached");
  }
}
