package io.tollgate.admin.ui;

/**
 * Which Tollgate the page belongs to.
 *
 * @param name the machine's or an operator's name for it
 * @param version of Tollgate
 */
public record Node(String name, String version) {}
