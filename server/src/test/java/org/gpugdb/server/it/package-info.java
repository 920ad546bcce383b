/** Tests that drive the packaged server with real debuggers, as a user would. They need them. */
@NullMarked
package org.gpugdb.server.it;

import org.jspecify.annotations.NullMarked;
