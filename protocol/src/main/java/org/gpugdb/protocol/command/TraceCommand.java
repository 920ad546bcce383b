package org.gpugdb.protocol.command;

/** The part of tracepoint support that clients ask of every server when they connect. */
public sealed interface TraceCommand extends Command {
  /** {@code qTStatus}: whether a trace runs. */
  record TraceStatus() implements TraceCommand {}

  /** {@code qTfV qTsV}: defined trace state variables. */
  record ListTraceVariables(boolean first) implements TraceCommand {}

  /** {@code qTfP qTsP}: defined tracepoints. */
  record ListTracepoints(boolean first) implements TraceCommand {}
}
