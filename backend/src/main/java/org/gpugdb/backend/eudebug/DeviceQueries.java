package org.gpugdb.backend.eudebug;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.gpugdb.backend.eu.AttentionLayout;
import org.gpugdb.backend.eu.GraphicsVersion;
import org.gpugdb.backend.eu.Topology;
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

/** Asks a device node what the GPU is like. */
final class DeviceQueries {
  private static final int MAX_ANSWER = 1 << 20;

  private final KernelInterface kernel;
  private final int fd;

  DeviceQueries(KernelInterface kernel, int fd) {
    this.kernel = kernel;
    this.fd = fd;
  }

  /** Bits of a GPU virtual address. */
  int addressBits() throws BackendException {
    List<Long> config = decode("config", ConfigLayout::decode, query(DeviceQueryLayout.CONFIG));
    if (config.size() <= ConfigLayout.VA_BITS) {
      throw unusable("the configuration does not tell the size of addresses");
    }
    long bits = config.get(ConfigLayout.VA_BITS);
    if (bits < 32 || bits > 62) {
      throw unusable("GPU addresses of " + bits + " bits");
    }
    return (int) bits;
  }

  /** The generation of the GPU's execution units. */
  GraphicsVersion version() throws BackendException {
    Gt main = mainGt();
    return new GraphicsVersion(main.ipVerMajor(), main.ipVerMinor());
  }

  /** The first GT with execution units; others decode video. A GPU of several tiles has more. */
  private Gt mainGt() throws BackendException {
    List<Gt> all = decode("list of GTs", DeviceQueries::gts, query(DeviceQueryLayout.GT_LIST));
    return all.stream()
        .filter(gt -> gt.type() == GtLayout.MAIN)
        .findFirst()
        .orElseThrow(() -> unusable("no GT with execution units"));
  }

  private static List<Gt> gts(ByteBuffer answer) {
    if (answer.remaining() < GtLayout.ARRAY_OFFSET) {
      throw new IllegalArgumentException(answer.remaining() + " bytes");
    }
    int count = answer.getInt();
    List<Gt> gts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      answer.position(GtLayout.ARRAY_OFFSET + Math.multiplyExact(i, GtLayout.SIZE));
      gts.add(GtLayout.decode(answer));
    }
    return gts;
  }

  /**
   * Slices and subslices are counted as the hardware could have at most, as in the state save area;
   * EUs as they are.
   */
  Topology topology(AttentionLayout attention) throws BackendException {
    Map<Integer, Integer> hwconfig =
        decode("hardware configuration", HwconfigLayout::decode, query(DeviceQueryLayout.HWCONFIG));
    Masks masks = masks(mainGt().gtId());
    int slices = hwconfig.getOrDefault(HwconfigLayout.MAX_SLICES, 1);
    int subslices =
        hwconfig.getOrDefault(
            HwconfigLayout.MAX_SUBSLICES,
            hwconfig.getOrDefault(HwconfigLayout.MAX_DUAL_SUBSLICES, masks.dss.length()));
    int threads = hwconfig.getOrDefault(HwconfigLayout.THREADS_PER_EU, 0);
    if (slices < 1 || subslices < slices || masks.dss.length() > subslices) {
      throw unusable(slices + " slices, " + subslices + " subslices, of which " + masks.dss);
    }
    int perSlice = subslices / slices;
    BitSet absent = new BitSet();
    absent.set(0, slices * perSlice);
    absent.andNot(masks.dss);
    try {
      return new Topology(
          slices,
          perSlice,
          masks.eusPerDss.cardinality(),
          threads,
          attention,
          absent.stream().boxed().collect(Collectors.toUnmodifiableSet()));
    } catch (IllegalArgumentException unknown) {
      throw unusable(String.valueOf(unknown.getMessage()));
    }
  }

  /** Which units exist; bit 0 is unit 0. */
  private record Masks(BitSet dss, BitSet eusPerDss) {}

  private Masks masks(int gt) throws BackendException {
    return decode("topology", answer -> masks(answer, gt), query(DeviceQueryLayout.GT_TOPOLOGY));
  }

  /** A GPU tells its EUs as what they are: of eight lanes, or of sixteen. */
  private static Masks masks(ByteBuffer answer, int gt) {
    Masks masks = new Masks(new BitSet(), new BitSet());
    while (answer.hasRemaining()) {
      TopologyMask head = TopologyMaskLayout.decode(answer);
      answer.position(answer.position() + TopologyMaskLayout.SIZE);
      int end = Math.addExact(answer.position(), head.numBytes());
      if (head.numBytes() < 0 || end > answer.limit()) {
        throw new IllegalArgumentException("a mask of " + head.numBytes() + " bytes");
      }
      BitSet bits = BitSet.valueOf(answer.slice(answer.position(), head.numBytes()));
      answer.position(end);
      if (head.gtId() == gt) {
        switch (head.type()) {
          case TopologyMaskLayout.DSS_GEOMETRY, TopologyMaskLayout.DSS_COMPUTE ->
              masks.dss.or(bits);
          case TopologyMaskLayout.EU_PER_DSS, TopologyMaskLayout.SIMD16_EU_PER_DSS ->
              masks.eusPerDss.or(bits);
          default -> {
            // Caches and other units that execute nothing.
          }
        }
      }
    }
    return masks;
  }

  private interface Decoder<T> {
    T decode(ByteBuffer answer);
  }

  private static <T> T decode(String what, Decoder<T> decoder, ByteBuffer answer)
      throws BackendException {
    try {
      return decoder.decode(answer);
    } catch (IllegalArgumentException | ArithmeticException malformed) {
      throw unusable(what + " that cannot be understood: " + malformed.getMessage());
    }
  }

  private static BackendException unusable(String what) {
    return new BackendException.InvalidArgument("the device reports " + what);
  }

  /** Asks once for the size of the answer and once for the answer. */
  private ByteBuffer query(int number) throws BackendException {
    try (UserBlock block = kernel.allocate(DeviceQueryLayout.SIZE)) {
      ask(block, new DeviceQuery(0, number, 0, 0));
      int size = DeviceQueryLayout.decode(block.bytes()).size();
      if (size < 0 || size > MAX_ANSWER) {
        throw unusable("an answer of " + size + " bytes to query " + number);
      }
      try (UserBlock data = kernel.allocate(Math.max(1, size))) {
        ask(block, new DeviceQuery(0, number, size, data.address()));
        return ByteBuffer.allocate(size)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(data.bytes().limit(size))
            .flip();
      }
    }
  }

  private void ask(UserBlock block, DeviceQuery query) throws BackendException {
    DeviceQueryLayout.encode(block.bytes(), query);
    SystemCall.check(
        "device query " + query.query(), kernel.ioctl(fd, XeRequest.DEVICE_QUERY, block));
  }
}
