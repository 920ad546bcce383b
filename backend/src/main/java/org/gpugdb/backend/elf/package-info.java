/** Reads ELF files. Pure: nothing is opened, kept or logged here. */
@NullMarked
package org.gpugdb.backend.elf;

import org.jspecify.annotations.NullMarked;
