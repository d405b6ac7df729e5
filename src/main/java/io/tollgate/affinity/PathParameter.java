package io.tollgate.affinity;

import org.jspecify.annotations.Nullable;

/**
 * A session's id as a parameter of the path, as servlet containers write it for clients without cookies: {@code
 * /shop;jsessionid=1A2B} (Jakarta Servlet 6.1, section 7.1.3).
 */
final class PathParameter {
    private PathParameter() {}

    /** The value of the first parameter of that name, letter case aside; null without one, or when it is empty. */
    static @Nullable String find(String rawPath, String name) {
        int semicolon = rawPath.indexOf(';');
        while (semicolon >= 0) {
            int value = semicolon + 1 + name.length() + 1;
            if (value < rawPath.length()
                    && rawPath.charAt(value - 1) == '='
                    && rawPath.regionMatches(true, semicolon + 1, name, 0, name.length())) {
                int end = value;
                while (end < rawPath.length() && rawPath.charAt(end) != ';' && rawPath.charAt(end) != '/') {
                    end++;
                }
                if (end > value) {
                    return rawPath.substring(value, end);
                }
            }
            semicolon = rawPath.indexOf(';', semicolon + 1);
        }
        return null;
    }
}
