package org.gpugdb.server.view;

import org.gpugdb.backend.spi.AddressSpaceId;

/**
 * An address of one space.
 *
 * @param address unsigned
 */
public record Location(AddressSpaceId space, long address) {}
