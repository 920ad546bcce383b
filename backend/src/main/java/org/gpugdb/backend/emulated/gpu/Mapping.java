package org.gpugdb.backend.emulated.gpu;

/**
 * A range of an address space with one backing. Immutable.
 *
 * @param address first byte, a multiple of 4096
 * @param length bytes, a multiple of 4096
 * @param kind what is behind it
 * @param offset of the first byte in the buffer object, or its address in the user process
 * @param writable whether GPU threads may write
 */
public record Mapping(long address, long length, MappingKind kind, long offset, boolean writable) {}
