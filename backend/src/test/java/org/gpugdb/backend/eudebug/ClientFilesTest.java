package org.gpugdb.backend.eudebug;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientFilesTest {
  private static final String ROOT = "/proc/1234/root";

  private final ScriptedKernel kernel = new ScriptedKernel();
  private final ClientFiles files = new ClientFiles(kernel, 1234);

  @BeforeEach
  void create() {
    byte[] content = new byte[(1 << 20) + 5];
    content[1 << 20] = 7;
    kernel.files.put(ROOT + "/tmp/elf-1", content);
    kernel.files.put(ROOT + "/etc/shadow", new byte[9]);
    kernel.files.put("/etc/shadow", new byte[9]);
  }

  @Test
  void filesAreReadInTheRootOfTheProcess() {
    ByteBuffer content = files.read("/tmp/elf-1").orElseThrow();
    assertThat(content.remaining()).isEqualTo((1 << 20) + 5);
    assertThat(content.get(1 << 20)).isEqualTo((byte) 7);
    assertThat(content.isReadOnly()).isTrue();
    assertThat(kernel.closed).hasSize(1);
    assertThat(kernel.blocks.open()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/run/elf-1", "/a/b/../../tmp/./elf-1", "/../tmp//elf-1", "/far/elf-1", "/x"})
  void linksLeadWhereTheyLeadTheProcess(String path) {
    kernel.links.put(ROOT + "/run", "/tmp");
    kernel.links.put(ROOT + "/far", "run/../run");
    kernel.links.put(ROOT + "/x", "/far/elf-1");
    assertThat(files.read(path)).isPresent();
  }

  @Test
  void linkToTheTopIsTheTopOfTheProcess() {
    kernel.links.put(ROOT + "/up", "../../../..");
    kernel.files.remove(ROOT + "/etc/shadow");
    assertThat(files.read("/up/etc/shadow")).isEmpty();
    assertThat(files.read("/up/tmp/elf-1")).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tmp/elf-1",
        "",
        "/nothing",
        "/proc/self/environ",
        "/dev/watchdog",
        "/sys/a",
        "/loop/elf-1"
      })
  void whatIsNoFileOnADiskIsRefused(String path) {
    kernel.links.put(ROOT + "/loop", "/loop");
    for (String name : new String[] {"/proc/self/environ", "/dev/watchdog", "/sys/a"}) {
      kernel.files.put(ROOT + name, new byte[1]);
    }
    assertThat(files.read(path)).isEmpty();
    assertThat(kernel.blocks.open()).isZero();
  }

  @Test
  void sharedMemoryHoldsFiles() {
    kernel.files.put(ROOT + "/dev/shm/elf", new byte[3]);
    assertThat(files.read("/dev/shm/elf")).isPresent();
  }

  @Test
  void fileThatWasReplacedMeanwhileIsRefused() {
    kernel.links.put("/proc/self/fd/100", "/etc/shadow");
    assertThat(files.read("/tmp/elf-1")).isEmpty();
    assertThat(kernel.closed).containsExactly(100);
  }

  @Test
  void rootOfAnotherNamespaceIsToldWithItsPlace() {
    kernel.links.put(ROOT, "/var/jail");
    kernel.links.put("/proc/self/fd/100", "/var/jail/tmp/elf-1");
    assertThat(files.read("/tmp/elf-1")).isPresent();
  }
}
