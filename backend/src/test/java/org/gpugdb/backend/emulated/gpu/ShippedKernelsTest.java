package org.gpugdb.backend.emulated.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gpugdb.backend.emulated.gpu.GpuRig.DATA;
import static org.gpugdb.backend.uapi.RiscvEuLayout.*;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.gpugdb.backend.elf.ElfFormatException;
import org.gpugdb.backend.elf.ElfImage;
import org.gpugdb.backend.emulated.gpu.GpuRig.PageFault;
import org.gpugdb.backend.uapi.DebugAreaLayout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sample kernels, as a driver would load them. */
class ShippedKernelsTest {
  private static final int LOADABLE = 1;
  private static final int SHARED_LOCAL_MEMORY = 0x0010_0000;
  private static final long STACKS = 0x4000_a000_0000L;
  private static final int STACK_SIZE = 8192;
  private static final long B = DATA + (1 << 20);
  private static final long C = DATA + (2 << 20);

  private final GpuRig rig = new GpuRig(Topology.DEMO);
  private long slmBase;
  private int slmBytes;
  private int id;

  @BeforeEach
  void prepare() {
    load("firmware.elf");
    long size = (long) STACK_SIZE * rig.topology.slots();
    rig.space.map(STACKS, size, BufferObject.create(size), 0, true);
  }

  @AfterEach
  void close() {
    rig.close();
  }

  private ElfImage load(String name) {
    try (InputStream file = ElfImage.class.getResourceAsStream("/org/gpugdb/kernels/" + name)) {
      ByteBuffer bytes = ByteBuffer.wrap(file.readAllBytes());
      ElfImage elf = ElfImage.read(bytes);
      elf.segments().stream().filter(s -> s.type() == LOADABLE).forEach(s -> load(s, bytes));
      return elf;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ElfFormatException e) {
      throw new AssertionError(e);
    }
  }

  private void load(ElfImage.Segment segment, ByteBuffer file) {
    if ((segment.flags() & SHARED_LOCAL_MEMORY) != 0) {
      slmBase = segment.address();
      slmBytes = (int) segment.memorySize();
      return;
    }
    long start = segment.address() & -4096;
    long size = (segment.address() + segment.memorySize() + 4095 & -4096) - start;
    if (size > 0) {
      rig.space.map(start, size, BufferObject.create(size), 0, (segment.flags() & 2) != 0);
      rig.space.write(
          segment.address(), file.slice((int) segment.offset(), (int) segment.fileSize()));
    }
  }

  private Dispatch dispatch(ElfImage module, String kernel, Work work, Long... arguments) {
    long address = module.symbol(kernel).orElseThrow();
    return new Dispatch(
        ++id,
        GpuRig.CODE + 8,
        address,
        List.of(arguments),
        List.of(),
        List.of(),
        work,
        slmBase,
        slmBytes,
        STACKS,
        STACK_SIZE,
        false);
  }

  private static Work range(int global, int local) {
    return new Work.NdRange(1, new Extent(global, 1, 1), new Extent(local, 1, 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"O0", "O2"})
  void reducesAnArray(String level) {
    ElfImage module = load("reduce-" + level + ".elf");
    IntStream.range(0, 1024).forEach(i -> rig.putInt(DATA + i * 4L, i));
    assertThat(rig.run(dispatch(module, "reduce", range(1024, 8), DATA, B)))
        .isEqualTo(DispatchResult.COMPLETED);
    assertThat(rig.ints(B, 128))
        .isEqualTo(IntStream.range(0, 128).mapToObj(g -> 64 * g + 28).toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"O0", "O2"})
  void multipliesMatrices(String level) {
    ElfImage module = load("matmul-" + level + ".elf");
    int n = 16;
    for (int i = 0; i < n * n; i++) {
      rig.putInt(DATA + i * 4L, Float.floatToIntBits(i));
      rig.putInt(B + i * 4L, Float.floatToIntBits(i % n == i / n ? 2 : 0));
    }
    Work work = new Work.NdRange(2, new Extent(n, n, 1), new Extent(4, 4, 1));
    assertThat(rig.run(dispatch(module, "matmul", work, DATA, B, C, (long) n)))
        .isEqualTo(DispatchResult.COMPLETED);
    assertThat(rig.ints(C, n * n))
        .isEqualTo(IntStream.range(0, n * n).mapToObj(i -> Float.floatToIntBits(2 * i)).toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"O0", "O2"})
  void printsAndFailsAnAssertion(String level) {
    ElfImage module = load("hello-" + level + ".elf");
    Dispatch dispatch =
        new Dispatch(
            ++id,
            GpuRig.CODE + 8,
            module.symbol("hello").orElseThrow(),
            List.of(1000L, 7L),
            List.of(Double.doubleToRawLongBits(0.5)),
            List.of(),
            range(8, 4),
            0,
            0,
            STACKS,
            STACK_SIZE,
            false);
    rig.start(dispatch);
    rig.awaitStopped(1);
    int slot = rig.stopped().get(0);
    assertThat(rig.sr(slot, SR_GLOBAL_ID)).isEqualTo(7);
    assertThat(rig.cr(slot, 1)).isEqualTo(CR1_SOFTWARE_EXCEPTION);
    assertThat(rig.sr(slot, SR_EXCEPTION_DETAIL)).isEqualTo(DETAIL_ABORT);
    GpuRig.await(() -> output().lines().count() == 9);
    assertThat(output())
        .contains("work-item 5 of group 1: 1000 + 5 times 0.5 is 502.500000\n")
        .contains("hello.cl:")
        .contains("assertion 'i < limit' failed\n");
  }

  private String output() {
    long ring = GpuRig.DEBUG_AREA + DebugAreaLayout.PRINTF_OFFSET;
    int written = (int) rig.longAt(ring + DebugAreaLayout.PRINTF_WRITTEN_OFFSET);
    byte[] text = rig.read(ring + DebugAreaLayout.PRINTF_BYTES_OFFSET, written).array();
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"O0", "O2"})
  void catchesTheReadOutOfBounds(String level) {
    ElfImage module = load("oob-" + level + ".elf");
    IntStream.range(0, 64).forEach(i -> rig.putInt(DATA + i * 4L, Float.floatToIntBits(3)));
    CompletableFuture<DispatchResult> done =
        rig.submit(dispatch(module, "oob", range(64, 8), DATA, B, 64L));
    PageFault fault = GpuRig.take(rig.pageFaults);
    assertThat(fault.address()).isEqualTo(DATA + 4 * 0xffff_ffffL & -4096);
    int slot =
        rig.stopped().stream()
            .filter(s -> rig.sr(s, SR_FAULT_ADDRESS) != 0)
            .findFirst()
            .orElseThrow();
    assertThat(rig.sr(slot, SR_GLOBAL_ID)).isZero();
    assertThat(rig.sr(slot, SR_FAULT_ADDRESS)).isEqualTo(DATA + 4 * 0xffff_ffffL);
    rig.go(rig.stopped());
    assertThat(GpuRig.await(done)).isEqualTo(DispatchResult.COMPLETED);
    assertThat(Float.intBitsToFloat(rig.intAt(B))).isEqualTo(2);
    assertThat(Float.intBitsToFloat(rig.intAt(B + 4))).isEqualTo(3);
  }
}
