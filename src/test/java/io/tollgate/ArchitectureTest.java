package io.tollgate;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Which package may know which. Every rule is also shown to bite, by forbidding what is known to be there. */
class ArchitectureTest {
    private static final Set<String> CONTAINER_AWARE = Set.of("http1", "proxy", "upstream", "admin", "boot");
    private static final Set<String> READERS_OF_TIME = Set.of("time", "boot");

    /** What applications see of the library. */
    private static final String FRONT_DOOR = "io.tollgate";

    private static final String GENERATED = "io.tollgate.admin.ui.templates..";

    private static final JavaClasses TOLLGATE = importTollgate();

    @BeforeAll
    static void hasSomethingToJudge() {
        assertTrue(TOLLGATE.size() > 50, "found only " + TOLLGATE.size() + " classes");
    }

    @Test
    void importsPointOneWay() {
        directions(allowed()).check(TOLLGATE);
    }

    @Test
    void everyClassHasItsPlaceInTheLayout() {
        placed(allowed()).check(TOLLGATE);
    }

    @Test
    void onlyTheOuterPackagesKnowAContainer() {
        containerKnownBy(CONTAINER_AWARE).check(TOLLGATE);
    }

    @Test
    void onlyTheRunnableJarKnowsJettysServer() {
        serverKnownBy("boot.jar").check(TOLLGATE);
    }

    @Test
    void theFrontDoorLeadsToTheWebFormOnly() {
        strangersToTheDoor("web").check(TOLLGATE);
    }

    @Test
    void proxyAndAdminAreStrangers() {
        strangers("proxy", "admin").check(TOLLGATE);
        strangers("admin", "proxy").check(TOLLGATE);
    }

    @Test
    void onlyTheClockReadsTheTimeAndNobodySleeps() {
        timeReadBy(READERS_OF_TIME).check(TOLLGATE);
    }

    /** NullAway looks at marked packages only: one without a mark would pass unseen. */
    @Test
    void everyPackageIsNullMarked() {
        markedWith("org.jspecify.annotations.NullMarked").check(TOLLGATE);
    }

    @Test
    void eachRuleBites() {
        Map<String, Set<String>> withoutAnEdge = allowed();
        withoutAnEdge.put("balance", Set.of("health", "exchange"));
        assertBites(directions(withoutAnEdge));

        Map<String, Set<String>> withoutAPackage = allowed();
        withoutAPackage.remove("policy");
        assertBites(placed(withoutAPackage));

        assertBites(containerKnownBy(Set.of("http1", "proxy", "upstream", "boot")));
        assertBites(serverKnownBy("boot.web"));
        assertBites(strangersToTheDoor("jar"));
        assertBites(strangers("balance", "policy"));
        assertBites(timeReadBy(Set.of("boot")));
        assertBites(markedWith("java.lang.Deprecated"));
    }

    private static void assertBites(ArchRule rule) {
        assertTrue(rule.evaluate(TOLLGATE).hasViolation(), "finds nothing wrong: " + rule.getDescription());
    }

    /** What each package may know besides {@code model} and {@code time}, which all may, and itself. */
    private static Map<String, Set<String>> allowed() {
        Map<String, Set<String>> allowed = new LinkedHashMap<>();
        allowed.put("model", Set.of());
        allowed.put("time", Set.of());
        allowed.put("exchange", Set.of());
        allowed.put("policy", Set.of());
        allowed.put("health", Set.of());
        allowed.put("config", Set.of());
        allowed.put("tls", Set.of());
        allowed.put("http1", Set.of());
        allowed.put("routing", Set.of("exchange"));
        allowed.put("guard", Set.of("exchange"));
        // What a policy picks by, the key's hash, is read from the request as ties are.
        allowed.put("affinity", Set.of("exchange", "policy"));
        // It judges a path by the one reading of it that routes have, and answers as a stage does.
        allowed.put("rewrite", Set.of("exchange"));
        // Besides what it sends for an exchange it implements Probe over the same transport. It knows no lease.
        allowed.put("upstream", Set.of("exchange", "health", "http1", "tls"));
        allowed.put("balance", Set.of("policy", "health", "exchange"));
        // A snapshot holds the compiled stages and rewritings, and Stage is a type of exchange.
        allowed.put(
                "control",
                Set.of("config", "balance", "routing", "guard", "affinity", "rewrite", "health", "policy", "exchange"));
        allowed.put("telemetry", Set.of("exchange", "balance", "health"));
        allowed.put(
                "proxy",
                Set.of(
                        "control",
                        "balance",
                        "routing",
                        "guard",
                        "affinity",
                        "rewrite",
                        "upstream",
                        "exchange",
                        "telemetry"));
        allowed.put(
                "admin", Set.of("control", "balance", "routing", "guard", "health", "affinity", "telemetry", "assist"));
        // A file that lists backends is read and watched as the configuration is.
        allowed.put("discovery", Set.of("config", "control", "balance", "telemetry"));
        // A rollout lets a backend in again when its probe finds it well.
        allowed.put("assist", Set.of("control", "balance", "health", "telemetry"));
        allowed.put("cluster", Set.of("control", "balance", "telemetry"));
        allowed.put("boot", Set.copyOf(allowed.keySet()));
        return allowed;
    }

    private static ArchRule directions(Map<String, Set<String>> allowed) {
        LayeredArchitecture layers =
                layeredArchitecture().consideringOnlyDependenciesInLayers().withOptionalLayers(true);
        for (String name : allowed.keySet()) {
            layers = layers.layer(name).definedBy(tree(name));
        }
        for (Map.Entry<String, Set<String>> entry : allowed.entrySet()) {
            Set<String> known = new LinkedHashSet<>(entry.getValue());
            known.addAll(Set.of("model", "time"));
            known.remove(entry.getKey());
            layers = layers.whereLayer(entry.getKey()).mayOnlyAccessLayers(known.toArray(String[]::new));
        }
        return layers;
    }

    private static ArchRule placed(Map<String, Set<String>> allowed) {
        return classes().that().resideOutsideOfPackage(FRONT_DOOR).should().resideInAnyPackage(trees(allowed.keySet()));
    }

    private static ArchRule containerKnownBy(Set<String> names) {
        return noClasses()
                .that()
                .resideOutsideOfPackages(trees(names))
                .and()
                .resideOutsideOfPackage(FRONT_DOOR)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("jakarta.servlet..", "org.eclipse.jetty..");
    }

    private static ArchRule serverKnownBy(String name) {
        return noClasses()
                .that()
                .resideOutsideOfPackage(tree(name))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.eclipse.jetty.server..",
                        "org.eclipse.jetty.alpn.server..",
                        "org.eclipse.jetty.ee10.servlet..",
                        "org.eclipse.jetty.http2.server..");
    }

    private static ArchRule strangersToTheDoor(String form) {
        return noClasses()
                .that()
                .resideInAPackage(FRONT_DOOR)
                .should()
                .dependOnClassesThat(resideInAPackage("io.tollgate..")
                        .and(not(resideInAnyPackage(FRONT_DOOR, tree("boot." + form)))));
    }

    private static ArchRule strangers(String one, String other) {
        return noClasses()
                .that(resideInAnyPackage(tree(one)))
                .should()
                .dependOnClassesThat(resideInAnyPackage(tree(other)))
                .allowEmptyShould(true);
    }

    private static ArchRule timeReadBy(Set<String> names) {
        return noClasses()
                .that()
                .resideOutsideOfPackages(trees(names))
                .should()
                .accessTargetWhere(
                        describe("the machine's time is read or waited for", ArchitectureTest::readsTimeOrSleeps));
    }

    private static ArchRule markedWith(String annotation) {
        return classes()
                .that()
                .resideOutsideOfPackage(GENERATED)
                .should(be(describe(
                        "in a package that is marked with " + annotation,
                        javaClass -> javaClass.getPackage().isAnnotatedWith(annotation))));
    }

    private static boolean readsTimeOrSleeps(JavaAccess<?> access) {
        AccessTarget target = access.getTarget();
        String owner = target.getOwner().getName();
        String name = target.getName();
        return switch (owner) {
            case "java.lang.System" -> name.equals("currentTimeMillis") || name.equals("nanoTime");
            case "java.lang.Thread", "java.util.concurrent.TimeUnit" -> name.equals("sleep");
            case "java.time.Clock" -> name.startsWith("system") || name.startsWith("tick");
            default -> owner.startsWith("java.time.") && name.equals("now");
        };
    }

    private static String tree(String name) {
        return "io.tollgate." + name + "..";
    }

    private static String[] trees(Set<String> names) {
        return names.stream().map(ArchitectureTest::tree).toArray(String[]::new);
    }

    private static JavaClasses importTollgate() {
        // Names are all that the rules ask of foreign classes; reading those too takes most of the time.
        ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
        return new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.tollgate");
    }
}
