package org.gpugdb.backend.eudebug;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalLong;
import org.gpugdb.backend.eu.RiscvEu;
import org.gpugdb.backend.spi.AddressSpaceId;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.spi.LoadedModule;
import org.gpugdb.backend.spi.ManualLoop;
import org.gpugdb.backend.spi.TargetEvent;
import org.gpugdb.backend.spi.TargetEvent.ModuleGone;
import org.gpugdb.backend.spi.TargetEvent.ModuleLoaded;
import org.gpugdb.backend.spi.TargetEvent.SpaceCreated;
import org.gpugdb.backend.spi.TargetEvent.SpaceGone;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SpacesTest {
  private static final VmKey VM = new VmKey(1, 2);
  private static final VmKey OTHER = new VmKey(1, 3);
  private static final AddressSpaceId P1 = new AddressSpaceId(1);
  private static final AddressSpaceId P2 = new AddressSpaceId(2);
  private static final long BASE = 0x4000_1000_0000L;
  private static final long DEADLINE = 5_000_000_000L;

  private final ScriptedKernel kernel = new ScriptedKernel();
  private final ManualLoop loop = new ManualLoop();
  private final List<TargetEvent> events = new ArrayList<>();
  private final SpaceNumbers numbers = new SpaceNumbers();
  private Spaces spaces;

  @BeforeEach
  void create() throws Exception {
    Session session = kernel.session();
    spaces = connection(session);
    spaces.vmCreated(VM);
  }

  private Spaces connection(Session session) {
    Spaces connected = unannounced(session);
    connected.caughtUp();
    return connected;
  }

  private Spaces unannounced(Session session) {
    return new Spaces(
        loop,
        numbers,
        () -> new VmState(loop, new RiscvEu(), ScriptedEu.TOPOLOGY, true),
        new EuControl(kernel, session, ScriptedEu.TOPOLOGY),
        new HeldFences(session, loop),
        DEADLINE,
        events::add);
  }

  @Test
  void whatWasThereBeforeAppearsWithAllItHas() throws Exception {
    Spaces late = unannounced(kernel.session());
    late.vmCreated(VM);
    late.queueCreated(VM, 5, contexts(5));
    late.moduleLoaded(VM, 1, BASE, elf("vadd-O0.elf"), OptionalLong.empty());
    assertThat(take()).isEmpty();
    late.caughtUp();
    assertThat(take()).containsExactly(new SpaceCreated(P1));
    assertThat(late.get(P1).modules()).hasSize(1);
    late.vmCreated(OTHER);
    late.queueCreated(OTHER, 6, contexts(6));
    assertThat(take()).containsExactly(new SpaceCreated(P2));
  }

  @Test
  void whatEndsBeforeItAppearsIsToldAllTheSame() throws Exception {
    Spaces late = unannounced(kernel.session());
    late.vmCreated(VM);
    late.queueCreated(VM, 5, contexts(5));
    late.queueDestroyed(VM, 5);
    assertThat(take()).containsExactly(new SpaceCreated(P1), new SpaceGone(P1, 0));
    late.queueCreated(VM, 6, contexts(6));
    late.vmDestroyed(VM);
    assertThat(take()).containsExactly(new SpaceCreated(P1), new SpaceGone(P1, 0));
  }

  private static List<ExecContext> contexts(long queue) {
    return List.of(new ExecContext(1, queue, queue));
  }

  private static ByteBuffer elf(String name) throws Exception {
    try (InputStream in = SpacesTest.class.getResourceAsStream("/org/gpugdb/kernels/" + name)) {
      return ByteBuffer.wrap(in.readAllBytes());
    }
  }

  private void load(VmKey vm, int module, String file, OptionalLong fence) throws Exception {
    spaces.moduleLoaded(vm, module, BASE, elf(file), fence);
  }

  private List<TargetEvent> take() {
    List<TargetEvent> taken = List.copyOf(events);
    events.clear();
    return taken;
  }

  @Test
  void spaceHasANumberFromItsFirstQueueToItsLast() {
    assertThat(spaces.announced()).isEmpty();
    spaces.queueCreated(VM, 5, contexts(5));
    spaces.queueCreated(VM, 6, contexts(6));
    assertThat(take()).containsExactly(new SpaceCreated(P1));
    spaces.queueDestroyed(VM, 5);
    assertThat(take()).isEmpty();
    spaces.queueDestroyed(VM, 6);
    assertThat(take()).containsExactly(new SpaceGone(P1, 0));
    assertThatThrownBy(() -> spaces.get(P1)).isInstanceOf(BackendException.NoSuchSpace.class);
  }

  @Test
  void numbersAreTheLowestThatAreFree() {
    spaces.vmCreated(OTHER);
    spaces.queueCreated(VM, 5, contexts(5));
    spaces.queueCreated(OTHER, 6, contexts(6));
    assertThat(spaces.announced()).containsExactly(P1, P2);
    spaces.vmDestroyed(VM);
    spaces.vmCreated(VM);
    spaces.queueCreated(VM, 7, contexts(7));
    assertThat(take())
        .containsExactly(
            new SpaceCreated(P1), new SpaceCreated(P2), new SpaceGone(P1, 0), new SpaceCreated(P1));
  }

  @Test
  void noTwoConnectionsGiveOneNumber() throws Exception {
    Spaces second = connection(kernel.session());
    second.vmCreated(VM);
    spaces.queueCreated(VM, 5, contexts(5));
    second.queueCreated(VM, 5, contexts(5));
    assertThat(spaces.announced()).containsExactly(P1);
    assertThat(second.announced()).containsExactly(P2);
    spaces.close();
    Spaces third = connection(kernel.session());
    third.vmCreated(VM);
    third.queueCreated(VM, 5, contexts(5));
    assertThat(third.announced()).containsExactly(P1);
  }

  @Test
  void heldModuleBringsItsSpaceForth() throws Exception {
    load(VM, 1, "vadd-O0.elf", OptionalLong.of(77));
    List<TargetEvent> seen = take();
    assertThat(seen.get(0)).isEqualTo(new SpaceCreated(P1));
    LoadedModule module = ((ModuleLoaded) seen.get(1)).module();
    assertThat(module.name()).isEqualTo("vadd.elf");
    assertThat(module.loadAddress()).isEqualTo(BASE);
    assertThat(module.executable()).isFalse();
    assertThat(kernel.acknowledged).isEmpty();
    spaces.release(module);
    spaces.release(module);
    assertThat(kernel.acknowledged).containsExactly(77L);
    spaces.queueCreated(VM, 5, contexts(5));
    assertThat(take()).isEmpty();
  }

  @Test
  void modulesFoundAtConnectAreListedProgramFirst() throws Exception {
    load(VM, 1, "vadd-O0.elf", OptionalLong.empty());
    load(VM, 2, "firmware.elf", OptionalLong.empty());
    assertThat(take()).isEmpty();
    spaces.queueCreated(VM, 5, contexts(5));
    assertThat(take()).containsExactly(new SpaceCreated(P1));
    assertThat(spaces.get(P1).modules())
        .extracting(LoadedModule::name)
        .containsExactly("firmware.elf", "vadd.elf");
  }

  @Test
  void movedModuleKeepsItsDistances() throws Exception {
    spaces.moduleLoaded(VM, 1, BASE + 0x50_0000, elf("reduce-O0.elf"), OptionalLong.of(1));
    Space space = spaces.get(P1);
    long slide = BASE + 0x50_0000 - 0x4000_1200_0000L;
    assertThat(space.symbol("reduce.tmp")).hasValue(0x4000_1280_0000L + slide);
    assertThat(space.slmWindows())
        .extracting(AddressMap.Range::start)
        .containsExactly(0x4000_1280_0000L + slide);
  }

  @Test
  void clientGoesOnByItselfAfterTheDeadline() throws Exception {
    load(VM, 1, "vadd-O0.elf", OptionalLong.of(77));
    loop.advance(DEADLINE - 1);
    assertThat(kernel.acknowledged).isEmpty();
    loop.advance(1);
    assertThat(kernel.acknowledged).containsExactly(77L);
  }

  @Test
  void fenceOfSeveralModulesWaitsForAll() throws Exception {
    load(VM, 1, "vadd-O0.elf", OptionalLong.of(77));
    load(VM, 2, "reduce-O0.elf", OptionalLong.of(77));
    List<LoadedModule> modules = spaces.get(P1).modules();
    spaces.release(modules.get(0));
    assertThat(kernel.acknowledged).isEmpty();
    spaces.release(modules.get(1));
    assertThat(kernel.acknowledged).containsExactly(77L);
  }

  @Test
  void fenceIsAcknowledgedOnceTheKernelIsNotBusyAnyMore() throws Exception {
    load(VM, 1, "vadd-O0.elf", OptionalLong.of(77));
    kernel.discovering = true;
    spaces.release(spaces.get(P1).modules().get(0));
    loop.advance(10_000_000);
    assertThat(kernel.acknowledged).isEmpty();
    kernel.discovering = false;
    loop.advance(10_000_000);
    assertThat(kernel.acknowledged).containsExactly(77L);
  }

  @Test
  void contextThatAttentionTellsIsOneOfItsQueue() {
    spaces.queueCreated(VM, 5, contexts(5));
    ExecContext told = new ExecContext(1, 5, 261);
    spaces.attention(told, 9, new BitSet());
    spaces.attention(new ExecContext(1, 6, 1), 10, new BitSet());
    assertThat(spaces.all().iterator().next().contexts()).containsExactly(contexts(5).get(0), told);
  }

  @Test
  void endOfTheSpaceLetsItsModulesGo() throws Exception {
    load(VM, 1, "vadd-O0.elf", OptionalLong.of(77));
    spaces.vmDestroyed(VM);
    assertThat(kernel.acknowledged).containsExactly(77L);
  }

  @Test
  void damagedModuleHoldsNobody() {
    spaces.moduleLoaded(VM, 1, BASE, ByteBuffer.allocate(100), OptionalLong.of(77));
    assertThat(kernel.acknowledged).containsExactly(77L);
    assertThat(take()).isEmpty();
  }

  @Test
  void unloadedModuleIsGone() throws Exception {
    load(VM, 1, "vadd-O0.elf", OptionalLong.of(77));
    take();
    spaces.moduleUnloaded(VM, 1);
    assertThat(take()).hasSize(1).first().isInstanceOf(ModuleGone.class);
    assertThat(kernel.acknowledged).containsExactly(77L);
    assertThat(spaces.get(P1).modules()).isEmpty();
  }

  @Test
  void fileOfASpaceThatIsGoneIsClosed() {
    spaces.vmDestroyed(VM);
    spaces.vmOpened(VM, new VmFile(kernel, 9, 48));
    assertThat(kernel.closed).containsExactly(9);
  }

  @Test
  void endOfTheSessionIsTheLossOfTheDevice() {
    spaces.queueCreated(VM, 5, contexts(5));
    take();
    spaces.ended("gone");
    assertThat(take()).containsExactly(new TargetEvent.DeviceLost("gone"));
    assertThat(spaces.announced()).isEmpty();
  }
}
