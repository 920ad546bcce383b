/** Tests of the shipped firmware and kernel files. */
@NullMarked
package org.gpugdb.kernels;

import org.jspecify.annotations.NullMarked;
