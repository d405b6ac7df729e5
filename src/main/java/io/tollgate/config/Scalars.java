package io.tollgate.config;

import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.resolver.Resolver;

/** What a plain value is by YAML's own rules, so that nothing is read here as one thing and elsewhere as another. */
final class Scalars {
    private static final Resolver RULES = new Resolver();

    private Scalars() {}

    static Node.Kind kind(String text, boolean plain) {
        if (!plain) {
            return Node.Kind.TEXT;
        }
        Tag tag = RULES.resolve(NodeId.scalar, text, true);
        if (tag.equals(Tag.NULL)) {
            return Node.Kind.NOTHING;
        }
        if (tag.equals(Tag.BOOL)) {
            return Node.Kind.TRUTH;
        }
        return tag.equals(Tag.INT) || tag.equals(Tag.FLOAT) ? Node.Kind.NUMBER : Node.Kind.TEXT;
    }
}
