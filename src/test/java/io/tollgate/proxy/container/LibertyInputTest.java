package io.tollgate.proxy.container;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;
import org.mockito.Mockito;

class LibertyInputTest {
    private final Object lock = new Object();

    /** Liberty's own order of things: it begins, and notes it only when the call back may have come already. */
    private final class Overhasty extends ServletInputStream {
        private volatile boolean outstanding;
        private final CountDownLatch called = new CountDownLatch(1);

        @Override
        public boolean isReady() {
            if (outstanding) {
                return false;
            }
            if (called.getCount() == 0) {
                return true;
            }
            Thread callBack = new Thread(() -> {
                synchronized (lock) {
                    outstanding = false;
                    called.countDown();
                }
            });
            callBack.start();
            Awaitility.await().until(() -> called.getCount() == 0 || callBack.getState() == Thread.State.BLOCKED);
            outstanding = true;
            return false;
        }

        @Override
        public boolean isFinished() {
            return false;
        }

        @Override
        public void setReadListener(ReadListener listener) {}

        @Override
        public int read() {
            return -1;
        }
    }

    @Test
    void aCallBackThatComesWhileItIsAskedIsNotOverlooked() throws Exception {
        Overhasty liberty = new Overhasty();
        ServletInputStream mended = new LibertyInput(liberty, lock, Runnable::run);

        assertFalse(mended.isReady());
        assertTrue(liberty.called.await(30, TimeUnit.SECONDS));
        Awaitility.await().until(mended::isReady);
    }

    @Test
    void isNotAskedBeforeItsFirstCallBack() throws Exception {
        ServletInputStream in = Mockito.mock(ServletInputStream.class);
        Mockito.when(in.isReady()).thenReturn(true);
        ServletInputStream mended = new LibertyInput(in, lock, Runnable::run);
        mended.setReadListener(Mockito.mock(ReadListener.class));
        ArgumentCaptor<ReadListener> given = ArgumentCaptor.forClass(ReadListener.class);
        Mockito.verify(in).setReadListener(given.capture());

        assertFalse(mended.isReady());
        Mockito.verify(in, Mockito.never()).isReady();
        given.getValue().onDataAvailable();
        assertTrue(mended.isReady());
    }

    @Test
    void anEmptyBodyIsNoFailure() throws Exception {
        ServletInputStream in = Mockito.mock(ServletInputStream.class);
        ReadListener listener = Mockito.mock(ReadListener.class);
        new LibertyInput(in, lock, Runnable::run).setReadListener(listener);
        ArgumentCaptor<ReadListener> given = ArgumentCaptor.forClass(ReadListener.class);
        Mockito.verify(in).setReadListener(given.capture());
        Mockito.when(in.isFinished()).thenReturn(true);

        given.getValue().onError(new IOException("complete already"));
        Mockito.verify(listener).onAllDataRead();
        Mockito.verify(listener, Mockito.never()).onError(Mockito.any());
    }

    @Test
    void whatIsCalledBackRunsElsewhereAndItsFailureIsTold() throws Exception {
        ServletInputStream in = Mockito.mock(ServletInputStream.class);
        ReadListener listener = Mockito.mock(ReadListener.class);
        List<Runnable> elsewhere = new ArrayList<>();
        new LibertyInput(in, lock, elsewhere::add).setReadListener(listener);
        ArgumentCaptor<ReadListener> given = ArgumentCaptor.forClass(ReadListener.class);
        Mockito.verify(in).setReadListener(given.capture());
        IOException failure = new IOException("broken");
        Mockito.doThrow(failure).when(listener).onAllDataRead();

        given.getValue().onDataAvailable();
        given.getValue().onAllDataRead();
        Mockito.verifyNoInteractions(listener);
        elsewhere.forEach(Runnable::run);

        Mockito.verify(listener).onDataAvailable();
        Mockito.verify(listener).onError(failure);
    }
}
