package org.gpugdb.server.fake;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.gpugdb.backend.spi.AddressSpaceId;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.spi.Breakpoints;
import org.gpugdb.backend.spi.Capabilities;
import org.gpugdb.backend.spi.Context;
import org.gpugdb.backend.spi.DebugTarget;
import org.gpugdb.backend.spi.Device;
import org.gpugdb.backend.spi.DeviceInfo;
import org.gpugdb.backend.spi.DeviceLoop;
import org.gpugdb.backend.spi.ExecQueue;
import org.gpugdb.backend.spi.LoadedModule;
import org.gpugdb.backend.spi.Memory;
import org.gpugdb.backend.spi.Occupancy;
import org.gpugdb.backend.spi.RegisterAccess;
import org.gpugdb.backend.spi.Resume;
import org.gpugdb.backend.spi.RunControl;
import org.gpugdb.backend.spi.StopCause;
import org.gpugdb.backend.spi.TargetEvent;
import org.gpugdb.backend.spi.ThreadId;
import org.gpugdb.backend.spi.ThreadStop;

/**
 * A device with eight hardware threads and one GPU client. Steps execute at once; threads that run
 * freely do nothing until the test moves them. {@link #log()} tells what was done to it.
 */
public final class FakeGpu implements Device, DebugTarget, RunControl {
  public static final int SLOTS = 8;
  private static final int EXECUTABLE_ID = 1;
  private static final long IDLE_PC = 0x1ff0;
  private static final GpuClient CLIENT = new GpuClient(4711, "host");

  private final DeviceLoop loop;
  private final boolean launchable;
  private final Map<AddressSpaceId, FakeSpace> spaces = new TreeMap<>();
  private final List<String> log = new ArrayList<>();
  private Consumer<TargetEvent> listener = event -> {};
  private boolean attached;
  private boolean closed;
  private int nextModule = EXECUTABLE_ID;

  /**
   * @param launchable whether it has a launcher, whose program has two threads at 0x1000
   */
  public FakeGpu(DeviceLoop loop, boolean launchable) {
    this.loop = loop;
    this.launchable = launchable;
  }

  /** What was done to the device, and clears it. */
  public List<String> log() {
    List<String> taken = List.copyOf(log);
    log.clear();
    return taken;
  }

  public boolean isClosed() {
    return closed;
  }

  /** A space with its program loaded appears; threads run at 0x1000. */
  public void createSpace(int number, int threads) {
    AddressSpaceId id = new AddressSpaceId(number);
    FakeSpace space = new FakeSpace(id, log);
    for (int slot = 0; slot < threads; slot++) {
      FakeRegisters registers = new FakeRegisters();
      registers.set(FakeRegisters.PC, 0x1000 + 4L * slot);
      registers.set(FakeRegisters.SP, 0x10800);
      registers.set(FakeRegisters.GLOBAL_ID, slot);
      space.resident.put(slot, registers);
    }
    space.modules.add(module(id, "prog.elf", 0x1000, true));
    spaces.put(id, space);
    post(new TargetEvent.SpaceCreated(id));
  }

  private LoadedModule module(AddressSpaceId space, String name, long address, boolean program) {
    ByteBuffer elf = ByteBuffer.wrap(("ELF " + name).getBytes(StandardCharsets.US_ASCII));
    return new LoadedModule(nextModule++, space, name, address, 0x100, program, elf);
  }

  /** Running threads stop, in one batch. */
  public void stop(int space, StopCause cause, long pc, int... slots) {
    FakeSpace where = space(space);
    List<ThreadStop> batch = new ArrayList<>();
    for (int slot : slots) {
      registers(where, slot).set(FakeRegisters.PC, pc);
      ThreadStop stop = new ThreadStop(where.thread(slot), pc, cause);
      where.stopped.put(stop.thread(), stop);
      batch.add(stop);
    }
    post(new TargetEvent.Stops(where.id, batch, false));
  }

  /** As {@link #stop}, if there is such a thread and it runs. */
  public void stopIfRunning(int space, StopCause cause, long pc, int slot) {
    FakeSpace where = spaces.get(new AddressSpaceId(space));
    if (where != null
        && where.resident.containsKey(slot)
        && !where.stopped.containsKey(where.thread(slot))) {
      stop(space, cause, pc, slot);
    }
  }

  public boolean hasSpace(int number) {
    return spaces.containsKey(new AddressSpaceId(number));
  }

  /** Threads end. */
  public void finish(int space, int... slots) {
    for (int slot : slots) {
      space(space).resident.remove(slot);
      space(space).stopped.remove(space(space).thread(slot));
    }
  }

  /** A kernel module is loaded; its host waits. */
  public void loadModule(int space, String name, long address) {
    LoadedModule module = module(new AddressSpaceId(space), name, address, false);
    space(space).modules.add(module);
    post(new TargetEvent.ModuleLoaded(module));
  }

  /** The last loaded module is unloaded. */
  public void unloadModule(int space) {
    List<LoadedModule> modules = space(space).modules;
    post(new TargetEvent.ModuleGone(modules.remove(modules.size() - 1)));
  }

  public void print(int space, String text) {
    post(new TargetEvent.ConsoleText(new AddressSpaceId(space), text));
  }

  /** The space ends. */
  public void exit(int space, int status) {
    AddressSpaceId id = new AddressSpaceId(space);
    spaces.remove(id);
    post(new TargetEvent.SpaceGone(id, status));
  }

  public void lose() {
    post(new TargetEvent.DeviceLost("pulled out"));
  }

  private void post(TargetEvent event) {
    if (attached) {
      loop.execute(() -> listener.accept(event));
    }
  }

  private FakeSpace space(int number) {
    FakeSpace space = spaces.get(new AddressSpaceId(number));
    if (space == null) {
      throw new IllegalArgumentException("no space " + number);
    }
    return space;
  }

  private static FakeRegisters registers(FakeSpace space, int slot) {
    FakeRegisters registers = space.resident.get(slot);
    if (registers == null) {
      throw new IllegalArgumentException("thread " + slot + " is not resident");
    }
    return registers;
  }

  private FakeSpace find(AddressSpaceId id) throws BackendException {
    FakeSpace space = spaces.get(id);
    if (space == null) {
      throw new BackendException.NoSuchSpace(id);
    }
    return space;
  }

  // Device

  @Override
  public DeviceInfo info() {
    return new DeviceInfo("fake", "for tests", "riscv:rv64", SLOTS, FakeRegisters.INFO);
  }

  @Override
  public Capabilities capabilities() {
    return new Capabilities(FakeSpace.WATCHPOINTS, true, launchable);
  }

  @Override
  public List<GpuClient> clients() {
    return spaces.isEmpty() ? List.of() : List.of(CLIENT);
  }

  @Override
  public DebugTarget attach(GpuClient client, Consumer<TargetEvent> onLoop) {
    log.add("attach");
    attached = true;
    listener = onLoop;
    spaces.keySet().forEach(space -> post(new TargetEvent.SpaceCreated(space)));
    return this;
  }

  @Override
  public Optional<Launcher> launcher() {
    return launchable ? Optional.of(new ProgramLauncher()) : Optional.empty();
  }

  private final class ProgramLauncher implements Launcher {
    @Override
    public boolean isRunning() {
      return !spaces.isEmpty();
    }

    @Override
    public boolean haltsAtEntry() {
      return false;
    }

    @Override
    public void start() {
      log.add("start");
      kill();
      createSpace(1, 2);
    }

    @Override
    public void kill() {
      log.add("kill");
      for (AddressSpaceId id : List.copyOf(spaces.keySet())) {
        exit(id.number(), 0);
      }
    }
  }

  @Override
  public void close() {
    closed = true;
  }

  // DebugTarget

  @Override
  public Collection<AddressSpaceId> spaces() {
    return List.copyOf(spaces.keySet());
  }

  @Override
  public RunControl run() {
    return this;
  }

  @Override
  public Breakpoints breakpoints(AddressSpaceId space) throws BackendException {
    return find(space);
  }

  @Override
  public RegisterAccess registers(ThreadId thread) throws BackendException {
    FakeSpace space = find(thread.space());
    FakeRegisters registers = space.resident.get(thread.slot());
    if (registers == null) {
      throw new BackendException.NoSuchThread(thread);
    }
    if (!space.stopped.containsKey(thread)) {
      throw new BackendException.ThreadNotStopped(thread, "registers");
    }
    return registers;
  }

  @Override
  public Memory memory(Context context) throws BackendException {
    return find(context.space()).memory;
  }

  @Override
  public Occupancy occupancy(AddressSpaceId id) throws BackendException {
    FakeSpace space = find(id);
    List<Occupancy.Resident> all = new ArrayList<>();
    for (int slot : space.resident.keySet()) {
      ThreadId thread = space.thread(slot);
      List<Integer> local = List.of(slot, 0, 0);
      all.add(
          new Occupancy.Resident(
              thread, threadName(thread), core(thread), List.of(4, 0, 0), local, "", 0));
    }
    return new FakeOccupancy(all);
  }

  private record FakeOccupancy(List<Resident> resident) implements Occupancy {
    @Override
    public boolean isKnown() {
      return true;
    }

    @Override
    public Optional<Resident> resident(ThreadId thread) {
      return resident.stream().filter(one -> one.thread().equals(thread)).findFirst();
    }
  }

  @Override
  public String threadName(ThreadId thread) {
    return "eu0.0.0." + thread.slot();
  }

  @Override
  public int core(ThreadId thread) {
    return thread.slot() / 4;
  }

  @Override
  public List<LoadedModule> modules(AddressSpaceId space) throws BackendException {
    return List.copyOf(find(space).modules);
  }

  @Override
  public List<ExecQueue> queues(AddressSpaceId space) throws BackendException {
    find(space);
    return List.of(new ExecQueue(3, List.of(4L, 5L), true), new ExecQueue(6, List.of(7L), false));
  }

  @Override
  public void releaseModule(LoadedModule module) {
    log.add("release " + module.name());
  }

  @Override
  public OptionalLong idlePc(AddressSpaceId space) {
    return OptionalLong.of(IDLE_PC);
  }

  @Override
  public void detach(Runnable done) {
    log.add("detach");
    attached = false;
    loop.execute(done);
  }

  // RunControl

  @Override
  public void resume(Map<ThreadId, Resume> how) throws BackendException {
    StringBuilder entry = new StringBuilder("resume");
    List<ThreadStop> stepped = new ArrayList<>();
    for (Map.Entry<ThreadId, Resume> one : new TreeMap<>(how).entrySet()) {
      ThreadId thread = one.getKey();
      FakeSpace space = find(thread.space());
      if (space.stopped.remove(thread) == null) {
        throw new BackendException.ThreadNotStopped(thread, "resuming");
      }
      FakeRegisters registers = registers(space, thread.slot());
      long pc = registers.get(FakeRegisters.PC);
      entry.append(' ').append(thread).append(':').append(letter(one.getValue()));
      if (!(one.getValue() instanceof Resume.Continue)) {
        long next = one.getValue() instanceof Resume.RangeStep range ? range.end() : pc + 4;
        registers.set(FakeRegisters.PC, next);
        stepped.add(new ThreadStop(thread, next, new StopCause.StepDone()));
      }
    }
    log.add(entry.toString());
    if (!stepped.isEmpty()) {
      FakeSpace space = find(stepped.get(0).thread().space());
      stepped.forEach(stop -> space.stopped.put(stop.thread(), stop));
      post(new TargetEvent.Stops(space.id, stepped, false));
    }
  }

  private static String letter(Resume how) {
    if (how instanceof Resume.Continue) {
      return "c";
    }
    return how instanceof Resume.Step ? "s" : "r";
  }

  @Override
  public void requestStop(AddressSpaceId id, Set<ThreadId> wanted) throws BackendException {
    StringBuilder entry = new StringBuilder("halt " + id);
    new TreeSet<>(wanted).forEach(thread -> entry.append(' ').append(thread));
    log.add(entry.toString());
    FakeSpace space = find(id);
    List<ThreadStop> batch = new ArrayList<>();
    space.resident.forEach(
        (slot, registers) -> {
          ThreadId thread = space.thread(slot);
          boolean asked = wanted.isEmpty() || wanted.contains(thread);
          if (asked && !space.stopped.containsKey(thread)) {
            long pc = registers.get(FakeRegisters.PC);
            batch.add(new ThreadStop(thread, pc, new StopCause.Interrupted()));
          }
        });
    batch.forEach(stop -> space.stopped.put(stop.thread(), stop));
    post(new TargetEvent.Stops(id, batch, true));
  }

  @Override
  public Map<ThreadId, ThreadStop> stopped(AddressSpaceId space) {
    FakeSpace found = spaces.get(space);
    return found == null ? Map.of() : Map.copyOf(found.stopped);
  }

  @Override
  public OptionalLong lastKnownPc(ThreadId thread) {
    return OptionalLong.empty();
  }
}
