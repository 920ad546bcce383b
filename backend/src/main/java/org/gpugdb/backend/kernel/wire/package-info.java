/**
 * System calls on a socket: how a process uses an emulated kernel that lives in another process.
 *
 * <p>A connection serves one thread of the caller at a time. It begins with a {@link
 * org.gpugdb.backend.kernel.wire.Handshake}, in which the caller says which process it is and
 * proves it; then each {@link org.gpugdb.backend.kernel.wire.CallRequest} is followed by its {@link
 * org.gpugdb.backend.kernel.wire.CallReply}. Frames have fixed sizes and carry what registers carry
 * in a real call: numbers, and addresses in the caller's memory, which the kernel reads and writes
 * itself. No structure, string or data byte is sent, so nested pointers and bad ones are what they
 * are on Linux.
 *
 * <p>All numbers are little-endian. Only records and constants live here; depends on nothing.
 */
@NullMarked
package org.gpugdb.backend.kernel.wire;

import org.jspecify.annotations.NullMarked;
