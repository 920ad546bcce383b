/**
 * Requests as values: {@link org.gpugdb.protocol.command.CommandParser} turns a packet's payload
 * into a {@link org.gpugdb.protocol.command.Command}.
 *
 * <p>Pure and immutable, safe from any thread. Parsing does not depend on the target: whether a
 * command is served is the server's business. Packet names appear in the parser alone; everything
 * else speaks of what a packet means. Depends on {@code wire}.
 */
@NullMarked
package org.gpugdb.protocol.command;

import org.jspecify.annotations.NullMarked;
