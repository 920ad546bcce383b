package org.gpugdb.backend.eudebug;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.gpugdb.backend.spi.BackendException;
import org.junit.jupiter.api.Test;

class VmFileTest {
  private final ScriptedKernel kernel = new ScriptedKernel();
  private final VmFile file = new VmFile(kernel, ScriptedKernel.VM_FD, 48);

  @Test
  void readsUpToAHole() throws Exception {
    kernel.memory.map(0x1000, 0x1000).put(0xfff, (byte) 7);
    ByteBuffer into = ByteBuffer.allocate(16);
    assertThat(file.read(0x1fff, into)).isEqualTo(1);
    assertThat(into.get(0)).isEqualTo((byte) 7);
    assertThat(file.read(0x2000, ByteBuffer.allocate(1))).isZero();
  }

  @Test
  void crossesAdjacentMappingsAndLargeRanges() throws Exception {
    kernel.memory.map(0x10_0000, 3 << 20).put(0x2f_ffff, (byte) 1);
    kernel.memory.map(0x40_0000, 0x1000).put(0, (byte) 2);
    ByteBuffer into = ByteBuffer.allocate((3 << 20) + 1);
    assertThat(file.read(0x10_0000, into)).isEqualTo(into.capacity());
    assertThat(into.get((3 << 20) - 1)).isEqualTo((byte) 1);
    assertThat(into.get(3 << 20)).isEqualTo((byte) 2);
  }

  @Test
  void stripsTheSignOfAddresses() throws Exception {
    kernel.memory.map(0xffff_ffff_f000L, 0x1000).put(0xff8, (byte) 9);
    ByteBuffer into = ByteBuffer.allocate(16);
    assertThat(file.read(0xffff_ffff_ffff_fff8L, into)).isEqualTo(8);
    assertThat(into.get(0)).isEqualTo((byte) 9);
    assertThat(file.read(0xffff_ffff_fff8L, ByteBuffer.allocate(8))).isEqualTo(8);
  }

  @Test
  void addressesWithOtherHighBitsAreNotMapped() throws Exception {
    kernel.memory.map(0x1000, 0x1000);
    assertThat(file.read(0x0001_0000_0000_1000L, ByteBuffer.allocate(1))).isZero();
    assertThatThrownBy(() -> file.write(0x0001_0000_0000_1000L, ByteBuffer.allocate(1)))
        .isInstanceOf(BackendException.MemoryFault.class);
  }

  @Test
  void writeIntoAHoleNamesTheFirstByte() {
    kernel.memory.map(0x1000, 0x1000);
    assertThatThrownBy(() -> file.write(0x1ff0, ByteBuffer.allocate(0x20)))
        .isInstanceOfSatisfying(
            BackendException.MemoryFault.class,
            fault -> assertThat(fault.address()).isEqualTo(0x2000));
  }

  @Test
  void triesAgainWhenTheProcessHasChangedItsMappingsMeanwhile() throws Exception {
    kernel.memory.map(0x1000, 0x1000).put(0, (byte) 7);
    ByteBuffer into = ByteBuffer.allocate(1);
    kernel.busyTransfers = 3;
    assertThat(file.read(0x1000, into)).isEqualTo(1);
    assertThat(into.get(0)).isEqualTo((byte) 7);
    kernel.busyTransfers = 3;
    file.write(0x1000, ByteBuffer.wrap(new byte[] {8}));
    assertThat(kernel.busyTransfers).isZero();
  }

  @Test
  void givesUpOnAProcessThatNeverLeavesItsMappingsAlone() {
    kernel.memory.map(0x1000, 0x1000);
    kernel.busyTransfers = 1000;
    assertThatThrownBy(() -> file.read(0x1000, ByteBuffer.allocate(1)))
        .isInstanceOf(BackendException.MemoryFault.class)
        .hasMessageContaining("keeps mapping it anew");
    assertThatThrownBy(() -> file.write(0x1000, ByteBuffer.allocate(1)))
        .isInstanceOf(BackendException.MemoryFault.class);
    assertThat(kernel.busyTransfers).isPositive();
  }

  @Test
  void flushesOnceForManyWritesAndNotWithoutAny() throws Exception {
    kernel.memory.map(0x1000, 0x1000);
    file.flush();
    assertThat(kernel.syncs).isZero();
    file.write(0x1000, ByteBuffer.allocate(8));
    file.write(0x1008, ByteBuffer.allocate(8));
    file.flush();
    file.flush();
    assertThat(kernel.syncs).isEqualTo(1);
  }

  @Test
  void refreshesOnlyWhenTheGpuCanHaveWritten() throws Exception {
    file.refresh();
    file.refresh();
    assertThat(kernel.syncs).isEqualTo(1);
    file.markStale();
    file.refresh();
    assertThat(kernel.syncs).isEqualTo(2);
  }

  @Test
  void closesItsDescriptorOnce() {
    file.close();
    file.close();
    assertThat(kernel.closed).containsExactly(ScriptedKernel.VM_FD);
    assertThat(kernel.blocks.open()).isZero();
  }
}
