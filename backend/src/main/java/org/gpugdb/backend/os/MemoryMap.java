package org.gpugdb.backend.os;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** What a process has mapped where, as {@code /proc/PID/maps} says it at one moment. */
public final class MemoryMap {
  /**
   * One mapping.
   *
   * @param start first address
   * @param end first address behind it
   * @param permissions such as {@code rw-p}
   * @param file offset, device and inode; all zero for anonymous memory
   */
  public record Range(long start, long end, String permissions, String file) {
    boolean overlaps(long from, long to) {
      return Long.compareUnsigned(start, to) < 0 && Long.compareUnsigned(from, end) < 0;
    }

    boolean allows(boolean write) {
      return permissions.charAt(0) == 'r' && (!write || permissions.charAt(1) == 'w');
    }
  }

  private MemoryMap() {}

  /** The mappings that overlap a range, ascending; none if the process is gone. */
  public static List<Range> of(int pid, long address, long length) {
    List<Range> found = new ArrayList<>();
    try (BufferedReader lines = Files.newBufferedReader(Path.of("/proc/" + pid + "/maps"))) {
      String line = lines.readLine();
      while (line != null) {
        Range range = parse(line);
        if (range.overlaps(address, address + length)) {
          found.add(range);
        }
        line = lines.readLine();
      }
    } catch (IOException gone) {
      return List.of();
    }
    return found;
  }

  /** Whether the process may read, or read and write, every byte of a range. */
  public static boolean covers(int pid, long address, long length, boolean write) {
    long at = address;
    for (Range range : of(pid, address, length)) {
      if (Long.compareUnsigned(range.start(), at) > 0 || !range.allows(write)) {
        return false;
      }
      at = range.end();
    }
    return Long.compareUnsigned(at, address + length) >= 0;
  }

  /** {@code start-end permissions offset device inode name}. */
  private static Range parse(String line) {
    String[] words = line.split(" +", 6);
    int dash = words[0].indexOf('-');
    return new Range(
        HexFormat.fromHexDigitsToLong(words[0], 0, dash),
        HexFormat.fromHexDigitsToLong(words[0], dash + 1, words[0].length()),
        words[1],
        words[2] + " " + words[3] + " " + words[4]);
  }
}
