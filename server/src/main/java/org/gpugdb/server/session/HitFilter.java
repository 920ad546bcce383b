package org.gpugdb.server.session;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.gpugdb.backend.spi.AddressSpaceId;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.spi.Context;
import org.gpugdb.backend.spi.DebugTarget;
import org.gpugdb.backend.spi.RegisterInfo;
import org.gpugdb.backend.spi.StopCause;
import org.gpugdb.backend.spi.ThreadId;
import org.gpugdb.backend.spi.ThreadStop;
import org.gpugdb.protocol.agent.AgentContext;
import org.gpugdb.protocol.agent.AgentEvaluator;
import org.gpugdb.protocol.agent.AgentExpression;
import org.gpugdb.protocol.agent.AgentFault;
import org.gpugdb.server.view.BreakpointKind;
import org.gpugdb.server.view.Location;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Conditions and commands of breakpoints: which hits the client wants to hear of.
 *
 * <p>A condition that cannot be evaluated counts as true, so that the user sees where.
 */
final class HitFilter {
  private static final Logger LOG = LoggerFactory.getLogger(HitFilter.class);

  /**
   * What goes with a breakpoint. A hit counts if there are no conditions or one of them holds; then
   * it is reported, unless there are commands, which are run instead.
   */
  record Definition(List<AgentExpression> conditions, List<AgentExpression> commands) {
    Definition {
      conditions = List.copyOf(conditions);
      commands = List.copyOf(commands);
    }

    /** Whether every hit is reported, whoever hits it. */
    boolean isPlain() {
      return conditions.isEmpty() && commands.isEmpty();
    }
  }

  /** Finds the target of a space. */
  @FunctionalInterface
  interface Targets {
    DebugTarget target(AddressSpaceId space) throws BackendException;
  }

  /**
   * The register that numbers the grids of work; a run of hits is one grid's where there is one.
   */
  private static final String DISPATCH = "dispatch_id";

  private final LongSupplier clock;
  private final OptionalInt dispatchRegister;
  private final Consumer<String> output;
  private final StringBuilder printed = new StringBuilder();
  private final Map<Location, EnumMap<BreakpointKind, Definition>> definitions = new HashMap<>();
  private long falseHits;
  private long reported;
  private long allFalseHits;
  private long allReported;
  private long evaluations;
  private long nanos;
  private long dispatch;
  private long dispatchStart;
  private long dispatchNanos;

  /**
   * @param clock in nanoseconds
   * @param registers of the device's threads
   * @param output takes what commands print
   */
  HitFilter(LongSupplier clock, List<RegisterInfo> registers, Consumer<String> output) {
    this.clock = clock;
    this.dispatchRegister =
        registers.stream()
            .filter(register -> register.name().equals(DISPATCH))
            .mapToInt(RegisterInfo::number)
            .findFirst();
    this.output = output;
  }

  void define(Location where, BreakpointKind kind, Definition definition) {
    definitions
        .computeIfAbsent(where, w -> new EnumMap<>(BreakpointKind.class))
        .put(kind, definition);
  }

  void undefine(Location where, BreakpointKind kind) {
    EnumMap<BreakpointKind, Definition> kinds = definitions.get(where);
    if (kinds != null && kinds.remove(kind) != null && kinds.isEmpty()) {
      definitions.remove(where);
    }
  }

  /** The breakpoint is out. */
  void undefine(Location where) {
    definitions.remove(where);
  }

  void forget(AddressSpaceId space) {
    definitions.keySet().removeIf(where -> where.space().equals(space));
  }

  /** Evaluates new stops, and returns the threads whose hits do not count. */
  Set<ThreadId> evaluate(Collection<ThreadStop> stops, Targets targets) {
    return evaluate(stops, targets, true);
  }

  /** As {@link #evaluate}, for hits that were counted when they happened. */
  Set<ThreadId> evaluateAgain(Collection<ThreadStop> stops, Targets targets) {
    return evaluate(stops, targets, false);
  }

  private Set<ThreadId> evaluate(Collection<ThreadStop> stops, Targets targets, boolean areNew) {
    Set<ThreadId> wrong = new HashSet<>();
    long start = clock.getAsLong();
    for (ThreadStop stop : stops) {
      EnumMap<BreakpointKind, Definition> kinds = definitionsAt(stop);
      if (kinds == null) {
        continue;
      }
      evaluations++;
      if (areNew) {
        countFor(stop.thread(), targets);
        dispatchStart = dispatchStart == 0 ? start : dispatchStart;
      }
      boolean isReported = counts(stop.thread(), kinds.values(), targets);
      if (!isReported) {
        wrong.add(stop.thread());
      }
      if (areNew) {
        reported += isReported ? 1 : 0;
        falseHits += isReported ? 0 : 1;
      }
    }
    nanos += clock.getAsLong() - start;
    if (printed.length() > 0) {
      output.accept(printed.toString()); // all threads' in one piece, for they hit together
      printed.setLength(0);
    }
    return wrong;
  }

  /** Closes the count of a dispatch at the first hit of another one. */
  private void countFor(ThreadId thread, Targets targets) {
    if (dispatchRegister.isEmpty()) {
      return;
    }
    try {
      long current =
          targets.target(thread.space()).registers(thread).read(dispatchRegister.getAsInt());
      if (current != dispatch) {
        summarise();
        dispatch = current;
      }
    } catch (BackendException e) {
      LOG.debug("the dispatch of {}: {}", thread, e.getMessage());
    }
  }

  private @Nullable EnumMap<BreakpointKind, Definition> definitionsAt(ThreadStop stop) {
    if (!(stop.cause() instanceof StopCause.Breakpoint)) {
      return null;
    }
    var kinds = definitions.get(new Location(stop.thread().space(), stop.pc()));
    return kinds == null || kinds.values().stream().allMatch(Definition::isPlain) ? null : kinds;
  }

  private boolean counts(ThreadId thread, Collection<Definition> kinds, Targets targets) {
    boolean report = false;
    for (Definition definition : kinds) {
      if (holds(thread, definition, targets)) {
        report |= definition.commands().isEmpty();
        definition.commands().forEach(command -> run(thread, command, targets));
      }
    }
    return report;
  }

  private boolean holds(ThreadId thread, Definition definition, Targets targets) {
    if (definition.conditions().isEmpty()) {
      return true;
    }
    StoppedThread state = new StoppedThread(thread, targets);
    for (AgentExpression condition : definition.conditions()) {
      try {
        if (AgentEvaluator.evaluate(condition, state, printed::append) != 0) {
          return true;
        }
      } catch (AgentFault e) {
        LOG.debug("condition for {}: {}", thread, e.getMessage());
        return true;
      }
    }
    return false;
  }

  private void run(ThreadId thread, AgentExpression command, Targets targets) {
    try {
      AgentEvaluator.evaluate(command, new StoppedThread(thread, targets), printed::append);
    } catch (AgentFault e) {
      printed.append("breakpoint command for thread " + thread + ": " + e.getMessage() + "\n");
    }
  }

  /** Logs the hits since the last time, if some were false, and how long that took. */
  void summarise() {
    if (falseHits > 0) {
      LOG.info(
          "false hits {}, reported {} ({} ms from the first, {} ms evaluating)",
          falseHits,
          reported,
          (clock.getAsLong() - dispatchStart) / 1_000_000,
          (nanos - dispatchNanos) / 1_000_000);
    }
    dispatchStart = 0;
    dispatchNanos = nanos;
    allFalseHits += falseHits;
    allReported += reported;
    falseHits = 0;
    reported = 0;
  }

  /** The same line over the whole session. */
  String total() {
    return "false hits " + (allFalseHits + falseHits) + ", reported " + (allReported + reported);
  }

  /** Conditions evaluated. */
  long evaluations() {
    return evaluations;
  }

  /** Time spent on that. */
  long nanos() {
    return nanos;
  }

  private record StoppedThread(ThreadId thread, Targets targets) implements AgentContext {
    @Override
    public long register(int number) throws AgentFault {
      try {
        return targets.target(thread.space()).registers(thread).read(number);
      } catch (BackendException e) {
        throw fault(e);
      }
    }

    @Override
    public void readMemory(long address, byte[] into) throws AgentFault {
      int read;
      try {
        read =
            targets
                .target(thread.space())
                .memory(Context.of(thread))
                .read(address, ByteBuffer.wrap(into));
      } catch (BackendException e) {
        throw fault(e);
      }
      if (read < into.length) {
        throw new AgentFault("cannot read memory at 0x" + Long.toHexString(address + read));
      }
    }

    private static AgentFault fault(BackendException e) {
      String message = e.getMessage();
      return new AgentFault(message == null ? "cannot be read" : message);
    }
  }
}
