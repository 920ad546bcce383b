/**
 * Connections: sockets and standard streams, frames, acknowledgements, back-pressure.
 *
 * <p>Accepting runs on a thread of its own; everything else on the device loop. May depend on
 * {@code session} and {@code protocol.wire}; the only package that knows Netty.
 */
@NullMarked
package org.gpugdb.server.net;

import org.jspecify.annotations.NullMarked;
