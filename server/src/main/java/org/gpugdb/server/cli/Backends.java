package org.gpugdb.server.cli;

import java.util.List;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.gpugdb.backend.spi.BackendProvider;

/** The back ends that are there. */
final class Backends {
  private final TreeMap<String, BackendProvider> byName = new TreeMap<>();

  private Backends() {}

  /** Those found on the class path. */
  static Backends load() {
    Backends backends = new Backends();
    ServiceLoader.load(BackendProvider.class)
        .forEach(provider -> backends.byName.put(provider.name(), provider));
    return backends;
  }

  List<String> names() {
    return List.copyOf(byName.keySet());
  }

  BackendProvider get(String name) throws UsageException {
    BackendProvider provider = byName.get(name);
    if (provider == null) {
      throw new UsageException(
          "back end: got " + name + " (expected one of " + String.join(", ", names()) + ")");
    }
    return provider;
  }
}
