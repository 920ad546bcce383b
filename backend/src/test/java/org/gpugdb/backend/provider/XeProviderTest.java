package org.gpugdb.backend.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import org.gpugdb.backend.doctor.Identity;
import org.gpugdb.backend.doctor.Machine;
import org.gpugdb.backend.spi.BackendException.InvalidArgument;
import org.gpugdb.backend.spi.BackendException.NotAvailable;
import org.gpugdb.backend.spi.BackendProvider;
import org.gpugdb.backend.spi.ManualLoop;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said where nothing can be debugged. */
class XeProviderTest {
  @TempDir private Path root;

  private void card(int number, String driver, String state) throws IOException {
    Path device = root.resolve("sys/class/drm/card" + number + "/device");
    Files.createDirectories(device);
    Files.createSymbolicLink(device.resolve("driver"), Path.of("../../bus/pci/drivers/" + driver));
    Files.writeString(device.resolve("prelim_enable_eudebug"), state);
    Files.createDirectories(root.resolve("dev/dri"));
    Files.createFile(root.resolve("dev/dri/card" + number));
  }

  private void open(Map<String, String> options) throws Exception {
    int user = (Integer) Files.getAttribute(root, "unix:uid");
    XeProvider provider = new XeProvider(() -> new Machine(root, new Identity(user, Set.of(), 0)));
    var unused = provider.open(options, new ManualLoop());
  }

  private void open(String name, String value) throws Exception {
    open(Map.of(name, value));
  }

  @Test
  void isFoundByItsNameAndLetsClientsChangeNothing() {
    assertThat(ServiceLoader.load(BackendProvider.class))
        .extracting(BackendProvider::name, BackendProvider::allowsChanges)
        .containsExactlyInAnyOrder(tuple("xe", false), tuple("emulated", true));
  }

  @Test
  void saysThatThereIsNoGpu() {
    assertThatThrownBy(() -> open(Map.of()))
        .isInstanceOf(NotAvailable.class)
        .hasMessageStartingWith("GPU: there is no DRM device; an Intel GPU with the xe driver")
        .hasMessageEndingWith("(gpu-gdbserver doctor tells more)");
  }

  @Test
  void saysOfEachGpuWhatIsMissing() throws IOException {
    card(0, "xe", "0");
    card(1, "xe", "0");
    assertThatThrownBy(() -> open(Map.of()))
        .isInstanceOf(NotAvailable.class)
        .hasMessageContaining("card0: debug switch")
        .hasMessageContaining("card1: debug switch")
        .hasMessageContaining("echo 1 | sudo tee");
  }

  @Test
  void listsTheGpusWhereThereIsAChoice() throws IOException {
    card(0, "xe", "1");
    card(1, "xe", "1");
    card(2, "i915", "1");
    assertThatThrownBy(() -> open(Map.of()))
        .isInstanceOf(InvalidArgument.class)
        .hasMessage(
            "several GPUs can be debugged: choose one with --device"
                + " (/dev/dri/card0, /dev/dri/card1)");
  }

  @Test
  void saysWhyTheNamedDeviceCannotBeDebugged() throws IOException {
    card(0, "xe", "0");
    card(1, "amdgpu", "1");
    assertThatThrownBy(() -> open("device", "/dev/dri/card0"))
        .isInstanceOf(NotAvailable.class)
        .hasMessageContaining("prelim_enable_eudebug is 0");
    assertThatThrownBy(() -> open("device", "/dev/dri/card1"))
        .isInstanceOf(NotAvailable.class)
        .hasMessageContaining("its driver is amdgpu");
    assertThatThrownBy(() -> open("device", "/tmp/gpu"))
        .isInstanceOf(NotAvailable.class)
        .hasMessageContaining("this is no device node of a GPU");
  }

  @Test
  void refusesOptionsThatMakeNoSense() throws IOException {
    card(0, "xe", "1");
    assertThatThrownBy(() -> open("image", "x"))
        .isInstanceOf(InvalidArgument.class)
        .hasMessageContaining("no option 'image' (expected one of device, attach, dialect)");
    for (String pid : new String[] {"0", "-5", "me", ""}) {
      assertThatThrownBy(() -> open("attach", pid))
          .isInstanceOf(InvalidArgument.class)
          .hasMessage("--attach: got '" + pid + "' (expected a process id)");
    }
    assertThatThrownBy(() -> open("attach", "4711"))
        .isInstanceOf(NotAvailable.class)
        .hasMessageContaining("process 4711: there is no such process");
  }
}
