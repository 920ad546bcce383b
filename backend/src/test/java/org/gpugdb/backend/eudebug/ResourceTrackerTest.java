package org.gpugdb.backend.eudebug;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gpugdb.backend.eudebug.TrackerEvents.CLIENT;
import static org.gpugdb.backend.eudebug.TrackerEvents.VM;
import static org.gpugdb.backend.eudebug.TrackerEvents.attach;
import static org.gpugdb.backend.eudebug.TrackerEvents.attention;
import static org.gpugdb.backend.eudebug.TrackerEvents.bind;
import static org.gpugdb.backend.eudebug.TrackerEvents.fence;
import static org.gpugdb.backend.eudebug.TrackerEvents.op;
import static org.gpugdb.backend.eudebug.TrackerEvents.vm;
import static org.gpugdb.backend.uapi.EventHeaderLayout.FLAG_CREATE;
import static org.gpugdb.backend.uapi.EventHeaderLayout.FLAG_DESTROY;
import static org.gpugdb.backend.uapi.EventHeaderLayout.FLAG_STATE_CHANGE;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.gpugdb.backend.eu.Topology;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.uapi.Bitmask;
import org.gpugdb.backend.uapi.Event;
import org.gpugdb.backend.uapi.EventCodec;
import org.gpugdb.backend.uapi.MetadataType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ResourceTrackerTest {
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

  /** Reads until there is nothing more, as the kernel-event thread does. */
  private List<String> pump() throws Exception {
    Optional<Event> event = stream.next(0);
    while (event.isPresent()) {
      tracker.accept(event.get());
      tracker.react();
      event = stream.next(0);
    }
    tracker.react();
    return listener.take();
  }

  private Event.Metadata metadata(long seqno, long handle, MetadataType type, byte... content) {
    kernel.metadata.put(handle, content);
    return new Event.Metadata(FLAG_CREATE, seqno, CLIENT, handle, type.number(), content.length);
  }

  @Test
  void reportsSpacesAndQueues() throws Exception {
    kernel.deliver(
        new Event.Client(FLAG_CREATE, 1, CLIENT),
        vm(2, FLAG_CREATE),
        new Event.ExecQueue(FLAG_CREATE, 3, CLIENT, VM, 5, 4, List.of(6L, 7L)),
        new Event.ExecQueue(FLAG_DESTROY, 4, CLIENT, VM, 5, 4, List.of(6L, 7L)),
        vm(5, FLAG_DESTROY));
    assertThat(pump()).containsExactly("vm+ 2", "queue+ 5 [6, 7]", "queue- 5", "vm- 2");
  }

  @Test
  void clientTakesItsSpacesAlong() throws Exception {
    kernel.deliver(
        new Event.Client(FLAG_CREATE, 1, CLIENT),
        vm(2, FLAG_CREATE),
        new Event.Vm(FLAG_CREATE, 3, 9, 3),
        new Event.Client(FLAG_DESTROY, 4, CLIENT));
    assertThat(pump()).containsExactly("vm+ 2", "vm+ 3", "vm- 2");
  }

  @Test
  void acknowledgesFencesOfPlainBindsAtOnce() throws Exception {
    kernel.deliver(
        vm(1, FLAG_CREATE), bind(2, 1, true), op(FLAG_CREATE, 3, 2, 0, 0x1000), fence(4, 2));
    assertThat(pump()).containsExactly("vm+ 2", "map 0x1000 DATA");
    assertThat(kernel.acknowledged).containsExactly(4L);
    assertThat(kernel.vmOpens).isZero();
  }

  @Test
  void holdsOnlyTheFenceThatCompletesAModule() throws Exception {
    kernel.deliver(
        vm(1, FLAG_CREATE),
        metadata(2, 10, MetadataType.ELF_BINARY, new byte[100]),
        metadata(3, 11, MetadataType.PROGRAM_MODULE, (byte) 2, (byte) 0, (byte) 0, (byte) 0),
        bind(4, 1, true),
        op(FLAG_CREATE, 5, 4, 2, 0x2000),
        attach(6, 5, 10),
        attach(7, 5, 11),
        fence(8, 4),
        bind(9, 1, true),
        op(FLAG_CREATE, 10, 9, 2, 0x1000),
        attach(11, 10, 10),
        attach(12, 10, 11),
        fence(13, 9));
    assertThat(pump())
        .containsExactly(
            "vm+ 2",
            "open 2",
            "map 0x2000 CODE",
            "map 0x1000 CODE",
            "module+ 1 0x1000 100 bytes fence 13");
    assertThat(kernel.acknowledged).containsExactly(8L);
  }

  @Test
  void fileWithoutAProgramRecordIsAModuleOfOneSegment() throws Exception {
    kernel.deliver(
        vm(1, FLAG_CREATE),
        metadata(2, 10, MetadataType.ELF_BINARY, new byte[5]),
        bind(3, 1, false),
        op(FLAG_CREATE, 4, 3, 1, 0x1000),
        attach(5, 4, 10),
        bind(6, 1, false),
        op(FLAG_DESTROY, 7, 6, 0, 0x1000));
    assertThat(pump())
        .containsExactly(
            "vm+ 2",
            "open 2",
            "map 0x1000 CODE",
            "module+ 1 0x1000 5 bytes fence none",
            "module- 1",
            "unmap 0x1000");
  }

  @Test
  void tellsTheAreas() throws Exception {
    kernel.deliver(
        vm(1, FLAG_CREATE),
        metadata(2, 10, MetadataType.SIP_AREA, new byte[8]),
        metadata(3, 11, MetadataType.MODULE_AREA, new byte[8]),
        bind(4, 2, true),
        op(FLAG_CREATE, 5, 4, 1, 0x10000),
        attach(6, 5, 10),
        op(FLAG_CREATE, 7, 4, 1, 0x20000),
        attach(8, 7, 11),
        fence(9, 4));
    assertThat(pump())
        .containsExactly("vm+ 2", "open 2", "map 0x10000 SAVE_AREA", "map 0x20000 DEBUG_AREA");
    assertThat(kernel.acknowledged).containsExactly(9L);
  }

  @Test
  void tellsWhereTheMemoryOfAProcessIsThere() throws Exception {
    byte[] address = {0, 0x10, 0, 0, 0x7f, 0, 0, 0};
    kernel.deliver(
        vm(1, FLAG_CREATE),
        metadata(2, 10, MetadataType.USER_MEMORY, address),
        metadata(3, 11, MetadataType.USER_MEMORY, new byte[2]),
        bind(4, 2, true),
        op(FLAG_CREATE, 5, 4, 1, 0x10000),
        attach(6, 5, 10),
        op(FLAG_CREATE, 7, 4, 1, 0x20000),
        attach(8, 7, 11),
        fence(9, 4));
    assertThat(pump())
        .containsExactly("vm+ 2", "open 2", "map 0x10000 USER 0x7f00001000", "map 0x20000 DATA");
    assertThat(kernel.acknowledged).containsExactly(9L);
  }

  @Test
  void readsOnWhileTheKernelIsBusyListing() throws Exception {
    kernel.discovering = true;
    kernel.deliver(
        metadata(1, 10, MetadataType.ELF_BINARY, new byte[5]),
        vm(2, FLAG_CREATE),
        bind(3, 1, false),
        op(FLAG_CREATE, 4, 3, 1, 0x1000),
        attach(5, 4, 10));
    assertThat(pump()).isEmpty();
    assertThat(kernel.events).isEmpty();
    assertThat(tracker.isWaiting()).isTrue();
    kernel.discovering = false;
    tracker.react();
    assertThat(listener.take())
        .containsExactly(
            "vm+ 2", "open 2", "map 0x1000 CODE", "module+ 1 0x1000 5 bytes fence none");
    assertThat(tracker.isWaiting()).isFalse();
  }

  @Test
  void moduleWhoseFileIsGoneHoldsNobody() throws Exception {
    Event.Metadata gone = metadata(2, 10, MetadataType.ELF_BINARY, new byte[5]);
    kernel.metadata.clear();
    kernel.deliver(
        vm(1, FLAG_CREATE),
        gone,
        bind(3, 1, true),
        op(FLAG_CREATE, 4, 3, 1, 0x1000),
        attach(5, 4, 10),
        fence(6, 3));
    assertThat(pump()).containsExactly("vm+ 2", "open 2", "map 0x1000 DATA");
    assertThat(kernel.acknowledged).containsExactly(6L);
  }

  @Test
  void fenceOfASpaceThatIsGoneIsAcknowledged() throws Exception {
    kernel.deliver(bind(1, 1, true), op(FLAG_CREATE, 2, 1, 0, 0x1000), fence(3, 1));
    assertThat(pump()).isEmpty();
    assertThat(kernel.acknowledged).containsExactly(3L);
  }

  @Test
  void growsForBigEvents() throws Exception {
    kernel.deliver(
        new Event.EuAttention(
            FLAG_STATE_CHANGE, 1, CLIENT, 5, 6, Bitmask.ofBits(20_000, IntStream.of(0, 9))));
    assertThat(pump()).containsExactly("attention 1 {0, 5}");
  }

  @Test
  void beginsAgainAfterASignal() throws Exception {
    kernel.readFailures.add(Errno.EINTR);
    kernel.deliver(vm(1, FLAG_CREATE));
    assertThat(pump()).containsExactly("vm+ 2");
  }

  @Test
  void endOfTheSessionIsToldWithAReason() {
    kernel.ended = true;
    assertThatThrownBy(() -> stream.next(0))
        .isInstanceOf(EventStream.EndedException.class)
        .hasMessageContaining("ended the debug session");
  }

  @Test
  void repeatedAttentionIsNoNews() throws Exception {
    kernel.deliver(attention(5, 0, 1), attention(6, 0, 1), attention(7, 0, 1));
    assertThat(pump()).containsExactly("attention 5 {0, 1}");
  }

  @Test
  void attentionAfterARequestIsNewsEvenWithTheSameBits() throws Exception {
    kernel.deliver(attention(5, 3), attention(7, 3), attention(8, 3, 8), attention(9, 3));
    assertThat(pump())
        .containsExactly(
            "attention 5 {3}", "attention 7 {3}", "attention 8 {3, 4}", "attention 9 {3}");
  }

  @Test
  void faultingThreadsAreThoseThatStoppedLast() throws Exception {
    kernel.deliver(
        new Event.Pagefault(
            FLAG_STATE_CHANGE,
            5,
            CLIENT,
            5,
            6,
            0x7000,
            Bitmask.ofBits(8, IntStream.of()),
            Bitmask.ofBits(8, IntStream.of(0, 1)),
            Bitmask.ofBits(8, IntStream.of(0, 1, 9))));
    assertThat(pump()).containsExactly("fault 0x7000 {5}");
  }

  @Test
  void unreadableEventIsSkipped() throws Exception {
    kernel.events.add(new byte[24]);
    kernel.deliver(vm(1, FLAG_CREATE));
    assertThat(stream.next(0)).isEmpty();
    assertThat(pump()).containsExactly("vm+ 2");
  }
}
