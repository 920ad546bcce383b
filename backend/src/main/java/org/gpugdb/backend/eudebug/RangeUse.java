package org.gpugdb.backend.eudebug;

/** What a mapped range is, as far as the client has said. */
enum RangeUse {
  DATA("bo"),
  CODE("code"),
  SAVE_AREA("bo"),
  DEBUG_AREA("bo"),
  /** A window behind which every work-group has its own memory. */
  SHARED_LOCAL("slm");

  private final String kind;

  RangeUse(String kind) {
    this.kind = kind;
  }

  /** The kind of a region in {@code Memory.map()}. */
  String kind() {
    return kind;
  }
}
