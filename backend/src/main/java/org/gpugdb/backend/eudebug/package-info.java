/**
 * The debugger of a GPU behind the kernel's debug interface: {@code spi} over {@link
 * org.gpugdb.backend.kernel.KernelInterface} and {@code uapi}.
 *
 * <p>Two threads. The <em>kernel-event thread</em>, one for each connection, owns {@link
 * org.gpugdb.backend.eudebug.ResourceTracker}: it reads events, acknowledges fences and hands what
 * it has learnt to the <em>device loop</em>, which owns everything else. Nothing here knows whether
 * the kernel is a real one.
 */
@NullMarked
package org.gpugdb.backend.eudebug;

import org.jspecify.annotations.NullMarked;
