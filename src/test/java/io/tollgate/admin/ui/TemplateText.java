package io.tollgate.admin.ui;

/** Takes code and tags out of a template, so that what a reader would see is left. */
final class TemplateText {
    private final String template;
    private int at;

    private TemplateText(String template) {
        this.template = template;
    }

    static String of(String template) {
        String markup = template.replaceAll("(?s)<%--.*?--%>", "").replaceAll("(?m)^@(import|param) .*$", "");
        return new TemplateText(markup).withoutCode().replaceAll("(?s)<[a-zA-Z/!][^>]*>", "");
    }

    private String withoutCode() {
        StringBuilder text = new StringBuilder();
        while (at < template.length()) {
            char c = template.charAt(at);
            boolean expression = (c == '$' || c == '!') && template.startsWith("{", at + 1);
            if (expression) {
                at++;
                skipBracketed('{', '}');
            } else if (c == '@' && template.startsWith("template.layout.frame(", at + 1)) {
                // Its content is the page's own markup.
                at = template.indexOf("@`", at) + 2;
            } else if (c == '@') {
                skipStatement();
            } else {
                text.append(c);
                at++;
            }
        }
        return text.toString();
    }

    private void skipStatement() {
        at++;
        while (at < template.length() && (Character.isLetter(template.charAt(at)) || template.charAt(at) == '.')) {
            at++;
        }
        if (template.startsWith("(", at)) {
            skipBracketed('(', ')');
        }
    }

    private void skipBracketed(char open, char close) {
        int depth = 0;
        boolean quoted = false;
        do {
            char c = template.charAt(at++);
            if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && c == open) {
                depth++;
            } else if (!quoted && c == close) {
                depth--;
            }
        } while (depth > 0);
    }
}
