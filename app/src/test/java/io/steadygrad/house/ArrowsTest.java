package io.steadygrad.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** One direction of dependency, bottom to top: a room knows only rooms below it. */
class ArrowsTest {
    /** Modules from bottom to top, in the parent POM's order. */
    private static final List<String> MODULES =
            List.of("core", "formats", "health", "supervision", "torch", "study", "spark", "report", "app");

    /**
     * Packages of core in a gradient's way up; what stands in one row may know each other (but not in a circle).
     */
    private static final List<Set<String>> CORE = List.of(
            Set.of("spec", "random", "gradient"),
            Set.of("measure"),
            Set.of("threshold", "method"),
            Set.of("expression", "plan"),
            Set.of("kernel"),
            Set.of("optimizer"),
            Set.of("handbook"),
            Set.of("control"),
            Set.of("trace"),
            Set.of("replay"));

    private static final Pattern ORIGIN = Pattern.compile("/([a-z0-9]+)(?:/target/classes/|-[0-9][^/]*\\.jar!/)");
    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.steadygrad");

    @Test
    void everyModuleIsSeen() {
        Set<String> seen = new TreeSet<>();
        HOUSE.forEach(type -> seen.add(module(type)));
        assertThat(seen).containsExactlyInAnyOrderElementsOf(MODULES);
    }

    @Test
    void aModuleKnowsOnlyModulesBelowIt() {
        assertThat(violations((from, to) -> MODULES.indexOf(module(from)) >= MODULES.indexOf(module(to))))
                .isEmpty();
    }

    @Test
    void aPackageLivesInOneModule() {
        Map<String, Set<String>> homes = new TreeMap<>();
        HOUSE.forEach(type -> homes.computeIfAbsent(type.getPackageName(), name -> new TreeSet<>())
                .add(module(type)));
        assertThat(homes)
                .allSatisfy((name, modules) -> assertThat(modules).as(name).hasSize(1));
    }

    @Test
    void coreKnowsNothingButJava() {
        noClasses()
                .that()
                .resideInAnyPackage(corePackages())
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages(with(corePackages(), "java..", "sun.misc..", "org.jspecify.annotations.."))
                .check(HOUSE);
    }

    @Test
    void corePackagesFollowAGradientsWayUp() {
        HOUSE.forEach(type -> {
            if (module(type).equals("core")) {
                assertThat(row(type))
                        .as("a row for the package of " + type.getName())
                        .isNotNegative();
            }
        });
        assertThat(violations((from, to) -> !module(from).equals("core") || row(from) >= row(to)))
                .isEmpty();
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.steadygrad.(*)..").should().beFreeOfCycles().check(HOUSE);
    }

    @Test
    void internalPackagesAreNotUsedByOtherModules() {
        assertThat(violations((from, to) -> !to.getPackageName().contains(".internal")
                        || module(from).equals(module(to))))
                .isEmpty();
    }

    @Test
    void theEngineIsUsedFromTorchUpwardsOnly() {
        HOUSE.stream()
                .filter(type -> type.getDirectDependenciesFromSelf().stream()
                        .anyMatch(d -> d.getTargetClass().getPackageName().startsWith("org.bytedeco")))
                .forEach(type -> assertThat(module(type))
                        .as("module of %s, which uses LibTorch", type.getName())
                        .isIn("torch", "study", "app"));
    }

    @Test
    void onlyTheAppTalksToItsProcess() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.steadygrad.app..")
                .and()
                .doNotHaveFullyQualifiedName("io.steadygrad.spark.SubmitStudy") // a process's main class, too
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("picocli..", "me.tongfei..", "ch.qos.logback..")
                .orShould()
                .callMethod(System.class, "exit", int.class)
                .check(HOUSE);
    }

    private static List<String> violations(BiPredicate<JavaClass, JavaClass> allowed) {
        return HOUSE.stream()
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .filter(d -> d.getTargetClass()
                        .getBaseComponentType()
                        .getPackageName()
                        .startsWith("io.steadygrad"))
                .filter(d ->
                        !allowed.test(d.getOriginClass(), d.getTargetClass().getBaseComponentType()))
                .map(Dependency::getDescription)
                .distinct()
                .sorted()
                .toList();
    }

    private static String module(JavaClass type) {
        String origin = type.getSource()
                .map(source -> source.getUri().toString())
                .orElseThrow(() -> new AssertionError(type.getName() + " was not imported"));
        Matcher matcher = ORIGIN.matcher(origin);
        assertThat(matcher.find()).as("module in %s", origin).isTrue();
        return matcher.group(1);
    }

    private static int row(JavaClass type) {
        String name =
                type.getPackageName().replaceFirst("^io\\.steadygrad\\.", "").replaceFirst("\\..*", "");
        for (int i = 0; i < CORE.size(); i++) {
            if (CORE.get(i).contains(name)) {
                return i;
            }
        }
        return -1;
    }

    private static String[] corePackages() {
        return CORE.stream()
                .flatMap(Set::stream)
                .map(name -> "io.steadygrad." + name + "..")
                .toArray(String[]::new);
    }

    private static String[] with(String[] some, String... more) {
        List<String> all = new java.util.ArrayList<>(List.of(some));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }
}
