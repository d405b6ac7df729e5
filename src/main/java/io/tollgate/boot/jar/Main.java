package io.tollgate.boot.jar;

/** The entry point of the runnable jar. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(Commands.of(Jar::start, Jar.files(), Signals.install(), Console.ofProcess())
                .execute(args));
    }
}
