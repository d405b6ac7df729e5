package io.tollgate.config;

import io.tollgate.model.Problem;

/**
 * One thing wrong with a file, and where. Printed it is one line, whatever the file holds.
 *
 * @param line from 1
 * @param column from 1
 */
public record Located(String file, int line, int column, Problem problem) {
    private static final String WHOLE = "(file)";

    @Override
    public String toString() {
        String path = problem.path().isEmpty() ? WHOLE : problem.path();
        return file + ":" + line + ":" + column + " " + path + ": " + problem.message() + "; " + problem.fix();
    }
}
