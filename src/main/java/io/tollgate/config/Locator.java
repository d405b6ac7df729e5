package io.tollgate.config;

import org.jspecify.annotations.Nullable;

/** Finds the place in a tree that a path such as {@code pools[0].backends[1].url} speaks of. */
final class Locator {
    private Locator() {}

    /**
     * @param node the node at the path, or the nearest above it that exists
     * @param path the path, cut where a plain value stands for a group
     */
    record Spot(Node node, String path) {

        /** The message with references in place of what they stand for. */
        String veiled(String message) {
            return node instanceof Node.Scalar scalar
                            && scalar.kind() == Node.Kind.REFERENCE
                            && !scalar.text().isEmpty()
                    ? message.replace(scalar.text(), scalar.written())
                    : message;
        }
    }

    static Spot find(Node root, String path) {
        Node node = root;
        int at = 0;
        while (at < path.length()) {
            int next = -1;
            Node child = null;
            if (node instanceof Node.Mapping mapping) {
                int start = path.charAt(at) == '.' ? at + 1 : at;
                Node.Entry entry = entry(mapping, path, start);
                child = entry == null ? null : entry.value();
                next = entry == null ? at : start + entry.key().length();
            } else if (node instanceof Node.Sequence sequence && path.charAt(at) == '[') {
                next = path.indexOf(']', at) + 1;
                int index = Integer.parseInt(path, at + 1, next - 1, 10);
                child = index < sequence.items().size() ? sequence.items().get(index) : null;
            }
            if (child == null) {
                boolean single = node instanceof Node.Scalar || node instanceof Node.Refused;
                return new Spot(node, single ? path.substring(0, at) : path);
            }
            node = child;
            at = next;
        }
        return new Spot(node, path);
    }

    private static Node.@Nullable Entry entry(Node.Mapping mapping, String path, int start) {
        Node.Entry longest = null;
        for (Node.Entry entry : mapping.entries()) {
            int end = start + entry.key().length();
            if (path.startsWith(entry.key(), start)
                    && (end == path.length() || path.charAt(end) == '.' || path.charAt(end) == '[')
                    && (longest == null || entry.key().length() > longest.key().length())) {
                longest = entry;
            }
        }
        return longest;
    }
}
