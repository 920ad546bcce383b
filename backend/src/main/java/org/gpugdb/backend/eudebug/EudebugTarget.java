package org.gpugdb.backend.eudebug;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.gpugdb.backend.eu.EuArchitecture;
import org.gpugdb.backend.eu.Topology;
import org.gpugdb.backend.spi.AddressSpaceId;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.spi.Breakpoints;
import org.gpugdb.backend.spi.Context;
import org.gpugdb.backend.spi.DebugTarget;
import org.gpugdb.backend.spi.DeviceLoop;
import org.gpugdb.backend.spi.ExecQueue;
import org.gpugdb.backend.spi.LoadedModule;
import org.gpugdb.backend.spi.Memory;
import org.gpugdb.backend.spi.Occupancy;
import org.gpugdb.backend.spi.RegisterAccess;
import org.gpugdb.backend.spi.Resume;
import org.gpugdb.backend.spi.RunControl;
import org.gpugdb.backend.spi.ThreadId;
import org.gpugdb.backend.spi.ThreadStop;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A debug session with one GPU client. Confined to the device loop. */
final class EudebugTarget implements DebugTarget {
  private static final Logger log = LoggerFactory.getLogger(EudebugTarget.class);

  /** Symbol of the firmware's loop for hardware threads that have no work. */
  private static final String IDLE_SYMBOL = "gpu_idle";

  private static final long CONSOLE_NANOS = 50_000_000;
  private static final long LEAVE_TICK_NANOS = 200_000;
  private static final long LEAVE_LIMIT_NANOS = 3_000_000_000L;

  private final DeviceLoop loop;
  private final EuArchitecture architecture;
  private final Topology topology;
  private final Session session;
  private final EuControl control;
  private final Spaces spaces;
  private final HeldFences fences;
  private final EventPump pump;
  private final Outlet outlet;
  private final SpaceRuns runs = new SpaceRuns();
  private boolean leaving;
  private boolean closed;

  EudebugTarget(
      DeviceLoop loop,
      EuArchitecture architecture,
      Topology topology,
      Session session,
      EuControl control,
      Spaces spaces,
      HeldFences fences,
      EventPump pump,
      Outlet outlet) {
    this.loop = loop;
    this.architecture = architecture;
    this.topology = topology;
    this.session = session;
    this.control = control;
    this.spaces = spaces;
    this.fences = fences;
    this.pump = pump;
    this.outlet = outlet;
    loop.schedule(this::showConsole, CONSOLE_NANOS);
  }

  /** Output appears while threads run, not only when one stops. */
  private void showConsole() {
    if (!leaving) {
      spaces.all().forEach(Space::drainConsole);
      loop.schedule(this::showConsole, CONSOLE_NANOS);
    }
  }

  @Override
  public Collection<AddressSpaceId> spaces() {
    loop.assertOwner();
    return spaces.announced();
  }

  @Override
  public RunControl run() {
    return runs;
  }

  /** Finds the space that a request is about. */
  private final class SpaceRuns implements RunControl {
    @Override
    public void resume(Map<ThreadId, Resume> how) throws BackendException {
      loop.assertOwner();
      Map<AddressSpaceId, Map<ThreadId, Resume>> bySpace = new TreeMap<>();
      how.forEach(
          (thread, mode) ->
              bySpace.computeIfAbsent(thread.space(), s -> new TreeMap<>()).put(thread, mode));
      for (Map.Entry<AddressSpaceId, Map<ThreadId, Resume>> entry : bySpace.entrySet()) {
        spaces.get(entry.getKey()).run.resume(entry.getValue());
      }
    }

    @Override
    public void requestStop(AddressSpaceId space, Set<ThreadId> wanted) throws BackendException {
      loop.assertOwner();
      spaces.get(space).run.interrupter().requestStop(wanted);
    }

    @Override
    public Map<ThreadId, ThreadStop> stopped(AddressSpaceId space) {
      try {
        return spaces.get(space).run.stopped();
      } catch (BackendException gone) {
        return Map.of();
      }
    }

    @Override
    public OptionalLong lastKnownPc(ThreadId thread) {
      try {
        return spaces.get(thread.space()).run.lastKnownPc(thread.slot());
      } catch (BackendException gone) {
        return OptionalLong.empty();
      }
    }
  }

  @Override
  public Breakpoints breakpoints(AddressSpaceId space) throws BackendException {
    loop.assertOwner();
    return new SpaceBreakpoints(spaces.get(space).vm);
  }

  @Override
  public RegisterAccess registers(ThreadId thread) throws BackendException {
    loop.assertOwner();
    Space space = spaces.get(thread.space());
    return new ThreadRegisters(space.vm, thread, space.run.requireStopped(thread, "registers"));
  }

  @Override
  public Memory memory(Context context) throws BackendException {
    loop.assertOwner();
    return new ContextMemory(spaces.get(context.space()), session.pid(), context.thread());
  }

  @Override
  public Occupancy occupancy(AddressSpaceId space) throws BackendException {
    loop.assertOwner();
    return new SpaceOccupancy(space, spaces.get(space).vm);
  }

  @Override
  public String threadName(ThreadId thread) {
    return architecture.threadName(topology, thread.slot());
  }

  @Override
  public int core(ThreadId thread) {
    return topology.dss(thread.slot());
  }

  @Override
  public List<LoadedModule> modules(AddressSpaceId space) throws BackendException {
    loop.assertOwner();
    return spaces.get(space).modules();
  }

  @Override
  public List<ExecQueue> queues(AddressSpaceId space) throws BackendException {
    loop.assertOwner();
    return spaces.get(space).queues();
  }

  @Override
  public void releaseModule(LoadedModule module) throws BackendException {
    loop.assertOwner();
    spaces.release(module);
  }

  @Override
  public OptionalLong idlePc(AddressSpaceId space) {
    try {
      return spaces.get(space).symbol(IDLE_SYMBOL);
    } catch (BackendException gone) {
      return OptionalLong.empty();
    }
  }

  @Override
  public void detach(Runnable done) {
    loop.assertOwner();
    if (leaving) {
      done.run();
      return;
    }
    Withdrawal withdrawal = beginToLeave();
    leaveInSteps(withdrawal, loop.nanoTime() + LEAVE_LIMIT_NANOS, done);
  }

  private Withdrawal beginToLeave() {
    leaving = true;
    outlet.close();
    Withdrawal withdrawal = new Withdrawal(control, spaces.all());
    withdrawal.begin();
    return withdrawal;
  }

  private void leaveInSteps(Withdrawal withdrawal, long deadline, Runnable done) {
    if (closed) {
      done.run();
    } else if (!withdrawal.step() && loop.nanoTime() - deadline < 0) {
      loop.schedule(() -> leaveInSteps(withdrawal, deadline, done), LEAVE_TICK_NANOS);
    } else {
      fences.close();
      pump.stop(
          () ->
              loop.execute(
                  () -> {
                    release();
                    done.run();
                  }));
    }
  }

  @Override
  public void close() {
    loop.assertOwner();
    if (closed) {
      return;
    }
    Withdrawal withdrawal = beginToLeave();
    long deadline = loop.nanoTime() + LEAVE_LIMIT_NANOS;
    while (!withdrawal.step() && loop.nanoTime() - deadline < 0) {
      loop.pause(LEAVE_TICK_NANOS);
    }
    fences.close();
    pump.stop(() -> {});
    if (!pump.join()) {
      log.warn("the kernel-event thread does not end; its debug session stays open");
      return;
    }
    release();
  }

  boolean isClosed() {
    return closed;
  }

  /** The kernel-event thread has ended: nobody uses the descriptors any more. */
  private void release() {
    if (!closed) {
      closed = true;
      spaces.close();
      control.close();
      session.close();
    }
  }
}
