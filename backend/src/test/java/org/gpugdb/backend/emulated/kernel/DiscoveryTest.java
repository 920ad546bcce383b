package org.gpugdb.backend.emulated.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gpugdb.backend.uapi.EventHeaderLayout.FLAG_CREATE;
import static org.gpugdb.backend.uapi.EventHeaderLayout.FLAG_DESTROY;
import static org.gpugdb.backend.uapi.EventHeaderLayout.FLAG_STATE_CHANGE;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.gpugdb.backend.emulated.gpu.GpuConfig;
import org.gpugdb.backend.emulated.gpu.Topology;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.kernel.UserBlock;
import org.gpugdb.backend.uapi.EngineClassInstanceLayout;
import org.gpugdb.backend.uapi.Event;
import org.gpugdb.backend.uapi.MetadataType;
import org.junit.jupiter.api.AfterEach;

/** The discovery tests: attaching late, and while things change. */
class DiscoveryTest {
  private static final int PID = 100;
  private static final long VA = 0x1a_0000L;
  private static final long PAGE = 0x1000;

  private final EmulatedKernel kernel =
      EmulatedKernel.open(KernelConfig.of(GpuConfig.deterministic(Topology.TINY, 1)));
  private final LocalProcess app = kernel.process(PID, 1000, "app");
  private final LocalProcess process = kernel.process(7, 0, "debugger");

  @AfterEach
  void stop() {
    kernel.close();
  }

  @KernelContract("basic-vm-bind-metadata-discovery")
  void basicVmBindMetadataDiscovery() {
    Client client = Client.open(app);
    int elf = client.createMetadata(MetadataType.ELF_BINARY, "elf");
    int gone = client.createMetadata(MetadataType.ELF_BINARY, "gone");
    int vm = client.createVm();
    int destroyed = client.createVm();
    int object = client.createObject(8 * PAGE);
    UserBlock fence = client.block(8);
    client.bind(vm, List.of(Client.map(object, 0, 4 * PAGE, VA, client.attach(elf, gone))), fence);
    client.bind(vm, List.of(Client.unmap(VA + PAGE, PAGE)));
    client.bind(vm, List.of(Client.map(object, 4 * PAGE, PAGE, VA + 3 * PAGE, 0)));
    client.createDebuggableQueue(vm);
    client.createQueue(vm, EngineClassInstanceLayout.COMPUTE);
    client.destroyMetadata(gone);
    client.destroyVm(destroyed);

    assertThat(Debugger.attach(process, PID).drain())
        .containsExactly(
            new Event.Client(FLAG_CREATE, 1, 1),
            new Event.Metadata(FLAG_CREATE, 2, 1, 1, 0, 3),
            new Event.Vm(FLAG_CREATE, 3, 1, 1),
            new Event.VmBind(FLAG_STATE_CHANGE, 4, 1, 1, 0, 3),
            new Event.VmBindOp(FLAG_CREATE, 5, 4, 1, VA, PAGE),
            new Event.VmBindOpMetadata(FLAG_CREATE, 6, 5, 1, 70),
            new Event.VmBindOp(FLAG_CREATE, 7, 4, 1, VA + 2 * PAGE, PAGE),
            new Event.VmBindOpMetadata(FLAG_CREATE, 8, 7, 1, 70),
            new Event.VmBindOp(FLAG_CREATE, 9, 4, 0, VA + 3 * PAGE, PAGE),
            new Event.ExecQueue(
                FLAG_CREATE, 10, 1, 1, 1, EngineClassInstanceLayout.COMPUTE, List.of(1L)),
            new Event.ExecQueuePlacements(FLAG_CREATE, 11, 1, 1, 1, 1, List.of(Engines.COMPUTE)));
  }

  @KernelContract("basic-vm-bind-vm-destroy-discovery")
  void basicVmBindVmDestroyDiscovery() {
    Client client = Client.open(app);
    int vm = client.createVm();
    int object = client.createObject(PAGE);
    client.bind(vm, List.of(Client.map(object, 0, PAGE, VA, 0)));
    client.destroyVm(vm);
    Client.open(app).close();

    assertThat(Debugger.attach(process, PID).drain())
        .containsExactly(new Event.Client(FLAG_CREATE, 1, 1));
  }

  @KernelContract("basic-vm-bind-discovery")
  void basicVmBindDiscovery() {
    Client client = Client.open(app);
    int vm = client.createVm();
    int object = client.createObject(2 * PAGE);
    client.bind(vm, List.of(Client.map(object, 0, PAGE, VA, 0)));
    client.bind(vm, List.of(Client.map(object, PAGE, PAGE, VA + 8 * PAGE, 0)));

    Debugger debugger = Debugger.attach(process, PID);
    assertThat(debugger.drain())
        .containsExactly(
            new Event.Client(FLAG_CREATE, 1, 1),
            new Event.Vm(FLAG_CREATE, 2, 1, 1),
            new Event.VmBind(FLAG_STATE_CHANGE, 3, 1, 1, 0, 2),
            new Event.VmBindOp(FLAG_CREATE, 4, 3, 0, VA, PAGE),
            new Event.VmBindOp(FLAG_CREATE, 5, 3, 0, VA + 8 * PAGE, PAGE));
    client.bind(vm, List.of(Client.unmap(VA, PAGE)));
    assertThat(debugger.drain())
        .containsExactly(
            new Event.VmBind(FLAG_STATE_CHANGE, 6, 1, 1, 0, 1),
            new Event.VmBindOp(FLAG_DESTROY, 7, 6, 0, VA, PAGE));
  }

  @KernelContract("basic-vm-bind-extended-discovery")
  void basicVmBindExtendedDiscovery() {
    Client client = Client.open(app);
    int vm = client.createVm();
    int object = client.createObject(8 * PAGE);
    int other = client.createObject(PAGE);
    client.bind(vm, List.of(Client.map(object, 0, PAGE, VA, 0)));
    client.bind(
        vm,
        List.of(
            Client.map(object, 0, 4 * PAGE, VA + PAGE, 0),
            Client.map(other, 0, PAGE, VA + 6 * PAGE, 0)));
    client.bind(vm, List.of(Client.map(object, 4 * PAGE, PAGE, VA, 0)));
    client.bind(vm, List.of(Client.unmap(VA + 2 * PAGE, PAGE)));
    client.bind(vm, List.of(Client.unmap(VA, PAGE)));
    client.bind(vm, List.of(Client.unmapAll(other)));

    List<Event> events = Debugger.attach(process, PID).drain();

    assertThat(events).filteredOn(Event.VmBind.class::isInstance).hasSize(1);
    assertThat(events)
        .endsWith(
            new Event.VmBind(FLAG_STATE_CHANGE, 3, 1, 1, 0, 2),
            new Event.VmBindOp(FLAG_CREATE, 4, 3, 0, VA + PAGE, PAGE),
            new Event.VmBindOp(FLAG_CREATE, 5, 3, 0, VA + 3 * PAGE, 2 * PAGE));
  }

  @KernelContract("discovery-empty")
  void discoveryEmpty() {
    assertThat(Debugger.attach(process, PID).drain()).isEmpty();
  }

  @KernelContract("discovery-empty-clients")
  void discoveryEmptyClients() {
    for (int i = 0; i < 70; i++) {
      Client.open(app);
    }

    List<Event> events = Debugger.attach(process, PID).drain();

    assertThat(events).hasSize(70).allMatch(Event.Client.class::isInstance);
  }

  @KernelContract("discovery-busy")
  void onlyReadingIsServedWhileDiscoveryRuns() throws Exception {
    Client client = Client.open(app);
    for (int i = 0; i < 70; i++) {
      client.createVm();
    }
    Debugger debugger = Debugger.attach(process, PID);
    CompletableFuture<Integer> create = CompletableFuture.supplyAsync(client::createVm);
    Event first = debugger.next();

    // The replay is longer than the queue, so it cannot have ended.
    assertThat(debugger.acknowledge(1)).isEqualTo(-Errno.EBUSY);
    assertThat(debugger.openVm(1, 1)).isEqualTo(-Errno.EBUSY);
    assertThat(debugger.readMetadata(1, 1, 0, 0)).isEqualTo(-Errno.EBUSY);
    assertThat(debugger.control(1, queueOfNothing(), new byte[0]).result()).isEqualTo(-Errno.EBUSY);

    List<Event> rest = new ArrayList<>(debugger.drain());
    rest.add(0, first);
    assertThat(create.get()).isEqualTo(71);
    rest.addAll(debugger.drain());
    assertThat(rest).hasSize(72);
    for (int i = 0; i < rest.size(); i++) {
      assertThat(rest.get(i).seqno()).isEqualTo(i + 1);
    }
  }

  private static Event.ExecQueue queueOfNothing() {
    return new Event.ExecQueue(0, 0, 1, 1, 1, 4, List.of(1L));
  }

  @KernelContract("discovery-seqno")
  void seqnoBeginsAgainWithEachSession() {
    Client.open(app);
    for (int round = 0; round < 3; round++) {
      Debugger debugger = Debugger.attach(process, PID);
      assertThat(debugger.drain()).containsExactly(new Event.Client(FLAG_CREATE, 1, 1));
      debugger.close();
    }
  }

  @KernelContract("discovery-race")
  void discoveryRace() throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    List<CompletableFuture<Void>> clients = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      clients.add(
          CompletableFuture.runAsync(
              () -> {
                while (!stop.get()) {
                  comeAndGo();
                }
              }));
    }

    for (int round = 0; round < 30; round++) {
      Debugger debugger = Debugger.attach(process, PID);
      List<Event> events = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        events.add(debugger.next());
      }
      debugger.close();
      assertLivesAreConsistent(events);
    }
    stop.set(true);
    clients.forEach(CompletableFuture::join);
    assertThat(Debugger.attach(process, PID).drain()).isEmpty();
  }

  private void comeAndGo() {
    Client client = Client.open(app);
    int vm = client.createVm();
    int queue = client.createDebuggableQueue(vm);
    client.destroyQueue(queue);
    client.destroyVm(vm);
    client.close();
  }

  /** Objects begin once, end at most once, and only what is there is named. */
  private static void assertLivesAreConsistent(List<Event> events) {
    Set<Long> clients = new HashSet<>();
    Set<Long> vms = new HashSet<>();
    Set<Long> queues = new HashSet<>();
    long seqno = 0;
    for (Event event : events) {
      assertThat(event.seqno()).isNotEqualTo(seqno);
      seqno = event.seqno();
      if (event instanceof Event.Client client) {
        assertThat(change(clients, client.clientHandle(), event.created())).isTrue();
      } else if (event instanceof Event.Vm vm) {
        assertThat(clients).contains(vm.clientHandle());
        assertThat(change(vms, vm.vmHandle(), event.created())).isTrue();
      } else if (event instanceof Event.ExecQueue queue) {
        assertThat(vms).contains(queue.vmHandle());
        assertThat(change(queues, queue.execQueueHandle(), event.created())).isTrue();
      }
    }
  }

  private static boolean change(Set<Long> handles, long handle, boolean created) {
    return created ? handles.add(handle) : handles.remove(handle);
  }

  @KernelContract("discovery-race-vmbind")
  void discoveryRaceVmbind() throws Exception {
    Client client = Client.open(app);
    int vm = client.createVm();
    int object = client.createObject(PAGE);
    AtomicBoolean stop = new AtomicBoolean();
    CompletableFuture<Void> binder =
        CompletableFuture.runAsync(
            () -> {
              while (!stop.get()) {
                client.bind(vm, List.of(Client.map(object, 0, PAGE, VA, 0)));
                client.bind(vm, List.of(Client.unmap(VA, PAGE)));
              }
            });

    for (int round = 0; round < 30; round++) {
      Debugger debugger = Debugger.attach(process, PID);
      List<Event> events = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        events.add(debugger.next());
      }
      debugger.close();
      assertThat(events.get(0)).isEqualTo(new Event.Client(FLAG_CREATE, 1, 1));
      assertThat(events.get(1)).isEqualTo(new Event.Vm(FLAG_CREATE, 2, 1, 1));
      assertBindsAreConsistent(events.subList(2, events.size()));
    }
    stop.set(true);
    binder.get();
  }

  /** Every operation follows its head; maps and unmaps of the only range take turns. */
  private static void assertBindsAreConsistent(List<Event> events) {
    long head = 0;
    boolean mapped = false;
    for (Event event : events) {
      if (event instanceof Event.VmBind bind) {
        head = bind.seqno();
        assertThat(bind.numBinds()).isEqualTo(1);
      } else if (event instanceof Event.VmBindOp op) {
        assertThat(op.vmBindRefSeqno()).isEqualTo(head);
        assertThat(op.created()).isEqualTo(!mapped);
        mapped = op.created();
      }
    }
  }

  @KernelContract("discovery-race-sigint")
  void discoveryRaceSigint() throws Exception {
    for (int round = 0; round < 20; round++) {
      LocalProcess target = kernel.process(200 + round, 1000, "target");
      Client client = Client.open(target);
      for (int i = 0; i < 40; i++) {
        client.createVm();
      }
      Debugger debugger = Debugger.attach(process, target.pid());
      CompletableFuture<Void> kill = CompletableFuture.runAsync(target::close);
      List<Event> events = debugger.drain();
      kill.get();
      events.addAll(debugger.drain());
      debugger.close();
      if (!events.isEmpty()) {
        assertThat(events.get(0).created()).isTrue();
        assertThat(events.get(events.size() - 1)).isInstanceOf(Event.Client.class);
        assertThat(events.get(events.size() - 1).destroyed()).isTrue();
      }
    }
  }
}
