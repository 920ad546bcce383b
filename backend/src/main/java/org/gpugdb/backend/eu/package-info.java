/**
 * What differs from one GPU architecture to the next: registers, their place in the state save
 * area, breakpoint bit, end of a thread, names of thread slots.
 *
 * <p>Pure: everything here works on bytes that {@code eudebug} has read. Depends on {@code spi} and
 * {@code uapi}.
 */
@NullMarked
package org.gpugdb.backend.eu;

import org.jspecify.annotations.NullMarked;
