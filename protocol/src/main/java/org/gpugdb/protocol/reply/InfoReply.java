package org.gpugdb.protocol.reply;

import java.util.List;
import org.gpugdb.protocol.wire.Bytes;
import org.gpugdb.protocol.wire.Ptid;
import org.gpugdb.protocol.wire.RspLimits;

/** Answers to questions. */
public sealed interface InfoReply extends Reply {
  /** The current thread. */
  record CurrentThread(Ptid thread) implements InfoReply {}

  /** Some threads of a list; none means that the list is complete. */
  record ThreadIds(List<Ptid> threads) implements InfoReply {
    /** How many ids fit in one packet, whatever they are. */
    public static final int MAX_THREADS =
        RspLimits.MAX_PAYLOAD / "p7fffffffffffffff.7fffffffffffffff,".length();

    /** Copies the list; rejects one that one packet might not hold. */
    public ThreadIds {
      threads = List.copyOf(threads);
      if (threads.size() > MAX_THREADS) {
        throw new IllegalArgumentException(
            "got " + threads.size() + " threads (expected at most " + MAX_THREADS + ")");
      }
    }
  }

  /** A list that has nothing, or nothing more. */
  record EndOfList() implements InfoReply {}

  /**
   * Supported resume actions beside continuing and stepping with and without a signal.
   *
   * @param stop whether threads can be stopped one by one
   * @param range whether a range can be stepped
   */
  record ResumeActions(boolean stop, boolean range) implements InfoReply {}

  /** Whether the process existed before: if so, quitting detaches instead of killing. */
  record Attached(boolean existedBefore) implements InfoReply {}

  /** No program is set that {@code run} would start. */
  record NoProgram() implements InfoReply {}

  /** By how much (unsigned) the one loaded segment was moved. */
  record SegmentOffset(long text) implements InfoReply {}

  /** A CRC-32 as {@code qCRC} defines it: polynomial 0x04c11db7, most significant bit first. */
  record Checksum(int crc) implements InfoReply {}

  /** The pattern was found. */
  record Found(long address) implements InfoReply {}

  /** The pattern was not found. */
  record NotFound() implements InfoReply {}

  /** No trace was ever run. */
  record NoTrace() implements InfoReply {}

  /**
   * The machine.
   *
   * @param triple as LLVM names it, such as {@code riscv64-unknown-unknown-elf}
   * @param pointerSize in bytes; byte order is little-endian
   * @param timeoutSeconds how long the client shall wait for a reply
   */
  record HostDescription(String triple, int pointerSize, int timeoutSeconds) implements InfoReply {}

  /** The current process; see {@link HostDescription}. */
  record ProcessDescription(long pid, String triple, int pointerSize) implements InfoReply {}

  /** Name and version of the server. */
  record ServerDescription(String name, String version) implements InfoReply {}

  /**
   * A mapping, or the hole around an address.
   *
   * @param start first address, unsigned
   * @param size in bytes, unsigned
   * @param permissions some of {@code rwx} in this order; empty for a hole
   * @param name may be empty
   */
  record RegionDescription(long start, long size, String permissions, String name)
      implements InfoReply {}

  /** How many watchpoints there may be. */
  record WatchpointCount(int count) implements InfoReply {}

  /** The number under which registers were saved. */
  record SavedRegisters(int number) implements InfoReply {}

  /** The outcome of each of several breakpoint changes. */
  record Outcomes(List<StatusReply> outcomes) implements InfoReply {
    /** Copies the list. */
    public Outcomes {
      outcomes = List.copyOf(outcomes);
    }
  }

  /** A piece of memory sent along with a thread. */
  record MemoryBlock(long address, Bytes data) {}

  /** A stopped thread and what a stack walk will need of its memory. */
  record ThreadInfo(StopReply stop, List<MemoryBlock> memory) {
    /** Copies the list. */
    public ThreadInfo {
      memory = List.copyOf(memory);
    }
  }

  /** All threads with their stops. */
  record ThreadInfos(List<ThreadInfo> threads) implements InfoReply {
    /** Copies the list. */
    public ThreadInfos {
      threads = List.copyOf(threads);
    }
  }

  /** One thing known about a thread. */
  record Detail(String name, String value) {}

  /** Whatever is known about a thread, for the user to read. */
  record ThreadDetails(List<Detail> details) implements InfoReply {
    /** Copies the list. */
    public ThreadDetails {
      details = List.copyOf(details);
    }
  }
}
