package org.gpugdb.backend.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.gpugdb.backend.emulated.gpu.GpuConfig;
import org.gpugdb.backend.emulated.gpu.Topology;
import org.gpugdb.backend.emulated.kernel.EmulatedKernel;
import org.gpugdb.backend.emulated.kernel.KernelConfig;
import org.gpugdb.backend.kernel.KernelInterface;
import org.gpugdb.backend.uapi.Dialect;
import org.junit.jupiter.api.Test;

class DebugDataFilesTest {
  private static final String NODE = "/dev/dri/renderD128";

  private static List<Path> directories() throws Exception {
    try (Stream<Path> all = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return all.filter(path -> path.getFileName().toString().startsWith("gpu-debug-data-"))
          .toList();
    }
  }

  @Test
  void aModuleIsInAPrivateDirectoryAsLongAsTheClient() throws Exception {
    KernelConfig config = KernelConfig.of(GpuConfig.deterministic(Topology.TINY, 1));
    List<Path> before = directories();
    try (EmulatedKernel machine = EmulatedKernel.open(config.withDialect(Dialect.V5))) {
      KernelInterface process = machine.process(4711, 0, "host");
      Path directory;
      try (GpuClient client = GpuClient.open(process, NODE, Dialect.V5)) {
        byte[] elf = {1, 2, 3};
        client.bindModule(client.createBuffer(4096), 0, 4096, 0x1000, ByteBuffer.wrap(elf));

        directory =
            directories().stream().filter(d -> !before.contains(d)).findFirst().orElseThrow();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
            .isEqualTo("rwx------");
        assertThat(directory.resolve("elf-0")).hasBinaryContent(elf);
      }
      assertThat(directory).doesNotExist();
    }
  }
}
