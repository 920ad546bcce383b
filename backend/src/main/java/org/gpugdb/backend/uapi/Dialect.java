package org.gpugdb.backend.uapi;

import static java.util.Map.entry;

import java.util.Map;
import java.util.Optional;

/**
 * The numbers that differ between the published forms of the debug interface.
 *
 * <p>The same number means different things in different forms, so a form is told by its switch
 * file, never by trying numbers.
 *
 * @param name short name for people
 * @param enableSwitch name of the sysfs file, in the device's directory, that turns debugging on
 * @param requests request codes; a request that is missing does not exist in this dialect
 * @param eventTypes event type numbers; a kind that is missing does not exist in this dialect
 * @param execQueueEudebugProperty number of the exec queue property that makes it debuggable
 */
public record Dialect(
    String name,
    String enableSwitch,
    Map<DebugRequest, Long> requests,
    Map<EventKind, Integer> eventTypes,
    int execQueueEudebugProperty) {

  /**
   * The out-of-tree driver package that users run, since April 2026.
   *
   * <p>Source: {@code xe_drm_prelim.h}.
   */
  public static final Dialect PRELIM =
      new Dialect(
          "prelim",
          "prelim_enable_eudebug",
          Map.of(
              DebugRequest.CONNECT, IoctlNumber.iowr('d', 0x99, ConnectLayout.SIZE),
              DebugRequest.METADATA_CREATE, IoctlNumber.iowr('d', 0x9b, MetadataCreateLayout.SIZE),
              DebugRequest.METADATA_DESTROY, IoctlNumber.iow('d', 0x9c, MetadataDestroyLayout.SIZE),
              DebugRequest.READ_EVENT, IoctlNumber.io('j', 0),
              DebugRequest.VM_OPEN, IoctlNumber.iow('j', 1, VmOpenLayout.SIZE),
              DebugRequest.EU_CONTROL, IoctlNumber.iowr('j', 2, EuControlLayout.SIZE),
              DebugRequest.READ_METADATA, IoctlNumber.iowr('j', 3, ReadMetadataLayout.SIZE),
              DebugRequest.ACK_EVENT, IoctlNumber.iow('j', 4, AckEventLayout.SIZE)),
          Map.ofEntries(
              entry(EventKind.OPEN, 2),
              entry(EventKind.VM, 3),
              entry(EventKind.EXEC_QUEUE, 4),
              entry(EventKind.EU_ATTENTION, 5),
              entry(EventKind.VM_BIND, 6),
              entry(EventKind.VM_BIND_OP, 7),
              entry(EventKind.VM_BIND_UFENCE, 8),
              entry(EventKind.METADATA, 9),
              entry(EventKind.VM_BIND_OP_METADATA, 10),
              entry(EventKind.PAGEFAULT, 11),
              entry(EventKind.SYNC_HOST, 12),
              entry(EventKind.EXEC_QUEUE_PLACEMENTS, 13)),
          1 << 16);

  public Dialect {
    requests = Map.copyOf(requests);
    eventTypes = Map.copyOf(eventTypes);
  }

  /**
   * The code of a request, unsigned 32 bit.
   *
   * @throws IllegalArgumentException if this dialect has no such request
   */
  public long code(DebugRequest request) {
    Long code = requests.get(request);
    if (code == null) {
      throw new IllegalArgumentException("dialect " + name + " has no request " + request);
    }
    return code;
  }

  /** The request that a code stands for. */
  public Optional<DebugRequest> request(long code) {
    return requests.entrySet().stream()
        .filter(e -> e.getValue() == code)
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /**
   * The type number of an event.
   *
   * @throws IllegalArgumentException if this dialect has no such event
   */
  public int eventType(EventKind kind) {
    Integer type = eventTypes.get(kind);
    if (type == null) {
      throw new IllegalArgumentException("dialect " + name + " has no event " + kind);
    }
    return type;
  }

  /** The event that a type number stands for. */
  public Optional<EventKind> eventKind(int type) {
    return eventTypes.entrySet().stream()
        .filter(e -> e.getValue() == type)
        .map(Map.Entry::getKey)
        .findFirst();
  }
}
