package org.gpugdb.backend.provider;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.gpugdb.backend.emulated.gpu.GpuConfig;
import org.gpugdb.backend.emulated.gpu.Topology;
import org.gpugdb.backend.emulated.kernel.EmulatedKernel;
import org.gpugdb.backend.emulated.kernel.KernelConfig;
import org.gpugdb.backend.emulated.remote.KernelServer;
import org.gpugdb.backend.emulated.remote.SharedVideoMemory;
import org.gpugdb.backend.spi.BackendException.InvalidArgument;
import org.gpugdb.backend.uapi.Dialect;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The emulated machine, and the socket by which other processes use it, if there is one. */
final class EmulatedMachine implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EmulatedMachine.class);

  private final EmulatedKernel kernel;
  private final @Nullable SharedVideoMemory memory;
  private final @Nullable KernelServer server;

  private EmulatedMachine(
      EmulatedKernel kernel, @Nullable SharedVideoMemory memory, @Nullable KernelServer server) {
    this.kernel = kernel;
    this.memory = memory;
    this.server = server;
  }

  /**
   * @param node the socket that stands for the device node; empty if no other process uses it
   */
  static EmulatedMachine open(String preset, Dialect dialect, Optional<String> node)
      throws InvalidArgument {
    KernelConfig config =
        KernelConfig.of(GpuConfig.parallel(Topology.preset(preset))).withDialect(dialect);
    return node.isPresent()
        ? serving(config, node.get())
        : new EmulatedMachine(EmulatedKernel.open(config), null, null);
  }

  private static EmulatedMachine serving(KernelConfig config, String node) throws InvalidArgument {
    try {
      Path socket = Path.of(node);
      SharedVideoMemory memory = SharedVideoMemory.create();
      EmulatedKernel kernel = EmulatedKernel.open(config.withVideoMemory(memory));
      try {
        KernelServer server = KernelServer.open(kernel, memory, socket);
        return new EmulatedMachine(kernel, memory, server);
      } catch (IOException | RuntimeException e) {
        kernel.close();
        memory.close();
        throw e;
      }
    } catch (IOException | InvalidPathException e) {
      throw new InvalidArgument("--device: " + e.getMessage());
    }
  }

  EmulatedKernel kernel() {
    return kernel;
  }

  @Override
  public void close() {
    try {
      if (server != null) {
        server.close();
      }
    } catch (IOException e) {
      log.warn("the device node stays behind: {}", e.getMessage());
    }
    kernel.close();
    if (memory != null) {
      memory.close();
    }
  }
}
