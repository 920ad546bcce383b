package org.gpugdb.protocol.command;

import org.gpugdb.protocol.wire.Bytes;

/**
 * A packet this protocol has no meaning for. The answer is the empty packet; a client finds out
 * that way what is supported.
 *
 * @param payload the packet as it came
 */
public record UnknownCommand(Bytes payload) implements Command {}
