package io.tollgate.boot.jar;

import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the operating system asks of this process: TERM and INT to stop, and a second one to do so at once, HUP to read the configuration anew.
 * Thread-safe. Java has no public way to hear signals; {@code sun.misc.Signal} of the module {@code jdk.unsupported}
 * is called by reflection, because the compiler warns of any other use and cannot be told not to.
 */
final class Signals {
    private final CountDownLatch stop = new CountDownLatch(1);
    private final AtomicInteger terms = new AtomicInteger();
    private volatile Runnable reload = () -> {};
    private volatile Runnable hurry = () -> {};

    /** Begins to listen. From now on the process no longer ends by these signals alone. */
    static Signals install() {
        Signals signals = new Signals();
        handle("TERM", signals::term);
        handle("INT", signals::term);
        handle("HUP", signals::reload);
        return signals;
    }

    /** Leaves a terminal's Ctrl-C, which reaches every process of the group, to the parent. */
    static void leaveInterruptToParent() {
        handle("INT", () -> {});
    }

    /** What HUP does from now on; before, it does nothing. */
    void onReload(Runnable action) {
        reload = action;
    }

    /** What TERM and INT do the second time. */
    void onSecondStop(Runnable action) {
        hurry = action;
    }

    /** Acts as TERM does. */
    void term() {
        if (terms.getAndIncrement() == 0) {
            stop();
        } else {
            hurry.run();
        }
    }

    /** Returns once a stop was asked for, also when that was before the call. */
    void awaitStop() throws InterruptedException {
        stop.await();
    }

    /** Asks for a stop. */
    void stop() {
        stop.countDown();
    }

    /** Acts as HUP does. */
    void reload() {
        reload.run();
    }

    private static void handle(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object listener = Proxy.newProxyInstance(
                    handler.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                        action.run();
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), listener);
        } catch (ReflectiveOperationException e) {
            // This system has no such signal, or the JVM was told to leave it alone (-Xrs): it keeps its usual effect.
        }
    }
}
