/**
 * The XML documents that clients read with {@code qXfer}: one class for each, and the writer they
 * share.
 *
 * <p>Immutable values, safe from any thread. Depends on {@code wire}.
 */
@NullMarked
package org.gpugdb.protocol.xml;

import org.jspecify.annotations.NullMarked;
