package org.gpugdb.protocol.reply;

/**
 * How replies are spelled for one client, as agreed with it.
 *
 * @param multiprocess whether thread ids name their process
 * @param breakpointReasons whether {@code swbreak} and {@code hwbreak} may be sent
 * @param lldb whether LLDB's keys go into stop replies
 * @param errorText how errors explain themselves
 * @param runLength whether to compress runs
 */
public record ReplyFormat(
    boolean multiprocess,
    boolean breakpointReasons,
    boolean lldb,
    ErrorText errorText,
    boolean runLength) {
  /** For a client that has announced nothing. */
  public static final ReplyFormat PLAIN =
      new ReplyFormat(false, false, false, ErrorText.NONE, false);

  /** How an error reply explains itself. */
  public enum ErrorText {
    /** A number only. */
    NONE,
    /** Text instead of the number: GDB from 16 on. */
    TEXT_ONLY,
    /** A number and text in hex: LLDB, once it asked for it. */
    NUMBER_AND_TEXT
  }

  /** This format, with another form of errors. */
  public ReplyFormat withErrorText(ErrorText newErrorText) {
    return new ReplyFormat(multiprocess, breakpointReasons, lldb, newErrorText, runLength);
  }

  /** This format, with runs compressed or not. */
  public ReplyFormat withRunLength(boolean newRunLength) {
    return new ReplyFormat(multiprocess, breakpointReasons, lldb, errorText, newRunLength);
  }
}
