package io.tollgate.config;

import io.tollgate.model.InvalidSettingException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.parser.ParserException;

/**
 * Makes a tree of one YAML document. It is built from the parser's events rather than by SnakeYAML's composer, so that
 * aliases, anchors and tags can be refused each at its place while the reading goes on, and so that depth is bounded.
 */
final class YamlTree {
    static final int MAX_DEPTH = 50;

    /** YAML 1.1's name that takes in another group; such an entry is kept, refused, so that nothing is missed for it. */
    static final String MERGE = "<<";

    private final Iterator<Event> events;
    private final References references;
    private final Findings findings;
    private final StringBuilder path = new StringBuilder();

    private YamlTree(String text, References references, Findings findings) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(Integer.MAX_VALUE);
        this.events = new Yaml(options).parse(new StringReader(text)).iterator();
        this.references = references;
        this.findings = findings;
    }

    /** The document, or null after a finding that makes all of it unreadable. */
    static @Nullable Node read(String text, References references, Findings findings) {
        YamlTree tree = new YamlTree(text, references, findings);
        try {
            return tree.document();
        } catch (MarkedYAMLException e) {
            Place place = e.getProblemMark() == null ? Place.START : Place.of(e.getProblemMark());
            Syntax.explain(e.getProblem()).at(place, tree.path.toString(), findings);
        } catch (YAMLException e) {
            Syntax.explain(String.valueOf(e.getMessage())).at(Place.START, tree.path.toString(), findings);
        }
        return null;
    }

    private @Nullable Node document() {
        events.next();
        if (events.next().is(Event.ID.StreamEnd)) {
            return new Node.Scalar("", "", Node.Kind.NOTHING, Place.START);
        }
        Node root = node(events.next(), 0);
        events.next();
        Event after = events.next();
        if (!after.is(Event.ID.StreamEnd)) {
            findings.add(
                    Place.of(after.getStartMark()),
                    "",
                    "a second document begins here",
                    "keep one document and remove the line ---");
        }
        return root;
    }

    private Node node(Event event, int depth) {
        Place place = Place.of(event.getStartMark());
        if (depth > MAX_DEPTH) {
            throw new ParserException(null, null, Syntax.TOO_DEEP, event.getStartMark());
        }
        if (event instanceof AliasEvent alias) {
            refuse(place, "the alias *" + alias.getAnchor() + " is not accepted", "write the value itself");
            return new Node.Refused(place);
        }
        boolean tagged = checkProperties((NodeEvent) event, place);
        if (event instanceof ScalarEvent scalar) {
            return tagged ? new Node.Refused(place) : scalar(scalar, place);
        }
        return event instanceof SequenceStartEvent ? sequence(place, depth) : mapping(place, depth);
    }

    /** Refuses anchor and tag; returns whether there is a tag, which may give the value any meaning. */
    private boolean checkProperties(NodeEvent event, Place place) {
        if (event.getAnchor() != null) {
            refuse(place, "the anchor &" + event.getAnchor() + " is not accepted", "remove it and repeat the value");
        }
        String tag = event instanceof ScalarEvent scalar
                ? scalar.getTag()
                : event instanceof CollectionStartEvent collection ? collection.getTag() : null;
        if (tag != null) {
            refuse(place, "the tag " + tag + " is not accepted", "remove it, and quote the value if it is a text");
        }
        return tag != null;
    }

    private Node scalar(ScalarEvent event, Place place) {
        String written = event.getValue();
        boolean plain = event.getScalarStyle() == ScalarStyle.PLAIN;
        if (!References.in(written)) {
            return new Node.Scalar(written, written, Scalars.kind(written, plain), place);
        }
        try {
            return new Node.Scalar(references.expand(written), written, Node.Kind.REFERENCE, place);
        } catch (InvalidSettingException e) {
            e.problems().forEach(p -> refuse(place, p.message(), p.fix()));
            return new Node.Refused(place);
        }
    }

    private Node sequence(Place place, int depth) {
        List<Node> items = new ArrayList<>();
        for (Event event = events.next(); !event.is(Event.ID.SequenceEnd); event = events.next()) {
            int parent = path.length();
            path.append('[').append(items.size()).append(']');
            items.add(node(event, depth + 1));
            path.setLength(parent);
        }
        return new Node.Sequence(items, place);
    }

    private Node mapping(Place place, int depth) {
        List<Node.Entry> entries = new ArrayList<>();
        for (Event event = events.next(); !event.is(Event.ID.MappingEnd); event = events.next()) {
            Place at = Place.of(event.getStartMark());
            if (!(event instanceof ScalarEvent key)) {
                refuse(at, "a list, group or alias stands where a name should", "write a plain name before the colon");
                skip(event);
                skip(events.next());
            } else if (key.getValue().equals(MERGE) && key.getScalarStyle() == ScalarStyle.PLAIN) {
                refuse(at, "the merge key << is not accepted", "write out the settings themselves");
                skip(events.next());
                entries.add(new Node.Entry(MERGE, at, new Node.Refused(at)));
            } else {
                checkProperties(key, at);
                int parent = path.length();
                path.append(parent == 0 ? "" : ".").append(key.getValue());
                entries.add(new Node.Entry(key.getValue(), at, node(events.next(), depth + 1)));
                path.setLength(parent);
            }
        }
        return new Node.Mapping(entries, place);
    }

    private void skip(Event first) {
        int open = 0;
        for (Event event = first; ; event = events.next()) {
            if (event instanceof CollectionStartEvent) {
                open++;
            } else if (event.is(Event.ID.SequenceEnd) || event.is(Event.ID.MappingEnd)) {
                open--;
            }
            if (open == 0) {
                return;
            }
        }
    }

    private void refuse(Place place, String message, String fix) {
        findings.add(place, path.toString(), message, fix);
    }
}
