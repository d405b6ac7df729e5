package io.tollgate.telemetry;

import com.codahale.metrics.Counter;
import io.tollgate.time.Clock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes lines off the queue and appends them to the file, many in one write. Runs on a thread of its own. */
final class AccessLogWriter implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(AccessLogWriter.class);
    private static final int BATCH_BYTES = 64 << 10;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final Duration COMPLAINT_INTERVAL = Duration.ofMinutes(1);

    private final AccessQueue queue;
    private final LogFile file;
    private final Counter unwritten;
    private final Counter abandonedLines;
    private final Batch batch = new Batch();
    private final AccessLineFormat format = new AccessLineFormat(batch);
    private final Seldom complaints;
    private volatile boolean reopen;
    private volatile boolean finish;
    private volatile boolean abandon;

    /**
     * @param unwritten counts lines that the file did not take
     * @param abandonedLines counts lines for which no time was left in the end
     */
    AccessLogWriter(AccessQueue queue, LogFile file, Clock clock, Counter unwritten, Counter abandonedLines) {
        this.queue = queue;
        this.file = file;
        this.complaints = new Seldom(clock, COMPLAINT_INTERVAL);
        this.unwritten = unwritten;
        this.abandonedLines = abandonedLines;
    }

    /** Closes the file and opens it anew by its name. */
    void reopen() {
        reopen = true;
    }

    /** Ends when the queue is empty. */
    void finish() {
        finish = true;
    }

    /** Ends now. */
    void abandon() {
        abandon = true;
    }

    @Override
    public void run() {
        while (!abandon) {
            boolean last = finish;
            if (reopen) {
                reopen = false;
                openAnew();
            }
            while (!abandon && !reopen && writeBatch()) {}
            if (last && !reopen) {
                break;
            }
            if (!reopen) {
                LockSupport.parkNanos(this, PAUSE_NANOS);
            }
        }
        while (queue.poll() != null) {
            abandonedLines.inc();
        }
        closeFile();
    }

    private boolean writeBatch() {
        AccessLine line = queue.poll();
        if (line == null) {
            return false;
        }
        while (line != null) {
            format.write(line);
            line = batch.size() < BATCH_BYTES ? queue.poll() : null;
        }
        ByteBuffer lines = batch.lines();
        try {
            file.write(lines);
        } catch (IOException e) {
            unwritten.inc(linesIn(lines));
            if (!abandon) {
                complain(e);
            }
        } finally {
            batch.reset();
        }
        return true;
    }

    private static long linesIn(ByteBuffer bytes) {
        long lines = 0;
        while (bytes.hasRemaining()) {
            if (bytes.get() == '\n') {
                lines++;
            }
        }
        return lines;
    }

    private void openAnew() {
        try {
            file.close();
            file.open();
        } catch (IOException e) {
            complain(e);
        }
    }

    private void closeFile() {
        try {
            file.close();
        } catch (IOException e) {
            complain(e);
        }
    }

    private void complain(IOException e) {
        if (complaints.now()) {
            LOG.error("The access log cannot be written; its lines are dropped and counted until it can", e);
        }
    }

    /** Can be read without a copy. */
    private static final class Batch extends ByteArrayOutputStream {
        private Batch() {
            super(2 * BATCH_BYTES);
        }

        /** What has been put in so far; good until the next is put in. */
        private ByteBuffer lines() {
            return ByteBuffer.wrap(buf, 0, count);
        }
    }
}
