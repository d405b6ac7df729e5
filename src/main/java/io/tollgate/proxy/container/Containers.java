package io.tollgate.proxy.container;

import io.tollgate.proxy.Container;
import jakarta.servlet.ServletContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which container this is. */
public final class Containers {
    private static final Logger LOG = LoggerFactory.getLogger(Containers.class);

    @FunctionalInterface
    private interface Form {
        Container find(Members members, Executor executor) throws ReflectiveOperationException;
    }

    /** By the package of the container's servlet context: unlike its name for itself, nobody changes that. */
    private static final Map<String, List<Form>> FORMS = forms();

    private Containers() {}

    /**
     * The form for the container of that context. One that is not known, or whose inside is not as expected, is told of
     * in one warning and gets the portable form. Never throws.
     *
     * @param executor runs what must not run within a call of the container
     */
    public static Container of(ServletContext context, Executor executor) {
        Class<?> own = context.getClass();
        Members members = new Members(own.getClassLoader());
        List<String> misses = new ArrayList<>();
        for (Map.Entry<String, List<Form>> known : FORMS.entrySet()) {
            if (!own.getName().startsWith(known.getKey())) {
                continue;
            }
            for (Form form : known.getValue()) {
                try {
                    return form.find(members, executor);
                } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
                    misses.add(e.toString());
                }
            }
        }
        LOG.warn(
                "Tollgate does not know the inside of this container ({}, {}{}): when a backend fails in the middle of"
                        + " an answer, the client may take a part for the whole",
                context.getServerInfo(),
                own.getName(),
                misses.isEmpty() ? "" : "; " + String.join("; ", misses));
        return new Portable();
    }

    private static Map<String, List<Form>> forms() {
        Map<String, List<Form>> forms = new LinkedHashMap<>();
        forms.put("org.apache.catalina.", List.of(Tomcat::find, (members, executor) -> Grizzly.find(members)));
        forms.put(Jetty.PACKAGE, List.of((members, executor) -> Jetty.find(members)));
        forms.put("io.undertow.", List.of((members, executor) -> Undertow.find(members)));
        forms.put("com.ibm.ws.webcontainer", List.of(Liberty::find));
        forms.put("io.openliberty.webcontainer", List.of(Liberty::find));
        return forms;
    }
}
