package org.gpugdb.backend.emulated.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressSpaceTest {
  private static final long BASE = 0x4000_0000_0000L;
  private static final int PAGE = 4096;

  private final AddressSpace space = new AddressSpace(1, new AtomicLong());

  @Test
  void continuesIntoTheNextMappingAndStopsAtAHole() {
    BufferObject first = BufferObject.create(PAGE);
    BufferObject second = BufferObject.create(PAGE);
    space.map(BASE, PAGE, first, 0, true);
    space.map(BASE + PAGE, PAGE, second, 0, false);
    assertThat(space.write(BASE + PAGE - 2, ByteBuffer.wrap(new byte[] {1, 2, 3, 4}))).isEqualTo(4);
    ByteBuffer bytes = ByteBuffer.allocate(2 * PAGE);
    assertThat(space.read(BASE + PAGE - 2, bytes)).isEqualTo(PAGE + 2);
    assertThat(bytes.position()).isEqualTo(PAGE + 2);
    assertThat(bytes.limit()).isEqualTo(2 * PAGE);
    assertThat(bytes.getInt(0)).isEqualTo(0x01020304);
    assertThat(second.view(0, 2).orElseThrow().get(0)).isEqualTo((byte) 3);
  }

  @Test
  void refusesAnUnmappedFirstByte() {
    space.map(BASE, PAGE, BufferObject.create(PAGE), 0, true);
    assertThat(space.read(BASE - 1, ByteBuffer.allocate(8))).isEqualTo(AddressSpace.NOT_MAPPED);
    assertThat(space.read(BASE + PAGE, ByteBuffer.allocate(8))).isEqualTo(AddressSpace.NOT_MAPPED);
    assertThat(space.read(-1, ByteBuffer.allocate(8))).isEqualTo(AddressSpace.NOT_MAPPED);
    assertThat(space.read(BASE | 1L << 48, ByteBuffer.allocate(8)))
        .isEqualTo(AddressSpace.NOT_MAPPED);
    assertThat(space.read(BASE - 1, ByteBuffer.allocate(0))).isZero();
  }

  @Test
  void refusesRangesThatAreNotPages() {
    BufferObject buffer = BufferObject.create(PAGE);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> space.map(BASE + 1, PAGE, buffer, 0, true));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> space.map(BASE, PAGE + 1, buffer, 0, true));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> space.map(BASE, 2 * PAGE, buffer, 0, true));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> space.map(1L << 48, PAGE, buffer, 0, true));
    assertThatIllegalArgumentException().isThrownBy(() -> space.unmap(-PAGE, PAGE));
  }

  @Test
  void keepsBothSidesOfAPartialUnmap() {
    BufferObject buffer = BufferObject.create(4 << 20);
    space.map(BASE, buffer.size(), buffer, 0, true);
    space.unmap(BASE + PAGE, PAGE);
    assertThat(space.mappings())
        .containsExactly(
            new Mapping(BASE, PAGE, MappingKind.BUFFER, 0, true),
            new Mapping(
                BASE + 2 * PAGE, buffer.size() - 2 * PAGE, MappingKind.BUFFER, 2 * PAGE, true));
    assertThat(space.read(BASE + PAGE, ByteBuffer.allocate(1))).isEqualTo(AddressSpace.NOT_MAPPED);
    assertThat(space.read(BASE, ByteBuffer.allocate(2 * PAGE))).isEqualTo(PAGE);
  }

  @Test
  void freesABufferWithItsLastMapping() {
    BufferObject buffer = BufferObject.create(4 << 20);
    space.map(BASE, buffer.size(), buffer, 0, true);
    space.map(BASE + (16 << 20), PAGE, buffer, 0, true);
    buffer.closeHandle();
    space.unmap(BASE + PAGE, PAGE);
    space.unmap(BASE, buffer.size());
    assertThat(buffer.isFreed()).isFalse();
    space.close();
    assertThat(buffer.isFreed()).isTrue();
  }

  @Test
  void passesOnWhatUserMemoryAnswers() {
    byte[] memory = new byte[PAGE];
    UserMemory prefix =
        new UserMemory() {
          @Override
          public int read(long address, ByteBuffer to) {
            int count = (int) Math.min(to.remaining(), memory.length / 2 - address % PAGE);
            if (count <= 0) {
              return -14;
            }
            to.put(memory, (int) address % PAGE, count);
            return count;
          }

          @Override
          public int write(long address, ByteBuffer from) {
            return -14;
          }
        };
    memory[10] = 42;
    space.mapUser(BASE, PAGE, prefix, 0x10000, true);
    ByteBuffer bytes = ByteBuffer.allocate(PAGE);
    assertThat(space.read(BASE + 10, bytes)).isEqualTo(PAGE / 2 - 10);
    assertThat(bytes.get(0)).isEqualTo((byte) 42);
    assertThat(space.read(BASE + PAGE / 2, ByteBuffer.allocate(1))).isEqualTo(-14);
    assertThat(space.write(BASE, ByteBuffer.allocate(1))).isEqualTo(-14);
  }

  /** Against a plain map from page to content. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void translatesLikeAMapOfPages(long seed) {
    Random random = new Random(seed);
    int pages = 2048;
    Map<Integer, Integer> model = new HashMap<>();
    BufferObject buffer = BufferObject.create((long) pages * PAGE);
    for (int page = 0; page < pages; page++) {
      buffer.view((long) page * PAGE, 4).orElseThrow().putInt(0, page + 1);
    }
    for (int round = 0; round < 300; round++) {
      int length = 1 + random.nextInt(random.nextBoolean() ? 8 : 1100);
      int at = random.nextInt(pages - length + 1);
      int from = random.nextInt(pages - length + 1);
      boolean map = random.nextInt(3) > 0;
      if (map) {
        space.map(BASE + (long) at * PAGE, (long) length * PAGE, buffer, (long) from * PAGE, true);
      } else {
        space.unmap(BASE + (long) at * PAGE, (long) length * PAGE);
      }
      for (int i = 0; i < length; i++) {
        model.compute(at + i, map ? model(from + i) : (page, old) -> null);
      }
    }
    for (int page = 0; page < pages; page++) {
      ByteBuffer bytes = ByteBuffer.allocate(4);
      int count =
          space.read(BASE + (long) page * PAGE, bytes.order(java.nio.ByteOrder.LITTLE_ENDIAN));
      Integer expected = model.get(page);
      assertThat(count).isEqualTo(expected == null ? AddressSpace.NOT_MAPPED : 4);
      assertThat(bytes.getInt(0)).isEqualTo(expected == null ? 0 : expected + 1);
    }
    assertThat(space.mappings().stream().mapToLong(Mapping::length).sum())
        .isEqualTo((long) model.size() * PAGE);
  }

  private static java.util.function.BiFunction<Integer, Integer, Integer> model(int content) {
    return (page, old) -> content;
  }
}
