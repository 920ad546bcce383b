package org.gpugdb.server.fake;

import java.util.Map;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.spi.BackendProvider;
import org.gpugdb.backend.spi.Device;
import org.gpugdb.backend.spi.DeviceLoop;

/** The back end {@code fake}: one space with two threads; takes the option {@code threads}. */
public final class FakeProvider implements BackendProvider {
  @Override
  public String name() {
    return "fake";
  }

  @Override
  public Device open(Map<String, String> options, DeviceLoop loop) throws BackendException {
    for (String option : options.keySet()) {
      if (!option.equals("threads")) {
        throw new BackendException.InvalidArgument("there is no option " + option);
      }
    }
    if (options.containsKey("threads") && options.get("threads").equals("none")) {
      throw new BackendException.DeviceLost("the fake device is broken");
    }
    if (options.containsKey("threads") && options.get("threads").equals("missing")) {
      throw new BackendException.NotAvailable("there is no fake device");
    }
    FakeGpu gpu = new FakeGpu(loop, false);
    gpu.createSpace(1, 2);
    return gpu;
  }
}
