package org.gpugdb.backend.uapi;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.gpugdb.backend.uapi.StateSaveAreaLayout.Fifo;
import org.gpugdb.backend.uapi.StateSaveAreaLayout.Geometry;
import org.gpugdb.backend.uapi.StateSaveAreaLayout.Header;
import org.gpugdb.backend.uapi.StateSaveAreaLayout.Set;
import org.gpugdb.backend.uapi.StateSaveAreaLayout.Version;

/** The published state save areas of products, from a table. */
public final class SaveAreaProducts {
  private static final int NAMES = 0;

  private final List<List<String>> rows = rows("save-area-products.txt");

  /** The words of every line of a table that is no comment. */
  static List<List<String>> rows(String resource) {
    try (InputStream in = SaveAreaProducts.class.getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> Pattern.compile(" +").splitAsStream(line).toList())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<String> names() {
    return rows.get(NAMES).subList(1, rows.get(NAMES).size());
  }

  /** A product's sets, those that it lacks left out. */
  private Map<Set, RegisterSet> sets(int column) {
    Map<Set, RegisterSet> sets = new EnumMap<>(Set.class);
    for (List<String> row : rows) {
      String cell = row.get(column);
      if (cell.contains("/")) {
        sets.put(Set.valueOf(row.get(0).toUpperCase(Locale.ROOT)), set(cell));
      }
    }
    return sets;
  }

  private static RegisterSet set(String cell) {
    int[] numbers = numbers(cell.substring(2), "/|x", 16, 10, 10);
    return new RegisterSet(numbers[0], numbers[1], 8 * numbers[2], numbers[2]);
  }

  /** The numbers of a text with separators, each in a radix of its own. */
  private static int[] numbers(String text, String separator, int... radix) {
    String[] words = Pattern.compile(separator).splitAsStream(text).toArray(String[]::new);
    return IntStream.range(0, words.length)
        .map(i -> new BigInteger(words[i], radix[Math.min(i, radix.length - 1)]).intValueExact())
        .toArray();
  }

  /** Decimal numbers of a text with separators. */
  static int[] numbers(String text, String separator) {
    return numbers(text, separator, 10);
  }

  /** Names of the sets that a product lacks. */
  List<Set> absent(String product) {
    int column = rows.get(NAMES).indexOf(product);
    List<Set> absent = new ArrayList<>();
    for (List<String> row : rows) {
      if (row.get(column).equals("-")) {
        absent.add(Set.valueOf(row.get(0).toUpperCase(Locale.ROOT)));
      }
    }
    return absent;
  }

  /** What a product's system routine writes at the start of the area. */
  public Header header(String product, Geometry geometry) {
    int column = rows.get(NAMES).indexOf(product);
    int[] version = numbers(cell("version", column), "\\.");
    return new Header(
        new Version(version[0], version[1], version[2]),
        8 * Integer.parseInt(cell("header-qwords", column)),
        geometry,
        0,
        Integer.decode(cell("slot-size", column)),
        0,
        0,
        Integer.decode(cell("sr-magic", column)),
        Fifo.ABSENT,
        0,
        sets(column));
  }

  private String cell(String name, int column) {
    return rows.stream()
        .filter(row -> row.get(0).equals(name))
        .findFirst()
        .orElseThrow()
        .get(column);
  }
}
