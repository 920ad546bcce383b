package org.gpugdb.backend.spi;

import java.util.Map;

/** One kind of back end, found by its name through {@link java.util.ServiceLoader}. */
public interface BackendProvider {
  /** The name given to {@code --backend}. */
  String name();

  /**
   * Opens a device.
   *
   * @param options the provider's own options, by name; unknown names are refused
   * @throws BackendException.InvalidArgument with a sentence for the user when an option is wrong
   */
  Device open(Map<String, String> options, DeviceLoop loop) throws BackendException;
}
