package io.tollgate.boot;

/** The command. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {}
}
