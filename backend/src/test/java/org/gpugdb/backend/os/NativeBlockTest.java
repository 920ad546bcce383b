package org.gpugdb.backend.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteOrder;
import org.gpugdb.backend.kernel.UserBlock;
import org.junit.jupiter.api.Test;

class NativeBlockTest {
  @Test
  void isZeroedAlignedAndLittleEndian() {
    NativeBlock block = NativeBlock.allocate(21);

    assertThat(block.size()).isEqualTo(21);
    assertThat(block.address() % 16).isZero();
    assertThat(block.bytes().order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
    assertThat(block.bytes().remaining()).isEqualTo(21);
    assertThat(block.bytes().get(20)).isZero();
  }

  @Test
  void aSliceIsAPartOfTheSameMemory() {
    NativeBlock block = NativeBlock.allocate(32);
    UserBlock slice = block.slice(8, 16);

    slice.bytes().putInt(4, 0x01020304);

    assertThat(slice.address()).isEqualTo(block.address() + 8);
    assertThat(slice.size()).isEqualTo(16);
    assertThat(block.bytes().getInt(12)).isEqualTo(0x01020304);
  }
}
