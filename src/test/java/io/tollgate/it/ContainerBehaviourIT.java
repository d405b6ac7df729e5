package io.tollgate.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.testing.Form;
import io.tollgate.testing.Matrix;
import io.tollgate.testing.ScriptedBackend;
import io.tollgate.testing.TollgateProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * docs/containers.md says what Tollgate does in each container as it comes (yes), with the settings given there (set),
 * or not at all (no), and in the jar. Each cell is tried; the table is printed.
 */
class ContainerBehaviourIT {
    private static final Matrix SEEN = new Matrix(Path.of("docs/containers.md"));

    @TempDir
    Path folder;

    @AfterAll
    static void print() {
        System.out.println(SEEN);
    }

    @ParameterizedTest
    @MethodSource("io.tollgate.testing.Form#each")
    void theDocumentationSaysWhatUsersGet(Form form) throws Exception {
        Set<Behaviour> untouched = shown(form.untouched(), folder.resolve("untouched"));
        Set<Behaviour> tuned = form.equals(form.untouched()) ? untouched : shown(form, folder.resolve("tuned"));
        Map<String, String> cells = new LinkedHashMap<>();
        for (Behaviour behaviour : Behaviour.values()) {
            boolean asItComes = untouched.contains(behaviour) && !byChance(form, behaviour);
            cells.put(behaviour.title(), asItComes ? "yes" : tuned.contains(behaviour) ? "set" : "no");
        }
        SEEN.check(form.toString(), cells);
    }

    /** Some containers make threads as they are wanted, sooner or later; so only what they do with settings counts. */
    private static boolean byChance(Form form, Behaviour behaviour) throws IOException {
        return behaviour == Behaviour.UNREAD_ANSWERS_AND_OTHERS
                && SEEN.documented(form.toString(), behaviour.title()).equals("set");
    }

    private static Set<Behaviour> shown(Form form, Path folder) throws Exception {
        Set<Behaviour> shown = EnumSet.noneOf(Behaviour.class);
        try (ScriptedBackend backend = new ScriptedBackend(socket -> {});
                TollgateProcess tollgate = TollgateProcess.start(form, folder, config(backend))) {
            Behaviour.Trial trial = new Behaviour.Trial(tollgate, backend);
            assertTrue(
                    tollgate.log().stream().noneMatch(line -> line.contains("does not know the inside")),
                    () -> form + " is a container that Tollgate knows: " + tollgate.log());
            for (Behaviour behaviour : Behaviour.values()) {
                if (isShown(behaviour, trial)) {
                    shown.add(behaviour);
                }
            }
            // After all that, not every container can end in order.
            tollgate.kill();
        }
        return shown;
    }

    /** A connection that is closed or silent is a no. */
    private static boolean isShown(Behaviour behaviour, Behaviour.Trial trial) throws Exception {
        try {
            return behaviour.shownBy(trial);
        } catch (IOException e) {
            return false;
        } finally {
            // An exchange that hangs in its container holds its connection.
            trial.backend().drop();
        }
    }

    private static String config(ScriptedBackend backend) {
        return """
                listeners: [{id: web, address: "127.0.0.1:0"}]
                admin: {address: "127.0.0.1:0"}
                pools:
                  - id: p
                    probe: {type: none}
                    outlier: {consecutive: 1000}
                    backends: [{id: b, url: "%s"}]
                """.formatted(backend.url());
    }
}
