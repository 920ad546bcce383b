package org.gpugdb.backend.eudebug;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;
import org.gpugdb.backend.elf.ElfFormatException;
import org.gpugdb.backend.elf.ElfImage;
import org.gpugdb.backend.elf.ElfImage.Segment;
import org.gpugdb.backend.spi.AddressSpaceId;
import org.gpugdb.backend.spi.LoadedModule;

/** A module's file and where it is in memory. Immutable. */
final class LoadedElf {
  private static final int PT_LOAD = 1;
  private static final long PAGE = 0x1000;

  /** Segment flag of the window of shared local memory, which is no memory of the address space. */
  private static final int PF_SLM = 0x0010_0000;

  private final int id;
  private final ElfImage image;
  private final ByteBuffer file;
  private final long loadAddress;
  private final long slide;

  private LoadedElf(int id, ElfImage image, ByteBuffer file, long loadAddress, long slide) {
    this.id = id;
    this.image = image;
    this.file = file;
    this.loadAddress = loadAddress;
    this.slide = slide;
  }

  /**
   * @param loadAddress where the lowest segment is
   */
  static LoadedElf read(int id, ByteBuffer file, long loadAddress) throws ElfFormatException {
    ElfImage image = ElfImage.read(file);
    long lowest =
        segments(image).stream()
            .filter(LoadedElf::isMemory)
            .mapToLong(Segment::loadAddress)
            .min()
            .orElse(loadAddress);
    return new LoadedElf(id, image, file, loadAddress, loadAddress - (lowest & -PAGE));
  }

  private static List<Segment> segments(ElfImage image) {
    return image.segments().stream().filter(s -> s.type() == PT_LOAD).toList();
  }

  private static boolean isMemory(Segment segment) {
    return (segment.flags() & PF_SLM) == 0;
  }

  int id() {
    return id;
  }

  /** The main program of an address space has an entry point, a module of kernels has none. */
  boolean isProgram() {
    return image.entry() != 0;
  }

  LoadedModule describe(AddressSpaceId space) {
    long end =
        segments(image).stream()
            .filter(LoadedElf::isMemory)
            .mapToLong(s -> s.address() + s.memorySize())
            .max()
            .orElse(0);
    return new LoadedModule(
        id, space, name(), loadAddress, end + slide - loadAddress, isProgram(), file);
  }

  /** {@code vadd.elf} for a module made of {@code vadd.cl}. */
  private String name() {
    String source = image.sourceFile().orElse("");
    String base = source.substring(source.lastIndexOf('/') + 1);
    int dot = base.lastIndexOf('.');
    String stem = dot > 0 ? base.substring(0, dot) : base;
    return (stem.isEmpty() ? "module-" + id : stem) + ".elf";
  }

  /** Where a symbol is in memory. */
  OptionalLong symbol(String name) {
    OptionalLong value = image.symbol(name);
    return value.isPresent() ? OptionalLong.of(value.getAsLong() + slide) : value;
  }

  /** Windows of shared local memory, at least a page each. */
  List<AddressMap.Range> slmWindows() {
    return segments(image).stream()
        .filter(s -> !isMemory(s))
        .map(
            s ->
                new AddressMap.Range(
                    s.address() + slide,
                    Math.max(PAGE, (s.memorySize() + PAGE - 1) & -PAGE),
                    RangeUse.SHARED_LOCAL))
        .toList();
  }
}
