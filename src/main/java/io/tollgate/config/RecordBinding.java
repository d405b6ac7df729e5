package io.tollgate.config;

import io.tollgate.config.RecordShape.Part;
import io.tollgate.model.InvalidSettingException;
import io.tollgate.model.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The making of one record out of a group: what is missing, what it refuses, and what stands in for that. */
final class RecordBinding {
    private final Binder binder;
    private final RecordShape shape;
    private final String path;
    private final Map<String, Node> given = new LinkedHashMap<>();
    /** Whether all that was written of the record is understood. */
    private boolean complete = true;
    /** Whether a refused merge key may have brought any of the settings. */
    private boolean merged;

    RecordBinding(Binder binder, RecordShape shape, String path) {
        this.binder = binder;
        this.shape = shape;
        this.path = path;
    }

    void given(String key, Node value) {
        given.put(key, value);
    }

    /** Takes note of a name that is not known, and that the setting it probably means is not missing. */
    void notKnown(@Nullable String meant) {
        complete = false;
        if (meant != null) {
            given.putIfAbsent(meant, new Node.Refused(Place.START));
        }
    }

    /** Takes note of a refused merge key. */
    void merged() {
        complete = false;
        merged = true;
    }

    /** The record of what was given, or null after a finding. */
    @Nullable
    Object bind() {
        @Nullable Object[] values = new @Nullable Object[shape.parts().size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = partValue(shape.parts().get(i));
        }
        return construct(values);
    }

    private @Nullable Object partValue(Part part) {
        Node node = given.get(part.key());
        String partPath = Binder.join(path, part.key());
        if (node == null) {
            if (!part.required()) {
                return part.fallback();
            }
            if (!merged) {
                binder.report(partPath, "is missing", Samples.hint(part));
            }
            return standIn(part);
        }
        if (part.optional() && node instanceof Node.Scalar scalar && scalar.kind() == Node.Kind.NOTHING) {
            return null;
        }
        Object value = binder.value(part.type(), node, partPath, part.setting());
        return value == null ? standIn(part) : value;
    }

    private @Nullable Object standIn(Part part) {
        binder.standIns().replaced(Binder.join(path, part.key()));
        return part.required() ? binder.sample(part.type()) : part.fallback();
    }

    /** The record of these values or, after findings, one with stand-ins, or null. */
    @Nullable
    Object construct(@Nullable Object[] values) {
        try {
            return shape.construct(values);
        } catch (InvalidSettingException e) {
            (asWritten() ? e.problems() : e.independent()).forEach(this::refused);
            return repaired(values, e.problems());
        }
    }

    private void refused(Problem problem) {
        String inFile = binder.standIns().inFile(path, problem.path());
        if (!binder.follows(path, inFile)) {
            binder.report(inFile, problem.message(), problem.fix());
        }
    }

    private boolean asWritten() {
        return shape.unwrapped()
                ? !binder.standIns().at(path)
                : complete
                        && shape.parts().stream()
                                .noneMatch(part -> binder.standIns().at(Binder.join(path, part.key())));
    }

    /** The record with stand-ins for what it refused, so that others can still be held against it. */
    private @Nullable Object repaired(@Nullable Object[] values, List<Problem> problems) {
        for (Problem problem : problems) {
            int index = index(problem.path());
            if (index < 0) {
                return null;
            }
            values[index] = standIn(shape.parts().get(index));
        }
        try {
            return shape.construct(values);
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
