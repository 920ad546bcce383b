package org.gpugdb.backend.eudebug;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.gpugdb.backend.elf.ElfImage;
import org.gpugdb.backend.eu.RiscvEu;
import org.gpugdb.backend.kernel.KernelInterface;
import org.gpugdb.backend.spi.AddressSpaceId;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.spi.Context;
import org.gpugdb.backend.spi.DebugTarget;
import org.gpugdb.backend.spi.Device;
import org.gpugdb.backend.spi.Device.GpuClient;
import org.gpugdb.backend.spi.DeviceLoop;
import org.gpugdb.backend.spi.LoadedModule;
import org.gpugdb.backend.spi.Occupancy.Resident;
import org.gpugdb.backend.spi.RegisterInfo;
import org.gpugdb.backend.spi.Resume;
import org.gpugdb.backend.spi.StopCause;
import org.gpugdb.backend.spi.TargetEvent;
import org.gpugdb.backend.spi.TargetEvent.ModuleLoaded;
import org.gpugdb.backend.spi.TargetEvent.Stops;
import org.gpugdb.backend.spi.ThreadId;
import org.gpugdb.backend.spi.ThreadStop;
import org.gpugdb.backend.uapi.Dialect;
import org.jspecify.annotations.Nullable;

/** A debugger and what it hears of the client that it is attached to. */
class DebuggerRig implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;

  final ThreadLoop loop = new ThreadLoop();
  final Device device;

  private final GpuClient client;
  private final BlockingQueue<TargetEvent> events = new LinkedBlockingQueue<>();
  private final Deque<TargetEvent> skipped = new ArrayDeque<>();
  private final Map<String, LoadedModule> modules = new HashMap<>();
  private @Nullable DebugTarget attached;

  /** Opens the device on its loop. */
  interface Opener {
    Device open(DeviceLoop loop) throws BackendException;
  }

  /**
   * @param client what {@link #attach} attaches to; of a process that has several, the first one
   */
  DebuggerRig(Opener opener, GpuClient client) throws BackendException {
    this.client = client;
    this.device = opener.open(loop);
  }

  /**
   * A device with the emulated execution units.
   *
   * @param kernel of the debugger's process
   */
  static Opener riscv(KernelInterface kernel, Dialect dialect, String node) {
    return loop ->
        EudebugDevice.open(
            kernel,
            new EudebugDevice.Options("test", "test", node, dialect, Optional.empty(), 0),
            loop,
            version -> Optional.of(new RiscvEu()));
  }

  void attach() throws Exception {
    events.clear();
    skipped.clear();
    attached = loop.call(() -> device.attach(listed(), events::add));
  }

  private GpuClient listed() {
    return device.clients().stream()
        .filter(one -> one.pid() == client.pid())
        .findFirst()
        .orElse(client);
  }

  DebugTarget target() {
    return Objects.requireNonNull(attached);
  }

  /** The next event of a kind; what comes before is kept for later. */
  <E extends TargetEvent> E await(Class<E> kind, Predicate<E> which) throws Exception {
    for (TargetEvent event : List.copyOf(skipped)) {
      if (kind.isInstance(event) && which.test(kind.cast(event))) {
        skipped.remove(event);
        return kind.cast(event);
      }
    }
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (true) {
      TargetEvent event =
          events.poll(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
      assertThat(event).as("%s (meanwhile %s)", kind.getSimpleName(), skipped).isNotNull();
      if (kind.isInstance(event) && which.test(kind.cast(event))) {
        return kind.cast(event);
      }
      skipped.add(event);
    }
  }

  /** Whether one of a kind has come that nobody has awaited. */
  boolean heardOf(Class<? extends TargetEvent> kind) {
    events.drainTo(skipped);
    return skipped.stream().anyMatch(kind::isInstance);
  }

  <E extends TargetEvent> E await(Class<E> kind) throws Exception {
    return await(kind, event -> true);
  }

  /** Lets every module load until the one of a name has; that one is held. */
  LoadedModule awaitModule(String name) throws Exception {
    while (true) {
      LoadedModule module = await(ModuleLoaded.class).module();
      modules.put(module.name(), module);
      if (module.name().equals(name)) {
        return module;
      }
      release(module);
    }
  }

  void release(LoadedModule module) throws Exception {
    loop.call(
        () -> {
          target().releaseModule(module);
          return true;
        });
  }

  long symbol(LoadedModule module, String name) throws Exception {
    return ElfImage.read(module.elf()).symbol(name).orElseThrow();
  }

  void plant(AddressSpaceId space, long address) throws Exception {
    loop.call(
        () -> {
          target().breakpoints(space).insert(address);
          return true;
        });
  }

  void unplant(AddressSpaceId space, long address) throws Exception {
    loop.call(
        () -> {
          target().breakpoints(space).remove(address);
          return true;
        });
  }

  void resume(Map<ThreadId, Resume> how) throws Exception {
    loop.call(
        () -> {
          target().run().resume(how);
          return true;
        });
  }

  void resume(ThreadId thread, Resume how) throws Exception {
    resume(Map.of(thread, how));
  }

  /** Resumes everybody of a batch. */
  void resumeAll(Stops stops) throws Exception {
    Map<ThreadId, Resume> how = new HashMap<>();
    stops.batch().forEach(stop -> how.put(stop.thread(), new Resume.Continue()));
    resume(how);
  }

  /** Resumes everybody who is stopped. */
  void resumeAll(AddressSpaceId space) throws Exception {
    loop.call(
        () -> {
          Map<ThreadId, Resume> how = new HashMap<>();
          target().run().stopped(space).keySet().forEach(t -> how.put(t, new Resume.Continue()));
          target().run().resume(how);
          return true;
        });
  }

  ThreadStop awaitStop(ThreadId thread) throws Exception {
    Stops stops =
        await(Stops.class, s -> s.batch().stream().anyMatch(t -> t.thread().equals(thread)));
    return stops.batch().stream().filter(t -> t.thread().equals(thread)).findFirst().orElseThrow();
  }

  /** Steps a thread by one instruction. */
  ThreadStop step(ThreadId thread) throws Exception {
    resume(thread, new Resume.Step());
    return awaitStop(thread);
  }

  /** Asks threads to stop, all if none is given, and waits for the answer. */
  Stops requestStop(AddressSpaceId space, ThreadId... wanted) throws Exception {
    loop.call(
        () -> {
          target().run().requestStop(space, Set.of(wanted));
          return true;
        });
    return await(Stops.class, Stops::answersRequest);
  }

  /** The next stop that has a cause of a kind; whoever stops for another is resumed. */
  ThreadStop awaitCause(Class<? extends StopCause> kind) throws Exception {
    while (true) {
      Map<ThreadId, Resume> others = new HashMap<>();
      Optional<ThreadStop> found = Optional.empty();
      for (ThreadStop stop : await(Stops.class).batch()) {
        if (found.isEmpty() && kind.isInstance(stop.cause())) {
          found = Optional.of(stop);
        } else {
          others.put(stop.thread(), new Resume.Continue());
        }
      }
      if (!others.isEmpty()) {
        resume(others);
      }
      if (found.isPresent()) {
        return found.get();
      }
    }
  }

  List<Resident> residents(AddressSpaceId space) throws Exception {
    return loop.call(() -> target().occupancy(space).resident());
  }

  void close(DebugTarget open) throws Exception {
    loop.call(
        () -> {
          open.close();
          return true;
        });
  }

  /** Address of the first instruction from an address on that has the given bits set alike. */
  long find(LoadedModule module, long from, int instruction) throws Exception {
    ByteBuffer code = read(Context.of(module.space()), from, 0x40);
    for (int at = 0; at < code.limit(); at += 4) {
      if ((code.getInt(at) | 0xf8000) == instruction) {
        return from + at;
      }
    }
    throw new AssertionError("no such instruction");
  }

  int number(String register) {
    return device.info().registers().stream()
        .filter(r -> r.name().equals(register))
        .mapToInt(RegisterInfo::number)
        .findFirst()
        .orElseThrow();
  }

  long register(ThreadId thread, String name) throws Exception {
    return loop.call(() -> target().registers(thread).read(number(name)));
  }

  /** Changes a register of 64 bits. */
  void setRegister(ThreadId thread, String name, long value) throws Exception {
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    loop.call(
        () -> {
          target().registers(thread).write(number(name), bytes.putLong(0, value));
          return true;
        });
  }

  ByteBuffer read(Context context, long address, int length) throws Exception {
    return loop.call(
        () -> {
          ByteBuffer into = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
          target().memory(context).read(address, into);
          return into.flip();
        });
  }

  void write(Context context, long address, byte... bytes) throws Exception {
    loop.call(
        () -> {
          target().memory(context).write(address, ByteBuffer.wrap(bytes));
          return true;
        });
  }

  @Override
  public void close() {
    try {
      loop.call(
          () -> {
            device.close();
            return true;
          });
    } catch (Exception failure) {
      throw new AssertionError("closing the device", failure);
    } finally {
      loop.close();
    }
  }
}
