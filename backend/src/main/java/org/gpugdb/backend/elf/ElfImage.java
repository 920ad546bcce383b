package org.gpugdb.backend.elf;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A 64-bit little-endian ELF file. Immutable; shares the bytes it was read from.
 *
 * <p>Every offset, count and size in the file is checked before it is used, so any bytes at all
 * give either an image or an {@link ElfFormatException}. Tables are bounded by the file's own size.
 *
 * <p>Source: System V ABI, "Object Files"; {@code elf.h}.
 */
public final class ElfImage {
  private static final int HEADER_SIZE = 64;
  private static final int SEGMENT_SIZE = 56;
  private static final int SECTION_SIZE = 64;
  private static final int SYMBOL_SIZE = 24;

  private static final int MAGIC = 0x464c_457f;
  private static final int CLASS_64 = 2;
  private static final int LITTLE_ENDIAN = 1;

  private static final int SEGMENT_LOAD = 1;
  private static final int SECTION_NULL = 0;
  private static final int SECTION_SYMTAB = 2;
  private static final int SECTION_STRTAB = 3;
  private static final int SECTION_NOBITS = 8;
  private static final int SYMBOL_FILE = 4;

  /**
   * Names may share bytes of the string table; this keeps a small file from filling the memory with
   * them.
   */
  private static final int NAME_BYTES_PER_FILE_BYTE = 8;

  private final ByteBuffer file;
  private final List<Segment> segments;
  private final List<Section> sections;
  private final List<Symbol> symbols;
  private long nameBytes;

  private ElfImage(ByteBuffer file) throws ElfFormatException {
    this.file = file;
    this.segments = readSegments();
    this.sections = readSections();
    this.symbols = readSymbols();
  }

  /**
   * One program header.
   *
   * @param type {@code PT_…}
   * @param flags {@code PF_…}
   * @param offset of its bytes in the file
   * @param address virtual address
   * @param loadAddress physical address: where a loader puts the bytes
   * @param fileSize bytes in the file, at most {@code memorySize} for {@code PT_LOAD}
   * @param memorySize bytes in memory
   */
  public record Segment(
      int type,
      int flags,
      long offset,
      long address,
      long loadAddress,
      long fileSize,
      long memorySize) {}

  /**
   * One section.
   *
   * @param type {@code SHT_…}
   * @param address virtual address, 0 when it is not loaded
   */
  public record Section(
      String name, int type, long flags, long address, long offset, long size, int link) {}

  /**
   * One entry of the symbol table.
   *
   * @param type {@code STT_…}
   */
  public record Symbol(String name, int type, long value, long size) {}

  /**
   * Reads the remaining bytes of a buffer, whose position stays.
   *
   * @throws ElfFormatException when they are no complete 64-bit little-endian ELF file
   */
  public static ElfImage read(ByteBuffer bytes) throws ElfFormatException {
    ByteBuffer file = bytes.slice().asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    if (file.limit() < Integer.BYTES || file.getInt(0) != MAGIC) {
      throw new ElfFormatException("it is no ELF file");
    }
    if (file.limit() < HEADER_SIZE) {
      throw new ElfFormatException("the ELF file is truncated: its header is cut short");
    }
    if (file.get(4) != CLASS_64 || file.get(5) != LITTLE_ENDIAN) {
      throw new ElfFormatException("it is no 64-bit little-endian ELF file");
    }
    return new ElfImage(file);
  }

  /** {@code e_type}: 1 relocatable, 2 executable, 3 shared. */
  public int type() {
    return file.getShort(16) & 0xffff;
  }

  /** {@code e_machine}; RISC-V is 243. */
  public int machine() {
    return file.getShort(18) & 0xffff;
  }

  /** {@code e_entry}, 0 for none. */
  public long entry() {
    return file.getLong(24);
  }

  /** {@code e_flags}; for RISC-V, bit 0 says that there are compressed instructions. */
  public int flags() {
    return file.getInt(48);
  }

  public List<Segment> segments() {
    return segments;
  }

  public List<Section> sections() {
    return sections;
  }

  /** The symbol table, in its order; empty when the file is stripped. */
  public List<Symbol> symbols() {
    return symbols;
  }

  /** The bytes of the first section of that name; read-only, little-endian. */
  public Optional<ByteBuffer> section(String name) {
    return sections.stream()
        .filter(s -> s.name().equals(name) && hasBytes(s))
        .findFirst()
        .map(s -> slice(s.offset(), s.size()));
  }

  /** The value of the first symbol of that name. */
  public OptionalLong symbol(String name) {
    return symbols.stream().filter(s -> s.name().equals(name)).mapToLong(Symbol::value).findFirst();
  }

  /** Name of the first source file that the symbol table tells of. */
  public Optional<String> sourceFile() {
    return symbols.stream().filter(s -> s.type() == SYMBOL_FILE).map(Symbol::name).findFirst();
  }

  private List<Segment> readSegments() throws ElfFormatException {
    int count = file.getShort(56) & 0xffff;
    ByteBuffer table = table("program headers", file.getLong(32), count, 54, SEGMENT_SIZE);
    List<Segment> result = new ArrayList<>(count);
    for (int at = 0; at < table.limit(); at += SEGMENT_SIZE) {
      Segment segment =
          new Segment(
              table.getInt(at),
              table.getInt(at + 4),
              table.getLong(at + 8),
              table.getLong(at + 16),
              table.getLong(at + 24),
              table.getLong(at + 32),
              table.getLong(at + 40));
      requireInFile("a segment", segment.offset(), segment.fileSize());
      if (segment.type() == SEGMENT_LOAD) {
        requireLoadable(segment);
      }
      result.add(segment);
    }
    return List.copyOf(result);
  }

  private static void requireLoadable(Segment segment) throws ElfFormatException {
    if (Long.compareUnsigned(segment.fileSize(), segment.memorySize()) > 0) {
      throw damaged("a segment is larger than its memory");
    }
    if (wraps(segment.address(), segment.memorySize())
        || wraps(segment.loadAddress(), segment.memorySize())) {
      throw damaged("a segment reaches beyond the end of the address space");
    }
  }

  private static boolean wraps(long address, long size) {
    return size != 0 && Long.compareUnsigned(address + size - 1, address) < 0;
  }

  private List<Section> readSections() throws ElfFormatException {
    int count = file.getShort(60) & 0xffff;
    if (count == 0 && file.getLong(40) != 0) {
      throw new ElfFormatException("the ELF file has more sections than its header can count");
    }
    ByteBuffer table = table("section headers", file.getLong(40), count, 58, SECTION_SIZE);
    List<Section> unnamed = new ArrayList<>(count);
    for (int at = 0; at < table.limit(); at += SECTION_SIZE) {
      Section section = section(table, at, "");
      if (hasBytes(section)) {
        requireInFile("a section", section.offset(), section.size());
      }
      unnamed.add(section);
    }
    int names = file.getShort(62) & 0xffff;
    if (names == 0) {
      return List.copyOf(unnamed);
    }
    ByteBuffer strings = strings(unnamed, names);
    List<Section> result = new ArrayList<>(count);
    for (int at = 0; at < table.limit(); at += SECTION_SIZE) {
      result.add(section(table, at, string(strings, table.getInt(at))));
    }
    return List.copyOf(result);
  }

  private static boolean hasBytes(Section section) {
    return section.type() != SECTION_NOBITS && section.type() != SECTION_NULL;
  }

  private static Section section(ByteBuffer table, int at, String name) {
    return new Section(
        name,
        table.getInt(at + 4),
        table.getLong(at + 8),
        table.getLong(at + 16),
        table.getLong(at + 24),
        table.getLong(at + 32),
        table.getInt(at + 40));
  }

  private List<Symbol> readSymbols() throws ElfFormatException {
    Optional<Section> table = sections.stream().filter(s -> s.type() == SECTION_SYMTAB).findFirst();
    if (table.isEmpty()) {
      return List.of();
    }
    if (table.get().size() % SYMBOL_SIZE != 0) {
      throw damaged("its symbol table ends within a symbol");
    }
    ByteBuffer strings = strings(sections, table.get().link());
    ByteBuffer entries = slice(table.get().offset(), table.get().size());
    List<Symbol> result = new ArrayList<>();
    for (int at = 0; at < entries.limit(); at += SYMBOL_SIZE) {
      result.add(
          new Symbol(
              string(strings, entries.getInt(at)),
              entries.get(at + 4) & 0xf,
              entries.getLong(at + 8),
              entries.getLong(at + 16)));
    }
    return List.copyOf(result);
  }

  private ByteBuffer strings(List<Section> all, int index) throws ElfFormatException {
    if (index < 0 || index >= all.size() || all.get(index).type() != SECTION_STRTAB) {
      throw damaged("section " + index + " holds names but is no string table");
    }
    return slice(all.get(index).offset(), all.get(index).size());
  }

  private String string(ByteBuffer strings, int offset) throws ElfFormatException {
    int end = offset;
    while (end >= 0 && end < strings.limit() && strings.get(end) != 0) {
      end++;
    }
    if (end < 0 || end >= strings.limit()) {
      throw damaged(
          "a name at offset " + Integer.toUnsignedString(offset) + " is not in its string table");
    }
    nameBytes += end - offset;
    if (nameBytes > (long) NAME_BYTES_PER_FILE_BYTE * file.limit()) {
      throw damaged("its names are far longer than the file");
    }
    return UTF_8.decode(strings.slice(offset, end - offset)).toString();
  }

  private ByteBuffer table(String what, long offset, int count, int entrySizeAt, int entrySize)
      throws ElfFormatException {
    if (count == 0) {
      return ByteBuffer.allocate(0);
    }
    int given = file.getShort(entrySizeAt) & 0xffff;
    if (given != entrySize) {
      throw damaged(what + " of " + given + " bytes (expected: " + entrySize + ")");
    }
    requireInFile("the table of " + what, offset, (long) count * entrySize);
    return slice(offset, (long) count * entrySize);
  }

  private static ElfFormatException damaged(String how) {
    return new ElfFormatException("the ELF file is damaged: " + how);
  }

  private void requireInFile(String what, long offset, long size) throws ElfFormatException {
    long length = file.limit();
    if (offset < 0 || size < 0 || offset > length || size > length - offset) {
      throw new ElfFormatException(
          "the ELF file is truncated: " + what + " is beyond its " + length + " bytes");
    }
  }

  private ByteBuffer slice(long offset, long size) {
    return file.slice((int) offset, (int) size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
