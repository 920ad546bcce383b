package org.gpugdb.backend.emulated.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gpugdb.backend.uapi.EventHeaderLayout.FLAG_CREATE;
import static org.gpugdb.backend.uapi.EventHeaderLayout.FLAG_DESTROY;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.gpugdb.backend.emulated.gpu.GpuConfig;
import org.gpugdb.backend.emulated.gpu.Topology;
import org.gpugdb.backend.uapi.Event;
import org.junit.jupiter.api.AfterEach;

/**
 * Several GPUs at once. An emulated machine has one, so here each has a machine of its own: what
 * they must not do is to share anything.
 */
class MultiGpuTest {
  private static final int PID = 100;

  private final List<EmulatedKernel> machines =
      Stream.of(Topology.TINY, Topology.DEMO, Topology.BIG)
          .map(t -> EmulatedKernel.open(KernelConfig.of(GpuConfig.deterministic(t, 1))))
          .toList();

  @AfterEach
  void stop() {
    machines.forEach(EmulatedKernel::close);
  }

  @KernelContract("multigpu-basic-client")
  void multigpuBasicClient() {
    check(1);
  }

  @KernelContract("multigpu-basic-client-many")
  void multigpuBasicClientMany() {
    check(30);
  }

  private void check(int clients) {
    List<LocalProcess> apps = machines.stream().map(m -> m.process(PID, 1000, "app")).toList();
    List<Debugger> debuggers =
        machines.stream().map(m -> Debugger.attach(m.process(7, 1000, "debugger"), PID)).toList();
    debuggers.forEach(debugger -> assertThat(debugger.drain()).isEmpty());
    for (int i = 0; i < clients; i++) {
      apps.stream().map(Client::open).toList().forEach(Client::close);
    }

    List<Event> expected = new ArrayList<>();
    for (int i = 1; i <= clients; i++) {
      expected.add(new Event.Client(FLAG_CREATE, 2L * i - 1, i));
      expected.add(new Event.Client(FLAG_DESTROY, 2L * i, i));
    }
    for (Debugger debugger : debuggers) {
      assertThat(debugger.drain()).isEqualTo(expected);
    }
  }
}
