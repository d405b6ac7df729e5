package io.tollgate.testing;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.eclipse.jetty.logging.JettyLogger;
import org.eclipse.jetty.logging.StdErrAppender;
import org.slf4j.LoggerFactory;

/** What a class tells the log meanwhile, each line without its time and thread. */
public final class LogLines implements AutoCloseable {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final StdErrAppender appender;
    private final PrintStream before;

    private LogLines(StdErrAppender appender) {
        this.appender = appender;
        this.before = appender.getStream();
        appender.setStream(new PrintStream(written, true, StandardCharsets.UTF_8));
    }

    /** Listens until it is closed. */
    public static LogLines of(Class<?> speaker) {
        JettyLogger logger = (JettyLogger) LoggerFactory.getLogger(speaker);
        return new LogLines((StdErrAppender) logger.getAppender());
    }

    /** So far, such as {@code WARN shop/a is down: ...}. */
    public List<String> told() {
        return written.toString(StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.replaceFirst("^.*?:(INFO|WARN) ?:.*?: ", "$1 "))
                .toList();
    }

    @Override
    public void close() {
        appender.setStream(before);
    }
}
