package org.gpugdb.backend.emulated.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import org.gpugdb.backend.emulated.rv.CodePage;
import org.junit.jupiter.api.Test;

class BufferObjectTest {
  private static final int CHUNK = 1 << BufferObject.CHUNK_SHIFT;

  @Test
  void sharesItsBytesWithViews() {
    BufferObject buffer = BufferObject.create(3L * CHUNK);
    ByteBuffer view = buffer.view(CHUNK - 4, 8).orElseThrow();
    view.putLong(0, 0x1122334455667788L);
    ByteBuffer other = buffer.view(0, 2 * CHUNK).orElseThrow();
    assertThat(other.getLong(CHUNK - 4)).isEqualTo(0x1122334455667788L);
    assertThat(view.isDirect()).isTrue();
  }

  @Test
  void reachesBeyondTwoGibibytes() {
    BufferObject buffer = BufferObject.create(5L << 30);
    long offset = (3L << 30) + CHUNK - 2;
    buffer.write(offset, ByteBuffer.wrap(new byte[] {1, 2, 3}));
    assertThat(buffer.view(offset + 2, 1).orElseThrow().get(0)).isEqualTo((byte) 3);
    assertThat(buffer.view(offset, 2).orElseThrow().getShort(0)).isEqualTo((short) 0x0201);
  }

  @Test
  void cannotViewScatteredChunksAsOne() {
    BufferObject buffer = BufferObject.create(3L * CHUNK);
    assertThat(buffer.view(CHUNK, 1)).isPresent();
    assertThat(buffer.view(0, 2 * CHUNK)).isEmpty();
    assertThat(buffer.view(CHUNK + 5, 100)).isPresent();
  }

  @Test
  void refusesViewsOutside() {
    BufferObject buffer = BufferObject.create(4096);
    assertThat(buffer.view(4096, 1)).isEmpty();
    assertThat(buffer.view(-1, 1)).isEmpty();
    assertThat(buffer.view(0, 4097)).isEmpty();
    assertThat(buffer.view(0, 0)).isEmpty();
    assertThatIllegalArgumentException().isThrownBy(() -> BufferObject.create(100));
    assertThatIllegalArgumentException().isThrownBy(() -> BufferObject.create(0));
  }

  @Test
  void decodesCodeAgainOnlyIfItsBytesChanged() {
    BufferObject buffer = BufferObject.create(CHUNK);
    CodePage first = buffer.code(4096);
    buffer.codeChanged();
    assertThat(buffer.code(4096)).isSameAs(first);
    buffer.view(4096, 4).orElseThrow().putInt(0, 0x13);
    assertThat(buffer.code(4096)).as("nobody said so").isSameAs(first);
    buffer.codeChanged();
    assertThat(buffer.code(4096)).isNotSameAs(first);
  }

  @Test
  void closesItsHandleOnce() {
    BufferObject buffer = BufferObject.create(4096);
    buffer.retain();
    buffer.closeHandle();
    buffer.closeHandle();
    assertThat(buffer.isFreed()).isFalse();
    buffer.release();
    assertThat(buffer.isFreed()).isTrue();
  }
}
