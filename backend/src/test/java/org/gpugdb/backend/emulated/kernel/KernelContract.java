package org.gpugdb.backend.emulated.kernel;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test of a line of the contract; the value is the line's name. It may hang where the kernel
 * breaks the contract, so its time is limited, generously.
 */
@Test
@Timeout(120)
@ExtendWith(ContractOutcomes.class)
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@interface KernelContract {
  String value();
}
