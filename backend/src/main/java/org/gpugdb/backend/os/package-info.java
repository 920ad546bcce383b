/**
 * The operating system under us, by native calls: memory of other processes, memory files, blocks
 * of our own memory whose addresses a kernel can be told.
 *
 * <p>The only package that knows JNA. Its library is loaded with the first native call, not before,
 * because most runs need none. Linux only.
 *
 * <p>Threads: every class is thread-safe unless it says otherwise. Depends on {@code kernel}.
 */
@NullMarked
package org.gpugdb.backend.os;

import org.jspecify.annotations.NullMarked;
