package org.gpugdb.backend.eudebug;

/**
 * What a mapped range is, as far as the client has said.
 *
 * @param userAddress of memory of the client's process: where its first byte is there; else 0
 */
record RangeUse(Kind kind, long userAddress) {
  /** What kinds there are. */
  enum Kind {
    DATA("bo"),
    CODE("code"),
    SAVE_AREA("bo"),
    DEBUG_AREA("bo"),
    STATE_BASES("bo"),
    /** A window behind which every work-group has its own memory. */
    SHARED_LOCAL("slm"),
    /** Memory of the client's process itself. */
    USER("userptr");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    /** The kind of a region in {@code Memory.map()}. */
    String word() {
      return word;
    }
  }

  static final RangeUse DATA = new RangeUse(Kind.DATA, 0);
  static final RangeUse CODE = new RangeUse(Kind.CODE, 0);
  static final RangeUse SAVE_AREA = new RangeUse(Kind.SAVE_AREA, 0);
  static final RangeUse DEBUG_AREA = new RangeUse(Kind.DEBUG_AREA, 0);
  static final RangeUse STATE_BASES = new RangeUse(Kind.STATE_BASES, 0);
  static final RangeUse SHARED_LOCAL = new RangeUse(Kind.SHARED_LOCAL, 0);

  static RangeUse user(long address) {
    return new RangeUse(Kind.USER, address);
  }

  /** The use of what begins {@code offset} bytes further on. */
  RangeUse from(long offset) {
    return kind == Kind.USER ? user(userAddress + offset) : this;
  }
}
