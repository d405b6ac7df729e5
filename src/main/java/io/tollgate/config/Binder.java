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

    /**
     * @param consequence whether a record's complaint about the path (of the file) only follows from an earlier finding
     */
    Binder(Node root, Findings findings, Predicate<String> consequence) {
        this.root = root;
        this.findings = findings;
        this.consequence = consequence;
    }

    /** The record, or null after a finding; after findings it may also be a record that nobody should use. */
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

    private @Nullable Object value(Type type, Node node, String path, Setting setting) {
        if (node instanceof Node.Refused) {
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
            report(
                    path,
                    "is " + Wording.found(node) + ", not a list",
                    "write its items in [ ], or each on a line after -");
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
            unknown(type, entry, path, choices.keySet().stream().toList());
            return null;
        }
        return value(chosen, entry.value(), join(path, entry.key()), setting);
    }

    private @Nullable Object record(Class<?> type, Node node, String path) {
        RecordShape shape = RecordShape.of(type);
        if (shape.unwrapped()) {
            Part only = shape.parts().get(0);
            Object value = value(only.type(), node, path, only.setting());
            return value == null ? null : new RecordBinding(shape, path).construct(new Object[] {value});
        }
        Node.Mapping mapping = mapping(shape, node, path);
        if (mapping == null) {
            return null;
        }
        Map<String, Node> given = new LinkedHashMap<>();
        for (Node.Entry entry : unique(mapping, path)) {
            if (shape.part(entry.key()) == null) {
                unknown(type, entry, path, shape.parts().stream().map(Part::key).toList());
            } else {
                given.put(entry.key(), entry.value());
            }
        }
        return new RecordBinding(shape, path).bind(given);
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
            report(
                    path,
                    "is " + Wording.found(node) + ", not a group of settings",
                    "write name: value lines, indented, or {name: value}");
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

    private void unknown(Class<?> type, Node.Entry entry, String path, List<String> known) {
        String near = Spelling.nearest(entry.key(), known);
        String where = join(path, entry.key());
        if (Planned.has(type, entry.key())) {
            findings.add(entry.place(), where, "is not available in this version", "remove it");
        } else if (near != null) {
            findings.add(entry.place(), where, "is not a setting", "did you mean " + near + "?");
        } else {
            findings.add(
                    entry.place(),
                    where,
                    "is not a setting",
                    known.isEmpty() ? "remove it" : "write one of " + Wording.oneOf(known));
        }
    }

    private void report(String path, String message, String fix) {
        Locator.Spot spot = Locator.find(root, path);
        findings.add(spot.node().place(), spot.path(), spot.veiled(message), fix);
    }

    private static String join(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /** The making of one record. */
    private final class RecordBinding {
        private final RecordShape shape;
        private final String path;
        /** Whether a setting without a default is missing, so that no record can come out. */
        private boolean hollow;

        RecordBinding(RecordShape shape, String path) {
            this.shape = shape;
            this.path = path;
        }

        @Nullable
        Object bind(Map<String, Node> given) {
            @Nullable Object[] values = new @Nullable Object[shape.parts().size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = partValue(shape.parts().get(i), given);
            }
            return construct(values);
        }

        private @Nullable Object partValue(Part part, Map<String, Node> given) {
            Node node = given.get(part.key());
            String partPath = join(path, part.key());
            if (node == null) {
                if (!part.required()) {
                    return part.fallback();
                }
                report(partPath, "is missing", Samples.hint(part));
                return standIn(part);
            }
            if (part.optional() && node instanceof Node.Scalar scalar && scalar.kind() == Node.Kind.NOTHING) {
                return null;
            }
            Object value = value(part.type(), node, partPath, part.setting());
            return value == null ? standIn(part) : value;
        }

        private @Nullable Object standIn(Part part) {
            standIns.replaced(join(path, part.key()));
            if (part.required()) {
                hollow = true;
                return Samples.of(part.type());
            }
            return part.fallback();
        }

        @Nullable
        Object construct(@Nullable Object[] values) {
            try {
                Object made = shape.construct(values);
                return hollow ? null : made;
            } catch (InvalidSettingException e) {
                boolean complete = shape.unwrapped()
                        ? !standIns.at(path)
                        : shape.parts().stream().noneMatch(p -> standIns.at(join(path, p.key())));
                for (Problem problem : complete ? e.problems() : e.independent()) {
                    String inFile = standIns.inFile(path, problem.path());
                    if (!standIns.explain(inFile) && !consequence.test(inFile)) {
                        report(inFile, problem.message(), problem.fix());
                    }
                }
                return repaired(values, e.problems());
            }
        }

        /** The record with defaults for what it refused, so that others can still be held against it. */
        private @Nullable Object repaired(@Nullable Object[] values, List<Problem> problems) {
            for (Problem problem : problems) {
                int index = index(problem.path());
                if (index < 0 || shape.parts().get(index).required()) {
                    return null;
                }
                values[index] = standIn(shape.parts().get(index));
            }
            try {
                return hollow ? null : shape.construct(values);
            } catch (InvalidSettingException e) {
                return null;
            }
        }

        private int index(String problemPath) {
            String key = problemPath.split("[.\\[]", 2)[0];
            for (int i = 0; i < shape.parts().size(); i++) {
                if (shape.parts().get(i).key().equals(key)) {
                    return i;
                }
            }
            return -1;
        }
    }
}
