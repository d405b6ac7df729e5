package io.tollgate.testing.container;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The containers that Tollgate's WAR must run in. The build unpacks the distributions below {@code target}. */
public enum ServletContainer {
    TOMCAT_10_1("tomcat-10.1"),
    TOMCAT_11("tomcat-11"),
    JETTY_12("jetty-12"),
    WILDFLY("wildfly"),
    LIBERTY("liberty"),
    PAYARA("payara");

    private static final int APPLICATION_SERVER = 256;

    private final String id;

    ServletContainer(String id) {
        this.id = id;
    }

    /** All with {@code -Dfull}; else those that are small and quick to start. */
    public static List<ServletContainer> available() {
        return List.copyOf(
                Boolean.getBoolean("full")
                        ? EnumSet.allOf(ServletContainer.class)
                        : EnumSet.range(TOMCAT_10_1, TOMCAT_11));
    }

    /** All with {@code -Dfull}; else one, for what the containers can hardly do differently. */
    public static List<ServletContainer> fewest() {
        return Boolean.getBoolean("full") ? available() : List.of(TOMCAT_10_1);
    }

    /**
     * Starts one on free ports of the loopback address, and returns when all its applications answer.
     *
     * @throws AssertionError when it does not, with what it has logged
     */
    public RunningContainer start(ContainerSetup setup) {
        return new RunningContainer(this, recipe(), setup);
    }

    /**
     * The heap for an application that needs so much, such as {@code 256m}: a whole application server needs as much again.
     */
    public String heapFor(String application) {
        int mebibytes = Integer.parseInt(application.replace("m", ""));
        return (EnumSet.range(WILDFLY, PAYARA).contains(this) ? mebibytes + APPLICATION_SERVER : mebibytes) + "m";
    }

    private Recipe recipe() {
        return switch (this) {
            case TOMCAT_10_1, TOMCAT_11 -> new TomcatRecipe();
            case JETTY_12 -> new JettyRecipe();
            case WILDFLY -> new WildFlyRecipe();
            case LIBERTY -> new LibertyRecipe();
            case PAYARA -> new PayaraRecipe();
        };
    }

    /** What is set in it when it is tuned, as the vendor writes it. */
    String settings() {
        return recipe().settings();
    }

    /** The unpacked distribution, which no run writes to. */
    Path home() {
        String build = Objects.requireNonNull(System.getProperty("tollgate.build"), "run by Maven, after package");
        Path unpacked = Path.of(build, "containers", id).toAbsolutePath();
        try (Stream<Path> folders = Files.list(unpacked)) {
            return folders.filter(Files::isDirectory).findFirst().orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException("no distribution; was it built without -Dfull?", e);
        }
    }

    /** Such as {@code tomcat-10.1}. */
    @Override
    public String toString() {
        return id;
    }
}
