package org.gpugdb.backend.emulated.kernel;

import java.nio.ByteBuffer;

/**
 * One request on a DRM node.
 *
 * @param file whose objects the request names
 * @param caller in whose memory addresses lie
 * @param argument the kernel's copy of the argument, little-endian; what is put there goes back
 */
record DrmCall(DrmFile file, EmulatedProcess caller, ByteBuffer argument) {}
