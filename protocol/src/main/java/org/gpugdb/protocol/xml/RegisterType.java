package org.gpugdb.protocol.xml;

import java.util.List;

/** A type defined by a target description, for registers that are more than a number. */
public sealed interface RegisterType {
  /** What registers and other types call it. */
  String id();

  /** Several values of one type. */
  record VectorType(String id, String elementType, int count) implements RegisterType {}

  /** The same bits seen as different types. */
  record UnionType(String id, List<Member> members) implements RegisterType {
    /** Copies the list. */
    public UnionType {
      members = List.copyOf(members);
    }
  }

  /** One view of a union. */
  record Member(String name, String type) {}

  /**
   * Named bits and bit fields.
   *
   * @param size in bytes
   */
  record FlagsType(String id, int size, List<BitField> fields) implements RegisterType {
    /** Copies the list. */
    public FlagsType {
      fields = List.copyOf(fields);
    }
  }

  /**
   * A bit field.
   *
   * @param start its lowest bit, counted from the least significant
   * @param end its highest bit, inclusive
   * @param type empty for {@code bool} if it is one bit, otherwise an unsigned number
   */
  record BitField(String name, int start, int end, String type) {}

  /**
   * Names for values.
   *
   * @param size in bytes
   */
  record EnumType(String id, int size, List<EnumValue> values) implements RegisterType {
    /** Copies the list. */
    public EnumType {
      values = List.copyOf(values);
    }
  }

  /** A name for a value. */
  record EnumValue(String name, int value) {}
}
