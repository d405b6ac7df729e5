package io.tollgate.testing.container;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;

/**
 * Free ports for processes that must be told theirs. They lie below those that the system gives to outgoing connections,
 * so that load cannot take one before its process has started, or between two starts.
 */
public final class Ports {
    private static final int FIRST = 15_000;
    private static final int END = 32_000;
    private static final Random RANDOM = new Random();
    private static final Set<Integer> GIVEN = new HashSet<>();

    private Ports() {}

    /** One that nobody listens on, and that was not given before. */
    public static synchronized int free() {
        while (true) {
            int port = FIRST + RANDOM.nextInt(END - FIRST);
            if (GIVEN.add(port) && isFree(port)) {
                return port;
            }
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket any = new ServerSocket(port)) {
            return any.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
