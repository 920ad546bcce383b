package org.gpugdb.backend.uapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.gpugdb.backend.uapi.VmBindLayout.VmBind;
import org.gpugdb.backend.uapi.VmBindOpLayout.VmBindOp;
import org.junit.jupiter.api.Test;

class QueryLayoutsTest {
  @Test
  void hardwareItemsAreReadByKeyAndLongOnesSkipped() {
    ByteBuffer blob = ByteBuffer.allocate(12 + 16).order(ByteOrder.LITTLE_ENDIAN);
    blob.putInt(99).putInt(2).putInt(1).putInt(2);
    HwconfigLayout.encode(blob, Map.of(HwconfigLayout.THREADS_PER_EU, 8));
    blob.position(0);

    assertThat(HwconfigLayout.decode(blob)).isEqualTo(Map.of(HwconfigLayout.THREADS_PER_EU, 8));
  }

  @Test
  void anItemThatRunsPastTheBlobIsRefused() {
    ByteBuffer blob = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
    blob.putInt(15).putInt(0x7fffffff).position(0);

    assertThatThrownBy(() -> HwconfigLayout.decode(blob))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void configurationNumbersSurviveTheTrip() {
    List<Long> numbers = List.of(0xe20bL, 1L, 0x1000L, 48L);
    ByteBuffer buffer = ByteBuffer.allocate(ConfigLayout.size(4));

    ConfigLayout.encode(buffer, numbers);

    assertThat(ConfigLayout.decode(buffer)).isEqualTo(numbers);
  }

  @Test
  void theOnlyBindOperationStandsInTheRequest() {
    ByteBuffer buffer = ByteBuffer.allocate(VmBindLayout.SIZE);
    VmBindLayout.encode(buffer, new VmBind(0, 1, 0, 1, 0, 0, 0));
    VmBindOp op = new VmBindOp(0, 5, 0, 0, 0x1000, 0x2000, VmBindOpLayout.OP_MAP, 0, 0);

    VmBindOpLayout.encode(VmBindLayout.inlineOp(buffer), op);

    assertThat(VmBindOpLayout.decode(VmBindLayout.inlineOp(buffer))).isEqualTo(op);
    assertThat(buffer.order(ByteOrder.LITTLE_ENDIAN).getLong(24 + 32)).isEqualTo(0x2000);
  }

  @Test
  void sixteenBitFieldsAreUnsigned() {
    ByteBuffer buffer = ByteBuffer.allocate(8);
    var engine = new EngineClassInstanceLayout.EngineClassInstance(0xffff, 0x8000, 1);

    EngineClassInstanceLayout.encode(buffer, engine);

    assertThat(EngineClassInstanceLayout.decode(buffer)).isEqualTo(engine);
  }

  @Test
  void bitmapsKnowTheirBits() {
    Bitmask mask = Bitmask.ofBits(4, IntStream.of(31, 0, 8));

    assertThat(mask.bits()).containsExactly(0, 8, 31);
    assertThat(mask.cardinality()).isEqualTo(3);
    assertThat(mask.test(32)).isFalse();
    assertThat(mask.xor(Bitmask.of(new byte[] {1, 0, 0, 0})).bits()).containsExactly(8, 31);
    assertThat(mask.append(mask).bits()).containsExactly(0, 8, 31, 32, 40, 63);
    assertThatThrownBy(() -> mask.xor(Bitmask.of(new byte[8]))).hasMessageContaining("8 bytes");
  }

  @Test
  void aFreshDebugAreaIsRecognised() {
    ByteBuffer area = ByteBuffer.allocate(DebugAreaLayout.size(8));
    assertThat(DebugAreaLayout.hasMagic(area)).isFalse();

    DebugAreaLayout.initialise(area);

    assertThat(DebugAreaLayout.hasMagic(area)).isTrue();
    assertThat(area.order(ByteOrder.LITTLE_ENDIAN).getLong(0x2008)).isEqualTo(0x3ff0);
    assertThat(area.capacity()).isEqualTo(0x7000);
  }
}
