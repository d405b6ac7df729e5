package io.tollgate.rewrite;

/**
 * What is sent in place of an error.
 *
 * @param status 200 to 599
 */
public record ErrorAnswer(int status, Page page) {}
