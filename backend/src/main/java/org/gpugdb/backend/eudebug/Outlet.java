package org.gpugdb.backend.eudebug;

import java.util.function.Consumer;
import org.gpugdb.backend.spi.DeviceLoop;
import org.gpugdb.backend.spi.TargetEvent;

/**
 * Hands events to the owner of a target. An answer can be there before the request has returned, so
 * it waits for the loop's next turn; after {@link #close} none comes any more. Confined to the
 * device loop.
 */
final class Outlet implements Consumer<TargetEvent> {
  private final DeviceLoop loop;
  private final Consumer<TargetEvent> owner;
  private boolean closed;

  Outlet(DeviceLoop loop, Consumer<TargetEvent> owner) {
    this.loop = loop;
    this.owner = owner;
  }

  @Override
  public void accept(TargetEvent event) {
    loop.execute(
        () -> {
          if (!closed) {
            owner.accept(event);
          }
        });
  }

  void close() {
    closed = true;
  }
}
