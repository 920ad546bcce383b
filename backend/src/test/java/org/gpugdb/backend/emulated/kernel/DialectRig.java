package org.gpugdb.backend.emulated.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.gpugdb.backend.emulated.gpu.GpuConfig;
import org.gpugdb.backend.emulated.gpu.Topology;
import org.gpugdb.backend.kernel.UserBlock;
import org.gpugdb.backend.uapi.DebugData;
import org.gpugdb.backend.uapi.DebugDataExtensionLayout;
import org.gpugdb.backend.uapi.DebugDataExtensionLayout.DebugDataExtension;
import org.gpugdb.backend.uapi.DebugDataOps;
import org.gpugdb.backend.uapi.Dialect;
import org.gpugdb.backend.uapi.MetadataType;
import org.gpugdb.backend.uapi.VmBindOpLayout.VmBindOp;

/** A machine of any dialect with one client and somebody who may debug it. */
final class DialectRig implements AutoCloseable {
  static final int PID = 100;
  static final long VA = 0x1a_0000L;
  static final int PAGE = 0x1000;

  final Dialect dialect;
  final ManualClock clock = new ManualClock();
  final EmulatedKernel kernel;
  final LocalProcess app;
  final LocalProcess process;
  final Client client;

  DialectRig(Dialect dialect) {
    this.dialect = dialect;
    this.kernel =
        EmulatedKernel.open(
            KernelConfig.of(GpuConfig.deterministic(Topology.TINY, 1))
                .withDialect(dialect)
                .withClock(clock));
    this.app = kernel.process(PID, 1000, "app");
    this.process = kernel.process(7, 1000, "debugger");
    this.client = Client.open(app, dialect);
  }

  /** What CONNECT has to be given; a new descriptor where it is one. */
  long target() {
    return dialect.byProcess() ? PID : descriptor();
  }

  /** The client's DRM file, taken from its process. */
  int descriptor() {
    int pidfd = process.pidfdOpen(PID, 0);
    int fd = process.pidfdGetfd(pidfd, client.fd(), 0);
    assertThat(fd).isPositive();
    assertThat(process.close(pidfd)).isZero();
    return fd;
  }

  /** A session; the descriptor by which it was opened is closed, as a debugger does. */
  Debugger attach() {
    long target = target();
    Debugger debugger = Debugger.attach(process, dialect, target);
    if (!dialect.byProcess()) {
      assertThat(process.close((int) target)).isZero();
    }
    return debugger;
  }

  /** Says in the dialect's way that a page is the code of a module, with a fence. */
  int bindModule(int vm, int object, UserBlock fence) {
    if (dialect.byProcess()) {
      int elf = client.createMetadata(MetadataType.ELF_BINARY, "elf");
      return client.bind(vm, List.of(Client.map(object, 0, PAGE, VA, client.attach(elf))), fence);
    }
    assertThat(client.bind(vm, List.of(Client.map(object, 0, PAGE, VA, 0)))).isZero();
    return client.bind(vm, List.of(add(DebugData.file(VA, PAGE, "/tmp/elf-0"))), fence);
  }

  VmBindOp add(DebugData data) {
    return operation(operations().add(), data);
  }

  VmBindOp remove(DebugData data) {
    return operation(operations().remove(), data);
  }

  DebugDataOps operations() {
    return dialect.debugDataOps().orElseThrow();
  }

  private VmBindOp operation(int op, DebugData data) {
    return VmBindOp.bare(op).withExtensions(extension(0, 0, data));
  }

  /** A debug data extension in the client's memory. */
  long extension(long next, int name, DebugData data) {
    DebugDataExtensionLayout layout = operations().extension();
    UserBlock block = client.block(layout.size());
    layout.encode(block.bytes(), new DebugDataExtension(next, name, data));
    return block.address();
  }

  @Override
  public void close() {
    kernel.close();
  }
}
