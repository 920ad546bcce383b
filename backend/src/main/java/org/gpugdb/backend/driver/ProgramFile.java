package org.gpugdb.backend.driver;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.gpugdb.backend.driver.KernelTable.Kernel;
import org.gpugdb.backend.elf.ElfFormatException;
import org.gpugdb.backend.elf.ElfImage;
import org.gpugdb.backend.elf.ElfImage.Segment;

/** An ELF file that hardware threads can execute: firmware, kernel module or bare-metal program. */
final class ProgramFile {
  private static final int RISCV = 243;
  private static final int EXECUTABLE = 2;
  private static final int LOAD = 1;
  private static final int FLAG_COMPRESSED = 1;

  /** Segment flag of a module's shared local memory window: no memory of the address space. */
  private static final int PF_SLM = 0x0010_0000;

  /** Segment flag: instructions. */
  private static final int PF_X = 1;

  private static final int PAGE = 4096;
  private static final long LARGEST = 256L << 20;

  private final String name;
  private final ByteBuffer file;
  private final ElfImage elf;
  private final List<Segment> segments;

  private ProgramFile(String name, ByteBuffer file) throws DriverException {
    this.name = name;
    this.file = file;
    this.elf = parse(name, file);
    requireRunnable();
    this.segments =
        elf.segments().stream()
            .filter(s -> s.type() == LOAD && (s.flags() & PF_SLM) == 0 && s.memorySize() != 0)
            .toList();
    if (segments.isEmpty()) {
      throw refused("it has no segment to load");
    }
  }

  /** A file that comes with this project. */
  static ProgramFile shipped(String name) throws DriverException {
    try (InputStream in = ProgramFile.class.getResourceAsStream("/org/gpugdb/kernels/" + name)) {
      if (in == null) {
        throw new DriverException("there is no shipped file " + name);
      }
      return new ProgramFile(name, ByteBuffer.wrap(in.readAllBytes()));
    } catch (IOException e) {
      throw new DriverException("cannot read the shipped file " + name + ": " + e.getMessage());
    }
  }

  /** A user's file. */
  static ProgramFile of(Path path) throws DriverException {
    String name = String.valueOf(path.getFileName());
    try {
      if (Files.size(path) > LARGEST) {
        throw new DriverException("cannot run " + path + ": it is larger than 256 MiB");
      }
      return new ProgramFile(name, ByteBuffer.wrap(Files.readAllBytes(path)));
    } catch (IOException e) {
      throw new DriverException(
          "cannot read " + path + (Files.exists(path) ? "" : ": there is no such file"));
    }
  }

  private static ElfImage parse(String name, ByteBuffer file) throws DriverException {
    try {
      return ElfImage.read(file);
    } catch (ElfFormatException e) {
      throw new DriverException("cannot run " + name + ": " + e.getMessage());
    }
  }

  private DriverException refused(String why) {
    return new DriverException("cannot run " + name + ": " + why);
  }

  private void requireRunnable() throws DriverException {
    if (elf.machine() != RISCV) {
      throw refused("it is for ELF machine " + elf.machine() + ", not for RISC-V (243)");
    }
    if (elf.type() != EXECUTABLE) {
      throw refused("it is no statically linked executable (ELF type " + elf.type() + ")");
    }
    if ((elf.flags() & FLAG_COMPRESSED) != 0) {
      throw refused(
          "it has compressed instructions, which this GPU does not have;"
              + " compile it with -march=rv64imafd");
    }
  }

  String name() {
    return name;
  }

  /** Address of the first instruction. */
  long entry() {
    return elf.entry();
  }

  /** Lowest address that is loaded, rounded down to a page. */
  long start() {
    return segments.stream().mapToLong(Segment::loadAddress).min().orElseThrow() & -PAGE;
  }

  /** End of what is loaded, rounded up to a page. */
  long end() {
    long end = segments.stream().mapToLong(s -> s.loadAddress() + s.fileSize()).max().orElseThrow();
    return end + PAGE - 1 & -PAGE;
  }

  /**
   * @throws DriverException when a segment or the entry is outside of the given memory
   */
  void requireWithin(long base, long size) throws DriverException {
    for (Segment segment : segments) {
      requireWithin(segment.loadAddress(), segment.fileSize(), base, size);
      requireWithin(segment.address(), segment.memorySize(), base, size);
    }
    if (Long.compareUnsigned(entry() - base, size) >= 0 || (entry() & 3) != 0) {
      throw refused(
          "its entry 0x"
              + Long.toHexString(entry())
              + " is no address of an instruction in memory");
    }
  }

  private void requireWithin(long start, long length, long base, long size) throws DriverException {
    if (Long.compareUnsigned(length, size) > 0
        || Long.compareUnsigned(start - base, size - length) > 0) {
      throw refused(
          "its segment "
              + range(start, length)
              + " is outside of the memory "
              + range(base, size)
              + "; give it more with --ram");
    }
  }

  private static String range(long start, long size) {
    return "0x" + Long.toHexString(start) + "..0x" + Long.toHexString(start + size);
  }

  /** Writes the segments into a buffer whose first byte has the address {@code base}. */
  void write(Buffer buffer, long base) throws DriverException {
    for (Segment segment : segments) {
      buffer.write(segment.loadAddress() - base, bytes(segment));
    }
  }

  private ByteBuffer bytes(Segment segment) {
    return file.slice((int) segment.offset(), (int) segment.fileSize());
  }

  /** The whole file. */
  ByteBuffer file() {
    return file.duplicate();
  }

  /**
   * Loads every segment at its address, data first; the code, which a debugger is told of, last.
   * Returns when a debugger, if there is one, lets the code run.
   */
  void load(GpuClient client) throws DriverException {
    List<Segment> order = new ArrayList<>(segments);
    order.sort((a, b) -> Integer.compare(a.flags() & PF_X, b.flags() & PF_X));
    for (int i = 0; i < order.size(); i++) {
      Segment segment = order.get(i);
      long address = segment.address() & -PAGE;
      Buffer buffer = client.createBuffer(segment.address() + segment.memorySize() - address);
      buffer.write(segment.address() - address, bytes(segment));
      if (i < order.size() - 1) {
        client.bind(buffer, 0, buffer.size(), address);
      } else {
        client.bindModule(buffer, 0, buffer.size(), address, file());
      }
    }
  }

  /** Address of the shared local memory window, 0 when the module has none. */
  long slmBase() {
    return elf.segments().stream()
        .filter(s -> s.type() == LOAD && (s.flags() & PF_SLM) != 0)
        .mapToLong(Segment::address)
        .findFirst()
        .orElse(symbolOrZero("__slm_start"));
  }

  /** Shared local memory that the module's own variables need, in bytes. */
  long slmBytes() {
    return elf.segments().stream()
        .filter(s -> s.type() == LOAD && (s.flags() & PF_SLM) != 0)
        .mapToLong(Segment::memorySize)
        .sum();
  }

  private long symbolOrZero(String symbol) {
    return elf.symbol(symbol).orElse(0);
  }

  long symbol(String symbol) throws DriverException {
    return elf.symbol(symbol)
        .orElseThrow(() -> new DriverException(name + " has no symbol " + symbol));
  }

  Kernel kernel(String kernel) throws DriverException {
    ByteBuffer table =
        elf.section(".gpu.kernels")
            .orElseThrow(() -> new DriverException(name + " has no section .gpu.kernels"));
    return KernelTable.parse(UTF_8.decode(table).toString()).stream()
        .filter(k -> k.name().equals(kernel))
        .findFirst()
        .orElseThrow(() -> new DriverException(name + " has no kernel " + kernel));
  }
}
