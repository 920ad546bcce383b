/** A GPU in memory whose every move is scripted, and a loop whose clock is. */
@NullMarked
package org.gpugdb.server.fake;

import org.jspecify.annotations.NullMarked;
