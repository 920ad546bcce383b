/**
 * What the client believes about the target, and what has to happen so that it stays true.
 *
 * <p>A {@link org.gpugdb.server.view.ClientView} is a pure reducer: inputs come as method calls,
 * the answer is a list of {@link org.gpugdb.server.view.Effect}s. Nothing here reads or writes
 * anything, knows a clock or calls a target, so everything can be tested by tables. Confined to the
 * device loop. May depend on the values of {@code backend.spi} only.
 */
@NullMarked
package org.gpugdb.server.view;

import org.jspecify.annotations.NullMarked;
