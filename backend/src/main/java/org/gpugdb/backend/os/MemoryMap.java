package org.gpugdb.backend.os;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * What a process has mapped where, as {@code /proc/PID/maps} says it at one moment. Addresses are
 * those of user space, positive.
 */
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
    boolean allows(boolean write) {
      return permissions.charAt(0) == 'r' && (!write || permissions.charAt(1) == 'w');
    }
  }

  private MemoryMap() {}

  /** The mappings that overlap a range, ascending; none if the process is gone. */
  public static List<Range> of(int pid, long address, long length) {
    List<Range> found = new ArrayList<>();
    String text;
    try {
      text = Files.readString(Path.of("/proc/" + pid + "/maps"), StandardCharsets.ISO_8859_1);
    } catch (IOException gone) {
      return found;
    }
    int end = text.indexOf('\n');
    for (int start = 0; end >= 0; end = text.indexOf('\n', start)) {
      int dash = text.indexOf('-', start);
      int space = text.indexOf(' ', dash);
      long from = HexFormat.fromHexDigitsToLong(text, start, dash);
      long to = HexFormat.fromHexDigitsToLong(text, dash + 1, space);
      if (from >= address + length) {
        break;
      }
      if (to > address) {
        found.add(range(from, to, text.substring(space + 1, end)));
      }
      start = end + 1;
    }
    return found;
  }

  /** Whether the process may read, or read and write, every byte of a range. */
  public static boolean covers(int pid, long address, long length, boolean write) {
    if (address < 0 || length > Long.MAX_VALUE - address) {
      return false;
    }
    long at = address;
    for (Range range : of(pid, address, length)) {
      if (range.start() > at || !range.allows(write)) {
        return false;
      }
      at = range.end();
    }
    return at >= address + length;
  }

  /**
   * @param rest {@code permissions offset device inode name}
   */
  private static Range range(long start, long end, String rest) {
    String[] words = rest.split(" ", 5);
    return new Range(start, end, words[0], words[1] + " " + words[2] + " " + words[3]);
  }
}
