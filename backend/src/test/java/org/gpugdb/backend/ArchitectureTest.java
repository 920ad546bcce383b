package org.gpugdb.backend;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.concurrent.locks.LockSupport;

@AnalyzeClasses(packages = "org.gpugdb.backend", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String ROOT = "org.gpugdb.backend.";

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("org.gpugdb.backend.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule onlyTheProviderKnowsThatTheGpuIsEmulated =
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT + "emulated..")
          .and()
          .haveNameNotMatching(".*\\.provider\\.Emulated.*")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(ROOT + "emulated..");

  /** With the next rule: what both know of this project is {@code uapi} and {@code kernel}. */
  @ArchTest
  static final ArchRule theDebuggerMeetsTheEmulatedKernelOnlyInItsInterface =
      classes()
          .that()
          .resideInAPackage(ROOT + "eudebug..")
          .should()
          .onlyDependOnClassesThat(
              resideOutsideOfPackage("org.gpugdb..")
                  .or(
                      resideInAnyPackage(
                          ROOT + "eudebug..",
                          ROOT + "eu..",
                          ROOT + "elf..",
                          ROOT + "spi..",
                          ROOT + "uapi..",
                          ROOT + "kernel..")));

  @ArchTest
  static final ArchRule nothingEmulatedKnowsADebugger =
      classes()
          .that()
          .resideInAPackage(ROOT + "emulated..")
          .should()
          .onlyDependOnClassesThat(
              resideOutsideOfPackage("org.gpugdb..")
                  .or(
                      resideInAnyPackage(
                          ROOT + "emulated..", ROOT + "uapi..", ROOT + "kernel..", ROOT + "os..")));

  @ArchTest
  static final ArchRule theEmulatedMachineKnowsOnlyTheKernelInterface =
      classes()
          .that()
          .resideInAnyPackage(
              ROOT + "emulated.rv..", ROOT + "emulated.gpu..", ROOT + "emulated.kernel..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              ROOT + "emulated.rv..",
              ROOT + "emulated.gpu..",
              ROOT + "emulated.kernel..",
              ROOT + "uapi..",
              ROOT + "kernel..",
              "java..",
              "org.slf4j..",
              "org.jspecify..");

  @ArchTest
  static final ArchRule theDeviceKnowsNoKernel =
      noClasses()
          .that()
          .resideInAnyPackage(ROOT + "emulated.gpu..", ROOT + "emulated.rv..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(ROOT + "emulated.kernel..", ROOT + "kernel..");

  @ArchTest
  static final ArchRule theGpuClientKnowsNoDebugger =
      noClasses()
          .that()
          .resideInAPackage(ROOT + "driver..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(ROOT + "eudebug..", ROOT + "eu..", ROOT + "spi..");

  @ArchTest
  static final ArchRule nativeCodeHasOneEdge =
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT + "os..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.sun.jna..");

  @ArchTest
  static final ArchRule theDebuggersTimeIsTheLoops =
      noClasses()
          .that()
          .resideInAnyPackage(ROOT + "eudebug..", ROOT + "eu..")
          .should()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .dependOnClassesThat()
          .belongToAnyOf(LockSupport.class);
}
