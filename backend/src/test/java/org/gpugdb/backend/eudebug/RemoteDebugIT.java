package org.gpugdb.backend.eudebug;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.gpugdb.backend.driver.ChildProcess;
import org.gpugdb.backend.elf.ElfImage;
import org.gpugdb.backend.emulated.gpu.GpuConfig;
import org.gpugdb.backend.emulated.gpu.Topology;
import org.gpugdb.backend.emulated.kernel.EmulatedKernel;
import org.gpugdb.backend.emulated.kernel.KernelConfig;
import org.gpugdb.backend.emulated.remote.KernelServer;
import org.gpugdb.backend.emulated.remote.SharedVideoMemory;
import org.gpugdb.backend.eu.RiscvEu;
import org.gpugdb.backend.spi.AddressSpaceId;
import org.gpugdb.backend.spi.Context;
import org.gpugdb.backend.spi.DebugTarget;
import org.gpugdb.backend.spi.Device.GpuClient;
import org.gpugdb.backend.spi.LoadedModule;
import org.gpugdb.backend.spi.RegisterInfo;
import org.gpugdb.backend.spi.Resume;
import org.gpugdb.backend.spi.TargetEvent;
import org.gpugdb.backend.spi.TargetEvent.SpaceCreated;
import org.gpugdb.backend.spi.TargetEvent.SpaceGone;
import org.gpugdb.backend.spi.TargetEvent.Stops;
import org.gpugdb.backend.spi.ThreadId;
import org.gpugdb.backend.spi.ThreadStop;
import org.gpugdb.backend.uapi.Dialect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The debugger's side on a GPU client that is a process of its own and goes on running. */
@Timeout(120)
class RemoteDebugIT {
  private static final long PATIENCE_SECONDS = 30;

  @TempDir private Path directory;
  private final ThreadLoop loop = new ThreadLoop();
  private final BlockingQueue<TargetEvent> events = new LinkedBlockingQueue<>();
  private final RiscvEu architecture = new RiscvEu();
  private SharedVideoMemory memory;
  private EmulatedKernel machine;
  private KernelServer server;
  private EudebugDevice device;

  @BeforeEach
  void open() throws Exception {
    memory = SharedVideoMemory.create();
    machine =
        EmulatedKernel.open(
            KernelConfig.of(GpuConfig.parallel(Topology.preset("tiny"))).withVideoMemory(memory));
    server = KernelServer.open(machine, memory, directory.resolve("gpu"));
    device =
        EudebugDevice.open(
            machine.process(1 << 22, 0, "debugger"),
            new EudebugDevice.Options(
                "emulated:test", "test", LiveRig.NODE, Dialect.PRELIM, Optional.empty(), 0),
            loop,
            version -> Optional.of(architecture));
  }

  @AfterEach
  void close() throws Exception {
    onLoop(device::close);
    loop.close();
    server.close();
    machine.close();
    memory.close();
  }

  private interface Action {
    void run() throws Exception;
  }

  private void onLoop(Action action) throws Exception {
    loop.call(
        () -> {
          action.run();
          return true;
        });
  }

  private ChildProcess startHost() throws Exception {
    ChildProcess host =
        ChildProcess.sample("--socket", server.path().toString(), "--work-items", "64");
    assertThat(host.line()).startsWith("heartbeat");
    return host;
  }

  private DebugTarget attach(ChildProcess host) throws Exception {
    GpuClient client = new GpuClient(host.pid(), "gpu-vadd");
    assertThat(loop.call(device::clients)).contains(client);
    return loop.call(() -> device.attach(client, events::add));
  }

  private <E extends TargetEvent> E await(Class<E> kind) throws Exception {
    TargetEvent event = null;
    while (!kind.isInstance(event)) {
      event = events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(event).as(kind.getSimpleName()).isNotNull();
    }
    return kind.cast(event);
  }

  private long register(DebugTarget target, ThreadId thread, String name) throws Exception {
    int number =
        architecture.registers().stream()
            .filter(r -> r.name().equals(name))
            .mapToInt(RegisterInfo::number)
            .findFirst()
            .orElseThrow();
    return loop.call(() -> target.registers(thread).read(number));
  }

  @Test
  void aKernelOfARunningProcessIsDebuggedInItsOwnMemory() throws Exception {
    try (ChildProcess host = startHost()) {
      DebugTarget target = attach(host);
      AddressSpaceId space = await(SpaceCreated.class).space();
      LoadedModule module =
          loop.call(() -> target.modules(space)).stream()
              .filter(m -> m.name().equals("vadd.elf"))
              .findFirst()
              .orElseThrow();
      long vadd = ElfImage.read(module.elf()).symbol("vadd").orElseThrow();

      onLoop(() -> target.breakpoints(space).insert(vadd));
      ThreadStop stop = await(Stops.class).batch().get(0);
      assertThat(stop.pc()).isEqualTo(vadd);
      long a = register(target, stop.thread(), "a0");
      ByteBuffer elements = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
      onLoop(() -> target.memory(Context.of(space)).read(a, elements));
      assertThat(elements.getFloat(4)).isEqualTo(1f);
      onLoop(() -> target.run().resume(Map.of(stop.thread(), new Resume.Step())));
      assertThat(await(Stops.class).batch()).isNotEmpty();
      assertThat(host.status("TracerPid")).isEqualTo("0");

      onLoop(target::close);
      long checked = results(host.line());
      long later = checked;
      while (later == checked) {
        later = results(host.line());
      }
      host.terminate();
      String last = host.line();
      while (last.startsWith("heartbeat")) {
        last = host.line();
      }
      assertThat(last).endsWith(" wrong 0");
    }
  }

  private static long results(String line) {
    return Long.parseLong(line.split(" ", -1)[7]);
  }

  @Test
  void aProcessThatIsKilledWhileItsThreadsAreStoppedIsGone() throws Exception {
    try (ChildProcess host = startHost()) {
      DebugTarget target = attach(host);
      AddressSpaceId space = await(SpaceCreated.class).space();
      onLoop(() -> target.run().requestStop(space, Set.of()));
      await(Stops.class);

      host.kill();

      assertThat(await(SpaceGone.class).space()).isEqualTo(space);
      onLoop(target::close);
    }
    try (ChildProcess next = startHost()) {
      onLoop(attach(next)::close);
    }
  }
}
