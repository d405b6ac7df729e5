package io.tollgate.boot;

import io.tollgate.config.ConfigReader;

/** The entry point of the runnable jar. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        ConfigFiles files = new YamlFiles(new ConfigReader(ConfigReader.Form.JAR, System::getenv));
        Launcher launcher = options -> {
            throw LaunchException.failure("tollgate: this build has no data path");
        };
        System.exit(Commands.of(launcher, files, Signals.install(), Console.ofProcess())
                .execute(args));
    }
}
