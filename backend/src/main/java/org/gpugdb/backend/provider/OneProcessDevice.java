package org.gpugdb.backend.provider;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.spi.Capabilities;
import org.gpugdb.backend.spi.DebugTarget;
import org.gpugdb.backend.spi.Device;
import org.gpugdb.backend.spi.DeviceInfo;
import org.gpugdb.backend.spi.TargetEvent;

/**
 * A device on which the clients of one process can be debugged, if the user has named it, and no
 * others.
 *
 * @param process its pid; empty for all
 * @param afterwards done when the device is closed
 */
record OneProcessDevice(Device device, OptionalInt process, Runnable afterwards) implements Device {
  @Override
  public DeviceInfo info() {
    return device.info();
  }

  @Override
  public Capabilities capabilities() {
    return device.capabilities();
  }

  private boolean allows(GpuClient client) {
    return process.isEmpty() || client.pid() == process.getAsInt();
  }

  @Override
  public List<GpuClient> clients() {
    return device.clients().stream().filter(this::allows).toList();
  }

  @Override
  public DebugTarget attach(GpuClient client, Consumer<TargetEvent> onLoop)
      throws BackendException {
    if (!allows(client)) {
      throw new BackendException.NotPermitted(
          "process "
              + client.pid()
              + " is not the one to be debugged (--attach "
              + process.getAsInt()
              + ")");
    }
    return device.attach(client, onLoop);
  }

  @Override
  public Optional<Launcher> launcher() {
    return device.launcher();
  }

  @Override
  public void close() {
    device.close();
    afterwards.run();
  }
}
