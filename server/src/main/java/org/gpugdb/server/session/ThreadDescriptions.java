package org.gpugdb.server.session;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import org.gpugdb.backend.spi.AddressSpaceId;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.spi.Occupancy.Resident;
import org.gpugdb.backend.spi.StopCause;
import org.gpugdb.backend.spi.ThreadId;
import org.gpugdb.backend.spi.ThreadStop;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Names hardware threads and says what they work on, for people. */
final class ThreadDescriptions {
  private static final Logger LOG = LoggerFactory.getLogger(ThreadDescriptions.class);

  /** So many threads are looked at one by one; a table may have a hundred thousand entries. */
  private static final int FEW = 64;

  private final Debuggee debuggee;
  private final Statistics statistics;
  private final Map<ThreadId, Resident> residents = new HashMap<>();
  private long epoch = -1;
  private long packet = -1;

  ThreadDescriptions(Debuggee debuggee, Statistics statistics) {
    this.debuggee = debuggee;
    this.statistics = statistics;
  }

  /** The hardware name, such as {@code eu0.2.5.3}. */
  String name(ThreadId thread) throws BackendException {
    return debuggee.target(thread.space()).threadName(thread);
  }

  int core(ThreadId thread) throws BackendException {
    return debuggee.target(thread.space()).core(thread);
  }

  /** Its work and state, such as {@code wg (4,0,0) lid (3,0,0) barrier 5/8}. */
  String text(ThreadId thread) {
    Resident resident = resident(thread);
    String state =
        state(
            debuggee.view().stoppedThreads().get(thread),
            debuggee.view().takesForStopped(thread),
            resident);
    return resident == null
        ? state
        : "wg "
            + coordinates(resident.group())
            + " lid "
            + coordinates(resident.local())
            + " "
            + state;
  }

  private static String state(
      @Nullable ThreadStop stop, boolean told, @Nullable Resident resident) {
    if (stop != null && stop.cause() instanceof StopCause.PageFault fault) {
      return "fault at 0x" + Long.toHexString(fault.address());
    }
    if (resident != null && !resident.barrier().isEmpty()) {
      return "barrier " + resident.barrier();
    }
    if (stop != null) {
      return told ? "stopped" : "waiting to be reported";
    }
    return resident == null ? "idle" : "running";
  }

  private static String coordinates(List<Integer> values) {
    StringJoiner text = new StringJoiner(",", "(", ")");
    values.forEach(value -> text.add(Integer.toString(value)));
    return text.toString();
  }

  /** Who works on what now; read once for each time the target stands still, else per packet. */
  Map<ThreadId, Resident> residents() {
    if (!isFresh()) {
      residents.clear();
      debuggee.view().spaces().forEach(this::addResidents);
      epoch = debuggee.epoch();
      packet = statistics.packets();
    }
    return residents;
  }

  private boolean isFresh() {
    boolean samePacket = packet == statistics.packets();
    return epoch == debuggee.epoch() && (samePacket || debuggee.atRest());
  }

  private @Nullable Resident resident(ThreadId thread) {
    try {
      return look(thread).orElse(null);
    } catch (BackendException e) {
      LOG.debug("occupancy of {}: {}", thread, e.getMessage());
      return null;
    }
  }

  private Optional<Resident> look(ThreadId thread) throws BackendException {
    return isFresh() || debuggee.atRest()
        ? Optional.ofNullable(residents().get(thread))
        : debuggee.target(thread.space()).occupancy(thread.space()).resident(thread);
  }

  /**
   * What these threads work on now, and empty for those who are idle; without those of whom the
   * device cannot tell.
   */
  Map<ThreadId, Optional<Resident>> work(Collection<ThreadId> threads) {
    Map<ThreadId, Optional<Resident>> work = new HashMap<>();
    if (threads.size() > FEW) {
      residents(); // the whole table at once is cheaper
    }
    for (ThreadId thread : threads) {
      try {
        if (debuggee.target(thread.space()).occupancy(thread.space()).isKnown()) {
          work.put(thread, look(thread));
        }
      } catch (BackendException e) {
        LOG.debug("occupancy of {}: {}", thread, e.getMessage());
      }
    }
    return work;
  }

  private void addResidents(AddressSpaceId space) {
    try {
      for (Resident resident : debuggee.target(space).occupancy(space).resident()) {
        residents.put(resident.thread(), resident);
      }
    } catch (BackendException e) {
      LOG.debug("occupancy of {}: {}", space, e.getMessage());
    }
  }
}
