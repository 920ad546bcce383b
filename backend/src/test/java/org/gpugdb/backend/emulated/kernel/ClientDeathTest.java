package org.gpugdb.backend.emulated.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gpugdb.backend.emulated.kernel.Online.CODE;
import static org.gpugdb.backend.emulated.kernel.Online.END_OF_THREAD;
import static org.gpugdb.backend.emulated.kernel.Online.LOOP;
import static org.gpugdb.backend.emulated.kernel.Online.NOP;
import static org.gpugdb.backend.emulated.kernel.Online.SAVE_AREA;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.gpugdb.backend.emulated.gpu.GpuConfig;
import org.gpugdb.backend.emulated.gpu.Topology;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.kernel.UserBlock;
import org.gpugdb.backend.uapi.Event;
import org.gpugdb.backend.uapi.EventHeaderLayout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A process that uses the GPU is killed, whatever it is doing. */
@Timeout(120)
class ClientDeathTest {
  private static final int PID = 100;
  private static final Topology TOPOLOGY = Topology.DEMO;

  private final EmulatedKernel kernel =
      EmulatedKernel.open(KernelConfig.of(GpuConfig.parallel(TOPOLOGY)));
  private final LocalProcess app = kernel.process(PID, 1000, "app");
  private final LocalProcess process = kernel.process(7, 0, "debugger");

  @AfterEach
  void stop() {
    kernel.close();
  }

  /** How far the process has come. */
  enum Phase {
    NOTHING,
    OPENED,
    VM_CREATED,
    FENCE_HELD,
    QUEUE_CREATED,
    RUNNING,
    STOPPED
  }

  /** A client with code that runs for ever, or hits a breakpoint at once. */
  private final class Victim {
    final Debugger debugger = Debugger.attach(process, PID);

    Victim(Phase phase) {
      debugger.drain();
      if (phase.compareTo(Phase.OPENED) >= 0) {
        live(Client.open(app), phase);
      }
    }

    private void live(Client client, Phase phase) {
      if (phase == Phase.OPENED) {
        return;
      }
      int vm = client.createVm();
      if (phase == Phase.VM_CREATED) {
        return;
      }
      bind(client, vm, CODE, phase == Phase.STOPPED ? NOP & ~1 : LOOP);
      Event.VmBindUfence fence = debugger.skipTo(Event.VmBindUfence.class);
      if (phase == Phase.FENCE_HELD) {
        return;
      }
      assertThat(debugger.acknowledge(fence.seqno())).isZero();
      int queue = client.createDebuggableQueue(vm);
      if (phase == Phase.QUEUE_CREATED) {
        return;
      }
      int area = client.createObject(TOPOLOGY.slots() * 2048L);
      client.bind(vm, List.of(Client.map(area, 0, TOPOLOGY.slots() * 2048L, SAVE_AREA, 0)));
      assertThat(client.dispatch(queue, 8, CODE, SAVE_AREA, client.block(8))).isZero();
      if (phase == Phase.STOPPED) {
        while (debugger.skipTo(Event.EuAttention.class).bitmask().cardinality() < 8) {
          Thread.onSpinWait();
        }
      }
    }
  }

  private static void bind(Client client, int vm, long address, int instruction) {
    int object = client.createObject(0x1000);
    client.map(object, 0x1000).bytes().putInt(0, instruction).putInt(4, END_OF_THREAD);
    assertThat(client.bind(vm, List.of(Client.map(object, 0, 0x1000, address, 0)), client.block(8)))
        .isZero();
  }

  @ParameterizedTest
  @EnumSource
  void aKilledClientLeavesNothingAndItsDebuggerHearsOfIt(Phase phase) {
    Victim victim = new Victim(phase);
    Debugger debugger = victim.debugger;
    int memory = phase.compareTo(Phase.FENCE_HELD) >= 0 ? debugger.openVm(1, 1) : -1;

    app.close();

    List<Event> events = debugger.drain();
    if (phase == Phase.NOTHING) {
      assertThat(events).isEmpty();
    } else {
      assertThat(events.get(events.size() - 1))
          .isInstanceOfSatisfying(
              Event.Client.class,
              last -> {
                assertThat(last.flags()).isEqualTo(EventHeaderLayout.FLAG_DESTROY);
                assertThat(last.clientHandle()).isEqualTo(1);
              });
    }
    // The session stays, idle.
    assertThat(debugger.poll(0)).isZero();
    debugger.setNonBlocking();
    assertThat(debugger.read(process.allocate(64), Debugger.request(64))).isEqualTo(-Errno.EAGAIN);
    assertThat(debugger.openVm(1, 1)).isEqualTo(-Errno.EINVAL);
    if (memory >= 0) {
      assertThat(process.pread(memory, process.allocate(4), CODE)).isEqualTo(-Errno.EINVAL);
    }
    assertThat(Debugger.connect(process, PID)).isEqualTo(-Errno.ENOENT);
    assertTheDeviceIsFree();
  }

  private void assertTheDeviceIsFree() {
    LocalProcess next = kernel.process(300, 1000, "next");
    Client client = Client.open(next);
    int vm = client.createVm();
    bind(client, vm, CODE, NOP);
    int queue = client.createDebuggableQueue(vm);
    UserBlock done = client.block(8);
    assertThat(client.dispatch(queue, TOPOLOGY.slots(), CODE, 0, done)).isZero();
    assertThat(client.await(done, -1, queue)).isZero();
    next.close();
  }

  /** The list of what the client has is longer than the queue, so discovery cannot have ended. */
  @Test
  void aClientKilledDuringDiscoveryIsToldToBeGone() {
    Client client = Client.open(app);
    for (int i = 0; i < 100; i++) {
      client.createVm();
    }
    Debugger debugger = Debugger.attach(process, PID);
    List<Event> events = new ArrayList<>(List.of(debugger.next()));
    assertThat(debugger.acknowledge(1)).isEqualTo(-Errno.EBUSY);
    Thread killer = new Thread(app::close, "killer");

    killer.start();
    while (events.stream().noneMatch(Event::destroyed)) {
      events.add(debugger.next());
    }
    events.addAll(debugger.drain());

    events.sort(Comparator.comparingLong(Event::seqno));
    assertThat(events.get(events.size() - 1)).isInstanceOf(Event.Client.class);
    assertThat(events).filteredOn(Event::destroyed).hasSize(1);
    assertThat(debugger.poll(0)).isZero();
    assertTheDeviceIsFree();
  }
}
