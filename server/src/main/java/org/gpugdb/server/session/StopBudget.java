package org.gpugdb.server.session;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.gpugdb.backend.spi.DeviceLoop;

/**
 * The time for which a client may keep threads stopped without saying anything: stopped threads
 * hold memory and fences that others wait for. Confined to the device loop.
 */
final class StopBudget {
  private final DeviceLoop loop;
  private final long nanos;
  private final BooleanSupplier holds;
  private final Runnable spent;
  private long restarted;
  private boolean closed;

  /**
   * @param holds whether any thread is stopped now
   * @param spent is called once, when the budget is used up
   */
  StopBudget(DeviceLoop loop, Duration budget, BooleanSupplier holds, Runnable spent) {
    this.loop = loop;
    this.nanos = budget.toNanos();
    this.holds = holds;
    this.spent = spent;
    restart();
    loop.schedule(this::check, nanos);
  }

  /** The client has said something, or was told of a stop. */
  void restart() {
    restarted = loop.nanoTime();
  }

  private void check() {
    if (closed) {
      return;
    }
    long left = restarted + nanos - loop.nanoTime();
    if (left <= 0 && holds.getAsBoolean()) {
      closed = true;
      spent.run();
    } else {
      loop.schedule(this::check, left > 0 ? left : nanos);
    }
  }

  void close() {
    closed = true;
  }
}
