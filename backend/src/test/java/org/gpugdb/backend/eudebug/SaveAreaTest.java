package org.gpugdb.backend.eudebug;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.gpugdb.backend.eu.RiscvEu;
import org.gpugdb.backend.eu.SavedThread;
import org.gpugdb.backend.eu.StateBases;
import org.gpugdb.backend.eu.Topology;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.uapi.RegisterSet;
import org.gpugdb.backend.uapi.RiscvEuLayout;
import org.gpugdb.backend.uapi.SaveAreaProducts;
import org.gpugdb.backend.uapi.SrIdentLayout;
import org.gpugdb.backend.uapi.StateSaveAreaLayout;
import org.gpugdb.backend.uapi.StateSaveAreaLayout.Geometry;
import org.gpugdb.backend.uapi.StateSaveAreaLayout.Header;
import org.gpugdb.backend.uapi.StateSaveAreaLayout.Set;
import org.gpugdb.backend.uapi.StateSaveAreaLayout.Version;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SaveAreaTest {
  private static final long AREA = 0x7000_0000L;

  /** Room for twice as many DSS as there are: what the header counts is what addresses count. */
  private static final Geometry GEOMETRY = new Geometry(2, 4, 8, 8);

  private static final Topology TOPOLOGY = new Topology(2, 2, 8, 8);

  private final ScriptedKernel kernel = new ScriptedKernel();
  private final VmFile file = new VmFile(kernel, ScriptedKernel.VM_FD, 48);

  private Optional<SaveArea> open(Topology topology, boolean bindless) throws BackendException {
    return SaveArea.open(
        file,
        AREA,
        topology,
        new RiscvEu(),
        new SaveArea.Surroundings() {
          @Override
          public boolean isBindless() {
            return bindless;
          }

          @Override
          public StateBases bases() {
            return StateBases.NONE;
          }
        });
  }

  private ByteBuffer map(Header header) {
    ByteBuffer memory = kernel.memory.map(AREA, (int) header.areaBytes());
    StateSaveAreaLayout.encode(memory, header);
    return memory;
  }

  @ParameterizedTest
  @ValueSource(strings = {"pvc", "xe2", "xe3"})
  void threadsAreFoundByTheCountsInTheHeader(String product) throws Exception {
    Header header = new SaveAreaProducts().header(product, GEOMETRY);
    ByteBuffer memory = map(header);
    Map<Integer, Integer> counts = Map.of(0, 1, 127, 3, 128, 5, 255, 7);
    counts.forEach(
        (slot, count) -> {
          Topology.Place at = TOPOLOGY.place(slot);
          int number = GEOMETRY.slot(at.slice(), at.dss(), at.eu(), at.thread());
          int offset = (int) header.slotOffset(number) + header.srMagicOffset();
          SrIdentLayout.encode(memory.slice(offset, 20), 0, count);
        });

    SaveArea area = open(TOPOLOGY, false).orElseThrow();
    List<String> seen = new ArrayList<>();
    BitSet slots = new BitSet();
    slots.set(0, TOPOLOGY.slots());
    area.visit(
        slots,
        (slot, saved) -> {
          saved.count().ifPresent(c -> seen.add(slot + ":" + c));
          return false;
        });

    assertThat(seen).containsExactly("0:1", "127:3", "128:5", "255:7");
    assertThat(area.read(255).count()).hasValue(7);
  }

  @Test
  void areaThatIsNotThereYetIsNoError() throws Exception {
    assertThat(open(TOPOLOGY, false)).isEmpty();
    kernel.memory.map(AREA, 0x1000);
    assertThat(open(TOPOLOGY, false)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "16, 4, of version 4",
    "16, 5, of version 5",
    "24, 1, too small for",
    "0, 1, wrong magic",
    "20, 3, only 24 bytes",
    "212, 0, without control or command register",
    "324, 0, without control or command register"
  })
  void areaThatCannotBeUsedIsRefusedWithASentence(int offset, byte value, String part) {
    ByteBuffer memory = map(new SaveAreaProducts().header("xe3", GEOMETRY));
    memory.put(offset, value);
    assertThatThrownBy(() -> open(TOPOLOGY, false))
        .isInstanceOf(BackendException.InvalidArgument.class)
        .hasMessageContaining("state save area")
        .hasMessageContaining(part);
  }

  /** A system routine without commands, as the first ones were. */
  private static Header first() {
    Header xe2 = new SaveAreaProducts().header("xe2", GEOMETRY);
    Map<Set, RegisterSet> sets = new EnumMap<>(xe2.registerSets());
    sets.remove(Set.CMD);
    return new Header(
        new Version(1, 0, 0),
        xe2.headerBytes(),
        GEOMETRY,
        0,
        xe2.stateSaveSize(),
        0,
        0,
        xe2.srMagicOffset(),
        xe2.fifo(),
        0,
        sets);
  }

  @ParameterizedTest
  @CsvSource({"true, 0x4064", "false, 16"})
  void firstVersionLeavesByABitInARegister(boolean bindless, Integer offset) throws Exception {
    map(first());
    SaveArea area = open(TOPOLOGY, bindless).orElseThrow();
    SavedThread saved = area.read(9);
    area.orderToLeave(saved);
    assertThat(saved.bytes(offset, 4).getInt(0)).isEqualTo(0x4000_0000);
  }

  @Test
  void laterVersionsLeaveByCommand() throws Exception {
    map(new SaveAreaProducts().header("pvc", GEOMETRY));
    SaveArea area = open(TOPOLOGY, true).orElseThrow();
    SavedThread saved = area.read(9);
    saved.bytes(area.commandOffset(), 4).putInt(0, StateSaveAreaLayout.CMD_READY);
    area.orderToLeave(saved);
    assertThat(saved.bytes(area.commandOffset(), 4).getInt(0))
        .isEqualTo(StateSaveAreaLayout.CMD_RESUME);
    assertThat(saved.bytes(0x4064, 4).getInt(0)).isZero();
  }

  @ParameterizedTest
  @CsvSource({"1, 9, false, false", "2, 0, true, false", "2, 1, true, true", "3, 0, true, true"})
  void commandsDependOnTheVersion(int major, int minor, boolean commands, boolean memory) {
    Version version = new Version(major, minor, 0);
    assertThat(version.hasCommands()).isEqualTo(commands);
    assertThat(version.hasMemoryCommands()).isEqualTo(memory);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void damagedHeadersNeitherCrashNorLoop(long seed) throws Exception {
    Random random = new Random(seed);
    Topology tiny = new Topology(1, 1, 2, 4);
    Header header = RiscvEuLayout.header(new Geometry(1, 1, 2, 4));
    ByteBuffer memory = map(header).order(ByteOrder.LITTLE_ENDIAN);
    BitSet all = new BitSet();
    all.set(0, tiny.slots());
    int opened = 0;
    for (int i = 0; i < 300; i++) {
      StateSaveAreaLayout.encode(memory, header);
      for (int k = 1 + random.nextInt(3); k > 0; k--) {
        memory.put(random.nextInt(header.headerBytes()), (byte) random.nextInt());
      }
      try {
        SaveArea area = open(tiny, random.nextBoolean()).orElseThrow();
        opened++;
        area.visit(
            all,
            (slot, saved) -> {
              assertThat(saved.count()).isNotNull();
              area.orderToLeave(saved);
              return true;
            });
      } catch (BackendException refused) {
        assertThat(refused).hasMessageMatching("(?s).+");
      }
    }
    assertThat(opened).isPositive();
  }
}
