package org.gpugdb.kernels;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import net.fornwall.jelf.ElfFile;
import net.fornwall.jelf.ElfSegment;
import net.fornwall.jelf.ElfSymbol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The promises of backend/src/main/kernels/README.md, checked on the shipped files. */
final class KernelFilesTest {
  private static final int FLAG_RVC = 0x1;
  private static final int FLAGS_FLOAT_ABI = 0x6;
  private static final int FLAG_FLOAT_ABI_DOUBLE = 0x4;
  private static final int PF_SLM = 0x0010_0000;
  private static final long FIRMWARE_BASE = 0x4000_0000_0000L;
  private static final long MODULE_SPACE = 0x4000_1000_0000L;
  private static final long MODULE_SLOT = 0x100_0000;
  private static final long SLM_OFFSET = 0x80_0000;
  private static final int ARGUMENT_REGISTERS = 8;

  static Stream<Path> shippedFiles() throws IOException, URISyntaxException {
    var firmware = KernelFilesTest.class.getResource("firmware.elf");
    assertThat(firmware).isNotNull();
    try (Stream<Path> files = Files.list(Path.of(firmware.toURI()).resolveSibling(""))) {
      return files.filter(file -> file.toString().endsWith(".elf")).sorted().toList().stream();
    }
  }

  static Stream<Path> shippedModules() throws IOException, URISyntaxException {
    return shippedFiles().filter(file -> !file.endsWith("firmware.elf"));
  }

  @ParameterizedTest
  @MethodSource("shippedFiles")
  void isStaticallyLinkedForTheDevice(Path file) throws IOException {
    ElfFile elf = ElfFile.from(file);

    assertThat(elf.e_machine).isEqualTo((short) ElfFile.ARCH_RISCV);
    assertThat(elf.ei_class).isEqualTo(ElfFile.CLASS_64);
    assertThat(elf.e_type).isEqualTo((short) ElfFile.ET_EXEC);
    assertThat(elf.e_flags & FLAG_RVC).isZero();
    assertThat(elf.e_flags & FLAGS_FLOAT_ABI).isEqualTo(FLAG_FLOAT_ABI_DOUBLE);
    assertThat(elf.segmentsOfType(ElfSegment.PT_INTERP)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("shippedFiles")
  void holdsNoCompressedInstruction(Path file) throws IOException {
    ByteBuffer code = code(ElfFile.from(file));

    assertThat(code.remaining()).isPositive().matches(size -> size % 4 == 0, "whole instructions");
    while (code.hasRemaining()) {
      assertThat(code.get(code.position()) & 0b11).as("at +0x%x", code.position()).isEqualTo(0b11);
      code.position(code.position() + 4);
    }
  }

  @ParameterizedTest
  @MethodSource("shippedFiles")
  void namesSourcesRelativeToTheRepository(Path file) throws IOException {
    ElfFile elf = ElfFile.from(file);
    String source =
        file.getFileName()
            .toString()
            .replace("firmware.elf", "firmware.S")
            .replaceAll("-O.*", ".cl");
    String debugInformation = section(elf, ".debug_info") + optionalSection(elf, ".debug_str");

    assertThat(debugInformation).contains("backend/src/main/kernels/" + source + "\0");
    assertThat(debugInformation).contains("/gpu-gdbserver\0");
  }

  @Test
  void firmwareHoldsTheStubs() throws IOException, URISyntaxException {
    Path file =
        shippedFiles().filter(path -> path.endsWith("firmware.elf")).findAny().orElseThrow();
    ElfFile firmware = ElfFile.from(file);
    ByteBuffer code = code(firmware);
    long entry = address(firmware, "_thread_entry");
    long end = address(firmware, "_thread_end");

    assertThat(address(firmware, "gpu_idle")).isEqualTo(FIRMWARE_BASE);
    assertThat(firmware.e_entry).isEqualTo(entry);
    assertThat(end).isEqualTo(entry + 4);
    assertThat(code.getInt((int) (entry - FIRMWARE_BASE)))
        .as("jalr ra, 0(t0)")
        .isEqualTo(0x0002_80e7);
    assertThat(code.getInt((int) (end - FIRMWARE_BASE))).as("csrw 0x8c0").isEqualTo(0x8c00_1073);
  }

  @ParameterizedTest
  @MethodSource("shippedModules")
  void hasAnEntryForEachListedKernel(Path file) throws IOException {
    ElfFile elf = ElfFile.from(file);
    long codeStart = elf.firstSectionByName(".text").header.sh_addr;
    long codeEnd = codeStart + elf.firstSectionByName(".text").header.sh_size;
    List<String> kernels =
        table(elf).stream()
            .filter(line -> line.startsWith("kernel "))
            .map(line -> line.substring(7))
            .toList();

    assertThat(kernels).isNotEmpty().doesNotHaveDuplicates();
    for (String kernel : kernels) {
      ElfSymbol symbol = symbol(elf, kernel);
      assertThat(symbol.getType()).as(kernel).isEqualTo(ElfSymbol.STT_FUNC);
      assertThat(symbol.st_value).as(kernel).isBetween(codeStart, codeEnd - 4);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '=',
      value = {
        "vadd      = arg global a float* | arg global b float* | arg global c float* | arg i32 n uint",
        "reduce    = arg global in int* | arg global sums int* | local-size 8 1 1",
        "matmul    = arg global a float* | arg global b float* | arg global c float* | arg i32 n uint"
            + " | local-size 4 4 1",
        "collatz   = arg global start uint* | arg global steps uint*",
        "histogram = arg global data uchar* | arg i32 n uint | arg global bins uint*"
            + " | arg local partial uint*",
        "oob       = arg global in float* | arg global out float* | arg i32 n uint",
        "hello     = arg i64 seed long | arg f64 scale double | arg i32 limit uint",
      })
  void describesTheArguments(String kernel, String description)
      throws IOException, URISyntaxException {
    List<Path> files =
        shippedModules()
            .filter(file -> file.getFileName().toString().startsWith(kernel + "-"))
            .toList();
    assertThat(files).hasSize(2);

    List<String> expected = new ArrayList<>(List.of("kernel " + kernel));
    expected.addAll(Arrays.asList(description.split(" \\| ", -1)));
    for (Path file : files) {
      assertThat(table(ElfFile.from(file))).as(file.toString()).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @MethodSource("shippedModules")
  void passesAllArgumentsInRegisters(Path file) throws IOException {
    List<String> arguments =
        table(ElfFile.from(file)).stream().filter(line -> line.startsWith("arg ")).toList();

    assertThat(arguments)
        .filteredOn(line -> line.matches("arg f.*"))
        .hasSizeLessThanOrEqualTo(ARGUMENT_REGISTERS);
    assertThat(arguments)
        .filteredOn(line -> !line.matches("arg f.*"))
        .hasSizeLessThanOrEqualTo(ARGUMENT_REGISTERS);
  }

  @ParameterizedTest
  @MethodSource("shippedModules")
  void keepsToItsSlot(Path file) throws IOException {
    ElfFile elf = ElfFile.from(file);
    long base = address(elf, "__module_base");
    long slmSize = address(elf, "__slm_size");
    List<ElfSegment> segments = elf.segmentsOfType(ElfSegment.PT_LOAD);

    assertThat((base - MODULE_SPACE) % MODULE_SLOT).isZero();
    assertThat(address(elf, "__slm_start")).isEqualTo(base + SLM_OFFSET);
    for (ElfSegment segment : segments) {
      boolean slm = (segment.p_flags & PF_SLM) != 0;
      assertThat(segment.p_vaddr).isBetween(base, base + MODULE_SLOT - segment.p_memsz);
      assertThat(segment.p_vaddr >= base + SLM_OFFSET).isEqualTo(slm);
      assertThat(segment.p_filesz).isEqualTo(slm ? 0 : segment.p_memsz);
    }
    assertThat(segments)
        .filteredOn(segment -> (segment.p_flags & PF_SLM) != 0)
        .extracting(segment -> segment.p_memsz)
        .isEqualTo(slmSize == 0 ? List.of() : List.of(slmSize));
  }

  @Test
  void givesEachModuleASlotOfItsOwn() throws IOException, URISyntaxException {
    List<Long> bases = new ArrayList<>();
    for (Path file : shippedModules().toList()) {
      bases.add(address(ElfFile.from(file), "__module_base"));
    }
    assertThat(bases).isNotEmpty().doesNotHaveDuplicates();
  }

  private static ByteBuffer code(ElfFile elf) {
    byte[] bytes = elf.firstSectionByName(".text").getData();
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static List<String> table(ElfFile elf) {
    return section(elf, ".gpu.kernels").lines().toList();
  }

  private static String section(ElfFile elf, String name) {
    return new String(elf.firstSectionByName(name).getData(), US_ASCII);
  }

  private static String optionalSection(ElfFile elf, String name) {
    return elf.firstSectionByName(name) == null ? "" : section(elf, name);
  }

  private static long address(ElfFile elf, String name) {
    return symbol(elf, name).st_value;
  }

  private static ElfSymbol symbol(ElfFile elf, String name) {
    ElfSymbol symbol = elf.getELFSymbol(name);
    assertThat(symbol).as("symbol %s", name).isNotNull();
    return symbol;
  }
}
