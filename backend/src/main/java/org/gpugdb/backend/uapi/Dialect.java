package org.gpugdb.backend.uapi;

import static java.util.Map.entry;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One of the published forms of the debug interface, as data: its numbers, its structs and its
 * rules.
 *
 * <p>The same number means different things in different forms, so a form is told by its switch
 * file and the driver's version ({@link DialectChoice}), never by trying numbers.
 *
 * @param name short name for people and options
 * @param enableSwitch name of the sysfs file, in the device's directory, that turns debugging on
 * @param since the driver's first release that speaks it, such as {@code 6.17.13.47}, or the word
 *     by which a build says that it does
 * @param requests request codes; a request that is missing does not exist in this dialect, or its
 *     number is not published
 * @param eventTypes event type numbers; a kind that is missing does not exist in this dialect
 * @param structs the structs that are not alike in all dialects
 * @param rules how its kernel behaves
 * @param execQueueProperty number of the exec queue property that makes it debuggable; empty where
 *     it is not published
 * @param debugDataOps how clients add debug data; empty where they register metadata or where the
 *     numbers are not published
 */
public record Dialect(
    String name,
    String enableSwitch,
    String since,
    Map<DebugRequest, Long> requests,
    Map<EventKind, Integer> eventTypes,
    SessionStructs structs,
    SessionRules rules,
    OptionalInt execQueueProperty,
    Optional<DebugDataOps> debugDataOps) {

  /** The switch of the out-of-tree driver package. */
  public static final String PRELIM_SWITCH = "prelim_enable_eudebug";

  /** The switch of all posted versions. */
  public static final String POSTED_SWITCH = "enable_eudebug";

  private static final Map<EventKind, Integer> DEVELOPMENT_EVENTS =
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
          entry(EventKind.PAGEFAULT, 11));

  private static final Map<EventKind, Integer> PRELIM_EVENTS =
      with(
          DEVELOPMENT_EVENTS, Map.of(EventKind.SYNC_HOST, 12, EventKind.EXEC_QUEUE_PLACEMENTS, 13));

  private static final Map<EventKind, Integer> V3_EVENTS =
      Map.ofEntries(
          entry(EventKind.OPEN, 2),
          entry(EventKind.VM, 3),
          entry(EventKind.EXEC_QUEUE, 4),
          entry(EventKind.EXEC_QUEUE_PLACEMENTS, 5),
          entry(EventKind.EU_ATTENTION, 6),
          entry(EventKind.VM_BIND, 7),
          entry(EventKind.VM_BIND_OP, 8),
          entry(EventKind.VM_BIND_UFENCE, 9),
          entry(EventKind.METADATA, 10),
          entry(EventKind.VM_BIND_OP_METADATA, 11),
          entry(EventKind.PAGEFAULT, 12));

  private static final Map<EventKind, Integer> FILE_EVENTS =
      Map.of(
          EventKind.VM, 2,
          EventKind.EXEC_QUEUE, 3,
          EventKind.VM_BIND, 4,
          EventKind.VM_BIND_OP_DEBUG_DATA, 5,
          EventKind.VM_BIND_UFENCE, 6,
          EventKind.EU_ATTENTION, 7,
          EventKind.PAGEFAULT, 8);

  /**
   * The out-of-tree driver package that users run, since April 2026.
   *
   * <p>Source: {@code xe_drm_prelim.h}.
   */
  public static final Dialect PRELIM =
      ofProcess(
          "prelim",
          PRELIM_SWITCH,
          "6.17.13.47",
          clientRequests(0x59, 0x5b, 0x5c),
          PRELIM_EVENTS,
          SessionRules.PRELIM,
          1 << 16);

  /** The same package until April 2026: other numbers for the requests on a DRM node. */
  public static final Dialect PRELIM_2025 =
      ofProcess(
          "prelim-2025",
          PRELIM_SWITCH,
          "6.17.0.0",
          clientRequests(0x5f, 0x5e, 0x5d),
          PRELIM_EVENTS,
          SessionRules.PRELIM,
          2);

  /** Version 3 of the posting, December 2024. */
  public static final Dialect V3 =
      ofProcess(
          "v3",
          POSTED_SWITCH,
          "eudebug-v3",
          clientRequests(0x0c, 0x0d, 0x0e),
          V3_EVENTS,
          SessionRules.V3,
          2);

  /** What the driver's test suite speaks in April 2026: version 3 with other numbers. */
  public static final Dialect IGT =
      ofProcess(
          "igt",
          POSTED_SWITCH,
          "eudebug-igt",
          clientRequests(0x10, 0x11, 0x12),
          DEVELOPMENT_EVENTS,
          SessionRules.V3,
          7);

  /**
   * Version 5 of the posting, October 2025.
   *
   * <p>Source: {@code xe_drm_eudebug.h} and {@code xe_drm.h} of that branch.
   */
  public static final Dialect V5 =
      new Dialect(
          "v5",
          POSTED_SWITCH,
          "eudebug-v5",
          with(
              fileRequests(SessionStructs.OF_FILE),
              Map.of(DebugRequest.CONNECT, IoctlNumber.iowr('d', 0x40 + 0x0e, ConnectLayout.SIZE))),
          FILE_EVENTS,
          SessionStructs.OF_FILE,
          SessionRules.V5,
          OptionalInt.of(3),
          Optional.of(new DebugDataOps(5, 6, SessionStructs.DEBUG_DATA_EXTENSION)));

  /**
   * The newest text that documents the interface. Its header leaves out what stands in the driver's
   * main header: the number of CONNECT, of the queue property and of the bind operations.
   *
   * <p>Source: {@code xe_drm_eudebug.h} with kernel-doc.
   */
  public static final Dialect DOCUMENTED =
      new Dialect(
          "documented",
          POSTED_SWITCH,
          "eudebug-documented",
          fileRequests(SessionStructs.DOCUMENTED),
          FILE_EVENTS,
          SessionStructs.DOCUMENTED,
          SessionRules.DOCUMENTED,
          OptionalInt.empty(),
          Optional.empty());

  /** All of them. */
  public static final List<Dialect> ALL = List.of(PRELIM, PRELIM_2025, V3, IGT, V5, DOCUMENTED);

  public Dialect {
    requests = Map.copyOf(requests);
    eventTypes = Map.copyOf(eventTypes);
  }

  private static Dialect ofProcess(
      String name,
      String enableSwitch,
      String since,
      Map<DebugRequest, Long> clientRequests,
      Map<EventKind, Integer> eventTypes,
      SessionRules rules,
      int property) {
    SessionStructs structs = SessionStructs.OF_PROCESS;
    Map<DebugRequest, Long> onSession =
        Map.of(
            DebugRequest.READ_EVENT, IoctlNumber.io('j', 0),
            DebugRequest.VM_OPEN, IoctlNumber.iow('j', 1, structs.vmOpen().size()),
            DebugRequest.EU_CONTROL, IoctlNumber.iowr('j', 2, structs.euControl().size()),
            DebugRequest.READ_METADATA, IoctlNumber.iowr('j', 3, ReadMetadataLayout.SIZE),
            DebugRequest.ACK_EVENT, IoctlNumber.iow('j', 4, structs.ack().size()));
    return new Dialect(
        name,
        enableSwitch,
        since,
        with(onSession, clientRequests),
        eventTypes,
        structs,
        rules,
        OptionalInt.of(property),
        Optional.empty());
  }

  /** Requests on a DRM node, numbered as the driver's own from 0x40 on. */
  private static Map<DebugRequest, Long> clientRequests(int connect, int create, int destroy) {
    return Map.of(
        DebugRequest.CONNECT, IoctlNumber.iowr('d', 0x40 + connect, ConnectLayout.SIZE),
        DebugRequest.METADATA_CREATE,
            IoctlNumber.iowr('d', 0x40 + create, MetadataCreateLayout.SIZE),
        DebugRequest.METADATA_DESTROY,
            IoctlNumber.iow('d', 0x40 + destroy, MetadataDestroyLayout.SIZE));
  }

  private static Map<DebugRequest, Long> fileRequests(SessionStructs structs) {
    return Map.of(
        DebugRequest.READ_EVENT, IoctlNumber.io('j', 0),
        DebugRequest.ACK_EVENT, IoctlNumber.iow('j', 1, structs.ack().size()),
        DebugRequest.VM_OPEN, IoctlNumber.iow('j', 2, structs.vmOpen().size()),
        DebugRequest.EU_CONTROL, IoctlNumber.iowr('j', 3, structs.euControl().size()));
  }

  private static <K, V> Map<K, V> with(Map<K, V> some, Map<K, V> more) {
    Map<K, V> all = new HashMap<>(some);
    all.putAll(more);
    return all;
  }

  /** The dialect with that {@link #name}. */
  public static Optional<Dialect> named(String name) {
    return ALL.stream().filter(dialect -> dialect.name().equals(name)).findFirst();
  }

  /** Whether there is such a request, and its number is known. */
  public boolean has(DebugRequest request) {
    return requests.containsKey(request);
  }

  /** Whether there is such an event. */
  public boolean has(EventKind kind) {
    return eventTypes.containsKey(kind);
  }

  /** Whether a session is with a process, rather than with one DRM file. */
  public boolean byProcess() {
    return rules.target() == SessionRules.Target.PROCESS;
  }

  /**
   * The code of a request, unsigned 32 bit.
   *
   * @throws IllegalArgumentException if this dialect has no such request
   */
  public long code(DebugRequest request) {
    Long code = requests.get(request);
    if (code == null) {
      throw lacks("request " + request);
    }
    return code;
  }

  /** The request that a code stands for. */
  public Optional<DebugRequest> request(long code) {
    for (Map.Entry<DebugRequest, Long> entry : requests.entrySet()) {
      if (entry.getValue() == code) {
        return Optional.of(entry.getKey());
      }
    }
    return Optional.empty();
  }

  /**
   * The type number of an event.
   *
   * @throws IllegalArgumentException if this dialect has no such event
   */
  public int eventType(EventKind kind) {
    Integer type = eventTypes.get(kind);
    if (type == null) {
      throw lacks("event " + kind);
    }
    return type;
  }

  /** The event that a type number stands for. */
  public Optional<EventKind> eventKind(int type) {
    for (Map.Entry<EventKind, Integer> entry : eventTypes.entrySet()) {
      if (entry.getValue() == type) {
        return Optional.of(entry.getKey());
      }
    }
    return Optional.empty();
  }

  /**
   * The number of the exec queue property that makes it debuggable.
   *
   * @throws IllegalArgumentException if it is not published
   */
  public int execQueueEudebugProperty() {
    return execQueueProperty.orElseThrow(() -> lacks("exec queue property EUDEBUG"));
  }

  private IllegalArgumentException lacks(String what) {
    return new IllegalArgumentException(
        "dialect " + name + " has no " + what + ", or its number is not published");
  }
}
