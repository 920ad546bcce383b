package org.gpugdb.backend.emulated.gpu;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that executes the hardware threads of its subslices in turns.
 *
 * <p>Others set requests (a launch, a force, a subslice's words) and then {@link #wake} it; it
 * looks at them between slices.
 */
final class Worker implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(Worker.class);

  /**
   * How long an idle worker looks out before it sleeps: what a debugger needs between two steps.
   */
  private static final long SPIN_NANOS = 100_000;

  /** After this it offers its core to others: the debugger may need just this one. */
  private static final long YIELD_NANOS = 20_000;

  private final Engine engine;
  private final Subslice[] subslices;
  private final Placement placement;
  private final SliceRunner runner;
  private final Thread thread;

  /** Subslices by position whose words hold requests. */
  private final AtomicLongArray requests;

  /** Positions of subslices with runnable threads; may name too many. */
  private final BitSet busy = new BitSet();

  private @Nullable Launch launch;
  private volatile int forcesSeen;
  private volatile boolean signalled;
  private volatile boolean parked;
  private volatile boolean stopping;

  /**
   * @param subslices its own, in the order in which they are filled
   */
  Worker(int number, Engine engine, Subslice[] subslices, int quantum) {
    this.engine = engine;
    this.subslices = subslices;
    this.placement = new Placement(engine, subslices, this::started);
    this.runner = new SliceRunner(engine, placement, quantum);
    this.requests = new AtomicLongArray((subslices.length + Long.SIZE - 1) / Long.SIZE);
    this.thread = new Thread(this, "gpu-worker-" + number);
    thread.setDaemon(true);
  }

  /**
   * The workers of a device. Neighbouring subslices belong to different workers, so that small
   * launches spread.
   *
   * @param all gets the subslices in order
   */
  static Worker[] forDevice(GpuConfig config, Engine engine, List<Subslice> all) {
    Topology topology = config.topology();
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < topology.subslices(); i++) {
      order.add(i);
    }
    if (config.seed() != 0) {
      Collections.shuffle(order, new Random(config.seed()));
    }
    int count = Math.min(config.workers(), order.size());
    Worker[] workers = new Worker[count];
    Subslice[] byIndex = new Subslice[order.size()];
    for (int w = 0; w < count; w++) {
      List<Subslice> own = new ArrayList<>();
      for (int i = w; i < order.size(); i += count) {
        Subslice subslice = new Subslice(order.get(i), w, own.size(), topology, config.clock());
        byIndex[subslice.index] = subslice;
        own.add(subslice);
      }
      workers[w] = new Worker(w, engine, own.toArray(Subslice[]::new), config.quantum());
    }
    all.addAll(List.of(byIndex));
    return workers;
  }

  void start() {
    thread.start();
  }

  /** Ends the worker; its threads must be gone. Waits. */
  void stop() throws InterruptedException {
    stopping = true;
    wake(true);
    thread.join();
  }

  Subslice[] subslices() {
    return subslices;
  }

  /**
   * Makes the worker look at what was set before this call. From any thread.
   *
   * @param now whether a slice in progress is cut short
   */
  void wake(boolean now) {
    signalled = true;
    if (now) {
      runner.requestStop();
    }
    if (parked) {
      LockSupport.unpark(thread);
    }
  }

  /** Says that a subslice's words hold requests; {@link #wake} must follow. From any thread. */
  void request(Subslice subslice) {
    int position = subslice.position;
    requests.getAndAccumulate(position / Long.SIZE, 1L << position, (a, b) -> a | b);
  }

  /** The last force that all its threads have seen. */
  int forcesSeen() {
    return forcesSeen;
  }

  @Override
  public void run() {
    while (!stopping) {
      try {
        turn();
      } catch (RuntimeException e) {
        fail(e);
      }
    }
  }

  private void turn() {
    if (signalled) {
      obey();
    }
    placement.place();
    tellAttention();
    if (!runRound()) {
      idle();
    }
  }

  /** Our own mistake costs what is running, not the device. */
  private void fail(RuntimeException e) {
    log.error("{} failed", thread.getName(), e);
    Launch current = launch;
    if (current != null) {
      engine.killFaulty(current.context, "internal error: " + e);
    }
  }

  private void started(EuThread each) {
    Launch current = each.group().launch;
    if (current.dispatch.haltAtEntry()) {
      runner.enterSystemRoutine(each, ExceptionCause.HALTED_AT_ENTRY);
    } else {
      each.subslice.runnable |= 1L << each.bit;
      busy.set(each.subslice.position);
    }
  }

  /** One slice for every runnable thread; false if there is none. */
  private boolean runRound() {
    for (int i = busy.nextSetBit(0); i >= 0; i = busy.nextSetBit(i + 1)) {
      Subslice subslice = subslices[i];
      if (subslice.runnable == 0) {
        busy.clear(i);
      } else {
        runRound(subslice);
      }
    }
    return !busy.isEmpty();
  }

  private void runRound(Subslice subslice) {
    long upTo = -1L;
    for (long next = subslice.runnable; next != 0; next = subslice.runnable & upTo) {
      int bit = Long.numberOfTrailingZeros(next);
      upTo = bit == Long.SIZE - 1 ? 0 : -1L << (bit + 1);
      runner.run(subslice.thread(bit));
      if (signalled) {
        obey();
      }
      tellAttention();
    }
  }

  private void tellAttention() {
    ExecContext context = runner.takeAttentive();
    if (context != null) {
      engine.tellAttention(context);
    }
  }

  @SuppressWarnings("ThreadPriorityCheck") // yields to whom it waits for
  private void idle() {
    long start = System.nanoTime();
    for (long waited = 0; !signalled && waited < SPIN_NANOS; ) {
      if (waited < YIELD_NANOS) {
        Thread.onSpinWait();
      } else {
        Thread.yield();
      }
      waited = System.nanoTime() - start;
    }
    parked = true;
    while (!signalled) {
      LockSupport.park(this);
    }
    parked = false;
  }

  private void obey() {
    signalled = false;
    int forces = engine.forces();
    Launch current = engine.current();
    // Read once: a force that comes later has its own signal. Were it carried out now, that signal
    // would carry it out again, on threads that have been resumed since.
    int force = current == null ? forces : current.lastForce;
    if (current != launch) {
      launch = current;
      placement.begin(current);
    }
    if (current != null && current.isEnding()) {
      dropAll();
    } else {
      obeyRequests();
      if (current != null && force - forcesSeen > 0) {
        placement.place();
        forceAll();
      }
    }
    forcesSeen = Math.max(forces, force);
  }

  private void obeyRequests() {
    for (int word = 0; word < requests.length(); word++) {
      for (long rest = requests.getAndSet(word, 0); rest != 0; rest &= rest - 1) {
        obeyRequests(subslices[word * Long.SIZE + Long.numberOfTrailingZeros(rest)]);
      }
    }
  }

  private void obeyRequests(Subslice subslice) {
    forEach(subslice, subslice.takeResumes(), this::resume);
    forEach(subslice, subslice.takeFaultRetries(), runner::retryFault);
    forEach(subslice, subslice.takeFaultTraps(), runner::trapFault);
    if (subslice.runnable != 0) {
      busy.set(subslice.position);
    }
  }

  /** A step is taken at once: somebody waits for its end, and it takes nobody's turn away. */
  private void resume(EuThread thread) {
    runner.resume(thread);
    if (thread.hardware.stepTrap && (thread.subslice.runnable >>> thread.bit & 1) != 0) {
      runner.run(thread);
    }
  }

  private void forceAll() {
    for (Subslice subslice : subslices) {
      forEach(subslice, subslice.resident(), runner::force);
    }
  }

  private void dropAll() {
    for (Subslice subslice : subslices) {
      Set<WorkGroup> groups = new HashSet<>();
      forEach(
          subslice,
          subslice.resident(),
          each -> {
            groups.add(each.group());
            runner.drop(each);
          });
      groups.forEach(group -> placement.retire(group, subslice));
    }
  }

  /** Takes a thread of this worker. */
  private interface Action {
    void on(EuThread thread);
  }

  private static void forEach(Subslice subslice, long bits, Action action) {
    for (long rest = bits; rest != 0; rest &= rest - 1) {
      action.on(subslice.thread(Long.numberOfTrailingZeros(rest)));
    }
  }
}
