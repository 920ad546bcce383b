/** Root of the {@code server} module. */
@NullMarked
package org.gpugdb.server;

import org.jspecify.annotations.NullMarked;
