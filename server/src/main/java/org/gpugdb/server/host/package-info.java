/**
 * Sample programs that use a GPU, as child processes: started, watched and ended. Depends on
 * nothing of the server. Used by any thread.
 */
@NullMarked
package org.gpugdb.server.host;

import org.jspecify.annotations.NullMarked;
