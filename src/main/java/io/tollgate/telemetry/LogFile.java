package io.tollgate.telemetry;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * What lines are appended to. After a failure it is opened anew at the next write, and a line that was cut is ended
 * first, so that one full disk spoils one line. Used by one thread at a time.
 */
final class LogFile implements AutoCloseable {

    /** Opens what is written to. */
    @FunctionalInterface
    interface Opener {
        WritableByteChannel open() throws IOException;
    }

    /** Is not Tollgate's to close. */
    private record StandardOutput(FileChannel out) implements WritableByteChannel {
        @Override
        public int write(ByteBuffer bytes) throws IOException {
            return out.write(bytes);
        }

        @Override
        public boolean isOpen() {
            return out.isOpen();
        }

        @Override
        public void close() {}
    }

    private final Opener opener;
    private @Nullable WritableByteChannel channel;
    private boolean cut;

    LogFile(Opener opener) {
        this.opener = opener;
    }

    /**
     * What that name stands for.
     *
     * @param name a file, made when missing, or - for standard output
     * @param base the folder that a relative name starts from
     */
    static Opener named(String name, Path base) {
        if (name.equals("-")) {
            FileChannel out = new FileOutputStream(FileDescriptor.out).getChannel();
            return () -> new StandardOutput(out);
        }
        Path path = base.resolve(name);
        return () -> FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** Opens it now if it is not open, so that a wrong name is known at once. */
    WritableByteChannel open() throws IOException {
        WritableByteChannel opened = channel;
        if (opened == null) {
            opened = opener.open();
            channel = opened;
        }
        return opened;
    }

    /** Appends whole lines; with an exception, what is left in the buffer was not written. */
    void write(ByteBuffer lines) throws IOException {
        int start = lines.position();
        try {
            WritableByteChannel out = open();
            if (cut) {
                writeFully(out, ByteBuffer.wrap(new byte[] {'\n'}));
                cut = false;
            }
            writeFully(out, lines);
        } catch (IOException e) {
            cut |= lines.position() > start && lines.get(lines.position() - 1) != '\n';
            close();
            throw e;
        }
    }

    private static void writeFully(WritableByteChannel out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }

    /** The next write opens it anew. */
    @Override
    public void close() throws IOException {
        WritableByteChannel opened = channel;
        channel = null;
        if (opened != null) {
            opened.close();
        }
    }
}
