package io.tollgate.config;

import io.tollgate.config.RecordShape.Part;
import io.tollgate.model.InvalidSettingException;
import io.tollgate.model.Problem;
import io.tollgate.model.Setting;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Makes records of the model out of a tree, driven by their annotations, and finds everything that is wrong on the way.
 * What cannot be bound is reported once and replaced by a stand-in, so that its siblings and the references to it are
 * still judged and nothing is blamed twice. Not thread-safe; one per tree.
 */
final class Binder {
    private final Node root;
    private final Findings findings;
    private final Predicate<String> consequence;
    private final StandIns standIns = new StandIns();
    private int samples;

    /**
     * @param consequence whether a complaint of the root record about that path only follows from an earlier finding
     */
    Binder(Node root, Findings findings, Predicate<String> consequence) {
        this.root = root;
        this.findings = findings;
        this.consequence = consequence;
    }

    /** The record, or null after a finding. With findings, what comes out is full of stand-ins and not to be used. */
    <T extends Record> @Nullable T bind(Class<T> type) {
        return type.cast(record(type, root, ""));
    }

    /** What an annotation's default is. */
    static Object fallback(Type type, Setting setting) {
        Findings findings = new Findings();
        Node node = YamlTree.read(setting.defaultsTo(), new References(name -> null), findings);
        Object value = node == null ? null : new Binder(node, findings, path -> false).value(type, node, "", setting);
        if (value == null || !findings.isEmpty()) {
            throw new IllegalStateException("the default of " + setting + " is wrong: " + findings.problems());
        }
        return value;
    }

    /** A value of the type, or null after a finding. */
    @Nullable
    Object value(Type type, Node node, String path, Setting setting) {
        if (node instanceof Node.Refused || findings.isFull()) {
            return null;
        }
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            return generic.getRawType() == List.class
                    ? list(arguments[0], node, path, setting)
                    : map(arguments[1], node, path, setting);
        }
        Class<?> plain = (Class<?>) type;
        if (Leaves.isLeaf(plain)) {
            try {
                return Leaves.read(plain, node, setting);
            } catch (InvalidSettingException e) {
                e.problems().forEach(p -> report(path, p.message(), p.fix()));
                return null;
            }
        }
        return plain.isRecord() ? record(plain, node, path) : choice(plain, node, path, setting);
    }

    private @Nullable Object list(Type of, Node node, String path, Setting setting) {
        if (!(node instanceof Node.Sequence sequence)) {
            reportKind(path, node, "a list", "write its items in [ ], or each on a line after -");
            return null;
        }
        List<Object> values = new ArrayList<>();
        List<Integer> kept = new ArrayList<>();
        for (int i = 0; i < sequence.items().size(); i++) {
            Object value = value(of, sequence.items().get(i), path + "[" + i + "]", setting);
            if (value != null) {
                values.add(value);
                kept.add(i);
            }
        }
        if (kept.size() < sequence.items().size()) {
            standIns.shortened(path, kept);
        }
        return values;
    }

    private @Nullable Object map(Type of, Node node, String path, Setting setting) {
        Node.Mapping mapping = group(node, path);
        if (mapping == null) {
            return null;
        }
        Map<String, Object> values = new LinkedHashMap<>();
        boolean whole = true;
        for (Node.Entry entry : unique(mapping, path)) {
            Object value = value(of, entry.value(), join(path, entry.key()), setting);
            if (value == null) {
                whole = false;
            } else {
                values.put(entry.key(), value);
            }
        }
        return whole ? values : null;
    }

    /** One of the records that a sealed interface permits, named by the only key. */
    private @Nullable Object choice(Class<?> type, Node node, String path, Setting setting) {
        Map<String, Class<?>> choices = Choices.of(type);
        Node.Mapping mapping = group(node, path);
        if (mapping == null) {
            return null;
        }
        List<Node.Entry> entries = unique(mapping, path);
        if (entries.size() != 1) {
            String found = entries.isEmpty()
                    ? "says nothing"
                    : "has " + entries.size() + " of them: "
                            + String.join(
                                    ", ", entries.stream().map(Node.Entry::key).toList());
            report(path, found, "write exactly one of " + Wording.oneOf(choices.keySet()));
            return null;
        }
        Node.Entry entry = entries.get(0);
        Class<?> chosen = choices.get(entry.key());
        if (chosen == null) {
            unknown(type, entry, path, List.copyOf(choices.keySet()));
            return null;
        }
        return value(chosen, entry.value(), join(path, entry.key()), setting);
    }

    private @Nullable Object record(Class<?> type, Node node, String path) {
        RecordShape shape = RecordShape.of(type);
        if (shape.unwrapped()) {
            Part only = shape.parts().get(0);
            Object value = value(only.type(), node, path, only.setting());
            return value == null
                    ? null
                    : new RecordBinding(this, shape, path).construct(new @Nullable Object[] {value});
        }
        Node.Mapping mapping = mapping(shape, node, path);
        if (mapping == null) {
            return null;
        }
        RecordBinding binding = new RecordBinding(this, shape, path);
        List<String> known = shape.parts().stream().map(Part::key).toList();
        for (Node.Entry entry : unique(mapping, path)) {
            if (known.contains(entry.key())) {
                binding.given(entry.key(), entry.value());
            } else if (isMerge(entry)) {
                binding.merged();
            } else {
                binding.notKnown(unknown(type, entry, path, known));
            }
        }
        return binding.bind();
    }

    private Node.@Nullable Mapping mapping(RecordShape shape, Node node, String path) {
        Part shorthand = shape.shorthand();
        if (shorthand != null && node instanceof Node.Scalar scalar && scalar.kind() != Node.Kind.NOTHING) {
            return new Node.Mapping(List.of(new Node.Entry(shorthand.key(), node.place(), node)), node.place());
        }
        return group(node, path);
    }

    private Node.@Nullable Mapping group(Node node, String path) {
        if (node instanceof Node.Mapping mapping) {
            return mapping;
        }
        if (!(node instanceof Node.Refused)) {
            reportKind(path, node, "a group of settings", "write name: value lines, indented, or {name: value}");
        }
        return null;
    }

    private List<Node.Entry> unique(Node.Mapping mapping, String path) {
        Map<String, Node.Entry> first = new LinkedHashMap<>();
        for (Node.Entry entry : mapping.entries()) {
            Node.Entry earlier = first.putIfAbsent(entry.key(), entry);
            if (earlier != null) {
                findings.add(
                        entry.place(),
                        join(path, entry.key()),
                        "is given twice, first in line " + earlier.place().line(),
                        "remove one of them");
            }
        }
        return List.copyOf(first.values());
    }

    private static boolean isMerge(Node.Entry entry) {
        return entry.key().equals(YamlTree.MERGE) && entry.value() instanceof Node.Refused;
    }

    /** Reports it and returns what was probably meant, or null. */
    private @Nullable String unknown(Class<?> type, Node.Entry entry, String path, List<String> known) {
        if (isMerge(entry)) {
            return null;
        }
        String near = Spelling.nearest(entry.key(), known);
        String where = join(path, entry.key().isEmpty() ? "\"\"" : entry.key());
        if (Planned.has(type, entry.key())) {
            findings.add(entry.place(), where, "is not available in this version", "remove it");
            return null;
        }
        String fix = known.isEmpty() ? "remove it" : "write one of " + Wording.oneOf(known);
        findings.add(entry.place(), where, "is not a setting", near == null ? fix : "did you mean " + near + "?");
        return near;
    }

    private void reportKind(String path, Node node, String wanted, String fix) {
        boolean empty = node instanceof Node.Scalar scalar && scalar.kind() == Node.Kind.NOTHING;
        report(
                path,
                "is " + Wording.found(node) + (empty ? "" : ", not " + wanted),
                fix + (empty ? ", or remove it" : ""));
    }

    /** Adds a finding at the place of the path. */
    void report(String path, String message, String fix) {
        findings.at(root, new Problem(path, message, fix));
    }

    /** Adds what is wrong with a thing that a record of this reading names, unless the name is a stand-in. */
    void named(Problem problem) {
        String inFile = standIns.inFile("", problem.path());
        if (!standIns.explain(inFile) && !standIns.within(inFile)) {
            report(inFile, problem.message(), problem.fix());
        }
    }

    static String join(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    StandIns standIns() {
        return standIns;
    }

    /** Another value for a setting that has no default. */
    Object sample(Type type) {
        return Samples.of(type, ++samples);
    }

    /** Whether a record's complaint about the path only follows from an earlier finding. */
    boolean follows(String recordPath, String path) {
        return !findings.isEmpty() && (standIns.explain(path) || (recordPath.isEmpty() && consequence.test(path)));
    }
}
