package org.gpugdb.server.session;

import org.gpugdb.protocol.feature.ClientKind;
import org.gpugdb.protocol.feature.Feature;
import org.gpugdb.protocol.feature.FeatureNegotiator.Agreement;
import org.gpugdb.protocol.reply.ReplyFormat;

/** What is known about the client and agreed with it. */
final class ClientProfile {
  private Agreement agreement;
  private boolean wantsErrorText;
  private boolean threadSuffix;
  private boolean listsThreadsInStops;
  private boolean extended;

  ClientProfile(Agreement before) {
    this.agreement = before;
  }

  void agree(Agreement newAgreement) {
    agreement = newAgreement;
  }

  /** LLDB wants numbers and text in errors. */
  void enableErrorText() {
    wantsErrorText = true;
  }

  /** Only LLDB asks for it. */
  void enableThreadSuffix() {
    threadSuffix = true;
  }

  void enableThreadListInStops() {
    listsThreadsInStops = true;
  }

  void enableExtendedMode() {
    extended = true;
  }

  /** Whether the connection outlives its processes. */
  boolean isExtended() {
    return extended;
  }

  boolean isLldb() {
    return threadSuffix || agreement.client() == ClientKind.LLDB;
  }

  boolean isGdb() {
    return agreement.client().isGdb();
  }

  boolean listsThreadsInStops() {
    return listsThreadsInStops;
  }

  boolean isMultiprocess() {
    return agreement.has(Feature.MULTIPROCESS);
  }

  /** How replies are spelled. */
  ReplyFormat format() {
    return new ReplyFormat(
        isMultiprocess(),
        agreement.has(Feature.SOFTWARE_BREAKPOINT_REASON),
        isLldb(),
        errorText(),
        false);
  }

  private ReplyFormat.ErrorText errorText() {
    if (wantsErrorText) {
      return ReplyFormat.ErrorText.NUMBER_AND_TEXT;
    }
    return agreement.has(Feature.ERROR_MESSAGES)
        ? ReplyFormat.ErrorText.TEXT_ONLY
        : ReplyFormat.ErrorText.NONE;
  }
}
