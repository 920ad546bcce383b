package org.gpugdb.server.session;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.gpugdb.backend.spi.AddressSpaceId;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.spi.DebugTarget;
import org.gpugdb.backend.spi.Device;
import org.gpugdb.backend.spi.DeviceLoop;
import org.gpugdb.backend.spi.Resume;
import org.gpugdb.backend.spi.TargetEvent;
import org.gpugdb.backend.spi.ThreadId;
import org.gpugdb.backend.spi.ThreadStop;
import org.gpugdb.protocol.feature.FeatureNegotiator;
import org.gpugdb.protocol.wire.Bytes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An opened device and who debugs what on it. Confined to the device loop.
 *
 * <p>A GPU client is attached when a session first looks for something to debug, and left when no
 * session debugs any of its spaces. Meanwhile spaces that nobody debugs are never held up.
 */
public final class DebuggedDevice implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DebuggedDevice.class);

  /** How long a GPU client that is attached to may take to show its spaces. */
  private static final long DISCOVERY_NANOS = 500_000_000L;

  /** How long a program may take from its start to its first space. */
  private static final long LAUNCH_NANOS = 10_000_000_000L;

  /** How long the end of a program's spaces is waited for before it is started again. */
  private static final long END_NANOS = 1_000_000_000L;

  private final Device device;
  private final DeviceLoop loop;
  private final SessionOptions options;
  private final ClientTargets targets;
  private final Map<AddressSpaceId, Debuggee> owners = new HashMap<>();
  private final Set<Session> sessions = new LinkedHashSet<>();
  private final Set<SpaceRequest> requests = new LinkedHashSet<>();
  private final FeatureNegotiator negotiator = new FeatureNegotiator(Handlers.offered());
  private final Bytes targetXml;
  private final List<Runnable> afterLeaving = new ArrayList<>();
  private final List<Runnable> starting = new ArrayList<>();
  private Consumer<Session> sessionEnded = session -> {};
  private int leaving;
  private boolean lost;

  /** Someone who waits for a space to appear. */
  private interface SpaceRequest {
    /**
     * A space has appeared, or its threads have halted at their entry.
     *
     * @return whether the request is answered
     */
    boolean onSpace(AddressSpaceId space, boolean halted);

    void onTimeout();
  }

  /** A space as a user sees it in a list. */
  record Listing(AddressSpaceId space, Device.GpuClient client, boolean debugged) {}

  /** Takes over an opened device. */
  public DebuggedDevice(Device device, DeviceLoop loop, SessionOptions options) {
    this.device = device;
    this.loop = loop;
    this.options = options;
    this.targets = new ClientTargets(device);
    this.targetXml = TargetDescriptions.targetXml(device.info());
  }

  /** Sets who is told about each session that has ended. */
  public void onSessionEnd(Consumer<Session> listener) {
    sessionEnded = listener;
  }

  /** Makes the session of a new connection. */
  public Session connect(Connection connection) {
    loop.assertOwner();
    Session session = new Session(this, connection);
    sessions.add(session);
    LOG.info("{} connected", connection.peer());
    return session;
  }

  /** A session is over, and has left its spaces. */
  void ended(Session session) {
    if (sessions.remove(session)) {
      detachUnused(() -> {});
      LOG.info("{} disconnected", session.peer());
      sessionEnded.accept(session);
    }
  }

  Device device() {
    return device;
  }

  DeviceLoop loop() {
    return loop;
  }

  SessionOptions options() {
    return options;
  }

  /** The document that describes the registers; the same for every space. */
  Bytes targetXml() {
    return targetXml;
  }

  FeatureNegotiator negotiator() {
    return negotiator;
  }

  /**
   * Attaches to GPU clients that are new.
   *
   * @param then is called on the loop, perhaps at once, when they have shown their spaces or had
   *     the time to
   */
  void discover(Runnable then) {
    if (isLeaving(() -> discover(then))) {
      return;
    }
    detachAll(targets.takeEnded(), () -> {});
    List<DebugTarget> fresh = attachToClients();
    if (fresh.stream().noneMatch(target -> target.spaces().isEmpty())) {
      then.run();
      return;
    }
    await(
        DISCOVERY_NANOS,
        new SpaceRequest() {
          @Override
          public boolean onSpace(AddressSpaceId space, boolean halted) {
            boolean complete = fresh.stream().noneMatch(target -> target.spaces().isEmpty());
            if (complete) {
              then.run();
            }
            return complete;
          }

          @Override
          public void onTimeout() {
            then.run();
          }
        });
  }

  /** Every space of every GPU client that is attached to. */
  List<Listing> spaces() {
    Map<AddressSpaceId, Listing> all = new TreeMap<>();
    targets
        .all()
        .forEach(
            (client, target) ->
                target
                    .spaces()
                    .forEach(s -> all.put(s, new Listing(s, client, owners.containsKey(s)))));
    return List.copyOf(all.values());
  }

  /**
   * Looks for a space that nobody debugs; where the program has ended, starts it again.
   *
   * @param then is called on the loop, perhaps at once; empty if there is none
   */
  void findSpace(Consumer<Optional<AddressSpaceId>> then) {
    if (isLeaving(() -> findSpace(then))) {
      return;
    }
    Optional<Device.Launcher> launcher = device.launcher();
    if (spaces().isEmpty() && launcher.isPresent() && !launcher.get().isRunning()) {
      launchFor(then);
      return;
    }
    discover(
        () -> {
          boolean starting = spaces().isEmpty() && launcher.isPresent();
          if (starting && launcher.get().isRunning()) {
            awaitFree(false, then);
          } else if (starting) {
            launchFor(then);
          } else {
            then.accept(firstFree());
          }
        });
  }

  private void launchFor(Consumer<Optional<AddressSpaceId>> then) {
    try {
      launch(then);
    } catch (BackendException e) {
      notStarted(e, then);
    }
  }

  /** Starts the device's program, again if need be; {@code then} gets its space. */
  void launch(Consumer<Optional<AddressSpaceId>> then) throws BackendException {
    if (isLeaving(() -> launchFor(then))) {
      return;
    }
    Device.Launcher launcher =
        device
            .launcher()
            .orElseThrow(
                () ->
                    new BackendException.InvalidArgument(
                        "this device has no program of its own to start"));
    launcher.kill(); // so that the space that appears is not the old one
    if (!targets.isAnyEnding()) {
      start(launcher, then);
      return;
    }
    Runnable start = () -> startFor(launcher, then);
    starting.add(start);
    loop.schedule(
        () -> {
          if (starting.remove(start)) {
            start.run();
          }
        },
        END_NANOS);
  }

  private void start(Device.Launcher launcher, Consumer<Optional<AddressSpaceId>> then)
      throws BackendException {
    attachToClients(); // now: a program that halts with no debugger there is taken for a hang
    launcher.start();
    awaitFree(launcher.haltsAtEntry(), then);
    attachToClients();
  }

  private void startFor(Device.Launcher launcher, Consumer<Optional<AddressSpaceId>> then) {
    try {
      start(launcher, then);
    } catch (BackendException e) {
      notStarted(e, then);
    }
  }

  private static void notStarted(BackendException why, Consumer<Optional<AddressSpaceId>> then) {
    LOG.warn("the program cannot be started: {}", why.getMessage());
    then.accept(Optional.empty());
  }

  /** What has ended is told to be gone before anything new appears, which could be taken for it. */
  private void startWhatWaits() {
    if (!starting.isEmpty() && !targets.isAnyEnding()) {
      List<Runnable> waiting = List.copyOf(starting);
      starting.clear();
      waiting.forEach(Runnable::run);
    }
  }

  /**
   * Waits for a new space that nobody debugs.
   *
   * @param halted whether it is of use only when its threads have halted at their entry: a client
   *     that came earlier would see an idle GPU
   */
  private void awaitFree(boolean halted, Consumer<Optional<AddressSpaceId>> then) {
    await(
        LAUNCH_NANOS,
        new SpaceRequest() {
          @Override
          public boolean onSpace(AddressSpaceId space, boolean isHalted) {
            boolean wanted = (isHalted || !halted) && !owners.containsKey(space);
            if (wanted) {
              then.accept(Optional.of(space));
            }
            return wanted;
          }

          @Override
          public void onTimeout() {
            then.accept(Optional.empty());
          }
        });
  }

  private void await(long nanos, SpaceRequest request) {
    requests.add(request);
    loop.schedule(
        () -> {
          if (requests.remove(request)) {
            request.onTimeout();
          }
        },
        nanos);
  }

  /** Whether somebody took the space that is ready. */
  private boolean answerRequests(AddressSpaceId space, boolean halted) {
    boolean answered = false;
    for (SpaceRequest request : List.copyOf(requests)) {
      requests.remove(request); // while it is asked, for it may begin another
      if (request.onSpace(space, halted)) {
        answered = true;
      } else {
        requests.add(request);
      }
    }
    return answered;
  }

  private Optional<AddressSpaceId> firstFree() {
    return targets.spaces().stream()
        .filter(space -> !owners.containsKey(space))
        .sorted()
        .findFirst();
  }

  private List<DebugTarget> attachToClients() {
    loop.assertOwner();
    return lost ? List.of() : targets.attachToNew(this::onEvent);
  }

  /** Gives a space to a session. */
  DebugTarget claim(AddressSpaceId space, Debuggee owner) throws BackendException {
    if (owners.containsKey(space)) {
      throw new BackendException.InvalidArgument(
          "address space " + space + " is debugged by another client");
    }
    DebugTarget target =
        targets.of(space).orElseThrow(() -> new BackendException.NoSuchSpace(space));
    owners.put(space, owner);
    return target;
  }

  /**
   * A session has left a space, in order. Targets that nobody debugs any more are left too.
   *
   * @param done is called on the loop once that is done
   */
  void release(AddressSpaceId space, Runnable done) {
    owners.remove(space);
    detachUnused(done);
  }

  private void detachUnused(Runnable done) {
    Deque<DebugTarget> unused =
        requests.isEmpty() ? targets.takeUnused(owners::containsKey) : new ArrayDeque<>();
    leaving++;
    detachAll(
        unused,
        () -> {
          leaving--;
          done.run();
          left();
        });
  }

  private void left() {
    if (leaving == 0) {
      List<Runnable> waiting = List.copyOf(afterLeaving);
      afterLeaving.clear();
      waiting.forEach(Runnable::run);
    }
  }

  /**
   * Whether a GPU client is still being left, and so cannot be attached to.
   *
   * @param then is called on the loop when that is over
   */
  private boolean isLeaving(Runnable then) {
    if (leaving > 0) {
      afterLeaving.add(then);
    }
    return leaving > 0;
  }

  private static void detachAll(Deque<DebugTarget> targets, Runnable done) {
    DebugTarget next = targets.poll();
    if (next == null) {
      done.run();
    } else {
      next.detach(() -> detachAll(targets, done));
    }
  }

  /** The space has ended by itself. */
  void gone(AddressSpaceId space) {
    owners.remove(space);
  }

  private void onEvent(Device.GpuClient client, TargetEvent event) {
    loop.assertOwner();
    if (event instanceof TargetEvent.DeviceLost gone) {
      onLost(gone);
      return;
    }
    if (event instanceof TargetEvent.SpaceCreated created) {
      LOG.debug("address space {} created", created.space());
      answerRequests(created.space(), false);
      return;
    }
    if (event instanceof TargetEvent.OfSpace about) {
      Debuggee owner = owners.get(about.space());
      if (owner != null) {
        owner.onEvent(about);
      } else {
        targets.of(client).ifPresent(target -> letGo(target, about));
      }
      startWhatWaits();
    }
  }

  /** Nobody debugs the space, so nothing in it waits for a debugger. */
  private void letGo(DebugTarget target, TargetEvent.OfSpace event) {
    try {
      if (event instanceof TargetEvent.ModuleLoaded loaded) {
        target.releaseModule(loaded.module());
      } else if (event instanceof TargetEvent.Stops stops
          && !stops.batch().isEmpty()
          && !answerRequests(stops.space(), true)) {
        Map<ThreadId, Resume> how =
            stops.batch().stream()
                .collect(Collectors.toMap(ThreadStop::thread, stop -> new Resume.Continue()));
        target.run().resume(how);
      }
    } catch (BackendException e) {
      LOG.warn("{}", e.getMessage());
    }
  }

  private void onLost(TargetEvent.DeviceLost event) {
    if (!lost) {
      lost = true;
      LOG.error("the device is lost: {}", event.why());
      List.copyOf(sessions).forEach(session -> session.deviceLost(event.why()));
    }
  }

  /** Ends every session in order, then closes the device. */
  @Override
  public void close() {
    loop.assertOwner();
    List.copyOf(sessions).forEach(Session::shutDown);
    targets.close();
    device.close();
  }
}
