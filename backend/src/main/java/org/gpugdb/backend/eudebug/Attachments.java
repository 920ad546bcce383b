package org.gpugdb.backend.eudebug;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.gpugdb.backend.eudebug.MetadataStore.Metadata;
import org.gpugdb.backend.uapi.DebugData;
import org.gpugdb.backend.uapi.PseudoPath;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what a client has attached to the ranges of one bind: metadata, which the kernel keeps,
 * or the names of files, which nobody keeps. Confined to the kernel-event thread.
 */
final class Attachments {
  /** Reads a file as the client sees it. */
  interface Files {
    /** Empty if it cannot be read. */
    Optional<ByteBuffer> read(String path);
  }

  private final MetadataStore metadata;
  private final Files files;
  private final Bind bind;

  /** A file is read once for all its segments. */
  private final Map<String, Optional<ByteBuffer>> contents = new HashMap<>();

  Attachments(MetadataStore metadata, Files files, Bind bind) {
    this.metadata = metadata;
    this.files = files;
    this.bind = bind;
  }

  /** What is attached to the range of one of the bind's ops. */
  Attachment of(Bind.Op op) {
    return op.data().isPresent() ? ofData(op.data().get()) : ofMetadata(op);
  }

  // ---- metadata ----

  private Attachment ofMetadata(Bind.Op op) {
    Attachment area = Attachment.NONE;
    @Nullable Metadata elf = null;
    @Nullable Metadata program = null;
    for (long handle : op.metadata()) {
      Optional<Metadata> found = metadata.find(handle, bind.seqno());
      if (found.isPresent()) {
        switch (found.get().type()) {
          case ELF_BINARY -> elf = found.get();
          case PROGRAM_MODULE -> program = found.get();
          case MODULE_AREA -> area = Attachment.of(RangeUse.DEBUG_AREA);
          case SIP_AREA -> area = Attachment.of(RangeUse.SAVE_AREA);
          case USER_MEMORY -> area = Attachment.of(userMemory(found.get()));
          case SBA_AREA -> area = Attachment.of(RangeUse.STATE_BASES);
        }
      }
    }
    return elf == null ? area : Attachment.of(segment(elf, program));
  }

  private static Attachment.Segment segment(Metadata elf, @Nullable Metadata program) {
    long count = 1;
    if (program != null && program.content().remaining() >= Integer.BYTES) {
      count = Integer.toUnsignedLong(program.content().getInt(0));
    }
    long id = program == null ? 0 : program.id();
    return new Attachment.Segment(new ModuleAssembler.Key(elf.id(), id), count, elf.content());
  }

  private static RangeUse userMemory(Metadata memory) {
    boolean complete = memory.content().remaining() >= Long.BYTES;
    return complete ? RangeUse.user(memory.content().getLong(0)) : RangeUse.DATA;
  }

  // ---- files ----

  private Attachment ofData(DebugData data) {
    if (data.isPseudo()) {
      return PseudoPath.of(data.pseudoPath()).map(Attachments::ofArea).orElse(Attachment.NONE);
    }
    return contents
        .computeIfAbsent(data.path(), files::read)
        .map(elf -> Attachment.of(segment(data.path(), elf)))
        .orElse(Attachment.NONE);
  }

  private static Attachment ofArea(PseudoPath kind) {
    return switch (kind) {
      case MODULE_AREA -> Attachment.of(RangeUse.DEBUG_AREA);
      case SIP_AREA -> Attachment.of(RangeUse.SAVE_AREA);
      case SBA_AREA -> Attachment.of(RangeUse.STATE_BASES);
    };
  }

  /** A client names a module's file for all its segments, in one bind. */
  private Attachment.Segment segment(String path, ByteBuffer elf) {
    long count = 0;
    OptionalLong first = OptionalLong.empty();
    for (int i = 0; i < bind.ops().size(); i++) {
      Bind.Op op = bind.ops().get(i);
      boolean same = op.map() && op.data().map(DebugData::path).orElse("").equals(path);
      if (same) {
        count++;
        first = first.isPresent() ? first : OptionalLong.of(i + 1L);
      }
    }
    return new Attachment.Segment(
        new ModuleAssembler.Key(bind.seqno(), first.orElse(0)), count, elf);
  }
}
