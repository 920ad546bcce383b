package org.gpugdb.backend.emulated.kernel;

import java.nio.ByteBuffer;

/** Debug data that a client gave to the kernel. */
final class Metadata {
  private final DrmFile client;
  private final long type;
  private final ByteBuffer content;

  Metadata(DrmFile client, long type, ByteBuffer content) {
    this.client = client;
    this.type = type;
    this.content = content.asReadOnlyBuffer();
  }

  DrmFile client() {
    return client;
  }

  long type() {
    return type;
  }

  int length() {
    return content.capacity();
  }

  ByteBuffer content() {
    return content.duplicate().clear();
  }
}
