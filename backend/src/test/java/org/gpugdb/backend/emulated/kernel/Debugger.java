package org.gpugdb.backend.emulated.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.kernel.KernelInterface;
import org.gpugdb.backend.kernel.UserBlock;
import org.gpugdb.backend.uapi.AckEventLayout.AckEvent;
import org.gpugdb.backend.uapi.Bitmask;
import org.gpugdb.backend.uapi.ConnectLayout;
import org.gpugdb.backend.uapi.ConnectLayout.Connect;
import org.gpugdb.backend.uapi.DebugRequest;
import org.gpugdb.backend.uapi.Dialect;
import org.gpugdb.backend.uapi.EuControlLayout;
import org.gpugdb.backend.uapi.EuControlLayout.EuControl;
import org.gpugdb.backend.uapi.Event;
import org.gpugdb.backend.uapi.EventCodec;
import org.gpugdb.backend.uapi.EventHeaderLayout;
import org.gpugdb.backend.uapi.EventHeaderLayout.EventHeader;
import org.gpugdb.backend.uapi.ReadMetadataLayout;
import org.gpugdb.backend.uapi.ReadMetadataLayout.ReadMetadata;
import org.gpugdb.backend.uapi.VmOpenLayout.VmOpen;

/** A debugger in a test: one session, requests as bytes. */
final class Debugger {
  private static final int LARGE = 8192;

  private final LocalProcess process;
  private final int session;
  private final Dialect dialect;
  private final EventCodec codec;
  private long resumedAt;

  private Debugger(LocalProcess process, Dialect dialect, int session) {
    this.process = process;
    this.dialect = dialect;
    this.codec = new EventCodec(dialect);
    this.session = session;
  }

  /** CONNECT with given arguments: the descriptor or an error. */
  static int connect(LocalProcess process, Connect arguments) {
    return connect(process, Dialect.PRELIM, arguments);
  }

  static int connect(LocalProcess process, Dialect dialect, Connect arguments) {
    int node = process.open("/dev/dri/card0", KernelInterface.O_RDWR);
    UserBlock block = process.allocate(ConnectLayout.SIZE);
    ConnectLayout.encode(block.bytes(), arguments);
    int result = process.ioctl(node, dialect.code(DebugRequest.CONNECT), block);
    assertThat(process.close(node)).isZero();
    if (result >= 0) {
      assertThat(ConnectLayout.decode(block.bytes()).version()).isEqualTo(1);
    }
    return result;
  }

  static int connect(LocalProcess process, int pid) {
    return connect(process, new Connect(0, pid, 0, 0));
  }

  static Debugger attach(LocalProcess process, int pid) {
    int session = connect(process, pid);
    assertThat(session).isGreaterThanOrEqualTo(0);
    return new Debugger(process, Dialect.PRELIM, session);
  }

  /**
   * Attaches in any dialect.
   *
   * @param target a pid or a descriptor of the debugger's, as the dialect wants
   */
  static Debugger attach(LocalProcess process, Dialect dialect, long target) {
    int session = connect(process, dialect, new Connect(0, target, 0, 0));
    assertThat(session).isGreaterThanOrEqualTo(0);
    return new Debugger(process, dialect, session);
  }

  int session() {
    return session;
  }

  LocalProcess process() {
    return process;
  }

  int close() {
    return process.close(session);
  }

  void setNonBlocking() {
    assertThat(process.fcntl(session, KernelInterface.F_SETFL, KernelInterface.O_NONBLOCK))
        .isZero();
  }

  int poll(int millis) {
    return process.poll(session, KernelInterface.POLLIN, millis);
  }

  /** READ_EVENT into a block, of which the header says {@code header}. */
  int read(UserBlock block, EventHeader header) {
    EventHeaderLayout.encode(block.bytes(), header);
    return process.ioctl(session, dialect.code(DebugRequest.READ_EVENT), block);
  }

  static EventHeader request(int length) {
    return new EventHeader(length, EventHeaderLayout.TYPE_READ, 0, 0, 0);
  }

  /** The next event; waits for it. */
  Event next() {
    UserBlock block = process.allocate(LARGE);
    assertThat(read(block, request(LARGE))).as("READ_EVENT").isZero();
    return codec.decode(block.bytes()).orElseThrow();
  }

  /** The next event, which is of this kind. */
  <T extends Event> T next(Class<T> kind) {
    Event event = next();
    assertThat(event).isInstanceOf(kind);
    return kind.cast(event);
  }

  /** The next event of this kind; others are dropped. */
  <T extends Event> T skipTo(Class<T> kind) {
    while (true) {
      Event event = next();
      if (kind.isInstance(event)) {
        return kind.cast(event);
      }
    }
  }

  /** The events that are there; waits for none, but until discovery is over. */
  List<Event> drain() {
    List<Event> events = new ArrayList<>();
    awaitDiscovery(events);
    while (poll(0) == KernelInterface.POLLIN) {
      events.add(next());
    }
    return events;
  }

  /** Reads as long as other requests are told that discovery runs. */
  private void awaitDiscovery(List<Event> events) {
    while (acknowledge(0) == -Errno.EBUSY) {
      if (poll(0) == KernelInterface.POLLIN) {
        events.add(next());
      } else {
        Thread.onSpinWait();
      }
    }
  }

  int acknowledge(long seqno) {
    UserBlock block = process.allocate(dialect.structs().ack().size());
    dialect.structs().ack().encode(block.bytes(), AckEvent.of(seqno));
    return process.ioctl(session, dialect.code(DebugRequest.ACK_EVENT), block);
  }

  int openVm(long client, long vm) {
    return openVm(new VmOpen(0, client, vm, 0, 5_000_000_000L));
  }

  int openVm(VmOpen arguments) {
    UserBlock block = process.allocate(dialect.structs().vmOpen().size());
    dialect.structs().vmOpen().encode(block.bytes(), arguments);
    return process.ioctl(session, dialect.code(DebugRequest.VM_OPEN), block);
  }

  /** READ_METADATA into a block: the length or an error. */
  long readMetadata(long client, long metadata, long address, long size) {
    UserBlock block = process.allocate(ReadMetadataLayout.SIZE);
    ReadMetadataLayout.encode(
        block.bytes(), new ReadMetadata(client, metadata, 0, 0, address, size));
    int result = process.ioctl(session, dialect.code(DebugRequest.READ_METADATA), block);
    return result < 0 ? result : ReadMetadataLayout.decode(block.bytes()).size();
  }

  /** When threads were last resumed, by the session's time: what was told before is stale. */
  long resumedAt() {
    return resumedAt;
  }

  /** What EU_CONTROL answered. */
  record Control(int result, long seqno, int size, Bitmask bitmask) {}

  Control control(EuControl arguments) {
    EuControlLayout layout = dialect.structs().euControl();
    UserBlock block = process.allocate(layout.size());
    layout.encode(block.bytes(), arguments);
    int result = process.ioctl(session, dialect.code(DebugRequest.EU_CONTROL), block);
    EuControl answer = layout.decode(block.bytes());
    if (result == 0 && arguments.cmd() == EuControlLayout.RESUME) {
      resumedAt = answer.seqno();
    }
    return new Control(result, answer.seqno(), answer.bitmaskSize(), Bitmask.of(new byte[0]));
  }

  /** EU_CONTROL on the context of a queue event, with a bitmap of its own. */
  Control control(int command, Event.ExecQueue queue, byte[] bitmap) {
    UserBlock bits = process.allocate(bitmap.length);
    bits.bytes().put(bitmap);
    Control answer =
        control(
            new EuControl(
                queue.clientHandle(),
                command,
                0,
                0,
                queue.execQueueHandle(),
                queue.lrcHandles().get(0),
                0,
                bitmap.length,
                bitmap.length == 0 ? 0 : bits.address()));
    byte[] after = new byte[bitmap.length];
    bits.bytes().get(0, after);
    return new Control(answer.result(), answer.seqno(), answer.size(), Bitmask.of(after));
  }

  /** pread of {@code size} bytes through a VM descriptor. */
  byte[] peek(int vm, long address, int size) {
    UserBlock block = process.allocate(size);
    long count = process.pread(vm, block, address);
    assertThat(count).as("pread").isEqualTo(size);
    byte[] bytes = new byte[size];
    block.bytes().get(bytes);
    return bytes;
  }

  int peekInt(int vm, long address) {
    return ByteBuffer.wrap(peek(vm, address, 4)).order(ByteOrder.LITTLE_ENDIAN).getInt();
  }

  void poke(int vm, long address, byte[] bytes) {
    UserBlock block = process.allocate(bytes.length);
    block.bytes().put(bytes);
    assertThat(process.pwrite(vm, block, address)).as("pwrite").isEqualTo(bytes.length);
  }

  void pokeInt(int vm, long address, int value) {
    poke(vm, address, ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
  }
}
