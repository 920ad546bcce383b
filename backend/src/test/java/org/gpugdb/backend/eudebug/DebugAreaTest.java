package org.gpugdb.backend.eudebug;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gpugdb.backend.uapi.DebugAreaLayout.*;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.List;
import org.gpugdb.backend.eu.RiscvEu;
import org.gpugdb.backend.spi.AddressSpaceId;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.spi.Occupancy.Resident;
import org.gpugdb.backend.spi.ThreadId;
import org.gpugdb.backend.spi.WatchKind;
import org.gpugdb.backend.uapi.DebugAreaLayout;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DebugAreaTest {
  private static final long AREA = 0x5000;

  private final ScriptedKernel kernel = new ScriptedKernel();
  private final VmFile file = new VmFile(kernel, ScriptedKernel.VM_FD, 48);
  private ByteBuffer area;

  @BeforeEach
  void create() {
    area = kernel.memory.map(AREA, DebugAreaLayout.size(8));
    DebugAreaLayout.initialise(area);
  }

  private DebugArea open() throws BackendException {
    return DebugArea.open(file, AREA).orElseThrow();
  }

  private void print(byte[] text) {
    long written = area.getLong(PRINTF_OFFSET + PRINTF_WRITTEN_OFFSET);
    for (byte b : text) {
      area.put(PRINTF_OFFSET + PRINTF_BYTES_OFFSET + (int) (written++ % PRINTF_SIZE), b);
    }
    area.putLong(PRINTF_OFFSET + PRINTF_WRITTEN_OFFSET, written);
  }

  private void print(String text) {
    print(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void isNotThereWithoutItsMagic() throws Exception {
    area.putLong(0, 1);
    assertThat(DebugArea.open(file, AREA)).isEmpty();
    assertThat(DebugArea.open(file, 0x99_0000)).isEmpty();
  }

  @Test
  void givesEveryTextOnce() throws Exception {
    DebugArea debug = open();
    assertThat(debug.takeText()).isEmpty();
    print("hello\n");
    print("world");
    assertThat(debug.takeText()).isEqualTo("hello\nworld");
    assertThat(debug.takeText()).isEmpty();
  }

  @Test
  void textPrintedBeforeIsNotShown() throws Exception {
    print("old");
    DebugArea debug = open();
    print("new");
    assertThat(debug.takeText()).isEqualTo("new");
  }

  @Test
  void ringWrapsAround() throws Exception {
    DebugArea debug = open();
    print("x".repeat(PRINTF_SIZE - 3));
    debug.takeText();
    print("abcdef");
    assertThat(debug.takeText()).isEqualTo("abcdef");
  }

  @Test
  void lostTextIsCounted() throws Exception {
    DebugArea debug = open();
    print("y".repeat(PRINTF_SIZE + 10));
    assertThat(debug.takeText())
        .startsWith("[10 bytes of output were lost]\n")
        .endsWith("y".repeat(PRINTF_SIZE));
  }

  @Test
  void charactersAreNotTornApart() throws Exception {
    DebugArea debug = open();
    byte[] euro = "€".getBytes(StandardCharsets.UTF_8);
    print(new byte[] {'a', euro[0], euro[1]});
    assertThat(debug.takeText()).isEqualTo("a");
    print(new byte[] {euro[2], 'b'});
    assertThat(debug.takeText()).isEqualTo("€b");
  }

  @Test
  void exitStatusIsThatOfTheProgram() throws Exception {
    assertThat(open().exitStatus()).isZero();
    area.putInt(EXITED_OFFSET, 1).putInt(EXIT_STATUS_OFFSET, 0x103);
    assertThat(open().exitStatus()).isEqualTo(3);
  }

  @Test
  void occupancyTellsWhoIsResidentAndWhere() throws Exception {
    int entry = OCCUPANCY_OFFSET + 5 * OCCUPANCY_ENTRY_SIZE;
    area.putInt(entry + OCCUPANCY_STATE_OFFSET, STATE_AT_BARRIER);
    area.putInt(entry + OCCUPANCY_GROUP_ID_OFFSET, 4);
    area.putInt(entry + OCCUPANCY_LOCAL_ID_OFFSET + 4, 3);
    area.putInt(entry + OCCUPANCY_BARRIER_ARRIVED_OFFSET, 5);
    area.putInt(entry + OCCUPANCY_BARRIER_EXPECTED_OFFSET, 8);
    area.putLong(entry + OCCUPANCY_RETIRED_OFFSET, 99);
    area.putLong(entry + OCCUPANCY_PC_OFFSET, 0x4000);
    AddressSpaceId space = new AddressSpaceId(1);
    OccupancyTable table = new OccupancyTable(file, open(), ScriptedEu.TOPOLOGY, new RiscvEu());
    assertThat(table.resident(slot -> new ThreadId(space, slot)))
        .containsExactly(
            new Resident(
                new ThreadId(space, 5),
                "eu0.0.1.1",
                0,
                List.of(4, 0, 0),
                List.of(0, 3, 0),
                "5/8",
                99));
    assertThat(table.allStopped(new BitSet())).isFalse();
    assertThat(table.pc(5)).hasValue(0x4000);
    assertThat(table.pc(4)).isEmpty();
    area.putInt(entry + OCCUPANCY_STATE_OFFSET, STATE_IN_SYSTEM_ROUTINE);
    BitSet known = new BitSet();
    assertThat(table.allStopped(known)).isFalse();
    known.set(5);
    assertThat(table.allStopped(known)).isTrue();
  }

  @Test
  void watchpointsFillSlotsAndFreeThem() throws Exception {
    WatchSlots watches = new WatchSlots(2);
    var first = new WatchSlots.Watch(WatchKind.WRITE, 0x1000, 4);
    var second = new WatchSlots.Watch(WatchKind.ACCESS, 0x2000, 8);
    watches.insert(file, AREA, first);
    watches.insert(file, AREA, first);
    watches.insert(file, AREA, second);
    assertThat(area.getLong(WATCH_OFFSET + WATCH_SLOT_SIZE)).isEqualTo(0x2000);
    assertThat(area.getInt(WATCH_OFFSET + WATCH_SLOT_SIZE + WATCH_KIND_OFFSET))
        .isEqualTo(WATCH_ACCESS);
    assertThatThrownBy(
            () -> watches.insert(file, AREA, new WatchSlots.Watch(WatchKind.READ, 0x3000, 4)))
        .isInstanceOf(BackendException.OutOfResources.class)
        .hasMessageContaining("all 2");
    assertThat(watches.hit(0x2007)).contains(second);
    assertThat(watches.hit(0x2008)).isEmpty();
    watches.remove(file, AREA, first);
    assertThat(area.getInt(WATCH_OFFSET + WATCH_KIND_OFFSET)).isEqualTo(WATCH_OFF);
    watches.clear(file, AREA);
    assertThat(watches.isEmpty()).isTrue();
  }
}
