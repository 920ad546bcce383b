package org.gpugdb.backend.eudebug;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.gpugdb.backend.uapi.Event;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The kernel-event thread of one connection: reads events as they come, whatever the loop and its
 * clients are doing, since a full queue stops the GPU client and in the end the session.
 */
final class EventPump {
  private static final Logger log = LoggerFactory.getLogger(EventPump.class);

  /** How long the thread may take to notice that it is to end: nothing else wakes it. */
  private static final int IDLE_MILLIS = 20;

  /** How soon to try again what the kernel was too busy for. */
  private static final int BUSY_MILLIS = 1;

  private static final long JOIN_MILLIS = 5_000;

  private final EventStream stream;
  private final ResourceTracker tracker;
  private final ResourceListener listener;
  private final LongSupplier clock;
  private final Thread thread;
  private volatile boolean stopping;
  private volatile Runnable whenStopped = () -> {};

  private EventPump(
      String name,
      EventStream stream,
      ResourceTracker tracker,
      ResourceListener listener,
      LongSupplier clock) {
    this.stream = stream;
    this.tracker = tracker;
    this.listener = listener;
    this.clock = clock;
    this.thread = new Thread(this::run, name);
    thread.setDaemon(true);
  }

  /**
   * @param clock monotonic, in nanoseconds; read by the thread
   */
  static EventPump start(
      String name,
      EventStream stream,
      ResourceTracker tracker,
      ResourceListener listener,
      LongSupplier clock) {
    EventPump pump = new EventPump(name, stream, tracker, listener, clock);
    pump.thread.start();
    return pump;
  }

  private void run() {
    CatchUp catchUp = new CatchUp(clock.getAsLong());
    try (stream) {
      while (!stopping) {
        boolean busy = catchUp.isUnderWay() || tracker.isWaiting();
        Optional<Event> event = stream.next(busy ? BUSY_MILLIS : IDLE_MILLIS);
        event.ifPresent(tracker::accept);
        tracker.react();
        if (catchUp.ends(clock.getAsLong(), () -> isQuiet(event))) {
          listener.caughtUp();
        }
      }
    } catch (EventStream.EndedException ended) {
      log.debug("debug session: {}", ended.why());
      if (ended.withClient()) {
        tracker.clientEnded();
      } else {
        listener.ended(ended.why());
      }
    } catch (RuntimeException bug) {
      log.error("the kernel-event thread has failed", bug);
      listener.ended("internal error: " + bug);
    } finally {
      whenStopped.run();
    }
  }

  private boolean isQuiet(Optional<Event> event) {
    return event.isEmpty() && !tracker.isWaiting() && !stream.isListing();
  }

  /**
   * Ends the thread. May be called again.
   *
   * @param then run by the thread as the last thing it does, unless it has ended already; then run
   *     here
   */
  void stop(Runnable then) {
    Runnable before = whenStopped;
    Once once =
        new Once(
            () -> {
              before.run();
              then.run();
            });
    whenStopped = once;
    stopping = true;
    if (!thread.isAlive()) {
      once.run();
    }
  }

  /** Waits for the end of the thread after {@link #stop}, within reason. */
  boolean join() {
    try {
      thread.join(JOIN_MILLIS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    return !thread.isAlive();
  }

  /** Runs something the first time only. */
  private static final class Once implements Runnable {
    private final AtomicBoolean done = new AtomicBoolean();
    private final Runnable action;

    Once(Runnable action) {
      this.action = action;
    }

    @Override
    public void run() {
      if (done.compareAndSet(false, true)) {
        action.run();
      }
    }
  }
}
