package io.tollgate.config;

import io.tollgate.model.Configuration;
import io.tollgate.model.InvalidSettingException;
import io.tollgate.model.Problem;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads a configuration, strictly, and finds everything that is wrong with it in one reading. The steps: bytes to text
 * ({@link SourceText}), text to a tree of placed values ({@link YamlTree}, which also puts in environment variables),
 * tree to records ({@link Binder}). Immutable and thread-safe.
 */
public final class ConfigReader {
    /** Bytes that a file may have. */
    public static final int MAX_BYTES = SourceText.MAX_BYTES;

    private final Form form;
    private final References references;
    private final Function<Configuration, List<Problem>> beyond;

    /** Which form of Tollgate the configuration is for. */
    public enum Form {
        /** The runnable jar, which has no application behind it. */
        JAR,
        /** The WAR, whose container has the listeners, and which has no application behind it either. */
        WAR,
        /** The library, where the route action {@code local} lets the application answer. */
        LIBRARY
    }

    /**
     * A reader for one form of Tollgate.
     *
     * @param variables the environment, for {@code ${NAME}}; null for a variable that is not set
     */
    public ConfigReader(Form form, Function<String, @Nullable String> variables) {
        this(form, variables, configuration -> List.of());
    }

    /**
     * A reader that also finds what is wrong with what a configuration only names, such as files.
     *
     * @param beyond what is wrong there with a configuration that is good in itself. Asked also when it is not: then
     *     for all that could be read, and what it says of the rest is thrown away
     */
    public ConfigReader(
            Form form, Function<String, @Nullable String> variables, Function<Configuration, List<Problem>> beyond) {
        this.form = form;
        this.references = new References(variables);
        this.beyond = beyond;
    }

    /** Whether an application stands behind Tollgate that can answer by itself. */
    public boolean hasApplication() {
        return form == Form.LIBRARY;
    }

    /**
     * Reads a file's content. Never throws, whatever the content.
     *
     * @param fileName what the problems call it
     */
    public Read read(String fileName, byte[] content) {
        Findings findings = new Findings();
        Configuration configuration = configuration(content, findings);
        return configuration != null && findings.isEmpty()
                ? new Read.Good(configuration)
                : new Read.Bad(findings.located(fileName));
    }

    /**
     * Reads a file that lists backends in the form in which a configuration does. Never throws, whatever the content.
     * Environment variables are out of its reach: it may be written by others than the configuration is, and what it says
     * is shown.
     *
     * @param fileName what the problems call it
     */
    public ListedBackends backends(String fileName, byte[] content) {
        Findings findings = new Findings();
        BackendList list = backends(content, findings);
        return list != null && findings.isEmpty()
                ? new ListedBackends(list.backends(), List.of())
                : new ListedBackends(List.of(), findings.located(fileName));
    }

    private @Nullable BackendList backends(byte[] content, Findings findings) {
        String text = SourceText.decode(content, findings);
        Node root = text == null ? null : YamlTree.read(text, References.REFUSED, findings);
        return root == null ? null : new Binder(root, findings, path -> false).bind(BackendList.class);
    }

    /**
     * Where in a file the setting stands that a problem is about, which came to light after the reading.
     *
     * @param fileName what the result calls it
     */
    public Located locate(String fileName, byte[] content, Problem problem) {
        Findings findings = new Findings();
        String text = SourceText.decode(content, new Findings());
        Node root = text == null ? null : YamlTree.read(text, references, new Findings());
        if (root == null) {
            findings.add(Place.START, problem.path(), problem.message(), problem.fix());
        } else {
            Locator.Spot spot = Locator.find(root, problem.path());
            findings.add(spot.node().place(), problem.path(), spot.veiled(problem.message()), problem.fix());
        }
        return findings.located(fileName).get(0);
    }

    /** Whether a well-formed file has that key at its top. */
    public boolean mentions(byte[] content, String key) {
        Findings unheeded = new Findings();
        String text = SourceText.decode(content, unheeded);
        Node root = text == null ? null : YamlTree.read(text, references, unheeded);
        return root != null && root.entry(key) != null;
    }

    /**
     * Reads one record from JSON, such as a request's body. Environment variables are out of its reach.
     *
     * @throws InvalidSettingException with everything that is wrong
     */
    public static <T extends Record> T bind(Class<T> type, String json) {
        Findings findings = new Findings();
        T value = new Binder(JsonTree.read(json), findings, path -> false).bind(type);
        if (value == null || !findings.isEmpty()) {
            throw new InvalidSettingException(findings.problems());
        }
        return value;
    }

    private @Nullable Configuration configuration(byte[] content, Findings findings) {
        String text = SourceText.decode(content, findings);
        Node root = text == null ? null : YamlTree.read(text, references, findings);
        if (root == null) {
            return null;
        }
        if (root instanceof Node.Scalar scalar && scalar.kind() == Node.Kind.NOTHING) {
            findings.add(Place.START, "", "is empty", "write at least: backends: [\"http://127.0.0.1:9001\"]");
            return null;
        }
        if (!hasApplication()) {
            LocalRoutes.refuse(root, findings);
        }
        Binder binder = new Binder(root, findings, new UnreadPools(root));
        Configuration bound = binder.bind(Configuration.class);
        if (bound != null) {
            beyond.apply(bound).forEach(binder::named);
        }
        return bound;
    }
}
