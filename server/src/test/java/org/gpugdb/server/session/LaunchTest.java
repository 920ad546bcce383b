package org.gpugdb.server.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.gpugdb.backend.spi.AddressSpaceId;
import org.gpugdb.backend.spi.Capabilities;
import org.gpugdb.backend.spi.DebugTarget;
import org.gpugdb.backend.spi.Device;
import org.gpugdb.backend.spi.DeviceInfo;
import org.gpugdb.backend.spi.ManualLoop;
import org.gpugdb.backend.spi.TargetEvent;
import org.gpugdb.server.fake.FakeGpu;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A program that is started again while its last run is still debugged. */
class LaunchTest {
  private static final Device.GpuClient LAST = new Device.GpuClient(4711, "host", 1);
  private static final Device.GpuClient NEXT = new Device.GpuClient(4711, "host", 2);

  private final ManualLoop loop = new ManualLoop();
  private final FakeGpu lastRun = new FakeGpu(loop, false);
  private final FakeGpu nextRun = new FakeGpu(loop, false);
  private final List<String> log = new ArrayList<>();
  private final List<Optional<AddressSpaceId>> found = new ArrayList<>();
  private final Program program = new Program();
  private DebuggedDevice device;

  @BeforeEach
  void debug() {
    device = new DebuggedDevice(program, loop, SessionOptions.standard("0"));
    lastRun.createSpace(1, 2);
    device.discover(() -> log.add("discovered"));
    loop.runAll();
    assertThat(taken()).containsExactly("attach 1", "discovered");
  }

  private FakeGpu run(Device.GpuClient client) {
    return client.equals(LAST) ? lastRun : nextRun;
  }

  private List<String> taken() {
    List<String> taken = List.copyOf(log);
    log.clear();
    return taken;
  }

  private void launch() throws Exception {
    device.launch(found::add);
    loop.runAll();
  }

  @Test
  void nothingNewAppearsBeforeTheEndOfTheOldIsTold() throws Exception {
    program.next = NEXT;
    launch();
    assertThat(taken()).containsExactly("kill");
    lastRun.exit(1, 0);
    loop.runAll();
    assertThat(taken()).containsExactly("attach 2", "start");
    assertThat(found).containsExactly(Optional.of(new AddressSpaceId(1)));
    loop.advance(2_000_000_000L);
    assertThat(taken()).as("started once").isEmpty();
  }

  @Test
  void anEndThatIsNotToldIsNotWaitedForForEver() throws Exception {
    program.next = NEXT;
    launch();
    loop.advance(999_999_999L);
    assertThat(taken()).containsExactly("kill");
    loop.advance(1);
    assertThat(taken()).containsExactly("attach 2", "start");
    loop.advance(2_000_000_000L);
    assertThat(taken()).isEmpty();
  }

  @Test
  void aClientThatStaysIsNotWaitedFor() throws Exception {
    program.next = LAST;
    launch();
    assertThat(taken()).containsExactly("kill", "start");
  }

  /** A device whose program has a client for every run. */
  private final class Program implements Device, Device.Launcher {
    private GpuClient current = LAST;
    private GpuClient next = LAST;

    @Override
    public List<GpuClient> clients() {
      return List.of(current);
    }

    @Override
    public DebugTarget attach(GpuClient client, Consumer<TargetEvent> onLoop) {
      log.add("attach " + client.file());
      return run(client).attach(client, onLoop);
    }

    @Override
    public Optional<Launcher> launcher() {
      return Optional.of(this);
    }

    @Override
    public boolean isRunning() {
      return true;
    }

    @Override
    public boolean haltsAtEntry() {
      return false;
    }

    @Override
    public void kill() {
      log.add("kill");
      current = next;
    }

    @Override
    public void start() {
      log.add("start");
      run(current).createSpace(1, 2);
    }

    @Override
    public DeviceInfo info() {
      return lastRun.info();
    }

    @Override
    public Capabilities capabilities() {
      return lastRun.capabilities();
    }

    @Override
    public void close() {}
  }
}
