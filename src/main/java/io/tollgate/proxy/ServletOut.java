package io.tollgate.proxy;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** An answer's way through the servlet API. */
final class ServletOut implements AnswerOut {
    private final Container container;
    private final ServletOutputStream out;
    private final WriteListener listener;
    private boolean holdsBack = true;
    private byte @Nullable [] copy;

    private ServletOut(Container container, ServletOutputStream out, WriteListener listener) {
        this.container = container;
        this.out = out;
        this.listener = listener;
    }

    static ServletOut open(
            Container container, HttpServletRequest request, HttpServletResponse response, WriteListener listener)
            throws IOException {
        ServletOut opened = new ServletOut(container, response.getOutputStream(), listener);
        container.listen(request, response, listener);
        return opened;
    }

    @Override
    public boolean ready() {
        return out.isReady();
    }

    /** Containers write a large array without copying, so the copy is as much theirs as the original. */
    @Override
    public void write(ByteBuffer bytes, boolean last) throws IOException {
        int n = bytes.remaining();
        holdsBack = true;
        if (bytes.hasArray()) {
            out.write(bytes.array(), bytes.arrayOffset() + bytes.position(), n);
        } else {
            byte[] heap = heap(n);
            bytes.get(heap, 0, n);
            out.write(heap, 0, n);
        }
    }

    @Override
    public boolean holdsBack() {
        return holdsBack;
    }

    @Override
    public void flush() throws IOException {
        holdsBack = false;
        container.flush(out);
    }

    @Override
    public void again() {
        holdsBack = true;
        container.listenAgain(out, listener);
    }

    @Override
    public void finish() throws IOException {
        out.close();
    }

    private byte[] heap(int n) {
        byte[] known = copy;
        if (known == null || known.length < n) {
            known = new byte[n];
            copy = known;
        }
        return known;
    }
}
