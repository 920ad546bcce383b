package org.gpugdb.protocol.command;

import java.util.List;

/** Attaching, ending and describing processes. A {@code pid} may be {@link ThreadSelector#ANY}. */
public sealed interface ProcessCommand extends Command {
  /** {@code vAttach}: begin debugging a process. */
  record Attach(long pid) implements ProcessCommand {}

  /** {@code D}: stop debugging a process and let it run; {@link ThreadSelector#ALL} is possible. */
  record Detach(long pid) implements ProcessCommand {}

  /** {@code k}: end the session's processes. There is no reply. */
  record Kill() implements ProcessCommand {}

  /** {@code vKill}: end one process. */
  record KillProcess(long pid) implements ProcessCommand {}

  /**
   * {@code vRun}: start a program.
   *
   * @param program its name; empty for the one started last
   */
  record Run(String program, List<String> arguments) implements ProcessCommand {
    /** Copies the list. */
    public Run {
      arguments = List.copyOf(arguments);
    }
  }

  /** {@code R}: start the program again. There is no reply. */
  record Restart() implements ProcessCommand {}

  /** {@code qAttached}: whether quitting detaches from the process or kills it. */
  record QueryAttached(long pid) implements ProcessCommand {}

  /** {@code qProcessInfo}: id, triple and pointer size of the current process. */
  record DescribeProcess() implements ProcessCommand {}

  /** {@code qExecAndArgs}: which program {@code run} would start. */
  record DescribeProgram() implements ProcessCommand {}

  /** {@code qOffsets}: by how much the sections were relocated. */
  record SectionOffsets() implements ProcessCommand {}
}
