/** Root of the {@code backend} module. */
@NullMarked
package org.gpugdb.backend;

import org.jspecify.annotations.NullMarked;
