package org.gpugdb.backend.elf;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import net.fornwall.jelf.ElfFile;
import net.fornwall.jelf.ElfSection;
import net.fornwall.jelf.ElfSegment;
import net.fornwall.jelf.ElfSymbol;
import org.gpugdb.backend.elf.ElfImage.Section;
import org.gpugdb.backend.elf.ElfImage.Segment;
import org.gpugdb.backend.elf.ElfImage.Symbol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ElfImageTest {
  private static final int PROGRAM_HEADERS_AT = 64;
  private static final int SECTION_HEADERS_OFFSET_AT = 40;
  private static final int SECTION_SIZE = 64;

  @ParameterizedTest
  @ValueSource(strings = {"firmware.elf", "vadd-O0.elf", "matmul-O2.elf", "reduce-O0.elf"})
  void agreesWithAnotherReader(String name) throws Exception {
    byte[] bytes = shipped(name);
    ElfImage image = ElfImage.read(ByteBuffer.wrap(bytes));
    ElfFile oracle = ElfFile.from(bytes);

    assertThat(image.type()).isEqualTo(oracle.e_type);
    assertThat(image.machine()).isEqualTo(oracle.e_machine).isEqualTo(243);
    assertThat(image.flags()).isEqualTo(oracle.e_flags);
    assertThat(image.flags() & 1).as("compressed").isZero();
    assertThat(image.entry()).isEqualTo(oracle.e_entry);
    assertThat(image.segments()).hasSize(oracle.e_phnum);
    assertThat(image.sections()).hasSize(oracle.e_shnum);
    for (int i = 0; i < oracle.e_phnum; i++) {
      assertThat(image.segments().get(i)).isEqualTo(segment(oracle.getProgramHeader(i)));
    }
    for (int i = 0; i < oracle.e_shnum; i++) {
      assertThat(image.sections().get(i)).isEqualTo(section(oracle.getSection(i)));
    }
    assertThat(image.symbols()).hasSize(oracle.getSymbolTableSection().symbols.length);
    for (int i = 0; i < image.symbols().size(); i++) {
      assertThat(image.symbols().get(i))
          .isEqualTo(symbol(oracle.getSymbolTableSection().symbols[i]));
    }
  }

  @Test
  void findsSectionsAndSymbolsByName() throws Exception {
    ElfImage image = ElfImage.read(ByteBuffer.wrap(shipped("vadd-O0.elf")));

    ByteBuffer comment = image.section(".comment").orElseThrow();
    assertThat(UTF_8.decode(comment).toString()).contains("clang");
    assertThat(comment.isReadOnly()).isTrue();
    assertThat(image.section(".nowhere")).isEmpty();
    assertThat(image.symbol("vadd")).isPresent();
    assertThat(image.symbol("nothing")).isEmpty();
    assertThat(image.sourceFile()).isPresent();
  }

  @Test
  void readsTheRemainingBytesAndLeavesThePosition() throws Exception {
    byte[] bytes = shipped("vadd-O0.elf");
    ByteBuffer buffer = ByteBuffer.allocate(bytes.length + 3).position(3).put(3, bytes);

    assertThat(ElfImage.read(buffer).machine()).isEqualTo(243);
    assertThat(buffer.position()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, no ELF file",
    "4, 1, no 64-bit little-endian",
    "5, 2, no 64-bit little-endian",
  })
  void rejectsOtherFiles(int at, byte value, String why) throws Exception {
    byte[] bytes = shipped("vadd-O0.elf");
    bytes[at] = value;

    assertRejected(buffer(bytes), why);
  }

  @Test
  void rejectsEveryTruncationThatCutsATable() throws Exception {
    byte[] bytes = shipped("vadd-O0.elf");
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> ElfImage.read(ByteBuffer.wrap(cut)))
          .isInstanceOf(ElfFormatException.class);
    }
  }

  @Test
  void rejectsSegmentsThatDoNotFitInMemory() throws Exception {
    ByteBuffer larger = buffer(shipped("vadd-O0.elf"));
    larger.putLong(PROGRAM_HEADERS_AT + 40, 1); // p_memsz
    assertRejected(larger, "larger than its memory");

    ByteBuffer wrapping = buffer(shipped("vadd-O0.elf"));
    wrapping.putLong(PROGRAM_HEADERS_AT + 16, -0x10L); // p_vaddr
    assertRejected(wrapping, "end of the address space");

    ByteBuffer loadedBeyond = buffer(shipped("vadd-O0.elf"));
    loadedBeyond.putLong(PROGRAM_HEADERS_AT + 24, -0x10L); // p_paddr
    assertRejected(loadedBeyond, "end of the address space");

    ByteBuffer beyond = buffer(shipped("vadd-O0.elf"));
    beyond.putLong(PROGRAM_HEADERS_AT + 8, Long.MAX_VALUE); // p_offset
    assertRejected(beyond, "a segment is beyond");
  }

  @Test
  void rejectsNamesOutsideTheirTable() throws Exception {
    ByteBuffer bytes = buffer(shipped("vadd-O0.elf"));
    bytes.putInt(sectionHeader(bytes, 1), -1); // sh_name

    assertRejected(bytes, "a name at offset 4294967295");
  }

  @Test
  void rejectsASectionNameTableThatIsNone() throws Exception {
    ByteBuffer bytes = buffer(shipped("vadd-O0.elf"));
    bytes.putShort(62, (short) 1); // e_shstrndx: .text

    assertRejected(bytes, "section 1 holds names but is no string table");
  }

  @Test
  void rejectsMoreSectionsThanTheHeaderCounts() throws Exception {
    ByteBuffer bytes = buffer(shipped("vadd-O0.elf"));
    bytes.putShort(60, (short) 0); // e_shnum

    assertRejected(bytes, "more sections");
  }

  /** 4,000 symbols whose names all start at the same 100 kB string would decode to 400 MB. */
  @Test
  void rejectsNamesThatWouldFillTheMemory() {
    int symbols = 4000;
    int stringsAt = 64 + 3 * SECTION_SIZE + 24 * symbols;
    ByteBuffer file = ByteBuffer.allocate(stringsAt + 100_001).order(ByteOrder.LITTLE_ENDIAN);
    file.putInt(0, 0x464c457f).put(4, (byte) 2).put(5, (byte) 1);
    file.putLong(SECTION_HEADERS_OFFSET_AT, 64)
        .putShort(58, (short) SECTION_SIZE)
        .putShort(60, (short) 3);
    putSection(file, 64 + SECTION_SIZE, 2, 64 + 3 * SECTION_SIZE, 24 * symbols, 2);
    putSection(file, 64 + 2 * SECTION_SIZE, 3, stringsAt, 100_001, 0);
    for (int i = 0; i < 100_000; i++) {
      file.put(stringsAt + i, (byte) 'a');
    }

    assertRejected(file, "names are far longer than the file");
  }

  @Test
  void ignoresTheContentsOfUnusedSectionHeaders() throws Exception {
    ByteBuffer bytes = buffer(shipped("vadd-O0.elf"));
    bytes.putLong(sectionHeader(bytes, 0) + 32, Long.MAX_VALUE); // sh_size of SHT_NULL

    assertThat(ElfImage.read(bytes).section(".text")).isPresent();
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void mutatedFilesGiveAnImageOrAFormatException(long seed) throws Exception {
    Random random = new Random(seed);
    byte[] original = shipped(seed % 2 == 0 ? "firmware.elf" : "vadd-O0.elf");
    int accepted = 0;
    int rejected = 0;
    for (int round = 0; round < 1000; round++) {
      byte[] bytes = mutate(original.clone(), random);
      try {
        readEverything(ElfImage.read(ByteBuffer.wrap(bytes)));
        accepted++;
      } catch (ElfFormatException e) {
        assertThat(e).hasMessageStartingWith("the ELF file");
        rejected++;
      }
    }
    assertThat(accepted).as("mutations are not too wild").isPositive();
    assertThat(rejected).as("mutations are wild enough").isPositive();
  }

  /**
   * Changes what matters most: the header, section headers, program headers, symbols; sometimes any
   * byte.
   */
  private static byte[] mutate(byte[] bytes, Random random) {
    ByteBuffer file = buffer(bytes);
    int sections = (int) file.getLong(SECTION_HEADERS_OFFSET_AT);
    for (int change = random.nextInt(4); change >= 0; change--) {
      int at =
          switch (random.nextInt(4)) {
            case 0 -> 16 + random.nextInt(48);
            case 1 -> PROGRAM_HEADERS_AT + random.nextInt(100);
            case 2 -> sections + random.nextInt(bytes.length - sections);
            default -> 16 + random.nextInt(bytes.length - 16);
          };
      if (random.nextBoolean() || at > bytes.length - 8) {
        bytes[at] = (byte) random.nextInt();
      } else {
        file.putLong(at & -8, interesting(random, bytes.length));
      }
    }
    return bytes;
  }

  private static long interesting(Random random, int length) {
    long[] values = {
      0, -1, Long.MIN_VALUE, Long.MAX_VALUE, length, length - 1, Integer.MAX_VALUE, 1L << 32
    };
    return values[random.nextInt(values.length)] + random.nextInt(3) - 1;
  }

  private static void readEverything(ElfImage image) {
    image
        .sections()
        .forEach(
            s ->
                image.section(s.name()).ifPresent(bytes -> bytes.get(new byte[bytes.remaining()])));
    image.symbols().forEach(s -> image.symbol(s.name()));
    assertThat(image.sourceFile()).isNotNull();
  }

  private static void assertRejected(ByteBuffer bytes, String why) {
    assertThatThrownBy(() -> ElfImage.read(bytes))
        .isInstanceOf(ElfFormatException.class)
        .hasMessageContaining(why);
  }

  private static int sectionHeader(ByteBuffer file, int index) {
    return (int) file.getLong(SECTION_HEADERS_OFFSET_AT) + SECTION_SIZE * index;
  }

  private static void putSection(
      ByteBuffer file, int at, int type, int offset, int size, int link) {
    file.putInt(at + 4, type).putLong(at + 24, offset).putLong(at + 32, size).putInt(at + 40, link);
  }

  private static Segment segment(ElfSegment s) {
    return new Segment(
        s.p_type, s.p_flags, s.p_offset, s.p_vaddr, s.p_paddr, s.p_filesz, s.p_memsz);
  }

  private static Section section(ElfSection section) {
    var h = section.header;
    String name = Objects.requireNonNullElse(h.getName(), "");
    return new Section(name, h.sh_type, h.sh_flags, h.sh_addr, h.sh_offset, h.sh_size, h.sh_link);
  }

  private static Symbol symbol(ElfSymbol s) {
    return new Symbol(
        Objects.requireNonNullElse(s.getName(), ""), s.getType(), s.st_value, s.st_size);
  }

  private static ByteBuffer buffer(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] shipped(String name) throws IOException {
    try (InputStream in = ElfImage.class.getResourceAsStream("/org/gpugdb/kernels/" + name)) {
      return Objects.requireNonNull(in).readAllBytes();
    }
  }
}
