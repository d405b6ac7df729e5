package io.tollgate.sim;

import io.tollgate.testing.FakeTime;

/** Tollgate's policies and the models of its peers. */
enum Contender {
    LEAST_REQUEST("least-request"),
    LEAST_TIME("least-time"),
    ROUND_ROBIN("round-robin"),
    RANDOM("random"),
    RING_HASH("ring-hash"),
    FILL_FIRST("fill-first"),
    NGINX("nginx smooth round-robin") {
        @Override
        Balancer balancer(Scenario scenario, int backends, int present, FakeTime time) {
            return new NginxRoundRobin(scenario::weight, present);
        }
    },
    HAPROXY("HAProxy leastconn") {
        @Override
        Balancer balancer(Scenario scenario, int backends, int present, FakeTime time) {
            return new HaproxyLeastconn(scenario::weight, present, Scenario.COLD.toNanos(), time);
        }
    };

    private static final long SEED = 6;

    private final String label;

    Contender(String label) {
        this.label = label;
    }

    /** The policy as a configuration names it, or the peer. */
    String label() {
        return label;
    }

    Balancer balancer(Scenario scenario, int backends, int present, FakeTime time) {
        return new PoolBalancer(label, scenario, backends, present, time, SEED);
    }
}
