package org.gpugdb.protocol.reply;

import org.gpugdb.protocol.wire.Bytes;

/** Answers to file commands; see the GDB manual, "Host I/O Packets". */
public sealed interface FileReply extends Reply {
  /** Success, with a descriptor or zero. */
  record FileResult(int value) implements FileReply {}

  /** What was read, a path too. What does not fit one packet is left off. */
  record FileData(Bytes data) implements FileReply {}

  /** What is known about a file. */
  record FileDescription(FileStatus status) implements FileReply {}

  /** Failure. */
  record FileFailure(FileError error) implements FileReply {}
}
