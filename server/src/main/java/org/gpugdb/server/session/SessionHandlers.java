package org.gpugdb.server.session;

import org.gpugdb.protocol.command.SessionCommand;
import org.gpugdb.protocol.command.SessionCommand.EnableErrorText;
import org.gpugdb.protocol.command.SessionCommand.EnableExtendedMode;
import org.gpugdb.protocol.command.SessionCommand.NegotiateFeatures;
import org.gpugdb.protocol.command.SessionCommand.OfferSymbols;
import org.gpugdb.protocol.command.SessionCommand.StartNoAckMode;
import org.gpugdb.protocol.command.TraceCommand;
import org.gpugdb.protocol.feature.FeatureNegotiator.Agreement;
import org.gpugdb.protocol.reply.DataReply;
import org.gpugdb.protocol.reply.InfoReply;
import org.gpugdb.protocol.reply.Reply;

/** The connection itself: features, acknowledgements, modes. */
final class SessionHandlers {
  private final Session session;
  private final SessionContext context;

  SessionHandlers(Session session, SessionContext context) {
    this.session = session;
    this.context = context;
  }

  void register(CommandRouter router) {
    router.on(NegotiateFeatures.class, this::negotiate);
    router.on(StartNoAckMode.class, this::startNoAckMode);
    router.on(EnableExtendedMode.class, this::enableExtendedMode);
    router.on(OfferSymbols.class, command -> Reply.OK);
    router.on(EnableErrorText.class, this::enableErrorText);
    router.on(SessionCommand.DescribeServer.class, this::describeServer);
    router.on(SessionCommand.Echo.class, command -> new DataReply.Echoed(command.text()));
    router.on(TraceCommand.ListTracepoints.class, command -> new InfoReply.EndOfList());
    router.on(TraceCommand.ListTraceVariables.class, command -> new InfoReply.EndOfList());
  }

  private Reply negotiate(NegotiateFeatures command) {
    Agreement agreement = context.device().negotiator().negotiate(command.features());
    context.profile().agree(agreement);
    session.respell();
    return new DataReply.Text(agreement.announcement());
  }

  /** The answer is still acknowledged. */
  private Reply startNoAckMode(StartNoAckMode command) {
    session.send(Reply.OK);
    session.stopAcknowledging();
    return Reply.NONE;
  }

  private Reply enableExtendedMode(EnableExtendedMode command) {
    context.profile().enableExtendedMode();
    return Reply.OK;
  }

  private Reply enableErrorText(EnableErrorText command) {
    context.profile().enableErrorText();
    session.respell();
    return Reply.OK;
  }

  private Reply describeServer(SessionCommand.DescribeServer command) {
    return new InfoReply.ServerDescription("gpu-gdbserver", context.device().options().version());
  }
}
