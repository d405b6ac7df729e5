package io.tollgate.sim;

import io.tollgate.testing.FakeTime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;

/** A server with so many workers and a line before them, first come, first served. */
final class Server {
    private final FakeTime time;
    private final Behaviour behaviour;
    private final Queue<Job> line = new ArrayDeque<>();
    private int free;

    private record Job(long workNanos, Runnable done) {}

    Server(FakeTime time, int workers, Behaviour behaviour) {
        this.time = time;
        this.free = workers;
        this.behaviour = behaviour;
    }

    /**
     * Takes a request.
     *
     * @param workNanos how long it keeps a worker of a server that is well
     * @param done runs when it is answered
     */
    void take(long workNanos, Runnable done) {
        Job job = new Job(workNanos, done);
        if (free == 0) {
            line.add(job);
        } else {
            free--;
            work(job);
        }
    }

    private void work(Job job) {
        long now = time.nanos();
        time.after(Duration.ofNanos(behaviour.endOf(now, job.workNanos()) - now), () -> {
            Job next = line.poll();
            if (next == null) {
                free++;
            } else {
                work(next);
            }
            job.done().run();
        });
    }
}
