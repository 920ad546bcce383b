package org.gpugdb.backend.eudebug;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.gpugdb.backend.eu.EuArchitecture;
import org.gpugdb.backend.eu.GraphicsVersion;
import org.gpugdb.backend.eu.Topology;
import org.gpugdb.backend.eu.XeEu;
import org.gpugdb.backend.kernel.Errno;
import org.gpugdb.backend.kernel.KernelInterface;
import org.gpugdb.backend.kernel.UserBlock;
import org.gpugdb.backend.spi.BackendException;
import org.gpugdb.backend.uapi.ConfigLayout;
import org.gpugdb.backend.uapi.DeviceQueryLayout;
import org.gpugdb.backend.uapi.DeviceQueryLayout.DeviceQuery;
import org.gpugdb.backend.uapi.GtLayout;
import org.gpugdb.backend.uapi.GtLayout.Gt;
import org.gpugdb.backend.uapi.HwconfigLayout;
import org.gpugdb.backend.uapi.TopologyMaskLayout;
import org.gpugdb.backend.uapi.TopologyMaskLayout.TopologyMask;
import org.gpugdb.backend.uapi.XeRequest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What devices tell of themselves, by families. */
class DeviceQueriesTest {
  private final TestBlocks blocks = new TestBlocks();
  private final KernelInterface kernel = mock(KernelInterface.class);
  private final Map<Integer, ByteBuffer> answers = new HashMap<>();
  private final Map<Integer, Integer> hardware = new HashMap<>();
  private final List<ByteBuffer> masks = new ArrayList<>();
  private final DeviceQueries queries = new DeviceQueries(kernel, 3);

  @BeforeEach
  void answer() {
    when(kernel.allocate(anyInt())).thenAnswer(call -> blocks.allocate(call.getArgument(0)));
    when(kernel.ioctl(eq(3), eq(XeRequest.DEVICE_QUERY), any()))
        .thenAnswer(call -> answer(call.getArgument(2)));
  }

  private int answer(UserBlock argument) {
    DeviceQuery query = DeviceQueryLayout.decode(argument.bytes());
    ByteBuffer answer = answers.get(query.query());
    if (answer == null) {
      return -Errno.EINVAL;
    }
    if (query.size() != 0) {
      blocks.at(query.data(), query.size()).put(answer.duplicate().rewind());
    }
    DeviceQueryLayout.encode(
        argument.bytes(), new DeviceQuery(0, query.query(), answer.capacity(), query.data()));
    return 0;
  }

  /** The media GT comes first, so that neither place nor number tells the one that is meant. */
  private void gts(int major, int minor) {
    ByteBuffer list = buffer(GtLayout.ARRAY_OFFSET + 2 * GtLayout.SIZE).putInt(0, 2);
    GtLayout.encode(list.position(8), new Gt(GtLayout.MEDIA, 0, 0, 1, 0, 0, 13, 1, 0));
    GtLayout.encode(
        list.position(8 + GtLayout.SIZE), new Gt(GtLayout.MAIN, 0, 1, 1, 0, 0, major, minor, 4));
    answers.put(DeviceQueryLayout.GT_LIST, list);
  }

  private static ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private void mask(int gt, int type, String bits) {
    byte[] big = new BigInteger(bits, 16).toByteArray();
    ByteBuffer mask = buffer(TopologyMaskLayout.SIZE + 8);
    TopologyMaskLayout.encode(mask, new TopologyMask(gt, type, 8));
    for (int i = 0; i < big.length && i < 8; i++) {
      mask.put(TopologyMaskLayout.SIZE + i, big[big.length - 1 - i]);
    }
    masks.add(mask);
  }

  private Topology topology(int major, int minor) throws BackendException {
    gts(major, minor);
    ByteBuffer items = buffer(HwconfigLayout.size(hardware.size()));
    HwconfigLayout.encode(items, hardware);
    answers.put(DeviceQueryLayout.HWCONFIG, items);
    ByteBuffer all = buffer(masks.stream().mapToInt(ByteBuffer::capacity).sum());
    masks.forEach(mask -> all.put(mask.rewind()));
    answers.put(DeviceQueryLayout.GT_TOPOLOGY, all);
    GraphicsVersion version = queries.version();
    assertThat(version).isEqualTo(new GraphicsVersion(major, minor));
    EuArchitecture architecture = XeEu.of(version).orElseThrow();
    return queries.topology(architecture.attention());
  }

  /** Shapes of products, as they are published. EU masks: sixteen of eight lanes, or eight. */
  @ParameterizedTest
  @CsvSource({
    "A770, 12, 55, 8, 32, 8, ffffffff, 0, 4, ffff, 8x4x16x8, 4096, 256",
    "A380, 12, 56, 2, 8, 8, ff, 0, 4, ffff, 2x4x16x8, 1024, 64",
    "MTL, 12, 70, 2, 8, 8, ff, ff, 4, ffff, 2x4x16x8, 1024, 64",
    "PVC, 12, 60, 8, 64, 8, 0, 00ffffffffffffff, 5, ff, 8x8x8x8, 3584, 512",
    "LNL, 20, 4, 2, 8, 8, ff, ff, 5, ff, 2x4x8x8, 512, 64",
    "B580, 20, 1, 5, 20, 8, fffff, fffff, 5, ff, 5x4x8x8, 1280, 160",
    "B570, 20, 1, 5, 20, 8, fbff7, fbff7, 5, ff, 5x4x8x8, 1152, 160",
    "PTL, 30, 0, 3, 12, 10, fff, fff, 5, ff, 3x4x8x10, 960, 192"
  })
  void topologyIsWhatTheHardwareCouldHaveWithoutWhatIsFusedOff(
      String product,
      int major,
      int minor,
      int slices,
      int subslices,
      int threadsPerEu,
      String geometry,
      String compute,
      int euType,
      String eus,
      String shape,
      int threads,
      int bitmap)
      throws BackendException {
    hardware.put(HwconfigLayout.MAX_SLICES, slices);
    hardware.put(HwconfigLayout.MAX_SUBSLICES, subslices);
    hardware.put(HwconfigLayout.THREADS_PER_EU, threadsPerEu);
    mask(0, TopologyMaskLayout.DSS_GEOMETRY, "ffff"); // of the media GT, if it told
    mask(1, TopologyMaskLayout.DSS_GEOMETRY, geometry);
    mask(1, TopologyMaskLayout.DSS_COMPUTE, compute);
    mask(1, TopologyMaskLayout.L3_BANK, "ff");
    mask(1, euType, eus);

    Topology topology = topology(major, minor);

    assertThat(
            topology.slices()
                + "x"
                + topology.dssPerSlice()
                + "x"
                + topology.eusPerDss()
                + "x"
                + topology.threadsPerEu())
        .as(product)
        .isEqualTo(shape);
    assertThat(topology.threads()).isEqualTo(threads);
    assertThat(topology.attentionBytes()).isEqualTo(bitmap);
    assertThat(blocks.open()).isZero();
  }

  @Test
  void subslicesAreToldByWhateverKeyThereIs() throws BackendException {
    hardware.put(HwconfigLayout.MAX_SLICES, 2);
    hardware.put(HwconfigLayout.MAX_DUAL_SUBSLICES, 8);
    hardware.put(HwconfigLayout.THREADS_PER_EU, 8);
    mask(1, TopologyMaskLayout.DSS_COMPUTE, "7f");
    mask(1, TopologyMaskLayout.SIMD16_EU_PER_DSS, "ff");

    Topology topology = topology(20, 4);

    assertThat(topology.dssPerSlice()).isEqualTo(4);
    assertThat(topology.absentDss()).containsExactly(7);
  }

  @Test
  void aDeviceThatContradictsItselfIsRefused() {
    hardware.put(HwconfigLayout.MAX_SLICES, 1);
    hardware.put(HwconfigLayout.MAX_SUBSLICES, 4);
    mask(1, TopologyMaskLayout.DSS_COMPUTE, "1f");
    mask(1, TopologyMaskLayout.SIMD16_EU_PER_DSS, "ff");
    assertThatThrownBy(() -> topology(20, 4))
        .isInstanceOf(BackendException.InvalidArgument.class)
        .hasMessageContaining("4 subslices, of which {0, 1, 2, 3, 4}");
    hardware.put(HwconfigLayout.MAX_SUBSLICES, 5);
    assertThatThrownBy(() -> topology(20, 4)).hasMessageContaining("1 x 5 x 8 x 0");
    hardware.put(HwconfigLayout.THREADS_PER_EU, 10);
    assertThatThrownBy(() -> topology(20, 4)).hasMessageContaining("at most 8 of 8");
    answers.put(DeviceQueryLayout.GT_LIST, buffer(8).putInt(0, 1));
    assertThatThrownBy(queries::version).hasMessageContaining("list of GTs");
    answers.put(DeviceQueryLayout.GT_LIST, buffer(8));
    assertThatThrownBy(queries::version).hasMessageContaining("no GT with execution units");
    answers.put(DeviceQueryLayout.GT_LIST, buffer(2));
    assertThatThrownBy(queries::version).hasMessageContaining("2 bytes");
    answers.remove(DeviceQueryLayout.GT_LIST);
    assertThatThrownBy(queries::version).isInstanceOf(BackendException.NativeFailure.class);
  }

  @ParameterizedTest
  @CsvSource({"48, 48", "57, 57"})
  void addressesHaveTheBitsOfTheConfiguration(long told, int bits) throws BackendException {
    List<Long> numbers = List.of(0xe20bL, 1L, 0x1000L, told, 2L);
    ByteBuffer config = buffer(ConfigLayout.size(numbers.size()));
    ConfigLayout.encode(config, numbers);
    answers.put(DeviceQueryLayout.CONFIG, config);
    assertThat(queries.addressBits()).isEqualTo(bits);
  }
}
