package io.tollgate.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Tollgate as users run it, from a folder with its configuration and its state. */
public final class TollgateProcess implements AutoCloseable {
    /** What the account {@code admin} is given at the first start. */
    public static final String PASSWORD = "correct horse battery staple";

    private static final String HEAP = "256m";

    private final Path folder;
    private final Instance instance;

    private TollgateProcess(Path folder, Instance instance) {
        this.folder = folder;
        this.instance = instance;
    }

    /**
     * Starts it in that form and returns when it serves.
     *
     * @param folder takes a folder of the form's name, with {@code tollgate.yaml} and {@code state}
     */
    public static TollgateProcess start(Form form, Path folder, String config) {
        return start(form, folder, config, HEAP);
    }

    /** The same with another size of the heap. */
    public static TollgateProcess start(Form form, Path folder, String config, String heap) {
        Path own = folder.resolve(form.toString());
        write(own, config);
        return new TollgateProcess(own, form.run(own, heap));
    }

    /** Runs the jar with these arguments, whatever comes of it. */
    public static ChildProcess command(Map<String, String> environment, String... arguments) {
        return ChildProcess.java(
                environment,
                Stream.concat(Stream.of("-Xmx" + HEAP, "-jar", JarInstance.jar()), Stream.of(arguments))
                        .toList());
    }

    /** Where traffic goes. */
    public URI data() {
        return instance.data();
    }

    /** Where operators go, without a slash at the end. */
    public URI admin() {
        return instance.admin();
    }

    /** The REST interface, signed in. */
    public AdminClient rest() {
        return new AdminClient(admin(), PASSWORD);
    }

    /** What it has logged since its last start. */
    public List<String> log() {
        return instance.log();
    }

    /** The process that was started; of the jar, Tollgate itself. */
    public ChildProcess process() {
        return instance.process();
    }

    /** Puts another configuration in the file's place, at once as editors and deployments do. */
    public void rewrite(String config) {
        write(folder, config);
    }

    /** Kills it as with -9. */
    public void kill() {
        instance.kill();
    }

    /** Starts it again on the same file and state; its ports may be others. */
    public void restart() {
        instance.restart();
    }

    @Override
    public void close() {
        instance.close();
    }

    private static void write(Path folder, String config) {
        try {
            Files.createDirectories(folder);
            Path fresh = Files.writeString(folder.resolve("tollgate.yaml.new"), config);
            Files.move(
                    fresh,
                    folder.resolve("tollgate.yaml"),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
