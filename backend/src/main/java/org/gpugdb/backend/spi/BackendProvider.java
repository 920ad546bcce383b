package org.gpugdb.backend.spi;

import java.nio.file.Path;
import java.util.List;
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

  /**
   * Whether clients may change what they debug unless the user says otherwise: only where no slip
   * can hit work that somebody needs.
   */
  default boolean allowsChanges() {
    return false;
  }

  /**
   * A program that runs a kernel again and again, in a process of its own, on a device that this
   * provider has opened.
   *
   * <p>It prints a line a second, {@code heartbeat SECONDS count N worst-gap-ms X results-checked N
   * wrong N}; for each line on its standard input {@code phase SECONDS count N p50-gap-ms X
   * p99.9-gap-ms X worst-gap-ms X results-checked N wrong N}, about the time since the last one; it
   * ends when that does.
   *
   * @param node the option {@code device} with which the device was opened
   * @param kernel its name
   * @param workItems about how many each dispatch has
   * @return the name of a class with a main method, and its arguments
   * @throws BackendException.InvalidArgument with a sentence for the user when there is no such
   *     kernel, or no such program
   */
  default List<String> sampleHost(Path node, String kernel, int workItems)
      throws BackendException.InvalidArgument {
    throw new BackendException.InvalidArgument("the back end " + name() + " has no sample program");
  }
}
