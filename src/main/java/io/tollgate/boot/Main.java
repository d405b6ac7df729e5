package io.tollgate.boot;

import java.nio.file.Path;
import java.util.List;

/** The entry point of the runnable jar. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(Commands.of(options -> Main.absent(), new Absent(), Signals.install(), Console.ofProcess())
                .execute(args));
    }

    private static Running absent() throws LaunchException {
        throw LaunchException.failure("tollgate: this build has no data path");
    }

    private static final class Absent implements ConfigFiles {
        @Override
        public List<String> problems(Path file) {
            return List.of();
        }

        @Override
        public String schema() {
            return "{}";
        }
    }
}
