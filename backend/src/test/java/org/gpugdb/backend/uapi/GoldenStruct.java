package org.gpugdb.backend.uapi;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A struct as the tables of published layouts have it, which are what a C compiler says.
 *
 * @param size bytes; for a struct that ends in an array, where that begins
 * @param fields in the tables' order
 */
record GoldenStruct(String name, int size, Map<String, Field> fields) {
  /** What comes behind an event's header, where the header has a field of that name. */
  private static final String INNER = "inner_";

  /** Width of an array: of one element. */
  record Field(int offset, int width) {
    /** The field's value, zero-extended. */
    long get(byte[] struct) {
      ByteBuffer bytes = ByteBuffer.wrap(struct).order(ByteOrder.LITTLE_ENDIAN);
      return switch (width) {
        case 1 -> Byte.toUnsignedLong(bytes.get(offset));
        case 2 -> Short.toUnsignedLong(bytes.getShort(offset));
        case 4 -> Integer.toUnsignedLong(bytes.getInt(offset));
        default -> bytes.getLong(offset);
      };
    }

    void put(byte[] struct, long value) {
      for (int i = 0; i < Math.min(width, Long.BYTES); i++) {
        struct[offset + i] = (byte) (value >>> (8 * i));
      }
    }

    /** The element behind this one. */
    Field next() {
      return new Field(offset + width, width);
    }
  }

  /** A struct that all dialects share, by the class that reads and writes it. */
  static GoldenStruct ofLayout(String layout) {
    int size = 0;
    Map<String, Field> fields = new LinkedHashMap<>();
    for (String line : CProgram.resource("layouts.txt").lines().toList()) {
      String[] words = line.split(" ", -1);
      if (words[0].equals(layout) && words[1].equals("SIZE")) {
        size = Integer.parseInt(words[2]);
      } else if (words[0].equals(layout) && !words[1].equals("ARRAY_OFFSET")) {
        fields.put(
            words[1].replace("_OFFSET", "").toLowerCase(Locale.ROOT),
            new Field(Integer.parseInt(words[2]), Integer.parseInt(words[3])));
      }
    }
    return new GoldenStruct(layout, size, fields);
  }

  /** A struct of a dialect's own. */
  static Optional<GoldenStruct> of(Dialect dialect, String name) {
    return CProgram.resource("dialects.txt")
        .lines()
        .map(line -> line.split(" ", -1))
        .filter(words -> words[0].equals("struct") && words[2].equals(name))
        .filter(words -> List.of(words[1].split(",", -1)).contains(dialect.name()))
        .map(words -> new GoldenStruct(name, Integer.parseInt(words[3]), fields(words)))
        .findFirst();
  }

  private static Map<String, Field> fields(String[] words) {
    Map<String, Field> fields = new LinkedHashMap<>();
    for (String word : words) {
      String[] parts = word.split("[@:]", -1);
      if (parts.length == 3) {
        fields.put(parts[0], new Field(Integer.parseInt(parts[1]), Integer.parseInt(parts[2])));
      }
    }
    return fields;
  }

  /** An event with its header. */
  static GoldenStruct event(Dialect dialect, EventKind kind) {
    String name = kind.name().toLowerCase(Locale.ROOT);
    GoldenStruct body =
        of(dialect, "event_" + name).orElseGet(() -> ofLayout(camelCase(name) + "EventLayout"));
    Map<String, Field> fields = new LinkedHashMap<>(ofLayout("EventHeaderLayout").fields);
    body.fields.forEach((k, f) -> fields.put(fields.containsKey(k) ? INNER + k : k, f));
    return new GoldenStruct("event_" + name, body.size, fields);
  }

  private static String camelCase(String name) {
    StringBuilder camel = new StringBuilder();
    for (String word : (name.equals("open") ? "client" : name).split("_", -1)) {
      camel.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
    }
    return camel.toString();
  }

  /** A field that is there. */
  Field field(String field) {
    return Optional.ofNullable(fields.get(field)).orElseThrow();
  }

  /** The field that a record component of a name in camel case holds. */
  Optional<Field> component(String owner, String name) {
    String snake = name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    String alias =
        switch (snake) {
          case "pseudo_path" -> "pseudopath";
          case "path" -> "pathname";
          case "address" -> "pagefault_address";
          case "lrc_handles" -> "lrc_handle";
          case "before" -> "bitmask";
          default -> snake;
        };
    boolean own = owner.equals("DebugData") || alias.equals("type");
    boolean inner = own && fields.containsKey(INNER + alias);
    return Optional.ofNullable(fields.get(inner ? INNER + alias : alias));
  }

  /** The bytes that no field has: padding, unnamed and reserved ones. */
  List<Integer> gaps(Stream<Field> named) {
    boolean[] covered = new boolean[size];
    named.forEach(f -> Arrays.fill(covered, f.offset, Math.min(size, f.offset + f.width), true));
    List<Integer> gaps = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      if (!covered[i]) {
        gaps.add(i);
      }
    }
    return gaps;
  }
}
