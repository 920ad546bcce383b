/**
 * What client and server tell each other about themselves when they meet: {@link
 * org.gpugdb.protocol.feature.FeatureNegotiator} takes the client's words and finds what holds for
 * the connection. Every word is spelled once, in {@link org.gpugdb.protocol.feature.Feature}.
 *
 * <p>Pure and immutable, safe from any thread. Depends on {@code wire}.
 */
@NullMarked
package org.gpugdb.protocol.feature;

import org.jspecify.annotations.NullMarked;
