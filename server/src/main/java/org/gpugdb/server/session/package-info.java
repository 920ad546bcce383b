/**
 * Sessions: what a client has agreed on, which handler answers each of its commands, and the spaces
 * it debugs.
 *
 * <p>Confined to the device loop, so there are no locks. Handlers see commands, replies and the
 * back end's interfaces, never a socket or bytes of a frame. May depend on {@code protocol}, {@code
 * view} and {@code backend.spi}.
 */
@NullMarked
package org.gpugdb.server.session;

import org.jspecify.annotations.NullMarked;
