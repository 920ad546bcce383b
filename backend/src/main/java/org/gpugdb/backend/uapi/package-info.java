/**
 * The interface of the GPU driver as bytes: struct layouts, request numbers and the dialects of the
 * debug interface.
 *
 * <p>Shared by the debugger ({@code backend.eudebug}), the GPU client ({@code backend.driver}) and
 * the emulated kernel ({@code backend.emulated}). One class per C struct with a record, {@code
 * decode} and {@code encode}. A struct that is the same everywhere has a {@code SIZE} and an {@code
 * _OFFSET} for every field and is used statically; one that is not is a {@code DialectStruct}, of
 * which {@link org.gpugdb.backend.uapi.SessionStructs} holds one for every {@link
 * org.gpugdb.backend.uapi.Dialect}. Everything is little-endian, whatever the order of the buffer
 * handed in; a struct begins at the buffer's position. Unsigned 8- and 16-bit fields are widened to
 * {@code int}; 32- and 64-bit fields are unsigned unless stated otherwise and keep their bits.
 *
 * <p>Everything here is immutable or stateless, hence thread-safe. Depends on {@code kernel}.
 */
@NullMarked
package org.gpugdb.backend.uapi;

import org.jspecify.annotations.NullMarked;
