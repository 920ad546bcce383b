package org.gpugdb.protocol.command;

import java.util.List;
import org.gpugdb.protocol.wire.Bytes;

/** The connection itself: features, modes, and what describes the server as a whole. */
public sealed interface SessionCommand extends Command {
  /**
   * {@code qSupported}: what the client can do; the reply says what the server can.
   *
   * @param features one word each, such as {@code multiprocess+} or {@code xmlRegisters=i386}
   */
  record NegotiateFeatures(List<String> features) implements SessionCommand {
    /** Copies the list. */
    public NegotiateFeatures {
      features = List.copyOf(features);
    }
  }

  /** {@code QStartNoAckMode}: no acknowledgements from here on; the {@code OK} is still acked. */
  record StartNoAckMode() implements SessionCommand {}

  /** {@code !}: the connection outlives its processes. */
  record EnableExtendedMode() implements SessionCommand {}

  /** {@code QNonStop}: whether a stop of one thread leaves the others running. */
  record SetNonStop(boolean nonStop) implements SessionCommand {}

  /** {@code QThreadEvents}: whether thread creation and exit are stops. */
  record SetThreadEvents(boolean report) implements SessionCommand {}

  /** {@code qRcmd}: a command typed after {@code monitor}. */
  record Monitor(String text) implements SessionCommand {}

  /**
   * {@code qXfer:…:read}: part of a document or other object.
   *
   * @param object its kind, such as {@code features}
   * @param annex which one, such as {@code target.xml}; may be empty
   * @param offset in bytes, unsigned
   * @param length the most bytes wanted, cut to what one packet can carry
   */
  record ReadObject(String object, String annex, long offset, int length)
      implements SessionCommand {}

  /** {@code qSymbol::}: the client can look symbols up. */
  record OfferSymbols() implements SessionCommand {}

  /** {@code QThreadSuffixSupported}: register commands will name their thread. */
  record EnableThreadSuffix() implements SessionCommand {}

  /** {@code QListThreadsInStopReply}: stop replies shall list all threads. */
  record EnableThreadListInStops() implements SessionCommand {}

  /** {@code QEnableErrorStrings}: error replies may carry text, LLDB's form. */
  record EnableErrorText() implements SessionCommand {}

  /** {@code qHostInfo}: the machine's triple, byte order and pointer size. */
  record DescribeHost() implements SessionCommand {}

  /** {@code qGDBServerVersion}: name and version of the server. */
  record DescribeServer() implements SessionCommand {}

  /** {@code qEcho}: the reply repeats the request, so that a client can find its place again. */
  record Echo(Bytes text) implements SessionCommand {}
}
