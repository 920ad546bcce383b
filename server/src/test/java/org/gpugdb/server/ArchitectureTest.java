package org.gpugdb.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;

@AnalyzeClasses(packages = "org.gpugdb", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule ONLY_CONNECTIONS_KNOW_NETTY =
      noClasses()
          .that()
          .resideOutsideOfPackage("..server.net..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.netty..");

  @ArchTest
  static final ArchRule SERVER_SEES_ONLY_THE_INTERFACE_OF_BACK_ENDS =
      noClasses()
          .that()
          .resideInAPackage("..server..")
          .should()
          .dependOnClassesThat(
              DescribedPredicate.describe(
                  "belong to a back end's inside",
                  type ->
                      type.getPackageName().startsWith("org.gpugdb.backend")
                          && !Set.of("org.gpugdb.backend.spi", "org.gpugdb.backend.doctor")
                              .contains(type.getPackageName())));

  @ArchTest
  static final ArchRule VIEW_IS_PURE =
      classes()
          .that()
          .resideInAPackage("..server.view..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "..server.view..",
              "org.gpugdb.backend.spi",
              "java.lang..",
              "java.util..",
              "org.jspecify..");

  @ArchTest
  static final ArchRule SESSIONS_DO_NOT_KNOW_CONNECTIONS =
      noClasses()
          .that()
          .resideInAPackage("..server.session..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "..server.net..", "..server.cli..", "java.net..", "java.nio.channels..");

  @ArchTest
  static final ArchRule HANDLERS_SEE_NO_FRAMES =
      noClasses()
          .that()
          .haveSimpleNameEndingWith("Handlers")
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("org.gpugdb.protocol.wire.PacketBuilder");

  @ArchTest
  static final ArchRule PACKAGES_HAVE_NO_CYCLES =
      slices().matching("org.gpugdb.server.(*)..").should().beFreeOfCycles();
}
