package io.tollgate.testing;

import io.tollgate.testing.container.ServletContainer;
import io.tollgate.testing.container.Tuning;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** A form in which users run Tollgate. */
public sealed interface Form {
    /** The runnable jar. */
    Form JAR = new Jar(false);

    /** The jar that carries requests as the WAR does. */
    Form PORTABLE = new Jar(true);

    /**
     * Those that must behave alike: the jar, and the WAR for all traffic in a container; in all of them with -Dfull. While
     * working, {@code -Dforms=wildfly,payara} chooses.
     */
    static List<Form> all() {
        return chosen(ServletContainer.fewest());
    }

    /** The same forms, and before them the jar's other way to carry requests, if it is chosen. */
    static List<Form> allWays() {
        return otherWay(all());
    }

    /** {@link #each}, likewise. */
    static List<Form> eachWay() {
        return otherWay(each());
    }

    private static List<Form> otherWay(List<Form> forms) {
        return Stream.concat(Stream.of(PORTABLE).filter(Form::isChosen), forms.stream())
                .toList();
    }

    /** The jar, and the WAR for all traffic in each container there is; {@code -Dforms} chooses, too. */
    static List<Form> each() {
        return chosen(ServletContainer.available());
    }

    /** The jar, and the WAR for a part of the traffic, below {@value War#EDGE}. */
    static List<Form> wholeAndPart() {
        return List.of(JAR, new War(ServletContainer.TOMCAT_10_1, War.EDGE, Tuning.TUNED));
    }

    private static List<Form> chosen(List<ServletContainer> containers) {
        return Stream.concat(Stream.of(JAR), containers.stream().map(container -> new War(container, "", Tuning.TUNED)))
                .filter(Form::isChosen)
                .toList();
    }

    private static boolean isChosen(Form form) {
        List<String> wanted = List.of(System.getProperty("forms", "").split(",", -1));
        return wanted.equals(List.of("")) || wanted.contains(form.toString());
    }

    /**
     * Starts it and returns when it serves.
     *
     * @param folder has {@code tollgate.yaml}, and takes {@code state}
     * @param heap such as {@code 256m}; an application server takes what it needs for itself besides
     */
    Instance run(Path folder, String heap);

    /** The same in a container whose configuration is as it comes. */
    Form untouched();

    /**
     * {@code java -jar tollgate.jar run}.
     *
     * @param portable with that option
     */
    record Jar(boolean portable) implements Form {
        @Override
        public Instance run(Path folder, String heap) {
            return new JarInstance(folder, heap, portable);
        }

        @Override
        public Form untouched() {
            return this;
        }

        @Override
        public String toString() {
            return portable ? "jar-portable" : "jar";
        }
    }

    /**
     * The WAR.
     *
     * @param contextPath empty for ROOT, else {@value #EDGE}
     */
    record War(ServletContainer container, String contextPath, Tuning tuning) implements Form {
        /** The context path that tests use; backends serve the same below it. */
        public static final String EDGE = "/edge";

        /** The archive that the build has made. */
        public static Path archive() {
            return Path.of(Objects.requireNonNull(System.getProperty("tollgate.war"), "run by Maven, after package"));
        }

        @Override
        public Instance run(Path folder, String heap) {
            return new WarInstance(this, folder, heap);
        }

        @Override
        public Form untouched() {
            return new War(container, contextPath, Tuning.UNTOUCHED);
        }

        @Override
        public String toString() {
            return container + contextPath.replace('/', '-');
        }
    }
}
