package org.gpugdb.backend.eudebug;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.gpugdb.backend.uapi.EventHeaderLayout.FLAG_CREATE;
import static org.gpugdb.backend.uapi.EventHeaderLayout.FLAG_DESTROY;
import static org.gpugdb.backend.uapi.EventHeaderLayout.FLAG_NEED_ACK;
import static org.gpugdb.backend.uapi.EventHeaderLayout.FLAG_STATE_CHANGE;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.gpugdb.backend.eu.Topology;
import org.gpugdb.backend.uapi.DebugData;
import org.gpugdb.backend.uapi.Dialect;
import org.gpugdb.backend.uapi.Event;
import org.gpugdb.backend.uapi.EventCodec;
import org.gpugdb.backend.uapi.PseudoPath;
import org.junit.jupiter.api.Test;

/** What is told of a client that a session is with alone: no handle of it, no mappings, files. */
class FileTrackerTest {
  private static final long VM = 2;
  private static final int PID = 1234;

  private final ScriptedKernel kernel = new ScriptedKernel(Dialect.V5);
  private final RecordingListener listener = new RecordingListener();
  private final Map<String, ByteBuffer> files = new HashMap<>();
  private final List<String> read = new ArrayList<>();
  private final AtomicInteger modules = new AtomicInteger();
  private final EventStream stream = stream(kernel);
  private final ResourceTracker tracker =
      new ResourceTracker(
          session(kernel),
          new Topology(1, 1, 2, 4),
          fd -> new VmFile(kernel, fd, 48),
          this::readFile,
          modules::incrementAndGet,
          listener);

  private static Session session(ScriptedKernel kernel) {
    return Session.of(kernel, kernel.dialect, PID, ScriptedKernel.SESSION_FD);
  }

  private static EventStream stream(ScriptedKernel kernel) {
    return new EventStream(kernel, session(kernel), new EventCodec(kernel.dialect));
  }

  private Optional<ByteBuffer> readFile(String path) {
    read.add(path);
    return Optional.ofNullable(files.get(path));
  }

  private static Event.Vm vm(long seqno, int flags) {
    return new Event.Vm(flags, seqno, 0, VM);
  }

  private static Event.VmBind bind(long seqno, int ops, int flags) {
    return new Event.VmBind(FLAG_STATE_CHANGE, seqno, 0, VM, flags, ops);
  }

  private static Event.VmBindOpDebugData data(int flags, long seqno, long bind, DebugData data) {
    return new Event.VmBindOpDebugData(flags, seqno, bind, 0, data);
  }

  private static Event.VmBindUfence fence(long seqno, long bind) {
    return new Event.VmBindUfence(FLAG_CREATE | FLAG_NEED_ACK, seqno, bind);
  }

  private List<String> pump() throws Exception {
    Optional<Event> event = stream.next(0);
    while (event.isPresent()) {
      tracker.accept(event.get());
      tracker.react();
      event = stream.next(0);
    }
    return listener.take();
  }

  @Test
  void areasAndTheSegmentsOfAModuleAreTold() throws Exception {
    files.put("/tmp/elf-0", ByteBuffer.allocate(7));
    kernel.deliver(
        vm(1, FLAG_CREATE),
        bind(2, 3, 0),
        data(FLAG_CREATE, 3, 2, DebugData.area(0x1000, 0x1000, PseudoPath.SIP_AREA)),
        data(FLAG_CREATE, 4, 2, DebugData.area(0x2000, 0x1000, PseudoPath.MODULE_AREA)),
        data(FLAG_CREATE, 5, 2, DebugData.area(0x3000, 0x1000, PseudoPath.SBA_AREA)),
        bind(6, 2, Event.VmBind.UFENCE),
        data(FLAG_CREATE, 7, 6, DebugData.file(0x9000, 0x1000, "/tmp/elf-0")),
        data(FLAG_CREATE, 8, 6, DebugData.file(0x8000, 0x1000, "/tmp/elf-0")),
        fence(9, 6));
    assertThat(pump())
        .containsExactly(
            "vm+ 2",
            "open 2",
            "map 0x1000 SAVE_AREA",
            "map 0x2000 DEBUG_AREA",
            "map 0x3000 STATE_BASES",
            "map 0x9000 CODE",
            "map 0x8000 CODE",
            "module+ 1 0x8000 7 bytes fence 9");
    assertThat(read).containsExactly("/tmp/elf-0");
    assertThat(kernel.acknowledged).isEmpty();
  }

  @Test
  void aModuleIsGoneWithItsLastSegment() throws Exception {
    files.put("/tmp/elf-0", ByteBuffer.allocate(7));
    DebugData first = DebugData.file(0x8000, 0x1000, "/tmp/elf-0");
    DebugData second = DebugData.file(0x9000, 0x1000, "/tmp/elf-0");
    kernel.deliver(
        vm(1, FLAG_CREATE),
        bind(2, 2, 0),
        data(FLAG_CREATE, 3, 2, first),
        data(FLAG_CREATE, 4, 2, second));
    pump();
    kernel.deliver(bind(5, 1, 0), data(FLAG_DESTROY, 6, 5, first));
    assertThat(pump()).containsExactly("unmap 0x8000");
    kernel.deliver(bind(7, 1, 0), data(FLAG_DESTROY, 8, 7, second));
    assertThat(pump()).containsExactly("module- 1", "unmap 0x9000");
    kernel.deliver(bind(9, 1, 0), data(FLAG_CREATE, 10, 9, first));
    assertThat(pump()).containsExactly("map 0x8000 CODE", "module+ 2 0x8000 7 bytes fence none");
  }

  @Test
  void aFileThatCannotBeReadIsNoModuleAndHoldsNobody() throws Exception {
    kernel.deliver(
        vm(1, FLAG_CREATE),
        bind(2, 1, Event.VmBind.UFENCE),
        data(FLAG_CREATE, 3, 2, DebugData.file(0x8000, 0x1000, "/tmp/elf-0")),
        fence(4, 2));
    assertThat(pump()).containsExactly("vm+ 2", "open 2", "map 0x8000 DATA");
    assertThat(kernel.acknowledged).containsExactly(4L);
  }

  @Test
  void whatTheClientHadEndsWithIt() throws Exception {
    kernel.deliver(
        vm(1, FLAG_CREATE),
        new Event.ExecQueue(FLAG_CREATE, 2, 0, VM, 5, 4, List.of(6L)),
        bind(3, 1, 0));
    pump();
    kernel.ended = true;
    assertThat(end(stream).withClient()).isTrue();
    tracker.clientEnded();
    assertThat(listener.take()).containsExactly("vm- 2");
    assertThat(tracker.isWaiting()).isFalse();
  }

  /** A kernel that were busy for ever would keep a dead client alive. */
  @Test
  void whatWaitsForTheKernelDoesNotOutliveTheClient() throws Exception {
    kernel.deliver(
        vm(1, FLAG_CREATE),
        bind(2, 1, 0),
        data(FLAG_CREATE, 3, 2, DebugData.area(0x1000, 0x1000, PseudoPath.SIP_AREA)));
    kernel.discovering = true;
    assertThat(pump()).containsExactly("vm+ 2");
    assertThat(tracker.isWaiting()).isTrue();
    tracker.clientEnded();
    assertThat(listener.take()).containsExactly("vm- 2");
    assertThat(tracker.isWaiting()).isFalse();
  }

  @Test
  void aSessionThatTheKernelEndsIsLost() {
    kernel.ended = true;
    kernel.failed = true;
    EventStream.EndedException ended = end(stream);
    assertThat(ended.withClient()).isFalse();
    assertThat(ended.why()).isEqualTo("the kernel has ended the debug session");
  }

  @Test
  void aSessionWithAProcessIsLostWhicheverWayItEnds() {
    ScriptedKernel other = new ScriptedKernel(Dialect.PRELIM);
    other.ended = true;
    assertThat(end(stream(other)).withClient()).isFalse();
  }

  private static EventStream.EndedException end(EventStream stream) {
    return catchThrowableOfType(EventStream.EndedException.class, () -> stream.next(0));
  }
}
