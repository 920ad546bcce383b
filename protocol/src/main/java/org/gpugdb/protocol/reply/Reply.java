package org.gpugdb.protocol.reply;

/** The answer to a command. */
public sealed interface Reply permits DataReply, FileReply, InfoReply, StatusReply, StopEvent {
  /** Done. */
  Reply OK = new StatusReply.Ok();

  /** The command is not known or not supported. */
  Reply UNSUPPORTED = new StatusReply.Unsupported();

  /** The answer comes later. */
  Reply DEFERRED = new StatusReply.Deferred();

  /** The command has no answer. */
  Reply NONE = new StatusReply.NoReply();
}
