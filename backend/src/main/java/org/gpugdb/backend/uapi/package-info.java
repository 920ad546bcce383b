/**
 * The interface of the GPU driver as bytes: struct layouts, request numbers and the dialects of the
 * debug interface.
 *
 * <p>Shared by the debugger ({@code backend.eudebug}), the GPU client ({@code backend.driver}) and
 * the emulated kernel ({@code backend.emulated}). One class per C struct: {@code SIZE}, an {@code
 * _OFFSET} for every field, a record, {@code decode} and {@code encode}. Everything is
 * little-endian, whatever the order of the buffer handed in; a struct begins at the buffer's
 * position. Unsigned 8- and 16-bit fields are widened to {@code int}; 32- and 64-bit fields are
 * unsigned unless stated otherwise and keep their bits.
 *
 * <p>Everything here is immutable or stateless, hence thread-safe. Depends on the JDK only.
 */
@NullMarked
package org.gpugdb.backend.uapi;

import org.jspecify.annotations.NullMarked;
