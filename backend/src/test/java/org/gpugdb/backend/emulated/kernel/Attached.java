package org.gpugdb.backend.emulated.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.gpugdb.backend.eu.RiscvEu;
import org.gpugdb.backend.eudebug.EudebugDevice;
import org.gpugdb.backend.eudebug.ThreadLoop;
import org.gpugdb.backend.kernel.KernelInterface;
import org.gpugdb.backend.spi.AddressSpaceId;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.spi.DebugTarget;
import org.gpugdb.backend.spi.Device.GpuClient;
import org.gpugdb.backend.spi.TargetEvent;
import org.gpugdb.backend.uapi.Dialect;
import org.jspecify.annotations.Nullable;

/** The real debugger on the emulated kernel, with a device loop of its own. */
final class Attached implements AutoCloseable {
  final ThreadLoop loop = new ThreadLoop();
  private final BlockingQueue<TargetEvent> events = new LinkedBlockingQueue<>();
  private final EudebugDevice device;
  private @Nullable DebugTarget target;

  /** Opens the device for a debugger whose process makes the calls of {@code kernel}. */
  Attached(KernelInterface kernel) throws BackendException {
    device =
        EudebugDevice.open(
            kernel,
            new EudebugDevice.Options(
                "emulated:test",
                "test",
                "/dev/dri/renderD128",
                Dialect.PRELIM,
                Optional.empty(),
                /* moduleDeadlineNanos= */ 0),
            loop,
            version -> Optional.of(new RiscvEu()));
  }

  Attached attach(int pid) throws Exception {
    target = loop.call(() -> device.attach(new GpuClient(pid, "app"), events::add));
    return this;
  }

  DebugTarget target() {
    return Objects.requireNonNull(target);
  }

  /** Something to do on the loop that gives nothing. */
  interface Action {
    void run() throws Exception;
  }

  void onLoop(Action action) throws Exception {
    loop.call(
        () -> {
          action.run();
          return true;
        });
  }

  <T> T ask(Callable<T> question) throws Exception {
    return loop.call(question);
  }

  /** The next event of a kind; others are dropped. */
  <E extends TargetEvent> E await(Class<E> kind) throws InterruptedException {
    while (true) {
      TargetEvent event = events.poll(60, TimeUnit.SECONDS);
      assertThat(event).as("%s", kind.getSimpleName()).isNotNull();
      if (kind.isInstance(event)) {
        return kind.cast(event);
      }
    }
  }

  /** The only space, once there is one. */
  AddressSpaceId space() throws Exception {
    while (ask(() -> target().spaces().isEmpty())) {
      Thread.onSpinWait();
    }
    return ask(() -> target().spaces().iterator().next());
  }

  @Override
  public void close() {
    try {
      onLoop(device::close);
    } catch (Exception failure) {
      throw new AssertionError("closing the device", failure);
    } finally {
      loop.close();
    }
  }
}
