/**
 * The command line: options, the choice of a back end, the life of the process.
 *
 * <p>The only place that prints to the terminal, ends the process and configures logging.
 * Everything is put together here, on the main thread; what is put together then belongs to the
 * device loop.
 */
@NullMarked
package org.gpugdb.server.cli;

import org.jspecify.annotations.NullMarked;
