package org.gpugdb.backend.eudebug;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gpugdb.backend.eudebug.TrackerEvents.CLIENT;
import static org.gpugdb.backend.eudebug.TrackerEvents.VM;
import static org.gpugdb.backend.eudebug.TrackerEvents.attach;
import static org.gpugdb.backend.eudebug.TrackerEvents.bind;
import static org.gpugdb.backend.eudebug.TrackerEvents.fence;
import static org.gpugdb.backend.eudebug.TrackerEvents.op;
import static org.gpugdb.backend.eudebug.TrackerEvents.vm;
import static org.gpugdb.backend.uapi.EventHeaderLayout.FLAG_CREATE;
import static org.gpugdb.backend.uapi.EventHeaderLayout.FLAG_DESTROY;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.gpugdb.backend.eu.Topology;
import org.gpugdb.backend.uapi.Event;
import org.gpugdb.backend.uapi.EventCodec;
import org.gpugdb.backend.uapi.MetadataType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Handles that come again, ends that nobody told, events that come late. */
class ResourceReuseTest {
  private static final Topology TINY = new Topology(1, 1, 2, 4);

  private final ScriptedKernel kernel = new ScriptedKernel();
  private final RecordingListener listener = new RecordingListener();
  private final AtomicInteger modules = new AtomicInteger();
  private EventStream stream;
  private ResourceTracker tracker;

  @BeforeEach
  void connect() throws Exception {
    Session session = kernel.session();
    stream = new EventStream(kernel, session, new EventCodec(kernel.dialect));
    tracker =
        new ResourceTracker(
            session,
            TINY,
            fd -> new VmFile(kernel, fd, 48),
            path -> Optional.empty(),
            modules::incrementAndGet,
            listener);
  }

  private List<String> pump(Event... events) throws Exception {
    kernel.deliver(events);
    for (Optional<Event> e = stream.next(0); e.isPresent(); e = stream.next(0)) {
      tracker.accept(e.get());
      tracker.react();
    }
    return listener.take();
  }

  private static Event.ExecQueue queue(long seqno, int flags, long vm, Long... contexts) {
    return new Event.ExecQueue(flags, seqno, CLIENT, vm, 5, 4, List.of(contexts));
  }

  private Event.Metadata elf(long seqno, long handle, int length) {
    kernel.metadata.put(handle, new byte[length]);
    return new Event.Metadata(
        FLAG_CREATE, seqno, CLIENT, handle, MetadataType.ELF_BINARY.number(), length);
  }

  private static Event.Metadata gone(long seqno, long handle) {
    return new Event.Metadata(
        FLAG_DESTROY, seqno, CLIENT, handle, MetadataType.ELF_BINARY.number(), 0);
  }

  @Test
  void spaceWithAKnownHandleIsANewOne() throws Exception {
    assertThat(pump(vm(1, FLAG_CREATE), queue(2, FLAG_CREATE, VM, 6L), vm(3, FLAG_CREATE)))
        .containsExactly("vm+ 2", "queue+ 5 [6]", "vm- 2", "vm+ 2");
    assertThat(pump(queue(4, FLAG_CREATE, VM, 6L))).containsExactly("queue+ 5 [6]");
  }

  @Test
  void queueWithAKnownHandleIsANewOne() throws Exception {
    pump(vm(1, FLAG_CREATE), queue(2, FLAG_CREATE, VM, 6L));
    assertThat(pump(queue(3, FLAG_CREATE, VM, 7L))).containsExactly("queue- 5", "queue+ 5 [7]");
  }

  @Test
  void clientWithAKnownHandleIsANewOne() throws Exception {
    pump(new Event.Client(FLAG_CREATE, 1, CLIENT), vm(2, FLAG_CREATE));
    assertThat(pump(new Event.Client(FLAG_CREATE, 3, CLIENT))).containsExactly("vm- 2");
  }

  @Test
  void lateEndOfAnEarlierObjectIsNotThatOfTheNewOne() throws Exception {
    pump(vm(4, FLAG_CREATE), queue(6, FLAG_CREATE, VM, 6L));
    assertThat(
            pump(
                vm(3, FLAG_DESTROY),
                queue(5, FLAG_DESTROY, VM, 6L),
                new Event.Client(FLAG_DESTROY, 2, CLIENT)))
        .isEmpty();
  }

  @Test
  void lateBindOfAnEarlierSpaceIsNotAppliedToTheNewOne() throws Exception {
    pump(vm(1, FLAG_CREATE), vm(5, FLAG_DESTROY), vm(6, FLAG_CREATE));
    assertThat(pump(bind(2, 1, true), op(FLAG_CREATE, 3, 2, 0, 0x1000), fence(4, 2))).isEmpty();
    assertThat(kernel.acknowledged).containsExactly(4L);
  }

  @Test
  void bindOfASpaceThatWasDestroyedInItsMiddleIsAcknowledged() throws Exception {
    pump(vm(1, FLAG_CREATE), bind(2, 2, true), op(FLAG_CREATE, 3, 2, 0, 0x1000));
    assertThat(pump(vm(5, FLAG_DESTROY))).containsExactly("vm- 2");
    assertThat(kernel.acknowledged).isEmpty();
    pump(op(FLAG_CREATE, 4, 2, 0, 0x2000), fence(6, 2));
    assertThat(kernel.acknowledged).containsExactly(6L);
  }

  @Test
  void killedClientDoesNotHoldBackTheOthers() throws Exception {
    pump(
        vm(1, FLAG_CREATE),
        new Event.Vm(FLAG_CREATE, 2, 9, 3),
        bind(3, 2, false),
        op(FLAG_CREATE, 4, 3, 0, 0x1000),
        new Event.VmBind(4, 6, 9, 3, Event.VmBind.UFENCE, 1),
        op(FLAG_CREATE, 7, 6, 0, 0x5000),
        fence(8, 6));
    assertThat(kernel.acknowledged).isEmpty();
    assertThat(pump(new Event.Client(FLAG_DESTROY, 9, CLIENT)))
        .containsExactlyInAnyOrder("vm- 2", "map 0x5000 DATA");
    assertThat(kernel.acknowledged).containsExactly(8L);
  }

  @Test
  void metadataWithAKnownHandleIsAnotherModule() throws Exception {
    pump(
        vm(1, FLAG_CREATE),
        elf(2, 10, 5),
        bind(3, 1, false),
        op(FLAG_CREATE, 4, 3, 1, 0x1000),
        attach(5, 4, 10));
    assertThat(
            pump(
                gone(6, 10),
                elf(7, 10, 8),
                bind(8, 1, false),
                op(FLAG_CREATE, 9, 8, 1, 0x9000),
                attach(10, 9, 10)))
        .containsExactly("map 0x9000 CODE", "module+ 2 0x9000 8 bytes fence none");
  }

  @Test
  void bindThatWaitedForAnotherFindsTheMetadataOfItsTime() throws Exception {
    pump(vm(1, FLAG_CREATE), elf(2, 10, 5));
    pump(
        bind(3, 1, false),
        bind(5, 1, true),
        op(FLAG_CREATE, 6, 5, 1, 0x1000),
        attach(7, 6, 10),
        fence(8, 5),
        gone(9, 10));
    assertThat(pump(elf(11, 10, 7), op(FLAG_CREATE, 4, 3, 0, 0x7000)))
        .containsExactly(
            "map 0x7000 DATA", "open 2", "map 0x1000 CODE", "module+ 1 0x1000 5 bytes fence 8");
    assertThat(kernel.acknowledged).isEmpty();
  }

  @Test
  void objectUnmappedEverywhereTakesItsModulesAlong() throws Exception {
    kernel.memory.map(0x1000, 0x1000);
    kernel.memory.map(0x9000, 0x1000);
    pump(
        vm(1, FLAG_CREATE),
        elf(2, 10, 5),
        elf(3, 11, 6),
        bind(4, 2, false),
        op(FLAG_CREATE, 5, 4, 1, 0x1000),
        attach(6, 5, 10),
        op(FLAG_CREATE, 7, 4, 1, 0x9000),
        attach(8, 7, 11));
    kernel.memory.unmap(0x1000);
    Event everywhere = new Event.VmBindOp(FLAG_DESTROY, 10, 9, 0, 0, 0);
    assertThat(pump(bind(9, 1, true), everywhere, fence(11, 9)))
        .containsExactly("module- 1", "unmap 0x1000");
    assertThat(kernel.acknowledged).containsExactly(11L);
    assertThat(kernel.closed).containsExactly(ScriptedKernel.VM_FD);
  }

  @Test
  void acknowledgementWaitsWhileTheKernelIsBusy() throws Exception {
    pump(vm(1, FLAG_CREATE));
    kernel.discovering = true;
    assertThat(pump(bind(2, 1, true), op(FLAG_CREATE, 3, 2, 0, 0x1000), fence(4, 2)))
        .containsExactly("map 0x1000 DATA");
    tracker.react();
    assertThat(tracker.isWaiting()).isTrue();
    assertThat(listener.take()).isEmpty();
    kernel.discovering = false;
    tracker.react();
    assertThat(kernel.acknowledged).containsExactly(4L);
    assertThat(tracker.isWaiting()).isFalse();
  }

  @Test
  void requestsAreMadeAgainAfterASignal() throws Exception {
    kernel.interruptions = 3;
    pump(
        vm(1, FLAG_CREATE),
        elf(2, 10, 5),
        bind(3, 1, true),
        op(FLAG_CREATE, 4, 3, 1, 0x1000),
        attach(5, 4, 10),
        fence(6, 3));
    assertThat(kernel.interruptions).isZero();
    assertThat(tracker.isWaiting()).isFalse();
  }
}
