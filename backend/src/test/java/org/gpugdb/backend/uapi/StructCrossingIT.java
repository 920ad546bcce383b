package org.gpugdb.backend.uapi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.gpugdb.backend.kernel.KernelInterface;
import org.gpugdb.backend.kernel.UserBlock;
import org.gpugdb.backend.os.LinuxKernel;
import org.gpugdb.backend.os.Shim;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every struct of the debug interface and of the queries comes from C and goes to C as the argument
 * of a real ioctl, in every dialect. On one side each byte is another than its neighbours; on the
 * other each field has to be where the compiler puts it.
 */
class StructCrossingIT {
  private static final Path PROGRAM = Path.of("src/test/resources/images/spin-gcc.elf");

  /** Structs that are no argument of a request travel by one that nobody has. */
  private static final char SPARE_TYPE = 'z';

  /** Elements of each array at a struct's end, and bytes of each bitmap. */
  private static final int ELEMENTS = 2;

  private static final int BITMAP = 16;

  @TempDir private Path directory;

  private interface Decoder {
    Object decode(ByteBuffer struct) throws ReflectiveOperationException;
  }

  private interface Encoder {
    void encode(ByteBuffer struct, Object value) throws ReflectiveOperationException;
  }

  /**
   * A struct on its way.
   *
   * @param size with what stands in the array at its end
   * @param fixed fields whose value matters to whoever reads the struct
   */
  record Crossing(
      String title,
      long request,
      GoldenStruct golden,
      int size,
      Map<String, Long> fixed,
      Decoder decoder,
      Encoder encoder) {
    @Override
    public String toString() {
      return title;
    }

    byte[] pattern() {
      byte[] bytes = new byte[size];
      for (int i = 0; i < size; i++) {
        bytes[i] = (byte) (1 + i % 251);
      }
      fixed.forEach((name, value) -> golden.field(name).put(bytes, value));
      if (golden.fields().containsKey("instances")) {
        for (int end = size; end > golden.size(); end -= EngineClassInstanceLayout.SIZE) {
          bytes[end - 1] = bytes[end - 2] = 0; // padding of each
        }
      }
      GoldenStruct.Field path = golden.fields().get("pathname");
      if (path != null && !hasPseudoPath()) {
        Arrays.fill(bytes, path.offset(), size - 1, (byte) 'p');
        bytes[size - 1] = 0;
      } else if (path != null) {
        Arrays.fill(bytes, path.offset() + Long.BYTES, size, (byte) 0);
      }
      return bytes;
    }

    boolean hasPseudoPath() {
      return fixed.containsValue(DebugData.PSEUDO);
    }
  }

  static Stream<Crossing> crossings() {
    List<Crossing> all = new ArrayList<>();
    all.add(shared(DeviceQueryLayout.class, XeRequest.DEVICE_QUERY));
    for (Class<?> layout :
        List.of(
            GtLayout.class,
            TopologyMaskLayout.class,
            EngineLayout.class,
            EngineClassInstanceLayout.class,
            MemRegionLayout.class,
            AttachDebugExtensionLayout.class)) {
      all.add(shared(layout, spare(GoldenStruct.ofLayout(layout.getSimpleName()).size())));
    }
    all.add(config());
    CompleteDialects.all().forEach(dialect -> addDialect(all, dialect));
    return all.stream();
  }

  private static long spare(int size) {
    return IoctlNumber.iowr(SPARE_TYPE, 0, size);
  }

  /** The numbers of a configuration, which have no names. */
  private record Numbers(List<Long> info) {}

  private static Crossing config() {
    GoldenStruct golden = GoldenStruct.ofLayout("ConfigLayout");
    int size = golden.size() + ELEMENTS * Long.BYTES;
    return new Crossing(
        "config",
        spare(size),
        golden,
        size,
        Map.of("num_params", (long) ELEMENTS),
        struct -> new Numbers(ConfigLayout.decode(struct)),
        (struct, value) -> ConfigLayout.encode(struct, ((Numbers) value).info()));
  }

  private static Crossing shared(Class<?> layout, long request) {
    GoldenStruct golden = GoldenStruct.ofLayout(layout.getSimpleName());
    return new Crossing(
        layout.getSimpleName(),
        request,
        golden,
        golden.size(),
        Map.of(),
        struct -> layout.getMethod("decode", ByteBuffer.class).invoke(null, struct),
        (struct, value) -> encode(layout, layout, struct, value));
  }

  /**
   * @param layout whose method it is; not looked at if that is static
   */
  private static void encode(Object layout, Class<?> type, ByteBuffer struct, Object value)
      throws ReflectiveOperationException {
    for (Method method : type.getMethods()) {
      if (method.getName().equals("encode")) {
        var unused = method.invoke(layout, struct, value);
      }
    }
  }

  private static void addDialect(List<Crossing> all, Dialect dialect) {
    Map<DebugRequest, Class<?>> shared =
        Map.of(
            DebugRequest.CONNECT, ConnectLayout.class,
            DebugRequest.METADATA_CREATE, MetadataCreateLayout.class,
            DebugRequest.METADATA_DESTROY, MetadataDestroyLayout.class,
            DebugRequest.READ_METADATA, ReadMetadataLayout.class);
    dialect
        .requests()
        .forEach(
            (request, code) -> {
              if (shared.containsKey(request)) {
                all.add(shared(shared.get(request), code));
              }
            });
    all.add(own(dialect, dialect.structs().vmOpen(), dialect.code(DebugRequest.VM_OPEN), 0));
    all.add(own(dialect, dialect.structs().euControl(), dialect.code(DebugRequest.EU_CONTROL), 0));
    all.add(own(dialect, dialect.structs().ack(), dialect.code(DebugRequest.ACK_EVENT), 0));
    dialect
        .debugDataOps()
        .filter(ops -> GoldenStruct.of(dialect, "vm_bind_op_ext_debug_data").isPresent())
        .ifPresent(
            ops -> {
              long code = spare(ops.extension().size());
              all.add(own(dialect, ops.extension(), code, 0));
              all.add(own(dialect, ops.extension(), code, DebugData.PSEUDO));
            });
    dialect
        .eventTypes()
        .forEach(
            (kind, type) -> {
              all.add(event(dialect, kind, type, 0));
              if (kind == EventKind.VM_BIND_OP_DEBUG_DATA) {
                all.add(event(dialect, kind, type, DebugData.PSEUDO));
              }
            });
  }

  private static Crossing own(Dialect dialect, DialectStruct struct, long request, long flags) {
    String name = struct.layout().name();
    GoldenStruct golden = GoldenStruct.of(dialect, name).orElseThrow();
    boolean isDebugData = golden.fields().containsKey("pathname");
    return new Crossing(
        dialect.name() + " " + name + (flags == 0 ? "" : " pseudo"),
        request,
        golden,
        golden.size(),
        isDebugData ? Map.of("flags", flags) : Map.of(),
        bytes -> struct.getClass().getMethod("decode", ByteBuffer.class).invoke(struct, bytes),
        (bytes, value) -> encode(struct, struct.getClass(), bytes, value));
  }

  private static Crossing event(Dialect dialect, EventKind kind, int type, long innerFlags) {
    GoldenStruct golden = GoldenStruct.event(dialect, kind);
    Map<String, Long> fixed = new TreeMap<>();
    int tail =
        switch (kind) {
          case EXEC_QUEUE -> count(fixed, "width", ELEMENTS, Long.BYTES);
          case EXEC_QUEUE_PLACEMENTS ->
              count(fixed, "num_placements", ELEMENTS, EngineClassInstanceLayout.SIZE);
          case EU_ATTENTION -> count(fixed, "bitmask_size", BITMAP, 1);
          case PAGEFAULT -> count(fixed, "bitmask_size", 3 * BITMAP, 1);
          case VM_BIND_OP_DEBUG_DATA -> {
            fixed.put("inner_flags", innerFlags);
            yield 0;
          }
          default -> 0;
        };
    int size = golden.size() + tail;
    fixed.put("len", (long) size);
    fixed.put("type", (long) type);
    EventCodec codec = new EventCodec(dialect);
    return new Crossing(
        dialect.name() + " " + golden.name() + (innerFlags == 0 ? "" : " pseudo"),
        dialect.code(DebugRequest.READ_EVENT),
        golden,
        size,
        fixed,
        bytes -> codec.decode(bytes).orElseThrow(),
        (bytes, value) -> {
          int unused = codec.encode(bytes, (Event) value);
        });
  }

  private static int count(Map<String, Long> fixed, String name, int count, int elementBytes) {
    fixed.put(name, (long) count);
    return count * elementBytes;
  }

  @ParameterizedTest
  @MethodSource("crossings")
  void everyFieldArrivesOnTheOtherSide(Crossing crossing) throws Exception {
    KernelInterface kernel = new LinuxKernel(Set.of(crossing.request()));
    byte[] sent = crossing.pattern();
    Object received;
    byte[] returned = new byte[crossing.size()];
    try (Shim shim = Shim.open(directory, PROGRAM);
        UserBlock block = kernel.allocate(crossing.size())) {
      int fd = kernel.open(Shim.MIRROR, KernelInterface.O_RDWR);
      shim.mirror(sent, 7);
      block.bytes().putInt(0, crossing.size()); // as READ_EVENT wants it

      assertThat(kernel.ioctl(fd, crossing.request(), block)).isEqualTo(7);
      received = crossing.decoder().decode(block.bytes());
      block.bytes().put(new byte[crossing.size()]);
      crossing.encoder().encode(block.bytes(), received);
      assertThat(kernel.ioctl(fd, crossing.request(), block)).isEqualTo(7);

      assertThat(shim.mirrored(returned)).isEqualTo(crossing.request());
      kernel.close(fd);
    }

    Set<GoldenStruct.Field> told = new HashSet<>();
    compare(crossing.golden(), received, sent, told);
    crossing.fixed().keySet().forEach(name -> told.add(crossing.golden().field(name)));
    for (GoldenStruct.Field field : told) {
      assertThat(field.get(returned)).as("returned %s", field).isEqualTo(field.get(sent));
    }
    for (int gap : crossing.golden().gaps(told.stream())) {
      assertThat(returned[gap]).as("byte %s", gap).isZero();
    }
    int tail = crossing.golden().size();
    assertThat(Arrays.copyOfRange(returned, tail, crossing.size()))
        .isEqualTo(Arrays.copyOfRange(sent, tail, crossing.size()));
    assertThat(untold(crossing, told)).isSubsetOf("reserved", "inner_reserved", "inner_flags");
  }

  private static Set<String> untold(Crossing crossing, Set<GoldenStruct.Field> told) {
    Set<String> names = new HashSet<>(crossing.golden().fields().keySet());
    names.removeIf(name -> told.contains(crossing.golden().field(name)));
    names.remove(crossing.hasPseudoPath() ? "pathname" : "pseudopath"); // one union
    return names;
  }

  /** Each component of what Java has read against the bytes that C has written. */
  private static void compare(
      GoldenStruct golden, Object value, byte[] sent, Set<GoldenStruct.Field> told)
      throws IllegalAccessException, InvocationTargetException {
    for (RecordComponent component : value.getClass().getRecordComponents()) {
      String name = component.getName();
      Object part = component.getAccessor().invoke(value);
      String owner = value.getClass().getSimpleName();
      GoldenStruct.Field field = golden.component(owner, name).orElse(null);
      if (part instanceof DebugData data) {
        compare(golden, data, sent, told);
      } else if (field == null) {
        compareWithoutField(golden, name, part, sent);
      } else if (!isOtherOfUnion(name, value)) {
        told.add(field);
        compareField(name, field, part, sent);
      }
    }
  }

  /** What the dialect does not have is 0; the second and third bitmap follow the first. */
  private static void compareWithoutField(
      GoldenStruct golden, String name, Object part, byte[] sent) {
    if (part instanceof Bitmask mask) {
      int from = golden.size() + (name.equals("after") ? BITMAP : 2 * BITMAP);
      assertThat(mask.toBytes()).as(name).isEqualTo(Arrays.copyOfRange(sent, from, from + BITMAP));
    } else {
      assertThat(((Number) part).longValue()).as(name).isZero();
    }
  }

  private static boolean isOtherOfUnion(String name, Object value) {
    return value instanceof DebugData data
        && (data.isPseudo() ? name.equals("path") : name.equals("pseudoPath"));
  }

  private static void compareField(String name, GoldenStruct.Field field, Object part, byte[] sent)
      throws IllegalAccessException, InvocationTargetException {
    if (part instanceof Bitmask mask) {
      int from = field.offset();
      assertThat(mask.toBytes()).as(name).isEqualTo(Arrays.copyOfRange(sent, from, from + BITMAP));
    } else if (part instanceof String text) {
      assertThat(text.getBytes(UTF_8))
          .isEqualTo(Arrays.copyOfRange(sent, field.offset(), field.offset() + field.width() - 1));
    } else if (part instanceof List<?> elements) {
      assertThat(elements).hasSize(ELEMENTS);
      compareElement(field, elements.get(0), sent);
      compareElement(field.next(), elements.get(1), sent);
    } else {
      long mask = field.width() == Long.BYTES ? -1 : (1L << (8 * field.width())) - 1;
      assertThat(((Number) part).longValue() & mask).as(name).isEqualTo(field.get(sent));
    }
  }

  private static void compareElement(GoldenStruct.Field field, Object element, byte[] sent)
      throws IllegalAccessException, InvocationTargetException {
    if (element instanceof Long number) {
      assertThat(number).isEqualTo(field.get(sent));
    } else {
      byte[] one = Arrays.copyOfRange(sent, field.offset(), field.offset() + field.width());
      GoldenStruct golden = GoldenStruct.ofLayout("EngineClassInstanceLayout");
      compare(golden, element, one, new HashSet<>());
    }
  }
}
