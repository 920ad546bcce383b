/**
 * Bytes on the line: byte strings, hex, escaping, run lengths, frames and packet building.
 *
 * <p>Depends on {@code java.base} only and does no I/O. Values are immutable; {@link
 * org.gpugdb.protocol.wire.RspFramer} and {@link org.gpugdb.protocol.wire.PacketBuilder} hold state
 * and belong to one thread.
 */
@NullMarked
package org.gpugdb.protocol.wire;

import org.jspecify.annotations.NullMarked;
