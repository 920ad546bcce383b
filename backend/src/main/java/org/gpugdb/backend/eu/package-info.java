/**
 * What differs from one GPU architecture to the next: registers, their place in the state save
 * area, breakpoint bit, end of a thread, names of thread slots.
 *
 * <p>{@link org.gpugdb.backend.eu.RiscvEu} is the emulated GPU's, {@link
 * org.gpugdb.backend.eu.XeEu} that of Intel GPUs. What the save area's header says is taken from
 * there; an architecture adds what must be known before the first header is seen.
 *
 * <p>Pure: everything here works on bytes that {@code eudebug} has read. Depends on {@code spi} and
 * {@code uapi}.
 */
@NullMarked
package org.gpugdb.backend.eu;

import org.jspecify.annotations.NullMarked;
