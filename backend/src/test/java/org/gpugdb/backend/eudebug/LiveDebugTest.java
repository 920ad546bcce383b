package org.gpugdb.backend.eudebug;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import org.gpugdb.backend.driver.Host;
import org.gpugdb.backend.emulated.gpu.Topology;
import org.gpugdb.backend.spi.AddressSpaceId;
import org.gpugdb.backend.spi.LoadedModule;
import org.gpugdb.backend.spi.Resume;
import org.gpugdb.backend.spi.StopCause;
import org.gpugdb.backend.spi.TargetEvent;
import org.gpugdb.backend.spi.TargetEvent.Stops;
import org.gpugdb.backend.spi.ThreadId;
import org.gpugdb.backend.spi.ThreadStop;
import org.gpugdb.backend.uapi.Dialect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The debugger's side against the emulated machine: everything crosses the kernel interface. */
@Timeout(120)
class LiveDebugTest {
  private static LiveRig.HostFactory kernel(String name, int items) {
    return process -> Host.ofKernel(process, LiveRig.NODE, Dialect.PRELIM, name, "O0", items, 1);
  }

  @Test
  void everyWorkItemHitsABreakpointPlantedBeforeTheCodeCanRun() throws Exception {
    try (LiveRig rig = LiveRig.attached(Topology.TINY, kernel("vadd", 32))) {
      rig.host.start();
      AddressSpaceId space = rig.await(TargetEvent.SpaceCreated.class).space();
      LoadedModule module = rig.awaitModule("vadd.elf");
      long vadd = rig.symbol(module, "vadd");
      rig.plant(space, vadd);
      rig.release(module);
      Set<Long> items = new TreeSet<>();
      while (items.size() < 32) {
        Stops stops = rig.await(Stops.class);
        for (ThreadStop stop : stops.batch()) {
          assertThat(stop.cause()).isEqualTo(new StopCause.Breakpoint());
          assertThat(stop.pc()).isEqualTo(vadd);
          items.add(rig.register(stop.thread(), "global_id_x"));
        }
        rig.resumeAll(stops);
      }
      assertThat(rig.awaitHostResults()).contains("32 results checked, 0 wrong");
      assertThat(rig.await(TargetEvent.SpaceGone.class).exitStatus()).isZero();
    }
  }

  @Test
  void stepsExecuteOneInstructionEach() throws Exception {
    try (LiveRig rig = LiveRig.attached(Topology.TINY, kernel("vadd", 8))) {
      rig.host.start();
      AddressSpaceId space = rig.await(TargetEvent.SpaceCreated.class).space();
      LoadedModule module = rig.awaitModule("vadd.elf");
      long vadd = rig.symbol(module, "vadd");
      rig.plant(space, vadd);
      rig.release(module);
      ThreadId thread = rig.await(Stops.class).batch().get(0).thread();
      long retired = rig.register(thread, "retired");
      for (int i = 1; i <= 10; i++) {
        ThreadStop stop = rig.step(thread);
        assertThat(stop.cause()).isEqualTo(new StopCause.StepDone());
        assertThat(rig.register(thread, "retired")).isEqualTo(retired + i);
        if (i < 5) {
          assertThat(stop.pc()).isEqualTo(vadd + 4L * i);
        }
      }
    }
  }

  @Test
  void stopRequestFindsAThreadThatNeverEnds() throws Exception {
    try (LiveRig rig = LiveRig.attached(Topology.TINY, kernel("collatz", 8))) {
      rig.host.start();
      AddressSpaceId space = rig.await(TargetEvent.SpaceCreated.class).space();
      LoadedModule module = rig.awaitModule("collatz.elf");
      long collatz = rig.symbol(module, "collatz");
      rig.plant(space, collatz);
      rig.release(module);
      Stops first = rig.await(Stops.class);
      ThreadId thread = first.batch().get(0).thread();
      rig.unplant(space, collatz);
      rig.resume(thread, new Resume.Step());
      rig.awaitStop(thread);
      assertThat(rig.loop.call(() -> rig.target().run().stopped(space))).containsKey(thread);
    }
  }
}
