package org.gpugdb.backend.emulated.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.gpugdb.backend.emulated.gpu.GpuConfig;
import org.gpugdb.backend.emulated.gpu.Topology;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.kernel.KernelInterface;
import org.gpugdb.backend.uapi.CompleteDialects;
import org.gpugdb.backend.uapi.ConnectLayout.Connect;
import org.gpugdb.backend.uapi.Dialect;
import org.gpugdb.backend.uapi.EngineClassInstanceLayout;
import org.junit.jupiter.api.Test;

/** Virtual functions and debugging exclude each other. */
class SriovTest {
  private static final int PID = 100;
  private static final String COUNT = "sriov_numvfs";

  private static EmulatedKernel machine(PciFunction function, Dialect dialect) {
    return EmulatedKernel.open(
        KernelConfig.of(GpuConfig.deterministic(Topology.TINY, 1))
            .withDialect(dialect)
            .withFunction(function));
  }

  private static Sysfs root(EmulatedKernel kernel, Dialect dialect) {
    return new Sysfs(kernel.process(1, 0, "root"), dialect.enableSwitch());
  }

  @KernelContract("deny-eudebug")
  void denyEudebug() {
    for (Dialect dialect : CompleteDialects.all()) {
      checkVirtualFunction(dialect);
      checkDividedDevice(dialect);
    }
  }

  /** It has no switch, and cannot be debugged. */
  private static void checkVirtualFunction(Dialect dialect) {
    try (EmulatedKernel kernel = machine(PciFunction.VIRTUAL, dialect)) {
      Sysfs root = root(kernel, dialect);
      LocalProcess app = kernel.process(PID, 1000, "app");
      Client client = Client.open(app, dialect);

      assertThat(root.process().list("/sys/class/drm/card0/device"))
          .containsExactly("device", "drm");
      assertThat(root.open(dialect.enableSwitch(), KernelInterface.O_RDONLY))
          .isEqualTo(-Errno.ENOENT);
      int target = dialect.byProcess() ? PID : client.fd();
      assertThat(Debugger.connect(app, dialect, new Connect(0, target, 0, 0)))
          .isEqualTo(-Errno.ENODEV);
      int compute = EngineClassInstanceLayout.COMPUTE;
      assertThat(client.createQueue(client.createVm(), compute, 1)).isEqualTo(-Errno.EPERM);
    }
  }

  /** With virtual functions, the whole device cannot be debugged, either. */
  private static void checkDividedDevice(Dialect dialect) {
    try (EmulatedKernel kernel = machine(PciFunction.PHYSICAL, dialect)) {
      Sysfs root = root(kernel, dialect);
      assertThat(root.enable("0")).isEqualTo(1);
      assertThat(root.write(COUNT, "2")).isEqualTo(1);
      assertThat(root.read(COUNT)).isEqualTo("2\n");

      assertThat(root.enable("1"))
          .isEqualTo(-(dialect.enableSwitch().startsWith("prelim") ? Errno.EBUSY : Errno.EPERM));
      assertThat(root.enabled()).isEqualTo("0\n");
      assertThat(root.enable("0")).as("no change").isEqualTo(1);

      assertThat(root.write(COUNT, "0")).isEqualTo(1);
      assertThat(root.enable("1")).isEqualTo(1);
    }
  }

  @KernelContract("deny-sriov")
  void denySriov() {
    for (Dialect dialect : CompleteDialects.all()) {
      try (EmulatedKernel kernel = machine(PciFunction.PHYSICAL, dialect)) {
        Sysfs root = root(kernel, dialect);
        assertThat(root.enabled()).isEqualTo("1\n");

        assertThat(root.write(COUNT, "1")).isEqualTo(-Errno.EPERM);
        assertThat(root.read(COUNT)).isEqualTo("0\n");
        assertThat(root.write(COUNT, "0")).as("no change").isEqualTo(1);

        assertThat(root.enable("0")).isEqualTo(1);
        assertThat(root.write(COUNT, "1")).isEqualTo(1);
      }
    }
  }

  @Test
  void theNumberOfVirtualFunctionsIsChecked() {
    try (EmulatedKernel kernel = machine(PciFunction.PHYSICAL, Dialect.PRELIM)) {
      Sysfs root = root(kernel, Dialect.PRELIM);
      assertThat(root.enable("0")).isEqualTo(1);
      assertThat(root.read("sriov_totalvfs")).isEqualTo("7\n");

      for (String text : List.of("", "one", "-1", "1x")) {
        assertThat(root.write(COUNT, text)).as(text).isEqualTo(-Errno.EINVAL);
      }
      for (String text : List.of("8", "12345678901234567890")) {
        assertThat(root.write(COUNT, text)).as(text).isEqualTo(-Errno.ERANGE);
      }
      assertThat(root.write(COUNT, "7\n")).isEqualTo(2);
      assertThat(root.write(COUNT, "3")).isEqualTo(-Errno.EBUSY);
      assertThat(root.write("sriov_totalvfs", "9")).isEqualTo(-Errno.EACCES);
      LocalProcess user = kernel.process(2, 1000, "user");
      assertThat(Sysfs.of(user).write(COUNT, "0")).isEqualTo(-Errno.EACCES);
      assertThat(Sysfs.of(user).read(COUNT)).isEqualTo("7\n");
    }
  }
}
