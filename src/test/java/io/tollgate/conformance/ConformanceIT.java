package io.tollgate.conformance;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.tollgate.testing.Form;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every case of every family, in the jar by either way and in the WAR in both Tomcats, with docs/conformance.md: what is listed there
 * must differ, and what is not must not.
 */
@SuppressWarnings("NullAway.Init")
class ConformanceIT {
    /** Those that the page speaks of. */
    static final Set<String> FORMS = Set.of("jar", "tomcat-10.1", "tomcat-11");

    private final Differences differences = Differences.of(ConformancePageTest.PAGE);

    @TempDir
    Path folder;

    private @Nullable Stand stand;

    @AfterEach
    void stop() {
        Stand running = stand;
        stand = null;
        if (running != null) {
            running.close();
        }
    }

    @TestFactory
    Stream<DynamicContainer> forms() {
        return Form.eachWay().stream()
                .filter(form -> form == Form.PORTABLE || FORMS.contains(form.toString()))
                .flatMap(form -> form == Form.JAR
                        ? Stream.of(cases(form, false), cases(form, true))
                        : Stream.of(cases(form, false)));
    }

    /** Where a connection has been kept, a request to a backend goes another way than where one must be made. */
    private DynamicContainer cases(Form form, boolean kept) {
        return dynamicContainer(
                form + (kept ? ", over kept connections" : ""),
                Stream.concat(Stream.of(dynamicTest("starts", () -> start(form, kept))), families(form)));
    }

    private void start(Form form, boolean kept) {
        stop();
        stand = new Stand(yaml -> new Running(form, folder, yaml), kept);
    }

    private Stream<DynamicContainer> families(Form form) {
        return Families.all().stream()
                .map(family -> dynamicContainer(
                        family.subject(), family.cases().stream().map(each -> test(form, each))));
    }

    private DynamicTest test(Form form, Case each) {
        // By either way the jar is one form: the page has one line for both.
        Form listed = form == Form.PORTABLE ? Form.JAR : form;
        return dynamicTest(each.toString(), () -> {
            Stand running = stand;
            if (running == null) {
                fail("does not run");
            } else if (differences.includes(listed, each)) {
                expectDifference(running, form, each);
            } else {
                running.play(each);
            }
        });
    }

    private static void expectDifference(Stand running, Form form, Case each) {
        try {
            running.play(each);
        } catch (AssertionError e) {
            return;
        }
        fail(form + " meets " + each.id() + " now: take that line out of " + ConformancePageTest.PAGE);
    }
}
