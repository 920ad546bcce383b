/** Root of the {@code protocol} module. */
@NullMarked
package org.gpugdb.protocol;

import org.jspecify.annotations.NullMarked;
