// SPDX-License-Identifier: Apache-2.0
package dev.panictriage;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.panictriage.engine.RuleEngine;
import dev.panictriage.facts.Frame;
import dev.panictriage.report.FactsJson;
import dev.panictriage.rules.Functions;
import java.lang.invoke.MethodHandles;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Data goes one way: nobody upstream knows who is downstream. The table {@link #packages} is the architecture, in the order
 * the data flows; a package that is not in it fails the test.
 */
class ArchitectureTest {
    private static final String ROOT = "dev.panictriage.";

    private static final JavaClasses PROGRAM = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("dev/panictriage/fixtures/"))
            .importPackages("dev.panictriage");

    /**
     * One package, with those below it, and whom it may know.
     *
     * @param knows packages of ours, each with those below it
     * @param types single types of other packages of ours
     */
    private record Layer(String name, List<String> knows, List<Class<?>> types) {
        static Layer of(String name, String... knows) {
            return new Layer(name, List.of(knows), List.of());
        }

        Layer and(Class<?>... single) {
            return new Layer(name, knows, List.of(single));
        }

        DescribedPredicate<JavaClass> known() {
            String[] patterns = Stream.concat(Stream.of(name), knows.stream())
                    .map(ArchitectureTest::tree)
                    .toArray(String[]::new);
            return resideInAnyPackage(patterns).or(belongToAnyOf(types.toArray(Class<?>[]::new)));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Layer> packages() {
        return List.of(
                // What the rules module knows: no file format, no command line.
                Layer.of("facts"),
                Layer.of("diagnosis", "facts"),
                Layer.of("engine", "facts", "diagnosis"),
                Layer.of("fixes"),
                Layer.of("rules", "facts", "diagnosis", "engine", "fixes"),
                // How a machine's remains become facts.
                Layer.of("arch"),
                Layer.of("elf4j"),
                Layer.of("dump", "elf4j"),
                Layer.of("kernel", "dump", "elf4j", "arch"),
                Layer.of("unwind", "kernel", "dump", "arch", "elf4j").and(Frame.class, Frame.Trust.class),
                Layer.of("debuginfo", "elf4j", "kernel", "dump", "unwind"),
                Layer.of("explain", "arch", "facts"),
                Layer.of("locks", "arch", "dump", "kernel", "unwind", "explain", "facts")
                        .and(Functions.class),
                Layer.of("text", "facts"),
                Layer.of(
                                "extract",
                                "arch",
                                "dump",
                                "kernel",
                                "debuginfo",
                                "unwind",
                                "explain",
                                "locks",
                                "text",
                                "facts",
                                "engine")
                        .and(Functions.class),
                // How a diagnosis becomes a report.
                Layer.of("report", "facts", "diagnosis", "engine", "rules"),
                Layer.of(
                        "cli",
                        "dump",
                        "kernel",
                        "debuginfo",
                        "extract",
                        "text",
                        "report",
                        "facts",
                        "diagnosis",
                        "engine",
                        "rules"));
    }

    @ParameterizedTest
    @MethodSource("packages")
    void knowsOnlyWhatIsUpstream(Layer layer) {
        DescribedPredicate<JavaClass> ours = resideInAPackage("dev.panictriage..");
        classes()
                .that(resideInAPackage(tree(layer.name)))
                .should()
                .onlyDependOnClassesThat(not(ours).or(layer.known()))
                .check(PROGRAM);
    }

    @Test
    void everyPackageIsInTheTable() {
        Set<String> found = new TreeSet<>();
        for (JavaClass type : PROGRAM) {
            found.add(type.getPackageName().substring(ROOT.length()).split("\\.")[0]);
        }
        assertThat(found)
                .containsExactlyInAnyOrderElementsOf(
                        packages().stream().map(Layer::name).toList());
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching(ROOT + "(*)..").should().beFreeOfCycles().check(PROGRAM);
    }

    @Test
    void anArchitectureKnowsNoOther() {
        classes()
                .that()
                .resideInAPackage(ROOT + "arch")
                .should()
                .onlyDependOnClassesThat(not(resideInAPackage(ROOT + "arch.*")))
                .check(PROGRAM);
        slices().matching(ROOT + "arch.(*)..").should().notDependOnEachOther().check(PROGRAM);
    }

    @Test
    void onlyTheCommandLineUsesTheStandardStreams() {
        noClasses()
                .that()
                .resideOutsideOfPackage(tree("cli"))
                .should(ACCESS_STANDARD_STREAMS)
                .check(PROGRAM);
    }

    @Test
    void nobodyLogs() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.util.logging..", "java.lang.System$Logger", "org.slf4j..")
                .check(PROGRAM);
    }

    /**
     * Reflection costs start-up time and hides dependencies; the generated rule model is found by name, by the engine alone, and
     * whether a fact that was read is whole is asked of its record.
     */
    @Test
    void nobodyReflects() {
        noClasses()
                .that()
                .doNotBelongToAnyOf(RuleEngine.class, FactsJson.class)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.lang.reflect..", "sun..", "jdk.internal..")
                .orShould()
                .callMethod(Class.class, "forName", String.class)
                .orShould()
                .callMethod(MethodHandles.class, "lookup")
                .check(PROGRAM);
    }

    /** What a dump's bytes mean never depends on the rule engine or on JSON. */
    @Test
    void librariesStayWhereTheyBelong() {
        noClasses()
                .that()
                .resideOutsideOfPackages(tree("engine"), tree("rules"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.drools..", "org.kie..")
                .check(PROGRAM);
        noClasses()
                .that()
                .resideOutsideOfPackage(tree("report"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("tools.jackson..", "com.fasterxml..")
                .check(PROGRAM);
        noClasses()
                .that()
                .resideOutsideOfPackage(tree("cli"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("picocli..")
                .check(PROGRAM);
    }

    private static String tree(String name) {
        return ROOT + name + "..";
    }
}
