@NullMarked
package org.gpugdb.backend.driver;

import org.jspecify.annotations.NullMarked;
