/**
 * Processes of the emulated machine that are real processes outside this one: the socket that their
 * system calls come in on ({@link org.gpugdb.backend.kernel.wire}), their memory, and memory of
 * ours that they can map.
 *
 * <p>A process is served by one thread for each of its connections, so that a call that blocks
 * blocks nobody else, and watched by one more: when it ends, however it does, the kernel frees what
 * it had. It is neither traced nor stopped; its memory is read and written page by page while it
 * runs.
 *
 * <p>Only processes of the same user are served. Depends on {@code emulated.kernel}, {@code
 * emulated.gpu}, {@code kernel} and {@code os}.
 */
@NullMarked
package org.gpugdb.backend.emulated.remote;

import org.jspecify.annotations.NullMarked;
