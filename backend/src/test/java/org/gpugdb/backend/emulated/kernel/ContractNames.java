package org.gpugdb.backend.emulated.kernel;

import java.lang.reflect.Method;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGenerator;

/** Tests of the contract are shown by the names of its lines, others by their own. */
public final class ContractNames extends DisplayNameGenerator.Standard {
  @Override
  public String generateDisplayNameForMethod(
      List<Class<?>> enclosingTypes, Class<?> testClass, Method method) {
    KernelContract line = method.getAnnotation(KernelContract.class);
    return line == null
        ? super.generateDisplayNameForMethod(enclosingTypes, testClass, method)
        : line.value();
  }
}
