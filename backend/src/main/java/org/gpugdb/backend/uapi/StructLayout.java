package org.gpugdb.backend.uapi;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the fields of one C struct stand in one dialect of the interface.
 *
 * @param name the struct's name without the prefix of its dialect
 * @param size bytes; for a struct that ends in an array, where that begins
 * @param fields without those of a common head
 */
record StructLayout(String name, int size, List<Field> fields) {
  private static final Pattern FIELD = Pattern.compile("(\\w+)@(\\d+):(\\d+)");

  StructLayout {
    fields = List.copyOf(fields);
  }

  /**
   * One field.
   *
   * @param offset bytes from the struct's begin
   * @param width bytes, of one element if it is an array; 0 if the dialect has no such field: then
   *     it reads as 0 and is not written
   */
  record Field(String name, int offset, int width) {
    private static Field parse(String text) {
      Matcher parts = FIELD.matcher(text);
      if (!parts.matches()) {
        throw new IllegalArgumentException("no field: " + text + " (expected: name@offset:width)");
      }
      return new Field(
          parts.group(1), Integer.parseInt(parts.group(2)), Integer.parseInt(parts.group(3)));
    }

    /** The value in a little-endian struct; 32-bit values are sign-extended. */
    long get(ByteBuffer struct) {
      return switch (width) {
        case 0 -> 0;
        case Integer.BYTES -> struct.getInt(offset);
        default -> struct.getLong(offset);
      };
    }

    /** The low 32 bits of the value. */
    int getInt(ByteBuffer struct) {
      return (int) get(struct);
    }

    void put(ByteBuffer struct, long value) {
      switch (width) {
        case 0 -> {}
        case Integer.BYTES -> struct.putInt(offset, (int) value);
        default -> struct.putLong(offset, value);
      }
    }
  }

  /**
   * @param fields {@code name@offset:width}, separated by spaces
   */
  static StructLayout of(String name, int size, String fields) {
    return new StructLayout(
        name, size, Arrays.stream(fields.split(" ", -1)).map(Field::parse).toList());
  }

  /** The struct of a dialect that has none. */
  static StructLayout absent(String name) {
    return new StructLayout(name, 0, List.of());
  }

  /** A field by its name; one that is not there has no width. */
  Field field(String field) {
    return fields.stream()
        .filter(f -> f.name().equals(field))
        .findFirst()
        .orElseGet(() -> new Field(field, 0, 0));
  }
}
