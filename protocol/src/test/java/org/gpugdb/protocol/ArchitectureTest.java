package org.gpugdb.protocol;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "org.gpugdb.protocol",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String WIRE = "org.gpugdb.protocol.wire";
  private static final String AGENT = "org.gpugdb.protocol.agent";

  private static final DescribedPredicate<JavaClass> JAVA_BASE =
      describe("are in java.base", ArchitectureTest::isInJavaBase);

  private static boolean isInJavaBase(JavaClass type) {
    JavaClass element = type.getBaseComponentType();
    return element.isPrimitive()
        || (element.getPackageName().startsWith("java.")
            && "java.base".equals(element.reflect().getModule().getName()));
  }

  @ArchTest
  static final ArchRule NEEDS_ONLY_JAVA_BASE =
      classes()
          .should()
          .onlyDependOnClassesThat(
              JAVA_BASE
                  .or(resideInAPackage("org.gpugdb.protocol.."))
                  .or(resideInAPackage("org.jspecify.annotations")));

  @ArchTest
  static final ArchRule AGENT_STANDS_ALONE =
      noClasses()
          .that()
          .resideInAPackage(AGENT)
          .should()
          .dependOnClassesThat(
              resideInAPackage("org.gpugdb.protocol..").and(not(resideInAPackage(AGENT))));

  @ArchTest
  static final ArchRule NO_CYCLES =
      slices().matching("org.gpugdb.protocol.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule SIBLINGS_MEET_ONLY_IN_WIRE =
      slices()
          .matching("org.gpugdb.protocol.(*)..")
          .should()
          .notDependOnEachOther()
          .ignoreDependency(resideInAPackage("org.gpugdb.protocol.."), resideInAPackage(WIRE));

  @ArchTest
  static final ArchRule DOES_NO_INPUT_OR_OUTPUT =
      noClasses()
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("java.net..", "java.nio.channels..", "java.nio.file..")
                  .or(describe("do I/O", type -> type.isAssignableTo("java.io.File"))));
}
