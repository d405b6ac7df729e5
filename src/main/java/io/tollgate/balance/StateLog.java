package io.tollgate.balance;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the log what operators will ask about afterwards: whose health changed, and who serves instead. */
final class StateLog {
    private static final Logger LOG = LoggerFactory.getLogger(Pool.class);

    private final String pool;

    StateLog(String pool) {
        this.pool = pool;
    }

    /** Its probes, or its agent, say something else of it than before; that it is ejected besides has its own line. */
    void health(Endpoint endpoint) {
        String illness = endpoint.illness();
        if (illness == null) {
            LOG.info("{}/{} is {}", pool, endpoint.id(), endpoint.health());
        } else {
            LOG.warn("{}/{} is {}: {}", pool, endpoint.id(), endpoint.health(), illness);
        }
    }

    void ejected(Endpoint endpoint) {
        LOG.warn("{}/{} is {}", pool, endpoint.id(), endpoint.outlier().trouble());
    }

    void readmitted(Endpoint endpoint) {
        LOG.info("{}/{} is no longer ejected", pool, endpoint.id());
    }

    /** Its agent holds it back by other words than before, or no more. */
    void agent(Endpoint endpoint) {
        String restraint = endpoint.load().restraint();
        LOG.info("{}/{}: {}", pool, endpoint.id(), restraint == null ? "its agent holds it back no more" : restraint);
    }

    /** Its agent cannot be understood any more, or can again. */
    void agentUnderstood(Endpoint endpoint, @Nullable String why) {
        if (why == null) {
            LOG.info("{}/{}: its agent is understood again", pool, endpoint.id());
        } else {
            LOG.warn("{}/{}: {}", pool, endpoint.id(), endpoint.load().trouble());
        }
    }

    /** Says so when others take new callers than before; not how many each, for that changes by the second. */
    void serving(List<ServingGroup> before, List<ServingGroup> now) {
        String said = names(now);
        if (!said.equals(names(before))) {
            LOG.info("{}: new callers go to {}", pool, said.isEmpty() ? "nobody" : said);
        }
    }

    private static String names(List<ServingGroup> groups) {
        return groups.stream()
                .filter(group -> group.share() > 0)
                .map(StateLog::name)
                .collect(Collectors.joining(", "));
    }

    private static String name(ServingGroup group) {
        return switch (group.place()) {
            case ANY_ZONE -> "tier " + group.tier();
            case OWN_ZONE, OTHER_ZONES ->
                "tier " + group.tier() + " (" + group.place().label() + ")";
            case DRAINING -> "those draining";
            case FAIL_OPEN -> "those that are ready, health ignored";
        };
    }
}
