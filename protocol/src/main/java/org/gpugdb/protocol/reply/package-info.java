/**
 * Answers as values: {@link org.gpugdb.protocol.reply.ReplyEncoder} turns a {@link
 * org.gpugdb.protocol.reply.Reply} into a packet and is the only place that knows how replies are
 * spelled.
 *
 * <p>Pure and immutable, safe from any thread. Depends on {@code wire}.
 */
@NullMarked
package org.gpugdb.protocol.reply;

import org.jspecify.annotations.NullMarked;
