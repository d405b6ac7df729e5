package io.tollgate.testing.container;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is to run in a container, and how.
 *
 * @param folder takes all that the container writes; may be from an earlier run of the same container
 * @param applications deployed before the start
 * @param environment further variables of the process
 * @param properties system properties, names to values without white space
 * @param heap its largest size, as the JVM's option takes it
 */
public record ContainerSetup(
        Path folder,
        List<Application> applications,
        Map<String, String> environment,
        Map<String, String> properties,
        String heap,
        Tuning tuning) {

    public ContainerSetup {
        folder = folder.toAbsolutePath();
        applications = List.copyOf(applications);
        environment = Map.copyOf(environment);
        properties = Map.copyOf(properties);
        properties.forEach((name, value) -> {
            if ((name + value).matches(".*\\s.*")) {
                throw new IllegalArgumentException("white space would be lost on the way: " + name + "=" + value);
            }
        });
    }

    /** One application in a tuned container of 512 MiB heap. */
    public static ContainerSetup of(Path folder, Application application) {
        return new ContainerSetup(folder, List.of(application), Map.of(), Map.of(), "512m", Tuning.TUNED);
    }

    /** The same with one more application. */
    public ContainerSetup and(Application application) {
        List<Application> more = new ArrayList<>(applications);
        more.add(application);
        return new ContainerSetup(folder, more, environment, properties, heap, tuning);
    }

    /** The same with one more environment variable. */
    public ContainerSetup environment(String name, String value) {
        return new ContainerSetup(folder, applications, plus(environment, name, value), properties, heap, tuning);
    }

    /** The same with one more system property. */
    public ContainerSetup property(String name, String value) {
        return new ContainerSetup(folder, applications, environment, plus(properties, name, value), heap, tuning);
    }

    /** The same with another heap, such as {@code 256m}. */
    public ContainerSetup heap(String size) {
        return new ContainerSetup(folder, applications, environment, properties, size, tuning);
    }

    /** The same with more or less of the configuration set. */
    public ContainerSetup tuning(Tuning wanted) {
        return new ContainerSetup(folder, applications, environment, properties, heap, wanted);
    }

    private static Map<String, String> plus(Map<String, String> map, String name, String value) {
        Map<String, String> more = new HashMap<>(map);
        more.put(name, value);
        return more;
    }
}
