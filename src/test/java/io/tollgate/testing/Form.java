package io.tollgate.testing;

import io.tollgate.testing.container.ServletContainer;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A form in which users run Tollgate. */
public sealed interface Form {
    /** The runnable jar. */
    Form JAR = new Jar();

    /**
     * Those that must behave alike: the jar, and the WAR for all traffic in a container; in all of them with -Dfull. While
     * working, {@code -Dforms=wildfly,payara} chooses.
     */
    static List<Form> all() {
        List<ServletContainer> containers = ServletContainer.available();
        List<ServletContainer> tested = Boolean.getBoolean("full") ? containers : containers.subList(0, 1);
        List<String> wanted = List.of(System.getProperty("forms", "").split(",", -1));
        return Stream.concat(Stream.of(JAR), tested.stream().map(container -> new War(container, "")))
                .filter(form -> wanted.equals(List.of("")) || wanted.contains(form.toString()))
                .toList();
    }

    /** The jar, and the WAR for a part of the traffic, below {@value War#EDGE}. */
    static List<Form> wholeAndPart() {
        return List.of(JAR, new War(ServletContainer.TOMCAT_10_1, War.EDGE));
    }

    /**
     * Starts it and returns when it serves.
     *
     * @param folder has {@code tollgate.yaml}, and takes {@code state}
     * @param heap such as {@code 256m}; an application server takes what it needs for itself besides
     */
    Instance run(Path folder, String heap);

    /** {@code java -jar tollgate.jar run}. */
    record Jar() implements Form {
        @Override
        public Instance run(Path folder, String heap) {
            return new JarInstance(folder, heap);
        }

        @Override
        public String toString() {
            return "jar";
        }
    }

    /**
     * The WAR.
     *
     * @param contextPath empty for ROOT, else {@value #EDGE}
     */
    record War(ServletContainer container, String contextPath) implements Form {
        /** The context path that tests use; backends serve the same below it. */
        public static final String EDGE = "/edge";

        @Override
        public Instance run(Path folder, String heap) {
            return new WarInstance(this, folder, heap);
        }

        @Override
        public String toString() {
            return container + contextPath.replace('/', '-');
        }
    }
}
